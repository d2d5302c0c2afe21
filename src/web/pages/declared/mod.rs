//! `/kinds`: the declared kinds of cases. `/register/{kind}`: a case of one is opened. `/cases/{number}/declared/{step}`:
//! a step of it is taken. The forms are made from the declaration.
pub(super) mod changes;
pub(super) mod fields;
pub(super) mod shown;

use super::form::Sent;
use super::frame::{Frame, Section, drawn, drawn_as};
use super::reader::Reader;
use super::register::inspection::RECORDS;
use super::steps::{Field, Input, Told, Wrong, missing, occurred, tell};
use super::timeline::{Event, since};
use crate::cases::any_file::CaseKind;
use crate::cases::declared::declaration::StepRule;
use crate::cases::declared::{Code, Declaration, KindId};
use crate::cases::ids::{CaseId, CommandId, Version};
use crate::policy::{Action, Kind, Query};
use crate::projections::case_list::{self, ListedCase};
use crate::queries::{case, cases};
use crate::web::api::commands::{Doing, Whom, carry, no_such_case};
use crate::web::declared_words::named;
use crate::web::problem::Problem;
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::json;
use std::sync::Arc;

/// The pages.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/kinds", get(kinds))
        .route("/register/{kind}", get(opening).post(open))
        .route("/cases/{number}/declared/{step}", get(step).post(take))
}

/// A declared kind, with what the reader may do with it.
struct Line {
    name: String,
    list: String,
    register: Option<String>,
}

#[derive(Template)]
#[template(path = "declared/kinds.html")]
struct Kinds {
    frame: Frame,
    lines: Vec<Line>,
    /// Whether an inspection of a unit may be recorded.
    inspects: bool,
}

/// The declared kinds.
async fn kinds(reader: Reader) -> Result<Response, Problem> {
    reader.desk.permit(Query::ListCases).await?;
    let kinds = reader.desk.kinds().await?;
    let line = |declaration: &Arc<Declaration>| Line {
        name: named(&declaration.name, reader.language).to_owned(),
        list: format!("/cases?kind={}&sort=-opened", declaration.id),
        register: opens(&reader, declaration).then(|| format!("/register/{}", declaration.id)),
    };
    let lines = kinds.newest().map(line).collect();
    let inspects = reader.desk.may(RECORDS);
    drawn(&Kinds {
        lines,
        inspects,
        frame: reader.frame(Section::Cases, reader.t("page.kinds.title")).await?,
    })
}

/// Whether the reader may open a case of the kind.
fn opens(reader: &Reader, declaration: &Declaration) -> bool {
    let may = reader.desk.may(Action::Command(Kind::Declared, "OpenCase"));
    may && reader.desk.has_one_of(&declaration.opening().roles)
}

#[derive(Template)]
#[template(path = "declared/form.html")]
struct Page {
    frame: Frame,
    title: String,
    action: String,
    /// Where one came from.
    up: (String, String),
    about: String,
    fields: Vec<Field>,
    command_id: String,
    version: i64,
    sent: Sent,
    wrong: Vec<Wrong>,
    trouble: Option<String>,
    meanwhile: Vec<Event>,
}

/// A step that is to be filled in: the first of a new case, or one of a case that is there.
struct Form {
    reader: Reader,
    declaration: Arc<Declaration>,
    step: StepRule,
    case: Option<ListedCase>,
}

fn unknown() -> Problem {
    Problem::not_found("page.unknown", "there is no such form")
}

impl Form {
    async fn opening(reader: Reader, kind: &str) -> Result<Self, Problem> {
        let kind: KindId = kind.parse().map_err(|_| unknown())?;
        let declaration = Arc::clone(reader.desk.kinds().await?.kind(kind).ok_or_else(unknown)?);
        if !opens(&reader, &declaration) {
            return Err(not_yours());
        }
        let step = declaration.opening().clone();
        Ok(Self { reader, declaration, step, case: None })
    }

    async fn of_case(reader: Reader, number: &str, step: &str) -> Result<Self, Problem> {
        let found = cases::numbered(&reader.desk, &number.parse().map_err(|_| no_such_case())?).await?;
        let found = found.ok_or_else(no_such_case)?;
        reader.desk.permit_case(Query::ReadCase, found.case).await?;
        let CaseKind::Declared(kind) = found.kind else { return Err(unknown()) };
        let declaration = Arc::clone(reader.desk.kinds().await?.kind(kind).ok_or_else(unknown)?);
        let step: Code = step.parse().map_err(|_| unknown())?;
        let step = declaration.step(&step).filter(|step| !step.from.is_empty()).ok_or_else(unknown)?.clone();
        if !takes(&reader, &step, found.case).await? {
            return Err(not_yours());
        }
        Ok(Self { reader, declaration, step, case: Some(found) })
    }

    async fn page(&self, sent: Sent) -> Result<Page, Problem> {
        let Self { reader, declaration, step, case } = self;
        let language = reader.language;
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        let kind = named(&declaration.name, language).to_owned();
        let name = named(&step.name, language).to_owned();
        let (title, action, up) = match case {
            None => (
                format!("{kind} · {name}"),
                format!("/register/{}", declaration.id),
                ("/kinds".to_owned(), reader.t("page.kinds.title").into_owned()),
            ),
            Some(case) => (
                name,
                format!("/cases/{}/declared/{}", case.number, step.id),
                (format!("/cases/{}", case.number), case.number.to_string()),
            ),
        };
        let about = match case {
            Some(case) => case::seen(&reader.desk, case.case).await?.matter.map(|text| text.to_string()),
            None => None,
        };
        let command_id = match sent.text("command_id") {
            "" => reader.desk.store().source().command_id().to_string(),
            given => given.to_owned(),
        };
        let version = case.as_ref().map_or(0, |case| case.version);
        Ok(Page {
            frame: reader.frame(Section::Cases, title.clone()).await?,
            title,
            action,
            up,
            about: about.unwrap_or_default(),
            fields: fields::drawn(declaration, step, &office.committees, language, &sent),
            command_id,
            version: sent.text("version").parse().unwrap_or(version),
            sent,
            wrong: Vec::new(),
            trouble: None,
            meanwhile: Vec::new(),
        })
    }

    async fn carry(self, sent: Sent) -> Result<Response, Problem> {
        let mut page = self.page(sent).await?;
        let why = page.frame.t("page.wrong.missing").into_owned();
        page.wrong = missing(&mut page.fields, &why);
        if !page.wrong.is_empty() {
            return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        let no_form = || Problem::bad_request("page.no_form", "the form has no command id; open it again");
        let id = page.command_id.parse().map(CommandId).map_err(|_| no_form())?;
        let mut body = fields::told(&self.declaration, &self.step, &page.sent);
        body.extend(occurred(&page.sent).map(|occurred| ("occurred".to_owned(), occurred)));
        let (command, expected) = if self.case.is_none() {
            body.insert("kind".to_owned(), json!(self.declaration.id));
            ("OpenCase", None)
        } else {
            body.insert("step".to_owned(), json!(self.step.id));
            ("TakeStep", Some(Version(page.version)))
        };
        let name = self.case.as_ref().map(|case| case.number.to_string());
        let whom = Whom { kind: Kind::Declared, name };
        let desk = &self.reader.desk;
        match carry(desk, whom, &Doing::Command(command.to_owned()), body, id, expected).await {
            Ok(done) => {
                let number = match &self.case {
                    Some(case) => case.number.to_string(),
                    None => number(&self.reader, done.receipt.stream).await?,
                };
                Ok(Redirect::to(&format!("/cases/{number}")).into_response())
            }
            Err(problem) if problem.code() == "command.stale" && self.case.is_some() => {
                if let Some(case) = &self.case {
                    page.meanwhile = since(&self.reader, case.case, page.version).await?;
                    page.version = case.version;
                }
                drawn_as(StatusCode::CONFLICT, &page)
            }
            Err(problem) => {
                match tell(&mut page.fields, problem.in_language(self.reader.language))? {
                    Told::Field(wrong) => page.wrong.push(wrong),
                    Told::Whole(why) => page.trouble = Some(why),
                }
                drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
        }
    }
}

/// Whether the reader may take the step in the case, wherever that stands.
pub(super) async fn takes(reader: &Reader, step: &StepRule, case: CaseId) -> Result<bool, Problem> {
    let action = Action::Command(Kind::Declared, "TakeStep");
    Ok(reader.desk.has_one_of(&step.roles) && reader.desk.may_in_case(action, case).await?)
}

fn not_yours() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", "this step is not yours to take")
}

async fn number(reader: &Reader, case: CaseId) -> Result<String, Problem> {
    let listed = case_list::of(reader.desk.store().db(), reader.desk.office(), &[case]).await?;
    listed.first().map(|case| case.number.to_string()).ok_or_else(no_such_case)
}

/// The form that opens a case.
async fn opening(reader: Reader, Path(kind): Path<String>) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Form::opening(reader, &kind).await?.page(Sent::default()).await?)
}

/// Opens a case.
async fn open(reader: Reader, Path(kind): Path<String>, sent: Sent) -> Result<Response, Problem> {
    Form::opening(reader, &kind).await?.carry(sent).await
}

/// The form of a step.
async fn step(reader: Reader, Path((number, step)): Path<(String, String)>) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Form::of_case(reader, &number, &step).await?.page(Sent::default()).await?)
}

/// Takes a step.
async fn take(
    reader: Reader,
    Path((number, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Problem> {
    Form::of_case(reader, &number, &step).await?.carry(sent).await
}
