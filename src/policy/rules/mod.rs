//! The rules. Each is one line that an office can read; the tests hold the whole matrix against expectations that were
//! written by hand, and every line is needed.
mod keeping;
mod reading;
mod working;

use super::action::{Action, Kind};
use super::question::{Does, Relation, Rule};
use super::subject::{Capacity, Scope};
use super::wording::{
    AUDIT, AUDITOR, CLERK, HANDLER, HAS_PART, INSPECTOR, LEADER, SYSTEM, actions, forbid, token,
};
use crate::cases::access::Confidentiality::{Restricted, Secret};
use Capacity::Petitioner;
use Relation::{Accused, Admitted, Handles, Inspects, Oneself};

/// The policy: every rule of it.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    [FIRST, working::WORKING, keeping::KEEPING, reading::READING].into_iter().flatten()
}

/// What beats every role.
static FIRST: &[Rule] = &[
    Rule {
        having: &[Accused],
        ..forbid("nobody learns of a matter in which he is accused", Does::EverythingAboutACase)
    },
    Rule {
        to: &[CLERK, HANDLER, INSPECTOR, LEADER, AUDITOR, SYSTEM, AUDIT, token(Scope::Cases), Petitioner],
        levels: &[Secret],
        unless: &[Handles, Inspects, Admitted],
        ..forbid("what is secret is for those who were admitted", Does::EverythingAboutACase)
    },
    Rule {
        to: &[CLERK, HANDLER, INSPECTOR, token(Scope::Cases)],
        levels: &[Restricted],
        unless: HAS_PART,
        ..forbid("what is restricted is opened by those who have a part in it", Does::EverythingAboutACase)
    },
    Rule {
        having: &[Oneself],
        ..forbid(
            "nobody gives himself a role, or lets himself in",
            Does::These(
                actions!(User { GrantRole RevokeRole EnableUser } Access { AdmitReader ClearAccused }),
            ),
        )
    },
];
