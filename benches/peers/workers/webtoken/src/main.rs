//! webtoken by both backends, and what stands below it: the primitives alone, and the least that a token takes.

mod aws_lc;
mod least;
mod ours;
mod rust_crypto;

use kit::{Candidate, serve};

fn main() -> anyhow::Result<()> {
    serve(&[
        Candidate {
            name: "webtoken, aws-lc-rs",
            op: |row, fixture| ours::op(webtoken::alg::aws_lc::ALL, row, fixture),
        },
        Candidate {
            name: "webtoken, rust-crypto",
            op: |row, fixture| ours::op(webtoken::alg::rust_crypto::ALL, row, fixture),
        },
        Candidate { name: "raw aws-lc-rs", op: aws_lc::op },
        Candidate { name: "raw RustCrypto", op: rust_crypto::op },
        Candidate { name: "raw sum", op: least::op },
    ])
}
