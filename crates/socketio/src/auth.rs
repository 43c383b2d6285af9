//! [`authorize`], and what it returns.

use std::{
    any::Any,
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
use socketioxide::{
    BroadcastError, SocketIo,
    adapter::Adapter,
    handler::{ConnectHandler, ConnectMiddleware},
};
use tokio::time::timeout;
use tracing::debug;
use webtoken::claims::{Claims as RegisteredClaims, Validator};

use crate::{
    claims::{Claims, Inner as ClaimsInner},
    error::{AuthorizeError, Stopped, UnauthorizedError},
    handlers::{Middleware, Waiting},
    keys::Keys,
    layer::AuthLayer,
    options::{CheckRequest, Options, Settings},
    session::{Session, disconnect},
};

/// The room of all sockets of a namespace that are authenticated. Emit to it, and not to the whole namespace, if sockets
/// that are not authenticated may be connected.
pub const AUTHENTICATED_ROOM: &str = "webtoken:authenticated";

/// Binds options: reads the key, and refuses options that are invalid.
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

/// Authenticates sockets. Cheap to clone.
pub struct Auth<T>(Arc<Inner<T>>);

struct Inner<T> {
    keys: Keys,
    settings: Settings,
    map: Arc<crate::options::MapFn<T>>,
    check: Option<Arc<crate::options::CheckFn<T>>>,
    /// How many revocations there were.
    revocations: AtomicU64,
}

impl<T: Send + Sync + 'static> Auth<T> {
    /// Lets only clients with a valid token into a namespace; for them it calls the handler. Others get a `connect_error`.
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

    /// The middleware of [`guard`](Self::guard), for a chain with others. As `socketioxide` defines it, the middleware that
    /// is added last runs first.
    ///
    /// ```
    /// use socketioxide::{SocketIo, extract::SocketRef, handler::ConnectHandler};
    /// use webtoken_socketio::{Claims, Options, authorize};
    /// #[derive(Clone, serde::Deserialize)]
    /// struct User {
    ///     admin: bool,
    /// }
    /// async fn is_admin(user: Claims<User>) -> Result<(), &'static str> {
    ///     if user.admin { Ok(()) } else { Err("not an administrator") }
    /// }
    /// async fn connected(socket: SocketRef) {}
    ///
    /// let auth = authorize::<User>(Options::new("shhhhh"))?;
    /// let (layer, io) = SocketIo::new_layer();
    /// io.ns("/admin", connected.with(is_admin).with(auth.middleware()));
    /// # Ok::<(), webtoken_socketio::AuthorizeError>(())
    /// ```
    #[must_use]
    pub fn middleware<A: Adapter>(&self) -> impl ConnectMiddleware<A, ()> + use<A, T> {
        Middleware::new(self.clone())
    }

    /// Lets every client into a namespace and waits for its event `authenticate` with `{token}`. After that it calls the
    /// handler, once. The client gets `authenticated`, or `unauthorized` with the reason; if it does not succeed in
    /// [`Options::timeout`], it is disconnected. An acknowledgement of `authenticate` gets `null` or the error.
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
    /// The handler has no `auth` payload, so that the extractor `Data` fails in it.
    pub fn on_authenticated<A, H, Args>(&self, handler: H) -> impl ConnectHandler<A, ()> + use<A, H, Args, T>
    where
        A: Adapter,
        H: ConnectHandler<A, Args>,
        Args: Send + Sync + 'static,
    {
        (async || ()).with(Waiting::new(self.clone(), handler))
    }

    /// A layer in front of `socketioxide` that answers with status 401 and `{"message", "code", "type"}` as JSON instead of
    /// opening a connection. Handlers get the claims as [`Claims`].
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

    /// Disconnects every socket of a user, in all namespaces and through the adapter on all servers. Clients get
    /// `unauthorized` with the code `token_revoked` first.
    ///
    /// Clients may connect again: before you call it, see to it that [`Options::check`] refuses the user's tokens, with
    /// [`UnauthorizedError::revoked`].
    ///
    /// # Errors
    /// [`BroadcastError`] if the adapter cannot reach the other servers. The sockets of this server are disconnected.
    pub async fn revoke_user<A: Adapter>(&self, io: &SocketIo<A>, user: &str) -> Result<(), BroadcastError> {
        self.revoke(io, user_room(user)).await
    }

    /// Like [`revoke_user`](Self::revoke_user), for the sockets of one session ([`Options::session`]).
    ///
    /// # Errors
    /// [`BroadcastError`] if the adapter cannot reach the other servers. The sockets of this server are disconnected.
    pub async fn revoke_session<A: Adapter>(&self, io: &SocketIo<A>, session: &str) -> Result<(), BroadcastError> {
        self.revoke(io, session_room(session)).await
    }

    async fn revoke<A: Adapter>(&self, io: &SocketIo<A>, room: String) -> Result<(), BroadcastError> {
        self.0.revocations.fetch_add(1, Ordering::SeqCst);
        let told = UnauthorizedError::revoked().event();
        let mut result = Ok(());
        let namespaces: Vec<String> = io.nsps().iter().map(|ns| ns.ns_path().to_owned()).collect();
        for namespace in namespaces {
            let sockets = || io.of(&namespace).map(|ns| ns.within(room.clone()));
            let (Some(here), Some(to_tell), Some(to_disconnect)) = (sockets(), sockets(), sockets()) else { continue };
            let here = here.sockets();
            for session in here.iter().filter_map(|socket| Session::<T>::of(socket)) {
                session.end();
            }
            debug!(ns = namespace, sockets = here.len(), "revoked");
            result = result.and(reached(to_tell.emit("unauthorized", &told).await));
            result = result.and(reached(to_disconnect.disconnect().await));
            for socket in here {
                tokio::spawn(disconnect(socket));
            }
        }
        result
    }

    /// The address of a request for a log, without tokens in its query.
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

    /// Authenticates an HTTP request outside of socket.io by the token in its header, cookie or query: for example the request
    /// with which a client asks for a new token.
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
    /// [`UnauthorizedError`], also if there is no token and [`Options::required`] is `false`. It contains the reason even if
    /// [`Options::hide_reason`] is set.
    pub async fn authenticate_request(&self, parts: &Parts) -> Result<Claims<T>, UnauthorizedError> {
        self.authenticate(parts, None).await?.ok_or(UnauthorizedError::required())
    }

    /// Authenticates a connection by its HTTP request and the token in its payload. None if there is no token and none is
    /// required.
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

    pub(crate) async fn verify(&self, token: &str, parts: &Parts) -> Result<Claims<T>, UnauthorizedError> {
        let settings = self.settings();
        let verified = self
            .ended(self.0.keys.verify(token, parts, &settings.verify))
            .await
            .map_err(UnauthorizedError::lookup)??;
        let claims = RegisteredClaims::from_value(&verified.payload)
            .map_err(|error| UnauthorizedError::invalid_token(error.to_string()))?;
        let time_left = Validator::new(&settings.verify).time_left(&claims);
        let user = (settings.identity)(&verified.payload);
        let session = (settings.session)(&verified.payload);
        let header = verified.header.clone();
        let payload = (self.0.map)(verified).map_err(|error| UnauthorizedError::invalid_token(error.to_string()))?;
        Ok(Claims::new(ClaimsInner {
            payload,
            header,
            token: token.to_owned(),
            user,
            session,
            expires_at: time_left.and_then(|left| whole_second(SystemTime::now()).checked_add(left)),
        }))
    }

    /// The application's additional check.
    pub(crate) async fn check(&self, claims: &Claims<T>, parts: &Parts) -> Result<(), UnauthorizedError> {
        let Some(check) = &self.0.check else { return Ok(()) };
        let request = CheckRequest { claims: claims.clone(), parts: Arc::new(parts.clone()) };
        self.ended(async { check(request).await }).await.map_err(UnauthorizedError::check)?
    }

    /// Runs code of the application, which may take too long or panic.
    pub(crate) async fn ended<F: Future>(&self, future: F) -> Result<F::Output, Stopped> {
        match timeout(self.settings().lookup_timeout, AssertUnwindSafe(future).catch_unwind()).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(panic)) => {
                let _: Box<dyn Any + Send> = panic;
                Err(Stopped::Panicked)
            }
            Err(_) => Err(Stopped::TimedOut),
        }
    }

    /// The error as clients see it; the log gets the reason in any case.
    pub(crate) fn told(&self, error: UnauthorizedError, parts: &Parts) -> UnauthorizedError {
        debug!(code = error.code(), reason = error.message(), request = self.redacted(&parts.uri), "refused");
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

/// Omits everything: the key, above all.
impl<T> fmt::Debug for Auth<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").finish_non_exhaustive()
    }
}

/// `webtoken` counts whole seconds, so the time that a token has left is from the beginning of the second.
fn whole_second(time: SystemTime) -> SystemTime {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Sockets of this server that do not read what they are sent are disconnected by other means.
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
