//! Private keys under a passphrase.

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
        let key = SigningKey::from_encrypted_pem(&pem, PASSPHRASE).unwrap_or_else(|error| panic!("{name}: {error}"));
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

/// Where a pattern begins for the n-th time.
fn find(bytes: &[u8], pattern: &[u8], nth: usize) -> usize {
    let mut matches = bytes.windows(pattern.len()).enumerate().filter(|(_, window)| *window == pattern);
    matches.nth(nth - 1).unwrap().0
}
