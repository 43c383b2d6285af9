//! What several suites share.

use webtoken::alg::Builtin;

/// A backend that is compiled in.
pub struct Backend {
    pub name: &'static str,
    pub algorithms: &'static [Builtin],
    /// Whether it signs with RSA keys below 2048 bits, where that is allowed.
    pub small_rsa: bool,
}

/// Every backend that is compiled in, the preferred one first.
pub fn backends() -> Vec<Backend> {
    vec![
        #[cfg(feature = "aws-lc-rs")]
        Backend { name: "aws_lc", algorithms: webtoken::alg::aws_lc::ALL, small_rsa: false },
        #[cfg(feature = "rust-crypto")]
        Backend { name: "rust_crypto", algorithms: webtoken::alg::rust_crypto::ALL, small_rsa: true },
    ]
}

impl Backend {
    /// This backend's algorithm of a name.
    pub fn algorithm(&self, name: &str) -> Option<Builtin> {
        self.algorithms.iter().copied().find(|algorithm| algorithm.name() == name)
    }
}
