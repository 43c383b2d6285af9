//! One suite that every backend runs: what one accepts or refuses, the other must.

mod binding;
mod fixtures;
mod invalid_keys;
mod signing;
mod verifying;

use std::sync::Arc;

use super::{Builtin, NONE, rust_crypto, secp256k1};
use crate::{
    algorithm::{MessageSigner, MessageVerifier},
    error::KeyError,
    key::{SigningKey, VerifyingKey},
};

/// A backend as the suite sees it.
struct Backend {
    all: &'static [Builtin],
    /// Whether its ES256 takes keys on secp256k1.
    secp256k1: bool,
}

/// A module of tests for a backend, one test for each case.
macro_rules! suite {
    ($name:ident = $backend:expr) => {
        mod $name {
            use super::*;
            const BACKEND: Backend = $backend;
            cases! {
                signing::every_algorithm_signs_what_it_verifies,
                signing::deterministic_signatures_are_those_of_the_vectors,
                signing::signatures_have_their_length,
                signing::randomized_signatures_differ,
                signing::the_short_modulus_fails_to_hold_a_long_hash,
                verifying::vectors_hold_for_the_public_and_the_private_key,
                verifying::other_encodings_and_salts_are_refused,
                verifying::damaged_signatures_are_refused,
                verifying::ecdsa_values_out_of_range_are_refused,
                verifying::ed25519_is_strict,
                binding::the_table_is_complete_and_in_order,
                binding::each_algorithm_binds_its_keys_alone,
                binding::public_keys_do_not_sign,
                binding::pss_keys_keep_to_their_restrictions,
                binding::bound_values_show_the_algorithm_only,
                invalid_keys::rsa_keys_that_are_broken,
                invalid_keys::rsa_moduli_out_of_bounds,
                invalid_keys::ec_keys_that_are_broken,
                invalid_keys::ed25519_keys_that_are_broken,
                invalid_keys::keys_that_are_not_what_they_say,
            }
        }
    };
}

macro_rules! cases {
    ($($module:ident :: $case:ident,)*) => {
        $(#[test] fn $case() { super::$module::$case(&BACKEND); })*
    };
}

suite!(on_rust_crypto = Backend { all: rust_crypto::ALL, secp256k1: secp256k1::BINDS });

impl Backend {
    #[track_caller]
    fn alg(&self, name: &str) -> Builtin {
        self.all.iter().copied().find(|alg| alg.name() == name).unwrap_or_else(|| panic!("no {name}"))
    }

    #[track_caller]
    fn signer(&self, alg: &str, key: &SigningKey) -> Arc<dyn MessageSigner> {
        self.alg(alg).signer(key).unwrap_or_else(|error| panic!("{alg} signer: {error}"))
    }

    #[track_caller]
    fn verifier(&self, alg: &str, key: &SigningKey) -> Arc<dyn MessageVerifier> {
        self.alg(alg).verifier(&VerifyingKey::from(key)).unwrap_or_else(|error| panic!("{alg} verifier: {error}"))
    }

    #[track_caller]
    fn signer_error(&self, alg: &str, key: &SigningKey) -> KeyError {
        self.alg(alg).signer(key).map(|_| ()).unwrap_err()
    }

    #[track_caller]
    fn verifier_error(&self, alg: &str, key: &SigningKey) -> KeyError {
        self.alg(alg).verifier(&VerifyingKey::from(key)).map(|_| ()).unwrap_err()
    }
}

#[test]
fn none_signs_with_nothing_and_accepts_nothing_else() {
    let key = SigningKey::from_secret("shhhhh").unwrap();
    assert_eq!(NONE.signer(&key).unwrap().sign(b"message").unwrap().as_ref(), b"");
    let verifier = NONE.verifier(&VerifyingKey::from(&key)).unwrap();
    assert!(verifier.verify(b"message", b"").is_ok());
    assert!(verifier.verify(b"message", b"\0").is_err());
}
