//! `/register`: a petition is registered on one page, in the order in which it is told. What is written survives a
//! closed window.
pub(super) mod inspection;
mod known;

use super::form::Sent;
use super::frame::{Frame, REGISTERS, Section, drawn_as};
use super::reader::Reader;
use super::steps::{Drawing, Field, Input, Told, Wrong, body, missing, tell};
use crate::cases::ids::CommandId;
use crate::keys::Drafts;
use crate::policy::Kind;
use crate::projections::case_list::{self, ListedCase};
use crate::web::api::body::forms::{self, To};
use crate::web::api::commands::{Doing, Whom, carry};
use crate::web::problem::Problem;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
pub(super) use known::page as known;
use known::{Known, look_up};
use serde_json::Value;

/// The command.
const COMMAND: &str = "RegisterPetition";
/// The fields, in the order in which a clerk speaks; when it happened comes after the first.
const FIELDS: [&str; 11] = [
    "channel",
    "committee",
    "matter",
    "category",
    "class",
    "petitioner.name",
    "petitioner.phone",
    "petitioner.id_number",
    "heads",
    "first_time",
    "route",
];
/// Those that are rarely filled in.
const MORE: [&str; 4] = ["representatives", "department", "petitioner.address", "dispute"];

#[derive(Template)]
#[template(path = "register/page.html")]
struct Page {
    frame: Frame,
    first: Vec<Field>,
    fields: Vec<Field>,
    more: Vec<Field>,
    command_id: String,
    day: String,
    time: String,
    wrong: Vec<Wrong>,
    trouble: Option<String>,
    /// When the draft was written that is shown.
    draft: Option<String>,
    known: Known,
    /// Whether an inspection may be recorded instead.
    records_inspections: bool,
    more_is_used: bool,
}

fn form() -> Result<&'static Value, Problem> {
    let form = forms::command(Kind::Petition, COMMAND, To::New).map(|(_, form)| form);
    form.ok_or_else(|| Problem::not_found("page.unknown", "there is no such form"))
}

/// The reader's draft of a registration; nobody but users has one.
fn drafts(reader: &Reader) -> Option<Drafts> {
    let (store, user) = (reader.desk.store(), reader.desk.subject().user()?);
    Some(Drafts {
        db: store.db().clone(),
        keys: store.keys().clone(),
        source: store.source().clone(),
        office: reader.desk.office(),
        user,
        form: "petition".into(),
    })
}

impl Page {
    async fn of(reader: &Reader, sent: &Sent) -> Result<Self, Problem> {
        if !reader.desk.may(REGISTERS) {
            let detail = "you may not register petitions";
            return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
        }
        let drawing = Drawing { language: reader.language, command: COMMAND, sent };
        let mut all = drawing.fields(form()?);
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?;
        let committees = office.map(|office| office.committees).unwrap_or_default();
        if let Some(field) = all.iter_mut().find(|field| field.name == "committee") {
            let names = committees.iter().map(ToString::to_string);
            field.input = Input::Choice(names.map(|name| (name.clone(), name)).collect());
        }
        let mut take = |names: &[&str]| {
            let found = names.iter().filter_map(|name| {
                let at = all.iter().position(|field| field.name == *name)?;
                Some(all.remove(at))
            });
            found.collect::<Vec<_>>()
        };
        let (first, fields, more) = (take(&FIELDS[..1]), take(&FIELDS[1..]), take(&MORE));
        Ok(Self {
            more_is_used: more.iter().any(|field| !field.value.is_empty()),
            frame: reader.frame(Section::Register, reader.t("page.register.title")).await?,
            first,
            fields,
            more,
            command_id: command_id(reader, sent),
            records_inspections: reader.desk.may(inspection::RECORDS),
            day: sent.text("occurred_day").to_owned(),
            time: sent.text("occurred_time").to_owned(),
            wrong: Vec::new(),
            trouble: None,
            draft: None,
            known: look_up(reader, sent).await?,
        })
    }

    async fn shown(&self, reader: &Reader, status: StatusCode) -> Result<Response, Problem> {
        self.known.note(reader).await?;
        drawn_as(status, self)
    }

    fn each(&mut self) -> [&mut Vec<Field>; 3] {
        [&mut self.first, &mut self.fields, &mut self.more]
    }

    fn miss(&mut self) {
        let why = self.frame.t("page.wrong.missing").into_owned();
        let found: Vec<_> = self.each().into_iter().flat_map(|fields| missing(fields, &why)).collect();
        self.wrong = found;
    }

    fn told(&mut self, problem: &Problem) -> Result<(), Problem> {
        let mut found = None;
        for fields in self.each() {
            found = Some(tell(fields, problem.clone())?);
            if matches!(found, Some(Told::Field(_))) {
                break;
            }
        }
        match found {
            Some(Told::Field(wrong)) => self.wrong.push(wrong),
            Some(Told::Whole(why)) => self.trouble = Some(why),
            None => {}
        }
        Ok(())
    }
}

/// What the form says before anything was written: a visit of one person, here and now, for the first time.
fn preset(reader: &Reader) -> Sent {
    let now = reader.desk.store().source().now();
    let at = now.time().format("%H:%M").to_string();
    let preset = [("channel", "visit"), ("heads", "1"), ("first_time", "true"), ("route", "accept")];
    let sent = preset.iter().fold(Sent::default(), |sent, (name, value)| sent.with(name, Some(value)));
    sent.with("occurred_day", Some(&now.day().to_string())).with("occurred_time", Some(&at))
}

/// The form, with what was written before.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    let draft = match drafts(&reader) {
        Some(drafts) => drafts.kept().await?,
        None => None,
    };
    let (sent, written) = match draft {
        Some((text, written)) => (Sent::of(&text), Some(super::frame::minute(written))),
        None => (preset(&reader), None),
    };
    let mut page = Page::of(&reader, &sent).await?;
    page.draft = written;
    page.shown(&reader, StatusCode::OK).await
}

/// What a form that was sent is for, beside registering.
const CHECK: &str = "check";
const DISCARD: &str = "discard";

/// Registers; or looks up what is known, or throws the draft away, as the button says.
pub(super) async fn register(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    if sent.has(DISCARD) {
        if let Some(drafts) = drafts(&reader) {
            drafts.forget().await?;
        }
        return Ok(Redirect::to("/register").into_response());
    }
    let mut page = Page::of(&reader, &sent).await?;
    if sent.has(CHECK) {
        keep(&reader, &sent).await?;
        return page.shown(&reader, StatusCode::OK).await;
    }
    page.miss();
    if !page.wrong.is_empty() {
        keep(&reader, &sent).await?;
        return page.shown(&reader, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let id = page.command_id.parse().map(CommandId);
    let id =
        id.map_err(|_| Problem::bad_request("page.no_form", "the form has no command id; open it again"))?;
    let whom = Whom { kind: Kind::Petition, name: None };
    let doing = Doing::Command(COMMAND.to_owned());
    match carry(&reader.desk, whom, &doing, body(form()?, &sent), id, None).await {
        Ok(done) => {
            if let Some(drafts) = drafts(&reader) {
                drafts.forget().await?;
            }
            let number = number(&reader, done.receipt.stream).await?;
            Ok(Redirect::to(&format!("/cases/{number}/slip")).into_response())
        }
        Err(problem) => {
            keep(&reader, &sent).await?;
            page.told(&problem.in_language(reader.language))?;
            page.shown(&reader, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The id of the command that a form sends; a new one for a new form.
fn command_id(reader: &Reader, sent: &Sent) -> String {
    match sent.text("command_id") {
        "" => reader.desk.store().source().command_id().to_string(),
        given => given.to_owned(),
    }
}

async fn number(reader: &Reader, case: crate::cases::ids::CaseId) -> Result<String, Problem> {
    let listed = case_list::of(reader.desk.store().db(), reader.desk.office(), &[case]).await?;
    let missing = || Problem::not_found("case.unknown", "there is no such case");
    listed.first().map(|case| case.number.to_string()).ok_or_else(missing)
}

/// Keeps what was written so far; which command it will be is left open.
async fn keep(reader: &Reader, sent: &Sent) -> Result<(), Problem> {
    let Some(drafts) = drafts(reader) else { return Ok(()) };
    Ok(drafts.keep(&sent.with("command_id", None).with(CHECK, None).written()).await?)
}

/// Keeps what was written so far, for the page's script.
pub(super) async fn draft(reader: Reader, sent: Sent) -> Result<StatusCode, Problem> {
    if !reader.desk.may(REGISTERS) {
        let detail = "you may not register petitions";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    keep(&reader, &sent).await?;
    Ok(StatusCode::NO_CONTENT)
}
