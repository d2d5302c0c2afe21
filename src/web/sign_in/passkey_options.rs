//! What a browser hands on to an authenticator (Web Authentication, level 3, 5.4 and 5.5), as far as this program asks
//! for it. What the library says is read field by field, so that nothing is told that is not described.
use super::answer::Failed;
use crate::sign_in::SignInError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// For `navigator.credentials.create`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PasskeyCreation {
    /// The options.
    public_key: CreationOptions,
}

/// How a passkey is to be made.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreationOptions {
    /// The program for which it is.
    rp: RelyingParty,
    /// The user for whom it is.
    user: PasskeyUser,
    /// What is to be signed, in base64url.
    challenge: String,
    /// The kinds of keys that are taken, the best first.
    pub_key_cred_params: Vec<KeyKind>,
    /// How long the browser waits, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<u32>,
    /// Passkeys that there are already.
    #[serde(skip_serializing_if = "Option::is_none")]
    exclude_credentials: Option<Vec<KnownPasskey>>,
    /// What the authenticator has to be able to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_selection: Option<AuthenticatorSelection>,
    /// How the authenticator is to show what it is: `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<String>,
    /// What more is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<CreationExtensions>,
}

/// The program, as authenticators know it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RelyingParty {
    /// What it is called.
    name: String,
    /// The domain.
    id: String,
}

/// A user, as authenticators know one.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PasskeyUser {
    /// The user's id, in base64url.
    id: String,
    /// The login name.
    name: String,
    /// What is shown.
    display_name: String,
}

/// A kind of key.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyKind {
    /// `public-key`.
    r#type: String,
    /// The algorithm by its number at COSE: -7 is ES256.
    alg: i64,
}

/// A passkey that there is.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownPasskey {
    /// `public-key`.
    r#type: String,
    /// Its id, in base64url.
    id: String,
    /// How it can be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    transports: Option<Vec<String>>,
}

/// What an authenticator has to be able to do.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AuthenticatorSelection {
    /// Where it has to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<String>,
    /// Whether it keeps the passkey itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    resident_key: Option<String>,
    /// The same, as browsers were asked before.
    require_resident_key: bool,
    /// Whether it has to verify its user: `required`.
    user_verification: String,
}

/// What more is asked when a passkey is made.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CreationExtensions {
    /// Whether the passkey is to be found only once its user is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_protection_policy: Option<String>,
    /// Whether it is rather not made than made without that.
    #[serde(skip_serializing_if = "Option::is_none")]
    enforce_credential_protection_policy: Option<bool>,
    /// Whether it tells how its user was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    uvm: Option<bool>,
    /// Whether it tells if it keeps the passkey itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    cred_props: Option<bool>,
}

/// For `navigator.credentials.get`.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PasskeyRequest {
    /// The options.
    public_key: RequestOptions,
}

/// What is asked of a passkey.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RequestOptions {
    /// What is to be signed, in base64url.
    challenge: String,
    /// How long the browser waits, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<u32>,
    /// The domain of the program.
    rp_id: String,
    /// The passkeys of which one is to sign.
    allow_credentials: Vec<KnownPasskey>,
    /// Whether the authenticator has to verify its user: `required`.
    user_verification: String,
}

/// What the library says, in the words of this file.
///
/// # Errors
/// When it says more, or something else.
pub(super) fn described<T: DeserializeOwned>(said: &impl Serialize) -> Result<T, Failed> {
    let described = serde_json::to_value(said).and_then(serde_json::from_value);
    described.map_err(|error| SignInError::Internal(format!("passkeys: {error}")).into())
}
