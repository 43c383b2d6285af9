use std::{fmt, sync::Arc};

use serde_json::Value;

use super::Expected;
use crate::{
    alg::AlgorithmChoice,
    error::{BoxError, InvalidReason, OptionError},
    jws::DEFAULT_MAX_TOKEN_SIZE,
    time::{Clock, ClockOption, NumericDate, TimeSpan, TimeSpanInput},
};

/// Options of [`verify`](crate::verify), npm's names in snake case.
///
/// What is set is enforced, also when it is empty or zero.
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
/// They deserialize from npm's own object, under npm's names, in every format that serde reads. Beside npm's options there
/// are `requiredClaims`, `typ`, `maxTokenSize` (bytes) and `allowInsecureKeySizes`. `clockTimestamp`, `clockTolerance` and
/// `maxAge` are **seconds**; `maxAge` may be a string too. `audience` and `issuer` are a string or an array of strings.
/// `complete` may be set and does nothing: see [`Verified`](crate::Verified). npm ignores unknown names and most wrong
/// types; here they are refused, and so is `null`.
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
    pub(crate) clock_tolerance: f64,
    pub(crate) max_age: Option<TimeSpanInput>,
    pub(crate) required_claims: Vec<String>,
    pub(crate) typ: Option<String>,
    pub(crate) checks: Vec<Check>,
    pub(super) max_token_size: Option<usize>,
    pub(crate) allow_insecure_key_sizes: bool,
    pub(crate) allow_invalid_asymmetric_key_types: bool,
    pub(super) clock: ClockOption,
}

pub(crate) type CheckFn = dyn Fn(&Value) -> Result<(), BoxError> + Send + Sync;

/// A check of the caller's own.
#[derive(Clone)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) run: Arc<CheckFn>,
}

impl VerifyOptions {
    /// npm's defaults: the algorithms that suit the key, `exp` and `nbf` checked where they are there.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The algorithms allowed. Unless set, those that suit the key ([`alg::defaults_for`](crate::alg::defaults_for)).
    /// Unsigned tokens are accepted only if `none` is among them, and no key is given.
    #[must_use]
    pub fn algorithms<A: Into<AlgorithmChoice>>(mut self, algorithms: impl IntoIterator<Item = A>) -> Self {
        self.algorithms = Some(algorithms.into_iter().map(Into::into).collect());
        self
    }

    /// `aud`, or one member of it, is one of these.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Expected>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// `iss` is one of these.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<Expected>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// `sub` is this.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// `jti` is this (npm's `jwtid`).
    #[must_use]
    pub fn jwt_id(mut self, jwt_id: impl Into<String>) -> Self {
        self.jwt_id = Some(jwt_id.into());
        self
    }

    /// `nonce` is this (OpenID Connect). A blank one is an error.
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// Leaves `exp` unchecked.
    #[must_use]
    pub fn ignore_expiration(mut self, ignore: bool) -> Self {
        self.ignore_expiration = ignore;
        self
    }

    /// Leaves `nbf` unchecked.
    #[must_use]
    pub fn ignore_not_before(mut self, ignore: bool) -> Self {
        self.ignore_not_before = ignore;
        self
    }

    /// How far clocks may differ, for `exp`, `nbf` and `max_age`: a [`Duration`](std::time::Duration) or a
    /// [`TimeSpan`].
    #[must_use]
    pub fn clock_tolerance(mut self, tolerance: impl Into<TimeSpan>) -> Self {
        self.clock_tolerance = tolerance.into().as_secs_f64();
        self
    }

    /// The clock; the system's unless set.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = ClockOption::new(clock);
        self
    }

    /// A clock that stands still.
    #[must_use]
    pub fn clock_timestamp(self, now: impl Into<NumericDate>) -> Self {
        self.clock(now.into())
    }

    /// The token is younger than this by its `iat`, which it must have and which must not lie in
    /// the future, in whole seconds.
    #[must_use]
    pub fn max_age(mut self, span: impl Into<TimeSpanInput>) -> Self {
        self.max_age = Some(span.into());
        self
    }

    /// The payload has these claims, whatever their values.
    #[must_use]
    pub fn required_claims<C: Into<String>>(mut self, claims: impl IntoIterator<Item = C>) -> Self {
        self.required_claims = claims.into_iter().map(Into::into).collect();
        self
    }

    /// The header's `typ` is this media type: compared without regard to case and to a leading `application/`
    /// (RFC 7515, section 4.1.9).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.typ = Some(typ.into());
        self
    }

    /// A check of your own on the payload, run after all others. It sees a payload that is not JSON as a text; where
    /// the header's `typ` is `JWT`, such a payload is refused.
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

    /// The longest token that is read, in bytes; 64 KiB unless set.
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

    /// Skips npm's check of the key's type against the algorithm. The algorithm itself still refuses keys that
    /// it cannot use.
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
        if !self.clock_tolerance.is_finite() {
            return Err(OptionError::VerifyType { option: "clockTolerance", expected: "a number" }.into());
        }
        Ok(())
    }
}

/// Nothing but what JavaScript trims: the whitespace of Unicode and the byte order mark, without the "next line".
fn is_blank(text: &str) -> bool {
    text.chars().all(|char| char == '\u{feff}' || char != '\u{85}' && char.is_whitespace())
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}
