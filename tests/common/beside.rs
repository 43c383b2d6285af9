//! Programs beside the tests: other people's implementations, which run what they are asked.

use std::{
    env,
    io::{self, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
};

/// The folder of the tests, in which the programs run.
pub(crate) const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

/// A package of npm, of the lock file in a folder of `tests/`.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) folder: &'static str,
}

/// Runs a script of `tests/` in Node with its pipes open; none if Node is not there or the package cannot be installed,
/// which only continuous integration takes for a failure.
pub(crate) fn node(package: &Package, script: &str, arguments: &[String]) -> Option<Child> {
    if !runs("node", &["--version"]) || !package.is_installed() {
        skip("node", package.name);
        return None;
    }
    let mut node = Command::new("node");
    node.arg(script).args(arguments);
    Some(spawn(node))
}

/// With its pipes open.
pub(crate) fn spawn(mut program: Command) -> Child {
    program.current_dir(TESTS).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
}

/// Says that nothing is compared; fails where that may not be.
pub(crate) fn skip(program: &str, package: &str) {
    let skipped =
        format!("\nSKIPPED: {program} or its package is not installed, nothing was compared with {package}\n\n");
    assert!(!is_ci(), "{skipped}");
    // Not by `eprintln`, which the test harness would keep to itself.
    io::stderr().write_all(skipped.as_bytes()).unwrap();
}

pub(crate) fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|ci| ci == "true")
}

pub(crate) fn runs(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

impl Package {
    /// Installs it the first time. One test installs, the others wait for it.
    fn is_installed(&self) -> bool {
        static INSTALLING: Mutex<()> = Mutex::new(());
        let _installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(TESTS).join(self.folder);
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        let mut install = Command::new("npm");
        install.args(arguments).current_dir(&folder).stdout(Stdio::null());
        folder.join("node_modules").join(self.name).is_dir() || install.status().is_ok_and(|status| status.success())
    }
}
