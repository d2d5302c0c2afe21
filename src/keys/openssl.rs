//! The `openssl` of the machine, a second opinion for tests.
use std::io::Write;
use std::process::{Command, Stdio};

/// What `openssl` makes of these bytes; none where there is no openssl, or it refuses. In CI there is one.
pub(crate) fn openssl(arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let begun = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let is_missing = || assert!(std::env::var_os("CI").is_none(), "CI has an openssl");
    let Ok(mut openssl) = begun else {
        is_missing();
        return None;
    };
    openssl.stdin.take()?.write_all(input).expect("it reads");
    let ended = openssl.wait_with_output().expect("it ends");
    ended.status.success().then_some(ended.stdout)
}
