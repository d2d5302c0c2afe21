//! One event of every type, as golden files keep them.
use super::event::UserEvent as Event;
use super::role::Role;
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment};
use crate::cases::people::Name;
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let added = Event::UserAdded {
        login: of("chen.guohua"),
        name: name("陈国华"),
        department: Some(of("城管科")),
        committee: Some(of("凉州")),
    };
    let role = Role::Inspector;
    let moved = Event::UserMoved { department: Some(of("安监科")), committee: None };
    let appointed =
        Event::DeputyAppointed { deputy: of("li.na"), from: of("2019-10-01"), until: of("2019-10-07") };
    let granted = Dated::on(of("2019-01-03"), Event::RoleGranted { role: Role::Handler });
    let corrected = Correction { corrects: Version(2), becomes: Some(Box::new(granted)), reason: None };
    let irregularity =
        Irregularity { rule: Rule::InformPetitioner, statute: Statute::PetitionRegulations2005, article: 21 };
    vec![
        at("2019-01-02T09:00:00+08:00", added),
        at("2019-01-02T09:01:00.000001+08:00", Event::RoleGranted { role }),
        at("2019-02-11T09:00:00+08:00", Event::RoleRevoked { role }),
        Dated::on(of("2019-02-11"), moved),
        at("2019-03-01T10:00:00+08:00", Event::UserRenamed { name: name("陈华") }),
        at("2019-04-01T10:00:00+08:00", Event::UserDisabled {}),
        at("2019-05-01T10:00:00+08:00", Event::UserEnabled {}),
        at("2019-09-29T17:30:00+08:00", appointed),
        at("2019-10-05T08:00:00+08:00", Event::DeputyDismissed { deputy: of("li.na") }),
        at("2019-11-01T18:00:00+08:00", Event::WorkHandedOver { to: of("li.na") }),
        at("2019-11-02T08:30:00+08:00", Event::UserCorrected { correction: corrected }),
        Dated::on(of("2019-11-03"), Event::UserIrregularityFound { irregularity }),
    ]
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn name(text: &str) -> Personal<Name> {
    Personal::plain(Subject::STAFF, of(text))
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}
