//! Signing: [`sign`], and [`Signer`] for many tokens with one key.

mod assemble;
mod choose;
mod header;

use std::{fmt, sync::Arc};

use serde::Serialize;

use crate::{
    alg::{Algorithm, AsyncMessageSigner, KeyRequirement, MessageSigner, Signature, check},
    claims::payload::WrittenPayload,
    error::{KeyError, KeyRole, SignError},
    jws,
    key::{IntoSigningKey, SigningKey},
    options::SignOptions,
};
use assemble::{Spans, append_payload, check_options_fit};
use header::{Headers, append_header};

/// Signs a payload: anything that serializes to an object, a text, a number or a boolean, or
/// [`Bytes`](crate::Bytes). The bytes are those of npm's `jwt.sign`: members keep their order and claims
/// from options come after them.
///
/// The key is a [`SigningKey`], text or bytes as npm takes them ([`SigningKey::from_text`]), or
/// [`NoKey`](crate::NoKey) with [`alg::NONE`](crate::alg::NONE).
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
/// [`SignError`], with npm's texts and in npm's order of checks: key, payload, options, key against algorithm,
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

/// As [`sign`], but appends the token to a text, whose memory can serve many tokens.
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
/// As [`sign`]; the text is then what it was before.
pub fn sign_into<P: Serialize + ?Sized>(
    payload: &P,
    key: impl IntoSigningKey,
    options: &SignOptions,
    out: &mut String,
) -> Result<(), SignError> {
    let algorithm = choose::algorithm(options)?;
    let key = import(key, algorithm, options)?;
    let payload = WrittenPayload::new(payload)?;
    check_options_fit(&payload, options)?;
    options.validate()?;
    let signer = bind(key.as_ref(), algorithm, options)?;
    let spans = Spans::new(options)?;
    append_token(out, signer.as_deref(), |out| {
        out.reserve(room_for(&payload));
        append_header(out, algorithm.name(), payload.kind, options)?;
        append_payload(out, payload, options, spans)
    })
}

/// Signs many payloads with one key and one set of options: the key is parsed, the header written and time spans
/// read once. `Send + Sync`, cheap to share.
///
/// ```
/// use webtoken::{SignOptions, Signer};
/// let signer = Signer::new("shhhhh", &SignOptions::new().expires_in("1h"))?;
/// let token = signer.sign(&serde_json::json!({ "sub": "alice" }))?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), webtoken::SignError>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    frame: Frame,
    /// `None` leaves tokens unsigned.
    signer: Option<Arc<dyn MessageSigner>>,
}

impl Signer {
    /// Binds a key.
    ///
    /// # Errors
    /// [`SignError`] for whatever is wrong with the key or the options; the order is npm's, without the payload.
    pub fn new(key: impl IntoSigningKey, options: &SignOptions) -> Result<Self, SignError> {
        let algorithm = choose::algorithm(options)?;
        let key = import(key, algorithm, options)?;
        options.validate()?;
        let signer = bind(key.as_ref(), algorithm, options)?;
        Ok(Self { frame: Frame::new(algorithm.name(), options)?, signer })
    }

    /// Signs with a key that is elsewhere: in a hardware module, say. `alg` goes into the header; the options'
    /// own algorithm, and an `alg` of the header option, are not looked at.
    ///
    /// # Errors
    /// [`SignError`] for whatever is wrong with the options.
    pub fn with_message_signer(
        alg: &str,
        signer: Arc<dyn MessageSigner>,
        options: &SignOptions,
    ) -> Result<Self, SignError> {
        Ok(Self { frame: Frame::new(alg, options)?, signer: Some(signer) })
    }

    /// Signs a payload, as [`sign`] does.
    ///
    /// # Errors
    /// [`SignError`] for whatever is wrong with the payload, alone or beside the options.
    pub fn sign<P: Serialize + ?Sized>(&self, payload: &P) -> Result<String, SignError> {
        let mut token = String::new();
        self.sign_into(payload, &mut token)?;
        Ok(token)
    }

    /// Signs a payload, as [`sign_into`] does.
    ///
    /// # Errors
    /// [`SignError`] for whatever is wrong with the payload; the text is then what it was before.
    pub fn sign_into<P: Serialize + ?Sized>(&self, payload: &P, out: &mut String) -> Result<(), SignError> {
        append_token(out, self.signer.as_deref(), |out| self.frame.append_message(payload, out))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("signer", &self.signer).field("options", &self.frame.options).finish()
    }
}

/// Signs with a key service that answers asynchronously. Bound to no runtime.
///
/// The example `kms_signer` shows one.
#[derive(Clone)]
pub struct AsyncSigner<S> {
    frame: Frame,
    signer: S,
}

impl<S: AsyncMessageSigner> AsyncSigner<S> {
    /// Prepares tokens for a key service. `alg` goes into the header; the options' own algorithm, and an `alg` of the
    /// header option, are not looked at.
    ///
    /// # Errors
    /// [`SignError`] for whatever is wrong with the options.
    pub fn new(alg: &str, signer: S, options: &SignOptions) -> Result<Self, SignError> {
        Ok(Self { frame: Frame::new(alg, options)?, signer })
    }

    /// Signs a payload, as [`sign`] does.
    ///
    /// # Errors
    /// [`SignError`] for whatever is wrong with the payload, and [`SignError::Signing`] where the service fails.
    pub async fn sign<P: Serialize + ?Sized>(&self, payload: &P) -> Result<String, SignError> {
        let mut token = String::new();
        self.frame.append_message(payload, &mut token)?;
        let signature = self.signer.sign(token.as_bytes()).await.map_err(SignError::Signing)?;
        append_signature(&mut token, &signature);
        Ok(token)
    }
}

impl<S: fmt::Debug> fmt::Debug for AsyncSigner<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncSigner").field("signer", &self.signer).field("options", &self.frame.options).finish()
    }
}

/// What all tokens of one signer have in common.
#[derive(Clone)]
struct Frame {
    options: SignOptions,
    spans: Spans,
    headers: Headers,
}

impl Frame {
    fn new(alg: &str, options: &SignOptions) -> Result<Self, SignError> {
        options.validate()?;
        Ok(Self { spans: Spans::new(options)?, headers: Headers::new(alg, options)?, options: options.clone() })
    }

    /// Appends `header.payload`.
    fn append_message<P: Serialize + ?Sized>(&self, payload: &P, out: &mut String) -> Result<(), SignError> {
        let payload = WrittenPayload::new(payload)?;
        check_options_fit(&payload, &self.options)?;
        let header = self.headers.of(payload.kind);
        out.reserve(header.len() + room_for(&payload));
        out.push_str(header);
        append_payload(out, payload, &self.options, self.spans)
    }
}

/// npm's steps 1 to 4: there is a key, it can be read, and it is of the right class and size.
fn import(
    key: impl IntoSigningKey,
    algorithm: &dyn Algorithm,
    options: &SignOptions,
) -> Result<Option<SigningKey>, SignError> {
    let requirement = algorithm.key_requirement();
    let key = match key.into_signing_key() {
        Ok(key) => key,
        Err(KeyError::NotPrivate) => {
            return Err(SignError::Key(check::public_key_for_signing(requirement, algorithm.name())));
        }
        Err(error) => return Err(SignError::InvalidKeyMaterial(error)),
    };
    let Some(key) = key else {
        return if requirement == KeyRequirement::None { Ok(None) } else { Err(SignError::KeyRequired) };
    };
    check::class_and_size(algorithm, key.info(), KeyRole::Signing, options.allow_insecure_key_sizes)
        .map_err(SignError::Key)?;
    Ok(Some(key))
}

/// npm's step 11: the key is of the right kind. Then it is bound; no key leaves the token unsigned.
fn bind(
    key: Option<&SigningKey>,
    algorithm: &dyn Algorithm,
    options: &SignOptions,
) -> Result<Option<Arc<dyn MessageSigner>>, SignError> {
    let Some(key) = key else { return Ok(None) };
    let allow_other_kinds = options.allow_invalid_asymmetric_key_types;
    check::purpose_and_kind(algorithm, key.info(), key.restriction(), KeyRole::Signing, allow_other_kinds)
        .and_then(|()| algorithm.signer(key))
        .map(Some)
        .map_err(SignError::Key)
}

/// Appends a whole token, whose `header.payload` is appended by `message`; in case of an error, nothing.
fn append_token(
    out: &mut String,
    signer: Option<&dyn MessageSigner>,
    message: impl FnOnce(&mut String) -> Result<(), SignError>,
) -> Result<(), SignError> {
    let start = out.len();
    let appended = message(out).and_then(|()| append_signature_over(out, start, signer));
    if appended.is_err() {
        out.truncate(start);
    }
    appended
}

/// Appends the signature over the `header.payload` that begins at `start`.
fn append_signature_over(out: &mut String, start: usize, signer: Option<&dyn MessageSigner>) -> Result<(), SignError> {
    match signer {
        Some(signer) => {
            let (_, message) = out.split_at(start);
            let signature = signer.sign(message.as_bytes()).map_err(SignError::Signing)?;
            append_signature(out, &signature);
        }
        None => out.push('.'),
    }
    Ok(())
}

/// Room for a header of ordinary size, claims from options, the payload in base64url, and a short signature.
fn room_for(payload: &WrittenPayload) -> usize {
    payload.bytes.len() * 2 + 192
}

/// Appends `.signature`.
fn append_signature(token: &mut String, signature: &Signature) {
    token.push('.');
    jws::encode(token, signature);
}
