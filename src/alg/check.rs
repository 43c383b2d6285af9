//! A key against an algorithm: npm's rules and messages, for signing, for verifying and for binding.
//!
//! npm's `sign` checks class and size of the key before the payload, and its kind after the payload. Which of two
//! errors is reported depends on that; hence two functions. npm does not read the `alg`, `use` and `key_ops` of a JSON
//! Web Key; they are checked with the kind.

use super::{Algorithm, KeyRequirement, table::LEAST_MODULUS_BITS};
use crate::{
    error::{KeyError, KeyMismatch, KeyRole},
    key::{Curve, HashAlgorithm, KeyInfo, PssParameters, Restriction},
};

/// The key is a secret or an asymmetric key, as the algorithm needs it, and an RSA key is not too small.
pub(crate) fn class_and_size(
    algorithm: &dyn Algorithm,
    info: &KeyInfo,
    role: KeyRole,
    allow_small: bool,
) -> Result<(), KeyMismatch> {
    let (requirement, alg) = (algorithm.key_requirement(), algorithm.name());
    class(requirement, alg, info, role)?;
    if allow_small { Ok(()) } else { size(requirement, alg, info, role) }
}

/// The key's own `alg`, `use` and `key_ops` allow this algorithm and this role, and its kind, curve and PSS parameters
/// are those of the algorithm.
pub(crate) fn purpose_and_kind(
    algorithm: &dyn Algorithm,
    info: &KeyInfo,
    purpose: &Restriction,
    role: KeyRole,
    allow_other_kinds: bool,
) -> Result<(), KeyMismatch> {
    let alg = algorithm.name();
    restriction(alg, purpose, role)?;
    if allow_other_kinds { Ok(()) } else { kind(algorithm.key_requirement(), alg, info) }
}

fn class(requirement: KeyRequirement, alg: &str, info: &KeyInfo, role: KeyRole) -> Result<(), KeyMismatch> {
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

/// A public key where a private key must sign: npm reports the same error as for a secret.
pub(crate) fn public_key_for_signing(requirement: KeyRequirement, alg: &str) -> KeyError {
    match requirement {
        KeyRequirement::Secret => symmetric_required(alg, KeyRole::Signing).into(),
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) | KeyRequirement::Ec(_) | KeyRequirement::Okp(_) => {
            asymmetric_required(alg, KeyRole::Signing).into()
        }
        KeyRequirement::None | KeyRequirement::Custom => KeyError::NotPrivate,
    }
}

fn size(requirement: KeyRequirement, alg: &str, info: &KeyInfo, role: KeyRole) -> Result<(), KeyMismatch> {
    let Some(bits) = info.modulus_bits().filter(|bits| *bits < LEAST_MODULUS_BITS) else { return Ok(()) };
    match requirement {
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) => Err(KeyMismatch::TooSmall { role, alg: alg.into(), bits }),
        // Not RSA (`kind` reports that), or custom.
        KeyRequirement::Secret
        | KeyRequirement::Ec(_)
        | KeyRequirement::Okp(_)
        | KeyRequirement::None
        | KeyRequirement::Custom => Ok(()),
    }
}

fn kind(requirement: KeyRequirement, alg: &str, info: &KeyInfo) -> Result<(), KeyMismatch> {
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
                return Err(KeyMismatch::UnknownKeyType { kind: curve.name() });
            };
            same_curve(alg, required, *curve)
        }
    }
}

/// The restrictions that came with the key: its algorithm, and signing or verifying.
pub(crate) fn restriction(alg: &str, restriction: &Restriction, role: KeyRole) -> Result<(), KeyMismatch> {
    let permitted = match role {
        KeyRole::Signing => restriction.signs,
        KeyRole::Verifying => restriction.verifies,
    };
    if !permitted {
        return Err(KeyMismatch::NotForUse { role });
    }
    match &restriction.alg {
        Some(own) if **own != *alg => Err(KeyMismatch::OtherAlgorithm { alg: alg.into(), own: own.to_string() }),
        Some(_) | None => Ok(()),
    }
}

fn same_curve(alg: &str, required: Curve, actual: Curve) -> Result<(), KeyMismatch> {
    if required == actual {
        return Ok(());
    }
    Err(KeyMismatch::WrongCurve { alg: alg.into(), curve: required.name() })
}

fn pss(alg: &str, hash: HashAlgorithm, parameters: Option<&PssParameters>) -> Result<(), KeyMismatch> {
    let Some(parameters) = parameters else { return Ok(()) };
    if parameters.hash != hash || parameters.mgf1_hash != hash {
        return Err(KeyMismatch::PssParameters { alg: alg.into() });
    }
    if parameters.salt_length > hash.output_bytes() {
        return Err(KeyMismatch::PssSaltLength { alg: alg.into() });
    }
    Ok(())
}

fn symmetric_required(alg: &str, role: KeyRole) -> KeyMismatch {
    KeyMismatch::SymmetricRequired { role, alg: alg.into() }
}

fn asymmetric_required(alg: &str, role: KeyRole) -> KeyMismatch {
    KeyMismatch::AsymmetricRequired { role, alg: alg.into() }
}

fn not_for_kind(alg: &str, kind: &'static str, allowed: &'static str) -> KeyMismatch {
    KeyMismatch::AlgorithmNotForKeyType { alg: alg.into(), kind, allowed }
}
