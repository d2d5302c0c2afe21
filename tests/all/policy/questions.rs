//! Every question that can be put to the policy.
use anjuan::cases::access::Confidentiality;
use anjuan::policy::{Action, Capacity, Place, Question, Relation, Relations};
use std::sync::LazyLock;

/// Everything that can be done or seen, in a fixed order.
pub static ACTIONS: LazyLock<Vec<Action>> = LazyLock::new(|| Action::all().collect());

/// Every capacity, in a fixed order.
pub static CAPACITIES: LazyLock<Vec<Capacity>> = LazyLock::new(|| Capacity::all().collect());

/// How secret a case can be.
pub const LEVELS: [Confidentiality; 3] =
    [Confidentiality::Ordinary, Confidentiality::Restricted, Confidentiality::Secret];

/// How many sets of relations there are.
pub const SETS: u8 = 1 << Relation::ALL.len();

/// A question, with the action by its place in [`ACTIONS`] and the relations as bits in the order of
/// [`Relation::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Which action.
    pub action: usize,
    /// Where.
    pub place: Place,
    /// How secret.
    pub level: Confidentiality,
    /// Which relations.
    pub relations: u8,
}

impl Asked {
    /// Every question.
    pub fn all() -> impl Iterator<Item = Self> {
        let with = |action| {
            let at = move |place| {
                let of =
                    move |level| (0..SETS).map(move |relations| Self { action, place, level, relations });
                LEVELS.into_iter().flat_map(of)
            };
            Place::ALL.into_iter().flat_map(at)
        };
        (0..ACTIONS.len()).flat_map(with)
    }

    /// Its place among all.
    pub const fn number(&self) -> usize {
        let Self { action, place, level, relations } = *self;
        ((action * Place::ALL.len() + place as usize) * LEVELS.len() + level as usize) * SETS as usize
            + relations as usize
    }

    /// Whether the relation is among them.
    pub const fn has(&self, relation: Relation) -> bool {
        self.relations & bit(relation) != 0
    }

    /// As the policy is asked.
    pub fn question(&self) -> Question {
        let Self { action, place, level, .. } = *self;
        let relations: Relations = Relation::ALL.into_iter().filter(|relation| self.has(*relation)).collect();
        Question { action: ACTIONS[action], place, relations, level }
    }
}

/// The bit of a relation.
pub const fn bit(relation: Relation) -> u8 {
    1 << relation as u8
}

/// A case of disagreement, for a reader.
pub fn told(asked: &Asked, capacities: &[Capacity]) -> String {
    let relations: Vec<_> = Relation::ALL.into_iter().filter(|relation| asked.has(*relation)).collect();
    let Asked { action, place, level, .. } = asked;
    format!("{} as {capacities:?}, {place:?}, {level:?}, {relations:?}", ACTIONS[*action])
}

#[test]
fn every_question_is_asked_once_and_knows_its_place() {
    let numbers: Vec<_> = Asked::all().map(|asked| asked.number()).collect();
    assert_eq!(numbers, (0..ACTIONS.len() * 9 * usize::from(SETS)).collect::<Vec<_>>());
}
