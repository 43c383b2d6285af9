//! Where the figures come from.

use std::{fs, process::Command, thread};

use crate::folder;

/// Lines of Markdown.
pub fn describe() -> Vec<String> {
    let cores = thread::available_parallelism().map_or_else(|_| "?".to_owned(), |cores| cores.to_string());
    let command = |program, argument| said(program, argument).unwrap_or_else(|| "not there".to_owned());
    vec![
        format!("* CPU: {}, {cores} cores; load when the run ended: {}", cpu(), load()),
        format!("* {}; Node {}", command("rustc", "--version"), command("node", "--version")),
        format!("* Date: {}", command("date", "+%Y-%m-%d")),
        format!("* Crates: {}", crates().join(", ")),
        format!("* Packages of npm: {}", packages().join(", ")),
    ]
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

/// The libraries and primitives, as the workspace has locked them.
fn crates() -> Vec<String> {
    const NAMES: [&str; 15] = [
        "aws-lc-rs",
        "ed25519-dalek",
        "hmac",
        "jsonwebtoken",
        "josekit",
        "jwt",
        "jwt-simple",
        "openssl",
        "p256",
        "p384",
        "p521",
        "rsa",
        "serde_json",
        "sha2",
        "webtoken",
    ];
    let lock = include_str!("../Cargo.lock");
    let packages = lock.split("[[package]]").filter_map(|package| {
        let field =
            |name| package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"'));
        Some((field("name")?, field("version")?))
    });
    packages.filter(|(name, _)| NAMES.contains(name)).map(|(name, version)| format!("{name} {version}")).collect()
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
