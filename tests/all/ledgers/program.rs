//! The program itself, run as others' scripts run it.
use super::books::{Row, workbook};
use crate::support::stores::{Engine, Place};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A folder to run the program in, and a store for it.
pub struct Program {
    pub folder: TempDir,
    place: Place,
}

/// What a run of it left.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    pub fn on(engine: Engine) -> Self {
        Self { folder: TempDir::new().expect("a folder"), place: engine.place() }
    }

    /// One with the office of 2019 in its store.
    pub fn with_office(engine: Engine) -> Self {
        let program = Self::on(engine);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2019/office.json");
        program.run(&["office", "add", "--file", file]).is(0);
        program
    }

    pub fn store(&self) -> String {
        self.place.url.to_string()
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in(&[("ANJUAN_STORE", &self.store())], arguments)
    }

    /// Runs it with this environment, and nothing else of ours.
    pub fn run_in(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anjuan"));
        command.current_dir(self.folder.path()).args(arguments).env("ANJUAN_LANG", "en");
        for name in ["ANJUAN_STORE", "ANJUAN_OFFICE", "ANJUAN_LOG"] {
            command.env_remove(name);
        }
        let output = command.envs(environment.iter().copied()).output().expect("the program");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Run {
            code: output.status.code().expect("an exit code"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// A workbook of these rows, under this name.
    pub fn book(&self, name: &str, rows: &[Row]) -> String {
        let made = workbook(self.folder.path(), rows);
        let named = self.path(name);
        std::fs::rename(made, &named).expect("renamed");
        named.to_str().expect("a path").to_owned()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Run {
    /// The same, if it ended with this code; what goes wrong is said, what goes well is not.
    #[track_caller]
    pub fn is(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        let failed = [1, 64].contains(&code);
        assert!(!failed || (!self.stderr.is_empty() && self.stdout.is_empty()), "{self:#?}");
        self
    }

    /// The JSON that it printed, and nothing but JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// What it said on stderr contains these words.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.stderr.contains(word), "'{word}' is missing: {self:#?}");
        }
    }
}
