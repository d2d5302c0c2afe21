//! Failed attempts slow down, for an account, from an address, in an office, and a restart forgives nothing.
use super::house::{CLERK, GOOD, House, OTHER};
use crate::committing::all_at_once;
use crate::support::stores::ENGINES;
use chrono::TimeDelta;
use serde_json::json;

/// The statuses of so many attempts.
async fn attempts(house: &House, login: &str, password: &str, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(house.browser().sign_in(login, password).await.status);
    }
    statuses
}

#[tokio::test]
async fn failures_of_an_account_slow_it_down_even_for_the_right_password_and_survive_a_restart() {
    for engine in ENGINES {
        let mut house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        assert_eq!(attempts(&house, CLERK, OTHER, 5).await, [401, 401, 401, 401, 429], "{engine:?}");
        house.restart();
        let waits = house.browser().sign_in(CLERK, GOOD).await;
        assert_eq!((waits.status, waits.code()), (429, "sign_in.slow_down"), "{engine:?}");
        assert_eq!(waits.header("retry-after"), "1", "{engine:?}");
        house.pass(TimeDelta::seconds(1));
        assert_eq!(attempts(&house, CLERK, OTHER, 2).await, [401, 429], "{engine:?}");
        house.pass(TimeDelta::seconds(1));
        assert_eq!(attempts(&house, CLERK, GOOD, 1).await, [429], "{engine:?}: the wait has doubled");
        house.pass(TimeDelta::seconds(1));
        assert_eq!(attempts(&house, CLERK, GOOD, 1).await, [200], "{engine:?}");
        assert_eq!(attempts(&house, CLERK, OTHER, 4).await, [401; 4], "{engine:?}: all is forgotten");
    }
}

#[tokio::test]
async fn a_user_whom_nobody_knows_is_slowed_down_as_one_who_is_known() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        for login in [CLERK, "nobody.here", "张伟"] {
            let mut told = Vec::new();
            for _ in 0..6 {
                let answer = house.browser().sign_in(login, OTHER).await;
                told.push((answer.status, answer.header("retry-after").to_owned()));
            }
            let statuses: Vec<_> = told.iter().map(|(status, _)| *status).collect();
            assert_eq!(statuses, [401, 401, 401, 401, 429, 429], "{engine:?}: {login}");
            assert_eq!(told[5].1, "1", "{engine:?}: {login}");
        }
    }
}

#[tokio::test]
async fn many_names_from_one_address_slow_the_address_down_and_no_other() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        for n in 0..21 {
            assert_eq!(attempts(&house, &format!("guess{n}"), OTHER, 1).await, [401], "{engine:?}: {n}");
        }
        assert_eq!(attempts(&house, CLERK, GOOD, 1).await, [429], "{engine:?}");
        let mut elsewhere = house.browser();
        elsewhere.address = [198, 51, 100, 7].into();
        assert_eq!(elsewhere.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn many_failures_from_everywhere_slow_the_office_down_and_never_shut_it() {
    for engine in ENGINES {
        let mut house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        let attempt = |house: &House, n: u16, login: String| {
            let mut browser = house.browser();
            let [high, low] = n.to_be_bytes();
            browser.address = [10, 0, high, low].into();
            async move { browser.sign_in(&login, OTHER).await.status }
        };
        for n in 0..101 {
            assert_eq!(attempt(&house, n, format!("guess{n}")).await, 401, "{engine:?}: {n}");
        }
        house.restart();
        assert_eq!(attempt(&house, 500, "another".to_owned()).await, 429, "{engine:?}");
        house.pass(TimeDelta::seconds(2));
        let mut elsewhere = house.browser();
        elsewhere.address = [198, 51, 100, 7].into();
        assert_eq!(elsewhere.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn a_thousand_guesses_at_once_are_no_way_around_the_wait() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        let guesses = (0..20).map(|n| {
            let mut browser = house.browser();
            async move { browser.sign_in(CLERK, &format!("{OTHER}{n}")).await.status }
        });
        let statuses = all_at_once(guesses).await;
        let judged = statuses.iter().filter(|status| **status == 401).count();
        assert_eq!(judged, 4, "{engine:?}: {statuses:?}");
    }
}

#[tokio::test]
async fn a_link_from_an_administrator_ends_the_wait() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        attempts(&house, CLERK, OTHER, 5).await;
        house.password(CLERK, OTHER).await;
        assert_eq!(attempts(&house, CLERK, OTHER, 1).await, [200], "{engine:?}");
    }
}

#[tokio::test]
async fn guessing_the_present_password_in_a_stolen_session_is_slowed_down_too() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut statuses = Vec::new();
        for _ in 0..5 {
            let guess = json!({"present": "a guess", "password": OTHER});
            statuses.push(browser.post("password", guess).await.status);
        }
        assert_eq!(statuses, [401, 401, 401, 401, 429], "{engine:?}");
    }
}
