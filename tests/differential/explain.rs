//! The differences that are intended. Each rule names a row of `docs/npm-differences.md` and holds only where the row's cause
//! is in the case.
//!
//! Most rules look at the case and at what both sides said. The others take the cause out of the case: if this crate
//! then does what npm did with the whole, the cause explains the difference.

use crate::{
    case::Case,
    ours,
    outcome::{Both, Outcome},
    rewrite::REWRITES,
    rules::{reading, signing, trust},
};

/// A difference that is looked for.
pub(crate) struct Rule {
    /// The row's test, as `docs/npm-differences.md` names it.
    pub(crate) row: &'static str,
    pub(crate) holds: fn(&Both<'_>) -> bool,
}

/// All names that [`explain`] may give.
pub(crate) fn rows() -> impl Iterator<Item = &'static str> {
    rules().map(|rule| rule.row).chain(REWRITES.iter().map(|rewrite| rewrite.row))
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    signing::RULES.iter().chain(trust::RULES).chain(reading::RULES)
}

/// The row that a difference belongs to.
pub(crate) fn explain(both: &Both<'_>) -> Option<&'static str> {
    rules().find(|rule| (rule.holds)(both)).map(|rule| rule.row).or_else(|| without_its_cause(both))
}

/// One cause, or else all that are in the case.
fn without_its_cause(both: &Both<'_>) -> Option<&'static str> {
    let mut whole = both.case.clone();
    let mut first = None;
    for cause in REWRITES {
        let Some(alone) = (cause.rewrite)(both.case) else { continue };
        if is_explained(&alone, both.npm) {
            return Some(cause.row);
        }
        whole = (cause.rewrite)(&whole).unwrap_or(whole);
        first.get_or_insert(cause.row);
    }
    first.filter(|_| is_explained(&whole, both.npm))
}

fn is_explained(case: &Case, npm: &Outcome) -> bool {
    let ours = ours::run(case);
    // Another token has another signature; and what a rule explains may be in it besides.
    let both = Both::new(case, npm, &ours);
    ours.is_like_but_signature(npm) || rules().any(|rule| (rule.holds)(&both))
}
