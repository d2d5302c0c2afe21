//! The pages, as far as no browser is needed.
mod inspecting;
mod phone_journey;
