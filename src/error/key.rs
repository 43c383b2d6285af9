use super::BoxError;

/// What the key was to be used for; npm's messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyRole {
    /// A secret or private key that signs.
    Signing,
    /// A secret or public key that verifies.
    Verifying,
}

impl KeyRole {
    /// npm's name of the parameter: `secretOrPrivateKey` or `secretOrPublicKey`.
    #[must_use]
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Signing => "secretOrPrivateKey",
            Self::Verifying => "secretOrPublicKey",
        }
    }

    const fn activity(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Verifying => "verifying",
        }
    }
}

/// Why a key could not be read or does not work with an algorithm.
///
/// Where npm has a message, `Display` is exactly that. No variant contains any part of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// A secret that is empty or consists of zero bytes only. HMAC pads with zeros, so the two are the same secret.
    #[error("a secret must contain at least one byte that is not zero")]
    EmptySecret,
    /// An encoded key instead of a secret, or one that cannot be read. It is never used as an HMAC secret, because
    /// everyone may know a public key.
    #[error("{form} cannot be an HMAC secret: {remedy}")]
    #[non_exhaustive]
    NotASecret {
        /// What was found, such as `an OpenSSH key`.
        form: &'static str,
        /// How to use the key instead.
        remedy: &'static str,
    },
    /// The encoding is broken or is not of the expected form.
    #[error("{form} cannot be read: {detail}")]
    #[non_exhaustive]
    Malformed {
        /// What was being read, such as `PKCS#8`.
        form: &'static str,
        /// What is wrong, and where.
        detail: String,
    },
    /// The PEM text contains no block that is a key.
    #[error("no key in the PEM")]
    NoKeyInPem,
    /// The private key is encrypted and no passphrase was given.
    #[error("the private key is encrypted: a passphrase is needed")]
    PassphraseRequired,
    /// The passphrase is wrong, or the cipher is not supported.
    #[error("the private key cannot be decrypted: wrong passphrase or unsupported cipher")]
    Decryption,
    /// A public key instead of a private one.
    #[error("expected a private key, got a public key")]
    NotPrivate,
    /// A kind of key, curve or parameter that this crate does not know.
    #[error("unsupported key: {0}")]
    Unsupported(String),
    /// The backend refuses the key: the point is not on the curve, or its parts do not belong together.
    #[error("the key is not valid: {0}")]
    Invalid(String),
    /// The key can be read but gives no security.
    #[error("the key is weak: {0}")]
    Weak(&'static str),
    /// A private or symmetric key in a set of public keys: everyone who can read the set can sign.
    #[error("a private or symmetric key in a set of public keys")]
    SecretInPublicSet,
    /// Symmetric and asymmetric keys in one set: the token would choose what kind of key it is verified with.
    #[error("symmetric and asymmetric keys in one set")]
    MixedSet,
    /// No key could be made.
    #[error("no key could be made: {0}")]
    Generation(String),
    /// The key does not work with the algorithm.
    #[error(transparent)]
    Mismatch(#[from] KeyMismatch),
}

impl KeyError {
    /// A stable machine code, such as `key_encrypted`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmptySecret => "key_empty_secret",
            Self::NotASecret { .. } => "key_not_a_secret",
            Self::Malformed { .. } => "key_malformed",
            Self::NoKeyInPem => "key_not_found_in_pem",
            Self::PassphraseRequired => "key_passphrase_required",
            Self::Decryption => "key_decryption",
            Self::NotPrivate => "key_not_private",
            Self::Unsupported(_) => "key_unsupported",
            Self::Invalid(_) => "key_invalid",
            Self::Weak(_) => "key_weak",
            Self::SecretInPublicSet => "key_secret_in_public_set",
            Self::MixedSet => "key_mixed_set",
            Self::Generation(_) => "key_generation",
            Self::Mismatch(mismatch) => mismatch.code(),
        }
    }

    pub(crate) fn malformed(form: &'static str, source: impl Into<BoxError>) -> Self {
        Self::Malformed { form, detail: source.into().to_string() }
    }

    pub(crate) fn generation(source: impl Into<BoxError>) -> Self {
        Self::Generation(source.into().to_string())
    }

    /// For implementations of [`Algorithm`](crate::Algorithm): a key that they refuse, and why.
    ///
    /// ```
    /// use webtoken::KeyError;
    /// let error = KeyError::invalid("the point is not on the curve");
    /// assert_eq!(error.to_string(), "the key is not valid: the point is not on the curve");
    /// ```
    pub fn invalid(source: impl Into<BoxError>) -> Self {
        Self::Invalid(source.into().to_string())
    }
}

/// Why a key does not work with an algorithm.
///
/// ```
/// use webtoken::{KeyError, KeyMismatch, SignError, SignOptions, sign};
/// let error = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new().algorithm("RS256")).unwrap_err();
/// let SignError::Key(KeyError::Mismatch(mismatch)) = error else { panic!("{error}") };
/// assert_eq!(mismatch.code(), "key_asymmetric_required");
/// assert_eq!(mismatch.to_string(), "secretOrPrivateKey must be an asymmetric key when using RS256");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyMismatch {
    /// The `use` or `key_ops` of the JSON Web Key does not allow this operation (RFC 7517, sections 4.2 and 4.3).
    #[error("the key is not for {}, by its \"use\" or \"key_ops\"", role.activity())]
    #[non_exhaustive]
    NotForUse {
        /// What the key was to be used for.
        role: KeyRole,
    },
    /// The `alg` of the JSON Web Key is another algorithm (RFC 7517, section 4.4).
    #[error("the key is for \"{}\" only, not for {alg}", own.escape_debug())]
    #[non_exhaustive]
    OtherAlgorithm {
        /// The algorithm.
        alg: String,
        /// The one that the key is for.
        own: String,
    },
    /// An asymmetric key for an HMAC algorithm (npm).
    #[error("{} must be a symmetric key when using {alg}", role.parameter())]
    #[non_exhaustive]
    SymmetricRequired {
        /// What the key was to be used for.
        role: KeyRole,
        /// The algorithm.
        alg: String,
    },
    /// A secret, or a public key that should sign, for an asymmetric algorithm (npm).
    #[error("{} must be an asymmetric key when using {alg}", role.parameter())]
    #[non_exhaustive]
    AsymmetricRequired {
        /// What the key was to be used for.
        role: KeyRole,
        /// The algorithm.
        alg: String,
    },
    /// An RSA modulus below 2048 bits without `allow_insecure_key_sizes` (npm, there on sign only).
    #[error("{} has a minimum key size of 2048 bits for {alg}", role.parameter())]
    #[non_exhaustive]
    TooSmall {
        /// What the key was to be used for.
        role: KeyRole,
        /// The algorithm.
        alg: String,
        /// Size of the modulus in bits.
        bits: usize,
    },
    /// A kind of key that no algorithm of npm accepts (npm).
    #[error("Unknown key type \"{kind}\".")]
    #[non_exhaustive]
    UnknownKeyType {
        /// The kind of key, such as `x25519`.
        kind: &'static str,
    },
    /// The algorithm is not one for this kind of key (npm).
    #[error("\"alg\" parameter for \"{kind}\" key type must be one of: {allowed}.")]
    #[non_exhaustive]
    AlgorithmNotForKeyType {
        /// The algorithm.
        alg: String,
        /// The kind of key: `rsa`, `rsa-pss` or `ec`.
        kind: &'static str,
        /// npm's list of algorithms for it, comma-separated.
        allowed: &'static str,
    },
    /// The key is on another curve than the algorithm's (npm).
    #[error("\"alg\" parameter \"{alg}\" requires curve \"{curve}\".")]
    #[non_exhaustive]
    WrongCurve {
        /// The algorithm.
        alg: String,
        /// The curve that it needs, by OpenSSL's name.
        curve: &'static str,
    },
    /// The RSA-PSS key is restricted to another hash (npm).
    #[error("Invalid key for this operation, its RSA-PSS parameters do not meet the requirements of \"alg\" {alg}.")]
    #[non_exhaustive]
    PssParameters {
        /// The algorithm.
        alg: String,
    },
    /// The RSA-PSS key requires a longer salt than the algorithm has (npm).
    #[error(
        "Invalid key for this operation, its RSA-PSS parameter saltLength does not meet the requirements of \"alg\" {alg}."
    )]
    #[non_exhaustive]
    PssSaltLength {
        /// The algorithm.
        alg: String,
    },
}

impl KeyMismatch {
    /// A stable machine code, such as `key_too_small`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotForUse { .. } => "key_not_for_use",
            Self::OtherAlgorithm { .. } => "key_other_algorithm",
            Self::SymmetricRequired { .. } => "key_symmetric_required",
            Self::AsymmetricRequired { .. } => "key_asymmetric_required",
            Self::TooSmall { .. } => "key_too_small",
            Self::UnknownKeyType { .. } => "key_unknown_type",
            Self::AlgorithmNotForKeyType { .. } => "key_algorithm_not_for_type",
            Self::WrongCurve { .. } => "key_wrong_curve",
            Self::PssParameters { .. } => "key_pss_parameters",
            Self::PssSaltLength { .. } => "key_pss_salt_length",
        }
    }
}
