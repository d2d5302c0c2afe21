//! `/sign-in/second-factor`: the second factor: a code of the app, a recovery code, or a passkey.
use super::entrance::next;
use super::{
    Anybody, Failed, Frame, Halfway, IntoResponse, Kept, Problem, Redirect, Response, Section, Sent,
    SignInState, State, StatusCode, Template, Visitor, drawn, drawn_as, then,
};
use crate::sign_in::factor::Factor;
use axum::http::Uri;

#[derive(Template)]
#[template(path = "sign_in/second_factor.html")]
struct Page {
    frame: Frame,
    then: String,
    codes: bool,
    recovery: bool,
    passkey: bool,
    trouble: Option<String>,
}

impl Page {
    async fn of(
        anybody: &Anybody,
        state: &SignInState,
        halfway: &Halfway,
        asked: &str,
    ) -> Result<Self, Problem> {
        let (office, user) = (halfway.session.office, halfway.session.user);
        let failed = |error| Failed::from(error).into_problem();
        let account = state.sign_in.enabled(office, user).await.map_err(failed)?;
        let factors = state.sign_in.factors(office, user, &account).await.map_err(failed)?;
        let possible = factors.possible();
        Ok(Self {
            frame: anybody.frame(Section::Elsewhere, anybody.t("page.second_factor.title")).await?,
            then: then(asked),
            codes: possible.contains(&Factor::Totp),
            recovery: possible.contains(&Factor::RecoveryCode),
            passkey: possible.contains(&Factor::Passkey),
            trouble: None,
        })
    }
}

/// The form.
pub(super) async fn page(
    anybody: Anybody,
    State(state): State<SignInState>,
    halfway: Halfway,
    uri: Uri,
) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    drawn(&Page::of(&anybody, &state, &halfway, asked.text("then")).await?)
}

/// Takes a code.
pub(super) async fn give(
    anybody: Anybody,
    State(state): State<SignInState>,
    halfway: Halfway,
    Visitor { jar, .. }: Visitor,
    sent: Sent,
) -> Result<Response, Problem> {
    let session = &halfway.session;
    let code = sent.text("code").trim();
    let given = if sent.text("way") == Factor::RecoveryCode.code() {
        state.sign_in.give_recovery_code(session, code).await
    } else {
        state.sign_in.give_totp(session, code).await
    };
    match given {
        Ok(entered) => {
            let jar = Kept::Session.put(jar, &entered.token, state.sign_in.settings());
            Ok((jar, Redirect::to(&next(entered.session.stage, sent.text("then")))).into_response())
        }
        Err(error) => {
            let problem = Failed::from(error).into_problem().in_language(anybody.language);
            let mut page = Page::of(&anybody, &state, &halfway, sent.text("then")).await?;
            page.trouble = Some(problem.detail().to_owned());
            let status = match problem.status() {
                StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
                status => status,
            };
            drawn_as(status, &page)
        }
    }
}
