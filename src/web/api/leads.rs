//! Where an answer leads: which operations go on with what it names, so that a program can follow.
use super::body::forms::{self, To};
use super::openapi::operations;
use crate::policy::Kind;
use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::{OpenApi, RefOr};

/// What can be read of a case.
const OF_A_CASE: [&str; 3] = ["one", "history", "access"];
/// What can be read and made for a user.
const OF_A_USER: [&str; 4] = [
    "user",
    "sign_in_get_sign_in_users_login_sessions",
    "sign_in_get_sign_in_users_login_bindings",
    "sign_in_post_sign_in_users_login_links",
];

/// An answer, and what goes on with a name in it: the operation that gives it, the operations, their parameter, and the
/// place of the name.
type Lead = (&'static str, &'static [&'static str], &'static str, &'static str);

const LEADS: [Lead; 11] = [
    ("list", &OF_A_CASE, "number", "/cases/0/number"),
    ("search", &OF_A_CASE, "number", "/cases/0/number"),
    ("work_list", &OF_A_CASE, "number", "/items/0/number"),
    ("reminders", &OF_A_CASE, "number", "/reminders/0/number"),
    ("users", &["user"], "login", "/users/0/login"),
    ("events", &["events"], "after", "/next"),
    ("erasures", &["erasure"], "request", "/erasures/0/request"),
    ("sign_in_post_api_tokens", &["sign_in_delete_api_tokens_id"], "id", "/made/id"),
    ("sign_in_post_sign_in_users_login_links", &["sign_in_get_links_token"], "token", "/token"),
    (
        "files_put_files_sha256",
        &["files_get_files_sha256", "files_get_files_sha256_about"],
        "sha256",
        "/sha256",
    ),
    ("files_put_files_sha256", &["files_get_files_sha256_original"], "sha256", "/sha256"),
];

/// Says of each answer where it leads.
pub fn tell(document: &mut OpenApi) {
    for (by, to, parameter, place) in LEADS {
        for to in to {
            lead(document, by, to, parameter, place);
        }
    }
    for (kind, command, to, _) in forms::all() {
        let by = super::openapi::command_id(kind, command, to);
        match kind {
            Kind::Petition
            | Kind::FireHazard
            | Kind::IllegalStructure
            | Kind::Inspection
            | Kind::Declared => {
                for read in OF_A_CASE {
                    lead(document, &by, read, "number", "/number");
                }
                follow(document, &by, (kind, to), "number");
            }
            Kind::User => {
                for read in OF_A_USER {
                    lead(document, &by, read, "login", "/login");
                }
                follow(document, &by, (kind, to), "login");
            }
            Kind::Access | Kind::Attachment | Kind::Reminder => {
                lead(document, &by, "access", "number", "/number");
            }
            Kind::Office | Kind::Indicator => {}
        }
    }
}

/// What opens a case or adds a user leads to everything that can be done next.
fn follow(document: &mut OpenApi, by: &str, (kind, to): (Kind, To), parameter: &str) {
    let commands = forms::all().filter(|(of, _, sent, _)| *of == kind && *sent == To::Known && to == To::New);
    for (kind, command, to, _) in commands {
        let next = super::openapi::command_id(kind, command, to);
        lead(document, by, &next, parameter, &format!("/{parameter}"));
    }
}

fn lead(document: &mut OpenApi, by: &str, to: &str, parameter: &str, place: &str) {
    for item in document.paths.paths.values_mut() {
        for (_, operation) in
            operations(item).filter(|(_, operation)| operation.operation_id.as_deref() == Some(by))
        {
            for (status, response) in &mut operation.responses.responses {
                if let RefOr::T(response) = response
                    && status.starts_with('2')
                {
                    response.links.insert(to.to_owned(), link(to, parameter, place).into());
                }
            }
        }
    }
}

fn link(to: &str, parameter: &str, place: &str) -> Link {
    LinkBuilder::new().operation_id(to).parameter(parameter, format!("$response.body#{place}")).build()
}
