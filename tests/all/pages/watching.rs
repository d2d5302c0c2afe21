//! Who looked at what is recorded before it is shown; people are masked until somebody says why; samples are drawn again;
//! cases are taken out as evidence.
use super::registered;
use super::whole::is_whole;
use crate::app::House;
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const NAME: &str = "何家明";
const PHONE: &str = "19900009815";

/// What was read, the newest first: who, what, of which case, why.
async fn readings(browser: &mut Browser, query: &str) -> Vec<(String, String, String, String)> {
    let answer = browser.get(&format!("readings?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.page);
    let text = |reading: &Value, name: &str| reading[name].as_str().unwrap_or_default().to_owned();
    let readings = answer.body["readings"].as_array().expect("readings").clone();
    let of = |reading: &Value| {
        (text(reading, "reader"), text(reading, "what"), text(reading, "number"), text(reading, "reason"))
    };
    readings.iter().map(of).collect()
}

fn reading(reader: &str, what: &str, number: &str, reason: &str) -> (String, String, String, String) {
    (format!("user:{reader}"), what.to_owned(), number.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn what_an_auditor_reads_is_recorded_and_the_work_of_every_day_is_not() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let mut watcher = house.signed_in("qian.wen", Role::AuditAdministrator).await;
        let number = registered(&mut clerk).await;
        for path in
            [format!("/cases/{number}"), format!("cases/{number}"), "/cases".to_owned(), "/".to_owned()]
        {
            assert_eq!(clerk.get(&path).await.status, 200, "{engine:?} {path}");
        }
        assert_eq!(readings(&mut watcher, "").await, Vec::new(), "{engine:?}");

        assert_eq!(auditor.get(&format!("/cases/{number}")).await.status, 200, "{engine:?}");
        assert_eq!(auditor.get(&format!("cases/{number}/history")).await.status, 200, "{engine:?}");
        let expected =
            vec![reading("sun.li", "history", &number, ""), reading("sun.li", "case", &number, "")];
        assert_eq!(readings(&mut watcher, "").await, expected, "{engine:?}");
        assert_eq!(
            readings(&mut watcher, &format!("number={number}&what=case")).await.len(),
            1,
            "{engine:?}"
        );
        assert_eq!(readings(&mut watcher, "reader=user:li.na").await, Vec::new(), "{engine:?}");
        let from = "from=2019-11-11T00:00:00%2B08:00";
        assert_eq!(readings(&mut watcher, from).await, Vec::new(), "{engine:?}");
        let until = "until=2019-11-11T00:00:00%2B08:00&limit=1";
        assert_eq!(readings(&mut watcher, until).await.len(), 1, "{engine:?}");

        // Somebody is looked for: that is recorded, and not for whom.
        assert_eq!(clerk.post("search", json!({"q": PHONE})).await.status, 200, "{engine:?}");
        assert_eq!(
            readings(&mut watcher, "").await[0],
            reading("li.na", "person_search", "", ""),
            "{engine:?}"
        );
        let page = watcher.get("/audit/readings").await;
        assert!(page.page.contains("sun.li") && !page.page.contains(PHONE), "{engine:?}: {}", page.page);
        for path in
            ["/audit/readings", "/audit/readings?reader=sun.li&what=case&from=2019-11-01&to=2019-11-30"]
        {
            is_whole(&mut watcher, path, 200).await;
        }
        is_whole(&mut auditor, "/audit/readings?number=XF1999-1", 200).await;
        assert_eq!(clerk.get("/audit/readings").await.status, 403, "{engine:?}");
        let led = watcher.get("/audit").await;
        assert_eq!((led.status, super::location(&led).as_str()), (303, "/audit/readings"), "{engine:?}");
    }
}

#[tokio::test]
async fn whatever_anybody_reads_of_a_restricted_case_is_recorded() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let number = registered(&mut clerk).await;
        let set = format!("cases/{number}/access/commands/SetConfidentiality");
        let answer = clerk.post(&set, json!({"level": "restricted"})).await;
        assert!(answer.status < 300, "{engine:?}: {answer:?}");
        assert_eq!(clerk.get(&format!("/cases/{number}")).await.status, 200, "{engine:?}");
        let expected = vec![reading("li.na", "case", &number, "")];
        assert_eq!(readings(&mut auditor, "reader=user:li.na").await, expected, "{engine:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown_and_what_is_recorded_is_never_changed() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let number = registered(&mut clerk).await;
        let path = format!("/cases/{number}");
        assert_eq!(auditor.get(&path).await.status, 200, "{engine:?}");
        let db = house.desk.store().db();
        let office = house.desk.office();
        for spoil in [
            "UPDATE readings SET reader = 'user:nobody' WHERE office_id = $1",
            "DELETE FROM readings WHERE office_id = $1",
        ] {
            let mut tx = db.begin().await.expect("a transaction");
            assert!(tx.execute(spoil, &[office.0.into()]).await.is_err(), "{engine:?}: {spoil}");
        }
        assert_eq!(readings(&mut auditor, "what=case").await.len(), 1, "{engine:?}");
        // The next place is taken already: nothing can be recorded there.
        let mut tx = db.begin().await.expect("a transaction");
        let gone = "DELETE FROM reading_heads WHERE office_id = $1";
        tx.execute(gone, &[office.0.into()]).await.expect("gone");
        tx.commit().await.expect("kept");
        let answer = auditor.get(&path).await;
        assert!(answer.status >= 500, "{engine:?}: {}", answer.status);
        assert!(!answer.page.contains("楼道电梯"), "{engine:?}");
    }
}

#[tokio::test]
async fn people_are_masked_until_whoever_may_see_them_says_why() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut other = house.signed_in("zhao.min", Role::PetitionClerk).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let number = registered(&mut clerk).await;
        let (path, api) = (format!("/cases/{number}"), format!("cases/{number}"));
        assert!(clerk.get(&path).await.page.contains(NAME), "{engine:?}: whoever registered it works on it");
        for (who, browser) in [("zhao.min", &mut other), ("chen.tao", &mut leader)] {
            let masked = browser.get(&path).await.page;
            assert!(!masked.contains(NAME) && !masked.contains(PHONE), "{engine:?} {who}: {masked}");
            assert!(masked.contains("何**") && masked.contains("/reveal\""), "{engine:?} {who}");
            assert_eq!(browser.get(&api).await.body["parties"][0]["shown"], "masked", "{engine:?} {who}");
            is_whole(browser, &path, 200).await;

            for fields in [vec![], vec![("reason", "other")], vec![("reason", "curiosity")]] {
                let refused = browser.submit(&format!("{path}/reveal"), &fields).await;
                assert_eq!(refused.status, 422, "{engine:?} {who} {fields:?}");
                assert!(!refused.page.contains(NAME), "{engine:?} {who}");
            }
            assert_eq!(browser.get(&format!("{api}?reveal=other")).await.status, 400, "{engine:?} {who}");
            assert_eq!(readings(&mut auditor, "what=reveal").await.len(), usize::from(who == "chen.tao") * 2);
            let why = [("reason", "other"), ("words", "来电询问办理进度")];
            let shown = browser.submit(&format!("{path}/reveal"), &why).await;
            assert_eq!(shown.status, 200, "{engine:?} {who}: {}", shown.page);
            assert!(shown.page.contains(NAME) && shown.page.contains(PHONE), "{engine:?} {who}");
            let shown = browser.get(&format!("{api}?reveal=supervision")).await;
            assert_eq!(shown.body["parties"][0]["name"], NAME, "{engine:?} {who}");
            assert!(!browser.get(&path).await.page.contains(NAME), "{engine:?} {who}: only that once");
        }
        let recorded = readings(&mut auditor, "what=reveal&reader=user:chen.tao").await;
        let expected = vec![
            reading("chen.tao", "reveal", &number, "supervision"),
            reading("chen.tao", "reveal", &number, "other"),
        ];
        assert_eq!(recorded, expected, "{engine:?}");
        assert!(auditor.get("/audit/readings").await.page.contains("来电询问办理进度"), "{engine:?}");
        let sealed = "SELECT words FROM readings WHERE office_id = $1 AND words IS NOT NULL".to_owned();
        for row in house.desk.store().db().fetch(sealed, &[house.desk.office().0.into()]).await.expect("rows")
        {
            let words: Vec<u8> = row.get(0).expect("words");
            assert!(!String::from_utf8_lossy(&words).contains("来电"), "{engine:?}: words are sealed");
        }
        // An auditor sees names by a grant alone.
        assert!(!auditor.get(&path).await.page.contains("/reveal\""), "{engine:?}");
        assert_eq!(
            auditor.submit(&format!("{path}/reveal"), &[("reason", "audit")]).await.status,
            403,
            "{engine:?}"
        );
        assert_eq!(auditor.get(&format!("{api}?reveal=audit")).await.status, 403, "{engine:?}");
    }
}

#[tokio::test]
async fn the_same_sample_is_drawn_for_ever() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        for _ in 0..12 {
            registered(&mut clerk).await;
        }
        let drawn = auditor.get("sample?seed=2019-1&size=5&kind=petition&year=2019").await.body;
        let numbers = |sample: &Value| {
            let cases = sample["cases"].as_array().expect("cases").clone();
            cases.iter().map(|case| case["number"].as_str().expect("a number").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((numbers(&drawn).len(), &drawn["population"]), (5, &json!(12)), "{engine:?}: {drawn}");
        let position = drawn["position"].as_i64().expect("a position");
        for _ in 0..5 {
            registered(&mut clerk).await;
        }
        let again = format!("sample?seed=2019-1&size=5&kind=petition&year=2019&position={position}");
        let again = auditor.get(&again).await.body;
        assert_eq!((numbers(&again), &again["population"]), (numbers(&drawn), &json!(12)), "{engine:?}");
        let now = auditor.get("sample?seed=2019-1&size=5").await.body;
        assert_eq!(now["population"], 17, "{engine:?}");
        let other = auditor.get(&format!("sample?seed=2019-2&size=5&position={position}")).await.body;
        assert_ne!(numbers(&other), numbers(&drawn), "{engine:?}");
        assert_eq!(auditor.get("sample?seed=x&size=5&year=2018").await.body["population"], 0, "{engine:?}");
        for wrong in ["seed=&size=5", "seed=x&size=0", "seed=x&size=1001", "seed=x&size=5&kind=cat"] {
            assert_eq!(auditor.get(&format!("sample?{wrong}")).await.status, 400, "{engine:?} {wrong}");
        }
        let query = format!("seed=2019-1&size=5&kind=petition&year=2019&position={position}");
        let page = auditor.get(&format!("/audit/sample?{query}")).await;
        let table = auditor.get(&format!("/audit/sample.csv?{query}")).await;
        assert_eq!((page.status, table.status), (200, 200), "{engine:?}: {}", page.page);
        for (place, number) in numbers(&drawn).iter().enumerate() {
            assert!(page.page.contains(&format!("href=\"/cases/{number}\"")), "{engine:?} {number}");
            assert!(table.page.contains(&format!("\n{},{number},", place + 1)), "{engine:?}: {}", table.page);
        }
        is_whole(&mut auditor, "/audit/sample", 200).await;
        is_whole(&mut auditor, &format!("/audit/sample?{query}"), 200).await;
        is_whole(&mut auditor, "/audit/sample?seed=x&size=5000", 422).await;
        assert_eq!(clerk.get("/audit/sample").await.status, 403, "{engine:?}");
    }
}

#[tokio::test]
async fn every_list_goes_out_as_a_table_with_all_that_its_filter_finds() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let mut numbers = Vec::new();
        for _ in 0..60 {
            numbers.push(registered(&mut clerk).await);
        }
        assert_eq!(auditor.get(&format!("/cases/{}", numbers[0])).await.status, 200, "{engine:?}");
        let lists = [
            ("/audit?type=PetitionRegistered", "events", 60),
            ("/audit/readings?what=case", "readings", 1),
            ("/audit/orders", "orders", 0),
            ("/audit/numbers", "numbers", 0),
            ("/figures/petitions.registered?from=2019-01-01&to=2019-12-31", "cases", 60),
            ("/search?q=%E6%A5%BC%E9%81%93", "found", 60),
        ];
        for (list, name, rows) in lists {
            let page = auditor.get(list).await;
            assert_eq!(page.status, 200, "{engine:?} {list}");
            let joined = if list.contains('?') { "&#38;" } else { "?" };
            let offers = page.page.contains(&format!("{joined}format=csv\" download"));
            assert!(offers || rows == 0 && name == "found", "{engine:?} {list}: {}", page.page);
            let ask = if list.contains('?') { '&' } else { '?' };
            let table = auditor.get(&format!("{list}{ask}format=csv")).await;
            assert_eq!(table.status, 200, "{engine:?} {list}");
            assert_eq!(table.page.lines().count(), 1 + rows, "{engine:?} {list}: {}", table.page);
            let book = auditor.get(&format!("{list}{ask}format=xlsx")).await;
            assert_eq!(book.status, 200, "{engine:?} {list}");
            assert_eq!(auditor.get(&format!("{list}{ask}format=pdf")).await.status, 400, "{engine:?} {list}");
        }
        let found = auditor.get("/audit?type=PetitionRegistered&format=csv").await.page;
        assert!(numbers.iter().all(|number| found.contains(&format!(",{number},"))), "{engine:?}: {found}");
        assert_eq!(clerk.get("/audit?format=csv").await.status, 403, "{engine:?}");
    }
}

#[tokio::test]
async fn a_case_is_taken_out_as_evidence_that_can_be_checked_and_that_is_recorded() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let number = registered(&mut clerk).await;
        let path = format!("/cases/{number}/evidence.zip");
        assert!(auditor.get(&format!("/cases/{number}")).await.page.contains(&path), "{engine:?}");
        assert_eq!(clerk.get(&path).await.status, 403, "{engine:?}");
        let language = anjuan::web::words::Language::English;
        let subject =
            house.desk.store().subject(house.desk.office(), &"sun.li".parse().expect("a login")).await;
        let subject = std::sync::Arc::new(subject.expect("read").expect("a user"));
        let desk = house.desk.store().desk_of(subject, house.desk.office()).await.expect("a desk");
        let numbers = [number.parse().expect("a number")];
        let taken = anjuan::web::evidence::package(&desk, &numbers, language).await.expect("a package");
        let again = anjuan::web::evidence::package(&desk, &numbers, language).await.expect("a package");
        assert_eq!(taken, again, "{engine:?}: the same bytes");
        assert_eq!(auditor.get(&path).await.status, 200, "{engine:?}");
        assert_eq!(readings(&mut auditor, "what=evidence").await.len(), 3, "{engine:?}");

        let mut archive = zip::ZipArchive::new(Cursor::new(taken.bytes)).expect("an archive");
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("a part");
            let (name, mut bytes) = (file.name().expect("a name").into_owned(), Vec::new());
            file.read_to_end(&mut bytes).expect("bytes");
            parts.insert(name, bytes);
        }
        let sums = String::from_utf8(parts["SHA256SUMS"].clone()).expect("text");
        assert_eq!(sums.lines().count() + 1, parts.len(), "{engine:?}");
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").expect("a sum");
            assert_eq!(anjuan::files::FileHash::of(&parts[name]).to_string(), sum, "{engine:?} {name}");
        }
        let events = String::from_utf8(parts[&format!("{number}/events.jsonl")].clone()).expect("text");
        let first: Value = serde_json::from_str(events.lines().next().expect("an event")).expect("JSON");
        assert_eq!(first["event_type"], "PetitionRegistered", "{engine:?}");
        let payload = first["payload"].as_str().expect("a payload");
        let sum = anjuan::files::FileHash::of(payload.as_bytes()).to_string();
        assert_eq!(first["payload_sha256"], sum.as_str(), "{engine:?}");
        assert!(first["personal_sha256"].is_string(), "{engine:?}: what is sealed is named by its hash");
        for (name, bytes) in &parts {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains(NAME) && !text.contains(PHONE), "{engine:?}: {name} tells who it is");
        }
        assert!(parts.contains_key("README.txt") && parts.contains_key("figures-2019.json"), "{engine:?}");
        let readme = String::from_utf8_lossy(&parts["README.txt"]);
        assert!(readme.contains(&number) && !readme.contains('{'), "{engine:?}: {readme}");
    }
}

#[tokio::test]
async fn what_was_closed_within_an_hour_and_what_nobody_reinspected_is_found() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let office = anjuan::web::api::router(house.desk.clone());
        let mut operator = Browser::new(office);
        operator.headers.clear();
        let petition = json!({
            "channel": "letter", "heads": 1, "committee": "共青", "category": "物业管理", "first_time": true,
            "petitioner": {"name": NAME}, "matter": "电梯常年失修",
        });
        let mut numbers = Vec::new();
        for hours in [0, 2] {
            let registered = operator.post("petitions/commands/RegisterPetition", petition.clone()).await;
            let number = registered.text("number").to_owned();
            let now = house.desk.store().source().now().utc() + chrono::TimeDelta::hours(hours);
            house.clock.set(anjuan::cases::occurred::Moment::new(now));
            let step = |command: &str| format!("petitions/{number}/commands/{command}");
            let accepted = operator.post(&step("AcceptPetition"), json!({"simplified": false})).await;
            let concluded = operator.post(&step("ConcludePetition"), json!({"outcome": "support"})).await;
            assert!(
                accepted.status < 300 && concluded.status < 300,
                "{engine:?}: {accepted:?} {concluded:?}"
            );
            numbers.push(number);
        }
        let two = json!(["王磊", "陈洁"]);
        let find = json!({
            "occurred": "2019-11-04", "kind": "locked_exit", "level": "general", "address": "杭州路242弄53号",
            "committee": "共青", "inspectors": two,
        });
        let found = operator.post("fire-hazards/commands/FindHazard", find).await;
        let hazard = found.text("number").to_owned();
        let order = json!({"occurred": "2019-11-05", "deadline": "2019-11-12", "inspectors": two});
        let ordered =
            operator.post(&format!("fire-hazards/{hazard}/commands/OrderRectification"), order).await;
        assert!(ordered.status < 300, "{engine:?}: {found:?} {ordered:?}");

        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let fast = auditor.get("/audit?finding=fast").await.page;
        assert!(fast.contains(&numbers[0]) && !fast.contains(&numbers[1]), "{engine:?}: {fast}");
        assert!(!auditor.get("/audit/orders").await.page.contains(&hazard), "{engine:?}");
        for path in ["/audit?finding=fast", "/audit/orders", "/audit/numbers"] {
            is_whole(&mut auditor, path, 200).await;
        }
        // Until the fifteenth there is time to re-inspect.
        house.clock.set(crate::support::stores::moment("2019-11-16T09:00:00+08:00"));
        house.sign_in_again(&house.desk, &mut auditor, "sun.li").await;
        let late = auditor.get("/audit/orders").await.page;
        assert!(late.contains(&hazard), "{engine:?}: {late}");
        is_whole(&mut auditor, "/audit/orders", 200).await;
    }
}
