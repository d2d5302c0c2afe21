//! The hazards of an inspection, a row each; an empty row is no hazard.
use super::super::super::form::Sent;
use super::super::super::reader::{Reader, told as in_words};
use super::super::super::steps::{Drawing, Field};
use super::{ANOTHER, COMMAND};
use crate::web::api::body::forms::component;
use serde_json::{Value, json};

/// Hazards of one record at most, as the command takes them.
const MOST: usize = 200;
/// What is said of each.
const FIELDS: [&str; 2] = ["level", "content"];

/// A hazard of the form.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) fields: Vec<Field>,
}

fn name(row: usize, field: &str) -> String {
    format!("hazards.{row}.{field}")
}

fn is_there(sent: &Sent, row: usize) -> bool {
    FIELDS.iter().any(|field| sent.has(&name(row, field)))
}

/// How many hazards are filled in, once nothing is left between them.
fn count(sent: &Sent) -> usize {
    (0..MOST).take_while(|row| is_there(sent, *row)).count()
}

/// The same without empty rows between those that are filled in.
pub(super) fn close_up(sent: &Sent) -> Sent {
    let is_row = |key: &str| key.starts_with("hazards.");
    let others = sent.pairs().filter(|(key, _)| !is_row(key));
    let mut pairs: Vec<_> = others.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    for (at, row) in (0..MOST).filter(|row| is_there(sent, *row)).enumerate() {
        for field in FIELDS {
            pairs.push((name(at, field), sent.text(&name(row, field)).to_owned()));
        }
    }
    Sent::from_pairs(pairs)
}

/// A row for each hazard, and an empty one where there is none yet or another is asked for.
pub(super) fn drawn(reader: &Reader, sent: &Sent) -> Vec<Row> {
    let filled = count(sent);
    let rows = if filled == 0 || sent.has(ANOTHER) { (filled + 1).min(MOST) } else { filled };
    (0..rows).map(|row| of(reader, sent, row, row < filled)).collect()
}

fn of(reader: &Reader, sent: &Sent, row: usize, filled: bool) -> Row {
    let drawing = Drawing { language: reader.language, command: COMMAND, sent };
    let form = component("#/components/schemas/inspection.FoundHazard");
    let mut drawn = form.map(|form| drawing.fields(form)).unwrap_or_default();
    let fields = FIELDS.iter().filter_map(|wanted| {
        let field = drawn.swap_remove(drawn.iter().position(|field| field.name == *wanted)?);
        let name = name(row, wanted);
        Some(Field {
            id: format!("f-{}", name.replace('.', "-")),
            value: sent.text(&name).to_owned(),
            required: filled && field.required,
            name,
            ..field
        })
    });
    let fields = fields.collect();
    let title = in_words(reader.language, "page.inspection.hazard", &[("number", (row + 1).to_string())]);
    Row { title, fields }
}

/// The hazards as the command has them, numbered from 1.
pub(super) fn told(sent: &Sent) -> Vec<Value> {
    let hazard = |row: usize| {
        let mut hazard = json!({"hazard": row + 1});
        for field in FIELDS.into_iter().filter(|field| sent.has(&name(row, field))) {
            hazard[field] = json!(sent.text(&name(row, field)).trim());
        }
        hazard
    };
    (0..count(sent)).map(hazard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_row_is_no_hazard_and_those_after_it_move_up() {
        let sent =
            Sent::of("unit=A&hazards.0.level=&hazards.1.content=b&hazards.4.level=major&hazards.4.content=c");
        let closed = close_up(&sent);
        assert_eq!(
            told(&closed),
            [json!({"hazard": 1, "content": "b"}), json!({"hazard": 2, "level": "major", "content": "c"})]
        );
        assert_eq!(closed.text("unit"), "A");
        assert_eq!(told(&close_up(&Sent::of("unit=A"))), Vec::<Value>::new());
    }
}
