//! Every cell of the matrix, with every set of relations, everywhere and at every level.
use super::questions::{ACTIONS, Asked, CAPACITIES, SETS, told};
use super::tables::EXPECTED;
use anjuan::cases::user::Role;
use anjuan::policy::{Action, Capacity, Kind, Query, judge};

#[test]
fn the_policy_says_what_was_written_by_hand() {
    let mut cells = 0;
    let mut wrong = Vec::new();
    for asked in Asked::all() {
        let question = asked.question();
        for (at, capacity) in CAPACITIES.iter().enumerate() {
            cells += 1;
            let verdict = judge([*capacity], &question);
            if verdict.is_yes() != EXPECTED.allows(at, &asked) {
                wrong.push(format!("{} is {verdict:?}", told(&asked, &[*capacity])));
            }
        }
    }
    assert_eq!(cells, ACTIONS.len() * CAPACITIES.len() * 9 * usize::from(SETS));
    let first = &wrong[..wrong.len().min(40)];
    assert!(wrong.is_empty(), "{} of {cells} cells are not as written:\n{}", wrong.len(), first.join("\n"));
}

/// Where the matrix says that anybody may, whatever is needed for it.
fn somebody_may(action: usize, who: impl Fn(Capacity) -> bool) -> bool {
    let mut capacities = CAPACITIES.iter().enumerate().filter(|(_, capacity)| who(**capacity));
    capacities.any(|(at, _)| EXPECTED.names(action, at))
}

#[test]
fn everything_is_somebodys_work_but_for_offices_and_reminders_which_are_the_operators() {
    let left_to_the_operator = |action: &Action| {
        let name = action.to_string();
        let offices = ["office.AddOffice", "office.PlaceOffice", "office.NoteCalendarApplied"];
        offices.contains(&name.as_str()) || name.starts_with("reminder.")
    };
    for (at, action) in ACTIONS.iter().enumerate() {
        let others = somebody_may(at, |capacity| matches!(capacity, Capacity::Role(_)));
        assert_eq!(others, !left_to_the_operator(action), "{action}");
        assert!(somebody_may(at, |_| true), "{action} is nobody's");
    }
    for kind in Kind::ALL {
        assert!(ACTIONS.contains(&Action::Correct(kind)), "{kind:?}");
    }
}

#[test]
fn only_the_operator_and_the_system_administrator_tell_from_paper() {
    let paper = [Query::TellFromPaper, Query::UndoImport].map(Action::Query);
    for (at, action) in ACTIONS.iter().enumerate().filter(|(_, action)| paper.contains(action)) {
        for (of, capacity) in CAPACITIES.iter().enumerate() {
            let may = matches!(capacity, Capacity::Operator | Capacity::Role(Role::SystemAdministrator));
            assert_eq!(EXPECTED.names(at, of), may, "{action} as {capacity:?}");
        }
    }
}
