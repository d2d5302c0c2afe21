//! What waits for a decision waits in one place, with what there is to know, for whoever may decide.
use super::site::Site;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::commands::OfficeDesk;
use anjuan::web::api::router;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

const REASON: &str = "需要第三方鉴定房屋裂缝";
const MATTER: &str = "电梯常年失修";

pub async fn done(router: &Router, path: &str, body: Value) -> Value {
    let request = Request::post(format!("/api/v1/{path}")).header("content-type", "application/json");
    let request = request.body(Body::from(body.to_string())).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert!(status.is_success(), "{path}: {answer}");
    answer
}

/// A petition for which more time is asked, by its number.
pub async fn asking(desk: &OfficeDesk) -> String {
    let router = router(desk.clone());
    let petition = json!({
        "occurred": "2019-11-04", "channel": "letter", "heads": 1, "committee": "共青", "category": "物业管理",
        "first_time": true, "department": "信访办", "petitioner": {"name": "何家明"}, "matter": MATTER,
    });
    let registered = done(&router, "petitions/commands/RegisterPetition", petition).await;
    let number = registered["number"].as_str().expect("a number").to_owned();
    let path = |command: &str| format!("petitions/{number}/commands/{command}");
    done(&router, &path("AcceptPetition"), json!({"occurred": "2019-11-05", "simplified": false})).await;
    let asked = json!({"occurred": "2019-11-06", "days": 30, "reason": REASON});
    done(&router, &path("RequestExtension"), asked).await;
    number
}

#[tokio::test]
async fn an_extension_waits_with_its_reason_and_its_forms_until_it_is_decided() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        assert!(site.visit(&leader, "/approvals").await.says("Nothing waits"), "{engine:?}");
        let number = asking(&site.desk).await;
        let seen = site.visit(&leader, "/approvals").await;
        assert_eq!(seen.status, 200, "{engine:?}: {}", seen.html);
        for words in [number.as_str(), REASON, MATTER, "30 days asked for", "2019-11-06", "4 days"] {
            assert!(seen.says(words), "{engine:?}: {words} is not on {}", seen.html);
        }
        for command in ["ApproveExtension", "RejectExtension"] {
            assert!(seen.says(&format!("href=\"/cases/{number}/steps/{command}\"")), "{engine:?} {command}");
        }
        assert_eq!(
            site.visit(&clerk, "/approvals").await.status,
            403,
            "{engine:?}: a clerk asks, a leader grants"
        );

        let form = format!("/cases/{number}/steps/ApproveExtension");
        let drawn = site.visit(&leader, &form).await;
        let fields = [
            ("command_id", drawn.hidden("class=\"form\"", "command_id")),
            ("version", drawn.hidden("class=\"form\"", "version")),
            ("petitioner_told", "true".to_owned()),
        ];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for _ in 0..2 {
            let granted = site.send(&leader, &form, &fields).await;
            assert_eq!(granted.status, 303, "{engine:?}: {}", granted.html);
        }
        assert!(site.visit(&leader, "/approvals").await.says("Nothing waits"), "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_accused_in_a_case_sees_it_neither_waiting_nor_counted() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let number = asking(&site.desk).await;
        let pages = [
            "/approvals".to_owned(),
            "/figures/petitions.open?from=2019-01-01&to=2019-12-31".to_owned(),
            "/figures/petitions.open?from=2019-01-01&to=2019-12-31&by=committee&of=%E5%85%B1%E9%9D%92"
                .to_owned(),
        ];
        for page in &pages {
            assert!(site.visit(&leader, page).await.says(&number), "{engine:?} {page}");
        }
        let naming = format!("cases/{number}/access/commands/NameAccused");
        done(&router(site.desk.clone()), &naming, json!({"user": "chen.tao"})).await;
        for page in &pages {
            let seen = site.visit(&leader, page).await;
            assert_eq!(seen.status, 200, "{engine:?} {page}");
            assert!(!seen.says(&number), "{engine:?} {page}");
        }
        let open = site.visit(&leader, &pages[1]).await;
        assert!(open.says("class=\"number\" value=\"0\""), "{engine:?}: it is not counted");
        let sheet = site.visit(&leader, "/figures/lights?as_of=2019-11-10").await;
        assert!(!sheet.says("of=%E5%85%B1%E9%9D%92"), "{engine:?}: no light of the committee tells of it");
    }
}
