//! The steps of a token: [`Token`], then [`Authentic`], then [`Valid`], then [`Verified`]. Each type is made by the
//! step before it and by nothing else, so the type of an argument tells what was checked.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::Verified;
use crate::{
    alg::{self, Algorithm, KeyRequirement, MessageVerifier, check},
    cache::Cache,
    claims::{
        Claims, Validator,
        payload::{FromPayload, Payload},
    },
    error::{InvalidReason, KeyError, KeyRole, SignatureError, VerifyError, VerifyErrors},
    jws::Token,
    key::{IntoVerifyingKey, KeyInfo, VerifyingKey},
    options::VerifyOptions,
    provider::LookupError,
};

/// A token whose signature is valid. The claims are not checked yet.
pub(super) struct Authentic<'t, 'p>(Token<'t, 'p>);

/// A token whose signature is valid and whose claims are as expected.
pub(super) struct Valid<'t, 'p> {
    token: Token<'t, 'p>,
    payload: Payload<'p>,
}

/// Reads a token (npm's steps 1 to 7). A header that asks for an extension is refused (RFC 7515, section 4.1.11).
pub(super) fn parse<'t, 'p>(
    token: &'t [u8],
    options: &VerifyOptions,
    buffer: &'p mut Vec<u8>,
) -> Result<Token<'t, 'p>, InvalidReason> {
    options.validate()?;
    let token = Token::parse(token, options.token_size_limit(), buffer)?;
    match token.header.extension() {
        Some(parameter) => Err(InvalidReason::UnsupportedCrit(parameter)),
        None => Ok(token),
    }
}

impl<'t, 'p> Token<'t, 'p> {
    /// Verifies the signature (npm's steps 8 to 17). An unsigned token passes only if there is no key and the options
    /// name `none`.
    pub(super) fn authenticate(
        self,
        keys: &impl KeySource,
        options: &VerifyOptions,
    ) -> Result<Authentic<'t, 'p>, InvalidReason> {
        match (self.is_signed(), keys.has_key()) {
            (false, true) => return Err(InvalidReason::SignatureRequired),
            (true, false) => return Err(InvalidReason::KeyRequired),
            (false, false) if options.algorithms.is_none() => return Err(InvalidReason::NoneNotAllowed),
            (true, true) | (false, false) => {}
        }
        if !self.header.is_object() {
            return Err(InvalidReason::HeaderNotAnObject);
        }
        match keys.bound(self.header.alg(), options)? {
            Some(bound) => self.verify_signature(&bound)?,
            None if self.is_signed() => return Err(InvalidReason::InvalidSignature(SignatureError::invalid())),
            None => {}
        }
        Ok(Authentic(self))
    }

    fn verify_signature(&self, bound: &Bound<'_>) -> Result<(), InvalidReason> {
        let (verifier, cache) = match bound {
            Bound::Own(verifier) => (&**verifier, None),
            Bound::Kept { verifier, cache } => (*verifier, *cache),
        };
        if cache.is_some_and(|cache| cache.contains(self.text, self.signature_text)) {
            return Ok(());
        }
        let signature = self.signature().ok_or(InvalidReason::SignatureEncoding)?;
        verifier.verify(self.message, signature.as_ref()).map_err(InvalidReason::InvalidSignature)?;
        if let Some(cache) = cache {
            cache.insert(self.text, self.signature_text);
        }
        Ok(())
    }
}

impl<'t, 'p> Authentic<'t, 'p> {
    /// Checks the claims, up to the first that fails.
    pub(super) fn validate(self, options: &VerifyOptions) -> Result<Valid<'t, 'p>, VerifyError> {
        let (payload, claims) = self.payload()?;
        let value = value_for_checks(&payload, options)?;
        Validator::of_token(options, &self.0.header, value.as_ref()).validate(&claims)?;
        Ok(Valid { token: self.0, payload })
    }

    /// Checks all claims and reports every one that fails.
    pub(super) fn validate_all(self, options: &VerifyOptions) -> Result<Valid<'t, 'p>, VerifyErrors> {
        let (payload, claims) = self.payload()?;
        let value = value_for_checks(&payload, options)?;
        let failures = Validator::of_token(options, &self.0.header, value.as_ref()).failures(&claims);
        match VerifyErrors::of(failures) {
            Some(errors) => Err(errors),
            None => Ok(Valid { token: self.0, payload }),
        }
    }

    fn payload(&self) -> Result<(Payload<'p>, Claims<'p>), InvalidReason> {
        Payload::read(self.0.payload, self.0.header.is_jwt())
    }
}

/// The caller's own checks look at the whole payload.
fn value_for_checks(payload: &Payload<'_>, options: &VerifyOptions) -> Result<Option<Value>, InvalidReason> {
    if options.checks.is_empty() { Ok(None) } else { payload.typed().map(Some) }
}

impl<'p> Valid<'_, 'p> {
    pub(super) fn read<T: FromPayload>(self) -> Result<Verified<T>, VerifyError> {
        let payload = T::from_payload(&self.payload)?;
        Ok(self.verified(payload))
    }

    /// Reads the payload into a type that borrows from the caller's buffer.
    pub(super) fn read_borrowed<T: Deserialize<'p>>(self) -> Result<Verified<T>, VerifyError> {
        let payload = self.payload.typed()?;
        Ok(self.verified(payload))
    }

    fn verified<T>(self, payload: T) -> Verified<T> {
        Verified { payload, signature: self.token.signature_text.to_owned(), header: self.token.header }
    }
}

/// Where the key of a token comes from.
pub(super) trait KeySource {
    /// Whether there is a key at all.
    fn has_key(&self) -> bool;

    /// The key, bound to the algorithm of the token (npm's steps 13 to 16): the algorithm is allowed, the key can be read
    /// and works with it. `None` only if there is no key and the algorithm is `none`.
    fn bound(&self, alg: Option<&str>, options: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason>;
}

/// A key that is bound to an algorithm.
pub(super) enum Bound<'k> {
    /// For this token.
    Own(Arc<dyn MessageVerifier>),
    /// By a [`Verifier`](crate::Verifier), with the tokens whose signatures it verified before.
    Kept { verifier: &'k dyn MessageVerifier, cache: Option<&'k Cache> },
}

/// A key for one token. A key that cannot be read is an error only if it is needed.
pub(super) struct OneKey(Result<Option<VerifyingKey>, KeyError>);

impl OneKey {
    pub(super) fn given(key: impl IntoVerifyingKey) -> Self {
        Self(key.into_verifying_key())
    }

    pub(super) fn found(key: Result<Option<VerifyingKey>, LookupError>) -> Result<Self, InvalidReason> {
        match key {
            Ok(key) => Ok(Self(Ok(key))),
            Err(LookupError::InvalidKey(error)) => Ok(Self(Err(error))),
            Err(LookupError::Failed(error)) => Err(InvalidReason::KeyLookup(Arc::from(error))),
        }
    }
}

impl KeySource for OneKey {
    fn has_key(&self) -> bool {
        !matches!(self.0, Ok(None))
    }

    fn bound(&self, alg: Option<&str>, options: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason> {
        let key = self.0.as_ref().map_err(|error| InvalidReason::InvalidKeyMaterial(error.clone()))?.as_ref();
        let algorithm = allowed(alg, key.map(VerifyingKey::info), options)?;
        Ok(bind(algorithm, key, options)?.map(Bound::Own))
    }
}

/// The algorithm that the header names, if it is allowed.
fn allowed<'o>(
    alg: Option<&str>,
    key: Option<&KeyInfo>,
    options: &'o VerifyOptions,
) -> Result<&'o dyn Algorithm, InvalidReason> {
    let allowed = |alg: &str| match &options.algorithms {
        Some(list) => list.iter().find(|choice| choice.name() == alg)?.algorithm(),
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
        let is_unsigned = algorithm.key_requirement() == KeyRequirement::None && algorithm.name() == "none";
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
    use super::{Bound, InvalidReason, KeySource, Token, VerifyOptions};
    use crate::alg;

    /// It has a key but binds nothing, which no source of the crate does.
    struct Unbound;

    impl KeySource for Unbound {
        fn has_key(&self) -> bool {
            true
        }

        fn bound(&self, _: Option<&str>, _: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason> {
            Ok(None)
        }
    }

    #[test]
    fn a_signed_token_never_passes_unverified() {
        let mut buffer = Vec::new();
        let token = Token::parse(b"eyJhbGciOiJub25lIn0.e30.c2ln", 100, &mut buffer).expect("three parts");
        let result = token.authenticate(&Unbound, &VerifyOptions::new().algorithms([alg::NONE]));
        assert!(matches!(result.map(|_| ()), Err(InvalidReason::InvalidSignature(_))));
    }
}
