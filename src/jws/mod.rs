//! The compact form of a token (RFC 7515): its parts, and its header.

mod header;
mod recent;
mod token;

pub use header::Header;
pub(crate) use recent::recent;
pub(crate) use token::{Compact, DEFAULT_MAX_TOKEN_SIZE, encode};
