//! Many sockets on one server, which is a process of its own: what a socket costs in memory, whether deadlines and expiry
//! are kept, and how many authentications there are in a second beside events of a bare `socketioxide`.
//!
//! `cargo bench -p webtoken-socketio --bench load` fails if a socket is disconnected too early or too late, or if
//! authentication is too slow beside the bare event. `WEBTOKEN_LOAD_SOCKETS` is the number of silent sockets; without it
//! there are 10,000. Linux only: it reads `/proc`.

use std::{
    env,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitCode, Stdio},
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{Router, serve::ListenerExt};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};
use webtoken::SignOptions;
use webtoken_socketio::{Options, authorize};

const SECRET: &str = "a secret of the load program, of more than 32 bytes";

/// What authentication may cost: this share of the bare events must remain.
const LEAST_RATIO: f64 = 0.3;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    if let [_, role, deadline] = &*arguments
        && role == "server"
    {
        serve(Duration::from_secs(deadline.parse().expect("seconds"))).await;
        return ExitCode::SUCCESS;
    }
    // `cargo test --benches` builds this program and runs it without the argument.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let sockets = env::var("WEBTOKEN_LOAD_SOCKETS").map_or(10_000, |sockets| sockets.parse().expect("a number"));
    let is_kept = [silent_sockets(sockets).await, expiring_sockets((sockets / 10).max(50)).await, storm().await];
    if is_kept == [true; 3] { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The server: `/` waits for `authenticate`, `/guarded` has a guard, `/bare` knows nothing of this crate.
async fn serve(deadline: Duration) {
    let options = Options::new(SECRET).timeout(deadline).expiry_warning(Duration::from_secs(1));
    let auth = authorize::<Value>(options).expect("the options are valid");
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.on_authenticated(async |_: SocketRef| {}));
    io.ns("/guarded", auth.guard(async |_: SocketRef| {}));
    io.ns("/bare", async |socket: SocketRef| {
        socket.on("authenticate", async |socket: SocketRef, Data(_): Data<Value>| {
            socket.emit("authenticated", &[(); 0]).ok();
        });
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("a TCP socket"));
    axum::serve(listener, Router::new().layer(layer)).await.expect("the server runs");
}

struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(deadline: Duration) -> Self {
        let mut server = Command::new(env::current_exe().expect("this program"));
        server.args(["server", &deadline.as_secs().to_string()]).stdout(Stdio::piped());
        let mut process = server.spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("the server says its address");
        Self { process, address: line.trim().parse().expect("an address") }
    }

    /// Resident memory in KiB.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("/proc");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// A client that writes the protocol itself.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    /// Connects, and joins a namespace with this payload.
    async fn connect(server: SocketAddr, namespace: &str, payload: &str) -> Self {
        let url = format!("ws://{server}/socket.io/?EIO=4&transport=websocket");
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let (socket, _) = connect_async_with_config(url, Some(config), true).await.expect("a connection");
        let mut client = Self(socket);
        client.until("0").await;
        client.send(format!("40{namespace}{payload}")).await;
        client.until("40").await;
        client
    }

    async fn send(&mut self, packet: String) {
        self.0.send(Message::text(packet)).await.expect("the server reads");
    }

    /// Reads until a packet that begins so; the events before it.
    async fn until(&mut self, start: &str) -> Vec<String> {
        let mut before = Vec::new();
        loop {
            match self.0.next().await.expect("the connection is open").expect("a message") {
                Message::Text(text) if text == "2" => self.send("3".to_owned()).await,
                Message::Text(text) if text.starts_with(start) => return before,
                Message::Text(text) => before.push(text.to_string()),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Sockets that say nothing are disconnected between the deadline and a tenth more.
async fn silent_sockets(sockets: u32) -> bool {
    let bare = memory_of(sockets, "/bare,", Duration::from_secs(1), |_| true).await;
    // All must be connected before the first is disconnected.
    let deadline = Duration::from_secs(5 + u64::from(sockets) / 400);
    let latest = deadline.mul_f64(1.1);
    let ours = memory_of(sockets, "", deadline, |times| {
        println!("silent sockets: {sockets}, deadline {deadline:?}, disconnected after {}", spread(times));
        let early = times.iter().filter(|time| **time + Duration::from_millis(50) < deadline).count();
        let late = times.iter().filter(|time| **time > latest).count();
        println!("  too early: {early}, too late: {late}");
        early + late == 0
    });
    let ours = ours.await;
    println!("  memory a socket: {:.1} KiB, bare {:.1} KiB", ours.memory, bare.memory);
    ours.is_kept
}

struct Silent {
    /// KiB for each socket.
    memory: f64,
    is_kept: bool,
}

/// Connects silent sockets, and judges when they are disconnected. Bare ones are not.
async fn memory_of(
    sockets: u32,
    namespace: &'static str,
    deadline: Duration,
    judge: impl Fn(&[Duration]) -> bool,
) -> Silent {
    let server = Server::start(deadline);
    let address = server.address;
    // What the first sockets need is not counted.
    drop(Client::connect(address, namespace, "").await);
    let before = server.memory();
    let at_once = Arc::new(Semaphore::new(64));
    let (connected, mut all_connected) = mpsc::channel(64);
    let mut tasks = JoinSet::new();
    for _ in 0..sockets {
        let (at_once, connected) = (Arc::clone(&at_once), connected.clone());
        tasks.spawn(async move {
            let turn = at_once.acquire_owned().await.expect("the semaphore is open");
            let mut client = Client::connect(address, namespace, "").await;
            let start = Instant::now();
            drop(turn);
            connected.send(()).await.expect("the receiver waits");
            client.until("41").await;
            start.elapsed()
        });
    }
    for _ in 0..sockets {
        all_connected.recv().await.expect("every socket connects");
    }
    let memory = (server.memory() - before) / f64::from(sockets);
    if namespace == "/bare," {
        tasks.shutdown().await;
        return Silent { memory, is_kept: judge(&[]) };
    }
    let times = tasks.join_all().await;
    Silent { memory, is_kept: judge(&times) }
}

/// Sockets whose tokens end in the same second are warned, told, and disconnected in the second and a half after it.
async fn expiring_sockets(sockets: u32) -> bool {
    let server = Server::start(Duration::from_secs(10));
    let exp = UNIX_EPOCH.elapsed().expect("a clock").as_secs() + 4 + u64::from(sockets) / 400;
    let claims = json!({ "sub": "alice", "exp": exp });
    let token = webtoken::sign(&claims, SECRET, &SignOptions::new()).expect("claims that can be signed");
    let mut tasks = JoinSet::new();
    for _ in 0..sockets {
        let (address, payload) = (server.address, json!({ "token": token }).to_string());
        tasks.spawn(async move {
            let mut client = Client::connect(address, "/guarded,", &payload).await;
            let told = client.until("41").await;
            let [warning, end] = &*told else { panic!("{told:?}") };
            assert!(warning.contains("token_expiring") && end.contains("token_expired"), "{told:?}");
            SystemTime::now().duration_since(UNIX_EPOCH + Duration::from_secs(exp)).unwrap_or_default()
        });
    }
    let times = tasks.join_all().await;
    println!("expiring sockets: {sockets}, disconnected {} after the end of their tokens", spread(&times));
    times.iter().all(|time| !time.is_zero() && *time < Duration::from_millis(1500))
}

/// Authentications per second, and bare events of the same size per second, measured alternately.
async fn storm() -> bool {
    let server = Server::start(Duration::from_mins(10));
    let claims = json!({ "sub": "alice", "name": "Alice" });
    let options = SignOptions::new().expires_in("1h");
    let token = webtoken::sign(&claims, SECRET, &options).expect("claims that can be signed");
    let event = |namespace: &str| format!("42{namespace}{}", json!(["authenticate", { "token": token }]));
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        ours.push(rate(server.address, "", &event("")).await);
        bare.push(rate(server.address, "/bare,", &event("/bare,")).await);
    }
    ours.sort_by(f64::total_cmp);
    bare.sort_by(f64::total_cmp);
    let (ours, bare) = (ours[2], bare[2]);
    let ratio = ours / bare;
    println!("storm: {ours:.0} authentications/s, {bare:.0} bare events/s, ratio {ratio:.2}");
    println!("  an authentication costs {:.1} µs more than a bare event", 1e6 / ours - 1e6 / bare);
    ratio >= LEAST_RATIO
}

/// Answered events in a second, of 64 connections that wait for each answer.
async fn rate(server: SocketAddr, namespace: &'static str, event: &str) -> f64 {
    let duration = Duration::from_secs(1);
    let mut clients = Vec::new();
    for _ in 0..64 {
        clients.push(Client::connect(server, namespace, "").await);
    }
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for mut client in clients {
        let event = event.to_owned();
        tasks.spawn(async move {
            let mut answers = 0_u32;
            while start.elapsed() < duration {
                client.send(event.clone()).await;
                client.until("42").await;
                answers += 1;
            }
            answers
        });
    }
    let answers: u32 = tasks.join_all().await.into_iter().sum();
    f64::from(answers) / start.elapsed().as_secs_f64()
}

/// The least, the median, the 99th percentile and the greatest.
fn spread(times: &[Duration]) -> String {
    let mut times = times.to_vec();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    format!("{:.2?} (median {:.2?}, 99 % {:.2?}, at most {:.2?})", at(0), at(50), at(99), at(100))
}
