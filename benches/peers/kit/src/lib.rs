//! What the orchestrator and its workers have in common.
//!
//! A worker is a process that holds one library. It reads the [`Fixture`] as its first line, then one [`Request`] a
//! line, and answers each with one [`Answer`] a line, all JSON. So the batches of all libraries can take turns, while
//! each is compiled with the features that its users get.

pub mod fixture;
pub mod op;
pub mod protocol;
pub mod row;
pub mod serve;

pub use fixture::{Case, Claims, Fixture, KeyPair, LongClaims, check_dates};
pub use op::Op;
pub use protocol::{Answer, Request};
pub use row::{Row, Task};
pub use serve::{Candidate, serve};
