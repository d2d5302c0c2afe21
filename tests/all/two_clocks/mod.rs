//! Two clocks: any figure, as of any day, by what the log knew at any position, is what the plain truth says: the log
//! replayed by brute force. On both engines, over random histories, and in examples that say what is meant.
mod areas;
mod comparing;
mod declared;
pub mod dice;
mod examples;
mod expected;
mod histories;
pub mod history;
mod inspecting;
mod office;
mod paper;
mod rebuilding;
mod safety;
mod steps;
mod truth;
