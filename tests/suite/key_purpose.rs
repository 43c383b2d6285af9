//! What a JSON Web Key says that it is for, enforced by whichever way the key is used.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use crate::common::backends;
use serde_json::{Value, json};
use webtoken::{
    Jwk, SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, alg, sign, verify, verify_all,
    verify_with,
};

fn keys() -> Value {
    let file: Value = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    file["keys"].clone()
}

fn rsa(half: &str) -> Jwk {
    Jwk::from_json(keys()["rsa2048"][half].to_string()).unwrap()
}

/// What every way to sign says: fine, or an error's code.
#[track_caller]
fn signing(key: &SigningKey, alg: &str) -> Result<(), &'static str> {
    let mut outcomes = Vec::new();
    for backend in backends() {
        let algorithm = backend.algorithm(alg).unwrap();
        let options = SignOptions::new().algorithm(algorithm);
        // Another algorithm's bound value must not serve this one, nor this one's own the second time.
        for _ in 0..2 {
            outcomes.push(sign(&json!({}), key, &options).map(drop).map_err(|error| error.code()));
            outcomes.push(Signer::new(key.clone(), &options).map(drop).map_err(|error| error.code()));
            outcomes.push(algorithm.signer(key).map(drop).map_err(|error| error.code()));
        }
        let waived = options.allow_invalid_asymmetric_key_types(true).allow_insecure_key_sizes(true);
        outcomes.push(sign(&json!({}), key, &waived).map(drop).map_err(|error| error.code()));
    }
    agreed(&outcomes)
}

/// What every way to verify a good token says.
#[track_caller]
fn verifying(key: &VerifyingKey, alg: &str) -> Result<(), &'static str> {
    let private = SigningKey::from_jwk(&rsa("jwk_private")).unwrap();
    let mut outcomes = Vec::new();
    for backend in backends() {
        let algorithm = backend.algorithm(alg).unwrap();
        let token = sign(&json!({}), &private, &SignOptions::new().algorithm(algorithm).kid("k")).unwrap();
        let options = VerifyOptions::new().algorithms([algorithm]);
        let by_id = std::collections::HashMap::from([("k", key.clone())]);
        let verifier = Verifier::new(key, &options).unwrap();
        for _ in 0..2 {
            outcomes.push(verify::<Value>(&token, key, &options).map(drop).map_err(|error| error.code()));
            outcomes.push(verify_with::<Value>(&token, key, &options).map(drop).map_err(|error| error.code()));
            outcomes.push(verify_with::<Value>(&token, &by_id, &options).map(drop).map_err(|error| error.code()));
            outcomes.push(verify_all::<Value>(&token, key, &options).map(drop).map_err(|all| all.first().code()));
            outcomes.push(verifier.verify::<Value>(&token).map(drop).map_err(|error| error.code()));
            outcomes.push(algorithm.verifier(key).map(drop).map_err(|error| error.code()));
        }
        let waived = options.allow_invalid_asymmetric_key_types(true).allow_insecure_key_sizes(true);
        outcomes.push(verify::<Value>(&token, key, &waived).map(drop).map_err(|error| error.code()));
    }
    agreed(&outcomes)
}

#[track_caller]
fn agreed(outcomes: &[Result<(), &'static str>]) -> Result<(), &'static str> {
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "{outcomes:?}");
    outcomes[0]
}

#[test]
fn an_algorithm_is_the_only_one() {
    let jwk = rsa("jwk_private").with_alg("RS256");
    let key = SigningKey::from_jwk(&jwk).unwrap();
    let public = VerifyingKey::from_jwk(&rsa("jwk_public").with_alg("RS256")).unwrap();
    assert_eq!(signing(&key, "RS256"), Ok(()));
    for alg in ["RS384", "RS512", "PS256"] {
        assert_eq!(signing(&key, alg), Err("key_other_algorithm"), "{alg}");
    }
    for key in [&public, &VerifyingKey::from(&key), &VerifyingKey::from(key.clone()), &public.clone()] {
        assert_eq!(verifying(key, "RS256"), Ok(()));
        for alg in ["RS384", "RS512", "PS256"] {
            assert_eq!(verifying(key, alg), Err("key_other_algorithm"), "{alg}");
        }
        // The default list is narrowed too.
        let token = sign(&json!({}), pem(), &SignOptions::new().algorithm(alg::PS256)).unwrap();
        assert!(verify::<Value>(&token, key, &VerifyOptions::new()).is_err());
    }
}

fn pem() -> String {
    keys()["rsa2048"]["pkcs8_pem"].as_str().unwrap().to_owned()
}

#[test]
fn an_algorithm_is_compared_exactly() {
    for alg in ["rs256", "RS256 ", "", "RSA-OAEP", "none"] {
        let key = SigningKey::from_jwk(&rsa("jwk_private").with_alg(alg)).unwrap();
        assert_eq!(signing(&key, "RS256"), Err("key_other_algorithm"), "{alg}");
    }
    let ed25519 = Jwk::from_json(keys()["ed25519"]["jwk_private"].to_string()).unwrap();
    let key = SigningKey::from_jwk(&ed25519.with_alg("EdDSA")).unwrap();
    assert_eq!((signing(&key, "EdDSA"), signing(&key, "Ed25519")), (Ok(()), Err("key_other_algorithm")));
}

#[test]
fn operations_go_with_the_key() {
    let signs = SigningKey::from_jwk(&rsa("jwk_private").with_key_ops(["sign"])).unwrap();
    assert_eq!(signing(&signs, "RS256"), Ok(()));
    assert_eq!(verifying(&VerifyingKey::from(&signs), "RS256"), Err("key_not_for_use"));
    let both = SigningKey::from_jwk(&rsa("jwk_private").with_key_ops(["verify", "of-mine", "sign"])).unwrap();
    assert_eq!((signing(&both, "RS256"), verifying(&VerifyingKey::from(both), "RS256")), (Ok(()), Ok(())));
    let verifies = VerifyingKey::from_jwk(&rsa("jwk_public").with_key_ops(["verify"]).with_use("sig")).unwrap();
    assert_eq!(verifying(&verifies, "RS256"), Ok(()));
    // Written, it says so again; the public half of a key that signs is one that verifies.
    assert_eq!(signs.to_jwk().unwrap().key_ops().unwrap(), ["sign"]);
    assert_eq!(VerifyingKey::from(&signs).to_jwk().unwrap().key_ops().unwrap(), ["verify"]);
}

#[test]
fn what_a_key_is_not_for_is_refused_at_once() {
    let ops = |ops: &[&str]| {
        let private = rsa("jwk_private").with_key_ops(ops.iter().copied());
        let public = rsa("jwk_public").with_key_ops(ops.iter().copied());
        codes(&private, &public)
    };
    let key_use = |key_use: &str| codes(&rsa("jwk_private").with_use(key_use), &rsa("jwk_public").with_use(key_use));
    let both = |key_use: &str, ops: &[&str]| {
        let private = rsa("jwk_private").with_use(key_use).with_key_ops(ops.iter().copied());
        let public = rsa("jwk_public").with_use(key_use).with_key_ops(ops.iter().copied());
        codes(&private, &public)
    };
    let (fine, not, malformed) = ("", "key_not_for_use", "key_malformed");
    assert_eq!(key_use("sig"), [fine, fine]);
    assert_eq!(key_use("enc"), [not, not]);
    assert_eq!(key_use("SIG"), [not, not]);
    assert_eq!(key_use(""), [not, not]);
    assert_eq!(ops(&["sign"]), [fine, not]);
    assert_eq!(ops(&["verify"]), [not, fine]);
    assert_eq!(ops(&["sign", "verify"]), [fine, fine]);
    assert_eq!(ops(&["encrypt"]), [not, not]);
    assert_eq!(ops(&[]), [not, not]);
    assert_eq!(ops(&["Sign", "Verify"]), [not, not]);
    assert_eq!(ops(&["sign", "sign", "verify"]), [malformed, malformed]);
    assert_eq!(both("sig", &["sign", "verify"]), [fine, fine]);
    assert_eq!(both("sig", &["sign", "verify", "encrypt"]), [malformed, malformed]);
    assert_eq!(both("enc", &["sign", "verify"]), [malformed, malformed]);
    assert_eq!(both("enc", &["encrypt"]), [not, not]);
}

fn codes(private: &Jwk, public: &Jwk) -> [&'static str; 2] {
    let code = |result: Result<(), webtoken::KeyError>| result.map_or_else(|error| error.code(), |()| "");
    [code(SigningKey::from_jwk(private).map(drop)), code(VerifyingKey::from_jwk(public).map(drop))]
}

/// A secret that only signs does not verify, though it is one key.
#[test]
fn secrets_keep_their_purpose() {
    let jwk = SigningKey::generate(alg::HS256).unwrap().to_jwk().unwrap().with_key_ops(["sign"]);
    let key = SigningKey::from_jwk(&jwk).unwrap();
    let token = sign(&json!({}), &key, &SignOptions::new()).unwrap();
    let error = verify::<Value>(&token, &key, &VerifyOptions::new()).unwrap_err();
    assert_eq!(error.code(), "key_not_for_use");
    assert_eq!(VerifyingKey::from_jwk(&jwk).unwrap_err().code(), "key_not_for_use");
}

#[test]
fn the_error_says_what_a_key_is_not_for() {
    let (private, public) = (rsa("jwk_private").with_use("enc"), rsa("jwk_public").with_use("enc"));
    let text = |activity: &str| format!("the key is not for {activity}, by its \"use\" or \"key_ops\"");
    assert_eq!(SigningKey::from_jwk(&private).unwrap_err().to_string(), text("signing"));
    assert_eq!(VerifyingKey::from_jwk(&public).unwrap_err().to_string(), text("verifying"));
}
