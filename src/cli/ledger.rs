//! `anjuan ledger petitions|fire-hazards|illegal-structures|inspections|KIND [--year Y] -o FILE.xlsx`
use super::export::{beside, whole};
use super::{Context, DONE, Failure, WRONG_USAGE};
use crate::commands::OfficeDesk;
use crate::exchange::importing;
use crate::exchange::ledgers::{Book, Ledger};
use crate::exchange::tables::Form;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  anjuan --as zhang.min ledger petitions --year 2019 -o 信访登记台账.xlsx\n  \
                  anjuan --as zhang.min ledger fire-hazards -o 消防隐患台账.csv\n  \
                  anjuan --as zhang.min ledger visit -o 大调研走访台账.xlsx\n\nWhat whoever asks may not see is left \
                  empty: the machine's operator sees nobody's name, a leader (--as) does."
)]
pub(super) struct LedgerArgs {
    /// Which ledger: petitions, fire-hazards, illegal-structures, inspections, or the id of a declared kind.
    ledger: String,
    /// Only cases that were opened in this year.
    #[arg(long, value_name = "Y")]
    year: Option<i32>,
    /// The file: .xlsx or .csv.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// The ledgers of kinds that are written in Rust; those of declared kinds have their ids.
const LEDGERS: [(&str, Ledger); 4] = [
    ("petitions", Ledger::Petitions),
    ("fire-hazards", Ledger::FireHazards),
    ("illegal-structures", Ledger::IllegalStructures),
    ("inspections", Ledger::Inspections),
];

/// The ledger of this name.
async fn named(desk: &OfficeDesk, name: &str) -> Result<Ledger, Failure> {
    if let Some((_, ledger)) = LEDGERS.iter().find(|(known, _)| *known == name) {
        return Ok(*ledger);
    }
    let books = Book::all(&*desk.kinds().await?);
    if let Some(book) = books.iter().find(|book| book.declaration.id.as_str() == name) {
        return Ok(Ledger::Declared(*book));
    }
    let known = LEDGERS.iter().map(|(known, _)| *known);
    let known: Vec<_> = known.chain(books.iter().map(|book| book.declaration.id.as_str())).collect();
    Err(format!("there is no ledger '{name}'; the office keeps {}", known.join(", ")).into())
}

/// The form that the ending of a file's name says.
pub(super) fn form_of(file: &Path) -> Result<Form, String> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    ending.parse().map_err(|_| format!("{}: name a file that ends in .xlsx or .csv", file.display()))
}

pub(super) async fn run(context: &Context, args: LedgerArgs) -> Result<u8, Failure> {
    let form = match form_of(&args.output) {
        Ok(form) => form,
        Err(error) => {
            eprintln!("anjuan: {error}");
            return Ok(WRONG_USAGE);
        }
    };
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let template = "{spinner} {human_pos} rows, {per_sec}";
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template(template)?);
    let wanted = (named(&desk, &args.ledger).await?, args.year);
    let book = importing::write(&desk, wanted, form, |rows| bar.set_position(rows)).await?;
    bar.finish_and_clear();
    let part = beside(&args.output);
    whole(&args.output, &part, std::fs::write(&part, &book.bytes))?;
    eprintln!("{}: {} rows", args.output.display(), book.rows);
    if book.untold > 0 {
        eprintln!("  {} cases stand in no ledger yet and are left out", book.untold);
    }
    if book.withheld > 0 {
        eprintln!(
            "  {} cells are empty, for whoever asks may not see what stands there; such a book cannot be imported again",
            book.withheld
        );
    }
    store.close().await;
    Ok(DONE)
}
