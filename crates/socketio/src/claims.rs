//! The verified claims, as handlers receive them.

use std::{convert::Infallible, fmt, ops::Deref, sync::Arc, time::SystemTime};

use socketioxide::{
    adapter::Adapter,
    handler::{FromConnectParts, FromDisconnectParts, FromMessageParts},
    socket::{DisconnectReason, Socket},
};
use socketioxide_core::Value;
use webtoken::Header;

use crate::session::Session;

/// The verified claims of a socket's token, as the application's type. Cheap to clone.
///
/// Use it as an argument of connect, message and disconnect handlers. A connect or message handler is not called if the
/// socket is not authenticated, or if its token has expired or was revoked. After a renewal, handlers get the new claims.
///
/// ```
/// use socketioxide::extract::SocketRef;
/// use webtoken_socketio::Claims;
/// #[derive(serde::Deserialize)]
/// struct User {
///     name: String,
/// }
///
/// async fn whoami(socket: SocketRef, user: Claims<User>) {
///     socket.emit("you are", &user.name).ok();
/// }
/// # socketioxide::SocketIo::new_layer().1.ns("/", whoami);
/// ```
///
/// `Debug` omits the token, so that logs contain no usable token.
pub struct Claims<T>(Arc<Inner<T>>);

pub(crate) struct Inner<T> {
    pub(crate) payload: T,
    pub(crate) header: Header,
    pub(crate) token: String,
    pub(crate) user: Option<String>,
    pub(crate) session: Option<String>,
    pub(crate) expires_at: Option<SystemTime>,
}

impl<T> Claims<T> {
    pub(crate) fn new(inner: Inner<T>) -> Self {
        Self(Arc::new(inner))
    }

    /// The payload of the token.
    #[must_use]
    pub fn payload(&self) -> &T {
        &self.0.payload
    }

    /// The token as the client sent it. Keep it out of logs: anyone with the token can act for the user.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.0.token
    }

    /// The header of the token.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.0.header
    }

    /// The user: the claim `sub`, or the result of [`Options::identity`](crate::Options::identity).
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.0.user.as_deref()
    }

    /// The session: the claim `sid`, or the result of [`Options::session`](crate::Options::session).
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.0.session.as_deref()
    }

    /// The time at which the socket is disconnected unless the client renews its token. `None` if the token does not expire.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    pub(crate) fn is_expired(&self) -> bool {
        self.0.expires_at.is_some_and(|expires_at| expires_at <= SystemTime::now())
    }
}

impl<T> Clone for Claims<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Claims<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.payload
    }
}

impl<T: fmt::Debug> fmt::Debug for Claims<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims").field("payload", &self.0.payload).field("user", &self.0.user).finish_non_exhaustive()
    }
}

/// The claims of a socket, or `None` if it is not authenticated. Use it with
/// [`Options::required(false)`](crate::Options::required).
#[derive(Debug)]
pub struct MaybeClaims<T>(pub Option<Claims<T>>);

impl<T> Clone for MaybeClaims<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The socket is not authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the socket is not authenticated")]
pub struct NotAuthenticated;

/// The claims of this socket in this namespace; otherwise those that the HTTP layer found.
fn current<A: Adapter, T: Send + Sync + 'static>(socket: &Socket<A>) -> Option<Claims<T>> {
    match Session::<T>::of(socket) {
        Some(session) => session.claims(),
        None => socket.req_parts().extensions.get::<Claims<T>>().filter(|claims| !claims.is_expired()).cloned(),
    }
}

/// The claims for a middleware. During a renewal these are the claims of the new token, which is not accepted yet.
fn candidate<A: Adapter, T: Send + Sync + 'static>(socket: &Socket<A>) -> Option<Claims<T>> {
    match Session::<T>::of(socket) {
        Some(session) => session.candidate(),
        None => current(socket),
    }
}

impl<A: Adapter, T: Send + Sync + 'static> FromConnectParts<A> for Claims<T> {
    type Error = NotAuthenticated;

    fn from_connect_parts(socket: &Arc<Socket<A>>, _: &Option<Value>) -> Result<Self, NotAuthenticated> {
        candidate(socket).ok_or(NotAuthenticated)
    }
}

impl<A: Adapter, T: Send + Sync + 'static> FromMessageParts<A> for Claims<T> {
    type Error = NotAuthenticated;

    fn from_message_parts(socket: &Arc<Socket<A>>, _: &mut Value, _: &Option<i64>) -> Result<Self, NotAuthenticated> {
        current(socket).ok_or(NotAuthenticated)
    }
}

/// The last claims, even if the token has expired. Use it only for sockets that are always authenticated: if an extractor of
/// a disconnect handler fails, `socketioxide` never frees the socket. [`MaybeClaims`] never fails.
impl<A: Adapter, T: Send + Sync + 'static> FromDisconnectParts<A> for Claims<T> {
    type Error = NotAuthenticated;

    fn from_disconnect_parts(socket: &Arc<Socket<A>>, _: DisconnectReason) -> Result<Self, NotAuthenticated> {
        last(socket).ok_or(NotAuthenticated)
    }
}

fn last<A: Adapter, T: Send + Sync + 'static>(socket: &Socket<A>) -> Option<Claims<T>> {
    match Session::<T>::of(socket) {
        Some(session) => session.last_claims(),
        None => socket.req_parts().extensions.get::<Claims<T>>().cloned(),
    }
}

impl<A: Adapter, T: Send + Sync + 'static> FromConnectParts<A> for MaybeClaims<T> {
    type Error = Infallible;

    fn from_connect_parts(socket: &Arc<Socket<A>>, _: &Option<Value>) -> Result<Self, Infallible> {
        Ok(Self(candidate(socket)))
    }
}

impl<A: Adapter, T: Send + Sync + 'static> FromMessageParts<A> for MaybeClaims<T> {
    type Error = Infallible;

    fn from_message_parts(socket: &Arc<Socket<A>>, _: &mut Value, _: &Option<i64>) -> Result<Self, Infallible> {
        Ok(Self(current(socket)))
    }
}

/// The last claims, even if the token has expired.
impl<A: Adapter, T: Send + Sync + 'static> FromDisconnectParts<A> for MaybeClaims<T> {
    type Error = Infallible;

    fn from_disconnect_parts(socket: &Arc<Socket<A>>, _: DisconnectReason) -> Result<Self, Infallible> {
        Ok(Self(last(socket)))
    }
}
