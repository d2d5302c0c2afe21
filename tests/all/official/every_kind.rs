//! Every kind of paper, from the step of which it tells to what it says and to being printed again.
use super::issuing::{key, print};
use super::lives::{Life, lives};
use super::office::{Bureau, issue};
use super::read_back::{bare, docx, pdf};
use crate::committing::lives::word;
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::file_hash::FileHash;
use anjuan::cases::ids::CaseId;
use anjuan::cases::paper::PaperKind;
use anjuan::commands::{AnyOrder, Request};
use anjuan::papers::Form;
use anjuan::web::official::{self, NoPaper, PaperView};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The day on which all papers are issued.
const TODAY: &str = "2019-12-30";

/// A paper with its bytes as they were issued, and what they have to say.
struct Issued {
    paper: PaperView,
    bytes: [Vec<u8>; 2],
    said: Vec<String>,
    unsaid: Vec<&'static str>,
}

/// An office that counts the numbers that it gave.
struct Counting {
    bureau: Bureau,
    engine: Engine,
    given: BTreeMap<String, u64>,
}

impl Counting {
    async fn does(&self, case: CaseId, order: AnyOrder) {
        let outcome = self.bureau.street.operator.execute(Request::live(case, order.clone())).await;
        outcome.unwrap_or_else(|error| panic!("{:?} {order:?}: {error:?}", self.engine));
    }

    async fn asks(&self, life: &Life, kind: PaperKind, of: Option<&PaperView>) -> Result<PaperView, NoPaper> {
        let asked = (kind, of.map(|served| served.number.clone()));
        issue(&self.bureau.leader, &self.bureau.chancery, life.case, asked, None).await
    }

    /// Issues it, under the number that follows the last one of its series.
    async fn issues(&mut self, life: &Life, kind: PaperKind, of: Option<&PaperView>) -> PaperView {
        let issued = self.asks(life, kind, of).await;
        let paper =
            issued.unwrap_or_else(|error| panic!("{:?} {} {kind:?}: {error}", self.engine, life.case));
        let (series, ordinal) = paper.number.as_str().split_once("〔2019〕第").expect("a number of 2019");
        let given = self.given.entry(series.to_owned()).or_default();
        *given += 1;
        assert_eq!(ordinal, format!("{given}号"), "{:?} {}", self.engine, paper.number);
        paper
    }

    /// Leads a case to the step, and issues the paper there; before it, it is refused with the reason.
    async fn lives_through(&mut self, kind: PaperKind, life: Life) -> Issued {
        let case = self.bureau.leader.store().source().stream_id();
        for order in &life.before {
            self.does(case, order.clone()).await;
        }
        if !life.again {
            let early = self.asks(&life, kind, None).await.expect_err("too early");
            let reason = match kind {
                _ if life.before.is_empty() => "case.unknown",
                PaperKind::ProofOfService => "paper.nothing_served",
                _ => "paper.not_reached",
            };
            assert!(!early.to_string().is_empty());
            assert_eq!(key(early), reason, "{:?} {} {kind:?}", self.engine, life.case);
        }
        self.does(case, life.step.clone()).await;
        let first = match life.after {
            Some(first) => Some(self.issues(&life, first, None).await),
            None => None,
        };
        let of = first.as_ref().filter(|_| kind == PaperKind::ProofOfService);
        let paper = self.issues(&life, kind, of).await;
        assert!(paper.number.as_str().starts_with(life.series), "{:?} {}", self.engine, paper.number);
        let number = first.map(|first| first.number.to_string());
        let bytes = [self.prints(&paper, Form::Pdf).await, self.prints(&paper, Form::Docx).await];
        let own = [paper.number.as_str(), life.case, "2019年12月30日", "定海路街道办事处"].map(str::to_owned);
        let said = life.said.iter().map(|said| (*said).to_owned()).chain(own).chain(number).collect();
        Issued { paper, bytes, said, unsaid: life.unsaid }
    }

    async fn prints(&self, paper: &PaperView, form: Form) -> Vec<u8> {
        print(&self.bureau, &self.bureau.leader, paper.number.as_str(), form).await.expect("the paper")
    }

    /// Half of them are declared void first: they are printed as they were.
    async fn are_printed_again(&self, all: &[Issued]) {
        self.bureau.street.is("2020-03-02");
        for (n, issued) in all.iter().enumerate() {
            let Issued { paper, bytes, .. } = issued;
            if n % 2 == 1 {
                official::void(&self.bureau.leader, paper.number.as_str(), word("写错")).await.expect("void");
            }
            for (form, first) in [Form::Pdf, Form::Docx].into_iter().zip(bytes) {
                let again = self.prints(paper, form).await;
                assert!(again == *first, "{:?} {} {form:?} is printed otherwise", self.engine, paper.number);
            }
            let hashes = bytes.each_ref().map(|bytes| FileHash::of(bytes).to_string());
            assert_eq!(hashes, [paper.pdf.clone(), paper.docx.clone()], "{:?}", self.engine);
        }
    }

    fn file(&self, n: usize, issued: &Issued, form: Form) -> PathBuf {
        let file = self.bureau.folder.path().join(format!("{n}.{}", form.name()));
        let bytes = if form == Form::Pdf { &issued.bytes[0] } else { &issued.bytes[1] };
        std::fs::write(&file, bytes).expect("written");
        file
    }
}

/// What the papers say, as others' programs read them, is what they have to say.
fn say_what_they_must(counting: &Counting, all: &[Issued]) {
    let file = |form| move |(n, issued)| counting.file(n, issued, form);
    let files: Vec<_> = all.iter().enumerate().map(file(Form::Docx)).collect();
    let pdfs = all.iter().enumerate().map(file(Form::Pdf)).map(|file| pdf(&file));
    let docx =
        docx(&files).map_or_else(|| vec![None; all.len()], |read| read.into_iter().map(Some).collect());
    let mut wrong = Vec::new();
    for ((issued, pdf), docx) in all.iter().zip(pdfs).zip(docx) {
        for (form, read) in [(Form::Pdf, pdf), (Form::Docx, docx)] {
            let Some(read) = read else { continue };
            let missing = issued.said.iter().filter(|said| !read.contains(&bare(said)));
            let missing: Vec<_> = missing.collect();
            let told: Vec<_> = issued.unsaid.iter().filter(|unsaid| read.contains(&bare(unsaid))).collect();
            if !missing.is_empty() || !told.is_empty() {
                let number = &issued.paper.number;
                wrong.push(format!("{number} as {form:?} lacks {missing:?}, tells {told:?}: {read}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{:?}:\n{}", counting.engine, wrong.join("\n"));
}

#[tokio::test]
async fn every_kind_of_paper_is_issued_at_its_step_says_what_it_must_and_is_printed_again_as_it_was() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        bureau.street.is(TODAY);
        let mut counting = Counting { bureau, engine, given: BTreeMap::new() };
        let mut all = Vec::new();
        for kind in PaperKind::ALL {
            let lives = lives(kind);
            assert!(!lives.is_empty(), "{kind:?} has no life");
            for life in lives {
                let issued = counting.lives_through(kind, life).await;
                assert_eq!(issued.paper.kind, kind.name());
                all.push(issued);
            }
        }
        say_what_they_must(&counting, &all);
        counting.are_printed_again(&all).await;
    }
}
