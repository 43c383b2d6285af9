use super::{
    Backend,
    fixtures::{info, private_bytes, public_bytes, public_from},
};
use crate::{
    error::KeyError,
    key::{Curve, KeyInfo, KeyMaterial, SigningKey, VerifyingKey},
};

#[track_caller]
fn invalid(error: &KeyError, what: &str) {
    assert!(matches!(error, KeyError::Invalid(_)), "{what}: {error:?}");
}

pub(super) fn rsa_keys_that_are_broken(backend: &Backend) {
    let whole = private_bytes("rsa2048");
    let key = pkcs1::RsaPrivateKeyRef::try_from(whole.as_slice()).unwrap();
    let other = private_bytes("rsa2049");
    let other = pkcs1::RsaPrivateKeyRef::try_from(other.as_slice()).unwrap();
    let broken = [
        ("q is another key's", pkcs1::RsaPrivateKeyRef { prime2: other.prime2, ..key.clone() }),
        ("p twice", pkcs1::RsaPrivateKeyRef { prime2: key.prime1, ..key.clone() }),
        ("d is another key's", pkcs1::RsaPrivateKeyRef { private_exponent: other.private_exponent, ..key.clone() }),
        ("n is another key's", pkcs1::RsaPrivateKeyRef { modulus: other.modulus, ..key.clone() }),
    ];
    for (what, key) in broken {
        let der = der::Encode::to_der(&key).unwrap();
        let key = SigningKey::from_body(info("rsa2048"), KeyMaterial::RsaPrivate(der.into()));
        invalid(&backend.signer_error("RS256", &key), what);
        invalid(&backend.signer_error("PS256", &key), what);
    }
    for der in [&[][..], b"\x30\x00", &whole[..whole.len() - 1], &public_bytes("rsa2048")] {
        let key = SigningKey::from_body(info("rsa2048"), KeyMaterial::RsaPrivate(der.to_vec().into()));
        invalid(&backend.signer_error("RS256", &key), "DER");
        invalid(&backend.verifier_error("RS256", &key), "DER");
    }
}

pub(super) fn rsa_moduli_out_of_bounds(backend: &Backend) {
    let key = |bits: usize, last: u8, exponent: &[u8]| {
        let mut modulus = vec![0xff; bits.div_ceil(8)];
        modulus[0] >>= modulus.len() * 8 - bits;
        *modulus.last_mut().unwrap() = last;
        let key = pkcs1::RsaPublicKeyRef {
            modulus: pkcs1::UintRef::new(&modulus).unwrap(),
            public_exponent: pkcs1::UintRef::new(exponent).unwrap(),
        };
        public_from(KeyInfo::Rsa { bits }, der::Encode::to_der(&key).unwrap())
    };
    for bits in [1024, 2047, 8192, 8193, 16384] {
        for alg in ["RS256", "RS384", "PS256"] {
            let key = key(bits, 0xff, &[1, 0, 1]);
            if (backend.verifying_bits)(alg).contains(&bits) {
                let verifier = backend.verifier(alg, &key);
                assert!(verifier.verify(b"message", &vec![1; bits.div_ceil(8)]).is_err(), "{alg} {bits}");
            } else {
                assert!(matches!(backend.verifier_error(alg, &key), KeyError::Unsupported(_)), "{alg} {bits}");
            }
        }
    }
    for bits in [1023, 16385] {
        let error = backend.verifier_error("RS256", &key(bits, 0xff, &[1, 0, 1]));
        assert!(matches!(error, KeyError::Invalid(_) | KeyError::Unsupported(_)), "{bits} bits");
    }
    backend.verifier("PS256", &key(2048, 0xff, &[3]));
    invalid(&backend.verifier_error("RS256", &key(2048, 0xfe, &[1, 0, 1])), "even modulus");
    invalid(&backend.verifier_error("RS256", &key(2048, 0xff, &[1])), "exponent 1: the signature is the message");
    invalid(&backend.verifier_error("RS256", &key(2048, 0xff, &[4])), "even exponent");
}

pub(super) fn ec_keys_that_are_broken(backend: &Backend) {
    for (alg, name) in [("ES256", "p256"), ("ES384", "p384"), ("ES512", "p521")] {
        let KeyInfo::Ec { curve } = info(name) else { panic!("{name}") };
        let public = |point| public_from(info(name), point);
        let private = |scalar: Vec<u8>, point| {
            SigningKey::from_body(info(name), KeyMaterial::EcPrivate { curve, scalar: scalar.into(), point })
        };
        let (scalar, point) = (private_bytes(name), public_bytes(name));

        // Without its point, and with the point compressed.
        backend.signer(alg, &private(scalar.clone(), None));
        let parity = 2 + (point.last().unwrap() & 1);
        let compressed = [&[parity], &point[1..=curve.field_bytes()]].concat();
        backend.signer(alg, &private(scalar.clone(), Some(compressed.clone())));
        backend.verifier(alg, &public(compressed.clone()));

        let mut off_curve = point.clone();
        *off_curve.last_mut().unwrap() ^= 1;
        for (what, point) in [
            ("off the curve", off_curve.clone()),
            ("at infinity", vec![0]),
            ("all zeros", vec![0; point.len()]),
            ("empty", vec![]),
            ("hybrid", [&[parity + 4], &point[1..]].concat()),
            ("compact", [&[5], &point[1..=curve.field_bytes()]].concat()),
            ("cut", point[..point.len() - 1].to_vec()),
            ("too long", [point.as_slice(), &[0]].concat()),
        ] {
            invalid(&backend.verifier_error(alg, &public(point.clone())), what);
            invalid(&backend.signer_error(alg, &private(scalar.clone(), Some(point))), what);
        }

        let mut other = compressed;
        other[0] ^= 1;
        invalid(&backend.signer_error(alg, &private(scalar.clone(), Some(other.clone()))), "the point of -d");
        invalid(&backend.verifier_error(alg, &private(scalar.clone(), Some(other))), "the point of -d");
        for scalar in [vec![0; scalar.len()], vec![0xff; scalar.len()], scalar[1..].to_vec(), vec![]] {
            invalid(&backend.signer_error(alg, &private(scalar, None)), "scalar");
        }
    }
}

/// Little-endian, without the sign of `x`: `y` of the eight points of small order, and then `y` from the prime on, some
/// of which would represent points of small order, and p + 4 one of large order, if there is one.
const SMALL_ORDER_OR_NOT_REDUCED: [[u8; 32]; 10] = {
    const fn near_prime(first: u8) -> [u8; 32] {
        let mut y = [0xff; 32];
        (y[0], y[31]) = (first, 0x7f);
        y
    }
    let mut identity = [0; 32];
    identity[0] = 1;
    [
        [0; 32],
        identity,
        near_prime(0xec),
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
            0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        near_prime(0xed),
        near_prime(0xee),
        near_prime(0xf0),
        near_prime(0xf1),
        near_prime(0xff),
    ]
};

pub(super) fn ed25519_keys_that_are_broken(backend: &Backend) {
    let public = |bytes: &[u8]| public_from(info("ed25519"), bytes.to_vec());
    for y in SMALL_ORDER_OR_NOT_REDUCED {
        for sign in [0, 0x80] {
            let mut bytes = y;
            bytes[31] |= sign;
            invalid(&backend.verifier_error("EdDSA", &public(&bytes)), &format!("{bytes:02x?}"));
        }
    }
    for (what, bytes) in [("short", &[1; 31][..]), ("long", &[1; 33]), ("SPKI", &[1; 44]), ("empty", &[])] {
        invalid(&backend.verifier_error("EdDSA", &public(bytes)), what);
    }
    // Not on the curve: it is refused, or it verifies nothing.
    let mut bytes = [0; 32];
    bytes[0] = 2;
    let key = public(&bytes);
    if let Ok(verifier) = backend.alg("EdDSA").verifier(&VerifyingKey::from(&key)) {
        assert!(verifier.verify(b"message", &[0; 64]).is_err());
        assert!(verifier.verify(b"message", &[bytes, [0; 32]].concat()).is_err());
    }
    for seed in [vec![], vec![1; 31], vec![1; 33], vec![1; 64]] {
        let body = KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed: seed.into() };
        let key = SigningKey::from_body(info("ed25519"), body);
        invalid(&backend.signer_error("EdDSA", &key), "seed");
        invalid(&backend.verifier_error("EdDSA", &key), "seed");
    }
}

/// No reader makes such keys. Even so, a backend must not take their bytes for a key of another kind.
pub(super) fn keys_that_are_not_what_they_say(backend: &Backend) {
    for (name, alg) in [("secret", "HS256"), ("rsa2048", "RS256"), ("p256", "ES256"), ("ed25519", "EdDSA")] {
        for lie in ["secret", "rsa2048", "p256", "p384", "ed25519"] {
            if lie == name {
                continue;
            }
            let body = match lie {
                "secret" => KeyMaterial::Secret(private_bytes(name).into()),
                "rsa2048" => KeyMaterial::RsaPrivate(private_bytes(name).into()),
                "p256" => {
                    KeyMaterial::EcPrivate { curve: Curve::P256, scalar: private_bytes(name).into(), point: None }
                }
                "p384" => {
                    KeyMaterial::EcPrivate { curve: Curve::P384, scalar: private_bytes(name).into(), point: None }
                }
                _ => KeyMaterial::OkpPrivate { curve: Curve::Ed25519, seed: private_bytes(name).into() },
            };
            let key = SigningKey::from_body(info(name), body);
            invalid(&backend.signer_error(alg, &key), lie);
            invalid(&backend.verifier_error(alg, &key), lie);
        }
    }
    for (name, alg) in [("rsa2048", "RS256"), ("p256", "ES256"), ("ed25519", "EdDSA")] {
        for lie in ["rsa2048", "p256", "p384", "ed25519"] {
            if lie == name {
                continue;
            }
            let body = match lie {
                "rsa2048" => KeyMaterial::RsaPublic(public_bytes(name)),
                "p256" => KeyMaterial::EcPublic { curve: Curve::P256, point: public_bytes(name) },
                "p384" => KeyMaterial::EcPublic { curve: Curve::P384, point: public_bytes(name) },
                _ => KeyMaterial::OkpPublic { curve: Curve::Ed25519, bytes: public_bytes(name) },
            };
            invalid(&backend.verifier_error(alg, &SigningKey::from_body(info(name), body)), lie);
        }
    }
}
