//! An algorithm that the crate does not have, from signing to verifying: `BLAKE2b` as a message authentication code
//! (RFC 7693), by the `blake2` crate.
//!
//! `cargo run --example custom_algorithm`

use std::sync::Arc;

use blake2::{
    Blake2bMac512,
    digest::{KeyInit, Mac},
};
use serde_json::{Value, json};
use webtoken::{
    Algorithm, KeyError, KeyRequirement, MessageSigner, MessageVerifier, SignOptions, Signature, SignatureError,
    SigningKey, VerifyOptions, VerifyingKey, key::KeyMaterial, sign, verify,
};

/// The algorithm: a value without state, used wherever one of `webtoken::alg` is.
#[derive(Debug, Clone, Copy)]
struct Blake2b;

/// The algorithm bound to a key. Each message starts from a copy of this state.
struct Bound(Blake2bMac512);

impl Algorithm for Blake2b {
    fn name(&self) -> &'static str {
        "BLAKE2B"
    }

    /// Keys that are not secrets are refused before they get here, with npm's messages.
    fn key_requirement(&self) -> KeyRequirement {
        KeyRequirement::Secret
    }

    fn signer(&self, key: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError> {
        Ok(Arc::new(bind(key.material())?))
    }

    fn verifier(&self, key: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError> {
        Ok(Arc::new(bind(key.material())?))
    }
}

fn bind(key: &KeyMaterial) -> Result<Bound, KeyError> {
    let KeyMaterial::Secret(secret) = key else {
        return Err(KeyError::Unsupported("not a secret".into()));
    };
    // `BLAKE2b` takes keys of up to 64 bytes.
    Blake2bMac512::new_from_slice(secret).map(Bound).map_err(KeyError::invalid)
}

impl MessageSigner for Bound {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().as_slice().into())
    }
}

impl MessageVerifier for Bound {
    /// Compares in constant time.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| SignatureError::invalid())
    }
}

/// Shows nothing of the key.
impl std::fmt::Debug for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blake2b")
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = SigningKey::from_secret("a secret of 64 bytes at most")?;
    let token = sign(&json!({ "sub": "alice" }), &key, &SignOptions::new().algorithm(Blake2b))?;
    println!("{token}");

    let verified = verify::<Value>(&token, &key, &VerifyOptions::new().algorithms([Blake2b]))?;
    println!("{:?} token of {}", verified.header.alg(), verified.payload["sub"]);

    // An algorithm must be allowed by the options: the header alone never selects it.
    match verify::<Value>(&token, &key, &VerifyOptions::new()) {
        Err(error) => println!("without allowing it: {error}"),
        Ok(_) => return Err("an algorithm that was not allowed was accepted".into()),
    }
    Ok(())
}
