//! What is asked of the provider, and what of its answers is believed.
use super::claims::{Client, login};
use super::http::Http;
use crate::cases::occurred::Moment;
use crate::cases::user::LoginName;
use crate::sign_in::later;
use crate::sign_in::refusal::SignInError;
use crate::sign_in::settings::SettingsError;
use chrono::TimeDelta;
use openidconnect::core::{CoreAuthenticationFlow, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
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
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that is the login name of a user; without one, persons are users only once they are bound.
    pub login_claim: Option<String>,
    /// What the way in is called in Chinese, if it is not called what it usually is.
    pub name_zh: Option<String>,
    /// The same in English.
    pub name_en: Option<String>,
}

impl ProviderSettings {
    /// A provider that is told the client's secret, and trusted with the first factor of persons that are bound.
    #[must_use]
    pub fn new(issuer: &str, client_id: &str, client_secret: Option<String>) -> Self {
        let client_secret = client_secret.map(ClientSecret::new);
        let (issuer, client_id) = (issuer.to_owned(), client_id.to_owned());
        Self {
            issuer,
            client_id,
            client_secret,
            gives_second_factor: false,
            scopes: Vec::new(),
            login_claim: None,
            name_zh: None,
            name_en: None,
        }
    }

    /// Asks the provider what it is, and says where it signs people in.
    ///
    /// # Errors
    /// When it does not answer, or is not what the issuer's address says.
    pub async fn discover(&self) -> Result<String, SignInError> {
        let provider =
            Provider::new(self.clone()).map_err(|error| SignInError::Provider(error.to_string()))?;
        Ok(provider.discovered().await?.authorization_endpoint().to_string())
    }
}

/// Who is there, as the provider says it.
pub(super) struct Person {
    /// The provider's name of the person.
    pub(super) subject: String,
    /// The login name that the person has here by the claim that is trusted with it.
    pub(super) login: Option<LoginName>,
}

pub(in crate::sign_in) struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    scopes: Vec<Scope>,
    login_claim: Option<String>,
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
        let scopes = settings.scopes.into_iter().map(Scope::new).collect();
        let (client_secret, login_claim) = (settings.client_secret, settings.login_claim);
        Ok(Self { issuer, client_id, client_secret, scopes, login_claim, http, known: Mutex::default() })
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
        let metadata = self.discovered().await?;
        *known = Some((now, metadata.clone()));
        Ok(metadata)
    }

    async fn discovered(&self) -> Result<CoreProviderMetadata, SignInError> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        metadata.map_err(|error| failed("it does not say what it is", &error))
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
            Client::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone());
        let client = client.set_redirect_uri(RedirectUrl::from_url(callback));
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let asked = client.authorize_url(flow, move || state, move || nonce);
        let asked = asked.add_scopes(self.scopes.iter().cloned());
        Ok(asked.set_pkce_challenge(challenge).url().0)
    }

    /// Who is there, as the provider signs it: the person of an ID token that is for this program, from this provider,
    /// of this sign-in, and good now.
    pub(super) async fn person(
        &self,
        callback: Url,
        code: &str,
        verifier: String,
        nonce: String,
        now: Moment,
    ) -> Result<Person, SignInError> {
        let metadata = self.metadata(now).await?;
        let client =
            Client::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone());
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
        let login = self.login_claim.as_deref().and_then(|claim| login(claims, claim));
        Ok(Person { subject: claims.subject().as_str().to_owned(), login })
    }
}
