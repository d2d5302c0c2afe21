//! `[proof]`
use super::{Listed, Span};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::str::FromStr;

/// How the log proves itself.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proof {
    /// The file of the key that signs checkpoints; nothing is signed without one.
    pub key: Option<PathBuf>,
    /// A folder with the keys of all offices of the store, each in `CODE.key`, and of the deployment's own log in
    /// `deployment.key`.
    pub keys: Option<PathBuf>,
    /// How often what came since is signed while serving.
    pub every: Span,
    /// Who is asked to cosign what was signed.
    pub witnesses: Listed<WitnessPlace>,
    /// How many of them have to cosign what a receipt stands on; all, if it is not said.
    pub quorum: Option<usize>,
}

impl Default for Proof {
    fn default() -> Self {
        Self { key: None, keys: None, every: Span::seconds(3600), witnesses: Listed::default(), quorum: None }
    }
}

impl Proof {
    /// How many witnesses have to cosign.
    #[must_use]
    pub fn quorum(&self) -> usize {
        self.quorum.unwrap_or(self.witnesses.len())
    }
}

/// A witness: the prefix of its addresses, and the key by which its cosignatures are verified, which bears its name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(into = "String")]
pub struct WitnessPlace {
    /// `https://witness.example/anjuan`.
    pub url: url::Url,
    /// `NAME+ID+KEY`.
    pub key: String,
}

impl FromStr for WitnessPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "'{text}' is no witness; write its URL, a blank, and the key that `anjuan proof key show --witness` prints"
            )
        };
        let (url, key) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let url: url::Url = url.parse().map_err(|_| wrong())?;
        let is_plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        let key = key.trim();
        if is_plain && key.matches('+').count() >= 2 {
            Ok(Self { url, key: key.to_owned() })
        } else {
            Err(wrong())
        }
    }
}

impl From<WitnessPlace> for String {
    fn from(place: WitnessPlace) -> Self {
        format!("{} {}", place.url, place.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_is_its_url_and_its_key() {
        let text = "https://witness.example/anjuan district/audit+1a2b3c4d+BAAA+/8=";
        let place: WitnessPlace = text.parse().expect("a witness");
        assert_eq!((place.url.path(), &*place.key), ("/anjuan", "district/audit+1a2b3c4d+BAAA+/8="));
        assert_eq!(String::from(place), text);
        for other in [
            "",
            "https://witness.example",
            "district/audit+1a2b3c4d+BAAA",
            "ftp://a b+c+d",
            "https://u:p@a b+c+d",
        ] {
            assert!(other.parse::<WitnessPlace>().is_err(), "{other}");
        }
    }
}
