//! Clients that authenticate with their connection: `io.use(authorize({ handshake: true }))`.

use std::{sync::Arc, time::Duration};

use axum::Router;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef},
    handler::ConnectHandler,
};
use webtoken::{IntoVerifyingKey, JwkSet, LookupError, SignOptions, SigningKey, VerifyOptions, alg};
use webtoken_socketio::{
    CheckRequest, Claims, ErrorFormat, MaybeClaims, Options, SecretRequest, UnauthorizedError, authorize,
};

use crate::common::{
    TRANSPORTS, auth, clients::node_or_skip, guarded, on_connect, options, raw, serve, token, token_of,
};

/// The code and message of the error that a client gets.
async fn refused(server: std::net::SocketAddr, client: &Value) -> (String, String) {
    let node = crate::common::clients::node().expect("Node");
    let mut client = node.connect(server, "/", client);
    let seen = client.see("connect_error").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    assert_eq!(seen[1]["type"], "UnauthorizedError");
    (text(&seen[1]["code"]), text(&seen[1]["message"]))
}

fn error(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_source() {
    let node = node_or_skip!();
    let origins = ["http://page.example"];
    let server = guarded(options().query_parameter("token").cookie("jwt", origins)).await;
    let token = token("alice");
    let bearer = format!("Bearer {token}");
    for transport in TRANSPORTS {
        let clients = [
            json!({ "auth": { "token": token } }),
            json!({ "auth": { "token": bearer } }),
            json!({ "extraHeaders": { "Authorization": bearer } }),
            json!({ "extraHeaders": { "Cookie": format!("jwt={token}"), "Origin": origins[0] } }),
            json!({ "query": { "token": token } }),
            json!({ "auth": { "token": token }, "query": { "token": token } }),
        ];
        for mut options in clients {
            options["transports"] = json!([transport]);
            let mut client = node.connect(server, "/", &options);
            client.see("connect").await;
            assert_eq!(client.see("welcome").await, ["alice"], "{options}");
            client.emit("whoami", &[]);
            assert_eq!(client.see("you are").await, ["alice"]);
            client.disconnect();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_error() {
    let _node = node_or_skip!();
    let check = async |request: CheckRequest<Value>| match request.claims().user() {
        Some("banned") => Err(UnauthorizedError::new("banned", "this user is banned")),
        Some("odd") => Err("no reason".into()),
        _ => Ok(()),
    };
    let server = guarded(
        options()
            .query_parameter("token")
            .cookie("jwt", ["http://page.example"])
            .check(check)
            .error_format(ErrorFormat::Json),
    )
    .await;
    let of_token = |token: &str| json!({ "auth": { "token": token } });
    let expired = webtoken::sign(&json!({ "exp": 1 }), crate::common::SECRET, &SignOptions::new()).unwrap();
    let forged = webtoken::sign(&json!({}), "another secret", &SignOptions::new()).unwrap();
    let no_token = error("credentials_required", "no token provided");
    let bad_format = error("credentials_bad_format", "Format is Authorization: Bearer [token]");
    let two = error("credentials_bad_format", "two different tokens provided");
    let cases = [
        (json!({}), no_token.clone()),
        (of_token(""), no_token),
        (json!({ "auth": { "token": 123 } }), bad_format.clone()),
        (json!({ "auth": { "token": ["a.b.c"] } }), bad_format.clone()),
        (json!({ "extraHeaders": { "Authorization": "Bearer a b" } }), bad_format.clone()),
        (json!({ "extraHeaders": { "Authorization": "a.b.c" } }), bad_format),
        (json!({ "auth": { "token": token("alice") }, "query": { "token": token("bob") } }), two),
        (of_token("a.b"), error("invalid_token", "jwt malformed")),
        (of_token("a.b.c"), error("invalid_token", "invalid token")),
        (of_token(&expired), error("invalid_token", "jwt expired")),
        (of_token(&forged), error("invalid_token", "invalid signature")),
        (of_token(&token("banned")), error("banned", "this user is banned")),
        (of_token(&token("odd")), error("unknown", "no reason")),
        (
            json!({ "extraHeaders": { "Cookie": format!("jwt={}", token("alice")), "Origin": "http://evil.example" } }),
            error("invalid_origin", "Origin not allowed to send the cookie"),
        ),
    ];
    for transport in TRANSPORTS {
        for (client, expected) in &cases {
            let mut client = client.clone();
            client["transports"] = json!([transport]);
            assert_eq!(&refused(server, &client).await, expected, "{client}");
        }
    }
}

/// `?token=a&token=b` ends the Node process of the original. No real client writes it.
#[tokio::test(flavor = "multi_thread")]
async fn a_query_with_two_tokens() {
    let server = guarded(options().query_parameter("token")).await;
    let (alice, bob) = (token("alice"), token("bob"));
    for (query, answer) in [
        (format!("token={alice}&token={bob}"), r#"44{"message":"two different tokens provided"}"#),
        (format!("token={alice}&token="), "40{"),
        (format!("token={alice}&token={alice}"), "40{"),
    ] {
        let mut socket = raw::connect(server, &query).await;
        socket.send("40").await;
        let seen = socket.next().await;
        assert!(seen.starts_with(answer), "{seen}");
    }
}

/// npm reads `?token=` without being told.
#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_is_not_switched_on() {
    let node = node_or_skip!();
    let server = guarded(options()).await;
    let mut client = node.connect(server, "/", &json!({ "query": { "token": token("alice") } }));
    assert_eq!(client.see_connect_error().await, "no token provided");
}

#[test]
fn options_that_are_refused() {
    let refused = |options: Options<Value>| authorize(options).unwrap_err().to_string();
    assert_eq!(refused(Options::new("")), "secret or public key must be provided");
    assert_eq!(refused(options().cookie("jwt", [""; 0])), "a cookie requires at least one allowed origin");
    let message = "invalid origin \"*\": expected scheme://host or scheme://host:port";
    assert_eq!(refused(options().cookie("jwt", ["*"])), message);
    let checked = options().check(async |_: CheckRequest<Value>| Ok::<_, UnauthorizedError>(()));
    assert_eq!(
        refused(checked.map_claims(|verified| Ok::<_, UnauthorizedError>(verified.payload))),
        "map_claims must be called before check"
    );
    assert!(refused(options().verify(VerifyOptions::new().max_age("soon"))).contains("maxAge"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_header() {
    let node = node_or_skip!();
    let server = guarded(options().auth_header_required(true).query_parameter("token")).await;
    let bearer = format!("Bearer {}", token("alice"));
    for transport in TRANSPORTS {
        let transports = json!([transport]);
        let without = json!({ "transports": transports, "query": { "token": token("alice") } });
        let mut client = node.connect(server, "/", &without);
        assert_eq!(client.see_connect_error().await, "Server requires Authorization Header");
        let mut client = node.connect(
            server,
            "/",
            &json!({ "transports": transports, "extraHeaders": { "Authorization": bearer } }),
        );
        client.see("connect").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn error_formats() {
    let node = node_or_skip!();
    let cases = [
        (ErrorFormat::Message, false, "invalid signature", ("unknown", "invalid signature")),
        (
            ErrorFormat::Json,
            false,
            r#"{"code":"invalid_token","message":"invalid signature","type":"UnauthorizedError"}"#,
            ("invalid_token", "invalid signature"),
        ),
        (ErrorFormat::Message, true, "invalid token", ("unknown", "invalid token")),
        (
            ErrorFormat::Json,
            true,
            r#"{"code":"invalid_token","message":"invalid token","type":"UnauthorizedError"}"#,
            ("invalid_token", "invalid token"),
        ),
    ];
    let forged = webtoken::sign(&json!({}), "another secret", &SignOptions::new()).unwrap();
    for (format, hide, text, (code, message)) in cases {
        let server = guarded(options().error_format(format).hide_reason(hide)).await;
        let mut client = node.connect(server, "/", &json!({ "auth": { "token": forged } }));
        let seen = client.see("connect_error").await;
        assert_eq!(seen[0]["message"], text);
        assert_eq!(seen[1], json!({ "message": message, "code": code, "type": "UnauthorizedError" }));
    }
}

/// `hide_reason` hides why a token was refused. It does not hide that there is no token.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_reasons() {
    let _node = node_or_skip!();
    let lookup = async |_: SecretRequest| Err::<&str, _>(LookupError::unavailable("database down", None));
    let options = Options::with_lookup(lookup).error_format(ErrorFormat::Json).hide_reason(true);
    let server = guarded(options).await;
    let of_token = json!({ "auth": { "token": token("alice") } });
    assert_eq!(refused(server, &of_token).await, error("invalid_token", "invalid token"));
    assert_eq!(refused(server, &json!({})).await, error("credentials_required", "no token provided"));
}

#[tokio::test(flavor = "multi_thread")]
async fn lookups() {
    let node = node_or_skip!();
    let lookup = async |request: SecretRequest| {
        let claims: Value = request.unverified_claims().unwrap();
        assert_eq!(request.parts().headers["x-tenant"], "acme");
        assert_eq!(request.header().alg(), Some("HS256"));
        match claims["sub"].as_str() {
            Some("alice") => Ok(Some(crate::common::SECRET)),
            Some("nobody") => Ok(None),
            Some("offline") => Err(LookupError::unavailable("database down", None)),
            Some("panic") => panic!("a lookup that panics"),
            Some("never") => std::future::pending().await,
            _ => Err(LookupError::not_found("no such user")),
        }
    };
    let options =
        Options::with_lookup(lookup).lookup_timeout(Duration::from_millis(300)).error_format(ErrorFormat::Json);
    let server = guarded(options).await;
    let of = |user: &str| json!({ "auth": { "token": token(user) }, "extraHeaders": { "x-tenant": "acme" } });
    let mut client = node.connect(server, "/", &of("alice"));
    client.see("connect").await;
    let cases = [
        ("nobody", "the lookup returned no key"),
        ("offline", "the keys are not available"),
        ("panic", "the lookup of the secret failed"),
        ("never", "the lookup of the secret timed out"),
        ("bob", "no such user"),
    ];
    for (user, message) in cases {
        let (code, text) = refused(server, &of(user)).await;
        assert_eq!(code, "invalid_secret", "{user}: {text}");
        assert!(text.contains(message), "{user}: {text}");
    }
    // A malformed token has no secret to look up.
    let malformed = json!({ "auth": { "token": "a.b" }, "extraHeaders": { "x-tenant": "acme" } });
    assert_eq!(refused(server, &malformed).await, error("invalid_token", "jwt malformed"));
    // The server goes on.
    node.connect(server, "/", &of("alice")).see("connect").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_that_do_not_end() {
    let _node = node_or_skip!();
    let check = async |request: CheckRequest<Value>| match request.claims().user() {
        Some("panic") => panic!("a check that panics"),
        Some("never") => std::future::pending().await,
        _ => Ok::<(), UnauthorizedError>(()),
    };
    let server =
        guarded(options().check(check).lookup_timeout(Duration::from_millis(300)).error_format(ErrorFormat::Json))
            .await;
    let of = |user: &str| json!({ "auth": { "token": token(user) } });
    assert_eq!(refused(server, &of("panic")).await, error("unknown", "the check failed"));
    assert_eq!(refused(server, &of("never")).await, error("unknown", "the check timed out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn providers_of_the_core() {
    let node = node_or_skip!();
    let key = SigningKey::generate(alg::ES256).unwrap();
    let set: JwkSet =
        [(&key).into_verifying_key().unwrap().unwrap().to_jwk().unwrap().with_kid("k1")].into_iter().collect();
    let server = guarded(Options::with_provider(Arc::new(set))).await;
    let token = webtoken::sign(&json!({ "name": "alice" }), &key, &SignOptions::new().algorithm(alg::ES256).kid("k1"));
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": token.unwrap() } }));
    client.see("connect").await;
    let mut client =
        node.connect(server, "/", &json!({ "auth": { "token": token_of(&json!({}), Duration::from_mins(1)) } }));
    client.see("connect_error").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn options_of_the_core() {
    let node = node_or_skip!();
    let verify = VerifyOptions::strict().algorithms([alg::HS256]).typ("at+jwt").issuer("urn:me");
    let server = guarded(options().verify(verify)).await;
    let sign = |options: SignOptions| {
        let token = webtoken::sign(&json!({ "name": "alice" }), crate::common::SECRET, &options).unwrap();
        json!({ "auth": { "token": token } })
    };
    let good = SignOptions::new().issuer("urn:me").expires_in("1m").header("typ", "at+jwt");
    node.connect(server, "/", &sign(good.clone())).see("connect").await;
    let cases = [
        (good.clone().header("typ", "JWT"), "jwt typ invalid. expected: at+jwt"),
        (good.clone().algorithm(alg::HS512), "invalid algorithm"),
        (good.clone().issuer("urn:you"), "jwt issuer invalid. expected: urn:me"),
        (SignOptions::new().issuer("urn:me").header("typ", "at+jwt"), "jwt exp required"),
    ];
    for (options, message) in cases {
        let mut client = node.connect(server, "/", &sign(options));
        assert_eq!(client.see_connect_error().await, message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mapped_claims() {
    #[derive(Debug)]
    struct Admin(String);
    let node = node_or_skip!();
    let options = options().map_claims(|verified| match verified.payload["name"].as_str() {
        Some("panic") => panic!("a mapping that panics"),
        Some(name) if name != "bob" => Ok(Admin(name.to_uppercase())),
        _ => Err("not an administrator"),
    });
    let auth = authorize(options).unwrap();
    let (layer, io) = SocketIo::new_layer();
    io.ns(
        "/",
        auth.guard(async |socket: SocketRef, admin: Claims<Admin>| {
            let Admin(name) = admin.payload();
            socket.emit("welcome", &(name, admin.token(), admin.header().alg(), admin.user())).ok();
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    let alice = token("alice");
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": alice } }));
    client.see("connect").await;
    assert_eq!(client.see("welcome").await, [json!("ALICE"), json!(alice), json!("HS256"), json!("alice")]);
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": token("bob") } }));
    assert_eq!(client.see_connect_error().await, "not an administrator");
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": token("panic") } }));
    assert_eq!(client.see_connect_error().await, "the check failed");
}

/// Each namespace has its own handshake: success in one does not authenticate another.
#[tokio::test(flavor = "multi_thread")]
async fn namespaces() {
    let node = node_or_skip!();
    let auth = auth(options());
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", async |socket: SocketRef, MaybeClaims(claims): MaybeClaims<Value>| {
        socket.emit("open", &claims.is_some()).ok();
    });
    io.ns("/admin", auth.guard(on_connect));
    io.dyn_ns("/room/{id}", auth.guard(on_connect)).unwrap();
    let server = serve(Router::new().layer(layer)).await;
    let with_token = json!({ "auth": { "token": token("alice") } });
    for transport in TRANSPORTS {
        for namespace in ["/admin", "/room/7"] {
            let mut options = with_token.clone();
            options["transports"] = json!([transport]);
            let mut client = node.connect(server, namespace, &options);
            client.see("connect").await;
            assert_eq!(client.see("welcome").await, ["alice"]);
            let mut client = node.connect(server, namespace, &json!({ "transports": [transport] }));
            assert_eq!(client.see_connect_error().await, "no token provided");
        }
        let mut client = node.connect(server, "/", &with_token);
        client.see("connect").await;
        assert_eq!(client.see("open").await, [false]);
    }
}

/// Middlewares of the application run after the guard, and before it those that are added later.
#[tokio::test(flavor = "multi_thread")]
async fn other_middlewares() {
    async fn is_alice(claims: Claims<Value>) -> Result<(), &'static str> {
        if claims["name"] == "alice" { Ok(()) } else { Err("not alice") }
    }
    async fn is_open(MaybeClaims(claims): MaybeClaims<Value>) -> Result<(), &'static str> {
        if claims.is_none() { Ok(()) } else { Err("has claims already") }
    }
    let node = node_or_skip!();
    let auth = auth(options());
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(on_connect.with(is_alice)).with(is_open));
    io.ns("/long", on_connect.with(is_alice).with(auth.middleware()).with(is_open));
    let server = serve(Router::new().layer(layer)).await;
    for namespace in ["/", "/long"] {
        let mut client = node.connect(server, namespace, &json!({ "auth": { "token": token("alice") } }));
        client.see("connect").await;
        let mut client = node.connect(server, namespace, &json!({ "auth": { "token": token("bob") } }));
        assert_eq!(client.see_connect_error().await, "not alice");
        let mut client = node.connect(server, namespace, &json!({}));
        assert_eq!(client.see_connect_error().await, "no token provided");
    }
}

/// The second one would take the place of the first, which would then not end with its token.
#[tokio::test(flavor = "multi_thread")]
async fn two_guards() {
    let node = node_or_skip!();
    let (auth, other) = (auth(options()), auth(options()));
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(other.guard(on_connect)));
    io.ns("/event", auth.on_authenticated(other.guard(on_connect)));
    let server = serve(Router::new().layer(layer)).await;
    let with_token = json!({ "auth": { "token": token("alice") } });
    let mut client = node.connect(server, "/", &with_token);
    assert_eq!(client.see_connect_error().await, "two guards for the same type of claims");
    let headers = json!({ "Authorization": format!("Bearer {}", token("alice")) });
    let mut client = node.connect(server, "/event", &json!({ "extraHeaders": headers }));
    client.see("connect").await;
    client.authenticate(&token("alice"));
    assert_eq!(client.see_unauthorized().await.1, "two guards for the same type of claims");
}

#[tokio::test(flavor = "multi_thread")]
async fn not_required() {
    let node = node_or_skip!();
    let auth = auth(options().required(false));
    let (layer, io) = SocketIo::new_layer();
    io.ns(
        "/",
        auth.guard(async |socket: SocketRef, MaybeClaims(claims): MaybeClaims<Value>| {
            socket.on("secret", async |socket: SocketRef, _: Claims<Value>| drop(socket.emit("secret", "42")));
            socket.on("ping", async |socket: SocketRef, Data(data): Data<u32>| drop(socket.emit("pong", &data)));
            socket.emit("welcome", &claims.map(|claims| claims["name"].clone())).ok();
        }),
    );
    let server = serve(Router::new().layer(layer)).await;
    let mut client = node.connect(server, "/", &json!({}));
    client.see("connect").await;
    assert_eq!(client.see("welcome").await, [Value::Null]);
    // The handler with claims is not called; the one without is.
    client.emit("secret", &[]);
    client.emit("ping", &[json!(1)]);
    assert_eq!(client.see("pong").await, [1]);
    // It authenticates later.
    client.authenticate(&token("alice"));
    client.see("authenticated").await;
    client.emit("secret", &[]);
    assert_eq!(client.see("secret").await, ["42"]);
    // An invalid token is refused all the same.
    let mut client = node.connect(server, "/", &json!({ "auth": { "token": "a.b" } }));
    assert_eq!(client.see_connect_error().await, "jwt malformed");
}
