//! Clients that connect first and then send the event `authenticate`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use axum::Router;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef},
    handler::ConnectHandler,
};
use tokio::sync::Notify;
use webtoken::LookupError;
use webtoken_socketio::{
    AUTHENTICATED_ROOM, AfterFailure, CheckRequest, Claims, Options, SecretRequest, UnauthorizedError,
};

use crate::common::{
    TRANSPORTS, auth, by_event, clients::node_or_skip, on_connect, options, raw, serve, token, token_of,
};

#[tokio::test(flavor = "multi_thread")]
async fn success() {
    let node = node_or_skip!();
    let server = by_event(options()).await;
    for transport in TRANSPORTS {
        let mut client = node.connect(server, "/", &json!({ "transports": [transport] }));
        client.see("connect").await;
        // Nothing is attached yet.
        client.emit("whoami", &[]);
        client.emit("authenticate", &[json!({ "token": token("alice") })]);
        assert!(client.see("authenticated").await.is_empty());
        assert_eq!(client.see("welcome").await, ["alice"]);
        client.emit("whoami", &[]);
        assert_eq!(client.see("you are").await, ["alice"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_error() {
    let node = node_or_skip!();
    let check = async |request: CheckRequest<Value>| match request.claims().user() {
        Some("banned") => Err(UnauthorizedError::new("banned", "this user is banned")),
        Some("odd") => Err("no reason".into()),
        _ => Ok(()),
    };
    let server = by_event(options().check(check).max_attempts(100)).await;
    let forged = webtoken::sign(&json!({}), "another secret", &webtoken::SignOptions::new()).unwrap();
    let no_string = ("invalid_token", "invalid token datatype");
    let cases = [
        (vec![], no_string),
        (vec![json!({})], no_string),
        (vec![json!(null)], no_string),
        (vec![json!("a.b.c")], no_string),
        (vec![json!({ "token": "" })], no_string),
        (vec![json!({ "token": 1 })], no_string),
        (vec![json!({ "token": ["a.b.c"] })], no_string),
        (vec![json!({ "token": "a.b" })], ("invalid_token", "jwt malformed")),
        (vec![json!({ "token": forged })], ("invalid_token", "invalid signature")),
        (vec![json!({ "token": token("banned") })], ("banned", "this user is banned")),
        (vec![json!({ "token": token("odd") })], ("unknown", "no reason")),
    ];
    for transport in TRANSPORTS {
        let mut client = node.connect(server, "/", &json!({ "transports": [transport] }));
        client.see("connect").await;
        for (args, (code, message)) in &cases {
            client.emit("authenticate", args);
            assert_eq!(client.see_unauthorized().await, ((*code).to_owned(), (*message).to_owned()), "{args:?}");
        }
        client.authenticate(&token("alice"));
        client.see("authenticated").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledgement_of_authenticate() {
    let node = node_or_skip!();
    let server = by_event(options()).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.emit_with_ack("authenticate", &[json!({ "token": "a.b" })]);
    let error = json!({ "message": "jwt malformed", "code": "invalid_token", "type": "UnauthorizedError" });
    assert_eq!(client.see("ack").await, [error]);
    client.see_unauthorized().await;
    client.emit_with_ack("authenticate", &[json!({ "token": token("alice") })]);
    assert_eq!(client.see("ack").await, [Value::Null]);
    client.see("authenticated").await;
}

/// A client that acknowledges `unauthorized` is disconnected, as in npm.
#[tokio::test(flavor = "multi_thread")]
async fn acknowledgement_of_unauthorized() {
    let node = node_or_skip!();
    let server = by_event(options().timeout(Duration::from_mins(5))).await;
    for transport in TRANSPORTS {
        let mut client = node.connect(server, "/", &json!({ "transports": [transport] }));
        client.see("connect").await;
        client.authenticate("a.b");
        let seen = client.next().await;
        assert_eq!(seen.event, "unauthorized");
        client.see_nothing(Duration::from_millis(200)).await;
        client.answer(&seen);
        assert_eq!(client.see("disconnect").await, ["io server disconnect"]);
    }
}

/// npm's `callback: false` and `callback: 300`.
#[tokio::test(flavor = "multi_thread")]
async fn disconnection_after_a_failure() {
    let node = node_or_skip!();
    for after in [Duration::ZERO, Duration::from_millis(300)] {
        let server =
            by_event(options().timeout(Duration::from_mins(5)).after_failure(AfterFailure::Disconnect(after))).await;
        let mut client = node.connect(server, "/", &json!({}));
        client.see("connect").await;
        let start = Instant::now();
        client.authenticate("a.b");
        client.see_unauthorized().await;
        // It is too late for a good token.
        client.authenticate(&token("alice"));
        client.see("disconnect").await;
        assert!(start.elapsed() >= after);
    }
}

/// In npm's package one bad message lets a socket stay for ever.
#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_runs_until_success() {
    let node = node_or_skip!();
    let timeout = Duration::from_millis(1500);
    let server = by_event(options().timeout(timeout)).await;
    for transport in TRANSPORTS {
        let transport = json!({ "transports": [transport] });
        let mut silent = node.connect(server, "/", &transport);
        let mut failing = node.connect(server, "/", &transport);
        let mut good = node.connect(server, "/", &transport);
        for client in [&mut silent, &mut failing, &mut good] {
            client.see("connect").await;
        }
        let start = Instant::now();
        failing.authenticate("a.b");
        failing.see_unauthorized().await;
        good.authenticate(&token("alice"));
        good.see("authenticated").await;
        good.see("welcome").await;
        assert_eq!(silent.see("disconnect").await, ["io server disconnect"]);
        assert_eq!(failing.see("disconnect").await, ["io server disconnect"]);
        assert!(start.elapsed() > timeout / 2 && start.elapsed() < timeout * 3, "{:?}", start.elapsed());
        good.see_nothing(Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_are_bounded() {
    let node = node_or_skip!();
    let server = by_event(options().timeout(Duration::from_mins(5)).max_attempts(3)).await;
    for transport in TRANSPORTS {
        let mut client = node.connect(server, "/", &json!({ "transports": [transport] }));
        client.see("connect").await;
        for _ in 0..3 {
            client.authenticate("a.b");
            client.see_unauthorized().await;
        }
        assert_eq!(client.see("disconnect").await, ["io server disconnect"]);
    }
}

/// A success in between starts the count again.
#[tokio::test(flavor = "multi_thread")]
async fn attempts_are_counted_in_a_row() {
    let node = node_or_skip!();
    let server = by_event(options().max_attempts(2)).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
    client.see("welcome").await;
    for _ in 0..3 {
        client.authenticate("a.b");
        client.see_unauthorized().await;
        client.authenticate(&token("alice"));
        client.see("authenticated").await;
    }
}

/// Many bad tokens at once are not more than the bound.
#[tokio::test(flavor = "multi_thread")]
async fn bad_tokens_at_once() {
    let server = by_event(options().timeout(Duration::from_mins(5)).max_attempts(3)).await;
    let mut socket = raw::connect(server, "").await;
    socket.send("40").await;
    assert!(socket.next().await.starts_with("40"));
    for _ in 0..100 {
        socket.send(r#"42["authenticate",{"token":"a.b"}]"#).await;
    }
    for _ in 0..3 {
        assert!(socket.next().await.contains("unauthorized"));
    }
    assert!(["41", ""].contains(&socket.next().await.as_str()));
}

/// Many attempts at once are one lookup at a time, and a lookup that never ends does not delay the deadline.
#[tokio::test(flavor = "multi_thread")]
async fn attempts_at_once() {
    static LOOKUPS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let lookup = async |_: SecretRequest| {
        LOOKUPS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::future::pending::<Result<&str, LookupError>>().await
    };
    let options = Options::with_lookup(lookup).timeout(Duration::from_secs(1)).max_attempts(3);
    let server = by_event(options).await;
    let mut socket = raw::connect(server, "").await;
    socket.send("40").await;
    assert!(socket.next().await.starts_with("40"));
    let message = format!("42{}", json!(["authenticate", { "token": token("alice") }]));
    for _ in 0..100 {
        socket.send(message.clone()).await;
    }
    assert_eq!(socket.next().await, "41");
    assert_eq!(LOOKUPS.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn lookups_that_fail() {
    let node = node_or_skip!();
    let lookup = async |request: SecretRequest| {
        let claims: Value = request.unverified_claims().unwrap();
        match claims["sub"].as_str() {
            Some("alice") => Ok(Some(crate::common::SECRET)),
            Some("nobody") => Ok(None),
            Some("panic") => panic!("a lookup that panics"),
            Some("never") => std::future::pending().await,
            _ => Err("no such user"),
        }
    };
    let options = Options::with_lookup(lookup).lookup_timeout(Duration::from_millis(200)).max_attempts(9);
    let server = by_event(options).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    for (user, message) in [
        ("nobody", "the lookup returned no key"),
        ("panic", "the lookup of the secret failed"),
        ("never", "the lookup of the secret timed out"),
        ("bob", "no such user"),
    ] {
        client.authenticate(&token(user));
        let (code, text) = client.see_unauthorized().await;
        assert_eq!(code, "invalid_secret");
        assert!(text.contains(message), "{text}");
    }
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
}

/// A socket that has not authenticated can neither send nor receive.
#[tokio::test(flavor = "multi_thread")]
async fn both_directions_are_closed() {
    let node = node_or_skip!();
    let (layer, io) = SocketIo::new_layer();
    io.ns(
        "/",
        auth(options()).on_authenticated(async |socket: SocketRef| {
            socket.on("say", async |socket: SocketRef, user: Claims<Value>, Data(text): Data<String>| {
                socket.within(AUTHENTICATED_ROOM).emit("said", &(&user["name"], text)).await.ok();
            });
            socket.emit("ready", &()).ok();
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    for transport in TRANSPORTS {
        let transport = json!({ "transports": [transport] });
        let mut alice = node.connect(server, "/", &transport);
        let mut stranger = node.connect(server, "/", &transport);
        alice.see("connect").await;
        stranger.see("connect").await;
        alice.authenticate(&token("alice"));
        alice.see("authenticated").await;
        alice.see("ready").await;
        stranger.authenticate("a.b");
        stranger.see_unauthorized().await;
        stranger.emit("say", &[json!("let me in")]);
        alice.emit("say", &[json!("hello")]);
        assert_eq!(alice.see("said").await, ["alice", "hello"]);
        stranger.see_nothing(Duration::from_millis(300)).await;
        // Once it is in, both work.
        stranger.authenticate(&token("bob"));
        stranger.see("authenticated").await;
        stranger.see("ready").await;
        stranger.emit("say", &[json!("thanks")]);
        assert_eq!(alice.see("said").await, ["bob", "thanks"]);
        assert_eq!(stranger.see("said").await, ["bob", "thanks"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn not_required() {
    let node = node_or_skip!();
    let server = by_event(options().required(false).timeout(Duration::from_millis(200))).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.see_nothing(Duration::from_millis(600)).await;
    client.emit("whoami", &[]);
    client.authenticate("a.b");
    assert_eq!(client.see_unauthorized().await.1, "jwt malformed");
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_a_cookie() {
    let node = node_or_skip!();
    let server = by_event(options().cookie("jwt", ["http://page.example"])).await;
    let headers =
        |token: &str, origin: &str| json!({ "extraHeaders": { "Cookie": format!("jwt={token}"), "Origin": origin } });
    for transport in TRANSPORTS {
        let connect = |token: &str, origin: &str| {
            let mut options = headers(token, origin);
            options["transports"] = json!([transport]);
            node.connect(server, "/", &options)
        };
        let mut client = connect(&token("alice"), "http://page.example");
        client.see("connect").await;
        client.emit("authenticate", &[]);
        client.see("authenticated").await;
        client.see("welcome").await;
        client.emit("authenticate", &[json!({})]);
        client.see("authenticated").await;
        client.emit("authenticate", &[json!({ "token": 1 })]);
        assert_eq!(client.see_unauthorized().await.1, "invalid token datatype");
        let mut client = connect(&token("alice"), "http://evil.example");
        client.see("connect").await;
        client.emit("authenticate", &[json!({})]);
        assert_eq!(client.see_unauthorized().await.0, "invalid_origin");
        let mut client = connect(&token("alice"), "http://page.example");
        client.see("connect").await;
        // A token in the message is newer than the cookie of the first request.
        client.emit("authenticate", &[]);
        client.see("authenticated").await;
        client.see("welcome").await;
        client.authenticate(&token_of(&json!({ "sub": "alice", "name": "Alice" }), Duration::from_mins(1)));
        client.see("authenticated").await;
        client.emit("whoami", &[]);
        assert_eq!(client.see("you are").await, ["Alice"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn renewal() {
    let node = node_or_skip!();
    let server = by_event(options()).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
    assert_eq!(client.see("welcome").await, ["alice"]);
    // The handler of the application is not called again, and other handlers get the new claims.
    let renewed = json!({ "sub": "alice", "name": "Alice" });
    client.authenticate(&token_of(&renewed, Duration::from_mins(1)));
    client.see("authenticated").await;
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["Alice"]);
    // Another user, or none.
    client.authenticate(&token("bob"));
    assert_eq!(
        client.see_unauthorized().await,
        ("invalid_token".into(), "jwt subject invalid. expected: alice".into())
    );
    client.authenticate(&token_of(&json!({ "name": "bob" }), Duration::from_mins(1)));
    assert_eq!(client.see_unauthorized().await.1, "jwt subject invalid. expected: alice");
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["Alice"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn renewal_without_a_subject() {
    let node = node_or_skip!();
    let without = |name: &str| token_of(&json!({ "uid": 7, "name": name }), Duration::from_mins(1));
    let server = by_event(options()).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.authenticate(&without("alice"));
    client.see("authenticated").await;
    client.see("welcome").await;
    client.authenticate(&without("alice"));
    assert_eq!(client.see_unauthorized().await.1, "a token without a subject cannot be renewed");

    let server = by_event(options().identity(|claims| Some(claims["uid"].as_u64()?.to_string()))).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.authenticate(&without("alice"));
    client.see("authenticated").await;
    client.see("welcome").await;
    client.authenticate(&without("Alice"));
    client.see("authenticated").await;
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["Alice"]);
}

/// A middleware of the handler decides too, although it runs after the connection.
#[tokio::test(flavor = "multi_thread")]
async fn middlewares_of_the_handler() {
    async fn is_alice(claims: Claims<Value>) -> Result<(), &'static str> {
        if claims["name"] == "alice" { Ok(()) } else { Err("not alice") }
    }
    let node = node_or_skip!();
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth(options()).on_authenticated(on_connect.with(is_alice)));
    let server = serve(Router::new().layer(layer)).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.authenticate(&token("bob"));
    assert_eq!(client.see_unauthorized().await, ("unknown".into(), "not alice".into()));
    client.emit("whoami", &[]);
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
    assert_eq!(client.see("welcome").await, ["alice"]);
}

/// A client leaves while its token is checked, and returns on the same connection. The result of the check must not affect the
/// new socket.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_while_it_is_checked() {
    for authenticates_again in [false, true] {
        let (in_check, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let is_first = Arc::new(AtomicBool::new(true));
        let of_check = (Arc::clone(&in_check), Arc::clone(&go_on), is_first);
        let check = move |_: CheckRequest<Value>| {
            let (in_check, go_on, is_first) = of_check.clone();
            async move {
                if is_first.swap(false, Ordering::SeqCst) {
                    in_check.notify_one();
                    go_on.notified().await;
                }
                Ok::<_, UnauthorizedError>(())
            }
        };
        let (layer, io) = SocketIo::new_layer();
        io.ns("/", auth(options().check(check)).on_authenticated(on_connect));
        let server = serve(Router::new().layer(layer)).await;
        let authenticate = format!("42{}", json!(["authenticate", { "token": token("alice") }]));
        let mut socket = raw::connect(server, "").await;
        socket.send("40").await;
        assert!(socket.next().await.starts_with("40"));
        socket.send(&authenticate).await;
        in_check.notified().await;
        socket.send("41").await;
        while !io.sockets().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        socket.send("40").await;
        assert!(socket.next().await.starts_with("40"));
        if authenticates_again {
            socket.send(&authenticate).await;
            assert_eq!(socket.next().await, r#"42["authenticated"]"#);
        }
        go_on.notify_one();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(io.sockets().len(), 1);
        let rooms = if authenticates_again { 2 } else { 0 };
        assert_eq!(io.rooms().await.unwrap().len(), rooms);
        assert_eq!(io.within(AUTHENTICATED_ROOM).sockets().len(), usize::from(authenticates_again));
    }
}

/// Claims that a middleware has not allowed are not seen by other handlers.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_that_a_middleware_refuses() {
    async fn is_user(claims: Claims<Value>) -> Result<(), &'static str> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        if claims["name"] == "root" { Err("not root") } else { Ok(()) }
    }
    let node = node_or_skip!();
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth(options()).on_authenticated(on_connect.with(is_user)));
    let server = serve(Router::new().layer(layer)).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
    client.see("welcome").await;
    client.authenticate(&token_of(&json!({ "sub": "alice", "name": "root" }), Duration::from_mins(1)));
    tokio::time::sleep(Duration::from_millis(100)).await;
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["alice"]);
    assert_eq!(client.see_unauthorized().await.1, "not root");
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["alice"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disconnection_concerns_one_namespace() {
    let auth = auth(options().max_attempts(1));
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.on_authenticated(on_connect));
    io.ns("/open", async |socket: SocketRef| drop(socket.emit("open", &())));
    let server = serve(Router::new().layer(layer)).await;
    let mut socket = raw::connect(server, "").await;
    socket.send("40/open,").await;
    socket.until(r#"42/open,["open",null]"#).await;
    socket.send("40").await;
    assert!(socket.next().await.starts_with("40"));
    socket.send(r#"42["authenticate",{"token":"a.b"}]"#).await;
    socket.until("41").await;
    assert_eq!(io.of("/open").unwrap().sockets().len(), 1);
    assert!(io.sockets().is_empty());
}

/// Success in one namespace does not authenticate another one of the same connection.
#[tokio::test(flavor = "multi_thread")]
async fn namespaces() {
    let auth = auth(options());
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.on_authenticated(on_connect));
    io.ns("/admin", auth.on_authenticated(on_connect));
    let server = serve(Router::new().layer(layer)).await;
    let mut socket = raw::connect(server, "").await;
    for namespace in ["", "/admin,"] {
        socket.send(format!("40{namespace}")).await;
        assert!(socket.next().await.starts_with(&format!("40{namespace}")));
    }
    socket.send(format!("42{}", json!(["authenticate", { "token": token("alice") }]))).await;
    assert_eq!(socket.next().await, r#"42["authenticated"]"#);
    assert_eq!(socket.next().await, r#"42["welcome","alice"]"#);
    socket.send(r#"42/admin,["whoami"]"#).await;
    socket.send(r#"42["whoami"]"#).await;
    assert_eq!(socket.next().await, r#"42["you are","alice"]"#);
}
