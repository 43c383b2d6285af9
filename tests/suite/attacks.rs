//! The corpus of attacks in `data/attacks`: hostile tokens, each with the key and the options that have to withstand it.
//!
//! Every case runs over every backend that is compiled in and by every way to verify, which must agree.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::collections::BTreeMap;

use crate::common::{Backend, backends};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;
use serde_json::{Value, json};
use webtoken::{
    AlgorithmChoice, DecodeError, InvalidReason, Jwk, JwkSet, KeyError, NumericDate, SigningKey, TimeSpan, Verified,
    Verifier, VerifyError, VerifyOptions, VerifyingKey, alg, options::Expected, verify, verify_all, verify_with,
};

/// What this crate does where the corpus leaves it to the library, and why.
const DECISIONS: &[(&str, Verdict, &str)] = &[
    ("crit-016", Verdict::Reject, "no critical extension is understood, not even `b64: true`"),
    ("structure-042", Verdict::Accept, "a payload that is no JSON is a text without claims, as in npm"),
    ("json-044", Verdict::Accept, "a list has no claims, as in npm; any expectation fails on it"),
    ("json-046", Verdict::Accept, "a list has no claims, as in npm; any expectation fails on it"),
    ("json-048", Verdict::Accept, "a list has no claims, as in npm; any expectation fails on it"),
    ("kid-018", Verdict::Reject, "several keys fit and the token names none"),
    ("kid-022", Verdict::Reject, "several keys fit: which is meant, nobody can tell"),
    ("jwks-006", Verdict::Accept, "what is no key in a set does not spoil it"),
    ("jwks-012", Verdict::Reject, "a private key in a set of public ones is no secret any more"),
    ("key-metadata-013", Verdict::Reject, "`key_ops` is a list, says RFC 7517"),
    ("key-metadata-020", Verdict::Reject, "the numbers of a key are base64url without padding, says RFC 7518"),
    ("time-043", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-044", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-045", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-046", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-047", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-048", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-049", Verdict::Accept, "dates are doubles: far away, and never overflow"),
    ("time-067", Verdict::Accept, "who asks for such a tolerance gets it"),
    ("time-069", Verdict::Accept, "a clock at zero is a clock"),
    ("time-083", Verdict::Accept, "`iat` is looked at only for `max_age`, as in npm"),
    ("claims-028", Verdict::Reject, "a list that holds anything but texts is no audience"),
    ("claims-070", Verdict::Accept, "`typ` is checked only where it is expected"),
    ("secret-007", Verdict::Accept, "short secrets are taken, as in npm"),
    ("secret-008", Verdict::Accept, "short secrets are taken, as in npm"),
    ("secret-009", Verdict::Accept, "short secrets are taken, as in npm"),
    ("secret-010", Verdict::Accept, "short secrets are taken, as in npm"),
    ("secret-011", Verdict::Accept, "short secrets are taken, as in npm"),
    ("secret-012", Verdict::Accept, "short secrets are taken, as in npm"),
    ("secret-013", Verdict::Accept, "short secrets are taken, as in npm"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accept,
    Reject,
}

#[derive(Deserialize)]
struct Corpus {
    count: usize,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    desc: String,
    level: String,
    key: CaseKey,
    options: Value,
    expect: String,
    /// The kinds of error allowed, with `|` between them.
    error: Option<String>,
    token: Option<String>,
    token_b64: Option<String>,
    token_gen: Option<Recipe>,
}

#[derive(Deserialize)]
struct CaseKey {
    form: String,
    r#ref: Option<String>,
    b64u: Option<String>,
    jwk: Option<Value>,
    jwks: Option<Value>,
    text: Option<String>,
}

/// How to make a token that is too large to be written down.
#[derive(Deserialize)]
struct Recipe {
    kind: String,
    r#where: String,
    #[serde(default)]
    open: String,
    #[serde(default)]
    char: String,
    #[serde(default)]
    prefix: String,
    #[serde(alias = "depth")]
    count: usize,
}

#[derive(Deserialize)]
struct KeyFile {
    keys: Keys,
}

type Keys = BTreeMap<String, BTreeMap<String, Value>>;

fn corpus() -> (Corpus, Keys) {
    let corpus: Corpus = serde_json::from_str(include_str!("../data/attacks/attacks.json")).unwrap();
    let file: KeyFile = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    (corpus, file.keys)
}

#[test]
fn every_attack_is_withstood() {
    let (corpus, keys) = corpus();
    assert_eq!(corpus.cases.len(), corpus.count);
    let mut passed: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for backend in &backends() {
        for case in &corpus.cases {
            match case.run(backend, &case.key(&keys), &keys) {
                Ok(()) => *passed.entry((backend.name, &case.level)).or_default() += 1,
                Err(failure) => failures.push(format!("{} {} ({}): {failure}", backend.name, case.id, case.desc)),
            }
        }
    }
    for ((backend, level), count) in &passed {
        println!("{backend}: {level}: {count} passed");
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(passed.values().sum::<usize>(), corpus.count * backends().len());
}

#[test]
fn decisions_are_about_cases_that_exist() {
    let (corpus, _) = corpus();
    for (id, _, why) in DECISIONS {
        assert!(corpus.cases.iter().any(|case| case.id == *id && case.level == "policy"), "{id}: {why}");
    }
}

/// A key as the corpus hands it to the library.
enum Offered {
    Typed(Result<VerifyingKey, KeyError>),
    /// Read as a set of public keys, or as one with secrets where it has symmetric keys.
    Set(Result<JwkSet, KeyError>),
    Untyped(Vec<u8>),
    Nothing,
}

impl Case {
    fn key(&self, keys: &Keys) -> Offered {
        let stored = |member: &str| {
            let name = self.key.r#ref.as_ref().expect("a name of a key");
            keys[name][member].as_str().expect("a text")
        };
        let bytes = |member: &str| match &self.key.b64u {
            Some(bytes) => BASE64URL.decode(bytes).unwrap(),
            None => BASE64URL.decode(stored(member)).unwrap(),
        };
        let jwk = || match (&self.key.jwk, &self.key.r#ref) {
            (Some(jwk), None) => jwk.clone(),
            (None, Some(name)) => keys[name]["jwk_public"].clone(),
            _ => panic!("{}: one key", self.id),
        };
        match self.key.form.as_str() {
            "secret" => Offered::Typed(VerifyingKey::from_secret(bytes("secret_b64u"))),
            "untyped" => Offered::Untyped(bytes("")),
            form @ ("spki_pem" | "pkcs1_pem" | "cert_pem") => Offered::Typed(VerifyingKey::from_pem(stored(form))),
            "spki_der" => Offered::Typed(VerifyingKey::from_der(bytes("spki_der_b64u"))),
            "pkcs1_der" => Offered::Typed(VerifyingKey::from_der(bytes("pkcs1_der_b64u"))),
            "none" => Offered::Nothing,
            "jwk" => Offered::Typed(Jwk::from_json(jwk().to_string()).and_then(|jwk| VerifyingKey::from_jwk(&jwk))),
            "jwks" => Offered::set(&self.key.jwks.clone().unwrap_or_else(|| json!({ "keys": [jwk()] })).to_string()),
            "jwks_text" => Offered::set(self.key.text.as_ref().expect("a text")),
            other => panic!("a new form of keys: {other}"),
        }
    }

    fn run(&self, backend: &Backend, key: &Offered, keys: &Keys) -> Result<(), String> {
        let token = self.token(keys);
        // A moment that is none is refused where it is made.
        let Some(options) = self.options(backend) else {
            return self.judge(&Err(Failure { kind: "InvalidOption", code: "" }));
        };
        let outcome = Self::agreed(&token, key, &options)?;
        // The same options as data, if they can be written as such: npm's names are the corpus' own.
        match serde_json::from_value::<VerifyOptions>(self.options.clone()) {
            Ok(options) => {
                let from_data = Self::agreed(&token, key, &options)?;
                if from_data != outcome {
                    return Err(format!("options from data: {from_data:?}, else {outcome:?}"));
                }
            }
            Err(error) if self.level == "must-if-float-options" => drop(error),
            Err(error) => return Err(format!("options from data: {error}")),
        }
        self.judge(&outcome)
    }

    /// What all ways to verify say: accepted, or the kind of error.
    fn agreed(token: &[u8], key: &Offered, options: &VerifyOptions) -> Result<Result<(), Failure>, String> {
        let mut outcomes = vec![
            ("verify", key.verify::<Value>(token, options)),
            ("verify into a struct", key.verify::<Registered>(token, options)),
            ("verify_all", key.verify_all(token, options)),
            ("Verifier", key.verifier(token, options)),
            ("Verifier again", key.verifier(token, options)),
        ];
        if let Offered::Typed(Ok(key)) = key {
            let looked_up = verify_with::<Value>(token, key, options).map_err(Failure::from);
            outcomes.push(("verify_with", looked_up.map(drop)));
        }
        let (_, first) = outcomes.swap_remove(0);
        // A payload that is no object is not of the struct's type; otherwise nothing depends on the type.
        let differs = |outcome: &Result<(), Failure>| match (outcome, &first) {
            (Err(failure), Ok(())) => failure.code != "payload_type",
            (outcome, first) => outcome != first,
        };
        match outcomes.into_iter().find(|(_, outcome)| differs(outcome)) {
            Some((way, outcome)) => Err(format!("{way} says {outcome:?}, verify {first:?}")),
            None => Ok(first),
        }
    }

    fn judge(&self, outcome: &Result<(), Failure>) -> Result<(), String> {
        let decision = DECISIONS.iter().find(|(id, ..)| *id == self.id).map(|(_, verdict, _)| *verdict);
        let expected = match (self.level.as_str(), decision, self.expect.as_str()) {
            ("info", ..) => return Ok(()),
            ("policy", None, _) => return Err(format!("not decided; is {outcome:?}")),
            ("policy", Some(decision), _) => decision,
            (_, None, "accept") => Verdict::Accept,
            (_, None, "reject") => Verdict::Reject,
            (level, decision, expect) => panic!("{level} {decision:?} {expect}"),
        };
        match (expected, outcome) {
            (Verdict::Accept, Ok(())) => Ok(()),
            (Verdict::Reject, Err(failure)) if self.allows(failure.kind) => Ok(()),
            _ => Err(format!("expected {expected:?} {}, is {outcome:?}", self.error.as_deref().unwrap_or_default())),
        }
    }

    fn allows(&self, kinds: &str) -> bool {
        // The corpus names no error for the cases that it would accept: those that are refused here have an invalid key.
        let allowed = self.error.as_deref().unwrap_or("InvalidKey");
        // Some say more behind the kind, in parentheses.
        let listed = || allowed.split('|').filter_map(|kind| kind.split(' ').next());
        kinds.split('|').any(|kind| listed().any(|allowed| allowed == kind))
    }

    fn token(&self, keys: &Keys) -> Vec<u8> {
        match (&self.token, &self.token_b64, &self.token_gen) {
            (Some(text), None, None) => text.clone().into_bytes(),
            (None, Some(bytes), None) => base64::engine::general_purpose::STANDARD.decode(bytes).expect("base64"),
            (None, None, Some(recipe)) => recipe.token(keys),
            _ => panic!("{}: one token", self.id),
        }
    }

    fn options(&self, backend: &Backend) -> Option<VerifyOptions> {
        let given = self.options.as_object().expect("an object");
        given.iter().try_fold(VerifyOptions::new(), |options, (name, value)| {
            let text = || value.as_str().expect("a text");
            Some(match name.as_str() {
                "clockTimestamp" => options.clock_timestamp(NumericDate::from_secs_f64(number(value))?),
                "algorithms" => options.algorithms(texts(value).into_iter().map(|name| algorithm(backend, name))),
                "audience" => options.audience(expected(value)),
                "issuer" => options.issuer(expected(value)),
                "subject" => options.subject(text()),
                "jwtid" => options.jwt_id(text()),
                "nonce" => options.nonce(text()),
                "typ" => options.typ(text()),
                "clockTolerance" => options.clock_tolerance(TimeSpan::secs_f64(number(value))),
                "maxAge" => options.max_age(TimeSpan::secs_f64(number(value))),
                other => panic!("a new option: {other}"),
            })
        })
    }
}

/// By the backend under test, whichever the crate prefers.
fn algorithm(backend: &Backend, name: &str) -> AlgorithmChoice {
    if name == "none" { alg::NONE.into() } else { backend.algorithm(name).expect("an algorithm").into() }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

fn expected(value: &Value) -> Expected {
    value.as_str().map_or_else(|| texts(value).into(), Expected::from)
}

/// What JSON cannot write stands there as text.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| value.as_str().expect("a text").parse().expect("a number"))
}

/// The registered claims as a service would declare them: of any type, so that only the rules decide.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Registered {
    exp: Option<Value>,
    nbf: Option<Value>,
    aud: Option<Value>,
    iss: Option<Value>,
}

/// An error's code, and its kind in the corpus' words.
#[derive(Debug, PartialEq, Eq)]
struct Failure {
    kind: &'static str,
    code: &'static str,
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        Self::from(&error)
    }
}

impl From<&VerifyError> for Failure {
    fn from(error: &VerifyError) -> Self {
        Self { kind: kind(error), code: error.code() }
    }
}

fn kind(error: &VerifyError) -> &'static str {
    use InvalidReason as Reason;
    let reason = match error {
        VerifyError::TokenExpiredError { .. } => return "Expired",
        VerifyError::NotBeforeError { .. } => return "NotBefore",
        VerifyError::JsonWebTokenError { reason, .. } => reason,
        other => panic!("a new error: {other:?}"),
    };
    match reason {
        Reason::InvalidOption(_) => "InvalidOption",
        Reason::Unreadable(DecodeError::TooLarge { .. }) => "TooLarge",
        Reason::Malformed(_) | Reason::Unreadable(_) | Reason::HeaderNotAnObject => "Malformed",
        Reason::UnsupportedCrit(_) => "UnsupportedCrit",
        Reason::KeyLookup(_) => "KeyNotFound",
        Reason::SignatureRequired => "SignatureRequired",
        Reason::KeyRequired => "KeyRequired",
        Reason::NoneNotAllowed | Reason::InvalidAlgorithm { .. } => "InvalidAlgorithm",
        Reason::InvalidKeyMaterial(_) | Reason::Key(_) => "InvalidKey",
        Reason::InvalidSignature(_) => "InvalidSignature",
        // The corpus counts some of these as this and some as that.
        Reason::SignatureEncoding => "InvalidSignature|Malformed",
        Reason::ClaimNotANumber { .. }
        | Reason::ClaimMismatch(_)
        | Reason::IatRequired
        | Reason::IssuedInFuture { .. }
        | Reason::ClaimRequired(_)
        | Reason::Check { .. } => "InvalidClaim",
        other => panic!("a new reason: {other:?}"),
    }
}

impl Offered {
    fn set(json: &str) -> Self {
        let symmetric = json.contains("\"oct\"");
        Self::Set(if symmetric { JwkSet::from_json_with_secrets(json) } else { JwkSet::from_json(json) })
    }

    fn verify<T: serde::de::DeserializeOwned>(&self, token: &[u8], options: &VerifyOptions) -> Result<(), Failure> {
        let verified: Result<Verified<T>, _> = match self {
            Self::Typed(key) => verify(token, key.as_ref().map_err(unreadable)?, options),
            Self::Set(set) => verify_with(token, set.as_ref().map_err(unreadable)?, options),
            Self::Untyped(bytes) => verify(token, bytes, options),
            Self::Nothing => verify(token, webtoken::NoKey, options),
        };
        verified.map(drop).map_err(Failure::from)
    }

    fn verify_all(&self, token: &[u8], options: &VerifyOptions) -> Result<(), Failure> {
        let verified = match self {
            Self::Typed(key) => verify_all::<Value>(token, key.as_ref().map_err(unreadable)?, options),
            Self::Set(_) => return self.verify::<Value>(token, options),
            Self::Untyped(bytes) => verify_all::<Value>(token, bytes, options),
            Self::Nothing => verify_all::<Value>(token, webtoken::NoKey, options),
        };
        verified.map(drop).map_err(|errors| Failure::from(errors.first()))
    }

    /// The second of two tokens: whatever the first left behind must not matter.
    fn verifier(&self, token: &[u8], options: &VerifyOptions) -> Result<(), Failure> {
        let verifier = match self {
            Self::Typed(key) => Verifier::new(key.as_ref().map_err(unreadable)?, options),
            Self::Set(_) => return self.verify::<Value>(token, options),
            Self::Untyped(bytes) => Verifier::new(bytes, options),
            Self::Nothing => Verifier::new(webtoken::NoKey, options),
        }?;
        let once = verifier.verify::<Value>(token).map(drop).map_err(Failure::from);
        let twice = verifier.verify::<Value>(token).map(drop).map_err(Failure::from);
        assert_eq!(once, twice);
        twice
    }
}

/// A typed key that could not even be made.
fn unreadable(error: &KeyError) -> Failure {
    Failure { kind: "InvalidKey", code: error.code() }
}

/// Enough to show that only the length matters; the largest token of the corpus has half a gigabyte.
const LARGEST: usize = 1 << 26;

impl Recipe {
    fn token(&self, keys: &Keys) -> Vec<u8> {
        let place = self.r#where.as_str();
        match (self.kind.as_str(), place) {
            ("nest", "header") => {
                signed(keys, &format!("{{\"alg\":\"HS256\",\"x\":{}}}", self.nested()), "{\"sub\":\"alice\"}")
            }
            ("nest", "payload") => signed(keys, r#"{"alg":"HS256","typ":"JWT"}"#, &self.nested()),
            ("members", "header") => signed(keys, &self.members(), "{\"sub\":\"alice\"}"),
            ("repeat", place) => {
                let long = self.char.repeat(self.count.min(LARGEST));
                match place {
                    "header" => format!("{long}.e30.AA"),
                    "payload" => format!("e30.{long}.AA"),
                    "signature" => format!("e30.e30.{long}"),
                    "dots" => long,
                    other => panic!("a new place: {other}"),
                }
                .into_bytes()
            }
            other => panic!("a new recipe: {other:?}"),
        }
    }

    fn nested(&self) -> String {
        assert_eq!(self.open, "[");
        format!("{}{}", "[".repeat(self.count), "]".repeat(self.count))
    }

    fn members(&self) -> String {
        let members: Vec<String> = (0..self.count).map(|index| format!(",\"{}{index}\":0", self.prefix)).collect();
        let members = members.concat();
        format!("{{\"alg\":\"HS256\"{members}}}")
    }
}

fn signed(keys: &Keys, header: &str, payload: &str) -> Vec<u8> {
    let secret = BASE64URL.decode(keys["hs256"]["secret_b64u"].as_str().unwrap()).unwrap();
    let signer = alg::HS256.signer(&SigningKey::from_secret(secret).unwrap()).unwrap();
    let message = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = BASE64URL.encode(signer.sign(message.as_bytes()).unwrap());
    format!("{message}.{signature}").into_bytes()
}

/// With the limit to a token's size out of the way, depth and number of members are harmless too.
#[test]
fn generated_tokens_without_a_limit() {
    let (corpus, keys) = corpus();
    for case in &corpus.cases {
        let Some(recipe) = case.token_gen.as_ref().filter(|recipe| recipe.kind != "repeat") else { continue };
        let Offered::Typed(Ok(key)) = case.key(&keys) else { panic!("{}: a typed key", case.id) };
        let unlimited = VerifyOptions::new().algorithms([alg::HS256]).max_token_size(usize::MAX);
        let outcome = verify::<Value>(recipe.token(&keys), &key, &unlimited);
        match recipe.kind.as_str() {
            "members" => assert_eq!(outcome.unwrap().payload, json!({ "sub": "alice" }), "{}", case.id),
            _ => assert_eq!(kind(&outcome.unwrap_err()), "Malformed", "{}", case.id),
        }
    }
}
