use std::sync::Arc;

use ecdsa::{
    DigestAlgorithm, SigningKey, VerifyingKey,
    elliptic_curve::{
        CurveArithmetic, FieldBytes, Generate,
        ops::Invert,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
        subtle::CtOption,
    },
    signature::{RandomizedSigner, Verifier},
};
use getrandom::SysRng;
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use zeroize::Zeroizing;

use crate::{
    alg::keys::unsupported,
    alg::recipe::{Bound, SignerResult, VerifierResult, contradictory, plain_point},
    alg::{MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// A result that depends on the type `C` of a curve.
macro_rules! on {
    ($curve:expr, $C:ident => $result:expr) => {
        match $curve {
            Curve::P256 => {
                type $C = NistP256;
                $result
            }
            Curve::P384 => {
                type $C = NistP384;
                $result
            }
            Curve::P521 => {
                type $C = NistP521;
                $result
            }
            #[cfg(feature = "es256k")]
            Curve::Secp256k1 => {
                type $C = k256::Secp256k1;
                $result
            }
            curve => Err(unsupported(curve)),
        }
    };
}

pub(super) fn signer(name: &'static str, curve: Curve, key: &KeyMaterial) -> SignerResult {
    match key {
        KeyMaterial::EcPrivate { curve: own, scalar, point } if *own == curve => {
            on!(curve, C => Ok(Arc::new(Bound { name, key: private_key::<C>(curve, scalar, point.as_deref())? })))
        }
        _ => Err(contradictory()),
    }
}

pub(super) fn verifier(name: &'static str, curve: Curve, key: &KeyMaterial) -> VerifierResult {
    on!(curve, C => Ok(Arc::new(Bound { name, key: public_half::<C>(curve, key)? })))
}

pub(super) fn scalar(curve: Curve) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    on!(curve, C => {
        let key = SigningKey::<C>::try_generate_from_rng(&mut SysRng).map_err(KeyError::generation)?;
        Ok(Zeroizing::new(Zeroizing::new(key.to_bytes()).to_vec()))
    })
}

pub(super) fn point(curve: Curve, key: &KeyMaterial) -> Result<Vec<u8>, KeyError> {
    on!(curve, C => Ok(public_half::<C>(curve, key)?.to_sec1_point(false).as_bytes().to_vec()))
}

trait JoseCurve:
    DigestAlgorithm
    + ecdsa::elliptic_curve::Curve<FieldBytesSize: ModulusSize>
    + CurveArithmetic<
        AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>,
        Scalar: Invert<Output = CtOption<Self::Scalar>>,
    >
{
}

impl JoseCurve for NistP256 {}
impl JoseCurve for NistP384 {}
impl JoseCurve for NistP521 {}
#[cfg(feature = "es256k")]
impl JoseCurve for k256::Secp256k1 {}

impl<C: JoseCurve> MessageSigner for Bound<SigningKey<C>> {
    /// The nonce is RFC 6979's with randomness added: neither a weak random source nor a fault in one of
    /// two signatures of the same message reveals the key.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature: ecdsa::Signature<C> =
            self.key.try_sign_with_rng(&mut SysRng, message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.to_bytes().as_slice()))
    }
}

impl<C: JoseCurve> MessageVerifier for Bound<VerifyingKey<C>> {
    /// `r` and `s` at their full width, neither zero nor beyond the order. Both halves of the range of `s` are
    /// valid (RFC 7518 asks for no less, OpenSSL gives both); if the curve's crate insists on the lower half, the
    /// signature is first converted to its equivalent there.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature = ecdsa::Signature::<C>::from_slice(signature).map_err(|_| SignatureError::invalid())?;
        let signature = if C::NORMALIZE_S { signature.normalize_s() } else { signature };
        self.key.verify(message, &signature).map_err(|_| SignatureError::invalid())
    }
}

/// The public key, of a private key too.
fn public_half<C: JoseCurve>(curve: Curve, key: &KeyMaterial) -> Result<VerifyingKey<C>, KeyError> {
    match key {
        KeyMaterial::EcPublic { curve: own, point } if *own == curve => public_key(curve, point),
        KeyMaterial::EcPrivate { curve: own, scalar, point } if *own == curve => {
            Ok(*private_key(curve, scalar, point.as_deref())?.verifying_key())
        }
        _ => Err(contradictory()),
    }
}

fn private_key<C: JoseCurve>(curve: Curve, scalar: &[u8], point: Option<&[u8]>) -> Result<SigningKey<C>, KeyError> {
    let scalar = <&FieldBytes<C>>::try_from(scalar).map_err(KeyError::invalid)?;
    let key = SigningKey::<C>::from_bytes(scalar).map_err(KeyError::invalid)?;
    match point {
        Some(point) if public_key(curve, point)? != *key.verifying_key() => {
            Err(KeyError::invalid("the public key is not the private key's"))
        }
        Some(_) | None => Ok(key),
    }
}

/// Reading the point checks that it is on the curve and not at infinity.
fn public_key<C: JoseCurve>(curve: Curve, point: &[u8]) -> Result<VerifyingKey<C>, KeyError> {
    VerifyingKey::from_sec1_bytes(plain_point(curve, point)?).map_err(KeyError::invalid)
}
