//! Random lives over random declarations: whatever is declared, replaying what was decided gives the same case, no step
//! stands before the one that it follows, and a case is open exactly while its state is.
use super::steps::knowing;
use crate::cases::case_file::{CaseFile, Order};
use crate::cases::declared::{Declaration, DeclaredCase, DeclaredCommand as Command, DeclaredLife, Kinds};
use crate::cases::facts::Conduct;
use crate::cases::occurred::{Dated, Day};
use crate::cases::personal;
use crate::cases::testing::declared::demand_life_of_kind;
use crate::cases::testing::{day, of};
use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write;

/// A declaration with so many states and steps, led from state to state as is drawn; some states are final, some steps
/// have terms.
fn declaration(finals: &[bool], steps: &[(usize, usize, u8)]) -> String {
    let mut text = "id = \"drawn\"\nversion = 1\nname = { zh = \"随机\", en = \"Drawn\" }\n\
                    number = { prefix = \"RD\", digits = 4 }\n\n[[fields]]\nid = \"count\"\ntype = \"number\"\n\
                    name = { zh = \"数\", en = \"Count\" }\ncolumn = \"number1\"\n"
        .to_owned();
    for (at, is_final) in finals.iter().enumerate() {
        let _ = write!(
            text,
            "\n[[states]]\nid = \"s{at}\"\nname = {{ zh = \"态\", en = \"S\" }}\nfinal = {is_final}\n"
        );
    }
    let states = finals.len();
    for (at, (from, to, term)) in steps.iter().enumerate() {
        let _ = write!(text, "\n[[steps]]\nid = \"t{at}\"\nname = {{ zh = \"步\", en = \"T\" }}\n");
        if at > 0 {
            let _ = writeln!(text, "from = [\"s{}\"]", from % states);
        }
        let _ = write!(text, "to = \"s{}\"\noptional = [\"count\"]\nroles = [\"handler\"]\n", to % states);
        match term % 3 {
            0 => {}
            1 => text += "due = { days = 7 }\n",
            _ => text += "due = { workdays = 3 }\n",
        }
    }
    text
}

fn first() -> Day {
    day("2019-01-02")
}

#[test]
fn the_life_that_a_declaration_of_the_program_gives_its_kind_is_kept_for_whoever_mines_the_log() {
    let kinds = Kinds::default();
    for declaration in kinds.newest() {
        demand_life_of_kind(declaration.id.as_str(), kinds.versions(declaration.id));
    }
}

proptest! {
    #[test]
    fn what_was_decided_is_replayed_to_the_same_case(
        finals in vec(any::<bool>(), 1..5),
        steps in vec((0_usize..5, 0_usize..5, 0_u8..9), 1..8),
        lived in vec((0_usize..9, 0_u64..40, any::<bool>()), 1..30),
    ) {
        let text = declaration(&finals, &steps);
        let declaration: Declaration = text.parse().expect("what is drawn is whole");
        let mut file = DeclaredCase::default();
        let mut events = Vec::new();
        for (step, days, live) in lived {
            let facts = knowing(&[&text], if live { Conduct::Live } else { Conduct::Paper });
            let what = if file.life().kind.is_none() {
                Command::OpenCase {
                    kind: of("drawn"), number: of("RD2019-0001"), fields: vec![], personal: vec![], version: None,
                }
            } else {
                Command::TakeStep { step: of(&format!("t{step}")), fields: vec![], personal: vec![], version: None }
            };
            let occurred = crate::cases::occurred::Occurred::Day(first() + Days::new(days));
            let decided = file.decide(&Dated { occurred, what: Order::Step(what) }, &facts);
            for event in decided.unwrap_or_default() {
                let (json, _) = personal::sealing(|| serde_json::to_string(&event.what).expect("JSON"));
                let read = serde_json::from_str(&json).expect("what was written");
                events.push(Dated { occurred: event.occurred, what: read });
                file.fold(event);
            }
        }
        let mut again = CaseFile::<DeclaredLife>::default();
        for event in events {
            again.fold(event);
        }
        prop_assert_eq!(again.life(), file.life());
        let life = file.life();
        let days: Vec<_> = life.steps.iter().map(|step| step.occurred.day()).collect();
        prop_assert!(days.is_sorted());
        if let Some(last) = life.last() {
            let state = declaration.state(&last.state).expect("a declared state");
            prop_assert_eq!(life.is_open(), !state.is_final);
            prop_assert_eq!(life.closed_before(day("9999-01-01")).is_some(), state.is_final);
            prop_assert!(last.due.is_none() || !state.is_final);
        }
        for pair in life.steps.windows(2) {
            let rule = declaration.step(&pair[1].step).expect("a declared step");
            prop_assert!(rule.from.contains(&pair[0].state) && rule.to == pair[1].state);
        }
        // As of every day it is what its steps until then make of it.
        for on in (0..45).map(|days| first() + Days::new(days)) {
            let then = file.as_of(on);
            let until = life.before(on.succ_opt().expect("a day")).count();
            prop_assert_eq!(then.life().steps.len(), until);
        }
    }
}
