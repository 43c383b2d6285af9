use super::{
    Backend,
    fixtures::{FIXTURES, KEYS, private, public},
};
use crate::error::KeyError;

/// Which keys the suite can sign with, and under which algorithms.
pub(super) fn pairs(backend: &Backend) -> impl Iterator<Item = (&'static str, &'static str)> {
    KEYS.iter()
        .filter(|(key, _)| backend.signs(key))
        .flat_map(|(key, algs)| algs.iter().map(move |alg| (*alg, *key)))
        .filter(|pair| *pair != ("PS512", "rsa1024"))
}

pub(super) fn every_algorithm_signs_what_it_verifies(backend: &Backend) {
    for (alg, key) in pairs(backend) {
        let signer = backend.signer(alg, &private(key));
        for message in [b"".as_slice(), b"header.payload", &[7; 1000]] {
            let signature = signer.sign(message).unwrap();
            for half in [private(key), public(key)] {
                let verifier = backend.verifier(alg, &half);
                assert!(verifier.verify(message, signature.as_ref()).is_ok(), "{alg} {key}");
                assert!(verifier.verify(b"another", signature.as_ref()).is_err(), "{alg} {key}");
            }
        }
    }
}

pub(super) fn deterministic_signatures_are_those_of_the_vectors(backend: &Backend) {
    let deterministic = |alg: &str| alg.starts_with("HS") || alg.starts_with("RS") || alg.starts_with("Ed");
    let vectors = FIXTURES.valid.iter().filter(|vector| backend.signs(&vector.key));
    for vector in vectors.filter(|vector| deterministic(&vector.alg)) {
        let signature = backend.signer(&vector.alg, &private(&vector.key)).sign(vector.message()).unwrap();
        assert_eq!(signature.as_ref(), vector.signature, "{} {} {}", vector.source, vector.alg, vector.key);
    }
}

pub(super) fn signatures_have_their_length(backend: &Backend) {
    for (alg, key) in pairs(backend) {
        let length = match (alg, key) {
            ("HS256", _) => 32,
            ("HS384", _) => 48,
            ("HS512" | "ES256" | "ES256K" | "EdDSA" | "Ed25519", _) => 64,
            ("ES384", _) => 96,
            ("ES512", _) => 132,
            (_, "rsa1024") => 128,
            (_, "rsa2048") => 256,
            (_, "rsa2049") => 257,
            other => panic!("{other:?}"),
        };
        // Often enough that a value with a leading zero comes up where it would be cut.
        let signer = backend.signer(alg, &private(key));
        let times = if alg.starts_with("ES") { 40 } else { 2 };
        for _ in 0..times {
            assert_eq!(signer.sign(b"message").unwrap().as_ref().len(), length, "{alg} {key}");
        }
    }
}

pub(super) fn randomized_signatures_differ(backend: &Backend) {
    let signer = backend.signer("PS256", &private("rsa2048"));
    assert_ne!(signer.sign(b"message").unwrap().as_ref(), signer.sign(b"message").unwrap().as_ref());
}

/// 1024 bits are too few for SHA-512 and a salt as long: an error, in both directions, and no panic.
pub(super) fn the_short_modulus_fails_to_hold_a_long_hash(backend: &Backend) {
    if !backend.signs("rsa1024") {
        assert!(matches!(backend.signer_error("PS512", &private("rsa1024")), KeyError::Unsupported(_)));
        assert!(matches!(backend.verifier_error("PS512", &public("rsa1024")), KeyError::Unsupported(_)));
        return;
    }
    assert!(backend.signer("PS512", &private("rsa1024")).sign(b"message").is_err());
    assert!(backend.verifier("PS512", &public("rsa1024")).verify(b"message", &[1; 128]).is_err());
}
