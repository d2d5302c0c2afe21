//! 案件的一生: in which phase which step can be taken, and where it leads, as random lives have it. `schema/lives/` keeps it
//! for whoever mines the log. `UPDATE_LIVES=1 cargo test --lib lives` adds what is lived and not yet there.
use crate::cases::case_file::{CaseFile, Life};
use crate::cases::declared::Declaration;
use crate::cases::fact::Fact;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

const UPDATE: &str = "UPDATE_LIVES";

type Steps = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The life of a kind of case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
struct Declared {
    /// The phase in which nothing has happened yet.
    begins: String,
    /// By phase and step, the phases to which it can lead.
    steps: Steps,
}

/// What was lived.
#[derive(Debug, Default)]
pub(crate) struct Lived(RefCell<Steps>);

fn code<T: Serialize>(value: &T) -> String {
    let code = serde_json::to_value(value).expect("a phase");
    code.as_str().expect("a code").to_owned()
}

impl Lived {
    /// Takes in the steps of a case as they now read.
    pub(crate) fn note<L: Life, P: Serialize>(&self, file: &CaseFile<L>, phase: impl Fn(&L) -> P) {
        let (mut life, mut lived) = (L::default(), self.0.borrow_mut());
        for (version, step) in file.steps() {
            let before = code(&phase(&life));
            life.apply(version, step);
            let of_phase = lived.entry(before).or_default();
            of_phase.entry(step.what.event_type().to_owned()).or_default().insert(code(&phase(&life)));
        }
    }

    /// All of it is kept in `schema/lives/`.
    pub(crate) fn demand_declared<L: Life, P: Serialize>(self, phase: impl Fn(&L) -> P) {
        let begins = code(&phase(&L::default()));
        demand_kept(L::KIND, |declared| {
            declared.begins = begins;
            for (before, steps) in self.0.into_inner() {
                for (step, after) in steps {
                    declared.steps.entry(before.clone()).or_default().entry(step).or_default().extend(after);
                }
            }
        });
    }
}

/// What `says` makes of the life of a kind that is kept in `schema/lives/` is no other.
fn demand_kept(kind: &str, says: impl FnOnce(&mut Declared)) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("schema/lives/{kind}.json"));
    let kept = std::fs::read_to_string(&path).ok();
    let mut declared: Declared =
        kept.map_or_else(Declared::default, |text| serde_json::from_str(&text).expect("a life"));
    let known = declared.clone();
    says(&mut declared);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let text = serde_json::to_string_pretty(&declared).expect("JSON") + "\n";
        std::fs::write(&path, text).expect("written");
    } else {
        assert_eq!(known, declared, "{}; {UPDATE}=1 adds what is missing", path.display());
    }
}

/// In which nothing has happened yet to a case of a declared kind, and in which nothing more will.
const UNOPENED: &str = "unopened";
const VOID: &str = "void";
/// What stands beside the declared steps, and leaves the case in the state in which it is.
const BESIDE: [&str; 4] = ["CaseReassigned", "ExternalNumberRecorded", "CaseLinked", "CaseIrregularityFound"];

/// The life that these versions of a declaration give their kind is the one that `schema/lives/` keeps, no step more
/// and none less.
pub(crate) fn demand_life_of_kind<'a>(kind: &str, versions: impl Iterator<Item = &'a Arc<Declaration>>) {
    let mut steps = Steps::new();
    let mut leads = |from: &str, step: &str, to: &str| {
        let of_state = steps.entry(from.to_owned()).or_default();
        of_state.entry(step.to_owned()).or_default().insert(to.to_owned());
    };
    for declaration in versions {
        let opening = declaration.opening();
        leads(UNOPENED, opening.id.as_str(), opening.to.as_str());
        for step in declaration.steps.iter().skip(1) {
            step.from.iter().for_each(|from| leads(from.as_str(), step.id.as_str(), step.to.as_str()));
        }
        for state in &declaration.states {
            for beside in BESIDE {
                leads(state.id.as_str(), beside, state.id.as_str());
            }
            leads(state.id.as_str(), "CaseVoided", VOID);
        }
    }
    demand_kept(kind, |declared| *declared = Declared { begins: UNOPENED.to_owned(), steps });
}
