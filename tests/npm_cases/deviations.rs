//! Where the crate leaves npm on purpose, and what it does instead.

use crate::{
    judge::{bytes, text},
    run::Did,
};

/// A row of `docs/npm-differences.md`.
pub struct Deviation {
    pub id: &'static str,
    pub title: &'static str,
    pub cases: &'static [(&'static str, Ours)],
}

/// What this crate does instead.
pub enum Ours {
    /// Fails, with npm's class and this text.
    Error(&'static str, &'static str),
    /// Fails with a `TokenExpiredError` of this text and moment.
    Expired(&'static str, f64),
    /// Refuses the options when it reads them from data, with a text that begins so.
    Refused(&'static str),
    /// Signs this header and these bytes.
    Signs(&'static str, &'static [u8]),
    /// Verifies or decodes to this JSON.
    Reads(&'static str),
    /// Reads a span of so many milliseconds.
    Span(f64),
}

impl Ours {
    pub fn is(&self, did: &Did) -> bool {
        let failed = |name, text: &str, date_ms| Did::Failed { name, message: text.to_owned(), date_ms };
        match self {
            Self::Error(name, text) => *did == failed(Some(name), text, None),
            Self::Expired(text, moment) => *did == failed(Some("TokenExpiredError"), text, Some(*moment)),
            Self::Refused(text) => {
                matches!(did, Did::Failed { name: None, message, .. } if message.starts_with(text))
            }
            Self::Signs(header, payload) => {
                let Did::Signed(token) = did else { return false };
                let parts: Vec<&str> = token.split('.').collect();
                text(parts[0]) == *header && bytes(parts[1]) == *payload
            }
            Self::Reads(json) => *did == Did::Read(serde_json::from_str(json).expect("JSON")),
            Self::Span(milliseconds) => *did == Did::Span(Some(*milliseconds)),
        }
    }
}

const JWT_ERROR: &str = "JsonWebTokenError";
const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const FOO_BAR: &[u8] = br#"{"foo":"bar","iat":1699999000}"#;
const NOT_A_PRIVATE_KEY: Ours = Ours::Error("Error", "secretOrPrivateKey is not valid key material");
const NOT_A_PUBLIC_KEY: Ours = Ours::Error(JWT_ERROR, "secretOrPublicKey is not valid key material");
const NO_HMAC_KEY: Ours = Ours::Error("Error", "secretOrPrivateKey must be a symmetric key when using HS256");
const NO_KEY_FOUND: Ours = Ours::Error(JWT_ERROR, "error in secret or public key callback: the lookup returned no key");
const INVALID_SIGNATURE: Ours = Ours::Error(JWT_ERROR, "invalid signature");

pub const DEVIATIONS: &[Deviation] = &[
    Deviation {
        id: "header-none",
        title: "`alg: none` in the `header` option is refused; npm drops the signature",
        cases: &[(
            "sign/header-alg-none-strips-signature",
            Ours::Error(
                "Error",
                "\"none\" in options.header does not turn the signature off; use the algorithm option",
            ),
        )],
    },
    Deviation {
        id: "header-alg-text",
        title: "An unknown `alg` in the `header` option is a `SignError` whose message ends before npm's list of names",
        cases: &[
            ("sign/header-alg-unknown", Ours::Error("Error", "\"foo\" is not a valid algorithm.")),
            ("sign/header-alg-lowercase", Ours::Error("Error", "\"hs256\" is not a valid algorithm.")),
        ],
    },
    Deviation {
        id: "utf8-header",
        title: "Headers are UTF-8, written and read; npm cuts characters to Latin-1",
        cases: &[
            ("sign/header-latin1-encoding", Ours::Signs(r#"{"alg":"HS256","typ":"JWT","kid":"é"}"#, FOO_BAR)),
            ("sign/header-non-latin1-truncated", Ours::Signs(r#"{"alg":"HS256","typ":"JWT","kid":"ключ"}"#, FOO_BAR)),
            ("decode/latin1-header", Ours::Reads("null")),
            (
                "decode/utf8-header-mojibake",
                Ours::Reads(
                    r#"{"header":{"alg":"HS256","kid":"é"},"payload":{},"signature":"rLRZ1btLw8wBIo0wzMOora6bUl7Ux7fsWdWwlq3S-ng"}"#,
                ),
            ),
        ],
    },
    Deviation {
        id: "bytes",
        title: "Bytes are signed as they are, whatever the `encoding`; npm replaces what is not UTF-8",
        cases: &[("sign/payload-bytes-non-utf8-replaced", Ours::Signs(r#"{"alg":"HS256"}"#, b"\xff\xfea"))],
    },
    Deviation {
        id: "iat-zero",
        title: "`iat: 0` is a date like others; npm takes it for \"not given\"",
        cases: &[
            ("sign/claim-iat-zero-is-replaced-by-now", Ours::Signs(HS256, br#"{"iat":0}"#)),
            ("verify/maxAge-iat-zero-counts-from-wall-clock", Ours::Expired("maxAge exceeded", 10_000.0)),
            ("verify/maxAge-iat-zero-counts-from-wall-clock-exceeded", Ours::Expired("maxAge exceeded", 10_000.0)),
        ],
    },
    Deviation {
        id: "empty-options",
        title: "A verify option that is set is enforced, also when it is empty or zero; npm skips the check",
        cases: &[
            ("verify/option-clockTimestamp-zero-means-now", Ours::Reads(r#"{"exp":10}"#)),
            ("verify/aud-option-empty-string-skips", Ours::Error(JWT_ERROR, "jwt audience invalid. expected: ")),
            ("verify/iss-option-empty-string-skips", Ours::Error(JWT_ERROR, "jwt issuer invalid. expected: ")),
            ("verify/sub-option-empty-string-skips", Ours::Error(JWT_ERROR, "jwt subject invalid. expected: ")),
            ("verify/jti-option-empty-string-skips", Ours::Error(JWT_ERROR, "jwt jwtid invalid. expected: ")),
            ("verify/maxAge-zero-skips", Ours::Expired("maxAge exceeded", 1_000.0)),
            (
                "verify/maxAge-empty-string-skips",
                Ours::Error(
                    JWT_ERROR,
                    r#""maxAge" should be a number of seconds or string representing a timespan eg: "1d", "20h", 60"#,
                ),
            ),
        ],
    },
    Deviation {
        id: "pattern-claims",
        title: "A pattern matches claims that are texts; npm also searches `undefined`, `null` and numbers as text",
        cases: &[
            (
                "verify/aud-regexp-missing-claim-tests-undefined",
                Ours::Error(JWT_ERROR, "jwt audience invalid. expected: /undefined/"),
            ),
            (
                "verify/aud-regexp-number-claim-stringified",
                Ours::Error(JWT_ERROR, "jwt audience invalid. expected: /^5$/"),
            ),
        ],
    },
    Deviation {
        id: "pattern-syntax",
        title: "A pattern is written and shown in the syntax of the `regex` crate: flags are inside, `\\d` and `\\w` are Unicode's, \
                look-around and back references do not exist",
        cases: &[(
            "verify/aud-regexp-in-array-mismatch-message",
            Ours::Error(JWT_ERROR, "jwt audience invalid. expected: /(?i)^a/ or b"),
        )],
    },
    Deviation {
        id: "pattern-issuer",
        title: "A pattern as `issuer` is checked; npm ignores it",
        cases: &[(
            "verify/iss-regexp-option-not-checked",
            Ours::Error(JWT_ERROR, "jwt issuer invalid. expected: /zzz/"),
        )],
    },
    Deviation {
        id: "strict-options",
        title: "Options from data with an unknown name or a value of the wrong type are refused as soon as they are read; \
                npm's verify ignores or misreads most of them, npm's sign looks at the payload first",
        cases: &[
            ("verify/algorithms-string-substring-match", Ours::Refused(r#"option "algorithms": invalid type: string"#)),
            (
                "verify/exp-tolerance-string-concatenates",
                Ours::Refused(r#"option "clockTolerance": invalid type: string"#),
            ),
            ("verify/option-unknown-ignored", Ours::Refused("unknown field `foo`, expected one of")),
            ("verify/complete-not-true", Ours::Refused(r#"option "complete": invalid type: integer `1`"#)),
            (
                "sign/conflict-exp-before-option-validation",
                Ours::Refused(r#"option "issuer": invalid type: integer `5`"#),
            ),
        ],
    },
    Deviation {
        id: "option-texts",
        title: "Where options from data are refused as in npm, the text is serde's: it names the option, what was expected and \
                what was found",
        cases: &[
            ("sign/option-type-foo", Ours::Refused("unknown field `foo`, expected one of")),
            ("sign/option-type-algorithms", Ours::Refused("unknown field `algorithms`, expected one of")),
            ("sign/options-array", Ours::Refused("invalid type: sequence, expected an object of options")),
            (
                "sign/expiresIn-array",
                Ours::Refused(r#"option "expiresIn": invalid value: [], expected a number of seconds or a string"#),
            ),
            (
                "sign/expiresIn-bool",
                Ours::Refused(r#"option "expiresIn": invalid value: true, expected a number of seconds or a string"#),
            ),
            (
                "sign/expiresIn-infinity",
                Ours::Refused(r#"option "expiresIn": expected a value, found null or a number that is not finite"#),
            ),
            (
                "sign/expiresIn-nan",
                Ours::Refused(r#"option "expiresIn": expected a value, found null or a number that is not finite"#),
            ),
            (
                "sign/expiresIn-null",
                Ours::Refused(r#"option "expiresIn": expected a value, found null or a number that is not finite"#),
            ),
            (
                "sign/notBefore-array",
                Ours::Refused(r#"option "notBefore": invalid value: [], expected a number of seconds or a string"#),
            ),
            (
                "sign/notBefore-bool",
                Ours::Refused(r#"option "notBefore": invalid value: true, expected a number of seconds or a string"#),
            ),
            (
                "sign/notBefore-infinity",
                Ours::Refused(r#"option "notBefore": expected a value, found null or a number that is not finite"#),
            ),
            (
                "sign/notBefore-nan",
                Ours::Refused(r#"option "notBefore": expected a value, found null or a number that is not finite"#),
            ),
            (
                "sign/notBefore-null",
                Ours::Refused(r#"option "notBefore": expected a value, found null or a number that is not finite"#),
            ),
            (
                "sign/option-order-first-key-wins",
                Ours::Refused(r#"option "subject": invalid type: integer `5`, expected a string"#),
            ),
            (
                "sign/option-type-audience",
                Ours::Refused(r#"option "audience": invalid value: 5, expected a string or an array of strings"#),
            ),
            (
                "sign/option-type-header",
                Ours::Refused(r#"option "header": invalid type: string "x", expected an object"#),
            ),
            (
                "sign/option-type-encoding",
                Ours::Refused(r#"option "encoding": invalid type: integer `5`, expected a string"#),
            ),
            ("sign/option-type-issuer", Ours::Refused(r#"option "issuer": invalid type: sequence, expected a string"#)),
            (
                "sign/option-type-subject",
                Ours::Refused(r#"option "subject": invalid type: integer `5`, expected a string"#),
            ),
            (
                "sign/option-type-jwtid",
                Ours::Refused(r#"option "jwtid": invalid type: integer `5`, expected a string"#),
            ),
            (
                "sign/option-type-keyid",
                Ours::Refused(r#"option "keyid": invalid type: integer `5`, expected a string"#),
            ),
            (
                "sign/option-type-noTimestamp",
                Ours::Refused(r#"option "noTimestamp": invalid type: string "x", expected a boolean"#),
            ),
            (
                "sign/option-type-mutatePayload",
                Ours::Refused(r#"option "mutatePayload": invalid type: integer `1`, expected a boolean"#),
            ),
            (
                "sign/option-type-allowInsecureKeySizes",
                Ours::Refused(r#"option "allowInsecureKeySizes": invalid type: integer `1`, expected a boolean"#),
            ),
            (
                "sign/option-type-allowInvalidAsymmetricKeyTypes",
                Ours::Refused(
                    r#"option "allowInvalidAsymmetricKeyTypes": invalid type: integer `1`, expected a boolean"#,
                ),
            ),
            (
                "verify/maxAge-bool",
                Ours::Refused(r#"option "maxAge": invalid value: true, expected a number of seconds or a string"#),
            ),
            (
                "verify/option-allowInvalid-nonbool",
                Ours::Refused(
                    r#"option "allowInvalidAsymmetricKeyTypes": invalid type: integer `1`, expected a boolean"#,
                ),
            ),
            (
                "verify/option-clockTimestamp-before-token-check",
                Ours::Refused(r#"option "clockTimestamp": invalid type: string "5", expected f64"#),
            ),
            (
                "verify/option-clockTimestamp-string",
                Ours::Refused(r#"option "clockTimestamp": invalid type: string "5", expected f64"#),
            ),
            (
                "verify/option-nonce-null",
                Ours::Refused(r#"option "nonce": expected a value, found null or a number that is not finite"#),
            ),
            (
                "verify/option-nonce-number",
                Ours::Refused(r#"option "nonce": invalid type: integer `5`, expected a string"#),
            ),
        ],
    },
    Deviation {
        id: "null-payload",
        title: "A `null` payload verifies as `null`; npm throws a TypeError",
        cases: &[("verify/payload-json-null-with-typ", Ours::Reads("null"))],
    },
    Deviation {
        id: "json-in-json",
        title: "A string payload that contains JSON stays a string; npm parses it once more",
        cases: &[
            ("verify/payload-double-encoded-json", Ours::Reads(r#""{\"a\":1}""#)),
            ("decode/double-encoded", Ours::Reads(r#""{\"a\":1}""#)),
        ],
    },
    Deviation {
        id: "es-length",
        title: "An ECDSA signature of the wrong length is `invalid signature`; npm throws a TypeError",
        cases: &[
            ("verify/es256-short-signature", INVALID_SIGNATURE),
            ("verify/es256-long-signature", INVALID_SIGNATURE),
            ("verify/es256-der-signature", INVALID_SIGNATURE),
        ],
    },
    Deviation {
        id: "strict-base64",
        title: "Base64url is strict and canonical; npm ignores stray characters and unused bits",
        cases: &[
            ("verify/base64-len-mod4-1-lenient", Ours::Error(JWT_ERROR, "invalid token")),
            ("verify/rs256-noncanonical-base64-accepted", INVALID_SIGNATURE),
        ],
    },
    Deviation {
        id: "crit",
        title: "A `crit` header and a `b64` that is not `true` are refused; npm ignores them",
        cases: &[("verify/header-crit-ignored", Ours::Error(JWT_ERROR, "unsupported critical header: crit"))],
    },
    Deviation {
        id: "duplicate-members",
        title: "A member twice in header or payload is refused; in npm the last one wins",
        cases: &[
            ("verify/header-duplicate-alg-last-wins", Ours::Error(JWT_ERROR, "invalid token")),
            (
                "verify/payload-duplicate-key-last-wins",
                Ours::Error(JWT_ERROR, "invalid payload: duplicate field name at line 1 column 10"),
            ),
        ],
    },
    Deviation {
        id: "key-text",
        title: "Text that is an encoded key is that key or an error, never an HMAC secret",
        cases: &[
            ("sign/key-encrypted-no-passphrase", NOT_A_PRIVATE_KEY),
            ("sign/key-encrypted-no-passphrase-hs256", NOT_A_PRIVATE_KEY),
            ("sign/key-public-pem-as-hmac-secret", NO_HMAC_KEY),
            ("sign/key-cert-as-hmac-secret", NO_HMAC_KEY),
            ("verify/key-encrypted-private-pem-becomes-secret", NOT_A_PUBLIC_KEY),
            ("verify/key-garbage-pem-becomes-secret", NOT_A_PUBLIC_KEY),
        ],
    },
    Deviation {
        id: "empty-secret",
        title: "No bytes, and zero bytes alone, are no secret; npm signs and verifies with them",
        cases: &[(
            "sign/secret-empty-buffer-allowed",
            Ours::Error("Error", "secretOrPrivateKey is not valid key material"),
        )],
    },
    Deviation {
        id: "rsa-size",
        title: "RSA keys below 2048 bits are refused when verifying too, unless `allow_insecure_key_sizes` is set",
        cases: &[(
            "verify/key-rsa1024-no-size-check",
            Ours::Error(JWT_ERROR, "secretOrPublicKey has a minimum key size of 2048 bits for RS256"),
        )],
    },
    Deviation {
        id: "pss-unrestricted",
        title: "RSA-PSS keys without parameters serve every PS algorithm; npm refuses them",
        cases: &[
            ("sign/key-pss-unrestricted-PS256", Ours::Signs(r#"{"alg":"PS256","typ":"JWT"}"#, FOO_BAR)),
            ("verify/key-pss-unrestricted-PS256", Ours::Reads(r#"{"foo":"bar","iat":1699999000}"#)),
        ],
    },
    Deviation {
        id: "key-type-waiver",
        title: "`allow_invalid_asymmetric_key_types` waives npm's check, not the algorithm's own: keys of another type or \
                curve stay refused, secp256k1 under ES256 too (`ES256K` is its algorithm)",
        cases: &[
            (
                "sign/key-secp256k1-ES256-allowed",
                Ours::Error("Error", r#""alg" parameter "ES256" requires curve "prime256v1"."#),
            ),
            (
                "verify/key-secp256k1-ES256-allowInvalid",
                Ours::Error("Error", r#""alg" parameter "ES256" requires curve "prime256v1"."#),
            ),
            (
                "sign/key-p256-ES384-allowed-zero-padded",
                Ours::Error("Error", r#""alg" parameter "ES384" requires curve "secp384r1"."#),
            ),
            (
                "sign/key-ec-RS256-allowed",
                Ours::Error("Error", r#""alg" parameter for "ec" key type must be one of: ES256, ES384, ES512."#),
            ),
            (
                "sign/key-rsa-ES256-allowed",
                Ours::Error(
                    "Error",
                    r#""alg" parameter for "rsa" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512."#,
                ),
            ),
            (
                "verify/key-p384-with-ES256-allowInvalid",
                Ours::Error("Error", r#""alg" parameter "ES256" requires curve "prime256v1"."#),
            ),
        ],
    },
    Deviation {
        id: "eddsa",
        title: "Ed25519 keys sign and verify, as `EdDSA` and `Ed25519`; npm has neither",
        cases: &[
            ("sign/alg-eddsa-unsupported", Ours::Signs(r#"{"alg":"EdDSA","typ":"JWT"}"#, FOO_BAR)),
            ("verify/default-algs-ed25519-falls-to-rsa-set", Ours::Error(JWT_ERROR, "invalid algorithm")),
        ],
    },
    Deviation {
        id: "compound-spans",
        title: "Compound time spans such as `1h 30m` are read; npm refuses them",
        cases: &[("timespan/1h30m", Ours::Span(5_400_000.0)), ("timespan/1h 30m", Ours::Span(5_400_000.0))],
    },
    Deviation {
        id: "no-key-found",
        title: "A lookup that returns no key is an error of the lookup; npm goes on without a key, and accepts unsigned tokens if `none` is allowed",
        cases: &[("verify/getkey-null", NO_KEY_FOUND), ("verify/getkey-null-unsigned-none", NO_KEY_FOUND)],
    },
    Deviation {
        id: "mutate-payload",
        title: "`mutatePayload` is accepted in data and does nothing: payloads are only borrowed",
        cases: &[("sign/mutatePayload", Ours::Signs(HS256, br#"{"iat":1000,"exp":1005,"aud":"a","jti":"q"}"#))],
    },
];
