//! Pages of the list of cases: under any filter, in an order by day or number, each page found by its key in an index; or
//! gathered by what a column holds. A page looks through a bounded part of its order, so that what it costs does not grow
//! with the number of cases.
mod counted;
mod gathered;

use super::case_list::{COLUMNS, ListedCase, listed};
use crate::cases::any_file::CaseKind;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::cases::petition::Channel;
use crate::database::{Db, Row, StorageError, Value};
use std::fmt::Write;

pub use counted::{count, count_each, counting_statements};
pub use gathered::gathered_statement;

/// Rows of its order that one page looks through at most.
pub const WALK: u32 = 4_000;
/// The same where each of them has to be looked up in another table.
pub const WALK_BESIDE: u32 = WALK / 2;
/// Rows of its order that one count looks through at most, and that are gathered by what a column holds.
pub const COUNTED: u32 = 8_000;
/// Rows that are gathered where each has to be fetched from elsewhere: in an order in which they do not lie, or with what
/// another table holds.
const GATHERED_APART: u32 = COUNTED / 4;

/// Which cases are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Only this kind.
    pub kind: Option<CaseKind>,
    /// Only those that stand here.
    pub phase: Option<String>,
    /// Only those with something still to be done, or only the others.
    pub open: Option<bool>,
    /// Only those of this committee.
    pub committee: Option<String>,
    /// Only those of this department.
    pub department: Option<String>,
    /// Only those of this category.
    pub category: Option<String>,
    /// Only petitions that came in so.
    pub channel: Option<Channel>,
    /// Only those due on this day or later.
    pub due_from: Option<Day>,
    /// Only those due on this day or before.
    pub due_to: Option<Day>,
    /// Only those opened on this day or later.
    pub opened_from: Option<Day>,
    /// Only those opened on this day or before.
    pub opened_to: Option<Day>,
    /// Only those whose number begins so.
    pub number: Option<String>,
}

/// By what they are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// By the day on which they were opened.
    #[default]
    Opened,
    /// By what is due next; only open cases for which something is due.
    Due,
    /// By number; a case whose import was undone has none.
    Number,
    /// By the day on which they were closed; only closed ones.
    Closed,
    /// By kind.
    Kind,
    /// By category.
    Category,
    /// By committee.
    Committee,
    /// By department.
    Department,
    /// By where they stand.
    Phase,
}

impl Sort {
    /// The column by which cases are gathered, where no index keeps them in that order: one more index for each column
    /// would be paid by every event of every case.
    #[must_use]
    pub const fn gathers(self) -> Option<&'static str> {
        match self {
            Self::Opened | Self::Due | Self::Number | Self::Closed => None,
            Self::Kind => Some("kind"),
            Self::Category => Some("category"),
            Self::Committee => Some("committee"),
            Self::Department => Some("department"),
            Self::Phase => Some("phase"),
        }
    }
}

/// The order of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Order {
    /// By what.
    pub sort: Sort,
    /// The last one first.
    pub descending: bool,
}

/// A place in an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// Of an order by day.
    Day(Day, CaseId),
    /// Of the order by number.
    Number(String),
    /// Of cases that are gathered: what the column holds, the empty text if nothing.
    Text(String, CaseId),
}

/// One page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its cases.
    pub cases: Vec<ListedCase>,
    /// Where the next page begins, if there may be one. A page may be short, even empty, and there is more to come.
    pub next: Option<Key>,
    /// How many cases were gathered, where there are more.
    pub cut: Option<u32>,
}

/// A statement and its values.
type Statement = (String, Vec<Value>);

impl Order {
    const fn columns(self) -> &'static str {
        match self.sort {
            Sort::Opened => "opened_day, case_id",
            Sort::Due => "due_day, case_id",
            Sort::Number => "number",
            Sort::Closed => "closed_day, case_id",
            Sort::Kind => "kind, case_id",
            Sort::Category => "COALESCE(category, ''), case_id",
            Sort::Committee => "COALESCE(committee, ''), case_id",
            Sort::Department => "COALESCE(department, ''), case_id",
            Sort::Phase => "phase, case_id",
        }
    }

    /// The order by an index in which the cases of this order are found: this order itself, but where it gathers them.
    #[must_use]
    pub const fn found_by(self, wanted: &Wanted) -> Self {
        match self.sort.gathers() {
            None => self,
            Some(_) if wanted.due_from.is_some() || wanted.due_to.is_some() => {
                Self { sort: Sort::Due, descending: false }
            }
            Some(_) => Self { sort: Sort::Opened, descending: true },
        }
    }

    /// How many cases are gathered at most, if they are found in this order. They lie as they were opened.
    const fn gathered(self, wanted: &Wanted) -> u32 {
        if matches!(self.sort, Sort::Opened) && wanted.channel.is_none() { COUNTED } else { GATHERED_APART }
    }

    fn by(self) -> String {
        let turn = if self.descending { " DESC" } else { "" };
        match self.columns().strip_suffix(", case_id") {
            Some(first) => format!("{first}{turn}, case_id{turn}"),
            None => format!("{}{turn}", self.columns()),
        }
    }

    fn key(self, row: &Row, at: usize) -> Result<Key, StorageError> {
        match self.sort {
            Sort::Number => Ok(Key::Number(row.get(at)?)),
            sort if sort.gathers().is_some() => Ok(Key::Text(row.get(at)?, StreamId(row.get(at + 1)?))),
            _ => Ok(Key::Day(row.get(at)?, StreamId(row.get(at + 1)?))),
        }
    }
}

/// A condition in the making.
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    fn of(office: OfficeId) -> Self {
        Self { sql: "WHERE office_id = $1".to_owned(), values: vec![office.0.into()] }
    }

    fn and(&mut self, condition: &str) {
        let _ = write!(self.sql, " AND {condition}");
    }

    fn with(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let place = format!("${}", self.values.len());
        self.and(&condition.replace('?', &place));
    }

    fn maybe<V: Into<Value>>(&mut self, condition: &str, value: Option<V>) {
        if let Some(value) = value {
            self.with(condition, value);
        }
    }

    /// Beyond a place in the order.
    fn beyond(&mut self, order: Order, key: &Key, compare: &str) {
        match key {
            Key::Number(number) => self.with(&format!("number {compare} ?"), number.as_str()),
            Key::Day(day, case) => self.beyond_case(order, compare, (*day).into(), *case),
            Key::Text(text, case) => self.beyond_case(order, compare, text.as_str().into(), *case),
        }
    }

    fn beyond_case(&mut self, order: Order, compare: &str, first: Value, case: CaseId) {
        self.values.extend([first, case.0.into()]);
        let at = self.values.len();
        self.and(&format!("({}) {compare} (${}, ${at})", order.columns(), at - 1));
    }

    /// What the index of the order finds by itself, between the places of which these say whether there are any.
    fn found(&mut self, wanted: &Wanted, order: Order, (after, stop): (bool, bool)) {
        let (least, most) = if order.descending { (stop, after) } else { (after, stop) };
        match order.sort {
            Sort::Opened => {
                self.bound("opened_day", ">=", wanted.opened_from, least);
                self.bound("opened_day", "<=", wanted.opened_to, most);
                if wanted.open == Some(true) {
                    self.and("is_open");
                }
            }
            Sort::Due => {
                self.and("due_day IS NOT NULL");
                self.bound("due_day", ">=", wanted.due_from, least);
                self.bound("due_day", "<=", wanted.due_to, most);
            }
            Sort::Number => {
                self.and("numbered");
                self.bound("number", ">=", wanted.number.as_deref(), least);
                self.bound("number", "<", wanted.number.as_deref().and_then(after_all_of).as_deref(), most);
            }
            Sort::Closed => self.and("closed_day IS NOT NULL"),
            // Cases that are gathered are found in another order.
            Sort::Kind | Sort::Category | Sort::Committee | Sort::Department | Sort::Phase => {}
        }
    }

    /// A bound of what the index finds. Where a place in the order is a closer one, this one is hidden from the index:
    /// SQLite would begin or end with whichever stands first.
    fn bound<V: Into<Value>>(&mut self, column: &str, compare: &str, value: Option<V>, is_bound: bool) {
        let column = if is_bound { format!("COALESCE({column}, {column})") } else { column.to_owned() };
        self.maybe(&format!("{column} {compare} ?"), value);
    }

    /// What has to be looked for among what the index finds. Says whether there is anything.
    fn looked_for(&mut self, wanted: &Wanted, order: Order) -> bool {
        let before = self.sql.len();
        self.maybe("kind = ?", wanted.kind.as_ref().map(CaseKind::name));
        self.maybe("phase = ?", wanted.phase.as_deref());
        self.maybe("committee = ?", wanted.committee.as_deref());
        self.maybe("department = ?", wanted.department.as_deref());
        self.maybe("category = ?", wanted.category.as_deref());
        match wanted.open {
            Some(false) => self.and("NOT is_open"),
            Some(true) if order.sort != Sort::Opened => self.and("is_open"),
            // What is due after a case was handled is no due day of the case.
            None if order.sort == Sort::Due => self.and("is_open"),
            _ => {}
        }
        if order.sort != Sort::Opened {
            self.maybe("opened_day >= ?", wanted.opened_from);
            self.maybe("opened_day <= ?", wanted.opened_to);
        }
        if order.sort != Sort::Due {
            self.maybe("due_day >= ? AND is_open", wanted.due_from);
            self.maybe("due_day <= ? AND is_open", wanted.due_to);
        }
        if order.sort != Sort::Number {
            self.maybe("numbered AND number >= ?", wanted.number.as_deref());
            self.maybe("number < ?", wanted.number.as_deref().and_then(after_all_of).as_deref());
        }
        // Only petitions came in by a channel: the facts of no other case are looked at.
        self.maybe(
            "kind = 'petition' AND EXISTS (SELECT 1 FROM petition_facts WHERE petition_facts.office_id = $1 \
             AND petition_facts.case_id = cases.case_id AND channel = ?)",
            wanted.channel.as_ref().map(super::petition_facts::channel),
        );
        self.sql.len() > before
    }
}

/// The first text that comes after every text that begins with `prefix`, in the order of code points.
fn after_all_of(prefix: &str) -> Option<String> {
    let mut chars: Vec<_> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

/// The statement that finds where a page stops looking; none where the index alone finds what is wanted.
#[must_use]
pub fn stop_statement(
    office: OfficeId,
    wanted: &Wanted,
    order: Order,
    after: Option<&Key>,
) -> Option<Statement> {
    if !Condition::of(office).looked_for(wanted, order) {
        return None;
    }
    let mut condition = Condition::of(office);
    condition.found(wanted, order, (after.is_some(), false));
    if let Some(key) = after {
        condition.beyond(order, key, if order.descending { "<" } else { ">" });
    }
    let (columns, by) = (order.columns(), order.by());
    let Condition { sql, values } = condition;
    let walk = if wanted.channel.is_some() { WALK_BESIDE } else { WALK };
    // The limit stands in the statement, so that PostgreSQL knows it when it plans.
    Some((
        format!("SELECT {columns} FROM cases ") + &sql + &format!(" ORDER BY {by} LIMIT 1 OFFSET {walk}"),
        values,
    ))
}

/// The statement of a page from `after` until `stop`.
#[must_use]
pub fn page_statement(
    office: OfficeId,
    wanted: &Wanted,
    order: Order,
    (after, stop): (Option<&Key>, Option<&Key>),
    limit: u32,
) -> Statement {
    let mut condition = Condition::of(office);
    condition.found(wanted, order, (after.is_some(), stop.is_some()));
    let (beyond, within) = if order.descending { ("<", ">=") } else { (">", "<=") };
    if let Some(key) = after {
        condition.beyond(order, key, beyond);
    }
    if let Some(key) = stop {
        condition.beyond(order, key, within);
    }
    condition.looked_for(wanted, order);
    let Condition { sql, values } = condition;
    let (columns, by) = (order.columns(), order.by());
    (
        format!("SELECT {COLUMNS}, {columns} FROM cases ") + &sql + &format!(" ORDER BY {by} LIMIT {limit}"),
        values,
    )
}

/// The page of at most `limit` cases that follows `after`.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &Db,
    office: OfficeId,
    wanted: &Wanted,
    order: Order,
    after: Option<&Key>,
    limit: u32,
) -> Result<Page, StorageError> {
    if order.sort.gathers().is_some() {
        return gathered::page(db, office, wanted, order, after, limit).await;
    }
    let stop = match stop_statement(office, wanted, order, after) {
        Some((sql, values)) => {
            db.fetch(sql, &values).await?.first().map(|row| order.key(row, 0)).transpose()?
        }
        None => None,
    };
    let (sql, values) = page_statement(office, wanted, order, (after, stop.as_ref()), limit + 1);
    let rows = db.fetch(sql, &values).await?;
    let kept = &rows[..rows.len().min(limit as usize)];
    let cases = kept.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
    let key_at = COLUMNS.split(", ").count();
    let next = match kept.last() {
        Some(last) if rows.len() > kept.len() => Some(order.key(last, key_at)?),
        _ => stop,
    };
    Ok(Page { cases, next, cut: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_prefix_lies_before_the_first_text_after_it() {
        assert_eq!(after_all_of("XF2019-").as_deref(), Some("XF2019."));
        assert_eq!(after_all_of("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_all_of("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_all_of("\u{10ffff}"), None);
    }
}
