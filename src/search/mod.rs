//! 检索: cases found by what they are about, where they are, their numbers, those of other systems and of papers, and by the
//! exact phone or identity number of who is concerned.
//!
//! The index follows the log with a checkpoint of its own ([`Index`]), so that appending costs nothing more and making it
//! anew touches nothing else. It is an inverted list: a term, and the cases in which it stands, newest first. Words stand
//! in it as pairs of Chinese characters, so that any two or more that stand together are found, and as words of other
//! letters; phone and identity numbers, and every long number in a text, as keyed hashes only. Names of people and the
//! homes of people are not in it: nobody is found by name. Of a void case only its number is found, and nothing of a case
//! whose import was taken back.
//!
//! Who asks is answered what he may know: [`Sight`] names the cases that he never learns of and the fields in which he
//! may look, and both are applied before a page is cut.
mod find;
mod follower;
mod index;
mod query;
mod reading;
mod terms;
mod told;
mod words;

pub use find::{Asked, Cursor, Found, Hit, PAGE, Sight};
pub use follower::Follower;
pub use index::Index;
pub use query::{Query, QueryError};
pub use terms::Fields;

/// The tables of the index: they hold words of matters in the clear and can be made anew, so backups leave them out.
pub const TABLES: [&str; 3] = ["search_terms", "search_cases", "search_heads"];
