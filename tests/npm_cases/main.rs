//! The 620 cases observed on npm's `jsonwebtoken` 9.0.3, over every backend that is compiled in.
//!
//! A case is as npm, or it is one of the intended deviations with the outcome that stands there, or it cannot be
//! written with this crate's types. Anything else fails.
#![expect(unreachable_pub, reason = "a test exports nothing")]
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod cases;
#[path = "../common/mod.rs"]
mod common;
mod deviations;
mod json;
mod judge;
mod keys;
mod options;
#[path = "../common/ordered.rs"]
mod ordered;
mod run;

use std::collections::BTreeMap;

use cases::{Case, Suite};
use common::Backend;
use deviations::{DEVIATIONS, Ours};
use run::{Did, Way};

enum Outcome {
    AsNpm,
    Deviation(&'static str),
    Unreachable(&'static str),
    Failure(String),
}

#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "no backend is compiled in")]
fn every_case_is_as_npm_or_an_intended_deviation() {
    let suite = Suite::read();
    for backend in common::backends() {
        run_all(&suite, &backend);
    }
}

#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "no backend is compiled in")]
fn options_from_data_do_the_same_as_the_builders() {
    let suite = Suite::read();
    // Data name an algorithm, which is then the preferred backend's: the first.
    for backend in common::backends().into_iter().take(1) {
        let differing: Vec<String> =
            suite.cases.iter().filter_map(|case| difference_from_data(&suite, case, &backend)).collect();
        assert!(differing.is_empty(), "{}:\n{}", backend.name, differing.join("\n"));
    }
}

/// But for which of two errors is reported: a bound key is looked at before the payload or the token.
#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "no backend is compiled in")]
fn bound_keys_do_the_same_as_the_free_functions() {
    let suite = Suite::read();
    for backend in common::backends() {
        for case in &suite.cases {
            let Ok(plain) = run::run(&suite, case, &backend, Way::Plain) else { continue };
            let bound = run::run(&suite, case, &backend, Way::Bound).expect("a case that is run either way");
            let both_fail = matches!((&plain.did, &bound.did), (Did::Failed { .. }, Did::Failed { .. }));
            let is_same = both_fail || plain.did.is_like(&bound.did);
            assert!(is_same, "{}: {}: {:?}, bound: {:?}", backend.name, case.name, plain.did, bound.did);
        }
    }
}

fn run_all(suite: &Suite, backend: &Backend) {
    let mut as_npm = 0;
    let mut deviations = BTreeMap::<&str, Vec<&str>>::new();
    let mut unreachable = BTreeMap::<&str, Vec<&Case>>::new();
    let mut failures = Vec::new();
    assert_eq!(suite.cases.len(), 620);
    for case in &suite.cases {
        match outcome(suite, case, backend) {
            Outcome::AsNpm => as_npm += 1,
            Outcome::Deviation(id) => deviations.entry(id).or_default().push(&case.name),
            Outcome::Unreachable(reason) => unreachable.entry(reason).or_default().push(case),
            Outcome::Failure(difference) => failures.push(format!("{}: {difference}", case.name)),
        }
    }
    let names_of_no_case = DEVIATIONS.iter().flat_map(|row| row.cases).map(|(name, _)| *name);
    let names_of_no_case = names_of_no_case.filter(|name| suite.cases.iter().all(|case| case.name != *name));
    failures.extend(names_of_no_case.map(|name| format!("{name}: a deviation, but no case")));
    assert!(failures.is_empty(), "{}: {} cases\n{}", backend.name, failures.len(), failures.join("\n"));

    let unflagged = unreachable.values().flatten().filter(|case| !case.is_flagged()).count();
    if cfg!(all(feature = "regex", feature = "encrypted-keys")) && backend.small_rsa {
        assert_eq!(unflagged, 0, "every case that a typed crate can be asked is run");
    }
    let deviating = deviations.values().map(Vec::len).sum::<usize>();
    let not_run = unreachable.values().map(Vec::len).sum::<usize>();
    assert_eq!([as_npm, deviating, not_run], counts(backend), "as npm, deviations, unreachable");
    println!("{}: {as_npm} as npm, {deviating} deviations, {not_run} unreachable", backend.name);
    for row in DEVIATIONS {
        let cases = deviations.get(row.id).map_or_else(String::new, |cases| cases.join(", "));
        println!("  deviation {}: {}\n    {cases}", row.id, row.title);
    }
    for (reason, cases) in &unreachable {
        let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        println!("  unreachable ({reason}): {}", names.join(", "));
    }
}

/// How many cases are as npm, deviate, and are unreachable: 620 in all.
fn counts(backend: &Backend) -> [usize; 3] {
    let [mut as_npm, mut deviating, mut unreachable] = [514, 92, 14];
    let mut without = |is_on: bool, of_npm, of_deviating| {
        if !is_on {
            as_npm -= of_npm;
            deviating -= of_deviating;
            unreachable += of_npm + of_deviating;
        }
    };
    without(cfg!(feature = "regex"), 6, 4);
    without(cfg!(feature = "encrypted-keys"), 5, 0);
    without(backend.small_rsa, 1, 0);
    [as_npm, deviating, unreachable]
}

fn outcome(suite: &Suite, case: &Case, backend: &Backend) -> Outcome {
    let ran = match run::run(suite, case, backend, Way::Plain) {
        Ok(ran) => ran,
        Err(reason) => return Outcome::Unreachable(reason),
    };
    match (judge::as_npm(suite, case, &ran), intended(&case.name)) {
        (Ok(()), None) => Outcome::AsNpm,
        (Ok(()), Some((id, _))) => Outcome::Failure(format!("as npm, though the table has it as {id}")),
        // Only the text may differ.
        (Err(_), Some(("option-texts", _))) if case.expect.error.is_none() => {
            Outcome::Failure("npm does not refuse these options".to_owned())
        }
        (Err(_), Some((id, ours))) if ours.is(&ran.did) => Outcome::Deviation(id),
        (Err(_), Some((id, _))) => Outcome::Failure(format!("not as the table has it under {id}: {:?}", ran.did)),
        (Err(difference), None) => Outcome::Failure(difference),
    }
}

fn intended(name: &str) -> Option<(&'static str, &'static Ours)> {
    let mut rows = DEVIATIONS.iter().flat_map(|row| row.cases.iter().map(|(case, ours)| (row.id, *case, ours)));
    rows.find(|(_, case, _)| *case == name).map(|(id, _, ours)| (id, ours))
}

/// Cases in which the builders report something else before what is wrong with the options, or report it in npm's words.
const REFUSED_EARLIER: [&str; 4] = [
    "sign/order-missing-key-before-payload",
    "sign/order-payload-before-options",
    "sign/alg-unknown",
    "sign/alg-lowercase-rejected",
];

/// What a case does otherwise once its options come as data.
fn difference_from_data(suite: &Suite, case: &Case, backend: &Backend) -> Option<String> {
    let built = run::run(suite, case, backend, Way::Plain).ok()?.did;
    let read = match run::run(suite, case, backend, Way::Data) {
        Ok(ran) => ran.did,
        Err(reason) if reason == options::NO_REGEXP_IN_DATA => return None,
        Err(reason) => return Some(format!("{}: {reason}", case.name)),
    };
    let is_as_expected = built.is_like(&read) != REFUSED_EARLIER.contains(&case.name.as_str());
    (!is_as_expected).then(|| format!("{}\n    built: {built:?}\n    read:  {read:?}", case.name))
}
