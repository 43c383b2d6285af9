use std::ops::Range;

use crate::{claims::Registered, error::SignError};

/// The registered claims that a payload brings along.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// One bit a claim.
    seen: u8,
    /// The first date that is no number, in the payload's order.
    not_a_number: Option<Registered>,
    duplicate: Option<Registered>,
    /// Where `iat` stands, from its name to the end of its value, and the value.
    pub(crate) iat: Option<(Range<usize>, f64)>,
}

impl Members {
    /// Records the claim just written: its name starts at `member`, its value at `value`, both end with `text`.
    pub(super) fn note(&mut self, claim: Registered, text: &[u8], member: usize, value: usize) {
        if self.contains(claim) {
            self.duplicate.get_or_insert(claim);
        }
        self.seen |= bit(claim);
        if !matches!(claim, Registered::Iat | Registered::Exp | Registered::Nbf) {
            return;
        }
        match number(text.get(value..).unwrap_or_default()) {
            None => {
                self.not_a_number.get_or_insert(claim);
            }
            Some(iat) if claim == Registered::Iat => self.iat = Some((member..text.len(), iat)),
            Some(_) => {}
        }
    }

    pub(crate) const fn contains(&self, claim: Registered) -> bool {
        self.seen & bit(claim) != 0
    }

    pub(super) fn check(&self) -> Result<(), SignError> {
        if let Some(claim) = self.not_a_number {
            return Err(SignError::ClaimNotANumber { claim: claim.name() });
        }
        self.duplicate.map_or(Ok(()), |claim| Err(SignError::DuplicateClaim { claim: claim.name() }))
    }
}

const fn bit(claim: Registered) -> u8 {
    1 << claim as u8
}

/// A JSON number's value; `None` for any other JSON text, and for what no double holds.
fn number(json: &[u8]) -> Option<f64> {
    if let Some(number) = whole_number(json) {
        return Some(number);
    }
    let starts_as_number = json.first().is_some_and(|byte| *byte == b'-' || byte.is_ascii_digit());
    let number: f64 = str::from_utf8(json).ok().filter(|_| starts_as_number)?.parse().ok()?;
    number.is_finite().then_some(number)
}

/// What dates mostly are: digits, as many as a double holds exactly.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
fn whole_number(json: &[u8]) -> Option<f64> {
    if json.is_empty() || json.len() > 15 {
        return None;
    }
    let append = |number: u64, byte: &u8| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0'));
    json.iter().try_fold(0, append).map(|number| number as f64)
}
