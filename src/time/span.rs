use std::{fmt, str::FromStr, time::Duration};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected},
};
use serde_json::Value;

use super::serialize_number;

/// A span of time, possibly negative.
///
/// As a string it follows npm's `ms` (`"2h"`, `"1.5 days"`, `"-10 min"`), or it is a compound span such as `"1h 30m"`.
/// A number without a unit is refused: npm reads `3600` as seconds, but `"3600"` as milliseconds. Deserializing follows
/// npm: a number is seconds, a string without a unit is milliseconds.
///
/// ```
/// use webtoken::TimeSpan;
/// assert_eq!("2.5 hrs".parse::<TimeSpan>()?, TimeSpan::millis(9_000_000));
/// assert_eq!("1h 30m".parse::<TimeSpan>()?, TimeSpan::millis(5_400_000));
/// assert_eq!(TimeSpan::secs(90).to_string().parse::<TimeSpan>()?, TimeSpan::millis(90_000));
/// assert_eq!(serde_json::from_str::<TimeSpan>("90").ok(), Some(TimeSpan::secs(90)));
/// assert_eq!("90".parse::<TimeSpan>().unwrap_err().to_string(), "the time span \"90\" has no unit; write \"90s\"");
/// assert!("1 fortnight".parse::<TimeSpan>().is_err());
/// # Ok::<(), webtoken::time::TimeSpanError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TimeSpan(Repr);

/// npm adds a number of seconds as it is, and rounds the sum down if the span was a string in milliseconds.
#[derive(Debug, Clone, Copy)]
enum Repr {
    Seconds(f64),
    Milliseconds(f64),
}

impl TimeSpan {
    /// Whole seconds: npm's number. Added to a date as it is.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "doubles are the format; npm rounds alike")]
    pub const fn secs(seconds: i64) -> Self {
        Self(Repr::Seconds(seconds as f64))
    }

    /// Seconds with a fraction. `max_age` and `clock_tolerance` take them; `expires_in` and `not_before` refuse
    /// a fraction, as npm does.
    #[must_use]
    pub const fn secs_f64(seconds: f64) -> Self {
        Self(Repr::Seconds(seconds))
    }

    /// Milliseconds: npm's string. The sum with a date is rounded down to whole seconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "doubles are the format; npm rounds alike")]
    pub const fn millis(milliseconds: i64) -> Self {
        Self(Repr::Milliseconds(milliseconds as f64))
    }

    /// The span in seconds.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        match self.0 {
            Repr::Seconds(seconds) => seconds,
            Repr::Milliseconds(milliseconds) => milliseconds / 1000.0,
        }
    }

    /// The span in milliseconds.
    #[must_use]
    pub fn as_millis_f64(self) -> f64 {
        match self.0 {
            Repr::Seconds(seconds) => seconds * 1000.0,
            Repr::Milliseconds(milliseconds) => milliseconds,
        }
    }

    /// The moment this long after `base`, by npm's arithmetic.
    pub(crate) fn after(self, base: f64) -> f64 {
        match self.0 {
            Repr::Seconds(seconds) => base + seconds,
            Repr::Milliseconds(milliseconds) => (base + milliseconds / 1000.0).floor(),
        }
    }

    /// A number of seconds that is not whole (or not a number), which npm refuses when signing.
    pub(crate) fn is_fractional_number(self) -> bool {
        matches!(self.0, Repr::Seconds(seconds) if seconds.fract() != 0.0 || !seconds.is_finite())
    }
}

/// Whole seconds are treated like npm's number, anything finer like its string.
impl From<Duration> for TimeSpan {
    fn from(span: Duration) -> Self {
        let seconds = span.as_secs_f64();
        if span.subsec_nanos() == 0 { Self(Repr::Seconds(seconds)) } else { Self(Repr::Milliseconds(seconds * 1000.0)) }
    }
}

/// Two spans are equal if their lengths are, whatever their units.
impl PartialEq for TimeSpan {
    fn eq(&self, other: &Self) -> bool {
        self.as_millis_f64() == other.as_millis_f64()
    }
}

/// A number and its unit: `90s`, `1500ms`.
impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Repr::Seconds(seconds) => write!(f, "{seconds}s"),
            Repr::Milliseconds(milliseconds) => write!(f, "{milliseconds}ms"),
        }
    }
}

/// As npm reads it: a number of seconds, or a string.
impl Serialize for TimeSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Repr::Seconds(seconds) => serialize_number(seconds, serializer),
            Repr::Milliseconds(_) => serializer.collect_str(self),
        }
    }
}

/// As npm reads it: a number is seconds, and a string without a unit is milliseconds.
impl<'de> Deserialize<'de> for TimeSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        span_from_data(deserializer)?.map_err(D::Error::custom)
    }
}

pub(crate) fn span_from_data<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SpanOption, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let seconds = value.as_f64().map(|seconds| Ok(TimeSpan::secs_f64(seconds)));
    let span = seconds.or_else(|| value.as_str().map(TimeSpan::from_npm));
    let expected = "a number of seconds or a string such as \"1h\"";
    span.ok_or_else(|| D::Error::invalid_value(Unexpected::Other(&value.to_string()), &expected))
}

/// A time span in the options. Its error is reported when the option is used.
pub(crate) type SpanOption = Result<TimeSpan, TimeSpanError>;

/// A string that is not a time span.
///
/// ```
/// use webtoken::TimeSpan;
/// assert_eq!("1 fortnight".parse::<TimeSpan>().unwrap_err().code(), "time_span_invalid");
/// assert_eq!("900".parse::<TimeSpan>().unwrap_err().code(), "time_span_without_unit");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeSpanError {
    /// It is neither a number with a unit nor a compound span.
    #[error("not a time span: {0:?}")]
    Invalid(String),
    /// It is a number without a unit.
    #[error("the time span {0:?} has no unit; write \"{0}s\"")]
    NoUnit(String),
}

impl TimeSpanError {
    /// A stable machine code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "time_span_invalid",
            Self::NoUnit(_) => "time_span_without_unit",
        }
    }
}

impl FromStr for TimeSpan {
    type Err = TimeSpanError;

    fn from_str(text: &str) -> Result<Self, TimeSpanError> {
        let span = Self::from_npm(text)?;
        let has_unit = text.ends_with(|last: char| last.is_ascii_alphabetic());
        if has_unit { Ok(span) } else { Err(TimeSpanError::NoUnit(text.trim_end().to_owned())) }
    }
}

impl TimeSpan {
    /// Without a unit it is milliseconds.
    fn from_npm(text: &str) -> Result<Self, TimeSpanError> {
        if text.encode_utf16().take(MAX_LENGTH + 1).count() > MAX_LENGTH {
            return Err(TimeSpanError::Invalid(text.chars().take(MAX_LENGTH).collect()));
        }
        match simple(text).or_else(|| compound(text)) {
            Some(milliseconds) => Ok(Self(Repr::Milliseconds(milliseconds))),
            None => Err(TimeSpanError::Invalid(text.to_owned())),
        }
    }
}

/// In UTF-16 units, as `ms` counts.
const MAX_LENGTH: usize = 100;

/// The grammar of npm's `ms`: a number, spaces, perhaps a unit.
fn simple(text: &str) -> Option<f64> {
    let (number, rest) = text.split_at(number_length(text)?);
    let unit = factor(rest.trim_start_matches(' '))?;
    Some(number.parse::<f64>().ok()? * unit)
}

/// The length of `-?\d*\.?\d+` at the start.
fn number_length(text: &str) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.as_bytes().get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let sign = usize::from(text.starts_with('-'));
    let whole = sign + digits(sign);
    if text.as_bytes().get(whole) != Some(&b'.') {
        return (whole > sign).then_some(whole);
    }
    match digits(whole + 1) {
        0 => None,
        fraction => Some(whole + 1 + fraction),
    }
}

fn factor(unit: &str) -> Option<f64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "" | "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
        "d" | "day" | "days" => 86_400_000.0,
        "w" | "week" | "weeks" => 604_800_000.0,
        "y" | "yr" | "yrs" | "year" | "years" => 31_557_600_000.0,
        _ => return None,
    })
}

/// Two or more parts such as `1h 30m`. A single part is left to `ms`, which refuses months and microseconds. So are
/// capitals, because `M` is a month to `humantime` and a minute to `ms`.
///
/// Each part is read by itself: in one string `humantime` reads `1 30m` as 130 minutes, and panics where the parts add
/// up to exactly one second more than it can represent.
fn compound(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b' '));
    // `humantime` also reads blanks at the end, and a 0 without a unit.
    if !is_plain || text.ends_with(|last: char| !last.is_ascii_lowercase()) {
        return None;
    }
    let parts = text.as_bytes().chunk_by(|before, after| before.is_ascii_digit() || !after.is_ascii_digit());
    let mut spans = parts.map(|part| humantime::parse_duration(str::from_utf8(part).ok()?).ok());
    let (first, second) = (spans.next()??, spans.next()??);
    let sum = spans.try_fold(first.checked_add(second)?, |sum, span| sum.checked_add(span?))?;
    Some(sum.as_secs_f64() * 1000.0)
}

/// The argument of the options that are spans of time: a [`TimeSpan`], a [`Duration`], or a string. A string that is
/// not a time span is reported when the option is used.
///
/// There is no conversion from a number, because its unit would be a guess:
///
/// ```compile_fail,E0277
/// let options = webtoken::SignOptions::new().expires_in(900);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a span of time",
    note = "a number has no unit: write `\"15m\"`, `TimeSpan::secs(900)` or `Duration::from_secs(900)`"
)]
pub trait IntoTimeSpan {
    /// The span.
    ///
    /// ```
    /// use std::time::Duration;
    /// use webtoken::{TimeSpan, time::IntoTimeSpan};
    /// assert_eq!("15m".into_time_span()?, Duration::from_secs(900).into_time_span()?);
    /// # Ok::<(), webtoken::time::TimeSpanError>(())
    /// ```
    ///
    /// # Errors
    /// [`TimeSpanError`] for a string that is not a time span.
    fn into_time_span(self) -> Result<TimeSpan, TimeSpanError>;
}

impl IntoTimeSpan for TimeSpan {
    fn into_time_span(self) -> Result<TimeSpan, TimeSpanError> {
        Ok(self)
    }
}

impl IntoTimeSpan for Duration {
    fn into_time_span(self) -> Result<TimeSpan, TimeSpanError> {
        Ok(self.into())
    }
}

impl IntoTimeSpan for Result<TimeSpan, TimeSpanError> {
    fn into_time_span(self) -> Result<TimeSpan, TimeSpanError> {
        self
    }
}

macro_rules! parsed {
    ($($text:ty),*) => {$(
        impl IntoTimeSpan for $text {
            fn into_time_span(self) -> Result<TimeSpan, TimeSpanError> {
                self.parse()
            }
        }
    )*};
}

parsed!(&str, &String, String);
