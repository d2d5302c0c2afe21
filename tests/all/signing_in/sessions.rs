//! Sessions.
use super::house::{ADMIN, CLERK, GOOD, House, hex, id, settings};
use crate::support::stores::ENGINES;
use anjuan::sign_in::Token;
use chrono::TimeDelta;

#[tokio::test]
async fn the_cookie_is_for_this_host_over_tls_and_for_no_script() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        let answer = house.browser().sign_in(CLERK, GOOD).await;
        let cookies = answer.set_cookies();
        assert_eq!(cookies.len(), 1, "{engine:?}: {cookies:?}");
        assert!(cookies[0].starts_with("__Host-anjuan="), "{engine:?}");
        for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
            assert!(cookies[0].contains(part), "{engine:?}: {part}");
        }
        assert!(!cookies[0].contains("Domain"), "{engine:?}");
    }
}

#[tokio::test]
async fn without_tls_the_cookie_says_so() {
    for engine in ENGINES {
        let origin = "http://localhost:8019".parse().expect("an address");
        let house = House::with(engine, anjuan::sign_in::Settings { origin, ..settings() }).await;
        house.password(CLERK, GOOD).await;
        let answer = house.browser().sign_in(CLERK, GOOD).await;
        assert!(answer.set_cookies()[0].starts_with("anjuan="), "{engine:?}: {answer:?}");
        assert!(!answer.set_cookies()[0].contains("Secure"), "{engine:?}");
    }
}

#[tokio::test]
async fn of_a_token_only_the_hash_is_kept() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let browser = house.signed_in(CLERK).await;
        let spelt = browser.session().expect("a token");
        let token: Token = spelt.parse().expect("a token");
        let kept = house.all_that_is_kept().await;
        assert!(kept.contains(&hex(&token.hash())), "{engine:?}");
        assert!(!kept.contains(&spelt[32..]), "{engine:?}");
    }
}

#[tokio::test]
async fn signing_in_again_gives_a_new_token_and_ends_the_session_before() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut stolen = browser.clone();
        let before = browser.session().cloned();
        browser.sign_in(CLERK, GOOD).await;
        assert_ne!(browser.session().cloned(), before, "{engine:?}");
        assert_eq!(browser.get("session").await.status, 200, "{engine:?}");
        assert_eq!(stolen.get("session").await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn a_session_that_nobody_uses_ends_and_one_that_is_used_goes_on() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut used = house.signed_in(CLERK).await;
        let mut idle = house.browser();
        idle.sign_in(CLERK, GOOD).await;
        house.pass(TimeDelta::minutes(40));
        assert_eq!(used.get("session").await.status, 200, "{engine:?}");
        house.pass(TimeDelta::minutes(20));
        assert_eq!(used.get("session").await.status, 200, "{engine:?}");
        let ended = idle.get("session").await;
        assert_eq!((ended.status, ended.code()), (401, "session.none"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_session_ends_after_its_longest_time_though_it_is_used() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        for _ in 0..23 {
            house.pass(TimeDelta::minutes(30));
            assert_eq!(browser.get("session").await.status, 200, "{engine:?}");
        }
        house.pass(TimeDelta::minutes(30));
        assert_eq!(browser.get("session").await.status, 401, "{engine:?}: after twelve hours");
    }
}

#[tokio::test]
async fn that_a_session_is_used_is_written_at_most_once_a_minute() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let began = browser.get("sessions").await.body["sessions"][0]["seen_at"].clone();
        house.pass(TimeDelta::seconds(59));
        let still = browser.get("sessions").await.body["sessions"][0]["seen_at"].clone();
        assert_eq!(still, began, "{engine:?}");
        house.pass(TimeDelta::seconds(1));
        let later = browser.get("sessions").await.body["sessions"][0]["seen_at"].clone();
        assert_eq!(later.as_str().expect("a moment"), house.source.now().rfc3339(), "{engine:?}");
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_user() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut phone = house.browser();
        phone.address = [198, 51, 100, 7].into();
        phone.headers.push(("user-agent", "a phone".to_owned()));
        house.pass(TimeDelta::seconds(1));
        phone.sign_in(CLERK, GOOD).await;
        let mut stranger = house.signed_in(ADMIN).await;

        let list = browser.get("sessions").await.body["sessions"].clone();
        let list = list.as_array().expect("a list");
        assert_eq!(list.len(), 2, "{engine:?}: {list:?}");
        assert_eq!((&list[0]["agent"], &list[0]["address"]), (&"a phone".into(), &"198.51.100.7".into()));
        assert_eq!((&list[0]["here"], &list[1]["here"]), (&false.into(), &true.into()), "{engine:?}");
        let of_phone = format!("sessions/{}", id(&list[0]["id"]));
        assert_eq!(stranger.delete(&of_phone).await.status, 404, "{engine:?}: nobody else's");
        assert_eq!(phone.get("session").await.status, 200, "{engine:?}");
        assert_eq!(browser.delete(&of_phone).await.status, 204, "{engine:?}");
        assert_eq!(phone.get("session").await.status, 401, "{engine:?}");
        assert_eq!(browser.delete(&of_phone).await.status, 404, "{engine:?}");
    }
}

#[tokio::test]
async fn one_administrator_lists_and_another_ends_the_sessions_of_others_and_nobody_else_does() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut phone = house.browser();
        phone.sign_in(CLERK, GOOD).await;
        let mut admin = house.signed_in(ADMIN).await;
        house.employ("wang.fang", &["security_administrator"]);
        let mut security = house.signed_in("wang.fang").await;
        let theirs = format!("sign-in/users/{CLERK}/sessions");
        assert_eq!(admin.get(&theirs).await.code(), "sign_in.not_allowed", "{engine:?}");
        assert_eq!(security.delete(&theirs).await.code(), "sign_in.not_allowed", "{engine:?}");
        assert_eq!(browser.get(&theirs).await.code(), "sign_in.not_allowed", "{engine:?}");
        assert_eq!(
            browser.delete(&format!("sign-in/users/{ADMIN}/sessions")).await.status,
            403,
            "{engine:?}"
        );

        let list = security.get(&theirs).await.body["sessions"].clone();
        assert_eq!(list.as_array().map(Vec::len), Some(2), "{engine:?}: {list}");
        let one = format!("{theirs}/{}", id(&list[0]["id"]));
        assert_eq!(admin.delete(&one).await.status, 204, "{engine:?}");
        assert_eq!(
            security.get(&theirs).await.body["sessions"].as_array().map(Vec::len),
            Some(1),
            "{engine:?}"
        );
        assert_eq!(admin.delete(&theirs).await.status, 204, "{engine:?}");
        assert_eq!((browser.get("session").await.status, phone.get("session").await.status), (401, 401));
        assert_eq!(admin.get("session").await.status, 200, "{engine:?}");
        assert_eq!(security.get("sign-in/users/nobody.here/sessions").await.status, 404, "{engine:?}");
    }
}

#[tokio::test]
async fn the_sessions_of_a_user_who_is_disabled_are_gone() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        assert_eq!(house.disable(CLERK).await, 1, "{engine:?}");
        assert_eq!(browser.get("session").await.status, 401, "{engine:?}");
        assert_eq!(browser.get("/whoever").await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn who_signs_out_is_out() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut copy = browser.clone();
        assert_eq!(browser.delete("session").await.status, 204, "{engine:?}");
        assert_eq!(browser.session(), None, "{engine:?}");
        assert_eq!(copy.get("session").await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_no_token_or_another_offices_opens_nothing() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let good = house.signed_in(CLERK).await.session().cloned().expect("a token");
        let other_office = format!("{}{}", "0".repeat(32), &good[32..]);
        for wrong in ["", "abc", &other_office, &good[..95], &good.replace('a', "b").replace('1', "2")] {
            let mut browser = house.browser();
            browser.cookies.insert("__Host-anjuan".to_owned(), wrong.to_owned());
            assert_eq!(browser.get("/whoever").await.status, 401, "{engine:?}: {wrong}");
        }
    }
}

#[tokio::test]
async fn what_has_run_out_is_forgotten() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.signed_in(CLERK).await;
        house.browser().sign_in(CLERK, "a wrong one").await;
        assert_eq!(house.sign_in.tidy(house.office).await.expect("tidied"), 0, "{engine:?}");
        house.pass(TimeDelta::hours(25));
        assert!(house.sign_in.tidy(house.office).await.expect("tidied") >= 2, "{engine:?}");
        assert_eq!(house.count("sign_in_sessions").await, 0, "{engine:?}");
        assert_eq!(house.count("sign_in_attempts").await, 0, "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 200, "{engine:?}: and no password");
    }
}
