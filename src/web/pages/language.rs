//! In which language and in which light somebody reads: what a switch on the page chose, else what the browser asks for.
use super::theme::Theme;
use crate::web::asking::accepted;
use crate::web::words::Language;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::time::Duration;

/// The names of what is chosen, in addresses; as cookies they have the program's name before them.
const LANGUAGE: &str = "language";
const THEME: &str = "theme";
/// The cookies that say nothing of who somebody is.
pub const COOKIES: [&str; 2] = ["anjuan-language", "anjuan-theme"];
/// A year.
const KEPT: Duration = Duration::from_hours(365 * 24);

/// The reader's language.
pub(super) fn language(parts: &Parts) -> Language {
    let jar = CookieJar::from_headers(&parts.headers);
    let chosen = jar.get(COOKIES[0]).and_then(|cookie| cookie.value().parse().ok());
    chosen.or_else(|| accepted(&parts.headers)).unwrap_or_default()
}

/// The reader's light.
pub(super) fn theme(parts: &Parts) -> Theme {
    let jar = CookieJar::from_headers(&parts.headers);
    jar.get(COOKIES[1]).and_then(|cookie| cookie.value().parse().ok()).unwrap_or_default()
}

/// Where `?language=` or `?theme=` leads: to the same page without it, which is then read so.
pub(super) fn chosen(uri: &Uri, secure: bool) -> Option<Response> {
    let asked: Vec<_> = url::form_urlencoded::parse(uri.query()?.as_bytes()).into_owned().collect();
    let is_switch = |name: &str| name == LANGUAGE || name == THEME;
    if !asked.iter().any(|(name, _)| is_switch(name)) {
        return None;
    }
    let mut jar = CookieJar::new();
    for (name, value) in &asked {
        let known = match name.as_str() {
            LANGUAGE => value.parse::<Language>().ok().map(|language| (COOKIES[0], language.tag())),
            THEME => value.parse::<Theme>().ok().map(|theme| (COOKIES[1], theme.name())),
            _ => None,
        };
        jar = known.into_iter().fold(jar, |jar, (name, value)| jar.add(kept(name, value, secure)));
    }
    let rest = asked.iter().filter(|(name, _)| !is_switch(name));
    let rest = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
    let to = if rest.is_empty() { uri.path().to_owned() } else { format!("{}?{rest}", uri.path()) };
    // Two slashes at the beginning would name another host.
    let to = format!("/{}", to.trim_start_matches('/')).parse::<PathAndQuery>().ok()?;
    Some((StatusCode::SEE_OTHER, [(header::LOCATION, to.to_string())], jar).into_response())
}

fn kept(name: &'static str, value: &'static str, secure: bool) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(KEPT.try_into().unwrap_or_default())
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(uri: &str) -> Option<(String, Vec<String>)> {
        let response = chosen(&uri.parse().expect("an address"), false)?;
        let text = |name| {
            let values = response.headers().get_all(name).iter();
            values.map(|value| value.to_str().expect("text").to_owned()).collect::<Vec<_>>()
        };
        Some((text(header::LOCATION).concat(), text(header::SET_COOKIE)))
    }

    #[test]
    fn a_switch_leads_to_the_same_page_without_it() {
        let (to, cookies) = leads("/cases?kind=petition&language=en&sort=due").expect("a switch");
        assert_eq!(to, "/cases?kind=petition&sort=due");
        assert!(cookies[0].starts_with("anjuan-language=en;"), "{cookies:?}");
        let (to, cookies) = leads("/cases?theme=dark").expect("a switch");
        assert_eq!((to.as_str(), cookies.len()), ("/cases", 1));
        assert_eq!(leads("/cases?kind=petition"), None);
    }

    #[test]
    fn what_no_language_is_chooses_nothing_and_no_switch_leads_to_another_host() {
        assert_eq!(leads("/cases?language=fr"), Some(("/cases".to_owned(), Vec::new())));
        assert_eq!(leads("//evil.example/?theme=dark").expect("a switch").0, "/evil.example/");
    }
}
