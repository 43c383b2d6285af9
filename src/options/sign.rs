use serde::Serialize;

use super::{Encoding, expected::from_one_or_many};
use crate::{
    alg::AlgorithmChoice,
    error::{OptionError, SignError},
    json::OrderedJson,
    time::{Clock, ClockOption, IntoTimeSpan, NumericDate, SpanOption, TimeSpanError},
};

/// Options of [`sign`](crate::sign), npm's names in snake case.
///
/// ```
/// use webtoken::{SignOptions, TimeSpan, alg, sign};
/// let options = SignOptions::new()
///     .algorithm(alg::HS512)
///     .expires_in("1h")
///     .not_before(TimeSpan::secs(0))
///     .audience(["urn:a", "urn:b"])
///     .issuer("urn:issuer")
///     .kid("2026-11")
///     .clock_timestamp(1_700_000_000);
/// let token = sign(&serde_json::json!({ "role": "admin" }), "shhhhh", &options)?;
/// let payload = webtoken::decode::<serde_json::Value>(&token).unwrap().payload;
/// assert_eq!(payload["exp"], 1_700_003_600);
/// # Ok::<(), webtoken::SignError>(())
/// ```
///
/// # From data
/// They deserialize from npm's own object, under npm's names, in every format that serde reads. `expiresIn` and
/// `notBefore` are whole **seconds** or a string, `audience` is a string or an array of strings, `header` an object
/// whose fields keep the order that the format gives them, `encoding` one of Node's names. `mutatePayload` may be set
/// but does nothing, because a payload is only borrowed. Unknown names and wrong types are refused, and so is `null`.
///
/// ```
/// use webtoken::{SignOptions, sign};
/// let json: SignOptions = serde_json::from_str(r#"{ "expiresIn": 60, "audience": ["urn:a"], "keyid": "k1" }"#)?;
/// let toml: SignOptions = toml::from_str("expiresIn = '1m'\naudience = ['urn:a']\nkeyid = 'k1'")?;
/// let claims = serde_json::json!({ "iat": 1_700_000_000 });
/// assert_eq!(sign(&claims, "shhhhh", &json)?, sign(&claims, "shhhhh", &toml)?);
///
/// let error = serde_json::from_str::<SignOptions>(r#"{ "expires": 60 }"#).unwrap_err();
/// assert!(error.to_string().starts_with("unknown field `expires`, expected one of `algorithm`, `expiresIn`"));
/// let error = serde_json::from_str::<SignOptions>(r#"{ "issuer": 5 }"#).unwrap_err();
/// assert!(error.to_string().starts_with(r#"option "issuer": invalid type: integer `5`, expected a string"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SignOptions {
    pub(crate) algorithm: Option<AlgorithmChoice>,
    pub(crate) expires_in: Option<SpanOption>,
    pub(crate) not_before: Option<SpanOption>,
    pub(crate) audience: Option<Audience>,
    pub(crate) issuer: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) jwt_id: Option<String>,
    pub(crate) kid: Option<String>,
    /// `Err` is the serializer's message, reported on signing.
    pub(crate) header: Vec<(String, Result<OrderedJson, String>)>,
    /// `Some` if set at all: npm refuses even `false` for a string payload.
    pub(crate) no_timestamp: Option<bool>,
    pub(crate) encoding: Encoding,
    pub(crate) allow_insecure_key_sizes: bool,
    pub(crate) allow_invalid_asymmetric_key_types: bool,
    pub(super) clock: ClockOption,
}

impl SignOptions {
    /// The defaults: the algorithm as described at [`algorithm`](Self::algorithm), and the current time as `iat`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The algorithm. It is one of [`alg`](crate::alg), a value of your own, or a name.
    ///
    /// By default a key that is a string or bytes signs with HS256, as in npm. A [`SigningKey`](crate::SigningKey) or
    /// [`Jwk`](crate::Jwk) signs with the algorithm of the JSON Web Key, or else by its kind: RS256 with RSA, PS256,
    /// PS384 or PS512 with RSA-PSS by the hash of its parameters (PS256 without parameters), ES256, ES384, ES512 or
    /// ES256K by the curve, EdDSA with Ed25519, HS256 with a secret.
    #[must_use]
    pub fn algorithm(mut self, algorithm: impl Into<AlgorithmChoice>) -> Self {
        self.algorithm = Some(algorithm.into());
        self
    }

    /// Sets `exp` to this long after `iat`.
    #[must_use]
    pub fn expires_in(mut self, span: impl IntoTimeSpan) -> Self {
        self.expires_in = Some(span.into_time_span());
        self
    }

    /// Sets `nbf` to this long after `iat`.
    #[must_use]
    pub fn not_before(mut self, span: impl IntoTimeSpan) -> Self {
        self.not_before = Some(span.into_time_span());
        self
    }

    /// Sets `aud`, to a string or a list of strings.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Audience>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets `iss`.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Sets `sub`.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Sets `jti` (npm's `jwtid`).
    #[must_use]
    pub fn jwt_id(mut self, jwt_id: impl Into<String>) -> Self {
        self.jwt_id = Some(jwt_id.into());
        self
    }

    /// Sets the header's `kid` (npm's `keyid`).
    #[must_use]
    pub fn kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// Sets a parameter of the header; it also replaces `typ` and `kid`. An `alg` here overrides
    /// [`algorithm`](Self::algorithm), but can never turn the signature off.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let value = OrderedJson::new(&value).map_err(|error| error.to_string());
        self.header.push((name.into(), value));
        self
    }

    /// Omits `iat`, even if it is in the payload; `exp` and `nbf` are still relative to it.
    #[must_use]
    pub fn no_timestamp(mut self, no_timestamp: bool) -> Self {
        self.no_timestamp = Some(no_timestamp);
        self
    }

    /// The encoding of the payload. Use another than UTF-8 only for readers that expect it.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Allows RSA keys below 2048 bits. For tests and legacy systems.
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

    /// The clock that `iat` is read from. The default is the system's.
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

    pub(crate) fn now(&self) -> NumericDate {
        self.clock.now()
    }

    /// npm's type checks (its step 10), for what a builder can get wrong.
    pub(crate) fn validate(&self) -> Result<(), SignError> {
        check_span(self.expires_in.as_ref(), "expiresIn")?;
        check_span(self.not_before.as_ref(), "notBefore")
    }
}

/// npm treats a fraction of a second and the empty string as wrong types. Other strings are checked later.
fn check_span(span: Option<&SpanOption>, option: &'static str) -> Result<(), SignError> {
    let is_wrong = match span {
        Some(Ok(span)) => span.is_fractional_number(),
        Some(Err(TimeSpanError::Invalid(text))) => text.is_empty(),
        Some(Err(TimeSpanError::NoUnit(_))) | None => false,
    };
    if is_wrong { Err(OptionError::TimeSpanType(option).into()) } else { Ok(()) }
}

/// The `aud` claim: one string or a list.
///
/// ```
/// use webtoken::options::Audience;
/// assert_eq!(Audience::from("urn:a"), Audience::One("urn:a".into()));
/// assert_eq!(Audience::from(["urn:a"]), Audience::Many(vec!["urn:a".into()]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Audience {
    /// One audience, written as a string.
    One(String),
    /// Any number, written as a list.
    Many(Vec<String>),
}

from_one_or_many!(Audience of String, Audience::One, Audience::Many);
