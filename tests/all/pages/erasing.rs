//! Somebody is forgotten by pages and API: one asks, another decides, those who watch over it see how far it is; and what
//! is restricted nobody works with.
use super::whole::is_whole;
use super::{hidden, location, registered};
use crate::app::House;
use crate::signing_in::browser::{Answer, Browser};
use crate::support::stores::ENGINES;
use anjuan::cases::retention::Retention;
use anjuan::cases::user::Role;
use anjuan::schedule::carry_out;
use anjuan::web::app::Unsigned;
use serde_json::{Value, json};

const NAME: &str = "何家明";
const PHONE: &str = "19900009815";
const CASE: &str = "/cases/XF2019-0001";
const PART: &str = "petitioner";
/// Why it is asked, and why it is refused.
const WHY: &str = "本人来信要求";
const BECAUSE: &str = "案件尚在复查期内，依法须予保存";

/// Asks by the form of the case page.
async fn ask(browser: &mut Browser, parts: &[&str]) -> Answer {
    let page = browser.get(CASE).await.page;
    let form = page.split("id=\"erasure\"").nth(1).expect("the form").to_owned();
    let id = hidden(&form, "command_id");
    let mut fields: Vec<_> = parts.iter().map(|part| ("part", *part)).collect();
    fields.extend([("command_id", id.as_str()), ("ground", "consent_withdrawn"), ("reason", WHY)]);
    let first = browser.submit("/cases/XF2019-0001/erasures", &fields).await;
    let again = browser.submit("/cases/XF2019-0001/erasures", &fields).await;
    assert_eq!(first.status, again.status, "a form that is sent twice: {}", again.page);
    first
}

/// Decides by the form of the page of what waits.
async fn decide(browser: &mut Browser, decision: &str) -> Answer {
    let page = browser.get("/approvals").await.page;
    let before = page.split(&format!("value=\"{decision}\"")).next().expect("the form");
    let form = before.rsplit("<form").next().expect("the form").to_owned();
    let (id, request) = (hidden(&form, "command_id"), hidden(&form, "request"));
    let reason = if decision == "reject" { BECAUSE } else { "" };
    let fields = [
        ("command_id", id.as_str()),
        ("request", request.as_str()),
        ("decision", decision),
        ("reason", reason),
    ];
    let first = browser.submit("/approvals/erasures", &fields).await;
    let again = browser.submit("/approvals/erasures", &fields).await;
    assert_eq!(first.status, again.status, "a form that is sent twice: {}", again.page);
    first
}

/// Somebody who reads English.
async fn somebody(house: &House, login: &str, role: Role) -> Browser {
    let mut browser = house.signed_in(login, role).await;
    browser.cookies.insert("anjuan-language".to_owned(), "en".to_owned());
    browser
}

async fn found(browser: &mut Browser, query: &str) -> usize {
    let answer = browser.post("search", json!({"q": query})).await;
    answer.body["cases"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn one_asks_on_the_page_of_the_case_and_another_decides_on_the_page_of_what_waits() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = somebody(&house, "li.na", Role::PetitionClerk).await;
        let mut leader = somebody(&house, "wang.fang", Role::Leader).await;
        let mut other = somebody(&house, "chen.tao", Role::Leader).await;
        let mut auditor = somebody(&house, "zhao.min", Role::Auditor).await;
        let mut system = somebody(&house, "sun.li", Role::SystemAdministrator).await;
        registered(&mut clerk).await;
        is_whole(&mut clerk, CASE, 200).await;
        assert!(
            !auditor.get(CASE).await.page.contains("/erasures\""),
            "{engine:?}: an auditor asks for nothing"
        );

        let asked = ask(&mut leader, &[PART]).await;
        assert_eq!(
            (asked.status, location(&asked).as_str()),
            (303, "/cases/XF2019-0001#erasure"),
            "{engine:?}"
        );
        let again = ask(&mut clerk, &[PART]).await;
        assert_eq!(again.status, 409, "{engine:?}: the same is asked for already");
        let nothing = ask(&mut clerk, &[]).await;
        assert_eq!(nothing.status, 422, "{engine:?}: nothing is named");

        // Whoever asked sees it waiting, and decides nothing.
        let own = leader.get("/approvals").await;
        assert!(own.page.contains("another leader decides"), "{engine:?}: {}", own.page);
        assert!(!own.page.contains("value=\"approve\""), "{engine:?}");
        is_whole(&mut leader, "/approvals", 200).await;
        let requests = leader.get("erasures").await.body;
        let request = requests["erasures"][0]["request"].as_i64().expect("a request");
        let decision = format!("erasures/{request}/decision");
        let refused = leader.post(&decision, json!({"decision": "approve"})).await;
        assert_eq!((refused.status, refused.code()), (403, "policy.not_permitted"), "{engine:?}");
        for browser in [&mut clerk, &mut auditor, &mut system] {
            let refused = browser.post(&decision, json!({"decision": "approve"})).await;
            assert_eq!(refused.status, 403, "{engine:?}");
            assert_eq!(browser.get("/approvals").await.status, 403, "{engine:?}");
        }

        is_whole(&mut other, "/approvals", 200).await;
        let decided = decide(&mut other, "approve").await;
        assert_eq!((decided.status, location(&decided).as_str()), (303, "/approvals#erasures"), "{engine:?}");
        assert!(other.get("/approvals").await.page.contains("Nothing waits"), "{engine:?}");
        let desk = &house.desk;
        carry_out(desk, house.app.files(), &Retention::default())
            .await
            .expect("restricted: the case is open");

        for browser in [&mut auditor, &mut leader] {
            let page = is_whole_at(browser, "/audit/erasures").await;
            assert!(
                page.contains("XF2019-0001") && page.contains("processing restricted"),
                "{engine:?}: {page}"
            );
            is_whole(browser, "/audit/erasures?stage=erased", 200).await;
            assert_eq!(browser.get("/audit/erasures?stage=gone").await.status, 400, "{engine:?}");
        }
        for browser in [&mut clerk, &mut system] {
            assert_eq!(browser.get("/audit/erasures").await.status, 403, "{engine:?}");
        }
        let kept = auditor.get("retention").await.body;
        assert_eq!((&kept["restricted"], &kept["erased"]), (&json!(1), &json!(0)), "{engine:?}: {kept}");
    }
}

async fn is_whole_at(browser: &mut Browser, path: &str) -> String {
    is_whole(browser, path, 200).await;
    browser.get(path).await.page
}

#[tokio::test]
async fn whoever_decides_reads_why_it_is_asked_and_whoever_may_open_the_case_why_it_is_refused() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = somebody(&house, "li.na", Role::PetitionClerk).await;
        let mut leader = somebody(&house, "wang.fang", Role::Leader).await;
        registered(&mut clerk).await;
        assert_eq!(ask(&mut clerk, &[PART]).await.status, 303, "{engine:?}");
        let waiting = leader.get("/approvals").await.page;
        assert!(waiting.contains(WHY), "{engine:?}: {waiting}");
        assert_eq!(decide(&mut leader, "reject").await.status, 303, "{engine:?}");
        let page = is_whole_at(&mut clerk, CASE).await;
        assert!(page.contains(BECAUSE), "{engine:?}: {page}");
        // In the log itself nobody reads it.
        let sql = "SELECT COUNT(*) FROM events WHERE stream_kind = 'erasure' AND personal IS NOT NULL";
        let sealed = house.desk.store().db().fetch(sql, &[]).await.expect("rows");
        assert_eq!(sealed[0].get::<i64>(0).expect("a count"), 2, "{engine:?}");
        let sql = "SELECT payload FROM events WHERE stream_kind = 'erasure'";
        for row in house.desk.store().db().fetch(sql, &[]).await.expect("rows") {
            let payload: String = row.get(0).expect("a text");
            assert!(!payload.contains(BECAUSE) && !payload.contains(WHY), "{engine:?}: {payload}");
        }
    }
}

#[tokio::test]
async fn the_api_asks_once_under_a_key_says_the_version_and_decides_what_was_seen() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = somebody(&house, "li.na", Role::PetitionClerk).await;
        let mut leader = somebody(&house, "wang.fang", Role::Leader).await;
        registered(&mut clerk).await;
        let body =
            json!({"case": "XF2019-0001", "parts": ["matter", PART], "ground": "unlawful", "reason": WHY});
        clerk.headers.push(("idempotency-key", "withdrawn-2019-11-10".to_owned()));
        let asked = clerk.post("erasures", body.clone()).await;
        let again = clerk.post("erasures", body).await;
        assert_eq!((asked.status, again.status, &asked.body), (201, 201, &again.body), "{engine:?}");
        let another = json!({"case": "XF2019-0001", "parts": ["files"], "ground": "unlawful"});
        let reused = clerk.post("erasures", another).await;
        assert_eq!((reused.status, reused.code()), (422, "command.id_reused"), "{engine:?}");
        assert_eq!(asked.body["parts"], json!(["matter", PART]), "{engine:?}");
        assert_eq!((asked.text("stage"), asked.text("asked_by")), ("asked", "user:li.na"), "{engine:?}");
        let place = location(&asked);

        let seen = leader.get(&place).await;
        assert_eq!((seen.status, seen.header("etag")), (200, "\"1\""), "{engine:?}: {}", seen.page);
        let decision = format!("{place}/decision");
        leader.headers.push(("if-match", "\"7\"".to_owned()));
        let stale = leader.post(&decision, json!({"decision": "reject"})).await;
        assert_eq!((stale.status, stale.code()), (412, "command.stale"), "{engine:?}");
        leader.headers.pop();
        leader.headers.push(("if-match", seen.header("etag").to_owned()));
        let silent = leader.post(&decision, json!({"decision": "reject"})).await;
        assert_eq!((silent.status, silent.code()), (422, "erasure.reason_missing"), "{engine:?}");
        let chatty = leader.post(&decision, json!({"decision": "approve", "reason": "x"})).await;
        assert_eq!((chatty.status, chatty.code()), (400, "body.unreadable"), "{engine:?}");
        leader.headers.push(("idempotency-key", "no".to_owned()));
        for _ in 0..2 {
            let decided = leader.post(&decision, json!({"decision": "reject", "reason": BECAUSE})).await;
            assert_eq!(
                (decided.status, decided.text("stage")),
                (200, "rejected"),
                "{engine:?}: {}",
                decided.page
            );
            assert_eq!(decided.header("etag"), "\"2\"", "{engine:?}");
            assert_eq!(
                (decided.text("reason"), decided.text("refused_because")),
                (WHY, BECAUSE),
                "{engine:?}"
            );
        }
        let other = leader.post(&decision, json!({"decision": "reject", "reason": "other"})).await;
        assert_eq!((other.status, other.code()), (422, "command.id_reused"), "{engine:?}");
        leader.headers.truncate(2);
        let late = leader.post(&decision, json!({"decision": "approve"})).await;
        assert_eq!((late.status, late.code()), (409, "erasure.rejected"), "{engine:?}");
        let of_case = clerk.get("cases/XF2019-0001/erasures").await;
        assert_eq!(of_case.body["erasures"].as_array().map(Vec::len), Some(1), "{engine:?}");
        assert_eq!(leader.get("erasures?stage=asked").await.body["erasures"], json!([]), "{engine:?}");
        assert_eq!(leader.get("erasures/77").await.code(), "erasure.unknown", "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_restricted_is_not_found_not_shown_and_not_opened_but_by_the_auditor_for_a_reason() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = somebody(&house, "li.na", Role::PetitionClerk).await;
        let mut leader = somebody(&house, "wang.fang", Role::Leader).await;
        let mut auditor = somebody(&house, "zhao.min", Role::Auditor).await;
        registered(&mut clerk).await;
        let letter = "来信原件";
        let file = anjuan::files::FileHash::of(letter.as_bytes());
        let path = format!("files/{file}");
        assert!(clerk.put(&path, letter.as_bytes()).await.status < 300, "{engine:?}");
        let attach = json!({"file": file.to_string(), "what": "letter"});
        let attached = clerk.post("cases/XF2019-0001/files/commands/AttachFile", attach).await;
        assert!(attached.status < 300, "{engine:?}: {}", attached.page);
        let paper = clerk.post("papers", json!({"case": "XF2019-0001", "kind": "receipt"})).await;
        assert_eq!(paper.status, 201, "{engine:?}: {}", paper.page);
        let seen = clerk.get("cases/XF2019-0001").await;
        assert_eq!((found(&mut clerk, PHONE).await, clerk.get(&path).await.status), (1, 200), "{engine:?}");
        let known = clerk.submit("/register/known", &[("petitioner.phone", PHONE)]).await;
        assert!(known.page.contains("XF2019-0001"), "{engine:?}: an earlier matter");

        ask(&mut clerk, &[PART, "matter", "files"]).await;
        assert_eq!(found(&mut clerk, PHONE).await, 1, "{engine:?}: nobody has decided");
        decide(&mut leader, "approve").await;

        for browser in [&mut clerk, &mut leader, &mut auditor] {
            assert_eq!(found(browser, PHONE).await, 0, "{engine:?}");
            assert_eq!(found(browser, "楼道电梯").await, 0, "{engine:?}");
            assert_eq!(found(browser, "XF2019-0001").await, 1, "{engine:?}: its number is nobody's");
        }
        let known = clerk.submit("/register/known", &[("petitioner.phone", PHONE)]).await;
        assert!(!known.page.contains("XF2019-0001"), "{engine:?}: no earlier matter");
        let list = clerk.get("/cases").await.page;
        assert!(list.contains("XF2019-0001") && list.contains("processing restricted"), "{engine:?}: {list}");
        let listed = clerk.get("cases").await.body;
        assert_eq!(listed["restricted"], json!(["XF2019-0001"]), "{engine:?}: {listed}");
        let then = clerk.get("cases?as_of=2019-12-31").await.body;
        assert_eq!(then["restricted"], json!(["XF2019-0001"]), "{engine:?}: {then}");
        let page = clerk.get(CASE).await.page;
        assert!(
            page.contains("processing restricted (Personal Information Protection Law"),
            "{engine:?}: {page}"
        );
        for gone in [NAME, "何**", PHONE, "楼道电梯", "/api/v1/files/"] {
            assert!(!page.contains(gone), "{engine:?}: {gone} is on {page}");
        }
        clerk.headers.push(("if-none-match", seen.header("etag").to_owned()));
        let again = clerk.get("cases/XF2019-0001").await;
        clerk.headers.pop();
        assert_eq!(
            (again.status, &again.body["parties"][0]["shown"]),
            (200, &json!("restricted")),
            "{engine:?}"
        );
        assert_eq!(again.body["parties"][0].get("name"), None, "{engine:?}");
        assert_eq!(again.body["restricted"], json!(["matter", PART, "files"]), "{engine:?}");

        for browser in [&mut clerk, &mut leader] {
            let refused = browser.get(&path).await;
            assert_eq!((refused.status, refused.code()), (403, "file.restricted"), "{engine:?}");
            assert_eq!(browser.get(&format!("{path}?reveal=handling")).await.status, 403, "{engine:?}");
        }
        let paper = format!("papers/{}", urlencoded(paper.text("number")));
        let refused = clerk.get(&paper).await;
        assert_eq!((refused.status, refused.code()), (403, "paper.restricted"), "{engine:?}");

        let wanted = auditor.get(&path).await;
        assert_eq!((wanted.status, wanted.code()), (403, "file.reason_wanted"), "{engine:?}");
        assert_eq!(auditor.get(&format!("{path}?reveal=curiosity")).await.status, 400, "{engine:?}");
        is_whole(&mut auditor, CASE, 200).await;
        let opened = auditor.get(&format!("{path}?reveal=audit")).await;
        assert_eq!((opened.status, opened.page.as_str()), (200, letter), "{engine:?}");
        let readings = auditor.get("readings?what=file&reader=user:zhao.min").await.body;
        let reasons: Vec<_> = readings["readings"].as_array().expect("readings").iter().collect();
        let expected: &[Value] = &[json!("audit")];
        let told: Vec<_> = reasons.iter().map(|reading| reading["reason"].clone()).collect();
        assert_eq!(told, expected, "{engine:?}: {readings}");
    }
}

fn urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
