//! One suite that every backend runs: what one accepts or refuses, the other must.

mod binding;
mod exchange;
mod fixtures;
mod invalid_keys;
mod keys;
mod signing;
mod verifying;

use std::{ops::RangeInclusive, sync::Arc};

use super::{Builtin, Keys, NONE};
use crate::{
    alg::{MessageSigner, MessageVerifier},
    error::KeyError,
    key::{Curve, KeyInfo, SigningKey, VerifyingKey},
};

/// A backend as the suite sees it: its algorithms, and the key sizes that it accepts.
pub(super) struct Backend {
    pub(super) name: &'static str,
    pub(super) all: &'static [Builtin],
    pub(super) keys: &'static Keys,
    /// The RSA modulus sizes that it signs with.
    pub(super) signing_bits: RangeInclusive<usize>,
    /// The RSA modulus sizes that one of its algorithms verifies with.
    pub(super) verifying_bits: fn(&str) -> RangeInclusive<usize>,
}

static COMPILED: &[Backend] = &[
    #[cfg(feature = "aws-lc-rs")]
    Backend {
        name: "aws-lc-rs",
        all: super::aws_lc::ALL,
        keys: &super::aws_lc::keys::KEYS,
        signing_bits: 2048..=8192,
        verifying_bits: |alg| match alg {
            "RS256" | "RS512" => 1024..=8192,
            _ => 2048..=8192,
        },
    },
    #[cfg(feature = "rust-crypto")]
    Backend {
        name: "rust-crypto",
        all: super::rust_crypto::ALL,
        keys: &super::rust_crypto::keys::KEYS,
        signing_bits: 1024..=16384,
        verifying_bits: |_| 1024..=16384,
    },
];

/// A test for each case, run over every backend that is compiled in.
macro_rules! cases {
    ($($module:ident :: $case:ident,)*) => {
        $(#[test] fn $case() {
            for backend in COMPILED {
                println!("on {}", backend.name);
                $module::$case(backend);
            }
        })*
    };
}

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
    binding::a_key_keeps_its_bound_forms_for_each_algorithm_and_backend,
    exchange::what_it_signs_every_backend_verifies,
    exchange::what_it_signs_no_backend_verifies_once_tampered_with,
    invalid_keys::rsa_keys_that_are_broken,
    invalid_keys::rsa_moduli_out_of_bounds,
    invalid_keys::ec_keys_that_are_broken,
    invalid_keys::ed25519_keys_that_are_broken,
    invalid_keys::keys_that_are_not_what_they_say,
    keys::public_halves_are_the_same_everywhere,
    keys::other_curves_are_unsupported,
    keys::random_bytes_and_hashes,
}

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

    /// Whether it signs with a key of the fixtures.
    fn signs(&self, key: &str) -> bool {
        Self::takes(key, &self.signing_bits)
    }

    /// Whether it verifies with a key of the fixtures.
    fn verifies(&self, alg: &str, key: &str) -> bool {
        Self::takes(key, &(self.verifying_bits)(alg))
    }

    fn takes(key: &str, rsa_bits: &RangeInclusive<usize>) -> bool {
        match fixtures::info(key) {
            KeyInfo::Rsa { bits } | KeyInfo::RsaPss { bits, .. } => rsa_bits.contains(&bits),
            KeyInfo::Ec { curve: Curve::Secp256k1 } => cfg!(feature = "es256k"),
            KeyInfo::Secret { .. } | KeyInfo::Ec { .. } | KeyInfo::Okp { .. } => true,
        }
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
