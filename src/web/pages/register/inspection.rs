//! `/register/inspection`: an inspection of a unit is recorded on one page: who inspected whom, who led it, each hazard
//! that was found, how the record was signed, and the opinion that was left there.
mod rows;

use super::super::form::Sent;
use super::super::frame::{Frame, Section, drawn_as};
use super::super::reader::Reader;
use super::super::steps::{Drawing, Field, Input, Told, Wrong, missing, occurred, tell};
use super::{command_id, number};
use crate::policy::{Action, Kind};
use crate::web::api::body::forms::{self, To};
use crate::web::api::commands::{Doing, Whom, carry_with};
use crate::web::problem::Problem;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use rows::Row;
use serde_json::{Map, Value, json};

/// The command that opens the case.
const COMMAND: &str = "RecordInspection";
/// What opens the page.
pub(in crate::web::pages) const RECORDS: Action = Action::Command(Kind::Inspection, COMMAND);
/// The fields before the hazards, and those after.
const UNIT: [&str; 4] = ["unit", "industry", "address", "committee"];
const CHECKLIST: [&str; 2] = ["checklist.checked", "checklist.failed"];
const WHOLE: [&str; 2] = ["findings", "signature"];
/// Who inspected: two, as the law asks.
const INSPECTORS: [&str; 2] = ["inspectors.0", "inspectors.1"];
/// The button that asks for room for another hazard.
const ANOTHER: &str = "another";

#[derive(Template)]
#[template(path = "register/inspection.html")]
struct Page {
    frame: Frame,
    unit: Vec<Field>,
    who: Vec<Field>,
    checklist: Vec<Field>,
    rows: Vec<Row>,
    whole: Vec<Field>,
    opinion: Vec<Field>,
    command_id: String,
    day: String,
    time: String,
    wrong: Vec<Wrong>,
    trouble: Option<String>,
}

fn form() -> Result<&'static Value, Problem> {
    let form = forms::command(Kind::Inspection, COMMAND, To::New).map(|(_, form)| form);
    form.ok_or_else(|| Problem::not_found("page.unknown", "there is no such form"))
}

impl Page {
    async fn of(reader: &Reader, sent: &Sent) -> Result<Self, Problem> {
        if !reader.desk.may(RECORDS) {
            let detail = "you may not record inspections";
            return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
        }
        let drawing = Drawing { language: reader.language, command: COMMAND, sent };
        let mut all = drawing.fields(form()?);
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        for field in all.iter_mut().filter(|field| field.name == "committee") {
            let names = office.committees.iter().map(ToString::to_string);
            field.input = Input::Choice(names.map(|name| (name.clone(), name)).collect());
        }
        let mut take = |names: &[&str]| -> Vec<Field> {
            let found = names.iter().filter_map(|name| {
                let at = all.iter().position(|field| field.name == *name)?;
                Some(all.remove(at))
            });
            found.collect()
        };
        let (unit, checklist, mut whole) = (take(&UNIT), take(&CHECKLIST), take(&WHOLE));
        for field in whole.iter_mut().filter(|field| field.name == "signature") {
            field.required = true;
        }
        let mut who: Vec<_> = INSPECTORS.iter().map(|name| inspector(reader, sent, name)).collect();
        who.extend(take(&["leader"]));
        Ok(Self {
            frame: reader.frame(Section::Register, reader.t("page.inspection.title")).await?,
            unit,
            who,
            checklist,
            rows: rows::drawn(reader, sent),
            whole,
            opinion: opinion(reader, sent),
            command_id: command_id(reader, sent),
            day: sent.text("occurred_day").to_owned(),
            time: sent.text("occurred_time").to_owned(),
            wrong: Vec::new(),
            trouble: None,
        })
    }

    fn each(&mut self) -> impl Iterator<Item = &mut Vec<Field>> {
        let rows = self.rows.iter_mut().map(|row| &mut row.fields);
        [&mut self.unit, &mut self.who, &mut self.checklist]
            .into_iter()
            .chain(rows)
            .chain([&mut self.whole, &mut self.opinion])
    }

    fn miss(&mut self) {
        let why = self.frame.t("page.wrong.missing").into_owned();
        let found: Vec<_> = self.each().flat_map(|fields| missing(fields, &why)).collect();
        self.wrong = found;
    }

    fn told(&mut self, problem: &Problem) -> Result<(), Problem> {
        let (mut beside, mut whole) = (None, None);
        for fields in self.each() {
            match tell(fields, problem.clone())? {
                Told::Field(wrong) => {
                    beside = Some(wrong);
                    break;
                }
                Told::Whole(why) => whole = Some(why),
            }
        }
        self.trouble = whole.filter(|_| beside.is_none());
        self.wrong.extend(beside);
        Ok(())
    }
}

fn field(reader: &Reader, sent: &Sent, name: &str, label: &str, input: Input) -> Field {
    Field {
        name: name.to_owned(),
        id: format!("f-{}", name.replace('.', "-")),
        label: reader.t(label).into_owned(),
        help: None,
        input,
        required: false,
        value: sent.text(name).to_owned(),
        wrong: None,
    }
}

fn inspector(reader: &Reader, sent: &Sent, name: &str) -> Field {
    let label = if name == INSPECTORS[0] { "page.inspection.first" } else { "page.inspection.second" };
    Field { required: true, ..field(reader, sent, name, label, Input::Text { most: 60 }) }
}

/// The paper that was left at the unit, and by when it orders the hazards to be mended.
fn opinion(reader: &Reader, sent: &Sent) -> Vec<Field> {
    let number = field(reader, sent, "opinion", "field.opinion", Input::Text { most: 80 });
    let deadline = field(reader, sent, "deadline", "field.deadline", Input::Day);
    let help = crate::web::words::word(reader.language, "page.inspection.deadline.help");
    vec![number, Field { help, ..deadline }]
}

/// The form.
pub(in crate::web::pages) async fn page(reader: Reader) -> Result<Response, Problem> {
    let now = reader.desk.store().source().now();
    let at = now.time().format("%H:%M").to_string();
    let preset =
        Sent::default().with("occurred_day", Some(&now.day().to_string())).with("occurred_time", Some(&at));
    drawn_as(StatusCode::OK, &Page::of(&reader, &preset).await?)
}

/// Records it; or makes room for another hazard, as the button says.
pub(in crate::web::pages) async fn record(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    let sent = rows::close_up(&sent);
    let mut page = Page::of(&reader, &sent).await?;
    if sent.has(ANOTHER) {
        return drawn_as(StatusCode::OK, &page);
    }
    page.miss();
    if !page.wrong.is_empty() {
        return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let no_form = || Problem::bad_request("page.no_form", "the form has no command id; open it again");
    let id = page.command_id.parse().map(crate::cases::ids::CommandId).map_err(|_| no_form())?;
    let whom = Whom { kind: Kind::Inspection, name: None };
    let doing = Doing::Command(COMMAND.to_owned());
    let further = further(&sent);
    match carry_with(&reader.desk, (whom, &doing, told(&sent)?), id, None, further).await {
        Ok(done) => {
            let number = number(&reader, done.receipt.stream).await?;
            Ok(Redirect::to(&format!("/cases/{number}")).into_response())
        }
        Err(problem) => {
            page.told(&problem.in_language(reader.language))?;
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// What the form says, as the command has it.
fn told(sent: &Sent) -> Result<Map<String, Value>, Problem> {
    let mut body = super::super::steps::body(form()?, sent);
    body.insert("inspectors".to_owned(), inspectors(sent));
    let hazards = rows::told(sent);
    if !hazards.is_empty() {
        body.insert("hazards".to_owned(), Value::Array(hazards));
    }
    Ok(body)
}

fn inspectors(sent: &Sent) -> Value {
    INSPECTORS.iter().filter(|name| sent.has(name)).map(|name| json!(sent.text(name).trim())).collect()
}

/// What follows the record at once: the order with its deadline and its opinion, or the opinion alone.
fn further(sent: &Sent) -> Option<(&'static str, Map<String, Value>)> {
    let mut body = Map::new();
    body.extend(occurred(sent).map(|occurred| ("occurred".to_owned(), occurred)));
    if sent.has("opinion") {
        body.insert("opinion".to_owned(), json!(sent.text("opinion").trim()));
    }
    if sent.has("deadline") {
        body.insert("deadline".to_owned(), json!(sent.text("deadline")));
        body.insert("inspectors".to_owned(), inspectors(sent));
        return Some(("OrderRectification", body));
    }
    sent.has("opinion").then_some(("IssueOpinion", body))
}
