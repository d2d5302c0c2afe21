//! One event of every type, as golden files keep them.
use super::event::{
    Entrance, PasswordWay, ProgramName, Proof, ScopeName, SecondFactor, SignInEvent as Event, TokenId,
};
use crate::cases::occurred::{Dated, Moment};
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let token = TokenId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0077));
    let events = [
        Event::LinkMade {},
        Event::PasswordChanged { way: PasswordWay::ByLink },
        Event::SecondFactorSetUp { factor: SecondFactor::Totp },
        Event::SignInFailed { proof: Proof::Password, times: 2 },
        Event::SignedIn { entrance: Entrance::Password, second_factor: Some(SecondFactor::Totp) },
        Event::PersonBound {},
        Event::TokenMade {
            token,
            program: of::<ProgramName>("12345热线"),
            scopes: vec![of::<ScopeName>("petitions")],
            until: moment("2027-11-26T00:00:00+08:00"),
        },
        Event::TokenRevoked { token },
        Event::PersonUnbound {},
        Event::SecondFactorRemoved { factor: SecondFactor::Passkey },
        Event::SignedOut {},
        Event::SecondFactorsReset {},
        Event::SessionsEnded { sessions: 2 },
    ];
    let at = moment("2026-11-26T08:30:00.000001+08:00");
    events.into_iter().map(|event| Dated::at(at, event)).collect()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}
