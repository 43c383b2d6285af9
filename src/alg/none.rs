use std::sync::Arc;

use super::Builtin;
use crate::{
    alg::{Algorithm, KeyRequirement, MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{SigningKey, VerifyingKey},
};

/// `none`, which is of no backend: there is nothing to compute.
pub(crate) const NONE: Builtin = &Unsecured;

/// The algorithm, and what it binds to: as it takes no key, there is nothing to keep.
#[derive(Debug)]
struct Unsecured;

impl Algorithm for Unsecured {
    fn name(&self) -> &'static str {
        "none"
    }

    fn key_requirement(&self) -> KeyRequirement {
        KeyRequirement::None
    }

    fn signer(&self, _: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError> {
        Ok(Arc::new(Self))
    }

    fn verifier(&self, _: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError> {
        Ok(Arc::new(Self))
    }
}

impl MessageSigner for Unsecured {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignatureError> {
        Ok(Signature::from([]))
    }
}

impl MessageVerifier for Unsecured {
    /// RFC 7518, section 3.6: the signature must be the empty octet sequence.
    fn verify(&self, _: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        if signature.is_empty() { Ok(()) } else { Err(SignatureError::invalid()) }
    }
}
