//! The README's table of differences: each row names a test that is there, and each deviation of npm's cases has a row.

use std::{collections::BTreeSet, fs, path::Path};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The sources of a test: a file, or a folder of files.
fn sources(test: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(test);
    if !folder.is_dir() {
        return read(&format!("tests/{test}.rs"));
    }
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    sources.map(|path| fs::read_to_string(path).expect("a source")).collect()
}

/// Test and name of each row.
fn rows() -> Vec<(String, String)> {
    let readme = read("README.md");
    let (_, section) = readme.split_once("## What differs from npm").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("a section after it");
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| here |"));
    let cell = |row: &str| row.trim_end_matches(" |").rsplit_once(" | ").expect("two cells").1.to_owned();
    rows.map(|row| {
        let cell = cell(row);
        let (test, name) = cell.split_once(": ").unwrap_or_else(|| panic!("no test in {row}"));
        (test.trim_matches('`').to_owned(), name.trim_matches('`').to_owned())
    })
    .collect()
}

#[test]
fn every_difference_has_its_test() {
    let rows = rows();
    assert!(rows.len() > 20, "only {} rows were found", rows.len());
    for (test, name) in rows {
        let needle = if test == "npm_cases" { format!("id: \"{name}\"") } else { format!("fn {name}(") };
        assert!(sources(&test).contains(&needle), "{test} has no {name}");
    }
}

#[test]
fn every_deviation_has_its_row() {
    let listed: BTreeSet<String> =
        rows().into_iter().filter(|(test, _)| test == "npm_cases").map(|(_, id)| id).collect();
    let sources = read("tests/npm_cases/deviations.rs");
    let ids = sources.lines().filter_map(|line| line.trim().strip_prefix("id: \"")?.strip_suffix("\","));
    assert_eq!(ids.map(str::to_owned).collect::<BTreeSet<_>>(), listed);
}
