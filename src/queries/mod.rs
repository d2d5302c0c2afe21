//! What readers ask: lists, one case, what is due, the feed of events. Whoever asks is asked of the policy first, and a
//! case of which the reader must not learn is left out before a page is cut.
pub mod approvals;
pub mod case;
pub mod case_files;
pub mod cases;
pub mod cases_then;
pub mod erasures;
pub mod event_search;
pub mod events;
pub mod facts;
pub mod findings;
pub mod indicators;
pub mod inspections;
pub mod next_steps;
pub mod office;
pub mod people;
pub mod process;
pub mod readings;
pub mod recorded;
pub mod sample;
pub mod then;
pub mod timeline;
pub mod tracking;
pub mod work;
