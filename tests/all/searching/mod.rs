//! Searching: what is found, by whom, and that the index is always what the log says.
mod finding;
mod following;
mod numbered;
mod numbers;
pub mod office;
mod outside;
mod pages;
mod secrecy;
mod served;
mod size;
