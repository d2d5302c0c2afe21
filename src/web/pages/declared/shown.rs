//! A declared case as its page shows it: in the words of its declaration.
use super::super::frame::coded;
use super::super::reader::{Reader, said};
use super::super::steps::offered::Offered;
use super::super::values::Line;
use super::takes;
use crate::cases::any_file::CaseKind;
use crate::cases::declared::declaration::{Declaration, FieldType};
use crate::cases::declared::{DeclaredEvent, FieldValue, KindId, Kinds};
use crate::policy::{Action, Kind};
use crate::projections::case_list::ListedCase;
use crate::queries::facts::DeclaredFacts;
use crate::web::declared_words::{named, value};
use crate::web::problem::Problem;
use crate::web::words::Language;

/// The fields of a case, each under its name.
pub(in crate::web::pages) fn facts(
    kinds: &Kinds,
    kind: CaseKind,
    facts: &DeclaredFacts,
    language: Language,
) -> Vec<Line> {
    let CaseKind::Declared(kind) = kind else { return Vec::new() };
    let Some(declaration) = kinds.kind(kind) else { return Vec::new() };
    let line = |told: &crate::queries::facts::DeclaredField| {
        let shown = value(declaration, Some(&told.field), &told.value, language);
        line(declaration, &told.field, shown, language)
    };
    facts.fields.iter().map(line).collect()
}

pub(super) fn line(declaration: &Declaration, field: &str, shown: &str, language: Language) -> Line {
    let known = declaration.fields.iter().find(|known| known.id.as_str() == field);
    let name = known.map_or(field, |known| named(&known.name, language)).to_owned();
    let unit = known.and_then(|known| match known.sort {
        FieldType::Area => Some("m²"),
        _ => known.unit.as_ref().map(|unit| named(unit, language)),
    });
    Line { name, value: unit.map_or_else(|| shown.to_owned(), |unit| format!("{shown} {unit}")) }
}

/// What an event of a declared case is called, and what it says; none if it is no step, or its declaration is gone.
pub(in crate::web::pages) fn event(
    kinds: &Kinds,
    payload: &str,
    language: Language,
) -> Option<(String, Vec<Line>)> {
    let event: DeclaredEvent = serde_json::from_str(payload).ok()?;
    let DeclaredEvent::StepTaken { kind, version, step, state, due, fields, personal, .. } = event else {
        return None;
    };
    let declaration = kinds.version(kind, Some(version))?;
    let name = declaration.step(&step).map(|step| named(&step.name, language).to_owned())?;
    let reached = declaration.state(&state).map_or(state.as_str(), |state| named(&state.name, language));
    let mut said_: Vec<_> =
        vec![Line { name: coded(language, "page.change", "phase").into_owned(), value: reached.to_owned() }];
    for told in &fields {
        let (field, text) = (told.field.as_str(), text(&told.value));
        said_.push(line(declaration, field, value(declaration, Some(field), &text, language), language));
    }
    let sealed = said(language, "page.sealed");
    said_.extend(personal.iter().map(|told| line(declaration, told.field.as_str(), &sealed, language)));
    said_.extend(due.map(|due| Line {
        name: coded(language, "page.change", "due_day").into_owned(),
        value: due.due.to_string(),
    }));
    Some((name, said_))
}

pub(super) fn text(value: &FieldValue) -> String {
    match value {
        FieldValue::Code(code) => code.to_string(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Area(area) => area.m2(),
        FieldValue::Day(day) => day.to_string(),
        FieldValue::Committee(name) => name.to_string(),
        FieldValue::Department(name) => name.to_string(),
        FieldValue::Place(place) => place.to_string(),
    }
}

/// The declared steps of a case for this reader, those that can be taken first; and what stands beside them.
pub(in crate::web::pages) async fn offered(
    reader: &Reader,
    case: &ListedCase,
    kind: KindId,
) -> Result<Vec<Offered>, Problem> {
    let kinds = reader.desk.kinds().await?;
    let language = reader.language;
    let mut offered = Vec::new();
    let steps = kinds.kind(kind).into_iter().flat_map(|declaration| declaration.steps.iter().skip(1));
    for step in steps {
        let against = if !takes(reader, step, case.case).await? {
            Some(said(language, "page.steps.not_yours"))
        } else if !case.counts {
            Some(said(language, "problem.declared.voided"))
        } else if step.from.iter().any(|from| from.as_str() == case.phase) {
            None
        } else {
            Some(said(language, "problem.declared.out_of_order"))
        };
        offered.push(Offered {
            name: named(&step.name, language).to_owned(),
            href: format!("/cases/{}/declared/{}", case.number, step.id),
            against: against.map(std::borrow::Cow::into_owned),
        });
    }
    for beside in ["RecordExternalNumber", "LinkCase", "ReassignCase", "VoidCase"] {
        let action = Action::Command(Kind::Declared, beside);
        if case.counts && reader.desk.may_in_case(action, case.case).await? {
            offered.push(Offered {
                name: said(language, &format!("command.{beside}")).into_owned(),
                href: format!("/cases/{}/steps/{beside}", case.number),
                against: None,
            });
        }
    }
    offered.sort_by_key(|step| step.against.is_some());
    Ok(offered)
}
