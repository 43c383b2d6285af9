//! The interleaved run: in each round every candidate of a row has its batch, and each round begins with another one.

use std::time::Duration;

use anyhow::{Context, Result};
use kit::{Fixture, Row};

use crate::{
    candidates::Candidate,
    fixture::check_token,
    results::{Cell, Results, RowResult},
    worker::{Proof, Running, start_all},
};

/// How long a run takes.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub name: &'static str,
    pub rounds: usize,
    /// What a batch should take.
    pub batch: Duration,
    /// Before the first batch counts: for caches, and for compilers that work while the program runs.
    pub warm_up: Duration,
}

impl Effort {
    pub const FULL: Self =
        Self { name: "full", rounds: 21, batch: Duration::from_millis(25), warm_up: Duration::from_millis(300) };
    pub const QUICK: Self =
        Self { name: "quick", rounds: 9, batch: Duration::from_millis(2), warm_up: Duration::from_millis(20) };
}

pub fn run(rows: &[Row], fixture: &Fixture, effort: Effort) -> Result<Results> {
    let mut results = Results { effort, rows: Vec::new(), left_out: Vec::new() };
    let workers = &mut start_all(fixture, &mut results.left_out);
    for &row in rows {
        eprintln!("{row}");
        let contestants = contestants(row, workers, fixture, effort, &mut results.left_out);
        results.rows.push(RowResult { row, cells: compete(row, workers, contestants, effort)? });
    }
    Ok(results)
}

/// Who can do the row, and how often in one batch.
struct Contestant {
    worker: usize,
    candidate: &'static Candidate,
    times: u64,
    rounds: Vec<f64>,
}

/// Who does the row wrong is left out of it, and that is said.
fn contestants(
    row: Row,
    workers: &mut [Running],
    fixture: &Fixture,
    effort: Effort,
    left_out: &mut Vec<String>,
) -> Vec<Contestant> {
    let mut contestants = Vec::new();
    for (index, worker) in workers.iter_mut().enumerate() {
        for candidate in worker.candidates {
            match prepare(worker, candidate, row, fixture, effort) {
                Ok(Some(times)) => contestants.push(Contestant { worker: index, candidate, times, rounds: Vec::new() }),
                Ok(None) => {}
                Err(error) => {
                    let message = format!("{} ({row}): {error:#}", candidate.name);
                    eprintln!("\nLEFT OUT: {message}\n");
                    left_out.push(message);
                }
            }
        }
    }
    contestants
}

/// How often it goes into a batch; nothing for a candidate that cannot do the row.
fn prepare(
    worker: &mut Running,
    candidate: &Candidate,
    row: Row,
    fixture: &Fixture,
    effort: Effort,
) -> Result<Option<u64>> {
    match worker.prove(candidate.name, row)? {
        Proof::Absent => return Ok(None),
        Proof::Signed(token) => check_token(fixture, &row, &token).context("webtoken refuses its token")?,
        Proof::Verified => {}
    }
    batch_size(worker, candidate, row, effort).map(Some)
}

fn compete(row: Row, workers: &mut [Running], mut contestants: Vec<Contestant>, effort: Effort) -> Result<Vec<Cell>> {
    let count = contestants.len();
    for round in 0..effort.rounds {
        for turn in 0..count {
            let contestant = &mut contestants[(round + turn) % count];
            let name = contestant.candidate.name;
            let spent = workers[contestant.worker].time(name, row, contestant.times);
            let spent = spent.with_context(|| format!("{name}: {row}"))?;
            contestant.rounds.push(nanoseconds_each(spent, contestant.times));
        }
    }
    Ok(contestants.into_iter().map(|it| Cell { candidate: it.candidate, rounds: it.rounds }).collect())
}

/// Warms up, and finds how often it goes into a batch.
fn batch_size(worker: &mut Running, candidate: &Candidate, row: Row, effort: Effort) -> Result<u64> {
    let mut times = 1;
    let mut total = Duration::ZERO;
    loop {
        let spent = worker.time(candidate.name, row, times)?;
        total += spent;
        if total >= effort.warm_up && spent * 4 >= effort.batch {
            let fits = effort.batch.as_secs_f64() * 1e9 / nanoseconds_each(spent, times);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
            return Ok((fits.round() as u64).max(1));
        }
        if spent * 2 <= effort.batch {
            times *= 2;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of batches are small")]
fn nanoseconds_each(spent: Duration, times: u64) -> f64 {
    spent.as_secs_f64() * 1e9 / times as f64
}
