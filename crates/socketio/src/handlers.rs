//! The handlers that `socketioxide` calls.

use std::{fmt::Display, pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use serde::de::IgnoredAny;
use socketioxide::{
    AckError,
    adapter::Adapter,
    extract::{AckSender, TryData},
    handler::{ConnectHandler, ConnectMiddleware, FromConnectParts, FromMessageParts, MessageHandler},
    socket::Socket,
};
use socketioxide_core::Value;

use crate::{
    auth::Auth,
    credentials::Message,
    error::UnauthorizedError,
    options::{AfterFailure, ErrorFormat},
    session::{Session, disconnect, gone, leave_rooms},
};

/// How long a client may take to acknowledge `unauthorized`.
const ACKNOWLEDGEMENT: Duration = Duration::from_mins(1);

/// The event `authenticated` has no arguments.
const NOTHING: [(); 0] = [];

type Refusal = Box<dyn Display + Send>;

/// The middleware of [`Auth::middleware`].
pub(crate) struct Middleware<T>(Auth<T>);

impl<T> Clone for Middleware<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<A: Adapter, T: Send + Sync + 'static> ConnectMiddleware<A, ()> for Middleware<T> {
    async fn call<'a>(&'a self, socket: Arc<Socket<A>>, payload: &'a Option<Value>) -> Result<(), Refusal> {
        let Ok(TryData(payload)) = TryData::<Message>::from_connect_parts(&socket, payload);
        let message = payload.map_err(|_| UnauthorizedError::bad_format());
        let result = match message {
            Ok(message) => self.connect(&socket, message.token.as_deref()).await,
            Err(error) => Err(error),
        };
        result.map_err(|error| refusal(&self.0, error, &socket))
    }
}

impl<T: Send + Sync + 'static> Middleware<T> {
    pub(crate) const fn new(auth: Auth<T>) -> Self {
        Self(auth)
    }

    async fn connect<A: Adapter>(
        &self,
        socket: &Arc<Socket<A>>,
        payload: Option<&str>,
    ) -> Result<(), UnauthorizedError> {
        let Self(auth) = self;
        let revocations = auth.revocations();
        let claims = auth.authenticate(socket.req_parts(), payload).await?;
        let session = Session::start(socket)?;
        if let Some(claims) = claims {
            session.authenticated(socket, auth, claims, revocations);
        }
        // The client can renew its token; no handler is called after that.
        socket.on::<_, ()>("authenticate", Authenticate { auth: auth.clone(), then: async || () });
        Ok(())
    }
}

/// What the client gets as the message of `connect_error`.
fn refusal<A: Adapter, T: Send + Sync + 'static>(
    auth: &Auth<T>,
    error: UnauthorizedError,
    socket: &Socket<A>,
) -> Refusal {
    let error = auth.reported(error, socket.req_parts());
    match auth.settings().error_format {
        ErrorFormat::Message => Box::new(error.message().to_owned()),
        ErrorFormat::Json => Box::new(serde_json::json!(error)),
    }
}

/// The handler of the event `authenticate`: the first time and for every renewal.
pub(crate) struct Authenticate<T, H> {
    auth: Auth<T>,
    /// Called when the client has authenticated for the first time.
    then: H,
}

impl<T, H: Clone> Clone for Authenticate<T, H> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), then: self.then.clone() }
    }
}

impl<T, H> Authenticate<T, H> {
    pub(crate) const fn new(auth: Auth<T>, then: H) -> Self {
        Self { auth, then }
    }
}

/// The middleware of [`Auth::on_authenticated`], which lets every client in. It is a middleware because the event must have its
/// handler before the client is told that it is connected.
impl<A, T, H, Args> ConnectMiddleware<A, Args> for Authenticate<T, H>
where
    A: Adapter,
    T: Send + Sync + 'static,
    H: ConnectHandler<A, Args>,
    Args: Send + Sync + 'static,
{
    async fn call<'a>(&'a self, socket: Arc<Socket<A>>, _: &'a Option<Value>) -> Result<(), Refusal> {
        let Self { auth, .. } = self;
        let session = Session::<T>::start(&socket).map_err(|error| refusal(auth, error, &socket))?;
        if auth.settings().required {
            session.set_deadline(&socket, auth.settings().timeout);
        }
        socket.on::<_, Args>("authenticate", self.clone());
        Ok(())
    }
}

impl<A, T, H, Args> MessageHandler<A, Args> for Authenticate<T, H>
where
    A: Adapter,
    T: Send + Sync + 'static,
    H: ConnectHandler<A, Args>,
    Args: Send + Sync + 'static,
{
    fn call(&self, socket: Arc<Socket<A>>, mut data: Value, ack_id: Option<i64>) {
        let token = token_of(&socket, &mut data, ack_id);
        let Ok(ack) = AckSender::from_message_parts(&socket, &mut data, &ack_id);
        let Some(session) = Session::<T>::of(&socket) else { return };
        let Ok(place) = Arc::clone(&session.places).try_acquire_owned() else {
            ack.send(&UnauthorizedError::from("too many tokens at once")).ok();
            return;
        };
        let this = self.clone();
        tokio::spawn(async move {
            let _turn = session.turn.lock().await;
            drop(place);
            if !socket.connected() || session.has_ended() {
                return;
            }
            let is_first = !session.is_authenticated();
            // A client that disconnects does not keep a lookup going.
            let authenticating = pin!(this.authenticate(&socket, &session, token));
            let Either::Left((result, _)) = select(authenticating, pin!(gone(&socket))).await else { return };
            if !socket.connected() || session.has_ended() {
                return;
            }
            match result {
                Ok(()) => {
                    ack.send(&()).ok();
                    socket.emit("authenticated", &NOTHING).ok();
                    if is_first {
                        this.then.call(Arc::clone(&socket), None);
                    }
                }
                Err(error) => {
                    let error = this.auth.reported(error, socket.req_parts());
                    ack.send(&error).ok();
                    this.refuse(&socket, &session, &error);
                }
            }
        });
    }
}

/// The token of the message. `emit("authenticate")` without data is no error, because the token may be in a cookie. Wrong data
/// is an error, even if there is a cookie.
fn token_of<A: Adapter>(
    socket: &Arc<Socket<A>>,
    data: &mut Value,
    ack_id: Option<i64>,
) -> Result<Option<String>, UnauthorizedError> {
    let Ok(TryData(message)) = TryData::<Option<Message>>::from_message_parts(socket, data, &ack_id);
    let Ok(TryData(anything)) = TryData::<IgnoredAny>::from_message_parts(socket, data, &ack_id);
    match (message, anything) {
        (Ok(message), _) => Ok(message.and_then(|message| message.token)),
        (Err(_), Err(_)) => Ok(None),
        (Err(_), Ok(_)) => Err(UnauthorizedError::datatype()),
    }
}

impl<T: Send + Sync + 'static, H> Authenticate<T, H> {
    async fn authenticate<A, Args>(
        &self,
        socket: &Arc<Socket<A>>,
        session: &Session<T>,
        token: Result<Option<String>, UnauthorizedError>,
    ) -> Result<(), UnauthorizedError>
    where
        A: Adapter,
        H: ConnectHandler<A, Args>,
    {
        let Self { auth, then } = self;
        let parts = socket.req_parts();
        let token = auth.settings().sources.of_event(parts, token?.as_deref())?;
        let revocations = auth.revocations();
        let claims = auth.verify(&token, parts).await?;
        if let Some(before) = session.last_claims() {
            same_user(before.user(), claims.user())?;
        }
        auth.check(&claims, parts).await?;
        // The handler's own middlewares, which may look at the claims.
        session.set_candidate(Some(claims.clone()));
        let allowed = auth.supervised(then.call_middleware(Arc::clone(socket), &None)).await;
        let allowed = allowed
            .map_err(UnauthorizedError::check)
            .and_then(|allowed| allowed.map_err(|error| error.to_string().into()));
        session.set_candidate(None);
        allowed?;
        // A client that has disconnected in the meantime joins no room: rooms belong to the connection, on which the client may
        // have another socket by now.
        if socket.connected() {
            session.authenticated(socket, auth, claims, revocations);
            if !socket.connected() {
                leave_rooms(socket);
            }
        }
        Ok(())
    }

    /// Sends `unauthorized`. A client that acknowledges it is disconnected.
    fn refuse<A: Adapter>(&self, socket: &Arc<Socket<A>>, session: &Session<T>, error: &UnauthorizedError) {
        let settings = self.auth.settings();
        let is_last = session.fail() >= settings.max_attempts;
        let action = if is_last { AfterFailure::Disconnect(Duration::ZERO) } else { settings.after_failure };
        let (wait, is_end) = match action {
            AfterFailure::Disconnect(after) => (after, true),
            AfterFailure::Retry => (ACKNOWLEDGEMENT, false),
        };
        let answer = socket.timeout(wait).emit_with_ack::<_, IgnoredAny>("unauthorized", &error.event());
        let weak = Arc::downgrade(socket);
        let acknowledgement = tokio::spawn(async move {
            let is_acknowledged = match answer {
                Ok(answer) => !matches!(answer.await, Err(AckError::Timeout | AckError::Socket(_))),
                Err(_) => false,
            };
            if let Some(socket) = weak.upgrade()
                && (is_acknowledged || is_end)
            {
                disconnect::<A, T>(socket.into());
            }
        });
        if is_end {
            session.end();
        } else {
            session.set_acknowledgement(acknowledgement.abort_handle());
        }
    }
}

/// A client renews its own token, and does not become someone else.
fn same_user(before: Option<&str>, now: Option<&str>) -> Result<(), UnauthorizedError> {
    match before {
        Some(user) if now == Some(user) => Ok(()),
        Some(user) => Err(UnauthorizedError::invalid_token(format!("jwt subject invalid. expected: {user}"))),
        None => Err(UnauthorizedError::invalid_token("a token without a subject cannot be renewed")),
    }
}

#[cfg(test)]
mod tests {
    use super::same_user;

    #[test]
    fn renewal_is_for_the_same_user() {
        assert!(same_user(Some("alice"), Some("alice")).is_ok());
        for (before, now) in [(Some("alice"), Some("bob")), (Some("alice"), None), (None, Some("alice")), (None, None)]
        {
            assert!(same_user(before, now).is_err(), "{before:?} {now:?}");
        }
    }
}
