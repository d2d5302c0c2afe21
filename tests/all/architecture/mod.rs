//! The invariants that ARCHITECTURE.md states, as far as a machine can see them in the program's own text. Each test
//! prints the lines that break its rule.
mod offices;
mod rooms;
mod shape;
mod source;
mod words;
