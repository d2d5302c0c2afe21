//! `anjuan config check` and `anjuan config example`
use super::app::provider;
use super::{Context, DONE, Failure, key, output};
use crate::config::{EXAMPLE, Loaded, Sources, USUAL_FILE};
use crate::sign_in::oidc::ProviderSettings;
use crate::web::server::Certificate;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Subcommand};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Subcommand, Debug)]
enum ConfigCommand {
    /// Say what holds and where it came from, without a secret; or what is wrong, and where.
    #[command(
        after_help = "Examples:\n  anjuan config check\n  anjuan --config anjuan.toml config check --online\n\n\
                            Exit codes: 0 the service can start with it; 1 it cannot."
    )]
    Check {
        /// Ask the provider of single sign-on, too, whether it is there and is what the configuration calls it.
        #[arg(long)]
        online: bool,
    },
    /// Print a file with every key, what it means, and its default.
    #[command(after_help = "Example:\n  anjuan config example > /etc/anjuan/anjuan.toml")]
    Example,
}

impl ConfigArgs {
    pub(super) const fn is_example(&self) -> bool {
        matches!(self.command, ConfigCommand::Example)
    }
}

/// Flags with their keys and values, in the words of the command line.
pub(super) type Flags = Vec<(&'static str, &'static str, String)>;

/// The flags that are keys of the configuration, too: argument, flag, key.
const FLAGS: [(&str, &str, &str); 3] = [
    ("store", "--store", "store.url"),
    ("office", "--office", "office"),
    ("listen", "--listen", "listen.address"),
];

/// What the command line itself says; what its variables say is read with the others.
pub(super) fn flags(matches: &ArgMatches) -> Flags {
    let mut found = Flags::new();
    let mut level = Some(matches);
    while let Some(here) = level {
        for (argument, flag, key) in FLAGS {
            let known = here.try_contains_id(argument).unwrap_or(false);
            if !known || here.value_source(argument) != Some(ValueSource::CommandLine) {
                continue;
            }
            let text = here.get_raw(argument).and_then(|mut values| values.next_back()?.to_str());
            found.extend(text.map(|text| (flag, key, text.to_owned())));
        }
        level = here.subcommand().map(|(_, inner)| inner);
    }
    found
}

/// Reads the configuration: the file that is named, or the usual one if it is there; variables; flags.
pub(super) fn load(file: Option<PathBuf>, flags: Flags) -> Result<Loaded, Failure> {
    let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|path| Path::exists(path));
    let mut variables = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with("ANJUAN_")) else { continue };
        let value = value.to_str().ok_or_else(|| format!("{name}: is no text"))?;
        variables.push((name.to_owned(), value.to_owned()));
    }
    variables.sort_unstable();
    Ok(Loaded::read(&Sources { file: file.or_else(usual), variables, flags })?)
}

pub(super) fn example() -> Result<u8, Failure> {
    output::text(EXAMPLE)?;
    Ok(DONE)
}

pub(super) async fn run(context: &Context, args: &ConfigArgs) -> Result<u8, Failure> {
    let ConfigCommand::Check { online } = args.command else { return example() };
    if let Some((chain, key)) = context.loaded.config.tls.files() {
        Certificate::read(chain, key).await?;
    }
    let provider = provider(&context.loaded.config.single_sign_on)?;
    let mut text = String::new();
    for setting in context.loaded.settings() {
        let (key, value) = (output::pad(&setting.key, 34), output::pad(&setting.value, 32));
        writeln!(text, "{key}  {value}  {}", setting.origin)?;
    }
    let missing = key::missing(&context.store, &context.loaded.config.keys);
    if !missing.is_empty() {
        writeln!(text, "\n{}", missing.join("\n"))?;
    }
    if online {
        let said = match provider {
            Some(provider) => {
                format!("single sign-on answers: people sign in at {}", asked(&provider).await?)
            }
            None => "single sign-on is not set up: single_sign_on.issuer is not set".to_owned(),
        };
        writeln!(text, "\n{said}")?;
    }
    output::text(&text)?;
    Ok(DONE)
}

/// Where the provider signs people in.
async fn asked(provider: &ProviderSettings) -> Result<String, Failure> {
    let asked = provider.discover().await;
    Ok(asked.map_err(|error| format!("single_sign_on.issuer {}: {error}", provider.issuer))?)
}
