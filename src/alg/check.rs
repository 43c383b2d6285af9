//! A key against an algorithm: npm's rules and texts, once for all backends.
//!
//! npm checks in three places, and which of two errors is reported depends on it; hence three functions. A fourth is
//! for what JSON Web Keys say of themselves, which npm does not read.

use super::{KeyRequirement, table::LEAST_MODULUS_BITS};
use crate::{
    error::{KeyError, KeyRole},
    key::{Curve, HashAlgorithm, KeyInfo, PssParameters, Restriction},
};

/// Secret or asymmetric, as the algorithm needs it.
pub(crate) fn class(requirement: KeyRequirement, alg: &str, info: &KeyInfo, role: KeyRole) -> Result<(), KeyError> {
    let is_secret = matches!(info, KeyInfo::Secret { .. });
    match requirement {
        KeyRequirement::Secret if is_secret => Ok(()),
        KeyRequirement::Secret => Err(symmetric_required(alg, role)),
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) | KeyRequirement::Ec(_) | KeyRequirement::Okp(_) => {
            if is_secret { Err(asymmetric_required(alg, role)) } else { Ok(()) }
        }
        KeyRequirement::None | KeyRequirement::Custom => Ok(()),
    }
}

/// A public key where a private one must sign: npm answers as for a secret.
pub(crate) fn public_key_for_signing(requirement: KeyRequirement, alg: &str) -> KeyError {
    match requirement {
        KeyRequirement::Secret => symmetric_required(alg, KeyRole::Signing),
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) | KeyRequirement::Ec(_) | KeyRequirement::Okp(_) => {
            asymmetric_required(alg, KeyRole::Signing)
        }
        KeyRequirement::None | KeyRequirement::Custom => KeyError::NotPrivate,
    }
}

/// RSA keys are not too small.
pub(crate) fn size(requirement: KeyRequirement, alg: &str, info: &KeyInfo, role: KeyRole) -> Result<(), KeyError> {
    let Some(bits) = info.modulus_bits().filter(|bits| *bits < LEAST_MODULUS_BITS) else { return Ok(()) };
    match requirement {
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) => Err(KeyError::TooSmall { role, alg: alg.into(), bits }),
        // Not RSA (`kind` reports that), or custom.
        KeyRequirement::Secret
        | KeyRequirement::Ec(_)
        | KeyRequirement::Okp(_)
        | KeyRequirement::None
        | KeyRequirement::Custom => Ok(()),
    }
}

/// The kind of an asymmetric key, its curve and its PSS parameters suit the algorithm.
pub(crate) fn kind(requirement: KeyRequirement, alg: &str, info: &KeyInfo) -> Result<(), KeyError> {
    if requirement == KeyRequirement::Custom {
        return Ok(());
    }
    match info {
        KeyInfo::Secret { .. } => Ok(()),
        KeyInfo::Rsa { .. } => {
            let serves = matches!(requirement, KeyRequirement::Rsa | KeyRequirement::RsaPss(_));
            serves.then_some(()).ok_or_else(|| not_for_kind(alg, "rsa", "RS256, PS256, RS384, PS384, RS512, PS512"))
        }
        KeyInfo::RsaPss { parameters, .. } => {
            let KeyRequirement::RsaPss(hash) = requirement else {
                return Err(not_for_kind(alg, "rsa-pss", "PS256, PS384, PS512"));
            };
            pss(alg, hash, parameters.as_ref())
        }
        KeyInfo::Ec { curve } => {
            let KeyRequirement::Ec(required) = requirement else {
                return Err(not_for_kind(alg, "ec", "ES256, ES384, ES512"));
            };
            same_curve(alg, required, *curve)
        }
        KeyInfo::Okp { curve } => {
            let KeyRequirement::Okp(required) = requirement else {
                return Err(KeyError::UnknownKeyType { kind: curve.name() });
            };
            same_curve(alg, required, *curve)
        }
    }
}

/// What the key itself says that it is for: this algorithm, and signing or verifying.
pub(crate) fn restriction(alg: &str, restriction: &Restriction, role: KeyRole) -> Result<(), KeyError> {
    let permitted = match role {
        KeyRole::Signing => restriction.signs,
        KeyRole::Verifying => restriction.verifies,
    };
    if !permitted {
        return Err(KeyError::NotForUse { role });
    }
    match &restriction.alg {
        Some(own) if **own != *alg => Err(KeyError::OtherAlgorithm { alg: alg.into(), own: own.to_string() }),
        Some(_) | None => Ok(()),
    }
}

fn same_curve(alg: &str, required: Curve, actual: Curve) -> Result<(), KeyError> {
    if required == actual {
        return Ok(());
    }
    Err(KeyError::WrongCurve { alg: alg.into(), curve: required.name() })
}

fn pss(alg: &str, hash: HashAlgorithm, parameters: Option<&PssParameters>) -> Result<(), KeyError> {
    let Some(parameters) = parameters else { return Ok(()) };
    if parameters.hash != hash || parameters.mgf1_hash != hash {
        return Err(KeyError::PssParameters { alg: alg.into() });
    }
    if parameters.salt_length > hash.output_bytes() {
        return Err(KeyError::PssSaltLength { alg: alg.into() });
    }
    Ok(())
}

fn symmetric_required(alg: &str, role: KeyRole) -> KeyError {
    KeyError::SymmetricRequired { role, alg: alg.into() }
}

fn asymmetric_required(alg: &str, role: KeyRole) -> KeyError {
    KeyError::AsymmetricRequired { role, alg: alg.into() }
}

fn not_for_kind(alg: &str, kind: &'static str, allowed: &'static str) -> KeyError {
    KeyError::AlgorithmNotForKeyType { alg: alg.into(), kind, allowed }
}
