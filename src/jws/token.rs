//! The compact form (RFC 7515, section 7.1): three parts, strict canonical base64url, a size limit.

use std::fmt;

use base64::Engine as ExplainingEngine;
use base64_simd::{AsOut, URL_SAFE_NO_PAD};
use memchr::{memchr, memchr_iter, memrchr};

use super::Header;
use crate::{
    alg::Signature,
    error::{DecodeError, TokenPart, base64_position},
    provider::KeyRequest,
};

/// The longest token that is read unless an option says otherwise, in bytes.
pub(crate) const DEFAULT_MAX_TOKEN_SIZE: usize = 64 * 1024;

/// A token split into its parts and decoded. **Nothing in it is verified.**
#[derive(Clone)]
pub struct Token<'t, 'p> {
    pub(crate) header: Header,
    /// The decoded payload, in the caller's buffer.
    pub(crate) payload: &'p [u8],
    /// The whole token.
    pub(crate) text: &'t [u8],
    /// `header.payload`, the bytes that are signed.
    pub(crate) message: &'t [u8],
    /// The third part as it was received.
    pub(crate) signature_text: &'t str,
}

impl<'t, 'p> Token<'t, 'p> {
    /// Splits and decodes a token of at most 64 KiB. The buffer is cleared, then the payload is decoded into it; it can
    /// be reused for many tokens.
    ///
    /// ```
    /// use webtoken::jws::Token;
    /// let mut buffer = Vec::new();
    /// let token = Token::parse("eyJhbGciOiJIUzI1NiJ9.AAEC.c2ln", &mut buffer)?;
    /// assert_eq!((token.header().alg(), token.payload(), token.signature()), (Some("HS256"), &[0, 1, 2][..], "c2ln"));
    /// # Ok::<(), webtoken::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`DecodeError`] if it is not three parts of base64url without padding, or the header is not JSON. A header that
    /// is not an object is refused by [`verify`](Self::verify).
    pub fn parse(token: &'t (impl AsRef<[u8]> + ?Sized), buffer: &'p mut Vec<u8>) -> Result<Self, DecodeError> {
        Self::parse_up_to(DEFAULT_MAX_TOKEN_SIZE, token.as_ref(), buffer)
    }

    /// A JSON Web Token: its payload is not empty.
    pub(crate) fn parse_jwt(limit: usize, token: &'t [u8], buffer: &'p mut Vec<u8>) -> Result<Self, DecodeError> {
        let token = Self::parse_up_to(limit, token, buffer)?;
        if token.payload.is_empty() { Err(DecodeError::EmptyPart(TokenPart::Payload)) } else { Ok(token) }
    }

    /// With npm's checks in npm's order.
    pub(crate) fn parse_up_to(limit: usize, token: &'t [u8], buffer: &'p mut Vec<u8>) -> Result<Self, DecodeError> {
        buffer.clear();
        if token.is_empty() {
            return Err(DecodeError::Empty);
        }
        if token.len() > limit {
            return Err(DecodeError::TooLarge { size: token.len(), limit });
        }
        let [header, payload, signature] = split(token).ok_or_else(|| not_three_parts(token))?;
        let (message, _) = token.split_at(header.len() + 1 + payload.len());
        let signature_text = read_signature(signature)?;
        let header = Header::usual(header).map_or_else(|| read_header(header), Ok)?;
        decode(TokenPart::Payload, payload, buffer)?;
        Ok(Self { header, payload: buffer, text: token, message, signature_text })
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The payload.
    #[must_use]
    pub const fn payload(&self) -> &'p [u8] {
        self.payload
    }

    /// The signature, base64url-encoded as in the token; empty if the token is unsigned.
    #[must_use]
    pub const fn signature(&self) -> &'t str {
        self.signature_text
    }

    /// The request to pass to a [`KeyProvider`](crate::KeyProvider).
    #[must_use]
    pub fn key_request(&self) -> KeyRequest<'p> {
        KeyRequest::new(&self.header, self.payload)
    }

    pub(crate) const fn is_signed(&self) -> bool {
        !self.signature_text.is_empty()
    }

    /// The third part's bytes; `None` if it is not canonical. Short ones are decoded in place.
    pub(crate) fn decoded_signature(&self) -> Option<Signature> {
        let text = self.signature_text.as_bytes();
        if text.len() > Signature::INLINE / 3 * 4 {
            return URL_SAFE_NO_PAD.decode_to_vec(text).ok().map(Signature::from);
        }
        let mut bytes = [0; Signature::INLINE];
        let signature = URL_SAFE_NO_PAD.decode(text, bytes.as_mut_slice().as_out()).ok()?;
        Some(Signature::from(&*signature))
    }
}

/// `Debug` omits the signature so that logs contain no usable token.
impl fmt::Debug for Token<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Appends base64url without padding.
pub(crate) fn encode(out: &mut String, bytes: impl AsRef<[u8]>) {
    URL_SAFE_NO_PAD.encode_append(bytes, out);
}

/// Exactly three parts.
fn split(token: &[u8]) -> Option<[&[u8]; 3]> {
    let (first, last) = (memchr(b'.', token)?, memrchr(b'.', token)?);
    // One dot alone is the first and the last.
    let payload = token.get(first + 1..last)?;
    if memchr(b'.', payload).is_some() {
        return None;
    }
    Some([token.get(..first)?, payload, token.get(last + 1..)?])
}

fn not_three_parts(token: &[u8]) -> DecodeError {
    DecodeError::NotThreeParts { found: 1 + memchr_iter(b'.', token).count() }
}

/// Appends a part's bytes.
fn decode(part: TokenPart, text: &[u8], out: &mut Vec<u8>) -> Result<(), DecodeError> {
    URL_SAFE_NO_PAD.decode_append(text, out).map_err(|_| not_base64url(part, text))
}

fn read_header(text: &[u8]) -> Result<Header, DecodeError> {
    if text.is_empty() {
        return Err(DecodeError::EmptyPart(TokenPart::Header));
    }
    let mut bytes = Vec::new();
    decode(TokenPart::Header, text, &mut bytes)?;
    let json = str::from_utf8(&bytes).map_err(|_| DecodeError::HeaderNotUtf8)?;
    let header = Header::from_json(json)?;
    if header.is_truthy() { Ok(header) } else { Err(DecodeError::HeaderNotAnObject) }
}

/// The encoded signature. A character outside the alphabet makes the token unreadable; a non-canonical encoding is
/// reported later, as an invalid signature.
fn read_signature(text: &[u8]) -> Result<&str, DecodeError> {
    let is_readable = URL_SAFE_NO_PAD.check(text).is_ok() || text.iter().copied().all(is_in_alphabet);
    let signature = if is_readable { str::from_utf8(text).ok() } else { None };
    signature.ok_or_else(|| not_base64url(TokenPart::Signature, text))
}

/// The fast decoder does not say where the text is wrong.
#[cold]
fn not_base64url(part: TokenPart, text: &[u8]) -> DecodeError {
    let error = ExplainingEngine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text).err();
    let position = error.map_or(text.len(), |error| base64_position(&error, text));
    DecodeError::Base64 { part, position }
}

fn is_in_alphabet(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as REFERENCE};
    use base64_simd::URL_SAFE_NO_PAD;

    /// The fast decoder is as strict as the reference one: every string of up to three characters from the alphabet and
    /// its neighbors, at every offset of a longer string that its wide and its narrow paths read.
    #[test]
    fn base64url_is_strict() {
        let characters: Vec<u8> = b"AQgw_-zZ09".iter().chain(b"+/=. \n\0~@[`{\x7f\x80\xff").copied().collect();
        for prefix in (0..48).step_by(4).chain([61, 62, 63, 64, 65]) {
            let mut text = vec![b'A'; prefix];
            for first in &characters {
                for second in &characters {
                    text.truncate(prefix);
                    text.extend([*first, *second]);
                    assert_eq!(URL_SAFE_NO_PAD.decode_to_vec(&text).ok(), REFERENCE.decode(&text).ok(), "{text:?}");
                    text.push(*first);
                    assert_eq!(URL_SAFE_NO_PAD.decode_to_vec(&text).ok(), REFERENCE.decode(&text).ok(), "{text:?}");
                }
            }
        }
        for byte in 0..=u8::MAX {
            for position in 0..70 {
                let mut text = vec![b'B'; 70];
                text[position] = byte;
                assert_eq!(
                    URL_SAFE_NO_PAD.decode_to_vec(&text).ok(),
                    REFERENCE.decode(&text).ok(),
                    "{byte} {position}"
                );
            }
        }
    }
}
