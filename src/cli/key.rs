//! `anjuan key status`, `anjuan key rotate`, `anjuan key guard` and `anjuan key passphrase`
mod guarding;

pub(super) use guarding::missing;

use super::{Context, DONE, Failure, output};
use crate::commands::Store;
use crate::config;
use crate::keys::{Cipher, Guard, KeyCount, MasterKey, Passphrase, SHORTEST_PASSPHRASE, TokenPlace, look};
use crate::projections::offices;
use crate::proof::sm::NOT_BUILT;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

#[derive(Args, Debug)]
#[command(after_help = "\
All that is personal is sealed under a key of its case and person. These keys are wrapped by an office key, which is made
anew every month, and that by the master key, which stands in a file outside the databases (keys.master; beside an embedded
store if nothing is said). Whoever has a database and not that file reads no name.

  What is erased is gone: its key is destroyed, noted in the erase ledger (keys.ledger), and with the end of the month
  nothing opens any older copy of the key store, either.
  Keep a copy of the master key apart from every backup. Without it no name can be read, by nobody.
  Keep a copy of the ledger, too: a restored backup is held against it.

Examples:
  anjuan key status
  anjuan key guard /var/lib/anjuan-keys
  anjuan key passphrase set
  anjuan key rotate
  anjuan key change --module /usr/lib/softhsm/libsofthsm2.so --token anjuan")]
pub(super) struct KeyArgs {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Subcommand, Debug)]
enum KeyCommand {
    /// How the keys are guarded, and how many there are.
    #[command(after_help = "Examples:\n  anjuan key status\n  anjuan key status --json")]
    Status {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make each office's key anew now, and not when the month ends: every older copy of the key store is worthless then.
    #[command(
        after_help = "Example:\n  anjuan key rotate\n\nAfter it make a backup: those that are older can be \
                            restored only with the keys of a newer one (`anjuan restore --keys`)."
    )]
    Rotate,
    /// Another master key in place of this one: a new one in a file, or one that a token (PKCS#11) makes and never gives away.
    #[command(after_help = "Examples:\n  anjuan key change\n  \
                            anjuan key change --module /usr/lib/softhsm/libsofthsm2.so --token anjuan --new-file /root/pin\n\n\
                            With a token, its PIN is said where a passphrase is said. Backups that were made before need the \
                            key that was there before; its file is kept beside the new one, for you to put away or destroy. \
                            Servers that run find the new one by themselves if what opens it is what opened the old one, and \
                            are started again otherwise.")]
    Change(ChangeArgs),
    /// Set up what guards the keys of a store on a server: a master key and an erase ledger in this folder. The keys that
    /// are there already are wrapped.
    #[command(
        after_help = "Example:\n  anjuan key guard /var/lib/anjuan-keys\n\nStop every server first, and start each \
                            with the two lines that this prints in its anjuan.toml: one that does not know the master \
                            key reads no name. Dumps made before hold the keys in the clear. An embedded store is guarded \
                            by itself."
    )]
    Guard {
        /// The folder, outside the database; it is made if it is not there.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// The passphrase under which the file of the master key is sealed.
    #[command(subcommand)]
    Passphrase(PassphraseCommand),
}

#[derive(Args, Debug)]
struct ChangeArgs {
    /// The library of the token's maker, where a token is to hold the key.
    #[arg(long, value_name = "FILE", requires = "token")]
    module: Option<PathBuf>,
    /// What the token is called.
    #[arg(long, value_name = "LABEL", requires = "module")]
    token: Option<String>,
    /// The file whose first line is the passphrase of the new key, or the token's PIN. If none is named, you are asked for
    /// a PIN, and a file is sealed as the one before is.
    #[arg(long, value_name = "FILE")]
    new_file: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum PassphraseCommand {
    /// Seal the file under a new passphrase.
    #[command(after_help = "Examples:\n  anjuan key passphrase set\n  \
                            anjuan key passphrase set --new-file /root/new-passphrase\n\n\
                            From then on say it with keys.passphrase_file or ANJUAN_KEYS_PASSPHRASE, or when you are \
                            asked; a service has nobody to ask. It is never an argument: others could read it there.")]
    Set {
        /// The file whose first line is the new passphrase; you are asked for it if none is named.
        #[arg(long, value_name = "FILE")]
        new_file: Option<PathBuf>,
    },
    /// Leave the key in the clear, in a file that its owner alone may read.
    #[command(after_help = "Example:\n  anjuan key passphrase remove")]
    Remove,
}

pub(super) async fn run(context: &Context, args: KeyArgs) -> Result<u8, Failure> {
    if let KeyCommand::Guard { folder } = &args.command {
        return guarding::set_up(context, folder).await;
    }
    let store = context.open().await?;
    let outcome = match args.command {
        KeyCommand::Guard { .. } => Ok(()),
        KeyCommand::Status { json } => status(&store, json).await,
        KeyCommand::Rotate => rotate(&store).await,
        KeyCommand::Change(args) => change(&store, args).await,
        KeyCommand::Passphrase(command) => passphrase(&store, command).await,
    };
    store.close().await;
    outcome.map(|()| DONE)
}

/// What the configuration says of the keys.
pub(super) fn guard(keys: &config::Keys) -> Result<Guard, Failure> {
    let passphrase = match (&keys.passphrase, &keys.passphrase_file) {
        (Some(passphrase), _) => Some(Passphrase::new(passphrase.reveal().to_owned())),
        (None, Some(path)) => {
            Some(first_line(path).map_err(|error| format!("keys.passphrase_file: {error}"))?)
        }
        (None, None) => None,
    };
    let (master, ledger) = (keys.master.clone(), keys.ledger.clone());
    Ok(Guard { master, passphrase, asking: Some(ask), ledger, cipher: cipher(keys.cipher)? })
}

/// With what new values are sealed.
fn cipher(wanted: config::CipherName) -> Result<Cipher, Failure> {
    let cipher = match wanted {
        config::CipherName::XChaCha20Poly1305 => Cipher::XChaCha20Poly1305,
        config::CipherName::Sm4Gcm => Cipher::Sm4Gcm,
    };
    if cipher.is_built_in() { Ok(cipher) } else { Err(format!("keys.cipher: {NOT_BUILT}").into()) }
}

fn first_line(path: &Path) -> Result<Passphrase, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = Zeroizing::new(text);
    Ok(Passphrase::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// Asks at the terminal, if there is one.
fn ask() -> Option<Passphrase> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    rpassword::prompt_password("passphrase of the master key, or PIN of its token: ")
        .ok()
        .map(Passphrase::new)
}

#[derive(Serialize)]
struct Status {
    master: Option<Master>,
    ledger: Option<LedgerStatus>,
    offices: Vec<Office>,
}

#[derive(Serialize)]
struct Master {
    file: PathBuf,
    /// None before the first key was made.
    id: Option<String>,
    sealed: bool,
    /// The token that holds it, if one does.
    token: Option<String>,
}

#[derive(Serialize)]
struct LedgerStatus {
    file: PathBuf,
    destroyed: usize,
}

#[derive(Serialize)]
struct Office {
    code: String,
    keys: i64,
    in_the_clear: i64,
    dead: i64,
    generation: Option<i64>,
    month: Option<i64>,
}

async fn told(store: &Store) -> Result<Status, Failure> {
    let keys = store.keys();
    let path = keys.guard().and_then(|guard| guard.master.clone());
    let master = match path {
        Some(file) if file.exists() => {
            let found = look(&file)?;
            let token = found.token().map(ToString::to_string);
            Some(Master { id: Some(found.id.to_string()), sealed: found.is_sealed(), token, file })
        }
        Some(file) => Some(Master { id: None, sealed: false, token: None, file }),
        None => None,
    };
    let ledger = match keys.ledger().cloned() {
        Some(ledger) => {
            let (file, destroyed) = (ledger.path().to_owned(), ledger.read()?.len());
            Some(LedgerStatus { file, destroyed })
        }
        None => None,
    };
    let office_keys = keys.office_keys().await?;
    let mut all = Vec::new();
    for (office, code) in offices::all(store.db()).await? {
        let KeyCount { keys, in_the_clear, dead } = keys.count(office).await?;
        let newest = office_keys.iter().rfind(|key| key.office == office);
        let (generation, month) = (newest.map(|key| key.generation), newest.map(|key| key.month));
        all.push(Office { code, keys, in_the_clear, dead, generation, month });
    }
    Ok(Status { master, ledger, offices: all })
}

async fn status(store: &Store, json: bool) -> Result<(), Failure> {
    let status = told(store).await?;
    if json {
        return output::json(&status);
    }
    let mut text = String::new();
    match &status.master {
        None => writeln!(
            text,
            "master key: none; the keys of this store stand in the clear. `anjuan key guard FOLDER` sets one up"
        )?,
        Some(Master { file, id: None, .. }) => {
            writeln!(text, "master key: made in {} with the first key", file.display())?;
        }
        Some(Master { id: Some(id), token: Some(token), file, .. }) => {
            writeln!(text, "master key: {id} in the token {token}, as {} says", file.display())?;
        }
        Some(Master { file, id: Some(id), sealed, token: None }) => {
            let how = if *sealed {
                "sealed under a passphrase"
            } else {
                "in the clear: whoever can read that file and the store reads every name (`anjuan key passphrase set`)"
            };
            writeln!(text, "master key: {id} in {}, {how}", file.display())?;
        }
    }
    match &status.ledger {
        None => writeln!(
            text,
            "erase ledger: none, and nothing is erased; `anjuan key guard FOLDER` sets one up"
        )?,
        Some(LedgerStatus { file, destroyed }) => {
            writeln!(text, "erase ledger: {destroyed} keys destroyed, in {}", file.display())?;
        }
    }
    for office in &status.offices {
        let Office { code, keys, in_the_clear, dead, .. } = office;
        write!(text, "office {code}: {keys} keys")?;
        if let (Some(generation), Some(month)) = (office.generation, office.month) {
            write!(text, ", wrapped by office key {generation} of {}-{:02}", month / 100, month % 100)?;
        }
        if *in_the_clear > 0 {
            write!(text, "; {in_the_clear} in the clear")?;
        }
        if *dead > 0 {
            write!(text, "; {dead} that nothing opens")?;
        }
        writeln!(text)?;
    }
    output::text(&text)
}

async fn rotate(store: &Store) -> Result<(), Failure> {
    if store.keys().guard().is_none_or(|guard| guard.master.is_none()) {
        return Err(
            "the keys of this store are not wrapped; say with keys.master where the master key shall be"
                .into(),
        );
    }
    for (office, code) in offices::all(store.db()).await? {
        match store.keys().turn(office, true).await? {
            None => output::text(&format!("office {code}: no keys yet\n"))?,
            Some(turned) => output::text(&format!(
                "office {code}: {} keys wrapped by office key {}; {} older office keys destroyed\n",
                turned.wrapped, turned.generation, turned.destroyed
            ))?,
        }
    }
    Ok(())
}

async fn change(store: &Store, ChangeArgs { module, token, new_file }: ChangeArgs) -> Result<(), Failure> {
    let said = new_file.as_deref().map(first_line).transpose()?;
    let source = store.source().clone();
    let (new, passphrase) = if let Some((module, label)) = module.zip(token) {
        let pin =
            said.or_else(ask).ok_or("there is nobody to ask for the PIN; name a file with --new-file")?;
        let place = TokenPlace { module, label };
        let made = tokio::task::spawn_blocking(move || MasterKey::in_token(place, &pin, &source)).await;
        (made??, None)
    } else {
        let passphrase = match said {
            Some(said) => Some(long_enough(said)?),
            None => of_the_present(store)?,
        };
        (MasterKey::random(&source), passphrase)
    };
    let changed = store.keys().change_master(new, passphrase).await?;
    let mut text = format!("master key: {}; {} office keys wrapped by it\n", changed.id, changed.wrapped);
    if let Some(before) = changed.before {
        writeln!(
            text,
            "the one before is in {}: backups that were made until now need it. Put it away, or destroy it",
            before.display()
        )?;
    }
    output::text(&text)
}

/// What opens the file of the present key, if it is sealed under a passphrase.
fn of_the_present(store: &Store) -> Result<Option<Passphrase>, Failure> {
    let Some(guard) = store.keys().guard() else { return Ok(None) };
    match guard.master.as_deref().filter(|path| path.exists()) {
        Some(path) if look(path)?.token().is_none() => Ok(guard.opening(path)?),
        _ => Ok(None),
    }
}

fn long_enough(passphrase: Passphrase) -> Result<Passphrase, Failure> {
    if passphrase.is_long_enough() {
        return Ok(passphrase);
    }
    let reason =
        format!("a passphrase has at least {SHORTEST_PASSPHRASE} signs; five words of a dictionary are good");
    Err(reason.into())
}

async fn passphrase(store: &Store, command: PassphraseCommand) -> Result<(), Failure> {
    let new = match command {
        PassphraseCommand::Remove => None,
        PassphraseCommand::Set { new_file: Some(path) } => Some(first_line(&path)?),
        PassphraseCommand::Set { new_file: None } => Some(ask_twice()?),
    };
    let new = new.map(long_enough).transpose()?;
    let sealed = new.is_some();
    store.keys().reseal(new).await?;
    output::text(if sealed {
        "the master key is sealed under the new passphrase\n"
    } else {
        "the master key stands in the clear, in a file that its owner alone may read\n"
    })
}

fn ask_twice() -> Result<Passphrase, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err("there is nobody to ask; name a file with --new-file".into());
    }
    let first = Zeroizing::new(rpassword::prompt_password("new passphrase: ")?);
    let again = Zeroizing::new(rpassword::prompt_password("once more: ")?);
    if *first != *again {
        return Err("the two are not the same; nothing was changed".into());
    }
    Ok(Passphrase::new(first.to_string()))
}
