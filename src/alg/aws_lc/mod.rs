//! The algorithms by AWS-LC, Amazon's library in C and assembly: faster than pure Rust with RSA and ECDSA.
//!
//! AWS-LC limits the size of RSA keys: it signs with 2048 to 8192 bits and verifies up to 8192 bits. Smaller keys, which
//! `allow_insecure_key_sizes` permits, verify with [`RS256`] and [`RS512`] only. Any other size is an error that names
//! the limits; [`rust_crypto`](crate::alg::rust_crypto) accepts 1024 to 16384 bits. HMAC is computed by `RustCrypto`: for
//! messages as short as tokens it is faster than a call into AWS-LC.

mod ecdsa;
mod eddsa;
pub(super) mod keys;
mod rsa;

use aws_lc_rs::signature::ParsedPublicKey;

#[cfg(feature = "es256k")]
use self::ecdsa::Secp256k1;
use self::{
    ecdsa::{Ecdsa, P256, P384, P521},
    eddsa::EdDsa,
    rsa::{Ps256, Ps384, Ps512, Rs256, Rs384, Rs512, Rsa},
};
#[doc(inline)]
pub use super::hmac::{HS256, HS384, HS512};
use super::{
    Builtin, KeyRequirement, MessageVerifier, SignatureError,
    recipe::{Bound, Recipe},
};
use crate::key::{Curve, HashAlgorithm};

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3).
pub const RS256: Builtin = &Recipe::of::<Rsa<Rs256>>("RS256", KeyRequirement::Rsa);
/// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518, section 3.3).
pub const RS384: Builtin = &Recipe::of::<Rsa<Rs384>>("RS384", KeyRequirement::Rsa);
/// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518, section 3.3).
pub const RS512: Builtin = &Recipe::of::<Rsa<Rs512>>("RS512", KeyRequirement::Rsa);

/// RSASSA-PSS with SHA-256, and a salt as long as the hash (RFC 7518, section 3.5).
pub const PS256: Builtin = &Recipe::of::<Rsa<Ps256>>("PS256", KeyRequirement::RsaPss(HashAlgorithm::Sha256));
/// RSASSA-PSS with SHA-384, and a salt as long as the hash (RFC 7518, section 3.5).
pub const PS384: Builtin = &Recipe::of::<Rsa<Ps384>>("PS384", KeyRequirement::RsaPss(HashAlgorithm::Sha384));
/// RSASSA-PSS with SHA-512, and a salt as long as the hash (RFC 7518, section 3.5).
pub const PS512: Builtin = &Recipe::of::<Rsa<Ps512>>("PS512", KeyRequirement::RsaPss(HashAlgorithm::Sha512));

/// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
pub const ES256: Builtin = &Recipe::of::<Ecdsa<P256>>("ES256", KeyRequirement::Ec(Curve::P256));
/// ECDSA on P-384 with SHA-384 (RFC 7518, section 3.4).
pub const ES384: Builtin = &Recipe::of::<Ecdsa<P384>>("ES384", KeyRequirement::Ec(Curve::P384));
/// ECDSA on P-521 with SHA-512 (RFC 7518, section 3.4).
pub const ES512: Builtin = &Recipe::of::<Ecdsa<P521>>("ES512", KeyRequirement::Ec(Curve::P521));
/// ECDSA on secp256k1 with SHA-256 (RFC 8812, section 3.2). With the feature `es256k`.
#[cfg(feature = "es256k")]
pub const ES256K: Builtin = &Recipe::of::<Ecdsa<Secp256k1>>("ES256K", KeyRequirement::Ec(Curve::Secp256k1));

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

/// RSA and ECDSA: AWS-LC checks everything that there is to check. A signature must be exactly as long as the modulus,
/// or as `r` and `s` at their full width; these must be neither zero nor beyond the order.
impl MessageVerifier for Bound<ParsedPublicKey> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.key.verify_sig(message, signature).map_err(|_| SignatureError::invalid())
    }
}
