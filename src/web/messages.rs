//! What an office says in its own words, where it has said so, and else in the standard ones.
use super::words::{Language, word};
use crate::cases::office::MessageWords;
use crate::cases::office::message::{Messages, filled};
use crate::commands::{OfficeDesk, StoreError};
use std::sync::Arc;

/// How an office speaks in a language.
#[derive(Clone, Debug)]
pub struct Voice {
    own: Arc<Messages>,
    office: String,
    language: Language,
}

impl Voice {
    /// How the office of a desk speaks.
    ///
    /// # Errors
    /// When the office cannot be read.
    pub async fn of(desk: &OfficeDesk, language: Language) -> Result<Self, StoreError> {
        let office = desk.file().await?.unwrap_or_default();
        let name = office.office.map(|(_, name)| name.to_string()).unwrap_or_default();
        Ok(Self { own: office.messages, office: name, language })
    }

    /// The office's name.
    #[must_use]
    pub fn office(&self) -> &str {
        &self.office
    }

    /// A message with its values; the name of the office is one of all.
    #[must_use]
    pub fn say(&self, message: &str, with: &[(&str, String)]) -> String {
        filled(self.words(message), &[with, &[("office", self.office.clone())]].concat())
    }

    /// The words of a message, without values.
    #[must_use]
    pub fn words(&self, message: &str) -> &str {
        match self.own(message) {
            Some(words) => in_language(words, self.language),
            None => standard(self.language, message),
        }
    }

    /// Whether the office says a message in its own words.
    #[must_use]
    pub fn is_own(&self, message: &str) -> bool {
        self.own(message).is_some()
    }

    fn own(&self, message: &str) -> Option<&MessageWords> {
        self.own.iter().find(|(id, _)| id.as_str() == message).map(|(_, words)| words)
    }
}

/// The office's own words in a language.
#[must_use]
pub fn in_language(words: &MessageWords, language: Language) -> &str {
    match language {
        Language::Chinese => words.zh.as_str(),
        Language::English => words.en.as_str(),
    }
}

/// The standard words of a message.
#[must_use]
pub fn standard(language: Language, message: &str) -> &'static str {
    word(language, &format!("page.{message}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::office::message::{check, every};
    use crate::web::words::beginning;

    #[test]
    fn every_message_has_standard_words_that_the_office_could_have_said() {
        for (message, values) in every() {
            for language in Language::ALL {
                let words = standard(language, message);
                assert!(!words.is_empty(), "{message} {}", language.tag());
                assert_eq!(check(words, values), Ok(()), "{message} {}", language.tag());
            }
        }
    }

    #[test]
    fn whatever_a_citizen_is_told_of_where_the_matter_is_can_be_reworded() {
        let spelt = |id: &str| format!("page-{}", id.replace(['.', '_'], "-"));
        for (key, _) in beginning(Language::English, "page-track-phase-") {
            assert!(every().any(|(id, _)| spelt(id) == key), "{key}");
        }
    }

    #[test]
    fn each_value_has_its_own_meaning_in_words() {
        for (_, values) in every() {
            for value in values {
                for language in Language::ALL {
                    assert!(word(language, &format!("page.message.value.{value}")).is_some(), "{value}");
                    assert!(word(language, &format!("page.message.sample.{value}")).is_some(), "{value}");
                }
            }
        }
    }
}
