use std::{fmt, sync::Arc};

use serde_json::Value;

use super::Expected;
use crate::{
    alg::AlgorithmChoice,
    error::{BoxError, InvalidReason, OptionError},
    jws::DEFAULT_MAX_TOKEN_SIZE,
    time::{Clock, ClockOption, IntoTimeSpan, NumericDate, SpanOption, TimeSpan},
};

/// Options of [`verify`](crate::verify), npm's names in snake case.
///
/// Every option that is set is enforced, even if it is empty or zero.
///
/// ```
/// use webtoken::{SignOptions, VerifyOptions, alg, sign, verify};
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().audience("urn:foo"))?;
/// let options = VerifyOptions::new()
///     .algorithms([alg::HS256])
///     .audience(["urn:foo", "urn:bar"])
///     .subject("alice")
///     .max_age("5m");
/// assert!(verify::<serde_json::Value>(&token, "shhhhh", &options).is_ok());
/// # Ok::<(), webtoken::SignError>(())
/// ```
///
/// # From data
/// They deserialize from npm's own object, under npm's names, in every format that serde reads. In addition to npm's
/// options there are `strict`, `requiredClaims`, `typ`, `maxTokenSize` (bytes) and `allowInsecureKeySizes`.
/// `clockTimestamp`, `clockTolerance` and `maxAge` are **seconds**; `maxAge` may be a string too. `audience` and
/// `issuer` are a string or an array of strings. `complete` may be set but does nothing: see
/// [`Verified`](crate::Verified). npm ignores unknown names and most wrong types; here they are refused, and so is
/// `null`.
///
/// ```
/// use webtoken::{VerifyOptions, verify};
/// let json: VerifyOptions = serde_json::from_str(r#"{ "maxAge": 60, "clockTimestamp": 1700000060 }"#)?;
/// let toml: VerifyOptions = toml::from_str("maxAge = '2 min'\nclockTimestamp = 1700000060")?;
/// let token = webtoken::sign(&serde_json::json!({ "iat": 1_700_000_000 }), "shhhhh", &Default::default())?;
/// assert_eq!(verify::<serde_json::Value>(&token, "shhhhh", &json).unwrap_err().to_string(), "maxAge exceeded");
/// assert!(verify::<serde_json::Value>(&token, "shhhhh", &toml).is_ok());
///
/// let error = serde_json::from_str::<VerifyOptions>(r#"{ "algorithm": "HS256" }"#).unwrap_err();
/// assert!(error.to_string().starts_with("unknown field `algorithm`, expected one of `algorithms`, `audience`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "npm's options, each a switch of its own")]
pub struct VerifyOptions {
    pub(crate) algorithms: Option<Vec<AlgorithmChoice>>,
    pub(crate) audience: Option<Expected>,
    pub(crate) issuer: Option<Expected>,
    pub(crate) subject: Option<String>,
    pub(crate) jwt_id: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) ignore_expiration: bool,
    pub(crate) ignore_not_before: bool,
    pub(crate) clock_tolerance: Option<SpanOption>,
    pub(crate) max_age: Option<SpanOption>,
    pub(crate) required_claims: Vec<String>,
    pub(crate) refuse_unexpected_audience: bool,
    pub(crate) typ: Option<String>,
    pub(crate) checks: Vec<Check>,
    pub(super) max_token_size: Option<usize>,
    pub(crate) allow_insecure_key_sizes: bool,
    pub(crate) allow_invalid_asymmetric_key_types: bool,
    pub(super) clock: ClockOption,
}

pub(crate) type CheckFn = dyn Fn(&Value) -> Result<(), BoxError> + Send + Sync;

/// A check of the caller's.
#[derive(Clone)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) run: Arc<CheckFn>,
}

impl VerifyOptions {
    /// npm's defaults: every algorithm that works with the key; `exp` and `nbf` are checked if present.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stricter than npm: a token must have `exp`, and a token with `aud` is refused unless an audience is expected
    /// (RFC 7519, section 4.1.3). As with [`new`](Self::new), dates have no tolerance unless you set one.
    ///
    /// ```
    /// use webtoken::{SignOptions, VerifyOptions, sign, verify};
    /// let strict = VerifyOptions::strict();
    /// let error = |token: &str| verify::<serde_json::Value>(token, "shhhhh", &strict).unwrap_err().to_string();
    /// let token = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new())?;
    /// assert_eq!(error(&token), "jwt exp required");
    /// let options = SignOptions::new().expires_in("15m").audience("urn:foo");
    /// let token = sign(&serde_json::json!({}), "shhhhh", &options)?;
    /// assert_eq!(error(&token), "jwt audience unexpected");
    /// assert!(verify::<serde_json::Value>(&token, "shhhhh", &strict.audience("urn:foo")).is_ok());
    /// # Ok::<(), webtoken::SignError>(())
    /// ```
    #[must_use]
    pub fn strict() -> Self {
        Self { refuse_unexpected_audience: true, ..Self::new() }.required_claims(["exp"])
    }

    /// The allowed algorithms. If you do not set them, every algorithm that works with the key is allowed
    /// ([`alg::defaults_for`](crate::alg::defaults_for)). Unsigned tokens are accepted only if `none` is among them and
    /// no key is given.
    #[must_use]
    pub fn algorithms<A: Into<AlgorithmChoice>>(mut self, algorithms: impl IntoIterator<Item = A>) -> Self {
        self.algorithms = Some(algorithms.into_iter().map(Into::into).collect());
        self
    }

    /// Requires `aud`, or one element of it, to be one of these.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Expected>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Requires `iss` to be one of these.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<Expected>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Requires `sub` to be this string.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Requires `jti` to be this string (npm's `jwtid`).
    #[must_use]
    pub fn jwt_id(mut self, jwt_id: impl Into<String>) -> Self {
        self.jwt_id = Some(jwt_id.into());
        self
    }

    /// Requires `nonce` to be this string (OpenID Connect). A blank string is an error.
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// Does not check `exp`.
    #[must_use]
    pub fn ignore_expiration(mut self, ignore: bool) -> Self {
        self.ignore_expiration = ignore;
        self
    }

    /// Does not check `nbf`.
    #[must_use]
    pub fn ignore_not_before(mut self, ignore: bool) -> Self {
        self.ignore_not_before = ignore;
        self
    }

    /// How far clocks may differ, for `exp`, `nbf` and `max_age`, such as `"5s"`.
    #[must_use]
    pub fn clock_tolerance(mut self, tolerance: impl IntoTimeSpan) -> Self {
        self.clock_tolerance = Some(tolerance.into_time_span());
        self
    }

    /// The clock. The default is the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = ClockOption::new(clock);
        self
    }

    /// A fixed clock.
    #[must_use]
    pub fn clock_timestamp(self, now: impl Into<NumericDate>) -> Self {
        self.clock(now.into())
    }

    /// Requires `iat` to be less than this long ago, in whole seconds. `iat` must be present and not in the future.
    #[must_use]
    pub fn max_age(mut self, span: impl IntoTimeSpan) -> Self {
        self.max_age = Some(span.into_time_span());
        self
    }

    /// Requires these claims to be present, whatever their values; besides those that are required already.
    #[must_use]
    pub fn required_claims<C: Into<String>>(mut self, claims: impl IntoIterator<Item = C>) -> Self {
        for claim in claims.into_iter().map(Into::into) {
            if !self.required_claims.contains(&claim) {
                self.required_claims.push(claim);
            }
        }
        self
    }

    /// Requires the header's `typ` to be this media type. Case and a leading `application/` are ignored (RFC 7515,
    /// section 4.1.9).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// A check of your own on the payload. It runs after all others. A payload that is not JSON is passed as a string;
    /// if the header's `typ` is `JWT`, such a payload is refused.
    ///
    /// ```
    /// use webtoken::{SignOptions, VerifyOptions, sign, verify};
    /// let token = sign(&serde_json::json!({ "scope": "read" }), "shhhhh", &SignOptions::new())?;
    /// let options = VerifyOptions::new()
    ///     .check("scope", |payload| if payload["scope"] == "write" { Ok(()) } else { Err("write access needed") });
    /// let error = verify::<serde_json::Value>(&token, "shhhhh", &options).unwrap_err();
    /// assert_eq!(error.to_string(), "jwt scope invalid: write access needed");
    /// # Ok::<(), webtoken::SignError>(())
    /// ```
    #[must_use]
    pub fn check<E: Into<BoxError>>(
        mut self,
        name: impl Into<String>,
        check: impl Fn(&Value) -> Result<(), E> + Send + Sync + 'static,
    ) -> Self {
        let run = Arc::new(move |payload: &Value| check(payload).map_err(Into::into));
        self.checks.push(Check { name: name.into(), run });
        self
    }

    /// The longest token that is read, in bytes. The default is 64 KiB.
    #[must_use]
    pub fn max_token_size(mut self, bytes: usize) -> Self {
        self.max_token_size = Some(bytes);
        self
    }

    /// Allows RSA keys below 2048 bits, as npm does when it verifies. For tests and legacy systems.
    #[must_use]
    pub fn allow_insecure_key_sizes(mut self, allow: bool) -> Self {
        self.allow_insecure_key_sizes = allow;
        self
    }

    /// Skips the check of the key's type against the algorithm (npm's option). It matters only for algorithms of your
    /// own and for `none`; this crate's algorithms always check the key.
    #[must_use]
    pub fn allow_invalid_asymmetric_key_types(mut self, allow: bool) -> Self {
        self.allow_invalid_asymmetric_key_types = allow;
        self
    }

    pub(crate) fn now(&self) -> NumericDate {
        self.clock.now()
    }

    pub(crate) fn token_size_limit(&self) -> usize {
        self.max_token_size.unwrap_or(DEFAULT_MAX_TOKEN_SIZE)
    }

    /// npm's checks of options (its steps 1 to 3), for what a builder can get wrong.
    pub(crate) fn validate(&self) -> Result<(), InvalidReason> {
        if self.nonce.as_deref().is_some_and(is_blank) {
            return Err(OptionError::VerifyType { option: "nonce", expected: "a non-empty string" }.into());
        }
        match &self.clock_tolerance {
            Some(Ok(span)) if !span.as_secs_f64().is_finite() => {
                Err(OptionError::VerifyType { option: "clockTolerance", expected: "a number" }.into())
            }
            Some(Err(error)) => Err(OptionError::time_span("clockTolerance", error.clone()).into()),
            Some(Ok(_)) | None => Ok(()),
        }
    }

    /// For verifiers: `max_age` too, which npm looks at last.
    pub(crate) fn validate_all(&self) -> Result<(), InvalidReason> {
        self.validate()?;
        self.max_age_span().map(drop)
    }

    pub(crate) fn max_age_span(&self) -> Result<Option<TimeSpan>, InvalidReason> {
        let Some(span) = &self.max_age else { return Ok(None) };
        let span = span.clone().map_err(|error| OptionError::time_span("maxAge", error))?;
        if span.as_secs_f64().is_finite() { Ok(Some(span)) } else { Err(OptionError::TimeSpan("maxAge").into()) }
    }

    /// In seconds. [`validate`](Self::validate) refuses a string that is not a time span.
    pub(crate) fn tolerance(&self) -> f64 {
        self.clock_tolerance.as_ref().and_then(|span| span.as_ref().ok()).map_or(0.0, |span| span.as_secs_f64())
    }
}

/// Only characters that JavaScript trims: the whitespace of Unicode and the byte order mark, without the "next line".
fn is_blank(text: &str) -> bool {
    text.chars().all(|char| char == '\u{feff}' || char != '\u{85}' && char.is_whitespace())
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}
