//! The steps of a token: [`Token`], then [`Authentic`], then [`Valid`], then [`Verified`]. Each type is made by the
//! step before it and by nothing else, so the type of an argument tells what was checked.

use serde::Deserialize;
use serde_json::Value;

use super::Verified;
use crate::{
    claims::{
        Claims, Validator,
        payload::{FromPayload, Payload},
    },
    error::{InvalidReason, VerifyError, VerifyErrors},
    jws::{Authentic, Token},
    options::VerifyOptions,
};

/// A token whose signature is valid and whose claims are as expected.
pub(super) struct Valid<'t, 'p> {
    token: Token<'t, 'p>,
    payload: Payload<'p>,
}

/// Reads a token (npm's steps 1 to 7).
pub(super) fn parse<'t, 'p>(
    token: &'t [u8],
    options: &VerifyOptions,
    buffer: &'p mut Vec<u8>,
) -> Result<Token<'t, 'p>, InvalidReason> {
    options.validate()?;
    let token = Token::parse_jwt(options.token_size_limit(), token, buffer)?;
    token.refuse_extensions()?;
    Ok(token)
}

impl<'t, 'p> Authentic<'t, 'p> {
    /// Checks the claims, up to the first that fails.
    pub(super) fn validate(self, options: &VerifyOptions) -> Result<Valid<'t, 'p>, VerifyError> {
        let (payload, claims) = self.claims()?;
        let value = value_for_checks(&payload, options)?;
        Validator::of_token(options, &self.0.header, value.as_ref()).validate(&claims)?;
        Ok(Valid { token: self.0, payload })
    }

    /// Checks all claims and reports every one that fails.
    pub(super) fn validate_all(self, options: &VerifyOptions) -> Result<Valid<'t, 'p>, VerifyErrors> {
        let (payload, claims) = self.claims()?;
        let value = value_for_checks(&payload, options)?;
        let failures = Validator::of_token(options, &self.0.header, value.as_ref()).failures(&claims);
        match VerifyErrors::of(failures) {
            Some(errors) => Err(errors),
            None => Ok(Valid { token: self.0, payload }),
        }
    }

    fn claims(&self) -> Result<(Payload<'p>, Claims<'p>), InvalidReason> {
        Ok(Payload::read(self.0.payload, self.0.header.is_jwt())?)
    }
}

/// The caller's own checks look at the whole payload.
fn value_for_checks(payload: &Payload<'_>, options: &VerifyOptions) -> Result<Option<Value>, InvalidReason> {
    if options.checks.is_empty() { Ok(None) } else { Ok(Some(payload.typed()?)) }
}

impl<'p> Valid<'_, 'p> {
    pub(super) fn read<T: FromPayload>(self) -> Result<Verified<T>, VerifyError> {
        let payload = T::from_payload(&self.payload)?;
        Ok(self.verified(payload))
    }

    /// Reads the payload into a type that borrows from the caller's buffer.
    pub(super) fn read_borrowed<T: Deserialize<'p>>(self) -> Result<Verified<T>, VerifyError> {
        let payload = self.payload.typed()?;
        Ok(self.verified(payload))
    }

    fn verified<T>(self, payload: T) -> Verified<T> {
        Verified { payload, signature: self.token.signature_text.to_owned(), header: self.token.header }
    }
}
