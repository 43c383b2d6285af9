//! Node beside the tests, with npm's package.

use std::{
    env,
    io::{self, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

const SKIPPED: &str = "\nSKIPPED: node or its package is not installed, nothing was compared with npm jsonwebtoken\n\n";

/// Runs a script of `tests/` with its pipes open; none if Node is not there or npm's package cannot be installed, which
/// only continuous integration takes for a failure.
pub(crate) fn start(script: &str, arguments: &[String]) -> Option<Child> {
    if runs("node") && is_installed() {
        let mut node = Command::new("node");
        node.arg(script).args(arguments).current_dir(TESTS).stdin(Stdio::piped()).stdout(Stdio::piped());
        return Some(node.spawn().unwrap());
    }
    assert!(!is_ci(), "{SKIPPED}");
    // Not by `eprintln`, which the test harness would keep to itself.
    io::stderr().write_all(SKIPPED.as_bytes()).unwrap();
    None
}

pub(crate) fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|ci| ci == "true")
}

/// Installs the package the first time.
fn is_installed() -> bool {
    let folder = Path::new(TESTS).join("interop");
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let mut install = Command::new("npm");
    install.args(arguments).current_dir(&folder).stdout(Stdio::null());
    folder.join("node_modules/jsonwebtoken").is_dir() || install.status().is_ok_and(|status| status.success())
}

fn runs(program: &str) -> bool {
    let mut version = Command::new(program);
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}
