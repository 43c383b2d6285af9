//! Tokens: each side reads what the other signs, and both refuse the same ones.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use webtoken::{SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg::Builtin, sign, verify};

use crate::{
    common::backends,
    forms::{own_key, private_forms, public_forms, verifying_key},
    peers::{KINDS, Peer, peers},
};

/// With an `iat`, since this side would add one.
fn payloads() -> [Value; 4] {
    [
        json!({ "sub": "alice", "iat": 1 }),
        json!({ "iat": 1, "text": "\u{0}\n\"\\/é漢\u{2028}😀", "é": 1, "": 2 }),
        json!({ "iat": 1.5, "n": [0, -1, 0.5, 1e-7, 9_007_199_254_740_991_i64], "a": { "b": [[], {}, null, true] } }),
        json!({ "iss": "urn:i", "iat": 1_600_000_000, "nbf": 1_600_000_000.5, "exp": 4_000_000_000_i64, "jti": "1" }),
    ]
}

/// Every algorithm of the other side that a kind of keys is for, of every backend.
fn algorithms(peer: &Peer, names: &[&str]) -> Vec<Builtin> {
    let names: Vec<&str> = peer.having(names).collect();
    let of_backend = |backend: crate::common::Backend| {
        let algorithm =
            |name: &&str| backend.algorithm(name).unwrap_or_else(|| panic!("{} lacks {name}", backend.name));
        names.iter().map(algorithm).collect::<Vec<_>>()
    };
    backends().into_iter().flat_map(of_backend).collect()
}

#[test]
fn versions_are_those_of_the_lock_files() {
    let package: Value = serde_json::from_str(include_str!("package.json")).unwrap();
    for peer in peers() {
        let wanted = match peer.name {
            "jose" => package["dependencies"]["jose"].as_str(),
            _ => include_str!("requirements.txt")
                .lines()
                .find_map(|line| line.strip_prefix("pyjwt=="))
                .and_then(|rest| rest.split(' ').next()),
        };
        assert_eq!(Some(peer.version().as_str()), wanted, "remove node_modules");
    }
}

#[test]
fn we_read_what_they_sign() {
    for peer in peers() {
        for (kind, names) in KINDS {
            let made = peer.made(kind);
            let public = verifying_key(&made.public[0]).unwrap();
            for alg in algorithms(peer, names) {
                for payload in payloads() {
                    let header = json!({ "kid": "é", "typ": "at+jwt" });
                    let token = peer.sign(alg.name(), &made.private[0], &payload, &header);
                    let verified = verify::<Value>(&token, &public, &VerifyOptions::new().algorithms([alg])).unwrap();
                    assert_eq!(verified.payload, payload, "{}", peer.name);
                    let wanted = json!({ "alg": alg.name(), "kid": "é", "typ": "at+jwt" });
                    assert_eq!(verified.header.as_value(), &wanted, "{}", peer.name);
                }
            }
        }
    }
}

#[test]
fn they_read_what_we_sign() {
    for peer in peers() {
        for (kind, names) in KINDS {
            let public = &public_forms(own_key(kind))[0];
            for alg in algorithms(peer, names) {
                for payload in payloads() {
                    let options = SignOptions::new().algorithm(alg).kid("é");
                    let token = sign(&payload, own_key(kind), &options).unwrap();
                    let read = peer.verify(alg.name(), public, &token, &json!({})).unwrap();
                    assert_eq!(read.payload, payload, "{}", peer.name);
                    assert_eq!(read.header, json!({ "alg": alg.name(), "typ": "JWT", "kid": "é" }), "{}", peer.name);
                }
            }
        }
    }
}

/// A good token of one side, tampered with in every part: refused by both.
#[test]
fn tampered_tokens_are_refused_by_both() {
    for peer in peers() {
        for (kind, names) in KINDS {
            let (private, public) = (private_forms(own_key(kind)), public_forms(own_key(kind)));
            for alg in algorithms(peer, names) {
                let options = SignOptions::new().algorithm(alg);
                let ours = |payload| sign(&payload, own_key(kind), &options).unwrap();
                let theirs = |payload| peer.sign(alg.name(), &private[0], &payload, &json!({}));
                let signers: [&dyn Fn(Value) -> String; 2] = [&ours, &theirs];
                for signer in signers {
                    let [good, other] = [json!({ "sub": "alice" }), json!({ "sub": "mallory" })].map(signer);
                    assert!(both(peer, alg, own_key(kind), &public[0], &good).iter().all(|is_good| *is_good));
                    for (how, tampered) in tampered(&good, &other) {
                        let judged = both(peer, alg, own_key(kind), &public[0], &tampered);
                        assert_eq!(judged, [false; 2], "{} {}: {how}: {tampered}", peer.name, alg.name());
                    }
                }
            }
        }
    }
}

/// Whether each side takes the token.
fn both(peer: &Peer, alg: Builtin, key: &SigningKey, public: &Value, token: &str) -> [bool; 2] {
    let ours = verify::<Value>(token, VerifyingKey::from(key), &VerifyOptions::new().algorithms([alg]));
    [ours.is_ok(), peer.verify(alg.name(), public, token, &json!({})).is_ok()]
}

/// What is made of a good token, and of another one by the same key.
fn tampered(good: &str, other: &str) -> Vec<(&'static str, String)> {
    let [parts, others] = [good, other].map(|token| token.split('.').collect::<Vec<_>>());
    let signature = BASE64URL.decode(parts[2]).unwrap();
    let header = BASE64URL.decode(parts[0]).unwrap();
    let with_header = |change: &dyn Fn(&mut Value)| {
        let mut header = serde_json::from_slice(&header).unwrap();
        change(&mut header);
        format!("{}.{}.{}", BASE64URL.encode(header.to_string()), parts[1], parts[2])
    };
    let with_signature = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut signature = signature.clone();
        change(&mut signature);
        format!("{}.{}.{}", parts[0], parts[1], BASE64URL.encode(signature))
    };
    vec![
        ("another payload", format!("{}.{}.{}", parts[0], others[1], parts[2])),
        ("another signature", format!("{}.{}.{}", parts[0], parts[1], others[2])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("no third part", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{good}.{}", parts[2])),
        ("a member more", with_header(&|header| header["kid"] = "k1".into())),
        ("unsigned, with a signature", with_header(&|header| header["alg"] = "none".into())),
        ("no algorithm", with_header(&|header| header["alg"] = Value::Null)),
        ("critical", with_header(&|header| header["crit"] = json!(["exp"]))),
        ("the first bit", with_signature(&|signature| signature[0] ^= 0x80)),
        ("the last bit", with_signature(&|signature| *signature.last_mut().unwrap() ^= 1)),
        (
            "a bit in the middle",
            with_signature(&|signature| {
                let middle = signature.len() / 2;
                signature[middle] ^= 0x10;
            }),
        ),
        ("a byte less", with_signature(&|signature| signature.truncate(signature.len() - 1))),
        ("a byte more", with_signature(&|signature| signature.push(0))),
        ("zeros", with_signature(&|signature| signature.fill(0))),
        ("ones", with_signature(&|signature| signature.fill(0xff))),
    ]
}

#[test]
fn another_key_verifies_for_neither() {
    for peer in peers() {
        for (kind, names) in KINDS {
            let theirs = peer.made(kind);
            let their_public = verifying_key(&theirs.public[0]).unwrap();
            for alg in algorithms(peer, names) {
                let token = sign(&json!({ "n": 1 }), own_key(kind), &SignOptions::new().algorithm(alg)).unwrap();
                assert!(peer.verify(alg.name(), &theirs.public[0], &token, &json!({})).is_err(), "{}", peer.name);
                let token = peer.sign(alg.name(), &theirs.private[0], &json!({ "n": 1 }), &json!({}));
                assert!(verify::<Value>(&token, own_key(kind), &VerifyOptions::new().algorithms([alg])).is_err());
                assert!(verify::<Value>(&token, &their_public, &VerifyOptions::new().algorithms([alg])).is_ok());
            }
        }
    }
}

/// Dates that are clearly past or to come, and who the token is from and for.
#[test]
fn claims_are_judged_alike() {
    let secret = &private_forms(own_key("HS256"))[0];
    let expected = json!({ "audience": "urn:a", "issuer": "urn:i" });
    let claims = [
        (json!({ "aud": "urn:a", "iss": "urn:i" }), true),
        (json!({ "aud": ["urn:b", "urn:a"], "iss": "urn:i" }), true),
        (json!({ "aud": "urn:b", "iss": "urn:i" }), false),
        (json!({ "aud": [], "iss": "urn:i" }), false),
        (json!({ "iss": "urn:i" }), false),
        (json!({ "aud": "urn:a", "iss": "urn:j" }), false),
        (json!({ "aud": "urn:a" }), false),
        (json!({ "aud": "urn:a", "iss": "urn:i", "exp": 4_000_000_000_i64, "nbf": 1_600_000_000 }), true),
        (json!({ "aud": "urn:a", "iss": "urn:i", "exp": 1_600_000_000 }), false),
        (json!({ "aud": "urn:a", "iss": "urn:i", "exp": 0 }), false),
        (json!({ "aud": "urn:a", "iss": "urn:i", "nbf": 4_000_000_000_i64 }), false),
        (json!({ "aud": "urn:a", "iss": "urn:i", "exp": "tomorrow" }), false),
        (json!({ "aud": "urn:a", "iss": "urn:i", "nbf": "yesterday" }), false),
    ];
    for peer in peers() {
        for (payload, is_good) in &claims {
            let token = peer.sign("HS256", secret, payload, &json!({}));
            let theirs = peer.verify("HS256", secret, &token, &expected);
            let options = VerifyOptions::new().audience("urn:a").issuer("urn:i");
            let ours = verify::<Value>(&token, own_key("HS256"), &options);
            assert_eq!([theirs.is_ok(), ours.is_ok()], [*is_good; 2], "{} {payload}", peer.name);
        }
    }
}
