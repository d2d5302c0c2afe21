//! `/links/{token}`: a one-time link sets a password. `/sign-in/password`: a new one takes the place of the present one.
use super::entrance::next;
use super::{
    Anybody, Failed, Frame, Halfway, IntoResponse, Kept, Problem, Redirect, Response, Section, Sent,
    SignInState, State, StatusCode, Template, Visitor, Zeroizing, drawn, drawn_as, then,
};
use crate::sign_in::{SignInError, Token};
use axum::extract::Path;
use axum::http::Uri;

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct Page {
    frame: Frame,
    action: String,
    login: String,
    /// Whether the present password is asked for, too.
    present: bool,
    then: String,
    trouble: Option<String>,
}

fn failed(error: SignInError) -> Problem {
    Failed::from(error).into_problem()
}

fn token(text: &str) -> Result<Token, Problem> {
    text.parse().map_err(|_| failed(SignInError::LinkGone))
}

/// Why a password was not set, told on the form; what is no fault of the password is a page of its own.
fn refused(page: &mut Page, anybody: &Anybody, error: SignInError) -> Result<Response, Problem> {
    let problem = failed(error).in_language(anybody.language);
    let own = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNAUTHORIZED];
    if !own.contains(&problem.status()) {
        return Err(problem);
    }
    page.trouble = Some(problem.title().to_owned());
    drawn_as(StatusCode::UNPROCESSABLE_ENTITY, page)
}

async fn by_link(anybody: &Anybody, state: &SignInState, text: &str) -> Result<Page, Problem> {
    let (_, account) = state.sign_in.link(&token(text)?).await.map_err(failed)?;
    Ok(Page {
        frame: anybody.frame(Section::Elsewhere, anybody.t("page.password.title")).await?,
        action: format!("/links/{text}"),
        login: account.login.to_string(),
        present: false,
        then: String::new(),
        trouble: None,
    })
}

/// The form of a link. Looking does not use it up.
pub(super) async fn link(
    anybody: Anybody,
    State(state): State<SignInState>,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    drawn(&by_link(&anybody, &state, &text).await?)
}

/// Sets the password of a link.
pub(super) async fn follow(
    anybody: Anybody,
    State(state): State<SignInState>,
    _visitor: Visitor,
    Path(text): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let mut page = by_link(&anybody, &state, &text).await?;
    let password = Zeroizing::new(sent.text("password").to_owned());
    match state.sign_in.follow_link(&token(&text)?, &password).await {
        Ok(_) => Ok(Redirect::to("/sign-in").into_response()),
        Err(error) => refused(&mut page, &anybody, error),
    }
}

async fn in_place(
    anybody: &Anybody,
    state: &SignInState,
    halfway: &Halfway,
    asked: &str,
) -> Result<Page, Problem> {
    let (office, user) = (halfway.session.office, halfway.session.user);
    let account = state.sign_in.enabled(office, user).await.map_err(failed)?;
    Ok(Page {
        frame: anybody.frame(Section::Elsewhere, anybody.t("page.password.title")).await?,
        action: "/sign-in/password".to_owned(),
        login: account.login.to_string(),
        present: true,
        then: then(asked),
        trouble: None,
    })
}

/// The form for a new password.
pub(super) async fn page(
    anybody: Anybody,
    State(state): State<SignInState>,
    halfway: Halfway,
    uri: Uri,
) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    drawn(&in_place(&anybody, &state, &halfway, asked.text("then")).await?)
}

/// Sets a new password in place of the present one.
pub(super) async fn change(
    anybody: Anybody,
    State(state): State<SignInState>,
    halfway: Halfway,
    Visitor { jar, .. }: Visitor,
    sent: Sent,
) -> Result<Response, Problem> {
    let text = |name: &str| Zeroizing::new(sent.text(name).to_owned());
    match state.sign_in.change_password(&halfway.session, &text("present"), &text("password")).await {
        Ok(entered) => {
            let jar = Kept::Session.put(jar, &entered.token, state.sign_in.settings());
            Ok((jar, Redirect::to(&next(entered.session.stage, sent.text("then")))).into_response())
        }
        Err(error) => {
            let mut page = in_place(&anybody, &state, &halfway, sent.text("then")).await?;
            refused(&mut page, &anybody, error)
        }
    }
}
