//! `/cases/{number}/steps/{command}` and `/cases/{number}/access/{command}`: any lawful next step of any case, as a form
//! made from the command's own description.
pub(super) mod correcting;
mod fields;
mod filling;
pub(super) mod offered;
mod reading;

use super::form::Sent;
use super::frame::{Frame, Section, drawn_as};
use super::reader::Reader;
use super::timeline::{Event, since};
use crate::cases::any_file::CaseKind;
use crate::cases::ids::{CommandId, Version};
use crate::policy::{Action, Kind, Query};
use crate::queries::{case, cases};
use crate::web::api::body::forms::{self, To};
use crate::web::api::commands::{Doing, Whom, carry, no_such_case};
use crate::web::problem::Problem;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
pub(super) use fields::{Drawing, Field, Input};
pub(super) use filling::filled;
pub(super) use reading::{area, body, occurred};
use serde_json::Value;

/// What is wrong with a field: the field's place on the page, its label, and why.
pub(super) struct Wrong {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) why: String,
}

#[derive(Template)]
#[template(path = "steps/page.html")]
struct Page {
    frame: Frame,
    number: String,
    title: String,
    action: String,
    about: String,
    fields: Vec<Field>,
    command_id: String,
    version: i64,
    sent: Sent,
    wrong: Vec<Wrong>,
    /// What stands against the whole of it.
    trouble: Option<String>,
    /// What happened meanwhile.
    meanwhile: Vec<Event>,
}

/// The kind of stream to which a case's own steps go.
pub(super) const fn kind_of(kind: CaseKind) -> Kind {
    match kind {
        CaseKind::Petition => Kind::Petition,
        CaseKind::FireHazard => Kind::FireHazard,
        CaseKind::IllegalStructure => Kind::IllegalStructure,
        CaseKind::Inspection => Kind::Inspection,
        CaseKind::Declared(_) => Kind::Declared,
    }
}

/// A step of a case.
struct Step {
    reader: Reader,
    number: String,
    kind: Kind,
    command: &'static str,
    form: &'static Value,
    version: i64,
    case: crate::cases::ids::CaseId,
}

impl Step {
    async fn of(reader: Reader, number: String, command: &str, access: bool) -> Result<Self, Problem> {
        let found = cases::numbered(&reader.desk, &number.parse().map_err(|_| no_such_case())?).await?;
        let found = found.ok_or_else(no_such_case)?;
        reader.desk.permit_case(Query::ReadCase, found.case).await?;
        let kind = if access { Kind::Access } else { kind_of(found.kind) };
        let unknown = || Problem::not_found("page.unknown", "there is no such step");
        // Who belongs to a case begins to be kept with the first that is said about it.
        if command == "OpenAccess" {
            return Err(unknown());
        }
        // The steps of declared cases have forms of their own, made from their declarations.
        if kind == Kind::Declared && ["OpenCase", "TakeStep"].contains(&command) {
            return Err(unknown());
        }
        let (command, form) = forms::command(kind, command, To::Known).ok_or_else(unknown)?;
        let version = if access { 0 } else { found.version };
        Ok(Self { reader, number, kind, command, form, version, case: found.case })
    }

    async fn page(&self, sent: Sent) -> Result<Page, Problem> {
        let reader = &self.reader;
        let title = reader.t(&format!("command.{}", self.command)).into_owned();
        let drawing = Drawing { language: reader.language, command: self.command, sent: &sent };
        let fields = drawing.fields(self.form);
        let folder = if self.kind == Kind::Access { "access" } else { "steps" };
        let seen = case::seen(&reader.desk, self.case).await?;
        let command_id = match sent.text("command_id") {
            "" => reader.desk.store().source().command_id().to_string(),
            given => given.to_owned(),
        };
        Ok(Page {
            frame: reader.frame(Section::Cases, format!("{title} · {}", self.number)).await?,
            action: format!("/cases/{}/{folder}/{}", self.number, self.command),
            number: self.number.clone(),
            about: seen.matter.map(|matter| matter.to_string()).unwrap_or_default(),
            title,
            fields,
            command_id,
            version: sent.text("version").parse().unwrap_or(self.version),
            sent,
            wrong: Vec::new(),
            trouble: None,
            meanwhile: Vec::new(),
        })
    }

    async fn carry(self, sent: Sent) -> Result<Response, Problem> {
        let mut page = self.page(sent).await?;
        page.miss();
        if !page.wrong.is_empty() {
            return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        let id: CommandId = page.id()?;
        let whom = Whom { kind: self.kind, name: Some(self.number.clone()) };
        let doing = Doing::Command(self.command.to_owned());
        let expected = (self.kind != Kind::Access).then_some(Version(page.version));
        let desk = &self.reader.desk;
        match carry(desk, whom, &doing, body(self.form, &page.sent), id, expected).await {
            Ok(done) if self.kind == Kind::Access => {
                let _ = done;
                Ok(Redirect::to(&format!("/cases/{}", self.number)).into_response())
            }
            Ok(done) => {
                let to = format!("/cases/{}#e{}", self.number, done.receipt.version);
                Ok(Redirect::to(&to).into_response())
            }
            Err(problem) if problem.code() == "command.stale" => {
                page.meanwhile = since(&self.reader, self.case, page.version).await?;
                page.version = self.version;
                drawn_as(StatusCode::CONFLICT, &page)
            }
            Err(problem) => {
                page.told(problem.in_language(self.reader.language))?;
                drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
        }
    }
}

impl Page {
    fn id(&self) -> Result<CommandId, Problem> {
        let wrong = || Problem::bad_request("page.no_form", "the form has no command id; open it again");
        self.command_id.parse().map(CommandId).map_err(|_| wrong())
    }

    /// Finds what has to be filled in and is not.
    fn miss(&mut self) {
        let why = self.frame.t("page.wrong.missing").into_owned();
        self.wrong.extend(missing(&mut self.fields, &why));
    }

    fn told(&mut self, problem: Problem) -> Result<(), Problem> {
        match tell(&mut self.fields, problem)? {
            Told::Field(wrong) => self.wrong.push(wrong),
            Told::Whole(why) => self.trouble = Some(why),
        }
        Ok(())
    }
}

/// Finds the fields that have to be filled in and are not.
pub(super) fn missing(fields: &mut [Field], why: &str) -> Vec<Wrong> {
    let empty = fields.iter_mut().filter(|field| field.required && field.value.is_empty());
    let wrong = empty.map(|field| {
        field.wrong = Some(why.to_owned());
        Wrong { id: field.id.clone(), label: field.label.clone(), why: why.to_owned() }
    });
    wrong.collect()
}

/// Where a problem is told.
pub(super) enum Told {
    /// Beside a field.
    Field(Wrong),
    /// Above all of them.
    Whole(String),
}

/// Tells a problem beside the field that it is about, else above all of them. What is no fault of what was filled in
/// goes on as a page of its own.
///
/// # Errors
/// When it is such a problem.
pub(super) fn tell(fields: &mut [Field], problem: Problem) -> Result<Told, Problem> {
    let own = matches!(
        problem.status(),
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::BAD_REQUEST
    );
    if !own {
        return Err(problem);
    }
    let at = problem.field().map(|field| field.trim_start_matches('/').replace('/', ".")).unwrap_or_default();
    let at = if at == "occurred" { "occurred_day".to_owned() } else { at };
    let about = |field: &&mut Field| {
        let inside = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        !at.is_empty() && (inside(&at, &field.name) || inside(&field.name, &at))
    };
    let why = problem.title().to_owned();
    match fields.iter_mut().find(about) {
        Some(field) => {
            field.wrong = Some(why.clone());
            Ok(Told::Field(Wrong { id: field.id.clone(), label: field.label.clone(), why }))
        }
        None => Ok(Told::Whole(why)),
    }
}

/// The form of a step of the case itself.
pub(super) async fn page(
    reader: Reader,
    Path((number, command)): Path<(String, String)>,
) -> Result<Response, Problem> {
    form(Step::of(reader, number, &command, false).await?).await
}

/// Takes a step of the case itself.
pub(super) async fn take(
    reader: Reader,
    Path((number, command)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Problem> {
    Step::of(reader, number, &command, false).await?.carry(sent).await
}

/// The form of a step about who belongs to the case.
pub(super) async fn access_page(
    reader: Reader,
    Path((number, command)): Path<(String, String)>,
) -> Result<Response, Problem> {
    form(Step::of(reader, number, &command, true).await?).await
}

/// Takes a step about who belongs to the case.
pub(super) async fn access_take(
    reader: Reader,
    Path((number, command)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Problem> {
    Step::of(reader, number, &command, true).await?.carry(sent).await
}

async fn form(step: Step) -> Result<Response, Problem> {
    let action = Action::Command(step.kind, step.command);
    if !step.reader.desk.may_in_case(action, step.case).await? {
        let detail = "this step is not yours to take";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    drawn_as(StatusCode::OK, &step.page(Sent::default()).await?)
}
