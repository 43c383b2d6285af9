//! The state of one socket in one namespace: its claims and its timers.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, SystemTime},
};

use socketioxide::{adapter::Adapter, extract::SocketRef, socket::Socket};
use socketioxide_core::adapter::Room;
use tokio::{sync::Semaphore, task::AbortHandle, time::sleep};
use tracing::debug;

use crate::{
    auth::{AUTHENTICATED_ROOM, Auth, session_room, user_room},
    claims::Claims,
    error::UnauthorizedError,
};

/// How many tokens of one socket may wait to be checked.
const WAITING: usize = 8;

/// The state of a socket. It is in the extensions of the socket; dropping it aborts its tasks.
pub(crate) struct Session<T> {
    state: Mutex<State<T>>,
    /// Locked while a token is checked, so that tokens are checked one at a time.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// For the tokens that wait for their turn. A token without a place is refused and not checked.
    pub(crate) places: Arc<Semaphore>,
}

struct State<T> {
    claims: Option<Claims<T>>,
    /// The claims of a token that the handler's middlewares have not allowed yet.
    candidate: Option<Claims<T>>,
    /// The socket is about to be disconnected; nothing authenticates it again.
    has_ended: bool,
    /// How often in a row `authenticate` failed.
    failures: u32,
    /// The task that waits for the deadline or for the expiry.
    timer: Option<AbortHandle>,
    /// The task that waits for the acknowledgement of `unauthorized`.
    acknowledgement: Option<AbortHandle>,
}

impl<T> Drop for Session<T> {
    fn drop(&mut self) {
        let state = self.lock();
        for task in state.timer.iter().chain(&state.acknowledgement) {
            task.abort();
        }
    }
}

impl<T> Session<T> {
    /// A poisoned lock is safe to use: no code panics in the middle of a change.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The claims, unless the session is over.
    pub(crate) fn claims(&self) -> Option<Claims<T>> {
        let state = self.lock();
        if state.has_ended {
            return None;
        }
        state.claims.clone().filter(|claims| !claims.is_expired())
    }

    pub(crate) fn last_claims(&self) -> Option<Claims<T>> {
        self.lock().claims.clone()
    }

    pub(crate) fn is_authenticated(&self) -> bool {
        self.lock().claims.is_some()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.lock().has_ended
    }

    /// Counts a failure and returns the number of failures in a row.
    pub(crate) fn fail(&self) -> u32 {
        let mut state = self.lock();
        state.failures = state.failures.saturating_add(1);
        state.failures
    }

    /// Only the latest `unauthorized` can be acknowledged.
    pub(crate) fn set_acknowledgement(&self, task: AbortHandle) {
        if let Some(old) = self.lock().acknowledgement.replace(task) {
            old.abort();
        }
    }

    /// The claims that a middleware looks at.
    pub(crate) fn candidate(&self) -> Option<Claims<T>> {
        let candidate = self.lock().candidate.clone();
        candidate.or_else(|| self.claims())
    }

    pub(crate) fn set_candidate(&self, claims: Option<Claims<T>>) {
        self.lock().candidate = claims;
    }

    /// Handlers with [`Claims`] are not called any more, and the client cannot authenticate again.
    pub(crate) fn end(&self) {
        self.lock().has_ended = true;
    }
}

impl<T: Send + Sync + 'static> Session<T> {
    /// The session of a socket, if a guard or an event handler of this crate made one.
    pub(crate) fn of<A: Adapter>(socket: &Socket<A>) -> Option<Arc<Self>> {
        socket.extensions.get::<Arc<Self>>()
    }

    /// A new session, of a client that is not authenticated yet. A second one for the same type of claims would take the place
    /// of the first, which would then not end with its token: it is refused.
    pub(crate) fn start<A: Adapter>(socket: &Socket<A>) -> Result<Arc<Self>, UnauthorizedError> {
        if Self::of(socket).is_some() {
            return Err(UnauthorizedError::two_sessions());
        }
        // Those of an earlier socket of the same connection, if a middleware panicked.
        leave_rooms(socket);
        let session = Arc::new(Self {
            state: Mutex::new(State {
                claims: None,
                candidate: None,
                has_ended: false,
                failures: 0,
                timer: None,
                acknowledgement: None,
            }),
            turn: tokio::sync::Mutex::default(),
            places: Arc::new(Semaphore::new(WAITING)),
        });
        socket.extensions.insert(Arc::clone(&session));
        Ok(session)
    }

    /// The client is authenticated: it leaves the rooms that it had before and joins its rooms, and its token's life is
    /// watched. Nothing happens if the session has ended in the meantime.
    pub(crate) fn authenticated<A: Adapter>(
        &self,
        socket: &Arc<Socket<A>>,
        auth: &Auth<T>,
        claims: Claims<T>,
        revocations: u64,
    ) {
        let mut state = self.lock();
        if state.has_ended {
            return;
        }
        if let Some(before) = &state.claims {
            socket.leave(rooms(before));
        }
        socket.join(AUTHENTICATED_ROOM);
        socket.join(rooms(&claims));
        let watch = watch(Arc::downgrade(socket), auth.clone(), claims.clone(), revocations);
        let timer = tokio::spawn(watch).abort_handle();
        if let Some(old) = state.timer.replace(timer) {
            old.abort();
        }
        debug!(ns = ns(socket), is_renewal = state.claims.is_some(), "authenticated");
        state.claims = Some(claims);
        state.failures = 0;
    }

    /// Disconnects the socket unless the client authenticates in time. The time starts when the socket is connected.
    pub(crate) fn set_deadline<A: Adapter>(&self, socket: &Arc<Socket<A>>, timeout: Duration) {
        let socket = Arc::downgrade(socket);
        let deadline = async move {
            if wait_until_connected(&socket).await.is_none() {
                return;
            }
            sleep(timeout).await;
            let Some(socket) = socket.upgrade() else { return };
            debug!(ns = ns(&socket), "socket did not authenticate in time");
            disconnect::<A, T>(socket.into());
        };
        self.lock().timer = Some(tokio::spawn(deadline).abort_handle());
    }
}

/// Leaves the rooms of this crate.
pub(crate) fn leave_rooms<A: Adapter>(socket: &Socket<A>) {
    let is_ours = |room: &Room| room.starts_with("webtoken:");
    socket.leave(socket.rooms().into_iter().filter(is_ours).collect::<Vec<_>>());
}

/// The name of the socket's namespace, for the log. Clients of version 4 of the protocol may append a query.
fn ns<A: Adapter>(socket: &Socket<A>) -> &str {
    socket.ns().split('?').next().unwrap_or_default()
}

fn rooms<T>(claims: &Claims<T>) -> Vec<String> {
    claims.user().map(user_room).into_iter().chain(claims.session().map(session_room)).collect()
}

/// Waits until the socket is disconnected.
pub(crate) async fn gone<A: Adapter>(socket: &Socket<A>) {
    while socket.connected() {
        sleep(Duration::from_millis(100)).await;
    }
}

/// Waits for the end of a token. It keeps only a weak reference, so that a closed socket is freed; it stops early then.
async fn watch<A: Adapter, T: Send + Sync + 'static>(
    socket: Weak<Socket<A>>,
    auth: Auth<T>,
    claims: Claims<T>,
    revocations: u64,
) -> Option<()> {
    wait_until_connected(&socket).await?;
    // A revocation between the check and now did not find this socket in its rooms.
    if auth.revocations() != revocations {
        let socket = socket.upgrade()?;
        let parts = socket.req_parts();
        if let Err(error) = auth.check(&claims, parts).await {
            auth.log(&error, parts);
            end::<A, T>(socket.into(), &UnauthorizedError::revoked());
            return None;
        }
    }
    let expires_at = claims.expires_at()?;
    let warning = auth.settings().expiry_warning.min(time_until(expires_at) / 2);
    sleep_until(expires_at.checked_sub(warning).unwrap_or(expires_at)).await;
    let seconds = (time_until(expires_at) + Duration::from_millis(500)).as_secs();
    socket.upgrade()?.emit("token_expiring", &seconds).ok();
    sleep_until(expires_at).await;
    end::<A, T>(socket.upgrade()?.into(), &UnauthorizedError::expired());
    Some(())
}

/// A middleware runs before the socket is connected, and `socketioxide` gives no signal for that; so this polls.
async fn wait_until_connected<A: Adapter>(socket: &Weak<Socket<A>>) -> Option<()> {
    while !socket.upgrade()?.connected() {
        sleep(Duration::from_millis(20)).await;
    }
    Some(())
}

/// Sleeps until a time of the system's clock. It wakes every minute, because the clock may be changed and the machine may
/// sleep.
async fn sleep_until(time: SystemTime) {
    loop {
        let left = time_until(time);
        if left.is_zero() {
            return;
        }
        sleep(left.min(Duration::from_mins(1))).await;
    }
}

fn time_until(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::now()).unwrap_or_default()
}

/// Ends the session of a socket: the client is told and disconnected.
pub(crate) fn end<A: Adapter, T: Send + Sync + 'static>(socket: SocketRef<A>, error: &UnauthorizedError) {
    if let Some(session) = Session::<T>::of(&socket) {
        session.end();
    }
    debug!(ns = ns(&socket), code = error.code(), "session ended");
    socket.emit("unauthorized", &error.event()).ok();
    disconnect::<A, T>(socket);
}

/// Disconnects a socket, even if the client does not read: `socketioxide` does not disconnect while its queue to the client is
/// full, so this tries again. The socket leaves the rooms of this crate at once, and nothing authenticates it again.
///
/// A closed socket is left alone, because a second `disconnect` would remove the next socket of the same connection.
pub(crate) fn disconnect<A: Adapter, T: Send + Sync + 'static>(socket: SocketRef<A>) {
    if let Some(session) = Session::<T>::of(&socket) {
        session.end();
    }
    if !socket.connected() {
        return;
    }
    leave_rooms(&socket);
    if socket.clone().disconnect().is_ok() {
        return;
    }
    tokio::spawn(async move {
        while socket.connected() && socket.clone().disconnect().is_err() {
            sleep(Duration::from_millis(10)).await;
        }
    });
}
