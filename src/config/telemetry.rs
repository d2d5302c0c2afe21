//! `[telemetry]`
use super::{Listed, Secret};
use serde::{Deserialize, Serialize};

/// Where traces go: an OpenTelemetry collector, by OTLP over HTTP.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// The collector; no traces leave the program without one.
    pub endpoint: Option<Endpoint>,
    /// Headers for the collector, each `Name: value`.
    pub headers: Listed<Secret>,
    /// The name of this service there.
    pub service: String,
    /// The share of requests that are traced.
    pub share: Share,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self { endpoint: None, headers: Listed::default(), service: "anjuan".to_owned(), share: Share(1.0) }
    }
}

impl Telemetry {
    /// Names and values of the headers; none if one of them is not written as both.
    #[must_use]
    pub fn named_headers(&self) -> Option<Vec<(String, String)>> {
        let parts = |header: &Secret| {
            let (name, value) = header.reveal().split_once(':')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        self.headers.iter().map(parts).collect()
    }
}

/// The collector's URL: `http://127.0.0.1:4318`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint(String);

impl Endpoint {
    /// Where it takes traces.
    #[must_use]
    pub fn traces(&self) -> String {
        format!("{}/v1/traces", self.0.trim_end_matches('/'))
    }
}

impl TryFrom<String> for Endpoint {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let uri: Result<axum::http::Uri, _> = text.parse();
        match uri.as_ref().map(|uri| (uri.scheme_str(), uri.authority())) {
            Ok((Some("http" | "https"), Some(place))) if !place.as_str().contains('@') => Ok(Self(text)),
            _ => Err("is no collector's URL; write it as http://127.0.0.1:4318, and a password into telemetry.headers"
                .to_owned()),
        }
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0
    }
}

/// A share between 0 and 1.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Share(f64);

impl TryFrom<f64> for Share {
    type Error = String;

    fn try_from(share: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&share) {
            Ok(Self(share))
        } else {
            Err(format!("{share} is not between 0 and 1"))
        }
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        share.0
    }
}
