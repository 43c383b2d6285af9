//! The example `chat` in Chromium. The test is skipped with a message if Node, its packages or Chromium is missing.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");
const CHROMIUM: &str = "/usr/bin/chromium";
const SCREENSHOTS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/screenshots");

#[test]
fn the_page_of_the_chat() {
    if let Some(missing) = missing() {
        let skipped = format!("\nSKIPPED: {missing}, the page was not tested\n\n");
        assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{skipped}");
        io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    }
    let chat = Server::start(120, 30);
    let short_lived = Server::start(10, 5);
    let mut node = Command::new("node");
    node.args(["page.js", &chat.url, &short_lived.url, SCREENSHOTS]).current_dir(FOLDER);
    let output = node.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The first requirement of the test that is missing.
fn missing() -> Option<&'static str> {
    let succeeds = |command: &mut Command| command.stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !succeeds(Command::new("node").arg("--version")) {
        return Some("node is not installed");
    }
    let mut install = Command::new("npm");
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(FOLDER);
    if !Path::new(FOLDER).join("node_modules/playwright-core").is_dir() && !succeeds(&mut install) {
        return Some("the npm packages are not installed");
    }
    if !Path::new(CHROMIUM).exists() {
        return Some("chromium is not installed");
    }
    None
}

/// The running example. Dropping this value ends the process.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Starts the example on a free port. The lifetime of tokens and the warning are in seconds.
    fn start(lifetime: u32, warning: u32) -> Self {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["run", "--quiet", "--package", "webtoken-socketio", "--example", "chat"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .envs([("PORT", "0"), ("HOST", "127.0.0.1")])
            .envs([("TOKEN_LIFETIME", lifetime.to_string()), ("EXPIRY_WARNING", warning.to_string())])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        // On Unix cargo becomes the example, so it is the example that is killed.
        let mut server = Self { process: cargo.spawn().unwrap(), url: String::new() };
        let mut line = String::new();
        BufReader::new(server.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("chat on ");
        url.unwrap_or_else(|| panic!("the example did not start: {line:?}")).clone_into(&mut server.url);
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
