//! Signing: [`sign`], and [`Signer`] for many tokens with one key.

mod header;
mod payload;

use std::sync::Arc;

use serde::Serialize;

use crate::{
    alg::{Algorithm, AsyncMessageSigner, MessageSigner},
    claims::payload::WrittenPayload,
    error::{KeyError, SignError},
    jws,
    key::{IntoSigningKey, SigningKey},
    options::SignOptions,
};
use header::Headers;
use payload::Spans;

/// Signs a payload: anything that serializes to an object, a string, a number or a boolean, or
/// [`Bytes`](crate::Bytes). The bytes are those of npm's `jwt.sign`: fields keep their order, and claims
/// from options come after them.
///
/// The key is a [`SigningKey`], a string or bytes as in npm ([`SigningKey::from_text`]), or [`NoKey`](crate::NoKey)
/// with [`alg::NONE`](crate::alg::NONE).
///
/// ```
/// use webtoken::{SignOptions, sign};
/// let options = SignOptions::new().expires_in("1h").clock_timestamp(1_700_000_000);
/// let token = sign(&serde_json::json!({ "foo": "bar" }), "shhhhh", &options)?;
/// assert_eq!(
///     token,
///     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
///      eyJmb28iOiJiYXIiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMzYwMH0.\
///      KxvJACqr2UBREDjIA8wYRs3v_MlsDdn6ljnaULw-L24"
/// );
/// # Ok::<(), webtoken::SignError>(())
/// ```
///
/// # Errors
/// [`SignError`], with npm's messages and in npm's order of checks: key, payload, options, key against algorithm,
/// time spans, claims that are both in the payload and in the options.
pub fn sign<P: Serialize + ?Sized>(
    payload: &P,
    key: impl IntoSigningKey,
    options: &SignOptions,
) -> Result<String, SignError> {
    let mut token = String::new();
    sign_into(payload, key, options, &mut token)?;
    Ok(token)
}

/// Like [`sign`], but appends the token to a string, whose memory can be reused for many tokens.
///
/// ```
/// use webtoken::{SignOptions, sign_into};
/// let mut header = String::from("Bearer ");
/// sign_into(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new(), &mut header)?;
/// assert!(header.starts_with("Bearer eyJ"));
/// # Ok::<(), webtoken::SignError>(())
/// ```
///
/// # Errors
/// As for [`sign`]; the string is then unchanged.
pub fn sign_into<P: Serialize + ?Sized>(
    payload: &P,
    key: impl IntoSigningKey,
    options: &SignOptions,
    out: &mut String,
) -> Result<(), SignError> {
    // The numbers are those of npm's checks. The first check that fails decides which error is reported.
    let asked = header::algorithm(options)?;
    // 1 to 4: there is a key, it can be read, and the algorithm works with its class and size.
    let (key, algorithm) = import(key, asked, options)?;
    // 5 and 6: the payload is an object or a plain value, and its dates are numbers.
    let mut payload = WrittenPayload::new(payload)?;
    // 7 to 9: the options that set claims are compatible with the payload.
    payload::check_options(&payload, options)?;
    // 10 to 13: the options are of the right types, the key is of the right kind, the time spans can be read.
    let (signer, spans) = bind(key.as_ref(), algorithm, options)?;
    // 14: no claim is both in the payload and in the options. Then the options are applied.
    payload::apply(&mut payload, options, spans)?;
    // 15: what npm reports while it makes the token.
    let header = header::encoded(algorithm.name(), payload.kind, options)?;
    jws::append_token(out, &header, &payload.bytes, signer.as_deref())
}

/// Signs many payloads with one key and one set of options: the key is parsed, the header written and the time spans
/// read once. `Send + Sync`, cheap to share.
///
/// ```
/// use webtoken::{SignOptions, Signer};
/// let signer = Signer::new("shhhhh", &SignOptions::new().expires_in("1h"))?;
/// let token = signer.sign(&serde_json::json!({ "sub": "alice" }))?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), webtoken::SignError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Signer {
    frame: Frame,
    /// Without a key, tokens are not signed.
    signer: Option<Arc<dyn MessageSigner>>,
}

impl Signer {
    /// Binds a key.
    ///
    /// # Errors
    /// [`SignError`] if the key or the options are invalid. The order of the checks is npm's, without the payload.
    pub fn new(key: impl IntoSigningKey, options: &SignOptions) -> Result<Self, SignError> {
        let (key, algorithm) = import(key, header::algorithm(options)?, options)?;
        let (signer, _) = bind(key.as_ref(), algorithm, options)?;
        Ok(Self { frame: Frame::new(algorithm.name(), options)?, signer })
    }

    /// Signs with a key that is elsewhere, for example in a hardware module. `alg` goes into the header; the options'
    /// own algorithm and an `alg` of the header option are ignored.
    ///
    /// # Errors
    /// [`SignError`] if the options are invalid.
    pub fn with_message_signer(
        alg: &str,
        signer: Arc<dyn MessageSigner>,
        options: &SignOptions,
    ) -> Result<Self, SignError> {
        Ok(Self { frame: Frame::new(alg, options)?, signer: Some(signer) })
    }

    /// Signs a payload like [`sign`].
    ///
    /// # Errors
    /// [`SignError`] if the payload is invalid, alone or together with the options.
    pub fn sign<P: Serialize + ?Sized>(&self, payload: &P) -> Result<String, SignError> {
        let mut token = String::new();
        self.sign_into(payload, &mut token)?;
        Ok(token)
    }

    /// Signs a payload like [`sign_into`].
    ///
    /// # Errors
    /// [`SignError`] as for [`Signer::sign`]; the string is then unchanged.
    pub fn sign_into<P: Serialize + ?Sized>(&self, payload: &P, out: &mut String) -> Result<(), SignError> {
        let (header, payload) = self.frame.parts(payload)?;
        jws::append_token(out, header, &payload, self.signer.as_deref())
    }
}

/// Signs with a key service that answers asynchronously. It works with every runtime.
///
/// The example `kms_signer` shows one.
#[derive(Debug, Clone)]
pub struct AsyncSigner {
    frame: Frame,
    signer: Arc<dyn AsyncMessageSigner>,
}

impl AsyncSigner {
    /// Prepares tokens for a key service. `alg` goes into the header; the options' own algorithm and an `alg` of the
    /// header option are ignored.
    ///
    /// # Errors
    /// [`SignError`] if the options are invalid.
    pub fn new(alg: &str, signer: impl AsyncMessageSigner + 'static, options: &SignOptions) -> Result<Self, SignError> {
        Ok(Self { frame: Frame::new(alg, options)?, signer: Arc::new(signer) })
    }

    /// Signs a payload like [`sign`].
    ///
    /// # Errors
    /// [`SignError`] if the payload is invalid, and [`SignError::Signing`] if the service fails.
    pub async fn sign<P: Serialize + ?Sized>(&self, payload: &P) -> Result<String, SignError> {
        let mut token = String::new();
        let (header, payload) = self.frame.parts(payload)?;
        jws::append_message(&mut token, header, &payload);
        let signature = self.signer.sign(token.as_bytes()).await.map_err(SignError::Signing)?;
        jws::append_signature(&mut token, &signature);
        Ok(token)
    }
}

/// What all tokens of a signer have in common.
#[derive(Debug, Clone)]
struct Frame {
    options: SignOptions,
    spans: Spans,
    headers: Headers,
}

impl Frame {
    fn new(alg: &str, options: &SignOptions) -> Result<Self, SignError> {
        options.validate()?;
        Ok(Self { options: options.clone(), spans: Spans::new(options)?, headers: Headers::new(alg, options)? })
    }

    /// The encoded header and the payload of a token.
    fn parts<P: Serialize + ?Sized>(&self, payload: &P) -> Result<(&str, Vec<u8>), SignError> {
        let mut payload = WrittenPayload::new(payload)?;
        payload::check_options(&payload, &self.options)?;
        payload::apply(&mut payload, &self.options, self.spans)?;
        Ok((self.headers.of(payload.kind), payload.bytes))
    }
}

/// npm's checks 1 to 4.
fn import<'o, K: IntoSigningKey>(
    key: K,
    asked: Option<&'o dyn Algorithm>,
    options: &SignOptions,
) -> Result<(Option<SigningKey>, &'o dyn Algorithm), SignError> {
    let key = key.into_signing_key();
    let algorithm = match (asked, &key) {
        (Some(algorithm), _) => algorithm,
        (None, Ok(Some(key))) if K::DECIDES_ALGORITHM => header::default(Some(key))?,
        (None, Err(KeyError::NotPrivate)) if K::DECIDES_ALGORITHM => {
            return Err(SignError::InvalidKeyMaterial(KeyError::NotPrivate));
        }
        (None, _) => header::default(None)?,
    };
    Ok((jws::check_key(key, algorithm, options.allow_insecure_key_sizes)?, algorithm))
}

/// npm's checks 10 to 13. Without a key the token is not signed.
fn bind(
    key: Option<&SigningKey>,
    algorithm: &dyn Algorithm,
    options: &SignOptions,
) -> Result<(Option<Arc<dyn MessageSigner>>, Spans), SignError> {
    options.validate()?;
    let allow_other_kinds = options.allow_invalid_asymmetric_key_types;
    let signer =
        key.map(|key| jws::bind_for_signing(key, algorithm, allow_other_kinds)).transpose().map_err(SignError::Key)?;
    Ok((signer, Spans::new(options)?))
}
