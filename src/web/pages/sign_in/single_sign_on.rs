//! `/sign-in/single-sign-on`: to the provider's page.
use super::{Failed, IntoResponse, Kept, Problem, Redirect, Response, Sent, SignInState, State, Visitor};

/// Sends the browser to the provider, whose answer comes to the API's route.
pub(super) async fn depart(
    State(state): State<SignInState>,
    Visitor { jar, .. }: Visitor,
    sent: Sent,
) -> Result<Response, Problem> {
    let office = Some(sent.text("office").to_owned()).filter(|office| !office.is_empty());
    let departure = state.sign_in.depart(office).await.map_err(|error| Failed::from(error).into_problem())?;
    let jar = Kept::Journey.put(jar, &departure.browser, state.sign_in.settings());
    Ok((jar, Redirect::to(departure.location.as_str())).into_response())
}
