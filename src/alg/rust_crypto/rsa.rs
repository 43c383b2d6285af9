use std::{marker::PhantomData, ops::RangeInclusive, sync::Arc};

use der::oid::AssociatedOid;
use ecdsa::elliptic_curve::subtle::ConstantTimeEq;
use getrandom::SysRng;
use pkcs1::UintRef;
use rsa::{
    BoxedUint, Pkcs1v15Sign, PrivateKey, PublicKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey},
    traits::SignatureScheme,
};
use sha2::digest::{Digest, FixedOutputReset};

use crate::{
    alg::recipe::{Bind, Bound, SignerResult, VerifierResult, contradictory},
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::KeyMaterial,
};

/// The modulus sizes that can be bound. Fewer than 2048 bits need the caller's permission; fewer than 1024 are never
/// allowed. The upper limit is OpenSSL's: with larger keys one verification takes too long to be offered to strangers.
const MODULUS_BITS: RangeInclusive<usize> = 1024..=16384;

/// RSA signatures with a padding.
pub(super) struct Rsa<P>(PhantomData<P>);

/// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) with a hash.
pub(super) struct Pkcs1v15<Hash>(PhantomData<Hash>);

/// RSASSA-PSS (RFC 8017, section 8.1) with a hash, that hash in MGF1 too, and a salt of exactly its length.
pub(super) struct Pss<Hash>(PhantomData<Hash>);

pub(super) trait Padding: 'static {
    type Hash: Digest;
    type Scheme: SignatureScheme;
    fn scheme() -> Self::Scheme;
}

impl<Hash: Digest + AssociatedOid + 'static> Padding for Pkcs1v15<Hash> {
    type Hash = Hash;
    type Scheme = Pkcs1v15Sign;

    fn scheme() -> Pkcs1v15Sign {
        Pkcs1v15Sign::new::<Hash>()
    }
}

impl<Hash: Digest + FixedOutputReset + 'static> Padding for Pss<Hash> {
    type Hash = Hash;
    type Scheme = rsa::Pss<Hash>;

    fn scheme() -> rsa::Pss<Hash> {
        rsa::Pss::new()
    }
}

impl<P: Padding> Bind for Rsa<P> {
    fn signer(name: &'static str, key: &KeyMaterial) -> SignerResult {
        let KeyMaterial::RsaPrivate(der) = key else { return Err(contradictory()) };
        let key = Padded::<_, P>::new(private_key(der)?);
        Ok(Arc::new(Bound { name, key }))
    }

    fn verifier(name: &'static str, key: &KeyMaterial) -> VerifierResult {
        let key = match key {
            KeyMaterial::RsaPublic(der) => public_key(der)?,
            KeyMaterial::RsaPrivate(der) => public_half(der)?,
            _ => return Err(contradictory()),
        };
        Ok(Arc::new(Bound { name, key: Padded::<_, P>::new(key) }))
    }
}

/// A key, whose type says which padding it is for.
struct Padded<K, P> {
    key: K,
    padding: PhantomData<fn() -> P>,
}

impl<K, P> Padded<K, P> {
    const fn new(key: K) -> Self {
        Self { key, padding: PhantomData }
    }
}

impl<P: Padding> MessageSigner for Bound<Padded<PrivateKey, P>> {
    /// The random source is for PSS's salt, and for blinding with either padding: it makes the time of the private
    /// operation independent of the key. The operation checks its own result to prevent fault attacks.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let hash = P::Hash::digest(message);
        P::scheme()
            .sign(Some(&mut SysRng), &self.key.key, &hash)
            .map(Signature::from)
            .map_err(SignatureError::from_source)
    }
}

impl<P: Padding> MessageVerifier for Bound<Padded<PublicKey, P>> {
    /// Both schemes refuse a signature that is not exactly as long as the modulus.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let hash = P::Hash::digest(message);
        P::scheme().verify(&self.key.key, &hash, signature).map_err(|_| SignatureError::invalid())
    }
}

/// Checks that the numbers belong together: the signatures of an inconsistent key can reveal it. The reader ignores the
/// last three numbers and computes them anew; written again, they must equal those that were read.
fn private_key(der: &[u8]) -> Result<PrivateKey, KeyError> {
    public_half(der)?; // for its limits, which the reader of private keys does not have
    let key = PrivateKey::from_pkcs1_der(der).map_err(KeyError::invalid)?;
    let written = key.to_pkcs1_der().map_err(KeyError::invalid)?;
    let same = written.as_bytes().ct_eq(der);
    if same.into() { Ok(key) } else { Err(KeyError::invalid("the numbers contradict each other")) }
}

fn public_half(private_der: &[u8]) -> Result<PublicKey, KeyError> {
    let key = pkcs1::RsaPrivateKeyRef::try_from(private_der).map_err(KeyError::invalid)?;
    public_key_of(key.modulus, key.public_exponent)
}

fn public_key(der: &[u8]) -> Result<PublicKey, KeyError> {
    let key = pkcs1::RsaPublicKeyRef::try_from(der).map_err(KeyError::invalid)?;
    public_key_of(key.modulus, key.public_exponent)
}

fn public_key_of(modulus: UintRef<'_>, exponent: UintRef<'_>) -> Result<PublicKey, KeyError> {
    PublicKey::new_with_size_limits(uint(modulus)?, uint(exponent)?, MODULUS_BITS).map_err(KeyError::invalid)
}

fn uint(number: UintRef<'_>) -> Result<BoxedUint, KeyError> {
    let bytes = number.as_bytes();
    let bits = u32::try_from(bytes.len().saturating_mul(8)).map_err(KeyError::invalid)?;
    BoxedUint::from_be_slice(bytes, bits).map_err(KeyError::invalid)
}
