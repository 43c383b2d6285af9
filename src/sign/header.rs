//! The header of a token, and the algorithm that it names.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    alg::{self, Algorithm, KeyRequirement},
    error::{OptionError, PayloadKind, SignError},
    json, jws,
    key::SigningKey,
    options::SignOptions,
};

/// The algorithm that the options ask for, if any. An `alg` in the header option wins over the algorithm option, as in
/// npm, but `none` there never wins over anything.
pub(super) fn algorithm(options: &SignOptions) -> Result<Option<&dyn Algorithm>, SignError> {
    let asked = match &options.algorithm {
        Some(choice) => Some(choice.algorithm().ok_or_else(|| unknown(choice.name()))?),
        None => None,
    };
    match header_alg(options) {
        Some(name) => from_header(name?, asked).map(Some),
        None => Ok(asked),
    }
}

/// The algorithm if the options do not ask for any: the key's own, or npm's default. A key whose own algorithm is
/// `none` does not make unsigned tokens.
pub(super) fn default(key: Option<&SigningKey>) -> Result<&'static dyn Algorithm, SignError> {
    let name = key.map_or("HS256", alg::default_for);
    let signs = |alg: &alg::Builtin| alg.key_requirement() != KeyRequirement::None;
    alg::by_name(name).filter(signs).ok_or_else(|| unknown(name))
}

/// Says which feature is needed if the algorithm is one that is not compiled in.
fn unknown(name: &str) -> SignError {
    alg::needed_for(name).map_or_else(|| OptionError::Algorithm.into(), SignError::Key)
}

fn from_header(name: String, asked: Option<&dyn Algorithm>) -> Result<&dyn Algorithm, SignError> {
    if let Some(asked) = asked.filter(|asked| asked.name() == name) {
        return Ok(asked);
    }
    match alg::by_name(&name) {
        Some(algorithm) if algorithm.key_requirement() == KeyRequirement::None => Err(SignError::HeaderNone),
        Some(algorithm) => Ok(algorithm),
        None => Err(SignError::HeaderAlgorithm(name)),
    }
}

/// The last `alg` of the header option. If it is not a string, the error shows its JSON.
fn header_alg(options: &SignOptions) -> Option<Result<String, SignError>> {
    let (_, alg) = options.header.iter().rev().find(|(name, _)| name == "alg")?;
    let text = alg.as_ref().ok()?;
    Some(text.get().map_err(|_| SignError::HeaderAlgorithm(String::from_utf8_lossy(text.as_bytes()).into_owned())))
}

/// The encoded headers of a signer's tokens.
#[derive(Debug, Clone)]
pub(super) struct Headers {
    object: Cow<'static, str>,
    plain: Cow<'static, str>,
}

impl Headers {
    pub(super) fn new(alg: &str, options: &SignOptions) -> Result<Self, SignError> {
        let [object, plain] = [PayloadKind::Object, PayloadKind::Text].map(|kind| encoded(alg, kind, options));
        Ok(Self { object: object?, plain: plain? })
    }

    pub(super) fn of(&self, kind: PayloadKind) -> &str {
        if kind == PayloadKind::Object { &self.object } else { &self.plain }
    }
}

/// The encoded header of a token with this kind of payload.
pub(super) fn encoded(alg: &str, kind: PayloadKind, options: &SignOptions) -> Result<Cow<'static, str>, SignError> {
    let is_usual = kind == PayloadKind::Object && options.header.is_empty() && options.kid.is_none();
    match jws::usual_header(alg).filter(|_| is_usual) {
        Some(header) => Ok(Cow::Borrowed(header)),
        None => encode(alg, kind, options).map(Cow::Owned),
    }
}

/// npm's order: `alg`, `typ`, `kid`, then the other fields of the header option. The header option may set `typ` and
/// `kid` too. Its `alg` has already chosen the algorithm. A name keeps its first position; the last value counts.
fn encode(alg: &str, kind: PayloadKind, options: &SignOptions) -> Result<String, SignError> {
    let own =
        [("alg", Some(alg)), ("typ", (kind == PayloadKind::Object).then_some("JWT")), ("kid", options.kid.as_deref())];
    let mut values: HashMap<&str, Cow<'_, [u8]>> = HashMap::new();
    for (name, value) in own {
        values.extend(value.map(|value| (name, Cow::Owned(quoted(value)))));
    }
    for (name, value) in &options.header {
        let header = |message: &String| SignError::Header { name: name.clone(), message: message.clone() };
        let value = value.as_ref().map_err(header)?;
        if name != "alg" {
            values.insert(name, Cow::Borrowed(value.as_bytes()));
        }
    }
    let mut json = vec![b'{'];
    for name in own.iter().map(|(name, _)| *name).chain(options.header.iter().map(|(name, _)| name.as_str())) {
        // The value is there for the first field with this name.
        let Some(value) = values.remove(name) else { continue };
        if json.len() > 1 {
            json.push(b',');
        }
        json::write_text(&mut json, name);
        json.push(b':');
        json.extend_from_slice(&value);
    }
    json.push(b'}');
    let mut header = String::new();
    jws::encode(&mut header, json);
    Ok(header)
}

fn quoted(text: &str) -> Vec<u8> {
    let mut json = Vec::new();
    json::write_text(&mut json, text);
    json
}
