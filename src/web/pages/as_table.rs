//! The list of a page as a table, a workbook or text: every row of it, not only those of the page, in the same words and
//! under the same policy.
use super::form::Sent;
use super::reader::Reader;
use crate::exchange::tables::{Form, Table};
use crate::web::problem::Problem;
use crate::web::table_file::unwritten;

/// Rows that are read at a time.
pub(super) const TOGETHER: usize = 1000;

/// Where a list is as a table, by the name of each form.
pub(super) type Links = [(&'static str, String); 2];

/// In what form the list is wanted, if not as a page.
pub(super) fn wanted(asked: &Sent) -> Result<Option<Form>, Problem> {
    let form = Some(asked.text("format")).filter(|form| !form.is_empty());
    let form = form.map(str::parse).transpose();
    form.map_err(|error: String| Problem::bad_request("query.format", error).about("format"))
}

/// Where the list at `path` is as a table, under the same filter.
pub(super) fn links(path: &str, asked: &Sent) -> Links {
    let whole = asked.with("after", None).with("before", None);
    Form::ALL
        .map(|form| (form.name(), format!("{path}?{}", whole.with("format", Some(form.name())).written())))
}

/// A table whose name and columns are told by these keys.
pub(super) fn begin(reader: &Reader, form: Form, name: &str, columns: &[&str]) -> Result<Table, Problem> {
    let header: Vec<_> = columns.iter().map(|key| reader.t(key).into_owned()).collect();
    Table::begin(form, &reader.t(name), None, &header).map_err(unwritten)
}
