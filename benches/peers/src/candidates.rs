//! Who takes part. A new library is a worker of its own and an entry here.

/// A process that speaks the workers' protocol.
pub struct Worker {
    pub program: Program,
    pub candidates: &'static [Candidate],
}

pub enum Program {
    /// A package of this workspace, and the arguments of its binary.
    Package {
        name: &'static str,
        arguments: &'static [&'static str],
    },
    Node,
}

pub struct Candidate {
    /// In the protocol and in the tables.
    pub name: &'static str,
    pub group: Group,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Ours,
    /// What webtoken stands on: no library could be faster with the same primitives.
    Raw,
    Rust,
    Node,
    /// Remembers the tokens that it has verified, and here it sees the same one each time.
    NodeCache,
}

/// With both backends on, webtoken prefers this one: it is what "webtoken" means where one number stands for it.
pub const OURS: &str = "webtoken, aws-lc-rs";
pub const OURS_RUST: &str = "webtoken, rust-crypto";
pub const RAW_AWS: &str = "raw aws-lc-rs";
pub const RAW_RUST: &str = "raw RustCrypto";
pub const RAW_SUM: &str = "raw sum";

pub const WORKERS: &[Worker] = &[
    Worker {
        program: Program::Package { name: "worker-webtoken", arguments: &[] },
        candidates: &[
            Candidate { name: OURS, group: Group::Ours },
            Candidate { name: OURS_RUST, group: Group::Ours },
            Candidate { name: RAW_AWS, group: Group::Raw },
            Candidate { name: RAW_RUST, group: Group::Raw },
            Candidate { name: RAW_SUM, group: Group::Raw },
        ],
    },
    Worker {
        program: Program::Package { name: "worker-jsonwebtoken", arguments: &["aws-lc-rs"] },
        candidates: &[Candidate { name: "jsonwebtoken, aws-lc-rs", group: Group::Rust }],
    },
    Worker {
        program: Program::Package { name: "worker-jsonwebtoken", arguments: &["rust-crypto"] },
        candidates: &[Candidate { name: "jsonwebtoken, rust-crypto", group: Group::Rust }],
    },
    Worker {
        program: Program::Package { name: "worker-jwt", arguments: &[] },
        candidates: &[Candidate { name: "jwt", group: Group::Rust }],
    },
    Worker {
        program: Program::Package { name: "worker-jwt-simple", arguments: &[] },
        candidates: &[Candidate { name: "jwt-simple", group: Group::Rust }],
    },
    Worker {
        program: Program::Package { name: "worker-josekit", arguments: &[] },
        candidates: &[Candidate { name: "josekit", group: Group::Rust }],
    },
    Worker {
        program: Program::Node,
        candidates: &[
            Candidate { name: "npm jsonwebtoken", group: Group::Node },
            Candidate { name: "fast-jwt", group: Group::Node },
            Candidate { name: "fast-jwt, cache", group: Group::NodeCache },
            Candidate { name: "jose", group: Group::Node },
        ],
    },
];

/// All of them, in the order of the tables.
pub fn all() -> impl Iterator<Item = &'static Candidate> {
    WORKERS.iter().flat_map(|worker| worker.candidates)
}

pub fn of(group: Group) -> impl Iterator<Item = &'static Candidate> {
    all().filter(move |candidate| candidate.group == group)
}
