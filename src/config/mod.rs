//! How the program is told to run: a file, then `ANJUAN_…` variables, then flags, each over the one before.
//!
//! One struct a topic. A key that no topic has is refused with its place, and so is a value that makes no sense;
//! nothing is guessed. `example.toml` names every key with its default.
mod contact;
mod error;
mod files;
mod keys;
mod layers;
mod limits;
mod listen;
mod listing;
mod log;
mod proof;
mod proxy;
mod report;
mod retention;
mod session;
mod single_sign_on;
mod stop;
mod store;
mod telemetry;
mod tls;
mod values;

pub use contact::{Contact, Line};
pub use error::ConfigError;
pub use files::{FilePlace, Files};
pub use keys::{CipherName, Keys};
pub use layers::{Loaded, Origin, Sources};
pub use limits::Limits;
pub use listen::Listen;
pub use listing::Setting;
pub use log::{Filter, Format, Log};
pub use proof::{Proof, WitnessPlace};
pub use proxy::{ForwardedBy, Proxy};
pub use report::ReportTexts;
pub use retention::{KindYears, Retention};
pub use session::{Profile, SecondFactor, Session, Site};
pub use single_sign_on::{Issuer, ScopeName, SingleSignOn};
pub use stop::Stop;
pub use store::StorePlace;
pub use telemetry::{Endpoint, Share, Telemetry};
pub use tls::Tls;
pub use values::{Listed, Network, Secret, Size, Span};

use serde::{Deserialize, Serialize};

/// The file that is read when none is named, if it is there.
pub const USUAL_FILE: &str = "/etc/anjuan/anjuan.toml";
/// The example: every key, what it means, and its default.
pub const EXAMPLE: &str = include_str!("example.toml");

/// Everything that can be told.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The office's code; not needed while the store has only one.
    pub office: Option<String>,
    /// Where the store is.
    pub store: StorePlace,
    /// Where the program listens.
    pub listen: Listen,
    /// Certificate and key.
    pub tls: Tls,
    /// What stands between the clients and this program.
    pub proxy: Proxy,
    /// How much, and for how long.
    pub limits: Limits,
    /// How it ends.
    pub stop: Stop,
    /// Rules of signing in.
    pub session: Session,
    /// Who lets people in besides this program.
    pub single_sign_on: SingleSignOn,
    /// Where attachments are.
    pub files: Files,
    /// What guards the keys of what is personal.
    pub keys: Keys,
    /// How long what is personal is kept.
    pub retention: Retention,
    /// How the log proves itself.
    pub proof: Proof,
    /// Whom citizens call.
    pub contact: Contact,
    /// The office's report.
    pub report: ReportTexts,
    /// What is logged, and how.
    pub log: Log,
    /// Where traces go.
    pub telemetry: Telemetry,
}

impl Config {
    /// What no single value shows: values that do not go together, by the key that is to be mended.
    fn contradiction(&self) -> Option<(&'static str, &'static str)> {
        match (&self.tls.certificate, &self.tls.key) {
            (Some(_), None) => Some(("tls.certificate", "needs tls.key, the file of its private key")),
            (None, Some(_)) => Some(("tls.key", "needs tls.certificate, the file of its certificate chain")),
            _ if self.telemetry.named_headers().is_none() => {
                Some(("telemetry.headers", "has one that is not written as Name: value"))
            }
            _ if self.proof.quorum() > self.proof.witnesses.len() => {
                Some(("proof.quorum", "is more than proof.witnesses names"))
            }
            _ => self.single_sign_on.contradiction(),
        }
    }
}
