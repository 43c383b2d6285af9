//! The algorithms in pure Rust, by the crates of the `RustCrypto` project and `ed25519-dalek`.
//!
//! An RSA key that signs here leaves its prime factors in freed memory: when it is bound, with every signature, and
//! when it is dropped. The crate `rsa` does not wipe them. All other private keys and secrets are wiped. The feature
//! `aws-lc-rs` has RSA without this weakness.

mod ecdsa;
mod eddsa;
#[cfg_attr(all(feature = "aws-lc-rs", not(test)), expect(dead_code, reason = "those of AWS-LC are used"))]
pub(super) mod keys;
mod rsa;

#[doc(inline)]
pub use super::hmac::{HS256, HS384, HS512};
use super::{
    Builtin, KeyRequirement,
    recipe::{Backend, Recipe, SignerResult, VerifierResult, contradictory},
    table::{self, Row},
};
use crate::key::KeyMaterial;

/// This backend keeps its bound forms in the first slots of a key.
static BACKEND: Backend = Backend { first_slot: 0, signer, verifier };

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
