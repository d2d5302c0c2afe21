//! `/admin/tokens`: tokens of programs; the text of a new one is told once.
use super::{
    Frame, IntoResponse, Problem, Reader, Redirect, Response, Sent, SignInState, State, StatusCode, Tab,
    Template, at, drawn_as, failed, frame, manages_sign_in, said, tabs,
};
use crate::cases::occurred::{Day, Moment};
use crate::policy::Scope;
use crate::sign_in::api_token::{ApiToken, WantedToken};
use std::borrow::Cow;

/// A token in the list.
struct Line {
    id: String,
    name: String,
    prefix: String,
    scopes: String,
    created: String,
    expires: String,
    over: bool,
    used: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/tokens.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    scopes: Vec<(&'static str, Cow<'static, str>, bool)>,
    sent: Sent,
    trouble: Option<String>,
    /// The text of a new one.
    made: Option<String>,
}

/// The tokens.
pub(super) async fn page(reader: Reader, State(state): State<SignInState>) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Page::of(&reader, &state, Sent::default(), None, None).await?)
}

/// Makes a token, or takes one back.
pub(super) async fn take(
    reader: Reader,
    State(state): State<SignInState>,
    sent: Sent,
) -> Result<Response, Problem> {
    manages_sign_in(&reader).await?;
    let office = reader.desk.office();
    let nobody = || Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", "only a user makes tokens");
    let user = reader.desk.subject().user().ok_or_else(nobody)?;
    if sent.text("does") == "revoke" {
        let unknown = || Problem::not_found("sign_in.unknown", "there is no such token");
        let id = sent.text("token").parse().map_err(|_| unknown())?;
        state.sign_in.revoke_api_token(office, id, user).await.map_err(failed)?;
        return Ok(Redirect::to("/admin/tokens").into_response());
    }
    let made = match wanted(&sent) {
        Some(wanted) => state.sign_in.make_api_token(office, user, wanted).await.map_err(failed),
        None => Err(Problem::bad_request("query.day", "the last day is no day")),
    };
    match made {
        Ok((token, _)) => {
            let page = Page::of(&reader, &state, Sent::default(), None, Some(token)).await?;
            drawn_as(StatusCode::CREATED, &page)
        }
        Err(problem) if problem.status().is_client_error() => {
            let problem = problem.in_language(reader.language);
            let why = format!("{}: {}", problem.title(), problem.detail());
            let page = Page::of(&reader, &state, sent, Some(why), None).await?;
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(problem) => Err(problem),
    }
}

/// What is wanted; it serves until the evening of its last day.
fn wanted(sent: &Sent) -> Option<WantedToken> {
    let day = sent.text("expires").parse::<Day>().ok()?;
    let expires = Moment::parse(&format!("{day}T23:59:59+08:00")).ok()?;
    let scopes = sent.all("scope").map(str::to_owned).collect();
    Some(WantedToken { name: sent.text("name").to_owned(), scopes, expires })
}

impl Page {
    async fn of(
        reader: &Reader,
        state: &SignInState,
        sent: Sent,
        trouble: Option<String>,
        made: Option<String>,
    ) -> Result<Self, Problem> {
        let tabs = tabs(reader, "tokens")?;
        manages_sign_in(reader).await?;
        let now = reader.desk.store().source().now();
        let words = |scope: &str| said(reader.language, &format!("scope.{scope}"));
        let line = |token: ApiToken| Line {
            id: token.id.to_string(),
            scopes: token.scopes.iter().map(|scope| words(scope)).collect::<Vec<_>>().join(" · "),
            name: token.name,
            prefix: token.prefix,
            created: at(token.created),
            expires: at(token.expires),
            over: token.expires <= now,
            used: token.used.map(at),
        };
        let tokens = state.sign_in.api_tokens(reader.desk.office()).await.map_err(failed)?;
        let chosen = |scope: &str| sent.all("scope").any(|chosen| chosen == scope);
        Ok(Self {
            tabs,
            lines: tokens.into_iter().map(line).collect(),
            scopes: Scope::ALL.map(|scope| (scope.name(), words(scope.name()), chosen(scope.name()))).into(),
            sent,
            trouble,
            made,
            frame: frame(reader, reader.t("page.admin.tokens")).await?,
        })
    }
}
