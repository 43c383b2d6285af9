//! The claims of a payload: [`Claims`] reads the registered ones (RFC 7519, section 4.1), [`Validator`] checks them.

pub(crate) mod payload;
mod validator;

pub use validator::Validator;

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Error},
};
use serde_json::Value;

pub use crate::json::ClaimValue;
use crate::{
    error::DecodeError,
    json::{FieldNames, ObjectScanner, Refused, Strict, Walk, why_refused},
};

/// The claims that a [`Validator`] looks at.
///
/// ```
/// use webtoken::claims::{ClaimValue, Claims};
/// let claims = Claims::from_json(r#"{"exp":1700000000,"aud":["a"],"role":"admin"}"#)?;
/// assert_eq!(claims.exp, Some(ClaimValue::Number(1_700_000_000.0)));
/// assert!(claims.contains("role") && !claims.contains("sub"));
/// # Ok::<(), webtoken::DecodeError>(())
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
    /// The names of the other claims.
    others: FieldNames<'a>,
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
    /// The claim with this name. Compares bytes, because this runs for every field.
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

impl<'a> Claims<'a> {
    /// Reads the claims of a JSON payload. A payload that is not an object has none.
    ///
    /// ```
    /// use webtoken::claims::Claims;
    /// let error = Claims::from_json(r#"{"sub":"alice","sub":"bob"}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "invalid payload: duplicate field name at line 1 column 20");
    /// ```
    ///
    /// # Errors
    /// [`DecodeError::Payload`] if the payload is not JSON, an object in it has a duplicate or reserved name, a number
    /// is out of a double's range, or arrays and objects are nested more than 127 levels deep.
    pub fn from_json(json: &'a str) -> Result<Self, DecodeError> {
        let claims = if json.trim_ascii_start().starts_with('{') {
            Self::scan(json).map_err(|Refused| why_refused(json))
        } else {
            serde_json::from_str::<Walk>(json).map(|Walk| Self::default())
        };
        claims.map_err(|error| DecodeError::Payload(error.to_string()))
    }

    fn scan(json: &'a str) -> Result<Self, Refused> {
        let mut claims = Self::default();
        let mut object = ObjectScanner::new(json)?;
        while let Some(name) = object.name()? {
            let Some(claim) = Registered::of(name.as_bytes()) else {
                claims.others.insert(name)?;
                object.value(false)?;
                continue;
            };
            let value = object.value(true)?;
            if claims.slot(claim).replace(value).is_some() {
                return Err(Refused);
            }
        }
        Ok(claims)
    }

    /// Reads the claims of a payload that is already parsed.
    ///
    /// ```
    /// use webtoken::claims::Claims;
    /// let payload = serde_json::json!({ "sub": "alice" });
    /// assert_eq!(Claims::from_value(&payload)?.sub.as_ref().and_then(|sub| sub.as_str()), Some("alice"));
    /// # Ok::<(), webtoken::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`DecodeError::Payload`] if an object in it has a name that `serde_json` reserves, a number is out of a double's
    /// range, or arrays and objects are nested more than 127 levels deep.
    pub fn from_value(payload: &'a Value) -> Result<Self, DecodeError> {
        Self::of_value(payload).map_err(|error| DecodeError::Payload(error.to_string()))
    }

    fn of_value(payload: &'a Value) -> serde_json::Result<Self> {
        let Value::Object(fields) = payload else {
            Walk::deserialize(payload)?;
            return Ok(Self::default());
        };
        let mut claims = Self::default();
        for (name, value) in fields {
            let value = Strict::in_object(true).deserialize(value)?;
            match Registered::of(name.as_bytes()) {
                Some(claim) => *claims.slot(claim) = Some(value),
                None => claims.others.insert(Cow::Borrowed(name)).map_err(Error::custom)?,
            }
        }
        Ok(claims)
    }

    /// Whether the payload has this claim.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        match Registered::of(name.as_bytes()) {
            Some(claim) => self.registered(claim).is_some(),
            None => self.others.contains(name),
        }
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
