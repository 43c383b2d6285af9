//! Keys and signatures of the RFCs and of OpenSSL.

use std::{collections::BTreeMap, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::key::{Curve, KeyInfo, KeyMaterial, SigningKey};

pub(super) static FIXTURES: LazyLock<Fixtures> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../tests/fixtures/backend.json")).unwrap());

#[derive(Deserialize)]
pub(super) struct Fixtures {
    keys: BTreeMap<String, Pair>,
    /// Valid signatures.
    pub(super) valid: Vec<Vector>,
    /// Invalid signatures by the right key: wrong salt, wrong encoding.
    pub(super) invalid: Vec<Vector>,
}

#[derive(Deserialize)]
pub(super) struct Vector {
    pub(super) source: String,
    pub(super) alg: String,
    pub(super) key: String,
    message: String,
    #[serde(deserialize_with = "bytes")]
    pub(super) signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Pair {
    #[serde(deserialize_with = "bytes")]
    private: Vec<u8>,
    #[serde(default, deserialize_with = "bytes")]
    public: Vec<u8>,
}

impl Vector {
    pub(super) fn message(&self) -> &[u8] {
        self.message.as_bytes()
    }
}

/// The keys, and the algorithms that accept them.
pub(super) const KEYS: [(&str, &[&str]); 9] = [
    ("secret", &["HS256", "HS384", "HS512"]),
    ("rsa2048", &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ("rsa2049", &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ("rsa1024", &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ("p256", &["ES256"]),
    ("p384", &["ES384"]),
    ("p521", &["ES512"]),
    ("ed25519", &["EdDSA", "Ed25519"]),
    ("secp256k1", &["ES256K"]),
];

#[track_caller]
pub(super) fn private(name: &str) -> SigningKey {
    let key = FIXTURES.keys[name].private.clone();
    let info = info(name);
    let body = match &info {
        KeyInfo::Secret { .. } => KeyMaterial::Secret(Zeroizing::new(key)),
        KeyInfo::Rsa { .. } | KeyInfo::RsaPss { .. } => KeyMaterial::RsaPrivate(Zeroizing::new(key)),
        KeyInfo::Ec { curve } => {
            KeyMaterial::EcPrivate { curve: *curve, scalar: Zeroizing::new(key), point: Some(public_bytes(name)) }
        }
        KeyInfo::Okp { curve } => KeyMaterial::OkpPrivate { curve: *curve, seed: Zeroizing::new(key) },
    };
    SigningKey::from_body(info, body)
}

/// The public half (of a secret, the secret) as a signing key, which no reader would make of it.
#[track_caller]
pub(super) fn public(name: &str) -> SigningKey {
    public_from(info(name), public_bytes(name))
}

#[track_caller]
pub(super) fn public_from(info: KeyInfo, key: Vec<u8>) -> SigningKey {
    let body = match &info {
        KeyInfo::Secret { .. } => return private("secret"),
        KeyInfo::Rsa { .. } | KeyInfo::RsaPss { .. } => KeyMaterial::RsaPublic(key),
        KeyInfo::Ec { curve } => KeyMaterial::EcPublic { curve: *curve, point: key },
        KeyInfo::Okp { curve } => KeyMaterial::OkpPublic { curve: *curve, bytes: key },
    };
    SigningKey::from_body(info, body)
}

pub(super) fn private_bytes(name: &str) -> Vec<u8> {
    FIXTURES.keys[name].private.clone()
}

pub(super) fn public_bytes(name: &str) -> Vec<u8> {
    FIXTURES.keys[name].public.clone()
}

#[track_caller]
pub(super) fn info(name: &str) -> KeyInfo {
    match name {
        "secret" => KeyInfo::Secret { bytes: 64 },
        "rsa1024" => KeyInfo::Rsa { bits: 1024 },
        "rsa2048" => KeyInfo::Rsa { bits: 2048 },
        "rsa2049" => KeyInfo::Rsa { bits: 2049 },
        "p256" => KeyInfo::Ec { curve: Curve::P256 },
        "p384" => KeyInfo::Ec { curve: Curve::P384 },
        "p521" => KeyInfo::Ec { curve: Curve::P521 },
        "secp256k1" => KeyInfo::Ec { curve: Curve::Secp256k1 },
        "ed25519" => KeyInfo::Okp { curve: Curve::Ed25519 },
        other => panic!("no key {other}"),
    }
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}
