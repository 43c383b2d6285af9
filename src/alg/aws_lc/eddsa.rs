use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use super::edwards::{is_canonical, is_of_small_order};
use crate::{
    alg::recipe::{Bind, Bound, SignerResult, VerifierResult, contradictory},
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// Ed25519 (RFC 8032, section 5.1).
pub(super) struct EdDsa;

impl Bind for EdDsa {
    fn signer(name: &'static str, key: KeyMaterial<'_>) -> SignerResult {
        let KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed } = key else { return Err(contradictory()) };
        Ok(Arc::new(Bound { name, key: private_key(seed)? }))
    }

    fn verifier(name: &'static str, key: KeyMaterial<'_>) -> VerifierResult {
        let key = match key {
            KeyMaterial::OkpPublic { curve: Curve::Ed25519, bytes } => public_key(bytes)?,
            KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed } => {
                public_key(private_key(seed)?.public_key().as_ref())?
            }
            _ => return Err(contradictory()),
        };
        Ok(Arc::new(Bound { name, key }))
    }
}

impl MessageSigner for Bound<Ed25519KeyPair> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature = self.key.try_sign(message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.as_ref()))
    }
}

/// A public key that [`public_key`] has looked at.
struct Public(ParsedPublicKey);

impl MessageVerifier for Bound<Public> {
    /// The strict form: each message has one signature, and none fits several messages or keys. AWS-LC refuses an `s`
    /// beyond the order and an `R` in another than its canonical form; an `R` of small order is left to us.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let r = signature.first_chunk().ok_or_else(SignatureError::invalid)?;
        if is_of_small_order(r) {
            return Err(SignatureError::invalid());
        }
        self.key.0.verify_sig(message, signature).map_err(|_| SignatureError::invalid())
    }
}

/// The public key of a seed.
pub(in crate::alg) fn public_of(seed: &[u8]) -> Result<Vec<u8>, KeyError> {
    Ok(private_key(seed)?.public_key().as_ref().to_vec())
}

fn private_key(seed: &[u8]) -> Result<Ed25519KeyPair, KeyError> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(KeyError::invalid)
}

/// A point of small order would make one signature hold for many messages, and a point written in a second
/// way would be a second key of the same owner. Whether there is such a point at all AWS-LC asks with each
/// signature: a key that is none binds, and nothing verifies with it.
fn public_key(bytes: &[u8]) -> Result<Public, KeyError> {
    let point = bytes.try_into().map_err(KeyError::invalid)?;
    if is_of_small_order(point) {
        return Err(KeyError::invalid("the point is of small order"));
    }
    if !is_canonical(point) {
        return Err(KeyError::invalid("the point is not in canonical form"));
    }
    ParsedPublicKey::new(&ED25519, bytes).map(Public).map_err(KeyError::invalid)
}
