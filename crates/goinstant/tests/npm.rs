//! This crate and npm's `goinstant-auth`, side by side: the tokens are equal to the byte. Without Node nothing is
//! compared, and said so.

use std::{
    env,
    io::{self, Write},
    path::Path,
    process::{Command, Stdio},
};

use oorandom::Rand32;
use serde::Serialize;
use serde_json::{Value, json};
use webtoken::jws;
use webtoken_goinstant::{Group, Id, Members, Signer, UserData};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/npm");

/// A case in both languages: npm's arguments as JSON text, so that the order of members is kept.
struct Case {
    key: String,
    user: UserData,
    header: Members,
}

impl Case {
    fn arguments(&self) -> String {
        let user = &self.user;
        let mut data = json_of(&user.extra);
        add(&mut data, "domain", &json_of(&user.domain));
        add(&mut data, "id", &json_of(&user.id));
        add(&mut data, "displayName", &json_of(&user.display_name));
        if let Some(groups) = &user.groups {
            let groups: Vec<String> = groups.iter().map(group).collect();
            add(&mut data, "groups", &format!("[{}]", groups.join(",")));
        }
        format!("[{},{data},{}]", json!(self.key), json_of(&self.header))
    }
}

fn group(group: &Group) -> String {
    let mut data = json_of(&group.extra);
    add(&mut data, "id", &json_of(&group.id));
    add(&mut data, "displayName", &json_of(&group.display_name));
    data
}

fn json_of(value: &impl Serialize) -> String {
    jws::to_json(value).unwrap()
}

/// Adds a member to an object.
fn add(object: &mut String, name: &str, value: &str) {
    let end = object.pop();
    if object.len() > 1 {
        object.push(',');
    }
    object.extend(["\"", name, "\":", value]);
    object.extend(end);
}

/// npm's tokens; none if Node or its package is not there, which only continuous integration takes for a failure.
fn npm(cases: &[Case]) -> Option<Vec<String>> {
    let installed = Path::new(FOLDER).join("node_modules/goinstant-auth").is_dir()
        || Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(FOLDER)
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    if !installed {
        let skipped = "\nSKIPPED: goinstant-auth is not installed, nothing was compared\n\n";
        assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{skipped}");
        io::stderr().write_all(skipped.as_bytes()).unwrap();
        return None;
    }
    let mut node = Command::new("node");
    node.arg("sign.js").current_dir(FOLDER).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().unwrap();
    let arguments: Vec<String> = cases.iter().map(Case::arguments).collect();
    node.stdin.take().unwrap().write_all(format!("[{}]", arguments.join(",")).as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Random members. Their names are not such that JavaScript moves them to the front.
struct Random(Rand32);

impl Random {
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        let length = u32::try_from(of.len()).unwrap();
        of[self.0.rand_range(0..length) as usize].clone()
    }

    fn text(&mut self) -> String {
        let alphabet: Vec<char> = "ab\"\\/\n\u{1f}\u{2028}é✓😀 ".chars().collect();
        (0..self.0.rand_range(0..6)).map(|_| self.one(&alphabet)).collect()
    }

    fn id(&mut self) -> Id {
        if self.0.rand_range(0..2) == 0 { self.text().into() } else { self.0.rand_i32().into() }
    }

    fn value(&mut self) -> Value {
        match self.0.rand_range(0..6) {
            0 => Value::Null,
            1 => true.into(),
            2 => self.0.rand_i32().into(),
            3 => self.one(&[0.1, 1.0, -0.0, 1e21, 1e-7, 123_456.5]).into(),
            4 => json!([self.text(), [], {}]),
            _ => self.text().into(),
        }
    }

    fn members(&mut self, names: &[&str]) -> Members {
        (0..self.0.rand_range(0..4)).map(|_| (self.one(names).to_owned(), self.value())).collect()
    }

    fn user(&mut self) -> UserData {
        let mut user = UserData::new(self.text(), self.id(), self.text());
        user.extra = self.members(&["email", "iss", "sub", "dn", "g", "aud", "role", "é"]);
        user.groups = self.one(&[None, Some(Vec::new())]);
        for _ in 0..self.0.rand_range(0..3) {
            let mut group = Group::new(self.id(), self.text());
            group.extra = self.members(&["a", "dn", "x", "é"]);
            user = user.group(group);
        }
        user
    }

    fn key(&mut self) -> String {
        let symbols: Vec<char> = "abcXYZ019+/-_".chars().collect();
        let mut key: String = (0..self.0.rand_range(2..60)).map(|_| self.one(&symbols)).collect();
        key += self.one(&["", "=", "=="]);
        key
    }
}

#[test]
fn tokens_are_npms() {
    let mut random = Random(Rand32::new(12));
    let cases: Vec<Case> = (0..2000)
        .map(|_| Case {
            key: random.key(),
            user: random.user(),
            header: random.members(&["kid", "alg", "typ", "cty", "é"]),
        })
        .collect();
    let Some(tokens) = npm(&cases) else { return };
    assert_eq!(tokens.len(), cases.len());
    for (case, token) in cases.iter().zip(tokens) {
        let signer = Signer::new(&case.key).unwrap();
        assert_eq!(signer.sign_with_header(&case.user, case.header.clone()).unwrap(), token, "{}", case.arguments());
    }
}
