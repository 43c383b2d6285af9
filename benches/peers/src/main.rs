//! Compares webtoken with other libraries in one interleaved run, and writes `benches/RESULTS.md` and
//! `benches/results.svg`. Usage: see [`USAGE`].

mod candidates;
mod compile;
mod fixture;
mod lock;
mod machine;
mod measure;
mod options;
mod report;
mod results;
mod worker;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use options::{Command, Options};

pub const USAGE: &str = "\
cargo run --release --manifest-path benches/peers/Cargo.toml [-- [build] OPTIONS]

Without `build` it measures speed and writes benches/RESULTS.md and benches/results.svg.
With `build` it measures how long the libraries take to compile, and writes benches/RESULTS.md. Both need a machine
that does nothing else.

  --quick       short batches, for trying out; not for `build`
  --only TEXT   only the rows whose name contains it, such as 'RS256', 'HS256 verify' or 'josekit'
  --out FOLDER  where to write; with --quick or --only nothing is written but what this names
";

fn main() -> Result<()> {
    match Options::parse(std::env::args().skip(1))? {
        Command::Help => print!("{USAGE}"),
        Command::Measure(options) => measure(&options)?,
        Command::Compile(options) => compile(&options)?,
    }
    Ok(())
}

fn measure(options: &Options) -> Result<()> {
    let fixture = fixture::new()?;
    let rows: Vec<_> = kit::row::rows().into_iter().filter(|row| options.includes(row)).collect();
    if rows.is_empty() {
        bail!("no row has that in its name");
    }
    let results = measure::run(&rows, &fixture, options.effort())?;
    report::write(&results, options.out().as_deref())
}

fn compile(options: &Options) -> Result<()> {
    report::write_compiled(&compile::run(options.only())?, options.out().as_deref())
}

/// `benches/peers`.
fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `benches`.
fn results_folder() -> PathBuf {
    folder().join("..")
}
