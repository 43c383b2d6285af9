//! Revocation closes sockets, on this server and on others.

use std::{
    collections::HashSet,
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::Router;
use serde_json::{Value, json};
use socketioxide::{SocketIo, extract::SocketRef};
use socketioxide_redis::{RedisAdapter, RedisAdapterCtr, drivers::redis::redis_client};
use webtoken_socketio::{Auth, CheckRequest, UnauthorizedError};

use crate::common::{TRANSPORTS, auth, clients::node_or_skip, on_connect, options, serve, skip, token, token_of};

fn of_session(user: &str, session: &str) -> String {
    token_of(&json!({ "sub": user, "name": user, "sid": session }), Duration::from_mins(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn users_and_sessions() {
    let node = node_or_skip!();
    let auth = auth(options());
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(on_connect));
    io.ns("/event", auth.on_authenticated(on_connect));
    let server = serve(Router::new().layer(layer)).await;
    for transport in TRANSPORTS {
        let connect = async |namespace: &str, user: &str, session: &str| {
            let token = of_session(user, session);
            let options = json!({ "auth": { "token": token }, "transports": [transport] });
            let mut client = node.connect(server, namespace, &options);
            client.see("connect").await;
            if namespace == "/event" {
                client.authenticate(&token);
                client.see("authenticated").await;
            }
            client.see("welcome").await;
            client
        };
        let mut phone = connect("/", "alice", "phone").await;
        let mut laptop = connect("/", "alice", "laptop").await;
        let mut by_event = connect("/event", "alice", "laptop").await;
        let mut bob = connect("/", "bob", "phone2").await;

        auth.revoke_session(&io, "phone").await.unwrap();
        assert_eq!(phone.see_unauthorized().await, ("token_revoked".into(), "jwt revoked".into()));
        assert_eq!(phone.see("disconnect").await, ["io server disconnect"]);
        laptop.see_nothing(Duration::from_millis(100)).await;

        auth.revoke_user(&io, "alice").await.unwrap();
        for client in [&mut laptop, &mut by_event] {
            assert_eq!(client.see_unauthorized().await.0, "token_revoked");
            assert_eq!(client.see("disconnect").await, ["io server disconnect"]);
        }
        bob.see_nothing(Duration::from_millis(100)).await;
        bob.disconnect();
    }
}

/// After a renewal the socket is found by what its new token says.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_session() {
    let node = node_or_skip!();
    let auth = auth(options());
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(on_connect));
    let server = serve(Router::new().layer(layer)).await;
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": of_session("alice", "old") } }));
    client.see("connect").await;
    client.see("welcome").await;
    client.authenticate(&of_session("alice", "new"));
    client.see("authenticated").await;
    auth.revoke_session(&io, "old").await.unwrap();
    client.see_nothing(Duration::from_millis(100)).await;
    auth.revoke_session(&io, "new").await.unwrap();
    assert_eq!(client.see_unauthorized().await.0, "token_revoked");
    client.see("disconnect").await;
}

/// The application may have made a socket leave its rooms.
#[tokio::test(flavor = "multi_thread")]
async fn a_socket_without_rooms() {
    let node = node_or_skip!();
    let auth = auth(options());
    let (layer, io) = SocketIo::new_layer();
    io.ns(
        "/",
        auth.guard(async |socket: SocketRef| {
            socket.leave_all();
            socket.emit("ready", &()).ok();
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": token("alice") } }));
    client.see("connect").await;
    client.see("ready").await;
    auth.revoke_user(&io, "alice").await.unwrap();
    assert_eq!(client.see_unauthorized().await.0, "token_revoked");
    client.see("disconnect").await;
}

/// A revocation while a client is being authenticated: its check has passed, and its socket is in no room yet.
#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_during_authentication() {
    let node = node_or_skip!();
    for is_event in [false, true] {
        let revoked: Arc<Mutex<HashSet<String>>> = Arc::default();
        let in_check = Arc::new(tokio::sync::Notify::new());
        let go_on = Arc::new(tokio::sync::Notify::new());
        let (of_check, in_check_of_check, go_on_of_check) =
            (Arc::clone(&revoked), Arc::clone(&in_check), Arc::clone(&go_on));
        let check = move |request: CheckRequest<Value>| {
            let (revoked, in_check, go_on) =
                (Arc::clone(&of_check), Arc::clone(&in_check_of_check), Arc::clone(&go_on_of_check));
            async move {
                let is_revoked = revoked.lock().unwrap().contains(request.claims().user().unwrap());
                if is_revoked {
                    return Err(UnauthorizedError::new("revoked", "logged out"));
                }
                in_check.notify_one();
                go_on.notified().await;
                Ok(())
            }
        };
        let auth: Auth<Value> = auth(options().check(check));
        let (layer, io) = SocketIo::new_layer();
        if is_event {
            io.ns("/", auth.on_authenticated(on_connect));
        } else {
            io.ns("/", auth.guard(on_connect));
        }
        let server = serve(Router::new().layer(layer)).await;
        let mut client = node.connect(server, "/", &json!({ "auth": { "token": token("alice") } }));
        if is_event {
            client.see("connect").await;
            client.authenticate(&token("alice"));
        }
        in_check.notified().await;
        revoked.lock().unwrap().insert("alice".to_owned());
        auth.revoke_user(&io, "alice").await.unwrap();
        go_on.notify_one();
        loop {
            let seen = client.next().await;
            if seen.event == "unauthorized" {
                assert_eq!(seen.args[0]["data"]["code"], "token_revoked");
                break;
            }
            assert!(["connect", "authenticated", "welcome"].contains(&seen.event.as_str()), "{seen:?}");
        }
        // What was under way may still come.
        while client.next().await.event != "disconnect" {}
    }
}

/// A Redis server of the test's own.
struct Redis(Child, u16);

impl Drop for Redis {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn redis_or_skip() -> Option<Redis> {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut redis = Command::new("redis-server");
    redis.args(["--port", &port.to_string(), "--save", "", "--bind", "127.0.0.1"]).stdout(Stdio::null());
    if let Ok(redis) = redis.spawn() {
        return Some(Redis(redis, port));
    }
    skip("redis-server");
    None
}

/// A server that shares its rooms with others through Redis.
async fn node_of_cluster(
    port: u16,
) -> (Auth<Value>, SocketIo<RedisAdapter<socketioxide::adapter::Emitter>>, std::net::SocketAddr) {
    let client = redis_client::Client::open(format!("redis://127.0.0.1:{port}?protocol=resp3")).unwrap();
    let adapter = loop {
        match RedisAdapterCtr::new_with_redis(&client).await {
            Ok(adapter) => break adapter,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    let (layer, io) = SocketIo::builder().with_adapter::<RedisAdapter<_>>(adapter).build_layer();
    let auth = auth(options());
    io.ns(
        "/",
        auth.guard(async |socket: SocketRef<RedisAdapter<_>>| {
            socket.emit("welcome", &()).ok();
        }),
    )
    .await
    .unwrap();
    let server = serve(Router::new().layer(layer)).await;
    (auth, io, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn on_all_servers() {
    let node = node_or_skip!();
    let Some(redis) = redis_or_skip() else { return };
    let (auth, io, here) = node_of_cluster(redis.1).await;
    let (_, _, there) = node_of_cluster(redis.1).await;
    let mut clients = Vec::new();
    for (server, user) in [(here, "alice"), (there, "alice"), (there, "bob")] {
        let mut client = node.connect(server, "/", &json!({ "auth": { "token": of_session(user, user) } }));
        client.see("connect").await;
        client.see("welcome").await;
        clients.push(client);
    }
    auth.revoke_user(&io, "alice").await.unwrap();
    for client in &mut clients[..2] {
        assert_eq!(client.see_unauthorized().await.0, "token_revoked");
        assert_eq!(client.see("disconnect").await, ["io server disconnect"]);
    }
    clients[2].see_nothing(Duration::from_millis(200)).await;
    auth.revoke_session(&io, "bob").await.unwrap();
    assert_eq!(clients[2].see_unauthorized().await.0, "token_revoked");
}
