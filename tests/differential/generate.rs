//! Cases out of random numbers.

use crate::{
    case::{Ask, Case, Content, Key},
    json::{Json, Members},
    keys::{self, PAIRS},
    random::Random,
    tokens,
    values::{self, any, boolean, date, seconds, span, text, text_or_texts},
};

type Make = fn(&mut Random) -> Json;

const SIGN_OPTIONS: &[(&str, Make)] = &[
    ("expiresIn", span),
    ("notBefore", span),
    ("audience", text_or_texts),
    ("issuer", text),
    ("subject", text),
    ("jwtid", text),
    ("keyid", text),
    ("header", header),
    ("noTimestamp", boolean),
    ("encoding", encoding),
    ("mutatePayload", boolean),
    ("allowInsecureKeySizes", boolean),
    ("allowInvalidAsymmetricKeyTypes", boolean),
];

const VERIFY_OPTIONS: &[(&str, Make)] = &[
    ("audience", expected),
    ("issuer", expected),
    ("subject", text),
    ("jwtid", text),
    ("nonce", text),
    ("ignoreExpiration", boolean),
    ("ignoreNotBefore", boolean),
    ("clockTolerance", seconds),
    ("clockTimestamp", date),
    ("maxAge", span),
    ("complete", boolean),
    ("allowInvalidAsymmetricKeyTypes", boolean),
    // npm's verify does not know it.
    ("allowInsecureKeySizes", boolean),
];

const ALGORITHMS: &[&str] = &[
    "HS256",
    "HS384",
    "HS512",
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "none",
    "EdDSA",
    "hs256",
    "None",
    "",
    "HS",
    "RS1",
    "ES256K",
    "constructor",
    "é",
];

pub(crate) fn case(random: &mut Random) -> Case {
    if random.one_in(5000) {
        return seldom(random);
    }
    match random.below(10) {
        0..=3 => sign(random),
        4..=8 => verify(random),
        _ => Case {
            ask: Ask::Decode(tokens::token(random, &keys::stored("secret"))),
            key: Key::Absent,
            options: decode_options(random),
        },
    }
}

/// What chance would make too seldom to count on: dates beyond a double, and a hash and a salt too long for the key.
fn seldom(random: &mut Random) -> Case {
    let member = |name: &str, value: Json| (name.to_owned(), value);
    let (claims, key, options) = if random.one_in(2) {
        let span = member(random.name(&["expiresIn", "notBefore"]), Json::Number(f64::MAX));
        (vec![member("iat", Json::Number(f64::MAX))], keys::stored("secret"), vec![span])
    } else {
        let options = vec![member("algorithm", "PS512".into()), member("allowInsecureKeySizes", true.into())];
        (Members::new(), keys::stored("rsa1024"), options)
    };
    Case { ask: Ask::Sign(Content::Json(Json::Object(claims))), key, options }
}

fn sign(random: &mut Random) -> Case {
    let mut options = Members::new();
    let key = match random.below(40) {
        0 => {
            let pair = random.pick(PAIRS);
            options.push(("algorithm".to_owned(), (*random.pick(pair.algorithms)).into()));
            keys::stored(pair.private)
        }
        1..=3 => {
            options.push(("algorithm".to_owned(), algorithm(random)));
            keys::any(random)
        }
        4..=6 => {
            options.push(("algorithm".to_owned(), "none".into()));
            if random.one_in(3) { keys::any(random) } else { Key::Absent }
        }
        7..=16 => {
            options.push(("algorithm".to_owned(), (*random.pick(&["HS256", "HS384", "HS512"])).into()));
            keys::secret(random)
        }
        _ => keys::secret(random),
    };
    add_options(&mut options, SIGN_OPTIONS, random);
    Case { ask: Ask::Sign(payload(random)), key, options }
}

fn payload(random: &mut Random) -> Content {
    match random.below(20) {
        0 => Content::Bytes(any(random, 1).write().into_bytes()),
        1 => {
            let length = random.below(6);
            Content::Bytes(random.bytes(length))
        }
        2 | 3 => Content::Json(any(random, 1)),
        4 => Content::Json(values::object(random, 3)),
        _ => Content::Json(values::claims(random)),
    }
}

fn verify(random: &mut Random) -> Case {
    let mut options = Members::new();
    let (signer, key) = match random.below(48) {
        0 | 1 => {
            let pair = random.pick(PAIRS);
            ((*random.pick(pair.algorithms), keys::stored(pair.private)), pair.public(random))
        }
        2 => ((*random.pick(&["HS256", "RS256", "ES256"]), keys::any(random)), keys::any(random)),
        _ => {
            let key = keys::secret(random);
            ((*random.pick(&["HS256", "HS384", "HS512"]), key.clone()), key)
        }
    };
    let key = if random.one_in(15) { keys::any(random) } else { key };
    let token = tokens::signed(random, signer);
    if random.one_in(3) || (token.signer.is_none() && !random.one_in(4)) {
        let mut list: Vec<Json> = (0..random.below(4)).map(|_| algorithm(random)).collect();
        list.extend(token.signer.as_ref().filter(|_| !list.is_empty()).map(|(alg, _)| (*alg).into()));
        if token.signer.is_none() {
            list.push("none".into());
        }
        options.push(("algorithms".to_owned(), if random.one_in(20) { any(random, 1) } else { Json::List(list) }));
    }
    let key = if token.signer.is_none() && !random.one_in(5) { Key::Absent } else { key };
    add_options(&mut options, VERIFY_OPTIONS, random);
    Case { ask: Ask::Verify(token), key, options }
}

fn decode_options(random: &mut Random) -> Members {
    if random.one_in(4) { vec![("json".to_owned(), boolean(random))] } else { Vec::new() }
}

/// Each is there now and then, seldom of a wrong type; and seldom there is one that does not exist.
fn add_options(options: &mut Members, table: &[(&str, Make)], random: &mut Random) {
    let chances = 3 + random.below(12);
    for (name, make) in table {
        if random.one_in(chances) {
            let value = if random.one_in(40) { any(random, 1) } else { make(random) };
            values::add(options, (*name).to_owned(), value, random);
        }
    }
    if random.one_in(60) {
        let names = ["foo", "expiresin", "algorithms", "algorithm", "constructor", "secret", "json"];
        let value = any(random, 1);
        values::add(options, random.pick(&names).to_string(), value, random);
    }
}

fn algorithm(random: &mut Random) -> Json {
    if random.one_in(30) { any(random, 1) } else { (*random.pick(ALGORITHMS)).into() }
}

fn encoding(random: &mut Random) -> Json {
    const NAMES: &[&str] =
        &["utf8", "UTF-8", "latin1", "binary", "ascii", "ucs2", "utf16le", "hex", "base64", "utf-7", ""];
    (*random.pick(NAMES)).into()
}

/// A text, a list of texts, or a regular expression where there are any.
fn expected(random: &mut Random) -> Json {
    // Those that mean the same to JavaScript and to the `regex` crate.
    const PATTERNS: &[(&str, &str)] = &[
        ("a", ""),
        ("^A$", "i"),
        ("^urn:", ""),
        ("undefined", ""),
        ("5|null", ""),
        ("", ""),
        (r"^[0-9A-Za-z_][^\n]?$", ""),
        ("[ \t]|[^0-9A-Za-z_]$", ""),
    ];
    if cfg!(feature = "regex") && random.one_in(6) {
        let (source, flags) = *random.pick(PATTERNS);
        return Json::Object(vec![("$regexp".to_owned(), Json::List(vec![source.into(), flags.into()]))]);
    }
    text_or_texts(random)
}

/// The header option.
fn header(random: &mut Random) -> Json {
    let mut members = Members::new();
    for name in ["alg", "typ", "kid", "cty", "x5c", "crit", "b64"] {
        if random.one_in(6) {
            let value = match name {
                "alg" => algorithm(random),
                "typ" => (*random.pick(&["JWT", "jwt", "at+jwt", ""])).into(),
                _ => any(random, 1),
            };
            values::add(&mut members, name.to_owned(), value, random);
        }
    }
    if random.one_in(3) {
        let value = any(random, 1);
        let name = values::name(random);
        values::add(&mut members, name, value, random);
    }
    Json::Object(members)
}
