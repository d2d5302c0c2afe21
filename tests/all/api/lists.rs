//! The list of cases: every filter, every order, page by page.
use super::client::{Api, registering};
use crate::support::stores::{ENGINES, Engine};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An office with thirty cases of all kinds, some of them concluded.
async fn office(engine: Engine) -> Api {
    let api = Api::on(engine).await;
    for n in 0..30 {
        let day = format!("2019-{:02}-{:02}", 9 + n / 15, 1 + (n * 7) % 28);
        if n % 5 == 4 {
            let report = json!({
                "occurred": day, "kind": if n % 2 == 0 { "corridor_clutter" } else { "wiring" },
                "address": "杭州路242弄53号", "description": "楼道里堆满纸箱",
                "committee": if n % 3 == 0 { "凉州" } else { "共青" },
            });
            api.post("/fire-hazards/commands/ReportHazard", report).await.with(201);
            continue;
        }
        let mut body = registering(&day);
        body["channel"] = json!(["letter", "visit", "call", "online"][n % 4]);
        body["committee"] = json!(if n % 3 == 0 { "凉州" } else { "共青" });
        body["category"] = json!(if n % 4 == 0 { "环境卫生" } else { "物业管理" });
        let number =
            api.post("/petitions/commands/RegisterPetition", body).await.with(201).body["number"].clone();
        let number = number.as_str().expect("a number");
        if n % 3 == 1 {
            let accept = json!({"occurred": day, "simplified": false});
            api.petition(number, "AcceptPetition", accept).await.with(200);
            let concluded = format!("2019-11-{:02}", 1 + n % 10);
            let conclude = json!({"occurred": concluded, "outcome": "support", "paper": "1号"});
            api.petition(number, "ConcludePetition", conclude).await.with(200);
        }
    }
    api
}

/// Every case of a list, page by page.
async fn all(api: &Api, query: &str, limit: usize) -> Vec<Value> {
    let (mut cases, mut after) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("/cases?{query}&limit={limit}{after}")).await.with(200).body;
        let some = page["cases"].as_array().expect("cases");
        assert!(some.len() <= limit);
        cases.extend(some.iter().cloned());
        let Some(next) = page["next"].as_str() else { return cases };
        after = format!("&after={next}");
    }
}

fn numbers(cases: &[Value]) -> Vec<&str> {
    cases.iter().map(|case| case["number"].as_str().expect("a number")).collect()
}

#[tokio::test]
async fn pages_of_any_size_hold_every_case_once_in_every_order() {
    for engine in ENGINES {
        let api = office(engine).await;
        for (sort, field) in [
            ("opened", "opened"),
            ("due", "due"),
            ("number", "number"),
            ("closed", "closed"),
            ("kind", "kind"),
            ("category", "category"),
            ("committee", "committee"),
            ("department", "department"),
            ("phase", "phase"),
        ] {
            for sign in ["", "-"] {
                let whole = all(&api, &format!("sort={sign}{sort}"), 200).await;
                let paged = all(&api, &format!("sort={sign}{sort}"), 7).await;
                assert_eq!(numbers(&whole), numbers(&paged), "{engine:?} {sign}{sort}");
                let mut keys: Vec<_> =
                    whole.iter().map(|case| case[field].as_str().unwrap_or_default()).collect();
                if sign == "-" {
                    keys.reverse();
                }
                assert!(keys.is_sorted() && keys.len() >= 8, "{engine:?} {sign}{sort}: {keys:?}");
                let different: BTreeSet<_> = numbers(&whole).into_iter().collect();
                assert_eq!(different.len(), whole.len());
            }
        }
        for sort in ["opened", "kind", "category", "committee", "department", "phase"] {
            assert_eq!(all(&api, &format!("sort={sort}"), 200).await.len(), 30, "{engine:?} {sort}");
        }
    }
}

/// A filter, and what it lets through.
type Filter = (&'static str, fn(&Value) -> bool);

const FILTERS: [Filter; 14] = [
    ("kind=petition", |case| case["kind"] == "petition"),
    ("phase=concluded", |case| case["phase"] == "concluded"),
    ("open=true", |case| case["open"] == true),
    ("open=false", |case| case["open"] == false),
    ("overdue=true", |case| case["due"].as_str().is_some_and(|due| due < "2019-11-10")),
    ("committee=%E5%87%89%E5%B7%9E", |case| case["committee"] == "凉州"),
    ("department=%E4%BF%A1%E8%AE%BF%E5%8A%9E", |case| case["department"] == "信访办"),
    ("category=wiring", |case| case["category"] == "wiring"),
    ("due_from=2019-10-01&due_to=2019-10-20", |case| {
        case["due"].as_str().is_some_and(|due| ("2019-10-01"..="2019-10-20").contains(&due))
    }),
    ("due_to=2019-09-30", |case| case["due"].as_str().is_some_and(|due| due <= "2019-09-30")),
    ("opened_from=2019-10-01", |case| case["opened"].as_str().is_some_and(|day| day >= "2019-10-01")),
    ("opened_to=2019-09-20", |case| case["opened"].as_str().is_some_and(|day| day <= "2019-09-20")),
    ("number=XF2019-001", |case| {
        case["number"].as_str().is_some_and(|number| number.starts_with("XF2019-001"))
    }),
    ("kind=petition&open=true&category=%E7%89%A9%E4%B8%9A%E7%AE%A1%E7%90%86", |case| {
        case["kind"] == "petition" && case["open"] == true && case["category"] == "物业管理"
    }),
];

#[tokio::test]
async fn every_filter_lets_through_what_it_says_in_every_order_and_counts_it() {
    for engine in ENGINES {
        let api = office(engine).await;
        let everything = all(&api, "sort=opened", 200).await;
        for (filter, lets_through) in FILTERS {
            for sort in ["opened", "-opened", "number", "due", "-closed"] {
                let has_place = |case: &&Value| match sort {
                    "due" => case["due"].is_string(),
                    "-closed" => case["closed"].is_string(),
                    _ => true,
                };
                let wanted = everything.iter().filter(|case| lets_through(case)).filter(has_place);
                let wanted: BTreeSet<_> = wanted.map(|case| case["number"].to_string()).collect();
                let found = all(&api, &format!("{filter}&sort={sort}"), 4).await;
                let found: BTreeSet<_> = found.iter().map(|case| case["number"].to_string()).collect();
                assert_eq!(found, wanted, "{engine:?} {filter} {sort}");
                let total =
                    api.get(&format!("/cases?{filter}&sort={sort}&total=true&limit=1")).await.body["total"]
                        .clone();
                assert_eq!(total, wanted.len(), "{engine:?} {filter} {sort}");
            }
            assert!(everything.iter().any(lets_through), "{filter} is tried on something");
        }
        let letters = all(&api, "channel=letter", 200).await;
        assert!(letters.len() >= 5 && letters.iter().all(|case| case["kind"] == "petition"), "{engine:?}");
        let by_channel = ["visit", "call", "online"].map(|channel| format!("channel={channel}"));
        let mut others = 0;
        for channel in &by_channel {
            others += all(&api, channel, 200).await.len();
        }
        assert_eq!(letters.len() + others, all(&api, "kind=petition", 200).await.len(), "{engine:?}");
    }
}

#[tokio::test]
async fn a_case_that_is_there_all_the_time_comes_once_whatever_is_written_meanwhile() {
    for engine in ENGINES {
        let api = office(engine).await;
        let before = all(&api, "sort=opened", 200).await;
        let first = api.get("/cases?limit=10").await.with(200).body;
        let mut seen: Vec<_> =
            first["cases"].as_array().expect("cases").iter().map(|case| case["number"].to_string()).collect();
        api.registered("2019-09-01").await;
        api.registered("2019-11-09").await;
        let next = first["next"].as_str().expect("more");
        let rest = api.get(&format!("/cases?limit=200&after={next}")).await.with(200).body;
        seen.extend(rest["cases"].as_array().expect("cases").iter().map(|case| case["number"].to_string()));
        for case in &before {
            let number = case["number"].to_string();
            let times = seen.iter().filter(|seen| **seen == number).count();
            assert_eq!(times, 1, "{engine:?} {number}");
        }
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_the_list_that_gave_it_alone() {
    for engine in ENGINES {
        let api = office(engine).await;
        let next = api.get("/cases?limit=5").await.body["next"].as_str().expect("more").to_owned();
        let other = api.get(&format!("/cases?limit=5&open=true&after={next}")).await;
        assert_eq!(other.problem(400), "query.other_list", "{engine:?}");
        let turned = api.get(&format!("/cases?limit=5&sort=-opened&after={next}")).await;
        assert_eq!(turned.problem(400), "query.other_list");
        for spoilt in ["x", "00", "zz", &next[..next.len() - 4]] {
            let answer = api.get(&format!("/cases?limit=5&after={spoilt}")).await;
            assert!(matches!(&*answer.problem(400), "query.after" | "query.other_list"), "{spoilt}");
        }
        api.get(&format!("/cases?limit=9&after={next}")).await.with(200);
    }
}

#[tokio::test]
async fn what_the_list_is_not_asked_is_refused_with_its_name() {
    let api = Api::on(ENGINES[0]).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("sort=colour", "sort"),
        ("kind=dog", "kind"),
        ("channel=pigeon", "channel"),
        ("opened_from=2019-13-01", "opened_from"),
        ("colour=red", "colour"),
        ("committee=", "committee"),
    ] {
        let answer = api.get(&format!("/cases?{query}")).await;
        assert_eq!(answer.field(), field, "{query}: {answer:?}");
        assert!(answer.problem(400).starts_with("query."), "{query}");
    }
}
