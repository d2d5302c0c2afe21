//! 线索: a clue is secret from its first day; its list of readers begins with whoever registered it.
use crate::app::House;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use serde_json::json;

#[tokio::test]
async fn of_a_clue_only_its_clerk_and_the_admitted_learn_and_it_counts_for_them() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut other = house.signed_in("zhao.min", Role::PetitionClerk).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let mut auditor = house.signed_in("sun.yan", Role::Auditor).await;
        let mut security = house.signed_in("wu.gang", Role::SecurityAdministrator).await;
        let clue = json!({
            "kind": "clue",
            "fields": [{"field": "source", "value": {"code": "call"}}],
            "personal": [{"field": "content", "text": "反映疑似线索"}, {"field": "informant", "text": "郭慧敏"}],
        });
        let opened = clerk.post("declared/commands/OpenCase", clue).await;
        assert_eq!(opened.status, 201, "{engine:?}: {opened:?}");
        let number = opened.text("number").to_owned();
        assert!(number.starts_with("XS2019-"), "{engine:?}: {number}");
        let path = format!("cases/{number}");
        let count = "figures?from=2019-01-01&to=2019-12-31";
        for (who, browser, sees) in [
            ("clerk", &mut clerk, true),
            ("other", &mut other, false),
            ("leader", &mut leader, false),
            ("auditor", &mut auditor, false),
        ] {
            assert_eq!(browser.get(&path).await.status, if sees { 200 } else { 404 }, "{engine:?}: {who}");
            let listed = browser.get("cases?kind=clue&total=true").await;
            assert_eq!(listed.body["total"], i64::from(sees), "{engine:?}: {who}");
            let value = &browser.get(count).await.body["figures"]["clues.received"]["value"];
            assert_eq!(*value, i64::from(sees), "{engine:?}: {who}");
        }
        let case = clerk.get(&path).await.body;
        assert_eq!(case["matter"], "反映疑似线索", "{engine:?}: {case}");
        let history = clerk.get(&format!("{path}/history")).await.body.to_string();
        assert!(
            !history.contains("郭慧敏") && !history.contains("疑似"),
            "{engine:?}: what is personal is sealed"
        );
        // No word of anybody makes it less secret, and the security administrator admits readers.
        let lowered = security
            .post(&format!("{path}/access/commands/SetConfidentiality"), json!({"level": "ordinary"}))
            .await;
        assert_eq!(lowered.status, 409, "{engine:?}: {lowered:?}");
        assert_eq!(leader.get(&path).await.status, 404, "{engine:?}");
        let admit = json!({"user": "chen.tao", "reason": "专案"});
        let admitted = security.post(&format!("{path}/access/commands/AdmitReader"), admit).await;
        assert_eq!(admitted.status, 200, "{engine:?}: {admitted:?}");
        assert_eq!(leader.get(&path).await.status, 200, "{engine:?}");
        let value = &leader.get(count).await.body["figures"]["clues.received"]["value"];
        assert_eq!(*value, 1, "{engine:?}");
        assert_eq!(other.get(&path).await.status, 404, "{engine:?}");
    }
}
