//! Keys: what is read, what is refused, and what can never become a secret.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::Value;
use webtoken::{
    KeyError, SigningKey, VerifyingKey,
    key::{Curve, HashAlgorithm, KeyInfo, KeyMaterial, PssParameters},
};

const PASSPHRASE: &str = "opensesame";

#[track_caller]
fn data(name: &str) -> String {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn fixture(name: &str) -> String {
    data(&format!("keys/{name}.pem"))
}

fn json(name: &str) -> Value {
    serde_json::from_str(&data(name)).unwrap()
}

/// The bytes in the first block of a PEM text.
#[track_caller]
fn der(pem: &str) -> Vec<u8> {
    let lines = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let body: String = lines.take_while(|line| !line.starts_with("-----")).collect();
    BASE64_STANDARD.decode(body).unwrap()
}

/// Comparable bytes of a key; test keys may be shown.
fn material(material: KeyMaterial<'_>) -> Vec<Vec<u8>> {
    match material {
        KeyMaterial::Secret(bytes) | KeyMaterial::OkpPublic { bytes, .. } => vec![bytes.to_vec()],
        KeyMaterial::RsaPrivate(der) | KeyMaterial::RsaPublic(der) => vec![der.to_vec()],
        KeyMaterial::EcPrivate { scalar, .. } => vec![scalar.to_vec()],
        KeyMaterial::EcPublic { point, .. } => vec![point.to_vec()],
        KeyMaterial::OkpPrivate { seed, .. } => vec![seed.to_vec()],
        _ => panic!("a new kind of material"),
    }
}

#[track_caller]
fn same(a: &VerifyingKey, b: &VerifyingKey) {
    assert_eq!(a.info(), b.info());
    assert!(material(a.material()) == material(b.material()), "the keys differ");
}

#[track_caller]
fn verifying(pem: impl AsRef<[u8]>) -> VerifyingKey {
    VerifyingKey::from_pem(pem).unwrap()
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, KeyError>) -> &'static str {
    result.unwrap_err().code()
}

mod npm_cases {
    use super::*;

    fn keys() -> Vec<(String, Value)> {
        let Value::Object(keys) = json("jsonwebtoken-cases.json")["keys"].take() else { panic!() };
        assert_eq!(keys.len(), 39);
        keys.into_iter().collect()
    }

    fn read(key: &Value) -> Result<VerifyingKey, KeyError> {
        let value = key["value"].as_str().unwrap();
        match (key["kind"].as_str().unwrap(), key["format"].as_str().unwrap()) {
            ("secret", "base64") => VerifyingKey::from_text(BASE64_STANDARD.decode(value).unwrap()),
            ("private", "pem") => {
                let passphrase = key["passphrase"].as_str().unwrap_or("not needed");
                SigningKey::from_encrypted_pem(value, passphrase).map(|key| VerifyingKey::from(&key))
            }
            ("secret" | "public" | "certificate", "utf8" | "pem") => VerifyingKey::from_text(value),
            other => panic!("{other:?}"),
        }
    }

    /// By the names in the file; the sizes are in the names of the keys.
    fn expected(name: &str, key: &Value) -> KeyInfo {
        let bits = if name.contains("1024") { 1024 } else { 2048 };
        match key["type"].as_str().unwrap() {
            "rsa" => KeyInfo::Rsa { bits },
            "rsa-pss" => KeyInfo::RsaPss { bits, parameters: pss(key["pss"].as_str().unwrap()) },
            "ec" => KeyInfo::Ec { curve: curve(key["curve"].as_str().unwrap()) },
            other => KeyInfo::Okp { curve: curve(other) },
        }
    }

    fn pss(text: &str) -> Option<PssParameters> {
        let hash = |name| match name {
            "sha256" => HashAlgorithm::Sha256,
            "sha512" => HashAlgorithm::Sha512,
            other => panic!("{other}"),
        };
        let (digest, rest) = text.split_once("/mgf1 ")?;
        let (mgf1, salt) = rest.split_once("/salt ").unwrap();
        Some(PssParameters::new(hash(digest), hash(mgf1), salt.parse().unwrap()))
    }

    fn curve(name: &str) -> Curve {
        let curves = [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1, Curve::Ed25519];
        curves.into_iter().find(|curve| curve.name() == name).unwrap()
    }

    #[test]
    #[cfg_attr(not(feature = "encrypted-keys"), ignore = "reads encrypted keys")]
    fn every_key_is_read_as_what_it_is() {
        for (name, key) in keys() {
            match name.as_str() {
                "secret_empty_bytes" => assert_eq!(code(read(&key)), "key_empty_secret"),
                "pem_garbage" => assert_eq!(code(read(&key)), "key_malformed"),
                secret if secret.starts_with("secret") => assert_eq!(read(&key).unwrap().info().kind(), "secret"),
                _ => {
                    let info = read(&key).unwrap_or_else(|error| panic!("{name}: {error}")).info().clone();
                    assert_eq!(info, expected(&name, &key), "{name}");
                }
            }
        }
    }

    #[test]
    #[cfg_attr(not(feature = "encrypted-keys"), ignore = "reads encrypted keys")]
    fn encodings_of_one_key_hold_the_same_key() {
        let keys = keys();
        let pairs = keys.iter().filter_map(|(_, key)| Some((key, key["same_key_as"].as_str()?)));
        let compared = pairs.map(|(key, same_as)| {
            let (_, original) = keys.iter().find(|(name, _)| name == same_as).unwrap();
            same(&read(key).unwrap(), &read(original).unwrap());
        });
        assert_eq!(compared.count(), 9);
    }

    #[test]
    #[cfg_attr(not(feature = "encrypted-keys"), ignore = "reads encrypted keys")]
    fn the_passphrase_decides_over_an_encrypted_key() {
        let keys = keys();
        let encrypted: Vec<_> = keys.iter().filter(|(_, key)| key["passphrase"].is_string()).collect();
        assert_eq!(encrypted.len(), 3);
        for (name, key) in encrypted {
            let pem = key["value"].as_str().unwrap();
            assert_eq!(code(SigningKey::from_pem(pem)), "key_passphrase_required", "{name}");
            assert_eq!(code(SigningKey::from_text(pem)), "key_passphrase_required", "{name}");
            assert_eq!(code(VerifyingKey::from_text(pem)), "key_passphrase_required", "{name}");
            for wrong in ["", "opensesame ", "Opensesame"] {
                assert_eq!(code(SigningKey::from_encrypted_pem(pem, wrong)), "key_decryption", "{name}");
            }
            assert!(VerifyingKey::from_encrypted_pem(pem, PASSPHRASE).is_ok(), "{name}");
        }
    }

    #[test]
    fn public_keys_do_not_sign() {
        for (name, key) in keys() {
            if name == "pem_garbage" || !matches!(key["kind"].as_str(), Some("public" | "certificate")) {
                continue;
            }
            let pem = key["value"].as_str().unwrap();
            let bytes = der(pem);
            for result in [
                SigningKey::from_pem(pem),
                SigningKey::from_text(pem),
                SigningKey::from_der(&bytes),
                SigningKey::from_text(&bytes),
            ] {
                assert_eq!(code(result), "key_not_private", "{name}");
            }
        }
    }

    #[test]
    fn der_is_read_as_its_pem() {
        for (name, key) in keys() {
            let pem = key["value"].as_str().unwrap();
            if key["format"] != "pem" || name == "pem_garbage" || name == "rsa2048_enc_pkcs1" {
                continue;
            }
            let bytes = der(pem);
            if key["passphrase"].is_string() {
                assert_eq!(code(VerifyingKey::from_der(&bytes)), "key_passphrase_required");
                continue;
            }
            let original = verifying(pem);
            same(&VerifyingKey::from_der(&bytes).unwrap(), &original);
            same(&VerifyingKey::from_text(&bytes).unwrap(), &original);
            if key["kind"] == "private" {
                same(&(&SigningKey::from_der(&bytes).unwrap()).into(), &original);
                same(&(&SigningKey::from_text(&bytes).unwrap()).into(), &original);
            }
            let trailing = [bytes.as_slice(), b"\n"].concat();
            assert_eq!(code(VerifyingKey::from_der(&trailing)), "key_malformed", "{name}");
            assert_eq!(code(VerifyingKey::from_text(&trailing)), "key_malformed", "{name}");
        }
    }

    #[test]
    fn debug_shows_no_key() {
        for (name, key) in keys() {
            let Ok(key) = read(&key) else { continue };
            let shown = format!("{key:?} {:?}", key.material());
            assert!(shown.len() < 220, "{name}: {shown}");
            assert!(!shown.contains("shhhhh") && !shown.contains('['), "{name}: {shown}");
        }
    }
}

mod pem_text {
    use super::*;

    fn one_line(pem: &str) -> String {
        let lines: Vec<&str> = pem.lines().collect();
        let [begin, body @ .., end] = lines.as_slice() else { panic!() };
        format!("{begin}\n{}\n{end}\n", body.concat())
    }

    fn lines_of(pem: &str, width: usize) -> String {
        let one_line = one_line(pem);
        let [begin, body, end] = one_line.lines().collect::<Vec<_>>().try_into().unwrap();
        let body: Vec<&str> = body.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{begin}\n{}\n{end}\n", body.join("\n"))
    }

    #[test]
    fn may_be_laid_out_in_many_ways() {
        for name in ["rsa", "rsa-public", "rsa-pkcs1", "p256-with-parameters", "ed25519-public", "ed25519-certificate"]
        {
            let pem = fixture(name);
            let original = verifying(&pem);
            let mut layouts = vec![
                format!("text before\n{pem}text after\n"),
                format!("subject=/CN=x\r\n\r\n{pem}"),
                format!("\u{feff}{pem}"),
                pem.replace('\n', "\r\n"),
                pem.replace('\n', "\r"),
                pem.trim_end().to_owned(),
                pem.replace('\n', " \n"),
                pem.replace('\n', "\n  "),
                pem.replace('\n', "\n\n"),
                pem.replace('\n', " "),
                pem.replace('\n', ""),
                pem.replacen("-----\n", "-----\nComment: a header\n\n", 1),
            ];
            if name != "p256-with-parameters" {
                layouts.push(one_line(&pem));
                layouts.extend([1, 3, 4, 63, 65, 76].map(|width| lines_of(&pem, width)));
            }
            for layout in layouts {
                let read = VerifyingKey::from_pem(&layout).unwrap_or_else(|error| panic!("{error}\n{layout}"));
                same(&read, &original);
                same(&VerifyingKey::from_text(&layout).unwrap(), &original);
            }
            let bytes = [b"\xff\xfe binary \0\n".as_slice(), pem.as_bytes(), b"\xff"].concat();
            same(&VerifyingKey::from_pem(bytes).unwrap(), &original);
        }
    }

    #[test]
    fn is_searched_by_kind_not_position() {
        let [spki, pkcs1, certificate, private] =
            ["ed448-public", "rsa-public-pkcs1", "ed25519-certificate", "p256"].map(fixture);
        let blocks = [&private, &certificate, &pkcs1, &spki];
        let text = |from: usize| blocks[..=from].iter().map(|block| block.as_str()).collect::<String>();
        for (last, expected) in blocks.iter().enumerate() {
            same(&verifying(text(last)), &verifying(expected));
        }
        let signing = SigningKey::from_pem([spki.as_str(), &certificate, &private, &fixture("rsa")].concat()).unwrap();
        same(&(&signing).into(), &verifying(&private));
        let certificates = [fixture("ed25519-certificate"), data_certificate()].concat();
        same(&verifying(certificates), &verifying(certificate));
    }

    fn data_certificate() -> String {
        json("jsonwebtoken-cases.json")["keys"]["rsa2048_cert"]["value"].as_str().unwrap().to_owned()
    }

    #[test]
    fn passes_over_other_blocks() {
        let other = "-----BEGIN DH PARAMETERS-----\n%%%\n-----END DH PARAMETERS-----\n";
        let open = "-----BEGIN X509 CRL-----\nAAAA\n";
        for around in [other, open, "-----BEGIN \n", "-----BEGIN -----", "-----BEGIN public key-----\n"] {
            let text = format!("{around}{}{around}", fixture("ed25519"));
            same(&verifying(&text), &verifying(fixture("ed25519")));
        }
    }

    #[test]
    fn without_a_readable_key_says_why() {
        let pem = fixture("ed25519-public");
        let cases = [
            ("no block", "no key here".to_owned(), "key_not_found_in_pem"),
            ("lower case", pem.to_lowercase(), "key_not_found_in_pem"),
            ("another block", pem.replace("PUBLIC KEY", "DH PARAMETERS"), "key_not_found_in_pem"),
            ("no end", pem.replace("-----END PUBLIC KEY-----", ""), "key_malformed"),
            ("another end", pem.replace("END PUBLIC", "END PRIVATE"), "key_malformed"),
            ("short end", pem.replace("END PUBLIC KEY-----", "END PUBLIC KEY----"), "key_malformed"),
            ("literal \\n", pem.replace('\n', "\\n"), "key_malformed"),
            ("not base64", pem.replacen("MC", "M!", 1), "key_malformed"),
            ("no body", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n".into(), "key_malformed"),
            ("empty body", "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----".into(), "key_malformed"),
            ("another structure", pem.replace("PUBLIC KEY", "CERTIFICATE"), "key_malformed"),
            ("OpenSSH", fixture("openssh"), "key_unsupported"),
            ("DSA", fixture("dsa-traditional"), "key_unsupported"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(code(VerifyingKey::from_pem(&text)), expected, "{name}");
            if name != "no block" {
                assert_eq!(code(VerifyingKey::from_text(&text)), expected, "{name}");
                assert_eq!(code(VerifyingKey::from_secret(&text)), "key_not_a_secret", "{name}");
            }
        }
    }
}

mod structures {
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

    fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
        [vec![tag], length(value.len()), value.to_vec()].concat()
    }

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
            VerifyingKey::from_der([vec![0x30], length(body.len()), body].concat())
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
        [vec![2], length(bytes.len()), bytes.to_vec()].concat()
    }

    fn length(length: usize) -> Vec<u8> {
        match u8::try_from(length) {
            Ok(short) if short < 128 => vec![short],
            _ => [vec![0x82], u16::try_from(length).unwrap().to_be_bytes().to_vec()].concat(),
        }
    }

    fn block(label: &str, bytes: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64_STANDARD.encode(bytes))
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
}

#[cfg(feature = "encrypted-keys")]
mod passphrases {
    use super::*;

    #[test]
    fn open_what_openssl_wrote() {
        let rsa = [
            "rsa-legacy-aes128",
            "rsa-legacy-aes192",
            "rsa-legacy-aes256",
            "rsa-legacy-des3",
            "rsa-pbes2-des3",
            "rsa-pbes2-sha1",
            "rsa-pbes2-sha512",
            "rsa-scrypt",
        ];
        for (name, original) in rsa.map(|name| (name, "rsa")).into_iter().chain([("p256-legacy-aes128", "p256")]) {
            let pem = fixture(name);
            let original = verifying(fixture(original));
            let key =
                SigningKey::from_encrypted_pem(&pem, PASSPHRASE).unwrap_or_else(|error| panic!("{name}: {error}"));
            same(&(&key).into(), &original);
            let crlf = pem.replace('\n', "\r\n");
            same(&VerifyingKey::from_encrypted_pem(crlf, PASSPHRASE).unwrap(), &original);
            assert_eq!(code(SigningKey::from_pem(&pem)), "key_passphrase_required", "{name}");
            assert_eq!(code(SigningKey::from_encrypted_pem(&pem, "wrong")), "key_decryption", "{name}");
            if !name.contains("legacy") {
                let key = SigningKey::from_encrypted_der(der(&pem), PASSPHRASE).unwrap();
                assert!(VerifyingKey::from_encrypted_der(der(&pem), PASSPHRASE).is_ok());
                same(&(&key).into(), &original);
                assert_eq!(code(SigningKey::from_secret(der(&pem))), "key_not_a_secret", "{name}");
            }
        }
    }

    #[test]
    fn are_ignored_where_there_is_nothing_to_open() {
        for name in ["rsa", "rsa-pkcs1", "p256-with-parameters", "ed25519"] {
            let key = SigningKey::from_encrypted_pem(fixture(name), "not needed").unwrap();
            same(&(&key).into(), &verifying(fixture(name)));
        }
        assert!(VerifyingKey::from_encrypted_pem(fixture("rsa-public"), "not needed").is_ok());
    }

    /// One in 256 wrong passphrases leaves padding that looks right.
    #[test]
    fn that_are_wrong_are_always_the_same_error() {
        let pem = fixture("p256-legacy-aes128");
        for number in 0..2000 {
            assert_eq!(code(SigningKey::from_encrypted_pem(&pem, number.to_string())), "key_decryption");
        }
    }

    #[test]
    fn do_not_open_unknown_or_broken_ciphers() {
        let legacy = fixture("p256-legacy-aes128");
        let with = |dek_info: &str| {
            let lines = legacy.lines().map(|line| if line.starts_with("DEK-Info") { dek_info } else { line });
            SigningKey::from_encrypted_pem(lines.collect::<Vec<_>>().join("\n"), PASSPHRASE)
        };
        for unknown in ["DEK-Info: DES-CBC,0011223344556677", "DEK-Info: AES-128-CBC", "DEK-Info:", "Other: x"] {
            assert_eq!(code(with(unknown)), "key_unsupported", "{unknown}");
        }
        for broken in ["", "00", "001", "0011223344556677", "zz112233445566778899aabbccddeeff"] {
            assert_eq!(code(with(&format!("DEK-Info: AES-128-CBC,{broken}"))), "key_decryption", "{broken}");
        }
        for name in ["rsa-legacy-camellia128", "rsa-pbes1"] {
            assert_eq!(code(SigningKey::from_encrypted_pem(fixture(name), PASSPHRASE)), "key_unsupported", "{name}");
        }
    }

    /// `pkcs5` slices a short vector of triple DES without looking, and takes the logarithm of the scrypt cost.
    #[test]
    fn of_hostile_parameters_neither_panic_nor_hang() {
        let des = der(&fixture("rsa-pbes2-des3"));
        let iv = find(&des, &[0x04, 0x08], 2);
        assert_eq!(des[iv], 0x04);
        let mut short_iv = des.clone();
        short_iv[iv..iv + 10].copy_from_slice(&[4, 2, 1, 2, 4, 4, 1, 2, 3, 4]);
        assert_eq!(code(SigningKey::from_encrypted_der(&short_iv, PASSPHRASE)), "key_malformed");

        for at in 0..120 * 8 {
            let mut flipped = des.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            let _ = SigningKey::from_encrypted_der(flipped, PASSPHRASE);
        }

        // OpenSSL's scrypt: N = 16384, r = 8, p = 1
        let scrypt = der(&fixture("rsa-scrypt"));
        let cost = find(&scrypt, &[0x02, 0x02, 0x40, 0x00], 1);
        let with_cost = |bytes: [u8; 4]| {
            let mut changed = scrypt.clone();
            changed[cost..cost + 4].copy_from_slice(&bytes);
            SigningKey::from_encrypted_der(changed, PASSPHRASE)
        };
        assert!(with_cost([2, 2, 0x40, 0]).is_ok());
        assert_eq!(code(with_cost([2, 2, 0x40, 1])), "key_decryption", "not a power of two");
        assert_eq!(code(with_cost([2, 2, 0xff, 0])), "key_malformed", "negative");
    }

    #[test]
    fn do_not_open_ciphers_of_pbes2_that_are_unknown_or_broken() {
        let open = |cipher: &[u8], iv: &[u8]| {
            let pbkdf2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
            code(SigningKey::from_encrypted_der(encrypted_by(cipher, iv, &pbkdf2, &[&[1]]), "x"))
        };
        for (cipher, iv) in [(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7][..], 8), (&[0x2b, 0x0e, 3, 2, 7], 8)] {
            assert!(["key_decryption", "key_unsupported"].contains(&open(cipher, &[2; 16][..iv])), "{cipher:?}");
            for short in 0..iv {
                assert_eq!(open(cipher, &[2; 16][..short]), "key_malformed", "{cipher:?} {short}");
            }
        }
        let camellia = [0x2a, 0x83, 0x08, 0x8c, 0x9a, 0x4b, 0x3d, 1, 1, 1, 2];
        assert_eq!(open(&camellia, &[2; 16]), "key_unsupported");
    }

    #[test]
    fn of_a_cost_beyond_reason_are_refused_at_once() {
        let pbkdf2 = |iterations: &[u8]| encrypted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12], &[iterations]);
        let scrypt = |n: &[u8], r: &[u8], p: &[u8]| encrypted(&[0x2b, 6, 1, 4, 1, 0xda, 0x47, 4, 11], &[n, r, p]);
        let start = std::time::Instant::now();
        for refused in [
            pbkdf2(&[0]),
            pbkdf2(&[0, 0x98, 0x96, 0x81]),
            pbkdf2(&[5, 0xf5, 0xe1, 0]),
            scrypt(&[0], &[8], &[1]),
            scrypt(&[8, 0, 0], &[8], &[1]),
            scrypt(&[64, 0], &[8], &[127]),
            scrypt(&[64, 0], &[0], &[1]),
            scrypt(&[64, 0], &[8], &[0]),
            scrypt(&[127, 255, 255, 255, 255, 255, 255, 255], &[127, 255], &[127, 255]),
        ] {
            assert_eq!(code(SigningKey::from_encrypted_der(refused, "x")), "key_unsupported");
        }
        assert!(start.elapsed().as_secs() < 2);
        for bearable in [pbkdf2(&[1]), scrypt(&[1], &[8], &[1]), scrypt(&[3], &[8], &[1]), scrypt(&[4], &[1], &[1])] {
            assert_eq!(code(SigningKey::from_encrypted_der(bearable, "x")), "key_decryption");
        }
    }

    /// `EncryptedPrivateKeyInfo` with PBES2, AES-128-CBC, a salt and the numbers as the cost of the derivation.
    fn encrypted(kdf: &[u8], numbers: &[&[u8]]) -> Vec<u8> {
        encrypted_by(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2], &[2; 16], kdf, numbers)
    }

    /// With another cipher and its initialization vector.
    fn encrypted_by(cipher: &[u8], iv: &[u8], kdf: &[u8], numbers: &[&[u8]]) -> Vec<u8> {
        let pbes2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
        let numbers: Vec<u8> = numbers.iter().flat_map(|number| tlv(2, number)).collect();
        let kdf = tlv(0x30, &[tlv(6, kdf), tlv(0x30, &[tlv(4, &[1; 8]), numbers].concat())].concat());
        let cipher = tlv(0x30, &[tlv(6, cipher), tlv(4, iv)].concat());
        let scheme = tlv(0x30, &[tlv(6, &pbes2), tlv(0x30, &[kdf, cipher].concat())].concat());
        tlv(0x30, &[scheme, tlv(4, &[3; 16])].concat())
    }

    fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
        let length = u8::try_from(value.len()).unwrap();
        if length < 128 { [&[tag, length], value].concat() } else { [&[tag, 0x81, length], value].concat() }
    }

    /// Where a pattern begins for the n-th time.
    fn find(bytes: &[u8], pattern: &[u8], nth: usize) -> usize {
        let mut matches = bytes.windows(pattern.len()).enumerate().filter(|(_, window)| *window == pattern);
        matches.nth(nth - 1).unwrap().0
    }
}

#[cfg(not(feature = "encrypted-keys"))]
mod passphrases {
    use super::*;

    #[test]
    fn need_the_feature() {
        for name in ["rsa-legacy-aes128", "rsa-pbes2-sha512"] {
            assert_eq!(code(SigningKey::from_pem(fixture(name))), "key_passphrase_required");
            assert_eq!(code(SigningKey::from_encrypted_pem(fixture(name), PASSPHRASE)), "key_unsupported");
        }
    }
}

mod secrets {
    use super::*;

    #[track_caller]
    fn is_refused(bytes: &[u8], what: &str) {
        assert_eq!(code(VerifyingKey::from_secret(bytes)), "key_not_a_secret", "{what}");
        assert_eq!(code(SigningKey::from_secret(bytes)), "key_not_a_secret", "{what}");
        for info in [
            VerifyingKey::from_text(bytes).ok().map(|key| key.info().clone()),
            SigningKey::from_text(bytes).ok().map(|key| key.info().clone()),
        ] {
            assert!(!matches!(info, Some(KeyInfo::Secret { .. })), "{what}");
        }
    }

    #[test]
    fn are_no_encoded_keys() {
        let attacks = json("attacks/attacks.json");
        let cases = attacks["cases"].as_array().unwrap().iter().filter(|case| case["key"]["form"] == "untyped");
        let refused = cases.map(|case| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(case["key"]["b64u"].as_str().unwrap()).unwrap();
            is_refused(&bytes, case["desc"].as_str().unwrap());
        });
        assert_eq!(refused.count(), 66);
    }

    #[test]
    fn are_no_keys_in_further_disguise() {
        let pem = fixture("rsa-public");
        let bytes = der(&pem);
        let wrapped = BASE64_STANDARD.encode(&bytes);
        let jwk = r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#;
        let in_lines = |text: &str, width: usize, end: &str| {
            let lines: Vec<&str> =
                text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
            lines.join(end)
        };
        let ssh = [b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\x01\x01".as_slice(), &[0xa5; 257]].concat();
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let cases = [
            ("UTF-16 PEM", utf16(&pem)),
            ("UTF-16 JWK", utf16(jwk)),
            ("PEM with spaced marks", pem.replace("-----", "- - - ").into()),
            ("PEM without its first line", pem.split_once('\n').unwrap().1.into()),
            ("PEM body", pem.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n").into()),
            ("base64 with CRLF", wrapped.replace('/', "/\r\n").into()),
            ("base64 in lines of 16", in_lines(&wrapped, 16, "\n").into()),
            ("base64 in indented lines", in_lines(&wrapped, 64, "\r\n\t  ").into()),
            ("base64 in lines of 3", in_lines(&wrapped, 3, " ").into()),
            ("base64 with a space", format!("{} {}", &wrapped[..10], &wrapped[10..]).into()),
            ("base64 with two spaces", format!("{} {} {}", &wrapped[..10], &wrapped[10..18], &wrapped[18..]).into()),
            ("base64 in broken lines", in_lines(&in_lines(&wrapped, 60, "\n"), 65, "\n").into()),
            ("base64 behind a long word", format!("my-production-key-2024 {wrapped}").into()),
            ("base64 in JSON with escapes", format!(r#"{{"key":"{}"}}"#, wrapped.replace('/', r"\/")).into()),
            ("base64 with continued lines", in_lines(&wrapped, 64, "\\\n").into()),
            ("base64 with tabs spelled out", wrapped.replace('/', r"/\n\t").into()),
            ("hexadecimal digits after 0X", format!("0X{}", hex(&bytes, "")).into()),
            ("base64 behind words", format!("this is a key {}", in_lines(&wrapped, 76, "\n")).into()),
            ("base64 in quotes, with text behind", format!("\"{wrapped}\", a key").into()),
            ("base64 twice", BASE64_STANDARD.encode(der(&fixture("ed25519-public"))).repeat(2).into()),
            ("UTF-16 base64", utf16(&wrapped)),
            ("base64 after a word", format!("Key: {wrapped}").into()),
            ("base64 in JSON", format!(r#"{{"realm":"x","public_key":"{wrapped}"}}"#).into()),
            ("base64 with line breaks spelled out", wrapped.replace('/', r"/\n").into()),
            ("base64 in lines with breaks spelled out", in_lines(&wrapped, 10, r"\n").into()),
            ("base64 in lines with breaks of Windows spelled out", in_lines(&wrapped, 10, r"\r\n").into()),
            ("UTF-16 base64 in lines with breaks spelled out", utf16(&in_lines(&wrapped, 10, r"\n"))),
            ("base64 with a letter over", format!("{wrapped}x").into()),
            ("base64 as a data URL", format!("data:application/x-pem-file;base64,{wrapped}").into()),
            ("hexadecimal digits", hex(&bytes, "").into()),
            ("hexadecimal digits of PEM", hex(pem.as_bytes(), "").into()),
            ("hexadecimal digits of a JWK", hex(jwk.as_bytes(), "").into()),
            ("hexadecimal digits in lines", in_lines(&hex(&bytes, ""), 31, "\r\n").into()),
            ("hexadecimal digits with spaces", hex(&bytes, " ").into()),
            ("UTF-16 hexadecimal digits", utf16(&hex(&bytes, ""))),
            ("hexadecimal digits with colons", hex(&bytes, ":").to_uppercase().into()),
            ("hexadecimal digits after 0x", format!("0x{}", hex(&bytes, "")).into()),
            ("hexadecimal digits with dashes", hex(&bytes, "-").to_uppercase().into()),
            ("hexadecimal digits in a list", format!("0x{}", hex(&bytes, ", 0x")).into()),
            ("hexadecimal digits as escapes", format!("\\x{}", hex(&bytes, "\\x")).into()),
            ("DER after zeros", [b"\0\0", bytes.as_slice()].concat()),
            ("DER after a line break", [b"\r\n", bytes.as_slice()].concat()),
            ("DER after a byte order mark", [b"\xef\xbb\xbf", bytes.as_slice()].concat()),
            ("base64url", BASE64_URL_SAFE_NO_PAD.encode(&bytes).into()),
            ("base64 of PEM", BASE64_STANDARD.encode(&pem).into()),
            ("base64 of a JWK", BASE64_STANDARD.encode(jwk).into()),
            ("the shortest base64 of a JWK", BASE64_URL_SAFE_NO_PAD.encode(r#"{"kty":"oct","k":""}"#).into()),
            ("base64 of a certificate", BASE64_STANDARD.encode(der(&fixture("ed25519-certificate"))).into()),
            ("PEM in JSON", serde_json::to_string(&serde_json::json!({ "key": pem })).unwrap().into()),
            ("JWK with an escaped name", br#"{"\u006b\u0074y":"RSA"}"#.to_vec()),
            ("UTF-16 JWK with an escaped name", utf16(r#"{"kt\u0079":"RSA"}"#)),
            ("JWK with another escaped name", br#" [{"a":{"kt\u0079" :"RSA"}}]"#.to_vec()),
            ("JWK in broken JSON", br#"{"a":"b, "kty":"RSA""#.to_vec()),
            ("JWK with an escaped name in broken JSON", br#"{"a":[[,"\u006bty":"RSA""#.to_vec()),
            ("JWK in JSON text", serde_json::to_string(jwk).unwrap().into()),
            ("JWK deep down", format!("{}{jwk}", r#"{"a":["#.repeat(5000)).into()),
            ("OpenSSH", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@host".to_vec()),
            ("OpenSSH with options", b"no-pty ssh-rsa AAAAB3NzaC1yc2E".to_vec()),
            ("OpenSSH without name", b"AAAAB3NzaC1yc2EAAAADAQAB".to_vec()),
            ("OpenSSH ECDSA", b"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY".to_vec()),
            ("SSH2", b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA".to_vec()),
            ("PuTTY", b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none".to_vec()),
            ("OpenSSH bytes", ssh.clone()),
            ("base64 of OpenSSH bytes", in_lines(&BASE64_STANDARD.encode(&ssh), 8, "\n").into()),
            ("hexadecimal digits of OpenSSH bytes", hex(&ssh, "").into()),
            ("OpenSSH bytes of Ed25519", [b"\0\0\0\x0bssh-ed25519\0\0\0\x20".as_slice(), &[7; 32]].concat()),
            ("XML with a prefix", b"<ds:RSAKeyValue><ds:Modulus>AQ==</ds:Modulus></ds:RSAKeyValue>".to_vec()),
            ("XML of a curve with a prefix", b"<dsig11:ECKeyValue><dsig11:NamedCurve/></dsig11:ECKeyValue>".to_vec()),
            ("XML of a modulus", b"<ds:Modulus Id=\"m\">AQ==</ds:Modulus>".to_vec()),
            ("XML", b"<RSAKeyValue><Modulus>AQ==</Modulus></RSAKeyValue>".to_vec()),
            ("even modulus in SPKI", even_modulus()),
            ("PKCS#1 with a modulus that is too large", pkcs1_public(&[0x7f; 2100], &[1, 0, 1])),
            ("PKCS#1 with an exponent that is too large", pkcs1_public(&[0x7f; 256], &[0x7f; 9])),
        ];
        for (what, bytes) in cases {
            is_refused(&bytes, what);
        }
    }

    fn hex(bytes: &[u8], between: &str) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
    }

    fn pkcs1_public(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let sequence = [tlv(2, modulus), tlv(2, exponent)].concat();
        tlv(0x30, &sequence)
    }

    fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
        let [high, low] = u16::try_from(value.len()).unwrap().to_be_bytes();
        let length = match value.len() {
            0..128 => vec![low],
            128..256 => vec![0x81, low],
            _ => vec![0x82, high, low],
        };
        [&[tag], length.as_slice(), value].concat()
    }

    fn even_modulus() -> Vec<u8> {
        let mut bytes = der(&fixture("rsa-public"));
        let last = bytes.len() - 6;
        bytes[last] &= 0xfe;
        bytes
    }

    #[test]
    fn of_zeros_are_empty() {
        for secret in [[].as_slice(), &[0], &[0; 64]] {
            assert_eq!(code(VerifyingKey::from_secret(secret)), "key_empty_secret");
            assert_eq!(code(SigningKey::from_text(secret)), "key_empty_secret");
        }
    }

    /// A fixed generator (xorshift): the same secrets at every run.
    #[test]
    fn of_random_bytes_are_secrets() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut byte = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        };
        for round in 0..20_000 {
            let mut secret: Vec<u8> = (0..[16, 32, 48, 64][round % 4]).map(|_| byte()).collect();
            if round % 3 == 0 {
                // the likeliest mistake: bytes that start as DER does
                secret[0] = 0x30;
                secret[1] = u8::try_from(secret.len() - 2).unwrap();
            }
            is_secret(&secret);
            is_secret(BASE64_STANDARD.encode(&secret).as_bytes());
            is_secret(BASE64_URL_SAFE_NO_PAD.encode(&secret).as_bytes());
        }
    }

    #[test]
    fn of_text_are_secrets() {
        let deep = "[".repeat(1_000_000);
        for secret in [
            "shhhhh",
            "пароль",
            "a",
            "{}",
            r#"{"some":"json"}"#,
            "kty",
            "MIIB",
            "begin",
            "----",
            "correct horse battery staple",
            "0123456789abcdef0123456789abcdef",
            deep.as_str(),
        ] {
            is_secret(secret.as_bytes());
        }
    }

    /// Two numbers that are no RSA key: the first is even.
    #[test]
    fn of_der_that_is_no_key_are_secrets() {
        is_secret(&[0x30, 6, 2, 1, 4, 2, 1, 3]);
    }

    #[track_caller]
    fn is_secret(bytes: &[u8]) {
        for key in [VerifyingKey::from_text(bytes).unwrap(), VerifyingKey::from_secret(bytes).unwrap()] {
            assert_eq!(key.info(), &KeyInfo::Secret { bytes: bytes.len() });
            assert!(matches!(key.material(), KeyMaterial::Secret(secret) if secret == bytes));
        }
        assert!(matches!(SigningKey::from_text(bytes).unwrap().info(), KeyInfo::Secret { .. }));
    }
}
