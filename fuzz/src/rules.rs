//! What a verification asks of claims, chosen by the input out of a few.

use arbitrary::{Result, Unstructured};
use webtoken::{TimeSpan, VerifyOptions};

use crate::grammar::NOW;

#[derive(Debug, Default)]
pub struct Rules {
    pub algorithms: Option<&'static [&'static str]>,
    pub audience: Option<&'static [&'static str]>,
    pub issuer: Option<&'static [&'static str]>,
    pub subject: Option<&'static str>,
    pub jwt_id: Option<&'static str>,
    pub nonce: Option<&'static str>,
    pub typ: Option<&'static str>,
    pub ignore_expiration: bool,
    pub ignore_not_before: bool,
    pub tolerance: f64,
    pub now: f64,
    pub max_age: Option<Age>,
    pub required: &'static [&'static str],
    pub max_size: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
pub enum Age {
    Seconds(f64),
    Milliseconds(i64),
    NoSpan,
}

const ALGORITHMS: &[&[&str]] =
    &[&["HS256"], &["HS512", "HS256"], &["HS384"], &[], &["none"], &["none", "HS256"], &["RS256"], &["hs256"]];
const TEXTS: &[&str] = &["urn:a", "urn:me", "alice", "", "5", "\u{e9}", " "];
const LISTS: &[&[&str]] = &[&["urn:a"], &["urn:me", "urn:a"], &[], &[""], &["5"], &["\u{e9}", "alice"]];
const TYPES: &[&str] = &["JWT", "jwt", "application/JWT", "at+jwt", "", "application/a/b"];
const TOLERANCES: &[f64] = &[1.0, -1.0, 0.5, 1e308, f64::NAN, f64::INFINITY, 60.0];
const TIMES: &[f64] = &[0.0, -1.0, 1e308, 0.5, 1_700_000_000.5, 1_699_999_999.0, 4_102_444_800.0];
const REQUIRED: &[&[&str]] = &[&["exp"], &["a"], &["sub", "b"], &["e", "\u{e9}"], &[""]];

impl Rules {
    /// One bit a rule says whether it is there, one byte each which.
    pub fn choose(u: &mut Unstructured<'_>) -> Result<Self> {
        let set: u16 = u.arbitrary()?;
        let mut bit = 0;
        let mut is_set = || {
            bit += 1;
            set & (1 << (bit - 1)) != 0
        };
        Ok(Self {
            algorithms: if is_set() { Some(u.choose(ALGORITHMS)?) } else { None },
            audience: if is_set() { Some(u.choose(LISTS)?) } else { None },
            issuer: if is_set() { Some(u.choose(LISTS)?) } else { None },
            subject: if is_set() { Some(u.choose(TEXTS)?) } else { None },
            jwt_id: if is_set() { Some(u.choose(TEXTS)?) } else { None },
            nonce: if is_set() { Some(u.choose(TEXTS)?) } else { None },
            typ: if is_set() { Some(u.choose(TYPES)?) } else { None },
            ignore_expiration: is_set(),
            ignore_not_before: is_set(),
            tolerance: if is_set() { *u.choose(TOLERANCES)? } else { 0.0 },
            now: if is_set() { *u.choose(TIMES)? } else { NOW as f64 },
            max_age: if is_set() { Some(Age::choose(u)?) } else { None },
            required: if is_set() { u.choose(REQUIRED)? } else { &[] },
            max_size: if is_set() { Some(u.arbitrary::<u8>()?.into()) } else { None },
        })
    }

    pub fn options(&self) -> VerifyOptions {
        let now = webtoken::NumericDate::from_secs_f64(self.now).expect("finite");
        let mut options = VerifyOptions::new()
            .ignore_expiration(self.ignore_expiration)
            .ignore_not_before(self.ignore_not_before)
            .clock_tolerance(TimeSpan::secs_f64(self.tolerance))
            .required_claims(self.required.iter().copied())
            .clock_timestamp(now);
        if let Some(algorithms) = self.algorithms {
            options = options.algorithms(algorithms.iter().copied());
        }
        if let Some(audience) = self.audience {
            options = options.audience(audience);
        }
        if let Some(issuer) = self.issuer {
            options = options.issuer(issuer);
        }
        if let Some(subject) = self.subject {
            options = options.subject(subject);
        }
        if let Some(jwt_id) = self.jwt_id {
            options = options.jwt_id(jwt_id);
        }
        if let Some(nonce) = self.nonce {
            options = options.nonce(nonce);
        }
        if let Some(typ) = self.typ {
            options = options.typ(typ);
        }
        if let Some(size) = self.max_size {
            options = options.max_token_size(size);
        }
        match self.max_age {
            Some(Age::Seconds(seconds)) => options.max_age(TimeSpan::secs_f64(seconds)),
            Some(Age::Milliseconds(milliseconds)) => options.max_age(TimeSpan::millis(milliseconds)),
            Some(Age::NoSpan) => options.max_age("1 fortnight"),
            None => options,
        }
    }
}

impl Age {
    fn choose(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=3)? {
            0 => Self::Seconds(*u.choose(&[0.0, 1.0, -1.0, 0.5, 60.0, 1e308, f64::NAN, f64::INFINITY])?),
            1 | 2 => Self::Milliseconds(*u.choose(&[0, 1, 999, 1000, -1500, i64::MAX, i64::MIN])?),
            _ => Self::NoSpan,
        })
    }
}
