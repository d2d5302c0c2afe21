//! Issuing a paper: written, drawn, stored, and then appended with its number, or written again.
use super::told::{self, Told};
use super::{Chancery, NoPaper, PaperView, demand_names};
use crate::cases::ids::{CommandId, StreamId, Version};
use crate::cases::occurred::Dated;
use crate::cases::paper::{
    self, Issue, Paper, PaperCommand, PaperEvent, PaperKind, PaperLife, PaperRefusal, Papers,
};
use crate::cases::series::SeriesRefusal;
use crate::cases::words::{CaseNumber, PaperNumber};
use crate::commands::permit::NotPermitted;
use crate::commands::{CommandError, OfficeDesk, Refused, Request, unsealed};
use crate::event_log::committer::CommitError;
use crate::event_log::{Actor, EventLog, Pages, RequestHash};
use crate::files::{FileHash, Put};
use crate::papers::Form;
use crate::papers::official::{self, Letter};
use crate::policy::Query;
use crate::projections::case_list::ListedCase;
use crate::projections::papers;
use bytes::Bytes;
use chrono::Datelike;
use futures_util::stream;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// How often a paper is written again after others were faster.
const TRIES: u32 = 64;
/// In whose name papers are stored: nobody's, so that nobody may open one because he sent it.
const STORED_BY: &str = "program:papers";

/// Under which key a paper is asked for; the same key again is answered with the first one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    /// The command's id.
    pub command: CommandId,
}

/// Issues a paper of a case; of a proof of service `of` names the paper that is served.
///
/// # Errors
/// When whoever asks may not, or may not see whom it names; the case has not come to the step of which it tells; one that
/// tells of it stands; or it cannot be written, drawn or stored.
pub async fn issue(
    desk: &OfficeDesk,
    chancery: &Chancery,
    listed: &ListedCase,
    (kind, of): (PaperKind, Option<PaperNumber>),
    key: Option<Key>,
) -> Result<PaperView, NoPaper> {
    desk.permit_case(Query::IssuePaper, listed.case).await?;
    demand_names(desk, listed.case, listed.kind).await?;
    let command = key.map_or_else(|| desk.store().source().command_id(), |key| key.command);
    let issuing = Issuing { desk, chancery, listed, kind, of, command };
    let number = if let Some(number) = issuing.first().await? {
        number
    } else {
        let _turn = desk.issuing().lock().await;
        issuing.until_it_is().await?
    };
    let issued = papers::numbered(desk.store().db(), desk.office(), &number).await?;
    let issued = issued.ok_or_else(|| NoPaper::NoSuchPaper(number.to_string()))?;
    Ok(PaperView::of(issued, Some(listed.number.clone())))
}

/// A paper that is to be issued.
struct Issuing<'a> {
    desk: &'a OfficeDesk,
    chancery: &'a Chancery,
    listed: &'a ListedCase,
    kind: PaperKind,
    of: Option<PaperNumber>,
    command: CommandId,
}

impl Issuing<'_> {
    fn stream(&self) -> StreamId {
        self.desk.office().papers_stream(self.listed.case)
    }

    /// What is asked for, without what is left to the program.
    fn hash(&self) -> RequestHash {
        let asked = json!([self.listed.case, self.kind, self.of]);
        RequestHash(Sha256::digest(format!("IssuePaper {asked}")).into())
    }

    /// The paper that was issued under this key before.
    async fn first(&self) -> Result<Option<PaperNumber>, NoPaper> {
        let (log, office) = (self.desk.store().log(), self.desk.office());
        let known = log.receipts(office, &[self.command]).await?;
        let Some((_, hash, receipt)) = known.into_iter().next() else { return Ok(None) };
        if hash != self.hash() || receipt.stream != self.stream() {
            return Err(CommandError::CommandReused(self.command).into());
        }
        let before = Version(receipt.version.0 - 1);
        let events = log.streams(office, &[receipt.stream], before, 1).await?;
        let ring = self.desk.store().keys().ring_of(office, &events).await?;
        let event = events.first().map(|event| unsealed::<PaperLife>(event, &ring)).transpose()?;
        Ok(match event.map(|event| event.what) {
            Some(PaperEvent::PaperIssued { issue }) => Some(issue.number),
            _ => None,
        })
    }

    async fn until_it_is(&self) -> Result<PaperNumber, NoPaper> {
        for _ in 0..TRIES {
            match self.once().await {
                Err(NoPaper::Refused(CommitError::Refused(
                    Refused::Number(SeriesRefusal::Taken(_)) | Refused::Paper(PaperRefusal::CaseMoved),
                ))) => {}
                outcome => return outcome,
            }
        }
        Err(NoPaper::Overtaken)
    }

    async fn once(&self) -> Result<PaperNumber, NoPaper> {
        let told = told::read(self.desk, self.listed).await?;
        let issued = self.issued().await?;
        let (step, borne, served) = self.step(&told, &issued)?;
        let of = self.of.as_ref();
        if let Some(there) = issued.standing(self.kind, step, of) {
            return Err(refused(PaperRefusal::AlreadyIssued(there.issue.number.clone())));
        }
        let number = match borne {
            Some(number) => number,
            None => self.next().await?,
        };
        let letter = self.letter((&told, step), &issued, &number, served).await?;
        let drawn = self.draw(letter).await?;
        let [pdf, docx] = drawn.each_ref().map(|bytes| FileHash::of(bytes));
        let issue = Issue {
            case: self.listed.case,
            kind: self.kind,
            number: number.clone(),
            of: self.of.clone(),
            step,
            case_version: told.version,
            position: told.position.0,
            pdf,
            docx,
            templates: self.chancery.texts.hash().parse().map_err(|_| NoPaper::NoNumber(String::new()))?,
        };
        self.take_down(issue, drawn).await?;
        Ok(number)
    }

    /// The papers of the case so far.
    async fn issued(&self) -> Result<PaperLife, NoPaper> {
        let (log, office) = (self.desk.store().log(), self.desk.office());
        let (mut papers, stream) = (Papers::default(), self.stream());
        let mut pages = Pages::new(&log, office, &[stream]);
        while let Some(page) = pages.next().await? {
            let ring = self.desk.store().keys().ring_of(office, &page).await?;
            for event in &page {
                papers.fold(unsealed::<PaperLife>(event, &ring)?);
            }
        }
        Ok(papers.life().clone())
    }

    /// The step of which it tells, the number that the step bears, and of a proof of service what is served.
    fn step(
        &self,
        told: &Told,
        issued: &PaperLife,
    ) -> Result<(Version, Option<PaperNumber>, Option<Value>), NoPaper> {
        if self.kind == PaperKind::ProofOfService {
            let served = self.of.as_ref().and_then(|number| issued.numbered(number));
            let served = served.ok_or_else(|| refused(PaperRefusal::NothingServed))?;
            let title =
                told::words().remove(&format!("paper.{}", served.issue.kind.name())).unwrap_or_default();
            let about = json!({ "title": title, "number": served.issue.number, "day": served.issued.day() });
            return Ok((served.issue.step, None, Some(about)));
        }
        let telling = told.tellings.get(&self.kind);
        let telling = telling.ok_or_else(|| refused(PaperRefusal::NotReached(self.kind)))?;
        Ok((telling.step, telling.number.clone(), None))
    }

    /// The number after the highest of the series.
    async fn next(&self) -> Result<PaperNumber, NoPaper> {
        let year = self.desk.store().source().now().day().year();
        let (code, name) = self.office().await?;
        let kinds = (self.kind.name(), self.listed.kind.name());
        let series = self.chancery.texts.series((&code, &name), kinds, year)?;
        let number = |ordinal: u64| {
            let printed = series.printed(ordinal);
            let number: PaperNumber = printed.parse().map_err(|_| NoPaper::NoNumber(printed.clone()))?;
            match paper::serial(&number).as_ref().map(CaseNumber::in_series) {
                Some((before, counted)) if before == series.before && counted == ordinal => Ok(number),
                _ => Err(NoPaper::NoNumber(printed)),
            }
        };
        let highest = papers::highest(self.desk.store().db(), self.desk.office(), &series.before).await?;
        number(highest.map_or(series.begins, |highest| highest + 1))
    }

    async fn office(&self) -> Result<(String, String), NoPaper> {
        let life = self.desk.file().await.map_err(|error| match error {
            crate::commands::StoreError::Storage(error) => NoPaper::from(error),
            _ => NoPaper::NotPermitted(NotPermitted::NoSuchCase),
        })?;
        Ok(life
            .and_then(|life| life.office)
            .map(|(code, name)| (code.to_string(), name.to_string()))
            .unwrap_or_default())
    }

    async fn letter(
        &self,
        (told, step): (&Told, Version),
        issued: &PaperLife,
        number: &PaperNumber,
        served: Option<Value>,
    ) -> Result<Letter, NoPaper> {
        let mut about = told.about(step).ok_or_else(|| refused(PaperRefusal::NotReached(self.kind)))?;
        let (_, office) = self.office().await?;
        let today = self.desk.store().source().now().day();
        let own = json!({
            "office": office, "number": number, "case_number": self.listed.number, "today": today, "served": served,
            "papers": standing(issued),
        });
        if let Value::Object(own) = own {
            about.extend::<Map<String, Value>>(own);
        }
        Ok(self.chancery.texts.write(self.kind.name(), &Value::Object(about), &told::words())?)
    }

    /// PDF and docx. Drawing takes its time, and so a thread of its own.
    async fn draw(&self, letter: Letter) -> Result<[Vec<u8>; 2], NoPaper> {
        let fonts = self.chancery.fonts.clone();
        let drawing = tokio::task::spawn_blocking(move || {
            let pdf = official::draw(&letter, Form::Pdf, &fonts)?;
            Ok::<_, NoPaper>([pdf, official::draw(&letter, Form::Docx, &fonts)?])
        });
        drawing.await.map_err(|_| NoPaper::File(crate::files::FileError::Stopped))?
    }

    /// Stores both, and takes down in the log that it was issued. What was stored for a paper that is refused is erased.
    async fn take_down(&self, issue: Issue, drawn: [Vec<u8>; 2]) -> Result<(), NoPaper> {
        let (office, by) = (self.desk.office(), Actor(STORED_BY.into()));
        let mut new = Vec::new();
        for (file, bytes) in [issue.pdf, issue.docx].into_iter().zip(drawn) {
            let body = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
            if let Put::New(record) = self.chancery.files.put(office, file, &by, body).await? {
                new.push(record.sha256);
            }
        }
        let now = self.desk.store().source().now();
        let request = Request::live(self.stream(), Dated::at(now, PaperCommand::IssuePaper { issue }));
        let outcome = self.desk.execute_asked(self.command, self.hash(), None, request).await;
        if let Err(CommitError::Refused(_)) = &outcome {
            for file in new {
                self.chancery.files.erase(office, file).await?;
            }
        }
        outcome.map(drop).map_err(NoPaper::from)
    }
}

/// The last paper of each kind that stands: its number and its day.
fn standing(issued: &PaperLife) -> Map<String, Value> {
    let standing = issued.papers.iter().filter(|paper| paper.voided.is_none());
    let told = |paper: &Paper| json!({ "number": paper.issue.number, "day": paper.issued.day() });
    standing.map(|paper| (paper.issue.kind.name().to_owned(), told(paper))).collect()
}

fn refused(reason: PaperRefusal) -> NoPaper {
    NoPaper::Refused(CommitError::Refused(Refused::Paper(reason)))
}
