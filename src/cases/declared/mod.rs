//! 申报种类: cases of kinds that are declared in a TOML file and not written in Rust.
//!
//! Somebody *opens* a case by the first step of its declaration; every further step leads from one declared state to
//! another, tells declared fields, is taken by declared roles, and sets the day by which the next one is due. What a
//! declaration says is looked up before a command is decided; the event carries what was decided, with the version of
//! the declaration, so that an old case is read although its declaration has changed since.
//!
//! Beside this way, whatever is declared: reassigned, linked, known to another system by its number, void, corrected.
//!
//! So are kept: 无证无照和居改非, 扫黑除恶线索, 大调研走访, 旧改征收签约, 楼道堆物清理, 责任书 (`kinds/`), and whatever an office declares.
mod command;
mod decide;
pub mod declaration;
mod event;
#[cfg(test)]
mod examples;
pub mod ids;
mod kinds;
mod refusal;
mod state;
#[cfg(test)]
mod tests;
pub mod values;

use super::case_file::CaseFile;

pub use command::DeclaredCommand;
pub use declaration::{Declaration, DeclarationError, DeclarationText};
pub use event::DeclaredEvent;
#[cfg(test)]
pub(crate) use examples::examples;
pub use ids::{Code, KindId};
pub use kinds::{Kinds, kept};
pub use refusal::DeclaredRefusal;
pub use state::{DeclaredLife, Reassigned, Taken};
pub use values::{FactColumn, FieldValue, PersonalSort, Whose};

/// The file of one declared case.
pub type DeclaredCase = CaseFile<DeclaredLife>;
