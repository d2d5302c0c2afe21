//! `/sign-in`: login name and password.
use super::{
    Anybody, Failed, Frame, IntoResponse, Kept, Problem, Redirect, Response, Section, Sent, SignInState,
    Stage, State, StatusCode, Template, Visitor, Zeroizing, drawn, drawn_as, then,
};
use axum::http::Uri;

#[derive(Template)]
#[template(path = "sign_in/entrance.html")]
struct Page {
    frame: Frame,
    then: String,
    office: String,
    login: String,
    trouble: Option<String>,
    single_sign_on: bool,
}

impl Page {
    async fn of(anybody: &Anybody, state: &SignInState, sent: &Sent) -> Result<Self, Problem> {
        let title = anybody.t("page.sign_in.title");
        Ok(Self {
            frame: anybody.frame(Section::Elsewhere, title).await?,
            then: then(sent.text("then")),
            office: sent.text("office").to_owned(),
            login: sent.text("login").to_owned(),
            trouble: None,
            single_sign_on: state.sign_in.settings().provider.is_some(),
        })
    }
}

/// The form.
pub(super) async fn page(
    anybody: Anybody,
    State(state): State<SignInState>,
    uri: Uri,
) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    drawn(&Page::of(&anybody, &state, &asked).await?)
}

/// Signs in.
pub(super) async fn enter(
    anybody: Anybody,
    State(state): State<SignInState>,
    Visitor { visit, jar }: Visitor,
    sent: Sent,
) -> Result<Response, Problem> {
    let office = Some(sent.text("office").to_owned()).filter(|office| !office.is_empty());
    let password = Zeroizing::new(sent.text("password").to_owned());
    match state.sign_in.with_password(&visit, office, sent.text("login"), &password).await {
        Ok(entered) => {
            let jar = Kept::Session.put(jar, &entered.token, state.sign_in.settings());
            let to = next(entered.session.stage, sent.text("then"));
            Ok((jar, Redirect::to(&to)).into_response())
        }
        Err(error) => {
            let problem = Failed::from(error).into_problem().in_language(anybody.language);
            let status = match problem.status() {
                StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
                status => status,
            };
            let mut page = Page::of(&anybody, &state, &sent).await?;
            page.trouble = Some(problem.detail().to_owned());
            drawn_as(status, &page)
        }
    }
}

/// Where one goes on from here.
pub(super) fn next(stage: Stage, asked: &str) -> String {
    let then = then(asked);
    let step = match stage {
        Stage::SignedIn => return then,
        Stage::SecondFactor => "/sign-in/second-factor",
        Stage::Enrolment => "/sign-in/enrolment",
        Stage::NewPassword => "/sign-in/password",
    };
    let then: String = url::form_urlencoded::byte_serialize(then.as_bytes()).collect();
    format!("{step}?then={then}")
}
