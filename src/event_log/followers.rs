//! Who follows the logs in this process, and how far each has come.
use super::Position;
use crate::cases::ids::OfficeId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The followers of every office's log. Cheap to clone; all clones know the same.
#[derive(Clone, Debug, Default)]
pub struct Followers(Arc<Mutex<BTreeMap<(OfficeId, &'static str), Position>>>);

impl Followers {
    /// Notes that the follower has seen everything up to the position; it is known from its first note on.
    pub fn reached(&self, office: OfficeId, follower: &'static str, position: Position) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((office, follower), position);
    }

    /// The followers of an office's log by name, each with the last position that it has seen.
    #[must_use]
    pub fn of(&self, office: OfficeId) -> Vec<(&'static str, Position)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_office = known.iter().filter(|((of, _), _)| *of == office);
        of_office.map(|((_, name), position)| (*name, *position)).collect()
    }
}
