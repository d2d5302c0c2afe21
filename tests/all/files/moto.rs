//! An S3-compatible store of the tests' own: moto, from `PyPI`, in a virtual environment of its own under `target/`.
use crate::python::Package;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const PACKAGE: Package = Package { name: "moto", extras: "[s3,server]", version: "5.2.5" };

/// A running moto. It stops when this value goes, or when the process does.
#[derive(Debug)]
pub struct Moto {
    server: Child,
    endpoint: String,
}

impl Moto {
    /// What it takes for credentials.
    pub const CREDENTIALS: [(&str, &str); 2] =
        [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")];
    /// A bucket that is there.
    pub const BUCKET: &str = "anjuan-files";

    /// Starts one, where moto can be installed.
    pub fn start() -> Option<Self> {
        let python = PACKAGE.python()?;
        let mut server = Command::new(python)
            .args(["-c", include_str!("moto/serve.py"), Self::BUCKET])
            .envs(Self::CREDENTIALS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python is there");
        let said = BufReader::new(server.stdout.take().expect("its output"));
        let mut lines = said.lines().map(|line| line.expect("a line"));
        let endpoint = lines.find(|line| line.starts_with("http://")).expect("moto says where it is");
        Some(Self { server, endpoint })
    }

    /// Its address.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.server.stdin.take());
        let _ = self.server.wait();
    }
}
