use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde::Deserialize;

use super::{
    Verified,
    pipeline::{Bound, KeySource, bind, parse},
};
use crate::{
    alg,
    alg::{AlgorithmChoice, MessageVerifier},
    cache::{Cache, CacheLimits},
    claims::payload::FromPayload,
    error::{InvalidReason, VerifyError, VerifyErrors},
    key::{IntoVerifyingKey, VerifyingKey},
    options::VerifyOptions,
};

/// Verifies many tokens with one key and one set of options: the key is read once, and bound to each algorithm when
/// the first token needs it. `Send + Sync`, cheap to clone and share.
///
/// ```
/// use webtoken::{SignOptions, Verifier, VerifyOptions, sign};
/// let verifier = Verifier::new("shhhhh", &VerifyOptions::new().issuer("urn:me"))?;
/// let token = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new().issuer("urn:me"))?;
/// assert_eq!(verifier.verify::<serde_json::Value>(&token)?.payload["iss"], "urn:me");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    options: VerifyOptions,
    key: Option<VerifyingKey>,
    allowed: Vec<Allowed>,
    cache: Option<Cache>,
}

/// An algorithm that a token may name.
#[derive(Clone)]
struct Allowed {
    algorithm: AlgorithmChoice,
    bound: OnceLock<Arc<dyn MessageVerifier>>,
}

impl Verifier {
    /// Reads a key.
    ///
    /// # Errors
    /// [`VerifyError`] if an option is invalid or the key cannot be read. A key that does not work with an algorithm is
    /// reported when a token names that algorithm.
    pub fn new(key: impl IntoVerifyingKey, options: &VerifyOptions) -> Result<Self, VerifyError> {
        options.validate()?;
        let key = key.into_verifying_key().map_err(InvalidReason::InvalidKeyMaterial)?;
        let algorithms = match &options.algorithms {
            Some(algorithms) => algorithms.clone(),
            None => alg::defaults_for(key.as_ref().map(VerifyingKey::info)).iter().copied().map(Into::into).collect(),
        };
        let allowed = algorithms.into_iter().map(|algorithm| Allowed { algorithm, bound: OnceLock::new() }).collect();
        Ok(Self(Arc::new(Inner { options: options.clone(), key, allowed, cache: None })))
    }

    /// Verifies with a key that is elsewhere, for example in a hardware module. Tokens must name `alg`; the options'
    /// own algorithms are ignored.
    ///
    /// # Errors
    /// [`VerifyError`] if an option is invalid.
    pub fn with_message_verifier(
        alg: &str,
        verifier: Arc<dyn MessageVerifier>,
        options: &VerifyOptions,
    ) -> Result<Self, VerifyError> {
        options.validate()?;
        let allowed = vec![Allowed { algorithm: alg.into(), bound: OnceLock::from(verifier) }];
        Ok(Self(Arc::new(Inner { options: options.clone(), key: None, allowed, cache: None })))
    }

    /// Remembers tokens whose signature was verified, so that a repeated token is not verified again; this gains most
    /// with RSA and ECDSA. Claims are checked every time. The cache belongs to this verifier and its clones. It also
    /// applies to a [`MessageVerifier`] of your own.
    ///
    /// ```
    /// use webtoken::{CacheLimits, SignOptions, Verifier, VerifyOptions, sign};
    /// let verifier = Verifier::new("shhhhh", &VerifyOptions::new())?.cached(CacheLimits::new().tokens(10_000));
    /// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new())?;
    /// assert!(verifier.verify::<serde_json::Value>(&token).is_ok());
    /// assert!(verifier.verify::<serde_json::Value>(&token).is_ok()); // the signature was remembered
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cached(&self, limits: CacheLimits) -> Self {
        Self(Arc::new(Inner { cache: Cache::new(limits), ..Inner::clone(&self.0) }))
    }

    /// Verifies a token like [`verify`](crate::verify).
    ///
    /// # Errors
    /// As for [`verify`](crate::verify).
    pub fn verify<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyError> {
        let options = &self.0.options;
        let mut buffer = Vec::new();
        let token = parse(token.as_ref(), options, &mut buffer)?;
        token.authenticate(&*self.0, options)?.validate(options)?.read()
    }

    /// Verifies a token like [`verify_borrowed`](crate::verify_borrowed), into a type that borrows from a buffer.
    ///
    /// # Errors
    /// As for [`verify`](crate::verify).
    pub fn verify_borrowed<'p, T: Deserialize<'p>>(
        &self,
        token: impl AsRef<[u8]>,
        buffer: &'p mut Vec<u8>,
    ) -> Result<Verified<T>, VerifyError> {
        let options = &self.0.options;
        let token = parse(token.as_ref(), options, buffer)?;
        token.authenticate(&*self.0, options)?.validate(options)?.read_borrowed()
    }

    /// Verifies a token like [`verify_all`](crate::verify_all), and reports every claim that failed.
    ///
    /// # Errors
    /// As for [`verify_all`](crate::verify_all).
    pub fn verify_all<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyErrors> {
        let options = &self.0.options;
        let mut buffer = Vec::new();
        let token = parse(token.as_ref(), options, &mut buffer)?;
        Ok(token.authenticate(&*self.0, options)?.validate_all(options)?.read()?)
    }
}

impl KeySource for Inner {
    /// A key, or a verifier whose key is elsewhere.
    fn has_key(&self) -> bool {
        self.key.is_some() || self.allowed.iter().any(|allowed| allowed.bound.get().is_some())
    }

    /// Bound values are borrowed, not shared, so that threads that verify at the same time do not contend for one
    /// reference count.
    fn bound(&self, alg: Option<&str>, options: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason> {
        let invalid = || InvalidReason::InvalidAlgorithm { alg: alg.map(str::to_owned) };
        let allowed = alg.and_then(|alg| self.allowed.iter().find(|allowed| allowed.algorithm.name() == alg));
        let Allowed { algorithm, bound } = allowed.ok_or_else(invalid)?;
        if bound.get().is_none() {
            let algorithm = algorithm.algorithm().ok_or_else(invalid)?;
            let Some(verifier) = bind(algorithm, self.key.as_ref(), options)? else { return Ok(None) };
            bound.get_or_init(|| verifier);
        }
        Ok(bound.get().map(|verifier| Bound::Kept { verifier: &**verifier, cache: self.cache.as_ref() }))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("key", &self.0.key)
            .field("options", &self.0.options)
            .field("cache", &self.0.cache)
            .finish()
    }
}
