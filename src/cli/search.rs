//! `anjuan search WORDS… [--kind KIND] [--after CURSOR] [--limit N] [--json]`
use super::{Context, DONE, Failure, WRONG_USAGE, output};
use crate::cases::any_file::CaseKind;
use crate::search::{Asked, Cursor, QueryError, Sight};
use crate::web::search_view::SearchView;
use clap::Args;
use std::fmt::Write;

#[derive(Args, Debug)]
#[command(
    after_help = "Every word must be found, the newest cases come first. A case is found by the words of its matter, by \
                  committee, place and address, by its own number or the front of it, by numbers of papers and of other \
                  systems (12345), and by an exact phone or identity number. Nobody is found by name.\n\n\
                  Examples:\n  anjuan search 楼道堆物 共青路\n  anjuan search XF2019-00\n  anjuan search 139-0000-0000\n  \
                  anjuan search 漏水 --kind petition --json\n\nExit codes: 0 done, also when nothing was found; 1 failed; \
                  64 there is nothing to look for."
)]
pub(super) struct SearchArgs {
    /// What to look for.
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Only these kinds: petition, `fire_hazard`, `illegal_structure`, `inspection` or declared ones by their ids.
    #[arg(long, value_name = "KIND")]
    kind: Vec<CaseKind>,
    /// Go on where a page ended: the cursor that it gave.
    #[arg(long, value_name = "CURSOR")]
    after: Option<Cursor>,
    /// Cases on a page.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u8).range(1..=50))]
    limit: u8,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(context: &Context, args: SearchArgs) -> Result<u8, Failure> {
    let asked = match asked(&args) {
        Ok(asked) => asked,
        Err(error) => {
            eprintln!("anjuan: {error}");
            return Ok(WRONG_USAGE);
        }
    };
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    for kind in &asked.kinds {
        if !desk.knows(*kind).await? {
            eprintln!("anjuan: '{kind}' is no kind of case; `anjuan kind list` shows the declared ones");
            return Ok(WRONG_USAGE);
        }
    }
    let view = SearchView::of(&desk, asked).await?;
    if args.json {
        output::json(&view)?;
    } else {
        output::text(&table(&view)?)?;
    }
    store.close().await;
    Ok(DONE)
}

fn asked(args: &SearchArgs) -> Result<Asked, QueryError> {
    let asked = Asked::new(&args.words.join(" "), Sight::everything())?;
    Ok(Asked { kinds: args.kind.clone(), after: args.after, limit: args.limit.into(), ..asked })
}

fn table(view: &SearchView) -> Result<String, Failure> {
    let mut text = String::new();
    for found in &view.cases {
        let case = &found.case;
        writeln!(
            text,
            "{} {} {} {} {}",
            output::pad(case.number.as_str(), 16),
            case.opened,
            output::pad(&case.phase, 16),
            output::pad(case.committee.as_deref().unwrap_or(""), 10),
            found.found_in.codes().join(", ")
        )?;
    }
    match &view.next {
        Some(next) => writeln!(text, "{} cases; more with --after {next}", view.cases.len())?,
        None => writeln!(text, "{} cases", view.cases.len())?,
    }
    Ok(text)
}
