//! The words for people, in both languages under the same keys. The files are in the form of Fluent.
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::OnceLock;

/// A language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// 中文.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    fn table(self) -> &'static BTreeMap<&'static str, &'static str> {
        static CHINESE: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
        static ENGLISH: OnceLock<BTreeMap<&str, &str>> = OnceLock::new();
        match self {
            Self::Chinese => CHINESE.get_or_init(|| read(include_str!("zh-CN.ftl"))),
            Self::English => ENGLISH.get_or_init(|| read(include_str!("en.ftl"))),
        }
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.get(..2) {
            Some("zh") => Ok(Self::Chinese),
            Some("en") => Ok(Self::English),
            _ => Err(format!("'{text}' is no language of this program; there are zh-CN and en")),
        }
    }
}

fn read(file: &'static str) -> BTreeMap<&'static str, &'static str> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).collect()
}

/// The words under `key`. Points and underscores in keys stand as dashes in the files, as Fluent wants it.
#[must_use]
pub fn word(language: Language, key: &str) -> Option<&'static str> {
    let key = key.replace(['.', '_'], "-");
    language.table().get(key.as_str()).copied()
}

/// Every key that begins so, as the files spell it, with its words.
pub fn beginning(language: Language, beginning: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let from = language.table().iter().skip_while(move |(key, _)| !key.starts_with(beginning));
    from.take_while(move |(key, _)| key.starts_with(beginning)).map(|(key, words)| (*key, *words))
}

/// The words under `key`, in which `{$name}` stands for a value.
#[must_use]
pub fn sentence(language: Language, key: &str, with: &[(&str, String)]) -> Option<String> {
    let words = word(language, key)?.to_owned();
    Some(with.iter().fold(words, |words, (name, value)| words.replace(&format!("{{${name}}}"), value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |language: Language| language.table().keys().copied().collect::<Vec<_>>();
        assert_eq!(keys(Language::Chinese), keys(Language::English));
    }
}
