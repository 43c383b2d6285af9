//! Decoding without verification: [`decode`].

use std::fmt;

use crate::{
    claims::payload::{FromPayload, Payload},
    error::DecodeError,
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
/// token is longer than 64 KiB. [`try_decode`] says why.
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
    try_decode(token, &DecodeOptions::new()).ok()
}

/// Like [`decode`], with npm's `json` option, another limit for the token's size, and an error that says what is wrong.
///
/// ```
/// use webtoken::{DecodeOptions, try_decode};
/// let token = "eyJhbGciOiJIUzI1NiJ9.MTIz.c2lnbmF0dXJl";
/// assert_eq!(try_decode::<String>(token, &DecodeOptions::new())?.payload, "123");
/// assert_eq!(try_decode::<u8>(token, &DecodeOptions::new().json(true))?.payload, 123);
/// let error = try_decode::<String>("no token", &DecodeOptions::new()).unwrap_err();
/// assert_eq!(error.to_string(), "expected three parts separated by dots, found 1");
/// # Ok::<(), webtoken::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError`] if it is not a token, or its payload is not a `T`.
pub fn try_decode<T: FromPayload>(
    token: impl AsRef<[u8]>,
    options: &DecodeOptions,
) -> Result<Unverified<T>, DecodeError> {
    let mut buffer = Vec::new();
    let token = Token::parse_jwt(options.max_token_size, token.as_ref(), &mut buffer)?;
    let (payload, _) = Payload::read(token.payload, options.json || token.header.is_jwt())?;
    let payload = T::from_payload(&payload)?;
    Ok(Unverified { payload, signature: token.signature_text.to_owned(), header: token.header })
}

/// Reads the header of a token. The payload need not be JSON. **Nothing is verified.**
///
/// ```
/// let header = webtoken::decode_header("eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.AAEC.c2ln")?;
/// assert_eq!((header.alg(), header.kid()), (Some("RS256"), Some("k1")));
/// # Ok::<(), webtoken::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError`] if it is not a token of at most 64 KiB.
pub fn decode_header(token: impl AsRef<[u8]>) -> Result<Header, DecodeError> {
    Ok(Token::parse(&token, &mut Vec::new())?.header)
}

/// Options of [`try_decode`](crate::try_decode).
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
