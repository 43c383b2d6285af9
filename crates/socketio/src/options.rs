//! The options of [`authorize`](crate::authorize).

use std::{fmt, future::Future, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webtoken::{AsyncKeyProvider, IntoVerifyingKey, Verified, VerifyOptions, error::BoxError};

use crate::{
    claims::Claims,
    credentials::{CookieSource, Sources},
    error::UnauthorizedError,
    keys::{KeySource, SecretRequest},
};

/// How clients are authenticated. `T` is the application's type of claims.
///
/// ```
/// use std::time::Duration;
/// use webtoken::{VerifyOptions, alg};
/// use webtoken_socketio::{ErrorFormat, Options, authorize};
/// let options = Options::new("shhhhh")
///     .verify(VerifyOptions::strict().algorithms([alg::HS256]).audience("urn:chat"))
///     .timeout(Duration::from_secs(15))
///     .error_format(ErrorFormat::Json);
/// let auth = authorize::<serde_json::Value>(options)?;
/// # Ok::<(), webtoken_socketio::AuthorizeError>(())
/// ```
#[must_use]
pub struct Options<T> {
    pub(crate) keys: KeySource,
    pub(crate) settings: Settings,
    pub(crate) map: Box<MapFn<T>>,
    pub(crate) check: Option<Box<CheckFn<T>>>,
    /// A check of other claims than those of `map`, which [`authorize`](crate::authorize) refuses.
    pub(crate) has_lost_check: bool,
}

/// The options that do not depend on the type of the claims.
pub(crate) struct Settings {
    pub(crate) verify: VerifyOptions,
    pub(crate) identity: Box<NameFn>,
    pub(crate) session: Box<NameFn>,
    pub(crate) sources: Sources,
    pub(crate) required: bool,
    pub(crate) timeout: Duration,
    pub(crate) max_attempts: u32,
    pub(crate) after_failure: AfterFailure,
    pub(crate) lookup_timeout: Duration,
    pub(crate) expiry_warning: Duration,
    pub(crate) error_format: ErrorFormat,
    pub(crate) hide_reason: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            verify: VerifyOptions::new(),
            identity: Box::new(|claims| string(claims, "sub")),
            session: Box::new(|claims| string(claims, "sid")),
            sources: Sources::default(),
            required: true,
            timeout: Duration::from_secs(15),
            max_attempts: 5,
            after_failure: AfterFailure::default(),
            lookup_timeout: Duration::from_secs(10),
            expiry_warning: Duration::from_mins(1),
            error_format: ErrorFormat::default(),
            hide_reason: false,
        }
    }
}

fn string(claims: &Value, name: &str) -> Option<String> {
    claims.get(name)?.as_str().map(str::to_owned)
}

pub(crate) type MapFn<T> = dyn Fn(Verified<Value>) -> Result<T, BoxError> + Send + Sync;
pub(crate) type CheckFn<T> = dyn Fn(CheckRequest<T>) -> BoxFuture<'static, Result<(), UnauthorizedError>> + Send + Sync;
type NameFn = dyn Fn(&Value) -> Option<String> + Send + Sync;

/// The input of the additional check: the verified claims, and the HTTP request.
pub struct CheckRequest<T> {
    pub(crate) claims: Claims<T>,
    pub(crate) parts: Parts,
}

impl<T> CheckRequest<T> {
    /// The verified claims.
    #[must_use]
    pub const fn claims(&self) -> &Claims<T> {
        &self.claims
    }

    /// The HTTP request: the first one of the connection, or that given to
    /// [`authenticate_request`](crate::Auth::authenticate_request).
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }
}

/// The action after a failed `authenticate` (`callback` of `socketio-jwt`). A client that acknowledges the event
/// `unauthorized` is disconnected at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterFailure {
    /// The client may try again until the deadline. The socket is disconnected at failure number [`Options::max_attempts`] in
    /// a row. This is the default.
    #[default]
    Retry,
    /// The socket is disconnected after this time, and cannot authenticate in the meantime. npm's `callback: false` is
    /// [`Duration::ZERO`].
    Disconnect(Duration),
}

/// The format of the message of `connect_error`. `socketioxide` cannot send the `data` field that `socketio-jwt` sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ErrorFormat {
    /// The message alone, as in npm. This is the default.
    #[default]
    Message,
    /// The JSON object `{"message", "code", "type"}` as a string.
    Json,
}

impl<T: DeserializeOwned> Options<T> {
    /// Verifies tokens with one secret or key: everything that [`webtoken::verify`] accepts.
    pub fn new(secret: impl IntoVerifyingKey) -> Self {
        Self::with(KeySource::Key(secret.into_verifying_key()))
    }

    /// Verifies tokens with the keys of a provider, such as a [`JwkSet`](webtoken::JwkSet).
    pub fn with_provider(provider: impl AsyncKeyProvider + 'static) -> Self {
        Self::with(KeySource::Provider(Arc::new(provider)))
    }

    /// Verifies tokens with the secret that a function returns: npm's `secret: (request, header, payload, callback)`. The
    /// function is called for well-formed tokens only. Its errors have the code `invalid_secret`. Return
    /// [`LookupError::not_found`](webtoken::LookupError::not_found) or `None` if there is no secret for this token; for every
    /// other error the HTTP layer answers that the client may try again.
    ///
    /// ```
    /// use webtoken::LookupError;
    /// use webtoken_socketio::{Options, SecretRequest, authorize};
    /// let options = Options::with_lookup(async |request: SecretRequest| {
    ///     match request.parts().headers.get("x-tenant").map(|tenant| tenant.as_bytes()) {
    ///         Some(b"acme") => Ok("acme's secret"),
    ///         _ => Err(LookupError::not_found("no such tenant")),
    ///     }
    /// });
    /// let auth = authorize::<serde_json::Value>(options)?;
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    pub fn with_lookup<F, Fut, K, E>(lookup: F) -> Self
    where
        F: Fn(SecretRequest) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<K, E>> + Send + 'static,
        K: IntoVerifyingKey,
        E: Into<BoxError>,
    {
        Self::with(KeySource::lookup(lookup))
    }

    fn with(keys: KeySource) -> Self {
        Self {
            keys,
            settings: Settings::default(),
            map: Box::new(|verified| Ok(serde_json::from_value(verified.payload)?)),
            check: None,
            has_lost_check: false,
        }
    }
}

impl Options<Value> {
    /// Sets a function that converts the verified token into the application's claims (npm's `customDecoded`). By default the
    /// payload is deserialized. If the function returns an error, the token is refused. Call `map_claims` before
    /// [`check`](Options::check), because the check gets the converted claims.
    ///
    /// ```
    /// use webtoken_socketio::{Options, authorize};
    /// struct UserId(u64);
    /// let options = Options::new("shhhhh").map_claims(|verified| {
    ///     verified.payload["uid"].as_u64().map(UserId).ok_or("no uid")
    /// });
    /// let auth = authorize::<UserId>(options)?;
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    pub fn map_claims<T, E: Into<BoxError>>(
        self,
        map: impl Fn(Verified<Value>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Options<T> {
        Options {
            keys: self.keys,
            settings: self.settings,
            map: Box::new(move |verified| map(verified).map_err(Into::into)),
            check: None,
            has_lost_check: self.check.is_some(),
        }
    }
}

impl<T> Options<T> {
    /// The options of [`webtoken::verify`]: algorithms, audience, issuer, tolerance and so on. A token in the `auth` payload or in
    /// the event `authenticate` has at most 64 KiB, even if `max_token_size` allows more.
    pub fn verify(mut self, options: VerifyOptions) -> Self {
        self.settings.verify = options;
        self
    }

    /// An additional check of a verified token (npm's `additional_auth`), for example for revocation. It runs in every mode and
    /// for every renewal. Its error is an [`UnauthorizedError`]; a string gets the code `unknown`, and so
    /// does another error, whose message is only logged.
    ///
    /// ```
    /// use std::{collections::HashSet, sync::{Arc, Mutex}};
    /// use webtoken_socketio::{CheckRequest, Options, UnauthorizedError, authorize};
    /// let revoked: Arc<Mutex<HashSet<String>>> = Arc::default();
    /// let options = Options::new("shhhhh").check(move |request: CheckRequest<serde_json::Value>| {
    ///     let revoked = Arc::clone(&revoked);
    ///     async move {
    ///         let session = request.claims().session().ok_or("no session")?;
    ///         let is_revoked = revoked.lock().is_ok_and(|revoked| revoked.contains(session));
    ///         if is_revoked { Err(UnauthorizedError::revoked()) } else { Ok(()) }
    ///     }
    /// });
    /// let auth = authorize(options)?;
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    pub fn check<F, Fut, E>(mut self, check: F) -> Self
    where
        F: Fn(CheckRequest<T>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<UnauthorizedError>,
    {
        self.check = Some(Box::new(move |request| {
            let result = check(request);
            Box::pin(async move { result.await.map_err(Into::into) })
        }));
        self
    }

    /// Sets how the user is found in the claims. The default is the claim `sub`, if it is a string. A client can renew its token
    /// only for the same user. [`Auth::revoke_user`](crate::Auth::revoke_user) finds sockets by this value.
    pub fn identity(mut self, identity: impl Fn(&Value) -> Option<String> + Send + Sync + 'static) -> Self {
        self.settings.identity = Box::new(identity);
        self
    }

    /// Sets how the session is found in the claims. The default is the claim `sid`, if it is a string.
    /// [`Auth::revoke_session`](crate::Auth::revoke_session) finds sockets by this value.
    pub fn session(mut self, session: impl Fn(&Value) -> Option<String> + Send + Sync + 'static) -> Self {
        self.settings.session = Box::new(session);
        self
    }

    /// Reads the token from this cookie as well. The page that connects must have one of these origins (`https://example.com`).
    /// List the server's own origin too, because browsers send `Origin` with every WebSocket. A request without `Origin` is
    /// accepted only if its header `Sec-Fetch-Site` is `same-origin`.
    ///
    /// Browsers send cookies with requests from every page; without the list, any page could act for its visitors. Programs
    /// that are not browsers must send the header `Origin` themselves.
    pub fn cookie<O: Into<String>>(mut self, name: impl Into<String>, origins: impl IntoIterator<Item = O>) -> Self {
        let origins = origins.into_iter().map(Into::into).collect();
        self.settings.sources.cookie = Some(CookieSource { name: name.into(), origins });
        self
    }

    /// Reads the token from this parameter of the URL as well (npm always reads `token`). It does not apply to the event
    /// `authenticate`. URLs are written to the logs of servers and proxies, and so are these tokens.
    pub fn query_parameter(mut self, name: impl Into<String>) -> Self {
        self.settings.sources.query = Some(name.into());
        self
    }

    /// Whether the header `Authorization` must contain the token: `false` by default. The same token may be in other places
    /// too; a different one is an error. It does not apply to the event `authenticate`.
    pub fn auth_header_required(mut self, required: bool) -> Self {
        self.settings.sources.header_required = required;
        self
    }

    /// Whether a client must have a token: `true` by default. With `false`, a client without a token may connect and has no
    /// [`Claims`], and [`timeout`](Self::timeout) does not apply. An invalid token is always refused.
    pub fn required(mut self, required: bool) -> Self {
        self.settings.required = required;
        self
    }

    /// The time that a client has to authenticate after [`Auth::on_authenticated`](crate::Auth::on_authenticated) let it in: 15
    /// seconds by default. Failed attempts do not extend or stop it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// The number of failures of `authenticate` in a row at which the socket is disconnected: 5 by default. A success resets the
    /// count.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.settings.max_attempts = attempts;
        self
    }

    /// The action after a failed `authenticate` (npm's `callback`).
    pub fn after_failure(mut self, action: AfterFailure) -> Self {
        self.settings.after_failure = action;
        self
    }

    /// The time limit of the lookup of the secret, and separately of the additional check: 10 seconds each by default. It also
    /// limits the middlewares of the handler of [`Auth::on_authenticated`](crate::Auth::on_authenticated). A client that exceeds
    /// it is refused.
    pub fn lookup_timeout(mut self, timeout: Duration) -> Self {
        self.settings.lookup_timeout = timeout;
        self
    }

    /// How long before the expiry the client gets `token_expiring` with the number of seconds left: 60 seconds by default. It is
    /// at most half of the time that the token has left when the client presents it.
    pub fn expiry_warning(mut self, warning: Duration) -> Self {
        self.settings.expiry_warning = warning;
        self
    }

    /// The format of the message of `connect_error`.
    pub fn error_format(mut self, format: ErrorFormat) -> Self {
        self.settings.error_format = format;
        self
    }

    /// Replaces every error of the verification, the lookup and the check by `invalid_token`, "invalid token". Errors
    /// about missing or malformed credentials are not replaced. Neither are `invalid_origin` and, when an authenticated socket
    /// ends, `token_expired` and `token_revoked`.
    pub fn hide_reason(mut self, hide: bool) -> Self {
        self.settings.hide_reason = hide;
        self
    }
}

/// Omits the key and the functions.
impl<T> fmt::Debug for Options<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("verify", &self.settings.verify)
            .field("sources", &self.settings.sources)
            .field("required", &self.settings.required)
            .field("timeout", &self.settings.timeout)
            .field("max_attempts", &self.settings.max_attempts)
            .field("after_failure", &self.settings.after_failure)
            .field("lookup_timeout", &self.settings.lookup_timeout)
            .field("expiry_warning", &self.settings.expiry_warning)
            .field("error_format", &self.settings.error_format)
            .field("hide_reason", &self.settings.hide_reason)
            .finish_non_exhaustive()
    }
}
