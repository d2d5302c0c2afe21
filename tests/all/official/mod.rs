//! Official papers: issued with a number of their series, printed again as they were, declared void.
mod command_line;
mod issuing;
mod numbering;
mod office;
mod read_back;
