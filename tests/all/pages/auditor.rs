//! The auditor: the log searched, and a case as it was on a day and as the log knew it.
use super::whole::is_whole;
use super::{location, registered};
use crate::app::House;
use crate::signing_in::browser::Browser;
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::occurred::{Day, Moment};
use anjuan::cases::user::Role;
use anjuan::event_log::{EventLog, Position};
use anjuan::web::app::Unsigned;
use serde_json::json;

/// A clerk, and the number of a petition that he registered.
async fn petition(house: &House) -> (Browser, String) {
    let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let number = registered(&mut clerk).await;
    (clerk, number)
}

async fn urged(house: &House, leader: &mut Browser, number: &str) {
    let urge = json!({"instruction": "请于本周内答复"});
    let answer = leader.post(&format!("petitions/{number}/commands/UrgePetition"), urge).await;
    assert!(answer.status < 300, "{answer:?} at {:?}", house.desk.store().source().now());
}

/// The positions of the case's events, as the API tells them.
async fn positions(browser: &mut Browser, number: &str) -> Vec<i64> {
    let history = browser.get(&format!("cases/{number}/history")).await;
    let events = history.body["events"].as_array().expect("events").clone();
    let own = events.iter().filter(|event| event["beside"].is_null());
    own.map(|event| event["position"].as_i64().expect("a position")).collect()
}

#[tokio::test]
async fn a_case_is_shown_as_of_a_day_and_as_the_log_knew_it() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let (_, number) = petition(&house).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        house.clock.set(moment("2019-11-14T09:00:00+08:00"));
        for (browser, login) in [(&mut leader, "chen.tao"), (&mut auditor, "sun.li")] {
            house.sign_in_again(&house.desk, browser, login).await;
        }
        urged(&house, &mut leader, &number).await;
        let at = positions(&mut auditor, &number).await;
        let last = *at.last().expect("events");
        let path = format!("/cases/{number}");

        let now = auditor.get(&path).await;
        assert_eq!(now.status, 200, "{engine:?}: {}", now.page);
        assert!(!now.page.contains("class=\"band\"") && now.page.contains("data-replay"), "{engine:?}");
        assert!(now.page.contains(&format!("id=\"e{}\"", at.len())), "{engine:?}");

        // By the evening before, the last step had not happened.
        for query in [
            "as_of=2019-11-13".to_owned(),
            format!("known_at={}", last - 1),
            "known_at=2019-11-13T12:00:00%2B08:00".to_owned(),
        ] {
            let page = auditor.get(&format!("{path}?{query}")).await;
            assert_eq!(page.status, 200, "{engine:?} {query}: {}", page.page);
            assert!(page.page.contains("class=\"band\""), "{engine:?} {query}");
            assert!(page.page.contains("id=\"e1\""), "{engine:?} {query}");
            assert!(!page.page.contains(&format!("id=\"e{}\"", at.len())), "{engine:?} {query}");
            assert!(!page.page.contains("class=\"next\""), "{engine:?} {query}: nothing can be done then");
        }
        // Before there was a case there is none.
        for query in ["as_of=2019-11-09".to_owned(), format!("known_at={}", at[0] - 1)] {
            let page = auditor.get(&format!("{path}?{query}")).await;
            assert_eq!(page.status, 200, "{engine:?} {query}");
            assert!(!page.page.contains("id=\"e1\""), "{engine:?} {query}: {}", page.page);
            is_whole(&mut auditor, &format!("{path}?{query}"), 200).await;
        }
        is_whole(&mut auditor, &format!("{path}?as_of=2019-11-13&known_at={}", last - 1), 200).await;
        for query in ["as_of=yesterday", "known_at=then"] {
            assert_eq!(auditor.get(&format!("{path}?{query}")).await.status, 400, "{engine:?} {query}");
        }
    }
}

#[tokio::test]
async fn a_slider_without_a_script_leads_to_an_address_that_says_the_day_and_the_position() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let (mut clerk, number) = petition(&house).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        urged(&house, &mut leader, &number).await;
        let at = positions(&mut clerk, &number).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let path = format!("/cases/{number}");
        let until = at.len();
        for (moved, to) in [
            (format!("day=0&until={until}"), format!("{path}?as_of=2019-11-10")),
            (format!("day=1&until={until}"), path.clone()),
            ("day=1&until=1".to_owned(), format!("{path}?known_at={}", at[0])),
            ("day=x&until=-1".to_owned(), path.clone()),
            ("day=18446744073709551615&until=1".to_owned(), format!("{path}?known_at={}", at[0])),
        ] {
            let sent = auditor.get(&format!("{path}?{moved}")).await;
            assert_eq!((sent.status, location(&sent)), (303, to), "{engine:?} {moved}");
        }
        assert!(!clerk.get(&path).await.page.contains("data-replay"), "{engine:?}: a clerk has no slider");
    }
}

#[tokio::test]
async fn an_auditor_searches_the_log_and_each_line_leads_to_its_event() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let (mut clerk, number) = petition(&house).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        urged(&house, &mut leader, &number).await;
        let version = positions(&mut clerk, &number).await.len();
        let link = format!("href=\"/cases/{number}#e{version}\"");
        let first = format!("href=\"/cases/{number}#e1\"");
        for (query, has_first, has_last) in [
            (String::new(), true, true),
            ("actor=chen.tao".to_owned(), false, true),
            ("actor=li.na&kind=petition".to_owned(), true, false),
            ("type=PetitionUrged".to_owned(), false, true),
            (format!("number={number}"), true, true),
            (format!("number={number}&type=PetitionRegistered"), true, false),
            ("number=XF1999-0001".to_owned(), false, false),
            ("committee=%E5%85%B1%E9%9D%92".to_owned(), true, true),
            ("committee=%E6%97%A0".to_owned(), false, false),
            ("occurred_from=2019-11-10&occurred_to=2019-11-10".to_owned(), true, true),
            ("occurred_to=2019-11-09".to_owned(), false, false),
            ("recorded_from=2019-11-10&recorded_to=2019-11-10".to_owned(), true, true),
            ("recorded_from=2019-11-11".to_owned(), false, false),
            ("recorded_to=2019-11-09".to_owned(), false, false),
            ("late=1".to_owned(), false, false),
            ("finding=reopened".to_owned(), false, false),
        ] {
            let page = auditor.get(&format!("/audit?{query}")).await;
            assert_eq!(page.status, 200, "{engine:?} {query}: {}", page.page);
            let found = (page.page.contains(&first), page.page.contains(&link));
            assert_eq!(found, (has_first, has_last), "{engine:?} {query}");
        }
        for path in ["/audit", "/audit?finding=late", "/audit?finding=irregular&number=XF1999-0001"] {
            is_whole(&mut auditor, path, 200).await;
        }
        for query in ["finding=secrets", "late=-1", "occurred_from=x", "before=y"] {
            assert_eq!(auditor.get(&format!("/audit?{query}")).await.status, 400, "{engine:?} {query}");
        }
        assert_eq!(clerk.get("/audit").await.status, 403, "{engine:?}: the log is not for everybody");
    }
}

#[tokio::test]
async fn what_was_recorded_days_after_it_happened_is_found_by_how_many_days() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let mut numbers = Vec::new();
        for day in ["2019-11-03", "2019-10-01", "2019-11-10"] {
            let petition = json!({
                "occurred": day, "channel": "letter", "heads": 1, "category": "物业管理", "first_time": true,
                "petitioner": {"name": "何家明"},
            });
            let answer = clerk.post("petitions/commands/RegisterPetition", petition).await;
            assert_eq!(answer.status, 201, "{engine:?}: {answer:?}");
            numbers.push(answer.text("number").to_owned());
        }
        for (query, found) in [
            ("finding=late", [true, true, false]),
            ("late=1", [true, true, false]),
            ("late=7", [true, true, false]),
            ("late=8", [false, true, false]),
            ("late=41", [false, false, false]),
            ("late=8&actor=li.na", [false, true, false]),
            ("late=8&actor=nobody", [false, false, false]),
            ("late=1&occurred_from=2019-11-01", [true, false, false]),
            ("late=0&type=PetitionRegistered", [true, true, true]),
        ] {
            let page = auditor.get(&format!("/audit?{query}")).await.page;
            let seen: Vec<_> =
                numbers.iter().map(|number| page.contains(&format!("/cases/{number}#e1"))).collect();
            assert_eq!(seen, found, "{engine:?} {query}");
        }
    }
}

#[tokio::test]
async fn a_day_begins_at_midnight_in_shanghai_for_both_engines() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let db = house.desk.store().db();
        let sql = format!(
            "SELECT CAST({} AS bigint) FROM (SELECT $1 AS recorded_at, $2 AS occurred_day) AS events",
            db.lateness()
        );
        for (recorded, occurred) in [
            ("2019-11-04T23:59:59.999999+08:00", "2019-11-04"),
            ("2019-11-05T00:00:00+08:00", "2019-11-04"),
            ("2019-11-05T07:59:59.9996+08:00", "2019-11-04"),
            ("2020-03-01T00:30:00+08:00", "2020-02-28"),
            ("2026-11-24T18:00:00+08:00", "2019-01-01"),
            ("2019-11-04T10:00:00+08:00", "2019-11-05"),
        ] {
            let moment = Moment::parse(recorded).expect("a moment");
            let day: Day = occurred.parse().expect("a day");
            let rows = db.fetch(sql.clone(), &[moment.into(), day.into()]).await.expect("a number");
            let days: i64 = rows[0].get(0).expect("a number");
            assert_eq!(days, (moment.day() - day).num_days(), "{engine:?} {recorded} {occurred}");
        }
    }
}

#[tokio::test]
async fn an_auditor_who_is_accused_finds_nothing_of_the_case_in_the_log() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let (mut clerk, number) = petition(&house).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        assert!(auditor.get("/audit").await.page.contains(&number), "{engine:?}");
        let naming = format!("cases/{number}/access/commands/NameAccused");
        let named = clerk.post(&naming, json!({"user": "sun.li"})).await;
        assert!(named.status < 300, "{engine:?}: {named:?}");
        for query in [String::new(), "type=PetitionRegistered".to_owned(), format!("number={number}")] {
            let page = auditor.get(&format!("/audit?{query}")).await;
            assert!(!page.page.contains(&format!("/cases/{number}")), "{engine:?} {query}");
        }
        for query in ["", "?as_of=2019-11-10", "?known_at=3", "?day=0"] {
            assert_eq!(
                auditor.get(&format!("/cases/{number}{query}")).await.status,
                404,
                "{engine:?} {query}"
            );
        }
    }
}

#[tokio::test]
async fn pages_of_the_log_hold_every_event_once() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        for _ in 0..20 {
            registered(&mut clerk).await;
        }
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let (mut path, mut seen) = ("/audit?kind=petition".to_owned(), Vec::new());
        loop {
            let page = auditor.get(&path).await.page;
            let positions = page.split("<td class=\"figure\">").skip(1);
            let number = |rest: &str| rest.split('<').next().and_then(|text| text.parse::<i64>().ok());
            seen.extend(positions.filter_map(number));
            let Some(next) = page.split("\" rel=\"next\"").next().filter(|_| page.contains("rel=\"next\""))
            else {
                break;
            };
            path = next.rsplit("href=\"").next().expect("a link").replace("&#38;", "&").replace("&amp;", "&");
        }
        assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{engine:?}: {seen:?}");
        let log = house.desk.store().log();
        let events = log.read(house.desk.office(), Position(0), 10_000).await.expect("read");
        let petitions = events.iter().filter(|event| &*event.stream_kind == "petition").count();
        assert_eq!(seen.len(), petitions, "{engine:?}");
    }
}
