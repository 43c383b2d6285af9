use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use crate::{
    alg::recipe::{Bound, SignerResult, VerifierResult, contradictory},
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// Ed25519 (RFC 8032, section 5.1).
pub(super) fn signer(name: &'static str, key: &KeyMaterial) -> SignerResult {
    let KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed } = key else { return Err(contradictory()) };
    Ok(Arc::new(Bound { name, key: private_key(seed)? }))
}

pub(super) fn verifier(name: &'static str, key: &KeyMaterial) -> VerifierResult {
    let key = match key {
        KeyMaterial::OkpPublic { curve: Curve::Ed25519, bytes } => public_key(bytes)?,
        KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed } => {
            public_key(private_key(seed)?.public_key().as_ref())?
        }
        _ => return Err(contradictory()),
    };
    Ok(Arc::new(Bound { name, key }))
}

impl MessageSigner for Bound<Ed25519KeyPair> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature = self.key.try_sign(message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.as_ref()))
    }
}

/// A public key that [`public_key`] has checked.
struct Public(ParsedPublicKey);

impl MessageVerifier for Bound<Public> {
    /// The strict form: each message has one signature, and no signature is valid for several messages or keys. AWS-LC
    /// refuses an `s` beyond the order and an `R` in another than its canonical form; an `R` of small order is checked
    /// here.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let r = signature.first_chunk().ok_or_else(SignatureError::invalid)?;
        if is_of_small_order(r) {
            return Err(SignatureError::invalid());
        }
        self.key.0.verify_sig(message, signature).map_err(|_| SignatureError::invalid())
    }
}

pub(super) fn private_key(seed: &[u8]) -> Result<Ed25519KeyPair, KeyError> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(KeyError::invalid)
}

/// A point of small order would make one signature valid for many messages, and a point written in a second way would
/// be a second key of the same owner. AWS-LC checks only when it verifies whether the bytes are a point: a key that is
/// not a point can be bound, but verifies nothing.
fn public_key(bytes: &[u8]) -> Result<Public, KeyError> {
    let point = bytes.try_into().map_err(KeyError::invalid)?;
    if is_of_small_order(point) {
        return Err(KeyError::invalid("the point is of small order"));
    }
    if !is_canonical(point) {
        return Err(KeyError::invalid("the point is not in canonical form"));
    }
    ParsedPublicKey::new(&ED25519, bytes).map(Public).map_err(KeyError::invalid)
}

// What can be known from the encoding of a point on edwards25519 (RFC 8032, section 5.1.2): `y`, little-endian, and the
// sign of `x` in the highest bit.

/// The field's prime, 2²⁵⁵ - 19.
const P: [u8; 32] = [
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
];

/// `y` of the eight points whose order divides the cofactor: these are the points of order 1, 2 and 4 (there are two
/// with `y` = 0), then those of order 8, again two each.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [0; 32],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
];

/// Whether eight times the point is the identity. Of its encodings the canonical ones are known here.
fn is_of_small_order(point: &[u8; 32]) -> bool {
    SMALL_ORDER.contains(&y(point))
}

/// Whether `y` is below the prime; otherwise it would represent its remainder. The other mistake, a sign where `x` is
/// zero, has a `y` of small order.
fn is_canonical(point: &[u8; 32]) -> bool {
    y(point).iter().rev().lt(P.iter().rev())
}

fn y(point: &[u8; 32]) -> [u8; 32] {
    let mut y = *point;
    y[31] &= 0x7f;
    y
}
