//! What the README and `SECURITY.md` say is tested: each difference, promise and answer names a test that is there, each
//! deviation of npm's cases and each row of the standards has its row.

use std::{collections::BTreeSet, path::Path};

use crate::sources::{self, sources};

fn read(path: &str) -> String {
    sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
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

/// Each `` `file`: `test` `` of a text.
fn named_tests(text: &str) -> Vec<(&str, &str)> {
    let pairs =
        text.match_indices("`: `").map(|(at, middle)| (text.split_at(at).0, text.split_at(at + middle.len()).1));
    pairs
        .map(|(before, after)| {
            (before.rsplit('`').next().expect("a file"), after.split('`').next().expect("a name of a test"))
        })
        .collect()
}

#[test]
fn every_promise_has_its_test() {
    let security = read("SECURITY.md");
    let named = named_tests(&security);
    assert!(named.len() > 40, "only {} tests were found", named.len());
    for (file, name) in named {
        assert!(sources(file).contains(&format!("fn {name}(")), "{file} has no {name}");
    }
    let (_, promises) = security.split_once("## What is promised").expect("the section");
    let (promises, _) = promises.split_once("\n## ").expect("a section after it");
    for row in promises.lines().filter(|line| line.starts_with("| ") && *line != "| promise | tests |") {
        assert!(!named_tests(row).is_empty(), "a promise without a test: {row}");
    }
}

#[test]
fn every_row_of_the_standards_is_answered() {
    let table: serde_json::Value =
        serde_json::from_str(&read("tests/data/attacks/standards_rows.json")).expect("the rows of the standards");
    let ids: Vec<&str> =
        table["rows"].as_array().expect("rows").iter().map(|row| row["id"].as_str().expect("an id")).collect();
    let security = read("SECURITY.md");
    let rows = security.lines().filter(|line| line.starts_with("| B0"));
    let answered: Vec<&str> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            assert!(cells.len() == 4 && cells.iter().all(|cell| !cell.is_empty()), "{row}");
            cells[0]
        })
        .collect();
    assert_eq!((answered, ids.len()), (ids.clone(), 40));
}
