//! `/admin/indicators/{id@period}`: all that was told of an indicator, the latest first. A later word is told here, and
//! one that was told wrongly is corrected, which is an event of its own: what stood there stays in the log.
use super::{
    Failing, Form, Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Said, Sent, StatusCode,
    Tab, Template, drawn_as, dress, form, frame, name, tabs,
};
use crate::cases::case_file::CorrectionReason;
use crate::cases::ids::CommandId;
use crate::cases::indicator::{IndicatorCommand, IndicatorLife, Reading};
use crate::policy::Action;
use crate::queries::indicators;
use crate::web::api::body::forms::{self, To};
use crate::web::api::commands::{Doing, Whom, carry};
use crate::web::pages::admin::forms::carry_out;
use crate::web::pages::reader::said;
use crate::web::pages::steps::{Input, Wrong, body, filled};
use axum::extract::Path;
use serde_json::{Map, Value, json};

/// The command.
const COMMAND: &str = "RecordIndicator";
/// What a form that corrects sends beside its fields: which reading, and why.
const CORRECTS: &str = "corrects";
const WHY: &str = "why";

/// The reasons of a correction.
struct Correcting {
    corrects: i64,
    reasons: Vec<(&'static str, String)>,
    why: String,
}

#[derive(Template)]
#[template(path = "admin/indicator.html")]
struct One {
    frame: Frame,
    tabs: Vec<Tab>,
    called: String,
    id: String,
    period: String,
    href: String,
    readings: Vec<Said>,
    /// Whether the reader may correct.
    corrects: bool,
    /// The correction that is written, if one is.
    correcting: Option<Correcting>,
    form: Option<Form>,
}

fn unknown() -> Problem {
    Problem::not_found("indicator.unknown", "there is no such indicator")
}

async fn life(reader: &Reader, named: &str) -> Result<IndicatorLife, Problem> {
    let lives = indicators::kept(&reader.desk).await?;
    let is_it = |life: &IndicatorLife| {
        life.indicator.as_ref().is_some_and(|(id, period)| format!("{id}@{period}") == named)
    };
    lives.into_iter().find(is_it).ok_or_else(unknown)
}

/// What was told.
pub(in crate::web::pages::admin) async fn page(
    reader: Reader,
    Path(named): Path<String>,
    uri: axum::http::Uri,
) -> Result<Response, Problem> {
    tabs(&reader, "indicators")?;
    let asked = Sent::of(uri.query().unwrap_or_default());
    let life = life(&reader, &named).await?;
    drawn_as(StatusCode::OK, &One::of(&reader, &life, asked.text("correct"), None).await?)
}

/// Tells a later word, or corrects an earlier one.
pub(in crate::web::pages::admin) async fn take(
    reader: Reader,
    Path(named): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    tabs(&reader, "indicators")?;
    let life = life(&reader, &named).await?;
    let done = if sent.has(CORRECTS) {
        correct(&reader, &life, &named, &sent).await?
    } else {
        let (id, period) = life.indicator.as_ref().ok_or_else(unknown)?;
        let sent = sent.with("indicator", Some(id.as_str())).with("period", Some(&period.to_string()));
        carry_out(&reader, Kind::Indicator, None, &sent).await?.map(|_| ())
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/admin/indicators/{named}")).into_response()),
        Err(failing) => {
            let page = One::of(&reader, &life, sent.text(CORRECTS), Some(&failing)).await?;
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Records how a reading should have been told.
async fn correct(
    reader: &Reader,
    life: &IndicatorLife,
    named: &str,
    sent: &Sent,
) -> Result<Result<(), Failing>, Problem> {
    let reading = reading(life, sent.text(CORRECTS)).ok_or_else(unknown)?;
    let (id, period) = life.indicator.as_ref().ok_or_else(unknown)?;
    let sent = sent.with("indicator", Some(id.as_str())).with("period", Some(&period.to_string()));
    let failing = |problem| Failing { command: COMMAND.to_owned(), sent: sent.clone(), problem };
    if sent.text(WHY).parse::<CorrectionReason>().is_err() {
        return Ok(Err(failing(None)));
    }
    let no_id = || Problem::bad_request("page.no_form", "the form has no command id; open it again");
    let command = CommandId(sent.text("command_id").parse().map_err(|_| no_id())?);
    let (_, form) = forms::command(Kind::Indicator, COMMAND, To::New).ok_or_else(unknown)?;
    let mut becomes = body(form, &sent);
    becomes.insert("command".to_owned(), json!(COMMAND));
    becomes.insert("occurred".to_owned(), json!(reading.occurred));
    let asked = json!({"corrects": reading.version.0, "reason": sent.text(WHY), "becomes": becomes});
    let asked = asked.as_object().cloned().unwrap_or_default();
    let whom = Whom { kind: Kind::Indicator, name: Some(named.to_owned()) };
    match carry(&reader.desk, whom, &Doing::Correct, asked, command, None).await {
        Ok(_) => Ok(Ok(())),
        Err(problem) if problem.status().is_client_error() && problem.status() != StatusCode::FORBIDDEN => {
            let field = problem.field().map(|field| field.trim_start_matches("/becomes").to_owned());
            let problem = field.map_or_else(|| problem.clone(), |field| problem.clone().about(field));
            Ok(Err(failing(Some(problem))))
        }
        Err(problem) => Err(problem),
    }
}

fn reading<'l>(life: &'l IndicatorLife, version: &str) -> Option<&'l Reading> {
    life.readings.iter().find(|reading| reading.version.0.to_string() == version)
}

/// A reading as the texts of the form.
fn texts(reader: &Reader, life: &IndicatorLife, reading: &Reading) -> Option<Sent> {
    let (indicator, period) = life.indicator.clone()?;
    let command = IndicatorCommand::RecordIndicator { indicator, period, told: reading.told.clone() };
    let Value::Object(mut command) = serde_json::to_value(command).ok()? else { return None };
    let fields: Map<String, Value> = command.remove(COMMAND)?.as_object()?.clone();
    let (_, form) = forms::command(Kind::Indicator, COMMAND, To::New)?;
    Some(filled(form, &fields, reader.language))
}

impl One {
    async fn of(
        reader: &Reader,
        life: &IndicatorLife,
        correct: &str,
        failing: Option<&Failing>,
    ) -> Result<Self, Problem> {
        let tabs = tabs(reader, "indicators")?;
        let (id, period) = life.indicator.as_ref().ok_or_else(unknown)?;
        let last = life.readings.last().ok_or_else(unknown)?;
        let corrects = reader.desk.may(Action::Correct(Kind::Indicator));
        let corrected = reading(life, correct).filter(|_| corrects);
        let href = format!("/admin/indicators/{id}@{period}");
        let mut form = form(reader, failing, href.clone())?;
        if let Some(form) = &mut form {
            dress(reader, &mut form.fields).await?;
            // A later word has its own number; what does not change with it is already there.
            let filled = texts(reader, life, corrected.unwrap_or(last)).unwrap_or_default();
            let its_own = ["told.value", "told.upper", "told.as_of"];
            for field in form.fields.iter_mut().filter(|_| failing.is_none()) {
                if corrected.is_some() || !its_own.contains(&field.name.as_str()) {
                    filled.text(&field.name).clone_into(&mut field.value);
                }
            }
            form.fields.retain(|field| !["indicator", "period"].contains(&field.name.as_str()));
            let unreasoned = |failing: &&Failing| failing.sent.text(WHY).is_empty();
            if corrected.is_some() && failing.as_ref().is_some_and(unreasoned) {
                let label = reader.t("page.correct.why").into_owned();
                let why = reader.t("page.wrong.missing").into_owned();
                form.wrong.push(Wrong { id: "f-why".to_owned(), label, why });
            }
        }
        let correcting = corrected.map(|reading| Correcting {
            corrects: reading.version.0,
            reasons: CorrectionReason::ALL
                .map(|(_, code)| (code, said(reader.language, &format!("correction.{code}")).into_owned()))
                .into(),
            why: failing.map(|failing| failing.sent.text(WHY).to_owned()).unwrap_or_default(),
        });
        let name = name(reader, id.as_str(), &last.told);
        Ok(Self {
            tabs,
            id: id.to_string(),
            period: period.to_string(),
            href,
            readings: life.readings.iter().rev().map(|reading| Said::of(reader, reading)).collect(),
            corrects,
            correcting,
            form,
            frame: frame(reader, format!("{name} {period}").into()).await?,
            called: name,
        })
    }
}
