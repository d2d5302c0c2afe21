//! From templates and figures to a report.
use super::captions::Captions;
use super::comparing::Comparison;
use super::printed::PrintedReport;
use super::sources::{Sources, Told};
use super::templates::{PLAN, TemplateError, Templates};
use super::{Against, Aspect, Number, Of, Paragraph, Report, Section, Span};
use crate::figures::{Dimension, Exact};
use minijinja::value::Kwargs;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Around the place of a number in a text that was just written: Unicode leaves these to private use.
const OPENS: char = '\u{e000}';
const CLOSES: char = '\u{e001}';

/// Writes a report.
///
/// # Errors
/// When a template makes no sense, or names a figure that nobody knows: with file and line.
pub fn write(
    templates: &Templates,
    sources: Sources,
    printed: Option<&PrintedReport>,
) -> Result<Report, TemplateError> {
    let plan = templates.plan();
    let writer = Arc::new(Writer {
        captions: plan.captions.clone(),
        expected: plan.figures.iter().cloned().collect(),
        sources,
        numbers: Mutex::default(),
    });
    let mut environment = environment(&writer);
    for (name, text) in templates.texts() {
        environment.add_template(name, text).map_err(|error| wrong(templates, name, &error))?;
    }
    let head = &writer.sources.head;
    let about = context! {
        office => head.office_name.clone(), year => head.year, quarter => head.quarter, month => head.month,
        committee => head.committee.clone(), from => head.from.to_string(), to => head.to.to_string(),
        as_of => head.as_of.to_string(), ordinals => plan.captions.ordinals.clone(),
    };
    let title = if head.brief { &plan.brief_title } else { &plan.title };
    let title = environment
        .render_named_str(PLAN, title, about.clone())
        .map_err(|error| wrong(templates, PLAN, &error))?;
    let names = if head.brief { &plan.brief } else { &plan.sections };
    let mut sections = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let file = format!("{name}.txt");
        let ordinal = plan.captions.ordinals.get(at).cloned().unwrap_or_else(|| (at + 1).to_string());
        let template = environment.get_template(&file).map_err(|error| wrong(templates, &file, &error))?;
        let text = template
            .render(context! { ordinal, ..about.clone() })
            .map_err(|error| wrong(templates, &file, &error))?;
        sections.push(writer.section(name, &text));
    }
    let comparison =
        printed.filter(|printed| printed.is_of(head)).map(|printed| Comparison::of(printed, &writer.sources));
    Ok(Report {
        title: title.trim().to_owned(),
        head: head.clone(),
        templates: templates.hash().to_owned(),
        sections,
        against: writer.against(),
        comparison,
        figures: writer.sources.now.clone(),
        captions: plan.captions.clone(),
    })
}

fn wrong(templates: &Templates, name: &str, error: &Error) -> TemplateError {
    let reason = match error.detail() {
        Some(detail) if error.kind() == ErrorKind::InvalidOperation => detail.to_owned(),
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let file = templates.named(error.name().unwrap_or(name));
    TemplateError::Sentence { file, line: error.line().unwrap_or(1), reason }
}

/// What a template may ask.
fn environment<'t>(writer: &Arc<Writer>) -> Environment<'t> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let numbers: [(&'static str, Aspect); 5] = [
        ("n", Aspect::Value),
        ("target", Aspect::Target),
        ("reached", Aspect::Reached),
        ("before", Aspect::Before),
        ("change", Aspect::Change),
    ];
    for (name, aspect) in numbers {
        let writer = Arc::clone(writer);
        environment.add_function(name, move |id: String, of: Kwargs| writer.number(&id, aspect, &of));
    }
    let asked = Arc::clone(writer);
    environment.add_function("kept", move |id: String| asked.known(&id).map(|told| told.is_some()));
    let asked = Arc::clone(writer);
    environment.add_function("compared", move |id: String| {
        asked.known(&id).map(|told| told.is_some_and(|now| asked.change(&id, &now).is_some()))
    });
    let asked = Arc::clone(writer);
    environment.add_function("parts", move |id: String, dimension: String, most: Option<usize>| {
        asked.parts(&id, &dimension, most)
    });
    environment
}

/// What is being written.
struct Writer {
    captions: Captions,
    expected: BTreeSet<String>,
    sources: Sources,
    /// Every number that was asked for; the place of each is its note.
    numbers: Mutex<Vec<Number>>,
}

impl Writer {
    fn numbers(&self) -> MutexGuard<'_, Vec<Number>> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The figure, or nothing where the log has none of an id that may be.
    fn known(&self, id: &str) -> Result<Option<Told>, Error> {
        if !self.sources.now.contains_key(id) && !self.expected.contains(id) {
            let reason = format!(
                "there is no figure '{id}'; `anjuan figures` shows the ids, and `figures` in {PLAN} those that may come"
            );
            return Err(Error::new(ErrorKind::InvalidOperation, reason));
        }
        Ok(self.sources.told(id))
    }

    /// A number in a sentence: the mark of its place.
    fn number(&self, id: &str, aspect: Aspect, of: &Kwargs) -> Result<String, Error> {
        let mut part = None;
        for dimension in Dimension::ALL {
            if let Some(of) = of.get::<Option<String>>(dimension.name())? {
                part = Some(Of { dimension: dimension.name(), of });
            }
        }
        of.assert_all_used()?;
        let told = match (self.known(id)?, &part) {
            (_, Some(part)) => self.sources.part(id, part.dimension, &part.of),
            (told, None) => told,
        };
        let part = part.or_else(|| {
            let of = self.sources.head.committee.clone()?;
            Some(Of { dimension: Dimension::Committee.name(), of })
        });
        let number = self.made(id, aspect, part, told);
        let mut numbers = self.numbers();
        let same = |known: &Number| {
            known.figure == number.figure && known.part == number.part && known.aspect == number.aspect
        };
        let at = numbers.iter().position(same).unwrap_or_else(|| {
            let note = u32::try_from(numbers.len() + 1).unwrap_or(u32::MAX);
            numbers.push(Number { note, ..number });
            numbers.len() - 1
        });
        Ok(format!("{OPENS}{at}{CLOSES}"))
    }

    fn made(&self, id: &str, aspect: Aspect, part: Option<Of>, told: Option<Told>) -> Number {
        // What the figure is called and how it is counted is known, even where this part of it is not.
        let named = self.sources.now.get(id).cloned().unwrap_or_default();
        let before = part.is_none() || part.as_ref().is_some_and(|part| part.dimension == "committee");
        let before = before.then(|| self.sources.told_before(id)).flatten();
        let mut number = Number {
            note: 0,
            figure: id.to_owned(),
            part,
            aspect,
            printed: String::new(),
            kept: true,
            label: named.label,
            unit: named.unit,
            rule: named.rule,
            value: None,
            numerator: None,
            denominator: None,
        };
        match (aspect, told) {
            (Aspect::Value, Some(told)) => {
                (number.value, number.numerator, number.denominator) =
                    (told.value, told.numerator, told.denominator);
                let empty = || self.captions.nothing_to_divide.clone();
                number.printed = told.value.map_or_else(empty, |value| format!("{value}{}", number.unit));
            }
            (Aspect::Target, Some(Told { target: Some(target), .. })) => {
                number.value = Some(target);
                number.printed = format!("{target}{}", number.unit);
            }
            (Aspect::Reached, Some(Told { reached: Some(reached), value, target, .. })) => {
                (number.value, number.numerator, number.denominator) = (Some(reached), value, target);
                number.printed = format!("{reached}%");
                "%".clone_into(&mut number.unit);
            }
            (Aspect::Before, Some(_)) if before.is_some() => {
                let told = before.unwrap_or_default();
                (number.value, number.numerator, number.denominator) =
                    (told.value, told.numerator, told.denominator);
                let empty = || self.captions.nothing_to_divide.clone();
                number.printed = told.value.map_or_else(empty, |value| format!("{value}{}", number.unit));
            }
            (Aspect::Change, Some(told)) => match self.change(id, &told) {
                Some(change) => self.tell_change(&mut number, &told, before.as_ref(), change),
                None => self.tell_missing(&mut number),
            },
            _ => self.tell_missing(&mut number),
        }
        number
    }

    fn tell_missing(&self, number: &mut Number) {
        number.kept = false;
        number.printed.clone_from(&self.captions.not_kept);
    }

    fn tell_change(&self, number: &mut Number, told: &Told, before: Option<&Told>, change: Exact) {
        let said = &self.captions;
        number.value = Some(change);
        (number.numerator, number.denominator) = (told.value, before.and_then(|before| before.value));
        let unit = if told.is_rate() { said.points.as_str() } else { "%" };
        let size = change.to_string();
        let size = size.trim_start_matches('-');
        number.printed = if change.is_zero() {
            said.level.clone()
        } else {
            format!("{}{size}{unit}", if change.is_negative() { &said.fell } else { &said.rose })
        };
        unit.clone_into(&mut number.unit);
    }

    /// How much a figure changed on the year before: in a hundred, of a rate in points; none where there was nothing.
    fn change(&self, id: &str, now: &Told) -> Option<Exact> {
        let now = now.value?;
        let told = self.sources.told_before(id)?;
        let before = told.value?;
        if told.is_rate() {
            return Some(now.less(before));
        }
        if before.is_zero() {
            return None;
        }
        now.less(before).in_a_hundred_of(before, 1)
    }

    /// Every figure that has something to stand against.
    fn against(&self) -> Vec<Against> {
        let of = |id: &String| {
            let told = self.sources.told(id)?;
            let before = self.sources.told_before(id).and_then(|before| before.value);
            let change = self.change(id, &told);
            (change.is_some() || told.target.is_some()).then(|| Against {
                figure: id.clone(),
                label: told.label,
                unit: told.unit,
                value: told.value,
                before,
                change,
                target: told.target,
                reached: told.reached,
            })
        };
        self.sources.now.keys().filter_map(of).collect()
    }

    /// The values of a dimension, the most first: only their names, so that every number is asked for by itself.
    fn parts(&self, id: &str, dimension: &str, most: Option<usize>) -> Result<Value, Error> {
        self.known(id)?;
        let dimension: Dimension =
            dimension.parse().map_err(|error: String| Error::new(ErrorKind::InvalidOperation, error))?;
        let mut parts =
            self.sources.parts.get(&(id.to_owned(), dimension.name())).cloned().unwrap_or_default();
        let share = |value: Option<Exact>| value.map_or(-1.0, |value| value.share_of(GREATEST));
        parts.sort_by(|one, other| {
            share(other.value).total_cmp(&share(one.value)).then_with(|| one.of.cmp(&other.of))
        });
        let parts = parts.into_iter().take(most.unwrap_or(usize::MAX));
        Ok(parts.map(|part| context! { name => part.of }).collect())
    }

    /// A section out of what its template wrote: its first line is the heading, every other a paragraph.
    fn section(&self, id: &str, text: &str) -> Section {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let heading = lines.next().map(|line| self.paragraph(line).plain()).unwrap_or_default();
        Section { id: id.to_owned(), heading, paragraphs: lines.map(|line| self.paragraph(line)).collect() }
    }

    fn paragraph(&self, line: &str) -> Paragraph {
        let numbers = self.numbers();
        let mut spans = Vec::new();
        let mut text = |piece: &str| {
            if !piece.is_empty() {
                spans.push(Span::Text(piece.to_owned()));
            }
        };
        let mut pieces = line.split(OPENS);
        text(pieces.next().unwrap_or_default());
        let mut found = Vec::new();
        for piece in pieces {
            let (at, after) = piece.split_once(CLOSES).unwrap_or(("", piece));
            let number = at.parse::<usize>().ok().and_then(|at| numbers.get(at)).cloned();
            found.push((number, after.to_owned()));
        }
        for (number, after) in found {
            spans.extend(number.map(|number| Span::Number(Box::new(number))));
            if !after.is_empty() {
                spans.push(Span::Text(after));
            }
        }
        Paragraph { spans }
    }
}

/// More than any part: parts are put in order by their share of it.
const GREATEST: Exact = Exact::whole(1_000_000_000);
