//! Official papers: issued with a number of their series, printed again as they were, declared void.
mod command_line;
mod every_kind;
mod issuing;
mod lives;
mod numbering;
mod office;
mod read_back;
