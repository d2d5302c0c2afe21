//! 高空坠物: a kind that the program does not know, from its file to its cases, its ledger, its figures, the API and pages.
use crate::app::House;
use crate::ledgers::program::Program;
use crate::pages::{hidden, location};
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::exchange::importing::{Options, import};
use anjuan::web::app::Unsigned;
use serde_json::{Value, json};

const OBJECTS: &str = include_str!("../../../samples/kinds/falling_object.toml");

async fn declare(browser: &mut Browser, text: &str) -> (u16, String) {
    let answer = browser.post("office/commands/DeclareKind", json!({"declaration": text})).await;
    (answer.status, answer.body["code"].as_str().unwrap_or_default().to_owned())
}

async fn figure(browser: &mut Browser, id: &str) -> Value {
    let answer = browser.get("figures?from=2019-01-01&to=2019-12-31&by=category").await;
    answer.body["figures"][id]["value"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_that_nobody_knew_goes_from_its_file_to_a_page() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut system = house.signed_in("zhang.wei", Role::SystemAdministrator).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;

        // The file: whoever keeps the office declares it, once, whole, and nobody else.
        assert_eq!(declare(&mut clerk, OBJECTS).await.0, 403, "{engine:?}");
        assert_eq!(clerk.get("/register/falling_object").await.status, 404, "{engine:?}");
        let broken = OBJECTS.replacen("to = \"cleared\"", "to = \"nowhere\"", 1);
        let (status, code) = declare(&mut system, &broken).await;
        assert_eq!((status, code.as_str()), (422, "office.declaration"), "{engine:?}");
        let declared = declare(&mut system, OBJECTS).await;
        assert_eq!(declared.0, 200, "{engine:?}: {declared:?}");
        assert_eq!(declare(&mut system, OBJECTS).await.0, 200, "{engine:?}: the same again changes nothing");

        // The page: its form is made from the declaration, and what is missing is told.
        let kinds = inspector.get("/kinds").await;
        assert!(
            kinds.page.contains("高空坠物") && kinds.page.contains("/register/falling_object"),
            "{engine:?}"
        );
        let form = inspector.get("/register/falling_object").await;
        assert_eq!(form.status, 200, "{engine:?}: {}", form.page);
        for words in ["坠物类别", "花盆", "反映人", "件数 (件)"] {
            assert!(form.page.contains(words), "{engine:?}: {words}");
        }
        let id = hidden(&form.page, "command_id");
        let mut fields = vec![("command_id", id.as_str()), ("object", "flowerpot"), ("pieces", "3")];
        let missing = inspector.submit("/register/falling_object", &fields).await;
        assert!(missing.status == 422 && missing.page.contains("id=\"f-address-wrong\""), "{engine:?}");
        fields.extend([("address", "军工路338弄41号"), ("reporter", "何家明"), ("seen", "六楼花盆坠落")]);
        let done = inspector.submit("/register/falling_object", &fields).await;
        assert_eq!(done.status, 303, "{engine:?}: {}", done.page);
        let path = location(&done);
        let number = path.replace("/cases/", "");
        assert!(number.starts_with("GK2019-"), "{engine:?}: {number}");
        let again = inspector.submit("/register/falling_object", &fields).await;
        assert_eq!(location(&again), path, "{engine:?}: sent twice it is one: {}", again.page);

        // Its steps, in its words; whoever the declaration does not name takes none.
        let page = inspector.get(&path).await.page;
        for words in ["待处置", "接报", "花盆", "军工路338弄41号", "六楼花盆坠落", "何家明"]
        {
            assert!(page.contains(words), "{engine:?}: {words} in {page}");
        }
        assert_eq!(clerk.get(&format!("{path}/declared/clear")).await.status, 403, "{engine:?}");
        let take = |step: &str| format!("declared/{number}/commands/{step}");
        let clear = json!({"step": "clear", "fields": [{"field": "measure", "value": {"code": "removed"}}]});
        let refused = clerk.post(&take("TakeStep"), clear.clone()).await;
        assert_eq!(refused.status, 403, "{engine:?}: {refused:?}");
        let settled = leader.post(&take("TakeStep"), json!({"step": "settle"})).await;
        assert_eq!((settled.status, settled.code()), (409, "declared.out_of_order"), "{engine:?}");
        let form = inspector.get(&format!("{path}/declared/clear")).await;
        let (id, version) = (hidden(&form.page, "command_id"), hidden(&form.page, "version"));
        let fields = [("command_id", id.as_str()), ("version", version.as_str()), ("measure", "removed")];
        let done = inspector.submit(&format!("{path}/declared/clear"), &fields).await;
        assert_eq!(done.status, 303, "{engine:?}: {}", done.page);
        assert_eq!(leader.post(&take("TakeStep"), json!({"step": "settle"})).await.status, 200, "{engine:?}");

        // The API: the case, its history, lists by kind and words.
        let case = inspector.get(&format!("cases/{number}")).await.body;
        assert_eq!(
            (case["kind"].as_str(), case["phase"].as_str(), case["open"].as_bool()),
            (Some("falling_object"), Some("settled"), Some(false)),
            "{engine:?}: {case}"
        );
        assert_eq!(case["matter"], "六楼花盆坠落", "{engine:?}");
        let told = case["facts"]["fields"].as_array().expect("fields");
        assert!(told.contains(&json!({"field": "pieces", "value": "3"})), "{engine:?}: {case}");
        let listed = clerk.get("cases?kind=falling_object&total=true").await.body;
        assert_eq!(listed["total"], 1, "{engine:?}: {listed}");
        assert_eq!(clerk.get("cases?kind=visit&total=true").await.body["total"], 0, "{engine:?}");
        let found = inspector.get("/search?q=%E5%86%9B%E5%B7%A5%E8%B7%AF338%E5%BC%8441%E5%8F%B7").await;
        assert!(found.page.contains(&number) || found.status == 303, "{engine:?}: {}", found.page);

        // Its ledger.
        let folder = tempfile::tempdir().expect("a folder");
        let book = folder.path().join("book.csv");
        let text = "坠物编号,接报日期,坠物类别,地址,居委会,件数,处置日期,处置措施,办结日期\n\
                    GK-1,2019-03-01,盆栽,长阳路1号,共青,2,2019-03-04,加固,2019-03-05\n\
                    GK-2,2019-04-01,墙砖,长阳路2号,共青,1,,,\n\
                    GK-3,2019-04-01,广告牌,长阳路3号,共青,1,,,\n";
        std::fs::write(&book, text).expect("a book");
        let report = import(&house.desk, &book, &Options::default(), |_| {}).await.expect("an import");
        assert_eq!((report.imported, report.refused.len()), (2, 1), "{engine:?}: {report:?}");
        assert_eq!(report.refused[0].column.as_deref(), Some("坠物类别"), "{engine:?}");

        // Its figures, with the cases behind, on the API and the pages.
        for (id, value) in [
            ("objects.reported", json!(3)),
            ("objects.cleared", json!(2)),
            ("objects.pots", json!(5)),
            ("objects.cleared_rate", json!(66.67)),
        ] {
            assert_eq!(figure(&mut leader, id).await, value, "{engine:?}: {id}");
            let page = leader.get(&format!("/figures/{id}?as_of=2019-12-31")).await;
            assert_eq!(page.status, 200, "{engine:?}: {id}: {}", page.page);
            assert!(page.page.contains("高空坠物") && !page.page.contains('⟦'), "{engine:?}: {id}");
        }
        let behind = leader.get("cases?figure=objects.pots&from=2019-01-01&to=2019-12-31").await.body;
        assert_eq!(behind["cases"].as_array().map(Vec::len), Some(2), "{engine:?}: {behind}");
        let board = leader.get("/figures?as_of=2019-12-31").await;
        assert!(board.page.contains("花盆") && !board.page.contains('⟦'), "{engine:?}");
        for path in [path.as_str(), "/cases?kind=falling_object", "/kinds", "/figures/objects.pots"] {
            crate::pages::whole::is_whole(&mut leader, path, 200).await;
        }
        crate::pages::whole::is_whole(&mut inspector, "/register/falling_object", 200).await;
    }
}

#[test]
fn the_command_line_checks_adds_lists_and_shows_kinds() {
    let program = Program::with_office(ENGINES[0]);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/kinds/falling_object.toml");
    let whole = program.run(&["kind", "check", file]);
    assert_eq!(whole.code, 0, "{whole:?}");
    assert!(whole.stdout.starts_with("falling_object 1 "), "{whole:?}");
    let broken = program.folder.path().join("broken.toml");
    std::fs::write(&broken, OBJECTS.replacen("digits = 4", "digits = 4, colour = 1", 1)).expect("written");
    let broken = broken.to_str().expect("a path");
    for command in ["check", "add"] {
        let refused = program.run(&["kind", command, broken]);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.stderr.contains("line ") && refused.stderr.contains("colour"), "{refused:?}");
    }
    let unknown = program.run(&["cases", "--kind", "falling_object"]);
    assert_eq!(unknown.code, 64, "{unknown:?}");
    assert_eq!(program.run(&["kind", "add", file]).code, 0);
    assert_eq!(program.run(&["cases", "--kind", "falling_object"]).code, 0);
    let list: Value = serde_json::from_str(&program.run(&["kind", "list", "--json"]).stdout).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(7), "{list}");
    let shown = program.run(&["kind", "show", "falling_object"]);
    assert_eq!(shown.stdout.trim(), OBJECTS.trim());
    let figures = program.run(&["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--json"]);
    let figures: Value = serde_json::from_str(&figures.stdout).expect("JSON");
    let figure = figures["figures"]["objects.reported"].as_object().expect("a figure");
    let keys: std::collections::BTreeSet<_> = figure.keys().map(String::as_str).collect();
    assert_eq!(keys, ["denominator", "label", "numerator", "rule", "unit", "value"].into());
    assert_eq!(program.run(&["target", "set", "objects.reported", "9", "--year", "2019"]).code, 0);
}
