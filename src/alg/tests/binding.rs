use std::sync::Arc;

use super::{
    Backend, COMPILED,
    fixtures::{KEYS, private, private_bytes, public, public_from},
};
use crate::{
    alg::default_for,
    error::{KeyError, KeyMismatch},
    key::{Curve, HashAlgorithm, KeyInfo, KeyMaterial, PssParameters, SigningKey, VerifyingKey},
};

pub(super) fn the_table_is_complete_and_in_order(backend: &Backend) {
    let names: Vec<_> = backend.all.iter().map(|alg| alg.name()).collect();
    let expected = [
        "HS256",
        "HS384",
        "HS512",
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        #[cfg(feature = "es256k")]
        "ES256K",
        "EdDSA",
        "Ed25519",
    ];
    assert_eq!(names, expected);
}

/// Binding makes its own checks: it does not rely on earlier checks.
pub(super) fn each_algorithm_binds_its_keys_alone(backend: &Backend) {
    for (name, suits) in KEYS {
        for alg in backend.all {
            let suits = suits.contains(&alg.name());
            let signs = suits && backend.signs(name);
            let verifies = suits && backend.verifies(alg.name(), name);
            assert_eq!(alg.signer(&private(name)).is_ok(), signs, "{} {name}", alg.name());
            assert_eq!(alg.verifier(&VerifyingKey::from(&private(name))).is_ok(), verifies, "{} {name}", alg.name());
            assert_eq!(alg.verifier(&VerifyingKey::from(&public(name))).is_ok(), verifies, "{} {name}", alg.name());
        }
    }
    let error = |alg: &str, key: &str| backend.signer_error(alg, &private(key));
    assert!(matches!(error("HS256", "p256"), KeyError::Mismatch(KeyMismatch::SymmetricRequired { .. })));
    assert!(matches!(error("RS256", "secret"), KeyError::Mismatch(KeyMismatch::AsymmetricRequired { .. })));
    assert!(matches!(error("RS256", "p256"), KeyError::Mismatch(KeyMismatch::AlgorithmNotForKeyType { .. })));
    assert!(matches!(error("ES384", "p256"), KeyError::Mismatch(KeyMismatch::WrongCurve { .. })));
    for alg in ["ES256", "ES384"] {
        assert!(matches!(error(alg, "secp256k1"), KeyError::Mismatch(KeyMismatch::WrongCurve { .. })));
    }
    for curve in [Curve::Ed448, Curve::X25519, Curve::X448] {
        let key = public_from(KeyInfo::Okp { curve }, vec![9; curve.field_bytes()]);
        assert!(matches!(backend.verifier_error("EdDSA", &key), KeyError::Mismatch(KeyMismatch::WrongCurve { .. })));
    }
}

/// Key confusion the other way round: a published key never signs.
pub(super) fn public_keys_do_not_sign(backend: &Backend) {
    for (name, algs) in KEYS.iter().filter(|(name, _)| *name != "secret") {
        for alg in algs.iter().filter(|alg| backend.all.iter().any(|known| known.name() == **alg)) {
            let error = backend.signer_error(alg, &public(name));
            assert!(
                matches!(error, KeyError::Mismatch(KeyMismatch::AsymmetricRequired { .. }) | KeyError::Unsupported(_)),
                "{alg} {name}"
            );
        }
    }
}

pub(super) fn pss_keys_keep_to_their_restrictions(backend: &Backend) {
    let key = |parameters| {
        let body = KeyMaterial::RsaPrivate(private_bytes("rsa2048").into());
        SigningKey::from_body(KeyInfo::RsaPss { bits: 2048, parameters }, body)
    };
    let sha256 = |salt| Some(PssParameters::new(HashAlgorithm::Sha256, HashAlgorithm::Sha256, salt));

    assert!(matches!(
        backend.signer_error("RS256", &key(None)),
        KeyError::Mismatch(KeyMismatch::AlgorithmNotForKeyType { .. })
    ));
    assert!(matches!(
        backend.verifier_error("RS256", &key(None)),
        KeyError::Mismatch(KeyMismatch::AlgorithmNotForKeyType { .. })
    ));
    let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    for (hash, alg) in hashes.into_iter().zip(["PS256", "PS384", "PS512"]) {
        assert_eq!(default_for(&key(Some(PssParameters::new(hash, hash, 32)))), alg);
    }
    assert_eq!(default_for(&key(None)), "PS256");
    for alg in ["PS256", "PS384", "PS512"] {
        let signature = backend.signer(alg, &key(None)).sign(b"message").unwrap();
        assert!(backend.verifier(alg, &public("rsa2048")).verify(b"message", signature.as_ref()).is_ok());
    }
    backend.signer("PS256", &key(sha256(32)));
    assert!(matches!(
        backend.signer_error("PS384", &key(sha256(32))),
        KeyError::Mismatch(KeyMismatch::PssParameters { .. })
    ));
    assert!(matches!(
        backend.verifier_error("PS256", &key(sha256(33))),
        KeyError::Mismatch(KeyMismatch::PssSaltLength { .. })
    ));
}

pub(super) fn bound_values_show_the_algorithm_only(backend: &Backend) {
    assert_eq!(format!("{:?}", backend.alg("RS256")), "RS256");
    assert_eq!(format!("{:?}", backend.signer("RS256", &private("rsa2048"))), "RS256");
    assert_eq!(format!("{:?}", backend.verifier("HS256", &private("secret"))), "HS256");
}

pub(super) fn a_key_keeps_its_bound_forms_for_each_algorithm_and_backend(backend: &Backend) {
    for (key_name, algs) in KEYS.iter().filter(|(name, _)| backend.signs(name)) {
        let key = private(key_name);
        let alone = backend.signer(algs[0], &key);
        assert!(!Arc::ptr_eq(&alone, &backend.signer(algs[0], &key)), "there is no other handle to the key");
        let _held = key.clone();
        for alg in *algs {
            let signer = backend.signer(alg, &key);
            assert!(Arc::ptr_eq(&signer, &backend.signer(alg, &key)), "{alg}: bound once");
            for other in COMPILED.iter().filter(|other| other.signs(key_name)) {
                for other_alg in *algs {
                    let is_shared = alg == other_alg && (backend.name == other.name || alg.starts_with("HS"));
                    let is_same = Arc::ptr_eq(&signer, &other.signer(other_alg, &key));
                    assert_eq!(is_same, is_shared, "{alg} on {}, {other_alg} on {}", backend.name, other.name);
                }
            }
            if backend.verifies(alg, key_name) {
                let verifier = backend.verifier(alg, &key);
                assert!(Arc::ptr_eq(&verifier, &backend.verifier(alg, &key)), "{alg}: bound once");
            }
        }
    }
}
