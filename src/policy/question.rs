//! May it? How a question is answered by rules.
use super::action::Action;
use super::rules::rules;
use super::subject::Capacity;
use crate::cases::access::Confidentiality;

/// Whose log it concerns, seen from the office for which somebody acts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// The same office.
    Own,
    /// An office below it.
    Below,
    /// Any other.
    Elsewhere,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 3] = [Self::Own, Self::Below, Self::Elsewhere];
}

/// What somebody has to do with a case, or with the user whom a command is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Relation {
    /// Registered it; of a file, sent it.
    Registered,
    /// Handles it.
    Handles,
    /// Inspects the place.
    Inspects,
    /// Works in the department that handles it.
    Department,
    /// Was admitted to read it.
    Admitted,
    /// Is accused in it.
    Accused,
    /// Is the user whom the command is about.
    Oneself,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 7] = [
        Self::Registered,
        Self::Handles,
        Self::Inspects,
        Self::Department,
        Self::Admitted,
        Self::Accused,
        Self::Oneself,
    ];
}

/// A set of relations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Relations(u8);

impl Relations {
    /// None.
    pub const NONE: Self = Self(0);

    /// The same with another, if `holds`.
    #[must_use]
    pub const fn with(self, relation: Relation, holds: bool) -> Self {
        Self(self.0 | ((holds as u8) << relation as u8))
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn has(self, relation: Relation) -> bool {
        self.0 & (1 << relation as u8) != 0
    }

    fn has_any(self, relations: &[Relation]) -> bool {
        relations.iter().any(|relation| self.has(*relation))
    }
}

impl FromIterator<Relation> for Relations {
    fn from_iter<I: IntoIterator<Item = Relation>>(relations: I) -> Self {
        relations.into_iter().fold(Self::NONE, |all, one| all.with(one, true))
    }
}

/// May somebody in this capacity do this?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// What is done or seen.
    pub action: Action,
    /// Whose log it concerns.
    pub place: Place,
    /// What somebody has to do with the case.
    pub relations: Relations,
    /// How secret the case is.
    pub level: Confidentiality,
}

/// What a rule says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Yes, unless another rule forbids it.
    Permit,
    /// No, whatever other rules say.
    Forbid,
}

/// To which actions a rule applies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Does {
    /// These.
    These(&'static [Action]),
    /// Every command and correction.
    EveryCommand,
    /// Everything that is done to one case or opens it.
    EverythingAboutACase,
}

/// One line of the policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What it is called, when somebody asks which rule it was.
    pub name: &'static str,
    /// What it says.
    pub effect: Effect,
    pub(super) to: &'static [Capacity],
    pub(super) does: Does,
    pub(super) at: &'static [Place],
    pub(super) levels: &'static [Confidentiality],
    /// One of these relations is needed; none if the list is empty.
    pub(super) having: &'static [Relation],
    /// Whoever has one of these relations is left out of the rule.
    pub(super) unless: &'static [Relation],
}

impl Rule {
    fn applies(&self, capacity: Capacity, question: &Question) -> bool {
        let Question { action, place, relations, level } = question;
        let does = || match self.does {
            Does::These(actions) => actions.contains(action),
            Does::EveryCommand => !matches!(action, Action::Query(_)),
            Does::EverythingAboutACase => action.is_about_a_case(),
        };
        // Most rules are for others: the shortest of its lists is looked through first.
        (self.to.is_empty() || self.to.contains(&capacity))
            && does()
            && self.at.contains(place)
            && (self.levels.is_empty() || self.levels.contains(level))
            && (self.having.is_empty() || relations.has_any(self.having))
            && !relations.has_any(self.unless)
    }
}

/// What the policy answers, and by which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Yes, by this rule.
    Permitted(&'static str),
    /// No, by this rule.
    Forbidden(&'static str),
    /// No: no rule permits it.
    NotPermitted,
}

impl Verdict {
    /// Whether it is a yes.
    #[must_use]
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Permitted(_))
    }
}

/// What the policy answers to whoever acts in these capacities.
pub fn judge(capacities: impl IntoIterator<Item = Capacity>, question: &Question) -> Verdict {
    judge_by(&rules(), capacities, question)
}

/// What these rules answer: yes, if in one capacity a rule permits it and no rule forbids it.
pub fn judge_by<'r>(
    rules: &(impl Iterator<Item = &'r Rule> + Clone),
    capacities: impl IntoIterator<Item = Capacity>,
    question: &Question,
) -> Verdict {
    let mut verdict = Verdict::NotPermitted;
    for capacity in capacities {
        let of =
            |effect| rules.clone().find(|rule| rule.effect == effect && rule.applies(capacity, question));
        match (of(Effect::Forbid), of(Effect::Permit)) {
            (None, Some(rule)) => return Verdict::Permitted(rule.name),
            (Some(rule), _) => verdict = Verdict::Forbidden(rule.name),
            (None, None) => {}
        }
    }
    verdict
}
