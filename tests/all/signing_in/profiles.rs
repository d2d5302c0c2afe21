//! The two profiles, where they disagree.
use super::factors::enrol;
use super::house::{CLERK, GOOD, House, OTHER, settings};
use crate::support::stores::{ENGINES, Engine};
use anjuan::sign_in::{Profile, Settings};
use chrono::TimeDelta;
use serde_json::json;

async fn following(engine: Engine, profile: Profile) -> House {
    House::with(engine, Settings { profile, ..settings() }).await
}

#[tokio::test]
async fn dengbao3_wants_three_classes_of_characters_and_asvs_none() {
    for engine in ENGINES {
        for (profile, status) in [(Profile::ASVS, 200), (Profile::DENGBAO3, 422)] {
            let house = following(engine, profile).await;
            let mut browser = house.signed_in(CLERK).await;
            let change = json!({"present": GOOD, "password": "louti zhuanjiao duifang zawu"});
            let answer = browser.post("password", change).await;
            assert_eq!(answer.status, status, "{engine:?}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn dengbao3_has_the_password_changed_every_ninety_days_and_asvs_never() {
    for engine in ENGINES {
        for (profile, state) in [(Profile::ASVS, "signed_in"), (Profile::DENGBAO3, "new_password")] {
            let house = following(engine, profile).await;
            house.password(CLERK, GOOD).await;
            house.pass(TimeDelta::days(90) - TimeDelta::seconds(1));
            assert_eq!(house.browser().sign_in(CLERK, GOOD).await.text("state"), "signed_in", "{engine:?}");
            house.pass(TimeDelta::seconds(1));
            let mut browser = house.browser();
            let answer = browser.sign_in(CLERK, GOOD).await;
            assert_eq!(answer.text("state"), state, "{engine:?}: {}", profile.name);
            if state == "new_password" {
                assert_eq!(browser.get("/whoever").await.code(), "session.new_password", "{engine:?}");
                let change = json!({"present": GOOD, "password": OTHER});
                let changed = browser.post("password", change).await;
                assert_eq!(changed.text("state"), "signed_in", "{engine:?}: {changed:?}");
            }
        }
    }
}

#[tokio::test]
async fn an_outworn_password_is_not_changed_before_the_second_factor_is_given() {
    for engine in ENGINES {
        let house = following(engine, Profile::DENGBAO3).await;
        let app = enrol(&house, &mut house.signed_in(CLERK).await).await;
        house.pass(TimeDelta::days(91));
        let mut browser = house.browser();
        assert_eq!(browser.sign_in(CLERK, GOOD).await.text("state"), "second_factor", "{engine:?}");
        let change = json!({"present": GOOD, "password": OTHER});
        assert_eq!(browser.post("password", change.clone()).await.status, 403, "{engine:?}");
        let given = browser.post("session/totp", json!({"code": app.code(&house)})).await;
        assert_eq!(given.text("state"), "new_password", "{engine:?}");
        let changed = browser.post("password", change).await;
        assert_eq!(changed.text("state"), "signed_in", "{engine:?}");
        assert_eq!(changed.text("second_factor"), "totp", "{engine:?}: it is remembered");
    }
}

#[tokio::test]
async fn dengbao3_refuses_the_last_five_passwords_and_asvs_the_present_one() {
    for engine in ENGINES {
        for (profile, remembered) in [(Profile::ASVS, 1), (Profile::DENGBAO3, 5)] {
            let house = following(engine, profile).await;
            let passwords: Vec<_> = (0..7).map(|n| format!("Louti zhuanjiao {n} duifang zawu!")).collect();
            for password in &passwords {
                house.password(CLERK, password).await;
            }
            assert_eq!(house.count("sign_in_passwords").await, remembered, "{engine:?}");
            let mut browser = house.browser();
            browser.sign_in(CLERK, &passwords[6]).await;
            let oldest_refused = passwords.len() - remembered;
            for old in &passwords[oldest_refused..] {
                let change = json!({"present": passwords[6], "password": old});
                assert_eq!(browser.post("password", change).await.code(), "password.reused", "{engine:?}");
            }
            let change = json!({"present": passwords[6], "password": passwords[oldest_refused - 1]});
            assert_eq!(browser.post("password", change).await.status, 200, "{engine:?}");
        }
    }
}

#[tokio::test]
async fn dengbao3_locks_an_account_for_half_an_hour_after_five_failures() {
    for engine in ENGINES {
        let house = following(engine, Profile::DENGBAO3).await;
        house.password(CLERK, GOOD).await;
        for n in 0..5 {
            assert_eq!(house.browser().sign_in(CLERK, OTHER).await.status, 401, "{engine:?}: {n}");
        }
        let locked = house.browser().sign_in(CLERK, GOOD).await;
        assert_eq!((locked.status, locked.header("retry-after")), (429, "1800"), "{engine:?}");
        house.pass(TimeDelta::minutes(30) - TimeDelta::seconds(1));
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 429, "{engine:?}");
        house.pass(TimeDelta::seconds(1));
        assert_eq!(house.browser().sign_in(CLERK, OTHER).await.status, 401, "{engine:?}: a new five");
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn a_session_of_dengbao3_is_shorter() {
    for engine in ENGINES {
        let house = following(engine, Profile::DENGBAO3).await;
        let mut idle = house.signed_in(CLERK).await;
        let mut used = idle.clone();
        house.pass(TimeDelta::minutes(14));
        assert_eq!(used.get("session").await.status, 200, "{engine:?}");
        house.pass(TimeDelta::minutes(15));
        assert_eq!(idle.get("session").await.status, 401, "{engine:?}");
        used.sign_in(CLERK, GOOD).await;
        for _ in 0..34 {
            house.pass(TimeDelta::minutes(14));
            assert_eq!(used.get("session").await.status, 200, "{engine:?}");
        }
        house.pass(TimeDelta::minutes(4));
        assert_eq!(used.get("session").await.status, 401, "{engine:?}: after eight hours");
    }
}
