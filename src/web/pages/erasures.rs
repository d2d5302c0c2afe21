//! 个人信息删除 on pages: a request as a line, the form that asks, and the buttons that decide.
use super::form::Sent;
use super::frame::coded;
use super::reader::{Reader, told};
use super::timeline::who;
use crate::cases::erasure::{ErasureCommand, Ground, Part, Stage};
use crate::cases::ids::{CommandId, Version};
use crate::cases::words::{Text, TextError};
use crate::commands::permit::NotPermitted;
use crate::policy::{Action, Query};
use crate::projections::case_list::{ListedCase, code};
use crate::queries::erasures::{self, Requested, Wanted};
use crate::web::api::case::numbered;
use crate::web::erasures::{Decision, carry_out, deciding, in_words, no_such_request};
use crate::web::problem::Problem;
use axum::extract::Path;
use axum::response::Redirect;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What opens what waits for the second person.
pub(super) const DECIDES: Action = Action::Query(Query::DecideErasure);

/// Requests that wait on one page.
const WAITING: u32 = 25;

/// A request, in words.
pub(super) struct Line {
    pub(super) request: Version,
    pub(super) number: String,
    pub(super) kind: String,
    pub(super) parts: String,
    pub(super) ground: String,
    pub(super) stage: String,
    pub(super) until: Option<String>,
    pub(super) asked: String,
    pub(super) by: String,
    /// Why, in words.
    pub(super) reason: Option<String>,
    /// Why not, in words.
    pub(super) refused_because: Option<String>,
    pub(super) last: String,
    /// Whether the reader asked for it, and so does not decide it.
    pub(super) own: bool,
    /// Under which ids it is approved and rejected once, however often the form is sent.
    pub(super) ids: [String; 2],
}

impl Line {
    pub(super) fn of(requested: Requested, reader: &Reader) -> Self {
        let Requested { asked, case, by, reason, refused_because } = requested;
        let language = reader.language;
        let words = |family: &str, code: &str| coded(language, family, code).into_owned();
        let parts: Vec<_> = asked.parts.iter().map(|part| words("erasure.part", &code(part))).collect();
        let id = || reader.desk.store().source().command_id().to_string();
        Self {
            request: asked.asked,
            kind: words("kind", case.kind.name()),
            number: case.number.to_string(),
            parts: parts.join(" · "),
            ground: words("erasure.ground", &code(&asked.ground)),
            stage: words("erasure.stage", &code(&asked.stage)),
            until: asked.until.map(|day| told(language, "page.erasure.until", &[("day", day.to_string())])),
            asked: asked.asked_day.to_string(),
            by: who(language, &by.0),
            reason: reason.map(|reason| reason.to_string()),
            refused_because: refused_because.map(|reason| reason.to_string()),
            last: asked.last_day.to_string(),
            own: by == *reader.desk.actor(),
            ids: [id(), id()],
        }
    }
}

/// What a case page shows of erasing.
#[derive(Default)]
pub(super) struct OfCase {
    /// The requests about the case.
    pub(super) lines: Vec<Line>,
    /// Whether the reader may ask for something to be erased.
    pub(super) asks: bool,
    /// What can be asked for, in code and words.
    pub(super) parts: Vec<(String, String)>,
    /// The grounds, in code and words.
    pub(super) grounds: Vec<(String, String)>,
    /// Under which id it is asked for once.
    pub(super) command_id: String,
}

/// What is asked of a case, for whoever may open it.
pub(super) async fn of_case(reader: &Reader, case: &ListedCase) -> Result<OfCase, Problem> {
    let desk = &reader.desk;
    let requested = match erasures::of_case(desk, case.case).await {
        Err(NotPermitted::Denied { .. }) => return Ok(OfCase::default()),
        requested => requested?,
    };
    let words = |family: &str, code: String| {
        let words = coded(reader.language, family, &code).into_owned();
        (code, words)
    };
    Ok(OfCase {
        lines: requested.into_iter().map(|requested| Line::of(requested, reader)).collect(),
        asks: desk.may_in_case(Action::Query(Query::AskErasure), case.case).await?,
        parts: Part::ALL.iter().map(|part| words("erasure.part", code(part))).collect(),
        grounds: Ground::ALL.iter().map(|ground| words("erasure.ground", code(ground))).collect(),
        command_id: desk.store().source().command_id().to_string(),
    })
}

/// What waits for another person's decision, the oldest first.
pub(super) async fn waiting(reader: &Reader) -> Result<Vec<Line>, Problem> {
    if !reader.desk.may(DECIDES) {
        return Ok(Vec::new());
    }
    let page = erasures::page(&reader.desk, Wanted::Oldest(Stage::Asked, Version(0)), WAITING).await?;
    Ok(page.requested.into_iter().map(|requested| Line::of(requested, reader)).collect())
}

fn no_id() -> Problem {
    Problem::bad_request("page.no_form", "the form's own id is missing; open the page again")
}

fn command_id(sent: &Sent) -> Result<CommandId, Problem> {
    sent.text("command_id").parse().map(CommandId).map_err(|_| no_id())
}

fn of_code<T: DeserializeOwned>(field: &'static str, code: &str) -> Result<T, Problem> {
    let wrong = |_| Problem::bad_request("erasure.unreadable", "choose one of the list").about(field);
    serde_json::from_value(Value::String(code.to_owned())).map_err(wrong)
}

/// What is said in words; none if nothing is.
fn words(sent: &Sent) -> Result<Option<Text>, Problem> {
    let text = sent.text("reason").trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong =
        |error: TextError| Problem::bad_request("erasure.unreadable", error.to_string()).about("reason");
    text.parse().map(Some).map_err(wrong)
}

/// Asks for something of a case to be erased. A form that is sent twice asks once.
pub(super) async fn ask(reader: Reader, Path(number): Path<String>, sent: Sent) -> Result<Redirect, Problem> {
    let case = numbered(&reader.desk, &number).await?.case;
    let id = command_id(&sent)?;
    let parts: Vec<Part> = sent.all("part").map(|part| of_code("part", part)).collect::<Result<_, _>>()?;
    let ground: Ground = of_code("ground", sent.text("ground"))?;
    let reason = words(&sent)?.map(in_words);
    carry_out(&reader.desk, id, ErasureCommand::AskErasure { case, parts, ground, reason }).await?;
    let case: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
    Ok(Redirect::to(&format!("/cases/{case}#erasure")))
}

/// Approves or rejects what another person asked for.
pub(super) async fn decide(reader: Reader, sent: Sent) -> Result<Redirect, Problem> {
    let id = command_id(&sent)?;
    let asked = sent.text("request").parse().map(Version);
    let asked = asked
        .map_err(|_| Problem::bad_request("erasure.unreadable", "no request is named").about("request"))?;
    let decision = match sent.text("decision") {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject(words(&sent)?),
        _ => {
            return Err(Problem::bad_request("erasure.unreadable", "say approve or reject").about("decision"));
        }
    };
    let requested = erasures::named(&reader.desk, asked).await?.ok_or_else(|| no_such_request(asked))?;
    carry_out(&reader.desk, id, deciding(&requested, decision)).await?;
    Ok(Redirect::to("/approvals#erasures"))
}
