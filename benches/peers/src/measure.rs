//! The interleaved run: in each round every candidate of a row has its batch, and each round begins with another one.

use std::time::Duration;

use anyhow::{Context, Result};
use kit::{Fixture, Row};

use crate::{
    candidates::Candidate,
    fixture::check_token,
    results::{Cell, Results, RowResult},
    worker::{Proof, Running},
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

pub fn run(rows: &[Row], workers: &mut [Running], fixture: &Fixture, effort: Effort) -> Result<Results> {
    let mut measured = Vec::new();
    for &row in rows {
        eprintln!("{row}");
        measured.push(RowResult { row, cells: run_row(row, workers, fixture, effort)? });
    }
    Ok(Results { effort, rows: measured })
}

/// Who can do the row, and how often in one batch.
struct Contestant {
    worker: usize,
    candidate: &'static Candidate,
    times: u64,
    rounds: Vec<f64>,
}

fn run_row(row: Row, workers: &mut [Running], fixture: &Fixture, effort: Effort) -> Result<Vec<Cell>> {
    let mut contestants = Vec::new();
    for (index, worker) in workers.iter_mut().enumerate() {
        for candidate in worker.candidates {
            let named = || format!("{}: {row}", candidate.name);
            if is_proven(worker, candidate, row, fixture).with_context(named)? {
                let times = batch_size(worker, candidate, row, effort).with_context(named)?;
                contestants.push(Contestant { worker: index, candidate, times, rounds: Vec::new() });
            }
        }
    }
    let count = contestants.len();
    for round in 0..effort.rounds {
        for turn in 0..count {
            let contestant = &mut contestants[(round + turn) % count];
            let spent = workers[contestant.worker].time(contestant.candidate.name, row, contestant.times)?;
            contestant.rounds.push(nanoseconds_each(spent, contestant.times));
        }
    }
    Ok(contestants.into_iter().map(|it| Cell { candidate: it.candidate, rounds: it.rounds }).collect())
}

fn is_proven(worker: &mut Running, candidate: &Candidate, row: Row, fixture: &Fixture) -> Result<bool> {
    match worker.prove(candidate.name, row)? {
        Proof::Absent => return Ok(false),
        Proof::Signed(token) => check_token(fixture, &row, &token)?,
        Proof::Verified => {}
    }
    Ok(true)
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
