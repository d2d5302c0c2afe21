//! What may stand in every request: the reader's language, and the position that an answer has to have seen.
use super::here::Here;
use super::problem::Problem;
use super::words::Language;
use crate::event_log::Position;
use crate::queries::events;
use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// How long an answer waits for a position.
const PATIENCE: Duration = Duration::from_secs(5);

/// The language of `Accept-Language` that this program speaks best: the first with the highest weight.
pub(super) fn accepted(headers: &HeaderMap) -> Option<Language> {
    let text = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(u16, Language)> = None;
    for range in text.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Some(1000), thousandths);
        if let (Ok(language), Some(weight)) = (tag.trim().to_ascii_lowercase().parse(), weight)
            && weight > best.map_or(0, |(weight, _)| weight)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// `0.85` is 850.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let part = format!("{part:0<3}");
    let value = whole.parse::<u16>().ok()? * 1000 + part.get(..3)?.parse::<u16>().ok()?;
    (value <= 1000).then_some(value)
}

/// Takes a parameter out of the query, so that no handler has to know it.
fn take(uri: &mut Uri, name: &str) -> Option<String> {
    let query = uri.query()?;
    let is_it = |pair: &&str| pair.split_once('=').is_some_and(|(key, _)| key == name);
    let value = query.split('&').find(is_it)?.split_once('=')?.1.to_owned();
    let rest: Vec<_> = query.split('&').filter(|pair| !is_it(pair)).collect();
    let path =
        if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), rest.join("&")) };
    let mut parts = std::mem::take(uri).into_parts();
    parts.path_and_query = path.parse::<PathAndQuery>().ok();
    *uri = Uri::from_parts(parts).unwrap_or_default();
    Some(value)
}

/// Learns the reader's language (`?lang=`, else `Accept-Language`, else Chinese) and says problems in it.
pub async fn speak(mut request: Request, next: Next) -> Response {
    let heard = accepted(request.headers()).unwrap_or_default();
    let (language, asked) = match take(request.uri_mut(), "lang").map(|tag| tag.parse()) {
        None => (heard, Ok(())),
        Some(Ok(language)) => (language, Ok(())),
        Some(Err(error)) => (heard, Err(Problem::bad_request("query.lang", error).about("lang"))),
    };
    request.extensions_mut().insert(language);
    let response = match asked {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    said(response, language)
}

fn said(mut response: Response, language: Language) -> Response {
    if let Some(problem) = response.extensions().get::<Problem>() {
        let mut again = problem.clone().in_language(language).into_response();
        let about_the_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH];
        for (name, value) in response.headers() {
            if !about_the_body.contains(name) {
                again.headers_mut().insert(name.clone(), value.clone());
            }
        }
        response = again;
    }
    response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    let _ = response.headers_mut().try_append(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

/// Waits until the log has the position that `?at-least=` names: what was acknowledged elsewhere is seen here, too.
pub async fn at_least(mut request: Request, next: Next) -> Response {
    match wait(&mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn wait(request: &mut Request) -> Result<(), Problem> {
    let Some(text) = take(request.uri_mut(), "at-least") else { return Ok(()) };
    let position = text.parse().ok().filter(|position| *position >= 0).map(Position).ok_or_else(|| {
        let detail = format!("'{text}' is no position of the log; receipts tell positions");
        Problem::bad_request("query.at_least", detail).about("at-least")
    })?;
    // Whoever is not here is refused by the route itself.
    let Some(Here(desk)) = request.extensions().get::<Here>() else { return Ok(()) };
    if events::reached(desk, position, PATIENCE).await? {
        return Ok(());
    }
    let detail = format!("the log has not reached position {position} here yet; ask again");
    Err(Problem::new(StatusCode::CONFLICT, "read.not_yet", detail).with("position", &position))
}

/// The header that names the key of a request which must not be carried out twice.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(text: &'static str) -> Option<Language> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
        accepted(&headers)
    }

    #[test]
    fn the_language_with_the_highest_weight_is_spoken() {
        assert_eq!(accepting("en"), Some(Language::English));
        assert_eq!(accepting("fr, en-GB;q=0.4, ZH-cn;q=0.9"), Some(Language::Chinese));
        assert_eq!(accepting("zh;q=0, en;q=0.001"), Some(Language::English));
        assert_eq!(accepting("fr, *"), None);
    }

    #[test]
    fn a_parameter_is_taken_out_and_the_others_stay() {
        let mut uri: Uri = "/cases?open=true&at-least=7&kind=petition".parse().expect("a URI");
        assert_eq!(take(&mut uri, "at-least").as_deref(), Some("7"));
        assert_eq!(uri, "/cases?open=true&kind=petition");
        assert_eq!(take(&mut uri, "lang"), None);
        let mut uri: Uri = "/cases?lang=en".parse().expect("a URI");
        assert_eq!(take(&mut uri, "lang").as_deref(), Some("en"));
        assert_eq!(uri, "/cases");
    }
}
