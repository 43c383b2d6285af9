//! What a backend does with keys besides signatures.

use zeroize::Zeroizing;

use crate::{
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// The functions of one backend. [`alg::keys`](super::keys) has those of the preferred one.
pub(crate) struct Keys {
    /// Fills a buffer with random bytes.
    pub(crate) random: fn(&mut [u8]) -> Result<(), KeyError>,
    /// A new RSA key of this many bits, in PKCS#8 or PKCS#1.
    pub(crate) rsa: fn(usize) -> Result<Zeroizing<Vec<u8>>, KeyError>,
    /// A new private scalar, as long as the curve's field.
    pub(crate) scalar: fn(Curve) -> Result<Zeroizing<Vec<u8>>, KeyError>,
    /// The public point of a key on a Weierstrass curve, uncompressed.
    pub(crate) point: fn(Curve, &KeyMaterial) -> Result<Vec<u8>, KeyError>,
    /// The public key of a seed.
    pub(crate) public_of_seed: fn(Curve, &[u8]) -> Result<Vec<u8>, KeyError>,
    pub(crate) sha256: fn(&[u8]) -> [u8; 32],
}

/// The error for a curve that the backends do not support.
pub(super) fn unsupported(curve: Curve) -> KeyError {
    KeyError::Unsupported(if curve == Curve::Secp256k1 && cfg!(not(feature = "es256k")) {
        "keys on secp256k1 need the feature `es256k`".into()
    } else {
        format!("private keys of this kind on {curve}")
    })
}
