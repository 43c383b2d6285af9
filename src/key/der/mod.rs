//! DER to a checked key.
//!
//! The tags of its outermost elements tell which structure it is, since no two have the same; then one parser reads it,
//! and its error is reported. Trying every parser in turn would give no useful error.

mod ec;
mod okp;
mod rsa;
pub(crate) mod write;

use der::{Decode, Tag, Tagged, asn1::AnyRef};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};
use x509_cert::certificate::{CertificateInner, Raw};

pub(super) use ec::{private as ec_private, private_without_curve, public_on as ec_public, stated_curve};
pub(super) use okp::{from_seed as okp_private, public as okp_public};
pub(super) use rsa::{private as rsa_private, public as rsa_public};

use super::{Curve, KeyInfo, KeyMaterial, Stored};
use crate::{error::KeyError, key::decrypt};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ::sec1::ALGORITHM_OID;
const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");

/// What a key file can contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Structure {
    Pkcs8,
    EncryptedPkcs8,
    Pkcs1Private,
    Sec1,
    Spki,
    Pkcs1Public,
    Certificate,
}

/// A private key.
pub(super) fn private(der: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let structure = Structure::of(der)?;
    if structure.is_private() { structure.read(der, passphrase) } else { Err(KeyError::NotPrivate) }
}

/// A public key, or a private key from which a backend derives the public half.
pub(super) fn public(der: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    Structure::of(der)?.read(der, passphrase)
}

/// How a sequence begins in DER (X.690, section 8.9).
const SEQUENCE: u8 = 0x30;

/// The encoded key that the bytes begin with, even one that this crate cannot use, and the bytes after it.
///
/// It must be a complete sequence that names an algorithm, or the numbers of an RSA or EC key. Random bytes pass fewer
/// than once in 2^40 times.
pub(super) fn split_key(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    // Few secrets begin as a sequence.
    if bytes.first() != Some(&SEQUENCE) {
        return None;
    }
    let (members, rest) = Vec::<AnyRef<'_>>::from_der_partial(bytes).ok()?;
    let key = bytes.strip_suffix(rest)?;
    let names_algorithm = |at: usize| members.get(at).is_some_and(|any| algorithm(*any).is_ok());
    let is_key = match Structure::of_members(&members)? {
        Structure::Pkcs8 | Structure::Certificate => names_algorithm(1),
        Structure::EncryptedPkcs8 | Structure::Spki => names_algorithm(0),
        Structure::Sec1 => members.first().is_some_and(|version| version.value() == [1]),
        Structure::Pkcs1Private => true,
        Structure::Pkcs1Public => rsa::is_public(key),
    };
    is_key.then_some((key, rest))
}

fn algorithm(any: AnyRef<'_>) -> der::Result<AlgorithmIdentifierRef<'_>> {
    any.decode_as()
}

impl Structure {
    fn of(der: &[u8]) -> Result<Self, KeyError> {
        let members = Vec::<AnyRef<'_>>::from_der(der).map_err(|source| KeyError::malformed("DER", source))?;
        Self::of_members(&members).ok_or_else(|| KeyError::malformed("DER", "neither a key nor a certificate"))
    }

    fn of_members(members: &[AnyRef<'_>]) -> Option<Self> {
        use Tag::{BitString, Integer, OctetString, Sequence};
        let tags: Vec<Tag> = members.iter().map(Tagged::tag).collect();
        match tags.as_slice() {
            [Integer, Sequence, OctetString, ..] => Some(Self::Pkcs8),
            [Integer, OctetString, ..] => Some(Self::Sec1),
            [Integer, Integer] => Some(Self::Pkcs1Public),
            [Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer, ..] => {
                Some(Self::Pkcs1Private)
            }
            [Sequence, OctetString] => Some(Self::EncryptedPkcs8),
            [Sequence, BitString] => Some(Self::Spki),
            [Sequence, Sequence, BitString] => Some(Self::Certificate),
            _ => None,
        }
    }

    pub(super) const fn is_private(self) -> bool {
        match self {
            Self::Pkcs8 | Self::EncryptedPkcs8 | Self::Pkcs1Private | Self::Sec1 => true,
            Self::Spki | Self::Pkcs1Public | Self::Certificate => false,
        }
    }

    /// Reads the bytes as this structure.
    pub(super) fn read(self, der: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
        match self {
            Self::Pkcs8 => pkcs8(der),
            Self::EncryptedPkcs8 => encrypted_pkcs8(der, passphrase),
            Self::Pkcs1Private => rsa_private(der),
            Self::Sec1 => ec::private(der, private_without_curve),
            Self::Spki => spki(der),
            Self::Pkcs1Public => rsa_public(der),
            Self::Certificate => certificate(der),
        }
    }
}

fn pkcs8(der: &[u8]) -> Result<Stored, KeyError> {
    let info = PrivateKeyInfoRef::from_der(der).map_err(|source| KeyError::malformed("PKCS#8", source))?;
    let key = info.private_key.as_bytes();
    match Kind::of(&info.algorithm)? {
        Kind::Rsa => rsa::private(key),
        Kind::RsaPss => rsa_for_pss(rsa::private(key)?, info.algorithm.parameters),
        Kind::Ec => ec::private_on(stated_curve(info.algorithm.parameters)?, key),
        Kind::Okp(curve) => okp::private(curve, key),
    }
}

/// A wrong passphrase causes broken padding or, about once in 256 times, broken DER: both are one error.
fn encrypted_pkcs8(der: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let passphrase = passphrase.ok_or(KeyError::PassphraseRequired)?;
    let decrypted = decrypt::pkcs8(der, passphrase)?;
    pkcs8(&decrypted).map_err(broken_is_undecrypted)
}

/// Decrypted bytes that are not a key were decrypted wrongly.
pub(super) fn broken_is_undecrypted(error: KeyError) -> KeyError {
    if matches!(error, KeyError::Malformed { .. }) { KeyError::Decryption } else { error }
}

fn spki(der: &[u8]) -> Result<Stored, KeyError> {
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|source| KeyError::malformed("SPKI", source))?;
    let key =
        info.subject_public_key.as_bytes().ok_or_else(|| KeyError::malformed("SPKI", "the key is not whole bytes"))?;
    subject_public_key(&info.algorithm, key)
}

/// The raw profile leaves serial number and dates unchecked: only the key is used.
pub(super) fn certificate(der: &[u8]) -> Result<Stored, KeyError> {
    let certificate =
        CertificateInner::<Raw>::from_der(der).map_err(|source| KeyError::malformed("X.509 certificate", source))?;
    let info = certificate.tbs_certificate().subject_public_key_info();
    let key = info
        .subject_public_key
        .as_bytes()
        .ok_or_else(|| KeyError::malformed("X.509 certificate", "the key is not whole bytes"))?;
    let parameters = info.algorithm.parameters.as_ref().map(AnyRef::from);
    subject_public_key(&AlgorithmIdentifierRef { oid: info.algorithm.oid, parameters }, key)
}

fn subject_public_key(algorithm: &AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Stored, KeyError> {
    match Kind::of(algorithm)? {
        Kind::Rsa => rsa::public(key),
        Kind::RsaPss => rsa_for_pss(rsa::public(key)?, algorithm.parameters),
        Kind::Ec => ec::public_on(stated_curve(algorithm.parameters)?, key),
        Kind::Okp(curve) => okp::public(curve, key),
    }
}

/// What a key is according to its algorithm identifier, whose parameters are checked if they are fixed.
enum Kind {
    Rsa,
    RsaPss,
    Ec,
    Okp(Curve),
}

impl Kind {
    fn of(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Self, KeyError> {
        match algorithm.oid {
            RSA if algorithm.parameters.is_none_or(AnyRef::is_null) => Ok(Self::Rsa),
            RSA => Err(KeyError::malformed("RSA key", "it has parameters")),
            RSA_PSS => Ok(Self::RsaPss),
            EC => Ok(Self::Ec),
            DSA => Err(KeyError::Unsupported("DSA".into())),
            oid => match Curve::of_okp().find(|curve| curve.oid() == oid) {
                Some(_) if algorithm.parameters.is_some() => {
                    Err(KeyError::malformed("RFC 8410 key", "it has parameters"))
                }
                Some(curve) => Ok(Self::Okp(curve)),
                None => Err(KeyError::Unsupported(format!("the key algorithm with the OID {oid}"))),
            },
        }
    }
}

fn rsa_for_pss(rsa: Stored, parameters: Option<AnyRef<'_>>) -> Result<Stored, KeyError> {
    let parameters = parameters.map(rsa::pss_parameters).transpose()?;
    let bits = rsa.info.modulus_bits().unwrap_or_default();
    Ok(Stored { info: KeyInfo::RsaPss { bits, parameters }, ..rsa })
}
