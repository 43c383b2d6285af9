//! A socket does not outlive its token.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use axum::Router;
use serde_json::{Value, json};
use socketioxide::{SocketIo, extract::SocketRef};
use webtoken::VerifyOptions;
use webtoken_socketio::{AUTHENTICATED_ROOM, Claims, MaybeClaims};

use crate::common::{TRANSPORTS, auth, by_event, clients::node_or_skip, guarded, options, raw, serve, token, token_of};

fn short(user: &str, seconds: u64) -> String {
    token_of(&json!({ "sub": user, "name": user }), Duration::from_secs(seconds))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_and_the_end() {
    let node = node_or_skip!();
    let server = guarded(options().expiry_warning(Duration::from_secs(1))).await;
    for transport in TRANSPORTS {
        let token = short("alice", 3);
        let mut client = node.connect(server, "/", &json!({ "auth": { "token": token }, "transports": [transport] }));
        client.see("connect").await;
        let start = Instant::now();
        client.see("welcome").await;
        assert_eq!(client.see("token_expiring").await, [1]);
        assert_eq!(client.see_unauthorized().await, ("token_expired".into(), "jwt expired".into()));
        assert_eq!(client.see("disconnect").await, ["io server disconnect"]);
        assert!((1..=5).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    }
}

/// Renewal on the open connection, after both ways to authenticate.
#[tokio::test(flavor = "multi_thread")]
async fn renewal() {
    let node = node_or_skip!();
    for is_event in [false, true] {
        let options = options().expiry_warning(Duration::from_secs(1));
        let server = if is_event { by_event(options).await } else { guarded(options).await };
        let token = short("alice", 3);
        let mut client = node.connect(server, "/", &json!({ "auth": { "token": token } }));
        client.see("connect").await;
        if is_event {
            client.authenticate(&token);
            client.see("authenticated").await;
        }
        client.see("welcome").await;
        client.see("token_expiring").await;
        client.authenticate(&crate::common::token("bob"));
        assert_eq!(client.see_unauthorized().await.1, "jwt subject invalid. expected: alice");
        client.authenticate(&short("alice", 60));
        client.see("authenticated").await;
        client.see_nothing(Duration::from_secs(2)).await;
        client.emit("whoami", &[]);
        assert_eq!(client.see("you are").await, ["alice"]);
    }
}

/// `maxAge` ends a socket as well, and the tolerance is added.
#[tokio::test(flavor = "multi_thread")]
async fn other_limits() {
    let node = node_or_skip!();
    let verify = VerifyOptions::new().max_age("2s").clock_tolerance("1s");
    let server = guarded(options().verify(verify)).await;
    let start = Instant::now();
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": token("alice") } }));
    client.see("connect").await;
    client.see("welcome").await;
    client.see("token_expiring").await;
    assert_eq!(client.see_unauthorized().await.0, "token_expired");
    client.see("disconnect").await;
    assert!(start.elapsed() > Duration::from_secs(1));

    let server = guarded(options().verify(VerifyOptions::new().ignore_expiration(true))).await;
    let expired =
        webtoken::sign(&json!({ "exp": 1, "name": "alice" }), crate::common::SECRET, &webtoken::SignOptions::new());
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": expired.unwrap() } }));
    client.see("connect").await;
    client.see("welcome").await;
    client.see_nothing(Duration::from_millis(500)).await;
}

/// A client that does not read what it is sent cannot keep handlers going by that.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    static GONE: AtomicUsize = AtomicUsize::new(0);
    let (layer, io) = SocketIo::new_layer();
    let io_of_test = io.clone();
    io.ns(
        "/",
        auth(options()).guard(async |socket: SocketRef, _: Claims<Value>| {
            socket.on("count", async |_: Claims<Value>| {
                CALLS.fetch_add(1, Ordering::SeqCst);
            });
            socket.on_disconnect(async |claims: Claims<Value>| {
                assert_eq!(claims["name"], "alice");
                GONE.fetch_add(1, Ordering::SeqCst);
            });
            // Fills the queue to the client, whose side of the connection is not read.
            let much = "x".repeat(1 << 20);
            while socket.emit("much", &much).is_ok() {}
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    let mut socket = raw::connect(server, "").await;
    socket.send(format!("40{}", json!({ "token": short("alice", 2) }))).await;
    assert!(socket.next().await.starts_with("40"));
    socket.send(r#"42["count"]"#).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let calls = CALLS.load(Ordering::SeqCst);
    assert_eq!(calls, 1);
    socket.send(r#"42["count"]"#).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(CALLS.load(Ordering::SeqCst), calls, "the handler is not called after the end");
    // Once the client reads again, it is disconnected.
    while !["41", ""].contains(&socket.next().await.as_str()) {}
    while !io_of_test.sockets().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(GONE.load(Ordering::SeqCst), 1);
}

/// `socketioxide` removes a socket when its disconnect handler has returned; until then it must not receive.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_disconnect_handler() {
    let (layer, io) = SocketIo::new_layer();
    let io_of_test = io.clone();
    io.ns(
        "/",
        auth(options()).guard(async |socket: SocketRef| {
            socket.on_disconnect(async || tokio::time::sleep(Duration::from_secs(2)).await);
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    let mut socket = raw::connect(server, "").await;
    socket.send(format!("40{}", json!({ "token": short("alice", 2) }))).await;
    socket.until("41").await;
    assert_eq!(io_of_test.sockets().len(), 1, "the handler still runs");
    assert_eq!(io_of_test.within(AUTHENTICATED_ROOM).sockets().len(), 0);
}

/// A disconnect handler gets the last claims, also after the token has expired, and none if there were none.
#[tokio::test(flavor = "multi_thread")]
async fn disconnect_handlers() {
    static SEEN: std::sync::Mutex<Vec<Option<Value>>> = std::sync::Mutex::new(Vec::new());
    let node = node_or_skip!();
    let (layer, io) = SocketIo::new_layer();
    let io_of_test = io.clone();
    io.ns(
        "/",
        auth(options().required(false)).guard(async |socket: SocketRef| {
            socket.on_disconnect(async |MaybeClaims(claims): MaybeClaims<Value>| {
                SEEN.lock().unwrap().push(claims.map(|claims| claims["name"].clone()));
            });
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    let mut stranger = node.connect(server, "/", &json!({}));
    stranger.see("connect").await;
    stranger.disconnect();
    stranger.see("disconnect").await;
    let mut alice = node.connect(server, "/", &json!({ "auth": { "token": short("alice", 2) } }));
    alice.see("connect").await;
    while alice.next().await.event != "disconnect" {}
    while SEEN.lock().unwrap().len() < 2 || !io_of_test.sockets().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(*SEEN.lock().unwrap(), [None, Some(json!("alice"))]);
}

/// Sockets that are gone leave nothing behind, although their tokens are valid for long.
#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_are_gone_are_freed() {
    struct Witness;
    impl Drop for Witness {
        fn drop(&mut self) {
            FREED.fetch_add(1, Ordering::SeqCst);
        }
    }
    static FREED: AtomicUsize = AtomicUsize::new(0);
    let options = options().map_claims(|_| Ok::<_, &str>(Witness));
    let auth = webtoken_socketio::authorize(options).unwrap();
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(async |_: SocketRef| {}));
    io.ns("/event", auth.on_authenticated(async |_: SocketRef| {}));
    let server = serve(Router::new().layer(layer)).await;
    let token = short("alice", 3600);
    for _ in 0..20 {
        let mut socket = raw::connect(server, "").await;
        socket.send(format!("40{}", json!({ "token": token }))).await;
        assert!(socket.next().await.starts_with("40"));
        socket.send("40/event,").await;
        assert!(socket.next().await.starts_with("40/event,"));
        socket.send(format!("42/event,{}", json!(["authenticate", { "token": token }]))).await;
        assert_eq!(socket.next().await, r#"42/event,["authenticated"]"#);
    }
    let start = Instant::now();
    while FREED.load(Ordering::SeqCst) < 40 {
        assert!(start.elapsed() < Duration::from_secs(10), "{FREED:?} of 40 are freed");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
