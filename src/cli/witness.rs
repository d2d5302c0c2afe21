//! `anjuan witness QUESTION --key FILE --log KEY --state FILE`
use super::checkpoint::write;
use super::proof::{read_key, text_or_file};
use super::{DONE, Failure};
use crate::clock::Source;
use crate::proof::PublicKey;
use crate::proof::witness::{Question, Witness};
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    after_help = "For another body, on another machine: it keeps the last checkpoint of each log, demands that the next \
                        one goes on from it, and cosigns. It needs no store.\n\nExamples:\n  \
                        anjuan proof key new witness.key --name district/audit --witness\n  \
                        anjuan witness question.txt --key witness.key --log office.pub --state seen.json -o cosigned"
)]
pub(super) struct WitnessArgs {
    /// The question: what `anjuan checkpoint --witness-saw EVENTS` writes.
    question: PathBuf,
    /// The file of the witness's own key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The key of a log that it watches, or the file with it.
    #[arg(long, value_name = "KEY", required = true)]
    log: Vec<String>,
    /// Where it keeps what it saw.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Where to write the cosigned checkpoint; without it, to the terminal.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &WitnessArgs) -> Result<u8, Failure> {
    let path = args.question.display();
    let text = std::fs::read_to_string(&args.question).map_err(|error| format!("{path}: {error}"))?;
    let question = Question::read(&text).map_err(|error| format!("{path}: {error}"))?;
    let key = |text: &String| Ok::<_, Failure>(text_or_file(text)?.parse::<PublicKey>()?);
    let logs = args.log.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let mut witness = Witness::open(read_key(&args.key)?, logs, &args.state)?;
    let note = witness.cosign(&question, Source::system().map_err(|error| error.to_string())?.now())?;
    write(args.output.as_deref(), &note)?;
    Ok(DONE)
}
