//! What comes from elsewhere: `deny.toml` says what may, and each exception says why and until when.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use toml::{Table, Value};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn toml(name: &str) -> Table {
    read(name).parse().unwrap()
}

/// Name and version of what a lock file fixes.
fn packages(name: &str) -> BTreeSet<(String, String)> {
    let text = |package: &Value, member: &str| package[member].as_str().unwrap().to_owned();
    let lock = toml(name);
    lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (text(package, "name"), text(package, "version")))
        .collect()
}

/// `2027-01-31`.
fn is_date(word: &str) -> bool {
    let numbers: Vec<&str> = word.split('-').collect();
    let lengths: Vec<usize> = numbers.iter().map(|number| number.len()).collect();
    lengths == [4, 2, 2] && numbers.iter().all(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[test]
fn each_exception_has_its_reason_and_date() {
    let deny = toml("deny.toml");
    let ignored = deny["advisories"]["ignore"].as_array().unwrap();
    for exception in ignored {
        let (id, reason) = (exception["id"].as_str().unwrap(), exception["reason"].as_str().unwrap());
        let words = || reason.split(|char: char| !char.is_ascii_digit() && char != '-');
        assert!(words().filter(|word| is_date(word)).count() >= 2, "{id}: decided when, and until when? {reason}");
        assert!(read("SECURITY.md").contains(id), "SECURITY.md does not speak of {id}");
    }
    assert_eq!(ignored.len(), 1, "a new exception is a decision: change this number with it");
}

#[test]
fn licences_and_sources_are_listed() {
    let deny = toml("deny.toml");
    assert!(!deny["licenses"]["allow"].as_array().unwrap().is_empty());
    for kind in ["unknown-registry", "unknown-git"] {
        assert_eq!(deny["sources"][kind].as_str(), Some("deny"));
    }
    let lock = toml("Cargo.lock");
    let packages = lock["package"].as_array().unwrap().iter();
    let sources: BTreeSet<&str> = packages.filter_map(|package| package.get("source")?.as_str()).collect();
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert!(sources.iter().all(|source| source.starts_with("registry+")), "{sources:?}");
}

/// What is fuzzed, and what is asked for its secrets, is what users get. (`benches/peers` has other libraries' versions too,
/// and its own test.)
#[test]
fn all_lock_files_fix_the_same_versions() {
    let ours = packages("Cargo.lock");
    let is_ours = |name: &str| ours.iter().any(|(known, _)| known == name);
    for lock in ["fuzz/Cargo.lock", "benches/secrets/Cargo.lock"] {
        let others: Vec<_> = packages(lock).difference(&ours).filter(|(name, _)| is_ours(name)).cloned().collect();
        assert!(others.is_empty(), "{lock} has {others:?}");
    }
}

/// What cargo resolves for every feature on Linux. Cargo downloads what is missing, since a test of the default features
/// alone does not need every package.
fn metadata() -> serde_json::Value {
    let arguments = ["metadata", "--format-version", "1", "--locked", "--all-features"];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the metadata is JSON")
}

/// Packages that users of `webtoken` build, dependencies of dependencies included: all but those of its tests.
fn packages_of_users(metadata: &serde_json::Value) -> BTreeSet<&str> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let mut found = BTreeSet::new();
    let mut next = vec![metadata["resolve"]["root"].as_str().expect("`webtoken` is the root package")];
    while let Some(id) = next.pop() {
        if !found.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id).unwrap();
        for dependency in node["deps"].as_array().unwrap() {
            if dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev") {
                next.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    found
}

/// `1.88` or `1.88.0`, to compare.
fn rust_version(package: &serde_json::Value) -> Option<(u32, u32)> {
    let (major, rest) = package["rust_version"].as_str()?.split_once('.')?;
    let minor = rest.split('.').next()?;
    Some((major.parse().unwrap(), minor.parse().unwrap()))
}

#[test]
fn no_dependency_asks_for_a_newer_rust() {
    let metadata = metadata();
    let users = packages_of_users(&metadata);
    let packages = || metadata["packages"].as_array().unwrap().iter();
    let own = packages().find(|package| package["name"] == "webtoken").and_then(rust_version);
    assert_eq!(own, Some((1, 88)), "README.md and CONTRIBUTING.md say this version too");
    let newer: Vec<String> = packages()
        .filter(|package| users.contains(package["id"].as_str().unwrap()) && rust_version(package) > own)
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["rust_version"]))
        .collect();
    assert!(newer.is_empty(), "{newer:#?}");
    assert!(users.len() > 60, "only {} packages were found", users.len());
}
