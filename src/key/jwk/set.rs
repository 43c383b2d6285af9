//! Sets of keys (RFC 7517, section 5), looked up by the token's header.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    marker::PhantomData,
    str::FromStr,
    sync::Arc,
};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de,
    de::{MapAccess, Visitor},
    ser,
};
use serde_json::value::RawValue;

use super::Jwk;
use crate::{
    alg,
    alg::{Algorithm, check},
    error::{BoxError, KeyError},
    json::{FieldNames, Walk},
    jws::Header,
    key::{KeyInfo, VerifyingKey},
};

/// Several keys: a JSON Web Key Set. Cheap to clone.
///
/// As a [`KeyProvider`](crate::KeyProvider) it finds a token's key like this:
///
/// 1. The keys whose `kid` is exactly the header's; if there are none, the keys without `kid`. Without a `kid` in the
///    header, all keys. A `kid` that is not a string finds no key.
/// 2. If more than one is left, or the header has no `kid`: those that work with the header's `alg`.
/// 3. If exactly one key is left, it is used; otherwise the token is refused with a [`JwkLookupError`]. A key with the
///    same `kid` and type that cannot be read also makes the choice ambiguous.
///
/// For a token with a `kid` the time depends on the number of keys with that `kid`, not on the size of the set. Each
/// key is read once, with the set, and bound to an algorithm when the first token needs it.
///
/// A set is also what an issuer publishes: collect it from [`Jwk`]s and serialize it.
///
/// ```
/// use webtoken::{Header, JwkSet};
/// let set = JwkSet::from_json(r#"{"keys":[
///     {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k1"},
///     {"kty":"of the future","kid":"k2"}
/// ]}"#)?;
/// assert_eq!((set.len(), set.skipped().len()), (1, 1));
/// let header = Header::from_json(r#"{"alg":"EdDSA","kid":"k1"}"#)?;
/// assert_eq!(set.find(&header)?.info().kind(), "ed25519");
///
/// let again: JwkSet = set.jwks().cloned().collect();
/// assert_eq!(serde_json::to_string(&again)?, serde_json::to_string(&set)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct JwkSet(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// The elements as they were given, except those with a secret.
    jwks: Vec<Jwk>,
    has_secrets: bool,
    keys: Vec<VerifyingKey>,
    /// The positions in `keys` of the keys with a `kid`.
    by_id: HashMap<String, Vec<usize>>,
    without_id: Vec<usize>,
    /// The key types, by `kid`, of elements that are keys but cannot be read.
    unreadable: HashMap<String, HashSet<String>>,
    skipped: Vec<SkippedKey>,
}

/// An element of a set that is not used.
///
/// ```
/// use webtoken::JwkSet;
/// let set = JwkSet::from_json(r#"{"keys":[7,{"kty":"oct","kid":"k1","k":"c2hoaGho"}]}"#)?;
/// let [number, secret] = set.skipped() else { panic!("two are skipped") };
/// assert_eq!((number.index(), number.kid(), number.error().code()), (0, None, "key_malformed"));
/// assert_eq!((secret.index(), secret.kid(), secret.error().code()), (1, Some("k1"), "key_secret_in_public_set"));
/// # Ok::<(), webtoken::KeyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SkippedKey {
    index: usize,
    kid: Option<String>,
    error: KeyError,
}

/// Why a set has no key for a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkLookupError {
    /// The header's `kid` is not a string.
    #[error("the token's kid is not a string")]
    InvalidKid,
    /// No key has this `kid`, or no key with it works with the algorithm.
    #[error("Unable to find a signing key that matches '{}'", .0.escape_debug())]
    UnknownKid(String),
    /// The token has no `kid`, and no key works with its algorithm.
    #[error("the token has no kid, and no key works with its algorithm")]
    NoKey,
    /// More than one key matches.
    #[error("more than one key matches the token")]
    Ambiguous,
}

impl JwkSet {
    /// A set of public keys, such as an issuer publishes. An element that cannot be read or cannot verify is skipped:
    /// see [`skipped`](Self::skipped). So are private and symmetric keys: once published, they are not secret.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] unless it is an object with an array `keys` of at most 65,536 elements, without
    /// duplicate names.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::read(json.as_ref(), public_key)
    }

    /// A set that is itself a secret, such as your own configuration: private and symmetric keys are accepted as well.
    /// Never use it for a set that comes from elsewhere.
    ///
    /// ```
    /// use webtoken::JwkSet;
    /// let json = r#"{"keys":[{"kty":"oct","kid":"k1","k":"c2hoaGho"}]}"#;
    /// assert_eq!(JwkSet::from_json_with_secrets(json)?.len(), 1);
    /// assert_eq!(JwkSet::from_json(json)?.len(), 0);
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`from_json`](Self::from_json), and [`KeyError::MixedSet`] if it has symmetric and other keys.
    pub fn from_json_with_secrets(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let set = Self::read(json.as_ref(), VerifyingKey::from_jwk)?;
        let symmetric = set.keys().filter(|key| matches!(key.info(), KeyInfo::Secret { .. })).count();
        if (1..set.len()).contains(&symmetric) { Err(KeyError::MixedSet) } else { Ok(set) }
    }

    fn read(json: &[u8], key: impl Fn(&Jwk) -> Result<VerifyingKey, KeyError>) -> Result<Self, KeyError> {
        let mut set = Inner::default();
        for (index, element) in elements(json)?.into_iter().enumerate() {
            match Jwk::from_json(element.get()) {
                Ok(jwk) => set.add(index, key(&jwk), jwk),
                Err(error) => set.skipped.push(SkippedKey { index, kid: None, error }),
            }
        }
        Ok(Self(Arc::new(set)))
    }

    /// How many keys it has, without those that were skipped.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.keys.len()
    }

    /// Whether it has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.keys.is_empty()
    }

    /// The keys, in the order of the set.
    pub fn keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.0.keys.iter()
    }

    /// The JSON Web Keys as they were given, without those that contain a secret and elements that are not keys.
    pub fn jwks(&self) -> impl Iterator<Item = &Jwk> {
        self.0.jwks.iter()
    }

    /// What was skipped, and why.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.0.skipped
    }

    /// The key for a token with this header.
    ///
    /// # Errors
    /// [`JwkLookupError`] if no key or more than one matches.
    pub fn find(&self, header: &Header) -> Result<&VerifyingKey, JwkLookupError> {
        let set = &*self.0;
        let alg = header.alg().unwrap_or_default();
        let requirement = alg::by_name(alg).map(Algorithm::key_requirement);
        // The checks of the key against the algorithm decide later whether it really works.
        let works = |key: &&VerifyingKey| {
            key.inner().restriction.alg.as_deref().is_none_or(|own| own == alg)
                && requirement.is_none_or(|requirement| check::accepts(requirement, key.info()))
        };
        let Some(kid) = header.get("kid") else {
            return only(set.keys.iter().filter(works), || JwkLookupError::NoKey);
        };
        let kid = kid.as_str().ok_or(JwkLookupError::InvalidKid)?;
        let unknown = || JwkLookupError::UnknownKid(kid.to_owned());
        let places = set.by_id.get(kid).unwrap_or(&set.without_id);
        let candidates = places.iter().filter_map(|place| set.keys.get(*place));
        let key = match only(candidates.clone(), unknown) {
            Err(JwkLookupError::Ambiguous) => only(candidates.filter(works), unknown),
            // There is one key, perhaps the wrong one. The checks of the key against the algorithm report that better.
            found => found,
        }?;
        let has_rival = set.unreadable.get(kid).is_some_and(|types| types.contains(key.info().kty()));
        if has_rival { Err(JwkLookupError::Ambiguous) } else { Ok(key) }
    }
}

/// The one item of an iterator.
fn only<T>(mut items: impl Iterator<Item = T>, none: impl FnOnce() -> JwkLookupError) -> Result<T, JwkLookupError> {
    let first = items.next().ok_or_else(none)?;
    if items.next().is_some() { Err(JwkLookupError::Ambiguous) } else { Ok(first) }
}

impl Inner {
    fn add(&mut self, index: usize, key: Result<VerifyingKey, KeyError>, jwk: Jwk) {
        match key {
            Ok(key) => {
                let places = match jwk.kid() {
                    Some(kid) => self.by_id.entry(kid.to_owned()).or_default(),
                    None => &mut self.without_id,
                };
                places.push(self.keys.len());
                self.keys.push(key);
                self.has_secrets |= jwk.has_secret();
            }
            Err(error) => {
                let kid = jwk.kid().map(str::to_owned);
                if let (Some(kid), KeyError::Malformed { .. }) = (&kid, &error) {
                    self.unreadable.entry(kid.clone()).or_default().insert(jwk.kty().to_owned());
                }
                self.skipped.push(SkippedKey { index, kid, error });
            }
        }
        if !jwk.has_secret() {
            self.jwks.push(jwk);
        }
    }
}

fn public_key(jwk: &Jwk) -> Result<VerifyingKey, KeyError> {
    if jwk.has_secret() { Err(KeyError::SecretInPublicSet) } else { VerifyingKey::from_jwk(jwk) }
}

/// The most elements that a set may have.
const MOST_ELEMENTS: usize = 1 << 16;

/// The elements of the array `keys`, each to be read by itself.
fn elements(json: &[u8]) -> Result<Vec<&RawValue>, KeyError> {
    let object = json.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice::<Keys<&RawValue>>(json));
    let Keys(keys) = object.ok_or_else(|| flaw("expected an object"))?.map_err(flaw)?;
    let elements = keys.get().starts_with('[').then(|| serde_json::from_str::<Vec<&RawValue>>(keys.get()));
    let elements = elements.ok_or_else(|| flaw("field \"keys\": expected an array"))?.map_err(flaw)?;
    if elements.len() > MOST_ELEMENTS { Err(flaw("too many keys")) } else { Ok(elements) }
}

/// The value of `keys` in an object without duplicate names.
struct Keys<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Keys<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeysVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for KeysVisitor<T> {
            type Value = Keys<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Keys<T>, A::Error> {
                let (mut keys, mut names) = (None, FieldNames::default());
                while let Some(name) = object.next_key::<String>()? {
                    if name == "keys" {
                        keys = Some(object.next_value()?);
                    } else {
                        object.next_value::<Walk>()?;
                    }
                    names.insert(name.into()).map_err(de::Error::custom)?;
                }
                keys.map(Keys).ok_or_else(|| de::Error::custom("field \"keys\" is missing"))
            }
        }

        deserializer.deserialize_map(KeysVisitor(PhantomData))
    }
}

fn flaw(what: impl Into<BoxError>) -> KeyError {
    KeyError::malformed("JSON Web Key Set", what)
}

/// A set to be published. A private or symmetric key is skipped, as by [`JwkSet::from_json`].
impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(jwks: I) -> Self {
        let mut set = Inner::default();
        for (index, jwk) in jwks.into_iter().enumerate() {
            set.add(index, public_key(&jwk), jwk);
        }
        Self(Arc::new(set))
    }
}

impl FromStr for JwkSet {
    type Err = KeyError;

    fn from_str(json: &str) -> Result<Self, KeyError> {
        Self::from_json(json)
    }
}

/// As by [`JwkSet::from_json`], but an element that is not a JSON Web Key makes the whole set invalid.
impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Keys(jwks) = Keys::<Vec<Jwk>>::deserialize(deserializer)?;
        Ok(jwks.into_iter().collect())
    }
}

/// Writes all of [`JwkSet::jwks`], also those that this crate cannot use. Fails if the set contains a private or symmetric
/// key. Only the parameters of RFC 7518 are known as secret: what is inside `x5c` or in a parameter of another name is
/// written as it is.
impl Serialize for JwkSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.has_secrets {
            return Err(ser::Error::custom("the set contains private or symmetric keys, which must not be published"));
        }
        serializer.collect_map([("keys", &self.0.jwks)])
    }
}

impl SkippedKey {
    /// Its position in the set, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its `kid`, if that could be read.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(&self) -> &KeyError {
        &self.error
    }
}

impl JwkLookupError {
    /// A stable machine code, such as `key_ambiguous`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidKid => "kid_invalid",
            Self::UnknownKid(_) => "kid_unknown",
            Self::NoKey => "key_not_found",
            Self::Ambiguous => "key_ambiguous",
        }
    }
}

impl fmt::Debug for JwkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwkSet").field("keys", &self.0.keys).field("skipped", &self.0.skipped).finish()
    }
}
