//! Key sets: tokens find their key in the other side's set.

use serde_json::{Value, json};
use webtoken::{JwkSet, SignOptions, VerifyOptions, VerifyingKey, sign, verify_with};

use crate::{
    forms::own_key,
    peers::{KINDS, peers},
};

/// A key for each algorithm that has a public one, by its name.
fn set<'p>(kinds: impl Iterator<Item = (&'static str, &'p Value)>) -> Value {
    let named = |(alg, jwk): (&str, &Value)| {
        let mut jwk = jwk.clone();
        jwk["kid"] = format!("key of {alg}").into();
        jwk["alg"] = alg.into();
        jwk["use"] = "sig".into();
        jwk
    };
    json!({ "keys": kinds.map(named).collect::<Vec<_>>() })
}

fn public_kinds() -> impl Iterator<Item = &'static str> {
    KINDS.into_iter().map(|(kind, _)| kind).filter(|kind| !kind.starts_with("HS"))
}

#[test]
fn we_find_keys_in_sets_of_theirs() {
    for peer in peers() {
        let jwks = public_kinds().map(|kind| (kind, &peer.made(kind).public[0]["jwk"]));
        let keys = JwkSet::from_json(set(jwks).to_string()).unwrap();
        assert_eq!((keys.len(), keys.skipped().len()), (public_kinds().count(), 0), "{}", peer.name);
        for kind in public_kinds() {
            let private = &peer.made(kind).private[0];
            let token = peer.sign(kind, private, &json!({ "n": 1 }), &json!({ "kid": format!("key of {kind}") }));
            let verified = verify_with::<Value>(&token, &keys, &VerifyOptions::new()).unwrap();
            assert_eq!(verified.payload["n"], 1);
            let token = peer.sign(kind, private, &json!({ "n": 1 }), &json!({ "kid": "key of nobody" }));
            assert!(verify_with::<Value>(&token, &keys, &VerifyOptions::new()).is_err());
        }
    }
}

#[test]
fn they_find_keys_in_sets_of_ours() {
    for peer in peers() {
        let jwk = |kind| serde_json::to_value(VerifyingKey::from(own_key(kind)).to_jwk().unwrap()).unwrap();
        let jwks: Vec<Value> = public_kinds().map(jwk).collect();
        let keys = json!({ "set": set(public_kinds().zip(&jwks)) });
        for kind in public_kinds() {
            let signed_under = |kid: &str| {
                sign(&json!({ "n": 1 }), own_key(kind), &SignOptions::new().algorithm(kind).kid(kid)).unwrap()
            };
            let token = signed_under(&format!("key of {kind}"));
            assert_eq!(peer.verify(kind, &keys, &token, &json!({})).unwrap().payload["n"], 1, "{}", peer.name);
        }
    }
}
