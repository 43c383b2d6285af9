//! The chart: how many times as long as webtoken others take, on a logarithmic scale.

use kit::Task;

use crate::{
    candidates::{Group, OURS},
    results::{Results, RowResult},
};

const ROWS: [(&str, Task); 8] = [
    ("HS256", Task::Sign),
    ("HS256", Task::Verify),
    ("RS256", Task::Sign),
    ("RS256", Task::Verify),
    ("ES256", Task::Sign),
    ("ES256", Task::Verify),
    ("EdDSA", Task::Sign),
    ("EdDSA", Task::Verify),
];

/// A bar of each row.
struct Series {
    class: &'static str,
    legend: &'static str,
    /// What to write beside it, and how many times as long the candidate takes.
    value: fn(&RowResult) -> Option<(&'static str, f64)>,
}

const SERIES: [Series; 3] = [
    Series { class: "a", legend: "the fastest other Rust library", value: |row| fastest(row, Group::Rust) },
    Series {
        class: "b",
        legend: "jsonwebtoken (Rust, aws-lc-rs)",
        value: |row| of(row, "jsonwebtoken, aws-lc-rs", ""),
    },
    Series { class: "c", legend: "jsonwebtoken (npm)", value: |row| of(row, "npm jsonwebtoken", "") },
];

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#57606a}.row{fill:#24292f;font-weight:600}\
.grid{stroke:#eaeef2}.one{stroke:#57606a}.a{fill:#0969da}.b{fill:#8250df}.c{fill:#bf8700}\
@media(prefers-color-scheme:dark){text{fill:#8b949e}.row{fill:#e6edf3}.grid{stroke:#21262d}.one{stroke:#8b949e}\
.a{fill:#58a6ff}.b{fill:#bc8cff}.c{fill:#d29922}}";

const WIDTH: f64 = 760.0;
const LEFT: f64 = 110.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 62.0;
const BAR: f64 = 12.0;
const GAP: f64 = 14.0;

pub fn draw(results: &Results) -> String {
    let rows: Vec<_> = ROWS.iter().filter_map(|(alg, task)| results.row(alg, *task)).collect();
    let values = || rows.iter().flat_map(|row| SERIES.iter().filter_map(|series| (series.value)(row)));
    let scale = Scale::around(values().map(|(_, ratio)| ratio));
    let mut y = TOP;
    let mut bars = String::new();
    for row in &rows {
        bars += &text(LEFT - 8.0, y + BAR, "end", "row", &row.row.to_string());
        for series in &SERIES {
            let Some((label, ratio)) = (series.value)(row) else { continue };
            bars += &bar(&scale, series.class, y, ratio, label);
            y += BAR + 2.0;
        }
        y += GAP;
    }
    let height = y + 8.0;
    let head = text(
        8.0,
        18.0,
        "start",
        "row",
        "Times as long as webtoken takes, on a logarithmic scale: more than 1× is slower than webtoken",
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" role=\"img\" \
         aria-label=\"How many times as long as webtoken other libraries take\">\n<style>{STYLE}</style>\n\
         {head}{}{}{bars}</svg>\n",
        legend(),
        grid(&scale, y - GAP),
    )
}

fn fastest(row: &RowResult, group: Group) -> Option<(&'static str, f64)> {
    let name = row.fastest(group)?.candidate.name;
    of(row, name, name)
}

fn of(row: &RowResult, name: &str, label: &'static str) -> Option<(&'static str, f64)> {
    Some((label, row.ratio(name, OURS)?))
}

/// From a power of two to another, with 1 between them.
struct Scale {
    from: i32,
    to: i32,
}

impl Scale {
    fn around(values: impl Iterator<Item = f64>) -> Self {
        let mut scale = Self { from: 0, to: 1 };
        for value in values {
            #[expect(clippy::cast_possible_truncation, reason = "a small power")]
            let power = |round: fn(f64) -> f64| round(value.log2()) as i32;
            scale = Self { from: scale.from.min(power(f64::floor)), to: scale.to.max(power(f64::ceil)) };
        }
        scale
    }

    fn x(&self, value: f64) -> f64 {
        let part = (value.log2() - f64::from(self.from)) / f64::from(self.to - self.from);
        LEFT + part * (RIGHT - LEFT)
    }
}

fn bar(scale: &Scale, class: &str, y: f64, ratio: f64, label: &str) -> String {
    let (one, end) = (scale.x(1.0), scale.x(ratio));
    let (x, width) = (one.min(end), (end - one).abs().max(1.0));
    let label = text(one.max(end) + 5.0, y + BAR - 2.0, "start", "", format!("{ratio:.1}× {label}").trim_end());
    format!("<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\"/>\n{label}")
}

fn grid(scale: &Scale, bottom: f64) -> String {
    let line = |power: i32| {
        let x = scale.x(2_f64.powi(power));
        let class = if power == 0 { "one" } else { "grid" };
        let label = text(x, TOP - 8.0, "middle", "", &format!("{}×", 2_f64.powi(power)));
        format!("<path class=\"{class}\" d=\"M{x:.1} {} V{bottom:.1}\"/>\n{label}", TOP - 4.0)
    };
    (scale.from..=scale.to).map(line).collect()
}

fn legend() -> String {
    let mut x = 8.0;
    let mut legend = String::new();
    for series in &SERIES {
        legend += &format!("<rect class=\"{}\" x=\"{x}\" y=\"27\" width=\"10\" height=\"10\"/>\n", series.class);
        legend += &text(x + 15.0, 36.0, "start", "", series.legend);
        x += 220.0;
    }
    legend
}

fn text(x: f64, y: f64, anchor: &str, class: &str, text: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>\n")
}
