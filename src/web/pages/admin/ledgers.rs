//! `/admin/ledgers`: what the office's own books call the columns of its ledgers.
use super::forms::carry_out;
use super::{
    Failing, Form, Frame, IntoResponse, Kind, Problem, Reader, Redirect, Response, Sent, StatusCode, Tab,
    Template, Whole, drawn_as, frame, tabs,
};
use crate::exchange::ledgers::{Ledger, columns};
use crate::policy::Action;
use crate::web::api::body::forms::To;
use crate::web::pages::steps::Input;

/// A header of the office's own.
struct Line {
    header: String,
    column: String,
    /// The ledgers that have the column; none when no kind has it any more.
    ledgers: String,
}

#[derive(Template)]
#[template(path = "admin/ledgers.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    form: Option<Form>,
    /// The id of the command that takes a header back; none for who may not.
    takes_back: Option<String>,
    trouble: Option<String>,
}

/// The headers.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &Page::of(&reader, None).await?)
}

/// Says what a header stands for, or takes that back.
pub(super) async fn take(reader: Reader, sent: Sent) -> Result<Response, Problem> {
    tabs(&reader, "ledgers")?;
    match carry_out(&reader, Kind::Office, Some(String::new()), &sent).await? {
        Ok(_) => Ok(Redirect::to("/admin/ledgers").into_response()),
        Err(failing) => drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &Page::of(&reader, Some(&failing)).await?),
    }
}

impl Page {
    async fn of(reader: &Reader, failing: Option<&Failing>) -> Result<Self, Problem> {
        let tabs = tabs(reader, "ledgers")?;
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        let known = columns(&office.kinds);
        let line = |(header, column): (&_, &crate::cases::office::ColumnName)| Line {
            header: ToString::to_string(header),
            ledgers: having(&known, column.as_str()),
            column: column.to_string(),
        };
        let whole =
            Whole { reader, kind: Kind::Office, to: To::Known, action: "/admin/ledgers".to_owned(), failing };
        let mut form = whole.form("SetHeaderAlias", &[])?;
        for field in form.iter_mut().flat_map(|form| &mut form.fields) {
            if field.name == "column" {
                let choice = |(name, ledgers): &(&str, Vec<Ledger>)| {
                    ((*name).to_owned(), format!("{name} · {}", names(ledgers)))
                };
                field.input = Input::Choice(known.iter().map(choice).collect());
            }
        }
        let takes_back = reader.desk.may(Action::Command(Kind::Office, "RemoveHeaderAlias"));
        let trouble = failing.filter(|failing| failing.command == "RemoveHeaderAlias");
        let trouble = trouble.and_then(|failing| failing.problem.clone());
        Ok(Self {
            tabs,
            lines: office.headers.iter().map(line).collect(),
            form,
            takes_back: takes_back.then(|| reader.desk.store().source().command_id().to_string()),
            trouble: trouble.map(|problem| problem.in_language(reader.language).title().to_owned()),
            frame: frame(reader, reader.t("page.admin.ledgers")).await?,
        })
    }
}

fn names(ledgers: &[Ledger]) -> String {
    ledgers.iter().map(|ledger| ledger.name()).collect::<Vec<_>>().join("、")
}

fn having(known: &[(&str, Vec<Ledger>)], column: &str) -> String {
    known.iter().find(|(name, _)| *name == column).map(|(_, ledgers)| names(ledgers)).unwrap_or_default()
}
