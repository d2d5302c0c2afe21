//! The texts of a report: those of the program, and an office's own in their place.
use super::captions::Captions;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The file that says what a report is made of.
pub(super) const PLAN: &str = "report.toml";

macro_rules! built_in {
    ($($name:literal),+) => {
        &[$(($name, include_str!(concat!("templates/", $name)))),+]
    };
}

const BUILT_IN: &[(&str, &str)] = built_in!(
    "report.toml",
    "petitions.txt",
    "disputes.txt",
    "fire.txt",
    "structures.txt",
    "safety.txt",
    "remediation.txt",
    "visits.txt",
    "relocation.txt",
    "indicators.txt",
    "brief.txt"
);

/// What is wrong with a template, and where.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `report.toml` is not as it must be.
    #[error("{file}: {reason}")]
    Plan {
        /// The file.
        file: String,
        /// Place and reason.
        reason: String,
    },
    /// A section has no file.
    #[error("{file} names the section {section}, and there is no {section}.txt")]
    NoSection {
        /// The file that names it.
        file: String,
        /// The section.
        section: String,
    },
    /// A sentence cannot be written.
    #[error("{file}, line {line}: {reason}")]
    Sentence {
        /// The template's file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
}

/// What a report is made of.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) title: String,
    pub(super) brief_title: String,
    pub(super) sections: Vec<String>,
    pub(super) brief: Vec<String>,
    /// Ids that a template may name though the log has no such figure.
    pub(super) figures: Vec<String>,
    pub(super) captions: Captions,
}

/// The texts of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Templates {
    files: BTreeMap<String, String>,
    folder: Option<PathBuf>,
    plan: Plan,
    hash: String,
}

impl Templates {
    /// Those of the program.
    ///
    /// # Errors
    /// Never while the tests pass.
    pub fn built_in() -> Result<Self, TemplateError> {
        Self::of(None)
    }

    /// Those of a folder; for a file that is not there, the program's own.
    ///
    /// # Errors
    /// When a file cannot be read, or `report.toml` is not as it must be: with its place.
    pub fn of(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let own = BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let mut files: BTreeMap<_, _> = own.collect();
        if let Some(folder) = folder {
            files.extend(read(folder)?);
        }
        let folder = folder.map(Path::to_owned);
        let named = |name: &str| named(folder.as_deref(), name);
        let text = files.get(PLAN).map(String::as_str).unwrap_or_default();
        let plan: Plan = toml::from_str(text).map_err(|error| TemplateError::Plan {
            file: named(PLAN),
            reason: error.to_string().trim_end().to_owned(),
        })?;
        let missing =
            plan.sections.iter().chain(&plan.brief).find(|name| !files.contains_key(&format!("{name}.txt")));
        if let Some(section) = missing {
            return Err(TemplateError::NoSection { file: named(PLAN), section: section.clone() });
        }
        let hash = hash(&files);
        Ok(Self { files, folder, plan, hash })
    }

    /// Writes the program's own texts into a folder, so that they can be changed; a file that is there is left alone.
    /// Gives what was written.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_built_in(folder: &Path) -> Result<Vec<PathBuf>, TemplateError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| TemplateError::File { path, source }
        };
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
        let mut written = Vec::new();
        for (name, text) in BUILT_IN {
            let path = folder.join(name);
            if !path.exists() {
                std::fs::write(&path, text).map_err(failed(&path))?;
                written.push(path);
            }
        }
        Ok(written)
    }

    /// SHA-256 over the names and the texts of all.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) const fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self.files.iter().filter(|(name, _)| *name != PLAN);
        texts.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The file as its reader knows it.
    pub(super) fn named(&self, name: &str) -> String {
        named(self.folder.as_deref(), name)
    }
}

fn named(folder: Option<&Path>, name: &str) -> String {
    folder.map_or_else(|| name.to_owned(), |folder| folder.join(name).display().to_string())
}

fn read(folder: &Path) -> Result<BTreeMap<String, String>, TemplateError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| TemplateError::File { path, source }
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let Some(name) = path.file_name().and_then(std::ffi::OsStr::to_str) else { continue };
        if name == PLAN || path.extension().is_some_and(|ending| ending == "txt") {
            let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
            files.insert(name.to_owned(), text);
        }
    }
    Ok(files)
}

fn hash(files: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        // Lengths keep one text from running into the next.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
