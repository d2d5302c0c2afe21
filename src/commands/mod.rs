//! Where commands are carried out: load, decide, append. Nothing else appends to the log.
mod corrected;
mod decider;
mod desk;
mod erasing;
mod handing_over;
mod noting;
mod opening;
mod own_office;
pub mod permit;
mod reading;
mod refused;
mod request;
mod store;
mod unsealed;

pub use desk::OfficeDesk;
pub use erasing::EraseError;
pub use handing_over::HandedOver;
pub use reading::Why;
pub use refused::Refused;
pub use request::{AnyOrder, Numbering, Request, Step};
pub use store::{CommandError, Store, StoreError};
pub use unsealed::{bad_event, unsealed};
