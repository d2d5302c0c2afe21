//! The columns of the list: which there are, how each sorts, and which of them a user has chosen, in which order.
use super::super::form::Sent;
use super::super::reader::Reader;
use crate::sign_in::preference::Preferences;
use crate::web::problem::Problem;

/// A column.
pub(in crate::web::pages) struct Column {
    /// Its name, in words and style sheets.
    pub(in crate::web::pages) name: &'static str,
    /// Where it sorts the list, if it does.
    pub(in crate::web::pages) href: Option<String>,
    /// How it is sorted now: `ascending`, `descending`, `none`.
    pub(in crate::web::pages) sorted: &'static str,
}

/// Columns, with the order that each sorts by.
const COLUMNS: [(&str, Option<&str>); 10] = [
    (NUMBER, Some("number")),
    ("kind", Some("kind")),
    ("category", Some("category")),
    ("committee", Some("committee")),
    ("department", Some("department")),
    ("phase", Some("phase")),
    ("opened", Some("opened")),
    ("due", Some("due")),
    ("due_day", Some("due")),
    ("closed", Some("closed")),
];
/// The column that leads to the case: it always stands there.
pub(super) const NUMBER: &str = "number";
/// What stands there if nothing was chosen.
pub(in crate::web::pages) const STANDARD: [&str; 8] =
    [NUMBER, "kind", "category", "committee", "department", "phase", "opened", "due"];
/// Under which name the choice is kept.
const CHOICE: &str = "case_list.columns";

/// Every column by its name.
pub(super) fn every() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// The columns that these names mean, each once, the number among them; unknown ones are passed over.
pub(super) fn meant<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'static str> {
    let mut meant = Vec::new();
    for name in names {
        if let Some(known) = every().find(|known| *known == name)
            && !meant.contains(&known)
        {
            meant.push(known);
        }
    }
    if !meant.contains(&NUMBER) {
        meant.insert(0, NUMBER);
    }
    meant
}

/// Where a reader's choice is kept; nobody but users has one.
pub(super) fn preferences(reader: &Reader) -> Option<Preferences> {
    let (db, user) = (reader.desk.store().db().clone(), reader.desk.subject().user()?);
    Some(Preferences { db, office: reader.desk.office(), user })
}

/// The columns that the reader has chosen; the standard ones, if none were.
pub(in crate::web::pages) async fn chosen(reader: &Reader) -> Result<Vec<&'static str>, Problem> {
    let Some(preferences) = preferences(reader) else { return Ok(STANDARD.into()) };
    let chosen = preferences.chosen(CHOICE).await?;
    Ok(chosen.map_or_else(|| STANDARD.into(), |names| meant(names.split(','))))
}

/// Keeps a choice; the standard columns are none.
pub(super) async fn choose(reader: &Reader, columns: &[&str]) -> Result<(), Problem> {
    let Some(preferences) = preferences(reader) else { return Ok(()) };
    if columns == STANDARD {
        return Ok(preferences.forget(CHOICE).await?);
    }
    Ok(preferences.choose(CHOICE, &columns.join(",")).await?)
}

/// These columns, as the list has them; where none sorts, it has one order.
pub(in crate::web::pages) fn columns(chosen: &[&'static str], asked: &Sent, sorts: bool) -> Vec<Column> {
    let now = asked.text("sort");
    let column = |name: &&'static str| {
        let sort = COLUMNS.iter().find(|(known, _)| known == name).and_then(|(_, sort)| *sort);
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
    chosen.iter().map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_each_known_column_once_and_always_the_number() {
        assert_eq!(meant(["due", "number", "due", "colour"]), ["due", "number"]);
        assert_eq!(meant(["phase"]), ["number", "phase"]);
        assert_eq!(meant(STANDARD), STANDARD);
        assert_eq!(meant([]), ["number"]);
    }
}
