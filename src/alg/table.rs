//! The table of algorithms: one row each, the same for every backend.

use super::KeyRequirement;
use crate::key::{
    Curve,
    HashAlgorithm::{self, Sha256, Sha384, Sha512},
};

/// The smallest RSA modulus (RFC 7518, sections 3.3 and 3.5).
pub(crate) const LEAST_MODULUS_BITS: usize = 2048;

/// How many bound forms a key keeps: an RSA key has the most, one for each of six algorithms of each backend.
pub(crate) const SLOTS: usize =
    if cfg!(all(feature = "aws-lc-rs", feature = "rust-crypto")) { 2 * SLOTS_OF_A_BACKEND } else { SLOTS_OF_A_BACKEND };
pub(super) const SLOTS_OF_A_BACKEND: usize = 6;

/// What is known about an algorithm, whatever the backend.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    /// The hash of the message. PSS uses it in MGF1 too, with a salt of its length.
    pub(crate) hash: HashAlgorithm,
    /// Where a key keeps its bound form: a different place for each algorithm that accepts the same key.
    pub(crate) slot: usize,
}

#[derive(Clone, Copy)]
pub(crate) enum Family {
    Hmac,
    RsaPkcs1,
    RsaPss,
    Ecdsa(Curve),
    EdDsa(Curve),
}

pub(crate) static HS256: Row = Row { name: "HS256", family: Family::Hmac, hash: Sha256, slot: 0 };
pub(crate) static HS384: Row = Row { name: "HS384", family: Family::Hmac, hash: Sha384, slot: 1 };
pub(crate) static HS512: Row = Row { name: "HS512", family: Family::Hmac, hash: Sha512, slot: 2 };
pub(crate) static RS256: Row = Row { name: "RS256", family: Family::RsaPkcs1, hash: Sha256, slot: 0 };
pub(crate) static RS384: Row = Row { name: "RS384", family: Family::RsaPkcs1, hash: Sha384, slot: 1 };
pub(crate) static RS512: Row = Row { name: "RS512", family: Family::RsaPkcs1, hash: Sha512, slot: 2 };
pub(crate) static PS256: Row = Row { name: "PS256", family: Family::RsaPss, hash: Sha256, slot: 3 };
pub(crate) static PS384: Row = Row { name: "PS384", family: Family::RsaPss, hash: Sha384, slot: 4 };
pub(crate) static PS512: Row = Row { name: "PS512", family: Family::RsaPss, hash: Sha512, slot: 5 };
pub(crate) static ES256: Row = Row { name: "ES256", family: Family::Ecdsa(Curve::P256), hash: Sha256, slot: 0 };
pub(crate) static ES384: Row = Row { name: "ES384", family: Family::Ecdsa(Curve::P384), hash: Sha384, slot: 0 };
pub(crate) static ES512: Row = Row { name: "ES512", family: Family::Ecdsa(Curve::P521), hash: Sha512, slot: 0 };
pub(crate) static ES256K: Row = Row { name: "ES256K", family: Family::Ecdsa(Curve::Secp256k1), hash: Sha256, slot: 0 };
pub(crate) static EDDSA: Row = Row { name: "EdDSA", family: Family::EdDsa(Curve::Ed25519), hash: Sha512, slot: 0 };
pub(crate) static ED25519: Row = Row { name: "Ed25519", family: Family::EdDsa(Curve::Ed25519), hash: Sha512, slot: 1 };

/// All rows, whatever features are on.
static ROWS: [&Row; 15] = [
    &HS256, &HS384, &HS512, &RS256, &RS384, &RS512, &PS256, &PS384, &PS512, &ES256, &ES384, &ES512, &ES256K, &EDDSA,
    &ED25519,
];

/// The row with this name, compared case-sensitively.
pub(crate) fn row(name: &str) -> Option<&'static Row> {
    ROWS.into_iter().find(|row| row.name == name)
}

impl Row {
    pub(crate) const fn requirement(&self) -> KeyRequirement {
        match self.family {
            Family::Hmac => KeyRequirement::Secret,
            Family::RsaPkcs1 => KeyRequirement::Rsa,
            Family::RsaPss => KeyRequirement::RsaPss(self.hash),
            Family::Ecdsa(curve) => KeyRequirement::Ec(curve),
            Family::EdDsa(curve) => KeyRequirement::Okp(curve),
        }
    }

    /// The shortest length of a secret: that of the hash (RFC 7518, section 3.2). `None` if the key is not a secret.
    pub(crate) const fn least_secret_bytes(&self) -> Option<usize> {
        match self.family {
            Family::Hmac => Some(self.hash.output_bytes()),
            Family::RsaPkcs1 | Family::RsaPss | Family::Ecdsa(_) | Family::EdDsa(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, ROWS, Row, SLOTS_OF_A_BACKEND};

    fn accept_the_same_keys(one: &Row, other: &Row) -> bool {
        match (one.family, other.family) {
            (Family::Hmac, Family::Hmac) | (Family::RsaPkcs1 | Family::RsaPss, Family::RsaPkcs1 | Family::RsaPss) => {
                true
            }
            (Family::Ecdsa(one), Family::Ecdsa(other)) | (Family::EdDsa(one), Family::EdDsa(other)) => one == other,
            _ => false,
        }
    }

    #[test]
    fn no_two_algorithms_of_a_key_share_a_slot_or_a_name() {
        for (place, one) in ROWS.into_iter().enumerate() {
            assert!(one.slot < SLOTS_OF_A_BACKEND, "{}", one.name);
            for other in &ROWS[place + 1..] {
                assert_ne!(one.name, other.name);
                assert!(one.slot != other.slot || !accept_the_same_keys(one, other), "{} {}", one.name, other.name);
            }
        }
    }
}
