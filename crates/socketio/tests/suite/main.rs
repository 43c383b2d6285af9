//! The crate from outside, with real socket.io clients under Node.

mod common;
mod event;
mod expiry;
mod fuzz;
mod handshake;
mod http;
mod log;
mod revocation;
#[cfg(feature = "v4")]
mod version_4;
