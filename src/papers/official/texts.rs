//! The texts of official papers: those of the program, and what an office has changed of them.
use super::Letter;
use super::filters;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of all texts.
const FILE: &str = "papers.toml";
const BUILT_IN: &str = include_str!("templates/papers.toml");

/// What is wrong with a text, and where.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not as it must be.
    #[error("{file}: {reason}")]
    Texts {
        /// The file.
        file: String,
        /// Place and reason.
        reason: String,
    },
    /// A text cannot be written.
    #[error("{file}: the text of {kind} ({part}) cannot be written: {reason}")]
    Text {
        /// The file.
        file: String,
        /// The kind of paper.
        kind: String,
        /// `title`, `addressee`, `text`, `rows`.
        part: String,
        /// Why.
        reason: String,
    },
    /// A kind of paper has no text.
    #[error("{file}: there is no text for {kind}")]
    NoText {
        /// The file.
        file: String,
        /// The kind of paper.
        kind: String,
    },
}

/// The fonts that a docx names.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// Of titles.
    pub font_title: String,
    /// Of the text.
    pub font_body: String,
    /// Of page numbers.
    pub font_page: String,
}

/// What all papers share.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Common {
    pub(super) style: Style,
    pub(super) issuer: String,
    pub(super) seal: String,
    pub(super) trace: String,
    pub(super) date: String,
    pub(super) article: String,
    pub(super) numerals: String,
    /// What the short name of an office comes after.
    pub(super) short_after: Vec<String>,
    pub(super) series: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// One kind of paper.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindText {
    word: String,
    title: String,
    #[serde(default)]
    addressee: Option<String>,
    text: String,
    #[serde(default)]
    rows: Vec<(String, String)>,
}

/// What one office has of its own.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OwnWords {
    short: Option<String>,
    words: BTreeMap<String, String>,
    begins: BTreeMap<String, u64>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    common: Common,
    kinds: BTreeMap<String, KindText>,
    #[serde(default)]
    offices: BTreeMap<String, OwnWords>,
}

/// A series of numbers: what stands before and after the number itself, and with which it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// What stands before: 定消改字〔2019〕第.
    pub before: String,
    /// What stands after it: 号.
    pub after: String,
    /// The first number.
    pub begins: u64,
}

impl Series {
    /// A number as it is printed.
    #[must_use]
    pub fn printed(&self, ordinal: u64) -> String {
        format!("{}{ordinal}{}", self.before, self.after)
    }
}

/// The texts of official papers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Texts {
    file: String,
    plan: Plan,
    common: Arc<Common>,
    hash: String,
}

impl Texts {
    /// Those of the program, and over them what the file `papers.toml` in a folder says, if it is there.
    ///
    /// # Errors
    /// When the file cannot be read, or is not as it must be: with its place.
    pub fn of(folder: Option<&Path>) -> Result<Self, TextError> {
        let path = folder.map(|folder| folder.join(FILE)).filter(|path| path.exists());
        let file = path.as_ref().map_or_else(|| FILE.to_owned(), |path| path.display().to_string());
        let wrong = |reason: &dyn std::fmt::Display| TextError::Texts {
            file: file.clone(),
            reason: reason.to_string().trim_end().to_owned(),
        };
        let mut all: toml::Table = toml::from_str(BUILT_IN).map_err(|error| wrong(&error))?;
        let mut hash = Sha256::new();
        hash.update(BUILT_IN);
        if let Some(path) = &path {
            let text = std::fs::read_to_string(path)
                .map_err(|source| TextError::File { path: path.clone(), source })?;
            merge(&mut all, toml::from_str(&text).map_err(|error| wrong(&error))?);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        let plan: Plan = all.try_into().map_err(|error: toml::de::Error| wrong(&error))?;
        let hash = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let texts = Self { file, common: Arc::new(plan.common.clone()), plan, hash };
        texts.check()?;
        Ok(texts)
    }

    /// Writes the program's own texts into a folder, so that they can be changed; a file that is there is left alone.
    /// Gives what was written.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_built_in(folder: &Path) -> Result<Option<PathBuf>, TextError> {
        let path = folder.join(FILE);
        if path.exists() {
            return Ok(None);
        }
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, BUILT_IN));
        match written {
            Ok(()) => Ok(Some(path)),
            Err(source) => Err(TextError::File { path, source }),
        }
    }

    /// SHA-256 over the texts of all.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The series of an office, told by its code and name, in which papers of a kind are numbered in a year.
    ///
    /// # Errors
    /// When there is no such kind, or the number's form cannot be written.
    pub fn series(
        &self,
        (code, office): (&str, &str),
        (kind, kind_of_case): (&str, &str),
        year: i32,
    ) -> Result<Series, TextError> {
        let text = self.kind(kind)?;
        let own = self.plan.offices.get(code);
        let short = own.and_then(|own| own.short.clone()).unwrap_or_else(|| self.short(office));
        let write = |part: &str, template: &str, values: Value| self.line(kind, part, template, values);
        let word = if let Some(word) = own.and_then(|own| own.words.get(kind)) {
            word.clone()
        } else {
            let word = write("word", &text.word, context! { kind_of_case })?;
            write("series", &self.common.series, context! { short, word })?
        };
        let before = write("before", &self.common.before, context! { word => word.as_str(), year })?;
        let after = write("after", &self.common.after, context! { word => word.as_str(), year })?;
        let begins = own.and_then(|own| own.begins.get(&before)).copied().unwrap_or(1);
        Ok(Series { before, after, begins })
    }

    /// Writes a paper. What its text may ask for is in `about`; `words` are the words of codes and statutes.
    ///
    /// # Errors
    /// When there is no such kind, or its text asks for what is not there: with the kind and the reason.
    pub fn write(
        &self,
        kind: &str,
        about: &serde_json::Value,
        words: &BTreeMap<String, String>,
    ) -> Result<Letter, TextError> {
        let text = self.kind(kind)?;
        let mut environment = environment();
        filters::add(&mut environment, &self.common, &Arc::new(words.clone()));
        let about = Value::from(Serde(about));
        let write = |part: &str, template: &str| {
            let written = environment.render_str(template, about.clone());
            written.map(|text| text.trim().to_owned()).map_err(|error| self.wrong(kind, part, &error))
        };
        let paragraphs = write("text", &text.text)?;
        let paragraphs = paragraphs.lines().map(str::trim).filter(|line| !line.is_empty());
        let row = |(asked, told): &(String, String)| Ok((write("rows", asked)?, write("rows", told)?));
        let asked = |name: &str| about.get_attr(name).ok().map(|value| value.to_string()).unwrap_or_default();
        Ok(Letter {
            issuer: write("issuer", &self.common.issuer)?,
            number: asked("number"),
            title: write("title", &text.title)?,
            addressee: text.addressee.as_deref().map(|line| write("addressee", line)).transpose()?,
            paragraphs: paragraphs.map(str::to_owned).collect(),
            rows: text.rows.iter().map(row).collect::<Result<_, TextError>>()?,
            seal: self.common.seal.clone(),
            date: write("date", "{{ today|day }}")?,
            day: asked("today"),
            trace: write("trace", &self.common.trace)?,
            style: self.common.style.clone(),
        })
    }

    fn kind(&self, kind: &str) -> Result<&KindText, TextError> {
        let none = || TextError::NoText { file: self.file.clone(), kind: kind.to_owned() };
        self.plan.kinds.get(kind).ok_or_else(none)
    }

    /// What stands first in the office's name, after its city and district.
    fn short(&self, office: &str) -> String {
        let after = self.common.short_after.iter().filter_map(|unit| {
            let at = office.rfind(unit.as_str())?;
            Some(at + unit.len())
        });
        let name = office.get(after.max().unwrap_or(0)..).filter(|name| !name.is_empty());
        name.unwrap_or(office).chars().take(1).collect()
    }

    fn line(&self, kind: &str, part: &str, template: &str, values: Value) -> Result<String, TextError> {
        let written = environment().render_str(template, values);
        written.map_err(|error| self.wrong(kind, part, &error))
    }

    fn wrong(&self, kind: &str, part: &str, error: &minijinja::Error) -> TextError {
        let mut reason = error.to_string();
        // What is behind it names the value that is missing.
        if let Some(source) = std::error::Error::source(error) {
            let _ = write!(reason, ": {source}");
        }
        let (file, kind, part) = (self.file.clone(), kind.to_owned(), part.to_owned());
        TextError::Text { file, kind, part, reason }
    }

    /// Every text can be read as one, long before a paper is written by it.
    fn check(&self) -> Result<(), TextError> {
        for (kind, text) in &self.plan.kinds {
            let rows = text.rows.iter().flat_map(|(asked, told)| [("rows", asked), ("rows", told)]);
            let parts = [("title", &text.title), ("text", &text.text)].into_iter().chain(rows);
            for (part, template) in parts.chain(text.addressee.iter().map(|line| ("addressee", line))) {
                let mut environment = environment();
                filters::add(&mut environment, &self.common, &Arc::default());
                environment
                    .template_from_str(template)
                    .map(drop)
                    .map_err(|error| self.wrong(kind, part, &error))?;
            }
        }
        Ok(())
    }
}

/// A paper with a hole in it is worse than none.
fn environment<'t>() -> Environment<'t> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment
}

/// Puts what `over` says in the place of what stands there; tables are merged.
fn merge(under: &mut toml::Table, over: toml::Table) {
    for (name, value) in over {
        match (under.get_mut(&name), value) {
            (Some(toml::Value::Table(there)), toml::Value::Table(value)) => merge(there, value),
            (_, value) => {
                under.insert(name, value);
            }
        }
    }
}
