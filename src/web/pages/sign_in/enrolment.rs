//! `/sign-in/enrolment`: an authenticator app is set up, and recovery codes are shown once.
use super::entrance::next;
use super::{
    Anybody, Failed, Frame, Halfway, IntoResponse, Kept, Problem, Response, Section, Sent, SignInState,
    State, StatusCode, Template, Visitor, drawn, drawn_as, then,
};
use crate::sign_in::factor::totp::NewTotp;
use crate::web::sign_in::ceremony;
use axum::http::Uri;
use qrcode::QrCode;
use qrcode::render::svg;

/// Pixels of a side of the picture at least.
const SIDE: u32 = 200;

#[derive(Template)]
#[template(path = "sign_in/enrolment.html")]
struct Page {
    frame: Frame,
    then: String,
    ceremony: String,
    secret: String,
    picture: String,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/recovery_codes.html")]
struct Told {
    frame: Frame,
    then: String,
    codes: Vec<String>,
}

impl Page {
    async fn of(anybody: &Anybody, new: NewTotp, asked: &str) -> Result<Self, Problem> {
        let code = QrCode::new(&new.address).map_err(|error| Problem::failed(&error))?;
        let drawn = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
        Ok(Self {
            frame: anybody.frame(Section::Elsewhere, anybody.t("page.enrolment.title")).await?,
            then: then(asked),
            ceremony: new.ceremony.spelt(),
            secret: new.secret,
            picture: drawn.find("<svg").map_or_else(String::new, |at| drawn[at..].to_owned()),
            trouble: None,
        })
    }
}

fn failed(error: crate::sign_in::SignInError) -> Problem {
    Failed::from(error).into_problem()
}

/// A new secret, to be taken into the app.
pub(super) async fn page(
    anybody: Anybody,
    State(state): State<SignInState>,
    halfway: Halfway,
    uri: Uri,
) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let new = state.sign_in.begin_totp(&halfway.session).await.map_err(failed)?;
    drawn(&Page::of(&anybody, new, asked.text("then")).await?)
}

/// Takes the first code of the app; recovery codes are shown then.
pub(super) async fn finish(
    anybody: Anybody,
    State(state): State<SignInState>,
    halfway: Halfway,
    Visitor { jar, .. }: Visitor,
    sent: Sent,
) -> Result<Response, Problem> {
    let token = ceremony(sent.text("ceremony")).map_err(Failed::into_problem)?;
    let code = sent.text("code").trim();
    match state.sign_in.finish_totp(&halfway.session, &token, code).await {
        Ok(entered) => {
            let jar = Kept::Session.put(jar, &entered.token, state.sign_in.settings());
            let codes = match entered.session.whole() {
                Ok(()) => state.sign_in.new_recovery_codes(&entered.session).await.map_err(failed)?,
                Err(_) => Vec::new(),
            };
            let page = Told {
                frame: anybody.frame(Section::Elsewhere, anybody.t("page.recovery.title")).await?,
                then: next(entered.session.stage, sent.text("then")),
                codes,
            };
            Ok((jar, drawn(&page)?).into_response())
        }
        Err(error) => {
            let problem = failed(error).in_language(anybody.language);
            // A wrong code ends what was begun: the app takes a new secret.
            let new = state.sign_in.begin_totp(&halfway.session).await.map_err(failed)?;
            let mut page = Page::of(&anybody, new, sent.text("then")).await?;
            page.trouble = Some(problem.detail().to_owned());
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
