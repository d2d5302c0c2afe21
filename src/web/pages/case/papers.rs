//! The official papers of a case: those that were issued, those that can be issued now, and the buttons for both.
use crate::commands::permit::NotPermitted;
use crate::policy::{Action, Query};
use crate::projections::case_list::ListedCase;
use crate::web::api::case::numbered;
use crate::web::official::{self, Chancery, NoPaper, PaperView};
use crate::web::pages::form::Sent;
use crate::web::pages::frame::coded;
use crate::web::pages::reader::{Reader, told};
use crate::web::problem::Problem;
use axum::extract::Path;
use axum::response::Redirect;

/// The papers of a case, as a page shows them.
#[derive(Default)]
pub(super) struct Papers {
    /// Those that were issued.
    pub(super) issued: Vec<Paper>,
    /// The kinds that can be issued now, in code and words, for whoever may.
    pub(super) possible: Vec<(&'static str, String)>,
    /// The numbers for which a proof of service can be issued.
    pub(super) served: Vec<String>,
    /// Whether the reader may declare one void.
    pub(super) voids: bool,
}

/// A paper that was issued.
pub(super) struct Paper {
    /// Its number.
    pub(super) number: String,
    /// What it is, in words.
    pub(super) kind: String,
    /// The day on which it was issued.
    pub(super) day: String,
    /// Since when it is void, in words.
    pub(super) void: Option<String>,
    /// Whether the reader may open it.
    pub(super) opens: bool,
}

/// The papers of a case, for whoever may see it.
pub(super) async fn of(reader: &Reader, case: &ListedCase) -> Result<Papers, Problem> {
    let desk = &reader.desk;
    let seen = match official::beside_case(desk, case).await {
        Err(NoPaper::NotPermitted(NotPermitted::Denied { .. })) => return Ok(Papers::default()),
        seen => seen?,
    };
    let may = |query| desk.may_in_case(Action::Query(query), case.case);
    let (issues, voids) = (may(Query::IssuePaper).await?, may(Query::VoidPaper).await?);
    let opens = may(Query::ReadPaper).await?;
    let words = |kind: &str| coded(reader.language, "paper.kind", kind).into_owned();
    let possible = seen.possible.into_iter().filter(|_| issues).map(|kind| (kind, words(kind)));
    let proof = |paper: &PaperView| paper.of.is_some();
    let proven = |paper: &PaperView| {
        let mut proofs = seen.papers.iter().filter(|other| other.voided.is_none());
        proofs.any(|other| other.of.as_ref() == Some(&paper.number))
    };
    let served = seen.papers.iter().filter(|paper| issues && paper.voided.is_none());
    let served = served.filter(|paper| !proof(paper) && !proven(paper)).map(|paper| paper.number.to_string());
    let shown = |paper: &PaperView| Paper {
        number: paper.number.to_string(),
        kind: words(paper.kind),
        day: paper.issued.to_string(),
        void: paper.voided.map(|day| told(reader.language, "paper.void.since", &[("day", day.to_string())])),
        opens,
    };
    Ok(Papers {
        possible: possible.collect(),
        served: served.collect(),
        issued: seen.papers.iter().map(shown).collect(),
        voids,
    })
}

/// Issues a paper. A form that is sent twice issues one: the second finds that it stands.
pub(in crate::web::pages) async fn issue(
    reader: Reader,
    chancery: Chancery,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Redirect, Problem> {
    let listed = numbered(&reader.desk, &number).await?;
    let wrong =
        |field: &'static str| Problem::bad_request("paper.no_kind", "there is no such paper").about(field);
    let kind = sent.text("kind").parse().map_err(|_| wrong("kind"))?;
    let of = Some(sent.text("of")).filter(|of| !of.is_empty());
    let of = of.map(|of| of.parse().map_err(|_| wrong("of"))).transpose()?;
    let issued = official::issue(&reader.desk, &chancery, &listed, (kind, of), None).await;
    there_or(issued.map(drop), "paper.already_issued")?;
    Ok(back(&number))
}

/// Declares a paper void.
pub(in crate::web::pages) async fn void(
    reader: Reader,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Redirect, Problem> {
    numbered(&reader.desk, &number).await?;
    let reason = sent.text("reason").parse();
    let reason = reason.map_err(|error: crate::cases::words::TextError| {
        Problem::bad_request("paper.no_reason", error.to_string()).about("reason")
    })?;
    let voided = official::void(&reader.desk, sent.text("paper"), reason).await;
    there_or(voided.map(drop), "paper.already_void")?;
    Ok(back(&number))
}

/// What was done before is as good.
fn there_or(done: Result<(), NoPaper>, before: &str) -> Result<(), Problem> {
    match done.map_err(Problem::from) {
        Err(problem) if problem.code() == before => Ok(()),
        done => done,
    }
}

fn back(number: &str) -> Redirect {
    let case: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
    Redirect::to(&format!("/cases/{case}#papers"))
}
