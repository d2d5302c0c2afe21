//! The inspector's phone: what is taken along, for whom, and that it can be kept.
use crate::app::House;
use crate::signing_in::browser::{Answer, Browser};
use crate::support::stores::{ENGINES, Engine, committees};
use anjuan::cases::user::{Role, UserCommand};
use anjuan::web::app::Unsigned;
use axum::body::{Body, to_bytes};
use serde_json::{Value, json};
use tower::ServiceExt;

const TODAY: &str = "inspections/today";

/// An inspector of this department and the committee of this place among the office's.
async fn inspector(
    house: &House,
    login: &str,
    department: Option<&str>,
    committee: Option<usize>,
) -> Browser {
    let browser = house.signed_in(login, Role::Inspector).await;
    let department = department.map(|name| name.parse().expect("a name"));
    let committee = committee.map(|at| committees()[at].parse().expect("a name"));
    let user = house.desk.office().user_stream(&login.parse().expect("a login name"));
    let moved = UserCommand::MoveUser { department, committee };
    house.told(user, vec![moved], house.desk.store().source().now()).await;
    browser
}

fn finding(address: &str, committee: usize, day: &str) -> Value {
    json!({
        "kind": "corridor_clutter", "address": address, "place": "居民楼", "committee": committees()[committee],
        "description": "楼道堆放纸箱", "level": "general", "inspectors": ["陈国华", "李建国"], "occurred": day,
    })
}

async fn find(browser: &mut Browser, address: &str, committee: usize, day: &str) -> String {
    let found = browser.post("fire-hazards/commands/FindHazard", finding(address, committee, day)).await;
    assert_eq!(found.status, 201, "{found:?}");
    found.text("number").to_owned()
}

fn numbers(answer: &Answer, list: &str) -> Vec<String> {
    let all = answer.body[list].as_array().unwrap_or_else(|| panic!("a list: {answer:?}")).iter();
    all.map(|one| one["number"].as_str().expect("a number").to_owned()).collect()
}

#[tokio::test]
async fn an_inspector_takes_along_what_lies_in_his_committee_and_what_he_inspects_the_most_urgent_first() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut wang = inspector(&house, "wang.wei", None, Some(0)).await;
        let mut chen = inspector(&house, "chen.jie", None, Some(1)).await;
        let mut leader = house.signed_in("zhao.min", Role::Leader).await;
        let late = find(&mut wang, "平凉路1号", 0, "2019-11-07").await;
        let early = find(&mut wang, "平凉路2号", 0, "2019-11-01").await;
        let elsewhere = find(&mut chen, "长阳路3号", 1, "2019-11-05").await;
        let handed = find(&mut chen, "长阳路4号", 1, "2019-11-06").await;
        let appointing = format!("cases/{handed}/access/commands/AppointInspector");
        let appointed = leader.post(&appointing, json!({"user": "wang.wei"})).await;
        assert_eq!(appointed.status, 200, "{engine:?}: {appointed:?}");

        let day = wang.get(TODAY).await;
        assert_eq!(day.status, 200, "{engine:?}: {day:?}");
        assert_eq!(numbers(&day, "visits"), [early.clone(), handed.clone(), late.clone()], "{engine:?}");
        assert_eq!(numbers(&day, "past"), [late, early.clone()], "{engine:?}: the newest first");
        assert!(!day.body.to_string().contains(&elsewhere), "{engine:?}");
        let visit = &day.body["visits"][0];
        assert_eq!(visit["hazard"]["site"], json!({"address": "平凉路2号", "place": "居民楼"}), "{engine:?}");
        assert_eq!(visit["hazard"]["description"], "楼道堆放纸箱", "{engine:?}");
        assert_eq!(
            (&visit["own"], &day.body["visits"][1]["own"]),
            (&json!(false), &json!(true)),
            "{engine:?}"
        );
        assert_eq!(
            (&day.body["login"], &day.body["name"]),
            (&json!("wang.wei"), &json!("李娜")),
            "{engine:?}"
        );
        assert_eq!(day.body["colleagues"], json!(["李建国", "陈国华"]), "{engine:?}");
        assert_eq!(day.body["committees"].as_array().map(Vec::len), Some(committees().len()), "{engine:?}");

        // The list says of each case what the API says of it.
        let listed = wang.get(&format!("cases/{early}")).await;
        for field in ["phase", "due", "version", "category", "committee"] {
            assert_eq!(visit[field], listed.body[field], "{engine:?} {field}");
        }
    }
}

#[tokio::test]
async fn a_day_is_fetched_again_only_when_something_happened() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut wang = inspector(&house, "wang.wei", None, Some(0)).await;
        let first = find(&mut wang, "平凉路1号", 0, "2019-11-07").await;
        let day = wang.get(TODAY).await;
        let tag = day.header("etag").to_owned();
        wang.headers.push(("if-none-match", tag.clone()));
        assert_eq!(wang.get(TODAY).await.status, 304, "{engine:?}");
        let mut order = json!({"deadline": "2019-11-20", "inspectors": ["陈国华", "李建国"]});
        order["occurred"] = "2019-11-08".into();
        let ordered = wang.post(&format!("fire-hazards/{first}/commands/OrderRectification"), order).await;
        assert_eq!(ordered.status, 200, "{engine:?}: {ordered:?}");
        let day = wang.get(TODAY).await;
        assert_eq!(day.status, 200, "{engine:?}");
        assert_ne!(day.header("etag"), tag, "{engine:?}");
        assert_eq!(day.body["visits"][0]["hazard"]["deadline"], "2019-11-20", "{engine:?}");
        let mut other = inspector(&house, "chen.jie", None, Some(0)).await;
        other.headers.push(("if-none-match", day.header("etag").to_owned()));
        assert_eq!(other.get(TODAY).await.status, 200, "{engine:?}: another one's day is another day");
    }
}

#[tokio::test]
async fn what_an_inspector_may_not_open_tells_neither_place_nor_words_and_what_he_may_not_know_is_not_there()
{
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut wang = inspector(&house, "wang.wei", None, Some(0)).await;
        // He works for a department, which none of these cases is with.
        let mut zhou = inspector(&house, "zhou.fang", Some("安监所"), Some(0)).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let number = find(&mut wang, "平凉路1号", 0, "2019-11-07").await;
        let secret = find(&mut wang, "平凉路2号", 0, "2019-11-07").await;

        let day = zhou.get(TODAY).await;
        assert_eq!(numbers(&day, "visits").len(), 2, "{engine:?}: {day:?}");
        assert_eq!(day.body["visits"][0]["hazard"], Value::Null, "{engine:?}");
        assert_eq!(day.body["past"], json!([]), "{engine:?}");
        let told = day.body.to_string();
        assert!(
            !told.contains("平凉路") && !told.contains("纸箱") && !told.contains("陈国华"),
            "{engine:?}: {told}"
        );

        let named = clerk
            .post(&format!("cases/{secret}/access/commands/NameAccused"), json!({"user": "wang.wei"}))
            .await;
        assert!(named.status < 300, "{engine:?}: {named:?}");
        let day = wang.get(TODAY).await;
        assert_eq!(numbers(&day, "visits"), [number], "{engine:?}");
        assert!(!day.body.to_string().contains("平凉路2号"), "{engine:?}");
        let places = page(&house, Some(&wang), "/inspect/places").await.1;
        assert!(places.contains("平凉路1号") && !places.contains("平凉路2号"), "{engine:?}");
    }
}

#[tokio::test]
async fn photographs_that_hang_on_a_case_are_taken_along() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut wang = inspector(&house, "wang.wei", None, Some(0)).await;
        let number = find(&mut wang, "平凉路1号", 0, "2019-11-07").await;
        // SHA-256 of "abc".
        let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let put = wang.put(&format!("files/{sha}"), b"abc").await;
        assert_eq!(put.status, 201, "{engine:?}: {put:?}");
        let attach = json!({
            "file": sha, "what": "photograph_before", "made": "2019-11-07T10:00:00+08:00",
            "place": {"latitude": 31_280_100, "longitude": 121_540_500}, "occurred": "2019-11-07T10:00:00+08:00",
        });
        let attached = wang.post(&format!("cases/{number}/files/commands/AttachFile"), attach).await;
        assert!(attached.status < 300, "{engine:?}: {attached:?}");
        let hazard = wang.get(TODAY).await.body["visits"][0]["hazard"].clone();
        let photograph = json!([{"file": sha, "what": "photograph_before", "since": "2019-11-07"}]);
        assert_eq!(hazard["photographs"], photograph, "{engine:?}");
        let case = page(&house, Some(&wang), &format!("/cases/{number}")).await.1;
        assert!(
            case.contains(&format!("/api/v1/files/{sha}")) && case.contains("整改前照片"),
            "{engine:?}: {case}"
        );
    }
}

/// Status, text, and the headers of a page.
async fn page(house: &House, reader: Option<&Browser>, path: &str) -> (u16, String, axum::http::HeaderMap) {
    let mut request = axum::http::Request::get(path);
    if let Some(session) = reader.and_then(Browser::session) {
        request = request.header("cookie", format!("__Host-anjuan={session}"));
    }
    let request = request.header("accept-language", "zh-CN").body(Body::empty()).expect("a request");
    let response = house.app.clone().router().oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 1 << 22).await.expect("a body");
    (status, String::from_utf8_lossy(&bytes).into_owned(), headers)
}

#[tokio::test]
async fn the_phone_is_a_shell_that_says_nothing_of_anybody_and_can_be_installed() {
    let house = House::on(Engine::Sqlite, Unsigned::WhileNobodyCan).await;
    let mut wang = inspector(&house, "wang.wei", None, Some(0)).await;
    find(&mut wang, "平凉路1号", 0, "2019-11-07").await;
    let (status, shell, headers) = page(&house, Some(&wang), "/inspect").await;
    assert_eq!(status, 200);
    assert!(!shell.contains('⟦') && !shell.contains("wang.wei") && !shell.contains("平凉路"), "{shell}");
    let policy = headers["content-security-policy"].to_str().expect("a text");
    assert!(policy.contains("worker-src 'self'") && policy.contains("script-src 'self'"), "{policy}");
    assert_eq!(
        page(&house, Some(&wang), "/inspect/place?address=x").await.1,
        shell,
        "one shell for all of it"
    );
    let words = shell.split_once(r#"id="words">"#).and_then(|(_, rest)| rest.split_once("</script>"));
    let words: Value = serde_json::from_str(words.expect("words").0).expect("JSON");
    assert_eq!(words["phone-today"], "今天");

    for link in shell.split("href=\"").chain(shell.split("src=\"")).skip(1) {
        let address = link.split('"').next().expect("an address");
        if address.starts_with("/assets/") || address.starts_with("/inspect") {
            assert_eq!(page(&house, Some(&wang), address).await.0, 200, "{address}");
        }
    }
    let (_, manifest, headers) = page(&house, None, "/inspect.webmanifest").await;
    assert_eq!(headers["content-type"], "application/manifest+json");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!((&manifest["start_url"], &manifest["display"]), (&json!("/inspect"), &json!("standalone")));
    for icon in manifest["icons"].as_array().expect("icons") {
        assert_eq!(page(&house, None, icon["src"].as_str().expect("an address")).await.0, 200);
    }
    let (status, _, headers) = page(&house, None, "/inspect-worker.js").await;
    assert_eq!((status, &headers["cache-control"]), (200, &axum::http::HeaderValue::from_static("no-cache")));
}

#[tokio::test]
async fn whoever_is_not_signed_in_signs_in_first_and_whoever_may_not_see_what_is_due_gets_no_phone() {
    let house = House::on(Engine::Sqlite, Unsigned::WhileNobodyCan).await;
    let auditor = house.signed_in("sun.li", Role::Auditor).await;
    for path in ["/inspect", "/inspect/places"] {
        let (status, _, headers) = page(&house, None, path).await;
        assert_eq!(status, 303, "{path}");
        assert!(headers["location"].to_str().expect("a text").starts_with("/sign-in?then=%2Finspect"));
        assert_eq!(page(&house, Some(&auditor), path).await.0, 403, "{path}");
    }
    let mut nobody = Browser::new(house.app.clone().router());
    assert_eq!(nobody.get(TODAY).await.status, 401);
    let mut auditor = auditor;
    assert_eq!(auditor.get(TODAY).await.status, 403);
}
