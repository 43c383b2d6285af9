//! Tokens signed here, without the crate.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

pub const SECRET: &[u8] = b"a secret for fuzzing, no key of anyone";

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict and canonical.
pub fn decode(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The HMAC that an algorithm's name stands for.
pub fn mac(alg: &str, message: &[u8]) -> Option<Vec<u8>> {
    Some(match alg {
        "HS256" => Hmac::<Sha256>::new_from_slice(SECRET).ok()?.chain_update(message).finalize().into_bytes().to_vec(),
        "HS384" => Hmac::<Sha384>::new_from_slice(SECRET).ok()?.chain_update(message).finalize().into_bytes().to_vec(),
        "HS512" => Hmac::<Sha512>::new_from_slice(SECRET).ok()?.chain_update(message).finalize().into_bytes().to_vec(),
        _ => return None,
    })
}

/// A message as it is, signed with HS256.
pub fn signed(message: &[u8]) -> Vec<u8> {
    let signature = mac("HS256", message).unwrap_or_default();
    [message, b".", encode(signature).as_bytes()].concat()
}

/// Header and payload as they are, signed with HS256.
pub fn mint(header: &[u8], payload: &[u8]) -> Vec<u8> {
    signed(format!("{}.{}", encode(header), encode(payload)).as_bytes())
}

pub const HEADER: &[u8] = br#"{"alg":"HS256","typ":"JWT"}"#;
