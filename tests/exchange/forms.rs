//! Keys in the forms that go between the two sides, and this side's own keys.

use std::{collections::BTreeMap, sync::LazyLock};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL},
};
use serde_json::{Map, Value, json};
use webtoken::{Jwk, KeyError, SigningKey, VerifyingKey};

use crate::peers::KINDS;

/// The key of a kind, made once.
pub(crate) fn own_key(kind: &str) -> &'static SigningKey {
    static KEYS: LazyLock<BTreeMap<&str, SigningKey>> =
        LazyLock::new(|| KINDS.map(|(kind, _)| (kind, SigningKey::generate(kind).unwrap())).into());
    &KEYS[kind]
}

/// Every form in which this side writes a private key or a secret.
pub(crate) fn private_forms(key: &SigningKey) -> Vec<Value> {
    let jwk = key.to_jwk().unwrap();
    if jwk.kty() == "oct" {
        return secret_forms(&jwk);
    }
    vec![
        json!({ "form": "PEM", "pem": *key.to_pem().unwrap() }),
        json!({ "form": "DER", "der": BASE64_STANDARD.encode(key.to_der().unwrap()), "type": "pkcs8" }),
        json!({ "form": "JWK", "jwk": jwk }),
        json!({ "form": "JWK with a purpose", "jwk": jwk.with_kid("k1").with_use("sig").with_key_ops(["sign"]) }),
    ]
}

/// Every form in which this side writes a public key, or a secret.
pub(crate) fn public_forms(key: &SigningKey) -> Vec<Value> {
    let jwk = key.to_jwk().unwrap();
    if jwk.kty() == "oct" {
        return secret_forms(&jwk);
    }
    let key = VerifyingKey::from(key);
    let jwk = key.to_jwk().unwrap();
    vec![
        json!({ "form": "PEM", "pem": key.to_pem().unwrap() }),
        json!({ "form": "DER", "der": BASE64_STANDARD.encode(key.to_der().unwrap()), "type": "spki" }),
        json!({ "form": "JWK", "jwk": jwk }),
        json!({ "form": "JWK with a purpose", "jwk": jwk.with_kid("k1").with_use("sig").with_key_ops(["verify"]) }),
    ]
}

fn secret_forms(jwk: &Jwk) -> Vec<Value> {
    let members = serde_json::to_value(jwk).unwrap();
    vec![json!({ "form": "JWK", "jwk": members }), json!({ "form": "bytes", "secret": members["k"] })]
}

/// A form that can be read with the features that are on.
pub(crate) fn is_readable(form: &Value) -> bool {
    form["passphrase"].is_null() || cfg!(feature = "encrypted-keys")
}

pub(crate) fn signing_key(form: &Value) -> Result<SigningKey, KeyError> {
    if let Some(jwk) = form.get("jwk") {
        return SigningKey::from_jwk(&Jwk::from_json(jwk.to_string())?);
    }
    if let Some(secret) = form["secret"].as_str() {
        return SigningKey::from_secret(BASE64URL.decode(secret).unwrap());
    }
    match (form["pem"].as_str(), form["passphrase"].as_str()) {
        (Some(pem), None) => SigningKey::from_pem(pem),
        (Some(pem), Some(passphrase)) => SigningKey::from_encrypted_pem(pem, passphrase),
        (None, None) => SigningKey::from_der(der(form)),
        (None, Some(passphrase)) => SigningKey::from_encrypted_der(der(form), passphrase),
    }
}

pub(crate) fn verifying_key(form: &Value) -> Result<VerifyingKey, KeyError> {
    if let Some(jwk) = form.get("jwk") {
        return VerifyingKey::from_jwk(&Jwk::from_json(jwk.to_string())?);
    }
    if let Some(secret) = form["secret"].as_str() {
        return VerifyingKey::from_secret(BASE64URL.decode(secret).unwrap());
    }
    match form["pem"].as_str() {
        Some(pem) => VerifyingKey::from_pem(pem),
        None => VerifyingKey::from_der(der(form)),
    }
}

fn der(form: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(form["der"].as_str().unwrap_or_else(|| panic!("no key: {form}"))).unwrap()
}

/// The members that are the key itself, without what is said of its purpose.
pub(crate) fn numbers(jwk: &Value) -> Map<String, Value> {
    const NUMBERS: [&str; 13] = ["kty", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "k"];
    let members = jwk.as_object().unwrap_or_else(|| panic!("no key: {jwk}"));
    members.iter().filter(|(name, _)| NUMBERS.contains(&name.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// This side's JSON Web Key of a private key, and of its public half; a secret has but one.
pub(crate) fn own_numbers(key: &SigningKey) -> [Map<String, Value>; 2] {
    let private = key.to_jwk().unwrap();
    let public = if private.kty() == "oct" { private.clone() } else { VerifyingKey::from(key).to_jwk().unwrap() };
    [private, public].map(|jwk| numbers(&serde_json::to_value(jwk).unwrap()))
}
