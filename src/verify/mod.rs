//! Verifying: [`verify`], its forms with a key lookup, and [`Verifier`] for many tokens with one key.

mod authenticate;
mod verifier;

use std::{fmt, sync::Arc};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    claims::ClaimValue,
    claims::Validator,
    claims::payload::{FromPayload, Payload, Unread},
    error::{ClaimMismatch, InvalidReason, VerifyError, VerifyErrors},
    jws::Compact,
    jws::Header,
    key::IntoVerifyingKey,
    options::VerifyOptions,
    provider::{AsyncKeyProvider, KeyProvider},
};
use authenticate::{OneKey, authenticate};

pub use verifier::Verifier;

/// A token whose signature and claims held. Only verifying makes one. `Debug` leaves the signature out: with
/// it, what is written to a log would be good for a token.
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
/// [`VerifyingKey`](crate::VerifyingKey), text or bytes as npm takes them, or [`NoKey`](crate::NoKey) for unsigned tokens.
/// The header chooses among the algorithms that the options allow, or that suit the key, and never beyond.
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
/// [`VerifyError`], with npm's texts and in npm's order of checks: options, the token's form, key and signature,
/// the header's `typ`, `nbf`, `exp`, `aud`, `iss`, `sub`, `jti`, `nonce`, the age; then required claims, the caller's own
/// checks, and at last whether the payload is a `T`.
pub fn verify<T: FromPayload>(
    token: impl AsRef<[u8]>,
    key: impl IntoVerifyingKey,
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    let mut buffer = Vec::new();
    let token = open(token.as_ref(), options, &mut buffer)?;
    authenticate(&token, &OneKey::given(key, options))?;
    finish(token, options)
}

/// As [`verify`], but the payload is decoded into a buffer of the caller's, and `T` may borrow from it: texts without
/// escapes as `&str`, anything as `&RawValue`. What the buffer held before is gone; its memory can serve many tokens.
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
/// As [`verify`]. Then the buffer may hold a payload that nobody vouches for.
pub fn verify_borrowed<'p, T: Deserialize<'p>>(
    token: impl AsRef<[u8]>,
    key: impl IntoVerifyingKey,
    options: &VerifyOptions,
    buffer: &'p mut Vec<u8>,
) -> Result<Verified<T>, VerifyError> {
    let token = open(token.as_ref(), options, buffer)?;
    authenticate(&token, &OneKey::given(key, options))?;
    finish_borrowed(token, options)
}

/// As [`verify`], but reports every claim that failed, once the signature held.
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
    let token = open(token.as_ref(), options, &mut buffer)?;
    authenticate(&token, &OneKey::given(key, options))?;
    finish_all(token, options)
}

/// As [`verify`], with a key that is looked up by the token's header. The lookup is not called for tokens that
/// cannot be read.
///
/// ```
/// use webtoken::{KeyProvider, KeysById, SignOptions, VerifyOptions, VerifyingKey, sign, verify_with};
/// let keys: KeysById = [("k1", VerifyingKey::from_secret("shhhhh")?)].into_iter().collect();
/// let provider: Box<dyn KeyProvider> = Box::new(keys);
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().key_id("k1"))?;
/// let verified = verify_with::<serde_json::Value>(&token, &*provider, &VerifyOptions::new())?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`verify`], and [`InvalidReason::KeyLookup`] if the lookup fails.
pub fn verify_with<T: FromPayload>(
    token: impl AsRef<[u8]>,
    provider: &(impl KeyProvider + ?Sized),
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    let mut buffer = Vec::new();
    let token = open(token.as_ref(), options, &mut buffer)?;
    authenticate(&token, &OneKey::found(provider.key(&token.header), options)?)?;
    finish(token, options)
}

/// As [`verify_with`], with a lookup that takes time.
///
/// ```
/// use webtoken::{Header, SignOptions, VerifyOptions, sign, verify_with_async};
/// let lookup = async |header: Header| match header.kid() {
///     Some("k1") => Ok("shhhhh"),
///     _ => Err("no such key"),
/// };
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().key_id("k1"))?;
/// let verified = pollster::block_on(verify_with_async::<serde_json::Value>(&token, &lookup, &VerifyOptions::new()))?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`verify_with`].
pub async fn verify_with_async<T: FromPayload>(
    token: impl AsRef<[u8]>,
    provider: &impl AsyncKeyProvider,
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    let mut buffer = Vec::new();
    let token = open(token.as_ref(), options, &mut buffer)?;
    authenticate(&token, &OneKey::found(provider.key(&token.header).await, options)?)?;
    finish(token, options)
}

/// npm's steps 1 to 7, and what RFC 7515 asks of headers: no critical extension is understood here.
fn open<'t, 'p>(
    token: &'t [u8],
    options: &VerifyOptions,
    buffer: &'p mut Vec<u8>,
) -> Result<Compact<'t, 'p>, InvalidReason> {
    buffer.clear();
    options.validate()?;
    let token = Compact::parse(token, options.token_size_limit(), buffer)?;
    match token.header.extension() {
        Some(member) => Err(InvalidReason::UnsupportedCrit(member)),
        None => Ok(token),
    }
}

/// The claims of an authenticated token, up to the first that fails.
fn finish<T: FromPayload>(token: Compact<'_, '_>, options: &VerifyOptions) -> Result<Verified<T>, VerifyError> {
    check_typ(&token.header, options)?;
    let payload = T::read(Unread::new(token.payload, token.header.is_jwt()), |payload| check(payload, options))?;
    Ok(Verified { payload, signature: token.signature_text.to_owned(), header: token.header })
}

/// As [`finish`], into a type that borrows from the payload.
fn finish_borrowed<'p, T: Deserialize<'p>>(
    token: Compact<'_, 'p>,
    options: &VerifyOptions,
) -> Result<Verified<T>, VerifyError> {
    check_typ(&token.header, options)?;
    let payload = Unread::new(token.payload, token.header.is_jwt()).typed(|payload| check(payload, options))?;
    Ok(Verified { payload, signature: token.signature_text.to_owned(), header: token.header })
}

fn check(payload: &Payload<'_>, options: &VerifyOptions) -> Result<(), VerifyError> {
    Validator::new(options).validate(payload.claims())?;
    failed_checks(payload, options).next().map_or(Ok(()), Err)
}

/// The claims of an authenticated token, all of them.
fn finish_all<T: FromPayload>(token: Compact<'_, '_>, options: &VerifyOptions) -> Result<Verified<T>, VerifyErrors> {
    let mut typ = check_typ(&token.header, options).err();
    let unread = Unread::new(token.payload, token.header.is_jwt());
    let payload = T::read(unread, |payload| check_all(payload, typ.take(), options));
    // Still there if the payload could not be read as far as its claims.
    let payload = payload.map_err(|errors: VerifyErrors| errors.after(typ))?;
    Ok(Verified { payload, signature: token.signature_text.to_owned(), header: token.header })
}

fn check_all(payload: &Payload<'_>, first: Option<VerifyError>, options: &VerifyOptions) -> Result<(), VerifyErrors> {
    let claims = Validator::new(options).failures(payload.claims());
    let mut errors = first.into_iter().chain(claims).chain(failed_checks(payload, options));
    errors.next().map_or(Ok(()), |first| Err(VerifyErrors::new(first, errors.collect())))
}

/// `typ` as a media type: without regard to case, `application/` may be left out (RFC 7515, section 4.1.9).
fn check_typ(header: &Header, options: &VerifyOptions) -> Result<(), VerifyError> {
    let Some(expected) = &options.typ else { return Ok(()) };
    if header.typ().is_some_and(|typ| media_type(typ) == media_type(expected)) {
        return Ok(());
    }
    let actual = header.typ().map(|typ| ClaimValue::String(typ.into()));
    Err(ClaimMismatch::error("typ", expected, actual.as_ref()))
}

fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    match typ.strip_prefix("application/") {
        Some(subtype) if !subtype.contains('/') => subtype.to_owned(),
        Some(_) | None => typ,
    }
}

/// The caller's own checks that refuse the payload, or why there is nothing that they could look at.
fn failed_checks<'o>(payload: &Payload<'_>, options: &'o VerifyOptions) -> impl Iterator<Item = VerifyError> + use<'o> {
    let value = if options.checks.is_empty() { Ok(Value::Null) } else { payload.typed() };
    let (value, checks, unreadable) = match value {
        Ok(value) => (value, options.checks.as_slice(), None),
        Err(reason) => (Value::Null, [].as_slice(), Some(VerifyError::from(reason))),
    };
    unreadable.into_iter().chain(checks.iter().filter_map(move |check| {
        let error = (check.run)(&value).err()?;
        Some(InvalidReason::Check { name: check.name.clone(), source: Arc::from(error) }.into())
    }))
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn application_may_be_left_out_before_a_subtype() {
        for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
            assert_eq!(media_type(typ), "at+jwt", "{typ}");
        }
        for typ in ["application/x/at+jwt", "text/at+jwt", "application", "/at+jwt", "xapplication/at+jwt"] {
            assert_eq!(media_type(typ), typ);
        }
    }
}
