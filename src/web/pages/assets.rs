//! Style sheets, scripts and marks: embedded, each at an address that changes with its content, so that it may be kept
//! for ever. Scripts and style sheets name others as `"./other.js"`; what is served names them by their addresses.
use crate::web::problem::Problem;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "src/web/assets/"]
struct Embedded;

struct Asset {
    /// `anjuan.0a1b2c3d4e5f.css`.
    address: String,
    media_type: &'static str,
    bytes: Vec<u8>,
}

/// By name.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let mut made = BTreeMap::new();
    for name in Embedded::iter() {
        make(&name, &mut made);
    }
    made
});
/// Names, by address.
static ADDRESSES: LazyLock<BTreeMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.values().map(|asset| (asset.address.as_str(), asset)).collect());

/// Makes an asset after those that it names. No asset names one that names it again.
fn make(name: &str, made: &mut BTreeMap<String, Asset>) {
    let Some(file) = Embedded::get(name).filter(|_| !made.contains_key(name)) else { return };
    let media_type = media_type(name);
    let mut bytes = file.data.into_owned();
    if media_type.starts_with("text/") {
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for other in Embedded::iter() {
            if !text.contains(&format!("\"./{other}\"")) {
                continue;
            }
            make(&other, made);
            if let Some(asset) = made.get(&*other) {
                text = text.replace(&format!("\"./{other}\""), &format!("\"./{}\"", asset.address));
            }
        }
        bytes = text.into_bytes();
    }
    let hash = Sha256::digest(&bytes)[..6].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let address = format!("{stem}.{hash}.{extension}");
    made.insert(name.to_owned(), Asset { address, media_type, bytes });
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// The address of the asset with this name; of one that is not there, an address at which nothing is.
#[must_use]
pub fn address(name: &str) -> String {
    ASSETS.get(name).map_or_else(|| format!("/assets/{name}"), |asset| format!("/assets/{}", asset.address))
}

/// The media type and the bytes of the asset with this name, for those that stand at an address of their own.
#[must_use]
pub fn content(name: &str) -> Option<(&'static str, &'static [u8])> {
    ASSETS.get(name).map(|asset| (asset.media_type, asset.bytes.as_slice()))
}

/// The names of all assets.
pub fn names() -> impl Iterator<Item = &'static str> {
    ASSETS.keys().map(String::as_str)
}

/// `GET /assets/{name}.{hash}.{extension}`.
pub(super) async fn served(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = ADDRESSES.get(file.as_str());
    let asset =
        asset.ok_or_else(|| Problem::not_found("route.unknown", "there is nothing at this address"))?;
    let tag = format!("\"{}\"", asset.address);
    let kept = [
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::ETAG, tag.parse().map_err(|_| Problem::not_found("route.unknown", "no such asset"))?),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let kind = [(header::CONTENT_TYPE, asset.media_type)];
    Ok((kept, kind, asset.bytes.as_slice()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_has_an_address_of_its_content_and_names_only_assets_that_are_there() {
        assert!(ASSETS.contains_key("anjuan.css"));
        for (name, asset) in ASSETS.iter() {
            let found = ADDRESSES.get(asset.address.as_str()).expect("found by its address");
            assert_eq!(found.bytes, asset.bytes, "{name}");
            let text = String::from_utf8_lossy(&asset.bytes);
            for named in text.split("\"./").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ADDRESSES.contains_key(named), "{name} names {named}");
            }
        }
        assert_eq!(address("no-such.css"), "/assets/no-such.css");
    }
}
