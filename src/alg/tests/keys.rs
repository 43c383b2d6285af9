use super::{
    Backend, COMPILED,
    fixtures::{private, private_bytes, public_bytes},
};
use crate::key::{Curve, KeyMaterial};

/// The public halves of a backend's new keys and of the fixtures are those that every backend computes.
pub(super) fn public_halves_are_the_same_everywhere(backend: &Backend) {
    let curves = [
        (Curve::P256, "p256"),
        (Curve::P384, "p384"),
        (Curve::P521, "p521"),
        #[cfg(feature = "es256k")]
        (Curve::Secp256k1, "secp256k1"),
    ];
    for (curve, name) in curves {
        let scalar = (backend.keys.scalar)(curve).unwrap();
        let new = KeyMaterial::EcPrivate { curve, scalar: scalar.clone(), point: None };
        let point = (backend.keys.point)(curve, &new).unwrap();
        for other in COMPILED {
            assert_eq!((other.keys.point)(curve, &new).unwrap(), point, "{curve} on {}", other.name);
            assert_eq!((other.keys.point)(curve, private(name).material()).unwrap(), public_bytes(name));
        }
    }
    let seed = private_bytes("ed25519");
    assert_eq!((backend.keys.public_of_seed)(Curve::Ed25519, &seed).unwrap(), public_bytes("ed25519"));
}

pub(super) fn other_curves_are_unsupported(backend: &Backend) {
    for curve in [Curve::Ed25519, Curve::Ed448, Curve::X25519, Curve::X448] {
        assert_eq!((backend.keys.scalar)(curve).unwrap_err().code(), "key_unsupported");
    }
    assert_eq!((backend.keys.public_of_seed)(Curve::Ed448, &[1; 57]).unwrap_err().code(), "key_unsupported");
    #[cfg(not(feature = "es256k"))]
    assert_eq!(
        (backend.keys.point)(Curve::Secp256k1, private("secp256k1").material()).unwrap_err().to_string(),
        "unsupported key: keys on secp256k1 need the feature `es256k`"
    );
}

pub(super) fn random_bytes_and_hashes(backend: &Backend) {
    let [mut one, mut other] = [[0; 32]; 2];
    (backend.keys.random)(&mut one).unwrap();
    (backend.keys.random)(&mut other).unwrap();
    assert_ne!(one, other);
    // FIPS 180-4: SHA-256 of the empty message.
    assert_eq!((backend.keys.sha256)(b"")[..4], [0xe3, 0xb0, 0xc4, 0x42]);
}
