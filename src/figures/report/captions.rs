//! The words around the numbers, from `report.toml`.
use serde::Deserialize;

/// The words around the numbers: an office can change them with its templates.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each is named after what it says; the words themselves stand in report.toml"
)]
pub struct Captions {
    pub font_title: String,
    pub font_heading: String,
    pub font_body: String,
    pub font_page: String,
    pub ordinals: Vec<String>,
    pub comma: String,
    pub not_kept: String,
    pub nothing_to_divide: String,
    pub rose: String,
    pub fell: String,
    pub level: String,
    pub points: String,
    pub notes: String,
    pub rule: String,
    pub fraction: String,
    pub part: String,
    pub as_of: String,
    pub position: String,
    pub period: String,
    pub target: String,
    pub reached: String,
    pub before: String,
    pub change: String,
    pub figure: String,
    pub label: String,
    pub value: String,
    pub unit: String,
    pub numerator: String,
    pub denominator: String,
    pub section: String,
    pub place: String,
    pub words: String,
    pub printed: String,
    pub ours: String,
    pub status: String,
    pub equal: String,
    pub differs: String,
    pub not_in_log: String,
    pub at_least: String,
    pub rank: String,
    pub sheet_text: String,
    pub sheet_figures: String,
    pub sheet_rules: String,
    pub sheet_against: String,
    pub sheet_comparison: String,
    pub comparison: String,
    pub comparison_total: String,
}
