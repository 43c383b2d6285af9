use std::{sync::Arc, time::Duration};

use serde::ser::Error;
use webtoken::{
    Header, KeyError, NumericDate, SignError, SigningKey, VerifyError, VerifyOptions, alg, claims::Claims, jws,
    key::Zeroizing, verify,
};

use crate::{
    Members, UserData,
    claims::{self, Member},
};

/// The audience of `goinstant-auth`.
pub const AUDIENCE: &str = "goinstant.net";

/// Signs and verifies tokens with one key, which is wiped from memory when the last clone is dropped.
///
/// ```
/// use webtoken_goinstant::{Signer, UserData};
/// let signer = Signer::new("HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999")?;
/// assert_eq!(
///     signer.sign(&UserData::new("example.com", "bar", "bob"))?,
///     "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLmNvbSIsInN1YiI6ImJhciIsImRuIjoiYm9iIiwiYXVkIjoiZ29pbn\
///      N0YW50Lm5ldCJ9.3iuLIcs4uBsBATb1faxG8yciFyMQOQ-fav70FpgYXlc"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Signer {
    key: SigningKey,
    audience: String,
    lifetime: Option<Duration>,
}

/// A string that is not a key.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SignerKeyError {
    /// It is not base64, or contains no byte.
    #[error("Secret Key must be a base64url or base64")]
    NotBase64,
    /// Its bytes cannot be an HMAC secret: all are zero, or they are a key of another kind.
    #[error("Secret Key cannot be used")]
    Unusable(#[source] KeyError),
}

const UNREADABLE: SignError = SignError::UnsupportedHeader("nested too deeply, or a reserved name");

impl Signer {
    /// Reads a key in base64 or base64url; both alphabets may occur in one key. As in npm, every `=` at its end is ignored,
    /// and so are unused bits and a single character left over after the last byte. There is no least length: use 32
    /// random bytes.
    ///
    /// ```
    /// use webtoken_goinstant::Signer;
    /// assert!(Signer::new("ab+_").is_ok());
    /// let error = Signer::new("not a key").unwrap_err();
    /// assert_eq!(error.to_string(), "Secret Key must be a base64url or base64");
    /// ```
    ///
    /// # Errors
    /// [`SignerKeyError`]. A key of one character is refused, because it contains no byte.
    pub fn new(key: &str) -> Result<Self, SignerKeyError> {
        let to_base64url = |byte: u8| match byte {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        };
        let mut symbols = Zeroizing::new(key.trim_end_matches('=').bytes().map(to_base64url).collect::<Vec<u8>>());
        let is_symbol = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if symbols.len() < 2 || !symbols.iter().all(is_symbol) {
            return Err(SignerKeyError::NotBase64);
        }
        if symbols.len() % 4 == 1 {
            symbols.pop();
        }
        let key = SigningKey::from_base64_secret(symbols.as_slice()).map_err(SignerKeyError::Unusable)?;
        Ok(Self { key, audience: AUDIENCE.to_owned(), lifetime: None })
    }

    /// Another audience than [`AUDIENCE`], for signing and verifying.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = audience.into();
        self
    }

    /// How long tokens are valid, in whole seconds. They get the claim `exp` after all other claims; an `exp` in the user's
    /// `extra` is replaced, so that signing a verified user again renews the token. Without this call tokens do not expire,
    /// as in npm.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// A token for this user.
    ///
    /// # Errors
    /// [`SignError::Payload`] for claims in `extra` that could not be verified: `exp`, `nbf` or `iat` that is not a number,
    /// more than 127 levels of nesting, and names that `serde_json` reserves.
    pub fn sign(&self, user: &UserData) -> Result<String, SignError> {
        self.sign_with_header(user, Members::new())
    }

    /// A token with other header parameters as well. They come first; `typ` and `alg` are always `JWT` and `HS256`.
    ///
    /// ```
    /// use webtoken_goinstant::{Members, Signer, UserData};
    /// let signer = Signer::new("HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999")?;
    /// let header = Members::from([("kid".to_owned(), "k1".into()), ("alg".to_owned(), "none".into())]);
    /// let token = signer.sign_with_header(&UserData::new("example.com", "bar", "bob"), header)?;
    /// let header = webtoken::decode_header(&token)?;
    /// assert_eq!(header.as_json(), r#"{"kid":"k1","alg":"HS256","typ":"JWT"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`sign`](Self::sign), and [`SignError::UnsupportedHeader`] for a header that could not be verified: with
    /// `crit`, with `b64` unless it is `true`, nested more than 127 levels, or with a name that `serde_json` reserves.
    pub fn sign_with_header(&self, user: &UserData, mut header: Members) -> Result<String, SignError> {
        header.insert("typ".into(), "JWT".into());
        header.insert("alg".into(), "HS256".into());
        let header = Header::from_json(&jws::to_json(&header)?).map_err(|_| UNREADABLE)?;
        let mut claims = claims::of_user(user, &self.audience);
        if let Some(lifetime) = self.lifetime {
            let lifetime = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
            let expiry = NumericDate::now().as_secs().saturating_add(lifetime);
            claims.shift_remove("exp");
            claims.insert("exp", Member::Date(expiry));
        }
        let claims = jws::to_json(&claims)?;
        check(&claims).map_err(|error| SignError::Payload(Arc::new(serde_json::Error::custom(error))))?;
        jws::sign(&header, claims, &self.key)
    }

    /// The user of a token: the signature is valid, the algorithm is HS256, `typ` is `JWT` (in any case, or
    /// `application/jwt`), `aud` is this signer's audience or a list that contains it, and the token has not expired. A
    /// token without `exp` is accepted; [`verify_with`](Self::verify_with) shows how to refuse it.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify(&self, token: &str) -> Result<UserData, VerifyError> {
        self.verify_with(token, VerifyOptions::new())
    }

    /// Like [`verify`](Self::verify), with options of your own. Their audience, algorithms and `typ` are replaced.
    ///
    /// ```
    /// use webtoken::VerifyOptions;
    /// use webtoken_goinstant::{Signer, UserData};
    /// let signer = Signer::new("HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999")?;
    /// let token = signer.sign(&UserData::new("example.com", "bar", "bob"))?;
    /// let error = signer.verify_with(&token, VerifyOptions::strict()).unwrap_err();
    /// assert_eq!(error.code(), "claim_required");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify_with(&self, token: &str, options: VerifyOptions) -> Result<UserData, VerifyError> {
        let options = options.algorithms([alg::HS256]).audience(self.audience.as_str()).typ("JWT");
        Ok(verify(token, &self.key, &options)?.payload)
    }
}

/// Whether a verifier could read the claims.
fn check(claims: &str) -> Result<(), String> {
    let claims = Claims::from_json(claims).map_err(|error| error.to_string())?;
    for (name, date) in [("exp", claims.exp), ("nbf", claims.nbf), ("iat", claims.iat)] {
        if date.is_some_and(|date| date.as_f64().is_none()) {
            return Err(format!("\"{name}\" should be a number of seconds"));
        }
    }
    Ok(())
}
