//! What happens in signing in is noted, where auditors read it; `app.rs` tells how it gets there.
use super::browser::Browser;
use super::factors::enrol;
use super::house::{ADMIN, CLERK, GOOD, House, OTHER, id, settings};
use crate::support::stores::ENGINES;
use anjuan::cases::occurred::Moment;
use anjuan::cases::sign_ins::{Entrance, PasswordWay, Proof, SecondFactor, SignInEvent as Event, TokenId};
use anjuan::sign_in::oidc::ProviderSettings;
use anjuan::sign_in::{By, Settings};
use chrono::TimeDelta;
use serde_json::json;
use std::sync::atomic::Ordering;

type Notes = Vec<(By, Event)>;

/// What was noted about a user since it was last asked, once there are so many notes.
async fn noted(house: &House, login: &str, count: usize) -> Notes {
    let user = house.user(login);
    loop {
        {
            let mut notes = house.people.noted.lock().expect("notes");
            if notes.iter().filter(|(about, ..)| *about == user).count() >= count {
                let of_user = notes.extract_if(.., |(about, ..)| *about == user);
                return of_user.map(|(_, by, event)| (by, event)).collect();
            }
        }
        // A failure is noted while nobody waits for it.
        tokio::task::yield_now().await;
    }
}

const fn came(second_factor: Option<SecondFactor>) -> Event {
    Event::SignedIn { entrance: Entrance::Password, second_factor }
}

const fn failed(proof: Proof, times: u32) -> Event {
    Event::SignInFailed { proof, times }
}

/// What a user did for oneself.
fn own(house: &House, login: &str, events: impl IntoIterator<Item = Event>) -> Notes {
    let by = By::User(house.user(login));
    events.into_iter().map(|event| (by.clone(), event)).collect()
}

async fn mistype(browser: &mut Browser, login: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(browser.sign_in(login, OTHER).await.code(), "sign_in.wrong");
    }
}

#[tokio::test]
async fn whoever_comes_and_goes_is_noted() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut clerk = house.signed_in(CLERK).await;
        clerk.delete("session").await;
        let link = (By::Operator("test".into()), Event::LinkMade {});
        let chosen = Event::PasswordChanged { way: PasswordWay::ByLink };
        let mut wanted = vec![link];
        wanted.extend(own(&house, CLERK, [chosen, came(None), Event::SignedOut {}]));
        assert_eq!(noted(&house, CLERK, 4).await, wanted, "{engine:?}");
    }
}

#[tokio::test]
async fn what_was_tried_in_vain_is_noted_when_it_has_doubled_and_exactly_once_somebody_comes_in() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        noted(&house, CLERK, 2).await;
        let mut browser = house.browser();
        mistype(&mut browser, CLERK, 3).await;
        mistype(&mut browser, "nobody.here", 3).await;
        let by_the_program = |times| (By::Program, failed(Proof::Password, times));
        assert_eq!(noted(&house, CLERK, 2).await, [1, 2].map(by_the_program), "{engine:?}");
        assert_eq!(browser.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
        let mut wanted = vec![by_the_program(3)];
        wanted.extend(own(&house, CLERK, [came(None)]));
        assert_eq!(noted(&house, CLERK, 2).await, wanted, "{engine:?}");

        mistype(&mut browser, CLERK, 1).await;
        assert_eq!(noted(&house, CLERK, 1).await, [by_the_program(1)], "{engine:?}: counted anew");
        assert_eq!(browser.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
        assert_eq!(noted(&house, CLERK, 1).await, own(&house, CLERK, [came(None)]), "{engine:?}");
    }
}

#[tokio::test]
async fn second_factors_and_passwords_are_noted_when_they_change_and_when_they_are_tried_in_vain() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        noted(&house, CLERK, 3).await;
        enrol(&house, &mut browser).await;
        browser.ask("POST", "second-factors/recovery-codes", None).await;
        browser.post("password", json!({"present": GOOD, "password": OTHER})).await;
        browser.delete("second-factors/totp").await;
        let (totp, codes) = (SecondFactor::Totp, SecondFactor::RecoveryCode);
        let wanted = [
            Event::SecondFactorSetUp { factor: totp },
            Event::SecondFactorSetUp { factor: codes },
            Event::PasswordChanged { way: PasswordWay::InPlaceOfThePresent },
            Event::SecondFactorRemoved { factor: totp },
        ];
        assert_eq!(noted(&house, CLERK, 4).await, own(&house, CLERK, wanted), "{engine:?}");

        house.pass(TimeDelta::minutes(1));
        let app = enrol(&house, &mut browser).await;
        noted(&house, CLERK, 1).await;
        let mut elsewhere = house.browser();
        assert_eq!(elsewhere.sign_in(CLERK, OTHER).await.text("state"), "second_factor", "{engine:?}");
        let wrong = elsewhere.post("session/totp", json!({"code": "12"})).await;
        assert_eq!(wrong.code(), "sign_in.wrong_factor", "{engine:?}");
        let by_the_program = (By::Program, failed(Proof::SecondFactor, 1));
        assert_eq!(noted(&house, CLERK, 1).await, [by_the_program], "{engine:?}: not in yet");
        house.pass(TimeDelta::minutes(1));
        let right = elsewhere.post("session/totp", json!({"code": app.code(&house)})).await;
        assert_eq!(right.text("state"), "signed_in", "{engine:?}: {right:?}");
        assert_eq!(noted(&house, CLERK, 1).await, own(&house, CLERK, [came(Some(totp))]), "{engine:?}");
    }
}

#[tokio::test]
async fn what_administrators_do_is_noted_under_their_names() {
    for engine in ENGINES {
        let mut house = House::on(engine).await;
        let provider = ProviderSettings::new("https://sso.example", "anjuan", None);
        house.restart_with(Settings { provider: Some(provider), ..settings() });
        let _clerk = house.signed_in(CLERK).await;
        let mut admin = house.signed_in(ADMIN).await;
        noted(&house, CLERK, 3).await;
        noted(&house, ADMIN, 3).await;
        let users = format!("sign-in/users/{CLERK}");
        let person = json!({"subject": "person-7"});
        for _ in 0..2 {
            admin.post(&format!("{users}/bindings"), person.clone()).await;
        }
        admin.ask("DELETE", &format!("{users}/bindings"), Some(person)).await;
        admin.post(&format!("{users}/links"), json!({"purpose": "new_password"})).await;
        admin.delete(&format!("{users}/sessions")).await;
        admin.delete(&format!("{users}/sessions")).await;
        admin.delete(&format!("{users}/second-factors")).await;
        let wanted = [
            Event::PersonBound {},
            Event::PersonUnbound {},
            Event::LinkMade {},
            Event::SessionsEnded { sessions: 1 },
            Event::SecondFactorsReset {},
        ];
        assert_eq!(noted(&house, CLERK, 5).await, own(&house, ADMIN, wanted), "{engine:?}");

        let until = Moment::new(house.source.now().utc() + TimeDelta::days(30));
        let token = json!({"name": "12345热线", "scopes": ["petitions"], "expires_at": until});
        let made = admin.post("api-tokens", token).await;
        let token = id(&made.body["made"]["id"]);
        admin.delete(&format!("api-tokens/{token}")).await;
        let program = "12345热线".parse().expect("a name");
        let scopes = vec!["petitions".parse().expect("a scope")];
        let token = TokenId(token);
        let wanted = [Event::TokenMade { token, program, scopes, until }, Event::TokenRevoked { token }];
        assert_eq!(noted(&house, ADMIN, 2).await, own(&house, ADMIN, wanted), "{engine:?}");
    }
}

#[tokio::test]
async fn nobody_comes_in_while_it_cannot_be_noted() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        house.password(CLERK, GOOD).await;
        house.people.log_is_down.store(true, Ordering::Relaxed);
        let mut browser = house.browser();
        let answer = browser.sign_in(CLERK, GOOD).await;
        assert_eq!((answer.status, answer.code()), (503, "sign_in.not_noted"), "{engine:?}");
        assert_eq!(answer.header("retry-after"), "2", "{engine:?}");
        assert_eq!((browser.session(), house.count("sign_in_sessions").await), (None, 0), "{engine:?}");
        mistype(&mut browser, CLERK, 1).await;
        house.people.log_is_down.store(false, Ordering::Relaxed);
        assert_eq!(browser.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}
