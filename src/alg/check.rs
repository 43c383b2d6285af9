//! A key against an algorithm: npm's rules and messages, for signing, for verifying and for binding.
//!
//! npm's `sign` checks class and size of the key before the payload, and its kind after the payload. Which of two
//! errors is reported depends on that; hence two functions. npm does not read the `alg`, `use` and `key_ops` of a JSON
//! Web Key; they are checked with the kind.

use super::{Algorithm, KeyRequirement, table::LEAST_MODULUS_BITS};
use crate::{
    error::{KeyError, KeyMismatch, KeyRole},
    key::{HashAlgorithm, Key, KeyInfo, PssParameters, Restriction},
};

/// The key is a secret or an asymmetric key, as the algorithm needs it, and an RSA key is not too small.
pub(crate) fn class_and_size(
    algorithm: &dyn Algorithm,
    key: &Key,
    role: KeyRole,
    allow_small: bool,
) -> Result<(), KeyMismatch> {
    let (requirement, alg, info) = (algorithm.key_requirement(), algorithm.name(), &key.stored.info);
    if (requirement == KeyRequirement::Secret) != matches!(info, KeyInfo::Secret { .. })
        && let Some(mismatch) = wrong_class(requirement, alg, role)
    {
        return Err(mismatch);
    }
    let is_rsa = matches!(requirement, KeyRequirement::Rsa | KeyRequirement::RsaPss(_));
    match info.modulus_bits().filter(|bits| is_rsa && !allow_small && *bits < LEAST_MODULUS_BITS) {
        Some(bits) => Err(KeyMismatch::TooSmall { role, alg: alg.into(), bits }),
        None => Ok(()),
    }
}

/// The key's own `alg`, `use` and `key_ops` allow this algorithm and this role, and its kind, curve and PSS parameters
/// are those of the algorithm.
pub(crate) fn purpose_and_kind(
    algorithm: &dyn Algorithm,
    key: &Key,
    role: KeyRole,
    allow_other_kinds: bool,
) -> Result<(), KeyMismatch> {
    let alg = algorithm.name();
    restriction(alg, &key.restriction, role)?;
    if allow_other_kinds { Ok(()) } else { kind(algorithm.key_requirement(), alg, &key.stored.info) }
}

/// The error for a secret where an asymmetric key is needed, and the other way round.
fn wrong_class(requirement: KeyRequirement, alg: &str, role: KeyRole) -> Option<KeyMismatch> {
    match requirement {
        KeyRequirement::Secret => Some(KeyMismatch::SymmetricRequired { role, alg: alg.into() }),
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) | KeyRequirement::Ec(_) | KeyRequirement::Okp(_) => {
            Some(KeyMismatch::AsymmetricRequired { role, alg: alg.into() })
        }
        KeyRequirement::None | KeyRequirement::Custom => None,
    }
}

/// A public key where a private key must sign: npm reports the same error as for a secret.
pub(crate) fn public_key_for_signing(requirement: KeyRequirement, alg: &str) -> KeyError {
    wrong_class(requirement, alg, KeyRole::Signing).map_or(KeyError::NotPrivate, Into::into)
}

/// npm's rule: the kind of the key, its curve, its PSS parameters. The class of secrets was checked before.
fn kind(requirement: KeyRequirement, alg: &str, info: &KeyInfo) -> Result<(), KeyMismatch> {
    if let (KeyRequirement::RsaPss(hash), KeyInfo::RsaPss { parameters, .. }) = (requirement, info) {
        return pss(alg, hash, parameters.as_ref());
    }
    if matches!(info, KeyInfo::Secret { .. }) || accepts(requirement, info) {
        return Ok(());
    }
    Err(match (requirement, info) {
        (KeyRequirement::Ec(required), KeyInfo::Ec { .. }) | (KeyRequirement::Okp(required), KeyInfo::Okp { .. }) => {
            KeyMismatch::WrongCurve { alg: alg.into(), curve: required.name() }
        }
        (_, KeyInfo::Rsa { .. }) => not_for_kind(alg, "rsa", "RS256, PS256, RS384, PS384, RS512, PS512"),
        (_, KeyInfo::RsaPss { .. }) => not_for_kind(alg, "rsa-pss", "PS256, PS384, PS512"),
        (_, KeyInfo::Ec { .. }) => not_for_kind(alg, "ec", "ES256, ES384, ES512"),
        (_, KeyInfo::Okp { .. } | KeyInfo::Secret { .. }) => KeyMismatch::UnknownKeyType { kind: info.kind() },
    })
}

/// Whether an algorithm works with a kind of key.
pub(crate) fn accepts(requirement: KeyRequirement, key: &KeyInfo) -> bool {
    match (requirement, key) {
        (KeyRequirement::Secret, KeyInfo::Secret { .. })
        | (KeyRequirement::Rsa, KeyInfo::Rsa { .. })
        | (KeyRequirement::RsaPss(_), KeyInfo::Rsa { .. } | KeyInfo::RsaPss { .. })
        | (KeyRequirement::Custom, _) => true,
        (KeyRequirement::Ec(required), KeyInfo::Ec { curve })
        | (KeyRequirement::Okp(required), KeyInfo::Okp { curve }) => required == *curve,
        (
            KeyRequirement::Secret
            | KeyRequirement::Rsa
            | KeyRequirement::RsaPss(_)
            | KeyRequirement::Ec(_)
            | KeyRequirement::Okp(_)
            | KeyRequirement::None,
            _,
        ) => false,
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

fn not_for_kind(alg: &str, kind: &'static str, allowed: &'static str) -> KeyMismatch {
    KeyMismatch::AlgorithmNotForKeyType { alg: alg.into(), kind, allowed }
}
