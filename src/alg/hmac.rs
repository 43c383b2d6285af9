//! HMAC, the same for every backend: for messages as short as tokens, `RustCrypto`'s HS256 is faster than a call into
//! C.

use std::sync::Arc;

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{
    Builtin,
    recipe::{Bind, Bound, Recipe, SignerResult, VerifierResult, contradictory},
    table,
};
use crate::{
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::KeyMaterial,
};

/// HMAC with SHA-256 (RFC 7518, section 3.2).
pub static HS256: Builtin = &Recipe::of::<Hmac<Sha256>>(&table::HS256, 0);
/// HMAC with SHA-384 (RFC 7518, section 3.2).
pub static HS384: Builtin = &Recipe::of::<Hmac<Sha384>>(&table::HS384, 0);
/// HMAC with SHA-512 (RFC 7518, section 3.2).
pub static HS512: Builtin = &Recipe::of::<Hmac<Sha512>>(&table::HS512, 0);

/// SHA-256, for thumbprints.
pub(super) fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

/// HMAC (RFC 2104). The bound form is the inner and outer state after the padded key: each message copies it and does
/// not hash the key again.
impl<Hash> Bind for Hmac<Hash>
where
    Hash: EagerHash + 'static,
    Hash::Core: Send + Sync,
{
    fn signer(name: &'static str, key: &KeyMaterial) -> SignerResult {
        Ok(Arc::new(bind::<Hash>(name, key)?))
    }

    fn verifier(name: &'static str, key: &KeyMaterial) -> VerifierResult {
        Ok(Arc::new(bind::<Hash>(name, key)?))
    }
}

fn bind<Hash: EagerHash>(name: &'static str, key: &KeyMaterial) -> Result<Bound<Hmac<Hash>>, KeyError> {
    let KeyMaterial::Secret(secret) = key else { return Err(contradictory()) };
    let key = Hmac::new_from_slice(secret).map_err(KeyError::invalid)?;
    Ok(Bound { name, key })
}

impl<Hash> MessageSigner for Bound<Hmac<Hash>>
where
    Hash: EagerHash,
    Hash::Core: Send + Sync,
{
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let tag = self.key.clone().chain_update(message).finalize().into_bytes();
        Ok(Signature::from(tag.as_slice()))
    }
}

impl<Hash> MessageVerifier for Bound<Hmac<Hash>>
where
    Hash: EagerHash,
    Hash::Core: Send + Sync,
{
    /// Compares the whole tag in constant time: RFC 2104 allows truncated tags, JWS does not.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let mac = self.key.clone().chain_update(message);
        mac.verify_slice(signature).map_err(|_| SignatureError::invalid())
    }
}
