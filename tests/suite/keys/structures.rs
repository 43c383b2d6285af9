//! Keys in DER, PEM and certificates: what they are, and what is refused.

use super::*;

#[test]
fn of_openssl_are_read() {
    let okp = |curve| KeyInfo::Okp { curve };
    let p256 = KeyInfo::Ec { curve: Curve::P256 };
    let defaults = PssParameters::new(HashAlgorithm::Sha1, HashAlgorithm::Sha1, 20);
    let cases = [
        ("rsa", KeyInfo::Rsa { bits: 2048 }),
        ("rsa-pkcs1", KeyInfo::Rsa { bits: 2048 }),
        ("rsa-public", KeyInfo::Rsa { bits: 2048 }),
        ("rsa-pss-defaults", KeyInfo::RsaPss { bits: 2048, parameters: Some(defaults) }),
        ("p256", p256.clone()),
        ("p256-with-parameters", p256.clone()),
        ("p256-sec1-no-public", p256.clone()),
        ("p256-public", p256.clone()),
        ("p256-public-compressed", p256),
        ("ed25519", okp(Curve::Ed25519)),
        ("ed25519-public", okp(Curve::Ed25519)),
        ("ed25519-certificate", okp(Curve::Ed25519)),
        ("ed448", okp(Curve::Ed448)),
        ("ed448-public", okp(Curve::Ed448)),
        ("x25519", okp(Curve::X25519)),
        ("x25519-public", okp(Curve::X25519)),
        ("x448", okp(Curve::X448)),
        ("x448-public", okp(Curve::X448)),
    ];
    for (name, info) in cases {
        assert_eq!(verifying(fixture(name)).info(), &info, "{name}");
    }
    same(&verifying(fixture("rsa")), &verifying(fixture("rsa-pkcs1")));
    same(&verifying(fixture("p256")), &verifying(fixture("p256-with-parameters")));
    same(&verifying(fixture("p256")), &verifying(fixture("p256-sec1-no-public")));
    same(&verifying(fixture("ed25519-public")), &verifying(fixture("ed25519-certificate")));
}

/// RFC 8410, section 10.3: the same key in both versions of PKCS#8, the second with attributes and public key.
#[test]
fn of_pkcs8_may_hold_attributes_and_the_public_key() {
    let first = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    let second = "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2\
                  hhaXJzgSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    let [first, second] = [first, second].map(|text| BASE64_STANDARD.decode(text).unwrap());
    same(&VerifyingKey::from_der(first).unwrap(), &VerifyingKey::from_der(second).unwrap());
}

#[test]
fn of_kinds_that_are_not_known_are_unsupported_and_never_secrets() {
    for name in [
        "dsa",
        "dsa-public",
        "brainpool",
        "brainpool-public",
        "p256-explicit",
        "p256-explicit-pkcs8",
        "p256-explicit-public",
        "rsa-three-primes",
    ] {
        let pem = fixture(name);
        assert_eq!(code(VerifyingKey::from_pem(&pem)), "key_unsupported", "{name}");
        if name == "p256-explicit" {
            continue;
        }
        let bytes = der(&pem);
        assert_eq!(code(VerifyingKey::from_der(&bytes)), "key_unsupported", "{name}");
        assert_eq!(code(VerifyingKey::from_text(&bytes)), "key_unsupported", "{name}");
        assert_eq!(code(VerifyingKey::from_secret(&bytes)), "key_not_a_secret", "{name}");
    }
}

#[test]
fn of_sec1_may_take_the_curve_from_the_parameters_block() {
    // ECPrivateKey { 1, 32 bytes } without parameters and without a point
    let bytes = [&[0x30, 0x25, 2, 1, 1, 4, 32], [7; 32].as_slice()].concat();
    let key = block("EC PRIVATE KEY", &bytes);
    assert_eq!(code(SigningKey::from_pem(&key)), "key_unsupported");
    assert_eq!(code(SigningKey::from_text(&bytes)), "key_unsupported");
    let secp256k1 = block("EC PARAMETERS", &[6, 5, 0x2b, 0x81, 4, 0, 10]);
    for text in [format!("{secp256k1}{key}"), format!("{key}{secp256k1}")] {
        let key = SigningKey::from_pem(text).unwrap();
        assert_eq!(key.info(), &KeyInfo::Ec { curve: Curve::Secp256k1 });
        assert_eq!(material(key.material()), [[7; 32]]);
    }
    let own = format!("{secp256k1}{}", fixture("p256-sec1-no-public"));
    assert_eq!(verifying(own).info(), &KeyInfo::Ec { curve: Curve::P256 });
    let brainpool = block("EC PARAMETERS", &[6, 9, 0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7]);
    assert_eq!(code(SigningKey::from_pem(format!("{brainpool}{key}"))), "key_unsupported");
}

#[test]
fn of_sec1_have_scalars_of_the_length_of_the_field() {
    let sec1 = |scalar: &[u8]| {
        let curve = [0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let length = u8::try_from(scalar.len()).unwrap();
        let bytes = [&[0x30, length + 17, 2, 1, 1, 4, length], scalar, &curve].concat();
        SigningKey::from_der(bytes)
    };
    let mut padded = [0; 32];
    padded[31] = 9;
    for scalar in [[9].as_slice(), &padded, &[[0; 10].as_slice(), &padded].concat()] {
        assert_eq!(material(sec1(scalar).unwrap().material()), [padded]);
    }
    for scalar in [[].as_slice(), &[0; 32], &[1; 33]] {
        assert_eq!(code(sec1(scalar)), "key_malformed");
    }
}

const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const SECP256K1: [u8; 7] = [6, 5, 0x2b, 0x81, 4, 0, 10];

/// The algorithm identifier of a key on this curve.
fn ec_algorithm(curve: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], curve].concat())
}

#[test]
fn of_pkcs8_and_sec1_name_the_same_curve() {
    let pkcs8 = |outer: &[u8], inner: &[u8]| {
        let sec1 = tlv(0x30, &[&[2, 1, 1], tlv(4, &[7; 32]).as_slice(), tlv(0xa0, inner).as_slice()].concat());
        let members = [vec![2, 1, 0], ec_algorithm(outer), tlv(4, &sec1)].concat();
        SigningKey::from_der(tlv(0x30, &members))
    };
    assert_eq!(pkcs8(&P256, &P256).unwrap().info(), &KeyInfo::Ec { curve: Curve::P256 });
    assert_eq!(code(pkcs8(&P256, &SECP256K1)), "key_malformed");
    assert_eq!(code(pkcs8(&SECP256K1, &P256)), "key_malformed");
}

#[test]
fn of_points_have_the_length_of_the_field() {
    let spki = |tag: u8, coordinates: usize| {
        let point = [vec![0, tag], vec![7; coordinates]].concat();
        VerifyingKey::from_der(tlv(0x30, &[ec_algorithm(&P256), tlv(3, &point)].concat()))
    };
    for (tag, coordinates) in [(4, 64), (2, 32), (3, 32)] {
        assert!(spki(tag, coordinates).is_ok(), "{tag} {coordinates}");
    }
    for (tag, coordinates) in
        [(4, 63), (4, 65), (4, 32), (4, 0), (2, 31), (2, 33), (3, 64), (0, 0), (0, 64), (5, 64), (6, 64), (7, 64)]
    {
        assert_eq!(code(spki(tag, coordinates)), "key_malformed", "{tag} {coordinates}");
    }
}

#[test]
fn of_rsa_have_no_parameters() {
    let good = der(&fixture("rsa-public"));
    let at = good.windows(2).position(|pair| pair == [5, 0]).unwrap();
    let mut bad = good.clone();
    // An empty sequence instead of NULL.
    bad[at] = 0x30;
    assert!(VerifyingKey::from_der(&good).is_ok());
    assert_eq!(code(VerifyingKey::from_der(&bad)), "key_malformed");
}

#[test]
fn of_rsa_have_a_modulus_and_exponent_of_an_rsa_key() {
    let public = |modulus: &[u8], exponent: &[u8]| {
        let body = [integer(modulus), integer(exponent)].concat();
        VerifyingKey::from_der(tlv(0x30, &body))
    };
    let modulus = |bytes: usize, last: u8| [vec![0x40; bytes - 1], vec![last]].concat();
    let fits = [(256, 2047), (2048, 16383)];
    for (bytes, bits) in fits {
        assert_eq!(public(&modulus(bytes, 1), &[1, 0, 1]).unwrap().info(), &KeyInfo::Rsa { bits });
    }
    let largest = [&[0, 0x80], modulus(2047, 1).as_slice()].concat();
    assert_eq!(public(&largest, &[3]).unwrap().info(), &KeyInfo::Rsa { bits: 16384 });
    assert_eq!(public(&[3], &[3]).unwrap().info(), &KeyInfo::Rsa { bits: 2 });
    assert_eq!(code(public(&[1], &[3])), "key_malformed");
    assert_eq!(code(public(&modulus(2049, 1), &[3])), "key_unsupported");
    assert_eq!(code(public(&modulus(256, 2), &[3])), "key_malformed");
    assert_eq!(code(public(&[0], &[3])), "key_malformed");
    assert_eq!(code(public(&[0x80, 1], &[3])), "key_malformed", "negative");
    for exponent in [[0].as_slice(), &[1], &[2], &[1, 0, 0]] {
        assert_eq!(code(public(&modulus(256, 1), exponent)), "key_malformed", "{exponent:?}");
    }
    assert!(public(&modulus(256, 1), &[1, 0, 0, 0, 1]).is_ok());
    for exponent in [[2, 0, 0, 0, 1].as_slice(), &[1; 9], &[1; 256]] {
        assert_eq!(code(public(&modulus(256, 1), exponent)), "key_unsupported", "{exponent:?}");
    }
}

/// None is zero or longer than the modulus, and the primes are odd; whether they fit is the backend's to find.
#[test]
fn of_private_rsa_have_members_that_can_be() {
    let modulus = [vec![0x40; 255], vec![1]].concat();
    let good = [modulus.as_slice(), &[3], &[5], &[7], &[11], &[1], &[2], &[3]];
    let private = |at: usize, member: &[u8]| {
        let mut members = good;
        members[at] = member;
        let members: Vec<u8> = members.iter().flat_map(|member| integer(member)).collect();
        SigningKey::from_der(tlv(0x30, &[[2, 1, 0].as_slice(), &members].concat()))
    };
    assert_eq!(private(0, &modulus).unwrap().info(), &KeyInfo::Rsa { bits: 2047 });
    let (longest, longer) = (vec![0x41; 256], vec![0x41; 257]);
    for at in 2..8 {
        assert!(private(at, &longest).is_ok(), "{at}");
        assert_eq!(code(private(at, &longer)), "key_malformed", "{at}");
        assert_eq!(code(private(at, &[0])), "key_malformed", "{at}");
    }
    for prime in [3, 4] {
        assert_eq!(code(private(prime, &[8])), "key_malformed", "{prime}");
    }
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    tlv(2, bytes)
}

/// Every byte of small keys with each bit flipped, and some thousand of larger ones; every truncation.
#[test]
fn when_broken_never_panic() {
    for name in ["p256", "p256-public", "ed25519", "ed25519-public", "ed25519-certificate", "rsa-public"] {
        let bytes = der(&fixture(name));
        let text = fixture(name);
        for end in 0..bytes.len() {
            try_everything(&bytes[..end]);
        }
        for end in 0..text.len() {
            try_everything(&text.as_bytes()[..end]);
        }
        for at in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            try_everything(&flipped);
        }
    }
    for name in ["rsa", "rsa-pss-defaults", "rsa-pbes2-des3", "rsa-scrypt", "rsa-three-primes"] {
        let bytes = der(&fixture(name));
        for at in 0..160 * 8 {
            let mut flipped = bytes.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            try_everything(&flipped);
        }
    }
}

fn try_everything(bytes: &[u8]) {
    let _ = VerifyingKey::from_der(bytes);
    let _ = SigningKey::from_der(bytes);
    let _ = VerifyingKey::from_text(bytes);
    let _ = SigningKey::from_text(bytes);
    let _ = VerifyingKey::from_pem(bytes);
    let _ = SigningKey::from_encrypted_pem(bytes, PASSPHRASE);
}
