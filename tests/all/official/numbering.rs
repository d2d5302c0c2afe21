//! No number is given twice and none is left out, however many write at the same time.
use super::office::{Bureau, chancery, issue};
use crate::committing::lives::{on, word};
use crate::policy::people::registration;
use crate::support::stores::ENGINES;
use anjuan::cases::file_hash::FileHash;
use anjuan::cases::ids::{CaseId, Version};
use anjuan::cases::paper::{Issue, PaperCommand, PaperKind};
use anjuan::cases::series::SeriesRefusal;
use anjuan::commands::{CommandError, OfficeDesk, Refused, Request, Store};
use anjuan::database::StoreUrl;
use anjuan::projections::papers;
use std::collections::BTreeSet;
use tokio::task::JoinSet;

const WRITERS: usize = 64;
const SERIES: &str = "定信登字〔2019〕第";

/// A receipt of a petition that was only registered, under this number.
fn receipt(case: CaseId, ordinal: u64) -> PaperCommand {
    let number = format!("{SERIES}{ordinal}号");
    let (pdf, docx) = (FileHash::of(number.as_bytes()), FileHash::of(number.as_bytes()));
    PaperCommand::IssuePaper {
        issue: Issue {
            case,
            kind: PaperKind::Receipt,
            number: word(&number),
            of: None,
            step: Version(1),
            case_version: Version(1),
            position: 1,
            pdf,
            docx,
            templates: word("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        },
    }
}

async fn appends(desk: &OfficeDesk, case: CaseId, ordinal: u64) -> Result<(), CommandError> {
    let stream = desk.office().papers_stream(case);
    desk.execute(Request::live(stream, on("2019-11-08", receipt(case, ordinal)))).await.map(drop)
}

/// Takes the next number of the series, and the one after it when somebody else was faster.
async fn takes_the_next(desk: OfficeDesk, case: CaseId) {
    loop {
        let highest = papers::highest(desk.store().db(), desk.office(), SERIES).await.expect("an answer");
        match appends(&desk, case, highest.map_or(1, |highest| highest + 1)).await {
            Ok(()) => return,
            Err(CommandError::Refused(Refused::Number(SeriesRefusal::Taken(_)))) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

async fn another_server(bureau: &Bureau, url: &StoreUrl) -> OfficeDesk {
    let store = Store::open(url, bureau.leader.store().source().clone()).await.expect("the same store");
    let subject = bureau.leader.subject().clone();
    store.desk_of(subject, bureau.leader.office()).await.expect("a desk")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_writers_on_two_servers_give_no_number_twice_and_leave_none_out() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        let other = another_server(&bureau, &bureau.street.url()).await;
        let mut cases = Vec::new();
        for n in 0..WRITERS {
            cases.push(bureau.petition(&format!("XF2019-{:04}", n + 1)).await);
        }
        let mut writers = JoinSet::new();
        for (n, case) in cases.into_iter().enumerate() {
            let desk = if n % 2 == 0 { bureau.leader.clone() } else { other.clone() };
            writers.spawn(takes_the_next(desk, case));
        }
        writers.join_all().await;
        let desk = &bureau.leader;
        let all = papers::register(desk.store().db(), desk.office(), SERIES, 1000).await.expect("papers");
        let numbers: Vec<_> = all.iter().map(|paper| paper.number.to_string()).collect();
        let wanted: Vec<_> = (1..=WRITERS).map(|n| format!("{SERIES}{n}号")).collect();
        assert_eq!(numbers, wanted, "{engine:?}");
        let cases: BTreeSet<_> = all.iter().map(|paper| paper.case).collect();
        assert_eq!(cases.len(), WRITERS, "{engine:?}");
    }
}

#[tokio::test]
async fn a_number_that_is_not_the_next_is_refused() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        let (one, two) = (bureau.petition("XF-1").await, bureau.petition("XF-2").await);
        // A series begins where the office says.
        appends(&bureau.leader, one, 58).await.expect("the first");
        for ordinal in [57, 58, 60] {
            let refused = appends(&bureau.leader, two, ordinal).await.expect_err("not the next");
            let taken = matches!(refused, CommandError::Refused(Refused::Number(SeriesRefusal::Taken(_))));
            assert!(taken, "{engine:?} {ordinal}: {refused}");
        }
        appends(&bureau.leader, two, 59).await.expect("the next");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_overtaken_writes_the_paper_again_with_the_next_number() {
    for engine in ENGINES {
        let bureau = Bureau::open(engine).await;
        let other = another_server(&bureau, &bureau.street.url()).await;
        let mut writers = JoinSet::new();
        for n in 1..=4 {
            let case = format!("XF-{n}");
            let request = registration(bureau.leader.store().source().stream_id(), &case);
            bureau.street.operator.execute(request).await.expect("registered");
            let desk = if n % 2 == 0 { bureau.leader.clone() } else { other.clone() };
            let chancery = chancery(&desk, &bureau.folder);
            writers.spawn(async move {
                issue(&desk, &chancery, &case, (PaperKind::Receipt, None), None).await.expect("issued")
            });
        }
        let mut numbers: Vec<_> =
            writers.join_all().await.iter().map(|paper| paper.number.to_string()).collect();
        numbers.sort();
        assert_eq!(numbers, (1..=4).map(|n| format!("{SERIES}{n}号")).collect::<Vec<_>>(), "{engine:?}");
        // What was drawn under a number that another got is gone.
        let kept = bureau.chancery.files.list(bureau.leader.office(), None, 100).await.expect("files");
        assert_eq!(kept.len(), 8, "{engine:?}");
    }
}
