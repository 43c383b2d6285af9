//! The compact form (RFC 7515, section 7.1): three parts, strict canonical base64url, a size limit.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{error::InvalidReason, header::Header};

/// The longest token that is read unless an option says otherwise, in bytes.
pub(crate) const DEFAULT_MAX_TOKEN_SIZE: usize = 64 * 1024;

/// A token taken apart; nothing in it is trusted yet.
pub(crate) struct Compact<'t> {
    pub(crate) header: Header,
    pub(crate) payload: Vec<u8>,
    /// `header.payload`, what is signed.
    pub(crate) message: &'t [u8],
    /// The third part as it stands there.
    pub(crate) signature_text: &'t str,
    /// The third part's bytes; `None` if it is not canonical.
    pub(crate) signature: Option<Vec<u8>>,
}

impl<'t> Compact<'t> {
    /// Takes a token apart, with npm's checks in npm's order.
    pub(crate) fn parse(token: &'t [u8], max_size: usize) -> Result<Self, InvalidReason> {
        if token.is_empty() {
            return Err(InvalidReason::TokenRequired);
        }
        if token.len() > max_size {
            return Err(InvalidReason::TooLarge { size: token.len(), limit: max_size });
        }
        let [header, payload, signature] = split(token).ok_or(InvalidReason::Malformed)?;
        let (message, _) = token.split_at(header.len() + 1 + payload.len());
        let (signature_text, signature) = read_signature(signature)?;
        Ok(Self { header: read_header(header)?, payload: decode(payload)?, message, signature_text, signature })
    }

    pub(crate) fn is_signed(&self) -> bool {
        !self.signature_text.is_empty()
    }
}

/// Appends base64url without padding.
pub(crate) fn encode(out: &mut String, bytes: impl AsRef<[u8]>) {
    URL_SAFE_NO_PAD.encode_string(bytes, out);
}

/// Exactly three parts.
fn split(token: &[u8]) -> Option<[&[u8]; 3]> {
    let mut parts = token.split(|byte| *byte == b'.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

/// A part that may not be empty.
fn decode(part: &[u8]) -> Result<Vec<u8>, InvalidReason> {
    if part.is_empty() {
        return Err(InvalidReason::InvalidToken);
    }
    URL_SAFE_NO_PAD.decode(part).map_err(|_| InvalidReason::InvalidToken)
}

fn read_header(part: &[u8]) -> Result<Header, InvalidReason> {
    let bytes = decode(part)?;
    let json = str::from_utf8(&bytes).map_err(|_| InvalidReason::InvalidToken)?;
    let header = Header::from_json(json).filter(Header::is_truthy);
    header.ok_or(InvalidReason::InvalidToken)
}

/// The text of the third part and its bytes. Only a wrong alphabet makes the token unreadable; a spelling that
/// is not canonical is a wrong signature, found out when the signature is looked at.
fn read_signature(part: &[u8]) -> Result<(&str, Option<Vec<u8>>), InvalidReason> {
    let text = str::from_utf8(part).map_err(|_| InvalidReason::InvalidToken)?;
    match URL_SAFE_NO_PAD.decode(part) {
        Ok(bytes) => Ok((text, Some(bytes))),
        Err(_) if in_alphabet(part) => Ok((text, None)),
        Err(_) => Err(InvalidReason::InvalidToken),
    }
}

fn in_alphabet(part: &[u8]) -> bool {
    part.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}
