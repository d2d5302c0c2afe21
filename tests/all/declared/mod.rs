//! Declared kinds of cases: the office's smaller books of 2019, and a kind that nobody knew, from a file to a page.
mod new_kind;
mod secret;
mod year;
