//! The pages, as far as no browser is needed to see that they are right.
mod leader;
