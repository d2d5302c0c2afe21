//! A whole number of a case finds that case at once, whether or not the index has followed.
use super::office::{Office, registration};
use crate::support::stores::ENGINES;
use anjuan::search::{Asked, Fields, Sight};
use anjuan::web::search_view::SearchView;

async fn numbers(office: &Office, asked: Asked) -> Vec<String> {
    let view = SearchView::of(&office.desk, asked).await.expect("an answer");
    view.cases.iter().map(|found| found.case.number.to_string()).collect()
}

fn asking(question: &str) -> Asked {
    Asked::new(question, Sight::everything()).expect("a question")
}

#[tokio::test]
async fn a_case_is_found_by_its_whole_number_before_the_index_has_followed() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let case = office.petition("XF2019-0042", "电梯停运").await;
        let view = SearchView::of(&office.desk, asking("XF2019-0042")).await.expect("an answer");
        assert_eq!(view.position.0, 0, "{engine:?}: nothing waited for the index");
        let found: Vec<_> = view.cases.iter().map(|found| (found.case.case, found.found_in)).collect();
        assert_eq!(found, [(case, Fields::NUMBER)], "{engine:?}");
        assert_eq!(
            numbers(&office, asking("xf2019-0042")).await,
            ["XF2019-0042"],
            "{engine:?}: as it is spelt"
        );
        assert_eq!(numbers(&office, asking("XF2019-0043")).await, Vec::<String>::new(), "{engine:?}");
        let hidden = Sight { hidden: [case].into(), ..Sight::everything() };
        let asked = Asked::new("XF2019-0042", hidden).expect("a question");
        assert_eq!(numbers(&office, asked).await, Vec::<String>::new(), "{engine:?}: it is hidden");
    }
}

#[tokio::test]
async fn the_case_of_the_number_stands_with_those_that_mention_it() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.petition("XF7", "电梯停运").await;
        office.opened("2019-03-01", registration("XF8", "与XF9同一事")).await;
        office.desk.store().search().catch_up(office.desk.office()).await.expect("caught up");
        office.petition("XF9", "楼道堆物").await;
        assert_eq!(numbers(&office, asking("XF9")).await, ["XF9", "XF8"], "{engine:?}");
        let one = Asked { limit: 1, ..asking("XF9") };
        let first = SearchView::of(&office.desk, one.clone()).await.expect("an answer");
        assert_eq!(first.cases[0].case.number.as_str(), "XF9", "{engine:?}: the newest first");
        let after = first.next.map(|next| next.parse().expect("a cursor"));
        assert_eq!(numbers(&office, Asked { after, ..one }).await, ["XF8"], "{engine:?}");
        let other_kind = Asked { kinds: vec!["fire_hazard".parse().expect("a kind")], ..asking("XF9") };
        assert_eq!(numbers(&office, other_kind).await, Vec::<String>::new(), "{engine:?}");
    }
}
