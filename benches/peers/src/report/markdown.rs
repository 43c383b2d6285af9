//! The tables.

use kit::{Row, Task, row::SIZES};

use crate::{
    candidates::{self, Candidate, Group, OURS, OURS_RUST, RAW_AWS, RAW_RUST, RAW_SUM},
    measure::Effort,
    results::{Results, RowResult, slope},
};

const NOTHING: &str = "–";

pub fn list(lines: &[String], effort: Effort) -> String {
    let Effort { name, rounds, batch, .. } = effort;
    format!("{}\n* Run: {name}, {rounds} rounds, batches of {} ms", lines.join("\n"), batch.as_millis())
}

/// Microseconds of all Rust candidates, and what they come to.
pub fn rust(results: &Results) -> String {
    let columns: Vec<_> = [Group::Ours, Group::Rust].into_iter().flat_map(candidates::of).collect();
    let ratios = ["fastest other ÷ webtoken", "webtoken ÷ raw", "rust-crypto ÷ its raw"];
    let mut table = Table::new(&[&names(&columns), &ratios[..]].concat());
    for result in results.rows.iter().filter(|result| !is_long(&result.row)) {
        let mut cells = medians(result, &columns);
        cells.push(against_fastest(result, Group::Rust));
        cells.push(times(result.ratio(OURS, raw(&result.row))));
        cells.push(times(result.ratio(OURS_RUST, RAW_RUST)));
        table.row(&result.row.to_string(), &cells);
    }
    table.0
}

/// Microseconds of npm's packages beside webtoken's.
pub fn node(results: &Results) -> String {
    let ours = candidates::all().filter(|candidate| candidate.name == OURS);
    let columns: Vec<_> = ours.chain(candidates::of(Group::Node)).collect();
    let ratios = ["fastest of npm ÷ webtoken", "npm jsonwebtoken ÷ webtoken"];
    let mut table = Table::new(&[&names(&columns), &ratios[..]].concat());
    for result in results.rows.iter().filter(|result| !is_long(&result.row)) {
        let mut cells = medians(result, &columns);
        cells.push(against_fastest(result, Group::Node));
        cells.push(times(result.ratio("npm jsonwebtoken", OURS)));
        table.row(&result.row.to_string(), &cells);
    }
    table.0
}

/// Microseconds by the size of the payload, and by what they grow.
pub fn size(results: &Results) -> String {
    let names = [OURS, RAW_SUM, "jwt", "jsonwebtoken, aws-lc-rs"];
    let mut table = Table::new(&[&names[..], &["webtoken ÷ raw sum"]].concat());
    for result in results.rows.iter().filter(|result| is_long(&result.row)) {
        let mut cells: Vec<_> = names.iter().map(|name| median(result, name)).collect();
        cells.push(times(result.ratio(OURS, RAW_SUM)));
        table.row(&result.row.to_string(), &cells);
    }
    for (name, task) in [("sign", Task::SignLong as fn(usize) -> Task), ("verify", Task::VerifyLong)] {
        let slopes = names.map(|name| growth(results, task, name));
        let mut cells: Vec<_> = slopes.iter().map(|slope| slope.map_or(NOTHING.to_owned(), micros)).collect();
        let [ours, raw, ..] = slopes;
        cells.push(times(ours.zip(raw).map(|(ours, raw)| ours / raw)));
        table.row(&format!("HS256 {name}, for each further KiB"), &cells);
    }
    table.0
}

/// Everything that was measured, one number a line.
pub fn all(results: &Results) -> String {
    let mut table = Table::new(&["candidate", "median µs", "least", "most", "spread", "÷ webtoken", "÷ raw"]);
    for result in &results.rows {
        for cell in &result.cells {
            let name = cell.candidate.name;
            let cells = [
                name.to_owned(),
                micros(cell.median()),
                micros(cell.least()),
                micros(cell.most()),
                format!("{:.1} %", cell.spread() * 100.0),
                times(result.ratio(name, OURS)),
                times(result.ratio(name, raw(&result.row))),
            ];
            table.row(&result.row.to_string(), &cells);
        }
    }
    table.0
}

/// A table of Markdown; the first column is what the row is.
struct Table(String);

impl Table {
    fn new(columns: &[&str]) -> Self {
        Self(format!("| | {} |\n|---|{}", columns.join(" | "), "---:|".repeat(columns.len())))
    }

    fn row(&mut self, name: &str, cells: &[String]) {
        self.0 += &format!("\n| {name} | {} |", cells.join(" | "));
    }
}

fn is_long(row: &Row) -> bool {
    matches!(row.task, Task::SignLong(_) | Task::VerifyLong(_))
}

/// What the preferred backend stands on in a row.
fn raw(row: &Row) -> &'static str {
    match row.alg {
        _ if is_long(row) => RAW_SUM,
        "HS256" | "HS384" | "HS512" => RAW_RUST,
        _ => RAW_AWS,
    }
}

fn names(columns: &[&'static Candidate]) -> Vec<&'static str> {
    columns.iter().map(|candidate| candidate.name).collect()
}

fn medians(result: &RowResult, columns: &[&Candidate]) -> Vec<String> {
    columns.iter().map(|candidate| median(result, candidate.name)).collect()
}

fn median(result: &RowResult, name: &str) -> String {
    result.cell(name).map_or(NOTHING.to_owned(), |cell| micros(cell.median()))
}

fn against_fastest(result: &RowResult, group: Group) -> String {
    let Some(fastest) = result.fastest(group) else { return NOTHING.to_owned() };
    format!("{} ({})", times(result.ratio(fastest.candidate.name, OURS)), fastest.candidate.name)
}

/// Nanoseconds for a KiB more of payload.
fn growth(results: &Results, task: fn(usize) -> Task, name: &str) -> Option<f64> {
    let mut points = Vec::new();
    for size in SIZES {
        let cell = results.row("HS256", task(size))?.cell(name)?;
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        points.push((size as f64 / 1024.0, cell.median()));
    }
    Some(slope(&points))
}

/// Three digits that count.
fn micros(nanoseconds: f64) -> String {
    let micros = nanoseconds / 1000.0;
    let decimals = match micros {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{micros:.decimals$}")
}

fn times(ratio: Option<f64>) -> String {
    ratio.map_or(NOTHING.to_owned(), |ratio| format!("{ratio:.2}×"))
}
