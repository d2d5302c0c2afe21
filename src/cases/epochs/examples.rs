//! One event of every type, as golden files keep them.
use super::event::EpochEvent;
use crate::cases::occurred::{Dated, Moment};

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<EpochEvent>> {
    let root = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77";
    let opened = EpochEvent::EpochOpened {
        epoch: 2,
        signed: 4711,
        root: root.parse().expect("a root"),
        lost_from: 4700,
    };
    vec![Dated::at(Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment"), opened)]
}
