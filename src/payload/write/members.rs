use std::ops::Range;

use crate::error::SignError;

/// The registered claims that a payload brings along.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// One bit a claim, in the order of `REGISTERED`.
    seen: u8,
    /// The first date that is no number, in the payload's order.
    not_a_number: Option<&'static str>,
    duplicate: Option<&'static str>,
    /// Where `iat` stands, from its name to the end of its value, and the value.
    pub(crate) iat: Option<(Range<usize>, f64)>,
}

impl Members {
    /// Notes a member: where its name lies (without quotes), where it lies as a whole, and where its value.
    pub(super) fn note(&mut self, text: &[u8], name: Range<usize>, member: Range<usize>, value: Range<usize>) {
        let Some(index) = index(text.get(name).unwrap_or_default()) else { return };
        let Some(&name) = REGISTERED.get(index) else { return };
        if self.contains(name) {
            self.duplicate.get_or_insert(name);
        }
        self.seen |= 1 << index;
        if !matches!(name, "iat" | "exp" | "nbf") {
            return;
        }
        match number(text.get(value).unwrap_or_default()) {
            None => {
                self.not_a_number.get_or_insert(name);
            }
            Some(iat) if name == "iat" => self.iat = Some((member, iat)),
            Some(_) => {}
        }
    }

    pub(crate) fn contains(&self, claim: &str) -> bool {
        index(claim.as_bytes()).is_some_and(|index| self.seen & (1 << index) != 0)
    }

    pub(super) fn check(&self) -> Result<(), SignError> {
        if let Some(claim) = self.not_a_number {
            return Err(SignError::ClaimNotANumber { claim });
        }
        self.duplicate.map_or(Ok(()), |claim| Err(SignError::DuplicateClaim { claim }))
    }
}

const REGISTERED: [&str; 7] = ["iat", "exp", "nbf", "aud", "iss", "sub", "jti"];

fn index(name: &[u8]) -> Option<usize> {
    REGISTERED.iter().position(|registered| registered.as_bytes() == name)
}

/// A JSON number's value; `None` for any other JSON text.
fn number(json: &[u8]) -> Option<f64> {
    let starts_as_number = json.first().is_some_and(|byte| *byte == b'-' || byte.is_ascii_digit());
    let number: f64 = str::from_utf8(json).ok().filter(|_| starts_as_number)?.parse().ok()?;
    number.is_finite().then_some(number)
}
