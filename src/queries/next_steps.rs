//! What can be done next in a case: the policy says who may, and the case's own life what can follow. Each step is
//! tried on the case as it stands, and nothing is recorded.
use super::case::file;
use crate::cases::any_file::CaseKind;
use crate::cases::case_file::{CaseFile, Life, Order};
use crate::cases::declared::DeclaredLife;
use crate::cases::facts::{Conduct, Facts};
use crate::cases::fire_hazard::HazardLife;
use crate::cases::ids::{CaseId, Version};
use crate::cases::illegal_structure::StructureLife;
use crate::cases::inspection::InspectionLife;
use crate::cases::occurred::Dated;
use crate::cases::petition::PetitionLife;
use crate::commands::permit::{NotPermitted, action_of};
use crate::commands::{AnyOrder, OfficeDesk, Refused};
use crate::event_log::Position;
use crate::policy::Query;
use crate::projections::offices;
use std::sync::Arc;

/// What ends so stands against what a command says in particular, not against the step.
const PARTICULAR: [&str; 27] = [
    ".in_the_future",
    ".before_earlier_step",
    ".unknown_committee",
    ".number_already_recorded",
    ".already_linked",
    ".same_department",
    ".deadline_before_order",
    ".not_later",
    ".no_sites",
    ".site_twice",
    ".site_already_determined",
    ".site_not_determined",
    ".no_area",
    ".above_determined",
    ".below_demolished",
    ".not_demolished",
    ".not_accepted",
    ".nothing_to_reassign",
    ".other_number",
    ".no_such_hazard",
    ".not_waiting",
    ".opinion_already_issued",
    ".field_missing",
    ".unknown_field",
    ".field_twice",
    ".wrong_value",
    ".deadline_before_step",
];

/// Why a step cannot be taken.
#[derive(Clone, PartialEq, Debug)]
pub enum Stands {
    /// Nothing stands against it.
    Open,
    /// The policy does.
    NotYours,
    /// The case does.
    Against(Refused),
}

/// A case to which steps are held.
pub enum Held {
    /// A petition.
    Petition(CaseFile<PetitionLife>),
    /// A fire hazard.
    FireHazard(CaseFile<HazardLife>),
    /// An illegal structure.
    IllegalStructure(CaseFile<StructureLife>),
    /// An inspection of an enterprise.
    Inspection(CaseFile<InspectionLife>),
    /// A case of a declared kind.
    Declared(CaseFile<DeclaredLife>),
}

/// Whether each of these steps could be taken now.
///
/// # Errors
/// When the reader may not see the case or learn of it, or the log cannot be read.
pub async fn of(
    desk: &OfficeDesk,
    case: CaseId,
    kind: CaseKind,
    orders: &[AnyOrder],
) -> Result<Vec<Stands>, NotPermitted> {
    desk.permit_case(Query::ReadCase, case).await?;
    let held = match kind {
        CaseKind::Petition => Held::Petition(file(desk, case).await?),
        CaseKind::FireHazard => Held::FireHazard(file(desk, case).await?),
        CaseKind::IllegalStructure => Held::IllegalStructure(file(desk, case).await?),
        CaseKind::Inspection => Held::Inspection(file(desk, case).await?),
        CaseKind::Declared(_) => Held::Declared(file(desk, case).await?),
    };
    let office = offices::as_known(&desk.store().log(), desk.office(), Position::END).await?;
    let facts = Facts {
        now: desk.store().source().now(),
        conduct: Conduct::Live,
        calendar: Arc::clone(office.calendar.calendar()),
        committees: office.committees,
        kinds: office.kinds,
        // Files are attached beside the case, and stand in no form of its steps.
        stored: Arc::default(),
        case_version: Version::default(),
        tellings: Arc::default(),
    };
    let mut stand = Vec::with_capacity(orders.len());
    for order in orders {
        let may = match action_of(order) {
            Some(action) => desk.may_in_case(action, case).await?,
            None => false,
        };
        stand.push(if may { against(&held, order, &facts) } else { Stands::NotYours });
    }
    Ok(stand)
}

fn against(held: &Held, order: &AnyOrder, facts: &Facts) -> Stands {
    let refused = match (held, order) {
        (Held::Petition(file), AnyOrder::Petition(order)) => tried(file, order, facts),
        (Held::FireHazard(file), AnyOrder::FireHazard(order)) => tried(file, order, facts),
        (Held::IllegalStructure(file), AnyOrder::IllegalStructure(order)) => tried(file, order, facts),
        (Held::Inspection(file), AnyOrder::Inspection(order)) => tried(file, order, facts),
        (Held::Declared(file), AnyOrder::Declared(order)) => tried(file, order, facts),
        _ => None,
    };
    match refused {
        Some(refused) if !PARTICULAR.iter().any(|end| refused.key().ends_with(end)) => {
            Stands::Against(refused)
        }
        _ => Stands::Open,
    }
}

fn tried<L: Life>(file: &CaseFile<L>, order: &Dated<Order<L::Command>>, facts: &Facts) -> Option<Refused>
where
    Refused: From<L::Refusal>,
{
    file.decide(order, facts).err().map(Refused::from)
}
