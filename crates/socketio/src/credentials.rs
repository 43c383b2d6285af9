//! Where the token of a client is found.

use std::fmt;

use cookie::Cookie;
use http::{HeaderMap, Uri, header, request::Parts};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};

use crate::error::{AuthorizeError, UnauthorizedError};

/// The longest token that is read from a message, in bytes: the default maximum of `webtoken`, plus `Bearer `.
const LONGEST: usize = 64 * 1024 + 16;

/// The places of the HTTP request in which a token may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    pub(crate) cookie: Option<CookieSource>,
    pub(crate) query: Option<String>,
    pub(crate) header_required: bool,
}

/// Browsers send a cookie with requests from every page, so origins are needed.
#[derive(Debug, Clone)]
pub(crate) struct CookieSource {
    pub(crate) name: String,
    pub(crate) origins: Vec<String>,
}

/// A token that was found in one place or in several.
#[derive(Default)]
struct Found(Option<String>);

impl Found {
    /// Two places may have the same token. With different ones, it is not clear who the client is.
    fn add(&mut self, token: &str) -> Result<(), UnauthorizedError> {
        if token.is_empty() {
            return Ok(());
        }
        if self.0.get_or_insert_with(|| token.to_owned()) == token {
            Ok(())
        } else {
            Err(UnauthorizedError::two_tokens())
        }
    }
}

impl Sources {
    /// The token of a connection: that of the `auth` payload, then that of the HTTP request.
    pub(crate) fn of_connection(
        &self,
        parts: &Parts,
        payload: Option<&str>,
    ) -> Result<Option<String>, UnauthorizedError> {
        let mut found = Found::default();
        if let Some(token) = payload {
            found.add(without_scheme(token)?)?;
        }
        match in_authorization(&parts.headers)? {
            Some(token) => found.add(token)?,
            None if self.header_required => return Err(UnauthorizedError::missing_header()),
            None => {}
        }
        self.add_cookie(parts, &mut found)?;
        if let Some(name) = &self.query {
            for (parameter, token) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
                if parameter == name.as_str() {
                    found.add(&token)?;
                }
            }
        }
        Ok(found.0)
    }

    /// The token of the event `authenticate`: that of the message, or else that of the cookie. The cookie is that of the first
    /// request, and so is older than the message.
    pub(crate) fn of_event(&self, parts: &Parts, message: Option<&str>) -> Result<String, UnauthorizedError> {
        if let Some(token) = message {
            return without_scheme(token).map(str::to_owned);
        }
        let mut found = Found::default();
        self.add_cookie(parts, &mut found)?;
        found.0.ok_or(UnauthorizedError::datatype())
    }

    fn add_cookie(&self, parts: &Parts, found: &mut Found) -> Result<(), UnauthorizedError> {
        let Some(source) = &self.cookie else { return Ok(()) };
        for header in parts.headers.get_all(header::COOKIE) {
            let header = header.to_str().map_err(|_| UnauthorizedError::bad_format())?;
            for cookie in Cookie::split_parse(header).flatten() {
                if cookie.name() == source.name && !cookie.value().is_empty() {
                    source.check_origin(&parts.headers)?;
                    found.add(cookie.value())?;
                }
            }
        }
        Ok(())
    }

    /// The address of a request, for the log: without the value of any parameter that may be a token.
    pub(crate) fn redacted(&self, uri: &Uri) -> String {
        let Some(query) = uri.query() else { return uri.path().to_owned() };
        let is_secret = |name: &str| name == "token" || self.query.as_deref() == Some(name);
        let parameters = query.split('&').map(|parameter| {
            let decoded = form_urlencoded::parse(parameter.as_bytes()).next();
            match decoded {
                Some((name, _)) if is_secret(&name) => format!("{name}=REDACTED"),
                Some(_) | None => parameter.to_owned(),
            }
        });
        format!("{}?{}", uri.path(), parameters.collect::<Vec<_>>().join("&"))
    }
}

impl CookieSource {
    pub(crate) fn validate(&self) -> Result<(), AuthorizeError> {
        if self.origins.is_empty() {
            return Err(AuthorizeError::NoOrigins);
        }
        match self.origins.iter().find(|origin| !is_origin(origin)) {
            Some(origin) => Err(AuthorizeError::Origin(origin.clone())),
            None => Ok(()),
        }
    }

    /// Browsers send `Origin` with every WebSocket and every request to another origin. For a request to the page's own
    /// origin they leave it out, and say so in `Sec-Fetch-Site`, which no script can set.
    fn check_origin(&self, headers: &HeaderMap) -> Result<(), UnauthorizedError> {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let is_allowed = match (origins.next(), origins.next()) {
            (Some(origin), None) => self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()),
            (None, _) => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
            (Some(_), Some(_)) => false,
        };
        if is_allowed { Ok(()) } else { Err(UnauthorizedError::origin()) }
    }
}

/// Whether a string is an origin as browsers write it: `https://example.com`, in lower case, without a path.
fn is_origin(string: &str) -> bool {
    let Ok(uri) = string.parse::<Uri>() else { return false };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
    !authority.as_str().contains('@') && string == format!("{scheme}://{authority}").to_ascii_lowercase()
}

/// The token of `Authorization: Bearer [token]`. As in `socketio-jwt`, other schemes are ignored.
fn in_authorization(headers: &HeaderMap) -> Result<Option<&str>, UnauthorizedError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(UnauthorizedError::bad_format());
    }
    let value = value.to_str().map_err(|_| UnauthorizedError::bad_format())?;
    let (scheme, token) = value.split_once(' ').ok_or(UnauthorizedError::bad_format())?;
    if token.contains(' ') {
        return Err(UnauthorizedError::bad_format());
    }
    Ok((scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token))
}

/// `token` or `Bearer token`.
fn without_scheme(token: &str) -> Result<&str, UnauthorizedError> {
    match token.split_once(' ') {
        None => Ok(token),
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.contains(' ') => Ok(token),
        Some(_) => Err(UnauthorizedError::bad_format()),
    }
}

/// The object `{token}` that a client sends: the payload of a connection, or the data of the event `authenticate`. Other
/// fields are ignored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// `None` if it is missing, `null` or an empty string.
    pub(crate) token: Option<String>,
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor)
    }
}

struct MessageVisitor;

impl<'de> Visitor<'de> for MessageVisitor {
    type Value = Message;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a token")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut fields: M) -> Result<Message, M::Error> {
        let mut token = None;
        while let Some(name) = fields.next_key::<String>()? {
            if name != "token" {
                fields.next_value::<IgnoredAny>()?;
            } else if token.replace(fields.next_value::<TokenField>()?).is_some() {
                return Err(M::Error::duplicate_field("token"));
            }
        }
        Ok(Message { token: token.and_then(|TokenField(token)| token) })
    }
}

struct TokenField(Option<String>);

impl<'de> Deserialize<'de> for TokenField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(TokenVisitor).map(Self)
    }
}

struct TokenVisitor;

impl<'de> Visitor<'de> for TokenVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string of at most {LONGEST} bytes")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, token: &str) -> Result<Option<String>, E> {
        if token.len() > LONGEST {
            return Err(E::invalid_length(token.len(), &self));
        }
        Ok((!token.is_empty()).then(|| token.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn sources() -> Sources {
        Sources {
            cookie: Some(CookieSource { name: "jwt".into(), origins: vec!["https://example.com".into()] }),
            query: Some("token".into()),
            header_required: false,
        }
    }

    fn parts(uri: &str, headers: &[(&'static str, &'static str)]) -> Parts {
        let request = headers.iter().fold(Request::get(uri), |request, (name, value)| request.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn places_of_a_connection() {
        struct Case {
            payload: Option<&'static str>,
            query: &'static str,
            headers: &'static [(&'static str, &'static str)],
            /// The token, or the code of the error.
            expected: Result<Option<&'static str>, &'static str>,
        }
        const NONE: &[(&str, &str)] = &[];
        const BAD: Result<Option<&str>, &str> = Err("credentials_bad_format");
        const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");
        let case = |payload, query, headers, expected| Case { payload, query, headers, expected };
        let cases = [
            case(None, "/", NONE, Ok(None)),
            case(Some("a.b.c"), "/", NONE, Ok(Some("a.b.c"))),
            case(Some("Bearer a.b.c"), "/", NONE, Ok(Some("a.b.c"))),
            case(Some("bEARER a.b.c"), "/", NONE, Ok(Some("a.b.c"))),
            case(Some("Basic a.b.c"), "/", NONE, BAD),
            case(Some("Bearer a b"), "/", NONE, BAD),
            case(Some(" a.b.c"), "/", NONE, BAD),
            case(None, "/", &[("authorization", "Bearer a.b.c")], Ok(Some("a.b.c"))),
            case(None, "/", &[("authorization", "bearer a.b.c")], Ok(Some("a.b.c"))),
            case(None, "/", &[("authorization", "Basic dXNlcg==")], Ok(None)),
            case(None, "/", &[("authorization", "Bearer ")], Ok(None)),
            case(None, "/", &[("authorization", "a.b.c")], BAD),
            case(None, "/", &[("authorization", "")], BAD),
            case(None, "/", &[("authorization", "Bearer  a.b.c")], BAD),
            case(None, "/", &[("authorization", "Bearer a.b.c x")], BAD),
            case(None, "/", &[("authorization", "Bearer \u{e9}")], BAD),
            case(None, "/", &[("authorization", "Bearer a.b.c"), ("authorization", "Bearer a.b.c")], BAD),
            case(None, "/?token=a.b.c", NONE, Ok(Some("a.b.c"))),
            case(None, "/?EIO=4&t%6Fken=a%2Eb.c&x", NONE, Ok(Some("a.b.c"))),
            case(None, "/?token=", NONE, Ok(None)),
            case(None, "/?tokens=a.b.c", NONE, Ok(None)),
            case(None, "/?token=a.b.c&token=a.b.c", NONE, Ok(Some("a.b.c"))),
            case(None, "/?token=a.b.c&token=d.e.f", NONE, BAD),
            case(Some("a.b.c"), "/?token=a.b.c", &[("authorization", "Bearer a.b.c")], Ok(Some("a.b.c"))),
            case(Some("a.b.c"), "/?token=d.e.f", NONE, BAD),
            case(Some("a.b.c"), "/", &[("authorization", "Bearer d.e.f")], BAD),
            case(None, "/?token=a.b.c", &[("authorization", "Bearer d.e.f")], BAD),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("origin", "https://example.com")], Ok(Some("a.b.c"))),
            case(None, "/", &[("cookie", "x=1; jwt=a.b.c"), OWN_PAGE], Ok(Some("a.b.c"))),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("origin", "https://example.com"), OWN_PAGE], Ok(Some("a.b.c"))),
            case(None, "/", &[("cookie", "jwt=a.b.c; jwt=d.e.f"), OWN_PAGE], BAD),
            case(None, "/", &[("cookie", "jwt="), ("origin", "https://evil.example")], Ok(None)),
            case(None, "/", &[("cookie", "x=1"), ("origin", "https://evil.example")], Ok(None)),
            case(None, "/", &[("cookie", "jwt=a.b.c")], Err("invalid_origin")),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("sec-fetch-site", "same-site")], Err("invalid_origin")),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("origin", "null")], Err("invalid_origin")),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("origin", "http://example.com")], Err("invalid_origin")),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("origin", "https://example.com.evil")], Err("invalid_origin")),
            case(None, "/", &[("cookie", "jwt=a.b.c"), ("origin", "null"), OWN_PAGE], Err("invalid_origin")),
        ];
        for Case { payload, query, headers, expected } in cases {
            let found = sources().of_connection(&parts(query, headers), payload);
            let found = found.as_ref().map(Option::as_deref).map_err(UnauthorizedError::code);
            assert_eq!(found, expected, "{payload:?} {query} {headers:?}");
        }
    }

    #[test]
    fn what_is_not_switched_on_is_not_read() {
        let parts = parts("/?token=a.b.c", &[("cookie", "token=a.b.c; jwt=a.b.c"), ("origin", "https://example.com")]);
        assert_eq!(Sources::default().of_connection(&parts, None), Ok(None));
        assert!(Sources::default().of_event(&parts, None).is_err());
    }

    #[test]
    fn a_required_header() {
        let sources = Sources { header_required: true, ..sources() };
        let code = |headers: &[_]| {
            sources.of_connection(&parts("/?token=a.b.c", headers), None).map_err(|error| error.code().to_owned())
        };
        assert_eq!(code(&[]), Err("missing_authorization_header".to_owned()));
        assert_eq!(code(&[("authorization", "Basic x")]), Err("missing_authorization_header".to_owned()));
        assert_eq!(code(&[("authorization", "Bearer a.b.c")]), Ok(Some("a.b.c".to_owned())));
        // In npm's package the query wins over the required header.
        assert_eq!(code(&[("authorization", "Bearer d.e.f")]), Err("credentials_bad_format".to_owned()));
    }

    #[test]
    fn messages() {
        let token = |json: &str| serde_json::from_str::<Message>(json).ok().map(|message| message.token);
        assert_eq!(token(r#"{"token":"a.b.c","x":{"token":1}}"#), Some(Some("a.b.c".to_owned())));
        assert_eq!(token(r#"{"to\u006ben":"a.b\u002ec"}"#), Some(Some("a.b.c".to_owned())));
        for nothing in ["{}", r#"{"token":null}"#, r#"{"token":""}"#, r#"{"x":[1]}"#] {
            assert_eq!(token(nothing), Some(None), "{nothing}");
        }
        let deep = format!(r#"{{"token":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        let long = format!(r#"{{"token":"{}"}}"#, "a".repeat(1 << 20));
        for refused in [
            "null",
            "1",
            r#""a.b.c""#,
            "[]",
            r#"["a.b.c"]"#,
            r#"{"token":1}"#,
            r#"{"token":["a.b.c"]}"#,
            r#"{"token":{}}"#,
            r#"{"token":true}"#,
            r#"{"token":"a","token":"a"}"#,
            &deep,
            &long,
        ] {
            assert_eq!(token(refused), None, "{}", &refused[..refused.len().min(40)]);
        }
    }

    #[test]
    fn origins() {
        for origin in ["https://example.com", "http://localhost:3000", "http://[::1]:80", "app://local"] {
            assert!(is_origin(origin), "{origin}");
        }
        for other in
            ["", "*", "null", "example.com", "https://example.com/", "https://Example.com", "https://a@b", "https://"]
        {
            assert!(!is_origin(other), "{other}");
        }
    }

    #[test]
    fn addresses_for_the_log() {
        let redacted = |uri: &str| sources().redacted(&uri.parse().unwrap());
        assert_eq!(redacted("/socket.io/?EIO=4&token=a.b.c&t=1"), "/socket.io/?EIO=4&token=REDACTED&t=1");
        assert_eq!(redacted("/socket.io/?t%6fken=a.b.c&token=d"), "/socket.io/?token=REDACTED&token=REDACTED");
        assert_eq!(redacted("/socket.io/"), "/socket.io/");
        let other = Sources { query: Some("access_token".into()), ..Sources::default() };
        assert_eq!(
            other.redacted(&"/?access_token=a&token=b".parse().unwrap()),
            "/?access_token=REDACTED&token=REDACTED"
        );
    }
}
