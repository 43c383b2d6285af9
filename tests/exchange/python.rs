//! Python with the packages of `requirements.txt`, in a folder of their own below the target directory: neither a
//! virtual environment nor the system's packages are touched.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::beside::{TESTS, runs, skip, spawn};

/// Runs a script of `tests/` with its pipes open; none if Python or pip is not there or the packages cannot be
/// installed, which only continuous integration takes for a failure.
pub(crate) fn python(package: &str, script: &str) -> Option<Child> {
    let Some(packages) = packages() else {
        skip("python3", package);
        return None;
    };
    let mut python = Command::new("python3");
    python.arg(script).env("PYTHONPATH", packages);
    Some(spawn(python))
}

/// Where the packages are; installed anew for other packages and for another Python.
fn packages() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    let installed = folder.join("installed");
    let requirements = Path::new(TESTS).join("exchange/requirements.txt");
    let wanted = format!("{}{}", python_version()?, fs::read_to_string(&requirements).unwrap());
    if fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Some(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    install(&requirements, &folder)?;
    fs::write(&installed, wanted).unwrap();
    Some(folder)
}

fn install(requirements: &Path, folder: &Path) -> Option<()> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]);
    pip.args(["--require-hashes", "--only-binary=:all:", "--target"]).arg(folder);
    pip.arg("--requirement").arg(requirements).stdout(Stdio::null());
    (runs("python3", &["-m", "pip", "--version"]) && pip.status().is_ok_and(|status| status.success())).then_some(())
}

fn python_version() -> Option<String> {
    let output = Command::new("python3").arg("--version").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
