//! A provider of single sign-on of the tests' own, after `OpenID` Connect Core 1.0, Discovery 1.0 and RFC 7636. It signs
//! with a key of its own and shares no code with the program's client. It can be told to lie.
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

pub const CLIENT: &str = "anjuan";
pub const SECRET: &str = "a secret between two programs";

/// What of its ID token is not as it should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lie {
    None,
    Nonce,
    Audience,
    Issuer,
    Key,
    Expired,
    NoSignature,
}

/// The scope for which it tells the login name that it was told of a person.
pub const SCOPE: &str = "employee";
/// The claim in which it tells it.
pub const CLAIM: &str = "employee_login";

struct Consent {
    subject: String,
    scope: String,
    challenge: String,
    nonce: String,
    redirect: String,
}

struct Desk {
    issuer: String,
    now: Box<dyn Fn() -> u64 + Send + Sync>,
    key: SigningKey,
    lie: Mutex<Lie>,
    /// Login names by subject.
    logins: Mutex<HashMap<String, String>>,
    consents: Mutex<HashMap<String, Consent>>,
}

#[derive(Clone)]
pub struct Provider(Arc<Desk>);

impl Provider {
    /// Opens it on a port of its own.
    pub async fn open(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let desk = Desk {
            issuer,
            now: Box::new(now),
            key: SigningKey::from_slice(&[7; 32]).expect("a key"),
            lie: Mutex::new(Lie::None),
            logins: Mutex::default(),
            consents: Mutex::default(),
        };
        let provider = Self(Arc::new(desk));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        provider
    }

    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    pub fn lie(&self, lie: Lie) {
        *self.0.lie.lock().expect("a lie") = lie;
    }

    /// What a person is called in [`CLAIM`].
    pub fn knows(&self, subject: &str, login: &str) {
        self.0.logins.lock().expect("logins").insert(subject.to_owned(), login.to_owned());
    }

    /// Somebody signs in on the provider's page, to which a browser came; the address to which it goes back.
    pub fn consent(&self, location: &str, subject: &str) -> String {
        let (page, query) = location.split_once('?').expect("a query");
        assert_eq!(page, format!("{}/authorize", self.0.issuer));
        let asked: HashMap<String, String> = serde_json::from_value(fields(query)).expect("fields");
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{asked:?}");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["state"].len() >= 32 && asked["nonce"].len() >= 32, "{asked:?}");
        let consent = Consent {
            subject: subject.to_owned(),
            scope: asked["scope"].clone(),
            challenge: asked["code_challenge"].clone(),
            nonce: asked["nonce"].clone(),
            redirect: asked["redirect_uri"].clone(),
        };
        let code = format!("code-{}", self.0.consents.lock().expect("consents").len());
        let back = format!("{}?code={code}&state={}&session_state=x", consent.redirect, asked["state"]);
        self.0.consents.lock().expect("consents").insert(code, consent);
        back
    }

    fn id_token(&self, consent: &Consent) -> String {
        let lie = *self.0.lie.lock().expect("a lie");
        let (now, desk) = ((self.0.now)(), &self.0);
        let or =
            |said: Lie, lied: &str, truth: &str| if lie == said { lied.to_owned() } else { truth.to_owned() };
        let algorithm = or(Lie::NoSignature, "none", "ES256");
        let header = json!({"alg": algorithm, "typ": "JWT", "kid": "key-1"});
        let issued = if lie == Lie::Expired { now - 3600 } else { now };
        let mut claims = json!({
            "iss": or(Lie::Issuer, "http://127.0.0.1:9", &desk.issuer), "sub": consent.subject,
            "aud": or(Lie::Audience, "another program", CLIENT), "nonce": or(Lie::Nonce, "x", &consent.nonce),
            "iat": issued, "exp": issued + 300,
        });
        if let Some(login) = desk.logins.lock().expect("logins").get(&consent.subject)
            && consent.scope.split(' ').any(|scope| scope == SCOPE)
        {
            claims[CLAIM] = json!(login);
        }
        let part = |part: &Value| BASE64.encode(part.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let another = SigningKey::from_slice(&[8; 32]).expect("a key");
        let key = if lie == Lie::Key { &another } else { &desk.key };
        let signature: Signature = key.sign(signed.as_bytes());
        match lie {
            Lie::NoSignature => format!("{signed}."),
            _ => format!("{signed}.{}", BASE64.encode(signature.to_bytes())),
        }
    }
}

/// The fields of a query, as they are meant.
fn fields(query: &str) -> Value {
    let parts = query.split('&').filter_map(|part| part.split_once('='));
    let meant = |text: &str| {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            bytes.push(match first {
                b'+' => b' ',
                b'%' => {
                    let digits = std::str::from_utf8(&rest[..2]).expect("digits");
                    rest = &rest[2..];
                    u8::from_str_radix(digits, 16).expect("a byte")
                }
                byte => *byte,
            });
        }
        String::from_utf8(bytes).expect("a text")
    };
    parts.map(|(name, value)| (name.to_owned(), Value::String(meant(value)))).collect()
}

async fn configuration(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.issuer();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let point = provider.0.key.verifying_key().to_sec1_point(false);
    let bytes = point.as_bytes();
    let (x, y) = (BASE64.encode(&bytes[1..33]), BASE64.encode(&bytes[33..65]));
    Json(json!({"keys": [
        {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "key-1", "x": x, "y": y}
    ]}))
}

/// Gives an ID token for a code: once, to the program that it knows, that shows the verifier of the challenge.
async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let refused = |why: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": why})));
    let encoded = SECRET.replace(' ', "+");
    let known = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{encoded}")));
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(known.as_str()) {
        return Err(refused("invalid_client"));
    }
    let given = asked.get("code").and_then(|code| provider.0.consents.lock().expect("consents").remove(code));
    let consent = given.ok_or_else(|| refused("invalid_grant"))?;
    let verifier = asked.get("code_verifier").map(|verifier| BASE64.encode(Sha256::digest(verifier)));
    if verifier.as_ref() != Some(&consent.challenge) || asked.get("redirect_uri") != Some(&consent.redirect) {
        return Err(refused("invalid_grant"));
    }
    let id_token = provider.id_token(&consent);
    Ok(Json(json!({"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": id_token})))
}
