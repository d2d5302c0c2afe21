//! The office's report: written from its log, compared with the printed one, drawn and read back by others.
mod comparing;
mod office;
mod publishing;
mod read_back;
mod writing;
