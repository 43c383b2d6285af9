//! JSON Web Token authentication for [`socketioxide`], modelled on npm's `socketio-jwt`.
//!
//! [`authorize`] makes an [`Auth`] from [`Options`]. There are three ways to authenticate, and all of them verify
//! tokens with the same options:
//!
//! | when the token is checked | call | a client without a valid token |
//! |---|---|---|
//! | before the client joins a namespace | [`Auth::guard`] | gets `connect_error` |
//! | when the client sends the event `authenticate` | [`Auth::on_authenticated`] | gets `unauthorized` for each failed attempt, and is disconnected at the deadline |
//! | before there is a connection at all | [`Auth::layer`] | gets an HTTP response with status 401, 503 or 500 |
//!
//! Handlers take [`Claims`] as an argument. A socket is disconnected when its token expires.
//!
//! ```
//! use serde::Deserialize;
//! use socketioxide::{SocketIo, extract::SocketRef};
//! use webtoken_socketio::{Claims, Options, authorize};
//!
//! #[derive(Deserialize)]
//! struct User {
//!     name: String,
//! }
//!
//! let auth = authorize::<User>(Options::new("shhhhh"))?;
//! let (layer, io) = SocketIo::new_layer();
//! io.ns("/", auth.guard(async |socket: SocketRef, user: Claims<User>| {
//!     socket.on("whoami", async |socket: SocketRef, user: Claims<User>| {
//!         socket.emit("you are", &user.name).ok();
//!     });
//!     socket.emit("welcome", &user.name).ok();
//! }));
//! let app: axum::Router = axum::Router::new().layer(layer);
//! # Ok::<(), webtoken_socketio::AuthorizeError>(())
//! ```

#![forbid(unsafe_code)]

mod auth;
mod claims;
mod credentials;
mod error;
mod handlers;
mod keys;
mod layer;
mod options;
mod session;

pub use auth::{AUTHENTICATED_ROOM, Auth, authorize};
pub use claims::{Claims, MaybeClaims, NotAuthenticated};
pub use error::{AuthorizeError, UnauthorizedError};
pub use keys::SecretRequest;
pub use layer::{AuthLayer, AuthService};
pub use options::{AfterFailure, CheckRequest, ErrorFormat, Options};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// And those of the page about servers that come from Node.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/socketio-from-node.md")]
mod from_node {}
