//! Tokens by recipe: what stands in them, who signs, and what is broken afterwards.

use std::{cell::RefCell, collections::HashMap, fmt::Write};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_URL_SAFE_NO_PAD,
};
use webtoken::{IntoSigningKey, alg};

use crate::{
    case::{Content, Key},
    json::Json,
};

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) header: Content,
    pub(crate) payload: Content,
    /// Algorithm and key; none leaves the third part empty.
    pub(crate) signer: Option<(&'static str, Key)>,
    pub(crate) damage: Vec<Damage>,
}

/// What happens to a token's text. Places are counted modulo what is there.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    /// Another character, which may be none of base64url's.
    Replace(usize, char),
    Insert(usize, char),
    Remove(usize),
    Truncate(usize),
    SwapParts(usize, usize),
    EmptyPart(usize),
    /// One of the bits that a part's last character does not need.
    UnusedBits(usize),
    /// A last character that stands for no byte.
    LoneCharacter(usize),
    /// As a part, this text.
    Part(usize, &'static str),
    Whole(&'static str),
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Token {
    pub(crate) fn text(&self) -> String {
        let mut text = BASE64_URL_SAFE_NO_PAD.encode(self.header.bytes());
        text.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(self.payload.bytes(), &mut text);
        let signature = self.signer.as_ref().map(|(alg, key)| signature(alg, key, &text)).unwrap_or_default();
        write!(text, ".{}", BASE64_URL_SAFE_NO_PAD.encode(signature)).unwrap();
        self.damage.iter().fold(text, |text, damage| damage.to(&text))
    }
}

impl Damage {
    fn to(&self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let at = |place: usize| place % (chars.len() + 1);
        match *self {
            Self::Replace(place, char) => {
                if let Some(place) = place.checked_rem(chars.len()) {
                    chars[place] = char;
                }
            }
            Self::Insert(place, char) => chars.insert(at(place), char),
            Self::Remove(place) => {
                if let Some(place) = place.checked_rem(chars.len()) {
                    chars.remove(place);
                }
            }
            Self::Truncate(place) => chars.truncate(at(place)),
            Self::SwapParts(one, other) => return with_parts(text, |parts| parts.swap(one % 3, other % 3)),
            Self::EmptyPart(part) => return with_parts(text, |parts| parts[part % 3].clear()),
            Self::UnusedBits(part) => return with_parts(text, |parts| set_unused_bit(&mut parts[part % 3])),
            Self::LoneCharacter(part) => {
                return with_parts(text, |parts| {
                    let part = &mut parts[part % 3];
                    *part = part.chars().take(part.chars().count() / 4 * 4).collect();
                    part.push('A');
                });
            }
            Self::Part(part, new) => return with_parts(text, |parts| new.clone_into(&mut parts[part % 3])),
            Self::Whole(new) => return new.to_owned(),
        }
        chars.into_iter().collect()
    }
}

fn with_parts(text: &str, change: impl FnOnce(&mut [String])) -> String {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    if parts.len() == 3 {
        change(&mut parts);
    }
    parts.join(".")
}

fn set_unused_bit(part: &mut String) {
    let last = part.pop().and_then(|last| ALPHABET.iter().position(|char| char::from(*char) == last));
    let Some(last) = last else { return };
    let is_whole = part.len() % 4 == 3;
    part.push(char::from(ALPHABET[if is_whole { last } else { last ^ 1 }]));
}

/// By this crate. Asymmetric ones are remembered: there are few messages, and signing is slow.
fn signature(alg: &'static str, key: &Key, message: &str) -> Vec<u8> {
    type Remembered = HashMap<(&'static str, Vec<u8>, String), Vec<u8>>;
    thread_local!(static REMEMBERED: RefCell<Remembered> = RefCell::default());
    let sign = || new_signature(alg, key, message).unwrap_or_else(|| vec![7; 64]);
    if alg.starts_with("HS") {
        return sign();
    }
    REMEMBERED.with_borrow_mut(|signatures| {
        signatures.entry((alg, key.bytes().to_vec(), message.to_owned())).or_insert_with(sign).clone()
    })
}

/// `None` where the crate would not sign with this.
fn new_signature(alg: &str, key: &Key, message: &str) -> Option<Vec<u8>> {
    let key = key.into_signing_key().ok()??;
    let signer = alg::by_name(alg)?.signer(&key).ok()?;
    signer.sign(message.as_bytes()).ok().map(|signature| signature.as_ref().to_vec())
}

/// A token's text as Node reads it: stray bits are ignored.
pub(crate) struct Seen {
    pub(crate) parts: Vec<String>,
    pub(crate) header: Vec<u8>,
    pub(crate) payload: Vec<u8>,
}

impl Seen {
    /// `None` where there are not three parts out of the alphabet, of which only the last may be empty.
    pub(crate) fn new(token: &str) -> Option<Self> {
        let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        let is_readable = parts.len() == 3
            && parts[..2].iter().all(|part| !part.is_empty())
            && parts.iter().all(|part| part.bytes().all(|byte| ALPHABET.contains(&byte)));
        is_readable.then(|| Self { header: decoded(&parts[0]), payload: decoded(&parts[1]), parts })
    }

    /// In Latin-1, as npm reads it.
    pub(crate) fn latin1_header(&self) -> Option<Json> {
        let text: String = self.header.iter().map(|byte| char::from(*byte)).collect();
        Json::read(text.as_bytes())
    }

    pub(crate) fn is_canonical(&self, part: usize) -> bool {
        BASE64_URL_SAFE_NO_PAD.encode(decoded(&self.parts[part])) == self.parts[part]
    }
}

fn decoded(part: &str) -> Vec<u8> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let length = if part.len() % 4 == 1 { part.len() - 1 } else { part.len() };
    LENIENT.decode(&part[..length]).unwrap()
}
