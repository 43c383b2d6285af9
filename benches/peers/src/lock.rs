//! The versions that Cargo.lock fixes.

use std::collections::BTreeSet;

pub const OURS: &str = include_str!("../Cargo.lock");

pub struct Package<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// As the file names them: with a version where there are several.
    dependencies: Vec<&'a str>,
}

pub fn packages(lock: &str) -> Vec<Package<'_>> {
    lock.split("[[package]]\n").skip(1).map(package).collect()
}

/// The one of this name; of the highest version, should there be several.
pub fn find<'a, 'b>(packages: &'b [Package<'a>], name: &str) -> Option<&'b Package<'a>> {
    packages.iter().rfind(|package| package.name == name)
}

/// Name and version of what a package depends on directly.
pub fn dependencies<'a>(packages: &[Package<'a>], package: &Package<'a>) -> BTreeSet<(&'a str, &'a str)> {
    let resolve = |&named: &&'a str| match named.split_once(' ') {
        Some((name, version)) => Some((name, version)),
        None => find(packages, named).map(|package| (package.name, package.version)),
    };
    package.dependencies.iter().filter_map(resolve).collect()
}

fn package(text: &str) -> Package<'_> {
    let field = |name| text.lines().find_map(|line| quoted(line.strip_prefix(name)?.strip_prefix(" = ")?));
    let dependencies = text.lines().filter_map(|line| quoted(line.strip_prefix(' ')?.strip_suffix(',')?));
    Package {
        name: field("name").unwrap_or_default(),
        version: field("version").unwrap_or_default(),
        dependencies: dependencies.collect(),
    }
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::{OURS, dependencies, find, packages};

    /// Both sides of `webtoken ÷ raw` are what users of the package get.
    #[test]
    fn what_webtoken_depends_on_is_as_in_its_own_lock_file() {
        let (here, there) = (packages(OURS), packages(include_str!("../../../Cargo.lock")));
        let names =
            ["aws-lc-rs", "ecdsa", "ed25519-dalek", "hmac", "p256", "p384", "p521", "rsa", "serde_json", "sha2"];
        for name in names {
            let of = |packages| {
                let webtoken = find(packages, "webtoken").expect("webtoken");
                dependencies(packages, webtoken).into_iter().find(|(dependency, _)| *dependency == name)
            };
            assert_eq!(of(&here), of(&there));
        }
    }
}
