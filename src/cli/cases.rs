//! `anjuan cases [--figure ID …the same dates] [--open] [--overdue] [--json]`
use super::export::{beside, whole};
use super::figures::{PeriodArgs, cases_behind, figure as figure_of};
use super::ledger::form_of;
use super::{Context, DONE, Failure, WRONG_USAGE, output};
use crate::cases::any_file::CaseKind;
use crate::cases::occurred::Day;
use crate::exchange::tables::Form;
use crate::policy::Query;
use crate::projections::case_list::{self, Filter, ListedCase};
use crate::web::cases_table;
use crate::web::figures_view::Known;
use clap::Args;
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  anjuan cases --open\n  anjuan cases --overdue --kind petition\n  \
                        anjuan cases --figure fire.overdue --from 2019-01-01 --to 2019-12-31 --as-of 2019-06-30 --json\n  \
                        anjuan cases --open --kind petition -o 未办结.xlsx")]
pub(super) struct CasesArgs {
    /// The cases that this figure counts (of a rate, its numerator); `anjuan figures` prints every id.
    #[arg(long, value_name = "ID", requires_all = ["from", "to"])]
    figure: Option<String>,
    /// The period's first day.
    #[arg(long, value_name = "DAY", requires = "figure")]
    from: Option<Day>,
    /// The period's last day.
    #[arg(long, value_name = "DAY", requires = "figure")]
    to: Option<Day>,
    /// What had happened by that evening; without it, by the period's last day.
    #[arg(long, value_name = "DAY", requires = "figure")]
    as_of: Option<Day>,
    /// What the log knew then: a position or a moment.
    #[arg(long, value_name = "T", requires = "figure")]
    known_at: Option<Known>,
    /// Only this kind: petition, `fire_hazard`, `illegal_structure`, `inspection` or a declared one by its id.
    #[arg(long, conflicts_with = "figure")]
    kind: Option<CaseKind>,
    /// Only those with something still to be done.
    #[arg(long)]
    open: bool,
    /// Only open ones with something due before today.
    #[arg(long)]
    overdue: bool,
    /// Write the list as a table, `csv` or `xlsx`; without it, as the ending of the file says.
    #[arg(long, requires = "output", conflicts_with = "json")]
    format: Option<Form>,
    /// The file of the table.
    #[arg(short, long, value_name = "FILE", conflicts_with = "json")]
    output: Option<PathBuf>,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(context: &Context, args: CasesArgs) -> Result<u8, Failure> {
    let period = match (args.figure, args.from, args.to) {
        (Some(figure), Some(from), Some(to)) => {
            Some((figure, PeriodArgs { from, to, as_of: args.as_of, known_at: args.known_at }))
        }
        _ => None,
    };
    if period.as_ref().is_some_and(|(_, period)| !period.makes_sense()) {
        return Ok(WRONG_USAGE);
    }
    let form = match (&args.output, args.format) {
        (Some(_), Some(form)) => Some(form),
        (Some(file), None) => match form_of(file) {
            Ok(form) => Some(form),
            Err(error) => {
                eprintln!("anjuan: {error}");
                return Ok(WRONG_USAGE);
            }
        },
        (None, _) => None,
    };
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let today = store.source().now().day();
    let cases = if let Some((figure, period)) = period {
        let Some(figure) = figure_of(&desk, &figure).await? else { return Ok(WRONG_USAGE) };
        let cases = cases_behind(&desk, &period, figure).await?;
        let mut cases = case_list::of(store.db(), desk.office(), &cases).await?;
        cases.retain(|case| !args.open || case.open);
        cases.retain(|case| !args.overdue || case.due.is_some_and(|due| due < today));
        cases
    } else {
        if let Some(kind) = args.kind
            && !desk.knows(kind).await?
        {
            eprintln!("anjuan: '{kind}' is no kind of case; `anjuan kind list` shows the declared ones");
            return Ok(WRONG_USAGE);
        }
        let due_before = args.overdue.then_some(today);
        let filter = Filter { kind: args.kind, open: args.open, due_before, after: None, limit: None };
        let sight = desk.permit(Query::ListCases).await?;
        let mut cases = case_list::list(store.db(), desk.office(), &filter).await?;
        cases.retain(|case| sight.shows(case.case));
        cases
    };
    if let (Some(form), Some(file)) = (form, &args.output) {
        let bytes = cases_table::table(&cases, &*desk.kinds().await?, form, context.lang)?;
        let part = beside(file);
        whole(file, &part, std::fs::write(&part, bytes))?;
        eprintln!("{}: {} cases", file.display(), cases.len());
    } else if args.json {
        output::json(&cases)?;
    } else {
        output::text(&table(&cases)?)?;
    }
    store.close().await;
    Ok(DONE)
}

fn table(cases: &[ListedCase]) -> Result<String, Failure> {
    let mut text = String::new();
    for case in cases {
        let due = case.due.map(|due| format!("due {due}")).unwrap_or_default();
        let closed = case.closed.map(|day| format!("closed {day}")).unwrap_or_default();
        writeln!(
            text,
            "{} {} {} {} {} {} {}",
            output::pad(case.number.as_str(), 16),
            case.opened,
            output::pad(&case.phase, 16),
            output::pad(case.committee.as_deref().unwrap_or(""), 10),
            output::pad(case.category.as_deref().unwrap_or(""), 22),
            output::pad(&due, 15),
            closed
        )?;
    }
    writeln!(text, "{} cases", cases.len())?;
    Ok(text)
}
