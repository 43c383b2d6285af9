//! An algorithm of a user's own, without touching the crate: ES256K (RFC 8812) on the `k256` crate, keys read by this
//! crate, from signing to verifying.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use k256::ecdsa::{
    Signature as EcdsaSignature, SigningKey as EcdsaSigningKey, VerifyingKey as EcdsaVerifyingKey,
    signature::{Signer as _, Verifier as _},
};
use serde_json::{Value, json};
use webtoken::{
    Algorithm, AlgorithmChoice, KeyError, KeyRequirement, MessageSigner, MessageVerifier, SignOptions, Signature,
    SignatureError, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, decode,
    key::{Curve, KeyMaterial},
    sign, verify,
};

#[derive(Debug, Clone, Copy)]
struct Es256k;

#[derive(Debug)]
struct BoundSigner(EcdsaSigningKey);

#[derive(Debug)]
struct BoundVerifier(EcdsaVerifyingKey);

impl Algorithm for Es256k {
    fn name(&self) -> &'static str {
        "ES256K"
    }

    fn key_requirement(&self) -> KeyRequirement {
        KeyRequirement::Ec(Curve::Secp256k1)
    }

    fn signer(&self, key: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError> {
        let KeyMaterial::EcPrivate { curve: Curve::Secp256k1, scalar, .. } = key.material() else {
            return Err(KeyError::Unsupported("not a secp256k1 key".into()));
        };
        Ok(Arc::new(BoundSigner(EcdsaSigningKey::from_slice(scalar).map_err(KeyError::invalid)?)))
    }

    fn verifier(&self, key: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError> {
        let key = match key.material() {
            KeyMaterial::EcPublic { curve: Curve::Secp256k1, point } => EcdsaVerifyingKey::from_sec1_bytes(point),
            KeyMaterial::EcPrivate { curve: Curve::Secp256k1, scalar, .. } => {
                EcdsaSigningKey::from_slice(scalar).map(|key| *key.verifying_key())
            }
            _ => return Err(KeyError::Unsupported("not a secp256k1 key".into())),
        };
        Ok(Arc::new(BoundVerifier(key.map_err(KeyError::invalid)?)))
    }
}

impl MessageSigner for BoundSigner {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature: EcdsaSignature = self.0.try_sign(message).map_err(SignatureError::from_source)?;
        Ok(signature.to_bytes().as_slice().into())
    }
}

impl MessageVerifier for BoundVerifier {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature = EcdsaSignature::from_slice(signature).map_err(|_| SignatureError::invalid())?;
        self.0.verify(message, &signature).map_err(|_| SignatureError::invalid())
    }
}

/// A test key of the case file.
fn pem(name: &str) -> String {
    let cases: Value = serde_json::from_str(include_str!("data/jsonwebtoken-cases.json")).unwrap();
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
