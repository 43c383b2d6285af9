//! The run: so many cases or so many seconds of them, and what became of each.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write,
    time::{Duration, Instant},
};

use crate::{
    beside::is_ci,
    case::Case,
    explain::{explain, rows},
    generate,
    npm::Npm,
    outcome::{Both, Outcome},
    random::Random,
    shrink::shrink,
};

/// How many cases are under way at once.
const BATCH: u64 = 250;

/// From here on every rule must have been needed.
const MANY: u64 = 1_000_000;

/// How many unexplained cases are enough to stop.
const ENOUGH: usize = 3;

enum Limit {
    Cases(u64),
    Time(Duration),
}

/// What came out of a run.
#[derive(Default)]
struct Tally {
    cases: u64,
    /// Cases in which both sides had a token or a payload.
    successes: u64,
    explained: BTreeMap<&'static str, u64>,
    unexplained: Vec<(u64, Case)>,
}

#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "no backend is compiled in")]
fn every_difference_is_intended() {
    let Some(mut npm) = Npm::start() else { return };
    let seed = number("WEBTOKEN_DIFFERENTIAL_SEED").unwrap_or(1);
    let start = Instant::now();
    let tally = run(&mut npm, seed, &limit());
    println!(
        "seed {seed}: {} cases in {:.1} s, {} with success on both sides",
        tally.cases,
        start.elapsed().as_secs_f64(),
        tally.successes
    );
    for (row, count) in &tally.explained {
        println!("{count:>9}  {row}");
    }
    assert!(tally.unexplained.is_empty(), "{}", report(&mut npm, seed, &tally.unexplained));

    let needless: Vec<_> = rows().filter(|row| !tally.explained.contains_key(row)).collect();
    assert!(tally.cases < MANY || needless.is_empty(), "no case needed the rules for {needless:?}");
}

fn run(npm: &mut Npm, seed: u64, limit: &Limit) -> Tally {
    let start = Instant::now();
    let mut tally = Tally::default();
    loop {
        let count = match limit {
            Limit::Cases(cases) => BATCH.min(cases - tally.cases),
            Limit::Time(time) => {
                if start.elapsed() < *time {
                    BATCH
                } else {
                    0
                }
            }
        };
        if count == 0 || tally.unexplained.len() >= ENOUGH {
            return tally;
        }
        let numbers = tally.cases..tally.cases + count;
        let cases: Vec<Case> =
            numbers.clone().map(|number| generate::case(&mut Random::of_case(seed, number))).collect();
        let outcomes = npm.ask(&cases);
        for ((number, case), (npm, ours)) in numbers.zip(cases).zip(outcomes) {
            tally.note(number, case, &npm, &ours);
        }
    }
}

impl Tally {
    fn note(&mut self, number: u64, case: Case, npm: &Outcome, ours: &Outcome) {
        self.cases += 1;
        self.successes += u64::from(npm.is_success() && ours.is_success());
        if ours.is_like(npm) {
            return;
        }
        match explain(&Both::new(&case, npm, ours)) {
            Some(row) => *self.explained.entry(row).or_default() += 1,
            None => self.unexplained.push((number, case)),
        }
    }
}

/// Says how to see the cases again, and shows each as small as it can be.
fn report(npm: &mut Npm, seed: u64, cases: &[(u64, Case)]) -> String {
    let mut text = String::from("differences that no rule explains:\n");
    for (number, case) in cases {
        let small = shrink(case.clone(), |case| is_unexplained(npm, case));
        let (theirs, ours) = npm.ask(std::slice::from_ref(&small)).remove(0);
        writeln!(text, "seed {seed}, case {number}, shrunk:\n  {}\n  {small:?}", small.request()).unwrap();
        writeln!(text, "  npm:  {theirs:?}\n  here: {ours:?}").unwrap();
    }
    text
}

fn is_unexplained(npm: &mut Npm, case: &Case) -> bool {
    let (theirs, ours) = npm.ask(std::slice::from_ref(case)).remove(0);
    !ours.is_like(&theirs) && explain(&Both::new(case, &theirs, &ours)).is_none()
}

fn limit() -> Limit {
    match (number("WEBTOKEN_DIFFERENTIAL_CASES"), number("WEBTOKEN_DIFFERENTIAL_SECONDS")) {
        (Some(cases), _) => Limit::Cases(cases),
        (None, Some(seconds)) => Limit::Time(Duration::from_secs(seconds)),
        (None, None) => Limit::Time(Duration::from_secs(if is_ci() { 30 } else { 2 })),
    }
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} must be a number: {text}")))
}
