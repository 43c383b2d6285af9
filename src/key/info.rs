use std::fmt;

use spki::ObjectIdentifier;

/// What a key is, as far as it decides which algorithms it works with.
///
/// ```
/// use webtoken::key::{KeyInfo, SigningKey};
/// let key = SigningKey::from_secret("a secret of some length")?;
/// assert_eq!(key.info(), &KeyInfo::Secret { bytes: 23 });
/// # Ok::<(), webtoken::KeyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyInfo {
    /// An HMAC secret.
    Secret {
        /// Its length.
        bytes: usize,
    },
    /// An RSA key for any scheme (`rsaEncryption`).
    Rsa {
        /// Size of the modulus.
        bits: usize,
    },
    /// An RSA key for PSS only (`id-RSASSA-PSS`).
    RsaPss {
        /// Size of the modulus.
        bits: usize,
        /// What the key restricts itself to; `None` is unrestricted.
        parameters: Option<PssParameters>,
    },
    /// A key on a Weierstrass curve.
    Ec {
        /// The curve.
        curve: Curve,
    },
    /// A key on an Edwards or Montgomery curve (RFC 8037).
    Okp {
        /// The curve.
        curve: Curve,
    },
}

impl KeyInfo {
    /// Node's name of the kind of key (`asymmetricKeyType`), as npm's messages quote it; `secret` for a secret.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Secret { .. } => "secret",
            Self::Rsa { .. } => "rsa",
            Self::RsaPss { .. } => "rsa-pss",
            Self::Ec { .. } => "ec",
            Self::Okp { curve } => curve.name(),
        }
    }

    /// The key type of JSON Web Keys (`kty`): `oct`, `RSA`, `EC` or `OKP` (RFC 7518, section 6.1; RFC 8037).
    ///
    /// ```
    /// use webtoken::key::{Curve, KeyInfo};
    /// assert_eq!(KeyInfo::Rsa { bits: 2048 }.kty(), "RSA");
    /// assert_eq!(KeyInfo::Okp { curve: Curve::Ed25519 }.kty(), "OKP");
    /// ```
    #[must_use]
    pub const fn kty(&self) -> &'static str {
        match self {
            Self::Secret { .. } => "oct",
            Self::Rsa { .. } | Self::RsaPss { .. } => "RSA",
            Self::Ec { .. } => "EC",
            Self::Okp { .. } => "OKP",
        }
    }

    /// Size of the RSA modulus in bits, if it is an RSA key.
    #[must_use]
    pub const fn modulus_bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits, .. } => Some(*bits),
            Self::Secret { .. } | Self::Ec { .. } | Self::Okp { .. } => None,
        }
    }
}

/// A curve whose keys are recognized. The backend decides which of them can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256, `prime256v1`.
    P256,
    /// NIST P-384, `secp384r1`.
    P384,
    /// NIST P-521, `secp521r1`.
    P521,
    /// `secp256k1` (RFC 8812).
    Secp256k1,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// Ed448 (RFC 8032).
    Ed448,
    /// X25519 (RFC 7748), for key agreement only.
    X25519,
    /// X448 (RFC 7748), for key agreement only.
    X448,
}

impl Curve {
    /// OpenSSL's and Node's name. The name in JSON Web Keys is [`crv`](Self::crv).
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The name in JSON Web Keys (`crv`; RFC 7518, RFC 8037 and RFC 8812).
    ///
    /// ```
    /// use webtoken::key::Curve;
    /// assert_eq!((Curve::P256.crv(), Curve::P256.name()), ("P-256", "prime256v1"));
    /// ```
    #[must_use]
    pub const fn crv(self) -> &'static str {
        self.row().1
    }

    /// Length in bytes of a private scalar, of a seed, or of one coordinate.
    #[must_use]
    pub const fn field_bytes(self) -> usize {
        self.row().2
    }

    /// The name in DER.
    pub(crate) const fn oid(self) -> ObjectIdentifier {
        self.row().3
    }

    pub(crate) fn of_ec() -> impl Iterator<Item = Self> {
        [Self::P256, Self::P384, Self::P521, Self::Secp256k1].into_iter()
    }

    pub(crate) fn of_okp() -> impl Iterator<Item = Self> {
        [Self::Ed25519, Self::Ed448, Self::X25519, Self::X448].into_iter()
    }

    const fn row(self) -> (&'static str, &'static str, usize, ObjectIdentifier) {
        match self {
            Self::P256 => ("prime256v1", "P-256", 32, ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7")),
            Self::P384 => ("secp384r1", "P-384", 48, ObjectIdentifier::new_unwrap("1.3.132.0.34")),
            Self::P521 => ("secp521r1", "P-521", 66, ObjectIdentifier::new_unwrap("1.3.132.0.35")),
            Self::Secp256k1 => ("secp256k1", "secp256k1", 32, ObjectIdentifier::new_unwrap("1.3.132.0.10")),
            Self::Ed25519 => ("ed25519", "Ed25519", 32, ObjectIdentifier::new_unwrap("1.3.101.112")),
            Self::Ed448 => ("ed448", "Ed448", 57, ObjectIdentifier::new_unwrap("1.3.101.113")),
            Self::X25519 => ("x25519", "X25519", 32, ObjectIdentifier::new_unwrap("1.3.101.110")),
            Self::X448 => ("x448", "X448", 56, ObjectIdentifier::new_unwrap("1.3.101.111")),
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The hash and salt that an RSA-PSS key restricts itself to (RFC 4055, section 3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PssParameters {
    /// Hash of the message.
    pub hash: HashAlgorithm,
    /// Hash of the mask generation function MGF1.
    pub mgf1_hash: HashAlgorithm,
    /// Shortest salt that the key accepts, in bytes.
    pub salt_length: usize,
}

impl PssParameters {
    /// Parameters from their three fields.
    #[must_use]
    pub const fn new(hash: HashAlgorithm, mgf1_hash: HashAlgorithm, salt_length: usize) -> Self {
        Self { hash, mgf1_hash, salt_length }
    }
}

/// A hash that RSA-PSS parameters can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-1, the default of RFC 4055; no JOSE algorithm uses it.
    Sha1,
    /// SHA-224; no JOSE algorithm uses it.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl HashAlgorithm {
    /// Length of a digest in bytes.
    #[must_use]
    pub const fn output_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}
