//! What people and other programs see over HTTP.
pub mod api;
pub mod app;
pub mod asking;
pub mod case_files_view;
pub mod cases_table;
pub mod figures_view;
pub mod files;
pub mod here;
pub mod history_view;
pub mod pages;
pub mod problem;
pub mod query_code;
pub mod search_view;
pub mod server;
pub mod sign_in;
pub mod words;
