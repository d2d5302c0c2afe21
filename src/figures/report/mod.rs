//! 工作报告: the office's report, written from its figures.
//!
//! Which sentences there are stands in templates that an office can change; which numbers stand in them is asked of the
//! figures. [`write`] makes of both a [`Report`], once: every paper, page and interface draws that one, so their numbers
//! cannot differ. A number without a figure behind it says so and is never filled in.
mod captions;
mod comparing;
mod printed;
mod sources;
mod templates;
mod writing;

pub use captions::Captions;
pub use comparing::{Compared, Comparison, Outcome};
pub use printed::{Exactness, Printed, PrintedError, PrintedReport};
pub use sources::{Part, Sources, Told};
pub use templates::{TemplateError, Templates};
pub use writing::write;

use super::Exact;
use crate::cases::occurred::Day;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a report is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Head {
    /// The office's code.
    pub office: String,
    /// What the office is called.
    pub office_name: String,
    /// The year.
    pub year: i32,
    /// The quarter, from 1, of a quarter's report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarter: Option<u8>,
    /// The month, from 1, of a month's report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// The committee of a committee's own report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
    /// Whether it is the one page for the leaders' meeting.
    pub brief: bool,
    /// The period's first day.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// The period's last day.
    #[schema(value_type = String, format = Date)]
    pub to: Day,
    /// What had happened by that evening.
    #[schema(value_type = String, format = Date)]
    pub as_of: Day,
    /// The position of the log up to which it looks.
    pub position: i64,
}

/// A report: its sentences, and where figures stand in them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// What it is about.
    #[serde(rename = "about")]
    pub head: Head,
    /// SHA-256 of the templates by which it was written.
    pub templates: String,
    /// Its sections.
    pub sections: Vec<Section>,
    /// This year against last, and against what was to be reached.
    pub against: Vec<Against>,
    /// The report that was printed of the same year, against the log; none where no such report is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// Every figure of the log, whether a sentence names it or not.
    #[serde(skip)]
    pub figures: BTreeMap<String, Told>,
    /// The words around the numbers.
    #[serde(skip)]
    pub captions: Captions,
}

/// A figure against the year before and the year's target.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportAgainst)]
pub struct Against {
    /// The figure's id.
    pub figure: String,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Its value.
    #[schema(value_type = Option<f64>)]
    pub value: Option<Exact>,
    /// Its value a year before.
    #[schema(value_type = Option<f64>)]
    pub before: Option<Exact>,
    /// How much it changed: in a hundred, of a rate in points; none where there was nothing.
    #[schema(value_type = Option<f64>)]
    pub change: Option<Exact>,
    /// The year's target.
    #[schema(value_type = Option<f64>)]
    pub target: Option<Exact>,
    /// How much of it is reached, in a hundred.
    #[schema(value_type = Option<f64>)]
    pub reached: Option<Exact>,
}

/// A section with its heading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportSection)]
pub struct Section {
    /// The name of its template.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportParagraph)]
pub struct Paragraph {
    /// Words and numbers, in their order.
    pub spans: Vec<Span>,
}

/// A piece of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportSpan)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Words.
    Text(String),
    /// A number that a figure gave.
    Number(Box<Number>),
}

/// What of a figure a number is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, ToSchema)]
#[schema(as = ReportAspect)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Its value.
    Value,
    /// The year's target for it.
    Target,
    /// How much of the target is reached, in a hundred.
    Reached,
    /// Its value a year before.
    Before,
    /// How much it changed on the year before: in a hundred, of a rate in points.
    Change,
}

/// The part of a figure: the value of a dimension.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, ToSchema)]
#[schema(as = ReportPart)]
pub struct Of {
    /// The dimension.
    pub dimension: &'static str,
    /// Its value.
    pub of: String,
}

/// A number of the report, with all that traces it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportNumber)]
pub struct Number {
    /// Its note, from 1; the same number has the same note wherever it stands.
    pub note: u32,
    /// The figure's id.
    pub figure: String,
    /// Which part of the figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Of>,
    /// What of the figure.
    pub aspect: Aspect,
    /// As it stands in the sentence, with its unit.
    pub printed: String,
    /// Whether the log has such a figure.
    pub kept: bool,
    /// What the figure is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The counting rule in words.
    pub rule: String,
    /// Its exact value; none where it is not kept, or there is nothing to divide by.
    #[schema(value_type = Option<f64>)]
    pub value: Option<Exact>,
    /// What is divided.
    #[schema(value_type = Option<f64>)]
    pub numerator: Option<Exact>,
    /// By what.
    #[schema(value_type = Option<f64>)]
    pub denominator: Option<Exact>,
}

impl Report {
    /// Every number, in the order of the sentences.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        let spans = self.sections.iter().flat_map(|section| &section.paragraphs).flat_map(|one| &one.spans);
        spans.filter_map(|span| match span {
            Span::Number(number) => Some(&**number),
            Span::Text(_) => None,
        })
    }

    /// Every number once, in the order of its notes.
    #[must_use]
    pub fn notes(&self) -> Vec<&Number> {
        let notes: BTreeMap<_, _> = self.numbers().map(|number| (number.note, number)).collect();
        notes.into_values().collect()
    }

    /// What traces a number, in one line: id, label, part, rule, fraction, as-of day, position of the log.
    #[must_use]
    pub fn note(&self, number: &Number) -> String {
        let said = &self.captions;
        let mut parts = vec![number.figure.clone()];
        match number.aspect {
            Aspect::Value => parts.push(number.label.clone()),
            Aspect::Target => parts.push(format!("{} {}", number.label, said.target)),
            Aspect::Reached => parts.push(format!("{} {}", number.label, said.reached)),
            Aspect::Before => parts.push(format!("{} {}", number.label, said.before)),
            Aspect::Change => parts.push(format!("{} {}", number.label, said.change)),
        }
        if let Some(part) = &number.part {
            parts.push(format!("{} {}", said.part, part.of));
        }
        if !number.kept {
            parts.push(said.not_in_log.clone());
        }
        if !number.rule.is_empty() {
            parts.push(format!("{} {}", said.rule, number.rule));
        }
        if let Some((of, among)) = number.numerator.zip(number.denominator) {
            parts.push(format!("{} {of}/{among}", said.fraction));
        }
        parts.push(format!("{} {}", said.as_of, self.head.as_of));
        parts.push(format!("{} {}", said.position, self.head.position));
        parts.retain(|part| !part.is_empty());
        parts.join(&said.comma)
    }
}

impl Paragraph {
    /// Its words and numbers, without notes.
    #[must_use]
    pub fn plain(&self) -> String {
        let text = self.spans.iter().map(|span| match span {
            Span::Text(text) => text.as_str(),
            Span::Number(number) => number.printed.as_str(),
        });
        text.collect()
    }
}

#[cfg(test)]
mod tests;
