//! How somebody shows who is there: by the cookie of a session, or by the token of a program.
use super::openapi::operations;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};

const SESSION: &str = "session";
const TOKEN: &str = "token";

/// What is asked before somebody is signed in.
const OPEN: [&str; 4] = ["/session", "/session/oidc", "/session/oidc/callback", "/links/{token}"];

/// Says of each operation by what it knows who is there.
pub fn tell(document: &mut OpenApi) {
    let about = "The token of a session, which `POST /session` gives; over TLS the cookie is called `__Host-anjuan`. What \
                 changes something has to come from the program's own pages (`Sec-Fetch-Site` or `Origin` says so).";
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("anjuan", about)));
    let about = "The token of a program, which an administrator makes; it is let in where its scopes say.";
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build();
    if let Some(components) = &mut document.components {
        components.security_schemes.insert(SESSION.to_owned(), session.into());
        components.security_schemes.insert(TOKEN.to_owned(), SecurityScheme::Http(token).into());
    }
    let by = |scheme: &str| SecurityRequirement::new(scheme, Vec::<String>::new());
    document.security = Some(vec![by(SESSION), by(TOKEN)]);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let is_open = OPEN.contains(&path.as_str()) && (path != "/session" || method == "post");
            let is_personal =
                operation.tags.as_deref().is_some_and(|tags| tags.contains(&"sign-in".to_owned()));
            operation.security = match (is_open, is_personal) {
                (true, _) => Some(Vec::new()),
                (false, true) => Some(vec![by(SESSION)]),
                (false, false) => None,
            };
        }
    }
}
