//! The algorithms in pure Rust, by the crates of the `RustCrypto` project and `ed25519-dalek`.

mod ecdsa;
mod eddsa;
#[cfg(any(test, not(feature = "aws-lc-rs")))]
pub(super) mod keys;
mod rsa;

use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use sha2::{Sha256, Sha384, Sha512};

use self::{
    ecdsa::Ecdsa,
    eddsa::EdDsa,
    rsa::{Pkcs1v15, Pss, Rsa},
};
#[doc(inline)]
pub use super::hmac::{HS256, HS384, HS512};
use super::{Builtin, recipe::Recipe};
use crate::{
    alg::KeyRequirement,
    key::{Curve, HashAlgorithm},
};

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3).
pub const RS256: Builtin = &Recipe::of::<Rsa<Pkcs1v15<Sha256>>>("RS256", KeyRequirement::Rsa);
/// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518, section 3.3).
pub const RS384: Builtin = &Recipe::of::<Rsa<Pkcs1v15<Sha384>>>("RS384", KeyRequirement::Rsa);
/// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518, section 3.3).
pub const RS512: Builtin = &Recipe::of::<Rsa<Pkcs1v15<Sha512>>>("RS512", KeyRequirement::Rsa);

/// RSASSA-PSS with SHA-256, and a salt as long as the hash (RFC 7518, section 3.5).
pub const PS256: Builtin = &Recipe::of::<Rsa<Pss<Sha256>>>("PS256", KeyRequirement::RsaPss(HashAlgorithm::Sha256));
/// RSASSA-PSS with SHA-384, and a salt as long as the hash (RFC 7518, section 3.5).
pub const PS384: Builtin = &Recipe::of::<Rsa<Pss<Sha384>>>("PS384", KeyRequirement::RsaPss(HashAlgorithm::Sha384));
/// RSASSA-PSS with SHA-512, and a salt as long as the hash (RFC 7518, section 3.5).
pub const PS512: Builtin = &Recipe::of::<Rsa<Pss<Sha512>>>("PS512", KeyRequirement::RsaPss(HashAlgorithm::Sha512));

/// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
pub const ES256: Builtin = &Recipe::of::<Ecdsa<NistP256>>("ES256", KeyRequirement::Ec(Curve::P256));
/// ECDSA on P-384 with SHA-384 (RFC 7518, section 3.4).
pub const ES384: Builtin = &Recipe::of::<Ecdsa<NistP384>>("ES384", KeyRequirement::Ec(Curve::P384));
/// ECDSA on P-521 with SHA-512 (RFC 7518, section 3.4).
pub const ES512: Builtin = &Recipe::of::<Ecdsa<NistP521>>("ES512", KeyRequirement::Ec(Curve::P521));
/// ECDSA on secp256k1 with SHA-256 (RFC 8812, section 3.2). With the feature `es256k`.
#[cfg(feature = "es256k")]
pub const ES256K: Builtin = &Recipe::of::<Ecdsa<k256::Secp256k1>>("ES256K", KeyRequirement::Ec(Curve::Secp256k1));

/// Ed25519 under the name of RFC 8037, which covers any Edwards curve.
pub const EDDSA: Builtin = &Recipe::of::<EdDsa>("EdDSA", KeyRequirement::Okp(Curve::Ed25519));
/// Ed25519 under its fully-specified name (RFC 9864).
pub const ED25519: Builtin = &Recipe::of::<EdDsa>("Ed25519", KeyRequirement::Okp(Curve::Ed25519));

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
