//! Options read from data, in JSON and in TOML: npm's names; what is refused, and what the error says.
//! Without a backend nothing can be signed, and they are not compiled.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use webtoken::{SignOptions, VerifyOptions, alg, decode, options::Encoding};

/// The same option in both formats; both errors begin with this text.
#[track_caller]
fn refused<O: DeserializeOwned>(json: &str, toml: &str, text: &str) {
    refused_json::<O>(json, text);
    refused_toml::<O>(toml, text);
}

#[track_caller]
fn refused_json<O: DeserializeOwned>(json: &str, text: &str) {
    let Err(error) = serde_json::from_str::<O>(json) else { panic!("{json} was read") };
    assert!(error.to_string().starts_with(text), "{json}: {error}");
}

#[track_caller]
fn refused_toml<O: DeserializeOwned>(toml: &str, text: &str) {
    let Err(error) = toml::from_str::<O>(toml) else { panic!("{toml} was read") };
    assert!(error.message().starts_with(text), "{toml}: {error}");
}

/// The error names the option and what was expected.
#[track_caller]
fn refused_value<O: DeserializeOwned>(name: &str, value: &str, expected: &str) {
    let json = format!(r#"{{"{name}":{value}}}"#);
    let Err(error) = serde_json::from_str::<O>(&json) else { panic!("{json} was read") };
    let error = error.to_string();
    assert!(error.contains(&format!("\"{name}\"")) && error.contains(expected), "{json}: {error}");
    if value == "null" {
        return;
    }
    let toml = format!("{name} = {}", value.replace(':', "="));
    let Err(error) = toml::from_str::<O>(&toml) else { panic!("{toml} was read") };
    let error = error.message();
    assert!(error.contains(&format!("\"{name}\"")) && error.contains(expected), "{toml}: {error}");
}

/// Both formats read as the same options.
#[track_caller]
fn both<O: DeserializeOwned + std::fmt::Debug>(json: &str, toml: &str) -> O {
    let from_json: O = serde_json::from_str(json).unwrap();
    let from_toml: O = toml::from_str(toml).unwrap();
    assert_eq!(format!("{from_json:?}"), format!("{from_toml:?}"));
    from_toml
}

#[test]
fn sign_options_of_the_wrong_type_are_refused() {
    const EXPECTED: [(&str, &str); 14] = [
        ("algorithm", "expected a string"),
        ("expiresIn", "expected a number of seconds or a string"),
        ("notBefore", "expected a number of seconds or a string"),
        ("audience", "expected a string or an array of strings"),
        ("header", "expected an object"),
        ("encoding", "expected a string"),
        ("issuer", "expected a string"),
        ("subject", "expected a string"),
        ("jwtid", "expected a string"),
        ("keyid", "expected a string"),
        ("noTimestamp", "expected a boolean"),
        ("mutatePayload", "expected a boolean"),
        ("allowInsecureKeySizes", "expected a boolean"),
        ("allowInvalidAsymmetricKeyTypes", "expected a boolean"),
    ];
    for (name, expected) in EXPECTED {
        for value in ["[5]", "[[]]"] {
            refused_value::<SignOptions>(name, value, expected);
        }
        refused_value::<SignOptions>(name, "null", "expected a value, found null");
        if expected == "expected a boolean" {
            refused_value::<SignOptions>(name, "1", "invalid type: integer `1`, expected a boolean");
            refused_value::<SignOptions>(name, "\"true\"", r#"invalid type: string "true", expected a boolean"#);
        }
    }
}

#[test]
fn time_spans_are_whole_seconds_or_a_string() {
    const TIME_SPAN: &str = "should be a number of seconds or string representing a timespan";
    for name in ["expiresIn", "notBefore"] {
        let text = format!(r#""{name}" {TIME_SPAN}"#);
        for value in ["1.5", "\"\""] {
            refused_value::<SignOptions>(name, value, &text);
        }
        for value in ["true", "[]", "{\"a\":1}"] {
            refused_value::<SignOptions>(name, value, "expected a number of seconds or a string such as \"1h\"");
        }
        for value in ["nan", "inf", "-inf"] {
            let text = format!("option \"{name}\": expected a value, found null or a number that is not finite");
            refused_toml::<SignOptions>(&format!("{name} = {value}"), &text);
        }
    }
    let spans = [("60", 1060), ("60.0", 1060), ("0", 1000), ("-5", 995), ("\"1500\"", 1001), ("\"1h\"", 4600)];
    for (span, expected) in spans {
        let options = both(&format!(r#"{{"expiresIn":{span}}}"#), &format!("expiresIn = {span}"));
        assert_eq!(payload(&json!({ "iat": 1000 }), &options)["exp"], expected, "{span}");
    }
    // A string that is not a time span is reported when it is used, as in npm.
    let options: SignOptions = both(r#"{"expiresIn":"1 fortnight"}"#, "expiresIn = '1 fortnight'");
    let error = webtoken::sign(&json!({}), "shhhhh", &options).unwrap_err();
    assert_eq!(error.to_string(), format!(r#""expiresIn" {TIME_SPAN} eg: "1d", "20h", 60"#));
}

#[test]
fn unknown_names_are_refused() {
    let text = "unknown field `foo`, expected one of";
    refused::<SignOptions>(r#"{"foo":1}"#, "foo = 1", text);
    refused::<VerifyOptions>(r#"{"foo":1}"#, "foo = 1", text);
    // Each other's names, and another spelling.
    let text = "unknown field `algorithms`, expected one of `algorithm`";
    refused::<SignOptions>(r#"{"algorithms":["HS256"]}"#, "algorithms = ['HS256']", text);
    let text = "unknown field `algorithm`, expected one of `algorithms`";
    refused::<VerifyOptions>(r#"{"algorithm":"HS256"}"#, "algorithm = 'HS256'", text);
    for (json, toml) in [(r#"{"expires_in":60}"#, "expires_in = 60"), (r#"{"jwtId":"j"}"#, "jwtId = 'j'")] {
        refused::<SignOptions>(json, toml, "unknown field");
    }
    refused::<SignOptions>(r#"{"_mutatePayload":true}"#, "_mutatePayload = true", "unknown field");
    refused::<VerifyOptions>(r#"{"_complete":true}"#, "_complete = true", "unknown field");
}

/// The oldest guides use them.
#[test]
fn names_of_old_versions_lead_to_the_new_name() {
    for name in ["expiresInMinutes", "expiresInSeconds"] {
        let text = format!("option \"{name}\": is no longer an option; use \"expiresIn\"");
        refused::<SignOptions>(&format!(r#"{{"{name}":60}}"#), &format!("{name} = 60"), &text);
        refused::<VerifyOptions>(&format!(r#"{{"{name}":60}}"#), &format!("{name} = 60"), &text);
    }
}

/// In the order that the format keeps: this TOML reader sorts. JSON's errors have the position.
#[test]
fn the_first_wrong_option_is_reported() {
    let text = "option \"subject\": invalid type: integer `5`, expected a string";
    refused_json::<SignOptions>(r#"{"subject":5,"issuer":5}"#, &format!("{text} at line 1 column 12"));
    refused_json::<VerifyOptions>(r#"{"subject":5,"foo":5}"#, text);
    refused_json::<VerifyOptions>(r#"{"foo":5,"subject":5}"#, "unknown field `foo`");
    let text = "option \"issuer\": invalid type: integer `5`, expected a string";
    refused_toml::<SignOptions>("subject = 5\nissuer = 5", text);
    refused_json::<SignOptions>(r#"{"issuer":5,"foo":5}"#, text);
    // What was found may look like a position.
    refused_json::<SignOptions>(
        r#"{"noTimestamp":"a at line b"}"#,
        "option \"noTimestamp\": invalid type: string \"a at line b\", expected a boolean",
    );
}

#[test]
fn header_members_keep_their_order() {
    let options: SignOptions = serde_json::from_str(r#"{"header":{"z":1,"kid":"k","a":{"c":null,"b":1e21}}}"#).unwrap();
    let token = webtoken::sign(&json!({}), "shhhhh", &options).unwrap();
    let header = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let expected = r#"{"alg":"HS256","typ":"JWT","kid":"k","z":1,"a":{"c":null,"b":1e+21}}"#;
    assert_eq!(String::from_utf8(header).unwrap(), expected);
}

/// Formats may say of every value whether it is there, and may have bytes, which options have not.
#[test]
fn values_that_are_there_or_not() {
    use serde::{
        Deserializer,
        de::{self, IntoDeserializer, Visitor, value::BytesDeserializer, value::MapDeserializer},
    };
    #[derive(Clone, Copy)]
    struct Maybe(Option<&'static str>);
    impl<'de> Deserializer<'de> for Maybe {
        type Error = de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0 {
                Some(text) => visitor.visit_some(text.into_deserializer()),
                None => visitor.visit_none(),
            }
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }
    impl IntoDeserializer<'_> for Maybe {
        type Deserializer = Self;

        fn into_deserializer(self) -> Self {
            self
        }
    }
    let read = |issuer| SignOptions::deserialize(MapDeserializer::new([("issuer", Maybe(issuer))].into_iter()));
    let claims = json!({ "iat": 1 });
    assert_eq!(payload(&claims, &read(Some("urn:me")).unwrap())["iss"], "urn:me");
    let error = read(None).unwrap_err().to_string();
    assert_eq!(error, "option \"issuer\": expected a value, found null or a number that is not finite");
    let bytes = SignOptions::deserialize(BytesDeserializer::<de::value::Error>::new(b"{}"));
    assert_eq!(bytes.unwrap_err().to_string(), "invalid type: byte array, expected an object of options");
}

/// As YAML does: what is not quoted becomes a string where a string is requested, and else what it looks like.
#[test]
fn a_format_that_guesses_is_not_asked_for_strings() {
    use serde::{
        Deserializer,
        de::{self, IntoDeserializer, Visitor, value::MapDeserializer},
    };
    #[derive(Clone, Copy)]
    struct Unquoted(&'static str);
    impl<'de> Deserializer<'de> for Unquoted {
        type Error = de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match (self.0, self.0.parse()) {
                ("", _) => visitor.visit_unit(),
                ("true", _) => visitor.visit_bool(true),
                (_, Ok(number)) => visitor.visit_u64(number),
                (text, Err(_)) => visitor.visit_str(text),
            }
        }

        fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            visitor.visit_str(self.0)
        }

        fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            visitor.visit_str(self.0)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }
    impl IntoDeserializer<'_> for Unquoted {
        type Deserializer = Self;

        fn into_deserializer(self) -> Self {
            self
        }
    }
    let read = |issuer| VerifyOptions::deserialize(MapDeserializer::new([("issuer", Unquoted(issuer))].into_iter()));
    assert!(read("urn:me").is_ok());
    for issuer in ["", "true", "5"] {
        assert!(read(issuer).is_err(), "{issuer}");
    }
}

#[test]
fn options_are_shown() {
    let options = SignOptions::new().algorithm(alg::ES256).header("x5t", json!({ "a": [1] }));
    let shown = format!("{options:?} {:?}", VerifyOptions::new().algorithms(["of mine"]));
    for part in ["ES256", "x5t", r#"{"a":[1]}"#, "of mine"] {
        assert!(shown.contains(part), "{shown}");
    }
}

#[track_caller]
fn read_error<O: DeserializeOwned>(json: &str) -> String {
    let Err(error) = serde_json::from_str::<O>(json) else { panic!("{json} was read") };
    error.to_string()
}

#[test]
fn options_are_an_object() {
    for value in ["[]", "[[]]", "null", "true", "5", "1.5", "\"x\""] {
        for text in [read_error::<SignOptions>(value), read_error::<VerifyOptions>(value)] {
            assert!(text.contains("expected an object of options"), "{value}: {text}");
        }
    }
}

#[test]
fn an_option_twice_is_refused() {
    refused_json::<SignOptions>(r#"{"issuer":"a","issuer":"b"}"#, "duplicate field `issuer`");
    refused_json::<SignOptions>(r#"{"mutatePayload":true,"mutatePayload":true}"#, "duplicate field `mutatePayload`");
    for json in [r#"{"header":{"a":1,"a":2}}"#, r#"{"header":{"a":{"b":1,"b":2}}}"#] {
        refused_json::<SignOptions>(json, r#"option "header": duplicate field name"#);
    }
}

#[test]
fn every_algorithm_of_the_crate_has_its_name() {
    let names = alg::ALL.iter().copied().chain([alg::NONE]).map(webtoken::Algorithm::name);
    for name in names.chain(["ES256K"]) {
        let _: SignOptions = both(&format!(r#"{{"algorithm":"{name}"}}"#), &format!("algorithm = '{name}'"));
    }
    for name in ["HS255", "hs256", "None", ""] {
        let text = format!("option \"algorithm\": invalid value: string \"{name}\", expected the name of an algorithm");
        refused::<SignOptions>(&format!(r#"{{"algorithm":"{name}"}}"#), &format!("algorithm = '{name}'"), &text);
    }
}

#[test]
fn encodings_go_by_nodes_names() {
    refused::<SignOptions>(r#"{"encoding":"foo"}"#, "encoding = 'foo'", "option \"encoding\": Unknown encoding: foo");
    let options: SignOptions = both(r#"{"encoding":"latin1"}"#, "encoding = 'binary'");
    assert!(format!("{options:?}").contains("Latin1"));
    let read = |name: &str| name.parse::<Encoding>().ok();
    for (encoding, names) in [
        (Encoding::Utf8, &["utf8", "utf-8", "UTF-8"][..]),
        (Encoding::Latin1, &["latin1", "binary", "ascii", "Latin1"]),
        (Encoding::Utf16Le, &["utf16le", "utf-16le", "ucs2", "ucs-2", "UCS2"]),
    ] {
        for name in names {
            assert_eq!(read(name), Some(encoding), "{name}");
        }
        assert_eq!(read(encoding.name()), Some(encoding));
    }
}

#[test]
fn verify_options_of_the_wrong_type_are_refused() {
    const EXPECTED: [(&str, &str); 17] = [
        ("ignoreExpiration", "expected a boolean"),
        ("ignoreNotBefore", "expected a boolean"),
        ("complete", "expected a boolean"),
        ("allowInvalidAsymmetricKeyTypes", "expected a boolean"),
        ("allowInsecureKeySizes", "expected a boolean"),
        ("clockTimestamp", "expected f64"),
        ("clockTolerance", "expected f64"),
        ("maxAge", "expected a number of seconds or a string"),
        ("nonce", "expected a string"),
        // To serde an array is "a sequence"; an item is "a string".
        ("algorithms", "expected a s"),
        ("requiredClaims", "expected a s"),
        ("audience", "expected a string or an array of strings"),
        ("issuer", "expected a string or an array of strings"),
        ("subject", "expected a string"),
        ("jwtid", "expected a string"),
        ("typ", "expected a string"),
        ("maxTokenSize", "expected usize"),
    ];
    for (name, expected) in EXPECTED {
        for value in ["[5]", "{\"a\":1}"] {
            refused_value::<VerifyOptions>(name, value, expected);
        }
        refused_value::<VerifyOptions>(name, "null", "expected a value, found null");
    }
    refused_value::<VerifyOptions>("maxAge", "true", "expected a number of seconds or a string");
    for name in ["maxAge", "clockTolerance", "clockTimestamp"] {
        let text = format!("option \"{name}\": expected a value, found null or a number that is not finite");
        refused_toml::<VerifyOptions>(&format!("{name} = nan"), &text);
        refused_toml::<VerifyOptions>(&format!("{name} = inf"), &text);
        refused_json::<VerifyOptions>(&format!(r#"{{"{name}":1e999}}"#), "");
    }
}

#[test]
fn values_that_npm_misreads_are_refused() {
    refused_value::<VerifyOptions>("algorithms", "\"HS256\"", "expected a sequence");
    refused_value::<VerifyOptions>("clockTolerance", "\"1\"", "expected f64");
    refused_value::<VerifyOptions>("clockTimestamp", "\"5\"", "expected f64");
    for nonce in ["", " ", "\\t"] {
        let text = "nonce must be a non-empty string";
        refused::<VerifyOptions>(&format!(r#"{{"nonce":"{nonce}"}}"#), &format!("nonce = \"{nonce}\""), text);
    }
    for size in ["-1", "1.5", "1e20", "\"5\""] {
        refused_value::<VerifyOptions>("maxTokenSize", size, "");
    }
    // JavaScript has one type of numbers.
    let _: VerifyOptions = both(r#"{"maxTokenSize":8e3}"#, "maxTokenSize = 8000.0");
}

#[test]
fn nested_in_a_file_of_ones_own() {
    #[derive(serde::Deserialize)]
    struct Config {
        sign: SignOptions,
        verify: VerifyOptions,
    }
    let config: Config = toml::from_str(
        "[sign]\nexpiresIn = '1h'\nissuer = 'urn:me'\nheader = { typ = 'at+jwt', crv = 1 }\n\
         [verify]\nissuer = 'urn:me'\nmaxAge = 3600.5\nrequiredClaims = ['exp']\ntyp = 'at+jwt'",
    )
    .unwrap();
    assert_eq!(format!("{:?}", config.sign.clone()), format!("{:?}", config.sign));
    assert!(format!("{:?}", config.verify).contains("3600.5"));

    let error = toml::from_str::<Config>("[sign]\n[verify]\nissuers = 'urn:me'").err().unwrap();
    assert!(error.message().contains("unknown field `issuers`"), "{error}");
}

/// What is signed, without a look at the signature.
#[track_caller]
fn payload(claims: &Value, options: &SignOptions) -> Value {
    decode::<Value>(webtoken::sign(claims, "shhhhh", options).unwrap()).unwrap().payload
}

#[test]
fn a_sign_option_each() {
    let options: SignOptions = both(
        r#"{"algorithm":"HS512","expiresIn":2,"notBefore":"1s","audience":["a","b"],"issuer":"i","subject":"s",
            "jwtid":"j","keyid":"k","header":{"a":{"b":2.5,"y":[true]},"z":1},"noTimestamp":true,"encoding":"utf8",
            "mutatePayload":true,"allowInsecureKeySizes":false,"allowInvalidAsymmetricKeyTypes":false}"#,
        "algorithm = 'HS512'\nexpiresIn = 2\nnotBefore = '1s'\naudience = ['a', 'b']\nissuer = 'i'\nsubject = 's'\n\
         jwtid = 'j'\nkeyid = 'k'\nheader = { a = { b = 2.5, y = [true] }, z = 1 }\nnoTimestamp = true\n\
         encoding = 'utf8'\nmutatePayload = true\nallowInsecureKeySizes = false\n\
         allowInvalidAsymmetricKeyTypes = false",
    );
    let token = webtoken::sign(&json!({ "iat": 1000 }), "shhhhh", &options).unwrap();
    let header = br#"{"alg":"HS512","typ":"JWT","kid":"k","a":{"b":2.5,"y":[true]},"z":1}"#;
    let payload = br#"{"nbf":1001,"exp":1002,"aud":["a","b"],"iss":"i","sub":"s","jti":"j"}"#;
    let parts: Vec<Vec<u8>> = token.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
    assert_eq!(parts[0], header);
    assert_eq!(parts[1], payload);
}

/// Verifies a token of these claims with these options, from JSON and from TOML.
#[track_caller]
fn verified(options: &str, claims: &Value, error: Option<&str>) {
    let read: VerifyOptions = serde_json::from_str(options).unwrap();
    let inline_table = options.replace("\":", "\"=");
    let toml = toml::de::ValueDeserializer::parse(&inline_table).unwrap();
    assert_eq!(format!("{:?}", VerifyOptions::deserialize(toml).unwrap()), format!("{read:?}"));
    let no_timestamp = SignOptions::new().no_timestamp(claims["iat"].is_null());
    let token = webtoken::sign(claims, "shhhhh", &no_timestamp).unwrap();
    let verified = webtoken::verify::<Value>(&token, "shhhhh", &read);
    assert_eq!(verified.err().map(|error| error.to_string()).as_deref(), error, "{options}");
}

#[test]
fn algorithms_allowed() {
    verified("{}", &json!({}), None);
    verified(r#"{"algorithms":["HS384","HS256"]}"#, &json!({}), None);
    verified(r#"{"algorithms":["HS384"]}"#, &json!({}), Some("invalid algorithm"));
    verified(r#"{"algorithms":["HS255"]}"#, &json!({}), Some("invalid algorithm"));
    verified(r#"{"algorithms":[]}"#, &json!({}), Some("invalid algorithm"));
    verified(r#"{"allowInsecureKeySizes":true,"allowInvalidAsymmetricKeyTypes":true}"#, &json!({}), None);
}

#[test]
fn claims_expected() {
    verified(r#"{"audience":["a","b"]}"#, &json!({ "aud": "b" }), None);
    verified(r#"{"audience":["a","b"]}"#, &json!({}), Some("jwt audience invalid. expected: a or b"));
    verified(r#"{"issuer":["i","j"]}"#, &json!({ "iss": "j" }), None);
    verified(r#"{"issuer":"i"}"#, &json!({}), Some("jwt issuer invalid. expected: i"));
    verified(r#"{"subject":"s","jwtid":"j","nonce":"n"}"#, &json!({ "sub": "s", "jti": "j", "nonce": "n" }), None);
    verified(r#"{"jwtid":"x"}"#, &json!({ "jti": "y" }), Some("jwt jwtid invalid. expected: x"));
    verified(r#"{"nonce":"x"}"#, &json!({}), Some("jwt nonce invalid. expected: x"));
    verified(r#"{"requiredClaims":["exp"]}"#, &json!({}), Some("jwt exp required"));
    // Empty ones are enforced.
    verified(r#"{"audience":""}"#, &json!({ "aud": "c" }), Some("jwt audience invalid. expected: "));
    verified(r#"{"subject":""}"#, &json!({ "sub": "x" }), Some("jwt subject invalid. expected: "));
}

#[test]
fn time_is_in_seconds() {
    verified(r#"{"clockTimestamp":0}"#, &json!({ "exp": 10 }), None);
    verified(r#"{"clockTimestamp":10.5}"#, &json!({ "exp": 10.5 }), Some("jwt expired"));
    verified(r#"{"clockTimestamp":10,"clockTolerance":0.5}"#, &json!({ "exp": 10 }), None);
    verified(r#"{"ignoreExpiration":true}"#, &json!({ "exp": 10 }), None);
    verified(r#"{"clockTimestamp":1,"ignoreNotBefore":true}"#, &json!({ "nbf": 10 }), None);
    verified(r#"{"clockTimestamp":11,"maxAge":1.5}"#, &json!({ "iat": 10 }), None);
    verified(r#"{"clockTimestamp":11.5,"maxAge":1.5}"#, &json!({ "iat": 10 }), Some("maxAge exceeded"));
    verified(r#"{"clockTimestamp":11,"maxAge":0}"#, &json!({ "iat": 11 }), Some("maxAge exceeded"));
    verified(r#"{"clockTimestamp":69,"maxAge":"1 min"}"#, &json!({ "iat": 10 }), None);
    // A text without a unit is milliseconds.
    verified(r#"{"clockTimestamp":11,"maxAge":"60"}"#, &json!({ "iat": 10 }), Some("maxAge exceeded"));
}

#[test]
fn header_and_size() {
    verified(r#"{"complete":true}"#, &json!({}), None);
    verified(r#"{"typ":"jwt"}"#, &json!({}), None);
    verified(r#"{"typ":"at+jwt"}"#, &json!({}), Some("jwt typ invalid. expected: at+jwt"));
    verified(r#"{"maxTokenSize":8}"#, &json!({}), Some("jwt too large: 84 bytes, at most 8 allowed"));
}
