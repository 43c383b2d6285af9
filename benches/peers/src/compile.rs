//! How long each library takes to compile from nothing, as the only dependency of an empty package.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{folder, lock};

/// A library with features.
struct Entry {
    title: &'static str,
    library: &'static str,
    /// What stands beside the version in Cargo.toml.
    features: &'static str,
}

const NO_DEFAULT: &str = "default-features = false";

const ENTRIES: [Entry; 12] = [
    Entry { title: "webtoken", library: "webtoken", features: "" },
    Entry { title: "webtoken, no features", library: "webtoken", features: NO_DEFAULT },
    Entry {
        title: "webtoken, rust-crypto",
        library: "webtoken",
        features: "default-features = false, features = ['rust-crypto']",
    },
    Entry {
        title: "webtoken, aws-lc-rs",
        library: "webtoken",
        features: "default-features = false, features = ['aws-lc-rs']",
    },
    Entry {
        title: "webtoken, all features",
        library: "webtoken",
        features: "features = ['aws-lc-rs', 'cache', 'es256k', 'rayon', 'regex']",
    },
    Entry { title: "jsonwebtoken, rust_crypto", library: "jsonwebtoken", features: "features = ['rust_crypto']" },
    Entry { title: "jsonwebtoken, aws_lc_rs", library: "jsonwebtoken", features: "features = ['aws_lc_rs']" },
    Entry { title: "jwt", library: "jwt", features: "" },
    Entry { title: "jwt, openssl", library: "jwt", features: "features = ['openssl']" },
    Entry { title: "jwt-simple", library: "jwt-simple", features: "" },
    Entry {
        title: "jwt-simple, pure-rust",
        library: "jwt-simple",
        features: "default-features = false, features = ['pure-rust']",
    },
    Entry { title: "josekit", library: "josekit", features: "" },
];

pub struct Compiled {
    pub title: &'static str,
    pub result: Result<Cost>,
}

pub struct Cost {
    /// The library itself among them.
    pub crates: usize,
    pub time: Duration,
}

/// One after the other; whose title does not contain `only` is left out.
pub fn run(only: Option<&str>) -> Result<Vec<Compiled>> {
    let entries = ENTRIES.iter().filter(|entry| only.is_none_or(|only| entry.title.contains(only)));
    let compiled: Vec<_> = entries.map(|entry| Compiled { title: entry.title, result: compile(entry) }).collect();
    ensure!(!compiled.is_empty(), "nothing has that in its title");
    Ok(compiled)
}

fn compile(entry: &Entry) -> Result<Cost> {
    eprintln!("{}", entry.title);
    let package = Package::new(entry)?;
    package.cargo(&["fetch"])?;
    let tree = package.cargo(&["tree", "--edges", "normal", "--prefix", "none"])?;
    let crates: BTreeSet<_> = tree.lines().skip(1).map(|line| line.trim_end_matches(" (*)")).collect();
    let start = Instant::now();
    package.cargo(&["build", "--release", "--offline"])?;
    Ok(Cost { crates: crates.len(), time: start.elapsed() })
}

/// A package in a folder of its own, with nothing built; gone when dropped.
struct Package(PathBuf);

impl Package {
    fn new(entry: &Entry) -> Result<Self> {
        let package = Self(env::temp_dir().join(format!("webtoken-peers-{}", process::id())));
        fs::create_dir_all(package.0.join("src")).context("a temporary folder")?;
        fs::write(package.0.join("src/lib.rs"), "")?;
        fs::write(package.0.join("Cargo.toml"), manifest(entry)?)?;
        fs::copy(folder().join("Cargo.lock"), package.0.join("Cargo.lock"))?;
        Ok(package)
    }

    /// What a run of cargo prints.
    fn cargo(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).current_dir(&self.0).env("CARGO_TARGET_DIR", self.0.join("target"));
        let output = command.output()?;
        if !output.status.success() {
            bail!("cargo {} failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn manifest(entry: &Entry) -> Result<String> {
    let source = source(entry.library)?;
    let separator = if entry.features.is_empty() { "" } else { ", " };
    Ok(format!(
        "[package]\nname = 'empty'\nversion = '0.0.0'\nedition = '2024'\n\n[workspace]\n\n[dependencies]\n{} = {{ {source}{separator}{} }}\n",
        entry.library, entry.features,
    ))
}

/// This repository's package, or the version that the comparison has.
fn source(library: &str) -> Result<String> {
    if library == "webtoken" {
        let path: &Path = &folder().join("../..").canonicalize()?;
        return Ok(format!("path = '{}'", path.display()));
    }
    let packages = lock::packages(lock::OURS);
    let package = lock::find(&packages, library).with_context(|| format!("no {library} in Cargo.lock"))?;
    Ok(format!("version = '={}'", package.version))
}
