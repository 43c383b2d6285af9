//! The layer in front of engine.io.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::get};
use serde_json::{Value, json};
use socketioxide::{SocketIo, extract::SocketRef};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use webtoken::LookupError;
use webtoken_socketio::{CheckRequest, Claims, MaybeClaims, Options, SecretRequest};

use crate::common::{SECRET, TRANSPORTS, auth, clients::node_or_skip, on_connect, options, serve, token, token_of};

/// An HTTP response, with its head in lower case.
pub(crate) struct Response {
    status: u16,
    head: String,
    body: String,
}

pub(crate) async fn request(server: SocketAddr, method: &str, path: &str, headers: &str) -> Response {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut body = String::new();
    // After an upgrade the connection stays open.
    if status != 101 {
        stream.read_to_string(&mut body).await.unwrap();
    }
    Response { status, head, body }
}

pub(crate) async fn layered(options: Options<Value>) -> SocketAddr {
    let auth = auth(options);
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(on_connect));
    // A namespace without a guard sees the claims of the layer.
    io.ns("/open", async |socket: SocketRef, MaybeClaims(claims): MaybeClaims<Value>| {
        socket.on("whoami", async |socket: SocketRef, claims: Claims<Value>| {
            socket.emit("you are", &claims["name"]).ok();
        });
        socket.emit("open", &claims.map(|claims| claims["name"].clone())).ok();
    });
    let app = Router::new().route("/", get(async || "page")).route("/socket.io-page", get(async || "page"));
    serve(app.layer(layer).layer(auth.layer())).await
}

pub(crate) const OPEN: &str = "/socket.io/?EIO=4&transport=polling";

struct Case {
    headers: String,
    status: u16,
    code: &'static str,
    message: &'static str,
    header: &'static str,
}

#[tokio::test(flavor = "multi_thread")]
async fn statuses() {
    let lookup = async |request: SecretRequest| {
        let claims: Value = request.unverified_claims().unwrap();
        match claims["sub"].as_str() {
            Some("alice") => Ok(SECRET),
            Some("offline") => Err(LookupError::unavailable("database down", Some(Duration::from_secs(7)))),
            Some("panic") => panic!("a lookup that panics"),
            Some("broken") => Err(LookupError::failed("broken")),
            _ => Err(LookupError::not_found("no such user")),
        }
    };
    let server = layered(Options::with_lookup(lookup).query_parameter("token")).await;
    let bearer = |token: &str| format!("Authorization: Bearer {token}\r\n");
    let expired = webtoken::sign(&json!({ "sub": "alice", "exp": 1 }), SECRET, &webtoken::SignOptions::new()).unwrap();
    let case = |headers, status, code, message, header| Case { headers, status, code, message, header };
    let challenge = "www-authenticate: bearer error=\"invalid_token\"";
    let cases = [
        case(String::new(), 401, "credentials_required", "no token provided", "www-authenticate: bearer\r\n"),
        case(
            "Authorization: x\r\n".into(),
            401,
            "credentials_bad_format",
            "Format is Authorization: Bearer [token]",
            "www-authenticate: bearer\r\n",
        ),
        case(bearer("a.b"), 401, "invalid_token", "jwt malformed", challenge),
        case(bearer(&expired), 401, "invalid_token", "jwt expired", challenge),
        case(bearer(&token("bob")), 401, "invalid_secret", "no such user", challenge),
        case(bearer(&token("offline")), 503, "invalid_secret", "the keys are not available", "retry-after: 7"),
        case(bearer(&token("broken")), 503, "invalid_secret", "broken", "content-type: application/json"),
        case(
            bearer(&token("panic")),
            500,
            "invalid_secret",
            "the lookup of the secret failed",
            "content-type: application/json",
        ),
    ];
    for Case { headers, status, code, message, header } in cases {
        let response = request(server, "GET", OPEN, &headers).await;
        assert_eq!(response.status, status, "{code}");
        let body: Value = serde_json::from_str(&response.body).unwrap();
        assert_eq!(body["code"], code);
        assert_eq!(body["type"], "UnauthorizedError");
        let text = body["message"].as_str().unwrap();
        assert!(text.ends_with(message), "{text}");
        assert!(response.head.contains(header), "{}", response.head);
    }
    let check =
        async |_: CheckRequest<Value>| Err::<(), _>(webtoken::error::BoxError::from("postgres://user:pw@db refused"));
    let unavailable = layered(options().check(check)).await;
    let response = request(unavailable, "GET", OPEN, &bearer(&token("alice"))).await;
    assert_eq!(response.status, 503);
    assert_eq!(response.body, r#"{"code":"unknown","message":"the check failed","type":"UnauthorizedError"}"#);
    assert_eq!(request(server, "GET", OPEN, &bearer(&token("alice"))).await.status, 200);
    assert_eq!(request(server, "GET", &format!("{OPEN}&token={}", token("alice")), "").await.status, 200);
}

/// Only requests that open a connection need a token; none of them gets around it.
#[tokio::test(flavor = "multi_thread")]
async fn paths_and_methods() {
    let server = layered(options()).await;
    for (method, path, status) in [
        ("GET", "/", 200),
        ("GET", "/socket.io-page", 200),
        ("GET", OPEN, 401),
        ("GET", "/socket.io?EIO=4&transport=polling", 401),
        ("GET", "/socket.io/x/y?EIO=4&transport=polling", 401),
        ("GET", "/socket.io/?EIO=4&transport=polling&SID=x&sid", 401),
        ("GET", "/socket.io/?EIO=4&transport=polling&t=sid=x", 401),
        ("POST", OPEN, 401),
        ("GET", "/socket.io/", 401),
        // Not of an open connection: engine.io refuses it.
        ("GET", "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAA", 400),
        ("GET", "/socket.io/?EIO=4&transport=polling&sid=", 400),
        ("OPTIONS", OPEN, 400),
        // Not engine.io's path.
        ("GET", "//socket.io/?EIO=4&transport=polling", 404),
        ("GET", "/%73ocket.io/?EIO=4&transport=polling", 404),
    ] {
        assert_eq!(request(server, method, path, "").await.status, status, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_handed_over() {
    let node = node_or_skip!();
    let server = layered(options()).await;
    let headers = |token: &str| json!({ "Authorization": format!("Bearer {token}") });
    for transport in TRANSPORTS {
        let mut refused = node.connect(server, "/", &json!({ "transports": [transport] }));
        refused.see("connect_error").await;
        let options = json!({ "transports": [transport], "extraHeaders": headers(&token("alice")) });
        let mut client = node.connect(server, "/open", &options);
        client.see("connect").await;
        assert_eq!(client.see("open").await, ["alice"]);
        // The guard takes the token of the request as well.
        let mut client = node.connect(server, "/", &options);
        client.see("connect").await;
        assert_eq!(client.see("welcome").await, ["alice"]);
        // Another token in the payload.
        let mut options = options;
        options["auth"] = json!({ "token": token("bob") });
        let mut client = node.connect(server, "/", &options);
        assert_eq!(client.see_connect_error().await, "two different tokens provided");
    }
}

/// Without a guard nothing ends the socket, but handlers with claims are not called after the token's end.
#[tokio::test(flavor = "multi_thread")]
async fn expired_claims_are_not_handed_over() {
    let node = node_or_skip!();
    let server = layered(options()).await;
    let token = token_of(&json!({ "name": "alice" }), Duration::from_secs(2));
    let options = json!({ "extraHeaders": { "Authorization": format!("Bearer {token}") } });
    let mut client = node.connect(server, "/open", &options);
    client.see("connect").await;
    client.see("open").await;
    client.emit("whoami", &[]);
    assert_eq!(client.see("you are").await, ["alice"]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    client.emit("whoami", &[]);
    client.see_nothing(Duration::from_millis(300)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_path() {
    let auth = auth(options());
    let (layer, io) = SocketIo::builder().req_path("/ws").build_layer();
    io.ns("/", auth.guard(on_connect));
    let server = serve(Router::new().layer(layer).layer(auth.layer().path("/ws"))).await;
    assert_eq!(request(server, "GET", "/ws/?EIO=4&transport=polling", "").await.status, 401);
    assert_eq!(request(server, "GET", "/socket.io/?EIO=4&transport=polling", "").await.status, 404);
}

/// Polling and WebSocket check the page that a cookie comes from.
#[tokio::test(flavor = "multi_thread")]
async fn cookies_of_other_pages() {
    let server = layered(options().cookie("jwt", ["https://page.example"])).await;
    let cookie = format!("Cookie: jwt={}\r\n", token("alice"));
    let upgrade = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (path, more) in [(OPEN, ""), ("/socket.io/?EIO=4&transport=websocket", upgrade)] {
        for (origin, is_allowed) in [
            ("Origin: https://page.example\r\n", true),
            ("Sec-Fetch-Site: same-origin\r\n", true),
            ("Origin: https://evil.example\r\n", false),
            ("Sec-Fetch-Site: cross-site\r\n", false),
            ("", false),
        ] {
            let response = request(server, "GET", path, &format!("{cookie}{origin}{more}")).await;
            assert_eq!(response.status != 401, is_allowed, "{path} {origin}");
        }
    }
}
