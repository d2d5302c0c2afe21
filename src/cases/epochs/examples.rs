//! One event of every type, as golden files keep them.
use super::event::{EpochEvent, TreeRoot};
use crate::cases::occurred::{Dated, Moment};

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<EpochEvent>> {
    let at = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
    let root = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77";
    let root: TreeRoot = root.parse().expect("a root");
    let opened = EpochEvent::EpochOpened { epoch: 2, signed: 4711, root: root.clone(), lost_from: 4700 };
    let readings = EpochEvent::ReadingsEpochOpened { epoch: 2, signed: 815, root, lost_from: 800 };
    vec![Dated::at(at, opened), Dated::at(at, readings)]
}
