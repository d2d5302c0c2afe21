//! What the routes say of themselves.
use anjuan::web::sign_in::{SignInState, router};
use serde_json::Value;

fn document() -> Value {
    let (_, api) = router::<SignInState>().split_for_parts();
    serde_json::to_value(api).expect("JSON")
}

#[test]
fn every_route_says_what_it_takes_and_gives_and_how_it_fails() {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let mut routes = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("methods") {
            routes.push(format!("{method} {path}"));
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path}");
            let failure = &operation["responses"]["default"]["content"]["application/problem+json"];
            assert!(failure.is_object(), "{method} {path}: {operation}");
        }
    }
    insta::assert_snapshot!(routes.join("\n"), @r"
    get /api-tokens
    post /api-tokens
    delete /api-tokens/{id}
    get /bindings
    post /bindings
    get /links/{token}
    post /links/{token}
    post /password
    get /second-factors
    post /second-factors/passkeys/begin
    post /second-factors/passkeys/finish
    delete /second-factors/passkeys/{id}
    post /second-factors/recovery-codes
    post /second-factors/totp
    delete /second-factors/totp
    post /second-factors/totp/finish
    get /session
    post /session
    delete /session
    post /session/oidc
    get /session/oidc/callback
    post /session/passkey/begin
    post /session/passkey/finish
    post /session/recovery-code
    post /session/totp
    get /sessions
    delete /sessions/{id}
    get /sign-in/users/{login}/bindings
    post /sign-in/users/{login}/bindings
    delete /sign-in/users/{login}/bindings
    post /sign-in/users/{login}/links
    delete /sign-in/users/{login}/second-factors
    get /sign-in/users/{login}/sessions
    delete /sign-in/users/{login}/sessions
    delete /sign-in/users/{login}/sessions/{id}
    ");
}

#[test]
fn every_body_that_is_taken_refuses_unknown_fields() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut taken = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let Some(name) = body.as_str() else { continue };
            let schema = &schemas[name.trim_start_matches("#/components/schemas/")];
            assert_eq!(schema["additionalProperties"], Value::Bool(false), "{method} {path}: {schema}");
            taken += 1;
        }
    }
    assert!(taken >= 10, "{taken}");
}
