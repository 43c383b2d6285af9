//! No part of a private key is in memory that was freed: not after it was read, bound, used, written or dropped.
//! One exception is named, [`rsa_in_pure_rust`].
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

mod heap;

use std::sync::LazyLock;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use webtoken::{
    Jwk, JwkSet, SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, alg::Algorithm, sign,
};

use heap::Parts;

/// What each step of a key's life leaves in freed blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Life {
    read: Parts,
    bind: Parts,
    sign: Parts,
    write: Parts,
    drop: Parts,
}

const NOTHING: Life =
    Life { read: Parts::NONE, bind: Parts::NONE, sign: Parts::NONE, write: Parts::NONE, drop: Parts::NONE };

/// What the crate `rsa` leaves. When this changes, README, SECURITY.md and the documentation of `SigningKey` and
/// `alg::rust_crypto` change with it.
#[cfg(feature = "rust-crypto")]
fn rsa_in_pure_rust() -> Life {
    Life {
        bind: Parts::of(&["p", "q", "dp", "dq", "qi", "reversed"]),
        sign: Parts::of(&["p", "q", "reversed"]),
        drop: Parts::of(&["p", "reversed"]),
        ..NOTHING
    }
}

/// A private key, or a secret, in its forms.
struct Key {
    pem: Option<String>,
    der: Vec<u8>,
    jwk: String,
    /// The parts that must not be found, big-endian.
    parts: Vec<(&'static str, Vec<u8>)>,
}

struct Keys {
    secret: Key,
    rsa: Key,
    p256: Key,
    p384: Key,
    p521: Key,
    ed25519: Key,
}

/// Of 64 bytes, in which none repeats another's sequence.
const SECRET: &str = "fV9qZ2xLw7Tn4RbYc1HsEo8DkUiGm3JpXa6Q5yWtN0Bv-CzKrMhSdFjPlOeIuAgT";

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let file: Value = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    let pem = |name: &str| Key::from_pem(file["keys"][name]["pkcs8_pem"].as_str().unwrap());
    let keys = Keys {
        secret: Key::from_secret(SECRET),
        rsa: Key::from_pem(RSA),
        p256: Key::from_pem(P256),
        p384: pem("p384"),
        p521: pem("p521"),
        ed25519: pem("ed25519"),
    };
    let all = [&keys.secret, &keys.rsa, &keys.p256, &keys.p384, &keys.p521, &keys.ed25519];
    heap::watch(&all.into_iter().flat_map(Key::needles).collect::<Vec<_>>());
    keys
});

const RSA: &str = include_str!("../data/keys/rsa.pem");
const P256: &str = include_str!("../data/keys/p256.pem");

impl Key {
    fn from_secret(secret: &str) -> Self {
        let jwk = json!({ "kty": "oct", "k": BASE64_URL_SAFE_NO_PAD.encode(secret) });
        Self { pem: None, der: secret.as_bytes().to_vec(), jwk: jwk.to_string(), parts: vec![("k", secret.into())] }
    }

    fn from_pem(pem: &str) -> Self {
        let key = SigningKey::from_pem(pem).unwrap();
        let jwk = serde_json::to_value(key.to_jwk().unwrap()).unwrap();
        let part = |name| Some((name, BASE64_URL_SAFE_NO_PAD.decode(jwk[name].as_str()?).unwrap()));
        Self {
            pem: Some(pem.to_owned()),
            der: key.to_der().unwrap().to_vec(),
            parts: ["d", "p", "q", "dp", "dq", "qi"].into_iter().filter_map(part).collect(),
            jwk: jwk.to_string(),
        }
    }

    /// Big-endian, and as big integers store them: little-endian in limbs. In base64 as PEM and JWK write them,
    /// wherever in a group of three they begin. As HMAC pads them (RFC 2104).
    fn needles(&self) -> Vec<(Parts, Vec<u8>)> {
        let mut needles = Vec::new();
        for (name, bytes) in &self.parts {
            needles.push((Parts::of(&[name]), bytes.clone()));
            needles.push((Parts::of(&[name, "reversed"]), bytes.iter().rev().copied().collect()));
            for start in 0..3 {
                let whole = &bytes[start..][..(bytes.len() - start) / 3 * 3];
                for text in [BASE64_STANDARD_NO_PAD.encode(whole), BASE64_URL_SAFE_NO_PAD.encode(whole)] {
                    needles.push((Parts::of(&[name, "base64"]), text.into()));
                }
            }
            if *name == "k" {
                for pad in [0x36, 0x5c] {
                    needles.push((Parts::of(&["padded k"]), bytes.iter().map(|byte| byte ^ pad).collect()));
                }
            }
        }
        needles
    }

    fn names(&self) -> Vec<&'static str> {
        self.parts.iter().map(|(name, _)| *name).collect()
    }
}

type Builtin = &'static dyn Algorithm;

/// Reads a key, binds, uses, writes and drops it.
fn life(algorithm: Builtin, read: impl FnOnce() -> SigningKey) -> Life {
    let claims = json!({ "sub": "alice" });
    let (signing, verifying) = (SignOptions::new().algorithm(algorithm), VerifyOptions::new().algorithms([algorithm]));
    let (key, read) = heap::freed(read);
    let ((signer, verifier), bind) = heap::freed(|| {
        (Signer::new(&key, &signing).unwrap(), Verifier::new(VerifyingKey::from(&key), &verifying).unwrap())
    });
    let ((), sign) = heap::freed(|| {
        for token in [signer.sign(&claims), signer.sign(&claims), sign(&claims, &key, &signing)] {
            verifier.verify::<Value>(token.unwrap()).unwrap();
        }
    });
    let (_, write) = heap::freed(|| (key.to_der(), key.to_pem(), key.to_jwk().unwrap().thumbprint()));
    let ((), drop) = heap::freed(|| drop((key.clone(), key, signer.clone(), signer, verifier)));
    Life { read, bind, sign, write, drop }
}

/// The first algorithm with every form of the key, all of them with one.
#[track_caller]
fn assert_lives<const N: usize>(algorithms: [Builtin; N], key: &Key, expected: Life) {
    let first = algorithms[0];
    let jwk = || SigningKey::from_jwk(&Jwk::from_json(&key.jwk).unwrap()).unwrap();
    assert_eq!(life(first, jwk), expected, "from JWK");
    if let Some(pem) = &key.pem {
        assert_eq!(life(first, || SigningKey::from_pem(pem).unwrap()), expected, "from PEM");
        assert_eq!(life(first, || SigningKey::from_text(pem).unwrap()), expected, "from a string");
        assert_eq!(life(first, || SigningKey::from_der(&key.der).unwrap()), expected, "from DER");
    } else {
        assert_eq!(life(first, || SigningKey::from_secret(&key.der).unwrap()), expected, "from a secret");
    }
    for algorithm in algorithms {
        let read = || SigningKey::from_text(&key.der).unwrap();
        assert_eq!(life(algorithm, read), expected, "{}", algorithm.name());
    }
}

#[cfg(feature = "rust-crypto")]
mod rust_crypto {
    use webtoken::alg::rust_crypto::*;

    use super::*;

    #[test]
    fn frees_no_part_of_a_secret() {
        assert_lives([HS256, HS384, HS512], &KEYS.secret, NOTHING);
    }

    #[test]
    fn frees_the_prime_factors_of_an_rsa_key() {
        assert_lives([RS256, RS384, RS512, PS256, PS384, PS512], &KEYS.rsa, rsa_in_pure_rust());
    }

    #[test]
    fn frees_no_part_of_a_scalar() {
        assert_lives([ES256], &KEYS.p256, NOTHING);
        assert_lives([ES384], &KEYS.p384, NOTHING);
        assert_lives([ES512], &KEYS.p521, NOTHING);
    }

    #[test]
    fn frees_no_part_of_a_seed() {
        assert_lives([EDDSA, ED25519], &KEYS.ed25519, NOTHING);
    }
}

#[cfg(feature = "aws-lc-rs")]
mod aws_lc {
    use webtoken::alg::aws_lc::*;

    use super::*;

    #[test]
    fn frees_no_part_of_a_secret() {
        assert_lives([HS256, HS384, HS512], &KEYS.secret, NOTHING);
    }

    #[test]
    fn frees_no_part_of_an_rsa_key() {
        assert_lives([RS256, RS384, RS512, PS256, PS384, PS512], &KEYS.rsa, NOTHING);
    }

    #[test]
    fn frees_no_part_of_a_scalar() {
        assert_lives([ES256], &KEYS.p256, NOTHING);
        assert_lives([ES384], &KEYS.p384, NOTHING);
        assert_lives([ES512], &KEYS.p521, NOTHING);
    }

    #[test]
    fn frees_no_part_of_a_seed() {
        assert_lives([EDDSA, ED25519], &KEYS.ed25519, NOTHING);
    }
}

#[cfg(feature = "encrypted-keys")]
#[test]
fn encrypted_keys_free_no_part() {
    LazyLock::force(&KEYS);
    for (name, pem) in [
        ("legacy AES", include_str!("../data/keys/rsa-legacy-aes256.pem")),
        ("legacy DES", include_str!("../data/keys/rsa-legacy-des3.pem")),
        ("PBES2 with AES", include_str!("../data/keys/rsa-pbes2-sha512.pem")),
        ("PBES2 with DES", include_str!("../data/keys/rsa-pbes2-des3.pem")),
        ("scrypt", include_str!("../data/keys/rsa-scrypt.pem")),
        ("legacy AES, EC", include_str!("../data/keys/p256-legacy-aes128.pem")),
    ] {
        let read = || drop(SigningKey::from_encrypted_pem(pem, "opensesame").unwrap());
        assert_eq!(heap::freed(read).1, Parts::NONE, "{name}");
    }
}

#[test]
fn sets_of_secrets_free_no_part() {
    let json = format!(r#"{{"keys":[{}]}}"#, LazyLock::force(&KEYS).secret.jwk).leak();
    let (set, reading) = heap::freed(|| JwkSet::from_json_with_secrets(&*json).unwrap());
    assert_eq!((set.len(), reading), (1, Parts::NONE));
    assert_eq!(heap::freed(|| drop(set)).1, Parts::NONE);
}

/// Through serde too, where the keys are then skipped; and where the last character is wrong.
#[test]
fn secrets_that_are_refused_free_no_part() {
    let jwk = &LazyLock::force(&KEYS).secret.jwk;
    let set = format!(r#"{{"keys":[{jwk}]}}"#).leak();
    let (read, reading) = heap::freed(|| serde_json::from_str::<JwkSet>(&*set).unwrap());
    assert_eq!((read.len(), reading), (0, Parts::NONE));
    assert_eq!(heap::freed(|| drop(read)).1, Parts::NONE);

    let text = jwk.split(r#""k":""#).nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(heap::freed(|| SigningKey::from_base64_secret(text).map(drop).unwrap()).1, Parts::NONE);
    let wrong = format!("{text}!").leak();
    assert_eq!(heap::freed(|| SigningKey::from_base64_secret(&*wrong).map(drop).unwrap_err()).1, Parts::NONE);
    let wrong = jwk.replace(text, wrong).leak();
    let jwk = Jwk::from_json(&*wrong).unwrap();
    assert_eq!(heap::freed(|| SigningKey::from_jwk(&jwk).map(drop).unwrap_err()).1, Parts::NONE);
}

/// A string with escapes is put together in a buffer of `serde_json`, which does not wipe it.
#[test]
fn escapes_in_the_json_of_a_key_leave_it_in_freed_memory() {
    let jwk = &LazyLock::force(&KEYS).secret.jwk;
    let escaped = jwk.replacen(r#""k":"Z"#, r#""k":"\u005a"#, 1).leak();
    assert_ne!(jwk, escaped);
    assert_eq!(heap::freed(|| drop(Jwk::from_json(&*escaped).unwrap())).1, Parts::of(&["k", "base64"]));
}

/// What the other tests do not find is there to be found.
#[test]
fn what_is_freed_is_found() {
    let Keys { secret, rsa, p256, p384, p521, ed25519 } = &*KEYS;
    for key in [secret, rsa, p256, p384, p521, ed25519] {
        let (parts, in_base64) = (Parts::of(&key.names()), Parts::of(&["base64"]).and(Parts::of(&key.names())));
        assert_eq!(heap::parts_in(&key.der), parts);
        assert_eq!(heap::parts_in(key.jwk.as_bytes()), in_base64);
        assert_eq!(heap::freed(|| drop(key.der.clone())).1, parts);
        assert_eq!(heap::freed(|| drop(key.jwk.clone())).1, in_base64);
        let limbs = key.parts[0].1.iter().rev().copied().collect::<Vec<_>>().leak();
        assert_eq!(heap::freed(|| drop(limbs.to_vec())).1, Parts::of(&[key.parts[0].0, "reversed"]));
        assert_eq!(heap::freed(|| key.der.iter().fold(0, |sum: u32, byte| sum + u32::from(*byte))).1, Parts::NONE);
    }
    let pem = rsa.pem.as_ref().unwrap();
    let growing = || {
        let mut grown = Vec::with_capacity(rsa.der.len());
        grown.extend_from_slice(&rsa.der);
        grown.reserve(1 << 20);
        grown.fill(0);
    };
    assert_eq!(heap::freed(growing).1, Parts::of(&rsa.names()), "what a growing buffer leaves");
    assert_eq!(heap::freed(|| drop(pem.clone())).1, Parts::of(&["base64"]).and(Parts::of(&rsa.names())));
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    assert_eq!(heap::freed(|| heap::c::allocate_and_free(&rsa.der)).1, Parts::of(&rsa.names()), "in C");
}
