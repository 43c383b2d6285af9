//! Verifying: [`verify`], its forms with a key lookup, and [`Verifier`] for many tokens with one key.

mod pipeline;
mod verifier;

use std::fmt;

use serde::Deserialize;

use crate::{
    claims::payload::FromPayload,
    error::{VerifyError, VerifyErrors},
    jws::{Header, OneKey},
    key::IntoVerifyingKey,
    options::VerifyOptions,
    provider::{AsyncKeyProvider, KeyProvider},
};
use pipeline::parse;

pub use verifier::{AsyncVerifier, Verifier};

/// A token whose signature was verified and whose claims are valid. Only verifying makes one. `Debug` omits the
/// signature so that logs contain no usable token.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified<T> {
    /// The header.
    pub header: Header,
    /// The payload.
    pub payload: T,
    /// The signature, base64url-encoded as in the token; empty if the token is unsigned.
    pub signature: String,
}

impl<T: fmt::Debug> fmt::Debug for Verified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { header, payload, signature: _ } = self;
        f.debug_struct("Verified").field("header", header).field("payload", payload).finish_non_exhaustive()
    }
}

/// Verifies a token: its signature first, then its claims.
///
/// `T` is any type that deserializes, [`Bytes`](crate::Bytes) or [`Text`](crate::Text). The key is a
/// [`VerifyingKey`](crate::VerifyingKey), a string or bytes as in npm, or [`NoKey`](crate::NoKey) for unsigned tokens.
/// If the options do not name algorithms, every algorithm that works with the key is allowed; the token's header can
/// only pick one of those.
///
/// ```
/// use webtoken::{SignOptions, VerifyError, VerifyOptions, sign, verify};
/// #[derive(Debug, serde::Serialize, serde::Deserialize)]
/// struct Claims {
///     role: String,
/// }
/// let token = sign(&Claims { role: "admin".into() }, "shhhhh", &SignOptions::new().expires_in("1h"))?;
/// let verified = verify::<Claims>(&token, "shhhhh", &VerifyOptions::new())?;
/// assert_eq!(verified.payload.role, "admin");
/// assert_eq!(verified.header.alg(), Some("HS256"));
///
/// let error = verify::<Claims>(&token, "another secret", &VerifyOptions::new()).unwrap_err();
/// assert_eq!((error.name(), error.to_string().as_str()), ("JsonWebTokenError", "invalid signature"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`VerifyError`], with npm's messages and in npm's order of checks: options, the token's form, key and signature, the
/// header's `typ`, `nbf`, `exp`, `aud`, `iss`, `sub`, `jti`, `nonce`, the age; then required claims, the caller's own
/// checks, and finally whether the payload is a `T`.
pub fn verify<T: FromPayload>(
    token: impl AsRef<[u8]>,
    key: impl IntoVerifyingKey,
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    let mut buffer = Vec::new();
    let token = parse(token.as_ref(), options, &mut buffer)?;
    token.authenticate(&OneKey::given(key), options)?.validate(options)?.read()
}

/// Like [`verify`], but the payload is decoded into the caller's buffer, and `T` may borrow from it: strings without
/// escapes as `&str`, any value as `&RawValue`. The buffer is cleared first; it can be reused for many tokens.
///
/// ```
/// use webtoken::{SignOptions, VerifyOptions, sign, verify_borrowed};
/// #[derive(serde::Deserialize)]
/// struct Claims<'a> {
///     sub: &'a str,
/// }
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new())?;
/// let mut buffer = Vec::new();
/// let verified = verify_borrowed::<Claims>(&token, "shhhhh", &VerifyOptions::new(), &mut buffer)?;
/// assert_eq!(verified.payload.sub, "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As for [`verify`]. After an error the buffer may contain a payload that was not verified.
pub fn verify_borrowed<'p, T: Deserialize<'p>>(
    token: impl AsRef<[u8]>,
    key: impl IntoVerifyingKey,
    options: &VerifyOptions,
    buffer: &'p mut Vec<u8>,
) -> Result<Verified<T>, VerifyError> {
    let token = parse(token.as_ref(), options, buffer)?;
    token.authenticate(&OneKey::given(key), options)?.validate(options)?.read_borrowed()
}

/// Like [`verify`], but reports every claim that failed once the signature was verified.
///
/// ```
/// use webtoken::{SignOptions, VerifyOptions, sign, verify_all};
/// let token = sign(&serde_json::json!({ "exp": 1, "iss": "urn:you" }), "shhhhh", &SignOptions::new())?;
/// let options = VerifyOptions::new().issuer("urn:me").subject("alice");
/// let errors = verify_all::<serde_json::Value>(&token, "shhhhh", &options).unwrap_err();
/// assert_eq!(
///     errors.to_string(),
///     "jwt expired; jwt issuer invalid. expected: urn:me; jwt subject invalid. expected: alice"
/// );
/// # Ok::<(), webtoken::SignError>(())
/// ```
///
/// # Errors
/// [`VerifyErrors`]: all failed claims, or the one error that came before them.
pub fn verify_all<T: FromPayload>(
    token: impl AsRef<[u8]>,
    key: impl IntoVerifyingKey,
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyErrors> {
    let mut buffer = Vec::new();
    let token = parse(token.as_ref(), options, &mut buffer)?;
    Ok(token.authenticate(&OneKey::given(key), options)?.validate_all(options)?.read()?)
}

/// Like [`verify`], with a key that is looked up for the token. The lookup is not called for tokens that cannot
/// be read.
///
/// ```
/// use std::collections::HashMap;
/// use webtoken::{KeyProvider, SignOptions, VerifyOptions, VerifyingKey, sign, verify_with};
/// let keys = HashMap::from([("k1", VerifyingKey::from_secret("shhhhh")?)]);
/// let provider: Box<dyn KeyProvider> = Box::new(keys);
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().kid("k1"))?;
/// let verified = verify_with::<serde_json::Value>(&token, &*provider, &VerifyOptions::new())?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As for [`verify`], and [`InvalidReason::KeyLookup`](crate::InvalidReason::KeyLookup) if the lookup fails.
pub fn verify_with<T: FromPayload>(
    token: impl AsRef<[u8]>,
    provider: &(impl KeyProvider + ?Sized),
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    let mut buffer = Vec::new();
    let token = parse(token.as_ref(), options, &mut buffer)?;
    let key = OneKey::found(provider.key(&token.key_request()), None)?;
    token.authenticate(&key, options)?.validate(options)?.read()
}

/// Like [`verify_with`], with an asynchronous lookup.
///
/// ```
/// use webtoken::{KeyRequest, SignOptions, VerifyOptions, async_key_fn, sign, verify_with_async};
/// let lookup = async_key_fn(async |request: KeyRequest<'static>| match request.header().kid() {
///     Some("k1") => Ok("shhhhh"),
///     _ => Err("no such key"),
/// });
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().kid("k1"))?;
/// let verified = pollster::block_on(verify_with_async::<serde_json::Value>(&token, &lookup, &VerifyOptions::new()))?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As for [`verify_with`].
pub async fn verify_with_async<T: FromPayload>(
    token: impl AsRef<[u8]>,
    provider: &(impl AsyncKeyProvider + ?Sized),
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    let mut buffer = Vec::new();
    let token = parse(token.as_ref(), options, &mut buffer)?;
    let key = OneKey::found(provider.key(&token.key_request()).await, None)?;
    token.authenticate(&key, options)?.validate(options)?.read()
}
