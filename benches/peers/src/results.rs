//! What came out, and the statistics of it.

use kit::{Row, Task};

use crate::{
    candidates::{Candidate, Group},
    measure::Effort,
};

pub struct Results {
    pub effort: Effort,
    pub rows: Vec<RowResult>,
    /// Who did not take part although it should have, and why.
    pub left_out: Vec<String>,
}

pub struct RowResult {
    pub row: Row,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub candidate: &'static Candidate,
    /// Nanoseconds for one time, of each round.
    pub rounds: Vec<f64>,
}

impl Results {
    pub fn row(&self, alg: &str, task: Task) -> Option<&RowResult> {
        self.rows.iter().find(|result| result.row.alg == alg && result.row.task == task)
    }
}

impl RowResult {
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.candidate.name == name)
    }

    pub fn fastest(&self, group: Group) -> Option<&Cell> {
        let cells = self.cells.iter().filter(|cell| cell.candidate.group == group);
        cells.min_by(|a, b| a.median().total_cmp(&b.median()))
    }

    /// How many times as long `a` takes as `b`: the median over the rounds, each of which had both.
    pub fn ratio(&self, a: &str, b: &str) -> Option<f64> {
        Some(self.cell(a)?.ratio(self.cell(b)?))
    }
}

impl Cell {
    /// Nanoseconds.
    pub fn median(&self) -> f64 {
        quantile(&self.rounds, 0.5)
    }

    /// The middle half of the rounds, from quarter to quarter, as a part of the median.
    pub fn spread(&self) -> f64 {
        (quantile(&self.rounds, 0.75) - quantile(&self.rounds, 0.25)) / self.median()
    }

    pub fn least(&self) -> f64 {
        quantile(&self.rounds, 0.0)
    }

    pub fn most(&self) -> f64 {
        quantile(&self.rounds, 1.0)
    }

    pub fn ratio(&self, other: &Self) -> f64 {
        let ratios: Vec<f64> = self.rounds.iter().zip(&other.rounds).map(|(a, b)| a / b).collect();
        quantile(&ratios, 0.5)
    }
}

/// The slope of the line that fits the points best.
pub fn slope(points: &[(f64, f64)]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of points")]
    let count = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let covariance: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let variance: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    covariance / variance
}

/// Between two values, in proportion.
fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a handful of rounds")]
    let place = part * (sorted.len() - 1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::{quantile, slope};

    fn is_close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn quantiles_lie_between_the_values() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert!(is_close(quantile(&values, 0.0), 1.0));
        assert!(is_close(quantile(&values, 0.5), 2.5));
        assert!(is_close(quantile(&values, 0.75), 3.25));
        assert!(is_close(quantile(&values, 1.0), 4.0));
    }

    #[test]
    fn a_line_has_its_slope() {
        assert!(is_close(slope(&[(1.0, 5.0), (2.0, 7.0), (4.0, 11.0)]), 2.0));
    }
}
