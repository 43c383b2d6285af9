//! No token in a log line.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use webtoken_socketio::{AfterFailure, CheckRequest, Options, UnauthorizedError};

use crate::{
    common::{SECRET, auth, by_event, guarded, options, raw, token, token_of},
    http::{OPEN, layered, request},
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that this crate and its dependencies say at the finest level, while clients succeed and fail in every mode,
/// those of other tests included.
#[tokio::test(flavor = "multi_thread")]
async fn no_token_in_a_log_line() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let tokens = sessions().await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for line in ["refused", "did not authenticate in time", "session ended", "authenticated", "REDACTED"] {
        assert!(log.contains(line), "{line}");
    }
    for token in tokens {
        for part in token.split('.').skip(1) {
            assert!(!log.contains(part), "{part} is in the log");
        }
    }
    assert!(!log.contains(SECRET));
}

async fn sessions() -> Vec<String> {
    let check = async |request: CheckRequest<Value>| match request.claims().user() {
        Some("banned") => Err(UnauthorizedError::new("banned", "this user is banned")),
        _ => Ok(()),
    };
    let common = || options().check(check).query_parameter("token").timeout(Duration::from_millis(300));
    let handshake = guarded(common()).await;
    let event = by_event(common().after_failure(AfterFailure::Disconnect(Duration::ZERO))).await;
    let forged = webtoken::sign(&json!({ "sub": "eve" }), "another secret", &webtoken::SignOptions::new()).unwrap();
    let short = token_of(&json!({ "sub": "alice", "name": "alice" }), Duration::from_secs(2));
    let tokens = vec![token("alice"), token("banned"), forged, short.clone()];
    for token in &tokens {
        for query in [String::new(), format!("token={token}")] {
            let mut socket = raw::connect(handshake, &query).await;
            socket.send(format!("40{}", json!({ "token": token }))).await;
            socket.next().await;
        }
        let mut socket = raw::connect(event, &format!("token={token}")).await;
        socket.send("40").await;
        socket.next().await;
        socket.send(format!("42{}", json!(["authenticate", { "token": token }]))).await;
        socket.next().await;
    }
    let layer = layered(common().cookie("jwt", ["https://page.example"])).await;
    for token in &tokens {
        for headers in [
            format!("Authorization: Bearer {token}\r\n"),
            format!("Cookie: jwt={token}\r\nOrigin: https://page.example\r\n"),
            format!("Cookie: jwt={token}\r\n"),
        ] {
            request(layer, "GET", OPEN, &headers).await;
        }
        request(layer, "GET", &format!("{OPEN}&token={token}"), "").await;
    }
    let mut silent = raw::connect(event, "").await;
    silent.send("40").await;
    silent.until("41").await;
    let mut expiring = raw::connect(handshake, "").await;
    expiring.send(format!("40{}", json!({ "token": short }))).await;
    expiring.until("41").await;
    tokens
}

/// What a program prints of its values.
#[test]
fn debug_shows_no_secret() {
    let options: Options<Value> = Options::new(SECRET).query_parameter("token");
    let shown = format!("{options:?} {:?}", auth(Options::new(SECRET)));
    assert!(!shown.contains(SECRET), "{shown}");
}

#[tokio::test]
async fn debug_shows_no_token() {
    let token = token("alice");
    let request = http::Request::get("/").header("authorization", format!("Bearer {token}")).body(()).unwrap();
    let claims = auth(options()).authenticate_request(&request.into_parts().0).await.unwrap();
    assert_eq!(claims.token(), token);
    let shown = format!("{claims:?}");
    assert!(shown.contains("alice") && !shown.contains(token.rsplit('.').next().unwrap()), "{shown}");
}
