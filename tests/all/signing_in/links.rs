//! One-time links: everybody chooses the first password, and nobody knows another's.
use super::house::{ADMIN, CLERK, GOOD, House, OTHER, hex};
use crate::support::stores::ENGINES;
use anjuan::sign_in::By;
use anjuan::sign_in::link::Purpose;
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn a_link_sets_the_first_password_once() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let user = house.user(CLERK);
        let made =
            house.sign_in.make_link(house.office, user, Purpose::FirstPassword, By::Operator("root".into()));
        let (token, link) = made.await.expect("a link");
        let kept = house.all_that_is_kept().await;
        assert!(kept.contains(&hex(&token.hash())), "{engine:?}");
        assert!(!kept.contains(&token.spelt()[32..]), "{engine:?}: only its hash");
        assert!(kept.contains("operator:root"), "{engine:?}");

        let path = format!("links/{}", token.spelt());
        let mut browser = house.browser();
        let seen = browser.get(&path).await;
        assert_eq!((seen.text("login"), seen.text("purpose")), (CLERK, "first_password"), "{engine:?}");
        assert_eq!(seen.text("expires_at"), link.expires.rfc3339(), "{engine:?}");
        let refused = browser.post(&path, json!({"password": "password"})).await;
        assert_eq!(refused.code(), "password.common", "{engine:?}: and the link serves still");
        let set = browser.post(&path, json!({"password": GOOD})).await;
        assert_eq!((set.status, set.text("login")), (200, CLERK), "{engine:?}: {set:?}");
        let again = browser.post(&path, json!({"password": OTHER})).await;
        assert_eq!((again.status, again.code()), (410, "link.gone"), "{engine:?}");
        assert_eq!(browser.get(&path).await.status, 410, "{engine:?}");
        assert_eq!(browser.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn two_who_follow_one_link_at_once_set_one_password() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let user = house.user(CLERK);
        let made =
            house.sign_in.make_link(house.office, user, Purpose::FirstPassword, By::Operator("root".into()));
        let path = format!("links/{}", made.await.expect("a link").0.spelt());
        let followers = [GOOD, OTHER].map(|password| {
            let (mut browser, path) = (house.browser(), path.clone());
            async move { browser.post(&path, json!({"password": password})).await.status }
        });
        let mut statuses = crate::committing::all_at_once(followers).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 410], "{engine:?}");
        assert_eq!(house.count("sign_in_passwords").await, 1, "{engine:?}");
    }
}

#[tokio::test]
async fn a_link_runs_out_and_a_newer_one_takes_its_place() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let user = house.user(CLERK);
        let make = || {
            house.sign_in.make_link(house.office, user, Purpose::FirstPassword, By::Operator("root".into()))
        };
        let (older, _) = make().await.expect("a link");
        let (newer, _) = make().await.expect("a link");
        let mut browser = house.browser();
        let path = |token: &anjuan::sign_in::Token| format!("links/{}", token.spelt());
        assert_eq!(browser.get(&path(&older)).await.status, 410, "{engine:?}");
        assert_eq!(browser.get(&path(&newer)).await.status, 200, "{engine:?}");
        house.pass(TimeDelta::hours(72));
        assert_eq!(browser.get(&path(&newer)).await.status, 410, "{engine:?}");
        let late = browser.post(&path(&newer), json!({"password": GOOD})).await;
        assert_eq!(late.code(), "link.gone", "{engine:?}");
    }
}

#[tokio::test]
async fn an_administrator_makes_a_link_for_who_has_forgotten_the_password() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut admin = house.signed_in(ADMIN).await;
        let wanted = json!({"purpose": "new_password"});
        let path = format!("sign-in/users/{CLERK}/links");
        assert_eq!(browser.post(&path, wanted.clone()).await.code(), "sign_in.not_allowed", "{engine:?}");
        let made = admin.post(&path, wanted).await;
        assert_eq!(made.status, 201, "{engine:?}: {made:?}");
        assert_eq!(browser.get("session").await.status, 200, "{engine:?}: nothing has changed yet");
        let link = format!("links/{}", made.text("token"));
        assert_eq!(house.browser().post(&link, json!({"password": OTHER})).await.status, 200, "{engine:?}");
        assert_eq!(browser.get("session").await.status, 401, "{engine:?}: all sessions end");
        assert_eq!(browser.sign_in(CLERK, GOOD).await.status, 401, "{engine:?}");
        assert_eq!(browser.sign_in(CLERK, OTHER).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn a_link_of_who_is_disabled_serves_no_longer() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let user = house.user(CLERK);
        let made =
            house.sign_in.make_link(house.office, user, Purpose::FirstPassword, By::Operator("root".into()));
        let (token, _) = made.await.expect("a link");
        house.disable(CLERK).await;
        let answer = house.browser().get(&format!("links/{}", token.spelt())).await;
        assert_eq!(answer.code(), "link.gone", "{engine:?}");
        let made =
            house.sign_in.make_link(house.office, user, Purpose::FirstPassword, By::Operator("root".into()));
        assert!(made.await.is_err(), "{engine:?}");
    }
}
