//! Signing in, sentence by sentence, on both engines. What a browser does goes through the routes, as a browser would.
mod api_tokens;
mod authenticator;
pub mod browser;
mod factors;
mod house;
mod links;
mod noting;
mod openapi;
mod origins;
mod passkeys;
mod passwords;
mod profiles;
pub mod provider;
mod sessions;
mod single_sign_on;
mod slowing;
