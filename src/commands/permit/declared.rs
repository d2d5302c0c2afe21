//! The steps of declared cases: of the roles that the policy lets take such steps, the declaration names those that take
//! this one.
use super::{NotPermitted, OfficeDesk, Standings};
use crate::cases::any_file::CaseKind;
use crate::cases::case_file::Order;
use crate::cases::declared::declaration::StepRule;
use crate::cases::declared::{DeclaredCommand, Kinds};
use crate::cases::ids::CaseId;
use crate::cases::user::Role;
use crate::commands::AnyOrder;
use crate::database::StorageError;
use crate::policy::{Action, Capacity, Kind};
use std::sync::Arc;

impl OfficeDesk {
    /// The declared kinds that the office has now.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn kinds(&self) -> Result<Arc<Kinds>, StorageError> {
        Ok(Arc::clone(&self.own().await?.life().kinds))
    }

    /// Whether the office has cases of this kind.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn knows(&self, kind: CaseKind) -> Result<bool, StorageError> {
        Ok(match kind {
            CaseKind::Declared(kind) => self.kinds().await?.kind(kind).is_some(),
            _ => true,
        })
    }

    /// Whether whoever acts has one of these roles.
    #[must_use]
    pub fn has_one_of(&self, roles: &[Role]) -> bool {
        let of = |capacity: &Capacity| matches!(capacity, Capacity::Role(role) if roles.contains(role));
        self.subject().is_operator() || self.subject().capacities.iter().any(of)
    }

    /// Demands that the declaration names a role that whoever acts has. What no declaration has is refused by the case
    /// itself, in better words; a correction makes a step no one else's.
    pub(super) async fn demand_declared(
        &self,
        order: &AnyOrder,
        case: CaseId,
        standings: &mut Standings,
    ) -> Result<(), NotPermitted> {
        let AnyOrder::Declared(order) = order else { return Ok(()) };
        let command = match &order.what {
            Order::Step(command) => command,
            Order::Correct { becomes: Some(becomes), .. } => &becomes.what,
            Order::Correct { becomes: None, .. } => return Ok(()),
        };
        let standing = self.standing(case, standings).await?;
        let of_case = match standing.kind {
            Some(CaseKind::Declared(kind)) => Some(kind),
            _ => None,
        };
        let may = |rule: Option<&StepRule>| rule.is_none_or(|rule| self.has_one_of(&rule.roles));
        let permitted = match command {
            DeclaredCommand::VoidCase { .. } | DeclaredCommand::ReassignCase { .. } => true,
            // Whoever takes any of its steps notes what belongs to it.
            DeclaredCommand::RecordExternalNumber { .. } | DeclaredCommand::LinkCase { .. } => {
                let kinds = self.kinds().await?;
                let declaration = of_case.and_then(|kind| kinds.kind(kind));
                declaration.is_none_or(|kind| kind.steps.iter().any(|step| self.has_one_of(&step.roles)))
            }
            DeclaredCommand::OpenCase { kind, version, .. } => {
                let kinds = self.kinds().await?;
                may(kinds.version(*kind, *version).map(|declaration| declaration.opening()))
            }
            DeclaredCommand::TakeStep { step, version, .. } => {
                let kinds = self.kinds().await?;
                let declaration = of_case.and_then(|kind| kinds.version(kind, *version));
                may(declaration.and_then(|declaration| declaration.step(step)))
            }
        };
        if permitted { Ok(()) } else { Err(self.denied(Action::Command(Kind::Declared, command.name()))) }
    }
}
