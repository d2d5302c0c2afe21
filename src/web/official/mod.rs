//! Official papers: issued, listed, printed again, declared void; for the command line, the API and the pages.
//!
//! A paper bears its number, so it is written, drawn and stored before it is appended, and the append takes the number
//! from its series. Whoever was overtaken writes it again with the next number; what was stored for nothing is erased.
mod issuing;
mod told;
mod view;

pub use issuing::{Key, issue};
pub use view::{PaperView, PapersView};

use super::problem::Problem;
use crate::cases::any_file::CaseKind;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Dated;
use crate::cases::paper::{PaperCommand, PaperKind};
use crate::cases::personal::{Personal, Subject};
use crate::cases::user::Role;
use crate::cases::words::{CaseNumber, PaperNumber, Text};
use crate::commands::permit::NotPermitted;
use crate::commands::{CommandError, OfficeDesk, Request};
use crate::database::StorageError;
use crate::event_log::Receipt;
use crate::event_log::committer::CommitError;
use crate::event_log::readings::What;
use crate::files::{FileError, FileStore, Which};
use crate::papers::official::{TextError, Texts};
use crate::papers::{Fonts, Form, PaperError};
use crate::policy::{Action, Query};
use crate::projections::case_list::{self, ListedCase};
use crate::projections::erasures;
use crate::projections::papers::{self, IssuedPaper};
use axum::http::StatusCode;
use futures_util::StreamExt;
use std::sync::Arc;

/// Papers in the register at most.
const LISTED: u32 = 1000;

/// What papers are written, drawn and kept with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Chancery {
    /// The texts.
    pub texts: Arc<Texts>,
    /// The font of a PDF.
    pub fonts: Fonts,
    /// Where they are kept.
    pub files: FileStore,
}

/// Why there is no paper.
#[derive(Debug, thiserror::Error)]
pub enum NoPaper {
    /// The policy says no, or there is no such case.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// It is refused.
    #[error("{}", why(.0))]
    Refused(#[from] CommandError),
    /// 限制处理: something of its case is kept only because it must be.
    #[error(
        "personal information of this case is restricted: its papers are neither issued nor printed any more"
    )]
    Restricted,
    /// Its text cannot be written.
    #[error(transparent)]
    Text(#[from] TextError),
    /// It cannot be drawn.
    #[error(transparent)]
    Drawing(#[from] PaperError),
    /// It cannot be kept, or is kept no more.
    #[error(transparent)]
    File(#[from] FileError),
    /// No paper has this number.
    #[error("no paper {0} was issued; `anjuan paper list` tells the numbers")]
    NoSuchPaper(String),
    /// A number that the texts make is none.
    #[error(
        "'{0}' is no number of a paper; the series' word in papers.toml must have no blanks and end in no digit"
    )]
    NoNumber(String),
    /// Others were faster again and again.
    #[error(
        "others issued papers of the same series at the same time, again and again; ask for it once more"
    )]
    Overtaken,
}

/// The reason of a refusal, and what else went wrong as it says it.
fn why(error: &CommandError) -> String {
    match error {
        CommitError::Refused(reason) => reason.to_string(),
        other => other.to_string(),
    }
}

impl From<StorageError> for NoPaper {
    fn from(error: StorageError) -> Self {
        Self::NotPermitted(error.into())
    }
}

impl From<NoPaper> for Problem {
    fn from(error: NoPaper) -> Self {
        match error {
            NoPaper::NotPermitted(error) => error.into(),
            NoPaper::Refused(error) => super::api::refusing::refused(error, None),
            NoPaper::Restricted => Self::new(StatusCode::FORBIDDEN, "paper.restricted", error.to_string()),
            NoPaper::Drawing(PaperError::NoFont { .. } | PaperError::BadFont { .. }) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "report.no_font", error.to_string())
            }
            NoPaper::Drawing(error) => Self::failed(&error),
            NoPaper::Text(error) => {
                tracing::error!(%error, "a paper's text cannot be written");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "paper.bad_text", error.to_string())
            }
            NoPaper::File(error) => error.into(),
            NoPaper::NoSuchPaper(_) => Self::not_found("paper.unknown", error.to_string()),
            NoPaper::NoNumber(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "paper.bad_text", error.to_string())
            }
            NoPaper::Overtaken => Self::new(StatusCode::CONFLICT, "paper.overtaken", error.to_string()),
        }
    }
}

/// The case of this number.
///
/// # Errors
/// When there is none, or the database fails.
pub async fn case_of(desk: &OfficeDesk, number: &CaseNumber) -> Result<ListedCase, NoPaper> {
    let found = case_list::by_number(desk.store().db(), desk.office(), std::slice::from_ref(number)).await?;
    found.into_iter().next().ok_or(NoPaper::NotPermitted(NotPermitted::NoSuchCase))
}

/// Demands that whoever acts may see whom the papers of a case name: nobody learns a name by issuing or printing one.
/// They go with whatever is erased of their case, and so nobody works with them while that is kept only because it must be.
async fn demand_names(desk: &OfficeDesk, case: CaseId, kind: CaseKind) -> Result<(), NoPaper> {
    let restricted = erasures::restricted(desk.store().db(), desk.office(), case).await?;
    if !restricted.is_empty() && !desk.subject().is(Role::Auditor) {
        return Err(NoPaper::Restricted);
    }
    let clear = desk.clear(case).await?;
    let (sees, query) = match kind {
        CaseKind::Petition => (clear.petitioner, Query::SeePetitioner),
        _ => (clear.party, Query::SeeParty),
    };
    if sees {
        return Ok(());
    }
    let (who, action) = (desk.subject().who.to_string(), Action::Query(query).to_string());
    Err(NotPermitted::Denied { who, action }.into())
}

/// The papers of a case, and those that may be issued now.
///
/// # Errors
/// When whoever asks may not see the case or learn of it, or the log cannot be read.
pub async fn of_case(desk: &OfficeDesk, listed: &ListedCase) -> Result<PapersView, NoPaper> {
    desk.permit_case(Query::ReadCase, listed.case).await?;
    desk.note_case_read(What::Files, listed.case).await?;
    beside_case(desk, listed).await
}

/// The same for whoever has the case before him: that was recorded when it was opened.
///
/// # Errors
/// When whoever asks may not see the case or learn of it, or the log cannot be read.
pub async fn beside_case(desk: &OfficeDesk, listed: &ListedCase) -> Result<PapersView, NoPaper> {
    desk.permit_case(Query::ReadCase, listed.case).await?;
    let issued = papers::of_case(desk.store().db(), desk.office(), listed.case).await?;
    let told = told::read(desk, listed).await?;
    let stands = |kind: PaperKind, step| {
        let mut standing = issued.iter().filter(|paper| paper.voided.is_none());
        standing.any(|paper| paper.kind == kind && paper.step == step)
    };
    let possible = told.tellings.iter().filter(|(kind, told)| !stands(**kind, told.step));
    let possible = possible.map(|(kind, _)| kind.name()).collect();
    let number = listed.number.clone();
    let papers = issued.into_iter().map(|paper| PaperView::of(paper, Some(number.clone()))).collect();
    Ok(PapersView { papers, possible })
}

/// The register of papers: of the series that begin so, in the order of their numbers.
///
/// # Errors
/// When whoever asks may not see the list of cases, or the database fails.
pub async fn register(desk: &OfficeDesk, series: &str) -> Result<Vec<PaperView>, NoPaper> {
    let sight = desk.permit(Query::ListCases).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let mut issued = papers::register(db, office, series, LISTED).await?;
    issued.retain(|paper| sight.shows(paper.case));
    let cases: Vec<_> = issued.iter().map(|paper| paper.case).collect();
    let listed = case_list::of(db, office, &cases).await?;
    let number = |case| listed.iter().find(|listed| listed.case == case).map(|listed| listed.number.clone());
    let view = |paper: IssuedPaper| {
        let number = number(paper.case);
        PaperView::of(paper, number)
    };
    Ok(issued.into_iter().map(view).collect())
}

/// The paper of this number, and its case, if whoever asks may do this with it. A paper of a case of which he may not
/// learn is none.
async fn known(desk: &OfficeDesk, number: &str, query: Query) -> Result<(IssuedPaper, ListedCase), NoPaper> {
    desk.permit(Query::ListCases).await?;
    let none = || NoPaper::NoSuchPaper(number.to_owned());
    let (db, office) = (desk.store().db(), desk.office());
    let named: PaperNumber = number.parse().map_err(|_| none())?;
    let paper = papers::numbered(db, office, &named).await?.ok_or_else(none)?;
    match desk.permit_case(query, paper.case).await {
        Err(NotPermitted::NoSuchCase) => return Err(none()),
        permitted => permitted?,
    }
    let listed = case_list::of(db, office, &[paper.case]).await?.into_iter().next().ok_or_else(none)?;
    Ok((paper, listed))
}

/// Prints a paper again: the very bytes that were issued. That it is void stands beside them, never in them.
///
/// # Errors
/// When there is none of which whoever asks may learn, or he may not read it; or it cannot be recorded or opened.
pub async fn print(
    desk: &OfficeDesk,
    files: &FileStore,
    number: &str,
    form: Form,
) -> Result<(PaperView, Vec<u8>), NoPaper> {
    let (paper, listed) = known(desk, number, Query::ReadPaper).await?;
    demand_names(desk, listed.case, listed.kind).await?;
    let file = if form == Form::Docx { paper.docx } else { paper.pdf };
    desk.note_file_read(file).await?;
    let opened = files.get(desk.office(), file, Which::Original).await?;
    let size = opened.size();
    let mut pieces = opened.read(0..size).await?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok((PaperView::of(paper, Some(listed.number)), bytes))
}

/// Declares a paper void: it stays, with its number.
///
/// # Errors
/// When there is none of which whoever asks may learn, he may not, or it is void already.
pub async fn void(desk: &OfficeDesk, number: &str, reason: Text) -> Result<(PaperView, Receipt), NoPaper> {
    let (paper, listed) = known(desk, number, Query::VoidPaper).await?;
    let command = PaperCommand::VoidPaper {
        case: paper.case,
        number: paper.number.clone(),
        reason: Personal::plain(Subject::MATTER, reason),
    };
    let (stream, now) = (desk.office().papers_stream(paper.case), desk.store().source().now());
    let receipt = desk.execute(Request::live(stream, Dated::at(now, command))).await?;
    let voided = IssuedPaper { voided: Some(now.day()), ..paper };
    Ok((PaperView::of(voided, Some(listed.number)), receipt))
}
