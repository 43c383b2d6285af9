use std::sync::Arc;

use crate::{
    alg,
    alg::{Algorithm, KeyRequirement, MessageVerifier, check},
    cache::Cache,
    error::{InvalidReason, KeyError, KeyRole, SignatureError},
    jws::Compact,
    key::{IntoVerifyingKey, KeyInfo, VerifyingKey},
    options::VerifyOptions,
    provider::LookupError,
};

/// Where the bound key of an algorithm comes from.
pub(super) trait KeySource {
    fn options(&self) -> &VerifyOptions;

    /// Whether there is a key at all.
    fn has_key(&self) -> bool;

    /// The memory of tokens that held under this source's keys.
    fn cache(&self) -> Option<&Cache> {
        None
    }

    /// npm's steps 13 to 16: the algorithm is allowed, the key can be read and serves it. Then `verify` goes on with the
    /// bound key: `None`, an unsigned token's, only if there is no key and the algorithm is `none`. Only `verify` can make an
    /// `R`, so that nothing is authenticated without it.
    fn bound<R>(
        &self,
        alg: Option<&str>,
        verify: impl FnOnce(Option<&dyn MessageVerifier>) -> Result<R, InvalidReason>,
    ) -> Result<R, InvalidReason>;
}

/// Whether a token is what the key and the options say it must be; nothing of its payload is looked at.
pub(super) fn authenticate(token: &Compact<'_, '_>, source: &impl KeySource) -> Result<(), InvalidReason> {
    match (token.is_signed(), source.has_key()) {
        (false, true) => return Err(InvalidReason::SignatureRequired),
        (true, false) => return Err(InvalidReason::KeyRequired),
        (false, false) if source.options().algorithms.is_none() => return Err(InvalidReason::NoneNotAllowed),
        (true, true) | (false, false) => {}
    }
    if !token.header.as_value().is_object() {
        return Err(InvalidReason::HeaderNotAnObject);
    }
    source.bound(token.header.alg(), |verifier| match verifier {
        Some(verifier) => {
            let verify = || {
                let signature = token.signature().ok_or(InvalidReason::SignatureEncoding)?;
                verifier.verify(token.message, signature.as_ref()).map_err(InvalidReason::InvalidSignature)
            };
            match source.cache() {
                Some(cache) => cache.verify(token.text, token.signature_text, verify),
                None => verify(),
            }
        }
        None if token.is_signed() => Err(InvalidReason::InvalidSignature(SignatureError::invalid())),
        None => Ok(()),
    })
}

/// A key for one token.
pub(super) struct OneKey<'o> {
    key: Result<Option<VerifyingKey>, KeyError>,
    options: &'o VerifyOptions,
}

impl<'o> OneKey<'o> {
    pub(super) fn given(key: impl IntoVerifyingKey, options: &'o VerifyOptions) -> Self {
        Self { key: key.into_verifying_key(), options }
    }

    /// What a lookup answered. A key that cannot be read is an error only where it is needed, as one that is given.
    pub(super) fn found(
        key: Result<Option<VerifyingKey>, LookupError>,
        options: &'o VerifyOptions,
    ) -> Result<Self, InvalidReason> {
        match key {
            Ok(key) => Ok(Self { key: Ok(key), options }),
            Err(LookupError::InvalidKey(error)) => Ok(Self { key: Err(error), options }),
            Err(LookupError::Failed(error)) => Err(InvalidReason::KeyLookup(Arc::from(error))),
        }
    }
}

impl KeySource for OneKey<'_> {
    fn options(&self) -> &VerifyOptions {
        self.options
    }

    fn has_key(&self) -> bool {
        !matches!(self.key, Ok(None))
    }

    fn bound<R>(
        &self,
        alg: Option<&str>,
        verify: impl FnOnce(Option<&dyn MessageVerifier>) -> Result<R, InvalidReason>,
    ) -> Result<R, InvalidReason> {
        let key = self.key.as_ref().map_err(|error| InvalidReason::InvalidKeyMaterial(error.clone()))?;
        let algorithm = select(alg, key.as_ref().map(VerifyingKey::info), self.options)?;
        verify(bind(algorithm, key.as_ref(), self.options)?.as_deref())
    }
}

/// The algorithm of this name among those allowed.
fn select<'o>(
    alg: Option<&str>,
    key: Option<&KeyInfo>,
    options: &'o VerifyOptions,
) -> Result<&'o dyn Algorithm, InvalidReason> {
    let allowed = |alg: &str| match &options.algorithms {
        Some(list) => alg::chosen(list.iter().find(|choice| choice.name() == alg)?),
        None => alg::defaults_for(key).iter().copied().find(|algorithm| algorithm.name() == alg),
    };
    alg.and_then(allowed).ok_or_else(|| InvalidReason::InvalidAlgorithm { alg: alg.map(str::to_owned) })
}

/// Checks a key against an algorithm and binds it.
pub(super) fn bind(
    algorithm: &dyn Algorithm,
    key: Option<&VerifyingKey>,
    options: &VerifyOptions,
) -> Result<Option<Arc<dyn MessageVerifier>>, InvalidReason> {
    let Some(key) = key else {
        let is_unsigned = algorithm.key_requirement() == KeyRequirement::None;
        return if is_unsigned { Ok(None) } else { Err(InvalidReason::KeyRequired) };
    };
    verifier(algorithm, key, options).map(Some).map_err(InvalidReason::Key)
}

fn verifier(
    algorithm: &dyn Algorithm,
    key: &VerifyingKey,
    options: &VerifyOptions,
) -> Result<Arc<dyn MessageVerifier>, KeyError> {
    let (info, role) = (key.info(), KeyRole::Verifying);
    check::class_and_size(algorithm, info, role, options.allow_insecure_key_sizes)?;
    check::purpose_and_kind(algorithm, info, key.restriction(), role, options.allow_invalid_asymmetric_key_types)?;
    algorithm.verifier(key)
}

#[cfg(test)]
mod tests {
    use super::{InvalidReason, KeySource, MessageVerifier, VerifyOptions, authenticate};
    use crate::{alg, jws::Compact};

    /// Has a key and binds nothing, which no source of the crate does.
    struct Unbound(VerifyOptions);

    impl KeySource for Unbound {
        fn options(&self) -> &VerifyOptions {
            &self.0
        }

        fn has_key(&self) -> bool {
            true
        }

        fn bound<R>(
            &self,
            _: Option<&str>,
            verify: impl FnOnce(Option<&dyn MessageVerifier>) -> Result<R, InvalidReason>,
        ) -> Result<R, InvalidReason> {
            verify(None)
        }
    }

    #[test]
    fn a_signed_token_never_passes_unverified() {
        let mut buffer = Vec::new();
        let token = Compact::parse(b"eyJhbGciOiJub25lIn0.e30.c2ln", 100, &mut buffer).expect("three parts");
        let result = authenticate(&token, &Unbound(VerifyOptions::new().algorithms([alg::NONE])));
        assert!(matches!(result, Err(InvalidReason::InvalidSignature(_))), "{result:?}");
    }
}
