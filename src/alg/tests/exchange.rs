use super::{
    Backend, COMPILED,
    fixtures::{private, public},
    signing::pairs,
};

/// Each backend, including this one, verifies what this one signs.
pub(super) fn what_it_signs_every_backend_verifies(backend: &Backend) {
    for (alg, key) in pairs(backend) {
        let signer = backend.signer(alg, &private(key));
        for other in COMPILED.iter().filter(|other| other.verifies(alg, key)) {
            let verifier = other.verifier(alg, &public(key));
            for message in [b"".as_slice(), b"header.payload", &[7; 1000]] {
                let signature = signer.sign(message).unwrap();
                assert!(verifier.verify(message, signature.as_ref()).is_ok(), "{alg} {key} on {}", other.name);
            }
        }
    }
}

pub(super) fn what_it_signs_no_backend_verifies_once_tampered_with(backend: &Backend) {
    for (alg, key) in pairs(backend) {
        let signature = backend.signer(alg, &private(key)).sign(b"header.payload").unwrap();
        for other in COMPILED.iter().filter(|other| other.verifies(alg, key)) {
            let verifier = other.verifier(alg, &public(key));
            assert!(verifier.verify(b"header.payloae", signature.as_ref()).is_err(), "{alg} {key} on {}", other.name);
            for position in [0, signature.as_ref().len() / 2, signature.as_ref().len() - 1] {
                let mut tampered = signature.as_ref().to_vec();
                tampered[position] ^= 0x10;
                let outcome = verifier.verify(b"header.payload", &tampered);
                assert!(outcome.is_err(), "{alg} {key} on {}, byte {position}", other.name);
            }
        }
    }
}
