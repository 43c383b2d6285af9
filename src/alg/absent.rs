//! The stand-in for builds without a backend: nothing to sign or verify with but what users bring.

use super::Builtin;

/// The signing algorithms: none, as no backend is compiled in.
pub static ALL: &[Builtin] = &[];
