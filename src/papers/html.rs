//! A report as one file for a browser: each number leads to its note, and back.
use super::{Form, PaperError};
use crate::figures::report::Report;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

const PAGE: &str = include_str!("templates/report.html");

pub(super) fn draw(report: &Report) -> Result<String, PaperError> {
    let failed = |error: minijinja::Error| PaperError::drawing(Form::Html, error);
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report.html", PAGE).map_err(failed)?;
    let said = &report.captions;
    let notes: Vec<_> = report
        .notes()
        .iter()
        .map(|number| context! { note => number.note, text => report.note(number) })
        .collect();
    let rows = report.comparison.iter().flat_map(|comparison| &comparison.rows).map(|row| {
        context! {
            outcome => super::outcome(report, row), kind => Value::from(Serde(row.outcome)), words => row.words.clone(), place => row.place.clone(),
            printed => super::as_printed(report, row), figure => row.figure.clone(), unit => row.unit.clone(),
            ours => row.ours.map(|ours| ours.to_string()),
        }
    });
    let rows: Vec<_> = rows.collect();
    let page = environment.get_template("report.html").map_err(failed)?;
    let about = context! {
        report => Value::from(Serde(report)), notes, rows, words => context! {
            notes => said.notes.clone(), comparison => said.comparison.clone(), status => said.status.clone(),
            words => said.words.clone(), printed => said.printed.clone(), ours => said.ours.clone(),
            figure => said.figure.clone(), place => said.place.clone(),
        },
        totals => report.comparison.as_ref().map(|comparison| super::totals(report, comparison)),
    };
    page.render(about).map_err(failed)
}
