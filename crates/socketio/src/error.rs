//! The error for clients, and the error for invalid options.

use std::{borrow::Cow, time::Duration};

use http::StatusCode;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::{Value, json};
use tracing::debug;
use webtoken::{Fault, InvalidReason, KeyError, VerifyError, error::BoxError};

/// Why a client was refused: the error that clients of npm's `socketio-jwt` receive.
///
/// It serializes as `{"message", "code", "type": "UnauthorizedError"}`.
///
/// ```
/// use webtoken_socketio::UnauthorizedError;
/// let error = UnauthorizedError::new("banned", "this user is banned");
/// assert_eq!(
///     serde_json::to_string(&error)?,
///     r#"{"message":"this user is banned","code":"banned","type":"UnauthorizedError"}"#
/// );
/// assert_eq!(UnauthorizedError::from("no reason").code(), "unknown");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UnauthorizedError {
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    cause: Cause,
}

/// What was wrong, for the HTTP status and for [`Options::hide_reason`](crate::Options::hide_reason).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// There is no token, or not in the expected place and form.
    Credentials,
    /// The token was refused.
    Token,
    /// The token could not be checked, because a key or the additional check was not available.
    Unavailable { retry_after: Option<Duration> },
    /// The token could not be checked, because the server is misconfigured or its code failed.
    Server,
}

impl UnauthorizedError {
    /// An error of the additional check ([`Options::check`](crate::Options::check)) with a code of its own. npm's
    /// `onError(message, code)` has the reverse order.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code: code.into(), message: message.into(), cause: Cause::Token }
    }

    /// A stable machine code. It is one of these, or one that the additional check chose:
    ///
    /// | code | meaning |
    /// |---|---|
    /// | `credentials_required` | there is no token (in the event `authenticate`: `invalid_token`, "invalid token datatype") |
    /// | `credentials_bad_format` | the token is not in the expected form, or there are two different tokens |
    /// | `missing_authorization_header` | [`Options::auth_header_required`](crate::Options::auth_header_required) is set, and there is no `Authorization: Bearer <token>` |
    /// | `invalid_origin` | a cookie was sent from a page whose origin is not allowed |
    /// | `invalid_token` | the token was refused |
    /// | `invalid_secret` | the lookup found no key, failed or timed out |
    /// | `unknown` | the additional check refused the client without a code, failed or timed out; or the client sent too many tokens at once |
    /// | `token_expired` | the token of an authenticated socket has expired |
    /// | `token_revoked` | the user or the session was revoked, or the check returned [`revoked`](Self::revoked) |
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message for people. If the token was refused, it is the message of npm's `jsonwebtoken`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The status of an HTTP response with this error: 401 if the client is at fault, 503 if the token could not be checked at
    /// the moment, 500 if the server is at fault.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self.cause {
            Cause::Credentials | Cause::Token => StatusCode::UNAUTHORIZED,
            Cause::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Cause::Server => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) const fn cause(&self) -> Cause {
        self.cause
    }

    /// The object of the event `unauthorized`, as `socketio-jwt` sends it.
    pub(crate) fn event(&self) -> Value {
        json!({ "message": self.message, "inner": { "message": self.message }, "data": self })
    }

    /// The same error without the reason for the refusal.
    pub(crate) fn without_reason(self) -> Self {
        match self.cause {
            Cause::Credentials => self,
            Cause::Token | Cause::Server | Cause::Unavailable { .. } => {
                Self { cause: self.cause, ..Self::invalid_token("invalid token") }
            }
        }
    }

    const fn of(cause: Cause, code: &'static str, message: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), message: Cow::Borrowed(message), cause }
    }

    pub(crate) const fn required() -> Self {
        Self::of(Cause::Credentials, "credentials_required", "no token provided")
    }

    pub(crate) const fn bad_format() -> Self {
        Self::of(Cause::Credentials, "credentials_bad_format", "Format is Authorization: Bearer [token]")
    }

    pub(crate) const fn two_tokens() -> Self {
        Self::of(Cause::Credentials, "credentials_bad_format", "two different tokens provided")
    }

    pub(crate) const fn missing_header() -> Self {
        Self::of(Cause::Credentials, "missing_authorization_header", "Server requires Authorization Header")
    }

    pub(crate) const fn origin() -> Self {
        Self::of(Cause::Credentials, "invalid_origin", "Origin not allowed to send the cookie")
    }

    /// Two guards of one namespace have the same type of claims.
    pub(crate) const fn two_sessions() -> Self {
        Self::of(Cause::Server, "unknown", "two guards for the same type of claims")
    }

    /// The event `authenticate` without a token that is a string.
    pub(crate) const fn datatype() -> Self {
        Self::of(Cause::Credentials, "invalid_token", "invalid token datatype")
    }

    pub(crate) fn invalid_token(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("invalid_token", message)
    }

    pub(crate) const fn expired() -> Self {
        Self::of(Cause::Token, "token_expired", "jwt expired")
    }

    /// The token was revoked: the code is `token_revoked`. Return it from the additional check. Clients then get the same error
    /// as from [`Auth::revoke_user`](crate::Auth::revoke_user).
    #[must_use]
    pub const fn revoked() -> Self {
        Self::of(Cause::Token, "token_revoked", "jwt revoked")
    }

    /// The lookup of the key did not end: it took too long or panicked.
    pub(crate) const fn lookup(stopped: Stopped) -> Self {
        let message = match stopped {
            Stopped::TimedOut => "the lookup of the secret timed out",
            Stopped::Panicked => "the lookup of the secret failed",
        };
        Self::of(stopped.cause(), "invalid_secret", message)
    }

    /// The additional check did not end.
    pub(crate) const fn check(stopped: Stopped) -> Self {
        let message = match stopped {
            Stopped::TimedOut => "the check timed out",
            Stopped::Panicked => "the check failed",
        };
        Self::of(stopped.cause(), "unknown", message)
    }
}

/// Why code of the application did not return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopped {
    TimedOut,
    Panicked,
}

impl Stopped {
    const fn cause(self) -> Cause {
        match self {
            Self::TimedOut => Cause::Unavailable { retry_after: None },
            Self::Panicked => Cause::Server,
        }
    }
}

impl From<VerifyError> for UnauthorizedError {
    fn from(error: VerifyError) -> Self {
        let is_of_lookup = matches!(error.reason(), Some(InvalidReason::KeyLookup(_)));
        let code = if is_of_lookup { "invalid_secret" } else { "invalid_token" };
        let cause = match error.fault() {
            Fault::Token => Cause::Token,
            Fault::Lookup { retry_after, .. } => Cause::Unavailable { retry_after },
            // `Configuration`, and what later versions of `webtoken` may add.
            _ => Cause::Server,
        };
        Self { code: code.into(), message: error.to_string().into(), cause }
    }
}

/// The code is `unknown`.
impl From<&'static str> for UnauthorizedError {
    fn from(message: &'static str) -> Self {
        Self::new("unknown", message)
    }
}

/// The code is `unknown`.
impl From<String> for UnauthorizedError {
    fn from(message: String) -> Self {
        Self::new("unknown", message)
    }
}

/// For the errors of databases and the like in the additional check: the client learns that the check failed, and the log why.
/// The status is 503.
impl From<BoxError> for UnauthorizedError {
    fn from(error: BoxError) -> Self {
        debug!(error, "the check failed");
        Self::of(Cause::Unavailable { retry_after: None }, "unknown", "the check failed")
    }
}

impl Serialize for UnauthorizedError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("UnauthorizedError", 3)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("code", &self.code)?;
        fields.serialize_field("type", "UnauthorizedError")?;
        fields.end()
    }
}

/// Options that [`authorize`](crate::authorize) refuses.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// An option of the verification is invalid.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The secret or key cannot be read.
    #[error(transparent)]
    Secret(#[from] KeyError),
    /// The secret is empty.
    #[error("secret or public key must be provided")]
    NoSecret,
    /// [`Options::check`](crate::Options::check) was called before [`Options::map_claims`](crate::Options::map_claims), so
    /// the check would get other claims than the handlers.
    #[error("map_claims must be called before check")]
    CheckBeforeMap,
    /// The list of origins contains a string that is not an origin such as `https://example.com`.
    #[error("invalid origin {0:?}: expected scheme://host or scheme://host:port")]
    Origin(String),
    /// A cookie needs a list of origins. Without it, every page could act for its visitors.
    #[error("a cookie requires at least one allowed origin")]
    NoOrigins,
}
