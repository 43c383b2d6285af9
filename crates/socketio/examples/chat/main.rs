//! A chat: log in with a name, talk, renew the token without reconnecting, log out everywhere.
//!
//! `cargo run -p webtoken-socketio --example chat` serves <http://localhost:3000>. The first argument, or else `PORT`, sets the
//! port (0: any free port). `HOST` sets the address (default 127.0.0.1). `TOKEN_LIFETIME` (120) and `EXPIRY_WARNING` (30) are in
//! seconds.

mod tokens;

use std::{env, error::Error, str::FromStr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{State, rejection::JsonRejection},
    http::{
        StatusCode,
        header::{CONTENT_TYPE, WWW_AUTHENTICATE},
        request::Parts,
    },
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef},
};
use tokio::net::TcpListener;
use webtoken::{SignError, VerifyOptions, alg};
use webtoken_socketio::{
    AUTHENTICATED_ROOM, Auth, CheckRequest, Claims, ErrorFormat, Options, UnauthorizedError, authorize,
};

use tokens::{Tokens, User};

const MAX_NAME: usize = 32;
const MAX_TEXT: usize = 500;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let tokens = Arc::new(Tokens::new(Duration::from_secs(setting("TOKEN_LIFETIME", 120)?))?);
    let checked = Arc::clone(&tokens);
    let options = Options::new(tokens.key.clone())
        .verify(VerifyOptions::strict().algorithms([alg::HS256]))
        .expiry_warning(Duration::from_secs(setting("EXPIRY_WARNING", 30)?))
        .error_format(ErrorFormat::Json)
        .check(move |request: CheckRequest<User>| {
            let result = checked.check(request.claims());
            async { result }
        });
    let auth = authorize(options)?;
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", auth.guard(connected));

    let script = |text: &'static str| get(([(CONTENT_TYPE, "text/javascript")], text));
    let app = Router::new()
        .route("/", get(Html(include_str!("index.html"))))
        .route("/chat.css", get(([(CONTENT_TYPE, "text/css")], include_str!("chat.css"))))
        .route("/chat.js", script(include_str!("chat.js")))
        .route("/connect-error.js", script(include_str!("../../client/connect-error.js")))
        .route("/socket.io.js", get(client))
        .route("/login", post(log_in))
        .route("/renew", post(renew))
        .route("/logout", post(log_out))
        .with_state(Server { tokens, auth, io })
        .layer(layer);

    let port = match env::args().nth(1) {
        Some(port) => port.parse()?,
        None => setting("PORT", 3000)?,
    };
    let listener = TcpListener::bind((setting("HOST", "127.0.0.1".to_owned())?, port)).await?;
    println!("chat on http://localhost:{}", listener.local_addr()?.port());
    axum::serve(listener, app).await?;
    Ok(())
}

async fn connected(socket: SocketRef, user: Claims<User>) {
    socket.on("say", say);
    socket.on_disconnect(async |socket: SocketRef, user: Claims<User>| {
        socket.to(AUTHENTICATED_ROOM).emit("left", &user.name).await.ok();
    });
    socket.within(AUTHENTICATED_ROOM).emit("joined", &user.name).await.ok();
}

/// It is not called once the token has expired or was revoked.
async fn say(socket: SocketRef, user: Claims<User>, Data(text): Data<String>) {
    // The page does not send such messages.
    if text.trim().is_empty() || text.chars().count() > MAX_TEXT {
        return;
    }
    socket.within(AUTHENTICATED_ROOM).emit("said", &json!({ "name": user.name, "text": text })).await.ok();
}

#[derive(Clone)]
struct Server {
    tokens: Arc<Tokens>,
    auth: Auth<User>,
    io: SocketIo,
}

#[derive(Deserialize)]
struct LogIn {
    name: String,
}

type Answer = Result<Json<Value>, Refusal>;

async fn log_in(State(server): State<Server>, body: Result<Json<LogIn>, JsonRejection>) -> Answer {
    let Json(LogIn { name }) = body.map_err(|_| Refusal::Name)?;
    let name = name.trim();
    if !(1..=MAX_NAME).contains(&name.chars().count()) || name.contains(char::is_control) {
        return Err(Refusal::Name);
    }
    let token = server.tokens.sign(&server.tokens.log_in(name))?;
    Ok(Json(json!({ "token": token })))
}

/// Another token for the same user. The client sends it in the event `authenticate`.
async fn renew(State(server): State<Server>, request: Parts) -> Answer {
    let user = server.auth.authenticate_request(&request).await?;
    Ok(Json(json!({ "token": server.tokens.sign(user.payload())? })))
}

async fn log_out(State(server): State<Server>, request: Parts) -> Answer {
    let user = server.auth.authenticate_request(&request).await?;
    // Revoke first: disconnected clients may connect again at once.
    server.tokens.revoke(&user);
    server.auth.revoke_user(&server.io, &user.sub).await.ok();
    Ok(Json(json!({})))
}

/// Why a request was refused. The answer is JSON with `message` and `code`.
enum Refusal {
    Name,
    Token(UnauthorizedError),
    /// A server error; no request causes it.
    Sign(SignError),
}

impl From<UnauthorizedError> for Refusal {
    fn from(error: UnauthorizedError) -> Self {
        Self::Token(error)
    }
}

impl From<SignError> for Refusal {
    fn from(error: SignError) -> Self {
        Self::Sign(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Name => {
                let message = format!("a name has 1 to {MAX_NAME} characters");
                (StatusCode::BAD_REQUEST, Json(json!({ "message": message, "code": "invalid_name" }))).into_response()
            }
            Self::Token(error) if error.status() == StatusCode::UNAUTHORIZED => {
                (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")], Json(error)).into_response()
            }
            Self::Token(error) => (error.status(), Json(error)).into_response(),
            Self::Sign(error) => {
                let body = json!({ "message": error.to_string(), "code": "server_error" });
                (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
            }
        }
    }
}

/// The socket.io client: the file that the tests install, or else the same version from a CDN (see
/// `tests/clients/package-lock.json`). The path must not be below `/socket.io/`, where `socketioxide` answers.
async fn client() -> Response {
    const FILE: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/node_modules/socket.io-client/dist/socket.io.esm.min.js");
    const PUBLIC: &str = "https://cdn.jsdelivr.net/npm/socket.io-client@4.8.4/dist/socket.io.esm.min.js";
    match std::fs::read(FILE) {
        Ok(script) => ([(CONTENT_TYPE, "text/javascript")], script).into_response(),
        Err(_) => Redirect::temporary(PUBLIC).into_response(),
    }
}

/// The setting of this name in the environment.
fn setting<T: FromStr>(name: &str, default: T) -> Result<T, String> {
    let Ok(text) = env::var(name) else { return Ok(default) };
    text.parse().map_err(|_| format!("invalid {name}: {text:?}"))
}
