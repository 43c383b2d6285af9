//! Claim validation, apart from tokens, keys and signatures: claims and options in, errors out.
//!
//! One short function per claim. In all of them T is the tolerance, and a claim that is expected but missing or of the
//! wrong type fails. The dates are doubles, so nothing overflows.
//!
//! ```
//! use webtoken::{VerifyError, VerifyOptions, claims::{Claims, Validator}};
//! let options = VerifyOptions::new().issuer("urn:me").clock_timestamp(1_700_000_000);
//! let claims = Claims::from_json(r#"{"iss":"urn:you","exp":1700000000}"#)?;
//! let validator = Validator::new(&options);
//! assert!(matches!(validator.validate(&claims), Err(VerifyError::TokenExpiredError { .. })));
//! let failures: Vec<String> = validator.failures(&claims).iter().map(ToString::to_string).collect();
//! assert_eq!(failures, ["jwt expired", "jwt issuer invalid. expected: urn:me"]);
//! # Ok::<(), webtoken::DecodeError>(())
//! ```

use std::{sync::Arc, time::Duration};

use serde_json::Value;

use super::{ClaimValue, Claims};
use crate::{
    error::{ClaimMismatch, ExpiredReason, InvalidReason, VerifyError},
    jws::Header,
    options::VerifyOptions,
    time::NumericDate,
};

/// The claim rules of a set of options at one point in time.
#[derive(Debug)]
pub struct Validator<'a> {
    options: &'a VerifyOptions,
    header: Option<&'a Header>,
    payload: Option<&'a Value>,
    now: f64,
    tolerance: f64,
}

type Rule = fn(&Validator<'_>, &Claims<'_>) -> Result<(), VerifyError>;

/// In npm's order: the first failure is the one reported. The options and `typ`, which npm does not check here, come
/// first.
const RULES: [Rule; 10] = [
    |rules, _| rules.options(),
    |rules, _| rules.typ(),
    |rules, claims| rules.not_before(claims),
    |rules, claims| rules.expiration(claims),
    |rules, claims| rules.audience(claims),
    |rules, claims| rules.issuer(claims),
    |rules, claims| text(rules.options.subject.as_deref(), claims.sub.as_ref(), "sub"),
    |rules, claims| text(rules.options.jwt_id.as_deref(), claims.jti.as_ref(), "jti"),
    |rules, claims| text(rules.options.nonce.as_deref(), claims.nonce.as_ref(), "nonce"),
    |rules, claims| rules.max_age(claims),
];

impl<'a> Validator<'a> {
    /// The rules at the current time of the options' clock, which is read once.
    #[must_use]
    pub fn new(options: &'a VerifyOptions) -> Self {
        Self { options, header: None, payload: None, now: options.now().as_secs_f64(), tolerance: options.tolerance() }
    }

    /// With the header that the option `typ` is compared with. Without a header that option fails.
    ///
    /// ```
    /// use webtoken::{Header, VerifyOptions, claims::{Claims, Validator}};
    /// let options = VerifyOptions::new().typ("at+jwt");
    /// let header = Header::from_json(r#"{"alg":"ES256","typ":"at+jwt"}"#).expect("JSON");
    /// let claims = Claims::from_json("{}")?;
    /// assert!(Validator::new(&options).with_header(&header).validate(&claims).is_ok());
    /// assert!(Validator::new(&options).validate(&claims).is_err());
    /// # Ok::<(), webtoken::DecodeError>(())
    /// ```
    #[must_use]
    pub const fn with_header(mut self, header: &'a Header) -> Self {
        self.header = Some(header);
        self
    }

    /// With the payload that the option `check` looks at. Without a payload every check fails.
    ///
    /// ```
    /// use webtoken::{VerifyOptions, claims::{Claims, Validator}};
    /// let options = VerifyOptions::new()
    ///     .check("scope", |payload| if payload["scope"] == "write" { Ok(()) } else { Err("write access needed") });
    /// let payload = serde_json::json!({ "scope": "write" });
    /// let claims = Claims::from_value(&payload)?;
    /// assert!(Validator::new(&options).with_payload(&payload).validate(&claims).is_ok());
    /// assert!(Validator::new(&options).validate(&claims).is_err());
    /// # Ok::<(), webtoken::DecodeError>(())
    /// ```
    #[must_use]
    pub const fn with_payload(mut self, payload: &'a Value) -> Self {
        self.payload = Some(payload);
        self
    }

    /// The rules for a token. The payload is present if the options have checks.
    pub(crate) fn of_token(options: &'a VerifyOptions, header: &'a Header, payload: Option<&'a Value>) -> Self {
        Self { payload, ..Self::new(options).with_header(header) }
    }

    /// Checks every rule and reports the first failure.
    ///
    /// # Errors
    /// The first of [`failures`](Self::failures).
    pub fn validate(&self, claims: &Claims<'_>) -> Result<(), VerifyError> {
        RULES.iter().try_for_each(|rule| rule(self, claims))?;
        self.missing(claims).chain(self.failed_checks()).next().map_or(Ok(()), Err)
    }

    /// Checks every rule and reports all failures: npm's rules in npm's order, then required claims that are missing,
    /// then the caller's own checks that failed.
    #[must_use]
    pub fn failures(&self, claims: &Claims<'_>) -> Vec<VerifyError> {
        let failed = RULES.iter().filter_map(|rule| rule(self, claims).err());
        failed.chain(self.missing(claims)).chain(self.failed_checks()).collect()
    }

    /// How long these claims stay acceptable: until `exp` or `iat + max_age`, whichever is earlier, plus the tolerance. It is
    /// zero if they are too old already, and `None` if they do not expire under these options.
    ///
    /// ```
    /// use std::time::Duration;
    /// use webtoken::{VerifyOptions, claims::{Claims, Validator}};
    /// let options = VerifyOptions::new().clock_tolerance("5s").clock_timestamp(1_700_000_000);
    /// let claims = Claims::from_json(r#"{"exp":1700000060}"#)?;
    /// assert_eq!(Validator::new(&options).time_left(&claims), Some(Duration::from_secs(65)));
    /// assert_eq!(Validator::new(&options).time_left(&Claims::from_json("{}")?), None);
    /// # Ok::<(), webtoken::DecodeError>(())
    /// ```
    #[must_use]
    pub fn time_left(&self, claims: &Claims<'_>) -> Option<Duration> {
        // A claim that is not a number is refused, and so has no time left.
        let seconds =
            |claim: &Option<ClaimValue<'_>>| claim.as_ref().map(|claim| claim.as_f64().unwrap_or(f64::NEG_INFINITY));
        let exp = if self.options.ignore_expiration { None } else { seconds(&claims.exp) };
        let too_old = match self.options.max_age_span() {
            Ok(Some(max_age)) => Some(seconds(&claims.iat).map_or(f64::NEG_INFINITY, |iat| max_age.after(iat))),
            Ok(None) => None,
            Err(_) => Some(f64::NEG_INFINITY),
        };
        let limit = exp.into_iter().chain(too_old).min_by(f64::total_cmp)?;
        let left = limit + self.tolerance - self.now;
        Some(if left > 0.0 { Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX) } else { Duration::ZERO })
    }

    /// A tolerance that is not a finite number would let everything pass, since no comparison with it fails.
    fn options(&self) -> Result<(), VerifyError> {
        Ok(self.options.validate()?)
    }

    /// The header's media type is the expected one: case and a leading `application/` do not count (RFC 7515, section
    /// 4.1.9).
    fn typ(&self) -> Result<(), VerifyError> {
        let Some(expected) = &self.options.typ else { return Ok(()) };
        let actual = self.header.and_then(Header::typ);
        if actual.is_some_and(|typ| media_type(typ) == media_type(expected)) {
            return Ok(());
        }
        let actual = actual.map(|typ| ClaimValue::String(typ.into()));
        Err(ClaimMismatch::error("typ", expected, actual.as_ref()))
    }

    /// Active from `nbf - T` on, inclusive.
    fn not_before(&self, claims: &Claims<'_>) -> Result<(), VerifyError> {
        if self.options.ignore_not_before {
            return Ok(());
        }
        match date(claims.nbf.as_ref(), "nbf")? {
            Some(nbf) if nbf > self.now + self.tolerance => {
                Err(VerifyError::NotBeforeError { date: NumericDate::saturating(nbf) })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Expired from `exp + T` on, inclusive.
    fn expiration(&self, claims: &Claims<'_>) -> Result<(), VerifyError> {
        if self.options.ignore_expiration {
            return Ok(());
        }
        match date(claims.exp.as_ref(), "exp")? {
            Some(exp) => self.not_past(exp, ExpiredReason::Exp),
            None => Ok(()),
        }
    }

    /// One of the audiences is one of those expected. An array that contains anything but strings is not a valid
    /// audience.
    fn audience(&self, claims: &Claims<'_>) -> Result<(), VerifyError> {
        let Some(expected) = &self.options.audience else {
            let is_unexpected = self.options.refuse_unexpected_audience && claims.aud.is_some();
            return if is_unexpected { Err(InvalidReason::UnexpectedAudience.into()) } else { Ok(()) };
        };
        let is_expected = match &claims.aud {
            Some(ClaimValue::String(audience)) => expected.matches(audience),
            Some(ClaimValue::Array(audiences)) => {
                let texts: Option<Vec<&str>> = audiences.iter().map(ClaimValue::as_str).collect();
                texts.is_some_and(|texts| texts.into_iter().any(|audience| expected.matches(audience)))
            }
            Some(ClaimValue::Null | ClaimValue::Bool(_) | ClaimValue::Number(_) | ClaimValue::Object) | None => false,
        };
        if is_expected {
            return Ok(());
        }
        Err(ClaimMismatch::error("aud", expected.joined(" or "), claims.aud.as_ref()))
    }

    /// The issuer is one of those expected.
    fn issuer(&self, claims: &Claims<'_>) -> Result<(), VerifyError> {
        let Some(expected) = &self.options.issuer else { return Ok(()) };
        let issuer = claims.iss.as_ref().and_then(ClaimValue::as_str);
        if issuer.is_some_and(|issuer| expected.matches(issuer)) {
            return Ok(());
        }
        Err(ClaimMismatch::error("iss", expected.joined(","), claims.iss.as_ref()))
    }

    /// Too old from `iat + max_age + T` on, inclusive. An `iat` in the future is refused, because such a token would
    /// not expire.
    fn max_age(&self, claims: &Claims<'_>) -> Result<(), VerifyError> {
        if self.options.max_age.is_none() {
            return Ok(());
        }
        let issued_at = claims.iat.as_ref().and_then(ClaimValue::as_f64).ok_or(InvalidReason::IatRequired)?;
        if let Some(max_age) = self.options.max_age_span()? {
            self.not_past(max_age.after(issued_at), ExpiredReason::MaxAge)?;
        }
        // In whole seconds, since that is what the system's clock counts.
        if issued_at.floor() > self.now + self.tolerance {
            return Err(InvalidReason::IssuedInFuture { date: NumericDate::saturating(issued_at) }.into());
        }
        Ok(())
    }

    /// Required claims that are missing.
    fn missing(&self, claims: &Claims<'_>) -> impl Iterator<Item = VerifyError> {
        let missing = self.options.required_claims.iter().filter(|name| !claims.contains(name));
        missing.map(|name| InvalidReason::ClaimRequired(name.clone()).into())
    }

    /// The caller's own checks that refuse the payload.
    fn failed_checks(&self) -> impl Iterator<Item = VerifyError> {
        self.options.checks.iter().filter_map(|check| {
            let result = match self.payload {
                Some(payload) => (check.run)(payload),
                None => Err("there is no payload to check".into()),
            };
            let error = Arc::from(result.err()?);
            Some(InvalidReason::Check { name: check.name.clone(), error }.into())
        })
    }

    fn not_past(&self, limit: f64, reason: ExpiredReason) -> Result<(), VerifyError> {
        // Written so that a comparison with a value that is not a number refuses.
        if self.now < limit + self.tolerance {
            return Ok(());
        }
        Err(VerifyError::TokenExpiredError { expired_at: NumericDate::saturating(limit), reason })
    }
}

/// A date that is a number if it is present.
fn date(claim: Option<&ClaimValue<'_>>, name: &'static str) -> Result<Option<f64>, InvalidReason> {
    let Some(claim) = claim else { return Ok(None) };
    claim.as_f64().map(Some).ok_or(InvalidReason::ClaimNotANumber { claim: name })
}

/// The string that is expected, if one is.
fn text(expected: Option<&str>, claim: Option<&ClaimValue<'_>>, name: &'static str) -> Result<(), VerifyError> {
    let Some(expected) = expected else { return Ok(()) };
    if claim.and_then(ClaimValue::as_str) == Some(expected) {
        return Ok(());
    }
    Err(ClaimMismatch::error(name, expected, claim))
}

fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    match typ.strip_prefix("application/") {
        Some(subtype) if !subtype.contains('/') => subtype.to_owned(),
        Some(_) | None => typ,
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn application_may_be_left_out_before_a_subtype() {
        for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
            assert_eq!(media_type(typ), "at+jwt", "{typ}");
        }
        for typ in ["application/x/at+jwt", "text/at+jwt", "application", "/at+jwt", "xapplication/at+jwt"] {
            assert_eq!(media_type(typ), typ);
        }
    }
}
