//! The policy asked about many cases at once: one look at how whoever acts stands to all of them.
use super::{Action, OfficeDesk, Query, Relation};
use crate::cases::ids::CaseId;
use crate::database::StorageError;
use crate::projections::{case_parts, erasures};
use std::collections::BTreeSet;

impl OfficeDesk {
    /// For each of the questions, those of the cases about which the policy answers it with yes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn permitted<const N: usize>(
        &self,
        queries: [Query; N],
        cases: &[CaseId],
    ) -> Result<[BTreeSet<CaseId>; N], StorageError> {
        let (db, user) = (self.store().db(), self.subject().user());
        let standings = case_parts::standings(db, self.office(), cases, user, self.today()).await?;
        let kept_only = erasures::restricted_of(db, self.office(), cases).await?;
        let mut permitted = [const { BTreeSet::new() }; N];
        for (case, standing) in standings {
            let mut relations = self.relations_at_hand(&standing);
            let all = |relations| {
                queries.map(|query| self.judge(Action::Query(query), relations, standing.level).is_yes())
            };
            let as_registrar = relations.with(Relation::Registered, true);
            // Who opened the case is read from the log only where it matters.
            if all(relations) != all(as_registrar) && self.registered(case, &standing).await? {
                relations = as_registrar;
            }
            let kept_only = kept_only.get(&case);
            for ((set, yes), query) in permitted.iter_mut().zip(all(relations)).zip(queries) {
                if yes && self.works_with(kept_only, query) {
                    set.insert(case);
                }
            }
        }
        Ok(permitted)
    }
}
