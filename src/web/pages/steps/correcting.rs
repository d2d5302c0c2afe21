//! `/cases/{number}/corrections/{version}`: a step of a case was recorded wrongly: the form of its command, filled with
//! what it says; or it never was. What is sealed is kept if it is left empty, and goes if that is asked for.
mod form;

use super::super::form::Sent;
use super::super::frame::{Frame, Section, drawn_as};
use super::super::reader::{Reader, said};
use super::super::timeline::{Event, numbers, since, when};
use super::super::values::ids;
use super::filling::occurred_texts;
use super::{Drawing, Field, Input, Told, Wrong, kind_of, missing, occurred, tell};
use crate::cases::any_file::CaseKind;
use crate::cases::case_file::CorrectionReason;
use crate::cases::ids::{CaseId, CommandId, Version};
use crate::policy::{Action, Kind, Query};
use crate::queries::cases;
use crate::queries::recorded::{self, Recorded};
use crate::web::api::commands::{Doing, Whom, carry, no_such_case};
use crate::web::problem::Problem;
use crate::web::words::word;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use form::Form;
use serde_json::{Map, Value, json};

#[derive(Template)]
#[template(path = "steps/correct.html")]
struct Page {
    frame: Frame,
    number: String,
    title: String,
    /// The version of the step, and when it happened.
    step: i64,
    happened: String,
    /// Whether it can be taken back as a whole.
    can_go: bool,
    fields: Vec<Field>,
    /// Sealed fields that may be emptied, each with its label and whether that is asked for.
    emptied: Vec<(String, String, bool)>,
    reasons: Vec<(&'static str, String)>,
    why: String,
    command_id: String,
    version: i64,
    occurred: (String, String),
    wrong: Vec<Wrong>,
    trouble: Option<String>,
    meanwhile: Vec<Event>,
    /// Whether it was about to be taken back.
    taking_back: bool,
}

/// Under this name a form sends the sealed fields that are to be emptied.
const EMPTY: &str = "empty";

/// A step that is corrected.
struct Correcting {
    reader: Reader,
    number: String,
    kind: Kind,
    of: CaseKind,
    case: CaseId,
    /// The version of the case.
    version: i64,
    corrects: Version,
}

/// What the step says now, and its form.
struct Stands {
    step: Recorded,
    command: String,
    form: Form,
    fields: Map<String, Value>,
    /// What the form is filled with.
    filled: Sent,
}

fn no_such_step() -> Problem {
    Problem::not_found("page.unknown", "there is no such step, or none that can be corrected")
}

impl Correcting {
    async fn of(reader: Reader, number: String, corrects: i64) -> Result<Self, Problem> {
        let found = cases::numbered(&reader.desk, &number.parse().map_err(|_| no_such_case())?).await?;
        let found = found.ok_or_else(no_such_case)?;
        reader.desk.permit_case(Query::ReadCase, found.case).await?;
        let kind = kind_of(found.kind);
        if !reader.desk.may_in_case(Action::Correct(kind), found.case).await? {
            let detail = "the steps of this case are not yours to correct";
            return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
        }
        let of = found.kind;
        let (case, version) = (found.case, found.version);
        Ok(Self { reader, number, kind, of, case, version, corrects: Version(corrects) })
    }

    /// The step as it now reads; none if there is none that can be corrected.
    async fn stands(&self) -> Result<Option<Stands>, Problem> {
        let reader = &self.reader;
        let Some(step) = recorded::step(&reader.desk, self.case, self.corrects).await? else {
            return Ok(None);
        };
        let Some((command, mut fields)) = step.command.clone() else { return Ok(None) };
        let Some(form) = Form::of(reader, self.of, self.kind, (&command, &fields)).await? else {
            return Ok(None);
        };
        // Whoever came in with the paper it is not said of.
        fields.retain(|_, value| *value != json!("not_recorded"));
        let mut named = Vec::new();
        ids(&Value::Object(fields.clone()), &mut named);
        let numbers = numbers(reader, &named).await?;
        let mut shown = fields.clone();
        for value in shown.values_mut() {
            if let Some(number) = value.as_str().and_then(|id| numbers.get(id)) {
                *value = json!(number);
            }
        }
        let mut filled = form.filled(&shown, reader.language);
        let (day, time) = occurred_texts(step.occurred);
        filled = filled.with("occurred_day", Some(&day)).with("occurred_time", Some(&time));
        Ok(Some(Stands { step, command, form, fields, filled }))
    }

    async fn page(&self, stands: Stands, sent: &Sent) -> Result<(Page, Stands), Problem> {
        let reader = &self.reader;
        let name = reader.t(&format!("command.{}", stands.command)).into_owned();
        let title = reader.t("page.correct").into_owned();
        let begins = sent.is_empty();
        let texts = if begins { &stands.filled } else { sent };
        let mut fields = stands.form.drawn(reader, &stands.command, texts).await?;
        // A case has one number for its life.
        if stands.form.asks_for_the_number() && self.is_own_number(&stands) {
            fields.retain(|field| field.name != "number");
        }
        let sealed = stands.form.sealed(&stands.fields);
        let mut emptied = Vec::new();
        for name in &sealed {
            let of_it = |field: &&mut Field| field.name.split('.').next() == Some(name);
            let optional = stands.form.is_optional(name);
            for field in fields.iter_mut().filter(of_it) {
                field.required = false;
                field.help = word(reader.language, "page.correct.sealed");
            }
            let label = stands.form.label(reader, name).filter(|_| optional);
            emptied.extend(label.map(|label| (name.clone(), label, sent.all(EMPTY).any(|of| of == name))));
        }
        let command_id = match sent.text("command_id") {
            "" => reader.desk.store().source().command_id().to_string(),
            given => given.to_owned(),
        };
        let reasons = CorrectionReason::ALL
            .map(|(_, code)| (code, said(reader.language, &format!("correction.{code}")).into_owned()));
        let page = Page {
            frame: reader.frame(Section::Cases, format!("{title} · {}", self.number)).await?,
            number: self.number.clone(),
            title: format!("{title} · {name}"),
            step: self.corrects.0,
            happened: when(stands.step.occurred),
            can_go: !stands.step.is_first,
            fields,
            emptied,
            reasons: reasons.into(),
            why: sent.text("why").to_owned(),
            command_id,
            version: sent.text("version").parse().unwrap_or(self.version),
            occurred: (texts.text("occurred_day").to_owned(), texts.text("occurred_time").to_owned()),
            wrong: Vec::new(),
            trouble: None,
            meanwhile: Vec::new(),
            taking_back: sent.text("how") == "taken_back",
        };
        Ok((page, stands))
    }

    /// Whether the field `number` is the case's own, which it keeps.
    fn is_own_number(&self, stands: &Stands) -> bool {
        stands.fields.get("number").and_then(Value::as_str) == Some(&self.number)
            && stands.form.has_case_number()
    }

    /// What the API is asked for.
    fn asked(&self, stands: Option<&Stands>, sent: &Sent) -> Map<String, Value> {
        let mut asked = Map::new();
        asked.insert("corrects".to_owned(), json!(self.corrects.0));
        asked.insert("reason".to_owned(), json!(sent.text("why")));
        let Some(stands) = stands else {
            asked.insert("taken_back".to_owned(), json!(true));
            return asked;
        };
        let mut becomes = stands.form.becomes(sent, (&stands.fields, &stands.filled));
        if self.is_own_number(stands) || stands.command == "FindHazard" {
            becomes.insert("number".to_owned(), json!(self.number));
        }
        let told = ["occurred_day", "occurred_time"].map(|name| sent.text(name));
        let stood = ["occurred_day", "occurred_time"].map(|name| stands.filled.text(name));
        let when =
            if told == stood { serde_json::to_value(stands.step.occurred).ok() } else { occurred(sent) };
        becomes.extend(when.map(|when| ("occurred".to_owned(), when)));
        becomes.insert("command".to_owned(), json!(stands.command));
        asked.insert("becomes".to_owned(), Value::Object(becomes));
        asked
    }

    async fn carry(self, sent: Sent) -> Result<Response, Problem> {
        let taken_back = sent.text("how") == "taken_back";
        let stands = self.stands().await?;
        let reader = &self.reader;
        let id: CommandId =
            sent.text("command_id").parse().map(CommandId).map_err(|_| {
                Problem::bad_request("page.no_form", "the form has no command id; open it again")
            })?;
        let mut page = None;
        if let Some(stands) = stands {
            page = Some(self.page(stands, &sent).await?);
        } else if !taken_back {
            return Err(no_such_step());
        }
        if let Some((page, _)) = &mut page {
            page.miss(taken_back);
            if !page.wrong.is_empty() {
                return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, page);
            }
        }
        let stands = page.as_ref().map(|(_, stands)| stands).filter(|_| !taken_back);
        let asked = self.asked(stands, &sent);
        let expected = sent.text("version").parse().ok().map(Version);
        let whom = Whom { kind: self.kind, name: Some(self.number.clone()) };
        match (carry(&reader.desk, whom, &Doing::Correct, asked, id, expected).await, page) {
            (Ok(done), _) => {
                let to = format!("/cases/{}#e{}", self.number, done.receipt.version);
                Ok(Redirect::to(&to).into_response())
            }
            (Err(problem), Some((mut page, _))) if problem.code() == "command.stale" => {
                page.meanwhile = since(reader, self.case, page.version).await?;
                page.version = self.version;
                drawn_as(StatusCode::CONFLICT, &page)
            }
            (Err(problem), Some((mut page, _))) => {
                page.told(problem.in_language(reader.language))?;
                drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            (Err(problem), None) => Err(problem),
        }
    }
}

impl Page {
    /// Finds what has to be filled in and is not; of what is taken back that is the reason alone.
    fn miss(&mut self, taken_back: bool) {
        let why = self.frame.t("page.wrong.missing").into_owned();
        if !taken_back {
            self.wrong.extend(missing(&mut self.fields, &why));
            if self.occurred.0.is_empty() {
                let label = self.frame.t("page.occurred").into_owned();
                self.wrong.push(Wrong { id: "f-occurred_day".to_owned(), label, why: why.clone() });
            }
        }
        if self.why.parse::<CorrectionReason>().is_err() {
            let id = if taken_back { "back-why" } else { "f-why" }.to_owned();
            let label = self.frame.t("page.correct.why").into_owned();
            self.wrong.push(Wrong { id, label, why });
        }
    }

    fn told(&mut self, problem: Problem) -> Result<(), Problem> {
        let field = problem.field().map(|field| field.trim_start_matches("/becomes").to_owned());
        let problem = match field {
            Some(field) => problem.about(field),
            None => problem,
        };
        match tell(&mut self.fields, problem)? {
            Told::Field(wrong) => self.wrong.push(wrong),
            Told::Whole(why) => self.trouble = Some(why),
        }
        Ok(())
    }
}

/// The form of a correction.
pub(in crate::web::pages) async fn page(
    reader: Reader,
    Path((number, version)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let correcting = Correcting::of(reader, number, version).await?;
    let stands = correcting.stands().await?.ok_or_else(no_such_step)?;
    let (page, _) = correcting.page(stands, &Sent::default()).await?;
    drawn_as(StatusCode::OK, &page)
}

/// Corrects a step, or takes it back.
pub(in crate::web::pages) async fn take(
    reader: Reader,
    Path((number, version)): Path<(String, i64)>,
    sent: Sent,
) -> Result<Response, Problem> {
    Correcting::of(reader, number, version).await?.carry(sent).await
}
