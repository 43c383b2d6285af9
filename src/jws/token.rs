//! The compact form (RFC 7515, section 7.1): three parts, strict canonical base64url, a size limit.

use base64_simd::{AsOut, URL_SAFE_NO_PAD};
use memchr::{memchr, memrchr};

use super::Header;
use crate::{alg::Signature, error::InvalidReason};

/// The longest token that is read unless an option says otherwise, in bytes.
pub(crate) const DEFAULT_MAX_TOKEN_SIZE: usize = 64 * 1024;

/// A token taken apart. Nothing in it is trusted yet.
pub(crate) struct Token<'t, 'p> {
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
    /// Takes a token apart, with npm's checks in npm's order. The buffer is cleared, then the payload is decoded into
    /// it.
    pub(crate) fn parse(token: &'t [u8], max_size: usize, buffer: &'p mut Vec<u8>) -> Result<Self, InvalidReason> {
        buffer.clear();
        if token.is_empty() {
            return Err(InvalidReason::TokenRequired);
        }
        if token.len() > max_size {
            return Err(InvalidReason::TooLarge { size: token.len(), limit: max_size });
        }
        let [header, payload, signature] = split(token).ok_or(InvalidReason::Malformed)?;
        let (message, _) = token.split_at(header.len() + 1 + payload.len());
        let signature_text = read_signature(signature)?;
        let header = Header::usual(header).map_or_else(|| read_header(header), Ok)?;
        decode(payload, buffer)?;
        Ok(Self { header, payload: buffer, text: token, message, signature_text })
    }

    pub(crate) const fn is_signed(&self) -> bool {
        !self.signature_text.is_empty()
    }

    /// The third part's bytes; `None` if it is not canonical. Short ones are decoded in place.
    pub(crate) fn signature(&self) -> Option<Signature> {
        let text = self.signature_text.as_bytes();
        if text.len() > Signature::INLINE / 3 * 4 {
            return URL_SAFE_NO_PAD.decode_to_vec(text).ok().map(Signature::from);
        }
        let mut bytes = [0; Signature::INLINE];
        let signature = URL_SAFE_NO_PAD.decode(text, bytes.as_mut_slice().as_out()).ok()?;
        Some(Signature::from(&*signature))
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

/// Appends a part's bytes; the part must not be empty.
fn decode(part: &[u8], out: &mut Vec<u8>) -> Result<(), InvalidReason> {
    if part.is_empty() {
        return Err(InvalidReason::InvalidToken);
    }
    URL_SAFE_NO_PAD.decode_append(part, out).map_err(|_| InvalidReason::InvalidToken)
}

fn read_header(part: &[u8]) -> Result<Header, InvalidReason> {
    let mut bytes = Vec::new();
    decode(part, &mut bytes)?;
    let json = str::from_utf8(&bytes).map_err(|_| InvalidReason::InvalidToken)?;
    let header = Header::from_json(json).filter(Header::is_truthy);
    header.ok_or(InvalidReason::InvalidToken)
}

/// The encoded signature. A character outside the alphabet makes the token unreadable; a non-canonical encoding is
/// reported later, as an invalid signature.
fn read_signature(part: &[u8]) -> Result<&str, InvalidReason> {
    if URL_SAFE_NO_PAD.check(part).is_ok() || part.iter().copied().all(is_in_alphabet) {
        return str::from_utf8(part).map_err(|_| InvalidReason::InvalidToken);
    }
    Err(InvalidReason::InvalidToken)
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
