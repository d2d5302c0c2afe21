//! What was written by hand: `tests/fixtures/policy/matrix.txt` and `limits.txt`.
use super::questions::{ACTIONS, Asked, CAPACITIES, bit};
use anjuan::cases::access::Confidentiality;
use anjuan::cases::user::Role;
use anjuan::policy::{Action, Capacity, Place, Relation, Scope};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const MATRIX: &str = include_str!("../../fixtures/policy/matrix.txt");
const LIMITS: &str = include_str!("../../fixtures/policy/limits.txt");

/// The columns, by the words in their headings.
const COLUMNS: [(&str, Capacity); 15] = [
    ("clerk", Capacity::Role(Role::PetitionClerk)),
    ("handler", Capacity::Role(Role::Handler)),
    ("inspector", Capacity::Role(Role::Inspector)),
    ("leader", Capacity::Role(Role::Leader)),
    ("auditor", Capacity::Role(Role::Auditor)),
    ("system", Capacity::Role(Role::SystemAdministrator)),
    ("security", Capacity::Role(Role::SecurityAdministrator)),
    ("audit", Capacity::Role(Role::AuditAdministrator)),
    ("operator", Capacity::Operator),
    ("cases", Capacity::Scope(Scope::Cases)),
    ("figures", Capacity::Scope(Scope::Figures)),
    ("events", Capacity::Scope(Scope::Events)),
    ("petitions", Capacity::Scope(Scope::Petitions)),
    ("reports", Capacity::Scope(Scope::Reports)),
    ("petitioner", Capacity::Petitioner),
];

/// The name of the line that stands for whatever was not named.
const REST: &str = "the-rest";

/// What a cell says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cell {
    Nobody,
    Anybody,
    /// Whoever has one of these relations.
    Having(u8),
}

impl Cell {
    fn read(text: &str) -> Self {
        let relation = |letter| match letter {
            'r' => Relation::Registered,
            'h' => Relation::Handles,
            'i' => Relation::Inspects,
            'd' => Relation::Department,
            'a' => Relation::Admitted,
            'o' => Relation::Oneself,
            other => panic!("'{other}' in the cell '{text}' is no relation; there are r, h, i, d, a and o"),
        };
        match text {
            "-" => Self::Nobody,
            "*" => Self::Anybody,
            letters => {
                Self::Having(letters.chars().map(relation).fold(0, |all, relation| all | bit(relation)))
            }
        }
    }

    const fn allows(self, relations: u8) -> bool {
        match self {
            Self::Nobody => false,
            Self::Anybody => true,
            Self::Having(one_of) => relations & one_of != 0,
        }
    }
}

type Cells = Vec<Cell>;
type Lines<'t> = Vec<(&'t str, Cells)>;

/// The lines below each heading, `""` before the first; the columns stand in the order of [`CAPACITIES`].
fn read(text: &str) -> BTreeMap<&str, Lines<'_>> {
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let headings: Vec<_> = lines.next().expect("a line of headings").split_whitespace().skip(1).collect();
    let column = |capacity: &Capacity| {
        let (heading, _) = COLUMNS.iter().find(|(_, known)| known == capacity).expect("a column");
        headings.iter().position(|known| known == heading).expect("a heading for every capacity")
    };
    let columns: Vec<_> = CAPACITIES.iter().map(column).collect();
    assert_eq!(headings.len(), columns.len(), "a column is no capacity's: {headings:?}");
    let mut parts = BTreeMap::new();
    let mut part = "";
    for line in lines {
        if let Some(heading) = line.strip_prefix('[') {
            part = heading.strip_suffix(']').expect("a heading ends with ]");
            continue;
        }
        let mut words = line.split_whitespace();
        let name = words.next().expect("a name");
        let cells: Vec<_> = words.map(Cell::read).collect();
        assert_eq!(cells.len(), columns.len(), "{name}: a cell for every column");
        let cells = columns.iter().map(|column| cells[*column]).collect();
        parts.entry(part).or_insert_with(Vec::new).push((name, cells));
    }
    parts
}

/// Whether the name of a line of `limits.txt` is the action's.
fn fits(name: &str, action: Action) -> bool {
    let action = action.to_string();
    name == REST || name == action || name.strip_suffix('*').is_some_and(|start| action.starts_with(start))
}

/// For every action, the cells of the first line that fits.
fn by_action(lines: &Lines<'_>) -> Vec<Cells> {
    let used = |(name, _): &&(&str, Cells)| ACTIONS.iter().any(|action| fits(name, *action));
    assert_eq!(lines.iter().filter(used).count(), lines.len(), "a line names nothing that can be done");
    let first = |action: &Action| {
        let line = lines.iter().find(|(name, _)| fits(name, *action));
        line.unwrap_or_else(|| panic!("no line for {action}")).1.clone()
    };
    ACTIONS.iter().map(first).collect()
}

/// What the office expects.
pub struct Expected {
    matrix: Vec<Cells>,
    below: Vec<Cells>,
    elsewhere: Vec<Cells>,
    restricted: Vec<Cells>,
    secret: Vec<Cells>,
    accused: Vec<Cells>,
    oneself: Vec<Cells>,
}

/// What the office expects, read once.
pub static EXPECTED: LazyLock<Expected> = LazyLock::new(|| {
    let matrix = read(MATRIX);
    let limits = read(LIMITS);
    let part =
        |name: &str| by_action(limits.get(name).unwrap_or_else(|| panic!("limits.txt has no [{name}]")));
    Expected {
        matrix: by_action(&matrix[""]),
        below: part("below"),
        elsewhere: part("elsewhere"),
        restricted: part("restricted"),
        secret: part("secret"),
        accused: part("accused"),
        oneself: part("oneself"),
    }
});

impl Expected {
    /// Whether somebody in this capacity, by its place in [`CAPACITIES`], may.
    pub fn allows(&self, capacity: usize, asked: &Asked) -> bool {
        let place = match asked.place {
            Place::Own => None,
            Place::Below => Some(&self.below),
            Place::Elsewhere => Some(&self.elsewhere),
        };
        let level = match asked.level {
            Confidentiality::Ordinary => None,
            Confidentiality::Restricted => Some(&self.restricted),
            Confidentiality::Secret => Some(&self.secret),
        };
        let accused = asked.has(Relation::Accused).then_some(&self.accused);
        let oneself = asked.has(Relation::Oneself).then_some(&self.oneself);
        let says = |table: &Vec<Cells>| table[asked.action][capacity].allows(asked.relations);
        [Some(&self.matrix), place, level, accused, oneself].into_iter().flatten().all(says)
    }

    /// Whether the matrix has anything but `-` for the action in a capacity.
    pub fn names(&self, action: usize, capacity: usize) -> bool {
        self.matrix[action][capacity] != Cell::Nobody
    }
}

#[test]
fn the_matrix_has_one_line_for_everything_that_can_be_done_and_seen() {
    let matrix = read(MATRIX);
    assert_eq!(matrix.len(), 1, "the matrix has no parts");
    let mut written: Vec<_> = matrix[""].iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut known: Vec<_> = ACTIONS.iter().map(ToString::to_string).collect();
    written.sort_unstable();
    known.sort_unstable();
    assert_eq!(written, known);
}
