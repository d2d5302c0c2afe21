//! `GET /files/{sha256}` and `GET /files/{sha256}/original`
use super::{FilesState, Permit, Wish, named, told};
use crate::files::{FileError, FileHash, Opened, Which};
use crate::web::problem::Problem;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum_extra::headers::{ETag, HeaderMapExt, IfNoneMatch, IfRange};
use futures_util::TryStreamExt;
use http_range_header::{StartPosition, SyntacticallyCorrectRange};
use std::ops::Range;

/// A stored file; of a picture its rendition, without place and device.
///
/// It is never shown as a page: whatever is in it, a browser saves it or, if it is a picture drawn anew, shows the
/// picture. Ranges are given of it.
#[utoipa::path(
    get,
    path = "/files/{sha256}",
    operation_id = "get_file",
    tag = "files",
    params(
        ("sha256" = String, Path, description = "The file"),
        ("Range" = Option<String>, Header, description = "One range of its bytes: `bytes=0-65535`"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what the reader has"),
        ("reveal" = Option<String>, Query, description = "Why an auditor opens what is restricted: `handling`, `inquiry`, `supervision`, `audit`, `other`"),
        ("words" = Option<String>, Query, max_length = 200, description = "The same in words; `other` needs them"),
    ),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Vec<u8>,
         description = "Its bytes, with the Content-Type of what it is"),
        (status = 206, content_type = "application/octet-stream", body = Vec<u8>, description = "The range"),
        (status = 304, description = "The reader has it"),
        (status = 404, description = "There is none"),
        (status = 410, description = "It was erased"),
        (status = 416, description = "It has no such range"),
    )
)]
pub(super) async fn get_file(
    State(files): State<FilesState>,
    Path(sha256): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    wished(&files, &sha256, request, Wish::See, Which::Shown).await
}

/// The very bytes that were sent, for whoever may see originals.
#[utoipa::path(
    get,
    path = "/files/{sha256}/original",
    operation_id = "get_original",
    tag = "files",
    params(
        ("sha256" = String, Path, description = "The file"),
        ("Range" = Option<String>, Header, description = "One range of its bytes: `bytes=0-65535`"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what the reader has"),
        ("reveal" = Option<String>, Query, description = "Why an auditor opens what is restricted: `handling`, `inquiry`, `supervision`, `audit`, `other`"),
        ("words" = Option<String>, Query, max_length = 200, description = "The same in words; `other` needs them"),
    ),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Vec<u8>,
         description = "Its bytes, with the Content-Type of what it is"),
        (status = 206, content_type = "application/octet-stream", body = Vec<u8>, description = "The range"),
        (status = 304, description = "The reader has it"),
        (status = 404, description = "There is none"),
        (status = 410, description = "It was erased"),
        (status = 416, description = "It has no such range"),
    )
)]
pub(super) async fn get_original(
    State(files): State<FilesState>,
    Path(sha256): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    wished(&files, &sha256, request, Wish::SeeOriginal, Which::Original).await
}

/// What is wished of a file, for whoever may see it.
async fn wished(
    files: &FilesState,
    sha256: &str,
    request: Request,
    wish: fn(FileHash) -> Wish,
    which: Which,
) -> Result<Response, Problem> {
    let file = named(sha256)?;
    let (parts, _) = request.into_parts();
    let permit = files.gate.permit(&parts, wish(file)).await?;
    answer(files, &permit, file, which, &parts).await
}

async fn answer(
    files: &FilesState,
    permit: &Permit,
    file: FileHash,
    which: Which,
    request: &Parts,
) -> Result<Response, Problem> {
    let told = told(permit.language);
    let opened = files.store.get(permit.office, file, which).await.map_err(&told)?;
    let tag: ETag = format!("\"{}\"", opened.sha256())
        .parse()
        .map_err(|_| Problem::failed(&FileError::Damaged(file, "its hash is no tag".into())))?;
    let mut headers = headers(&opened);
    headers.typed_insert(tag.clone());
    let known: Option<IfNoneMatch> = request.headers.typed_get();
    if known.is_some_and(|known| !known.precondition_passes(&tag)) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let size = opened.size();
    let (status, range) = match wanted(&request.headers, &tag, size) {
        Wanted::All => (StatusCode::OK, 0..size),
        Wanted::Part(range) => {
            let part = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            insert(&mut headers, header::CONTENT_RANGE, &part);
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Wanted::Nothing => {
            let problem = Problem::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "file.range",
                format!("the file has {size} bytes, and the range lies behind them"),
            );
            let size = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((size, problem.in_language(permit.language)).into_response());
        }
    };
    insert(&mut headers, header::CONTENT_LENGTH, &(range.end - range.start).to_string());
    let bytes = opened.read(range).await.map_err(&told)?;
    let bytes = bytes.inspect_err(|error| tracing::error!(%error, "a file was not read to its end"));
    Ok((status, headers, Body::from_stream(bytes)).into_response())
}

/// What makes of a file something that can be looked at or saved, and never something that acts.
fn headers(opened: &Opened) -> HeaderMap {
    let media = opened.media_type();
    let kind = if media.name().starts_with("text/") {
        format!("{}; charset=utf-8", media.name())
    } else {
        media.name().to_owned()
    };
    let way = if opened.is_rendition() { "inline" } else { "attachment" };
    let name = format!("{way}; filename=\"{}.{}\"", opened.sha256(), media.ending());
    let mut headers = HeaderMap::new();
    for (header, value) in [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CONTENT_DISPOSITION, &name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::ACCEPT_RANGES, "bytes"),
        // Each time it is asked again whether the reader may see it; the answer may be that he has it.
        (header::CACHE_CONTROL, "private, no-cache"),
    ] {
        insert(&mut headers, header, value);
    }
    headers
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// Which bytes a request wants. One range is given; what is malformed, or several ranges, counts as no wish (RFC 9110,
/// 14.2), and so does a range of something that has changed.
fn wanted(headers: &HeaderMap, tag: &ETag, size: u64) -> Wanted {
    let has_changed = headers.typed_get().is_some_and(|of: IfRange| of.is_modified(Some(tag), None));
    let Some(text) =
        headers.get(header::RANGE).and_then(|range| range.to_str().ok()).filter(|_| !has_changed)
    else {
        return Wanted::All;
    };
    let Ok(asked) = http_range_header::parse_range_header(text) else { return Wanted::All };
    if asked.ranges.len() > 1 {
        return Wanted::All;
    }
    // More from the end than there is, is all of it, which the parser does not grant.
    if let [SyntacticallyCorrectRange { start: StartPosition::FromLast(last), .. }] = asked.ranges[..]
        && last >= size
        && size > 0
    {
        return Wanted::Part(0..size);
    }
    match asked.validate(size).as_deref() {
        Ok([range]) => Wanted::Part(*range.start()..range.end() + 1),
        _ => Wanted::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_given_and_what_makes_no_sense_is_not_heeded() {
        let tag: ETag = "\"a\"".parse().expect("a tag");
        for (range, expected) in [
            ("bytes=0-4", Wanted::Part(0..5)),
            ("bytes=5-", Wanted::Part(5..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-30", Wanted::Part(0..10)),
            ("bytes=8-99", Wanted::Part(8..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=0-1, 5-6", Wanted::All),
            ("bytes=x", Wanted::All),
            ("lines=1-2", Wanted::All),
        ] {
            let mut headers = HeaderMap::new();
            insert(&mut headers, header::RANGE, range);
            assert_eq!(wanted(&headers, &tag, 10), expected, "{range}");
        }
        let mut headers = HeaderMap::new();
        insert(&mut headers, header::RANGE, "bytes=0-4");
        insert(&mut headers, header::IF_RANGE, "\"b\"");
        assert_eq!(wanted(&headers, &tag, 10), Wanted::All, "it has changed");
    }
}
