//! Signing in and out: the same steps as the API's, as pages.
mod enrolment;
mod entrance;
mod passwords;
mod second_factor;
mod single_sign_on;

use super::form::Sent;
use super::frame::{Frame, Section, drawn, drawn_as};
use super::reader::Anybody;
use crate::sign_in::Stage;
use crate::web::problem::Problem;
use crate::web::sign_in::{Failed, Halfway, Kept, SignInState, Visitor};
use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use zeroize::Zeroizing;

/// The pages of signing in.
pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
{
    Router::new()
        .route("/sign-in", get(entrance::page).post(entrance::enter))
        .route("/sign-in/second-factor", get(second_factor::page).post(second_factor::give))
        .route("/sign-in/enrolment", get(enrolment::page).post(enrolment::finish))
        .route("/sign-in/password", get(passwords::page).post(passwords::change))
        .route("/sign-in/single-sign-on", post(single_sign_on::depart))
        .route("/links/{token}", get(passwords::link).post(passwords::follow))
        .route("/sign-out", post(leave))
}

async fn leave(
    State(state): State<SignInState>,
    Halfway { session, jar }: Halfway,
) -> Result<Response, Failed> {
    state.sign_in.leave(&session).await?;
    let jar = Kept::Session.remove(jar, state.sign_in.settings());
    Ok((jar, Redirect::to("/sign-in")).into_response())
}

/// A page of this very program to go to; the first one if another was named.
fn then(asked: &str) -> String {
    let here = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.contains(['\\', '\r', '\n'])
        && asked.parse::<Uri>().is_ok_and(|uri| uri.host().is_none());
    let again = asked.starts_with("/sign-in") || asked.starts_with("/sign-out");
    if here && !again { asked.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::then;

    #[test]
    fn one_goes_on_to_a_page_of_this_program_alone() {
        assert_eq!(then("/cases?kind=petition"), "/cases?kind=petition");
        for other in
            ["//evil.example", "https://evil.example/", "/\\evil.example", "", "/sign-in?then=/", "/a\nb"]
        {
            assert_eq!(then(other), "/", "{other}");
        }
    }
}
