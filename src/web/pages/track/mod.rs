//! `/track`: whoever holds a query code sees without an account where the matter stands, adds photographs, rates the
//! handling and asks for a review. A code that nobody has and a case that is hidden look the same; whoever guesses waits.
mod photograph;
mod view;

use super::assets;
use super::form::Sent;
use super::frame::drawn_as;
use super::reader::{Anybody, told};
use crate::cases::ids::{CaseId, CommandId, OfficeId, StreamId};
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::config::Contact;
use crate::policy::{Kind, Query, Subject};
use crate::projections::offices;
use crate::queries::tracking;
use crate::sign_in::{Address, SignInError};
use crate::web::api::commands::{Doing, Whom, carry};
use crate::web::files::FilesState;
use crate::web::messages::Voice;
use crate::web::problem::Problem;
use crate::web::query_code::{self, QueryCode};
use crate::web::sign_in::{Failed, SignInState, Visitor};
use crate::web::words::Language;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Path, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;
use view::Shown;

/// What the citizen's page works with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TrackState {
    /// Signing in, which slows guessing down.
    pub sign_in: SignInState,
    /// The files.
    pub files: FilesState,
    /// The office that is meant if none is named.
    pub home: OfficeDesk,
    /// Whom citizens call.
    pub contact: Contact,
}

/// The routes.
pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
    TrackState: FromRef<S>,
{
    let taken = DefaultBodyLimit::max(photograph::LARGEST + photograph::AROUND);
    Router::new()
        .route("/track", get(entrance))
        .route("/track/{code}", get(page))
        .route("/track/{code}/rating", post(rate))
        .route("/track/{code}/review", post(ask_for_review))
        .route("/track/{code}/photograph", post(photograph::add).layer(taken))
}

/// How the handling can be rated.
const RATINGS: [&str; 3] = ["satisfied", "mostly_satisfied", "dissatisfied"];

/// The page.
#[derive(Template)]
#[template(path = "track/page.html")]
struct Page {
    anybody: Anybody,
    voice: Voice,
    /// The office's code, where the store has several.
    of: Option<String>,
    contact: Contact,
    code: String,
    /// What is wrong.
    trouble: Option<String>,
    /// What was just done.
    done: Option<String>,
    seen: Option<Shown>,
}

impl Page {
    fn t(&self, key: &str) -> Cow<'static, str> {
        self.anybody.t(key)
    }

    fn say(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        told(self.anybody.language, key, &[(name, value.to_string())])
    }

    /// A message of the office, with its value.
    fn message(&self, id: &str, name: &str, value: impl std::fmt::Display) -> String {
        let number = self.seen.as_ref().map(|seen| seen.number.clone()).unwrap_or_default();
        self.voice.say(id, &[(name, value.to_string()), ("number", number)])
    }

    /// A message of the office without a value of its own.
    fn plain(&self, id: &str) -> String {
        self.message(id, "", "")
    }

    #[expect(clippy::unused_self, reason = "a template asks its page")]
    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The other language: where it is chosen, its tag and its own name.
    fn other_language(&self) -> (String, &'static str, Cow<'static, str>) {
        let (tag, name) = match self.anybody.language {
            Language::Chinese => ("en", "page.language.english"),
            Language::English => ("zh-CN", "page.language.chinese"),
        };
        (format!("{}language={tag}", self.switch()), tag, self.t(name))
    }

    fn switch(&self) -> String {
        let path = if self.seen.is_some() { format!("/track/{}", self.code) } else { "/track".to_owned() };
        self.of.as_ref().map_or_else(|| format!("{path}?"), |of| format!("{path}?office={of}&"))
    }

    /// What stands behind the addresses of forms.
    fn query(&self) -> String {
        self.of.as_ref().map(|of| format!("?office={of}")).unwrap_or_default()
    }

    /// What can be said of the handling, with its words.
    fn ratings(&self) -> [(&'static str, Cow<'static, str>); 3] {
        RATINGS.map(|rating| (rating, self.t(&format!("page.track.rating.{rating}"))))
    }

    /// The digits of the telephone number.
    fn dialled(&self) -> Option<String> {
        let phone = self.contact.phone.as_ref()?.text();
        Some(phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect())
    }
}

/// The office that is asked, and from where.
struct Asked {
    state: TrackState,
    anybody: Anybody,
    office: OfficeId,
    /// Its code, where the store has several offices.
    of: Option<String>,
    address: Option<Address>,
}

/// A case that somebody holds the code of.
struct Held {
    desk: OfficeDesk,
    case: CaseId,
}

/// What came of a code.
enum Found {
    Held(Box<Held>),
    /// There is no such code, or its case is hidden.
    Nothing,
    /// Whoever asks has to wait so many seconds.
    Wait(u64),
}

impl Asked {
    async fn of(state: TrackState, anybody: Anybody, address: Option<Address>) -> Result<Self, Problem> {
        let asked = Sent::of(anybody.uri.query().unwrap_or_default());
        let offices = offices::all(state.home.store().db()).await?;
        let several = offices.len() > 1;
        let named = offices.into_iter().find(|(_, code)| code == asked.text("office"));
        let office = named.as_ref().map_or_else(|| state.home.office(), |(office, _)| *office);
        let of = named.filter(|_| several).map(|(_, code)| code);
        Ok(Self { state, anybody, office, of, address })
    }

    async fn desk(&self, case: CaseId) -> Result<OfficeDesk, Problem> {
        let subject = Arc::new(Subject::petitioner(case, self.office));
        Ok(self.state.home.store().desk_of(subject, self.office).await?)
    }

    /// The case of a code. What is no code at all names nothing, and is no guess.
    async fn find(&self, code: &str) -> Result<Found, Problem> {
        let Ok(code) = code.parse::<QueryCode>() else { return Ok(Found::Nothing) };
        let sign_in = &self.state.sign_in.sign_in;
        let tried = match sign_in.try_code(self.office, self.address).await {
            Ok(tried) => tried,
            Err(SignInError::SlowDown(wait)) => return Ok(Found::Wait(wait.as_secs())),
            Err(error) => return Err(Failed::from(error).into_problem()),
        };
        let nobodys = self.desk(StreamId(Uuid::nil())).await?;
        let Some(case) = query_code::case_of(&nobodys, &code).await? else { return Ok(Found::Nothing) };
        let desk = self.desk(case).await?;
        match desk.permit_case(Query::TrackCase, case).await {
            Ok(()) => {}
            Err(NotPermitted::Storage(error)) => return Err(error.into()),
            Err(_) => return Ok(Found::Nothing),
        }
        sign_in.code_was_right(tried).await.map_err(|error| Failed::from(error).into_problem())?;
        Ok(Found::Held(Box::new(Held { desk, case })))
    }

    async fn voice(&self, desk: &OfficeDesk) -> Result<Voice, Problem> {
        Voice::of(desk, self.anybody.language).await.map_err(|error| Problem::failed(&error))
    }

    async fn page(self, code: String) -> Result<Page, Problem> {
        let desk = self.desk(StreamId(Uuid::nil())).await?;
        Ok(Page {
            voice: self.voice(&desk).await?,
            of: self.of,
            contact: self.state.contact,
            code,
            trouble: None,
            done: None,
            seen: None,
            anybody: self.anybody,
        })
    }

    /// The page that says why nothing is shown.
    async fn refuse(self, code: String, found: &Found) -> Result<Response, Problem> {
        let mut page = self.page(code).await?;
        let Found::Wait(seconds) = found else {
            page.trouble = Some(page.voice.say("track.unknown", &[]));
            return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        };
        page.trouble = Some(page.say("page.track.wait", "seconds", seconds));
        let mut response = drawn_as(StatusCode::TOO_MANY_REQUESTS, &page)?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        Ok(response)
    }

    /// The page of a case, with what went wrong on it.
    async fn show(
        self,
        held: &Held,
        code: String,
        (status, trouble): (StatusCode, Option<String>),
    ) -> Result<Response, Problem> {
        let tracked = tracking::of(&held.desk, held.case).await?;
        let done = Sent::of(self.anybody.uri.query().unwrap_or_default()).text("done").to_owned();
        let mut page = self.page(code).await?;
        page.seen = Some(Shown::of(page.anybody.language, &page.voice, &held.desk, &tracked));
        let known = ["rating", "review", "photograph"].contains(&done.as_str());
        page.done = known.then(|| page.voice.say(&format!("track.done.{done}"), &[]));
        page.trouble = trouble;
        drawn_as(status, &page)
    }

    /// Where one is led after something was done.
    fn done(&self, code: &str, what: &str) -> Response {
        let of = self.of.as_ref().map(|of| format!("&office={of}")).unwrap_or_default();
        Redirect::to(&format!("/track/{code}?done={what}{of}#done")).into_response()
    }
}

/// `/track`: the one field, or where what was put into it leads.
async fn entrance(
    anybody: Anybody,
    State(state): State<TrackState>,
    Visitor { visit, .. }: Visitor,
    uri: Uri,
) -> Result<Response, Problem> {
    let sent = Sent::of(uri.query().unwrap_or_default());
    let asked = Asked::of(state, anybody, visit.address).await?;
    let Ok(code) = sent.text("code").parse::<QueryCode>() else {
        let given = sent.has("code");
        if given {
            return asked.refuse(sent.text("code").to_owned(), &Found::Nothing).await;
        }
        return drawn_as(StatusCode::OK, &asked.page(String::new()).await?);
    };
    let of = asked.of.as_ref().map(|of| format!("?office={of}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/track/{code}{of}")).into_response())
}

/// `/track/{code}`.
async fn page(
    anybody: Anybody,
    State(state): State<TrackState>,
    Visitor { visit, .. }: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let asked = Asked::of(state, anybody, visit.address).await?;
    match asked.find(&code).await? {
        Found::Held(held) => asked.show(&held, code, (StatusCode::OK, None)).await,
        found => asked.refuse(code, &found).await,
    }
}

/// Rates the handling.
async fn rate(
    anybody: Anybody,
    State(state): State<TrackState>,
    Visitor { visit, .. }: Visitor,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let asked = Asked::of(state, anybody, visit.address).await?;
    let rating = Value::String(sent.text("rating").to_owned());
    let fields = Map::from_iter([("rating".to_owned(), rating)]);
    act(asked, code, &sent, ("RatePetition", fields, "rating")).await
}

/// Asks for a review, or after it for a final review.
async fn ask_for_review(
    anybody: Anybody,
    State(state): State<TrackState>,
    Visitor { visit, .. }: Visitor,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let asked = Asked::of(state, anybody, visit.address).await?;
    let command = match sent.text("ask") {
        "RequestFinalReview" => "RequestFinalReview",
        _ => "RequestReview",
    };
    act(asked, code, &sent, (command, Map::new(), "review")).await
}

/// Sends the petitioner's own command; what is refused is told on the page, with the day that stands against it.
async fn act(
    asked: Asked,
    code: String,
    sent: &Sent,
    (command, fields, what): (&'static str, Map<String, Value>, &'static str),
) -> Result<Response, Problem> {
    let held = match asked.find(&code).await? {
        Found::Held(held) => *held,
        found => return asked.refuse(code, &found).await,
    };
    let tracked = tracking::of(&held.desk, held.case).await?;
    let whom = Whom { kind: Kind::Petition, name: Some(tracked.number.to_string()) };
    let doing = Doing::Command(command.to_owned());
    match carry(&held.desk, whom, &doing, fields, command_id(sent.text("command_id"))?, None).await {
        Ok(_) => Ok(asked.done(&code, what)),
        Err(problem) if problem.status().is_client_error() => {
            let over = tracked.asking.filter(|asking| asking.command == command && !asking.open);
            let why = match over {
                Some(over) => {
                    let with = [("day", over.until.to_string()), ("number", tracked.number.to_string())];
                    asked.voice(&held.desk).await?.say("track.over", &with)
                }
                None => problem.in_language(asked.anybody.language).title().to_owned(),
            };
            asked.show(&held, code, (StatusCode::UNPROCESSABLE_ENTITY, Some(why))).await
        }
        Err(problem) => Err(problem),
    }
}

fn command_id(text: &str) -> Result<CommandId, Problem> {
    let wrong = || Problem::bad_request("page.no_form", "the form has no command id; open it again");
    text.parse().map(CommandId).map_err(|_| wrong())
}
