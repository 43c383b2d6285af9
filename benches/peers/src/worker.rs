//! The processes that hold the libraries: built, started, asked.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use kit::{Answer, Fixture, Request, Row};

use crate::{
    candidates::{Candidate, Program, WORKERS, Worker},
    folder,
};

/// A worker that runs.
pub struct Running {
    pub candidates: &'static [Candidate],
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// All that can be started. Why others cannot is said aloud and goes into the list; their columns stay empty.
pub fn start_all(fixture: &Fixture, left_out: &mut Vec<String>) -> Vec<Running> {
    let mut running = Vec::new();
    for worker in WORKERS {
        match Running::start(worker, fixture) {
            Ok(worker) => running.push(worker),
            Err(error) => {
                let names: Vec<_> = worker.candidates.iter().map(|candidate| candidate.name).collect();
                let message = format!("{}: {error:#}", names.join("; "));
                eprintln!("\nLEFT OUT: {message}\n");
                left_out.push(message);
            }
        }
    }
    running
}

impl Running {
    fn start(worker: &Worker, fixture: &Fixture) -> Result<Self> {
        let mut command = prepare(&worker.program)?;
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut requests = process.stdin.take().context("no stdin")?;
        let answers = BufReader::new(process.stdout.take().context("no stdout")?);
        writeln!(requests, "{}", serde_json::to_string(fixture)?)?;
        Ok(Self { candidates: worker.candidates, process, requests, answers })
    }

    /// Whether a candidate can do a row, and does it right.
    pub fn prove(&mut self, candidate: &str, row: Row) -> Result<Proof> {
        Ok(match self.ask(&Request::proof(candidate, row))? {
            Answer::Absent => Proof::Absent,
            Answer::Signed(token) => Proof::Signed(token),
            Answer::Verified => Proof::Verified,
            Answer::Nanoseconds(_) => bail!("a time for a proof"),
            Answer::Error(error) => bail!(error),
        })
    }

    pub fn time(&mut self, candidate: &str, row: Row, times: u64) -> Result<Duration> {
        match self.ask(&Request::batch(candidate, row, times))? {
            Answer::Nanoseconds(nanoseconds) => Ok(Duration::from_nanos(nanoseconds)),
            Answer::Error(error) => bail!(error),
            Answer::Absent | Answer::Signed(_) | Answer::Verified => bail!("no time"),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Answer> {
        writeln!(self.requests, "{}", serde_json::to_string(request)?)?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).with_context(|| format!("the worker answers {line:?}"))
    }
}

impl Drop for Running {
    /// Should its end not come from the end of its input.
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub enum Proof {
    Absent,
    Signed(String),
    Verified,
}

/// Builds a worker, by itself: cargo would otherwise unite the features of all of them.
fn prepare(program: &Program) -> Result<Command> {
    match program {
        Program::Package { name, arguments } => {
            let manifest = folder().join("Cargo.toml");
            let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            build
                .args(["build", "--release", "--locked", "--quiet", "--package", name, "--manifest-path"])
                .arg(manifest);
            run(&mut build)?;
            let binaries = env::current_exe()?;
            let mut command = Command::new(binaries.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)));
            command.args(*arguments);
            Ok(command)
        }
        Program::Node => {
            let folder = folder().join("workers/node");
            run(Command::new("node").arg("--version").stdout(Stdio::null())).context("Node is not installed")?;
            if !folder.join("node_modules").is_dir() {
                let mut install = Command::new("npm");
                install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
                run(install.stdout(Stdio::null())).context("its packages cannot be installed")?;
            }
            let mut command = Command::new("node");
            command.arg("worker.js").current_dir(folder);
            Ok(command)
        }
    }
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
