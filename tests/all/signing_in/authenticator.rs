//! A passkey in software, as small as one can be: one ES256 key, attestation `none`, always verifying its user. It
//! answers as a browser would, from the options that the server gives to the browser (Web Authentication, level 3, 6).
use super::house::ORIGIN;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The user was there, and was verified.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const NEW_CREDENTIAL: u8 = 0x40;

pub struct Authenticator {
    key: SigningKey,
    id: [u8; 16],
    pub counter: u32,
    pub origin: String,
    pub verifies: bool,
}

impl Authenticator {
    pub fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).expect("a key");
        Self { key, id: [seed; 16], counter: 0, origin: ORIGIN.to_owned(), verifies: true }
    }

    fn data(&self, rp_id: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(rp_id.as_bytes()).to_vec();
        data.push(flags | PRESENT | verified);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    /// The public key in COSE: `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`.
    fn cose(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let bytes = point.as_bytes();
        let (x, y) = (&bytes[1..33], &bytes[33..65]);
        [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], x, &[0x22, 0x58, 32], y].concat()
    }

    /// What `navigator.credentials.create` gives.
    pub fn create(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        let mut data = self.data(asked["rp"]["id"].as_str().expect("an id"), NEW_CREDENTIAL);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&16_u16.to_be_bytes());
        data.extend_from_slice(&self.id);
        data.extend_from_slice(&self.cose());
        let length = u8::try_from(data.len()).expect("short");
        let attestation =
            [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(), &[length], &data].concat();
        json!({
            "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key",
            "response": {
                "attestationObject": BASE64.encode(attestation),
                "clientDataJSON": BASE64.encode(self.client_data("webauthn.create", &asked["challenge"])),
            },
            "clientExtensionResults": {},
        })
    }

    /// What `navigator.credentials.get` gives.
    pub fn get(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        self.counter += 1;
        let data = self.data(asked["rpId"].as_str().expect("an id"), 0);
        let client = self.client_data("webauthn.get", &asked["challenge"]);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key",
            "response": {
                "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(client),
                "signature": BASE64.encode(signature.to_der()), "userHandle": null,
            },
            "clientExtensionResults": {},
        })
    }
}
