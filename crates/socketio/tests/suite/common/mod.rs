//! A server for each test, and real clients.

pub(crate) mod clients;
pub(crate) mod raw;

use std::{
    env,
    io::{self, Write},
    net::SocketAddr,
    time::Duration,
};

use axum::{Router, serve::ListenerExt};
use serde_json::{Value, json};
use socketioxide::{SocketIo, extract::SocketRef};
use tokio::net::TcpListener;
use webtoken::SignOptions;
use webtoken_socketio::{Auth, Claims, Options, authorize};

pub(crate) const SECRET: &str = "aaafoo super sercret";

/// Says that a test skips, which only continuous integration takes for a failure. Not by `eprintln`, which the test harness
/// would keep to itself.
pub(crate) fn skip(missing: &str) {
    let skipped = format!("\nSKIPPED: {missing} is not installed\n\n");
    assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{skipped}");
    io::stderr().write_all(skipped.as_bytes()).unwrap();
}

/// Both transports of a client.
pub(crate) const TRANSPORTS: [&str; 2] = ["polling", "websocket"];

/// A token for this user that is valid for a minute.
pub(crate) fn token(user: &str) -> String {
    token_of(&json!({ "sub": user, "name": user }), Duration::from_mins(1))
}

pub(crate) fn token_of(claims: &Value, lifetime: Duration) -> String {
    webtoken::sign(claims, SECRET, &SignOptions::new().expires_in(lifetime)).unwrap()
}

pub(crate) fn options() -> Options<Value> {
    Options::new(SECRET)
}

pub(crate) fn auth(options: Options<Value>) -> Auth<Value> {
    authorize(options).unwrap()
}

/// Serves on a free port until the test's runtime ends.
pub(crate) async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// A server with one guarded namespace.
pub(crate) async fn guarded(options: Options<Value>) -> SocketAddr {
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth(options).guard(on_connect));
    serve(Router::new().layer(layer)).await
}

/// A server whose clients authenticate by the event.
pub(crate) async fn by_event(options: Options<Value>) -> SocketAddr {
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth(options).on_authenticated(on_connect));
    serve(Router::new().layer(layer)).await
}

/// Answers `whoami` with the name in the claims.
pub(crate) async fn on_connect(socket: SocketRef, claims: Claims<Value>) {
    socket.on("whoami", async |socket: SocketRef, claims: Claims<Value>| {
        socket.emit("you are", &claims["name"]).ok();
    });
    socket.emit("welcome", &claims["name"]).ok();
}
