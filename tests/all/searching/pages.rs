//! Pages: newest first, none twice, none left out, and nothing of what a reader never learns of.
use super::office::{Office, of, registration};
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::{Dated, Day};
use anjuan::commands::{Request, Step};
use anjuan::search::{Asked, PAGE, Query, QueryError, Sight};
use std::collections::HashSet;

/// Petitions of which every one tells of an elevator, and every third of a leak.
pub async fn many(engine: Engine, count: usize) -> (Office, Vec<CaseId>) {
    let office = Office::on(engine).await;
    let (mut cases, mut steps) = (Vec::new(), Vec::new());
    for n in 0..count {
        let case = office.desk.store().source().stream_id();
        let matter = if n % 3 == 0 { "电梯停运，墙面漏水" } else { "电梯停运" };
        let command = registration(&format!("XF{n:04}"), matter);
        steps.push(Step::new(case, Dated::on(of::<Day>("2019-03-01"), command)));
        cases.push(case);
        if steps.len() == 50 {
            let steps = std::mem::take(&mut steps);
            office.desk.execute(Request { conduct: Conduct::Paper, steps }).await.expect("registered");
        }
    }
    cases.reverse();
    (office, cases)
}

async fn pages(office: &Office, question: &str, hidden: &[CaseId], limit: usize) -> Vec<Vec<CaseId>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let sight = Sight { hidden: hidden.iter().copied().collect(), ..Sight::everything() };
        let asked = Asked { after, limit, ..Asked::new(question, sight).expect("a question") };
        let found = office.answer(asked).await;
        pages.push(found.hits.iter().map(|hit| hit.case).collect());
        match found.next {
            Some(next) => after = Some(next),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn pages_hold_every_case_once_newest_first() {
    for engine in ENGINES {
        let (office, cases) = many(engine, 400).await;
        let all = pages(&office, "电梯 停运", &[], PAGE).await;
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [50; 8], "{engine:?}");
        assert_eq!(all.concat(), cases, "{engine:?}");
        let leaking: Vec<_> = cases.iter().rev().step_by(3).rev().copied().collect();
        for limit in [1, 7, 50] {
            let found = pages(&office, "电梯 漏水", &[], limit).await;
            assert!(found.iter().all(|page| page.len() <= limit));
            assert_eq!(found.concat(), leaking, "{engine:?} {limit}");
        }
    }
}

#[tokio::test]
async fn what_a_reader_never_learns_of_is_on_no_page_and_shortens_none() {
    for engine in ENGINES {
        let (office, cases) = many(engine, 150).await;
        let hidden: Vec<_> = cases.iter().step_by(2).copied().collect();
        let visible: Vec<_> = cases.iter().skip(1).step_by(2).copied().collect();
        let found = pages(&office, "电梯", &hidden, 25).await;
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [25; 3], "{engine:?}");
        assert_eq!(found.concat(), visible, "{engine:?}");
        let everything: HashSet<_> = cases.iter().copied().collect();
        assert_eq!(pages(&office, "XF0001", &cases, PAGE).await, [vec![]], "{engine:?}");
        assert_eq!(everything.len(), 150);
    }
}

#[tokio::test]
async fn a_page_has_no_next_one_when_all_is_told() {
    for engine in ENGINES {
        let (office, cases) = many(engine, 100).await;
        let hidden = &cases[50..];
        let found = pages(&office, "电梯", hidden, PAGE).await;
        assert_eq!(found, [cases[..50].to_vec()], "{engine:?}: hidden cases leave no trace");
    }
}

#[test]
fn a_question_without_anything_to_look_for_is_refused() {
    let refused = |text: &str| text.parse::<Query>().expect_err(text);
    assert_eq!((refused("！"), refused("漏")), (QueryError::Nothing, QueryError::Nothing));
    assert_eq!(refused(&"9 ".repeat(80)), QueryError::TooLong);
    assert!(refused("漏").to_string().contains("at least two characters"));
}
