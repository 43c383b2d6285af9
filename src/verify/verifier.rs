use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde::Deserialize;

use super::{
    Verified,
    authenticate::{KeySource, authenticate, bind},
    finish, finish_all, finish_borrowed, open,
};
use crate::{
    alg,
    alg::{AlgorithmChoice, MessageVerifier},
    batch,
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
    /// [`VerifyError`] if an option is not what it must be or the key cannot be read. A key that does not serve an
    /// algorithm is reported when a token names that algorithm.
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

    /// Verifies with a key that is elsewhere: in a hardware module, say. Tokens must name `alg`; the options' own
    /// algorithms are not looked at.
    ///
    /// # Errors
    /// [`VerifyError`] if an option is not what it must be.
    pub fn with_message_verifier(
        alg: &str,
        verifier: Arc<dyn MessageVerifier>,
        options: &VerifyOptions,
    ) -> Result<Self, VerifyError> {
        options.validate()?;
        let allowed = vec![Allowed { algorithm: alg.into(), bound: OnceLock::from(verifier) }];
        Ok(Self(Arc::new(Inner { options: options.clone(), key: None, allowed, cache: None })))
    }

    /// With a memory of tokens whose signatures held, empty at first: such a token need not be verified again, which
    /// is worth most with RSA and ECDSA. Claims are checked every time, so expiry, tolerances and checks of your own
    /// are never remembered. The memory is this verifier's and its clones' alone, and goes with them. A
    /// [`MessageVerifier`] of your own is not asked again about a token that it let pass.
    ///
    /// With the feature `cache`.
    ///
    /// ```
    /// # #[cfg(feature = "cache")] {
    /// use webtoken::{CacheLimits, SignOptions, Verifier, VerifyOptions, sign};
    /// let verifier = Verifier::new("shhhhh", &VerifyOptions::new())?.cached(CacheLimits::new().tokens(10_000));
    /// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new())?;
    /// assert!(verifier.verify::<serde_json::Value>(&token).is_ok());
    /// assert!(verifier.verify::<serde_json::Value>(&token).is_ok()); // the signature was remembered
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cached(&self, limits: CacheLimits) -> Self {
        Self(Arc::new(Inner { cache: Cache::new(limits), ..Inner::clone(&self.0) }))
    }

    /// Verifies a token, as [`verify`](crate::verify) does.
    ///
    /// # Errors
    /// As [`verify`](crate::verify).
    pub fn verify<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyError> {
        let options = &self.0.options;
        let mut buffer = Vec::new();
        let token = open(token.as_ref(), options, &mut buffer)?;
        authenticate(&token, &*self.0)?;
        finish(token, options)
    }

    /// Verifies a token into a type that borrows from a buffer, as [`verify_borrowed`](crate::verify_borrowed) does.
    ///
    /// # Errors
    /// As [`verify`](crate::verify).
    pub fn verify_borrowed<'p, T: Deserialize<'p>>(
        &self,
        token: impl AsRef<[u8]>,
        buffer: &'p mut Vec<u8>,
    ) -> Result<Verified<T>, VerifyError> {
        let options = &self.0.options;
        let token = open(token.as_ref(), options, buffer)?;
        authenticate(&token, &*self.0)?;
        finish_borrowed(token, options)
    }

    /// Verifies many tokens; the answers are in their order. On all cores with the feature `rayon`, else on one.
    ///
    /// ```
    /// use webtoken::{SignOptions, Signer, Verifier, VerifyOptions};
    /// let signer = Signer::new("shhhhh", &SignOptions::new())?;
    /// let mut tokens: Vec<String> = (0..100).map(|n| signer.sign(&serde_json::json!({ "n": n }))).collect::<Result<_, _>>()?;
    /// tokens[7] = "no token".into();
    /// let verifier = Verifier::new("shhhhh", &VerifyOptions::new())?;
    /// let verified = verifier.verify_many::<serde_json::Value>(&tokens);
    /// assert!(verified[42].as_ref().is_ok_and(|verified| verified.payload["n"] == 42));
    /// assert!(verified[7].is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_many<T: FromPayload + Send>(
        &self,
        tokens: &[impl AsRef<[u8]> + Sync],
    ) -> Vec<Result<Verified<T>, VerifyError>> {
        batch::map(tokens, |token| self.verify(token))
    }

    /// Verifies a token and reports every claim that failed, as [`verify_all`](crate::verify_all) does.
    ///
    /// # Errors
    /// As [`verify_all`](crate::verify_all).
    pub fn verify_all<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyErrors> {
        let options = &self.0.options;
        let mut buffer = Vec::new();
        let token = open(token.as_ref(), options, &mut buffer)?;
        authenticate(&token, &*self.0)?;
        finish_all(token, options)
    }
}

impl KeySource for Inner {
    fn options(&self) -> &VerifyOptions {
        &self.options
    }

    /// A key, or a verifier that holds one elsewhere.
    fn has_key(&self) -> bool {
        self.key.is_some() || self.allowed.iter().any(|allowed| allowed.bound.get().is_some())
    }

    fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// What is bound stays where it is: threads that verify at the same time do not count references to it.
    fn bound<R>(
        &self,
        alg: Option<&str>,
        verify: impl FnOnce(Option<&dyn MessageVerifier>) -> Result<R, InvalidReason>,
    ) -> Result<R, InvalidReason> {
        let allowed = alg.and_then(|alg| self.allowed.iter().find(|allowed| allowed.algorithm.name() == alg));
        let invalid = || InvalidReason::InvalidAlgorithm { alg: alg.map(str::to_owned) };
        let allowed = allowed.ok_or_else(invalid)?;
        if let Some(verifier) = allowed.bound.get() {
            return verify(Some(&**verifier));
        }
        let algorithm = alg::chosen(&allowed.algorithm).ok_or_else(invalid)?;
        match bind(algorithm, self.key.as_ref(), &self.options)? {
            Some(verifier) => verify(Some(&**allowed.bound.get_or_init(|| verifier))),
            None => verify(None),
        }
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
