//! What the fuzz targets share: slow and obvious readings to compare with, and inputs that get past the first check.

pub mod cost;
pub mod grammar;
pub mod json;
pub mod keys;
pub mod naive;
pub mod rules;
pub mod span;
pub mod token;
