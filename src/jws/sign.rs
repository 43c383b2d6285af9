use std::sync::Arc;

use serde::{Serialize, ser::Error};

use super::{Header, encode};
use crate::{
    alg::{self, Algorithm, KeyRequirement, MessageSigner, Signature, check},
    error::{KeyError, KeyRole, SignError},
    json,
    key::{IntoSigningKey, SigningKey},
};

/// Signs a payload with this header, which is written unchanged. Its `alg` decides the algorithm.
///
/// ```
/// use webtoken::{Header, jws};
/// let header = Header::from_json(r#"{"typ":"JWT","alg":"HS256"}"#)?;
/// let token = jws::sign(&header, br#"{"sub":"alice"}"#, "shhhhh")?;
/// assert_eq!(token, "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.\
///     _vHtmgrLEZVXM_sSVbxf1IhhufmEv46yhWTZELmELlo");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As for [`Signer::new`] and [`Signer::sign`].
pub fn sign(header: &Header, payload: impl AsRef<[u8]>, key: impl IntoSigningKey) -> Result<String, SignError> {
    Signer::new(header, key)?.sign(payload)
}

/// A value as JSON, written as [`sign`](crate::sign()) writes payloads: without blanks, integers exactly, and other
/// numbers as JavaScript's `JSON.stringify` writes them. Unlike there, a duplicate field name is not noticed.
///
/// ```
/// use webtoken::jws;
/// assert_eq!(jws::to_json(&(1.0, 1e21, "é\n"))?, r#"[1,1e+21,"é\n"]"#);
/// # Ok::<(), webtoken::SignError>(())
/// ```
///
/// # Errors
/// [`SignError::Payload`] if the value cannot be serialized.
pub fn to_json(value: &(impl Serialize + ?Sized)) -> Result<String, SignError> {
    let mut text = Vec::new();
    json::write(&mut text, value).map_err(SignError::payload)?;
    String::from_utf8(text).map_err(|error| SignError::payload(Error::custom(error)))
}

/// Signs many payloads with one header and one key, which is bound once.
///
/// ```
/// use webtoken::{Header, jws};
/// let header = Header::from_json(r#"{"alg":"HS256"}"#)?;
/// let signer = jws::Signer::new(&header, "shhhhh")?;
/// assert_eq!(signer.sign("one")?, jws::sign(&header, "one", "shhhhh")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Signer {
    header: String,
    signer: Option<Arc<dyn MessageSigner>>,
}

impl Signer {
    /// Binds the key to the algorithm that the header names.
    ///
    /// # Errors
    /// [`SignError::HeaderAlgorithm`] if the header's `alg` is not an algorithm of this crate;
    /// [`SignError::UnsupportedHeader`] if the header has a `crit`, or a `b64` that is not `true`; the errors of
    /// [`sign`](crate::sign()) if the key cannot be read or does not work with the algorithm. For `none` pass
    /// [`NoKey`](crate::NoKey).
    pub fn new(header: &Header, key: impl IntoSigningKey) -> Result<Self, SignError> {
        let name = header.alg().unwrap_or_default();
        let unknown = || alg::needed_for(name).map_or_else(|| SignError::HeaderAlgorithm(name.into()), SignError::Key);
        let algorithm = alg::by_name(name).ok_or_else(unknown)?;
        let key = check_key(key.into_signing_key(), algorithm, false)?;
        if key.is_some() && algorithm.key_requirement() == KeyRequirement::None {
            return Err(SignError::HeaderAlgorithm(name.into()));
        }
        let signer = key.map(|key| bind(&key, algorithm, false)).transpose().map_err(SignError::Key)?;
        Ok(Self { header: encoded(header)?, signer })
    }

    /// Signs with a key that is elsewhere, for example in a hardware module. The header's `alg` must be the signer's
    /// algorithm; that is not checked.
    ///
    /// # Errors
    /// [`SignError::UnsupportedHeader`] if the header is not an object, has a `crit`, or a `b64` that is not `true`.
    pub fn with_message_signer(header: &Header, signer: Arc<dyn MessageSigner>) -> Result<Self, SignError> {
        Ok(Self { header: encoded(header)?, signer: Some(signer) })
    }

    /// Signs these bytes.
    ///
    /// # Errors
    /// [`SignError::Signing`] if no signature can be made.
    pub fn sign(&self, payload: impl AsRef<[u8]>) -> Result<String, SignError> {
        let mut token = String::new();
        append_token(&mut token, &self.header, payload.as_ref(), self.signer.as_deref())?;
        Ok(token)
    }
}

fn encoded(header: &Header) -> Result<String, SignError> {
    if !header.is_object() {
        return Err(SignError::UnsupportedHeader("not an object"));
    }
    if let Some(name) = header.extension() {
        return Err(SignError::UnsupportedHeader(name));
    }
    let mut text = String::new();
    encode(&mut text, header.as_json());
    Ok(text)
}

/// Checks that there is a key, and its class and size. `None` only for no key and the algorithm `none`.
pub(crate) fn check_key(
    key: Result<Option<SigningKey>, KeyError>,
    algorithm: &dyn Algorithm,
    allow_small: bool,
) -> Result<Option<SigningKey>, SignError> {
    let requirement = algorithm.key_requirement();
    let key = match key {
        Ok(key) => key,
        Err(KeyError::NotPrivate) => {
            return Err(SignError::Key(check::public_key_for_signing(requirement, algorithm.name())));
        }
        Err(error) => return Err(SignError::InvalidKeyMaterial(error)),
    };
    let Some(key) = key else {
        let is_unsigned = requirement == KeyRequirement::None && algorithm.name() == "none";
        return if is_unsigned { Ok(None) } else { Err(SignError::KeyRequired) };
    };
    let is_usable = check::class_and_size(algorithm, key.inner(), KeyRole::Signing, allow_small);
    is_usable.map_err(|mismatch| SignError::Key(mismatch.into()))?;
    Ok(Some(key))
}

/// Checks what else a key must be, and binds it.
pub(crate) fn bind(
    key: &SigningKey,
    algorithm: &dyn Algorithm,
    allow_other_kinds: bool,
) -> Result<Arc<dyn MessageSigner>, KeyError> {
    check::purpose_and_kind(algorithm, key.inner(), KeyRole::Signing, allow_other_kinds)?;
    algorithm.signer(key)
}

/// Appends a token, or nothing if it fails. Without a signer it is unsigned.
pub(crate) fn append_token(
    out: &mut String,
    header: &str,
    payload: &[u8],
    signer: Option<&dyn MessageSigner>,
) -> Result<(), SignError> {
    let start = out.len();
    append_message(out, header, payload);
    let Some(signer) = signer else {
        out.push('.');
        return Ok(());
    };
    let (_, message) = out.split_at(start);
    match signer.sign(message.as_bytes()) {
        Ok(signature) => {
            append_signature(out, &signature);
            Ok(())
        }
        Err(error) => {
            out.truncate(start);
            Err(SignError::Signing(error))
        }
    }
}

/// Appends `header.payload`, the bytes that are signed.
pub(crate) fn append_message(out: &mut String, header: &str, payload: &[u8]) {
    // Room for the signature too: 86 characters for most algorithms, 342 for RSA with 2048 bits.
    out.reserve(header.len() + payload.len().div_ceil(3) * 4 + 88);
    out.push_str(header);
    out.push('.');
    encode(out, payload);
}

pub(crate) fn append_signature(token: &mut String, signature: &Signature) {
    token.push('.');
    encode(token, signature);
}
