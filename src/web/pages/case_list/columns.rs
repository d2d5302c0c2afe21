//! The columns of the list, and how each sorts.
use super::super::form::Sent;

/// A column.
pub(super) struct Column {
    /// Its name, in words and style sheets.
    pub(super) name: &'static str,
    /// Where it sorts the list, if it does.
    pub(super) href: Option<String>,
    /// How it is sorted now: `ascending`, `descending`, `none`.
    pub(super) sorted: &'static str,
}

/// Columns, with the order that each sorts by.
const COLUMNS: [(&str, Option<&str>); 8] = [
    ("number", Some("number")),
    ("kind", Some("kind")),
    ("category", Some("category")),
    ("committee", Some("committee")),
    ("department", Some("department")),
    ("phase", Some("phase")),
    ("opened", Some("opened")),
    ("due", Some("due")),
];

/// The columns; where none sorts, the list has one order.
pub(super) fn columns(asked: &Sent, sorts: bool) -> Vec<Column> {
    let now = asked.text("sort");
    let column = |(name, sort): (&'static str, Option<&str>)| {
        let sorted = match sort {
            Some(sort) if now == sort => "ascending",
            Some(sort) if now.strip_prefix('-') == Some(sort) => "descending",
            _ => "none",
        };
        let href = sort.filter(|_| sorts).map(|sort| {
            let sort = if sorted == "ascending" { format!("-{sort}") } else { sort.to_owned() };
            format!("/cases?{}", asked.with("after", None).with("sort", Some(&sort)).written())
        });
        Column { name, href, sorted }
    };
    COLUMNS.map(column).into()
}
