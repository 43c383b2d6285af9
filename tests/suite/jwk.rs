//! JSON Web Keys: what is read, what is refused, what they are for, and how they are written.
#![expect(clippy::needless_pass_by_value, reason = "`json!` makes values, and the calls stay short")]

use serde_json::{Value, json};
use webtoken::{
    Jwk, JwkSet, KeyError, SigningKey, VerifyingKey,
    key::{Curve, KeyInfo, KeyMaterial},
};

/// The keys of the attack corpus.
fn keys() -> Value {
    let file: Value = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    file["keys"].clone()
}

#[track_caller]
fn jwk(value: &Value) -> Jwk {
    Jwk::from_json(value.to_string()).unwrap()
}

#[track_caller]
fn public(value: &Value) -> Result<VerifyingKey, KeyError> {
    VerifyingKey::from_jwk(&jwk(value))
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, KeyError>) -> &'static str {
    result.unwrap_err().code()
}

fn with(key: &Value, members: Value) -> Value {
    let mut key = key.clone();
    for (name, value) in members.as_object().unwrap() {
        key[name] = value.clone();
    }
    key
}

fn without(key: &Value, name: &str) -> Value {
    let mut key = key.clone();
    key.as_object_mut().unwrap().remove(name);
    key
}

const ASYMMETRIC: [(&str, &str); 7] = [
    ("rsa2048", "RSA"),
    ("rsa3072", "RSA"),
    ("p256", "EC"),
    ("p384", "EC"),
    ("p521", "EC"),
    ("secp256k1", "EC"),
    ("ed25519", "OKP"),
];

mod reading {
    use super::*;

    /// The same key in PEM and as a JWK.
    #[test]
    fn every_type_is_read() {
        for (name, kty) in ASYMMETRIC {
            let key = &keys()[name];
            let from_pem = VerifyingKey::from_pem(key["spki_pem"].as_str().unwrap()).unwrap();
            let from_jwk = public(&key["jwk_public"]).unwrap();
            assert_eq!(jwk(&key["jwk_public"]).kty(), kty);
            assert_eq!(from_jwk.info(), from_pem.info(), "{name}");
            assert_eq!(bytes(from_jwk.material()), bytes(from_pem.material()), "{name}");
            assert_eq!(code(SigningKey::from_jwk(&jwk(&key["jwk_public"]))), "key_not_private", "{name}");
        }
    }

    #[test]
    #[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "derives public keys")]
    fn every_private_type_is_read() {
        for (name, _) in ASYMMETRIC {
            let key = &keys()[name];
            let from_pem = SigningKey::from_pem(key["pkcs8_pem"].as_str().unwrap()).unwrap();
            let from_jwk = SigningKey::from_jwk(&jwk(&key["jwk_private"])).unwrap();
            assert_eq!(from_jwk.info(), from_pem.info(), "{name}");
            assert_eq!(bytes(from_jwk.material()), bytes(from_pem.material()), "{name}");
            assert_eq!(public(&key["jwk_private"]).unwrap().info(), from_pem.info(), "{name}");
        }
    }

    fn bytes(material: &KeyMaterial) -> Vec<u8> {
        match material {
            KeyMaterial::Secret(bytes)
            | KeyMaterial::RsaPrivate(bytes)
            | KeyMaterial::EcPrivate { scalar: bytes, .. }
            | KeyMaterial::OkpPrivate { seed: bytes, .. } => bytes.to_vec(),
            KeyMaterial::RsaPublic(bytes)
            | KeyMaterial::EcPublic { point: bytes, .. }
            | KeyMaterial::OkpPublic { bytes, .. } => bytes.clone(),
            _ => panic!("a new kind of material"),
        }
    }

    #[test]
    fn a_secret_is_read() {
        let key = jwk(&json!({ "kty": "oct", "k": "c2hoaGho" }));
        for info in [SigningKey::from_jwk(&key).unwrap().info(), VerifyingKey::from_jwk(&key).unwrap().info()] {
            assert_eq!(info, &KeyInfo::Secret { bytes: 6 });
        }
    }

    #[test]
    fn keys_that_sign_nothing_are_known() {
        for (crv, curve, length) in
            [("X25519", Curve::X25519, 43), ("X448", Curve::X448, 75), ("Ed448", Curve::Ed448, 76)]
        {
            let key = json!({ "kty": "OKP", "crv": crv, "x": "A".repeat(length) });
            assert_eq!(public(&key).unwrap().info(), &KeyInfo::Okp { curve });
            assert_eq!(code(SigningKey::from_jwk(&jwk(&with(&key, json!({ "d": key["x"] }))))), "key_unsupported");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            "\"s3cret\"",
            "7",
            r#"{"kty":7}"#,
            r#"{"kty":null}"#,
            r#"{"kty":"oct","k":{}}"#,
            r#"{"kty":"oct","k":["s3cret"]}"#,
            r#"{"kty":"oct","k":31337}"#,
            r#"{"kty":"oct","k":true}"#,
            r#"{"kty":"oct","k":null}"#,
            r#"{"kty":"oct","kty":"oct","k":"AQ"}"#,
            r#"{"kty":"oct","k":"AQ","\u006b":"AQ"}"#,
            r#"{"kty":"oct","k":"AQ","other":{"a":1,"a":2}}"#,
            r#"{"kty":"oct","k":"AQ","key_ops":"sign"}"#,
            r#"{"kty":"oct","k":"AQ","key_ops":["sign",31337]}"#,
            r#"{"kty":"oct","k":"AQ","alg":1}"#,
            r#"{"kty":"oct","k":"AQ","use":1}"#,
            r#"{"kty":"oct","k":"AQ","kid":1}"#,
            r#"{"kty":"oct","k":"AQ"} {}"#,
            r#"{"kty":"oct","k":"AQ""#,
            "{\"kty\":\"oct\",\"k\":\"\u{1}\"}",
        ] {
            let error = Jwk::from_json(text).unwrap_err();
            assert_eq!(error.code(), "key_malformed", "{text}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("s3cret") && !shown.contains("31337"), "{shown}");
        }
        assert_eq!(code(Jwk::from_json([b"{\"kty\":\"\xff\"}".as_slice()].concat())), "key_malformed");
        let deep = format!(r#"{{"kty":"oct","x":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(code(Jwk::from_json(deep)), "key_malformed");
    }

    #[test]
    fn other_formats_than_text_work() {
        let value =
            json!({ "kty": "oct", "k": "c2hoaGho", "key_ops": ["sign", "verify"], "kid": "a", "other": [1, {}] });
        let key: Jwk = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&key).unwrap(), value);
        let error = serde_json::from_value::<Jwk>(json!("s3cret")).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
        let key: Jwk = toml::from_str("kty = 'oct'\nk = 'c2hoaGho'").unwrap();
        assert_eq!(key.kty(), "oct");
    }

    #[test]
    fn parameters_are_written_in_the_order_in_which_they_came() {
        let key = SigningKey::from_secret("shhhhh").unwrap().to_jwk().unwrap();
        let key = key.with_kid("k1").with_alg("HS256").with_use("sig");
        let expected = r#"{"kty":"oct","k":"c2hoaGho","kid":"k1","alg":"HS256","use":"sig"}"#;
        assert_eq!(serde_json::to_string(&key).unwrap(), expected);
        assert_eq!(serde_json::to_string(&key.with_use("enc").with_use("sig")).unwrap(), expected);
    }

    /// Whatever their type, and in the set too.
    #[test]
    fn parameters_that_are_unknown_survive() {
        let jwk = r#"{"x5t#S256":"AA","kty":"OKP","z":{"b":[1,2.5,null],"a":true},"crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","iat":1700000000,"kid":"k1"}"#;
        let read = Jwk::from_json(jwk).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), jwk);
        assert_eq!(read.get("iat"), Some(json!(1_700_000_000)));
        assert_eq!(read.get("z"), Some(json!({ "a": true, "b": [1, 2.5, null] })));
        assert_eq!((read.get("kid"), read.get("d")), (Some(json!("k1")), None));
        assert_eq!(serde_json::to_string(&read.with_kid("k2")).unwrap(), jwk.replace("k1", "k2"));
        let set = format!(r#"{{"keys":[{jwk}]}}"#);
        assert_eq!(serde_json::to_string(&JwkSet::from_json(&set).unwrap()).unwrap(), set);
    }

    #[test]
    fn wrong_numbers_are_refused() {
        let keys = keys();
        let [rsa, p256, ed25519] = ["rsa2048", "p256", "ed25519"].map(|name| &keys[name]["jwk_public"]);
        let cases = [
            (with(rsa, json!({ "n": format!("AA{}", "A".repeat(340)) })), "key_malformed"),
            (with(rsa, json!({ "n": format!("{}A", rsa["n"].as_str().unwrap()) })), "key_malformed"),
            (with(rsa, json!({ "n": format!("{}=", rsa["n"].as_str().unwrap()) })), "key_malformed"),
            (with(rsa, json!({ "n": "_".repeat(1366) + "8" })), "key_unsupported"),
            (with(rsa, json!({ "n": "_".repeat(4_000_000) })), "key_unsupported"),
            (with(rsa, json!({ "e": "_".repeat(4_000_000) })), "key_unsupported"),
            (with(rsa, json!({ "e": "AAEAAQ" })), "key_malformed"),
            (with(rsa, json!({ "e": "" })), "key_malformed"),
            (with(rsa, json!({ "e": "AgAAAAE" })), "key_unsupported"),
            (with(rsa, json!({ "e": "AA" })), "key_malformed"),
            (with(rsa, json!({ "n": "AA" })), "key_malformed"),
            (without(rsa, "e"), "key_malformed"),
            (without(rsa, "n"), "key_malformed"),
            (with(p256, json!({ "crv": "Ed25519" })), "key_unsupported"),
            (with(p256, json!({ "kty": "OKP" })), "key_unsupported"),
            (with(p256, json!({ "kty": "ec" })), "key_unsupported"),
            (without(p256, "crv"), "key_malformed"),
            (with(p256, json!({ "y": "" })), "key_malformed"),
            (with(ed25519, json!({ "x": "A".repeat(44) })), "key_malformed"),
            (json!({ "kty": "oct" }), "key_malformed"),
            (json!({ "kty": "oct", "k": "" }), "key_empty_secret"),
            (json!({ "kty": "oct", "k": "AAAA" }), "key_empty_secret"),
            (json!({ "kty": "oct", "k": "AQ=" }), "key_malformed"),
            (json!({ "kty": "oct", "k": "AR" }), "key_malformed"),
            (json!({ "kty": "oct", "k": "c2hoaGho", "alg": "HS256" }), "key_weak"),
            (json!({ "kty": "AKP", "pub": "AA" }), "key_unsupported"),
        ];
        for (key, expected) in cases {
            assert_eq!(code(public(&key)), expected, "{:.200}", key.to_string());
        }
        let longest = with(rsa, json!({ "n": "_".repeat(1365) + "w" }));
        assert_eq!(public(&longest).unwrap().info().modulus_bits(), Some(8192));
    }

    #[test]
    fn messages_name_the_field() {
        let message = |value: &Value| public(value).unwrap_err().to_string();
        let rsa = &keys()["rsa2048"]["jwk_public"];
        for (value, expected) in [
            (without(rsa, "n"), "field \"n\" is missing"),
            (with(rsa, json!({ "n": "AQ!B" })), "field \"n\": invalid base64url at byte 2"),
            (with(rsa, json!({ "n": "AB" })), "field \"n\": invalid base64url at byte 1"),
            (with(rsa, json!({ "n": "AAAAA" })), "field \"n\": invalid base64url at byte 5"),
            (with(rsa, json!({ "n": "" })), "field \"n\" is empty"),
            (with(rsa, json!({ "e": "AAEAAQ" })), "field \"e\" is zero or has a leading zero"),
        ] {
            assert_eq!(message(&value), format!("JSON Web Key cannot be read: {expected}"));
        }
    }

    /// A modulus that is a power of 65537 leaves such powers whatever it is divided by, as those of ROCA do.
    #[test]
    fn keys_of_a_flawed_generator() {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        // Times 65537: added to itself, two bytes further up.
        let times = |number: Vec<u8>| {
            let mut carry = 0;
            let mut product = Vec::new();
            for at in 0..number.len() + 2 {
                let digit = |at: usize| number.get(at).copied().map_or(0, u16::from);
                let sum = digit(at) + at.checked_sub(2).map_or(0, digit) + carry;
                product.push(sum.to_le_bytes()[0]);
                carry = sum >> 8;
            }
            product.truncate(product.iter().rposition(|byte| *byte != 0).unwrap() + 1);
            product
        };
        let mut modulus = (0..128).fold(vec![1], |number, _| times(number));
        modulus.reverse();
        let key = |modulus: &[u8]| json!({ "kty": "RSA", "e": "AQAB", "n": BASE64_URL_SAFE_NO_PAD.encode(modulus) });
        assert_eq!(code(public(&key(&modulus))), "key_weak");
        // Refused as a key, it is no secret either.
        let numbers = [&[2, 0x82, 1, 1][..], &modulus, &[2, 3, 1, 0, 1]].concat();
        let der = [&[0x30, 0x82, 1, 10][..], &numbers].concat();
        assert_eq!(code(VerifyingKey::from_der(&der)), "key_weak");
        assert_eq!(code(VerifyingKey::from_text(&der)), "key_weak");
        assert_eq!(code(VerifyingKey::from_secret(&der)), "key_not_a_secret");
        *modulus.last_mut().unwrap() ^= 2;
        assert!(public(&key(&modulus)).is_ok());
    }

    /// What is an encoded key is no secret, also inside a JWK.
    #[test]
    fn a_key_in_a_secrets_clothes_is_refused() {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        let key = &keys()["rsa2048"];
        for text in [key["spki_pem"].as_str().unwrap().to_owned(), key["jwk_public"].to_string()] {
            let key = json!({ "kty": "oct", "k": BASE64_URL_SAFE_NO_PAD.encode(text) });
            assert_eq!(code(public(&key)), "key_not_a_secret");
        }
    }

    #[test]
    fn incomplete_private_keys_are_refused() {
        let key = &keys()["rsa2048"]["jwk_private"];
        for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
            for key in [without(key, name), with(key, json!({ (name): "AA" }))] {
                assert_eq!(code(SigningKey::from_jwk(&jwk(&key))), "key_malformed", "{name}");
                assert_eq!(code(public(&key)), "key_malformed", "{name}");
            }
        }
        let more = with(key, json!({ "oth": [] }));
        assert_eq!(code(SigningKey::from_jwk(&jwk(&more))), "key_unsupported");
        for name in ["p256", "ed25519"] {
            let zero = with(&keys()[name]["jwk_private"], json!({ "d": "" }));
            assert_eq!(code(SigningKey::from_jwk(&jwk(&zero))), "key_malformed", "{name}");
        }
    }

    #[test]
    fn a_scalar_is_not_zero_and_as_long_as_the_field() {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        let key = |scalar: &[u8]| {
            let scalar = json!({ "d": BASE64_URL_SAFE_NO_PAD.encode(scalar) });
            SigningKey::from_jwk(&jwk(&with(&keys()["p256"]["jwk_private"], scalar)))
        };
        assert!(key(&[1; 32]).is_ok());
        for scalar in [[0; 32].as_slice(), &[0; 31], &[1; 31], &[1; 33]] {
            assert_eq!(code(key(scalar)), "key_malformed", "{scalar:?}");
        }
    }

    #[test]
    fn debug_shows_no_key() {
        for (name, _) in ASYMMETRIC {
            let value = &keys()[name]["jwk_private"];
            let shown = format!("{:?}", jwk(value));
            assert!(shown.starts_with("Jwk { kty: ") && shown.contains("has_secret: true"), "{shown}");
            for (member, text) in value.as_object().unwrap() {
                let text = text.as_str().unwrap();
                assert!(["kty", "crv"].contains(&member.as_str()) || !shown.contains(text), "{shown}");
            }
        }
    }
}

mod certificates {
    use super::*;

    fn x5c(pem: &str) -> Value {
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        json!([body])
    }

    fn certificate() -> Value {
        x5c(keys()["rsa2048"]["cert_pem"].as_str().unwrap())
    }

    #[test]
    fn the_first_is_read_as_a_key() {
        let alone = json!({ "kty": "RSA", "x5c": certificate() });
        assert_eq!(public(&alone).unwrap().info(), &KeyInfo::Rsa { bits: 2048 });
        let same = with(&keys()["rsa2048"]["jwk_public"], json!({ "x5c": certificate() }));
        assert_eq!(public(&same).unwrap().info(), &KeyInfo::Rsa { bits: 2048 });
        let private = with(&keys()["rsa2048"]["jwk_private"], json!({ "x5c": certificate() }));
        assert!(SigningKey::from_jwk(&jwk(&private)).is_ok());
        let ed25519 = x5c(include_str!("../data/keys/ed25519-certificate.pem"));
        let curve = Curve::Ed25519;
        assert_eq!(public(&json!({ "kty": "OKP", "x5c": ed25519 })).unwrap().info(), &KeyInfo::Okp { curve });
    }

    /// A certificate for PSS only, beside the numbers of any RSA key.
    #[test]
    fn say_what_the_key_is() {
        let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap();
        let key = SigningKey::from_pem(cases["keys"]["rsa_pss256"]["value"].as_str().unwrap()).unwrap();
        let KeyMaterial::RsaPrivate(pkcs1) = key.material() else { panic!("an RSA key") };
        let numbers = serde_json::to_value(SigningKey::from_der(pkcs1).unwrap().to_jwk().unwrap()).unwrap();
        let restricted = with(&numbers, json!({ "x5c": x5c(include_str!("../data/keys/rsa-pss-certificate.pem")) }));
        assert_eq!(SigningKey::from_jwk(&jwk(&restricted)).unwrap().info(), key.info());
        assert_eq!(public(&restricted).unwrap().info(), key.info());
    }

    #[test]
    fn must_hold_the_key_beside_it() {
        let keys = keys();
        let other = &keys["rsa2048b"];
        let cases = [
            with(&other["jwk_public"], json!({ "x5c": certificate() })),
            with(&other["jwk_private"], json!({ "x5c": certificate() })),
            with(&keys["rsa2048"]["jwk_public"], json!({ "e": "Aw", "x5c": certificate() })),
            with(&keys["p256"]["jwk_public"], json!({ "x5c": certificate() })),
            json!({ "kty": "EC", "x5c": certificate() }),
            json!({ "kty": "RSA", "e": "AQAB", "x5c": certificate() }),
            json!({ "kty": "RSA", "x5c": [] }),
            json!({ "kty": "RSA", "x5c": ["AAAA"] }),
            json!({ "kty": "RSA", "x5c": ["%"] }),
            json!({ "kty": "RSA", "x5c": x5c(keys["rsa2048"]["spki_pem"].as_str().unwrap()) }),
        ];
        for key in cases {
            assert_eq!(code(public(&key)), "key_malformed", "{key}");
        }
    }
}

/// As the two above, on curves.
#[test]
fn certificates_on_curves_hold_the_key_beside_them() {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
    let x5c = |pem: &str| json!([pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()]);
    for pem in [include_str!("../data/keys/p256-certificate.pem"), include_str!("../data/keys/ed25519-certificate.pem")]
    {
        let certificate = VerifyingKey::from_pem(pem).unwrap();
        let numbers = match certificate.material() {
            KeyMaterial::EcPublic { point, .. } => {
                let (x, y) = point[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": BASE64URL.encode(x), "y": BASE64URL.encode(y) })
            }
            KeyMaterial::OkpPublic { bytes, .. } => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64URL.encode(bytes) })
            }
            other => panic!("{other:?}"),
        };
        let same = with(&numbers, json!({ "x5c": x5c(pem) }));
        assert_eq!(public(&same).unwrap().info(), certificate.info());
        let another = if numbers["kty"] == "EC" { "p256" } else { "ed25519" };
        for other in [keys()[another]["jwk_public"].clone(), with(&numbers, json!({ "x": BASE64URL.encode([7; 32]) }))]
        {
            assert_eq!(code(public(&with(&other, json!({ "x5c": x5c(pem) })))), "key_malformed", "{other}");
        }
    }
}

mod sets {
    use std::time::{Duration, Instant};

    use webtoken::{Header, JwkLookupError};

    use super::*;

    fn set(members: &[Value]) -> JwkSet {
        JwkSet::from_json(json!({ "keys": members }).to_string()).unwrap()
    }

    fn header(header: Value) -> Header {
        Header::from_json(&header.to_string()).unwrap()
    }

    #[track_caller]
    fn finds(set: &JwkSet, asked: Value, expected: &Value) {
        let found = set.find(&header(asked)).unwrap();
        let expected = public(expected).unwrap();
        assert_eq!(found.to_jwk().unwrap().thumbprint().unwrap(), expected.to_jwk().unwrap().thumbprint().unwrap());
    }

    fn key(name: &str, members: Value) -> Value {
        with(&keys()[name]["jwk_public"], members)
    }

    #[test]
    #[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "compares thumbprints")]
    fn a_kid_decides() {
        let [rsa, p256] = [key("rsa2048", json!({ "kid": "r" })), key("p256", json!({ "kid": "e" }))];
        let set = set(&[rsa.clone(), p256.clone()]);
        finds(&set, json!({ "alg": "RS256", "kid": "r" }), &rsa);
        finds(&set, json!({ "alg": "ES256", "kid": "e" }), &p256);
        // The wrong key; the checks of key against algorithm say so.
        finds(&set, json!({ "alg": "RS256", "kid": "e" }), &p256);
        let unknown = set.find(&header(json!({ "alg": "RS256", "kid": "R" }))).unwrap_err();
        assert_eq!(unknown, JwkLookupError::UnknownKid("R".into()));
        assert_eq!(unknown.to_string(), "Unable to find a signing key that matches 'R'");
        for kid in [json!(null), json!(1), json!(["r"]), json!({ "r": 1 }), json!(true)] {
            let error = set.find(&header(json!({ "alg": "RS256", "kid": kid }))).unwrap_err();
            assert_eq!(error, JwkLookupError::InvalidKid);
        }
    }

    #[test]
    #[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "knows no algorithm")]
    fn without_a_kid_type_and_algorithm_decide() {
        let [rsa, pss, p256, p384] = [
            key("rsa2048", json!({ "kid": "r", "alg": "RS256" })),
            key("rsa2048b", json!({ "alg": "PS256" })),
            key("p256", json!({ "kid": "e" })),
            key("p384", json!({})),
        ];
        let set = set(&[rsa.clone(), pss.clone(), p256.clone(), p384.clone()]);
        for (alg, expected) in [("RS256", &rsa), ("PS256", &pss), ("ES256", &p256), ("ES384", &p384)] {
            finds(&set, json!({ "alg": alg }), expected);
        }
        for alg in ["RS512", "HS256", "EdDSA", "none"] {
            assert_eq!(set.find(&header(json!({ "alg": alg }))).unwrap_err(), JwkLookupError::NoKey, "{alg}");
        }
        // Keys without a kid may be the ones that a token's kid means; those with another are not.
        finds(&set, json!({ "alg": "PS256", "kid": "x" }), &pss);
        finds(&set, json!({ "alg": "ES384", "kid": "x" }), &p384);
        let error = set.find(&header(json!({ "alg": "ES256", "kid": "x" }))).unwrap_err();
        assert_eq!(error.code(), "kid_unknown");
    }

    #[test]
    #[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "knows no algorithm")]
    fn of_several_with_one_kid_the_one_that_fits() {
        let [rsa, p256] = [key("rsa2048", json!({ "kid": "a" })), key("p256", json!({ "kid": "a" }))];
        let two = set(&[rsa.clone(), p256.clone()]);
        finds(&two, json!({ "alg": "RS256", "kid": "a" }), &rsa);
        finds(&two, json!({ "alg": "ES256", "kid": "a" }), &p256);
        let three = set(&[rsa, p256, key("rsa2048b", json!({ "kid": "a" }))]);
        let find = |alg| three.find(&header(json!({ "alg": alg, "kid": "a" })));
        assert_eq!(find("RS256").unwrap_err(), JwkLookupError::Ambiguous);
        assert_eq!(find("of the user").unwrap_err(), JwkLookupError::Ambiguous);
        assert!(find("ES256").is_ok());
        // Which of two was meant, nobody can tell if one cannot be read; one for encryption was not.
        let with_second = |second: Value| set(&[key("p256", json!({ "kid": "a" })), second]);
        let find = |set: JwkSet| set.find(&header(json!({ "alg": "ES256", "kid": "a" }))).map(drop);
        let broken = with_second(key("p256", json!({ "kid": "a", "x": "" })));
        assert_eq!(find(broken).unwrap_err(), JwkLookupError::Ambiguous);
        assert!(find(with_second(key("p256", json!({ "kid": "a", "use": "enc" })))).is_ok());
        assert!(find(with_second(json!({ "kid": "a", "kty": "RSA", "n": "" }))).is_ok());
    }

    #[test]
    fn too_many_members_are_refused() {
        let set = |members: usize| JwkSet::from_json(format!(r#"{{"keys":[{}0]}}"#, "0,".repeat(members - 1)));
        assert_eq!(set(1 << 16).unwrap().skipped().len(), 1 << 16);
        let error = set((1 << 16) + 1).unwrap_err();
        assert_eq!(error.code(), "key_malformed");
        assert!(error.to_string().contains("too many keys"), "{error}");
    }

    #[test]
    fn what_cannot_be_used_is_skipped() {
        let good = key("p256", json!({ "kid": "good" }));
        let members = [
            json!("x"),
            json!({ "kty": "RSA", "n": "!!", "e": "AQAB", "kid": "bad" }),
            good,
            json!({ "kty": "AKP", "kid": "pq" }),
            key("p256", json!({ "use": "enc", "kid": "enc" })),
            key("p256", json!({ "key_ops": ["deriveKey"], "kid": "ops" })),
            json!({ "kty": "oct", "k": "c2hoaGho", "kid": "hs" }),
            keys()["p256"]["jwk_private"].clone(),
        ];
        let set = set(&members);
        assert_eq!((set.len(), set.is_empty()), (1, false));
        let skipped: Vec<_> =
            set.skipped().iter().map(|skipped| (skipped.index(), skipped.kid(), skipped.error().code())).collect();
        assert_eq!(
            skipped,
            [
                (0, None, "key_malformed"),
                (1, Some("bad"), "key_malformed"),
                (3, Some("pq"), "key_unsupported"),
                (4, Some("enc"), "key_not_for_use"),
                (5, Some("ops"), "key_not_for_use"),
                (6, Some("hs"), "key_secret_in_public_set"),
                (7, None, "key_secret_in_public_set"),
            ]
        );
        assert!(!format!("{set:?}").contains("c2hoaGho"));
    }

    /// Built, published and read back.
    #[test]
    fn a_set_is_built_and_serialized() {
        let public = |name: &str| serde_json::from_value::<Jwk>(key(name, json!({ "kid": name }))).unwrap();
        let set: JwkSet = ["p256", "rsa2048"].map(public).into_iter().collect();
        assert_eq!((set.len(), set.jwks().count(), set.skipped().len()), (2, 2, 0));
        let published = serde_json::to_string(&set).unwrap();
        for read in [published.parse().unwrap(), serde_json::from_str::<JwkSet>(&published).unwrap()] {
            assert_eq!(serde_json::to_string(&read).unwrap(), published);
            assert!(read.find(&Header::from_json(r#"{"alg":"ES256","kid":"p256"}"#).unwrap()).is_ok());
        }
        assert!(JwkSet::default().is_empty() && JwkSet::from_iter([]).is_empty());
        assert!(serde_json::from_str::<JwkSet>("[]").is_err());
    }

    /// Who publishes a set again must not lose what this crate cannot use, and must not publish a secret.
    #[test]
    fn no_secret_is_serialized() {
        let foreign = json!({ "kty": "AKP", "pub": "AA" });
        let secrets = [
            json!({ "kty": "oct", "k": "c2hoaGho" }),
            json!({ "kty": "AKP", "priv": "AA" }),
            json!({ "kty": "RSA", "oth": [] }),
        ];
        let mixed = json!({ "keys": [foreign, secrets[0], secrets[1], secrets[2], 7] }).to_string();
        let set = JwkSet::from_json(&mixed).unwrap();
        assert_eq!((set.len(), set.skipped().len()), (0, 5));
        assert_eq!(serde_json::to_value(&set).unwrap(), json!({ "keys": [foreign] }));
        let collected: JwkSet = secrets.iter().map(|jwk| serde_json::from_value::<Jwk>(jwk.clone()).unwrap()).collect();
        assert_eq!((collected.len(), collected.skipped()[0].error().code()), (0, "key_secret_in_public_set"));
        assert_eq!(serde_json::to_string(&collected).unwrap(), r#"{"keys":[]}"#);
        let own = JwkSet::from_json_with_secrets(json!({ "keys": [secrets[0]] }).to_string()).unwrap();
        assert_eq!((own.len(), own.jwks().count()), (1, 0));
        assert!(serde_json::to_string(&own).unwrap_err().to_string().contains("must not be published"));
    }

    #[test]
    fn what_is_no_set_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            "7",
            "\"s3cret\"",
            r#"{"keys":null}"#,
            r#"{"keys":{}}"#,
            r#"{"keys":"s3cret"}"#,
            r#"{"keys":[],"keys":[]}"#,
            r#"{"keys":[],"a":1,"a":2}"#,
            r#"{"keys":[],"a":{"b":1,"b":2}}"#,
            r#"{"keys":[{"kty":"oct"}"#,
            r#"{"keys":[]} 1"#,
        ] {
            let error = JwkSet::from_json(text).unwrap_err();
            assert_eq!(error.code(), "key_malformed", "{text}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
        let deep = format!(r#"{{"keys":[{}{}]}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(JwkSet::from_json(deep).unwrap().skipped().len(), 1);
        assert!(JwkSet::from_json(r#"{"keys":[],"other":[1,{}]}"#).unwrap().is_empty());
    }

    #[test]
    fn debug_shows_what_was_read_and_what_was_not() {
        let shown = format!("{:?}", set(&[key("p256", json!({})), json!({ "kty": "AKP" })]));
        assert!(shown.starts_with("JwkSet") && shown.contains("P256") && shown.contains("AKP"), "{shown}");
    }

    #[test]
    fn secrets_need_a_set_of_their_own() {
        let secret = json!({ "kty": "oct", "k": "c2hoaGho", "kid": "a" });
        let local = |members: &[Value]| JwkSet::from_json_with_secrets(json!({ "keys": members }).to_string());
        assert_eq!(local(&[secret.clone(), with(&secret, json!({ "kid": "b" }))]).unwrap().len(), 2);
        assert_eq!(code(local(&[secret.clone(), key("p256", json!({}))])), "key_mixed_set");
        assert_eq!(local(&[keys()["rsa2048"]["jwk_private"].clone(), key("p256", json!({}))]).unwrap().len(), 2);
        // What is skipped does not mix.
        assert_eq!(local(&[secret, json!({ "kty": "RSA" })]).unwrap().len(), 1);
    }

    fn fastest(run: impl Fn()) -> Duration {
        let times = (0..5).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        });
        times.min().unwrap()
    }

    /// Ten thousand keys are read in the time of ten times a thousand, and a lookup costs the same in both. The bounds
    /// are wide: what they would catch is a square.
    #[test]
    fn large_sets_cost_in_proportion() {
        let members = |count: usize| -> String {
            let key = key("p256", json!({}));
            let keys: Vec<Value> = (0..count).map(|kid| with(&key, json!({ "kid": kid.to_string() }))).collect();
            json!({ "keys": keys }).to_string()
        };
        let [small, large] = [1_000, 10_000].map(|count| {
            let json = members(count);
            let set = JwkSet::from_json(&json).unwrap();
            assert_eq!(set.len(), count);
            let header = header(json!({ "alg": "ES256", "kid": (count - 1).to_string() }));
            let read = fastest(|| assert!(JwkSet::from_json(&json).is_ok()));
            let found = fastest(|| (0..10_000).for_each(|_| assert!(set.find(&header).is_ok())));
            (read, found)
        });
        println!("1,000 keys: read, 10,000 lookups: {small:?}; 10,000 keys: {large:?}");
        assert!(large.0 < small.0 * 50, "reading: {small:?} {large:?}");
        assert!(large.1 < small.1 * 20, "looking up: {small:?} {large:?}");
    }
}
