//! The policy and one that was written in Cedar, by hand and for itself, agree.
use super::questions::{ACTIONS, Asked, CAPACITIES, LEVELS, SETS, told};
use crate::support::stores::moment;
use anjuan::cases::access::Confidentiality;
use anjuan::clock::{SeededEntropy, SetClock, Source};
use anjuan::policy::{Capacity, Place, Relation, judge};
use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Entities, EntityUid, Policy, PolicySet,
    PrincipalConstraint, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};
use std::collections::BTreeSet;

const POLICY: &str = include_str!("../../fixtures/policy/policy.cedar");
const SCHEMA: &str = include_str!("../../fixtures/policy/policy.cedarschema");
const ENTITIES: &str = include_str!("../../fixtures/policy/entities.json");

/// The words of the schema for what somebody has to do with a case, in the order of [`Relation::ALL`].
const PARTS: [(Relation, &str); 7] = [
    (Relation::Registered, "registered"),
    (Relation::Handles, "handles"),
    (Relation::Inspects, "inspects"),
    (Relation::Department, "department"),
    (Relation::Admitted, "admitted"),
    (Relation::Accused, "accused"),
    (Relation::Oneself, "oneself"),
];

fn schema() -> Schema {
    Schema::from_cedarschema_str(SCHEMA).expect("a schema").0
}

fn policies() -> PolicySet {
    POLICY.parse().expect("policies")
}

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.parse().expect("a type"), id.parse().expect("an id"))
}

fn principal(capacity: Capacity) -> EntityUid {
    match capacity {
        Capacity::Role(role) => uid("Role", role.name()),
        Capacity::Operator => uid("Operator", "operator"),
        Capacity::Scope(scope) => uid("Token", scope.name()),
        Capacity::Petitioner => uid("Petitioner", "petitioner"),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Own => "own",
        Place::Below => "below",
        Place::Elsewhere => "elsewhere",
    }
}

fn level(level: Confidentiality) -> &'static str {
    match level {
        Confidentiality::Ordinary => "ordinary",
        Confidentiality::Restricted => "restricted",
        Confidentiality::Secret => "secret",
    }
}

fn context(relations: u8) -> Context {
    let part = |(relation, name): (Relation, &str)| {
        let has = relations & super::questions::bit(relation) != 0;
        (name.to_owned(), RestrictedExpression::new_bool(has))
    };
    Context::from_pairs(PARTS.map(part)).expect("a context")
}

/// Cedar, with all that it is asked about made ready.
struct SecondOpinion {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    actions: Vec<EntityUid>,
    principals: Vec<EntityUid>,
    contexts: Vec<Context>,
    matters: Vec<((Place, Confidentiality), EntityUid)>,
}

impl SecondOpinion {
    fn new() -> Self {
        let at = |place_of: Place| {
            LEVELS.map(|level_of| {
                let id = format!("{} {}", level(level_of), place(place_of));
                ((place_of, level_of), uid("Matter", &id))
            })
        };
        Self {
            authorizer: Authorizer::new(),
            policies: policies(),
            entities: Entities::from_json_str(ENTITIES, Some(&schema())).expect("entities"),
            actions: ACTIONS.iter().map(|action| uid("Action", &action.to_string())).collect(),
            principals: CAPACITIES.iter().map(|capacity| principal(*capacity)).collect(),
            contexts: (0..SETS).map(context).collect(),
            matters: Place::ALL.into_iter().flat_map(at).collect(),
        }
    }

    /// What may be about somebody of a capacity who does this: all but what names others in its head, which Cedar would find
    /// out anew for every question.
    fn policies_about(&self, capacity: usize, action: usize) -> PolicySet {
        let (who, what) = (&self.principals[capacity], &self.actions[action]);
        let is_among = |group: &EntityUid| group == what || self.entities.is_ancestor_of(group, what);
        let about = |policy: &&Policy| {
            let is_theirs = match policy.principal_constraint() {
                PrincipalConstraint::Eq(named) => named == *who,
                _ => true,
            };
            is_theirs
                && match policy.action_constraint() {
                    ActionConstraint::Any => true,
                    ActionConstraint::Eq(named) => named == *what,
                    ActionConstraint::In(groups) => groups.iter().any(is_among),
                }
        };
        PolicySet::from_policies(self.policies.policies().filter(about).cloned()).expect("as they were")
    }

    fn permits(&self, policies: &PolicySet, capacity: usize, asked: &Asked) -> bool {
        let (_, matter) =
            self.matters.iter().find(|(of, _)| *of == (asked.place, asked.level)).expect("a matter");
        let request = Request::new(
            self.principals[capacity].clone(),
            self.actions[asked.action].clone(),
            matter.clone(),
            self.contexts[usize::from(asked.relations)].clone(),
            None,
        );
        let response = self.authorizer.is_authorized(&request.expect("a request"), policies, &self.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            panic!("{error}");
        }
        response.decision() == Decision::Allow
    }
}

/// How many questions chance puts when there is no time for all of them.
const DRAWN: u32 = 100_000;

/// Questions that chance puts, each in one to three capacities, mostly in one.
struct Chance(Source);

impl Chance {
    fn new(seed: u64) -> Self {
        let clock = SetClock::at(moment("2019-11-10T08:00:00+08:00"));
        Self(Source::new(clock, SeededEntropy::new(seed)))
    }

    fn below(&self, end: usize) -> usize {
        usize::from(u16::from_be_bytes(self.0.bytes())) % end
    }

    fn draw(&self) -> (Asked, Vec<usize>) {
        // Most of the work is done in one's own office.
        let place = if self.below(10) < 8 { Place::Own } else { Place::ALL[self.below(3)] };
        let asked = Asked {
            action: self.below(ACTIONS.len()),
            place,
            level: LEVELS[self.below(3)],
            relations: self.0.bytes::<1>()[0] % SETS,
        };
        let count = [1, 1, 1, 2, 2, 3][self.below(6)];
        let capacities: BTreeSet<_> = (0..count).map(|_| self.below(CAPACITIES.len())).collect();
        (asked, capacities.into_iter().collect())
    }
}

/// What both say to whoever has these capacities; `theirs` answers for one of them.
fn agree(asked: &Asked, at: &[usize], theirs: impl Fn(usize) -> bool) -> Result<(), String> {
    let capacities: Vec<_> = at.iter().map(|at| CAPACITIES[*at]).collect();
    let verdict = judge(capacities.iter().copied(), &asked.question());
    let same = at.iter().any(|at| theirs(*at)) == verdict.is_yes();
    if same { Ok(()) } else { Err(format!("{} is {verdict:?}", told(asked, &capacities))) }
}

fn none_differs(differences: &[String]) {
    let first = &differences[..differences.len().min(40)];
    let count = differences.len();
    assert!(differences.is_empty(), "Cedar says otherwise {count} times:\n{}", first.join("\n"));
}

#[test]
fn the_second_opinion_agrees_whatever_chance_asks() {
    let cedar = SecondOpinion::new();
    let asked_in_turn = |seed| {
        let chance = Chance::new(seed);
        let differs = |_| {
            let (asked, at) = chance.draw();
            agree(&asked, &at, |at| cedar.permits(&cedar.policies, at, &asked)).err()
        };
        (0..DRAWN / 2).filter_map(differs).collect::<Vec<_>>()
    };
    let differences = std::thread::scope(|scope| {
        let other = scope.spawn(|| asked_in_turn(3));
        let mut differences = asked_in_turn(4);
        differences.extend(other.join().expect("answers"));
        differences
    });
    none_differs(&differences);
}

/// The set of questions that Cedar permits in a capacity, by their place among all.
fn permitted(cedar: &SecondOpinion, capacity: usize) -> Vec<bool> {
    let about = |action| cedar.policies_about(capacity, action);
    let policies: Vec<_> = (0..ACTIONS.len()).map(about).collect();
    Asked::all().map(|asked| cedar.permits(&policies[asked.action], capacity, &asked)).collect()
}

/// Asks Cedar everything, which takes minutes: every question in every capacity, and a million times in several.
#[test]
fn the_second_opinion_agrees_on_every_question_in_every_capacity_and_in_a_million_sets_of_them() {
    if std::env::var_os("POLICY_EVERY_QUESTION").is_none() {
        return;
    }
    let cedar = SecondOpinion::new();
    let of = |capacity| permitted(&cedar, capacity);
    let theirs: Vec<Vec<bool>> = std::thread::scope(|scope| {
        let (even, odd) = (
            scope.spawn(|| (0..CAPACITIES.len()).step_by(2).map(of).collect::<Vec<_>>()),
            (1..CAPACITIES.len()).step_by(2).map(of).collect::<Vec<_>>(),
        );
        let even = even.join().expect("answers");
        // There is one more at an even place than at an odd one when they are odd in number.
        let mut odd = odd.into_iter();
        even.into_iter().flat_map(|one| std::iter::once(one).chain(odd.next())).collect()
    });
    let single = Asked::all().enumerate().flat_map(|(question, asked)| {
        let theirs = &theirs;
        (0..CAPACITIES.len()).filter_map(move |at| agree(&asked, &[at], |at| theirs[at][question]).err())
    });
    none_differs(&single.collect::<Vec<_>>());

    let chance = Chance::new(5);
    let several = |_| {
        let (asked, at) = chance.draw();
        agree(&asked, &at, |at| theirs[at][asked.number()]).err()
    };
    none_differs(&(0..1_000_000).filter_map(several).collect::<Vec<_>>());
}

#[test]
fn the_second_opinion_speaks_of_what_can_be_done_and_seen_and_of_nothing_else() {
    let schema = schema();
    let known: BTreeSet<_> = schema.actions().map(|uid| uid.id().unescaped().to_owned()).collect();
    let asked: BTreeSet<_> = ACTIONS.iter().map(ToString::to_string).collect();
    let groups: BTreeSet<_> = schema.action_groups().map(|uid| uid.id().unescaped().to_owned()).collect();
    assert_eq!(known.difference(&groups).cloned().collect::<BTreeSet<_>>(), asked);
    let result = Validator::new(schema).validate(&policies(), ValidationMode::Strict);
    let problems: Vec<_> = result
        .validation_errors()
        .map(ToString::to_string)
        .chain(result.validation_warnings().map(ToString::to_string))
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
}
