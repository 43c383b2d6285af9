use super::{
    Backend,
    fixtures::{FIXTURES, Vector, info, private, public, public_from},
};

fn vectors(backend: &Backend) -> impl Iterator<Item = &'static Vector> {
    FIXTURES.valid.iter().filter(|vector| backend.verifies(&vector.alg, &vector.key))
}

#[track_caller]
fn refused(backend: &Backend, vector: &Vector, signature: &[u8], what: &str) {
    let verifier = backend.verifier(&vector.alg, &public(&vector.key));
    let outcome = verifier.verify(vector.message(), signature);
    assert!(outcome.is_err(), "{} {} of {}: {what}", vector.alg, vector.key, vector.source);
}

/// Among them ECDSA signatures with a high and with a low `s`.
pub(super) fn vectors_hold_for_the_public_and_the_private_key(backend: &Backend) {
    for vector in vectors(backend) {
        for key in [public(&vector.key), private(&vector.key)] {
            let verifier = backend.verifier(&vector.alg, &key);
            let outcome = verifier.verify(vector.message(), &vector.signature);
            assert!(outcome.is_ok(), "{} {} {}", vector.source, vector.alg, vector.key);
            assert!(verifier.verify(b"another message", &vector.signature).is_err(), "{}", vector.source);
        }
    }
}

pub(super) fn other_encodings_and_salts_are_refused(backend: &Backend) {
    for vector in &FIXTURES.invalid {
        refused(backend, vector, &vector.signature, "unchanged");
    }
}

pub(super) fn damaged_signatures_are_refused(backend: &Backend) {
    for vector in vectors(backend) {
        let whole = &vector.signature;
        for position in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
            let mut flipped = whole.clone();
            flipped[position] ^= 1;
            refused(backend, vector, &flipped, "one bit flipped");
        }
        refused(backend, vector, &[], "empty");
        refused(backend, vector, &vec![0; whole.len()], "zeros");
        refused(backend, vector, &vec![0xff; whole.len()], "ones");
        refused(backend, vector, &whole[..whole.len() - 1], "last byte cut");
        refused(backend, vector, &whole[..whole.len() / 2], "first half");
        refused(backend, vector, &whole[1..], "first byte cut");
        refused(backend, vector, &[whole.as_slice(), &[0]].concat(), "zero appended");
        refused(backend, vector, &[&[0], whole.as_slice()].concat(), "zero in front");
        refused(backend, vector, &[whole.as_slice(), whole].concat(), "twice");
    }
}

/// `r` and `s` must be in 1..n: zero was CVE-2022-21449.
pub(super) fn ecdsa_values_out_of_range_are_refused(backend: &Backend) {
    const N: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
        0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let vector = vectors(backend).find(|vector| vector.key == "p256").unwrap();
    let (r, s) = vector.signature.split_at(32);
    for (r, s) in [(&[0; 32], s), (&N, s), (&[0; 32], &[0; 32]), (&N, &N)] {
        refused(backend, vector, &[r, s].concat(), "r out of range");
    }
    refused(backend, vector, &[r, &[0; 32]].concat(), "s is zero");
    refused(backend, vector, &[r, &N].concat(), "s is the order");
}

/// RFC 8032, section 5.1.7: `s` below the order, or each signature has a second form.
pub(super) fn ed25519_is_strict(backend: &Backend) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let vector = vectors(backend).find(|vector| vector.key == "ed25519").unwrap();
    let mut signature = vector.signature.clone();
    let mut carry = 0;
    for (byte, addend) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(addend) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    refused(backend, vector, &signature, "s plus the order");

    // The identity as key and as R, s = 0: valid for every message if small orders are accepted. (R of small order
    // under an honest key is among the invalid vectors.)
    let mut identity = vec![0; 32];
    identity[0] = 1;
    backend.verifier_error("EdDSA", &public_from(info("ed25519"), identity.clone()));
    identity.resize(64, 0);
    refused(backend, vector, &identity, "R of small order");
}
