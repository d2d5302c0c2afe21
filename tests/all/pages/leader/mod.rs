//! The leader's pages and the administrator's: their numbers are the API's and the command line's, whoever must not learn
//! of a case meets it on none of them, and what their forms send is carried out once.
mod admin;
pub(super) mod approvals;
mod desk;
mod numbers;
mod recording;
mod site;
