//! `/sign-in/single-sign-on`: to the provider's page.
use super::{
    Anybody, Failed, Frame, Kept, Problem, Response, Section, Sent, SignInState, State, Template, Visitor,
    drawn,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;

/// A browser does not let a form lead to another host (`form-action`), so it goes there from a page.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

#[derive(Template)]
#[template(path = "sign_in/away.html")]
struct Page {
    frame: Frame,
    location: String,
}

/// Sends the browser to the provider, whose answer comes to the API's route.
pub(super) async fn depart(
    anybody: Anybody,
    State(state): State<SignInState>,
    Visitor { jar, .. }: Visitor,
    sent: Sent,
) -> Result<Response, Problem> {
    let office = Some(sent.text("office").to_owned()).filter(|office| !office.is_empty());
    let departure = state.sign_in.depart(office).await.map_err(|error| Failed::from(error).into_problem())?;
    let jar = Kept::Journey.put(jar, &departure.browser, state.sign_in.settings());
    let location = departure.location.to_string();
    let refresh =
        HeaderValue::from_str(&format!("0; url={location}")).map_err(|error| Problem::failed(&error))?;
    let frame = anybody.frame(Section::Elsewhere, anybody.t("page.sign_in.single_sign_on")).await?;
    Ok((jar, [(REFRESH, refresh)], drawn(&Page { frame, location })?).into_response())
}
