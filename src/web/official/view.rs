//! How papers are told: by number, kind and day, without whom they name.
use crate::cases::occurred::Day;
use crate::cases::words::{CaseNumber, PaperNumber};
use crate::projections::papers::IssuedPaper;
use serde::Serialize;
use utoipa::ToSchema;

/// An official paper that was issued.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = OfficialPaper)]
pub struct PaperView {
    /// Its number, as printed; it is asked for by this.
    #[schema(value_type = String)]
    pub number: PaperNumber,
    /// What it is: `receipt`, `acceptance`, `order_to_correct`, ….
    pub kind: &'static str,
    /// The number of its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseNumber>,
    /// Of a proof of service: the number of the paper that is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub of: Option<PaperNumber>,
    /// The version of the step of the case of which it tells.
    pub step: i64,
    /// The day on which it was issued.
    #[schema(value_type = String, format = Date)]
    pub issued: Day,
    /// The position of the log from which it was written.
    pub position: i64,
    /// SHA-256 of its PDF.
    pub pdf: String,
    /// SHA-256 of its docx.
    pub docx: String,
    /// SHA-256 of the texts by which it was written.
    pub templates: String,
    /// 作废: the day since which it is void; missing while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub voided: Option<Day>,
}

impl PaperView {
    /// A paper of the case of this number.
    #[must_use]
    pub fn of(paper: IssuedPaper, case: Option<CaseNumber>) -> Self {
        Self {
            number: paper.number,
            kind: paper.kind.name(),
            case,
            of: paper.of,
            step: paper.step.0,
            issued: paper.issued,
            position: paper.position.0,
            pdf: paper.pdf.to_string(),
            docx: paper.docx.to_string(),
            templates: paper.templates,
            voided: paper.voided,
        }
    }
}

/// The papers of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = PapersOfCase)]
pub struct PapersView {
    /// Those that were issued, the void ones too, in the order in which they were.
    pub papers: Vec<PaperView>,
    /// The kinds of those that can be issued now: the case has taken the step of which they tell, and none that tells of
    /// it stands.
    pub possible: Vec<&'static str>,
}
