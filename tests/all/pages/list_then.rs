//! The list of cases as of a day, and as the log knew it: each row as the case itself was.
use super::whole::is_whole;
use crate::app::House;
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::occurred::Day;
use anjuan::cases::user::Role;
use anjuan::event_log::{EventLog, Position};
use anjuan::projections::case_pages::Wanted;
use anjuan::projections::rebuild::{Then as Reading, rebuild};
use anjuan::queries::then::Then;
use anjuan::queries::{case, cases, cases_then};
use anjuan::web::app::Unsigned;
use serde_json::json;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Three petitions and a hazard of the beginning of November, whose steps were recorded on the 10th; and their numbers.
async fn office(clerk: &mut Browser, inspector: &mut Browser) -> Vec<String> {
    let mut numbers = Vec::new();
    for (occurred, committee) in [("2019-11-01", "共青"), ("2019-11-03", "凉州"), ("2019-11-07", "共青")]
    {
        let petition = json!({
            "occurred": occurred, "channel": "letter", "heads": 1, "category": "物业管理", "first_time": true,
            "committee": committee, "petitioner": {"name": "何家明"},
        });
        let answer = clerk.post("petitions/commands/RegisterPetition", petition).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        numbers.push(answer.text("number").to_owned());
    }
    let found = json!({
        "occurred": "2019-11-02", "kind": "corridor_clutter", "address": "长阳路1080弄2号", "level": "general",
        "description": "楼道堆放杂物", "inspectors": ["王磊", "陈涛"],
    });
    let found = inspector.post("fire-hazards/commands/FindHazard", found).await;
    assert_eq!(found.status, 201, "{found:?}");
    numbers.push(found.text("number").to_owned());
    for (of, command, body) in [
        (0, "AcceptPetition", json!({"occurred": "2019-11-04", "simplified": false, "department": "信访办"})),
        (0, "WithdrawPetition", json!({"occurred": "2019-11-08", "reason": "不再反映"})),
        (1, "AcceptPetition", json!({"occurred": "2019-11-06", "simplified": false})),
    ] {
        let path = format!("petitions/{}/commands/{command}", numbers[of]);
        let answer = clerk.post(&path, body).await;
        assert_eq!(answer.status, 200, "{command}: {answer:?}");
    }
    numbers
}

#[tokio::test]
async fn the_list_shows_the_cases_that_were_there_and_how_they_stood() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let numbers = office(&mut clerk, &mut inspector).await;
        let shown = |page: &str| {
            let has = |number: &String| page.contains(&format!(">{number}</a>"));
            numbers.iter().map(has).collect::<Vec<_>>()
        };
        auditor.cookies.insert("anjuan-language".to_owned(), "en".to_owned());
        for (query, expected, total) in [
            ("as_of=2019-10-31", [false, false, false, false], 0),
            ("as_of=2019-11-01", [true, false, false, false], 1),
            ("as_of=2019-11-05", [true, true, false, true], 3),
            ("as_of=2019-11-05&open=true", [true, true, false, true], 3),
            ("as_of=2019-11-09&open=true", [false, true, true, true], 3),
            ("as_of=2019-11-09&open=false", [true, false, false, false], 1),
            ("as_of=2019-11-05&phase=accepted", [true, false, false, false], 1),
            ("as_of=2019-11-06&phase=accepted", [true, true, false, false], 2),
            ("as_of=2019-11-05&kind=fire_hazard", [false, false, false, true], 1),
            ("as_of=2019-11-09&committee=%E5%85%B1%E9%9D%92", [true, false, true, false], 2),
            ("as_of=2019-11-09&known_at=2019-11-09", [false, false, false, false], 0),
            ("known_at=2019-11-10", [true, true, true, true], 4),
            ("known_at=1999-01-01+09:00&sort=due", [false, false, false, false], 0),
        ] {
            let answer = auditor.get(&format!("/cases?{query}")).await;
            assert_eq!(answer.status, 200, "{engine:?} {query}: {}", answer.page);
            assert_eq!(shown(&answer.page), expected, "{engine:?} {query}");
            assert!(answer.page.contains(&format!("{total} cases")), "{engine:?} {query}");
            assert!(
                answer.page.contains("class=\"band\"") && answer.page.contains("Back to now"),
                "{engine:?}"
            );
            assert!(!answer.page.contains("name=\"these\""), "{engine:?} {query}: what was is not changed");
        }
        let page = auditor.get("/cases?as_of=2019-11-05").await.page;
        assert!(page.contains("As of 2019-11-05") && page.contains("as the log knows it now"), "{engine:?}");
        assert!(
            page.contains(&format!("/cases/{}?as_of=2019-11-05", numbers[0])),
            "{engine:?}: the same day"
        );
        assert!(page.contains("name=\"as_of\" type=\"date\" value=\"2019-11-05\""), "{engine:?}");
        let today = auditor.get("/cases").await.page;
        assert!(today.contains("name=\"known_at\"") && !today.contains("class=\"band\""), "{engine:?}");
        assert!(
            !clerk.get("/cases").await.page.contains("name=\"known_at\""),
            "{engine:?}: it is the auditor's"
        );
        is_whole(&mut auditor, "/cases?as_of=2019-11-05&known_at=7", 200).await;
        for query in ["as_of=x", "known_at=x", "as_of=2019-11-05&channel=letter"] {
            assert_eq!(auditor.get(&format!("/cases?{query}")).await.status, 400, "{engine:?} {query}");
        }
    }
}

#[tokio::test]
async fn every_row_says_what_the_case_was_then_and_pages_hold_each_once() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let numbers = office(&mut clerk, &mut inspector).await;
        let back = json!({"corrects": 3, "taken_back": true});
        clerk.post(&format!("petitions/{}/corrections", numbers[0]), back).await;
        let desk = &house.desk;
        let head = desk.store().log().head(desk.office()).await.expect("a head");
        let (mut rows, mut there) = (0, 0);
        for known in (1..=head.0).map(Position).chain([Position::END]) {
            for as_of in [None, Some(day("2019-11-02")), Some(day("2019-11-05")), Some(day("2019-11-09"))] {
                let then = Then { as_of, known };
                let wanted = Wanted::default();
                let mut found = Vec::new();
                let mut after = None;
                loop {
                    let asked = cases::Asked {
                        wanted: wanted.clone(),
                        order: cases_then::ORDER,
                        after,
                        limit: 2,
                        total: true,
                    };
                    let (page, _) = cases_then::list(desk, &asked, then).await.expect("a page");
                    found.extend(page.cases);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                for number in &numbers {
                    let now =
                        cases::numbered(desk, &number.parse().expect("a number")).await.expect("a case");
                    let now = now.expect("it is there");
                    let seen =
                        case::seen_then(desk, now.case, then).await.expect("a case").map(|seen| seen.case);
                    let row: Vec<_> = found.iter().filter(|row| row.case == now.case).cloned().collect();
                    assert_eq!(row, Vec::from_iter(seen), "{engine:?} {number} {then:?}");
                    rows += row.len();
                }
                there += found.len();
            }
        }
        assert!(rows == there && rows > 30, "{engine:?}: {rows} of {there}");
    }
}

#[tokio::test]
async fn the_api_and_its_table_give_the_same_list_and_a_hidden_case_is_hidden_on_every_day() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let numbers = office(&mut clerk, &mut inspector).await;
        let list = auditor.get("cases?as_of=2019-11-05&total=true").await.body;
        let listed: Vec<_> =
            list["cases"].as_array().expect("cases").iter().map(|case| &case["number"]).collect();
        assert_eq!(listed, [&numbers[1], &numbers[3], &numbers[0]], "{engine:?}");
        assert_eq!(
            (&list["total"], &list["cases"][2]["phase"]),
            (&json!(3), &json!("accepted")),
            "{engine:?}"
        );
        let table = auditor.get("/api/v1/cases?as_of=2019-11-05&format=csv&lang=en").await.page;
        assert_eq!(table.lines().count(), 4, "{engine:?}: {table}");
        let first = auditor.get("cases?as_of=2019-11-05&limit=2").await.body;
        let next = first["next"].as_str().expect("more");
        let rest = auditor.get(&format!("cases?as_of=2019-11-05&limit=2&after={next}")).await.body;
        assert_eq!(rest["cases"][0]["number"], numbers[0], "{engine:?}");
        assert_eq!(auditor.get("cases?as_of=2019-11-05&sort=due").await.status, 400, "{engine:?}");
        let naming = format!("cases/{}/access/commands/NameAccused", numbers[0]);
        let named = clerk.post(&naming, json!({"user": "sun.li"})).await;
        assert!(named.status < 300, "{engine:?}: {named:?}");
        let hidden = auditor.get("cases?as_of=2019-11-05&total=true").await.body;
        assert_eq!(hidden["total"], 2, "{engine:?}");
        assert!(!auditor.get("/cases?as_of=2019-11-05").await.page.contains(&numbers[0]), "{engine:?}");
    }
}

#[tokio::test]
async fn a_case_whose_opening_day_was_corrected_stands_at_the_day_that_the_log_knew_then() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let numbers = office(&mut clerk, &mut inspector).await;
        let desk = &house.desk;
        let head = async || desk.store().log().head(desk.office()).await.expect("a head");
        let before = head().await;
        let mut moved = Vec::new();
        // The first one was opened later than was said, the third one earlier; the first one is moved back in the end.
        for (of, occurred, committee) in
            [(0, "2019-11-04", "共青"), (2, "2019-10-20", "共青"), (0, "2019-11-01", "共青")]
        {
            let becomes = json!({
                "command": "RegisterPetition", "occurred": occurred, "number": numbers[of], "channel": "letter",
                "heads": 1, "category": "物业管理", "first_time": true, "committee": committee,
                "petitioner": {"kept": true},
            });
            let path = format!("petitions/{}/corrections", numbers[of]);
            let answer = clerk.post(&path, json!({"corrects": 1, "becomes": becomes})).await;
            assert_eq!(answer.status, 200, "{engine:?} {occurred}: {answer:?}");
            moved.push(head().await);
        }
        let listed = async |as_of: Option<&str>, known: Position, wanted: Wanted| {
            let then = Then { as_of: as_of.map(day), known };
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let order = cases_then::ORDER;
                let asked = cases::Asked { wanted: wanted.clone(), order, after, limit: 1, total: false };
                let (page, _) = cases_then::list(desk, &asked, then).await.expect("a page");
                found.extend(page.cases.into_iter().map(|case| {
                    let place = numbers.iter().position(|number| *number == case.number.as_str());
                    (place.expect("one of them"), case.opened.to_string())
                }));
                after = page.next;
                if after.is_none() {
                    return found;
                }
            }
        };
        let at = |places: &[(usize, &str)]| -> Vec<_> {
            places.iter().map(|(place, day)| (*place, (*day).to_owned())).collect()
        };
        let all = Wanted::default;
        let said = [(2, "2019-11-07"), (1, "2019-11-03"), (3, "2019-11-02"), (0, "2019-11-01")];
        assert_eq!(listed(None, before, all()).await, at(&said), "{engine:?}");
        assert_eq!(listed(Some("2019-11-02"), before, all()).await, at(&said[2..]), "{engine:?}");
        let first = [(2, "2019-11-07"), (0, "2019-11-04"), (1, "2019-11-03"), (3, "2019-11-02")];
        assert_eq!(listed(None, moved[0], all()).await, at(&first), "{engine:?}");
        assert_eq!(listed(Some("2019-11-03"), moved[0], all()).await, at(&first[2..]), "{engine:?}");
        let last = [(1, "2019-11-03"), (3, "2019-11-02"), (0, "2019-11-01"), (2, "2019-10-20")];
        assert_eq!(listed(None, Position::END, all()).await, at(&last), "{engine:?}");
        assert_eq!(listed(None, moved[2], all()).await, at(&last), "{engine:?}");
        assert_eq!(listed(Some("2019-10-31"), Position::END, all()).await, at(&last[3..]), "{engine:?}");
        assert_eq!(listed(Some("2019-10-31"), before, all()).await, at(&[]), "{engine:?}");
        let of = Wanted { opened_from: Some(day("2019-11-05")), ..all() };
        assert_eq!(listed(None, before, of.clone()).await, at(&said[..1]), "{engine:?}");
        assert_eq!(listed(None, Position::END, of).await, at(&[]), "{engine:?}");
        let of = Wanted { number: Some(numbers[0].clone()), ..all() };
        assert_eq!(listed(None, moved[0], of).await, at(&first[1..2]), "{engine:?}");
        let of = Wanted { kind: Some("fire_hazard".parse().expect("a kind")), ..all() };
        assert_eq!(listed(None, before, of).await, at(&said[2..3]), "{engine:?}");
        let rebuilt = rebuild(desk.store().db(), Reading::CompareOnly, |_| {}).await.expect("rebuilt");
        assert_eq!(rebuilt.differences(), 0, "{engine:?}: {rebuilt:?}");
    }
}
