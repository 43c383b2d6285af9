//! The tables.

use kit::{Row, Task, row::SIZES};

use crate::{
    candidates::{self, Candidate, Group, OURS, OURS_RUST, RAW_AWS, RAW_RUST, RAW_SUM},
    compile::Compiled,
    machine,
    measure::Effort,
    results::{Results, RowResult, slope},
};

const NOTHING: &str = "–";

/// Where and how it was measured.
pub fn circumstances(results: &Results) -> String {
    let Effort { name, rounds, batch, .. } = results.effort;
    let mut lines = machine::describe();
    lines.push(format!("Run: {name}, {rounds} rounds, batches of {} ms", batch.as_millis()));
    lines.extend(results.left_out.iter().map(|message| format!("Left out: {message}")));
    lines.iter().map(|line| format!("* {line}\n")).collect()
}

/// Microseconds of the Rust libraries.
pub fn rust(results: &Results) -> String {
    let columns: Vec<_> = [Group::Ours, Group::Rust].into_iter().flat_map(candidates::of).collect();
    let mut table = Table::new(&[&names(&columns), &["fastest other ÷ webtoken"][..]].concat());
    for result in short(results) {
        let mut cells = medians(result, &columns);
        cells.push(against_fastest(result, Group::Rust));
        table.row(&result.row.to_string(), &cells);
    }
    table.0
}

/// Microseconds of webtoken and of what it stands on.
pub fn raw(results: &Results) -> String {
    let pairs = [(OURS, RAW_AWS), (OURS_RUST, RAW_RUST), (OURS_RUST, RAW_SUM)];
    let mut table = Table::new(&[OURS, RAW_AWS, "÷", OURS_RUST, RAW_RUST, "÷", RAW_SUM, "÷"]);
    for result in short(results).filter(|result| result.fastest(Group::Raw).is_some()) {
        let [aws, rust, sum] =
            pairs.map(|(ours, raw)| [median(result, ours), median(result, raw), times(result.ratio(ours, raw))]);
        table.row(&result.row.to_string(), &[&aws[..], &rust, &sum[1..]].concat());
    }
    table.0
}

/// Microseconds of npm's packages beside webtoken's.
pub fn node(results: &Results) -> String {
    let ours = candidates::all().filter(|candidate| candidate.name == OURS);
    let columns: Vec<_> = ours.chain([Group::Node, Group::NodeCache].into_iter().flat_map(candidates::of)).collect();
    let ratios = ["fastest of npm ÷ webtoken", "npm jsonwebtoken ÷ webtoken"];
    let mut table = Table::new(&[&names(&columns), &ratios[..]].concat());
    for result in short(results) {
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
                times(result.ratio(name, floor(&result.row))),
            ];
            table.row(&result.row.to_string(), &cells);
        }
    }
    format!("<details><summary>Every candidate of every row</summary>\n\n{}\n\n</details>", table.0)
}

/// Seconds to compile, and how many crates.
pub fn compiled(compiled: &[Compiled]) -> String {
    let mut table = Table::new(&["seconds", "crates"]);
    for Compiled { title, result } in compiled {
        let cells = match result {
            Ok(cost) => [format!("{:.1}", cost.time.as_secs_f64()), cost.crates.to_string()],
            Err(error) => {
                eprintln!("\nLEFT OUT: {title}: {error:#}\n");
                [NOTHING.to_owned(), NOTHING.to_owned()]
            }
        };
        table.row(title, &cells);
    }
    format!("{}\n\n{}", machine::short(), table.0)
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

/// The rows that are not about the size of the payload.
fn short(results: &Results) -> impl Iterator<Item = &RowResult> {
    results.rows.iter().filter(|result| !is_long(&result.row))
}

fn is_long(row: &Row) -> bool {
    matches!(row.task, Task::SignLong(_) | Task::VerifyLong(_))
}

/// What stands below a row: for HMAC all that a token takes, otherwise the primitive, which is nearly all of it.
fn floor(row: &Row) -> &'static str {
    if row.alg.starts_with("HS") { RAW_SUM } else { RAW_AWS }
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
