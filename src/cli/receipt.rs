//! `anjuan receipt NUMBER [-o FILE]`
use super::checkpoint::{notary, write};
use super::files::no_such_case;
use super::{Context, DONE, Failure};
use crate::cases::words::CaseNumber;
use crate::web::receipt_view::CaseReceiptView;
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    after_help = "The receipt shows that the case was registered: when, under which number, in which form. It names \
                        nobody. Whoever has it verifies it without the office: `anjuan verify FILE --key KEY`, or \
                        samples/verify/verify.py.\n\nExample:\n  anjuan receipt XF2019-0001 -o XF2019-0001.tlog-proof"
)]
pub(super) struct ReceiptArgs {
    /// The case's number.
    #[arg(value_name = "NUMBER")]
    number: CaseNumber,
    /// Where to write it; without it, to the terminal.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn run(context: &Context, args: ReceiptArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let notary = notary(&context.loaded.config.proof)?;
    let receipt = CaseReceiptView::of(&desk, &args.number, &notary).await?;
    store.close().await;
    let receipt = receipt.ok_or_else(|| no_such_case(&args.number))?;
    write(args.output.as_deref(), &receipt.tlog_proof)?;
    Ok(DONE)
}
