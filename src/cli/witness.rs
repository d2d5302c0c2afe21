//! `anjuan witness QUESTION --key FILE --log KEY --state FILE`, `anjuan witness serve --listen ADDR …`
use super::checkpoint::write;
use super::proof::{read_key, text_or_file};
use super::signals::Signals;
use super::{Context, DONE, Failure};
use crate::clock::Source;
use crate::proof::PublicKey;
use crate::proof::witness::{Question, Witness};
use crate::web::server::Server;
use crate::web::witness::router;
use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "For another body, on another machine: it keeps the last checkpoint of each log, demands that the next \
                        one goes on from it, and cosigns. It needs no store.\n\nExamples:\n  \
                        anjuan proof key new witness.key --name district/audit --witness\n  \
                        anjuan witness question.txt --key witness.key --log office.pub --state seen.json -o cosigned\n  \
                        anjuan witness serve --key witness.key --log office.pub --state seen.json"
)]
pub(super) struct WitnessArgs {
    #[command(subcommand)]
    command: Option<WitnessCommand>,
    /// The question: what `anjuan checkpoint --witness-saw EVENTS` writes.
    #[arg(required = true)]
    question: Option<PathBuf>,
    #[command(flatten)]
    who: Option<WhoArgs>,
    /// Where to write the cosigned checkpoint; without it, to the terminal.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(super) enum WitnessCommand {
    /// Answer the questions of offices by HTTP (C2SP tlog-witness) until Ctrl-C or SIGTERM.
    #[command(
        after_help = "Listener, TLS and limits are configured as for `anjuan serve`. What was seen is on the disk before \
                            it is answered.\n\nExample:\n  anjuan witness serve --listen 0.0.0.0:8020 --key witness.key \
                            --log office.pub --state seen.json"
    )]
    Serve {
        /// The address to listen on [default: 127.0.0.1:8019].
        #[arg(long, value_name = "ADDR")]
        listen: Option<SocketAddr>,
        #[command(flatten)]
        who: WhoArgs,
    },
}

/// Who cosigns, what, and what was seen.
#[derive(Args, Debug)]
pub(super) struct WhoArgs {
    /// The file of the witness's own key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The key of an office's logs that it watches, or the file with it. May be given several times.
    #[arg(long, value_name = "KEY", required = true)]
    log: Vec<String>,
    /// A log that was begun anew, by its name (anjuan/CODE/epoch-N): to the witness it is another one, which its operator
    /// has to accept. May be given several times.
    #[arg(long, value_name = "NAME")]
    epoch: Vec<String>,
    /// Where it keeps what it saw.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
}

impl WitnessArgs {
    /// Whether it serves.
    pub(super) const fn serves(&self) -> bool {
        self.command.is_some()
    }
}

impl WhoArgs {
    fn open(&self) -> Result<Witness, Failure> {
        let key = |text: &String| Ok::<_, Failure>(text_or_file(text)?.parse::<PublicKey>()?);
        let mut logs = self.log.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        for name in &self.epoch {
            let key = logs.iter().find_map(|key| key.of_log(name));
            logs.push(key.ok_or_else(|| format!("{name} is no log of one of the keys that are named"))?);
        }
        Ok(Witness::open(read_key(&self.key)?, logs, &self.state)?)
    }
}

pub(super) async fn run(context: &Context, args: WitnessArgs) -> Result<u8, Failure> {
    let source = Source::system().map_err(|error| error.to_string())?;
    if let Some(WitnessCommand::Serve { who, .. }) = &args.command {
        return serve(context, who.open()?, source).await;
    }
    let (Some(path), Some(who)) = (&args.question, &args.who) else {
        return Err("there is no question; name its file".into());
    };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let question = Question::read(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let cosigned = who.open()?.cosign(&question, source.now())?;
    write(args.output.as_deref(), &cosigned.note)?;
    Ok(DONE)
}

/// Answers until it is told to stop.
async fn serve(context: &Context, witness: Witness, source: Source) -> Result<u8, Failure> {
    let server = Server::bind(&context.loaded.config).await?;
    let signals = Signals::heard()?;
    let scheme = if server.certificate().is_some() { "https" } else { "http" };
    eprintln!("a witness at {scheme}://{}/add-checkpoint — Ctrl-C stops", server.address()?);
    let obeying = tokio::spawn(signals.obey(server.stopping().clone(), server.certificate().cloned()));
    let outcome = server.run(router(witness, source), Vec::new()).await;
    obeying.abort();
    Ok(outcome.map(|()| DONE)?)
}
