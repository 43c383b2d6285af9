//! A JSON Web Key to a checked key (RFC 7518, section 6, and RFC 8037, section 2).

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use zeroize::Zeroizing;

use super::{FORM, Jwk};
use crate::{
    alg::{
        check,
        table::{self, Row},
    },
    error::{BoxError, KeyError, KeyRole, base64_position},
    key::{Curve, KeyMaterial, Restriction, SigningKey, Stored, VerifyingKey, der, export::Public, numbers, text},
};

impl SigningKey {
    /// A private or symmetric JSON Web Key.
    ///
    /// ```
    /// use webtoken::{Jwk, SignOptions, SigningKey, sign};
    /// let jwk = Jwk::from_json(r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","alg":"HS256"}"#)?;
    /// let key = SigningKey::from_jwk(&jwk)?;
    /// assert!(sign(&serde_json::json!({}), &key, &SignOptions::new().algorithm("HS256")).is_ok());
    /// let error = sign(&serde_json::json!({}), &key, &SignOptions::new().algorithm("HS512")).unwrap_err();
    /// assert_eq!(error.code(), "key_other_algorithm");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::NotPrivate`] for a public key, [`KeyMismatch::NotForUse`](crate::KeyMismatch::NotForUse) if `use` or
    /// `key_ops` exclude signing, [`KeyError::Malformed`], [`KeyError::Unsupported`], [`KeyError::Weak`],
    /// [`KeyError::Invalid`].
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        let restriction = restriction(jwk, KeyRole::Signing)?;
        if !jwk.has_secret() {
            return Err(KeyError::NotPrivate);
        }
        Ok(Self::restricted(read(jwk)?, restriction))
    }
}

impl VerifyingKey {
    /// A JSON Web Key: public, symmetric, or private (its public half is used). If it has an `x5c` but no numbers, the
    /// key of the first certificate is used: dates, chain and usage of the certificate are not checked.
    ///
    /// The backend checks that a point is on its curve when the key is first used.
    ///
    /// ```
    /// use webtoken::{Jwk, VerifyingKey};
    /// let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.parse::<Jwk>()?;
    /// assert_eq!(VerifyingKey::from_jwk(&jwk)?.info().kind(), "ed25519");
    /// let error = VerifyingKey::from_jwk(&jwk.with_use("enc")).unwrap_err();
    /// assert_eq!(error.code(), "key_not_for_use");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyMismatch::NotForUse`](crate::KeyMismatch::NotForUse) if `use` or `key_ops` exclude verifying,
    /// [`KeyError::Malformed`], [`KeyError::Unsupported`], [`KeyError::Weak`], [`KeyError::Invalid`].
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        let restriction = restriction(jwk, KeyRole::Verifying)?;
        Ok(Self::restricted(read(jwk)?, restriction))
    }
}

/// Half of the limit for key files: a key that someone else made should not keep a server busy.
const MAX_MODULUS_BITS: usize = 8192;

/// The key, without its restrictions.
pub(super) fn read(jwk: &Jwk) -> Result<Stored, KeyError> {
    let key = match certificate_key(jwk)? {
        Some(certificate) => certified(jwk, certificate)?,
        None => own(jwk)?,
    };
    if key.info.modulus_bits().is_some_and(|bits| bits > MAX_MODULUS_BITS) {
        return Err(KeyError::Unsupported(format!("an RSA modulus of more than {MAX_MODULUS_BITS} bits in a {FORM}")));
    }
    Ok(key)
}

/// The key of a certificate, compared with the other fields. The certificate says what the key is, for example for PSS
/// only.
fn certified(jwk: &Jwk, certificate: Stored) -> Result<Stored, KeyError> {
    if !has_numbers(jwk) {
        return Ok(certificate);
    }
    let key = own(jwk)?;
    check_same(&certificate, &key.material)?;
    Ok(Stored { info: certificate.info, ..key })
}

/// Whether it has any number of a key, even if the key is incomplete.
fn has_numbers(jwk: &Jwk) -> bool {
    jwk.has_secret() || ["n", "e", "x", "y"].iter().any(|name| jwk.text(name).is_some())
}

fn own(jwk: &Jwk) -> Result<Stored, KeyError> {
    match jwk.kty() {
        "RSA" => rsa(jwk),
        "EC" => ec(jwk),
        "OKP" => okp(jwk),
        "oct" => oct(jwk),
        other => Err(KeyError::Unsupported(format!("the key type \"{}\"", other.escape_debug()))),
    }
}

fn rsa(jwk: &Jwk) -> Result<Stored, KeyError> {
    let [modulus, exponent] = [number(jwk, "n")?, number(jwk, "e")?];
    if !jwk.has_secret() {
        return numbers::rsa_public([&modulus, &exponent]);
    }
    if jwk.parameter("oth").is_some() {
        return Err(KeyError::Unsupported("RSA with more than two primes".into()));
    }
    let [d, p, q, dp, dq, qi] = ["d", "p", "q", "dp", "dq", "qi"].map(|name| number(jwk, name));
    numbers::rsa_private([&modulus, &exponent, &d?, &p?, &q?, &dp?, &dq?, &qi?])
}

fn ec(jwk: &Jwk) -> Result<Stored, KeyError> {
    let curve = curve(jwk, Curve::of_ec())?;
    let [x, y] = [bytes(jwk, "x")?, bytes(jwk, "y")?];
    if !jwk.has_secret() {
        return numbers::ec_public(curve, [&x, &y]);
    }
    numbers::ec_private(curve, &bytes(jwk, "d")?, Some([&x, &y]))
}

/// The public key must be the seed's. It is not kept next to the seed, so that nobody can sign with a mismatched pair.
fn okp(jwk: &Jwk) -> Result<Stored, KeyError> {
    let curve = curve(jwk, Curve::of_okp())?;
    let x = bytes(jwk, "x")?;
    if !jwk.has_secret() {
        return der::okp_public(curve, &x);
    }
    let key = der::okp_private(curve, &bytes(jwk, "d")?)?;
    if Public::of(&key.material)? == (Public::Okp { curve, bytes: x.to_vec() }) {
        Ok(key)
    } else {
        Err(KeyError::invalid("the public key is not the private key's"))
    }
}

/// A key that names its HMAC algorithm must be as long as the hash of that algorithm (RFC 7518, section 3.2).
fn oct(jwk: &Jwk) -> Result<Stored, KeyError> {
    let secret = bytes(jwk, "k")?;
    let least = jwk.alg().and_then(table::row).and_then(Row::least_secret_bytes);
    if secret.is_empty() {
        return Err(KeyError::EmptySecret);
    }
    if least.is_some_and(|least| secret.len() < least) {
        return Err(KeyError::Weak("the secret is shorter than the hash of its \"alg\""));
    }
    text::secret(&secret)
}

/// The curve that the key names, if it is one of these.
fn curve(jwk: &Jwk, mut of_type: impl Iterator<Item = Curve>) -> Result<Curve, KeyError> {
    let name = member(jwk, "crv")?;
    let unknown = || KeyError::Unsupported(format!("the curve \"{}\" for this kty", name.escape_debug()));
    of_type.find(|curve| curve.crv() == name).ok_or_else(unknown)
}

fn member<'j>(jwk: &'j Jwk, name: &str) -> Result<&'j str, KeyError> {
    jwk.text(name).ok_or_else(|| flaw(format!("field \"{name}\" is missing")))
}

/// Strict and canonical base64url (RFC 7515, section 2).
fn bytes(jwk: &Jwk, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = member(jwk, name)?.as_bytes();
    text::decode(&URL_SAFE_NO_PAD, text)
        .map_err(|error| flaw(format!("field \"{name}\": invalid base64url at byte {}", base64_position(&error, text))))
}

/// A `Base64urlUInt` (RFC 7518, section 2), which has no leading zero. No number of a key is zero.
fn number(jwk: &Jwk, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let bytes = bytes(jwk, name)?;
    match bytes.first() {
        None => Err(flaw(format!("field \"{name}\" is empty"))),
        Some(0) => Err(flaw(format!("field \"{name}\" is zero or has a leading zero"))),
        Some(_) => Ok(bytes),
    }
}

/// What `alg`, `use` and `key_ops` say (RFC 7517, sections 4.2 to 4.4); an error if that excludes the role.
fn restriction(jwk: &Jwk, role: KeyRole) -> Result<Restriction, KeyError> {
    let ops = operations(jwk)?;
    let for_signatures = match jwk.key_use() {
        None | Some("sig") => true,
        Some(_) => false,
    };
    let may = |op| for_signatures && ops.is_none_or(|ops| ops.iter().any(|known| known == op));
    let restriction = Restriction { alg: jwk.alg().map(Into::into), signs: may("sign"), verifies: may("verify") };
    // Its own algorithm, if it names one, so that only the role is checked.
    check::restriction(jwk.alg().unwrap_or_default(), &restriction, role)?;
    Ok(restriction)
}

/// `key_ops` without duplicates, and in agreement with `use`, as section 4.3 requires. Names that the section does not
/// list are ignored, because others may be added.
fn operations(jwk: &Jwk) -> Result<Option<&[String]>, KeyError> {
    let Some(ops) = jwk.key_ops() else { return Ok(None) };
    let mut sorted: Vec<&String> = ops.iter().collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
        return Err(flaw("key_ops names an operation twice"));
    }
    let foreign: &[&str] = match jwk.key_use() {
        Some("sig") => &["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"],
        Some("enc") => &["sign", "verify"],
        Some(_) | None => &[],
    };
    if ops.iter().any(|op| foreign.contains(&op.as_str())) {
        return Err(flaw("use and key_ops contradict each other"));
    }
    Ok(Some(ops))
}

/// The key of the first certificate, if there is one; the other certificates, and everything else in them, are ignored.
/// The key must be of the type that the JSON Web Key names.
fn certificate_key(jwk: &Jwk) -> Result<Option<Stored>, KeyError> {
    let Some(chain) = jwk.texts("x5c") else { return Ok(None) };
    let first = chain.first().ok_or_else(|| flaw("x5c is empty"))?;
    let der = STANDARD.decode(first).map_err(|_| flaw("x5c is not base64"))?;
    let key = der::certificate(&der)?;
    if key.info.kty() == jwk.kty() { Ok(Some(key)) } else { Err(flaw("x5c contains a key of another type")) }
}

/// The certificate's key must be the key in the other fields (RFC 7517, section 4.7).
fn check_same(certificate: &Stored, key: &KeyMaterial) -> Result<(), KeyError> {
    let same = Public::of(&certificate.material)? == Public::of(key)?;
    if same { Ok(()) } else { Err(flaw("the key in x5c differs from the key in the other fields")) }
}

/// What is wrong with the key. The message must not contain the value of any field.
pub(super) fn flaw(what: impl Into<BoxError>) -> KeyError {
    KeyError::malformed(FORM, what)
}
