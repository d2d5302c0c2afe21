//! The program itself, serving.
use crate::support::stores::{Engine, Place, office, source};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

/// The program, serving an office.
pub struct Service {
    child: Child,
    pub address: SocketAddr,
    said: JoinHandle<Vec<String>>,
    pub place: Place,
}

/// A command of the program in this environment, and nothing else of ours.
pub fn command(environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjuan"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("ANJUAN_")) {
            command.env_remove(name);
        }
    }
    command.env("ANJUAN_LANG", "en").envs(environment.iter().copied());
    command
}

impl Service {
    pub async fn start(engine: Engine, environment: &[(&str, &str)]) -> Self {
        let place = engine.place();
        office(&place, source(1).0).await.store().clone().close().await;
        Self::at(place, environment)
    }

    /// Starts it on a store that is there.
    pub fn at(place: Place, environment: &[(&str, &str)]) -> Self {
        let mut child = command(environment)
            .env("ANJUAN_STORE", place.url.to_string())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {said:#?}"));
            said.push(line.clone());
            let told = line.strip_prefix("serving http://").or_else(|| line.strip_prefix("serving https://"));
            if let Some(rest) = told {
                break rest.split('/').next().and_then(|address| address.parse().ok()).expect("an address");
            }
        };
        // It must not wait for somebody to read what it says.
        let said = std::thread::spawn(move || {
            said.extend(lines);
            said
        });
        Self { child, address, said, place }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill");
        assert!(sent.success());
    }

    /// Waits for its end; how it ended, all that it said, and the place of its store.
    pub async fn ended(mut self) -> (ExitStatus, Vec<String>, Place) {
        let waited = tokio::task::spawn_blocking(move || {
            let status = self.child.wait().expect("it ends");
            (status, self.said.join().expect("lines"), self.place)
        });
        waited.await.expect("no panic")
    }
}
