//! Commands over HTTP: a case lives its life, and every command has its route.
use super::client::{Api, registering};
use crate::support::stores::ENGINES;
use anjuan::policy::Kind;
use anjuan::web::api::document;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_petition_is_registered_assigned_accepted_concluded_and_rated() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let answer =
            api.post("/petitions/commands/RegisterPetition", registering("2019-11-04")).await.with(201);
        assert_eq!(answer.body["number"], "XF2019-0001", "{engine:?}");
        assert_eq!(answer.header("location"), "/api/v1/cases/XF2019-0001");
        assert_eq!((answer.header("etag"), &answer.body["version"]), ("\"1\"", &json!(1)));
        let assign = json!({"occurred": "2019-11-05", "to": {"department": "城管科"}});
        api.petition("XF2019-0001", "AssignPetition", assign).await.with(200);
        let accept = json!({"occurred": "2019-11-05T09:30:00+08:00", "simplified": false});
        api.petition("XF2019-0001", "AcceptPetition", accept).await.with(200);
        let conclude = json!({"outcome": "explanation", "paper": "定信〔2019〕1号"});
        let receipt = api.petition("XF2019-0001", "ConcludePetition", conclude).await.with(200);
        assert_eq!(receipt.body["number"], "XF2019-0001");
        api.petition("XF2019-0001", "RatePetition", json!({"rating": "satisfied"})).await.with(200);
        let case = api.get("/cases/XF2019-0001").await.with(200);
        assert_eq!((case.header("etag"), &case.body["phase"]), ("\"5\"", &json!("concluded")), "{engine:?}");
        assert_eq!(case.body["closed"], "2019-11-10", "what has no time happens now");
    }
}

#[tokio::test]
async fn a_number_is_the_next_of_its_year_or_as_it_is_given() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        assert_eq!(api.registered("2019-11-04").await, "XF2019-0001", "{engine:?}");
        let mut given = registering("2018-12-31");
        given["number"] = json!("XF2018-0041");
        let answer = api.post("/petitions/commands/RegisterPetition", given.clone()).await.with(201);
        assert_eq!(answer.body["number"], "XF2018-0041");
        assert_eq!(
            api.post("/petitions/commands/RegisterPetition", given).await.problem(409),
            "number.taken"
        );
        assert_eq!(api.registered("2018-12-31").await, "XF2018-0042");
        assert_eq!(api.registered("2019-11-04").await, "XF2019-0002");
    }
}

#[tokio::test]
async fn a_hazard_is_reported_found_ordered_and_closed_off() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let report = json!({
            "occurred": "2019-11-04", "kind": "corridor_clutter", "address": "杭州路242弄53号",
            "description": "楼道里堆满纸箱", "reporter": {"name": "王秀英"},
        });
        let number =
            api.post("/fire-hazards/commands/ReportHazard", report).await.with(201).body["number"].clone();
        assert_eq!(number, "XH2019-00001", "{engine:?}");
        let send = |command: &'static str, body: Value| {
            let path = format!("/fire-hazards/XH2019-00001/commands/{command}");
            let api = &api;
            async move { api.post(&path, body).await }
        };
        let two = json!(["陈国华", "林伟民"]);
        let find = json!({"occurred": "2019-11-05", "kind": "corridor_clutter", "address": "杭州路242弄53号",
            "committee": "凉州", "level": "general", "inspectors": ["陈国华", " 陈国华 "]});
        assert_eq!(
            send("FindHazard", find.clone()).await.problem(422),
            "hazard.unlawful",
            "a name twice is one"
        );
        let mut found = find;
        found["inspectors"] = two.clone();
        send("FindHazard", found).await.with(200);
        let order = json!({"occurred": "2019-11-05", "deadline": "2019-11-08", "inspectors": two});
        send("OrderRectification", order).await.with(200);
        send("ReportRectification", json!({"occurred": "2019-11-07"})).await.with(200);
        let again = json!({"occurred": "2019-11-08", "outcome": "passed", "inspectors": two});
        send("ReinspectHazard", again).await.with(200);
        send("CloseOff", json!({})).await.with(200);
        let case = api.get("/cases/XH2019-00001").await.with(200).body;
        assert_eq!((&case["open"], &case["facts"]["address"]), (&json!(false), &json!("杭州路242弄53号")));
    }
}

#[tokio::test]
async fn a_structure_is_reported_with_its_sites_and_demolished() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let report = json!({
            "occurred": "2019-11-04", "zone": "复兴岛", "address": "共青路167号", "stock": "existing",
            "under_construction": false, "source": "patrol", "sites": [{"site": 1, "area": 1250}],
            "party": {"name": "郭玉琴", "phone": "19900004321"},
        });
        api.post("/illegal-structures/commands/ReportStructure", report).await.with(201);
        let path = |command: &str| format!("/illegal-structures/WJ2019-0001/commands/{command}");
        let two = json!(["陈国华", "林伟民"]);
        let investigate = json!({"occurred": "2019-11-04", "officers": two});
        api.post(&path("InvestigateSite"), investigate).await.with(200);
        api.post(&path("FileCase"), json!({"occurred": "2019-11-05", "officers": two})).await.with(200);
        let determine =
            json!({"occurred": "2019-11-06", "sites": [{"site": 1, "area": 1300, "structure": "砖混"}]});
        api.post(&path("DetermineStructure"), determine).await.with(200);
        let demolish = json!({"occurred": "2019-11-09", "site": 1, "area": 1300, "way": "self_demolished"});
        api.post(&path("DemolishSite"), demolish).await.with(200);
        let figures = api.get("/figures?from=2019-11-01&to=2019-11-30&lang=en").await.with(200).body;
        assert_eq!(figures["figures"]["structures.demolished_area_m2"]["value"], 13, "{engine:?}");
    }
}

#[tokio::test]
async fn users_targets_and_who_belongs_to_a_case_are_commands_too() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let add = json!({"login": "li.na", "name": "李娜", "department": "信访办"});
        let answer = api.post("/users/commands/AddUser", add).await.with(201);
        assert_eq!(
            (&answer.body["login"], answer.header("location")),
            (&json!("li.na"), "/api/v1/users/li.na")
        );
        api.post("/users/li.na/commands/GrantRole", json!({"role": "handler"})).await.with(200);
        let user = api.get("/users/li.na").await.with(200);
        assert_eq!((&user.body["roles"], user.header("etag")), (&json!(["handler"]), "\"2\""), "{engine:?}");
        let number = api.registered("2019-11-04").await;
        let path = format!("/cases/{number}/access/commands");
        api.post(&format!("{path}/AssignHandler"), json!({"user": "li.na"})).await.with(200);
        let secret = json!({"level": "secret"});
        api.post(&format!("{path}/SetConfidentiality"), secret).await.with(200);
        let access = api.get(&format!("/cases/{number}/access")).await.with(200).body;
        assert_eq!((&access["level"], &access["parts"][0]["login"]), (&json!("secret"), &json!("li.na")));
        assert_eq!(access["parts"][0]["handles"], true);
        let target = json!({"figure": "structures.demolished_area_m2", "year": 2019, "amount": 3_000_000});
        api.post("/office/commands/SetTarget", target).await.with(200);
        api.post("/office/commands/AddCommittee", json!({"committee": "新新村"})).await.with(200);
    }
}

#[tokio::test]
async fn a_case_is_linked_with_another_by_number_and_never_with_one_that_is_unknown() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let (one, other) = (api.registered("2019-11-04").await, api.registered("2019-11-04").await);
        api.petition(&one, "LinkPetition", json!({"to": other})).await.with(200);
        let links = api.get(&format!("/cases/{one}")).await.body["facts"]["links"].clone();
        let id = api.get(&format!("/cases/{other}")).await.body["case_id"].clone();
        assert_eq!(links, json!([id]), "{engine:?}");
        let unknown = api.petition(&one, "LinkPetition", json!({"to": "XF2019-9999"})).await;
        assert_eq!(
            (unknown.field().to_owned(), unknown.problem(422)),
            ("/to".into(), "body.unknown_reference".into())
        );
    }
}

/// The commands that the document has paths for, as `kind.Command`.
fn routed() -> BTreeSet<String> {
    let document = serde_json::to_value(document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").values();
    let ids = paths.filter_map(|item| item["post"]["operationId"].as_str());
    ids.map(|id| id.trim_end_matches(".new").to_owned()).collect()
}

#[test]
fn every_command_of_every_aggregate_has_its_route_and_its_form() {
    let mut known = BTreeSet::new();
    for kind in Kind::ALL {
        known.extend(kind.commands().iter().map(|command| format!("{}.{command}", kind.name())));
        known.insert(format!("{}.Correct", kind.name()));
    }
    // What a report says comes from the figures: publishing one has a form of its own.
    known.insert("publish".to_owned());
    // Papers are written by the program, too.
    known.extend(["issue_paper", "void_paper"].map(str::to_owned));
    known.extend(["ask_erasure", "decide_erasure"].map(str::to_owned));
    // What may be somebody's number is asked for in a body, and changes nothing.
    known.insert("search_for_a_person".to_owned());
    assert_eq!(routed(), known);
}

#[tokio::test]
async fn every_path_of_the_document_leads_somewhere() {
    let api = Api::on(ENGINES[0]).await;
    let document = serde_json::to_value(document()).expect("JSON");
    let mut count = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        let path =
            path.replace("{number}", "XF2019-0001").replace("{login}", "li.na").replace("{request}", "1");
        let answer = match item.get("post") {
            Some(_) => api.post(&path, json!({"no_such_field": 1})).await,
            None => api.get(&path).await,
        };
        let code = answer.body["code"].as_str().unwrap_or_default();
        assert!(!code.starts_with("route.") && code != "command.unknown", "{path}: {answer:?}");
        if item.get("post").is_some() {
            let wrong = ["body.unknown_field", "body.missing_field", "body.unreadable"];
            assert!(wrong.contains(&code), "{path}: {answer:?}");
        }
        count += 1;
    }
    assert!(count > 130, "{count} paths");
    let unknown = api.post("/petitions/XF2019-0001/commands/RegisterPetition", json!({})).await;
    assert_eq!(unknown.problem(404), "command.unknown");
}

#[tokio::test]
async fn what_is_personal_is_given_in_the_clear_and_never_stands_in_the_log() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        let recuse = json!({"handler": "张伟", "reason": "与信访人有亲属关系"});
        api.petition(&number, "RecuseHandler", recuse).await.with(200);
        let history = api.get(&format!("/cases/{number}/history")).await.with(200).body.to_string();
        let feed = api.get("/events").await.with(200).body.to_string();
        for secret in ["何家明", "19900009815", "物业管理问题", "张伟", "亲属"] {
            assert!(!history.contains(secret) && !feed.contains(secret), "{engine:?}: {secret}");
        }
        let case = api.get(&format!("/cases/{number}")).await.with(200).body;
        assert_eq!(case["parties"][0]["part"], "petitioner", "{case:#}");
    }
}

#[tokio::test]
async fn handing_work_over_hands_it_over() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        for login in ["li.na", "wang.qiang"] {
            api.post("/users/commands/AddUser", json!({"login": login, "name": "李娜"})).await.with(201);
        }
        let over = || json!({"to": "wang.qiang"});
        let early = api.post("/users/li.na/commands/HandOverWork", over()).await;
        assert_eq!(early.problem(409), "user.heir_without_role", "{engine:?}");
        api.post("/users/wang.qiang/commands/GrantRole", json!({"role": "handler"})).await.with(200);
        let number = api.registered("2019-11-04").await;
        let assign = format!("/cases/{number}/access/commands/AssignHandler");
        api.post(&assign, json!({"user": "li.na"})).await.with(200);
        api.post("/users/li.na/commands/HandOverWork", over()).await.with(200);
        let parts = api.get(&format!("/cases/{number}/access")).await.with(200).body["parts"].clone();
        let handlers: Vec<_> =
            parts.as_array().expect("parts").iter().filter(|part| part["handles"] == true).collect();
        assert_eq!(handlers.len(), 1, "{engine:?}");
        assert_eq!(handlers[0]["login"], "wang.qiang");
        let nobody = api.post("/users/li.na/commands/HandOverWork", json!({"to": "nobody"})).await;
        assert_eq!(nobody.problem(404), "user.no_such_user");
    }
}

#[tokio::test]
async fn a_number_of_another_system_is_recorded_on_a_case_of_any_kind() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let petition = api.registered("2019-11-04").await;
        let hazard = json!({"kind": "locked_exit", "address": "长海路1号", "description": "安全出口锁闭"});
        let structure = json!({
            "zone": "岛外", "address": "长海路1号", "stock": "existing", "under_construction": false, "source": "complaint",
        });
        let mut cases = vec![("petitions", petition)];
        for (collection, command, body) in
            [("fire-hazards", "ReportHazard", hazard), ("illegal-structures", "ReportStructure", structure)]
        {
            let opened = api.post(&format!("/{collection}/commands/{command}"), body).await.with(201);
            cases.push((collection, opened.body["number"].as_str().expect("a number").to_owned()));
        }
        for (at, (collection, number)) in cases.iter().enumerate() {
            let body = json!({"system": "hotline_12345", "number": format!("201911040000{at}")});
            let path = format!("/{collection}/{number}/commands/RecordExternalNumber");
            api.post(&path, body).await.with(200);
        }
    }
}
