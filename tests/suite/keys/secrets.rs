//! What may be a secret, and what is a key in disguise.

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
        let lines: Vec<&str> = text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
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
        ("hexadecimal digits of the beginning of PEM", hex(b"-----BEGIN PUB", "").into()),
        ("hexadecimal digits in quotes", format!("\"{}\"", hex(&bytes, "")).into()),
        ("hexadecimal digits in braces", format!("{{ 0x{} }};", hex(&bytes, ", 0x")).into()),
        ("hexadecimal digits with a name", format!("public_key = {} # mine", hex(&bytes, ".")).into()),
        ("hexadecimal digits in lines of quotes", in_lines(&hex(&bytes, ""), 32, "\" +\n\"").into()),
        ("hexadecimal digits with breaks spelled out", in_lines(&hex(&bytes, ""), 32, r"\r\n").into()),
        ("hexadecimal digits after a byte order mark", format!("\u{feff}{}", hex(&bytes, "")).into()),
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
