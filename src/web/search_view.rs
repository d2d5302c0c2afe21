//! What was found, as every reader gets it: listed cases, and in which of their fields.
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::database::StorageError;
use crate::event_log::{EventLog, Position};
use crate::policy::{Action, Query};
use crate::projections::case_list::{self, ListedCase};
use crate::queries::cases;
use crate::search::{Asked, Fields, Found, Hit};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A case that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FoundCase {
    /// The case.
    #[serde(flatten)]
    pub case: ListedCase,
    /// The fields in which it was found: `number`, `external_number`, `paper`, `matter`, `place`, `phone`, `identity`,
    /// `informant`.
    #[schema(value_type = Vec<String>)]
    pub found_in: Fields,
}

/// A page of what was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SearchView {
    /// The cases, newest first.
    pub cases: Vec<FoundCase>,
    /// Where the next page begins, for `after`; none if there is no more. A page of a common question may be short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The position of the log up to which everything could be found.
    #[schema(value_type = i64)]
    pub position: Position,
}

impl SearchView {
    /// What answers the question; what was written before it is found. A case is found by its whole number at once, and
    /// what else mentions that number as soon as the index has followed. What the reader must not learn is left out, and
    /// nobody but the operator looks for who reported something.
    ///
    /// # Errors
    /// When the reader may not search, or the database fails.
    pub async fn of(desk: &OfficeDesk, asked: Asked) -> Result<Self, NotPermitted> {
        if !desk.may(Action::Query(Query::SearchCases)) {
            return Self::so_far(desk, asked).await;
        }
        let bearer = match &asked.number {
            Some(number) if asked.after.is_none() => cases::numbered(desk, number).await?,
            _ => None,
        };
        if bearer.is_none() {
            catch_up(desk).await?;
        }
        if asked.is_for_a_person() {
            desk.note_person_search().await?;
        }
        Self::found(desk, asked, bearer).await
    }

    /// The same without waiting for an index that is behind: what was written last may be missing.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn so_far(desk: &OfficeDesk, asked: Asked) -> Result<Self, NotPermitted> {
        Self::found(desk, asked, None).await
    }

    /// What the index knows, and the case that bears the number that was asked for, if it is known already.
    async fn found(
        desk: &OfficeDesk,
        mut asked: Asked,
        bearer: Option<ListedCase>,
    ) -> Result<Self, NotPermitted> {
        let sight = desk.permit(Query::SearchCases).await?;
        asked.sight.hidden.extend(sight.hidden.iter().copied());
        asked.sight.kept_only = desk.kept_only().await?;
        if !desk.subject().is_operator() {
            asked.sight.fields = Fields::WITHOUT_INFORMANTS;
        }
        let (store, office, limit) = (desk.store(), desk.office(), asked.limit);
        let bearer = bearer.filter(|bearer| asked.admits(bearer.case, bearer.kind));
        let lacks =
            |found: &Found| bearer.as_ref().filter(|b| found.hits.iter().all(|hit| hit.case != b.case));
        let mut found = store.search().find(office, asked.clone()).await?;
        if let Some(bearer) = lacks(&found) {
            if found.hits.len() < limit {
                found.hits.insert(0, Hit { case: bearer.case, fields: Fields::NUMBER });
            } else {
                catch_up(desk).await?;
                found = store.search().find(office, asked).await?;
            }
        }
        let Found { hits, next, position } = found;
        let fields: HashMap<_, _> = hits.iter().map(|hit| (hit.case, hit.fields)).collect();
        let cases: Vec<_> = hits.iter().map(|hit| hit.case).collect();
        let listed = match bearer {
            Some(bearer) if cases == [bearer.case] => vec![bearer],
            _ => case_list::of(store.db(), office, &cases).await?,
        };
        let found = |case: ListedCase| FoundCase { found_in: fields[&case.case], case };
        let cases = listed.into_iter().map(found).collect();
        Ok(Self { cases, next: next.map(|cursor| cursor.to_string()), position })
    }
}

async fn catch_up(desk: &OfficeDesk) -> Result<(), StorageError> {
    let head = desk.store().log().head(desk.office()).await?;
    desk.store().search().reach(desk.office(), head).await?;
    Ok(())
}
