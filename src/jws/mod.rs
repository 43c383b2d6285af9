//! The compact form of a token (RFC 7515): its parts, and its header.

mod header;
mod token;

pub use header::Header;
pub(crate) use header::usual_header;
pub(crate) use token::{DEFAULT_MAX_TOKEN_SIZE, Token, encode};
