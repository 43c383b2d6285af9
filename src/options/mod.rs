//! The options of [`sign`](crate::sign) and [`verify`](crate::verify): builders with npm's names in snake case, which
//! also deserialize from npm's camelCase objects.

mod data;
mod encoding;
mod expected;
#[cfg(feature = "regex")]
mod pattern;
mod sign;
mod verify;

pub use crate::decode::DecodeOptions;
pub use encoding::Encoding;
pub use expected::{Expected, Matcher};
#[cfg(feature = "regex")]
pub use pattern::{Pattern, PatternError};
pub use sign::{Audience, SignOptions};
pub use verify::VerifyOptions;
