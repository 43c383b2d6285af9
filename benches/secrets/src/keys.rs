//! Keys whose secrets are marked.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use webtoken::{SigningKey, alg::Builtin, key::KeyMaterial};

use crate::valgrind;

/// A new key of an algorithm, its secrets marked.
pub(crate) fn new(alg: Builtin) -> SigningKey {
    let key = SigningKey::generate(alg.name()).expect("a key");
    secrets(&key).into_iter().for_each(valgrind::mark_secret);
    key
}

/// Where its secrets are.
fn secrets(key: &SigningKey) -> Vec<&[u8]> {
    match key.material() {
        KeyMaterial::Secret(secret) => vec![secret],
        KeyMaterial::EcPrivate { scalar, .. } => vec![scalar],
        KeyMaterial::OkpPrivate { seed, .. } => vec![seed],
        KeyMaterial::RsaPrivate(der) => numbers(key).iter().map(|number| inner(find(der, number))).collect(),
        KeyMaterial::RsaPublic(_) | KeyMaterial::EcPublic { .. } | KeyMaterial::OkpPublic { .. } => {
            panic!("a private key was made")
        }
        other => panic!("{other:?} is new here"),
    }
}

/// Without the ends: how long a number is shows in its first bytes, that it is odd in its last one, and neither is a
/// secret.
fn inner(number: &[u8]) -> &[u8] {
    &number[8..number.len() - 1]
}

/// The numbers of an RSA key that only its owner knows.
fn numbers(key: &SigningKey) -> Vec<Vec<u8>> {
    let jwk = serde_json::to_value(key.to_jwk().expect("a key")).expect("members");
    let text = |name| jwk[name].as_str().expect("a private member");
    ["d", "p", "q", "dp", "dq", "qi"].map(|name| BASE64URL.decode(text(name)).expect("base64url")).into()
}

fn find<'d>(der: &'d [u8], number: &[u8]) -> &'d [u8] {
    der.windows(number.len()).find(|window| *window == number).expect("the number stands there")
}

/// The token with the last bit of its signature turned.
pub(crate) fn with_another_signature(token: &str) -> String {
    let (message, signature) = token.rsplit_once('.').expect("a signature");
    let mut signature = BASE64URL.decode(signature).expect("base64url");
    *signature.last_mut().expect("a signature") ^= 1;
    format!("{message}.{}", BASE64URL.encode(signature))
}
