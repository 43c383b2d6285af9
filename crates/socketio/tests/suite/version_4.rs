//! The clients that `socketio-jwt` was written for: `socket.io-client` 2, which speaks version 4 of the protocol. The 21
//! situations of the original's own tests, and what its documentation tells clients to do.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use serde_json::{Value, json};
use socketioxide::{SocketIo, extract::SocketRef};
use webtoken_socketio::{ErrorFormat, Options, SecretRequest};

use crate::common::{
    SECRET, TRANSPORTS, auth, by_event,
    clients::{Client, Node, node_or_skip},
    guarded, on_connect, options, serve, token,
};

/// An unsigned token: the signature is missing.
fn unsigned() -> String {
    let token = token("alice");
    let (content, _) = token.rsplit_once('.').unwrap();
    format!("{content}.")
}

fn connect(node: &'static Node, server: SocketAddr, namespace: &str, options: &Value) -> Client {
    node.connect_version(2, &format!("http://{server}{namespace}"), options)
}

fn query(transport: &str, token: &str) -> Value {
    json!({ "transports": [transport], "query": format!("token={token}") })
}

fn header(transport: &str, token: &str) -> Value {
    let headers = json!({ "Authorization": format!("Bearer {token}") });
    json!({ "transports": [transport], "transportOptions": { transport: { "extraHeaders": headers } } })
}

/// A secret that is a function of the request, the header and the claims.
fn function() -> Options<Value> {
    Options::with_lookup(async |request: SecretRequest| {
        let claims: Value = request.unverified_claims()?;
        let is_known = request.header().alg() == Some("HS256") && claims["sub"] == "alice";
        if is_known { Ok(SECRET) } else { Err(webtoken::error::BoxError::from("unknown user")) }
    })
}

async fn see_error(client: &mut Client, message: &str) {
    let seen = client.see("error").await;
    assert_eq!(seen[1]["message"], message, "{seen:?}");
    assert_eq!(seen[1]["type"], "UnauthorizedError");
}

async fn see_welcome(client: &mut Client) {
    let mut events = vec![client.next().await.event, client.next().await.event];
    events.sort();
    assert_eq!(events, ["connect", "welcome"]);
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["alice"]);
}

/// `authorizer.test.js`: with the handshake and a secret that is a string (6 situations).
#[tokio::test(flavor = "multi_thread")]
async fn handshake() {
    let node = node_or_skip!();
    let options = || options().query_parameter("token").error_format(ErrorFormat::Json);
    let open = guarded(options()).await;
    let header_only = guarded(options().auth_header_required(true)).await;
    for transport in TRANSPORTS {
        // 1: a string that is not a token.
        see_error(&mut connect(node, open, "/", &query(transport, "boooooo")), "jwt malformed").await;
        // 2: no token at all.
        see_error(&mut connect(node, open, "/", &json!({ "transports": [transport] })), "no token provided").await;
        // 3: a token in the query.
        see_welcome(&mut connect(node, open, "/", &query(transport, &token("alice")))).await;
        // 4: a token in the header.
        see_welcome(&mut connect(node, open, "/", &header(transport, &token("alice")))).await;
        // 5: a required header that is missing.
        let mut client = connect(node, header_only, "/", &query(transport, &token("alice")));
        see_error(&mut client, "Server requires Authorization Header").await;
        // 6: an unsigned token.
        let mut client = connect(node, open, "/", &query(transport, &unsigned()));
        see_error(&mut client, "jwt signature is required").await;
    }
}

/// `authorizer_noqs.test.js`: with the event and a secret that is a string (3 situations), and
/// `authorizer_secret_function_noqs.test.js`: the same with a function (2 situations).
#[tokio::test(flavor = "multi_thread")]
async fn event() {
    let node = node_or_skip!();
    for options in [options, function] {
        let patient = by_event(options().timeout(Duration::from_mins(5))).await;
        let server = by_event(options().timeout(Duration::from_secs(1))).await;
        for transport in TRANSPORTS {
            let plain = json!({ "transports": [transport] });
            // 7, 10: a client that says nothing is disconnected after the timeout.
            let mut silent = connect(node, server, "/", &plain);
            silent.see("connect").await;
            silent.see("disconnect").await;
            // 8: a client that sends a token is authenticated, and gets an answer of the application.
            let mut client = connect(node, server, "/", &plain);
            client.see("connect").await;
            client.authenticate(&token("alice"));
            client.see("authenticated").await;
            assert_eq!(client.see("welcome").await, ["alice"]);
            // 9, 11: an invalid token gets `unauthorized`, with a callback that disconnects.
            let mut client = connect(node, patient, "/", &plain);
            client.see("connect").await;
            client.authenticate("boooooo");
            let seen = client.next().await;
            assert_eq!(seen.args[0]["data"]["type"], "UnauthorizedError");
            client.answer(&seen);
            client.see("disconnect").await;
        }
    }
}

/// `authorizer_secret_function_qs.test.js`: with the handshake and a function (3 situations).
#[tokio::test(flavor = "multi_thread")]
async fn handshake_with_a_function() {
    let node = node_or_skip!();
    let options = function().query_parameter("token").error_format(ErrorFormat::Json);
    let server = guarded(options).await;
    for transport in TRANSPORTS {
        // 12: a string that is not a token. 13: an unsigned one. 14: a good one.
        see_error(&mut connect(node, server, "/", &query(transport, "boooooo")), "jwt malformed").await;
        let mut client = connect(node, server, "/", &query(transport, &unsigned()));
        see_error(&mut client, "jwt signature is required").await;
        see_welcome(&mut connect(node, server, "/", &query(transport, &token("alice")))).await;
    }
}

/// `authorizer_namespaces.test.js`: the default namespace is open and others are not (7 situations).
#[tokio::test(flavor = "multi_thread")]
async fn namespaces() {
    let node = node_or_skip!();
    let auth = auth(options().query_parameter("token").timeout(Duration::from_secs(1)));
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", async |socket: SocketRef| drop(socket.emit("open", &())));
    io.ns("/admin", auth.on_authenticated(on_connect));
    let patient = crate::common::auth(options().timeout(Duration::from_mins(5)));
    io.ns("/patient", patient.on_authenticated(on_connect));
    io.ns("/admin_hs", auth.guard(on_connect));
    let server = serve(Router::new().layer(layer)).await;
    for transport in TRANSPORTS {
        let plain = json!({ "transports": [transport] });
        // 15: everybody may connect to the default namespace.
        let mut client = connect(node, server, "/", &plain);
        client.see("connect").await;
        // 16: `/admin` disconnects a client that does not authenticate. 17: It disconnects a client that sends a bad token
        // and acknowledges the answer.
        let mut client = connect(node, server, "/admin", &plain);
        client.see("connect").await;
        client.see("disconnect").await;
        let mut client = connect(node, server, "/patient", &plain);
        client.see("connect").await;
        client.authenticate("boooooo");
        let seen = client.next().await;
        assert_eq!(seen.event, "unauthorized");
        client.answer(&seen);
        client.see("disconnect").await;
        // 18: It lets in a client with a valid token. 19: It calls the handler, which answers.
        let mut client = connect(node, server, "/admin", &plain);
        client.see("connect").await;
        client.authenticate(&token("alice"));
        client.see("authenticated").await;
        assert_eq!(client.see("welcome").await, ["alice"]);
        // 20: the handshake of a namespace refuses, 21: and lets in.
        let mut client = connect(node, server, "/admin_hs", &plain);
        assert_eq!(client.see("error").await[0]["message"], "no token provided");
        see_welcome(&mut connect(node, server, "/admin_hs", &header(transport, &token("alice")))).await;
        // The client appends a query to the name of the namespace, which socketioxide does not understand.
        let mut client = connect(node, server, "/admin_hs", &query(transport, &token("alice")));
        client.see_nothing(Duration::from_millis(300)).await;
    }
}

/// The documented client: `error.type == 'UnauthorizedError' || error.code == 'invalid_token'`, by the helper.
#[tokio::test(flavor = "multi_thread")]
async fn the_documented_client() {
    let node = node_or_skip!();
    let expired = webtoken::sign(&json!({ "exp": 1 }), SECRET, &webtoken::SignOptions::new()).unwrap();
    for (format, code) in [(ErrorFormat::Json, "invalid_token"), (ErrorFormat::Message, "unknown")] {
        let server = guarded(options().query_parameter("token").error_format(format)).await;
        let mut client = connect(node, server, "/", &query("websocket", &expired));
        let data = client.see("error").await.remove(1);
        assert_eq!(data, json!({ "message": "jwt expired", "code": code, "type": "UnauthorizedError" }));
    }
}
