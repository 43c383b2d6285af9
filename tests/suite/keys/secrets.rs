//! What may be a secret, what is read as a key, and what is refused.

use super::*;

#[track_caller]
fn is_refused_as_a_secret(bytes: &[u8], what: &str) {
    assert_eq!(code(VerifyingKey::from_secret(bytes)), "key_not_a_secret", "{what}");
    assert_eq!(code(SigningKey::from_secret(bytes)), "key_not_a_secret", "{what}");
}

/// Is no secret: neither where one is asked for nor where the string says what it is.
#[track_caller]
fn is_refused(bytes: &[u8], what: &str) {
    is_refused_as_a_secret(bytes, what);
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

/// Each is the key of the fixture `rsa-public`, `ed25519-public` or `p256`, as people pass keys around.
#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "compares thumbprints")]
fn are_read_as_the_keys_that_they_encode() {
    for name in ["rsa-public", "rsa-public-pkcs1", "ed25519-public", "ed25519-certificate", "p256", "rsa-pkcs1"] {
        let pem = fixture(name);
        let original = verifying(&pem);
        let bytes = der(&pem);
        let jwk = serde_json::to_string_pretty(&original.to_jwk().unwrap()).unwrap();
        let (base64, base64url) = (BASE64_STANDARD.encode(&bytes), BASE64_URL_SAFE_NO_PAD.encode(&bytes));
        let encodings = [
            ("DER after a line break", [b"\r\n", bytes.as_slice()].concat()),
            ("DER before a line break", [bytes.as_slice(), b"\n"].concat()),
            ("DER after a byte order mark", [b"\xef\xbb\xbf", bytes.as_slice()].concat()),
            ("PEM with line breaks spelled out", pem.replace('\n', r"\n").into()),
            ("PEM with line breaks of Windows spelled out", pem.replace('\n', r"\r\n").into()),
            ("PEM with line breaks spelled out, in quotes", format!("'{}'", pem.replace('\n', r"\n")).into()),
            ("PEM in JSON", serde_json::json!({ "type": "account", "key": pem }).to_string().into()),
            ("PEM in quotes", format!("\"{pem}\"").into()),
            ("PEM behind a sentence", format!("An ssh-rsa key in PEM:\n{pem}").into()),
            ("JWK", jwk.clone().into()),
            ("JWK in whitespace and quotes", format!(" '{jwk}'\n").into()),
            ("JWK after a byte order mark", format!("\u{feff}{jwk}").into()),
            ("JWK with an escaped name", jwk.replace("kty", r"\u006bt\u0079").into()),
            ("base64", base64.clone().into()),
            ("base64 without padding", base64.trim_end_matches('=').into()),
            ("base64url", base64url.clone().into()),
            ("base64url with padding", base64.replace('+', "-").replace('/', "_").into()),
            ("base64 with CRLF", base64.replace('/', "/\r\n").into()),
            ("base64 in lines of 16", in_lines(&base64, 16, "\n").into()),
            ("base64 in indented lines", in_lines(&base64, 64, "\r\n\t  ").into()),
            ("base64 in lines of 3", in_lines(&base64, 3, " ").into()),
            ("base64 in lines with breaks spelled out", in_lines(&base64, 10, r"\n").into()),
            ("base64 with continued lines", in_lines(&base64, 64, "\\\n").into()),
            ("base64 with escaped slashes", base64.replace('/', r"\/").into()),
            ("base64 in quotes", format!("\"{base64}\"\n").into()),
            ("base64 after a byte order mark", format!("\u{feff}{base64}").into()),
            ("base64 of PEM", BASE64_STANDARD.encode(&pem).into()),
            ("base64url of PEM", BASE64_URL_SAFE_NO_PAD.encode(&pem).into()),
            ("base64 of a JWK", BASE64_STANDARD.encode(&jwk).into()),
        ];
        for (what, text) in encodings {
            let key = VerifyingKey::from_text(&text).unwrap_or_else(|error| panic!("{name}, {what}: {error}"));
            if what.contains("JWK") {
                // A JSON Web Key has no name for a restriction to one kind of padding, and PEM none for the curve's point.
                assert_eq!(
                    key.to_jwk().unwrap().thumbprint().unwrap(),
                    original.to_jwk().unwrap().thumbprint().unwrap()
                );
            } else {
                same(&key, &original);
            }
            is_refused(&text, what);
            if let Ok(private) = SigningKey::from_pem(&pem)
                && !what.contains("JWK")
            {
                same(&(&SigningKey::from_text(&text).unwrap()).into(), &(&private).into());
            } else {
                assert_eq!(code(SigningKey::from_text(&text)), "key_not_private", "{name}, {what}");
            }
        }
    }
}

/// What a JSON Web Key says of its purpose keeps its force in a string.
#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "knows no algorithm")]
fn that_are_json_web_keys_keep_their_purpose() {
    use webtoken::{SignOptions, VerifyOptions, sign, verify};

    let jwk = SigningKey::from_pem(fixture("rsa")).unwrap().to_jwk().unwrap();
    let text = |jwk: webtoken::Jwk| serde_json::to_string(&jwk).unwrap();
    for encoded in [|json: &str| json.to_owned(), |json: &str| BASE64_STANDARD.encode(json)] {
        let pss = encoded(&text(jwk.clone().with_alg("PS256")));
        let claims = serde_json::json!({ "sub": "alice" });
        let options = |alg: &str| SignOptions::new().algorithm(alg);
        let token = sign(&claims, &pss, &options("PS256")).unwrap();
        assert_eq!(sign(&claims, &pss, &options("RS256")).unwrap_err().code(), "key_other_algorithm");
        verify::<Value>(&token, &pss, &VerifyOptions::new()).unwrap();
        let token = sign(&claims, fixture("rsa"), &options("RS256")).unwrap();
        assert!(verify::<Value>(&token, &pss, &VerifyOptions::new()).is_err());

        let signs = encoded(&text(jwk.clone().with_key_ops(["sign"])));
        assert!(SigningKey::from_text(&signs).is_ok());
        assert_eq!(code(VerifyingKey::from_text(&signs)), "key_not_for_use");
        let encrypts = encoded(&text(jwk.clone().with_use("enc")));
        assert_eq!(code(SigningKey::from_text(&encrypts)), "key_not_for_use");
        assert_eq!(code(VerifyingKey::from_text(&encrypts)), "key_not_for_use");
    }
}

/// An `oct` key is its `k`; the string itself is no secret.
#[test]
fn that_are_symmetric_json_web_keys_are_their_value() {
    let json = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
    for text in [json.to_owned(), BASE64_STANDARD.encode(json)] {
        let secret: Vec<u8> = (0..32).collect();
        assert!(matches!(VerifyingKey::from_text(&text).unwrap().material(), KeyMaterial::Secret(k) if **k == secret));
        assert!(matches!(SigningKey::from_text(&text).unwrap().material(), KeyMaterial::Secret(k) if **k == secret));
        is_refused_as_a_secret(text.as_bytes(), "an oct key");
    }
    let disguised = format!(r#"{{"kty":"oct","k":"{}"}}"#, BASE64_URL_SAFE_NO_PAD.encode(fixture("rsa-public")));
    assert_eq!(code(SigningKey::from_text(&disguised)), "key_not_a_secret");
    assert_eq!(code(VerifyingKey::from_text(&disguised)), "key_not_a_secret");
}

#[test]
fn that_encode_broken_keys_are_refused() {
    for (what, bytes, expected) in [
        ("even modulus in SPKI", even_modulus(), "key_malformed"),
        ("PKCS#1 with a modulus that is too large", pkcs1_public(&[0x7f; 2100], &[1, 0, 1]), "key_unsupported"),
        ("PKCS#1 with an exponent that is too large", pkcs1_public(&[0x7f; 256], &[0x7f; 9]), "key_unsupported"),
        ("JWK without numbers", br#"{"\u006b\u0074y":"RSA"}"#.to_vec(), "key_malformed"),
        ("JWK of an unknown kind", br#"{"kty":"DSA"}"#.to_vec(), "key_unsupported"),
        ("base64 of DSA", BASE64_STANDARD.encode(der(&fixture("dsa-public"))).into(), "key_unsupported"),
        ("PEM in lower case", fixture("ed25519-public").to_lowercase().into(), "key_not_found_in_pem"),
        ("base64 of another PEM", BASE64_STANDARD.encode(fixture("openssh")).into(), "key_unsupported"),
        ("first line of PEM", b"-----BEGIN PUBLIC KEY-----".to_vec(), "key_malformed"),
    ] {
        assert_eq!(code(VerifyingKey::from_text(&bytes)), expected, "{what}");
        is_refused(&bytes, what);
    }
}

/// They cannot be read, and the error names the remedy.
#[test]
fn with_the_mark_of_a_key_are_refused() {
    let pem = fixture("rsa-public");
    let bytes = der(&pem);
    let wrapped = BASE64_STANDARD.encode(&bytes);
    let jwk = r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#;
    let ssh = [b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\x01\x01".as_slice(), &[0xa5; 257]].concat();
    let pkcs7 = [b"\x30\x82\x01\x28\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0".as_slice(), &[7; 280]].concat();
    let pkcs12 =
        [b"\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01".as_slice(), &[7; 80]].concat();
    let (in_der, ssh_keygen) = ("pass the PEM, the DER or its base64 alone", "`ssh-keygen");
    let (whole, jwk_set) = ("pass a whole PEM file", "`JwkSet::from_json`");
    let cases = [
        (whole, "PEM with spaced marks", pem.replace("-----", "- - - ").into()),
        (whole, "PEM without its first line", fixture("rsa-public-pkcs1").split_once('\n').unwrap().1.into()),
        (whole, "PEM without dashes", pem.replace('-', "").into()),
        (whole, "base64 twice encoded", BASE64_STANDARD.encode(BASE64_STANDARD.encode(&pem)).into()),
        (whole, "base64 of PEM behind a name", format!("key: {}", BASE64_STANDARD.encode(&pem)).into()),
        (in_der, "base64 behind a long word", format!("my-production-key-2024: {wrapped}").into()),
        (in_der, "base64 in JSON with escapes", format!(r#"{{"key":"{}"}}"#, wrapped.replace('/', r"\/")).into()),
        (in_der, "base64 with tabs spelled out", wrapped.replace('/', r"/\n\t").into()),
        (in_der, "base64 in quotes, with a string behind", format!("\"{wrapped}\", a key").into()),
        (in_der, "base64 after a word", format!("Key: {wrapped}").into()),
        (in_der, "base64 behind words", format!("this is a key {}", in_lines(&wrapped, 76, "\n")).into()),
        (in_der, "base64 with a character over", format!("{wrapped}x").into()),
        (in_der, "base64 as a data URL", format!("data:application/x-pem-file;base64,{wrapped}").into()),
        (in_der, "hexadecimal digits", hex(&bytes, "").into()),
        (in_der, "hexadecimal digits after 0x", format!("0X{}", hex(&bytes, "").to_uppercase()).into()),
        (in_der, "hexadecimal digits in quotes", format!("\"{}\"", hex(&bytes, "")).into()),
        (in_der, "DER before other bytes", [bytes.as_slice(), b"\0"].concat()),
        (in_der, "DER after other bytes", [b"\0\0", bytes.as_slice()].concat()),
        (in_der, "DER that is cut", bytes[..bytes.len() - 1].to_vec()),
        (in_der, "PKCS#7", pkcs7.clone()),
        (in_der, "base64 of PKCS#7", BASE64_STANDARD.encode(&pkcs7).into()),
        (in_der, "base64 of PKCS#7 behind a name", format!("p7b={}", BASE64_STANDARD.encode(&pkcs7)).into()),
        (in_der, "PKCS#12", pkcs12.clone()),
        (in_der, "base64 of PKCS#12", BASE64_STANDARD.encode(&pkcs12).into()),
        (jwk_set, "JWK set", format!("{{\"keys\":[{jwk}]}}").into()),
        (jwk_set, "base64 of a JWK set", BASE64_STANDARD.encode(format!("{{\"keys\":[{jwk}]}}")).into()),
        (jwk_set, "base64 of a JWK behind a name", format!("jwk={}", BASE64_STANDARD.encode(jwk)).into()),
        (jwk_set, "the shortest base64 of a JWK", BASE64_URL_SAFE_NO_PAD.encode(r#"{"kty":"oct","k":""}"#).into()),
        (jwk_set, "JWK in broken JSON", br#"{"a":"b, "kty":"RSA""#.to_vec()),
        (jwk_set, "JWK with a parameter twice", br#"{"kty":"RSA","n":"AQAB","n":"AQAB","e":"AQAB"}"#.to_vec()),
        (jwk_set, "JWK in a JSON string", serde_json::to_string(jwk).unwrap().into()),
        (jwk_set, "JWK deep down", format!("{}{jwk}", r#"{"a":["#.repeat(5000)).into()),
        (ssh_keygen, "OpenSSH", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@host".to_vec()),
        (
            ssh_keygen,
            "base64 of OpenSSH",
            BASE64_STANDARD.encode("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFrupKK92By6F1E+ me@host").into(),
        ),
        (ssh_keygen, "OpenSSH with options", b"no-pty ssh-rsa AAAAB3NzaC1yc2E".to_vec()),
        (ssh_keygen, "OpenSSH without name", b"AAAAB3NzaC1yc2EAAAADAQAB".to_vec()),
        (ssh_keygen, "OpenSSH ECDSA", b"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY".to_vec()),
        (ssh_keygen, "OpenSSH bytes", ssh.clone()),
        (ssh_keygen, "base64 of OpenSSH bytes", in_lines(&BASE64_STANDARD.encode(&ssh), 8, "\n").into()),
        (ssh_keygen, "OpenSSH bytes of Ed25519", [b"\0\0\0\x0bssh-ed25519\0\0\0\x20".as_slice(), &[7; 32]].concat()),
        (ssh_keygen, "private OpenSSH bytes", der(&fixture("openssh"))),
        (whole, "SSH2", b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA".to_vec()),
        ("puttygen", "PuTTY", b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none".to_vec()),
        ("PEM", "XML", b"<RSAKeyValue><Modulus>AQ==</Modulus></RSAKeyValue>".to_vec()),
        ("PEM", "XML of a prefix", b"<ds:RSAKeyValue><ds:Modulus>AQ==</ds:Modulus></ds:RSAKeyValue>".to_vec()),
        ("PEM", "XML of a curve", b"<dsig11:ECKeyValue><dsig11:NamedCurve/></dsig11:ECKeyValue>".to_vec()),
        ("PEM", "XML of a modulus", b"<ds:Modulus Id=\"m\">AQ==</ds:Modulus>".to_vec()),
    ];
    for (remedy, what, bytes) in cases {
        println!("{what}");
        is_refused(&bytes, what);
        let error = VerifyingKey::from_text(&bytes).unwrap_err();
        assert_eq!(error.code(), "key_not_a_secret", "{what}");
        assert!(error.to_string().contains(remedy), "{what}: {error}");
        assert_eq!(SigningKey::from_text(&bytes).unwrap_err().to_string(), error.to_string(), "{what}");
        assert_eq!(SigningKey::from_secret(&bytes).unwrap_err().to_string(), error.to_string(), "{what}");
    }
}

/// Each fixed string of an algorithm identifier is found wherever it is.
#[test]
fn with_the_identifier_of_an_algorithm_are_refused() {
    let names = ["rsa", "rsa-public", "rsa-pss-defaults", "p256", "p256-public", "ed25519", "ed25519-public"];
    for name in names.into_iter().chain(["ed448", "ed448-public", "x25519-public", "rsa-pbes2-sha512"]) {
        let bytes = der(&fixture(name));
        let base64 = BASE64_STANDARD.encode(&bytes);
        let [hex, bare] = [hex(&bytes, ""), base64.trim_end_matches('=').to_owned()];
        for text in
            [format!("key={base64}."), format!("\u{1f511}{bare}"), hex.clone(), format!("0x{}", hex.to_uppercase())]
        {
            println!("{name}: {text}");
            is_refused(text.as_bytes(), name);
        }
        is_refused(&[b"key=", bytes.as_slice()].concat(), name);
    }
}

/// The limits of the search, as SECURITY.md lists them: nobody passes keys around like this.
/// Certificates above all: where the identifier of the algorithm is in their base64 depends on their names.
#[test]
fn among_other_characters_are_refused() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for name in [
        "rsa-public",
        "rsa-public-pkcs1",
        "rsa-pss-certificate",
        "p256-public",
        "p256-certificate",
        "ed25519-certificate",
    ] {
        let pem = fixture(name);
        let bytes = der(&pem);
        let base64 = BASE64_STANDARD.encode(&bytes);
        let texts = [
            format!("<ds:X509Certificate>{base64}</ds:X509Certificate>"),
            format!("<X509Certificate>\n{}\n</X509Certificate>", in_lines(&base64, 64, "\n")),
            format!(r#"{{"x5c":["{base64}"]}}"#),
            format!(r#"["{}"]"#, base64.replace('/', r"\/")),
            format!("key={base64}"),
            format!("certificate\n{}", in_lines(&base64, 76, "\r\n")),
            format!("data:application/pkix;base64,{base64}"),
            format!("({base64})"),
            format!("`{base64}`"),
            format!("{base64};"),
            format!("{base64}\0"),
            format!("\u{a0}{base64}\u{200b}"),
            format!("{base64},{base64}"),
            format!("{}A", base64.trim_end_matches('=')),
            hex(&bytes, ""),
            hex(&bytes, "").to_uppercase(),
            hex(&bytes, ":"),
            hex(&bytes, " "),
            format!("0x{}", hex(&bytes, "")),
            format!("0x{}", hex(&bytes, ", 0x")),
            in_lines(&hex(&bytes, ""), 64, "\n"),
            hex(pem.as_bytes(), ""),
        ];
        for text in texts {
            println!("{name}: {text}");
            is_refused(text.as_bytes(), name);
        }
        for bytes in [
            utf16(&pem),
            [&[0xff, 0xfe], utf16(&pem).as_slice()].concat(),
            utf16(&base64),
            [bytes.as_slice(), b"x"].concat(),
            bytes.repeat(2),
        ] {
            println!("{name}: {bytes:?}");
            is_refused(&bytes, name);
        }
    }
}

#[test]
fn in_other_encodings_are_not_recognized() {
    let pem = fixture("rsa-public");
    let bytes = der(&pem);
    let wrapped = BASE64_STANDARD.encode(&bytes);
    let cases: [(&str, Vec<u8>); 5] = [
        ("base64 of base64 of base64", BASE64_STANDARD.encode(BASE64_STANDARD.encode(&wrapped)).into()),
        ("base64 with a mark around each line", in_lines(&wrapped, 8, "\" +\n\"").into()),
        ("decimal numbers", format!("{bytes:?}").into()),
        ("percent signs", format!("%{}", hex(&bytes, "%")).into()),
        ("escaped names in broken JSON", br#"{"a":[[,"\u006bty":"RSA""#.to_vec()),
    ];
    for (what, bytes) in cases {
        println!("{what}");
        is_secret(&bytes);
    }
}

fn in_lines(text: &str, width: usize, end: &str) -> String {
    let lines: Vec<&str> = text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(end)
}

fn hex(bytes: &[u8], between: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
}

fn pkcs1_public(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let sequence = [tlv(2, modulus), tlv(2, exponent)].concat();
    tlv(0x30, &sequence)
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
        assert!(matches!(key.material(), KeyMaterial::Secret(secret) if **secret == *bytes));
    }
    assert!(matches!(SigningKey::from_text(bytes).unwrap().info(), KeyInfo::Secret { .. }));
}
