use std::{
    collections::HashMap,
    io::{self, BufRead, Write},
};

use anyhow::{Context, Result};

use crate::{Answer, Fixture, Op, Request, Row, row::rows};

/// A way to sign and verify tokens.
pub struct Candidate {
    pub name: &'static str,
    /// What it does in a row; nothing if it cannot.
    pub op: fn(&Row, &Fixture) -> Result<Option<Op>>,
}

/// A worker's whole life: answers requests until there are no more.
pub fn serve(candidates: &[Candidate]) -> Result<()> {
    let mut lines = io::stdin().lock().lines();
    let fixture = lines.next().context("no fixture")??;
    let mut worker = Worker { candidates, fixture: serde_json::from_str(&fixture)?, ops: HashMap::new() };
    for line in lines {
        let answer = worker.answer(&serde_json::from_str(&line?)?);
        let answer = answer.unwrap_or_else(|error| Answer::Error(format!("{error:#}")));
        let mut out = io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
        out.flush()?;
    }
    Ok(())
}

struct Worker<'a> {
    candidates: &'a [Candidate],
    fixture: Fixture,
    /// What is ready: keys read, tokens at hand.
    ops: HashMap<(&'static str, Row), Op>,
}

impl Worker<'_> {
    fn answer(&mut self, request: &Request) -> Result<Answer> {
        let row = rows().into_iter().find(|row| row.alg == request.alg && row.task == request.task);
        let row = row.context("no such row")?;
        let candidate = self.candidates.iter().find(|candidate| candidate.name == request.candidate);
        let candidate = candidate.context("no such candidate")?;
        let Some(times) = request.times else { return self.prove(candidate, row) };
        let op = self.ops.get(&(candidate.name, row)).context("not proven")?;
        let spent = op.time(times)?;
        Ok(Answer::Nanoseconds(u64::try_from(spent.as_nanos())?))
    }

    fn prove(&mut self, candidate: &Candidate, row: Row) -> Result<Answer> {
        let Some(op) = (candidate.op)(&row, &self.fixture)? else { return Ok(Answer::Absent) };
        let proof = op.prove(self.fixture.case(&row)?)?;
        self.ops.insert((candidate.name, row), op);
        Ok(proof)
    }
}
