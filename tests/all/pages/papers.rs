//! The papers on the page of their case, and over the API.
use super::whole::is_whole;
use super::{location, registered};
use crate::app::House;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use serde_json::json;

const NUMBER: &str = "%E5%AE%9A%E4%BF%A1%E7%99%BB%E5%AD%97%E3%80%942019%E3%80%95%E7%AC%AC1%E5%8F%B7";

#[tokio::test]
async fn a_clerk_issues_a_receipt_on_the_page_of_its_case_and_a_leader_declares_it_void() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut leader = house.signed_in("wang.fang", Role::Leader).await;
        let mut auditor = house.signed_in("zhao.min", Role::Auditor).await;
        registered(&mut clerk).await;
        let page = clerk.get("/cases/XF2019-0001").await;
        assert!(page.page.contains("name=\"kind\" value=\"receipt\""), "{engine:?}: {}", page.page);
        assert!(!page.page.contains("value=\"opinion\""), "{engine:?}: it is not concluded");

        // A form that is sent twice issues one paper.
        for _ in 0..2 {
            let answer = clerk.submit("/cases/XF2019-0001/papers", &[("kind", "receipt")]).await;
            assert_eq!((answer.status, location(&answer).as_str()), (303, "/cases/XF2019-0001#papers"));
        }
        let page = clerk.get("/cases/XF2019-0001").await;
        assert!(page.page.contains("定信登字〔2019〕第1号"), "{engine:?}: {}", page.page);
        assert!(!page.page.contains("name=\"kind\" value=\"receipt\""), "{engine:?}: it stands");
        assert!(page.page.contains("value=\"proof_of_service\""), "{engine:?}: {}", page.page);
        is_whole(&mut clerk, "/cases/XF2019-0001", 200).await;
        is_whole(&mut leader, "/cases/XF2019-0001", 200).await;

        let listed = auditor.get("/api/v1/cases/XF2019-0001/papers").await;
        assert_eq!(listed.body["papers"].as_array().map(Vec::len), Some(1), "{engine:?}: {}", listed.body);
        assert_eq!(listed.body["possible"], json!([]), "{engine:?}");
        let path = format!("/api/v1/papers/{NUMBER}");
        let paper = clerk.get(&path).await;
        assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"), "{engine:?}");
        assert_eq!(clerk.get(&format!("{path}?form=txt")).await.status, 400, "{engine:?}");
        assert_eq!(auditor.get(&path).await.status, 403, "{engine:?}");

        let fields = [("paper", "定信登字〔2019〕第1号"), ("reason", "姓名写错")];
        assert_eq!(clerk.submit("/cases/XF2019-0001/papers/void", &fields).await.status, 403, "{engine:?}");
        for _ in 0..2 {
            assert_eq!(leader.submit("/cases/XF2019-0001/papers/void", &fields).await.status, 303);
        }
        let page = clerk.get("/cases/XF2019-0001").await;
        assert!(page.page.contains("void since 2019-11-10"), "{engine:?}: {}", page.page);
        let again = clerk.get(&path).await;
        assert_eq!((again.status, again.header("anjuan-void-since")), (200, "2019-11-10"), "{engine:?}");
        let register = auditor.get("/api/v1/papers?series=%E5%AE%9A%E4%BF%A1").await;
        assert_eq!(register.body["papers"][0]["voided"], json!("2019-11-10"), "{engine:?}");

        // That it was opened is recorded, with whose file it was.
        let file = listed.body["papers"][0]["pdf"].clone();
        let readings = auditor.get("/api/v1/readings?what=file").await;
        let opened = readings.body["readings"].as_array().expect("a list").iter();
        assert_eq!(
            opened.filter(|reading| reading["file"] == file).count(),
            2,
            "{engine:?}: {}",
            readings.body
        );
    }
}
