//! HMAC, the same for every backend: for messages as short as tokens, `RustCrypto`'s HS256 is faster than a call into
//! C.

use std::sync::Arc;

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{
    Builtin,
    recipe::{Backend, Bound, Recipe, contradictory},
    table::{self, Row},
};
use crate::{
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{HashAlgorithm, KeyMaterial},
};

static BACKEND: Backend =
    Backend { first_slot: 0, signer: |row, key| Ok(bind(row, key)?), verifier: |row, key| Ok(bind(row, key)?) };

/// HMAC with SHA-256 (RFC 7518, section 3.2).
pub static HS256: Builtin = &Recipe::new(&table::HS256, &BACKEND);
/// HMAC with SHA-384 (RFC 7518, section 3.2).
pub static HS384: Builtin = &Recipe::new(&table::HS384, &BACKEND);
/// HMAC with SHA-512 (RFC 7518, section 3.2).
pub static HS512: Builtin = &Recipe::new(&table::HS512, &BACKEND);

/// SHA-256, for thumbprints.
pub(super) fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

/// The same key signs and verifies.
trait Symmetric: MessageSigner + MessageVerifier {}

impl<T: MessageSigner + MessageVerifier> Symmetric for T {}

fn bind(row: &'static Row, key: &KeyMaterial) -> Result<Arc<dyn Symmetric>, KeyError> {
    let KeyMaterial::Secret(secret) = key else { return Err(contradictory()) };
    match row.hash {
        HashAlgorithm::Sha256 => bind_with::<Sha256>(row, secret),
        HashAlgorithm::Sha384 => bind_with::<Sha384>(row, secret),
        HashAlgorithm::Sha512 => bind_with::<Sha512>(row, secret),
        HashAlgorithm::Sha1 | HashAlgorithm::Sha224 => Err(contradictory()),
    }
}

fn bind_with<Hash>(row: &'static Row, secret: &[u8]) -> Result<Arc<dyn Symmetric>, KeyError>
where
    Hash: EagerHash<Core: Send + Sync> + 'static,
{
    let key = Hmac::<Hash>::new_from_slice(secret).map_err(KeyError::invalid)?;
    Ok(Arc::new(Bound { name: row.name, key }))
}

impl<Hash: EagerHash<Core: Send + Sync>> MessageSigner for Bound<Hmac<Hash>> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let tag = self.key.clone().chain_update(message).finalize().into_bytes();
        Ok(Signature::from(tag.as_slice()))
    }
}

impl<Hash: EagerHash<Core: Send + Sync>> MessageVerifier for Bound<Hmac<Hash>> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let mac = self.key.clone().chain_update(message);
        mac.verify_slice(signature).map_err(|_| SignatureError::invalid())
    }
}
