//! An office that imports, for one test.
use super::books::{Row, workbook};
use crate::support::stores::{self, Engine, Place, moment};
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::office::OfficeCommand;
use anjuan::clock::SetClock;
use anjuan::commands::{OfficeDesk, Request};
use anjuan::event_log::{EventLog, Position};
use anjuan::exchange::importing::{FileReport, Options, UndoReport, import, undo};
use anjuan::exchange::ledgers::Refused;
use anjuan::web::figures_view::{FiguresView, Known};
use anjuan::web::history_view::HistoryView;
use anjuan::web::words::Language;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An office on one engine, a clock to set, and a folder for its ledgers.
pub struct Office {
    pub desk: OfficeDesk,
    pub clock: SetClock,
    folder: TempDir,
    _place: Place,
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

impl Office {
    pub async fn on(engine: Engine) -> Self {
        let place = engine.place();
        let (source, clock) = stores::source(1);
        let desk = stores::office(&place, source).await;
        let folder = TempDir::new().expect("a folder");
        Self { desk, clock, folder, _place: place }
    }

    /// An office with these rows in its log.
    pub async fn with(engine: Engine, rows: &[Row]) -> Self {
        let office = Self::on(engine).await;
        let report = office.import(rows).await;
        assert_eq!(report.refused, [], "{engine:?}");
        assert_eq!(report.imported, rows.len() as u64, "{engine:?}");
        office
    }

    pub async fn set_target(&self, figure: &str, amount: &str) {
        let amount = amount.parse().expect("an amount");
        let figure = figure.parse().expect("an id");
        self.command(OfficeCommand::SetTarget { figure, year: 2019, amount }).await;
    }

    /// Has the office itself changed.
    pub async fn command(&self, command: OfficeCommand) {
        let command = Dated::at(moment("2019-11-10T08:00:00+08:00"), command);
        let request = Request::live(self.desk.office().stream(), command);
        self.desk.execute(request).await.expect("a change of the office");
    }

    pub fn workbook(&self, rows: &[Row]) -> PathBuf {
        workbook(self.folder.path(), rows)
    }

    pub fn text(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        file
    }

    pub async fn import(&self, rows: &[Row]) -> FileReport {
        self.import_with(&Options::default(), rows).await
    }

    pub async fn correct(&self, rows: &[Row]) -> FileReport {
        self.import_with(&Options { as_correction: true, ..Options::default() }, rows).await
    }

    pub async fn import_with(&self, options: &Options, rows: &[Row]) -> FileReport {
        self.file_with(options, &self.workbook(rows)).await
    }

    pub async fn file(&self, path: &Path) -> FileReport {
        self.file_with(&Options::default(), path).await
    }

    pub async fn file_with(&self, options: &Options, path: &Path) -> FileReport {
        import(&self.desk, path, options, |_| {}).await.expect("an import")
    }

    pub async fn undo(&self, report: &FileReport) -> UndoReport {
        undo(&self.desk, report.batch.expect("a batch")).await.expect("an undoing")
    }

    /// How long the log is.
    pub async fn head(&self) -> i64 {
        self.desk.store().log().head(self.desk.office()).await.expect("a position").0
    }

    /// The figures of 2019, as of a day, or of the whole year.
    pub async fn figures(&self, as_of: Option<&str>) -> Value {
        self.figures_by(as_of, None).await
    }

    /// The figures of 2019 as the log knew them at a position.
    pub async fn figures_known_at(&self, position: i64) -> Value {
        self.figures_by(None, Some(position.to_string().parse().expect("a position"))).await
    }

    async fn figures_by(&self, as_of: Option<&str>, known: Option<Known>) -> Value {
        let (from, to) = (day("2019-01-01"), day("2019-12-31"));
        let view =
            FiguresView::of(&self.desk, from, to, as_of.map(day), known, Vec::new(), Language::Chinese);
        serde_json::to_value(view.await.expect("figures")).expect("JSON")
    }

    /// One figure of the year.
    pub async fn figure(&self, id: &str) -> Value {
        self.figures(None).await["figures"][id]["value"].clone()
    }

    /// How many irregularities the log has, by their rule.
    pub async fn irregularities(&self) -> BTreeMap<String, usize> {
        let mut rules = BTreeMap::new();
        let (log, mut after) = (self.desk.store().log(), Position(0));
        loop {
            let events = log.read(self.desk.office(), after, 10_000).await.expect("events");
            let Some(last) = events.last() else { return rules };
            after = last.position;
            for event in events.iter().filter(|event| event.event_type.ends_with("IrregularityFound")) {
                let payload: Value = serde_json::from_str(&event.payload).expect("JSON");
                let of = payload.as_object().expect("an event").values().next().expect("what it says");
                let rule = of["irregularity"]["rule"].as_str().expect("a rule");
                *rules.entry(rule.to_owned()).or_default() += 1;
            }
        }
    }

    pub async fn history(&self, number: &str) -> Option<HistoryView> {
        HistoryView::of(&self.desk, &number.parse().expect("a number")).await.expect("a history")
    }

    /// The types of a case's events, oldest first.
    pub async fn events(&self, number: &str) -> Vec<String> {
        let history = self.history(number).await.expect("a case");
        history.events.iter().map(|event| event.event_type.to_string()).collect()
    }
}

/// What was done with the rows: imported, unchanged, refused.
pub fn counts(report: &FileReport) -> (u64, u64, usize) {
    assert_eq!(report.rows, report.imported + report.unchanged + report.refused.len() as u64);
    (report.imported, report.unchanged, report.refused.len())
}

/// Row, number, column and code of what was refused.
pub fn places(refused: &[Refused]) -> Vec<(u32, &str, &str, &str)> {
    let text = |text: &'static str| text;
    refused
        .iter()
        .map(|refused| {
            assert!(!refused.reason.is_empty(), "{refused:?}");
            (
                refused.row,
                refused.number.as_deref().unwrap_or(text("")),
                refused.column.as_deref().unwrap_or(text("")),
                refused.code,
            )
        })
        .collect()
}
