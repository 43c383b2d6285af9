//! Pieces of crates that are built on `webtoken`, each written as its own crate would write it: over the public
//! interface alone. Their tests show that the interface is enough.

mod gate;
mod key_server;
mod profile;

pub use gate::{Answer, Gate};
pub use key_server::{Config, KeyServer};
pub use profile::ProfileSigner;
