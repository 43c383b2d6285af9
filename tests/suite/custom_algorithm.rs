//! An algorithm of a user's own, without touching the crate: keys are read and checked by the crate.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use serde_json::{Value, json};
use webtoken::{
    Algorithm, AlgorithmChoice, KeyError, KeyRequirement, MessageSigner, MessageVerifier, SignOptions, Signature,
    SignatureError, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, decode,
    key::{Curve, HashAlgorithm, KeyInfo},
    sign, verify,
};

/// Not secure: the tag depends on the message and on what kind of key it is.
#[derive(Debug, Clone, Copy)]
struct Toy(KeyRequirement);

#[derive(Debug)]
struct Bound(KeyInfo);

impl Algorithm for Toy {
    fn name(&self) -> &'static str {
        "TOY"
    }

    fn key_requirement(&self) -> KeyRequirement {
        self.0
    }

    fn signer(&self, key: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError> {
        Ok(Arc::new(Bound(key.info().clone())))
    }

    fn verifier(&self, key: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError> {
        Ok(Arc::new(Bound(key.info().clone())))
    }
}

impl MessageSigner for Bound {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let mut hasher = DefaultHasher::new();
        (format!("{:?}", self.0), message).hash(&mut hasher);
        Ok(Signature::from(hasher.finish().to_be_bytes()))
    }
}

impl MessageVerifier for Bound {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        if self.sign(message)?.as_ref() == signature { Ok(()) } else { Err(SignatureError::invalid()) }
    }
}

const ON_SECP256K1: Toy = Toy(KeyRequirement::Ec(Curve::Secp256k1));

/// A test key of the case file.
fn pem(name: &str) -> String {
    let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap();
    cases["keys"][name]["value"].as_str().unwrap().to_owned()
}

#[test]
fn signs_and_verifies() {
    let token = sign(&json!({ "sub": "alice" }), pem("k256"), &SignOptions::new().algorithm(ON_SECP256K1)).unwrap();
    assert_eq!(decode::<Value>(&token).unwrap().header.alg(), Some("TOY"));

    let options = VerifyOptions::new().algorithms([ON_SECP256K1]);
    for key in ["k256_pub", "k256"] {
        assert_eq!(verify::<Value>(&token, pem(key), &options).unwrap().payload["sub"], "alice");
    }
    let tampered = token.replacen("eyJzdWIi", "eyJzdWJi", 1);
    assert_eq!(verify::<Value>(tampered, pem("k256_pub"), &options).unwrap_err().to_string(), "invalid signature");
}

#[test]
fn bound_once() {
    let signer = Signer::new(pem("k256"), &SignOptions::new().algorithm(ON_SECP256K1)).unwrap();
    let verifier = Verifier::new(pem("k256_pub"), &VerifyOptions::new().algorithms([ON_SECP256K1])).unwrap();
    for number in 0..3 {
        let token = signer.sign(&json!({ "n": number })).unwrap();
        assert_eq!(verifier.verify::<Value>(&token).unwrap().payload["n"], number);
    }
}

#[test]
fn the_header_never_chooses_it_unasked() {
    let token = sign(&json!({}), pem("k256"), &SignOptions::new().algorithm(ON_SECP256K1)).unwrap();
    let error = verify::<Value>(&token, pem("k256_pub"), &VerifyOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "invalid algorithm");
}

#[test]
fn beside_algorithms_of_the_crate() {
    let token = sign(&json!({}), pem("k256"), &SignOptions::new().algorithm(ON_SECP256K1)).unwrap();
    let both: [AlgorithmChoice; 2] = ["RS256".into(), ON_SECP256K1.into()];
    assert!(verify::<Value>(&token, pem("k256_pub"), &VerifyOptions::new().algorithms(both)).is_ok());
}

#[test]
fn keys_are_checked_before_they_are_bound() {
    let options = SignOptions::new().algorithm(ON_SECP256K1);
    let error = |key: &str| sign(&json!({}), key, &options).unwrap_err().to_string();
    assert_eq!(error("shhhhh"), "secretOrPrivateKey must be an asymmetric key when using TOY");
    assert_eq!(error(&pem("k256_pub")), "secretOrPrivateKey must be an asymmetric key when using TOY");
    assert_eq!(error(&pem("p256")), "\"alg\" parameter \"TOY\" requires curve \"secp256k1\".");
    assert_eq!(
        error(&pem("rsa2048")),
        "\"alg\" parameter for \"rsa\" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512."
    );
    let error = |requirement, key: &str| {
        let token = sign(&json!({}), key, &SignOptions::new().algorithm(Toy(KeyRequirement::Custom))).unwrap();
        verify::<Value>(&token, key, &VerifyOptions::new().algorithms([Toy(requirement)])).unwrap_err().code()
    };
    assert_eq!(error(KeyRequirement::Secret, &pem("p256")), "key_symmetric_required");
    assert_eq!(error(KeyRequirement::Rsa, &pem("rsa1024")), "key_too_small");
    assert_eq!(error(KeyRequirement::RsaPss(HashAlgorithm::Sha256), &pem("p256")), "key_algorithm_not_for_type");
}

/// The two options that waive npm's checks leave the decision to the algorithm.
#[test]
fn what_the_options_waive_reaches_the_algorithm() {
    let options = SignOptions::new().algorithm(ON_SECP256K1).allow_invalid_asymmetric_key_types(true);
    let token = sign(&json!({}), pem("p256"), &options).unwrap();
    let options = VerifyOptions::new().algorithms([ON_SECP256K1]);
    assert_eq!(verify::<Value>(&token, pem("p256"), &options).unwrap_err().code(), "key_wrong_curve");
    assert!(verify::<Value>(&token, pem("p256"), &options.allow_invalid_asymmetric_key_types(true)).is_ok());

    let small = Toy(KeyRequirement::Rsa);
    let options = SignOptions::new().algorithm(small).allow_insecure_key_sizes(true);
    let token = sign(&json!({}), pem("rsa1024"), &options).unwrap();
    let options = VerifyOptions::new().algorithms([small]);
    assert_eq!(verify::<Value>(&token, pem("rsa1024_pub"), &options).unwrap_err().code(), "key_too_small");
    assert!(verify::<Value>(&token, pem("rsa1024_pub"), &options.allow_insecure_key_sizes(true)).is_ok());
}

/// An algorithm that says it needs no key is not a way to unsigned tokens: only `none` is.
#[test]
fn without_a_key_is_never_unsigned() {
    const KEYLESS: Toy = Toy(KeyRequirement::None);
    let error = sign(&json!({}), webtoken::NoKey, &SignOptions::new().algorithm(KEYLESS)).unwrap_err();
    assert_eq!(error.code(), "key_required");
    // {"alg":"TOY"} and {}, unsigned.
    let options = VerifyOptions::new().algorithms([KEYLESS]);
    let error = verify::<Value>("eyJhbGciOiJUT1kifQ.e30.", webtoken::NoKey, &options).unwrap_err();
    assert_eq!(error.code(), "key_required");
    let verifier = Verifier::new(webtoken::NoKey, &options).unwrap();
    assert_eq!(verifier.verify::<Value>("eyJhbGciOiJUT1kifQ.e30.").unwrap_err().code(), "key_required");
}

/// Signers and verifiers of the crate `signature`.
#[cfg(all(feature = "signature", feature = "rust-crypto"))]
#[test]
fn adapters_exchange_tokens_with_our_own() {
    use p256::ecdsa::{Signature, SigningKey as Theirs, VerifyingKey as TheirVerifier};
    use webtoken::{SigningKey, key::Curve};

    let (ours, theirs) =
        (SigningKey::from_ec_scalar(Curve::P256, [7; 32]).unwrap(), Theirs::from_slice(&[7; 32]).unwrap());
    let verifier = webtoken::alg::from_verifier::<Signature>(TheirVerifier::from(&theirs));
    let signer = webtoken::alg::from_signer::<Signature>(theirs);
    assert_eq!(format!("{signer:?} {verifier:?}"), "Adapter Adapter");
    let verify_theirs =
        webtoken::Verifier::with_message_verifier("ES256", verifier.clone(), &VerifyOptions::new()).unwrap();
    let by_us = sign(&json!({ "n": 1 }), &ours, &SignOptions::new()).unwrap();
    let by_them = webtoken::Signer::with_message_signer("ES256", signer, &SignOptions::new()).unwrap();
    let by_them = by_them.sign(&json!({ "n": 1 })).unwrap();
    for token in [&by_us, &by_them] {
        assert_eq!(verify::<Value>(token, &ours, &VerifyOptions::new()).unwrap().payload["n"], 1);
        assert_eq!(verify_theirs.verify::<Value>(token).unwrap().payload["n"], 1);
    }
    let good = webtoken::alg::ES256.signer(&ours).unwrap().sign(b"message").unwrap();
    let good = good.as_ref();
    assert!(verifier.verify(b"message", good).is_ok() && verifier.verify(b"massage", good).is_err());
    let mut wrong = good.to_vec();
    wrong[40] ^= 1;
    for signature in [&wrong[..], &good[..63], &[good, &[0]].concat(), &[], &[0; 64]] {
        assert!(verifier.verify(b"message", signature).is_err(), "{signature:?}");
    }
}
