//! A payload as JSON, written once; its registered claims are noted as they pass.

mod members;
mod top;

use serde::Serialize;

pub(crate) use members::Members;

use crate::error::{PayloadKind, SignError};

/// A payload's bytes and what signing has to know about them.
#[derive(Debug)]
pub(crate) struct WrittenPayload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: PayloadKind,
    pub(crate) members: Members,
}

impl WrittenPayload {
    /// Serializes a payload.
    pub(crate) fn new(payload: &(impl Serialize + ?Sized)) -> Result<Self, SignError> {
        let mut bytes = Vec::with_capacity(256);
        let mut members = Members::default();
        let kind = top::write(payload, &mut bytes, &mut members)?;
        members.check()?;
        Ok(Self { bytes, kind, members })
    }
}
