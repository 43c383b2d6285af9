//! The keys of the cases: a fixed pool of key pairs, and secrets of all shapes.

use std::sync::LazyLock;

use serde_json::Value;

use crate::{case::Key, random::Random};

/// A private key, what it signs, and the forms of the key that verifies.
pub(crate) struct Pair {
    pub(crate) private: &'static str,
    pub(crate) algorithms: &'static [&'static str],
    publics: &'static [&'static str],
}

const RSA: &[&str] = &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

pub(crate) const PAIRS: &[Pair] = &[
    Pair {
        private: "rsa2048",
        algorithms: RSA,
        publics: &["rsa2048_pub", "rsa2048_pub_pkcs1", "rsa2048_cert", "rsa2048_cert_expired", "rsa2048_pkcs1"],
    },
    Pair { private: "rsa2048_pkcs1", algorithms: RSA, publics: &["rsa2048_pub", "rsa2048"] },
    Pair { private: "rsa1024", algorithms: &["RS256", "PS256"], publics: &["rsa1024_pub", "rsa1024"] },
    Pair { private: "rsa_pss", algorithms: &["PS256", "PS384", "PS512"], publics: &["rsa_pss_pub"] },
    Pair { private: "rsa_pss256", algorithms: &["PS256"], publics: &["rsa_pss256_pub"] },
    Pair { private: "rsa_pss256salt16", algorithms: &["PS256"], publics: &["rsa_pss256salt16"] },
    Pair { private: "rsa_pss512", algorithms: &["PS512"], publics: &["rsa_pss512_pub"] },
    Pair { private: "p256", algorithms: &["ES256"], publics: &["p256_pub", "p256_cert", "p256_sec1", "p256"] },
    Pair { private: "p256_sec1", algorithms: &["ES256"], publics: &["p256_pub"] },
    Pair { private: "p384", algorithms: &["ES384"], publics: &["p384_pub", "p384"] },
    Pair { private: "p521", algorithms: &["ES512"], publics: &["p521_pub"] },
    Pair { private: "ed25519", algorithms: &["EdDSA", "Ed25519"], publics: &["ed25519_pub"] },
    Pair { private: "k256", algorithms: &["ES256K"], publics: &["k256_pub"] },
];

/// Keys that are good for one thing or for nothing.
const OTHERS: &[&str] = &[
    "rsa2048b_pub",
    "rsa_pss256salt64",
    "rsa_pss256mgf512",
    "k256",
    "k256_pub",
    "pem_garbage",
    "rsa2048_enc",
    "rsa2048_enc_pkcs1",
    "p256_enc",
];

impl Pair {
    pub(crate) fn public(&self, random: &mut Random) -> Key {
        stored(random.name(self.publics))
    }
}

/// A key of the test data by its name there.
pub(crate) fn stored(name: &str) -> Key {
    static CASES: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap());
    Key::Text(CASES["keys"][name]["value"].as_str().unwrap_or_else(|| panic!("no key {name}")).to_owned())
}

/// Whether it is a key of the test data as it stands there.
pub(crate) fn is_stored(key: &Key) -> bool {
    let names = PAIRS.iter().flat_map(|pair| pair.publics.iter().chain([&pair.private])).chain(OTHERS);
    names.into_iter().any(|name| stored(name) == *key)
}

/// Whether it is one of these keys, however its PEM is spelt: the first line of the body is there.
pub(crate) fn is_one_of(key: &Key, names: &[&str]) -> bool {
    let text = String::from_utf8_lossy(key.bytes());
    let line = |name: &str| String::from_utf8_lossy(stored(name).bytes()).lines().nth(1).map(str::to_owned);
    names.iter().any(|name| line(name).is_some_and(|line| text.contains(&line)))
}

/// Any key at all.
pub(crate) fn any(random: &mut Random) -> Key {
    let of_pair = |random: &mut Random| {
        let pair = random.pick(PAIRS);
        if random.one_in(2) { stored(pair.private) } else { pair.public(random) }
    };
    match random.below(8) {
        0 | 1 => of_pair(random),
        2 => stored(random.name(OTHERS)),
        3 => Key::Absent,
        4 => {
            let Key::Text(pem) = of_pair(random) else { return Key::Absent };
            misspelt(&pem, random)
        }
        5 => {
            let name = *random.pick(&["rsa2048_enc", "rsa2048_enc_pkcs1", "p256_enc", "p256", "pem_garbage"]);
            let Key::Text(pem) = stored(name) else { return Key::Absent };
            // The key derivation is slow: few of these.
            if !random.one_in(20) {
                return Key::Text(pem);
            }
            let passphrase = if random.one_in(2) { "opensesame" } else { "wrong" };
            Key::Encrypted { pem, passphrase: passphrase.to_owned() }
        }
        _ => secret(random),
    }
}

/// A PEM that somebody has handled.
fn misspelt(pem: &str, random: &mut Random) -> Key {
    let lines: Vec<&str> = pem.lines().collect();
    Key::Text(match random.below(10) {
        0 => format!("some text\n{pem}\nmore text"),
        1 => pem.replace('\n', "\r\n"),
        2 => pem.trim_end().to_owned(),
        3 => pem.replace('\n', ""),
        4 => pem.replace('\n', "\\n"),
        5 => format!("  {pem}"),
        6 => pem.replace("-----BEGIN ", "-----BEGIN NEW "),
        7 => lines[..lines.len() - 1].join("\n"),
        8 => lines[1..].join("\n"),
        _ => return Key::Bytes(pem.as_bytes().to_vec()),
    })
}

/// A secret, or what is none though it looks like one.
///
/// One of some hundreds, so that npm's side can remember what OpenSSL says of them.
pub(crate) fn secret(random: &mut Random) -> Key {
    const POOL: usize = 600;
    new_secret(&mut Random::of_case(u64::MAX, random.below(POOL) as u64))
}

fn new_secret(random: &mut Random) -> Key {
    const SHAPES: &[&str] = &[
        "",
        " ",
        "0",
        "\0",
        "secret",
        "пароль",
        "false",
        "null",
        "\u{feff}secret",
        "secret\n",
        "{}",
        "\0\0\0\0",
        "ssh-rsa x",
        "-----BEGIN",
        "-----begin x",
        "{\"kty\":\"oct\",\"k\":\"AA\"}",
        "{\"key\":1}",
        "deadbeefdeadbeefdeadbeefdeadbeef",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
        "0123456789012345678901234567890123456789012345678901234567890123456789",
    ];
    let length = random.below(70);
    match random.below(8) {
        0 => Key::Text((*random.pick(SHAPES)).to_owned()),
        1 => Key::Bytes(random.pick(SHAPES).as_bytes().to_vec()),
        2 => Key::Bytes(random.bytes(length)),
        3 => Key::Text(random.text()),
        4 => Key::Text(random.bytes(length).iter().map(|byte| char::from(byte & 0x3f | 0x40)).collect()),
        _ => Key::Text("shhhhh".to_owned()),
    }
}
