//! `/admin/users`: who works in the office; a new user gets a link, told once, with which to choose a password.
use super::forms::carry_out;
use super::user::{Link, make_link};
use super::{
    Failing, Form, Frame, Kind, Problem, Query, Reader, Response, Sent, SignInState, State, StatusCode, Tab,
    Template, Whole, drawn_as, frame, said, tabs,
};
use crate::projections::users::ListedUser;
use crate::queries::people;
use crate::sign_in::link::Purpose;
use crate::web::api::body::forms::To;
use crate::web::pages::steps::Input;

/// A user in the list.
struct Line {
    user: ListedUser,
    roles: String,
}

#[derive(Template)]
#[template(path = "admin/users.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    opens: bool,
    add: Option<Form>,
    link: Option<Link>,
}

/// The users.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Page::of(&reader, None, None).await?)
}

/// Adds a user.
pub(super) async fn take(
    reader: Reader,
    State(state): State<SignInState>,
    sent: Sent,
) -> Result<Response, Problem> {
    tabs(&reader, "users")?;
    match carry_out(&reader, Kind::User, None, &sent).await? {
        Ok(_) => {
            let link = if reader.desk.permit(Query::ManageSignIn).await.is_ok() {
                Some(make_link(&reader, &state, sent.text("login"), Purpose::FirstPassword).await?)
            } else {
                None
            };
            drawn_as(StatusCode::CREATED, &Page::of(&reader, None, link).await?)
        }
        Err(failing) => {
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::of(&reader, Some(&failing), None).await?)
        }
    }
}

impl Page {
    async fn of(reader: &Reader, failing: Option<&Failing>, link: Option<Link>) -> Result<Self, Problem> {
        let tabs = tabs(reader, "users")?;
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        let committees: Vec<_> = office.committees.iter().map(ToString::to_string).collect();
        let departments: Vec<_> = office.departments.iter().map(ToString::to_string).collect();
        let whole =
            Whole { reader, kind: Kind::User, to: To::New, action: "/admin/users".to_owned(), failing };
        let add = whole.form("AddUser", &[("committee", &committees), ("department", &departments)])?;
        let shown = |user: ListedUser| {
            let roles = user.roles.iter().map(|role| said(reader.language, &format!("role.{}", role.name())));
            Line { roles: roles.collect::<Vec<_>>().join(" · "), user }
        };
        Ok(Self {
            tabs,
            lines: people::users(&reader.desk).await?.into_iter().map(shown).collect(),
            opens: reader.desk.permit(Query::ReadUser).await.is_ok(),
            add,
            link,
            frame: frame(reader, reader.t("page.admin.users")).await?,
        })
    }
}
