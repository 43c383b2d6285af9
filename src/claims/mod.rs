//! The claims of a payload: [`Claims`] reads the registered ones (RFC 7519, section 4.1), [`Validator`] checks them.

pub(crate) mod payload;
mod validator;

pub use validator::Validator;

use std::{borrow::Cow, fmt, mem};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::json::{Digits, MemberNames, Name, Walk, duplicate_member, stands_for_number};

/// The claims that a [`Validator`] looks at.
///
/// ```
/// use webtoken::claims::{ClaimValue, Claims};
/// let claims = Claims::from_json(r#"{"exp":1700000000,"aud":["a"],"role":"admin"}"#)?;
/// assert_eq!(claims.exp, Some(ClaimValue::Number(1_700_000_000.0)));
/// assert!(claims.contains("role") && !claims.contains("sub"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Default)]
#[non_exhaustive]
pub struct Claims<'a> {
    /// Expiration time.
    pub exp: Option<ClaimValue<'a>>,
    /// Not before.
    pub nbf: Option<ClaimValue<'a>>,
    /// Issued at.
    pub iat: Option<ClaimValue<'a>>,
    /// Audience.
    pub aud: Option<ClaimValue<'a>>,
    /// Issuer.
    pub iss: Option<ClaimValue<'a>>,
    /// Subject.
    pub sub: Option<ClaimValue<'a>>,
    /// JWT ID.
    pub jti: Option<ClaimValue<'a>>,
    /// Nonce (OpenID Connect).
    pub nonce: Option<ClaimValue<'a>>,
    /// The names of the other members.
    others: MemberNames<'a>,
    is_scalar: bool,
}

/// A claim that a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Registered {
    Exp,
    Nbf,
    Iat,
    Aud,
    Iss,
    Sub,
    Jti,
    Nonce,
}

impl Registered {
    /// By its name, compared byte by byte: no text is hashed, no function called.
    #[inline]
    pub(crate) const fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"exp" => Self::Exp,
            b"nbf" => Self::Nbf,
            b"iat" => Self::Iat,
            b"aud" => Self::Aud,
            b"iss" => Self::Iss,
            b"sub" => Self::Sub,
            b"jti" => Self::Jti,
            b"nonce" => Self::Nonce,
            _ => return None,
        })
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Exp => "exp",
            Self::Nbf => "nbf",
            Self::Iat => "iat",
            Self::Aud => "aud",
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Jti => "jti",
            Self::Nonce => "nonce",
        }
    }
}

/// The value of a claim.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ClaimValue<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as the double that JavaScript reads.
    Number(f64),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<ClaimValue<'a>>),
    /// An object; its members are not kept.
    Object,
}

impl<'a> Claims<'a> {
    /// Reads the claims of a JSON payload. One that is no object has none.
    ///
    /// # Errors
    /// If it is not JSON, an object in it has a member twice, a number in a claim is out of a double's range, or it
    /// nests beyond 127 levels.
    pub fn from_json(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Reads the claims of a payload that is already parsed.
    ///
    /// ```
    /// use webtoken::claims::Claims;
    /// let payload = serde_json::json!({ "sub": "alice" });
    /// assert_eq!(Claims::from_value(&payload)?.sub.as_ref().and_then(|sub| sub.as_str()), Some("alice"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// If an object in it has a member under a name that `serde_json` keeps for itself, or a number in a claim is out of a
    /// double's range.
    pub fn from_value(payload: &'a Value) -> serde_json::Result<Self> {
        Self::deserialize(payload)
    }

    /// Whether the payload has this member.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        match Registered::of(name.as_bytes()) {
            Some(claim) => self.registered(claim).is_some(),
            None => self.others.contains(name),
        }
    }

    /// Whether the payload is neither object nor list: what npm reads as JSON only if `typ` is `JWT`.
    pub(crate) const fn is_scalar(&self) -> bool {
        self.is_scalar
    }

    /// Notes a member's name, and says where its value goes if it is a claim. An error if it was there before.
    #[inline]
    pub(crate) fn note<E: Error>(&mut self, name: Cow<'a, str>) -> Result<Option<Registered>, E> {
        let Some(claim) = Registered::of(name.as_bytes()) else {
            self.others.insert(name)?;
            return Ok(None);
        };
        if self.slot(claim).is_some() { Err(duplicate_member()) } else { Ok(Some(claim)) }
    }

    /// Where a claim's value goes.
    #[inline]
    pub(crate) const fn slot(&mut self, claim: Registered) -> &mut Option<ClaimValue<'a>> {
        match claim {
            Registered::Exp => &mut self.exp,
            Registered::Nbf => &mut self.nbf,
            Registered::Iat => &mut self.iat,
            Registered::Aud => &mut self.aud,
            Registered::Iss => &mut self.iss,
            Registered::Sub => &mut self.sub,
            Registered::Jti => &mut self.jti,
            Registered::Nonce => &mut self.nonce,
        }
    }

    const fn registered(&self, claim: Registered) -> Option<&ClaimValue<'a>> {
        match claim {
            Registered::Exp => self.exp.as_ref(),
            Registered::Nbf => self.nbf.as_ref(),
            Registered::Iat => self.iat.as_ref(),
            Registered::Aud => self.aud.as_ref(),
            Registered::Iss => self.iss.as_ref(),
            Registered::Sub => self.sub.as_ref(),
            Registered::Jti => self.jti.as_ref(),
            Registered::Nonce => self.nonce.as_ref(),
        }
    }
}

impl ClaimValue<'_> {
    /// The number, if it is one.
    #[must_use]
    pub const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Null | Self::Bool(_) | Self::String(_) | Self::Array(_) | Self::Object => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Array(_) | Self::Object => None,
        }
    }

    pub(crate) fn to_static(&self) -> ClaimValue<'static> {
        match self {
            Self::Null => ClaimValue::Null,
            Self::Bool(value) => ClaimValue::Bool(*value),
            Self::Number(number) => ClaimValue::Number(*number),
            Self::String(text) => ClaimValue::String(Cow::Owned(text.clone().into_owned())),
            Self::Array(items) => ClaimValue::Array(items.iter().map(ClaimValue::to_static).collect()),
            Self::Object => ClaimValue::Object,
        }
    }
}

impl fmt::Debug for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("exp", &self.exp)
            .field("nbf", &self.nbf)
            .field("iat", &self.iat)
            .field("aud", &self.aud)
            .field("iss", &self.iss)
            .field("sub", &self.sub)
            .field("jti", &self.jti)
            .field("nonce", &self.nonce)
            .finish_non_exhaustive()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Claims<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ClaimsVisitor)
    }
}

/// Takes the registered claims out of an object, and from any other value nothing; either way no object,
/// however deep, may have a member twice.
struct ClaimsVisitor;

impl ClaimsVisitor {
    fn scalar<'a>() -> Claims<'a> {
        Claims { is_scalar: true, ..Claims::default() }
    }
}

impl<'de> Visitor<'de> for ClaimsVisitor {
    type Value = Claims<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a payload")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_i128<E>(self, _: i128) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_u128<E>(self, _: u128) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Self::scalar())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<Walk>()?.is_some() {}
        Ok(Claims::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut claims = Claims::default();
        let mut is_first = true;
        while let Some(Name(name)) = members.next_key()? {
            if stands_for_number(&name, mem::take(&mut is_first)) {
                members.next_value::<Digits>()?;
                return Ok(Self::scalar());
            }
            match claims.note(name)? {
                Some(claim) => *claims.slot(claim) = Some(members.next_value()?),
                None => {
                    members.next_value::<Walk>()?;
                }
            }
        }
        Ok(claims)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ClaimValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = ClaimValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(ClaimValue::Bool(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        if value.is_finite() { Ok(ClaimValue::Number(value)) } else { Err(E::custom("number out of range")) }
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(ClaimValue::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(ClaimValue::String(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(ClaimValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(ClaimValue::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut names = MemberNames::default();
        while let Some(Name(name)) = members.next_key()? {
            if stands_for_number(&name, names.is_empty()) {
                let Digits(number) = members.next_value()?;
                return number.as_f64().map(ClaimValue::Number).ok_or_else(|| A::Error::custom("number out of range"));
            }
            names.insert(name)?;
            members.next_value::<Walk>()?;
        }
        Ok(ClaimValue::Object)
    }
}
