//! `/admin`: the office, its users and their roles, targets, what the calendar knows, what its books call their columns,
//! how its messages are worded, tokens of programs. Everything is done by the commands and questions of the library,
//! which ask the policy.
mod calendar;
mod forms;
mod indicators;
mod kinds;
mod ledgers;
mod messages;
mod office;
mod targets;
mod tokens;
mod user;
mod users;

use super::form::Sent;
use super::frame::{Frame, Section, drawn_as, minute};
use super::reader::{Reader, said};
use crate::cases::occurred::Moment;
use crate::policy::{Action, Kind, Query};
use crate::web::problem::Problem;
use crate::web::sign_in::{Failed, SignInState};
use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use forms::{Failing, Form, Whole};
use std::borrow::Cow;

/// What opens these pages: one of them is enough.
pub(super) const ADMINISTERS: &[Action] = &[
    Action::Query(Query::ManageSignIn),
    Action::Query(Query::ReadSessions),
    Action::Command(Kind::User, "AddUser"),
    Action::Command(Kind::User, "GrantRole"),
    Action::Command(Kind::Office, "SetTarget"),
];

/// The pages, with what opens each.
const TABS: [(&str, &str, &[Action]); 9] = [
    ("office", "/admin", ADMINISTERS),
    ("users", "/admin/users", &[Action::Query(Query::ListUsers)]),
    (
        "targets",
        "/admin/targets",
        &[Action::Query(Query::ReadFigures), Action::Command(Kind::Office, "SetTarget")],
    ),
    ("indicators", "/admin/indicators", &[Action::Command(Kind::Indicator, "RecordIndicator")]),
    ("calendar", "/admin/calendar", ADMINISTERS),
    ("kinds", "/admin/kinds", ADMINISTERS),
    ("ledgers", "/admin/ledgers", ADMINISTERS),
    ("messages", "/admin/messages", ADMINISTERS),
    ("tokens", "/admin/tokens", &[Action::Query(Query::ManageSignIn)]),
];

/// The pages of the administrators.
pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
{
    Router::new()
        .route("/admin", get(office::page).post(office::take))
        .route("/admin/users", get(users::page).post(users::take))
        .route("/admin/users/{login}", get(user::page).post(user::take))
        .route("/admin/targets", get(targets::page).post(targets::take))
        .route("/admin/indicators", get(indicators::page).post(indicators::take))
        .route("/admin/indicators/{indicator}", get(indicators::one::page).post(indicators::one::take))
        .route("/admin/calendar", get(calendar::page).post(calendar::take))
        .route("/admin/kinds", get(kinds::page).post(kinds::take))
        .route("/admin/ledgers", get(ledgers::page).post(ledgers::take))
        .route("/admin/messages", get(messages::page))
        .route("/admin/messages/{message}", get(messages::one).post(messages::take))
        .route("/admin/tokens", get(tokens::page).post(tokens::take))
}

/// One of these pages in their navigation.
struct Tab {
    name: Cow<'static, str>,
    href: &'static str,
    here: bool,
}

/// The navigation of these pages, for whoever may use one of them.
fn tabs(reader: &Reader, here: &str) -> Result<Vec<Tab>, Problem> {
    let may = |actions: &[Action]| actions.iter().any(|action| reader.desk.may(*action));
    let Some((_, _, actions)) = TABS.iter().find(|(name, ..)| *name == here) else {
        return Err(Problem::not_found("page.unknown", "there is no such page"));
    };
    if !may(ADMINISTERS) || !may(actions) {
        let detail = "this is for administrators";
        return Err(Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", detail));
    }
    let tabs = TABS.iter().filter(|(_, _, actions)| may(actions));
    let tab = |(name, href, _): &(&str, &'static str, _)| Tab {
        name: reader.t(&format!("page.admin.{name}")),
        href,
        here: *name == here,
    };
    Ok(tabs.map(tab).collect())
}

async fn frame(reader: &Reader, title: Cow<'static, str>) -> Result<Frame, Problem> {
    reader.frame(Section::Admin, title).await
}

/// Demands what lets somebody look after others' signing in.
async fn manages_sign_in(reader: &Reader) -> Result<(), Problem> {
    reader.desk.permit(Query::ManageSignIn).await?;
    Ok(())
}

/// What signing in refuses, as a problem.
fn failed(error: crate::sign_in::SignInError) -> Problem {
    Failed::from(error).into_problem()
}

fn at(moment: Moment) -> String {
    minute(moment)
}
