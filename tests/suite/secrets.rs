//! Nothing secret is shown: not by an error over the whole corpus of attacks, and not by the `Debug` of any value that
//! contains a key. A tag is compared as a whole.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::{Debug, Write},
};

use crate::common::backends;
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL},
};
use serde_json::{Value, json};
use webtoken::{
    AlgorithmChoice, Jwk, JwkSet, SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, decode, sign,
    verify, verify_all, verify_with,
};

type Keys = BTreeMap<String, BTreeMap<String, Value>>;

fn keys() -> Keys {
    let file: Value = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    serde_json::from_value(file["keys"].clone()).unwrap()
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64URL.decode(text.as_str().unwrap()).unwrap()
}

/// The members of a JSON Web Key that nobody may see.
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// How the first bytes of every secret of the corpus would look: raw, base64, hex, or as a list of numbers.
struct Needles(Vec<String>);

impl Needles {
    fn of(keys: &Keys) -> Self {
        let mut needles = Self(Vec::new());
        for key in keys.values() {
            let members = key.get("jwk_private").and_then(Value::as_object).into_iter().flatten();
            let private = members.filter(|(name, _)| PRIVATE.contains(&name.as_str())).map(|(_, value)| value);
            for secret in private.chain(key.get("secret_b64u")) {
                needles.add(&bytes(secret));
            }
        }
        assert!(needles.0.len() > 150, "{}", needles.0.len());
        needles
    }

    /// Twelve bytes are enough to tell, and fill their base64.
    fn add(&mut self, secret: &[u8]) {
        let start = &secret[..12.min(secret.len())];
        let hex = start.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        let list = format!("{start:?}");
        self.0.extend(str::from_utf8(start).ok().map(str::to_owned));
        self.0.extend([BASE64_STANDARD.encode(start), BASE64URL.encode(start), hex.to_uppercase(), hex]);
        self.0.push(list.trim_matches(['[', ']']).to_owned());
    }

    #[track_caller]
    fn absent_from(&self, shown: &str) {
        if let Some(needle) = self.0.iter().find(|needle| shown.contains(*needle)) {
            panic!("{needle:?} is shown: {shown:.2000}");
        }
    }

    /// As text, as `Debug`, and so each source.
    #[track_caller]
    fn absent_from_error(&self, error: &(dyn Error + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.absent_from(&format!("{error} {error:?}"));
            next = error.source();
        }
    }
}

/// Every case of the corpus under every key of it, private ones and secrets, whatever key it was meant for.
#[test]
fn no_error_shows_a_secret() {
    let keys = keys();
    let needles = Needles::of(&keys);
    let corpus: Value = serde_json::from_str(include_str!("../data/attacks/attacks.json")).unwrap();
    let signing: Vec<SigningKey> = keys.values().filter_map(signing_key).collect();
    assert!(signing.len() >= 13, "{}", signing.len());
    let set = JwkSet::from_json_with_secrets(json!({ "keys": [symmetric(&keys)] }).to_string()).unwrap();
    let mut errors = 0;
    for case in corpus["cases"].as_array().unwrap() {
        let token = match (case["token"].as_str(), case["token_b64"].as_str()) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (_, Some(bytes)) => BASE64_STANDARD.decode(bytes).unwrap(),
            _ => continue,
        };
        let options: VerifyOptions = serde_json::from_value(case["options"].clone()).unwrap_or_default();
        for key in &signing {
            let key = VerifyingKey::from(key);
            if let Err(error) = verify::<Value>(&token, &key, &options) {
                needles.absent_from_error(&error);
                errors += 1;
            }
            if let Err(error) = verify_all::<Value>(&token, &key, &VerifyOptions::new().issuer("x").subject("y")) {
                needles.absent_from_error(&error);
            }
        }
        if let Err(error) = verify_with::<Value>(&token, &set, &options) {
            needles.absent_from_error(&error);
        }
    }
    println!("{errors} errors");
    assert!(errors > 9000, "{errors}");
}

fn signing_key(key: &BTreeMap<String, Value>) -> Option<SigningKey> {
    match (key.get("secret_b64u"), key.get("jwk_private")) {
        (Some(secret), _) => SigningKey::from_secret(bytes(secret)).ok(),
        (_, Some(jwk)) => Jwk::from_json(jwk.to_string()).and_then(|jwk| SigningKey::from_jwk(&jwk)).ok(),
        _ => None,
    }
}

fn symmetric(keys: &Keys) -> Value {
    json!({ "kty": "oct", "k": keys["hs256"]["secret_b64u"], "kid": "k1" })
}

/// Keys that are broken in all ways: what is left of them is still secret.
#[test]
fn no_error_of_a_broken_key_shows_it() {
    let keys = keys();
    let needles = Needles::of(&keys);
    let show = |error: Option<webtoken::KeyError>| error.iter().for_each(|error| needles.absent_from_error(error));
    for key in keys.values() {
        if let Some(pem) = key.get("pkcs8_pem").and_then(Value::as_str) {
            for end in (0..pem.len()).step_by(7) {
                for broken in [pem[..end].to_owned(), [&pem[..end], "!", &pem[end..]].concat()] {
                    show(SigningKey::from_pem(&broken).err());
                    show(SigningKey::from_text(&broken).err());
                    show(VerifyingKey::from_secret(&broken).err());
                    show(SigningKey::from_encrypted_pem(&broken, "a passphrase").err());
                }
            }
        }
        let Some(jwk) = key.get("jwk_private") else { continue };
        for (name, value) in jwk.as_object().unwrap() {
            let text = value.as_str().unwrap_or_default();
            for broken in
                [json!([text]), json!({ text: 1 }), json!(format!("{text}!")), json!(text.repeat(3)), json!(1)]
            {
                let mut jwk = jwk.clone();
                jwk[name] = broken;
                let json = jwk.to_string();
                show(Jwk::from_json(&json).and_then(|jwk| SigningKey::from_jwk(&jwk)).err());
                show(VerifyingKey::from_text(&json).err());
                show(JwkSet::from_json(json!({ "keys": [jwk] }).to_string()).err());
                // Cut, and with what is no JSON behind.
                show(Jwk::from_json(&json[..json.len() - 2]).err());
                show(Jwk::from_json(format!("{json}{json}")).err());
            }
        }
    }
}

#[test]
fn no_value_shows_a_secret() {
    let keys = keys();
    let needles = Needles::of(&keys);
    let show = |value: &dyn Debug| {
        let shown = format!("{value:?}");
        assert!(!shown.is_empty());
        needles.absent_from(&format!("{shown} {value:#?}"));
    };
    for (name, key) in &keys {
        let Some(signing) = signing_key(key) else { continue };
        let verifying = VerifyingKey::from(&signing);
        show(&signing);
        show(&verifying);
        show(&signing.material());
        show(&signing.info());
        show(&std::collections::HashMap::from([(name.as_str(), verifying.clone())]));
        let options = VerifyOptions::new();
        show(&Verifier::new(&verifying, &options).unwrap());
        show(&options);
        if let Some(jwk) = key.get("jwk_private") {
            let jwk = Jwk::from_json(jwk.to_string()).unwrap();
            show(&jwk);
            show(&JwkSet::from_json(json!({ "keys": [jwk] }).to_string()));
        }
        for algorithm in webtoken::alg::ALL {
            let options = SignOptions::new().algorithm(*algorithm);
            let Ok(signer) = Signer::new(&signing, &options) else { continue };
            show(&(&signer, &options));
            let (signer, verifier) = (algorithm.signer(&signing).unwrap(), algorithm.verifier(&verifying).unwrap());
            show(&AlgorithmChoice::from(*algorithm));
            show(&signer.sign(b"message").unwrap());
            show(&signer);
            show(&verifier);
        }
    }
    show(&JwkSet::from_json_with_secrets(json!({ "keys": [symmetric(&keys)] }).to_string()).unwrap());
}

/// Whoever sees it beside header and payload has a token.
#[test]
fn what_was_read_is_shown_without_its_signature() {
    let token = sign(&json!({ "sub": "alice" }), "shhhhh", &SignOptions::new()).unwrap();
    let needles = Needles(vec![token.rsplit_once('.').unwrap().1.to_owned()]);
    let verified = verify::<Value>(&token, "shhhhh", &VerifyOptions::new()).unwrap();
    needles.absent_from(&format!("{verified:?} {verified:#?}"));
    let unverified = decode::<Value>(&token).unwrap();
    needles.absent_from(&format!("{unverified:?} {unverified:#?}"));
    assert!(format!("{verified:?} {unverified:?}").contains("alice"));
}

/// The right signature of a message is as secret as the key: whoever sees it has a token.
#[test]
fn a_refused_signature_is_not_corrected() {
    let secret = "a secret of at least thirty-two bytes";
    let token = sign(&json!({ "sub": "alice" }), secret, &SignOptions::new()).unwrap();
    let (message, right) = token.rsplit_once('.').unwrap();
    let mut needles = Needles(vec![token.clone(), message.to_owned()]);
    needles.add(&BASE64URL.decode(right).unwrap());
    let wrong = BASE64URL.encode([7; 32]);
    for signature in ["", "AA", &right[1..], &wrong, &format!("{right}A")] {
        let forged = format!("{message}.{signature}");
        needles.absent_from_error(&verify::<Value>(forged, secret, &VerifyOptions::new()).unwrap_err());
    }
}

/// A tag counts as a whole: a comparison that stops early, or that looks at the shorter length, would accept one of these.
/// That the comparison takes the same time for each is measured by `benches/timing.rs` and `benches/secrets`.
#[test]
fn every_wrong_bit_of_a_tag_is_refused() {
    let key = SigningKey::from_secret("a secret of at least thirty-two bytes").unwrap();
    for backend in &backends() {
        for name in ["HS256", "HS384", "HS512"] {
            let algorithm = backend.algorithm(name).unwrap();
            let verifier = algorithm.verifier(&VerifyingKey::from(&key)).unwrap();
            let tag = algorithm.signer(&key).unwrap().sign(b"message").unwrap().as_ref().to_vec();
            let is_valid = |tag: &[u8]| verifier.verify(b"message", tag).is_ok();
            assert!(is_valid(&tag), "{} {name}", backend.name);
            for bit in 0..tag.len() * 8 {
                let mut wrong = tag.clone();
                wrong[bit / 8] ^= 1 << (bit % 8);
                assert!(!is_valid(&wrong), "{} {name}: bit {bit}", backend.name);
            }
            for length in 0..tag.len() {
                assert!(!is_valid(&tag[..length]), "{} {name}: {length} bytes", backend.name);
            }
            for longer in [[&tag[..], &[0]].concat(), tag.repeat(2)] {
                assert!(!is_valid(&longer), "{} {name}: {} bytes", backend.name, longer.len());
            }
        }
    }
}
