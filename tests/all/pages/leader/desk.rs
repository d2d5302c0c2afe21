//! Beside the work of the desk stands what waits for one's decision, what came back and what others did since yesterday.
use super::approvals::{asking, done};
use super::site::Site;
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::user::Role;
use anjuan::queries::work;
use anjuan::web::api::router;
use serde_json::json;

#[tokio::test]
async fn the_desk_shows_what_others_did_since_yesterday_and_what_waits_for_whoever_decides() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let nothing = site.visit(&clerk, "/").await;
        assert!(nothing.says("Nobody else changed a case since yesterday"), "{engine:?}: {}", nothing.html);
        let number = asking(&site.desk).await;
        let seen = site.visit(&clerk, "/").await;
        let (beside, changed) = (&seen.between("<aside", "</aside>")[0], "Extension asked for");
        assert!(beside.contains(&number) && beside.contains(changed), "{engine:?}: {beside}");
        assert!(!beside.contains("Waiting for your decision"), "{engine:?}: a clerk decides nothing");
        let seen = site.visit(&leader, "/").await;
        let beside = &seen.between("<aside", "</aside>")[0];
        assert!(beside.contains("Waiting for your decision"), "{engine:?}: {beside}");
        assert!(beside.contains("Extension of a petition"), "{engine:?}: {beside}");

        let own = work::mine(&site.desk).await.expect("work");
        let watched = work::watched(&site.desk, &own).await.expect("cases");
        assert_eq!(watched.len(), 1, "{engine:?}");
        let since = moment("2019-11-01T00:00:00+08:00");
        let changed = work::changed(&site.desk, &watched, since, &[]).await.expect("changes");
        assert_eq!(changed, [], "{engine:?}: what one did oneself is no news");
    }
}

#[tokio::test]
async fn what_a_department_sent_back_is_said_and_whoever_is_accused_is_not_told() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let router = router(site.desk.clone());
        let petition = json!({
            "occurred": "2019-11-04", "channel": "letter", "heads": 1, "committee": "共青",
            "category": "物业管理", "first_time": true, "petitioner": {"name": "何家明"}, "matter": "电梯失修",
        });
        let registered = done(&router, "petitions/commands/RegisterPetition", petition).await;
        let number = registered["number"].as_str().expect("a number").to_owned();
        let path = |command: &str| format!("petitions/{number}/commands/{command}");
        let forward = json!({"occurred": "2019-11-05", "to": {"department": "信访办"}});
        done(&router, &path("ForwardPetition"), forward).await;
        let back = json!({"occurred": "2019-11-06", "reason": "不属于本部门职责"});
        done(&router, &path("ReturnForwardedPetition"), back).await;
        let seen = site.visit(&clerk, "/").await;
        let beside = &seen.between("<aside", "</aside>")[0];
        assert!(beside.contains("Returned and reopened"), "{engine:?}: {beside}");
        let naming = format!("cases/{number}/access/commands/NameAccused");
        done(&router, &naming, json!({"user": "li.na"})).await;
        assert!(!site.visit(&clerk, "/").await.says(&number), "{engine:?}: the accused sees nothing of it");
    }
}
