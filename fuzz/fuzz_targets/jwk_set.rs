//! Sets of keys: each member is used or skipped as it is by itself, and a header finds what the rules say.
#![no_main]

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, json, value::RawValue};
use webtoken::{
    Header, Jwk, JwkSet, VerifyingKey,
    key::{Curve, KeyInfo},
};
use webtoken_fuzz::{grammar, json::Json, keys};

/// The members of an object, unread.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The members of `keys`, if the rest is sound.
fn list(text: &[u8]) -> Option<Vec<Box<RawValue>>> {
    let Members(members) = serde_json::from_slice(text).ok()?;
    let others = members
        .iter()
        .filter(|(name, _)| name != "keys")
        .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), value.get()));
    Json::read(format!("{{{}}}", others.collect::<Vec<_>>().join(",")).as_bytes())?;
    let mut keys = members.iter().filter(|(name, _)| name == "keys");
    let (Some((_, keys)), None) = (keys.next(), keys.next()) else { return None };
    serde_json::from_str(keys.get()).ok()
}

struct Kept {
    jwk: Jwk,
    key: VerifyingKey,
}

impl Kept {
    fn suits(&self, alg: &str) -> bool {
        let by_type = match (alg, self.key.info()) {
            ("RS256" | "RS384" | "RS512", info) => matches!(info, KeyInfo::Rsa { .. }),
            ("PS256" | "PS384" | "PS512", info) => matches!(info, KeyInfo::Rsa { .. } | KeyInfo::RsaPss { .. }),
            ("HS256" | "HS384" | "HS512" | "none", _) => false,
            ("ES256", info) => matches!(info, KeyInfo::Ec { curve: Curve::P256 }),
            ("ES384", info) => matches!(info, KeyInfo::Ec { curve: Curve::P384 }),
            ("ES512", info) => matches!(info, KeyInfo::Ec { curve: Curve::P521 }),
            ("EdDSA" | "Ed25519", info) => matches!(info, KeyInfo::Okp { curve: Curve::Ed25519 }),
            _ => true,
        };
        by_type && self.jwk.alg().is_none_or(|own| own == alg)
    }
}

/// The place of the key that a header finds, or the error's code.
fn find(kept: &[Kept], rivals: &[(String, String)], header: &Header) -> std::result::Result<usize, &'static str> {
    let alg = header.alg().unwrap_or_default();
    let suitable = |places: &[usize]| places.iter().copied().filter(|at| kept[*at].suits(alg)).collect::<Vec<_>>();
    let all: Vec<usize> = (0..kept.len()).collect();
    let Some(kid) = header.get("kid") else {
        return match suitable(&all)[..] {
            [] => Err("key_not_found"),
            [one] => Ok(one),
            _ => Err("key_ambiguous"),
        };
    };
    let kid = kid.as_str().ok_or("kid_invalid")?;
    let with = |kid: Option<&str>| all.iter().copied().filter(|at| kept[*at].jwk.kid() == kid).collect::<Vec<_>>();
    let mut places = with(Some(kid));
    if places.is_empty() {
        places = with(None);
    }
    if places.len() > 1 {
        places = suitable(&places);
    }
    match places[..] {
        [] => Err("kid_unknown"),
        [one] if rivals.iter().any(|(rival, kty)| rival == kid && kty == kept[one].jwk.kty()) => Err("key_ambiguous"),
        [one] => Ok(one),
        _ => Err("key_ambiguous"),
    }
}

/// A set and a header: text on either side of a line break, or grown.
fn read(data: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let Some((first, rest)) = data.split_first().filter(|(first, _)| **first >= 0x80) else {
        let at = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
        return Ok((data[..at].to_vec(), data[at..].trim_ascii().to_vec()));
    };
    let mut u = Unstructured::new(rest);
    let keys = (0..first % 5).map(|_| keys::jwk(&mut u)).collect::<Result<Vec<_>>>()?;
    let mut header = json!({ "alg": u.choose(keys::ALGORITHMS)? });
    if u.ratio(3, 4)? {
        header["kid"] = (*u.choose(&["k1", "k2", "", "k3"])?).into();
    }
    let mut set = json!({ "keys": keys }).to_string().into_bytes();
    if u.ratio(1, 8)? {
        set = grammar::document(&mut u);
    }
    Ok((set, header.to_string().into_bytes()))
}

fuzz_target!(|data: &[u8]| {
    let Ok((text, header)) = read(data) else { return };
    let list = list(&text);
    let set = JwkSet::from_json(&text);
    assert_eq!(set.is_ok(), list.is_some(), "{set:?}");
    let (Ok(set), Some(list)) = (set, list) else { return };

    let (mut kept, mut skipped, mut rivals) = (Vec::new(), Vec::new(), Vec::new());
    for (index, member) in list.iter().enumerate() {
        let jwk = Jwk::from_json(member.get()).ok();
        match jwk.as_ref().filter(|jwk| !jwk.has_secret()).map(VerifyingKey::from_jwk) {
            Some(Ok(key)) => kept.push(Kept { jwk: jwk.expect("read"), key }),
            other => {
                skipped.push(index);
                if let (Some(Err(error)), Some(jwk)) = (other, &jwk)
                    && let ("key_malformed", Some(kid)) = (error.code(), jwk.kid())
                {
                    rivals.push((kid.to_owned(), jwk.kty().to_owned()));
                }
            }
        }
    }
    assert_eq!(set.skipped().iter().map(|skipped| skipped.index()).collect::<Vec<_>>(), skipped);
    assert_eq!(set.len(), kept.len());
    for (key, kept) in set.keys().zip(&kept) {
        assert_eq!(key.info(), kept.key.info());
    }

    let Some(header) = str::from_utf8(&header).ok().and_then(|header| Header::from_json(header).ok()) else { return };
    let found = set.find(&header).map_err(|error| error.code());
    let found = found.map(|found| set.keys().position(|key| std::ptr::eq(key, found)).expect("one of the set"));
    assert_eq!(found, find(&kept, &rivals, &header), "{header:?} {set:?}");
});
