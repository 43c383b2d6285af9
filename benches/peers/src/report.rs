//! The results as Markdown and as a chart.

mod chart;
mod markdown;
mod sections;

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{compile::Compiled, results::Results, results_folder};

const FILE: &str = "RESULTS.md";

/// Writes the generated parts of `RESULTS.md`, and `results.svg`; without a folder, prints the parts.
pub fn write(results: &Results, folder: Option<&Path>) -> Result<()> {
    let parts = [
        ("circumstances", markdown::circumstances(results)),
        ("rust", markdown::rust(results)),
        ("raw", markdown::raw(results)),
        ("node", markdown::node(results)),
        ("size", markdown::size(results)),
        ("all", markdown::all(results)),
    ];
    write_parts(&parts, folder)?;
    let Some(folder) = folder else { return Ok(()) };
    let chart = folder.join("results.svg");
    fs::write(&chart, chart::draw(results))?;
    eprintln!("written: {}", chart.display());
    Ok(())
}

/// Writes the part about compiling; without a folder, prints it.
pub fn write_compiled(compiled: &[Compiled], folder: Option<&Path>) -> Result<()> {
    write_parts(&[("build", markdown::compiled(compiled))], folder)
}

/// The text around generated parts stays as it is.
fn write_parts(parts: &[(&str, String)], folder: Option<&Path>) -> Result<()> {
    let Some(folder) = folder else {
        for (name, part) in parts {
            println!("{name}:\n\n{part}\n");
        }
        eprintln!("nothing is written; --out names a folder for it");
        return Ok(());
    };
    fs::create_dir_all(folder)?;
    let path = folder.join(FILE);
    let template = if path.exists() { path.clone() } else { results_folder().join(FILE) };
    let mut text = fs::read_to_string(&template).with_context(|| template.display().to_string())?;
    for (name, part) in parts {
        text = sections::replace(&text, name, part).with_context(|| template.display().to_string())?;
    }
    fs::write(&path, text)?;
    eprintln!("written: {}", path.display());
    Ok(())
}
