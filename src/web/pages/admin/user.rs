//! `/admin/users/{login}`: what a user may be, since when; who acts for the user; signing in.
use super::forms::carry_out;
use super::{
    Failing, Form, Frame, IntoResponse, Kind, Path, Problem, Query, Reader, Redirect, Response, Sent,
    SignInState, State, StatusCode, Tab, Template, Whole, at, drawn_as, failed, frame, manages_sign_in, said,
    tabs,
};
use crate::cases::user::{LoginName, Role, UserLife};
use crate::projections::users::ListedUser;
use crate::queries::people;
use crate::sign_in::Session;
use crate::sign_in::link::Purpose;
use crate::web::api::body::forms::To;
use crate::web::app::by;
use crate::web::pages::steps::Input;

/// A one-time link, told once.
pub(super) struct Link {
    pub(super) login: String,
    pub(super) address: String,
    pub(super) expires: String,
}

/// Who acts for the user.
struct Deputy {
    login: String,
    from: String,
    until: String,
    now: bool,
}

/// Where the user is signed in.
struct Seen {
    id: String,
    since: String,
    used: String,
    ends: String,
    address: String,
    agent: String,
}

#[derive(Template)]
#[template(path = "admin/user.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    action: String,
    login: String,
    enabled: bool,
    place: String,
    roles: Vec<String>,
    history: Vec<(String, String)>,
    deputies: Vec<Deputy>,
    forms: Vec<Form>,
    sessions: Option<Vec<Seen>>,
    manages: bool,
    link: Option<Link>,
}

/// What is done to a user, in the order of the page.
const COMMANDS: [&str; 9] = [
    "GrantRole",
    "RevokeRole",
    "MoveUser",
    "RenameUser",
    "AppointDeputy",
    "DismissDeputy",
    "HandOverWork",
    "DisableUser",
    "EnableUser",
];

/// The user.
pub(super) async fn page(
    reader: Reader,
    State(state): State<SignInState>,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Page::of(&reader, &state, &login, None, None).await?)
}

/// Does something to the user, or to the user's signing in.
pub(super) async fn take(
    reader: Reader,
    State(state): State<SignInState>,
    Path(login): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    tabs(&reader, "users")?;
    let known = known(&reader, &login).await?;
    let back = || Redirect::to(&format!("/admin/users/{}", known.login)).into_response();
    let (sign_in, office) = (&state.sign_in, reader.desk.office());
    match sent.text("does") {
        "link" => {
            let link = make_link(&reader, &state, known.login.as_str(), Purpose::NewPassword).await?;
            return drawn_as(
                StatusCode::CREATED,
                &Page::of(&reader, &state, &login, None, Some(link)).await?,
            );
        }
        "end" => {
            manages_sign_in(&reader).await?;
            let session = sent.text("session").parse();
            let session =
                session.map_err(|_| Problem::not_found("sign_in.unknown", "there is no such session"))?;
            sign_in.end(office, known.id, session, by(reader.desk.subject())).await.map_err(failed)?;
            return Ok(back());
        }
        "end_all" => {
            manages_sign_in(&reader).await?;
            sign_in.end_all(office, known.id, by(reader.desk.subject())).await.map_err(failed)?;
            return Ok(back());
        }
        "reset_factors" => {
            manages_sign_in(&reader).await?;
            let nobody = || Problem::new(StatusCode::FORBIDDEN, "policy.not_permitted", "only a user may");
            let user = reader.desk.subject().user().ok_or_else(nobody)?;
            sign_in.reset_factors(office, known.id, user).await.map_err(failed)?;
            return Ok(back());
        }
        _ => {}
    }
    match carry_out(&reader, Kind::User, Some(login.clone()), &sent).await? {
        Ok(_) => {
            if sent.text("command") == "DisableUser" {
                sign_in.end_all(office, known.id, by(reader.desk.subject())).await.map_err(failed)?;
            }
            Ok(back())
        }
        Err(failing) => drawn_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &Page::of(&reader, &state, &login, Some(&failing), None).await?,
        ),
    }
}

async fn known(reader: &Reader, login: &str) -> Result<ListedUser, Problem> {
    let unknown = || Problem::not_found("user.no_such_user", "there is no such user");
    let login: LoginName = login.parse().map_err(|_| unknown())?;
    people::user(&reader.desk, &login).await?.ok_or_else(unknown)
}

/// Makes a link with which the user chooses a password. Earlier ones serve no longer.
pub(super) async fn make_link(
    reader: &Reader,
    state: &SignInState,
    login: &str,
    purpose: Purpose,
) -> Result<Link, Problem> {
    manages_sign_in(reader).await?;
    let office = reader.desk.office();
    let (user, account) = state.sign_in.account_of(office, login).await.map_err(failed)?;
    let by = by(reader.desk.subject());
    let (token, link) = state.sign_in.make_link(office, user, purpose, by).await.map_err(failed)?;
    let site = state.sign_in.settings().origin.as_str().trim_end_matches('/');
    Ok(Link {
        login: account.login.to_string(),
        address: format!("{site}/links/{}", token.spelt()),
        expires: at(link.expires),
    })
}

impl Page {
    async fn of(
        reader: &Reader,
        state: &SignInState,
        login: &str,
        failing: Option<&Failing>,
        link: Option<Link>,
    ) -> Result<Self, Problem> {
        let tabs = tabs(reader, "users")?;
        let user = known(reader, login).await?;
        let life = people::life(&reader.desk, &user.login).await?.unwrap_or_default();
        let manages = reader.desk.permit(Query::ManageSignIn).await.is_ok();
        let sessions = if reader.desk.permit(Query::ReadSessions).await.is_ok() {
            let sessions = state.sign_in.sessions(reader.desk.office(), user.id).await.map_err(failed)?;
            Some(sessions.into_iter().map(seen).collect())
        } else {
            None
        };
        let role = |role: &Role| said(reader.language, &format!("role.{}", role.name())).into_owned();
        let place = [
            user.department.as_ref().map(ToString::to_string),
            user.committee.as_ref().map(ToString::to_string),
        ];
        let today = reader.desk.store().source().now().day();
        let deputy = |deputation: &crate::cases::user::Deputation| Deputy {
            login: deputation.deputy.to_string(),
            from: deputation.from.to_string(),
            until: deputation.until.to_string(),
            now: deputation.holds_on(today),
        };
        Ok(Self {
            tabs,
            action: format!("/admin/users/{}", user.login),
            login: user.login.to_string(),
            enabled: user.enabled,
            place: place.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            roles: user.roles.iter().map(role).collect(),
            history: history(reader, &life),
            deputies: life
                .deputies
                .iter()
                .filter(|deputation| deputation.from <= deputation.until)
                .map(deputy)
                .collect(),
            forms: forms(reader, &user, &life, failing).await?,
            sessions,
            manages,
            link,
            frame: frame(reader, user.login.to_string().into()).await?,
        })
    }
}

/// What the user could be, from each day on which that changed.
fn history(reader: &Reader, life: &UserLife) -> Vec<(String, String)> {
    let days: std::collections::BTreeSet<_> = life.roles.days().chain(life.enabled.days()).collect();
    let at = |day: crate::cases::occurred::Day| {
        let roles = life.roles_on(day);
        let words = roles.iter().map(|role| said(reader.language, &format!("role.{}", role.name())));
        let words = words.collect::<Vec<_>>().join(" · ");
        let disabled = life.enabled.on(day) == Some(&false);
        let words = if disabled { reader.t("page.admin.disabled").into_owned() } else { words };
        (day.to_string(), words)
    };
    days.into_iter().map(at).collect()
}

async fn forms(
    reader: &Reader,
    user: &ListedUser,
    life: &UserLife,
    failing: Option<&Failing>,
) -> Result<Vec<Form>, Problem> {
    let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
    let committees: Vec<_> = office.committees.iter().map(ToString::to_string).collect();
    let departments: Vec<_> = office.departments.iter().map(ToString::to_string).collect();
    let others = people::users(&reader.desk).await?.into_iter();
    let others = others.filter(|other| other.enabled && other.id != user.id);
    let others: Vec<_> = others.map(|other| other.login.to_string()).collect();
    let mut acting: Vec<_> = life.deputies.iter().map(|deputation| deputation.deputy.to_string()).collect();
    acting.dedup();
    let action = format!("/admin/users/{}", user.login);
    let whole = Whole { reader, kind: Kind::User, to: To::Known, action, failing };
    let mut forms = Vec::new();
    for command in COMMANDS {
        let fits = match command {
            "RevokeRole" => !user.roles.is_empty(),
            "DismissDeputy" => !acting.is_empty(),
            "DisableUser" => user.enabled,
            "EnableUser" => !user.enabled,
            _ => true,
        };
        let deputies = if command == "DismissDeputy" { &acting } else { &others };
        let choices: [(&str, &[String]); 4] =
            [("committee", &committees), ("department", &departments), ("deputy", deputies), ("to", &others)];
        if fits && let Some(mut form) = whole.form(command, &choices)? {
            held(&mut form, user);
            forms.push(form);
        }
    }
    Ok(forms)
}

/// A role is given that is not held, and taken away that is.
fn held(form: &mut Form, user: &ListedUser) {
    let wanted = match form.command {
        "GrantRole" => false,
        "RevokeRole" => true,
        _ => return,
    };
    let holds = |code: &str| user.roles.iter().any(|role| role.name() == code);
    for field in &mut form.fields {
        if let Input::Choice(choices) = &mut field.input {
            choices.retain(|(code, _)| holds(code) == wanted);
        }
    }
}

fn seen(session: Session) -> Seen {
    Seen {
        id: session.id.to_string(),
        since: at(session.created),
        used: at(session.seen),
        ends: at(session.ends),
        address: session.address.unwrap_or_default(),
        agent: session.agent.unwrap_or_default(),
    }
}
