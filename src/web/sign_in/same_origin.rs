//! What changes something comes from the program's own pages: a browser sends cookies along with requests that other
//! sites make, too. The one place where this is judged.
use super::answer::Failed;
use crate::sign_in::Settings;
use crate::web::problem::Problem;
use axum::http::{HeaderMap, Method, StatusCode, header};

/// Refuses a request that may change something and comes from another site. Browsers say where it comes from in
/// `Sec-Fetch-Site`, older ones in `Origin`; whoever has a cookie of ours and says neither is refused as well.
///
/// # Errors
/// When it comes from elsewhere.
pub fn check(
    method: &Method,
    headers: &HeaderMap,
    settings: &Settings,
    has_cookie: bool,
) -> Result<(), Failed> {
    if method.is_safe() || comes_from_here(headers, settings).unwrap_or(!has_cookie) {
        return Ok(());
    }
    let detail = "this changes something and comes from another site, or does not say from which; send it from \
                  the program's own pages, or with a token of a program in `Authorization`";
    Err(Problem::new(StatusCode::FORBIDDEN, "request.cross_site", detail).into())
}

/// Whether it comes from here; none when it does not say.
fn comes_from_here(headers: &HeaderMap, settings: &Settings) -> Option<bool> {
    if let Some(site) = headers.get("sec-fetch-site") {
        return Some(matches!(site.as_bytes(), b"same-origin" | b"none"));
    }
    let origin = headers.get(header::ORIGIN)?;
    Some(origin.as_bytes() == settings.origin.origin().ascii_serialization().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(method: &Method, said: &[(&'static str, &str)], has_cookie: bool) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in said {
            headers.insert(*name, value.parse().expect("a value"));
        }
        let settings = Settings::at("https://anjuan.example/".parse().expect("an address"));
        check(method, &headers, &settings, has_cookie).is_ok()
    }

    #[test]
    fn what_changes_something_comes_from_the_same_origin() {
        let post = Method::POST;
        assert!(allowed(&post, &[("sec-fetch-site", "same-origin")], true));
        assert!(allowed(&post, &[("sec-fetch-site", "none")], true));
        assert!(!allowed(&post, &[("sec-fetch-site", "cross-site")], true));
        assert!(!allowed(&post, &[("sec-fetch-site", "same-site")], true));
        assert!(!allowed(&post, &[("sec-fetch-site", "cross-site")], false), "nor is anybody signed in");
        assert!(allowed(&post, &[("origin", "https://anjuan.example")], true));
        for other in ["https://evil.example", "http://anjuan.example", "https://anjuan.example:8443", "null"]
        {
            assert!(!allowed(&post, &[("origin", other)], true), "{other}");
        }
        assert!(!allowed(
            &post,
            &[("sec-fetch-site", "cross-site"), ("origin", "https://anjuan.example")],
            true
        ));
    }

    #[test]
    fn who_says_nothing_is_let_through_without_a_cookie_only() {
        assert!(allowed(&Method::POST, &[], false));
        assert!(!allowed(&Method::DELETE, &[], true));
    }

    #[test]
    fn reading_is_nobodys_harm() {
        assert!(allowed(&Method::GET, &[("sec-fetch-site", "cross-site")], true));
    }
}
