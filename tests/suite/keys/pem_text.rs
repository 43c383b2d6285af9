//! PEM as people hand it around.

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
    for name in ["rsa", "rsa-public", "rsa-pkcs1", "p256-with-parameters", "ed25519-public", "ed25519-certificate"] {
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
        ("OpenPGP", block("PGP PUBLIC KEY BLOCK", b"key"), "key_unsupported"),
        ("PKCS#7", block("PKCS7", b"certificates"), "key_unsupported"),
        ("PKCS#12", block("PKCS12", b"keys"), "key_unsupported"),
    ];
    for (name, text, expected) in cases {
        assert_eq!(code(VerifyingKey::from_pem(&text)), expected, "{name}");
        if name == "literal \\n" {
            same(&VerifyingKey::from_text(&text).unwrap(), &verifying(&pem));
        } else if name != "no block" {
            assert_eq!(code(VerifyingKey::from_text(&text)), expected, "{name}");
        }
        if name != "no block" {
            assert_eq!(code(VerifyingKey::from_secret(&text)), "key_not_a_secret", "{name}");
        }
    }
}
