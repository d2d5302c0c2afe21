//! Declared cases: their declarations, their steps, and random lives over random declarations.
mod declarations;
mod lives;
mod steps;
