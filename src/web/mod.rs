//! What people and other programs see over HTTP.
pub mod api;
pub mod figures_view;
pub mod history_view;
pub mod problem;
pub mod sign_in;
pub mod words;
