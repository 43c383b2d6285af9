//! Keys: what is read, what is refused, and what can never become a secret.

mod npm_cases;
#[cfg(feature = "encrypted-keys")]
mod passphrases;
mod pem_text;
mod secrets;
mod structures;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::Value;
use webtoken::{
    KeyError, SigningKey, VerifyingKey,
    key::{Curve, HashAlgorithm, KeyInfo, KeyMaterial, PssParameters},
};

const PASSPHRASE: &str = "opensesame";

#[track_caller]
fn data(name: &str) -> String {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn fixture(name: &str) -> String {
    data(&format!("keys/{name}.pem"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&data(name)).unwrap()
}

/// The bytes in the first block of a PEM text.
#[track_caller]
fn der(pem: &str) -> Vec<u8> {
    let lines = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let body: String = lines.take_while(|line| !line.starts_with("-----")).collect();
    BASE64_STANDARD.decode(body).unwrap()
}

/// A block of PEM.
fn block(label: &str, bytes: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64_STANDARD.encode(bytes))
}

/// Comparable bytes of a key; test keys may be shown.
fn material(material: &KeyMaterial) -> Vec<Vec<u8>> {
    match material {
        KeyMaterial::Secret(bytes) => vec![bytes.to_vec()],
        KeyMaterial::OkpPublic { bytes, .. } => vec![bytes.clone()],
        KeyMaterial::RsaPrivate(der) => vec![der.to_vec()],
        KeyMaterial::RsaPublic(der) => vec![der.clone()],
        KeyMaterial::EcPrivate { scalar, .. } => vec![scalar.to_vec()],
        KeyMaterial::EcPublic { point, .. } => vec![point.clone()],
        KeyMaterial::OkpPrivate { seed, .. } => vec![seed.to_vec()],
        _ => panic!("a new kind of material"),
    }
}

#[track_caller]
fn same(a: &VerifyingKey, b: &VerifyingKey) {
    assert_eq!(a.info(), b.info());
    assert!(material(a.material()) == material(b.material()), "the keys differ");
}

#[track_caller]
fn verifying(pem: impl AsRef<[u8]>) -> VerifyingKey {
    VerifyingKey::from_pem(pem).unwrap()
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, KeyError>) -> &'static str {
    result.unwrap_err().code()
}

/// A value of DER.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap().to_be_bytes();
    let length = match value.len() {
        0..128 => vec![low],
        128..256 => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], length.as_slice(), value].concat()
}

#[cfg(not(feature = "encrypted-keys"))]
mod passphrases {
    use super::*;

    #[test]
    fn need_the_feature() {
        for name in ["rsa-legacy-aes128", "rsa-pbes2-sha512"] {
            assert_eq!(code(SigningKey::from_pem(fixture(name))), "key_passphrase_required");
            let error = SigningKey::from_encrypted_pem(fixture(name), PASSPHRASE).unwrap_err();
            assert_eq!(error.code(), "key_unsupported");
            assert_eq!(
                error.to_string(),
                "unsupported key: an encrypted private key needs the feature `encrypted-keys`"
            );
        }
    }
}
