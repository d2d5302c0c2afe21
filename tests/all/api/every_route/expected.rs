//! What was written by hand: `tests/fixtures/policy/routes.txt`.
use super::Operation;
use super::visitors::{CAPACITIES, NAMES};
use crate::policy::questions::{self, ACTIONS, Asked, bit};
use crate::policy::tables::EXPECTED;
use anjuan::cases::access::Confidentiality;
use anjuan::policy::Place;

const ROUTES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/policy/routes.txt");

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cell {
    LetIn,
    Not,
    AsTheMatrixSays,
}

/// The lines, each with a cell for every visitor.
pub struct Expected(Vec<(String, Vec<Cell>)>);

fn fits(pattern: &str, route: &str) -> bool {
    pattern == route || pattern.strip_suffix('*').is_some_and(|start| route.starts_with(start))
}

impl Expected {
    /// Reads them, and demands that there is a line for every operation and an operation for every line.
    pub fn read(operations: &[Operation]) -> Self {
        let text = std::fs::read_to_string(ROUTES).expect("the fixture");
        let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let headings: Vec<_> = lines.next().expect("headings").split_whitespace().skip(1).collect();
        assert_eq!(headings, NAMES, "a column for everybody, in their order");
        let lines: Vec<_> = lines.map(Self::line).collect();
        let expected = Self(lines);
        for (pattern, _) in &expected.0 {
            let first =
                |operation: &&Operation| expected.of(operation).is_some_and(|(first, _)| first == pattern);
            assert!(operations.iter().any(|operation| first(&operation)), "the line {pattern} is no route's");
        }
        for operation in operations {
            assert!(expected.of(operation).is_some(), "nothing was written about {}", operation.route());
        }
        expected
    }

    fn line(line: &str) -> (String, Vec<Cell>) {
        let mut words = line.split_whitespace();
        let (method, path) = (words.next().expect("a method"), words.next().expect("a path"));
        let pattern = &line[..line.find(path).expect("it is there") + path.len()];
        assert!(pattern.starts_with(method));
        let cells: Vec<_> = words
            .map(|cell| match cell {
                "*" => Cell::LetIn,
                "-" => Cell::Not,
                "m" => Cell::AsTheMatrixSays,
                other => panic!("{pattern}: '{other}' is no cell"),
            })
            .collect();
        assert_eq!(cells.len(), NAMES.len(), "{pattern}: a cell for everybody");
        (pattern.to_owned(), cells)
    }

    fn of(&self, operation: &Operation) -> Option<&(String, Vec<Cell>)> {
        self.0.iter().find(|(pattern, _)| fits(pattern, &operation.route()))
    }

    /// Whether the visitor at this place among [`NAMES`] is let in.
    pub fn lets_in(&self, operation: &Operation, visitor: usize) -> bool {
        let (_, cells) = self.of(operation).expect("a line for every operation");
        match cells[visitor] {
            Cell::LetIn => true,
            Cell::Not => false,
            Cell::AsTheMatrixSays => by_the_matrix(operation, visitor),
        }
    }
}

/// What `matrix.txt` says of a command in one's own office, of a case that is neither restricted nor secret.
fn by_the_matrix(operation: &Operation, visitor: usize) -> bool {
    let name = operation.id.trim_end_matches(".new");
    let action = ACTIONS.iter().position(|action| action.to_string() == name);
    let action = action.unwrap_or_else(|| panic!("{name} is no command"));
    let (capacity, relation) = CAPACITIES[visitor].expect("one of the office's own roles");
    let capacity = questions::CAPACITIES.iter().position(|known| *known == capacity).expect("a capacity");
    // Only what names a case finds a relation to one.
    let relations = relation.filter(|_| operation.path.contains("{number}")).map_or(0, bit);
    EXPECTED
        .allows(capacity, &Asked { action, place: Place::Own, level: Confidentiality::Ordinary, relations })
}
