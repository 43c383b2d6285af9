//! [`authorize`], and what it returns.

use std::{
    fmt,
    future::Future,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures_util::FutureExt;
use http::{Uri, request::Parts};
use serde_json::Value;
use socketioxide::{
    BroadcastError, SocketIo,
    adapter::Adapter,
    handler::{ConnectHandler, ConnectMiddleware},
};
use tokio::time::timeout;
use tracing::debug;
use webtoken::{
    Verified,
    claims::{Claims as RegisteredClaims, Validator},
    error::BoxError,
};

use crate::{
    claims::{Claims, Inner as ClaimsInner},
    error::{AuthorizeError, Stopped, UnauthorizedError},
    handlers::{Authenticate, Middleware},
    keys::Keys,
    layer::AuthLayer,
    options::{CheckFn, CheckRequest, MapFn, Options, Settings},
    session::{Session, end},
};

/// The room of all authenticated sockets of a namespace. Emit to this room instead of the namespace if some sockets may not be
/// authenticated.
pub const AUTHENTICATED_ROOM: &str = "webtoken:authenticated";

/// Creates an [`Auth`]: parses the key and checks the options.
///
/// ```
/// use webtoken_socketio::{AuthorizeError, Options, authorize};
/// assert!(authorize::<serde_json::Value>(Options::new("shhhhh")).is_ok());
/// assert!(matches!(authorize::<serde_json::Value>(Options::new("")), Err(AuthorizeError::NoSecret)));
/// ```
///
/// # Errors
/// [`AuthorizeError`].
pub fn authorize<T>(options: Options<T>) -> Result<Auth<T>, AuthorizeError> {
    let Options { keys, settings, map, check, has_lost_check } = options;
    if has_lost_check {
        return Err(AuthorizeError::CheckBeforeMap);
    }
    if let Some(cookie) = &settings.sources.cookie {
        cookie.validate()?;
    }
    let keys = keys.bind(&settings.verify)?;
    Ok(Auth(Arc::new(Inner { keys, settings, map, check, revocations: AtomicU64::new(0) })))
}

/// Authenticates sockets. Cheap to clone. Use clones of one value for all namespaces, so that a revocation concerns all of them.
pub struct Auth<T>(Arc<Inner<T>>);

struct Inner<T> {
    keys: Keys,
    settings: Settings,
    map: Box<MapFn<T>>,
    check: Option<Box<CheckFn<T>>>,
    /// How many revocations there were.
    revocations: AtomicU64,
}

impl<T: Send + Sync + 'static> Auth<T> {
    /// Lets only clients with a valid token into a namespace and calls the handler for them. Other clients get `connect_error`.
    /// With [`Options::required`]`(false)` clients without a token are let in too.
    ///
    /// It is short for `handler.with(auth.middleware())`, and works for dynamic namespaces too.
    ///
    /// ```
    /// use serde_json::Value;
    /// use socketioxide::{SocketIo, extract::SocketRef};
    /// use webtoken_socketio::{Claims, Options, authorize};
    /// let auth = authorize::<Value>(Options::new("shhhhh"))?;
    /// let (layer, io) = SocketIo::new_layer();
    /// async fn connected(socket: SocketRef, user: Claims<Value>) {
    ///     socket.emit("welcome", &user["name"]).ok();
    /// }
    /// io.ns("/", auth.guard(connected));
    /// io.dyn_ns("/room/{id}", auth.guard(connected)).expect("the pattern is valid");
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    pub fn guard<A, H, Args>(&self, handler: H) -> impl ConnectHandler<A, Args> + use<A, H, Args, T>
    where
        A: Adapter,
        H: ConnectHandler<A, Args>,
        Args: Send + Sync + 'static,
    {
        handler.with(self.middleware())
    }

    /// The middleware of [`guard`](Self::guard), for a chain with others. In `socketioxide` the middleware
    /// that is added last runs first, so add this one after those that need [`Claims`].
    ///
    /// When a client renews its token, [`Options::check`] runs and other middlewares do not. Put a condition that must stay true,
    /// such as a role, into the check. A namespace can have one guard for each type of claims.
    ///
    /// ```
    /// use socketioxide::{SocketIo, extract::SocketRef, handler::ConnectHandler};
    /// use webtoken_socketio::{Claims, Options, authorize};
    /// #[derive(serde::Deserialize)]
    /// struct User {
    ///     language: String,
    /// }
    /// async fn is_supported(user: Claims<User>) -> Result<(), &'static str> {
    ///     if user.language == "en" { Ok(()) } else { Err("language not supported") }
    /// }
    /// async fn connected(socket: SocketRef) {}
    ///
    /// let auth = authorize::<User>(Options::new("shhhhh"))?;
    /// let (layer, io) = SocketIo::new_layer();
    /// io.ns("/", connected.with(is_supported).with(auth.middleware()));
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    #[must_use]
    pub fn middleware<A: Adapter>(&self) -> impl ConnectMiddleware<A, ()> + use<A, T> {
        Middleware::new(self.clone())
    }

    /// Lets every client into a namespace and waits for the event `authenticate` with `{ token }`. The client gets
    /// `authenticated` or `unauthorized`. After the first success the handler is called, once. A client that does not succeed
    /// within [`Options::timeout`] is disconnected. With `emitWithAck` the answer is `null` or the error.
    ///
    /// Attach the event handlers of the application in this handler, and emit to [`AUTHENTICATED_ROOM`]: then a socket that
    /// is not authenticated can neither send nor receive.
    ///
    /// ```
    /// use serde_json::Value;
    /// use socketioxide::{SocketIo, extract::{Data, SocketRef}};
    /// use webtoken_socketio::{AUTHENTICATED_ROOM, Claims, Options, authorize};
    /// let auth = authorize::<Value>(Options::new("shhhhh"))?;
    /// let (layer, io) = SocketIo::new_layer();
    /// io.ns("/", auth.on_authenticated(async |socket: SocketRef| {
    ///     socket.on("say", async |socket: SocketRef, user: Claims<Value>, Data(text): Data<String>| {
    ///         socket.to(AUTHENTICATED_ROOM).emit("said", &(&user["name"], text)).await.ok();
    ///     });
    /// }));
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    ///
    /// The handler gets no `auth` payload: the extractor `Data` fails in it. Middlewares of the handler run at every
    /// `authenticate`, also for renewals. If one refuses, the client gets `unauthorized` with the code `unknown`.
    pub fn on_authenticated<A, H, Args>(&self, handler: H) -> impl ConnectHandler<A, ()> + use<A, H, Args, T>
    where
        A: Adapter,
        H: ConnectHandler<A, Args>,
        Args: Send + Sync + 'static,
    {
        (async || ()).with(Authenticate::new(self.clone(), handler))
    }

    /// A layer in front of `socketioxide`. A request without a valid token gets `{"message", "code", "type"}` as JSON with status
    /// 401 (503 if the token could not be checked in time, 500 if the server is at fault), and no connection is opened. Handlers
    /// get the claims as [`Claims`].
    ///
    /// If the path of `socketioxide` is not `/socket.io`, set it with [`AuthLayer::path`]; otherwise the layer checks nothing.
    ///
    /// The token cannot be in the `auth` payload, which the client sends later. Guard the namespaces as well: the layer alone
    /// does not disconnect a socket when its token expires.
    ///
    /// ```
    /// use webtoken_socketio::{Options, authorize};
    /// let auth = authorize::<serde_json::Value>(Options::new("shhhhh"))?;
    /// let (socketio, io) = socketioxide::SocketIo::new_layer();
    /// // The layer that is added last runs first.
    /// let app: axum::Router = axum::Router::new().layer(socketio).layer(auth.layer());
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    pub fn layer(&self) -> AuthLayer<T> {
        AuthLayer::new(self.clone())
    }

    /// Disconnects every socket of a user that a guard or [`on_authenticated`](Self::on_authenticated) let in, in all namespaces
    /// and through the adapter on all servers. Clients get `unauthorized` with the code `token_revoked` first.
    ///
    /// On this server it finds the sockets whose claims are of the type `T`. Clients may connect again. Before you call this,
    /// make [`Options::check`] refuse the tokens of the user with [`UnauthorizedError::revoked`].
    ///
    /// # Errors
    /// [`BroadcastError`] if the adapter cannot reach the other servers. The sockets of this server are disconnected even
    /// then.
    pub async fn revoke_user<A: Adapter>(&self, io: &SocketIo<A>, user: &str) -> Result<(), BroadcastError> {
        self.revoke(io, user_room(user), |claims| claims.user() == Some(user)).await
    }

    /// Like [`revoke_user`](Self::revoke_user), for the sockets of one session ([`Options::session`]).
    ///
    /// # Errors
    /// [`BroadcastError`] if the adapter cannot reach the other servers. The sockets of this server are disconnected even
    /// then.
    pub async fn revoke_session<A: Adapter>(&self, io: &SocketIo<A>, session: &str) -> Result<(), BroadcastError> {
        self.revoke(io, session_room(session), |claims| claims.session() == Some(session)).await
    }

    async fn revoke<A: Adapter>(
        &self,
        io: &SocketIo<A>,
        room: String,
        is_revoked: impl Fn(&Claims<T>) -> bool,
    ) -> Result<(), BroadcastError> {
        self.0.revocations.fetch_add(1, Ordering::SeqCst);
        let error = UnauthorizedError::revoked();
        let namespaces: Vec<String> = io.nsps().iter().map(|ns| ns.ns_path().to_owned()).collect();
        let mut result = Ok(());
        for namespace in &namespaces {
            // On this server, by what their tokens say: the application may have made them leave their rooms.
            let Some(ns) = io.of(namespace) else { continue };
            for socket in ns.clone().sockets() {
                let claims = Session::<T>::of(&socket).and_then(|session| session.last_claims());
                if claims.is_some_and(|claims| is_revoked(&claims)) {
                    end::<A, T>(socket, &error);
                }
            }
            // On the others, by their rooms.
            let elsewhere = ns.within(room.clone());
            result = result.and(reached(elsewhere.clone().emit("unauthorized", &error.event()).await));
            result = result.and(reached(elsewhere.disconnect().await));
        }
        result
    }

    /// The URL of a request for a log. Tokens in its query are replaced by `REDACTED`.
    ///
    /// ```
    /// use webtoken_socketio::{Options, authorize};
    /// let auth = authorize::<serde_json::Value>(Options::new("shhhhh").query_parameter("jwt"))?;
    /// let uri = "/socket.io/?EIO=4&jwt=a.b.c".parse().expect("an address");
    /// assert_eq!(auth.redacted(&uri), "/socket.io/?EIO=4&jwt=REDACTED");
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    #[must_use]
    pub fn redacted(&self, uri: &Uri) -> String {
        self.settings().sources.redacted(uri)
    }

    /// Authenticates an HTTP request outside of socket.io, for example the request for a new token. The token may be in the
    /// header, the cookie or the query.
    ///
    /// ```
    /// use http::Request;
    /// use webtoken::SignOptions;
    /// use webtoken_socketio::{Options, authorize};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let auth = authorize::<serde_json::Value>(Options::new("shhhhh"))?;
    /// let token = webtoken::sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new())?;
    /// let request = Request::post("/renew").header("authorization", format!("Bearer {token}")).body(())?;
    /// assert_eq!(auth.authenticate_request(&request.into_parts().0).await?.user(), Some("alice"));
    /// let request = Request::post("/renew").body(())?;
    /// assert_eq!(auth.authenticate_request(&request.into_parts().0).await.unwrap_err().code(), "credentials_required");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`UnauthorizedError`], as clients get it. A missing token is an error even if [`Options::required`] is `false`.
    pub async fn authenticate_request(&self, parts: &Parts) -> Result<Claims<T>, UnauthorizedError> {
        let claims =
            self.authenticate(parts, None).await.and_then(|claims| claims.ok_or(UnauthorizedError::required()));
        claims.map_err(|error| self.reported(error, parts))
    }

    /// Authenticates a connection by its HTTP request and the token in its payload. Returns `None` if there is no
    /// token and the token is optional.
    pub(crate) async fn authenticate(
        &self,
        parts: &Parts,
        payload: Option<&str>,
    ) -> Result<Option<Claims<T>>, UnauthorizedError> {
        let settings = self.settings();
        let Some(token) = settings.sources.of_connection(parts, payload)? else {
            return if settings.required { Err(UnauthorizedError::required()) } else { Ok(None) };
        };
        let claims = self.verify(&token, parts).await?;
        self.check(&claims, parts).await?;
        Ok(Some(claims))
    }

    /// Verifies a token, and makes the application's claims of it.
    pub(crate) async fn verify(&self, token: &str, parts: &Parts) -> Result<Claims<T>, UnauthorizedError> {
        let verifying = self.0.keys.verify(token, parts, &self.settings().verify);
        let verified = self.supervised(verifying).await.map_err(UnauthorizedError::lookup)??;
        self.supervised(async { self.claims(token, verified) }).await.map_err(UnauthorizedError::check)?
    }

    fn claims(&self, token: &str, verified: Verified<Value>) -> Result<Claims<T>, UnauthorizedError> {
        let settings = self.settings();
        let refused = |error: BoxError| UnauthorizedError::invalid_token(error.to_string());
        let registered = RegisteredClaims::from_value(&verified.payload).map_err(|error| refused(error.into()))?;
        let time_left = Validator::new(&settings.verify).time_left(&registered);
        Ok(Claims::new(ClaimsInner {
            header: verified.header.clone(),
            token: token.to_owned(),
            user: (settings.identity)(&verified.payload),
            session: (settings.session)(&verified.payload),
            expires_at: time_left.and_then(|left| whole_second(SystemTime::now()).checked_add(left)),
            payload: (self.0.map)(verified).map_err(refused)?,
        }))
    }

    /// The application's additional check.
    pub(crate) async fn check(&self, claims: &Claims<T>, parts: &Parts) -> Result<(), UnauthorizedError> {
        let Some(check) = &self.0.check else { return Ok(()) };
        let request = CheckRequest { claims: claims.clone(), parts: parts.clone() };
        self.supervised(async { check(request).await }).await.map_err(UnauthorizedError::check)?
    }

    /// Runs code of the application, which may take too long or panic.
    pub(crate) async fn supervised<F: Future>(&self, future: F) -> Result<F::Output, Stopped> {
        match timeout(self.settings().lookup_timeout, AssertUnwindSafe(future).catch_unwind()).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(_)) => Err(Stopped::Panicked),
            Err(_) => Err(Stopped::TimedOut),
        }
    }

    pub(crate) fn log(&self, error: &UnauthorizedError, parts: &Parts) {
        debug!(code = error.code(), reason = error.message(), request = self.redacted(&parts.uri), "refused");
    }

    /// Logs an error, and returns it as clients see it.
    pub(crate) fn reported(&self, error: UnauthorizedError, parts: &Parts) -> UnauthorizedError {
        self.log(&error, parts);
        if self.settings().hide_reason { error.without_reason() } else { error }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn revocations(&self) -> u64 {
        self.0.revocations.load(Ordering::SeqCst)
    }
}

impl<T> Clone for Auth<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Omits everything, so that the key is not logged.
impl<T> fmt::Debug for Auth<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").finish_non_exhaustive()
    }
}

/// `webtoken` counts in whole seconds, so the remaining time starts at the beginning of the current second.
fn whole_second(time: SystemTime) -> SystemTime {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A local socket whose queue is full is not an error here: `disconnect` tries again.
fn reached(result: Result<(), BroadcastError>) -> Result<(), BroadcastError> {
    match result {
        Err(BroadcastError::Socket(_)) => Ok(()),
        other => other,
    }
}

pub(crate) fn user_room(user: &str) -> String {
    format!("webtoken:user:{user}")
}

pub(crate) fn session_room(session: &str) -> String {
    format!("webtoken:session:{session}")
}
