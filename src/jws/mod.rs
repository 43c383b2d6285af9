//! JSON Web Signatures (RFC 7515): signs and verifies arbitrary bytes with a header that you provide. The layer below
//! [`sign`](crate::sign) and [`verify`](crate::verify), for tokens that are not JSON Web Tokens, or whose header must
//! be exact to the byte.
//!
//! ```
//! use webtoken::{Header, VerifyOptions, jws};
//! let header = Header::from_json(r#"{"typ":"example+jws","alg":"HS256"}"#)?;
//! let token = jws::sign(&header, b"any bytes", "shhhhh")?;
//!
//! let mut buffer = Vec::new();
//! let token = jws::Token::parse(&token, &mut buffer)?;
//! assert_eq!(token.header().typ(), Some("example+jws"));
//! let authentic = token.verify("shhhhh", &VerifyOptions::new())?;
//! assert_eq!(authentic.payload(), b"any bytes");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod authenticate;
mod header;
mod sign;
mod token;

pub use authenticate::Authentic;
pub(crate) use authenticate::{Bound, Held, KeySource, OneKey, bind};
pub use header::Header;
pub(crate) use header::usual_header;
pub use sign::{Signer, sign, to_json};
pub(crate) use sign::{append_message, append_signature, append_token, bind as bind_for_signing, check_key};
pub use token::Token;
pub(crate) use token::{DEFAULT_MAX_TOKEN_SIZE, encode};
