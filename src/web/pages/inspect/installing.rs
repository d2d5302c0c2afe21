//! What makes the page an app: its manifest, and the worker that keeps it. Both stand at addresses that do not change.
use crate::web::pages::assets;
use crate::web::pages::reader::Anybody;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Asked for again each time: the browser compares, and takes what changed.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// `GET /inspect-worker.js`
pub(super) async fn worker() -> Result<Response, Problem> {
    let missing = || Problem::not_found("route.unknown", "there is nothing at this address");
    let (media_type, bytes) = assets::content("inspect-worker.js").ok_or_else(missing)?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(media_type)), (header::CACHE_CONTROL, ASK_AGAIN)];
    Ok((headers, bytes).into_response())
}

/// `GET /inspect.webmanifest`
pub(super) async fn manifest(anybody: Anybody) -> Response {
    let manifest: Value = json!({
        "id": "/inspect",
        "name": anybody.t("phone.app.name"),
        "short_name": anybody.t("phone.app.short"),
        "lang": anybody.language.tag(),
        "start_url": "/inspect",
        "scope": "/inspect",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#fcfbf7",
        "theme_color": "#fcfbf7",
        "icons": [
            icon("inspect.svg", "any", "any"),
            icon("inspect-192.png", "192x192", "any"),
            icon("inspect-512.png", "512x512", "any"),
            icon("inspect-512.png", "512x512", "maskable"),
        ],
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/manifest+json")),
        (header::CACHE_CONTROL, ASK_AGAIN),
    ];
    (headers, Json(manifest).into_response().into_body()).into_response()
}

fn icon(name: &str, sizes: &str, purpose: &str) -> Value {
    let media_type = assets::content(name).map_or("", |(media_type, _)| media_type);
    json!({"src": assets::address(name), "sizes": sizes, "type": media_type, "purpose": purpose})
}
