//! What people and other programs see over HTTP.
pub mod api;
pub mod asking;
pub mod figures_view;
pub mod here;
pub mod files;
pub mod history_view;
pub mod problem;
pub mod search_view;
pub mod server;
pub mod sign_in;
pub mod words;
