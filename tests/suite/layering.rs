//! The architecture, read from the source text: which module may use which, where features may be asked for,
//! and how long a file may be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The modules of the crate in layers. Each may use those of the layers above its own line, and none beside it.
/// A new module takes its place here, as high as what it uses allows.
const LAYERS: &[&[&str]] = &[
    &["batch", "cache", "json", "pattern", "signature", "time"],
    &["claims", "header"],
    // `ClaimMismatch` shows the claim and `TokenExpiredError` its date: so errors stand above both.
    &["error"],
    &["decrypt", "payload", "token"],
    &["key"],
    &["algorithm", "provider"],
    // Options know the trait `Algorithm`, not its implementations.
    &["backend", "options"],
    // The validator knows claims and options: no token, key or signature.
    &["alg", "export", "validator"],
    &["decode", "generate", "sign", "verify"],
    &["jwk"],
];

/// The files that may ask for features.
const WITH_FEATURES: [&str; 2] = ["lib.rs", "backend.rs"];

const MOST_LINES: usize = 400;

#[test]
fn modules_use_only_the_layers_before_theirs() {
    let sources = sources();
    let stand_ins = stand_ins(&sources["lib.rs"]);
    let mut wrong = Vec::new();
    for (file, text) in library_files(&sources) {
        let at_root = stand_ins.contains(file);
        wrong.extend(wrong_edges(file, at_root, text));
    }
    assert!(wrong.is_empty(), "against the layers:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_layer() {
    let modules: BTreeSet<String> = sources().keys().map(|file| module(file).to_owned()).collect();
    let listed: Vec<&str> = LAYERS.iter().copied().flatten().copied().collect();
    let unique: BTreeSet<String> = listed.iter().copied().chain(["lib"]).map(str::to_owned).collect();
    assert_eq!(modules, unique);
    assert_eq!(listed.len() + 1, unique.len(), "a module is listed twice");
}

#[test]
fn features_are_asked_for_in_two_files() {
    for (file, text) in &sources() {
        if !WITH_FEATURES.contains(&file.as_str()) {
            assert_eq!(features(text), Vec::<String>::new(), "src/{file} asks for features");
        }
    }
}

#[test]
fn files_are_short() {
    for (file, text) in &sources() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "src/{file} has {lines} lines, more than {MOST_LINES}");
    }
}

// Reading the sources.

/// Every file of `src` by its path in it.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(files.len() > 20, "too few sources: {:?}", files.keys());
    files
}

/// All but the root and the unit tests.
fn library_files(sources: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    sources.iter().filter(|(file, _)| *file != "lib.rs" && !is_test_file(file))
}

fn is_test_file(file: &str) -> bool {
    file.split('/').any(|part| part == "tests" || part == "tests.rs")
}

/// `key/pem.rs` belongs to `key`.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The files that lie in a folder but are modules of the root, by `#[path = ..]`.
fn stand_ins(lib: &str) -> BTreeSet<String> {
    let paths = lib.lines().filter_map(|line| line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]"));
    paths.map(str::to_owned).collect()
}

fn wrong_edges(file: &str, at_root: bool, text: &str) -> Vec<String> {
    let code = without_tests(&code(text));
    let from = module(file);
    let mut wrong = Vec::new();
    for used in used_from_root(&code) {
        if used != from && !may_use(from, &used) {
            wrong.push(format!("src/{file}: {from} uses {used}"));
        }
    }
    // Such a path can reach the root, where `crate::` would say what it reaches.
    let climbs = if at_root || !file.contains('/') { "super::" } else { "super::super" };
    if code.contains(climbs) {
        wrong.push(format!("src/{file}: `{climbs}`, write `crate::`"));
    }
    if code.contains("mod tests;") {
        wrong.push(format!("src/{file}: `mod tests` without `#[cfg(test)]`"));
    }
    wrong
}

fn may_use(from: &str, used: &str) -> bool {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    match (layer(from), layer(used)) {
        (Some(from), Some(used)) => used < from,
        // A re-export at the root, say: the module is to be named.
        (_, None) | (None, _) => false,
    }
}

/// The code alone: no comments, and texts and characters emptied.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if char == '"' {
            code.push_str("\"\"");
            quoted(rest, '"')
        } else if let Some(length) = raw_text(rest).filter(|_| !code.ends_with(is_name)) {
            code.push_str("\"\"");
            length
        } else if char == '\'' && is_character(rest) {
            code.push_str("''");
            quoted(rest, '\'')
        } else {
            code.push(char);
            char.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// Comments of this kind nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    for (at, _) in text.char_indices() {
        let (before, here) = text.split_at(at);
        if here.starts_with("/*") {
            depth += 1;
        } else if before.ends_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}

/// Up to the closing quote, escapes skipped.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        if char == '\\' {
            chars.next();
        } else if char == quote {
            return at + 1;
        }
    }
    panic!("an open quote: {text}")
}

/// The length of `r"..."` or `r#"..."#`, perhaps with a `b` in front.
fn raw_text(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let inner = hashes.trim_start_matches('#');
    let end = format!("\"{}", "#".repeat(hashes.len() - inner.len()));
    let length = inner.strip_prefix('"')?.find(&end).unwrap();
    Some(text.len() - inner.len() + 1 + length + end.len())
}

/// Not a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

/// Cuts out what stands under an attribute `#[cfg(test)]` or `#[cfg(all(test, ..))]`.
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(") {
        let (before, attribute) = rest.split_at(at);
        let end = attribute.find(']').unwrap() + 1;
        let is_test = attribute.starts_with("#[cfg(test)") || attribute.starts_with("#[cfg(all(test");
        let end = if is_test { end + item(&attribute[end..]) } else { end };
        kept.push_str(before);
        kept.push_str(if is_test { "" } else { &attribute[..end] });
        rest = &attribute[end..];
    }
    kept + rest
}

/// The length of an item: up to its semicolon or its closing brace.
fn item(code: &str) -> usize {
    let mut depth = 0;
    for (at, char) in code.char_indices() {
        match char {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(char, ';' | '}') {
            return at + 1;
        }
    }
    code.len()
}

/// The first names of all paths from the root: `crate::a::b` and `crate::{a, b::{c, d}}`.
fn used_from_root(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        if code[..at].ends_with(is_name) {
            continue;
        }
        let path = code[at + path.len()..].trim_start();
        match path.strip_prefix('{') {
            Some(group) => used.extend(top_names(group)),
            None => used.extend([first_name(path)]),
        }
    }
    used
}

/// The first names of the paths in a group, up to its end; those of groups within it not counted.
fn top_names(group: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, char) in group.char_indices() {
        if depth == 0 && matches!(char, ',' | '}') {
            names.insert(first_name(group[start..at].trim_start()));
            start = at + 1;
        }
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ => {}
        }
    }
    names.remove("");
    names
}

fn first_name(path: &str) -> String {
    if path.starts_with('*') {
        return "*".to_owned();
    }
    path.chars().take_while(|char| is_name(*char)).collect()
}

/// Every `cfg(..)`, `cfg!(..)` and `cfg_attr(..)` that names a feature.
fn features(text: &str) -> Vec<String> {
    let code = code(text);
    let starts = ["cfg(", "cfg!(", "cfg_attr("].into_iter().flat_map(|start| code.match_indices(start));
    let conditions = starts.map(|(at, _)| parenthesized(&code[at..]));
    conditions.filter(|condition| condition.contains("feature")).map(str::to_owned).collect()
}

/// Up to the closing parenthesis.
fn parenthesized(code: &str) -> &str {
    let mut depth = 0;
    for (at, char) in code.char_indices() {
        match char {
            '(' => depth += 1,
            ')' if depth == 1 => return &code[..=at],
            ')' => depth -= 1,
            _ => {}
        }
    }
    code
}

/// The test itself can fail.
mod reader {
    use super::*;

    #[track_caller]
    fn edges(text: &str, expected: &[&str]) {
        let used = used_from_root(&without_tests(&code(text)));
        assert_eq!(used.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn paths_are_found() {
        edges("use crate::time::Clock;", &["time"]);
        edges(
            "use crate::{\n    error::{self, KeyError, a::{b, c}},\n    key::Key,\n    token,\n};\nfn f() {}",
            &["error", "key", "token"],
        );
        edges("use crate::{verify};", &["verify"]);
        edges("pub(crate) use crate::sign::sign;", &["sign"]);
        edges("fn f(key: Option<crate::key::Key>) -> u8 {}", &["key"]);
        edges("macro_rules! m { () => { $crate::alg::NONE } }", &["alg"]);
        edges("use crate::*;", &["*"]);
        edges("use crate::Algorithm;", &["Algorithm"]);
        edges("use other_crate::sign;", &[]);
    }

    #[test]
    fn comments_texts_and_tests_are_no_edges() {
        edges("/// See [`sign`](crate::sign).\n//! crate::verify\nfn f() {} // crate::alg", &[]);
        edges("/* crate::a /* crate::b */ crate::c */ use crate::time;", &["time"]);
        edges(r##"const A: &str = "\" crate::a"; const B: &str = r#"" crate::b"#; use crate::key;"##, &["key"]);
        edges(
            "const Q: char = '\"'; use crate::a; const R: char = '\\''; fn f<'a>(x: &'a str) { crate::b() }",
            &["a", "b"],
        );
        edges("#[cfg(test)]\nmod tests { use crate::sign; fn f() { if x {} } }\nuse crate::time;", &["time"]);
        edges("#[cfg(test)]\nuse crate::sign;\nuse crate::time;", &["time"]);
        edges("#[cfg(test)]\npub(crate) const fn f(a: [u8; 2]) -> K { crate::sign() } use crate::time;", &["time"]);
        edges("#[cfg(all(test, feature = \"x\"))]\nmod tests;\nuse crate::time;", &["time"]);
        edges("#[cfg(not(test))]\nuse crate::sign;", &["sign"]);
    }

    #[track_caller]
    fn wrong(file: &str, text: &str, expected: &[&str]) {
        assert_eq!(wrong_edges(file, false, text), expected);
    }

    #[test]
    fn wrong_edges_are_wrong() {
        wrong("verify.rs", "use crate::{time::Clock, validator::Validator, verify::x};", &[]);
        wrong("time/span.rs", "use crate::error::KeyError;", &["src/time/span.rs: time uses error"]);
        wrong("sign.rs", "use crate::verify::verify;", &["src/sign.rs: sign uses verify"]);
        wrong("header.rs", "use crate::claims;", &["src/header.rs: header uses claims"]);
        wrong("key.rs", "use crate::{algorithm::Algorithm, error};", &["src/key.rs: key uses algorithm"]);
        wrong("verify.rs", "use crate::Algorithm;", &["src/verify.rs: verify uses Algorithm"]);
        wrong("unheard_of.rs", "use crate::time;", &["src/unheard_of.rs: unheard_of uses time"]);
        wrong("time.rs", "use super::sign;", &["src/time.rs: `super::`, write `crate::`"]);
        wrong("time/span.rs", "use super::Span;", &[]);
        wrong("time/span.rs", "use super::super::sign;", &["src/time/span.rs: `super::super`, write `crate::`"]);
        wrong("time.rs", "mod tests;", &["src/time.rs: `mod tests` without `#[cfg(test)]`"]);
        wrong("time.rs", "#[cfg(test)]\nmod tests { use super::*; }", &[]);
        let stand_in = wrong_edges("pattern/off.rs", true, "use super::sign;");
        assert_eq!(stand_in, ["src/pattern/off.rs: `super::`, write `crate::`"]);
    }

    #[test]
    fn features_are_found() {
        assert_eq!(features("#[cfg(feature = \"a\")] mod a;"), ["cfg(feature = \"\")"]);
        assert_eq!(features("if cfg!(feature = \"a\") {}"), ["cfg!(feature = \"\")"]);
        assert_eq!(features("#[cfg(all(test, not(feature = \"a\")))] f();"), ["cfg(all(test, not(feature = \"\")))"]);
        assert_eq!(
            features("#[cfg_attr(feature = \"a\", derive(B))] struct C;"),
            ["cfg_attr(feature = \"\", derive(B))"]
        );
        assert!(features("#[cfg(test)] mod tests { const FEATURE: &str = \"feature\"; } // cfg(feature)").is_empty());
    }

    #[test]
    fn stand_ins_are_known() {
        let lib = "#[cfg(not(feature = \"x\"))]\n#[path = \"pattern/off.rs\"]\nmod pattern;";
        assert_eq!(stand_ins(lib).into_iter().collect::<Vec<_>>(), ["pattern/off.rs"]);
    }
}
