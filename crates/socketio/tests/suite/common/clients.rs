//! Real socket.io clients in one Node process, which all tests share. Without Node the tests say that they skip.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::Path,
    process::{ChildStdin, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use super::skip;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");

/// The longest time that a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends the test if there is no Node.
macro_rules! node_or_skip {
    () => {
        match crate::common::clients::node() {
            Some(node) => node,
            None => return,
        }
    };
}
pub(crate) use node_or_skip;

/// The Node process.
pub(crate) struct Node {
    commands: Mutex<ChildStdin>,
    listeners: Arc<Mutex<HashMap<u64, UnboundedSender<Seen>>>>,
}

/// What a client saw: an event of the server, or one of the client's own, such as `connect`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Seen {
    client: u64,
    pub(crate) event: String,
    pub(crate) args: Vec<Value>,
    /// The number of the callback, if the server waits for an acknowledgement.
    pub(crate) answer: Option<usize>,
}

/// One socket of a real client.
pub(crate) struct Client {
    node: &'static Node,
    id: u64,
    seen: UnboundedReceiver<Seen>,
}

pub(crate) fn node() -> Option<&'static Node> {
    static NODE: OnceLock<Option<Node>> = OnceLock::new();
    let node = NODE.get_or_init(|| is_installed().then(start)).as_ref();
    if node.is_none() {
        skip("Node or socket.io-client");
    }
    node
}

fn is_installed() -> bool {
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(FOLDER).stdout(Stdio::null());
    let mut node = Command::new("node");
    node.arg("--version").stdout(Stdio::null());
    node.status().is_ok_and(|status| status.success())
        && (Path::new(FOLDER).join("node_modules/socket.io-client").is_dir()
            || npm.status().is_ok_and(|status| status.success()))
}

#[expect(clippy::zombie_processes, reason = "it ends with the tests, when its standard input is closed")]
fn start() -> Node {
    let mut node = Command::new("node");
    node.arg("driver.js").current_dir(FOLDER).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().unwrap();
    let output = BufReader::new(node.stdout.take().unwrap());
    let listeners: Arc<Mutex<HashMap<u64, UnboundedSender<Seen>>>> = Arc::default();
    let of_reader = Arc::clone(&listeners);
    thread::spawn(move || {
        for line in output.lines() {
            let seen: Seen = serde_json::from_str(&line.unwrap()).unwrap();
            if let Some(listener) = of_reader.lock().unwrap().get(&seen.client) {
                listener.send(seen).ok();
            }
        }
    });
    Node { commands: Mutex::new(node.stdin.take().unwrap()), listeners }
}

impl Node {
    fn command(&self, command: &Value) {
        let mut commands = self.commands.lock().unwrap();
        writeln!(commands, "{command}").unwrap();
    }

    /// A client of the current version, with the options of JavaScript's `io(url, options)`.
    pub(crate) fn connect(&'static self, server: SocketAddr, namespace: &str, options: &Value) -> Client {
        self.connect_version(4, &format!("http://{server}{namespace}"), options)
    }

    /// With a version of `socket.io-client`: 2 or 4.
    pub(crate) fn connect_version(&'static self, version: u32, url: &str, options: &Value) -> Client {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let (sender, seen) = unbounded_channel();
        self.listeners.lock().unwrap().insert(id, sender);
        self.command(&json!({ "do": "connect", "client": id, "url": url, "options": options, "version": version }));
        Client { node: self, id, seen }
    }
}

impl Client {
    pub(crate) fn emit(&self, event: &str, args: &[Value]) {
        self.node.command(&json!({ "do": "emit", "client": self.id, "event": event, "args": args }));
    }

    /// The answer is the event `ack`.
    pub(crate) fn emit_with_ack(&self, event: &str, args: &[Value]) {
        self.node.command(&json!({ "do": "emit", "client": self.id, "event": event, "args": args, "ack": true }));
    }

    /// Acknowledges an event.
    pub(crate) fn answer(&self, seen: &Seen) {
        self.node.command(&json!({ "do": "answer", "client": self.id, "answer": seen.answer.expect("a callback") }));
    }

    pub(crate) fn authenticate(&self, token: &str) {
        self.emit("authenticate", &[json!({ "token": token })]);
    }

    pub(crate) async fn next(&mut self) -> Seen {
        timeout(PATIENCE, self.seen.recv()).await.expect("the client sees something in time").expect("Node runs")
    }

    /// The next event must be this one; its arguments.
    #[track_caller]
    pub(crate) fn see(&mut self, event: &str) -> impl Future<Output = Vec<Value>> {
        let caller = std::panic::Location::caller();
        async move {
            let seen = self.next().await;
            assert_eq!(seen.event, event, "{seen:?} at {caller}");
            seen.args
        }
    }

    /// Nothing happens for this time.
    #[track_caller]
    pub(crate) fn see_nothing(&mut self, time: Duration) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            if let Ok(seen) = timeout(time, self.seen.recv()).await {
                panic!("{seen:?} at {caller}");
            }
        }
    }

    /// The event `unauthorized`: its code and message.
    #[track_caller]
    pub(crate) fn see_unauthorized(&mut self) -> impl Future<Output = (String, String)> {
        let seen = self.see("unauthorized");
        async move {
            let args = seen.await;
            let error = &args[0];
            let message = error["message"].clone();
            assert_eq!(error["inner"], json!({ "message": message }));
            assert_eq!(error["data"]["message"], message);
            assert_eq!(error["data"]["type"], "UnauthorizedError");
            assert_eq!(args.len(), 1);
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&error["data"]["code"]), text(&message))
        }
    }

    /// The event `connect_error`: the message.
    #[track_caller]
    pub(crate) fn see_connect_error(&mut self) -> impl Future<Output = String> {
        let seen = self.see("connect_error");
        async move { seen.await[0]["message"].as_str().unwrap().to_owned() }
    }

    pub(crate) fn disconnect(&self) {
        self.node.command(&json!({ "do": "disconnect", "client": self.id }));
    }
}
