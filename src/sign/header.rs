use std::{borrow::Cow, sync::LazyLock};

use crate::{
    alg,
    error::{PayloadKind, SignError},
    json, jws,
    options::SignOptions,
};

/// The encoded headers of tokens that hold an object, and of those that do not.
#[derive(Debug, Clone)]
pub(super) struct Headers {
    object: String,
    plain: String,
}

impl Headers {
    pub(super) fn new(alg: &str, options: &SignOptions) -> Result<Self, SignError> {
        let encoded = |kind| {
            let mut header = String::new();
            append_new_header(&mut header, alg, kind, options)?;
            Ok::<_, SignError>(header)
        };
        Ok(Self { object: encoded(PayloadKind::Object)?, plain: encoded(PayloadKind::Text)? })
    }

    /// Those of a built-in algorithm where no option adds to them, written once for all.
    fn ordinary(alg: &str) -> Option<&'static Self> {
        static ORDINARY: LazyLock<Vec<(&str, Headers)>> = LazyLock::new(|| {
            let headers = |alg| Headers::new(alg, &SignOptions::new()).ok();
            alg::ALL.iter().filter_map(|algorithm| Some((algorithm.name(), headers(algorithm.name())?))).collect()
        });
        ORDINARY.iter().find(|(name, _)| *name == alg).map(|(_, headers)| headers)
    }

    pub(super) fn of(&self, kind: PayloadKind) -> &str {
        if kind == PayloadKind::Object { &self.object } else { &self.plain }
    }
}

/// Appends the encoded header for a kind of payload.
pub(super) fn append_header(
    out: &mut String,
    alg: &str,
    kind: PayloadKind,
    options: &SignOptions,
) -> Result<(), SignError> {
    let is_ordinary = options.header.is_empty() && options.key_id.is_none();
    match Headers::ordinary(alg).filter(|_| is_ordinary) {
        Some(headers) => {
            out.push_str(headers.of(kind));
            Ok(())
        }
        None => append_new_header(out, alg, kind, options),
    }
}

fn append_new_header(out: &mut String, alg: &str, kind: PayloadKind, options: &SignOptions) -> Result<(), SignError> {
    let typ = (kind == PayloadKind::Object).then_some("JWT");
    let mut text = Vec::with_capacity(64);
    if options.header.is_empty() {
        write_own_members(&mut text, alg, typ, options.key_id.as_deref());
    } else {
        write_merged_members(&mut text, alg, typ, options)?;
    }
    text.push(b'}');
    jws::encode(out, text);
    Ok(())
}

/// npm's order: `alg`, `typ`, `kid`.
fn write_own_members(text: &mut Vec<u8>, alg: &str, typ: Option<&str>, key_id: Option<&str>) {
    text.extend_from_slice(b"{\"alg\":");
    json::write_text(text, alg);
    for (name, value) in [(&b",\"typ\":"[..], typ), (b",\"kid\":", key_id)] {
        if let Some(value) = value {
            text.extend_from_slice(name);
            json::write_text(text, value);
        }
    }
}

/// Then the header option's members; one that is there already keeps its place. So do `typ` and `kid` of the header option
/// where there are none else: npm has kept a place for them.
fn write_merged_members(
    text: &mut Vec<u8>,
    alg: &str,
    typ: Option<&str>,
    options: &SignOptions,
) -> Result<(), SignError> {
    let mut members: Vec<(&str, Option<Cow<'_, [u8]>>)> =
        vec![("alg", Some(quoted(alg))), ("typ", typ.map(quoted)), ("kid", options.key_id.as_deref().map(quoted))];
    for (name, value) in &options.header {
        let value = match value {
            Err(message) => return Err(SignError::Header { name: name.clone(), message: message.clone() }),
            // Chose the algorithm already.
            Ok(_) if name == "alg" => continue,
            Ok(value) => Cow::Borrowed(value.as_bytes()),
        };
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = Some(value),
            None => members.push((name, Some(value))),
        }
    }
    let members = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
    for (index, (name, value)) in members.enumerate() {
        text.push(if index == 0 { b'{' } else { b',' });
        json::write_text(text, name);
        text.push(b':');
        text.extend_from_slice(&value);
    }
    Ok(())
}

fn quoted(text: &str) -> Cow<'static, [u8]> {
    let mut json = Vec::new();
    json::write_text(&mut json, text);
    Cow::Owned(json)
}
