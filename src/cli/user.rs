//! `anjuan user …`
use super::app::sign_in;
use super::history::lines;
use super::{Context, DONE, Failure, output};
use crate::cases::facts::Conduct;
use crate::cases::ids::UserId;
use crate::cases::occurred::{Dated, Day};
use crate::cases::people::Name;
use crate::cases::personal::{Personal, Subject};
use crate::cases::user::{LoginName, Role, UserCommand};
use crate::cases::words::{Committee, Department};
use crate::commands::{OfficeDesk, Request, Step};
use crate::config::Config;
use crate::event_log::Pages;
use crate::policy::Query;
use crate::projections::users;
use crate::sign_in::link::Purpose;
use crate::web::app::by;
use crate::web::history_view;
use clap::{Args, Subcommand};
use std::collections::VecDeque;

/// What of a user's sign-ins is shown: the last so many events.
const SIGN_INS: usize = 20;

#[derive(Args, Debug)]
pub(super) struct UserArgs {
    #[command(subcommand)]
    command: UserVerb,
}

#[derive(Subcommand, Debug)]
enum UserVerb {
    /// Let somebody work in the office.
    #[command(
        after_help = "Examples:\n  anjuan user add li.na --name 李娜 --department 信访办 --role petition_clerk\n  \
                            anjuan user add wang.wei --name 王伟 --role system_administrator"
    )]
    Add {
        /// The name to sign in with: 2 to 40 of a-z, 0-9, '.', '-' and '_'.
        login: LoginName,
        /// The person's name.
        #[arg(long)]
        name: Name,
        /// The department.
        #[arg(long)]
        department: Option<Department>,
        /// The residents' committee for which the user works.
        #[arg(long)]
        committee: Option<Committee>,
        /// A role; may be given several times.
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<Role>,
    },
    /// Give roles.
    #[command(
        after_help = "Roles: petition_clerk, handler, inspector, leader, auditor, system_administrator, \
                            security_administrator, audit_administrator\nExample:\n  anjuan user grant li.na leader"
    )]
    Grant {
        /// Who.
        login: LoginName,
        /// Which roles.
        #[arg(required = true)]
        roles: Vec<Role>,
    },
    /// Take roles away.
    #[command(after_help = "Example:\n  anjuan user revoke li.na leader")]
    Revoke {
        /// Who.
        login: LoginName,
        /// Which roles.
        #[arg(required = true)]
        roles: Vec<Role>,
    },
    /// Let a user work elsewhere in the office.
    #[command(after_help = "Example:\n  anjuan user move li.na --department 平安办")]
    Move {
        /// Who.
        login: LoginName,
        /// The department from now on; none if it is left out.
        #[arg(long)]
        department: Option<Department>,
        /// The committee from now on; none if it is left out.
        #[arg(long)]
        committee: Option<Committee>,
    },
    /// The person has another name.
    Rename {
        /// Who.
        login: LoginName,
        /// The name.
        #[arg(long)]
        name: Name,
    },
    /// Let a user do nothing any more.
    Disable {
        /// Who.
        login: LoginName,
    },
    /// Let a user work again.
    Enable {
        /// Who.
        login: LoginName,
    },
    /// Let another user act in the roles of this one, for a time.
    #[command(
        after_help = "Example:\n  anjuan user deputy li.na wang.wei --from 2026-12-01 --until 2026-12-05\n  \
                            anjuan user deputy li.na wang.wei --end"
    )]
    Deputy {
        /// For whom.
        login: LoginName,
        /// Who acts.
        deputy: LoginName,
        /// The first day.
        #[arg(long, required_unless_present = "end")]
        from: Option<Day>,
        /// The last day.
        #[arg(long, required_unless_present = "end")]
        until: Option<Day>,
        /// End it today.
        #[arg(long, conflicts_with_all = ["from", "until"])]
        end: bool,
    },
    /// Hand all open work of a user over to another.
    #[command(after_help = "Example:\n  anjuan user hand-over li.na --to wang.wei")]
    HandOver {
        /// Whose work.
        login: LoginName,
        /// Who has it from now on.
        #[arg(long)]
        to: LoginName,
    },
    /// Make a link with which a user chooses a new password, once.
    #[command(after_help = "Example:\n  anjuan user link li.na")]
    Link {
        /// Who.
        login: LoginName,
    },
    /// List the users.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Who a user could be on a day: the roles, for whom the user acted, and the last sign-ins.
    #[command(after_help = "Example:\n  anjuan user show li.na --on 2026-10-01")]
    Show {
        /// Who.
        login: LoginName,
        /// The day; today if it is left out.
        #[arg(long)]
        on: Option<Day>,
    },
}

pub(super) async fn run(context: &Context, args: UserArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    match args.command {
        UserVerb::List { json } => list(&desk, json).await?,
        UserVerb::Link { login } => {
            link(&context.loaded.config, &desk, &login, Purpose::NewPassword).await?;
        }
        UserVerb::Show { login, on } => show(&desk, &login, on).await?,
        UserVerb::HandOver { login, to } => {
            let handed = desk.hand_over(&login, &to).await?;
            output::text(&format!("{login} → {to}: {} cases\n", handed.cases))?;
            if handed.barred > 0 {
                eprintln!("anjuan: {} cases cannot be {to}'s; find somebody else for them", handed.barred);
            }
        }
        verb => {
            let added = matches!(verb, UserVerb::Add { .. });
            let disabled = matches!(verb, UserVerb::Disable { .. });
            if let Some((login, commands)) = commands_of(verb) {
                carry_out(&desk, &login, commands).await?;
                show(&desk, &login, None).await?;
                if added {
                    link(&context.loaded.config, &desk, &login, Purpose::FirstPassword).await?;
                }
                if disabled {
                    let sign_in = sign_in(&store, &context.loaded.config, &found_at(&context.loaded.config))?;
                    sign_in
                        .end_all(desk.office(), desk.office().user_stream(&login), by(desk.subject()))
                        .await?;
                }
            }
        }
    }
    store.close().await;
    Ok(DONE)
}

/// Whom a verb is about, and the commands that it stands for; none where it stands for none.
fn commands_of(verb: UserVerb) -> Option<(LoginName, Vec<UserCommand>)> {
    let sealed = |name| Personal::plain(Subject::STAFF, name);
    let grants = |roles: Vec<Role>| roles.into_iter().map(|role| UserCommand::GrantRole { role });
    Some(match verb {
        UserVerb::Add { login, name, department, committee, roles } => {
            let add =
                UserCommand::AddUser { login: login.clone(), name: sealed(name), department, committee };
            (login, std::iter::once(add).chain(grants(roles)).collect())
        }
        UserVerb::Grant { login, roles } => (login, grants(roles).collect()),
        UserVerb::Revoke { login, roles } => {
            (login, roles.into_iter().map(|role| UserCommand::RevokeRole { role }).collect())
        }
        UserVerb::Move { login, department, committee } => {
            (login, vec![UserCommand::MoveUser { department, committee }])
        }
        UserVerb::Rename { login, name } => (login, vec![UserCommand::RenameUser { name: sealed(name) }]),
        UserVerb::Disable { login } => (login, vec![UserCommand::DisableUser {}]),
        UserVerb::Enable { login } => (login, vec![UserCommand::EnableUser {}]),
        UserVerb::Deputy { login, deputy, from: Some(from), until: Some(until), .. } => {
            (login, vec![UserCommand::AppointDeputy { deputy, from, until }])
        }
        UserVerb::Deputy { login, deputy, .. } => (login, vec![UserCommand::DismissDeputy { deputy }]),
        UserVerb::HandOver { .. } | UserVerb::Link { .. } | UserVerb::List { .. } | UserVerb::Show { .. } => {
            return None;
        }
    })
}

/// All of them, or none.
async fn carry_out(desk: &OfficeDesk, login: &LoginName, commands: Vec<UserCommand>) -> Result<(), Failure> {
    let (user, now) = (desk.office().user_stream(login), desk.store().source().now());
    let steps = commands.into_iter().map(|command| Step::new(user, Dated::at(now, command))).collect();
    desk.execute(Request { conduct: Conduct::Live, steps }).await?;
    Ok(())
}

/// Where the program is found if nothing is configured.
fn found_at(config: &Config) -> String {
    format!("http://{}", config.listen.address)
}

/// Prints a one-time link with which the user chooses a password.
pub(super) async fn link(
    config: &Config,
    desk: &OfficeDesk,
    login: &LoginName,
    purpose: Purpose,
) -> Result<(), Failure> {
    desk.permit(Query::ManageSignIn).await?;
    let sign_in = sign_in(desk.store(), config, &found_at(config))?;
    let user = desk.office().user_stream(login);
    let (token, _) = sign_in.make_link(desk.office(), user, purpose, by(desk.subject())).await?;
    let site = sign_in.settings().origin.as_str().trim_end_matches('/').to_owned();
    output::text(&format!(
        "once, within {} hours, {login} chooses a password at\n  {site}/links/{}\n",
        sign_in.settings().link.num_hours(),
        token.spelt()
    ))
}

async fn list(desk: &OfficeDesk, json: bool) -> Result<(), Failure> {
    desk.permit(Query::ListUsers).await?;
    let users = users::all(desk.store().db(), desk.office()).await?;
    if json {
        return output::json(&users);
    }
    for user in users {
        let roles: Vec<_> = user.roles.iter().map(|role| role.name()).collect();
        let place = [
            user.department.as_ref().map(Department::as_str),
            user.committee.as_ref().map(Committee::as_str),
        ];
        let place: Vec<_> = place.into_iter().flatten().collect();
        let state = if user.enabled { "" } else { "disabled" };
        let columns =
            [output::pad(user.login.as_str(), 24), output::pad(&place.join(" "), 20), roles.join(", ")];
        output::text(&format!("{} {state}\n", columns.join(" ")))?;
    }
    Ok(())
}

async fn show(desk: &OfficeDesk, login: &LoginName, on: Option<Day>) -> Result<(), Failure> {
    desk.permit(Query::ReadUser).await?;
    let user = desk.office().user_stream(login);
    let life = users::life(&desk.store().log(), desk.office(), user).await?;
    let life = life.ok_or_else(|| format!("there is no user {login}; `anjuan user list` names them"))?;
    let day = on.unwrap_or_else(|| desk.store().source().now().day());
    let roles: Vec<_> = life.roles_on(day).iter().map(|role| role.name()).collect();
    let state = if life.enabled.on(day) == Some(&true) { roles.join(", ") } else { "disabled".to_owned() };
    output::text(&format!("{login} on {day}: {state}\n"))?;
    for deputation in life.deputies.iter().filter(|deputation| deputation.holds_on(day)) {
        let (deputy, from, until) = (&deputation.deputy, deputation.from, deputation.until);
        output::text(&format!("  {deputy} acts as deputy from {from} to {until}\n"))?;
    }
    // Whoever may see the user need not be one who may see how the user signed in.
    if desk.permit_of_user(Query::ReadSessions, user).is_ok() {
        sign_ins(desk, user).await?;
    }
    Ok(())
}

/// Prints what was noted last of how a user signed in.
async fn sign_ins(desk: &OfficeDesk, user: UserId) -> Result<(), Failure> {
    let (log, mut last) = (desk.store().log(), VecDeque::new());
    let mut pages = Pages::new(&log, desk.office(), &[desk.office().sign_ins_stream(user)]);
    while let Some(page) = pages.next().await? {
        last.extend(page);
        last.drain(..last.len().saturating_sub(SIGN_INS));
    }
    for event in last {
        output::text(&lines(&history_view::event(event)?)?)?;
    }
    Ok(())
}
