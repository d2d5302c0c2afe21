//! The command line. Others' scripts rely on its words and exit codes: 0 done, 1 failed, 2 some rows of an import
//! refused and the rest in, or a printed report that differs, 64 wrong usage.
mod admin;
mod alias;
mod app;
mod attach;
mod backup;
mod calendar;
mod cases;
mod checkpoint;
mod coded;
mod config;
mod demo;
mod erasure;
mod evidence;
mod export;
mod export_log;
mod figures;
mod files;
mod history;
mod import;
mod indicator;
mod key;
mod kind;
mod ledger;
mod logging;
mod message;
mod office;
mod output;
mod paper;
mod proof;
mod receipt;
mod report;
mod retention;
mod sample;
mod search;
mod serve;
mod signals;
mod target;
mod user;
mod verify;
mod witness;

use crate::cases::user::LoginName;
use crate::clock::Source;
use crate::commands::{OfficeDesk, Store};
use crate::config::Loaded;
use crate::database::{Backup, Caution, StoreUrl};
use crate::event_log::Actor;
use crate::keys::Guard;
use crate::web::words::Language;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Everything went as asked.
const DONE: u8 = 0;
/// Nothing, or not all, was done.
const FAILED: u8 = 1;
/// The command line makes no sense.
const WRONG_USAGE: u8 = 64;
/// What stands above the options that every command has.
const EVERYWHERE: &str = "Options of every command";

/// 案卷: the case files of an office that takes in petitions and makes its streets safe.
#[derive(Parser, Debug)]
#[command(
    name = "anjuan",
    version,
    max_term_width = 100,
    after_help = "Examples:\n  anjuan demo\n  anjuan --store sqlite:office.sqlite office add --file office.json\n  \
                  anjuan import 信访登记台账.xlsx --dry-run\n  \
                  anjuan figures --from 2019-01-01 --to 2019-12-31 --as-of 2019-06-30\n  \
                  anjuan history XF2019-0001"
)]
struct Cli {
    /// The configuration file [default: /etc/anjuan/anjuan.toml, if it is there].
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", env = "ANJUAN_CONFIG")]
    config: Option<PathBuf>,
    /// Where the store is: `sqlite:PATH` or `postgres://USER@HOST/DATABASE` [default: sqlite:anjuan.sqlite].
    #[arg(
        long,
        global = true,
        help_heading = EVERYWHERE,
        value_name = "URL",
        env = "ANJUAN_STORE",
        hide_env_values = true
    )]
    store: Option<StoreUrl>,
    /// The office's code; not needed while the store has only one.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "CODE", env = "ANJUAN_OFFICE")]
    office: Option<String>,
    /// Act as this user of the office, by login name; without it the machine's operator acts.
    #[arg(long = "as", global = true, help_heading = EVERYWHERE, value_name = "USER", env = "ANJUAN_AS")]
    acting: Option<LoginName>,
    /// The language of what people read: zh-CN or en.
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "ANJUAN_LANG", default_value = "zh-CN")]
    lang: Language,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Offices of the store.
    Office(office::OfficeArgs),
    /// Users of the office: who they are, what they may do, who acts for them.
    User(user::UserArgs),
    /// Yearly targets of figures.
    Target(target::TargetArgs),
    /// The calendar of working days: load a year, or show it.
    Calendar(calendar::CalendarArgs),
    /// Numbers of the report that nobody's cases make: what a source says of them.
    Indicator(indicator::IndicatorArgs),
    /// What the office's own books call the columns of its ledgers.
    Alias(alias::AliasArgs),
    /// What the office tells its people and citizens in its own words.
    Message(message::MessageArgs),
    /// Kinds of cases that are declared in a file: check one, add it, list and show them.
    Kind(kind::KindArgs),
    /// Take in ledgers (xlsx, csv), or take an import back.
    Import(import::ImportArgs),
    /// Write a ledger in the layout in which it is taken in (xlsx, csv).
    Ledger(ledger::LedgerArgs),
    /// Write the event log for process mining: OCEL 2.0, XES.
    Export(export::ExportArgs),
    /// The figures of the report.
    Figures(figures::FiguresArgs),
    /// The office's report, written from the log: as text, HTML, docx, xlsx, PDF or JSON.
    Report(report::ReportArgs),
    /// Official papers of cases: issue, list, print again, declare void.
    Paper(paper::PaperArgs),
    /// Cases: all, the open ones, or those behind a figure.
    Cases(cases::CasesArgs),
    /// Cases found by words, places, numbers, or an exact phone or identity number.
    Search(search::SearchArgs),
    /// Every event of one case.
    History(history::HistoryArgs),
    /// Store files and attach them to a case.
    Attach(attach::AttachArgs),
    /// What hangs on a case.
    Files(files::FilesArgs),
    /// A sample of cases that can be drawn again.
    Sample(sample::SampleArgs),
    /// Cases as evidence: all that the log holds of them, in one package.
    Evidence(evidence::EvidenceArgs),
    /// Make every projection anew from the log, compare it with the live one, and make the search index anew.
    Rebuild(admin::RebuildArgs),
    /// Bring the store's tables to this program's version; what it was is kept first.
    Migrate(admin::MigrateArgs),
    /// Copy the store while it is used, with a manifest.
    Backup(backup::BackupArgs),
    /// Put a backup in place, once it is verified.
    Restore(backup::RestoreArgs),
    /// Sign what the log is now.
    Checkpoint(checkpoint::CheckpointArgs),
    /// A file that shows to anybody that a case was registered.
    Receipt(receipt::ReceiptArgs),
    /// Show whether the log, and all that comes of it, is what was recorded.
    Verify(verify::VerifyArgs),
    /// Write the log to a file, for whoever verifies it elsewhere.
    ExportLog(export_log::ExportLogArgs),
    /// Keys that sign checkpoints.
    Proof(proof::ProofArgs),
    /// Keys of what is personal: how they are guarded, and when they are made anew.
    Key(key::KeyArgs),
    /// Erase people from cases: ask for it, decide, carry out, list.
    Erasure(erasure::ErasureArgs),
    /// How long cases are kept, and what comes of it.
    Retention(retention::RetentionArgs),
    /// Cosign another office's checkpoints, as a body that watches its log.
    Witness(witness::WitnessArgs),
    /// Serve the API until Ctrl-C or SIGTERM.
    Serve(serve::ServeArgs),
    /// The configuration: check it, or print an example.
    Config(config::ConfigArgs),
    /// An office's year of 2019, from its ledgers to its figures, in a fresh store.
    Demo(demo::DemoArgs),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  anjuan completions bash > ~/.local/share/bash-completion/completions/anjuan"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// What every command needs.
struct Context {
    store: StoreUrl,
    office: Option<String>,
    acting: Option<LoginName>,
    lang: Language,
    /// All that is configured, with where it came from.
    loaded: Loaded,
}

/// Why a command failed, for the person at the terminal.
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Context {
    /// Opens a store that is there: a wrong path makes no file.
    async fn open(&self) -> Result<Store, Failure> {
        if let Some(path) = self.missing() {
            let path = path.display();
            return Err(format!(
                "there is no store at {path}; `anjuan office add --file office.json` makes one, and --store or \
                 ANJUAN_STORE names another"
            )
            .into());
        }
        self.open_with(Caution::Copy).await
    }

    /// The file of an embedded store, if it is not there yet.
    fn missing(&self) -> Option<&Path> {
        match &self.store {
            StoreUrl::Sqlite(path) if !path.exists() => Some(path),
            _ => None,
        }
    }

    /// Opens the store, a new one if there is none, and says where the copy of it is if that migrated it.
    async fn open_with(&self, caution: Caution) -> Result<Store, Failure> {
        self.open_as(caution, key::guard(&self.loaded.config.keys)?).await
    }

    /// Opens the store with its keys under this guard.
    async fn open_guarded(&self, guard: Guard) -> Result<Store, Failure> {
        self.open_as(Caution::Copy, guard).await
    }

    async fn open_as(&self, caution: Caution, guard: Guard) -> Result<Store, Failure> {
        let source = Source::system().map_err(|error| error.to_string())?;
        let store = Store::open_guarded(&self.store, source, caution, guard)
            .await
            .map_err(|error| format!("cannot open the store {}: {error}", self.store))?;
        if let Some(Backup { store, keys }) = store.backup() {
            eprintln!(
                "anjuan: the store was migrated to this program's version; a copy of what it was is {}, its keys {}; \
                 remove both when it is seen to work, for what is erased from now on is still in them",
                store.display(),
                keys.display()
            );
        }
        Ok(store)
    }

    /// The office as the operator meets it, or the user who was named.
    async fn office(&self, store: &Store) -> Result<OfficeDesk, Failure> {
        let desk = store.office(self.office.as_deref(), operator()).await?;
        let Some(login) = &self.acting else { return Ok(desk) };
        let office = desk.office();
        let subject = store.subject(office, login).await?.ok_or_else(|| {
            format!("the office has no user {login} who may work; `anjuan user list` names them")
        })?;
        Ok(store.desk_of(Arc::new(subject), office).await?)
    }
}

/// The machine's own operator, by the operating system's user name.
fn operator() -> Actor {
    let name = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|key| std::env::var(key).ok());
    Actor(format!("operator:{}", name.as_deref().unwrap_or("unknown")).into())
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let parsed = Cli::command().try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((config::flags(&matches), cli))
    });
    let (flags, cli) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let wrong = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if wrong { WRONG_USAGE } else { DONE });
        }
    };
    match begin(cli, flags) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("anjuan: {error}");
            ExitCode::from(FAILED)
        }
    }
}

/// A core dump would hold keys and names: none is written, whatever happens.
fn leave_no_core() -> std::io::Result<()> {
    // Whoever starts the program may have done it, and let it change nothing (systemd: SystemCallFilter=~@resources).
    let is_off = rlimit::getrlimit(rlimit::Resource::CORE).is_ok_and(|(soft, hard)| soft == 0 && hard == 0);
    if is_off { Ok(()) } else { rlimit::setrlimit(rlimit::Resource::CORE, 0, 0) }
}

fn begin(cli: Cli, flags: config::Flags) -> Result<u8, Failure> {
    if let Err(error) = leave_no_core() {
        eprintln!(
            "anjuan: core dumps cannot be switched off ({error}); see to it that the system writes none (LimitCORE=0)"
        );
    }
    // What shows how a configuration is written must not fail because of one.
    if let Command::Config(args) = &cli.command
        && args.is_example()
    {
        return config::example();
    }
    let loaded = config::load(cli.config, flags)?;
    let serving = match &cli.command {
        Command::Serve(_) | Command::Demo(_) => true,
        Command::Witness(args) => args.serves(),
        _ => false,
    };
    let logging = logging::Logging::start(&loaded.config, serving)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("cannot start: {error}"))?;
    let store = loaded.config.store.url.clone();
    let (office, acting) = (loaded.config.office.clone(), cli.acting);
    let context = Context { store, office, acting, lang: cli.lang, loaded };
    let outcome = runtime.block_on(run(&context, cli.command));
    drop(runtime);
    logging.finish();
    outcome
}

async fn run(context: &Context, command: Command) -> Result<u8, Failure> {
    match command {
        Command::Office(args) => office::run(context, args).await,
        Command::User(args) => user::run(context, args).await,
        Command::Target(args) => target::run(context, args).await,
        Command::Calendar(args) => calendar::run(context, args).await,
        Command::Indicator(args) => indicator::run(context, args).await,
        Command::Alias(args) => alias::run(context, args).await,
        Command::Message(args) => message::run(context, args).await,
        Command::Kind(args) => kind::run(context, args).await,
        Command::Import(args) => import::run(context, args).await,
        Command::Ledger(args) => ledger::run(context, args).await,
        Command::Export(args) => export::run(context, args).await,
        Command::Figures(args) => figures::run(context, args).await,
        Command::Report(args) => report::run(context, args).await,
        Command::Paper(args) => paper::run(context, args).await,
        Command::Cases(args) => cases::run(context, args).await,
        Command::Search(args) => search::run(context, args).await,
        Command::History(args) => history::run(context, args).await,
        Command::Attach(args) => attach::run(context, args).await,
        Command::Files(args) => files::run(context, args).await,
        Command::Sample(args) => sample::run(context, args).await,
        Command::Evidence(args) => evidence::run(context, args).await,
        Command::Rebuild(args) => admin::rebuild(context, &args).await,
        Command::Migrate(args) => admin::migrate(context, &args).await,
        Command::Backup(args) => backup::backup(context, args).await,
        Command::Restore(args) => backup::restore(context, args).await,
        Command::Checkpoint(args) => checkpoint::run(context, args).await,
        Command::Receipt(args) => receipt::run(context, args).await,
        Command::Verify(args) => verify::run(context, args).await,
        Command::ExportLog(args) => export_log::run(context, args).await,
        Command::Proof(args) => proof::run(context, args).await,
        Command::Key(args) => key::run(context, args).await,
        Command::Erasure(args) => erasure::run(context, args).await,
        Command::Retention(args) => retention::run(context, args).await,
        Command::Witness(args) => witness::run(context, args).await,
        Command::Serve(_) => serve::run(context).await,
        Command::Config(args) => config::run(context, &args).await,
        Command::Demo(args) => demo::run(context, args).await,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "anjuan", &mut script);
            output::bytes(&script)?;
            Ok(DONE)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_core_is_dumped() {
        leave_no_core().expect("switched off");
        assert_eq!(rlimit::getrlimit(rlimit::Resource::CORE).expect("limits"), (0, 0));
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
