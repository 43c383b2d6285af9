use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use crate::{
    alg::recipe::{Bound, SignerResult, VerifierResult, contradictory},
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// Ed25519 (RFC 8032, section 5.1).
pub(super) fn signer(name: &'static str, key: &KeyMaterial) -> SignerResult {
    let KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed } = key else { return Err(contradictory()) };
    Ok(Arc::new(Bound { name, key: private_key(seed)? }))
}

pub(super) fn verifier(name: &'static str, key: &KeyMaterial) -> VerifierResult {
    let key = match key {
        KeyMaterial::OkpPublic { curve: Curve::Ed25519, bytes } => public_key(bytes)?,
        KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed } => private_key(seed)?.verifying_key(),
        _ => return Err(contradictory()),
    };
    Ok(Arc::new(Bound { name, key }))
}

impl MessageSigner for Bound<SigningKey> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature = self.key.try_sign(message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.to_bytes()))
    }
}

impl MessageVerifier for Bound<VerifyingKey> {
    /// The strict form: each message has one signature, and no signature is valid for several messages or keys.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature = signature.try_into().map_err(|_| SignatureError::invalid())?;
        self.key.verify_strict(message, &signature).map_err(|_| SignatureError::invalid())
    }
}

pub(super) fn private_key(seed: &[u8]) -> Result<SigningKey, KeyError> {
    SigningKey::try_from(seed).map_err(KeyError::invalid)
}

/// A point of small order would make one signature valid for many messages, and a point written in a second way would
/// be a second key of the same owner.
fn public_key(bytes: &[u8]) -> Result<VerifyingKey, KeyError> {
    let key = VerifyingKey::try_from(bytes).map_err(KeyError::invalid)?;
    if key.is_weak() {
        return Err(KeyError::invalid("the point is of small order"));
    }
    if key.to_edwards().compress().as_bytes() != bytes {
        return Err(KeyError::invalid("the point is not in canonical form"));
    }
    Ok(key)
}
