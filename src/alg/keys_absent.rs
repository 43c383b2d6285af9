//! The stand-in for builds without a backend: no keys are made, and none is derived from another.

use zeroize::Zeroizing;

use crate::{
    error::KeyError,
    key::{Curve, KeyMaterial},
};

pub(crate) fn random(_: &mut [u8]) -> Result<(), KeyError> {
    Err(unsupported())
}

pub(crate) fn rsa(_: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    Err(unsupported())
}

pub(crate) fn scalar(_: Curve) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    Err(unsupported())
}

pub(crate) fn point(_: Curve, _: KeyMaterial<'_>) -> Result<Vec<u8>, KeyError> {
    Err(unsupported())
}

pub(crate) fn public_of_seed(_: Curve, _: &[u8]) -> Result<Vec<u8>, KeyError> {
    Err(unsupported())
}

pub(crate) fn sha256(_: &[u8]) -> Result<[u8; 32], KeyError> {
    Err(unsupported())
}

fn unsupported() -> KeyError {
    KeyError::Unsupported("this needs a backend, and none is compiled in".into())
}
