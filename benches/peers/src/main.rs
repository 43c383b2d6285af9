//! Compares webtoken with other libraries in one interleaved run, and writes `benches/RESULTS.md` and
//! `benches/results.svg`. Usage: see [`USAGE`].

mod candidates;
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
cargo run --release --manifest-path benches/peers/Cargo.toml [-- OPTIONS]

Without options it measures everything and writes benches/RESULTS.md and benches/results.svg.

  --quick       short batches, for trying out
  --only TEXT   only the rows whose name contains it, such as 'RS256' or 'HS256 verify'
  --out FOLDER  where to write; with --quick or --only nothing is written but what this names
";

fn main() -> Result<()> {
    match Options::parse(std::env::args().skip(1))? {
        Command::Help => print!("{USAGE}"),
        Command::Measure(options) => measure(&options)?,
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
    match options.out() {
        Some(folder) => report::write(&results, &folder),
        None => {
            report::print(&results);
            Ok(())
        }
    }
}

/// `benches/peers`.
fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `benches`.
fn results_folder() -> PathBuf {
    folder().join("..")
}
