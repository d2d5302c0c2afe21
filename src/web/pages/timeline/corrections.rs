//! Corrections on the timeline: what the corrected step said and says, and who may correct another.
use super::super::reader::{Reader, said};
use super::super::steps::kind_of;
use super::super::values::{Numbers, words};
use super::{WITHOUT, when};
use crate::cases::ids::CaseId;
use crate::cases::occurred::Occurred;
use crate::policy::Action;
use crate::projections::case_list;
use crate::queries::recorded::Recorded;
use crate::queries::timeline::Moved;
use crate::web::pages::frame::coded;
use crate::web::problem::Problem;
use crate::web::words::Language;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What a correction changed in its step: what, from, to.
pub(super) fn changes(
    language: Language,
    was: &Recorded,
    becomes: &Value,
    numbers: &Numbers,
) -> Vec<(String, String, String)> {
    let t = |key: &str| said(language, key).into_owned();
    let Some((event_type, stood)) = body(&was.event) else { return Vec::new() };
    let Some((_, becomes_so)) = body(&becomes["what"]) else {
        let step = said(language, &format!("event.{event_type}")).into_owned();
        return vec![(step, t("page.event.recorded_so"), t("page.event.taken_back"))];
    };
    let mut changes = Vec::new();
    let occurred: Option<Occurred> = serde_json::from_value(becomes["occurred"].clone()).ok();
    if let Some(occurred) = occurred.filter(|occurred| *occurred != was.occurred) {
        changes.push((t("page.occurred"), when(was.occurred), when(occurred)));
    }
    let names: BTreeSet<_> = stood.keys().chain(becomes_so.keys()).collect();
    for name in names.into_iter().filter(|name| !WITHOUT.contains(&name.as_str())) {
        let (from, to) = (stood.get(name), becomes_so.get(name));
        if is_same(from.unwrap_or(&Value::Null), to.unwrap_or(&Value::Null)) {
            continue;
        }
        let told = |value: Option<&Value>| {
            let field = value.map(|value| Map::from_iter([(name.clone(), value.clone())]));
            let line = field.map(|field| super::lines(language, &field, numbers, &[]));
            let line = line.and_then(|lines| lines.into_iter().next());
            line.map_or_else(|| t("page.event.nothing"), |line| line.value)
        };
        let (from, to) = (told(from), told(to));
        let to = if from == to { t("page.event.other_words") } else { to };
        changes.push((coded(language, "field", name).into_owned(), from, to));
    }
    changes
}

/// The type of an event and what it says.
fn body(event: &Value) -> Option<(&String, &Map<String, Value>)> {
    let (event_type, body) = event.as_object()?.iter().next()?;
    Some((event_type, body.as_object()?))
}

/// Whether a field stays as it stood. What is personal does where the correction keeps it.
fn is_same(from: &Value, to: &Value) -> bool {
    match (from, to) {
        (_, kept) if *kept == json!({"personal": u16::MAX}) => true,
        (Value::Object(_), Value::Object(fields)) if fields.contains_key("personal") => false,
        (Value::Object(from), Value::Object(to)) => {
            from.len() == to.len()
                && from.iter().all(|(name, from)| to.get(name).is_some_and(|to| is_same(from, to)))
        }
        (Value::Array(from), Value::Array(to)) => {
            from.len() == to.len() && from.iter().zip(to).all(|(from, to)| is_same(from, to))
        }
        (from, to) => {
            from == to || (*to == Value::Null && words(Language::English, from, &Numbers::new()).is_none())
        }
    }
}

/// The case's number, if this reader may correct its steps by a form.
pub(super) async fn are_taken(
    reader: &Reader,
    case: CaseId,
    moved: &[Moved],
) -> Result<Option<String>, Problem> {
    if !moved.iter().any(|moved| moved.stands) {
        return Ok(None);
    }
    let desk = &reader.desk;
    let listed = case_list::of(desk.store().db(), desk.office(), &[case]).await?.into_iter().next();
    let Some(listed) = listed else { return Ok(None) };
    let may = desk.may_in_case(Action::Correct(kind_of(listed.kind)), case).await?;
    Ok(may.then(|| listed.number.to_string()))
}
