//! Cases gathered by what a column holds. No index keeps them so: the first of those that another order's index finds are
//! sorted, and how many those are has a bound.
use super::super::case_list::{COLUMNS, listed};
use super::{Condition, Key, Order, Page, Statement, Wanted};
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};

/// The statement of a page after `after` of the first cases that are found, sorted.
#[must_use]
pub fn gathered_statement(
    office: OfficeId,
    wanted: &Wanted,
    order: Order,
    after: Option<&Key>,
    limit: u32,
) -> Statement {
    let found_by = order.found_by(wanted);
    let mut condition = Condition::of(office);
    condition.found(wanted, found_by, (false, false));
    let found = std::mem::replace(&mut condition.sql, "TRUE".to_owned());
    condition.looked_for(wanted, found_by);
    if let Some(key) = after {
        condition.beyond(order, key, if order.descending { "<" } else { ">" });
    }
    let Condition { sql, values } = condition;
    let (columns, by, first) = (order.columns(), order.by(), found_by.by());
    let most = found_by.gathered(wanted);
    // What the log is asked of a case is asked of those of the page alone, and not of all that are sorted.
    (
        format!(
            "SELECT {COLUMNS}, {columns} FROM (SELECT * FROM (SELECT * FROM cases {found} ORDER BY {first} \
             LIMIT {most}) AS cases WHERE office_id = $1 AND {sql} ORDER BY {by} LIMIT {limit}) AS cases \
             ORDER BY {by}"
        ),
        values,
    )
}

/// The page of at most `limit` cases that follows `after`.
pub(super) async fn page(
    db: &Db,
    office: OfficeId,
    wanted: &Wanted,
    order: Order,
    after: Option<&Key>,
    limit: u32,
) -> Result<Page, StorageError> {
    let (sql, values) = gathered_statement(office, wanted, order, after, limit + 1);
    let rows = db.fetch(sql, &values).await?;
    let kept = &rows[..rows.len().min(limit as usize)];
    let cases = kept.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
    let key_at = COLUMNS.split(", ").count();
    let next =
        kept.last().filter(|_| rows.len() > kept.len()).map(|last| order.key(last, key_at)).transpose()?;
    Ok(Page { cases, next, cut: cut(db, office, wanted, order).await? })
}

/// How many cases are gathered, if there are more.
async fn cut(db: &Db, office: OfficeId, wanted: &Wanted, order: Order) -> Result<Option<u32>, StorageError> {
    let found_by = order.found_by(wanted);
    let most = found_by.gathered(wanted);
    let mut condition = Condition::of(office);
    condition.found(wanted, found_by, (false, false));
    let Condition { sql, values } = condition;
    let by = found_by.by();
    let sql =
        "SELECT case_id FROM cases ".to_owned() + &sql + &format!(" ORDER BY {by} LIMIT 1 OFFSET {most}");
    Ok((!db.fetch(sql, &values).await?.is_empty()).then_some(most))
}
