//! The results as Markdown and as a chart.

mod chart;
mod markdown;
mod sections;

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::results::Results;

/// Writes `RESULTS.md`, whose text around the generated parts stays as it is, and `results.svg`.
pub fn write(results: &Results, folder: &Path) -> Result<()> {
    let path = folder.join("RESULTS.md");
    if !path.exists() {
        fs::create_dir_all(folder)?;
        fs::copy(crate::results_folder().join("RESULTS.md"), &path).context("no RESULTS.md to begin with")?;
    }
    replace(&path, &parts(results))?;
    let chart = folder.join("results.svg");
    fs::write(&chart, chart::draw(results))?;
    eprintln!("written: {} and {}", path.display(), chart.display());
    Ok(())
}

pub fn print(results: &Results) {
    for (name, text) in parts(results) {
        println!("## {name}\n\n{text}");
    }
    eprintln!("nothing is written; --out names a folder for it");
}

/// Replaces generated parts of a file; the others stay.
pub fn replace(path: &Path, parts: &[(&str, String)]) -> Result<()> {
    let mut text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    for (name, part) in parts {
        text = sections::replace(&text, name, part).with_context(|| path.display().to_string())?;
    }
    Ok(fs::write(path, text)?)
}

/// By the names of their sections.
fn parts(results: &Results) -> Vec<(&'static str, String)> {
    vec![
        ("circumstances", markdown::circumstances(results)),
        ("rust", markdown::rust(results)),
        ("raw", markdown::raw(results)),
        ("node", markdown::node(results)),
        ("size", markdown::size(results)),
        ("all", markdown::all(results)),
    ]
}
