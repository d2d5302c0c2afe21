//! Passkeys, with an authenticator in software.
use super::authenticator::Authenticator;
use super::browser::{Answer, Browser};
use super::house::{ADMIN, CLERK, GOOD, House, id, settings};
use crate::support::stores::ENGINES;
use anjuan::sign_in::Settings;
use anjuan::sign_in::settings::Required;
use chrono::TimeDelta;
use serde_json::json;

async fn create(browser: &mut Browser, authenticator: &mut Authenticator, name: &str) -> Answer {
    let begun = browser.ask("POST", "second-factors/passkeys/begin", None).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let credential = authenticator.create(&begun.body["options"]);
    let new = json!({"ceremony": begun.text("ceremony"), "name": name, "credential": credential});
    browser.post("second-factors/passkeys/finish", new).await
}

async fn get(browser: &mut Browser, authenticator: &mut Authenticator) -> Answer {
    let begun = browser.ask("POST", "session/passkey/begin", None).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let credential = authenticator.get(&begun.body["options"]);
    let shown = json!({"ceremony": begun.text("ceremony"), "credential": credential});
    browser.post("session/passkey/finish", shown).await
}

#[tokio::test]
async fn a_passkey_is_set_up_and_given_as_the_second_factor() {
    for engine in ENGINES {
        let house = House::with(engine, Settings { second_factor: Required::All, ..settings() }).await;
        house.password(CLERK, GOOD).await;
        let mut browser = house.browser();
        assert_eq!(browser.sign_in(CLERK, GOOD).await.text("state"), "enrolment", "{engine:?}");
        let mut key = Authenticator::new(1);
        let before = browser.session().cloned();
        let created = create(&mut browser, &mut key, "desk key").await;
        assert_eq!((created.status, created.text("state")), (200, "signed_in"), "{engine:?}: {created:?}");
        assert_ne!(browser.session().cloned(), before, "{engine:?}: under a new token");

        let mut again = house.browser();
        let answer = again.sign_in(CLERK, GOOD).await;
        assert_eq!(answer.body["possible"], json!(["passkey"]), "{engine:?}");
        let before = again.session().cloned();
        house.pass(TimeDelta::minutes(1));
        let given = get(&mut again, &mut key).await;
        assert_eq!((given.status, given.text("second_factor")), (200, "passkey"), "{engine:?}: {given:?}");
        assert_ne!(again.session().cloned(), before, "{engine:?}: under a new token");
        let list = again.get("second-factors").await.body["passkeys"].clone();
        assert_eq!(list[0]["name"], json!("desk key"), "{engine:?}");
        assert_eq!(list[0]["used_at"], json!(house.source.now()), "{engine:?}");
    }
}

#[tokio::test]
async fn an_answer_for_another_site_of_another_key_or_without_its_user_is_refused() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut key = Authenticator::new(1);
        create(&mut house.signed_in(CLERK).await, &mut key, "desk key").await;
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        let good = std::mem::replace(&mut key.origin, "https://evil.example".to_owned());
        assert_eq!(get(&mut browser, &mut key).await.code(), "sign_in.wrong_factor", "{engine:?}: origin");
        key.origin = good;
        key.verifies = false;
        assert_eq!(get(&mut browser, &mut key).await.status, 401, "{engine:?}: the user");
        key.verifies = true;
        assert_eq!(get(&mut browser, &mut Authenticator::new(2)).await.status, 401, "{engine:?}: the key");
        assert_eq!(get(&mut browser, &mut key).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn an_answer_serves_once_and_for_five_minutes() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut key = Authenticator::new(1);
        create(&mut house.signed_in(CLERK).await, &mut key, "desk key").await;
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        let begun = browser.ask("POST", "session/passkey/begin", None).await;
        let credential = key.get(&begun.body["options"]);
        let shown = json!({"ceremony": begun.text("ceremony"), "credential": credential});
        house.pass(TimeDelta::minutes(5));
        let late = browser.post("session/passkey/finish", shown).await;
        assert_eq!((late.status, late.code()), (409, "sign_in.too_late"), "{engine:?}");

        let begun = browser.ask("POST", "session/passkey/begin", None).await;
        let credential = key.get(&begun.body["options"]);
        let shown = json!({"ceremony": begun.text("ceremony"), "credential": credential});
        assert_eq!(browser.post("session/passkey/finish", shown.clone()).await.status, 200, "{engine:?}");
        let mut again = house.browser();
        again.sign_in(CLERK, GOOD).await;
        assert_eq!(again.post("session/passkey/finish", shown).await.status, 409, "{engine:?}");
    }
}

#[tokio::test]
async fn a_copied_authenticator_whose_counter_stands_still_is_refused() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut key = Authenticator::new(1);
        key.counter = 10;
        create(&mut house.signed_in(CLERK).await, &mut key, "desk key").await;
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        assert_eq!(get(&mut browser, &mut key).await.status, 200, "{engine:?}");
        key.counter = 10;
        browser.sign_in(CLERK, GOOD).await;
        assert_eq!(get(&mut browser, &mut key).await.status, 401, "{engine:?}: it was at 11 before");
    }
}

#[tokio::test]
async fn a_passkey_is_one_users_and_removed_by_its_user() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut key = Authenticator::new(1);
        let mut browser = house.signed_in(CLERK).await;
        create(&mut browser, &mut key, "desk key").await;
        let mut admin = house.signed_in(ADMIN).await;
        let taken = create(&mut admin, &mut key, "mine now").await;
        assert_eq!(taken.status, 401, "{engine:?}: {taken:?}");
        let unnamed = create(&mut browser, &mut Authenticator::new(2), " ").await;
        assert_eq!((unnamed.status, unnamed.text("field")), (422, "name"), "{engine:?}");

        let list = browser.get("second-factors").await.body["passkeys"].clone();
        let one = format!("second-factors/passkeys/{}", id(&list[0]["id"]));
        assert_eq!(admin.delete(&one).await.status, 404, "{engine:?}");
        assert_eq!(browser.delete(&one).await.status, 204, "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.text("state"), "signed_in", "{engine:?}");
    }
}

#[tokio::test]
async fn at_a_bare_address_there_are_no_passkeys_and_it_says_so() {
    for engine in ENGINES {
        let origin = "https://192.0.2.10".parse().expect("an address");
        let house = House::with(engine, Settings { origin, ..settings() }).await;
        let mut browser = house.signed_in(CLERK).await;
        let refused = browser.ask("POST", "second-factors/passkeys/begin", None).await;
        assert_eq!((refused.status, refused.code()), (404, "sign_in.not_set_up"), "{engine:?}");
    }
}
