//! Decoding without verification: [`decode`].

use std::fmt;

use crate::{
    claims::payload::{FromPayload, Payload},
    jws::{DEFAULT_MAX_TOKEN_SIZE, Header, Token},
};

/// A token that was read and **not verified**: anyone can have made it. `Debug` omits the signature so that logs
/// contain no usable token.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unverified<T> {
    /// The header.
    pub header: Header,
    /// The payload.
    pub payload: T,
    /// The signature, base64url-encoded as in the token; empty if the token is unsigned.
    pub signature: String,
}

impl<T: fmt::Debug> fmt::Debug for Unverified<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { header, payload, signature: _ } = self;
        f.debug_struct("Unverified").field("header", header).field("payload", payload).finish_non_exhaustive()
    }
}

/// Reads a token without checking its signature or claims, whatever its algorithm. Use it for routing and debugging; to
/// trust a token, [`verify`](crate::verify) it.
///
/// Like npm's `decode`, it returns `None` for anything that is not a token, and also if the payload is not a `T` or the
/// token is longer than 64 KiB ([`decode_with`] sets another limit).
///
/// ```
/// let token = "eyJhbGciOiJIUzI1NiJ9.eyJmb28iOiJiYXIifQ.c2lnbmF0dXJl";
/// let unverified = webtoken::decode::<serde_json::Value>(token).expect("a token");
/// assert_eq!(unverified.header.alg(), Some("HS256"));
/// assert_eq!(unverified.payload["foo"], "bar");
/// assert!(webtoken::decode::<serde_json::Value>("no token").is_none());
/// ```
#[must_use]
pub fn decode<T: FromPayload>(token: impl AsRef<[u8]>) -> Option<Unverified<T>> {
    decode_with(token, &DecodeOptions::new())
}

/// Like [`decode`], with npm's `json` option and another limit for the token's size.
///
/// ```
/// use webtoken::{DecodeOptions, decode_with};
/// let token = "eyJhbGciOiJIUzI1NiJ9.MTIz.c2lnbmF0dXJl";
/// assert_eq!(decode_with::<String>(token, &DecodeOptions::new()).expect("a token").payload, "123");
/// assert_eq!(decode_with::<u8>(token, &DecodeOptions::new().json(true)).expect("a token").payload, 123);
/// ```
#[must_use]
pub fn decode_with<T: FromPayload>(token: impl AsRef<[u8]>, options: &DecodeOptions) -> Option<Unverified<T>> {
    let mut buffer = Vec::new();
    let token = Token::parse(token.as_ref(), options.max_token_size, &mut buffer).ok()?;
    let (payload, _) = Payload::read(token.payload, options.json || token.header.is_jwt()).ok()?;
    let payload = T::from_payload(&payload).ok()?;
    Some(Unverified { payload, signature: token.signature_text.to_owned(), header: token.header })
}

/// Options of [`decode_with`](crate::decode_with).
#[derive(Debug, Clone)]
pub struct DecodeOptions {
    json: bool,
    max_token_size: usize,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl DecodeOptions {
    /// The defaults: payloads as npm reads them, tokens of at most 64 KiB.
    #[must_use]
    pub const fn new() -> Self {
        Self { json: false, max_token_size: DEFAULT_MAX_TOKEN_SIZE }
    }

    /// Reads the payload as JSON even if the header's `typ` is not `JWT` (npm's `json`).
    #[must_use]
    pub const fn json(mut self, json: bool) -> Self {
        self.json = json;
        self
    }

    /// The longest token that is read, in bytes.
    #[must_use]
    pub const fn max_token_size(mut self, bytes: usize) -> Self {
        self.max_token_size = bytes;
        self
    }
}
