//! What the correction of a declared step changed in it, field by field, in the words of its declaration.
use super::super::reader::said;
use super::super::timeline::when;
use super::shown::{line, text};
use crate::cases::declared::declaration::Declaration;
use crate::cases::declared::{DeclaredEvent, Kinds};
use crate::cases::occurred::Occurred;
use crate::cases::personal::Personal;
use crate::queries::recorded::Recorded;
use crate::web::declared_words::value;
use crate::web::words::Language;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A field with what it said: the text, or none where it is sealed; and whether it stays as it was.
struct Said {
    text: Option<String>,
    kept: bool,
}

/// What was changed: what, from, to. None if the step is none of a declared kind, or was taken back.
pub(in crate::web::pages) fn changes(
    kinds: &Kinds,
    was: &Recorded,
    becomes: &Value,
    language: Language,
) -> Option<Vec<(String, String, String)>> {
    let stood: DeclaredEvent = serde_json::from_value(was.event.clone()).ok()?;
    let now: DeclaredEvent = serde_json::from_value(becomes["what"].clone()).ok()?;
    let DeclaredEvent::StepTaken { kind, version, .. } = &stood else { return None };
    let declaration = kinds.version(*kind, Some(*version))?;
    let (stood, now) = (fields(&stood, declaration, language)?, fields(&now, declaration, language)?);
    let t = |key: &str| said(language, key).into_owned();
    let mut changes = Vec::new();
    let occurred: Option<Occurred> = serde_json::from_value(becomes["occurred"].clone()).ok();
    if let Some(occurred) = occurred.filter(|occurred| *occurred != was.occurred) {
        changes.push((t("page.occurred"), when(was.occurred), when(occurred)));
    }
    for field in stood.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let told = |said: Option<&Said>| match said {
            None => t("page.event.nothing"),
            Some(Said { text: None, .. }) => t("page.sealed"),
            Some(Said { text: Some(text), .. }) => line(declaration, field, text, language).value,
        };
        let (from, to) = (stood.get(field), now.get(field));
        let (from, to) = match (from, to) {
            (Some(_), Some(Said { kept: true, .. })) => continue,
            (Some(from), Some(to)) if from.text.is_none() && to.text.is_none() => {
                (told(Some(from)), t("page.event.other_words"))
            }
            (from, to) => (told(from), told(to)),
        };
        if from != to {
            changes.push((line(declaration, field, "", language).name, from, to));
        }
    }
    Some(changes)
}

/// The fields of a step.
fn fields(
    event: &DeclaredEvent,
    declaration: &Declaration,
    language: Language,
) -> Option<BTreeMap<String, Said>> {
    let DeclaredEvent::StepTaken { fields, personal, .. } = event else { return None };
    let public = fields.iter().map(|told| {
        let (field, text) = (told.field.as_str(), text(&told.value));
        let text = value(declaration, Some(field), &text, language).to_owned();
        (field.to_owned(), Said { text: Some(text), kept: false })
    });
    let personal = personal.iter().map(|told| {
        let kept = told.text == Personal::kept();
        (told.field.as_str().to_owned(), Said { text: None, kept })
    });
    Some(public.chain(personal).collect())
}
