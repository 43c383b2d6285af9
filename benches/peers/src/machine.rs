//! Where the figures come from.

use std::{fs, process::Command, thread};

use crate::{folder, lock};

/// Lines of Markdown.
pub fn describe() -> Vec<String> {
    vec![
        short(),
        format!("Node {}", said("node", "--version").unwrap_or_else(|| "is not there".to_owned())),
        format!("Crates: {}", crates().join("; ")),
        format!("Packages of npm: {}", packages().join(", ")),
    ]
}

/// Processor, compiler and date.
pub fn short() -> String {
    let cores = thread::available_parallelism().map_or_else(|_| "?".to_owned(), |cores| cores.to_string());
    let said = |program, argument| said(program, argument).unwrap_or_else(|| "unknown".to_owned());
    let (rustc, date) = (said("rustc", "--version"), said("date", "+%Y-%m-%d"));
    format!("{date}; {}, {cores} cores, load {} at the end; {rustc}", cpu(), load())
}

fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let name = name.map(|(_, name)| name.to_owned());
    name.or_else(|| said("sysctl", "-nmachdep.cpu.brand_string")).unwrap_or_else(|| "unknown".to_owned())
}

fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

fn said(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The Rust libraries, each with the cryptography that it stands on.
fn crates() -> Vec<String> {
    const LIBRARIES: [&str; 5] = ["webtoken", "jsonwebtoken", "jwt", "jwt-simple", "josekit"];
    const CRYPTOGRAPHY: [&str; 14] = [
        "aws-lc-rs",
        "boring",
        "ed25519-compact",
        "ed25519-dalek",
        "hmac",
        "hmac-sha256",
        "hmac-sha512",
        "openssl",
        "p256",
        "p384",
        "p521",
        "rsa",
        "sha2",
        "superboring",
    ];
    let packages = lock::packages(lock::OURS);
    let describe = |name| {
        let package = lock::find(&packages, name)?;
        let dependencies = lock::dependencies(&packages, package).into_iter();
        let dependencies = dependencies.filter(|(name, _)| CRYPTOGRAPHY.contains(name));
        let dependencies: Vec<_> = dependencies.map(|(name, version)| format!("{name} {version}")).collect();
        Some(format!("{name} {} (with {})", package.version, dependencies.join(", ")))
    };
    LIBRARIES.into_iter().filter_map(describe).collect()
}

fn packages() -> Vec<String> {
    let read = || {
        let lock = fs::read_to_string(folder().join("workers/node/package.json")).ok()?;
        let lock: serde_json::Value = serde_json::from_str(&lock).ok()?;
        let packages = lock.get("dependencies")?.as_object()?.iter();
        Some(packages.map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or("?"))).collect())
    };
    read().unwrap_or_default()
}
