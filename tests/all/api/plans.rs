//! How the engines find a page: by an index in the page's order, without sorting or reading the whole.
use super::client::Api;
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::any_file::CaseKind;
use anjuan::cases::ids::{OfficeId, StreamId};
use anjuan::database::{Db, Value};
use anjuan::projections::case_pages::{
    Key, Order, Sort, Wanted, counting_statements, gathered_statement, page_statement, stop_statement,
};
use anjuan::projections::event_pages;
use uuid::Uuid;

async fn plan(db: &Db, (sql, values): (String, Vec<Value>)) -> String {
    let mut tx = db.begin_read().await.expect("a transaction");
    let (explain, at) = match db {
        Db::Sqlite { .. } => ("EXPLAIN QUERY PLAN ", 3),
        Db::Postgres { .. } => {
            // Of a small table it would rather read all: what is asked is whether it has to.
            tx.execute("SET LOCAL enable_seqscan = off", &[]).await.expect("set");
            tx.execute("SET LOCAL enable_bitmapscan = off", &[]).await.expect("set");
            ("EXPLAIN ", 0)
        }
    };
    let rows = tx.fetch(format!("{explain}{sql}"), &values).await.expect("a plan");
    let lines = rows.iter().map(|row| row.get::<String>(at).expect("a line"));
    lines.collect::<Vec<_>>().join("\n")
}

fn orders() -> impl Iterator<Item = (Order, Key, &'static str)> {
    let day = || Key::Day("2019-11-04".parse().expect("a day"), StreamId(Uuid::from_u128(7)));
    let number = || Key::Number("XF2019-0001".to_owned());
    let sorts = [
        (Sort::Opened, day(), "cases_by_day"),
        (Sort::Due, day(), "cases_by_due"),
        (Sort::Number, number(), "cases_by_number"),
        (Sort::Closed, day(), "cases_by_closed"),
    ];
    sorts.into_iter().flat_map(|(sort, key, index)| {
        [false, true].map(|descending| (Order { sort, descending }, key.clone(), index))
    })
}

fn wanted() -> [Wanted; 4] {
    let word = |word: &str| Some(word.to_owned());
    [
        Wanted::default(),
        Wanted { kind: Some(CaseKind::Petition), ..Wanted::default() },
        Wanted { committee: word("凉州"), phase: word("accepted"), ..Wanted::default() },
        Wanted {
            number: word("XF2019-"),
            open: Some(false),
            department: word("信访办"),
            ..Wanted::default()
        },
    ]
}

fn is_by(engine: Engine, plan: &str, index: &str) -> bool {
    let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
    let reads_all = match engine {
        Engine::Sqlite => plan.contains("SCAN cases"),
        Engine::Postgres => plan.contains("Seq Scan"),
    };
    plan.contains(index) && !sorts && !reads_all
}

#[tokio::test]
async fn a_page_is_found_in_its_order_by_an_index_under_every_filter() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (db, office): (_, OfficeId) = (api.desk.store().db(), api.desk.office());
        for (order, key, index) in orders() {
            for wanted in wanted() {
                let stop = stop_statement(office, &wanted, order, Some(&key));
                let page = page_statement(office, &wanted, order, (Some(&key), None), 51);
                for statement in stop.into_iter().chain([page]) {
                    let plan = plan(db, statement).await;
                    assert!(is_by(engine, &plan, index), "{engine:?} {order:?} {wanted:?}\n{plan}");
                }
            }
        }
    }
}

/// What a column gathers is found by an index first, so that what is sorted has a bound.
#[tokio::test]
async fn cases_that_a_column_gathers_are_found_by_an_index_before_they_are_sorted() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (db, office) = (api.desk.store().db(), api.desk.office());
        let key = Key::Text("凉州".to_owned(), StreamId(Uuid::from_u128(7)));
        let day = "2019-11-04".parse().ok();
        let due = Wanted { due_to: day, open: Some(true), ..Wanted::default() };
        let open = Wanted { open: Some(true), phase: Some("accepted".to_owned()), ..Wanted::default() };
        for sort in [Sort::Kind, Sort::Category, Sort::Committee, Sort::Department, Sort::Phase] {
            for (wanted, index) in [
                (Wanted::default(), "cases_by_day"),
                (due.clone(), "cases_by_due"),
                (open.clone(), "cases_open_by_day"),
            ] {
                let order = Order { sort, descending: false };
                let plan = plan(db, gathered_statement(office, &wanted, order, Some(&key), 51)).await;
                let reads_all = match engine {
                    Engine::Sqlite => plan.contains("SCAN cases USING"),
                    Engine::Postgres => plan.contains("Seq Scan"),
                };
                assert!(plan.contains(index) && !reads_all, "{engine:?} {sort:?} {wanted:?}\n{plan}");
            }
        }
    }
}

#[tokio::test]
async fn open_cases_are_found_among_open_ones_alone() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let wanted = Wanted { open: Some(true), ..Wanted::default() };
        for descending in [false, true] {
            let order = Order { sort: Sort::Opened, descending };
            let (db, office) = (api.desk.store().db(), api.desk.office());
            assert!(stop_statement(office, &wanted, order, None).is_none(), "the index finds them by itself");
            let plan = plan(db, page_statement(office, &wanted, order, (None, None), 51)).await;
            assert!(is_by(engine, &plan, "cases_open_by_day"), "{engine:?}\n{plan}");
        }
    }
}

#[tokio::test]
async fn a_page_of_the_log_walks_it_by_position_and_a_case_is_read_by_its_stream() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (db, office) = (api.desk.store().db(), api.desk.office());
        let actor = Some("user:li.na".to_owned());
        let by_actor = event_pages::Wanted { actor, ..event_pages::Wanted::default() };
        let streams = vec![StreamId(Uuid::from_u128(7)), StreamId(Uuid::from_u128(8))];
        let of_case = event_pages::Wanted { streams, ..event_pages::Wanted::default() };
        for (wanted, index) in
            [(by_actor, ["PRIMARY KEY", "events_pkey"]), (of_case, ["events_by_stream", "events_by_stream"])]
        {
            let plan = plan(db, event_pages::statement(db, office, &wanted, (0, 20_000), 51)).await;
            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
            let found = index.iter().any(|index| plan.contains(index));
            assert!(found && !sorts && !plan.contains("SCAN events"), "{engine:?} {wanted:?}\n{plan}");
        }
    }
}

#[tokio::test]
async fn late_events_are_found_by_their_own_index_and_no_further_than_a_page_looks() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (db, office) = (api.desk.store().db(), api.desk.office());
        let actor = Some("user:li.na".to_owned());
        for wanted in [
            event_pages::Wanted { late_days: Some(7), ..event_pages::Wanted::default() },
            event_pages::Wanted { late_days: Some(30), actor, ..event_pages::Wanted::default() },
        ] {
            let page = event_pages::statement(db, office, &wanted, (0, 2_000_000), 51);
            for statement in [event_pages::late_statement(db, office, (0, 2_000_000)), page] {
                let plan = plan(db, statement).await;
                let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
                assert!(plan.contains("events_late") && !sorts, "{engine:?} {wanted:?}\n{plan}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_due_is_counted_by_kind_in_one_look_through_an_index_that_reads_no_case() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (db, office) = (api.desk.store().db(), api.desk.office());
        let all = Wanted { open: Some(true), ..Wanted::default() };
        let kinds = [None, Some(CaseKind::Petition), Some(CaseKind::FireHazard), Some(CaseKind::Inspection)];
        let due = kinds.map(|kind| Wanted { kind, ..all.clone() });
        let closed = Wanted::default();
        let each: Vec<_> =
            due.iter().map(|wanted| (wanted, Sort::Due)).chain([(&closed, Sort::Closed)]).collect();
        let statements = counting_statements(office, &each, &[]);
        let places: Vec<_> = statements.iter().map(|(_, places)| places.clone()).collect();
        assert_eq!(places, [vec![0, 1, 2, 3], vec![4]], "{engine:?}");
        for ((statement, _), index) in statements.into_iter().zip(["cases_by_due", "cases_by_closed"]) {
            let plan = plan(db, statement).await;
            let only = match engine {
                Engine::Sqlite => format!("USING COVERING INDEX {index}"),
                Engine::Postgres => format!("Index Only Scan using {index}"),
            };
            assert!(plan.contains(&only), "{engine:?}: {plan}");
        }
    }
}
