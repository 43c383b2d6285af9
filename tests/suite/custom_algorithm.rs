//! An algorithm of a user's own, without touching the crate: ES256K (RFC 8812) on the `k256` crate, keys read by this
//! crate, from signing to verifying.

#[path = "../../examples/custom_algorithm/es256k.rs"]
mod es256k;

use es256k::Es256k;
use serde_json::{Value, json};
use webtoken::{AlgorithmChoice, SignOptions, Signer, Verifier, VerifyOptions, decode, sign, verify};

/// A test key of the case file.
fn pem(name: &str) -> String {
    let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap();
    cases["keys"][name]["value"].as_str().unwrap().to_owned()
}

#[test]
fn signs_and_verifies() {
    let token = sign(&json!({ "sub": "alice" }), pem("k256"), &SignOptions::new().algorithm(Es256k)).unwrap();
    assert_eq!(decode::<Value>(&token).unwrap().header.alg(), Some("ES256K"));

    let options = VerifyOptions::new().algorithms([Es256k]);
    for key in ["k256_pub", "k256"] {
        assert_eq!(verify::<Value>(&token, pem(key), &options).unwrap().payload["sub"], "alice");
    }
    let tampered = token.replacen("eyJzdWIi", "eyJzdWJi", 1);
    assert_eq!(verify::<Value>(tampered, pem("k256_pub"), &options).unwrap_err().to_string(), "invalid signature");
}

#[test]
fn bound_once() {
    let signer = Signer::new(pem("k256"), &SignOptions::new().algorithm(Es256k)).unwrap();
    let verifier = Verifier::new(pem("k256_pub"), &VerifyOptions::new().algorithms([Es256k])).unwrap();
    for number in 0..3 {
        let token = signer.sign(&json!({ "n": number })).unwrap();
        assert_eq!(verifier.verify::<Value>(&token).unwrap().payload["n"], number);
    }
}

#[test]
fn the_header_never_chooses_it_unasked() {
    let token = sign(&json!({}), pem("k256"), &SignOptions::new().algorithm(Es256k)).unwrap();
    let error = verify::<Value>(&token, pem("k256_pub"), &VerifyOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "invalid algorithm");
}

#[test]
fn beside_algorithms_of_the_crate() {
    let token = sign(&json!({}), pem("k256"), &SignOptions::new().algorithm(Es256k)).unwrap();
    let both: [AlgorithmChoice; 2] = ["RS256".into(), Es256k.into()];
    assert!(verify::<Value>(&token, pem("k256_pub"), &VerifyOptions::new().algorithms(both)).is_ok());
}

#[test]
fn keys_are_checked_before_they_are_bound() {
    let options = SignOptions::new().algorithm(Es256k);
    let error = |key: &str| sign(&json!({}), key, &options).unwrap_err().to_string();
    assert_eq!(error("shhhhh"), "secretOrPrivateKey must be an asymmetric key when using ES256K");
    assert_eq!(error(&pem("k256_pub")), "secretOrPrivateKey must be an asymmetric key when using ES256K");
    assert_eq!(error(&pem("p256")), "\"alg\" parameter \"ES256K\" requires curve \"secp256k1\".");
    assert_eq!(
        error(&pem("rsa2048")),
        "\"alg\" parameter for \"rsa\" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512."
    );
}
