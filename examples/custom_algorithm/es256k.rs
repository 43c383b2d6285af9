//! ES256K (RFC 8812): ECDSA on secp256k1 with SHA-256, by the `k256` crate.

use std::sync::Arc;

use k256::ecdsa::{
    Signature as EcdsaSignature, SigningKey as EcdsaSigningKey, VerifyingKey as EcdsaVerifyingKey,
    signature::{Signer as _, Verifier as _},
};
use webtoken::{
    Algorithm, KeyError, KeyRequirement, MessageSigner, MessageVerifier, Signature, SignatureError, SigningKey,
    VerifyingKey,
    key::{Curve, KeyMaterial},
};

/// The algorithm: a value without state, used wherever one of `webtoken::alg` is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Es256k;

#[derive(Debug)]
struct BoundSigner(EcdsaSigningKey);

#[derive(Debug)]
struct BoundVerifier(EcdsaVerifyingKey);

impl Algorithm for Es256k {
    fn name(&self) -> &'static str {
        "ES256K"
    }

    /// Keys of another kind or curve are refused before they get here, in npm's words.
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
