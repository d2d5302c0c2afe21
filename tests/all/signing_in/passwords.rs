//! Passwords.
use super::house::{ADMIN, CLERK, GOOD, House, OTHER, settings};
use crate::support::stores::ENGINES;
use anjuan::sign_in::link::Purpose;
use anjuan::sign_in::password::Cost;
use anjuan::sign_in::{By, PoolSize};
use serde_json::json;

#[tokio::test]
async fn who_knows_login_name_and_password_is_signed_in() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        let mut browser = house.browser();
        let answer = browser.sign_in(" Zhang.Wei", GOOD).await;
        assert_eq!(answer.status, 200, "{engine:?}: {answer:?}");
        assert_eq!((answer.text("state"), answer.text("login")), ("signed_in", CLERK), "{engine:?}");
        assert_eq!(answer.body["roles"], json!(["petition_clerk"]), "{engine:?}");
        let who = browser.get("/whoever").await;
        assert_eq!(who.text("user"), house.user(CLERK).to_string(), "{engine:?}: {who:?}");
        assert_eq!(who.body["second_factor"], json!(false), "{engine:?}");
    }
}

#[tokio::test]
async fn the_unknown_the_disabled_the_new_and_the_mistaken_get_the_same_answer_after_the_same_work() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        house.employ("new.user", &["handler"]);
        house.employ("gone.user", &["handler"]);
        house.password("gone.user", GOOD).await;
        house.disable("gone.user").await;
        let mut answers = Vec::new();
        for (login, password) in
            [(CLERK, OTHER), ("nobody.here", GOOD), ("new.user", GOOD), ("gone.user", GOOD), ("张伟", GOOD)]
        {
            let before = house.sign_in.passwords_hashed();
            let answer = house.browser().sign_in(login, password).await;
            assert_eq!(house.sign_in.passwords_hashed() - before, 1, "{engine:?}: {login}");
            answers.push((answer.status, answer.body));
        }
        let before = house.sign_in.passwords_hashed();
        let mut browser = house.browser();
        let elsewhere = json!({"office": "999", "login": CLERK, "password": GOOD});
        let answer = browser.post("session", elsewhere).await;
        assert_eq!(house.sign_in.passwords_hashed() - before, 1, "{engine:?}");
        answers.push((answer.status, answer.body));
        assert_eq!(answers[0].0, 401, "{engine:?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{engine:?}: {answers:?}");
    }
}

#[tokio::test]
async fn of_a_password_only_its_argon2id_hash_is_kept() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        let kept = house.all_that_is_kept().await;
        assert!(kept.contains("$argon2id$v=19$m=64,t=1,p=1$"), "{engine:?}");
        assert!(!kept.contains(GOOD), "{engine:?}");
    }
}

#[tokio::test]
async fn a_new_password_is_refused_with_a_reason_that_says_what_to_do() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        for (password, code) in [
            ("qzmpw12", "password.short"),
            (&"楼".repeat(129), "password.long"),
            ("password123", "password.common"),
            ("zhang.wei1", "password.common"),
            ("jiangwan1", "password.common"),
            ("anjuan2019", "password.common"),
            (GOOD, "password.reused"),
        ] {
            let answer = browser.post("password", json!({"present": GOOD, "password": password})).await;
            assert_eq!((answer.status, answer.code()), (422, code), "{engine:?}: {password}");
            assert_eq!(answer.text("field"), "password", "{engine:?}");
        }
        let answer =
            browser.post("password", json!({"present": GOOD, "password": "楼上漏水了怎么办呢"})).await;
        assert_eq!(answer.status, 200, "{engine:?}: {answer:?}");
    }
}

#[tokio::test]
async fn changing_the_password_asks_for_the_present_one_and_ends_the_other_sessions() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut elsewhere = house.browser();
        elsewhere.sign_in(CLERK, GOOD).await;
        let wrong = browser.post("password", json!({"present": OTHER, "password": OTHER})).await;
        assert_eq!((wrong.status, wrong.code()), (401, "sign_in.wrong"), "{engine:?}");
        assert_eq!(elsewhere.get("session").await.status, 200, "{engine:?}");

        let before = browser.session().cloned();
        let changed = browser.post("password", json!({"present": GOOD, "password": OTHER})).await;
        assert_eq!(changed.status, 200, "{engine:?}: {changed:?}");
        assert_ne!(browser.session().cloned(), before, "{engine:?}: under a new token");
        assert_eq!(browser.get("session").await.status, 200, "{engine:?}");
        assert_eq!(elsewhere.get("session").await.status, 401, "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 401, "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, OTHER).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn what_an_input_method_types_in_full_width_is_the_same_password() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, "louti ｚｈｕａｎｊｉａｏ ９").await;
        assert_eq!(house.browser().sign_in(CLERK, "louti zhuanjiao 9").await.status, 200, "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, "Louti zhuanjiao 9").await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn a_hash_of_another_cost_is_renewed_when_its_owner_signs_in() {
    for engine in ENGINES {
        let mut house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        house.restart_with(anjuan::sign_in::Settings {
            cost: Cost { memory: 128, passes: 1, lanes: 1 },
            ..settings()
        });
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
        let kept = house.all_that_is_kept().await;
        assert!(kept.contains("$m=128,t=1,p=1$") && !kept.contains("$m=64,"), "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn when_more_sign_in_than_may_wait_the_next_is_turned_away_and_no_failure_is_counted() {
    for engine in ENGINES {
        let mut house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        house.restart_with(anjuan::sign_in::Settings {
            pool: PoolSize { at_once: 1, waiting: 0 },
            cost: Cost { memory: 16 * 1024, passes: 1, lanes: 1 },
            ..settings()
        });
        let crowd = (0..12).map(|n: u8| {
            let mut browser = house.browser();
            browser.address = [198, 51, 100, n].into();
            async move { browser.sign_in(CLERK, GOOD).await }
        });
        let answers = crate::committing::all_at_once(crowd).await;
        let busy: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
        assert!(busy.iter().all(|answer| answer.code() == "sign_in.busy"), "{engine:?}");
        assert!(busy.iter().all(|answer| answer.header("retry-after") == "2"), "{engine:?}");
        // Attempts under way count as failures until they are judged, so some may have been told to wait.
        assert!(answers.iter().any(|answer| answer.status == 200), "{engine:?}: {answers:?}");
        assert_eq!(house.failures().await, 0, "{engine:?}");
    }
}

#[tokio::test]
async fn there_are_no_default_accounts() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        for login in ["admin", "root", "administrator", ADMIN] {
            for password in ["admin", "password", "anjuan", "", "123456"] {
                let mut browser = house.browser();
                let answer = browser.sign_in(login, password).await;
                assert!(matches!(answer.status, 401 | 429), "{engine:?}: {login} {password}");
            }
        }
        let nobody = house.office.user_stream(&"admin".parse().expect("a name"));
        let link = house.sign_in.make_link(
            house.office,
            nobody,
            Purpose::FirstPassword,
            By::Operator("test".into()),
        );
        assert!(link.await.is_err(), "{engine:?}: and no link for whoever is no user");
    }
}
