//! Random messages of hostile clients: 10,000, or as many as `WEBTOKEN_FUZZ_CASES` says.

use std::{
    env,
    net::SocketAddr,
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use oorandom::Rand32;
use serde_json::json;
use socketioxide::{
    SocketIo,
    extract::{AckSender, SocketRef},
};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::common::{
    auth, on_connect, options,
    raw::{self, Raw},
    serve, token,
};

/// Writes random JSON, well formed or not.
struct Random(Rand32);

impl Random {
    fn below(&mut self, end: u32) -> usize {
        self.0.rand_range(0..end) as usize
    }

    fn value(&mut self, depth: u32) -> String {
        match self.below(if depth > 4 { 8 } else { 12 }) {
            0 => "null".into(),
            1 => "true".into(),
            2 => ["0", "-1e400", "123456789012345678901234567890", "1.5"][self.below(4)].into(),
            3 => format!("\"{}\"", "a".repeat(self.below(300))),
            4 => r#""\ud800""#.into(),
            5 => json!(token(["alice", "bob"][self.below(2)])).to_string(),
            6 => json!(format!("Bearer {}", token("alice"))).to_string(),
            7 => r#""a.b.c""#.into(),
            8 | 9 => {
                let fields = (0..self.below(4)).map(|_| format!("{}:{}", self.name(), self.value(depth + 1)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
            10 => {
                let items = (0..self.below(4)).map(|_| self.value(depth + 1));
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
            _ => ["{", "[", "]", "\"", "{\"token\"", "{\"_placeholder\":true,\"num\":0}"][self.below(6)].into(),
        }
    }

    fn name(&mut self) -> &'static str {
        [r#""token""#, r#""x""#, r#""_placeholder""#, r#""num""#, r#""t\u006fken""#][self.below(5)]
    }

    /// An event or a connection of socket.io, or something like it.
    fn packet(&mut self) -> String {
        let value = self.value(0);
        match self.below(10) {
            0 => format!("40{value}"),
            1 => format!("40/guarded,{value}"),
            2 => format!("42[\"authenticate\",{value},{}]", self.value(1)),
            3 => format!("42{}[\"authenticate\",{value}]", self.below(1000)),
            4 => format!("42{value}"),
            5 => format!("43{}{value}", self.below(20)),
            6 => format!("4{}{value}", self.below(10)),
            7 => format!("451-[\"authenticate\",{value}]"),
            _ => format!("42[\"authenticate\",{value}]"),
        }
    }
}

/// Panics outside of the tests, which tokio catches where they are in a task.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn count_panics() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.location().is_none_or(|location| !location.file().contains("tests/suite")) {
            PANICS.fetch_add(1, Ordering::SeqCst);
        }
        hook(info);
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_messages() {
    count_panics();
    let cases: u32 = env::var("WEBTOKEN_FUZZ_CASES").map_or(10_000, |cases| cases.parse().unwrap());
    let auth = auth(options().max_attempts(u32::MAX));
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.on_authenticated(on_connect));
    io.ns("/guarded", auth.guard(on_connect));
    io.ns("/probe", async |socket: SocketRef| {
        socket.on("probe", async |ack: AckSender| drop(ack.send(&())));
        socket.emit("ready", &()).ok();
    });
    let server = serve(axum::Router::new().layer(layer)).await;
    let mut random = Random(Rand32::new(12));
    let mut socket = connected(server).await;
    let (mut answers, mut connections) = (0, 1);
    for _ in 0..cases {
        let message = match random.below(1000) {
            0 => Message::text(format!("42[\"authenticate\",{{\"token\":\"{}\"}}]", "a".repeat(1 << 20))),
            1 => Message::text(format!("42[\"authenticate\",{}1{}]", "[".repeat(10_000), "]".repeat(10_000))),
            2 => Message::text(format!("40/guarded,{}", "[".repeat(10_000))),
            3 => Message::binary(vec![4; random.below(2000)]),
            _ => Message::text(random.packet()),
        };
        let shown = format!("{message:.100?}");
        socket.send_message(message).await;
        // The server may close the connection of a client that breaks the protocol.
        let answer = timeout(Duration::from_secs(30), probe(&mut socket)).await;
        if let Some(seen) = answer.unwrap_or_else(|_| panic!("no answer after {shown}")) {
            answers += seen;
        } else {
            connections += 1;
            socket = connected(server).await;
        }
    }
    drop(socket);
    println!("{cases} messages over {connections} connections, {answers} answers");
    assert!(answers > cases / 4, "most messages reach a handler: {answers} answers to {cases}");
    let mut good = connected(server).await;
    good.send(format!("42{}", json!(["authenticate", { "token": token("alice") }]))).await;
    assert_eq!(good.next().await, r#"42["authenticated"]"#);
    drop(good);
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
    // Nothing is kept of the others.
    let count = || io.nsps().into_iter().map(|ns| ns.sockets().len()).sum::<usize>();
    let start = Instant::now();
    while count() > 0 {
        assert!(start.elapsed().as_secs() < 20, "{} sockets are still there", count());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// How many packets the server sent before it answered a probe; none if it closed the connection.
async fn probe(socket: &mut Raw) -> Option<u32> {
    socket.send(r#"42/probe,7["probe"]"#).await;
    let mut seen = 0;
    loop {
        match socket.next().await.as_str() {
            "" => return None,
            answer if answer.starts_with("43/probe,7") => return Some(seen),
            _ => seen += 1,
        }
    }
}

async fn connected(server: SocketAddr) -> Raw {
    let mut socket = raw::connect(server, "").await;
    for namespace in ["", "/probe,"] {
        socket.send(format!("40{namespace}")).await;
        assert!(socket.next().await.starts_with("40"));
    }
    socket.until(r#"42/probe,["ready",null]"#).await;
    socket
}
