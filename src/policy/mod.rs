//! 谁可以做什么、看什么: who may do and see what. One typed policy, and what no rule permits is denied.
//!
//! A [`Question`] is put in every capacity in which somebody acts; it is answered with yes if in one of them a rule
//! permits it and none forbids it. The rules are the lines of [`rules`], and nothing else decides. The first of them
//! beats every role: whoever is accused in a matter never learns of it (信访工作条例 30).
//!
//! PURE: what the question needs to know is looked up before, in `commands/permit.rs` and `queries/`, where commands and
//! questions are carried out.
mod action;
mod question;
mod rules;
mod subject;
mod wording;

pub use action::{Action, Kind, Query};
pub use question::{Effect, Place, Question, Relation, Relations, Rule, Verdict, judge, judge_by};
pub use rules::rules;
pub use subject::{Capacity, Scope, Subject, Who};
