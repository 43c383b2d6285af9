use std::{marker::PhantomData, sync::Arc};

#[cfg(feature = "es256k")]
use aws_lc_rs::signature::{ECDSA_P256K1_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED_SIGNING};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
        ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair, ParsedPublicKey,
    },
};
use der::Encode;
use sec1::EcPrivateKey;
use zeroize::Zeroizing;

use crate::{
    alg::recipe::{Bind, Bound, SignerResult, VerifierResult, contradictory, plain_point},
    alg::{MessageSigner, Signature, SignatureError},
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// ECDSA on a curve, with the hash that belongs to it (RFC 7518, section 3.4).
pub(super) struct Ecdsa<C>(PhantomData<C>);

/// A curve that tokens are signed on, and AWS-LC's names for it: those for signatures that are `r` and `s` at full
/// width.
pub(super) trait JoseCurve {
    const CURVE: Curve;
    const SIGNING: &'static EcdsaSigningAlgorithm;
    const VERIFYING: &'static EcdsaVerificationAlgorithm;
}

pub(super) struct P256;
pub(super) struct P384;
pub(super) struct P521;
#[cfg(feature = "es256k")]
pub(super) struct Secp256k1;

impl JoseCurve for P256 {
    const CURVE: Curve = Curve::P256;
    const SIGNING: &'static EcdsaSigningAlgorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    const VERIFYING: &'static EcdsaVerificationAlgorithm = &ECDSA_P256_SHA256_FIXED;
}

impl JoseCurve for P384 {
    const CURVE: Curve = Curve::P384;
    const SIGNING: &'static EcdsaSigningAlgorithm = &ECDSA_P384_SHA384_FIXED_SIGNING;
    const VERIFYING: &'static EcdsaVerificationAlgorithm = &ECDSA_P384_SHA384_FIXED;
}

impl JoseCurve for P521 {
    const CURVE: Curve = Curve::P521;
    const SIGNING: &'static EcdsaSigningAlgorithm = &ECDSA_P521_SHA512_FIXED_SIGNING;
    const VERIFYING: &'static EcdsaVerificationAlgorithm = &ECDSA_P521_SHA512_FIXED;
}

#[cfg(feature = "es256k")]
impl JoseCurve for Secp256k1 {
    const CURVE: Curve = Curve::Secp256k1;
    const SIGNING: &'static EcdsaSigningAlgorithm = &ECDSA_P256K1_SHA256_FIXED_SIGNING;
    const VERIFYING: &'static EcdsaVerificationAlgorithm = &ECDSA_P256K1_SHA256_FIXED;
}

impl<C: JoseCurve> Bind for Ecdsa<C> {
    fn signer(name: &'static str, key: &KeyMaterial) -> SignerResult {
        match key {
            KeyMaterial::EcPrivate { curve, scalar, point } if *curve == C::CURVE => {
                Ok(Arc::new(Bound { name, key: private_key::<C>(scalar, point.as_deref())? }))
            }
            _ => Err(contradictory()),
        }
    }

    fn verifier(name: &'static str, key: &KeyMaterial) -> VerifierResult {
        Ok(Arc::new(Bound { name, key: public_half::<C>(key)? }))
    }
}

impl MessageSigner for Bound<EcdsaKeyPair> {
    /// AWS-LC uses its own random source whatever it is given, and mixes key and message into the nonce: a weak source
    /// does not give the key away.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature = self.key.sign(&SystemRandom::new(), message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.as_ref()))
    }
}

/// The public half of a key.
pub(super) fn public_half<C: JoseCurve>(key: &KeyMaterial) -> Result<ParsedPublicKey, KeyError> {
    match key {
        KeyMaterial::EcPublic { curve, point } if *curve == C::CURVE => public_key::<C>(point),
        KeyMaterial::EcPrivate { curve, scalar, point } if *curve == C::CURVE => {
            public_key::<C>(private_key::<C>(scalar, point.as_deref())?.public_key().as_ref())
        }
        _ => Err(contradictory()),
    }
}

/// By way of DER, the only reader of AWS-LC that derives a point that is not stored. A key whose public point belongs
/// to another scalar is refused.
fn private_key<C: JoseCurve>(scalar: &[u8], point: Option<&[u8]>) -> Result<EcdsaKeyPair, KeyError> {
    if scalar.len() != C::CURVE.field_bytes() {
        return Err(KeyError::invalid("the private scalar has the wrong length"));
    }
    let public_key = point.map(|point| plain_point(C::CURVE, point)).transpose()?;
    let key = EcPrivateKey { private_key: scalar, parameters: None, public_key };
    let der = Zeroizing::new(key.to_der().map_err(KeyError::invalid)?);
    EcdsaKeyPair::from_private_key_der(C::SIGNING, &der).map_err(KeyError::invalid)
}

/// Reading the point checks that it is on the curve and not at infinity.
fn public_key<C: JoseCurve>(point: &[u8]) -> Result<ParsedPublicKey, KeyError> {
    ParsedPublicKey::new(C::VERIFYING, plain_point(C::CURVE, point)?).map_err(KeyError::invalid)
}
