//! The algorithms in pure Rust, by the crates of the `RustCrypto` project and `ed25519-dalek`.
//!
//! An RSA key that signs here leaves its prime factors in freed memory: when it is bound, with every signature, and
//! when it is dropped. The crate `rsa` does not wipe them. All other private keys and secrets are wiped. The feature
//! `aws-lc-rs` has RSA without this weakness.

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
use super::{
    Builtin,
    recipe::{Bind, Recipe},
    table::{self, Row},
};

/// This backend uses the first slots of a key.
const fn recipe<Family: Bind>(row: &'static Row) -> Recipe {
    Recipe::of::<Family>(row, 0)
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3).
pub static RS256: Builtin = &recipe::<Rsa<Pkcs1v15<Sha256>>>(&table::RS256);
/// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518, section 3.3).
pub static RS384: Builtin = &recipe::<Rsa<Pkcs1v15<Sha384>>>(&table::RS384);
/// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518, section 3.3).
pub static RS512: Builtin = &recipe::<Rsa<Pkcs1v15<Sha512>>>(&table::RS512);

/// RSASSA-PSS with SHA-256, and a salt as long as the hash (RFC 7518, section 3.5).
pub static PS256: Builtin = &recipe::<Rsa<Pss<Sha256>>>(&table::PS256);
/// RSASSA-PSS with SHA-384, and a salt as long as the hash (RFC 7518, section 3.5).
pub static PS384: Builtin = &recipe::<Rsa<Pss<Sha384>>>(&table::PS384);
/// RSASSA-PSS with SHA-512, and a salt as long as the hash (RFC 7518, section 3.5).
pub static PS512: Builtin = &recipe::<Rsa<Pss<Sha512>>>(&table::PS512);

/// ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4).
pub static ES256: Builtin = &recipe::<Ecdsa<NistP256>>(&table::ES256);
/// ECDSA on P-384 with SHA-384 (RFC 7518, section 3.4).
pub static ES384: Builtin = &recipe::<Ecdsa<NistP384>>(&table::ES384);
/// ECDSA on P-521 with SHA-512 (RFC 7518, section 3.4).
pub static ES512: Builtin = &recipe::<Ecdsa<NistP521>>(&table::ES512);
/// ECDSA on secp256k1 with SHA-256 (RFC 8812, section 3.2). With the feature `es256k`.
#[cfg(feature = "es256k")]
pub static ES256K: Builtin = &recipe::<Ecdsa<k256::Secp256k1>>(&table::ES256K);

/// Ed25519 under the name of RFC 8037, which covers any Edwards curve.
pub static EDDSA: Builtin = &recipe::<EdDsa>(&table::EDDSA);
/// Ed25519 under its fully-specified name (RFC 9864).
pub static ED25519: Builtin = &recipe::<EdDsa>(&table::ED25519);

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
