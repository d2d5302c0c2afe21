//! `anjuan evidence CASE… -o FILE.zip`
use super::{Context, DONE, Failure, output};
use crate::cases::words::CaseNumber;
use crate::web::evidence;
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    after_help = "What is personal stays sealed and is named by the hash of its ciphertext. That the cases were taken is \
                        recorded.\n\nExamples:\n  anjuan evidence XF2019-0001 -o evidence.zip\n  \
                        anjuan --as sun.li evidence XF2019-0001 XF2019-0002 -o evidence.zip"
)]
pub(super) struct EvidenceArgs {
    /// The cases' numbers.
    #[arg(value_name = "CASE", required = true)]
    numbers: Vec<CaseNumber>,
    /// The package; a file that is there is not written over.
    #[arg(short, long, value_name = "FILE.zip")]
    output: PathBuf,
}

pub(super) async fn run(context: &Context, args: EvidenceArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let shown = args.output.display().to_string();
    let not_written = |error: std::io::Error| format!("{shown}: {error}");
    let mut file = std::fs::File::create_new(&args.output).map_err(not_written)?;
    let packed = evidence::package(&desk, &args.numbers, context.lang).await;
    let packed = packed.map_err(Failure::from).and_then(|evidence| {
        std::io::Write::write_all(&mut file, &evidence.bytes).map_err(not_written)?;
        file.sync_all().map_err(not_written)?;
        Ok(evidence)
    });
    let evidence = match packed {
        Ok(evidence) => evidence,
        Err(error) => {
            // Half a package is none.
            let _ = std::fs::remove_file(&args.output);
            return Err(error);
        }
    };
    output::text(&format!("{} cases, up to position {}: {shown}\n", args.numbers.len(), evidence.position))?;
    store.close().await;
    Ok(DONE)
}
