//! Each page is whole in both languages: no key of a word is shown, no code, and no page fails.
use super::registered;
use crate::app::House;
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::policy::Kind;
use anjuan::web::app::Unsigned;
use serde_json::json;

/// Texts between tags that look like codes: `no_support`.
fn codes(page: &str) -> Vec<&str> {
    let texts = page.split('>').filter_map(|rest| rest.split('<').next());
    let is_code = |text: &&str| {
        let text = text.trim();
        text.contains('_') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    texts.filter(is_code).collect()
}

pub async fn is_whole(browser: &mut Browser, path: &str, status: u16) {
    for language in ["zh-CN", "en"] {
        browser.cookies.insert("anjuan-language".to_owned(), language.to_owned());
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.page);
        assert!(answer.page.contains(&format!("<html lang=\"{language}\"")), "{path}");
        let missing: Vec<_> =
            answer.page.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next()).collect();
        assert!(missing.is_empty(), "{path} in {language} lacks {missing:?}");
        assert_eq!(codes(&answer.page), Vec::<&str>::new(), "{path} in {language}");
        assert!(answer.header("content-security-policy").contains("script-src 'self'"), "{path}");
        for inline in ["<script>", "style=\"", " onclick=", "<style"] {
            assert!(!answer.page.contains(inline), "{path} has {inline}");
        }
    }
}

async fn cases(clerk: &mut Browser, inspector: &mut Browser) -> Vec<(Kind, String)> {
    let hazard = json!({
        "kind": "corridor_clutter", "address": "长阳路1080弄2号", "description": "楼道堆放杂物",
    });
    let hazard = clerk.post("fire-hazards/commands/ReportHazard", hazard).await;
    let structure = json!({
        "zone": "岛外", "address": "军工路338弄41号", "stock": "new", "under_construction": false, "source": "patrol",
    });
    let structure = inspector.post("illegal-structures/commands/ReportStructure", structure).await;
    let inspection = json!({
        "unit": "长阳路机电有限公司", "industry": "生产企业", "address": "长阳路1142弄32号", "inspectors": ["王磊", "陈涛"],
        "leader": "李永康", "signature": "refused", "checklist": {"checked": 9, "failed": 1},
        "hazards": [{"hazard": 1, "level": "major", "content": "有限空间作业未审批"}],
    });
    let inspection = inspector.post("inspections/commands/RecordInspection", inspection).await;
    let petition = registered(clerk).await;
    vec![
        (Kind::Petition, petition),
        (Kind::FireHazard, hazard.text("number").to_owned()),
        (Kind::IllegalStructure, structure.text("number").to_owned()),
        (Kind::Inspection, inspection.text("number").to_owned()),
    ]
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
        let cases = cases(&mut clerk, &mut inspector).await;
        for path in [
            "/",
            "/cases",
            "/cases?kind=petition&sort=-opened",
            "/cases?committee=%E6%97%A0",
            "/register",
            "/search",
        ] {
            let status = if path == "/search" { 422 } else { 200 };
            is_whole(&mut clerk, path, status).await;
        }
        is_whole(&mut clerk, "/search?q=%E7%94%B5%E6%A2%AF", 200).await;
        is_whole(&mut clerk, "/search?q=19900009815", 422).await;
        is_whole(&mut clerk, "/nowhere", 404).await;
        is_whole(&mut clerk, "/cases/XF1999-0001", 404).await;
        is_whole(&mut clerk, &format!("/cases/{}/slip", cases[0].1), 200).await;
        for (_, number) in &cases {
            assert!(!number.is_empty(), "{engine:?}");
            is_whole(&mut clerk, &format!("/cases/{number}"), 200).await;
        }
        let mut nobody = Browser::new(house.app.clone().router());
        is_whole(&mut nobody, "/sign-in", 200).await;
        is_whole(&mut nobody, "/links/0123", 410).await;
    }
}

/// Every step that anybody may take has a form, with words for each of its fields.
#[tokio::test]
async fn every_step_of_every_kind_has_a_form() {
    let house = House::on(ENGINES[0], Unsigned::WhileNobodyCan).await;
    let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let mut inspector = house.signed_in("wang.lei", Role::Inspector).await;
    let mut leader = house.signed_in("chen.tao", Role::Leader).await;
    let cases = cases(&mut clerk, &mut inspector).await;
    let mut drawn = 0;
    for (kind, number) in &cases {
        let steps = kind.commands().iter().map(|name| format!("/cases/{number}/steps/{name}"));
        let access = Kind::Access.commands().iter().map(|name| format!("/cases/{number}/access/{name}"));
        for path in steps.chain(access) {
            for browser in [&mut clerk, &mut inspector, &mut leader] {
                if browser.get(&path).await.status == 200 {
                    is_whole(browser, &path, 200).await;
                    drawn += 1;
                    break;
                }
            }
        }
    }
    assert!(drawn > 60, "{drawn} forms");
}
