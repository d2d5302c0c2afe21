//! A step of the log is corrected by a form that says what was recorded, and the timeline tells from what to what.
use super::{hidden, location, registered};
use crate::app::House;
use crate::signing_in::browser::{Answer, Browser};
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use serde_json::json;

/// What a browser would send of the first form of corrections, as it stands.
fn sent(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form method=\"post\" action=\"/cases/").nth(1).unwrap_or_default();
    let form = form.split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let attribute = |name: &str| {
            let after = tag.split(&format!(" {name}=\"")).nth(1)?;
            after.split('"').next().map(|text| text.replace("&#38;", "&").replace("&#60;", "<"))
        };
        let content = || tag.split('>').nth(1).unwrap_or_default().to_owned();
        if tag.contains("type=\"checkbox\"") && !tag.contains(" checked") {
            continue;
        }
        if tag.starts_with("input") {
            fields.extend(attribute("name").zip(attribute("value")));
        } else if tag.starts_with("textarea") {
            fields.extend(attribute("name").map(|name| (name, content())));
        } else if tag.starts_with("select") {
            fields.extend(attribute("name").map(|name| (name, String::new())));
        } else if tag.starts_with("option")
            && tag.contains(" selected")
            && let (Some(last), Some(value)) = (fields.last_mut(), attribute("value"))
        {
            last.1 = value;
        }
    }
    fields
}

/// Sends a form with some of its fields written anew.
async fn send(browser: &mut Browser, path: &str, anew: &[(&str, &str)]) -> Answer {
    let form = browser.get(path).await;
    assert_eq!(form.status, 200, "{path}: {}", form.page);
    let mut fields = sent(&form.page);
    for (name, value) in anew {
        let field = fields.iter_mut().find(|(known, _)| known == name);
        let field = field.unwrap_or_else(|| panic!("{path} has no field {name}: {}", form.page));
        (*value).clone_into(&mut field.1);
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(path, &fields).await
}

/// A hazard that was found; its number.
async fn hazard(inspector: &mut Browser) -> String {
    let found = json!({
        "kind": "corridor_clutter", "address": "长阳路1080弄2号", "description": "楼道堆放杂物",
        "inspectors": ["王磊", "陈涛"], "level": "general",
    });
    let found = inspector.post("fire-hazards/commands/FindHazard", found).await;
    found.text("number").to_owned()
}

#[tokio::test]
async fn a_petition_is_corrected_by_the_form_of_its_registration_and_what_is_sealed_stays() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.yue", Role::Auditor).await;
        let number = registered(&mut clerk).await;
        let (case, path) = (format!("/cases/{number}"), format!("/cases/{number}/corrections/1"));
        assert!(clerk.get(&case).await.page.contains(&format!("href=\"{path}\"")), "{engine:?}");
        assert!(!auditor.get(&case).await.page.contains("/corrections/"), "{engine:?}: she only reads");
        assert_eq!(auditor.get(&path).await.status, 403, "{engine:?}");
        super::whole::is_whole(&mut clerk, &path, 200).await;

        let form = clerk.get(&path).await.page;
        assert!(!form.contains("何家明") && !form.contains("19900009815"), "{engine:?}: what is sealed");
        let unreasoned = send(&mut clerk, &path, &[("committee", "凉州")]).await;
        assert_eq!(unreasoned.status, 422, "{engine:?}");
        assert!(unreasoned.page.contains("href=\"#f-why\""), "{engine:?}: {}", unreasoned.page);
        assert!(unreasoned.page.contains("value=\"凉州\""), "{engine:?}: what was written");
        let nowhere = send(&mut clerk, &path, &[("committee", "蓬莱"), ("why", "mistyped")]).await;
        assert_eq!(nowhere.status, 422, "{engine:?}: {}", nowhere.page);

        let before = clerk.get(&format!("cases/{number}")).await.body;
        let anew = [("committee", "凉州"), ("heads", "3"), ("why", "paper_differs")];
        let corrected = send(&mut clerk, &path, &anew).await;
        assert_eq!(corrected.status, 303, "{engine:?}: {}", corrected.page);
        let event = location(&corrected).split("#e").nth(1).expect("an event").to_owned();
        let after = clerk.get(&format!("cases/{number}")).await.body;
        assert_eq!(after["committee"], "凉州", "{engine:?}");
        assert_eq!(after["facts"]["heads"], 3, "{engine:?}");
        assert_eq!(after["parties"], before["parties"], "{engine:?}: the same petitioner");
        assert_eq!(after["opened"], before["opened"], "{engine:?}");

        clerk.cookies.insert("anjuan-language".to_owned(), "en".to_owned());
        let timeline = clerk.get(&case).await.page;
        let log = timeline.split(&format!("id=\"e{event}\"")).nth(1).expect("the correction");
        let log = log.split("</li>\n").next().unwrap_or_default();
        assert!(log.contains("The paper says otherwise"), "{engine:?}: {log}");
        assert!(log.contains("<del>共青</del> → <ins>凉州</ins>"), "{engine:?}: {log}");
        assert!(log.contains("<del>1</del> → <ins>3</ins>"), "{engine:?}: {log}");
        assert!(log.contains("href=\"#e1\""), "{engine:?}: it names what it corrects");
        assert!(!log.contains("Petitioner"), "{engine:?}: what stays is not told as changed: {log}");
        let first = timeline.split("id=\"e1\"").nth(1).unwrap_or_default();
        assert!(first.contains(&format!("href=\"#e{event}\"")), "{engine:?}: the step names its correction");
    }
}

#[tokio::test]
async fn a_step_that_never_happened_is_taken_back_for_a_reason_and_twice_is_once() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let number = registered(&mut clerk).await;
        let accept = json!({"simplified": false});
        clerk.post(&format!("petitions/{number}/commands/AcceptPetition"), accept).await;
        let first = clerk.get(&format!("/cases/{number}/corrections/1")).await.page;
        assert!(!first.contains("taken_back"), "{engine:?}: what opened the case is not taken back");
        let path = format!("/cases/{number}/corrections/2");
        let form = clerk.get(&path).await.page;
        let (id, version) = (hidden(&form, "command_id"), hidden(&form, "version"));
        let mut fields = vec![("command_id", id.as_str()), ("version", &version), ("how", "taken_back")];
        let silent = clerk.submit(&path, &fields).await;
        assert_eq!(silent.status, 422, "{engine:?}: {}", silent.page);
        assert!(silent.page.contains("href=\"#back-why\""), "{engine:?}");
        fields.push(("why", "other_case"));
        let (once, again) = (clerk.submit(&path, &fields).await, clerk.submit(&path, &fields).await);
        assert_eq!((once.status, again.status), (303, 303), "{engine:?}: {} {}", once.page, again.page);
        assert_eq!(location(&once), location(&again), "{engine:?}");
        let case = clerk.get(&format!("cases/{number}")).await.body;
        assert_eq!((&case["phase"], &case["version"]), (&json!("registered"), &json!(3)), "{engine:?}");
        assert_eq!(clerk.get(&path).await.status, 404, "{engine:?}: it is gone");
        assert_eq!(clerk.get(&format!("/cases/{number}/corrections/3")).await.status, 404, "{engine:?}");
        clerk.cookies.insert("anjuan-language".to_owned(), "en".to_owned());
        let page = clerk.get(&format!("/cases/{number}")).await.page;
        assert!(page.contains("<ins>taken back</ins>"), "{engine:?}: {page}");
        assert!(page.contains("Belongs to another case"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_hazard_and_a_structure_are_corrected_and_their_officers_are_kept() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let number = hazard(&mut inspector).await;
        let path = format!("/cases/{number}/corrections/1");
        let anew = [("address", "长阳路1080弄12号"), ("why", "mistyped")];
        let corrected = send(&mut inspector, &path, &anew).await;
        assert_eq!(corrected.status, 303, "{engine:?}: {}", corrected.page);
        let case = inspector.get(&format!("cases/{number}")).await.body;
        assert_eq!(case["facts"]["address"], "长阳路1080弄12号", "{engine:?}: {case}");
        assert_eq!(case["number"], number, "{engine:?}");
        let page = inspector.get(&format!("/cases/{number}")).await.page;
        assert!(page.contains("<del>长阳路1080弄2号</del> → <ins>长阳路1080弄12号</ins>"), "{engine:?}");

        let structure = json!({
            "zone": "岛外", "address": "军工路338弄41号", "stock": "new", "under_construction": false,
            "source": "patrol", "sites": [{"site": 1, "area": 1250}, {"site": 2}], "party": {"name": "周建国"},
        });
        let structure = inspector.post("illegal-structures/commands/ReportStructure", structure).await;
        let number = structure.text("number").to_owned();
        let path = format!("/cases/{number}/corrections/1");
        let form = inspector.get(&path).await.page;
        assert!(form.contains("1 12.5\n2</textarea>"), "{engine:?}: {form}");
        let anew = [("sites", "1 12.5\n2 30"), ("stock", "existing"), ("why", "found_later")];
        let corrected = send(&mut inspector, &path, &anew).await;
        assert_eq!(corrected.status, 303, "{engine:?}: {}", corrected.page);
        let page = inspector.get(&format!("/cases/{number}")).await.page;
        assert!(page.contains("12.5") && page.contains("30</ins>"), "{engine:?}: {page}");
        let parties = &inspector.get(&format!("cases/{number}")).await.body["parties"];
        assert_eq!(parties.as_array().map(Vec::len), Some(1), "{engine:?}: the party is kept: {parties}");
    }
}

#[tokio::test]
async fn whoever_corrects_what_changed_meanwhile_sees_both() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let number = registered(&mut clerk).await;
        let path = format!("/cases/{number}/corrections/1");
        let form = clerk.get(&path).await.page;
        let accept = json!({"simplified": false});
        clerk.post(&format!("petitions/{number}/commands/AcceptPetition"), accept).await;
        let mut fields = sent(&form);
        for (name, value) in &mut fields {
            match name.as_str() {
                "heads" => "4".clone_into(value),
                "why" => "mistyped".clone_into(value),
                _ => {}
            }
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let conflict = clerk.submit(&path, &fields).await;
        assert_eq!(conflict.status, 409, "{engine:?}: {}", conflict.page);
        assert!(conflict.page.contains("id=\"e2\""), "{engine:?}: what happened");
        assert!(
            conflict.page.contains("name=\"heads\" type=\"number\" value=\"4\""),
            "{engine:?}: what I wrote"
        );
        assert_eq!(hidden(&conflict.page, "version"), "2", "{engine:?}");
    }
}

const OBJECTS: &str = include_str!("../../../samples/kinds/falling_object.toml");

#[tokio::test]
async fn a_step_of_a_declared_kind_is_corrected_field_by_field_and_a_sealed_one_is_kept_or_emptied() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut system = house.signed_in("zhang.wei", Role::SystemAdministrator).await;
        let declared = system.post("office/commands/DeclareKind", json!({"declaration": OBJECTS})).await;
        assert_eq!(declared.status, 200, "{engine:?}: {declared:?}");
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let open = json!({
            "kind": "falling_object",
            "fields": [{"field": "object", "value": {"code": "flowerpot"}},
                {"field": "address", "value": {"place": "军工路338弄41号"}}, {"field": "pieces", "value": {"number": 3}}],
            "personal": [{"field": "reporter", "text": "何家明"}, {"field": "seen", "text": "六楼花盆坠落"}],
        });
        let opened = inspector.post("declared/commands/OpenCase", open).await;
        assert_eq!(opened.status, 201, "{engine:?}: {opened:?}");
        let number = opened.text("number").to_owned();
        let (case, path) = (format!("/cases/{number}"), format!("/cases/{number}/corrections/1"));
        assert!(inspector.get(&case).await.page.contains(&format!("href=\"{path}\"")), "{engine:?}");
        super::whole::is_whole(&mut inspector, &path, 200).await;
        let form = inspector.get(&path).await.page;
        assert!(!form.contains("六楼花盆坠落") && !form.contains("何家明"), "{engine:?}: what is sealed");
        assert!(
            form.contains("value=\"军工路338弄41号\"") && form.contains("value=\"3\""),
            "{engine:?}: {form}"
        );

        // The first sealed field is emptied, the second stays its own.
        let mut fields = sent(&form);
        for (name, value) in &mut fields {
            match name.as_str() {
                "pieces" => "2".clone_into(value),
                "object" => "wall_tile".clone_into(value),
                "why" => "mistyped".clone_into(value),
                _ => {}
            }
        }
        fields.push(("empty".to_owned(), "reporter".to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let corrected = inspector.submit(&path, &fields).await;
        assert_eq!(corrected.status, 303, "{engine:?}: {}", corrected.page);
        let now = inspector.get(&format!("cases/{number}")).await.body;
        assert_eq!(now["matter"], "六楼花盆坠落", "{engine:?}: {now}");
        assert_eq!(now["category"], "wall_tile", "{engine:?}: {now}");
        assert_eq!(now["number"], number, "{engine:?}");
        assert_eq!(now["parties"].as_array().map_or(0, Vec::len), 0, "{engine:?}: {now}");
        inspector.cookies.insert("anjuan-language".to_owned(), "en".to_owned());
        let page = inspector.get(&case).await.page;
        for words in
            ["<del>Flowerpot</del> → <ins>Wall tile</ins>", "<del>3 pieces</del> → <ins>2 pieces</ins>"]
        {
            assert!(page.contains(words), "{engine:?}: {words}: {page}");
        }
        assert!(page.contains("六楼花盆坠落") && !page.contains("何家明"), "{engine:?}: {page}");
        // What is required is not emptied by leaving it out.
        let nothing = send(&mut inspector, &path, &[("address", ""), ("why", "mistyped")]).await;
        assert_eq!(nothing.status, 422, "{engine:?}");

        let clear = json!({"step": "clear", "fields": [{"field": "measure", "value": {"code": "removed"}}]});
        let done = inspector.post(&format!("declared/{number}/commands/TakeStep"), clear).await;
        assert_eq!(done.status, 200, "{engine:?}: {done:?}");
        let version = inspector.get(&format!("cases/{number}")).await.body["version"].clone();
        let path = format!("/cases/{number}/corrections/{version}");
        let anew = send(&mut inspector, &path, &[("measure", "fixed"), ("why", "paper_differs")]).await;
        assert_eq!(anew.status, 303, "{engine:?}: {}", anew.page);
        let page = inspector.get(&case).await.page;
        assert!(page.contains("<del>Removed</del> → <ins>Fixed</ins>"), "{engine:?}: {page}");
    }
}

#[tokio::test]
async fn a_sealed_field_that_may_be_left_unsaid_can_be_emptied_in_the_cases_of_the_program_too() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let number = hazard(&mut inspector).await;
        let path = format!("/cases/{number}/corrections/1");
        let form = inspector.get(&path).await.page;
        assert!(form.contains("name=\"empty\" value=\"description\""), "{engine:?}: {form}");
        assert!(!form.contains("name=\"empty\" value=\"inspectors\""), "{engine:?}: what has to be said");
        let mut fields = sent(&form);
        fields
            .iter_mut()
            .filter(|(name, _)| name == "why")
            .for_each(|field| "mistyped".clone_into(&mut field.1));
        for emptied in ["description", "inspectors"] {
            fields.push(("empty".to_owned(), emptied.to_owned()));
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let corrected = inspector.submit(&path, &fields).await;
        assert_eq!(corrected.status, 303, "{engine:?}: {}", corrected.page);
        let case = inspector.get(&format!("cases/{number}")).await.body;
        assert!(case["matter"].is_null(), "{engine:?}: {case}");
    }
}
