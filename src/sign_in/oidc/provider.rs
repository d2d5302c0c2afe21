//! What is asked of the provider, and what of its answers is believed.
use super::http::Http;
use crate::cases::occurred::Moment;
use crate::sign_in::later;
use crate::sign_in::refusal::SignInError;
use crate::sign_in::settings::SettingsError;
use chrono::TimeDelta;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use tokio::sync::Mutex;
use webauthn_rs::prelude::Url;

/// How long what the provider says of itself, its keys among it, is taken as still so.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// The provider of single sign-on.
#[derive(Clone, Debug)]
pub struct ProviderSettings {
    /// Its address: `https://sso.example/realms/city`.
    pub issuer: String,
    /// How this program is called there.
    pub client_id: String,
    /// The secret that it was given, if it was.
    pub client_secret: Option<ClientSecret>,
    /// Whether the office trusts the provider to ask for a second factor, so that this program does not.
    pub gives_second_factor: bool,
}

impl ProviderSettings {
    /// A provider that is told the client's secret, and trusted with the first factor only.
    #[must_use]
    pub fn new(issuer: &str, client_id: &str, client_secret: Option<String>) -> Self {
        let client_secret = client_secret.map(ClientSecret::new);
        let (issuer, client_id) = (issuer.to_owned(), client_id.to_owned());
        Self { issuer, client_id, client_secret, gives_second_factor: false }
    }
}

pub(in crate::sign_in) struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    http: Http,
    known: Mutex<Option<(Moment, CoreProviderMetadata)>>,
}

fn failed(what: &str, error: &dyn std::error::Error) -> SignInError {
    let mut reason = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    SignInError::Provider(reason)
}

impl Provider {
    pub(in crate::sign_in) fn new(settings: ProviderSettings) -> Result<Self, SettingsError> {
        let wrong = |error: &dyn std::fmt::Display| SettingsError::Provider(error.to_string());
        let issuer = IssuerUrl::new(settings.issuer).map_err(|error| wrong(&error))?;
        let http = Http::new().map_err(|error| wrong(&error))?;
        let client_id = ClientId::new(settings.client_id);
        Ok(Self { issuer, client_id, client_secret: settings.client_secret, http, known: Mutex::default() })
    }

    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    async fn metadata(&self, now: Moment) -> Result<CoreProviderMetadata, SignInError> {
        let mut known = self.known.lock().await;
        if let Some((since, metadata)) = &*known
            && now < later(*since, FRESH)
        {
            return Ok(metadata.clone());
        }
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = metadata.map_err(|error| failed("it does not say what it is", &error))?;
        *known = Some((now, metadata.clone()));
        Ok(metadata)
    }

    /// Where a browser goes to say who is there.
    pub(super) async fn location(
        &self,
        callback: Url,
        state: &str,
        nonce: &str,
        verifier: &str,
        now: Moment,
    ) -> Result<Url, SignInError> {
        let metadata = self.metadata(now).await?;
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(nonce.to_owned()));
        let verifier = PkceCodeVerifier::new(verifier.to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let client =
            CoreClient::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone());
        let client = client.set_redirect_uri(RedirectUrl::from_url(callback));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client.authorize_url(flow, move || state, move || nonce);
        Ok(asked.set_pkce_challenge(challenge).url().0)
    }

    /// Who is there, as the provider signs it: the subject of an ID token that is for this program, from this provider,
    /// of this sign-in, and good now.
    pub(super) async fn person(
        &self,
        callback: Url,
        code: &str,
        verifier: String,
        nonce: String,
        now: Moment,
    ) -> Result<String, SignInError> {
        let metadata = self.metadata(now).await?;
        let client =
            CoreClient::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone());
        let client = client.set_redirect_uri(RedirectUrl::from_url(callback));
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| failed("it has no address for codes", &error))?;
        let answer =
            request.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request_async(&self.http).await;
        let answer = answer.map_err(|error| failed("it does not take the code", &error))?;
        let token = answer
            .id_token()
            .ok_or_else(|| SignInError::Provider("it does not say who is there".to_owned()))?;
        let believed = client.id_token_verifier().set_time_fn(move || now.utc());
        let claims = token
            .claims(&believed, &Nonce::new(nonce))
            .map_err(|error| failed("what it says cannot be believed", &error))?;
        Ok(claims.subject().as_str().to_owned())
    }
}
