use std::sync::Arc;

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
    alg::keys::unsupported,
    alg::recipe::{Bound, SignerResult, VerifierResult, contradictory, plain_point},
    alg::{MessageSigner, Signature, SignatureError},
    error::KeyError,
    key::{Curve, KeyMaterial},
};

pub(super) fn signer(name: &'static str, curve: Curve, key: &KeyMaterial) -> SignerResult {
    match key {
        KeyMaterial::EcPrivate { curve: own, scalar, point } if *own == curve => {
            Ok(Arc::new(Bound { name, key: private_key(curve, scalar, point.as_deref())? }))
        }
        _ => Err(contradictory()),
    }
}

pub(super) fn verifier(name: &'static str, curve: Curve, key: &KeyMaterial) -> VerifierResult {
    Ok(Arc::new(Bound { name, key: public_half(curve, key)? }))
}

impl MessageSigner for Bound<EcdsaKeyPair> {
    /// AWS-LC uses its own random source whatever it is given, and mixes key and message into the nonce: a weak source
    /// does not give the key away.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature = self.key.sign(&SystemRandom::new(), message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.as_ref()))
    }
}

/// The public key, of a private key too.
pub(super) fn public_half(curve: Curve, key: &KeyMaterial) -> Result<ParsedPublicKey, KeyError> {
    match key {
        KeyMaterial::EcPublic { curve: own, point } if *own == curve => public_key(curve, point),
        KeyMaterial::EcPrivate { curve: own, scalar, point } if *own == curve => {
            public_key(curve, private_key(curve, scalar, point.as_deref())?.public_key().as_ref())
        }
        _ => Err(contradictory()),
    }
}

fn private_key(curve: Curve, scalar: &[u8], point: Option<&[u8]>) -> Result<EcdsaKeyPair, KeyError> {
    if scalar.len() != curve.field_bytes() {
        return Err(KeyError::invalid("the private scalar has the wrong length"));
    }
    let public_key = point.map(|point| plain_point(curve, point)).transpose()?;
    let key = EcPrivateKey { private_key: scalar, parameters: None, public_key };
    let der = Zeroizing::new(key.to_der().map_err(KeyError::invalid)?);
    EcdsaKeyPair::from_private_key_der(algorithms(curve)?.0, &der).map_err(KeyError::invalid)
}

fn public_key(curve: Curve, point: &[u8]) -> Result<ParsedPublicKey, KeyError> {
    ParsedPublicKey::new(algorithms(curve)?.1, plain_point(curve, point)?).map_err(KeyError::invalid)
}

pub(super) fn algorithms(
    curve: Curve,
) -> Result<(&'static EcdsaSigningAlgorithm, &'static EcdsaVerificationAlgorithm), KeyError> {
    match curve {
        Curve::P256 => Ok((&ECDSA_P256_SHA256_FIXED_SIGNING, &ECDSA_P256_SHA256_FIXED)),
        Curve::P384 => Ok((&ECDSA_P384_SHA384_FIXED_SIGNING, &ECDSA_P384_SHA384_FIXED)),
        Curve::P521 => Ok((&ECDSA_P521_SHA512_FIXED_SIGNING, &ECDSA_P521_SHA512_FIXED)),
        #[cfg(feature = "es256k")]
        Curve::Secp256k1 => Ok((&ECDSA_P256K1_SHA256_FIXED_SIGNING, &ECDSA_P256K1_SHA256_FIXED)),
        #[cfg(not(feature = "es256k"))]
        Curve::Secp256k1 => Err(unsupported(curve)),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}
