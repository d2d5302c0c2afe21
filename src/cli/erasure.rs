//! `anjuan erasure ask`, `approve`, `reject`, `carry-out` and `list`
use super::coded::coded;
use super::{Context, DONE, Failure, app, output, retention};
use crate::cases::erasure::{ErasureCommand, Ground, Part};
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::words::{CaseNumber, Text};
use crate::commands::{OfficeDesk, Request};
use crate::policy::Query;
use crate::projections::case_list::{ListedCase, code};
use crate::queries::erasures::{self, Wanted};
use crate::schedule::{Erasing, forget, look_for_expired};
use crate::web::erasures::{ErasureView, in_words};
use clap::{Args, Subcommand};
use std::fmt::Write;

#[derive(Args, Debug)]
#[command(after_help = "\
Somebody asks, somebody else decides; then `anjuan serve`, or `anjuan erasure carry-out`, destroys the keys, in the store
and by the erase ledger in every backup that is restored, and takes out of search, drafts and files what they sealed. The
log stays whole: what was erased is shown as erased, and `anjuan verify` still says that nothing was changed.
While the case is open, or must be kept (retention.years), what is approved is restricted: nobody but an auditor reads it.

Examples:
  anjuan --as li.na erasure ask XF2019-0001 --part petitioner --ground consent-withdrawn
  anjuan --as zhao.min erasure approve XF2019-0001 --request 1
  anjuan erasure list")]
pub(super) struct ErasureArgs {
    #[command(subcommand)]
    command: ErasureVerb,
}

#[derive(Subcommand, Debug)]
enum ErasureVerb {
    /// Ask for a person, or what a case is about, to be erased.
    #[command(after_help = "Example:\n  anjuan erasure ask XF2019-0001 --part petitioner --part files \
                            --ground consent-withdrawn")]
    Ask {
        /// The case's number.
        #[arg(value_name = "CASE-NUMBER")]
        number: CaseNumber,
        /// What of it; several can be named.
        #[arg(long = "part", value_name = "PART", required = true, value_parser = coded("erasure.part", &Part::ALL))]
        parts: Vec<Part>,
        /// Why (Personal Information Protection Law, article 47).
        #[arg(long, value_parser = coded("erasure.ground", &Ground::ALL))]
        ground: Ground,
        /// The same in words, for whoever decides; they go with what is erased.
        #[arg(long, value_name = "WORDS")]
        reason: Option<Text>,
    },
    /// Approve what another person asked for.
    #[command(after_help = "Example:\n  anjuan --as zhao.min erasure approve XF2019-0001 --request 1")]
    Approve {
        /// The case's number.
        #[arg(value_name = "CASE-NUMBER")]
        number: CaseNumber,
        /// The request, as `anjuan erasure list` names it.
        #[arg(long, value_name = "N")]
        request: i64,
    },
    /// Reject what another person asked for.
    #[command(after_help = "Example:\n  anjuan --as zhao.min erasure reject XF2019-0001 --request 1 \
                            --reason 案件尚在复查期内，依法须予保存")]
    Reject {
        /// The case's number.
        #[arg(value_name = "CASE-NUMBER")]
        number: CaseNumber,
        /// The request, as `anjuan erasure list` names it.
        #[arg(long, value_name = "N")]
        request: i64,
        /// Why nothing is erased: whoever asked is told (Personal Information Protection Law, article 50).
        #[arg(long, value_name = "WORDS")]
        reason: Text,
    },
    /// Erase now what was approved and need not be kept any more; `anjuan serve` does it each minute.
    #[command(after_help = "Example:\n  anjuan erasure carry-out")]
    CarryOut,
    /// What was asked to be erased, and how far that is.
    #[command(after_help = "Examples:\n  anjuan erasure list\n  anjuan erasure list --json")]
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Requests that are listed at most: the newest.
const MOST: u32 = 5000;

pub(super) async fn run(context: &Context, args: ErasureArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let outcome = match args.command {
        ErasureVerb::Ask { number, parts, ground, reason } => {
            let case = numbered(&desk, &number).await?.case;
            let reason = reason.map(in_words);
            decided(&desk, ErasureCommand::AskErasure { case, parts, ground, reason }).await
        }
        ErasureVerb::Approve { number, request } => {
            let case = numbered(&desk, &number).await?.case;
            decided(&desk, ErasureCommand::ApproveErasure { case, asked: Version(request) }).await
        }
        ErasureVerb::Reject { number, request, reason } => {
            let case = numbered(&desk, &number).await?.case;
            let (asked, reason) = (Version(request), Some(in_words(reason)));
            decided(&desk, ErasureCommand::RejectErasure { case, asked, reason }).await
        }
        ErasureVerb::CarryOut => carry_out(context, &desk).await,
        ErasureVerb::List { json } => list(&desk, json).await,
    };
    store.close().await;
    outcome.map(|()| DONE)
}

async fn numbered(desk: &OfficeDesk, number: &CaseNumber) -> Result<ListedCase, Failure> {
    let found = crate::queries::cases::numbered(desk, number).await?;
    Ok(found.ok_or_else(|| format!("there is no case {number} in this office; `anjuan cases` lists them"))?)
}

async fn decided(desk: &OfficeDesk, command: ErasureCommand) -> Result<(), Failure> {
    let now = desk.store().source().now();
    let request = Request::live(desk.office().erasures_stream(), Dated::at(now, command.clone()));
    let receipt = desk.execute(request).await?;
    output::text(&match command {
        ErasureCommand::AskErasure { .. } => {
            format!(
                "request {}: another person decides, with `anjuan erasure approve` or `reject`\n",
                receipt.version
            )
        }
        ErasureCommand::ApproveErasure { asked, .. } => {
            format!(
                "request {asked} is approved; nobody works with it any more, and it goes when it need not be kept\n"
            )
        }
        _ => "the request is rejected\n".to_owned(),
    })
}

async fn carry_out(context: &Context, desk: &OfficeDesk) -> Result<(), Failure> {
    desk.permit(Query::ReadErasures).await?;
    if !desk.subject().is_operator() {
        return Err("the machine's operator carries out what was approved; leave out --as".into());
    }
    let config = &context.loaded.config;
    let (files, retention) = (app::files(desk.store(), config)?, retention::of(&config.retention)?);
    let asked = look_for_expired(desk.store(), &retention).await?;
    let Erasing { erased, restricted } = forget(desk.store(), &files, &retention).await?;
    output::text(&format!(
        "{erased} requests carried out, {restricted} restricted until they may be; {asked} cases kept for too long\n"
    ))
}

async fn list(desk: &OfficeDesk, json: bool) -> Result<(), Failure> {
    let found = erasures::page(desk, Wanted::Newest(None, None), MOST).await?;
    let lines: Vec<_> = found.requested.into_iter().rev().map(ErasureView::from).collect();
    if json {
        return output::json(&lines);
    }
    let mut text = String::new();
    for line in &lines {
        let parts: Vec<_> = line.parts.iter().map(code).collect();
        let until = line.until.map(|day| format!(" until {day}")).unwrap_or_default();
        let (stage, ground) = (code(&line.stage), code(&line.ground));
        let ErasureView { request, case, asked, last, .. } = line;
        let parts = parts.join(", ");
        writeln!(text, "{request} {case} {parts}: {stage}{until}, {last} ({ground}, asked on {asked})")?;
    }
    output::text(&text)
}
