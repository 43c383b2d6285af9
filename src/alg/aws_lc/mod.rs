//! The algorithms by AWS-LC, Amazon's library in C and assembly: faster than pure Rust with RSA and ECDSA.
//!
//! AWS-LC limits the size of RSA keys: it signs with 2048 to 8192 bits and verifies up to 8192 bits. Smaller keys,
//! which `allow_insecure_key_sizes` permits, verify with [`RS256`] and [`RS512`] only. Any other size is an error that
//! names the limits; [`rust_crypto`](crate::alg::rust_crypto) accepts 1024 to 16384 bits. HMAC is computed by
//! `RustCrypto`: for messages as short as tokens it is faster than a call into AWS-LC.

mod ecdsa;
mod eddsa;
pub(super) mod keys;
mod rsa;

use aws_lc_rs::signature::ParsedPublicKey;

#[doc(inline)]
pub use super::hmac::{HS256, HS384, HS512};
use super::{
    Builtin, KeyRequirement, MessageVerifier, SignatureError,
    recipe::{Backend, Bound, Recipe, SignerResult, VerifierResult, contradictory},
    table::{self, Row, SLOTS, SLOTS_OF_A_BACKEND},
};
use crate::key::KeyMaterial;

/// This backend keeps its bound forms in the last slots of a key.
static BACKEND: Backend = Backend { first_slot: SLOTS - SLOTS_OF_A_BACKEND, signer, verifier };

fn signer(row: &'static Row, key: &KeyMaterial) -> SignerResult {
    match row.requirement {
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) => rsa::signer(row, key),
        KeyRequirement::Ec(curve) => ecdsa::signer(row.name, curve, key),
        KeyRequirement::Okp(_) => eddsa::signer(row.name, key),
        KeyRequirement::Secret | KeyRequirement::None | KeyRequirement::Custom => Err(contradictory()),
    }
}

fn verifier(row: &'static Row, key: &KeyMaterial) -> VerifierResult {
    match row.requirement {
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) => rsa::verifier(row, key),
        KeyRequirement::Ec(curve) => ecdsa::verifier(row.name, curve, key),
        KeyRequirement::Okp(_) => eddsa::verifier(row.name, key),
        KeyRequirement::Secret | KeyRequirement::None | KeyRequirement::Custom => Err(contradictory()),
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3).
pub static RS256: Builtin = &Recipe::new(&table::RS256, &BACKEND);
/// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518, section 3.3).
pub static RS384: Builtin = &Recipe::new(&table::RS384, &BACKEND);
/// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518, section 3.3).
pub static RS512: Builtin = &Recipe::new(&table::RS512, &BACKEND);

/// RSASSA-PSS with SHA-256, and a salt as long as the hash (RFC 7518, section 3.5).
pub static PS256: Builtin = &Recipe::new(&table::PS256, &BACKEND);
/// RSASSA-PSS with SHA-384, and a salt as long as the hash (RFC 7518, section 3.5).
pub static PS384: Builtin = &Recipe::new(&table::PS384, &BACKEND);
/// RSASSA-PSS with SHA-512, and a salt as long as the hash (RFC 7518, section 3.5).
pub static PS512: Builtin = &Recipe::new(&table::PS512, &BACKEND);

/// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
pub static ES256: Builtin = &Recipe::new(&table::ES256, &BACKEND);
/// ECDSA on P-384 with SHA-384 (RFC 7518, section 3.4).
pub static ES384: Builtin = &Recipe::new(&table::ES384, &BACKEND);
/// ECDSA on P-521 with SHA-512 (RFC 7518, section 3.4).
pub static ES512: Builtin = &Recipe::new(&table::ES512, &BACKEND);
/// ECDSA on secp256k1 with SHA-256 (RFC 8812, section 3.2). With the feature `es256k`.
#[cfg(feature = "es256k")]
pub static ES256K: Builtin = &Recipe::new(&table::ES256K, &BACKEND);

/// Ed25519 under the name of RFC 8037, which covers any Edwards curve.
pub static EDDSA: Builtin = &Recipe::new(&table::EDDSA, &BACKEND);
/// Ed25519 under its fully-specified name (RFC 9864).
pub static ED25519: Builtin = &Recipe::new(&table::ED25519, &BACKEND);

/// The signing algorithms. `none` is not among them, so that allowing all allows no unsigned token.
pub static ALL: &[Builtin] = &[
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    #[cfg(feature = "es256k")]
    ES256K,
    EDDSA,
    ED25519,
];

/// RSA and ECDSA: AWS-LC makes all the checks. A signature must be exactly as long as the modulus, or as `r` and `s` at
/// their full width; these must be neither zero nor beyond the order.
impl MessageVerifier for Bound<ParsedPublicKey> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.key.verify_sig(message, signature).map_err(|_| SignatureError::invalid())
    }
}
