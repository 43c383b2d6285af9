//! Keys in every form: theirs read here, this side's read there, each the same key to both.

use serde_json::{Value, json};
use webtoken::{Jwk, SignOptions, SigningKey, VerifyOptions, VerifyingKey, sign, verify};

use crate::{
    forms::{is_readable, numbers, own_key, own_numbers, private_forms, public_forms, signing_key, verifying_key},
    peers::{KINDS, Peer, peers},
};

#[test]
fn we_read_private_keys_of_theirs() {
    for peer in peers() {
        for (kind, algorithms) in KINDS {
            let made = peer.made(kind);
            let jwks = [&made.private, &made.public].map(|forms| numbers(&jwk_of(forms)));
            for form in made.private.iter().filter(|form| is_readable(form)) {
                let context = format!("{} {kind} {}", peer.name, form["form"]);
                let key = signing_key(form).unwrap_or_else(|error| panic!("{context}: {error}"));
                assert_eq!(own_numbers(&key), jwks, "{context}");
                for alg in peer.having(algorithms) {
                    let token = sign(&json!({ "n": 1 }), &key, &SignOptions::new().algorithm(alg)).unwrap();
                    assert_they_verify(peer, alg, &made.public[0], &token, &context);
                }
            }
        }
    }
}

#[test]
fn we_read_public_keys_of_theirs() {
    for peer in peers() {
        for (kind, algorithms) in KINDS {
            let made = peer.made(kind);
            let jwk = numbers(&jwk_of(&made.public));
            for form in &made.public {
                let context = format!("{} {kind} {}", peer.name, form["form"]);
                let key = verifying_key(form).unwrap_or_else(|error| panic!("{context}: {error}"));
                if !kind.starts_with("HS") {
                    assert_eq!(numbers(&serde_json::to_value(key.to_jwk().unwrap()).unwrap()), jwk, "{context}");
                }
                for alg in peer.having(algorithms) {
                    let token = peer.sign(alg, &made.private[0], &json!({ "n": 1 }), &json!({}));
                    let verified = verify::<Value>(&token, &key, &VerifyOptions::new().algorithms([alg]));
                    assert_eq!(verified.unwrap_or_else(|error| panic!("{context}: {error}")).payload["n"], 1);
                }
            }
        }
    }
}

#[test]
fn they_read_private_keys_of_ours() {
    for peer in peers() {
        for (kind, algorithms) in KINDS {
            let key = own_key(kind);
            for form in private_forms(key) {
                let context = format!("{} {kind} {}", peer.name, form["form"]);
                let read = peer.read(kind, &form, true);
                assert_eq!(numbers(&read.jwk), own_numbers(key)[0], "{context}");
                assert_eq!(
                    read.pem.as_deref().map(str::trim_end),
                    key.to_pem().ok().as_deref().map(|pem| pem.trim_end()),
                    "{context}"
                );
                for alg in peer.having(algorithms) {
                    let token = peer.sign(alg, &form, &json!({ "n": 1 }), &json!({}));
                    let verified = verify::<Value>(&token, key, &VerifyOptions::new().algorithms([alg]));
                    assert_eq!(verified.unwrap_or_else(|error| panic!("{context}: {error}")).payload["n"], 1);
                }
            }
        }
    }
}

#[test]
fn they_read_public_keys_of_ours() {
    for peer in peers() {
        for (kind, algorithms) in KINDS {
            let key = own_key(kind);
            for form in public_forms(key) {
                let context = format!("{} {kind} {}", peer.name, form["form"]);
                let read = peer.read(kind, &form, false);
                assert_eq!(numbers(&read.jwk), own_numbers(key)[1], "{context}");
                assert_eq!(
                    read.pem.as_deref().map(str::trim_end),
                    VerifyingKey::from(key).to_pem().ok().as_deref().map(str::trim_end),
                    "{context}"
                );
                for alg in peer.having(algorithms) {
                    let token = sign(&json!({ "n": 1 }), key, &SignOptions::new().algorithm(alg)).unwrap();
                    assert_they_verify(peer, alg, &form, &token, &context);
                }
            }
        }
    }
}

/// Keys and certificates that OpenSSL wrote.
#[test]
fn they_read_certificates_of_our_keys() {
    let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap();
    let text = |name: &str| cases["keys"][name]["value"].as_str().unwrap_or_else(|| panic!("no key {name}"));
    for peer in peers() {
        for (alg, private, certificate) in [("RS256", "rsa2048", "rsa2048_cert"), ("ES256", "p256", "p256_cert")] {
            let key = SigningKey::from_pem(text(private)).unwrap();
            let form = json!({ "pem": text(certificate) });
            let read = peer.read(alg, &form, false);
            assert_eq!(numbers(&read.jwk), own_numbers(&key)[1], "{} {alg}", peer.name);
            let token = sign(&json!({ "n": 1 }), &key, &SignOptions::new().algorithm(alg)).unwrap();
            assert_they_verify(peer, alg, &form, &token, certificate);
        }
    }
}

#[test]
fn thumbprints_are_equal() {
    let mut compared = 0;
    for peer in peers() {
        for (kind, _) in KINDS {
            let made = peer.made(kind);
            let mut pairs = vec![(jwk_of(&made.public), made.thumbprint.clone())];
            for (form, is_private) in [(private_forms(own_key(kind)), true), (public_forms(own_key(kind)), false)] {
                pairs.extend(form.iter().map(|form| {
                    let read = peer.read(kind, form, is_private);
                    (read.jwk, read.thumbprint)
                }));
            }
            for (jwk, theirs) in pairs {
                let Some(theirs) = theirs else { continue };
                compared += 1;
                assert_eq!(Jwk::from_json(jwk.to_string()).unwrap().thumbprint().unwrap(), theirs, "{kind}");
            }
        }
    }
    let jose_is_there = peers().any(|peer| peer.name == "jose");
    assert_eq!(compared > 40, jose_is_there, "{compared} were compared");
}

fn jwk_of(forms: &[Value]) -> Value {
    forms.iter().find(|form| form["form"] == "JWK").expect("a JSON Web Key")["jwk"].clone()
}

#[track_caller]
fn assert_they_verify(peer: &Peer, alg: &str, key: &Value, token: &str, context: &str) {
    let verified = peer.verify(alg, key, token, &json!({}));
    assert_eq!(verified.unwrap_or_else(|refused| panic!("{context} {alg}: {refused}")).payload["n"], 1);
}
