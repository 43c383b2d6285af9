//! The table of algorithms: one row each, the same for every backend.

use super::KeyRequirement::{self, Ec, Okp, Rsa, RsaPss, Secret};
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
    /// Which keys it accepts, and so which family it belongs to.
    pub(crate) requirement: KeyRequirement,
    /// The hash of the message. PSS uses it in MGF1 too, with a salt of its length.
    pub(crate) hash: HashAlgorithm,
    /// Where a key keeps its bound form: a different place for each algorithm that accepts the same key.
    pub(crate) slot: usize,
}

pub(crate) static HS256: Row = Row { name: "HS256", requirement: Secret, hash: Sha256, slot: 0 };
pub(crate) static HS384: Row = Row { name: "HS384", requirement: Secret, hash: Sha384, slot: 1 };
pub(crate) static HS512: Row = Row { name: "HS512", requirement: Secret, hash: Sha512, slot: 2 };
pub(crate) static RS256: Row = Row { name: "RS256", requirement: Rsa, hash: Sha256, slot: 0 };
pub(crate) static RS384: Row = Row { name: "RS384", requirement: Rsa, hash: Sha384, slot: 1 };
pub(crate) static RS512: Row = Row { name: "RS512", requirement: Rsa, hash: Sha512, slot: 2 };
pub(crate) static PS256: Row = Row { name: "PS256", requirement: RsaPss(Sha256), hash: Sha256, slot: 3 };
pub(crate) static PS384: Row = Row { name: "PS384", requirement: RsaPss(Sha384), hash: Sha384, slot: 4 };
pub(crate) static PS512: Row = Row { name: "PS512", requirement: RsaPss(Sha512), hash: Sha512, slot: 5 };
pub(crate) static ES256: Row = Row { name: "ES256", requirement: Ec(Curve::P256), hash: Sha256, slot: 0 };
pub(crate) static ES384: Row = Row { name: "ES384", requirement: Ec(Curve::P384), hash: Sha384, slot: 0 };
pub(crate) static ES512: Row = Row { name: "ES512", requirement: Ec(Curve::P521), hash: Sha512, slot: 0 };
pub(crate) static ES256K: Row = Row { name: "ES256K", requirement: Ec(Curve::Secp256k1), hash: Sha256, slot: 0 };
pub(crate) static EDDSA: Row = Row { name: "EdDSA", requirement: Okp(Curve::Ed25519), hash: Sha512, slot: 0 };
pub(crate) static ED25519: Row = Row { name: "Ed25519", requirement: Okp(Curve::Ed25519), hash: Sha512, slot: 1 };

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
    /// The shortest length of a secret: that of the hash (RFC 7518, section 3.2). `None` if the key is not a secret.
    pub(crate) fn least_secret_bytes(&self) -> Option<usize> {
        (self.requirement == Secret).then(|| self.hash.output_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyRequirement, ROWS, Row, SLOTS_OF_A_BACKEND};

    fn accept_the_same_keys(one: &Row, other: &Row) -> bool {
        let is_rsa = |row: &Row| matches!(row.requirement, KeyRequirement::Rsa | KeyRequirement::RsaPss(_));
        one.requirement == other.requirement || is_rsa(one) && is_rsa(other)
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
