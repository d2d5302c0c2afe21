//! Single sign-on, against a provider of the tests' own.
use super::browser::{Answer, Browser};
use super::house::{ADMIN, CLERK, GOOD, House, ORIGIN, settings};
use super::provider::{CLIENT, Lie, Provider, SECRET};
use crate::support::stores::{ENGINES, Engine};
use anjuan::sign_in::Settings;
use anjuan::sign_in::oidc::ProviderSettings;
use anjuan::sign_in::settings::Required;
use chrono::TimeDelta;
use serde_json::{Value, json};

const PERSON: &str = "f3b2a0c4-sso";

async fn with_sso(engine: Engine, change: impl FnOnce(&mut Settings)) -> (House, Provider) {
    let mut house = House::on(engine).await;
    let source = house.source.clone();
    let now = move || u64::try_from(source.now().utc().timestamp()).expect("after 1970");
    let provider = Provider::open(now).await;
    let described = ProviderSettings::new(provider.issuer(), CLIENT, Some(SECRET.to_owned()));
    let mut settings = Settings { provider: Some(described), ..settings() };
    change(&mut settings);
    house.restart_with(settings);
    (house, provider)
}

/// A browser follows the provider's answer back, by a link from another site.
async fn follow(browser: &mut Browser, back: &str) -> Answer {
    let path = back.strip_prefix(ORIGIN).expect("back to the program").to_owned();
    let here = std::mem::replace(&mut browser.headers, vec![("sec-fetch-site", "cross-site".to_owned())]);
    let answer = browser.get(&path).await;
    browser.headers = here;
    answer
}

async fn sign_in(browser: &mut Browser, provider: &Provider, subject: &str) -> Answer {
    let begun = browser.post("session/oidc", json!({})).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let back = provider.consent(begun.text("location"), subject);
    follow(browser, &back).await
}

#[tokio::test]
async fn who_is_bound_by_an_administrator_signs_in_by_single_sign_on() {
    for engine in ENGINES {
        let (house, provider) = with_sso(engine, |_| {}).await;
        let mut browser = house.browser();
        let stranger = sign_in(&mut browser, &provider, PERSON).await;
        assert_eq!((stranger.status, stranger.code()), (403, "sign_in.not_bound"), "{engine:?}");

        let mut admin = house.signed_in(ADMIN).await;
        let theirs = format!("sign-in/users/{CLERK}/bindings");
        let bound = admin.post(&theirs, json!({"subject": PERSON})).await;
        assert_eq!(bound.status, 204, "{engine:?}: {bound:?}");
        let other = admin.post(&format!("sign-in/users/{ADMIN}/bindings"), json!({"subject": PERSON})).await;
        assert_eq!((other.status, other.code()), (409, "sign_in.already_bound"), "{engine:?}");

        let back = sign_in(&mut browser, &provider, PERSON).await;
        assert_eq!((back.status, back.header("location")), (303, "/"), "{engine:?}: {back:?}");
        let session = browser.get("session").await;
        assert_eq!(
            (session.text("login"), session.text("entrance")),
            (CLERK, "single_sign_on"),
            "{engine:?}"
        );
        assert_eq!(session.text("state"), "signed_in", "{engine:?}");
        assert!(browser.cookies.keys().eq(["__Host-anjuan"]), "{engine:?}: the journey's cookie is gone");

        let list = admin.get(&theirs).await.body["bindings"].clone();
        assert_eq!(list[0]["subject"], json!(PERSON), "{engine:?}");
        let gone = admin.ask("DELETE", &theirs, Some(json!({"subject": PERSON}))).await;
        assert_eq!(gone.status, 204, "{engine:?}");
        assert_eq!(sign_in(&mut house.browser(), &provider, PERSON).await.status, 403, "{engine:?}");
    }
}

#[tokio::test]
async fn who_is_signed_in_binds_themselves() {
    for engine in ENGINES {
        let (house, provider) = with_sso(engine, |_| {}).await;
        let mut browser = house.signed_in(CLERK).await;
        let before = browser.session().cloned();
        let begun = browser.ask("POST", "bindings", None).await;
        assert_eq!(begun.status, 200, "{engine:?}: {begun:?}");
        let bound = follow(&mut browser, &provider.consent(begun.text("location"), PERSON)).await;
        assert_eq!(bound.status, 303, "{engine:?}: {bound:?}");
        assert_eq!(browser.session().cloned(), before, "{engine:?}: the session goes on");
        let list = browser.get("bindings").await.body["bindings"].clone();
        assert_eq!(list[0]["issuer"], json!(provider.issuer()), "{engine:?}: {list}");
        let mut elsewhere = house.browser();
        assert_eq!(sign_in(&mut elsewhere, &provider, PERSON).await.status, 303, "{engine:?}");
        assert_eq!(elsewhere.get("session").await.text("login"), CLERK, "{engine:?}");

        let mut other = house.signed_in(ADMIN).await;
        let begun = other.ask("POST", "bindings", None).await;
        let refused = follow(&mut other, &provider.consent(begun.text("location"), PERSON)).await;
        assert_eq!(refused.code(), "sign_in.already_bound", "{engine:?}");
        assert_eq!(house.browser().ask("POST", "bindings", None).await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn what_the_provider_says_is_believed_only_when_it_is_signed_for_this_program_and_this_sign_in() {
    for engine in ENGINES {
        let (house, provider) = with_sso(engine, |_| {}).await;
        let mut admin = house.signed_in(ADMIN).await;
        admin.post(&format!("sign-in/users/{CLERK}/bindings"), json!({"subject": PERSON})).await;
        for lie in [Lie::Nonce, Lie::Audience, Lie::Issuer, Lie::Key, Lie::Expired, Lie::NoSignature] {
            provider.lie(lie);
            let mut browser = house.browser();
            let answer = sign_in(&mut browser, &provider, PERSON).await;
            assert_eq!((answer.status, answer.code()), (502, "sign_in.provider"), "{engine:?}: {lie:?}");
            assert_eq!(browser.session(), None, "{engine:?}: {lie:?}");
        }
        provider.lie(Lie::None);
        assert_eq!(sign_in(&mut house.browser(), &provider, PERSON).await.status, 303, "{engine:?}");
    }
}

#[tokio::test]
async fn a_journey_ends_once_in_the_browser_in_which_it_began_and_within_ten_minutes() {
    for engine in ENGINES {
        let (house, provider) = with_sso(engine, |_| {}).await;
        let mut admin = house.signed_in(ADMIN).await;
        admin.post(&format!("sign-in/users/{CLERK}/bindings"), json!({"subject": PERSON})).await;

        let mut attacker = house.browser();
        let begun = attacker.post("session/oidc", json!({})).await;
        let back = provider.consent(begun.text("location"), PERSON);
        let mut victim = house.browser();
        assert_eq!(follow(&mut victim, &back).await.code(), "sign_in.too_late", "{engine:?}: no cookie");
        victim.post("session/oidc", json!({})).await;
        let answer = follow(&mut victim, &back).await;
        assert_eq!((answer.status, answer.code()), (409, "sign_in.too_late"), "{engine:?}: another's");
        assert_eq!(follow(&mut attacker, &back).await.status, 409, "{engine:?}: and it is over");

        let mut browser = house.browser();
        let begun = browser.post("session/oidc", json!({})).await;
        let back = provider.consent(begun.text("location"), PERSON);
        house.pass(TimeDelta::minutes(10));
        assert_eq!(follow(&mut browser, &back).await.code(), "sign_in.too_late", "{engine:?}");

        let begun = browser.post("session/oidc", json!({})).await;
        let back = provider.consent(begun.text("location"), PERSON);
        let mut copy = browser.clone();
        assert_eq!(follow(&mut browser, &back).await.status, 303, "{engine:?}");
        assert_eq!(follow(&mut copy, &back).await.status, 409, "{engine:?}: once");
    }
}

#[tokio::test]
async fn the_second_factor_is_asked_for_unless_the_office_trusts_the_provider_with_it() {
    for engine in ENGINES {
        for (trusted, state, factor) in
            [(false, "enrolment", Value::Null), (true, "signed_in", json!("single_sign_on"))]
        {
            let (house, provider) = with_sso(engine, |settings| {
                settings.second_factor = Required::All;
                if let Some(provider) = &mut settings.provider {
                    provider.gives_second_factor = trusted;
                }
            })
            .await;
            let user = house.user(CLERK);
            house.sign_in.bind(house.office, user, PERSON, user).await.expect("bound");
            let mut browser = house.browser();
            assert_eq!(sign_in(&mut browser, &provider, PERSON).await.status, 303, "{engine:?}");
            let session = browser.get("session").await;
            assert_eq!((session.text("state"), &session.body["second_factor"]), (state, &factor));
        }
    }
}

#[tokio::test]
async fn who_is_disabled_or_says_no_is_not_signed_in() {
    for engine in ENGINES {
        let (house, provider) = with_sso(engine, |_| {}).await;
        let user = house.user(CLERK);
        house.sign_in.bind(house.office, user, PERSON, user).await.expect("bound");
        let mut browser = house.browser();
        let begun = browser.post("session/oidc", json!({})).await;
        let back = provider.consent(begun.text("location"), PERSON);
        let (path, query) = back.split_once('?').expect("a query");
        let state = query.split('&').find(|part| part.starts_with("state=")).expect("a state");
        let denied = follow(&mut browser, &format!("{path}?error=access_denied&{state}")).await;
        assert_eq!((denied.status, denied.code()), (502, "sign_in.provider"), "{engine:?}");
        house.disable(CLERK).await;
        let answer = sign_in(&mut browser, &provider, PERSON).await;
        assert_eq!((answer.status, answer.code()), (403, "sign_in.not_bound"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_or_not_set_up_is_told_as_such() {
    for engine in ENGINES {
        let mut house = House::on(engine).await;
        let answer = house.browser().post("session/oidc", json!({})).await;
        assert_eq!((answer.status, answer.code()), (404, "sign_in.not_set_up"), "{engine:?}");
        // A port that was bound and let go: nobody listens there.
        let gone =
            std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let provider = ProviderSettings::new(&format!("http://{gone}"), CLIENT, None);
        house.restart_with(Settings { provider: Some(provider), ..settings() });
        let answer = house.browser().post("session/oidc", json!({})).await;
        assert_eq!((answer.status, answer.code()), (502, "sign_in.provider"), "{engine:?}");
        house.password(CLERK, GOOD).await;
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
    }
}
