use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use kit::Row;

use crate::{USAGE, measure::Effort, results_folder};

pub enum Command {
    Help,
    Measure(Options),
    Compile(Options),
}

#[derive(Default)]
pub struct Options {
    quick: bool,
    only: Option<String>,
    out: Option<PathBuf>,
}

impl Options {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command> {
        let mut options = Self::default();
        let mut command: fn(Self) -> Command = Command::Measure;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} takes a value"));
            match argument.as_str() {
                "build" => command = Command::Compile,
                "--quick" => options.quick = true,
                "--only" => options.only = Some(value()?),
                "--out" => options.out = Some(value()?.into()),
                "--help" | "-h" => return Ok(Command::Help),
                _ => bail!("what is {argument}?\n\n{USAGE}"),
            }
        }
        Ok(command(options))
    }

    pub fn includes(&self, row: &Row) -> bool {
        self.only().is_none_or(|text| row.to_string().contains(text))
    }

    pub fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    pub fn effort(&self) -> Effort {
        if self.quick { Effort::QUICK } else { Effort::FULL }
    }

    /// A partial or hasty run does not replace a good one.
    pub fn out(&self) -> Option<PathBuf> {
        let complete = !self.quick && self.only.is_none();
        self.out.clone().or_else(|| complete.then(results_folder))
    }
}
