//! Points in time and spans of time: [`NumericDate`], [`TimeSpan`], and the [`Clock`] that tells the current time.

mod span;

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

pub use span::{IntoTimeSpan, TimeSpan, TimeSpanError};
pub(crate) use span::{SpanOption, span_from_data};

/// Seconds since 1970-01-01T00:00:00Z, leap seconds ignored (RFC 7519, section 2). A double as in JavaScript,
/// always finite: fractions are kept, and whole numbers are exact up to 2^53.
///
/// ```
/// use webtoken::NumericDate;
/// let date = NumericDate::from(1_700_000_000);
/// assert_eq!(date.as_secs_f64(), 1_700_000_000.0);
/// assert_eq!(date.to_string(), "2023-11-14T22:13:20.000Z");
/// assert_eq!(serde_json::to_string(&date)?, "1700000000");
/// assert_eq!([date, NumericDate::from(1)].into_iter().min(), Some(NumericDate::from(1)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NumericDate(f64);

impl NumericDate {
    /// From seconds with a fraction; `None` if not finite.
    #[must_use]
    pub fn from_secs_f64(seconds: f64) -> Option<Self> {
        seconds.is_finite().then_some(Self(seconds))
    }

    /// The nearest date to a number that may be out of range after arithmetic.
    pub(crate) fn saturating(seconds: f64) -> Self {
        Self(seconds.clamp(f64::MIN, f64::MAX))
    }

    /// From milliseconds, JavaScript's `Date` value.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "doubles are the format; npm rounds alike")]
    pub fn from_millis(milliseconds: i64) -> Self {
        Self(milliseconds as f64 / 1000.0)
    }

    /// The current time of the system, in whole seconds.
    #[must_use]
    pub fn now() -> Self {
        SystemClock.now()
    }

    /// The date in whole seconds, rounded down, and clamped to the range of an `i64`.
    ///
    /// ```
    /// use webtoken::NumericDate;
    /// assert_eq!(NumericDate::from_millis(1_500).as_secs(), 1);
    /// assert_eq!(NumericDate::from_millis(-1).as_secs(), -1);
    /// assert!(NumericDate::now() > NumericDate::from(1_700_000_000));
    /// ```
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the limits are documented")]
    pub fn as_secs(self) -> i64 {
        self.0.floor() as i64
    }

    /// Seconds with their fraction.
    #[must_use]
    pub const fn as_secs_f64(self) -> f64 {
        self.0
    }

    /// The same moment as a [`SystemTime`], if the platform can represent it.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let span = Duration::try_from_secs_f64(self.0.abs()).ok()?;
        if self.0 < 0.0 { UNIX_EPOCH.checked_sub(span) } else { UNIX_EPOCH.checked_add(span) }
    }

    /// JavaScript's `Date.toISOString`, for the years 1970 to 9999.
    fn to_iso(self) -> Option<String> {
        // Whole milliseconds, as a JavaScript date has; the limit is what RFC 3339 can write.
        let milliseconds = (self.0 * 1000.0).trunc();
        if !(0.0..253_402_300_800_000.0).contains(&milliseconds) {
            return None;
        }
        let time = UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(milliseconds / 1000.0).ok()?)?;
        Some(humantime::format_rfc3339_millis(time).to_string())
    }
}

/// Every number is finite, so each equals itself.
impl Eq for NumericDate {}

impl Hash for NumericDate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Zero and minus zero are equal.
        (self.0 + 0.0).to_bits().hash(state);
    }
}

/// By time. Zero and minus zero are the same moment, as for `==`.
impl Ord for NumericDate {
    fn cmp(&self, other: &Self) -> Ordering {
        // `None` is for what is not a number.
        self.0.partial_cmp(&other.0).unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for NumericDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i32> for NumericDate {
    fn from(seconds: i32) -> Self {
        Self(seconds.into())
    }
}

impl From<u32> for NumericDate {
    fn from(seconds: u32) -> Self {
        Self(seconds.into())
    }
}

impl From<i64> for NumericDate {
    #[expect(clippy::cast_precision_loss, reason = "doubles are the format; npm rounds alike")]
    fn from(seconds: i64) -> Self {
        Self(seconds as f64)
    }
}

impl From<u64> for NumericDate {
    #[expect(clippy::cast_precision_loss, reason = "doubles are the format; npm rounds alike")]
    fn from(seconds: u64) -> Self {
        Self(seconds as f64)
    }
}

impl From<SystemTime> for NumericDate {
    fn from(time: SystemTime) -> Self {
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => since.as_secs_f64(),
            Err(before) => -before.duration().as_secs_f64(),
        })
    }
}

/// ISO 8601 in UTC if that can represent it, otherwise the number.
impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_iso() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{}", self.0),
        }
    }
}

/// A JSON number; without a fraction if it is whole.
impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_number(self.0, serializer)
    }
}

/// A whole number without a fraction, so that it is `1` and not `1.0`.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn serialize_number<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        serializer.serialize_i64(number as i64)
    } else {
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_secs_f64(f64::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not a finite number"))
    }
}

/// Tells the current time. A [`NumericDate`] is a fixed clock; a closure is a clock too.
///
/// ```
/// use webtoken::{Clock, NumericDate};
/// assert_eq!(NumericDate::from(5).now(), NumericDate::from(5));
/// assert_eq!((|| NumericDate::from(6)).now(), NumericDate::from(6));
/// ```
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> NumericDate;
}

/// The clock of a set of options: the system's unless one is set.
#[derive(Clone, Default)]
pub(crate) struct ClockOption(Option<Arc<dyn Clock>>);

impl ClockOption {
    pub(crate) fn new(clock: impl Clock + 'static) -> Self {
        Self(Some(Arc::new(clock)))
    }

    pub(crate) fn now(&self) -> NumericDate {
        self.0.as_ref().map_or_else(|| SystemClock.now(), |clock| clock.now())
    }
}

impl fmt::Debug for ClockOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Custom" } else { "System" })
    }
}

/// The system's clock, in whole seconds as npm reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> NumericDate {
        NumericDate(NumericDate::from(SystemTime::now()).0.floor())
    }
}

impl Clock for NumericDate {
    fn now(&self) -> NumericDate {
        *self
    }
}

impl<F: Fn() -> NumericDate + Send + Sync> Clock for F {
    fn now(&self) -> NumericDate {
        self()
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, ClockOption, Duration, NumericDate, Ordering, SystemClock, SystemTime, UNIX_EPOCH};

    fn secs(seconds: f64) -> NumericDate {
        NumericDate::from_secs_f64(seconds).expect("finite")
    }

    #[test]
    fn dates_are_finite() {
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(NumericDate::from_secs_f64(odd), None);
        }
        assert_eq!(NumericDate::saturating(f64::INFINITY), secs(f64::MAX));
        assert_eq!(NumericDate::saturating(f64::NEG_INFINITY), secs(f64::MIN));
        assert_eq!(serde_json::from_str::<NumericDate>("1.5").ok(), Some(secs(1.5)));
        assert!(serde_json::from_str::<NumericDate>("\"1\"").is_err());
    }

    #[test]
    fn dates_are_in_order() {
        let dates = [f64::MIN, -1.5, -0.0, f64::MIN_POSITIVE, 1.0, f64::MAX].map(secs);
        assert!(dates.is_sorted_by(|one, other| one < other && one.cmp(other) == Ordering::Less));
        for (one, other) in [(0.0, -0.0), (-0.0, 0.0), (1.5, 1.5)] {
            assert_eq!((secs(one), secs(one).cmp(&secs(other))), (secs(other), Ordering::Equal));
        }
    }

    #[test]
    fn whole_numbers_of_every_type() {
        let dates =
            [NumericDate::from(5_i32), 5_u32.into(), 5_i64.into(), 5_u64.into(), NumericDate::from_millis(5000)];
        assert_eq!(dates, [secs(5.0); 5]);
        assert_eq!(NumericDate::from_millis(-1500), secs(-1.5));
    }

    #[test]
    fn system_times_before_and_after_1970() {
        let span = Duration::from_millis(1500);
        for (date, time) in [(secs(1.5), UNIX_EPOCH + span), (secs(-1.5), UNIX_EPOCH - span), (secs(0.0), UNIX_EPOCH)] {
            assert_eq!(NumericDate::from(time), date);
            assert_eq!(date.to_system_time(), Some(time));
        }
        assert_eq!(secs(f64::MAX).to_system_time(), None);
    }

    #[test]
    fn shown_as_javascript_shows_dates() {
        for (seconds, text) in [
            (0.0, "1970-01-01T00:00:00.000Z"),
            (1.9999, "1970-01-01T00:00:01.999Z"),
            (253_402_300_799.0, "9999-12-31T23:59:59.000Z"),
            (253_402_300_800.0, "253402300800"),
            (-1.0, "-1"),
        ] {
            assert_eq!(secs(seconds).to_string(), text);
        }
    }

    #[test]
    fn written_without_a_fraction_where_there_is_none() {
        for (seconds, json) in [
            (5.0, "5"),
            (-5.0, "-5"),
            (1.5, "1.5"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (9_007_199_254_740_992.0, "9007199254740992.0"),
        ] {
            assert_eq!(serde_json::to_string(&secs(seconds)).expect("a number"), json);
        }
    }

    #[test]
    fn the_systems_clock_counts_whole_seconds() {
        let now = SystemClock.now();
        assert!(now.as_secs_f64() % 1.0 == 0.0 && now <= NumericDate::from(SystemTime::now()));
        assert!(ClockOption::default().now() >= now);
        assert_eq!(ClockOption::new(secs(7.0)).now(), secs(7.0));
        assert_eq!(format!("{:?} {:?}", ClockOption::default(), ClockOption::new(now)), "System Custom");
    }
}
