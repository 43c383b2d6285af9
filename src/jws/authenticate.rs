//! The second step of a token: its signature is verified, with a key that works with its algorithm.

use std::{fmt, sync::Arc};

use super::{Header, Token};
use crate::{
    alg::{self, Algorithm, KeyRequirement, MessageVerifier, check},
    cache::Cache,
    error::{InvalidReason, KeyError, KeyRole, LookupError, SignatureError, VerifyError},
    key::{IntoVerifyingKey, KeyInfo, VerifyingKey},
    options::VerifyOptions,
};

/// A token whose signature is valid. Only [`Token::verify`] makes one. Its payload is not checked: it may be a JSON Web
/// Token that has expired.
pub struct Authentic<'t, 'p>(pub(crate) Token<'t, 'p>);

impl<'t, 'p> Authentic<'t, 'p> {
    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.0.header
    }

    /// The payload.
    #[must_use]
    pub const fn payload(&self) -> &'p [u8] {
        self.0.payload
    }

    /// The signature, base64url-encoded as in the token; empty if the token is unsigned.
    #[must_use]
    pub const fn signature(&self) -> &'t str {
        self.0.signature_text
    }
}

/// `Debug` omits the signature so that logs contain no usable token.
impl fmt::Debug for Authentic<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentic").field("header", &self.0.header).finish_non_exhaustive()
    }
}

impl<'t, 'p> Token<'t, 'p> {
    /// Verifies the signature. It uses only the options `algorithms`, `allow_insecure_key_sizes` and
    /// `allow_invalid_asymmetric_key_types`.
    ///
    /// ```
    /// use webtoken::{Header, KeyProvider, VerifyOptions, VerifyingKey, jws};
    /// let provider = VerifyingKey::from_secret("shhhhh")?; // or a key set
    /// let header = Header::from_json(r#"{"alg":"HS256"}"#)?;
    /// let token = jws::sign(&header, b"\x00\x01", "shhhhh")?;
    ///
    /// let mut buffer = Vec::new();
    /// let token = jws::Token::parse(&token, &mut buffer)?;
    /// let key = provider.key(&token.key_request())?;
    /// assert_eq!(token.verify(&key, &VerifyOptions::new())?.payload(), b"\x00\x01");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`VerifyError`] as for [`verify`](crate::verify), without the errors about claims.
    pub fn verify(self, key: impl IntoVerifyingKey, options: &VerifyOptions) -> Result<Authentic<'t, 'p>, VerifyError> {
        self.refuse_extensions()?;
        Ok(self.authenticate(&OneKey::given(key), options)?)
    }

    /// A header that asks for an extension is refused (RFC 7515, section 4.1.11).
    pub(crate) fn refuse_extensions(&self) -> Result<(), InvalidReason> {
        match self.header.extension() {
            Some(parameter) => Err(InvalidReason::UnsupportedCrit(parameter)),
            None => Ok(()),
        }
    }

    /// Verifies the signature (npm's steps 8 to 17). An unsigned token passes only if there is no key and the options
    /// name `none`.
    pub(crate) fn authenticate(
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
        if bound.cache.is_some_and(|cache| cache.contains(self.text, self.signature_text)) {
            return Ok(());
        }
        let signature = self.decoded_signature().ok_or(InvalidReason::SignatureEncoding)?;
        let verifier = match &bound.verifier {
            Held::Own(verifier) => &**verifier,
            Held::Kept(verifier) => *verifier,
        };
        verifier.verify(self.message, signature.as_ref()).map_err(InvalidReason::InvalidSignature)?;
        if let Some(cache) = bound.cache {
            cache.insert(self.text, self.signature_text);
        }
        Ok(())
    }
}

/// Where the key of a token comes from.
pub(crate) trait KeySource {
    /// Whether there is a key at all.
    fn has_key(&self) -> bool;

    /// The key, bound to the algorithm of the token (npm's steps 13 to 16): the algorithm is allowed, the key can be
    /// read and works with it. `None` only if there is no key and the algorithm is `none`.
    fn bound(&self, alg: Option<&str>, options: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason>;
}

/// A key that is bound to an algorithm, and the tokens whose signatures were verified with this key before.
pub(crate) struct Bound<'k> {
    pub(crate) verifier: Held<'k>,
    pub(crate) cache: Option<&'k Cache>,
}

pub(crate) enum Held<'k> {
    /// Bound for this token.
    Own(Arc<dyn MessageVerifier>),
    /// Bound once by a [`Verifier`](crate::Verifier).
    Kept(&'k dyn MessageVerifier),
}

/// A key for one token. A key that cannot be read is an error only if it is needed.
pub(crate) struct OneKey {
    key: Result<Option<VerifyingKey>, KeyError>,
    cache: Option<Cache>,
}

impl OneKey {
    pub(crate) fn given(key: impl IntoVerifyingKey) -> Self {
        Self { key: key.into_verifying_key(), cache: None }
    }

    /// A key that a provider found. Cached tokens count only if they were verified with this very key.
    pub(crate) fn found(key: Result<VerifyingKey, LookupError>, cache: Option<&Cache>) -> Result<Self, InvalidReason> {
        match key {
            Ok(key) => Ok(Self { cache: cache.map(|cache| cache.of(key.id())), key: Ok(Some(key)) }),
            Err(LookupError::InvalidKey(error)) => Ok(Self { key: Err(error), cache: None }),
            Err(error) => Err(error.into()),
        }
    }
}

impl KeySource for OneKey {
    fn has_key(&self) -> bool {
        !matches!(self.key, Ok(None))
    }

    fn bound(&self, alg: Option<&str>, options: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason> {
        let key = self.key.as_ref().map_err(|error| InvalidReason::InvalidKeyMaterial(error.clone()))?.as_ref();
        let algorithm = allowed(alg, key.map(VerifyingKey::info), options)?;
        let verifier = bind(algorithm, key, options)?;
        Ok(verifier.map(|verifier| Bound { verifier: Held::Own(verifier), cache: self.cache.as_ref() }))
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
pub(crate) fn bind(
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
    let role = KeyRole::Verifying;
    check::class_and_size(algorithm, key.inner(), role, options.allow_insecure_key_sizes)?;
    check::purpose_and_kind(algorithm, key.inner(), role, options.allow_invalid_asymmetric_key_types)?;
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
        let token = Token::parse("eyJhbGciOiJub25lIn0.e30.c2ln", &mut buffer).expect("three parts");
        let result = token.authenticate(&Unbound, &VerifyOptions::new().algorithms([alg::NONE]));
        assert!(matches!(result.map(|_| ()), Err(InvalidReason::InvalidSignature(_))));
    }
}
