//! Second factors: authenticator apps and recovery codes, and who needs one.
use super::browser::{Answer, Browser};
use super::house::{ADMIN, CLERK, GOOD, House, OTHER, settings};
use crate::support::stores::{ENGINES, Engine};
use anjuan::sign_in::Settings;
use anjuan::sign_in::settings::Required;
use chrono::TimeDelta;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

/// An authenticator app that was given a secret.
pub struct App(Totp);

impl App {
    pub fn given(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).expect("base 32");
        Self(Builder::new().with_secret(secret).with_account_name("a").build().expect("an app"))
    }

    pub fn code(&self, house: &House) -> String {
        self.0.generate(house.now()).to_string()
    }
}

pub async fn enrol(house: &House, browser: &mut Browser) -> App {
    let begun = browser.ask("POST", "second-factors/totp", None).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let app = App::given(begun.text("secret"));
    let first = json!({"ceremony": begun.text("ceremony"), "code": app.code(house)});
    let finished = browser.post("second-factors/totp/finish", first).await;
    assert_eq!((finished.status, finished.text("state")), (200, "signed_in"), "{finished:?}");
    app
}

async fn give(browser: &mut Browser, code: &str) -> Answer {
    browser.post("session/totp", json!({"code": code})).await
}

async fn requiring(engine: Engine, second_factor: Required) -> House {
    House::with(engine, Settings { second_factor, ..settings() }).await
}

#[tokio::test]
async fn who_needs_a_second_factor_and_has_none_can_do_nothing_but_set_one_up() {
    for engine in ENGINES {
        let house = requiring(engine, Required::All).await;
        house.password(CLERK, GOOD).await;
        let mut browser = house.browser();
        let answer = browser.sign_in(CLERK, GOOD).await;
        assert_eq!((answer.status, answer.text("state")), (200, "enrolment"), "{engine:?}");
        for path in ["/whoever", "sessions", "second-factors", "api-tokens"] {
            let refused = browser.get(path).await;
            assert_eq!((refused.status, refused.code()), (403, "session.enrolment"), "{engine:?}: {path}");
        }
        let codes = browser.ask("POST", "second-factors/recovery-codes", None).await;
        assert_eq!(codes.code(), "session.enrolment", "{engine:?}");
        let before = browser.session().cloned();
        enrol(&house, &mut browser).await;
        assert_ne!(browser.session().cloned(), before, "{engine:?}: under a new token");
        let who = browser.get("/whoever").await;
        assert_eq!((who.status, &who.body["second_factor"]), (200, &json!(true)), "{engine:?}");
    }
}

#[tokio::test]
async fn a_second_factor_is_required_of_all_of_administrators_or_of_nobody() {
    for engine in ENGINES {
        for (required, clerk, admin) in [
            (Required::All, "enrolment", "enrolment"),
            (Required::Administrators, "signed_in", "enrolment"),
            (Required::Nobody, "signed_in", "signed_in"),
        ] {
            let house = requiring(engine, required).await;
            for (login, state) in [(CLERK, clerk), (ADMIN, admin)] {
                house.password(login, GOOD).await;
                let answer = house.browser().sign_in(login, GOOD).await;
                assert_eq!(answer.text("state"), state, "{engine:?}: {required:?} {login}");
            }
        }
    }
}

#[tokio::test]
async fn who_has_a_second_factor_gives_it_and_goes_on_under_a_new_token() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut first = house.signed_in(CLERK).await;
        let app = enrol(&house, &mut first).await;
        house.pass(TimeDelta::seconds(60));
        let mut browser = house.browser();
        let answer = browser.sign_in(CLERK, GOOD).await;
        assert_eq!(answer.text("state"), "second_factor", "{engine:?}");
        assert_eq!(answer.body["possible"], json!(["totp"]), "{engine:?}");
        assert_eq!(browser.get("/whoever").await.code(), "session.second_factor", "{engine:?}");
        let again = browser.ask("POST", "second-factors/totp", None).await;
        assert_eq!(again.code(), "session.second_factor", "{engine:?}: nor is another set up instead");

        let mut halfway = browser.clone();
        let given = give(&mut browser, &app.code(&house)).await;
        assert_eq!((given.status, given.text("state")), (200, "signed_in"), "{engine:?}: {given:?}");
        assert_eq!(given.text("second_factor"), "totp", "{engine:?}");
        assert_ne!(browser.session(), halfway.session(), "{engine:?}");
        assert_eq!(halfway.get("session").await.status, 401, "{engine:?}: the old token is gone");
        assert_eq!(browser.get("/whoever").await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_one_step_before_and_after() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let app = enrol(&house, &mut house.signed_in(CLERK).await).await;
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        let of_enrolment = app.code(&house);
        assert_eq!(give(&mut browser, &of_enrolment).await.code(), "sign_in.wrong_factor", "{engine:?}");

        house.pass(TimeDelta::seconds(90));
        let code = app.code(&house);
        house.pass(TimeDelta::seconds(60));
        assert_eq!(give(&mut browser, &code).await.status, 401, "{engine:?}: two steps late");
        house.pass(TimeDelta::seconds(-30));
        assert_eq!(give(&mut browser, &code).await.status, 200, "{engine:?}: one step late");
        let mut second = house.browser();
        second.sign_in(CLERK, GOOD).await;
        assert_eq!(give(&mut second, &code).await.status, 401, "{engine:?}: it was used");
        house.pass(TimeDelta::seconds(60));
        let ahead = app.code(&house);
        house.pass(TimeDelta::seconds(-30));
        assert_eq!(give(&mut second, &ahead).await.status, 200, "{engine:?}: one step ahead");
    }
}

#[tokio::test]
async fn the_secret_of_an_app_is_kept_sealed() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let begun = browser.ask("POST", "second-factors/totp", None).await;
        assert_eq!(begun.header("cache-control"), "no-store", "{engine:?}");
        let secret = begun.text("secret");
        let address = begun.text("address");
        assert!(address.starts_with("otpauth://totp/anjuan:zhang.wei?"), "{engine:?}: {address}");
        assert!(address.contains(&format!("secret={secret}")), "{engine:?}");
        let kept_while_set_up = house.all_that_is_kept().await;
        let app = App::given(secret);
        let first = json!({"ceremony": begun.text("ceremony"), "code": app.code(&house)});
        assert_eq!(browser.post("second-factors/totp/finish", first).await.status, 200, "{engine:?}");
        let kept = house.all_that_is_kept().await;
        let alphabet = base32(secret);
        for kept in [kept_while_set_up, kept] {
            assert!(!kept.contains(secret), "{engine:?}");
            assert!(!kept.contains(&super::house::hex(&alphabet)), "{engine:?}");
            let as_numbers = format!("{alphabet:?}").replace(' ', "");
            assert!(!kept.contains(as_numbers.trim_matches(['[', ']'])), "{engine:?}");
        }
    }
}

/// The bytes that base 32 spells.
fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let value = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        bits = (bits << 5) | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).expect("a byte"));
        }
    }
    bytes
}

#[tokio::test]
async fn an_app_whose_first_code_is_wrong_or_late_is_not_set_up() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let begun = browser.ask("POST", "second-factors/totp", None).await;
        let app = App::given(begun.text("secret"));
        let wrong = json!({"ceremony": begun.text("ceremony"), "code": "000000"});
        assert_eq!(browser.post("second-factors/totp/finish", wrong).await.status, 401, "{engine:?}");
        let late = json!({"ceremony": begun.text("ceremony"), "code": app.code(&house)});
        let answer = browser.post("second-factors/totp/finish", late).await;
        assert_eq!((answer.status, answer.code()), (409, "sign_in.too_late"), "{engine:?}: one try");

        let begun = browser.ask("POST", "second-factors/totp", None).await;
        let app = App::given(begun.text("secret"));
        house.pass(TimeDelta::minutes(5));
        let late = json!({"ceremony": begun.text("ceremony"), "code": app.code(&house)});
        assert_eq!(browser.post("second-factors/totp/finish", late).await.code(), "sign_in.too_late");
        assert_eq!(browser.get("second-factors").await.body["totp_since"], Value::Null, "{engine:?}");
    }
}

#[tokio::test]
async fn nobody_ends_setting_up_what_another_began() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let mut admin = house.signed_in(ADMIN).await;
        let begun = browser.ask("POST", "second-factors/totp", None).await;
        let app = App::given(begun.text("secret"));
        let first = json!({"ceremony": begun.text("ceremony"), "code": app.code(&house)});
        let answer = admin.post("second-factors/totp/finish", first).await;
        assert_eq!(answer.code(), "sign_in.too_late", "{engine:?}");
    }
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_though_the_password_is_right() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let app = enrol(&house, &mut house.signed_in(CLERK).await).await;
        house.pass(TimeDelta::minutes(2));
        let mut statuses = Vec::new();
        for _ in 0..5 {
            let mut browser = house.browser();
            assert_eq!(browser.sign_in(CLERK, GOOD).await.status, 200, "{engine:?}");
            statuses.push(give(&mut browser, "000000").await.status);
        }
        assert_eq!(statuses, [401, 401, 401, 401, 429], "{engine:?}");
        house.pass(TimeDelta::seconds(1));
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        assert_eq!(give(&mut browser, &app.code(&house)).await.status, 200, "{engine:?}");
    }
}

#[tokio::test]
async fn half_a_sign_in_lasts_ten_minutes() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let app = enrol(&house, &mut house.signed_in(CLERK).await).await;
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        house.pass(TimeDelta::minutes(10));
        assert_eq!(give(&mut browser, &app.code(&house)).await.code(), "session.none", "{engine:?}");
    }
}

#[tokio::test]
async fn ten_recovery_codes_are_shown_once_kept_as_hashes_and_good_once_each() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        let none = browser.ask("POST", "second-factors/recovery-codes", None).await;
        assert_eq!(none.status, 404, "{engine:?}: they stand in for a second factor");
        enrol(&house, &mut browser).await;
        let made = browser.ask("POST", "second-factors/recovery-codes", None).await;
        assert_eq!(made.header("cache-control"), "no-store", "{engine:?}");
        let codes: Vec<String> = serde_json::from_value(made.body["codes"].clone()).expect("codes");
        assert_eq!(codes.len(), 10, "{engine:?}");
        let kept = house.all_that_is_kept().await;
        for code in &codes {
            assert!(!kept.contains(code) && !kept.contains(&code.replace('-', "")), "{engine:?}");
        }

        let mut lost = house.browser();
        let answer = lost.sign_in(CLERK, GOOD).await;
        assert_eq!(answer.body["possible"], json!(["totp", "recovery_code"]), "{engine:?}");
        let typed = codes[3].to_uppercase().replace('-', " ");
        let given = lost.post("session/recovery-code", json!({"code": typed})).await;
        assert_eq!((given.status, given.text("state")), (200, "signed_in"), "{engine:?}: {given:?}");
        assert_eq!(lost.get("second-factors").await.body["recovery_codes"], json!(9), "{engine:?}");
        let mut again = house.browser();
        again.sign_in(CLERK, GOOD).await;
        let given = again.post("session/recovery-code", json!({"code": codes[3]})).await;
        assert_eq!((given.status, given.code()), (401, "sign_in.wrong_factor"), "{engine:?}");

        browser.ask("POST", "second-factors/recovery-codes", None).await;
        let given = again.post("session/recovery-code", json!({"code": codes[4]})).await;
        assert_eq!(given.status, 401, "{engine:?}: new ones stand in their place");
    }
}

#[tokio::test]
async fn the_last_second_factor_of_who_needs_one_stays_and_an_administrator_can_reset_it() {
    for engine in ENGINES {
        let house = requiring(engine, Required::All).await;
        house.password(CLERK, GOOD).await;
        house.password(ADMIN, OTHER).await;
        let mut browser = house.browser();
        browser.sign_in(CLERK, GOOD).await;
        enrol(&house, &mut browser).await;
        let kept = browser.delete("second-factors/totp").await;
        assert_eq!((kept.status, kept.code()), (409, "sign_in.last_factor"), "{engine:?}");

        let mut admin = house.browser();
        admin.sign_in(ADMIN, OTHER).await;
        enrol(&house, &mut admin).await;
        let theirs = format!("sign-in/users/{CLERK}/second-factors");
        assert_eq!(browser.delete(&theirs).await.code(), "sign_in.not_allowed", "{engine:?}");
        assert_eq!(admin.delete(&theirs).await.status, 204, "{engine:?}");
        assert_eq!(browser.get("session").await.status, 401, "{engine:?}");
        assert_eq!(browser.sign_in(CLERK, GOOD).await.text("state"), "enrolment", "{engine:?}");
    }
}

#[tokio::test]
async fn who_needs_no_second_factor_may_remove_it() {
    for engine in ENGINES {
        let house = House::on(engine).await;
        let mut browser = house.signed_in(CLERK).await;
        assert_eq!(browser.delete("second-factors/totp").await.status, 404, "{engine:?}");
        enrol(&house, &mut browser).await;
        assert_eq!(browser.delete("second-factors/totp").await.status, 204, "{engine:?}");
        assert_eq!(house.browser().sign_in(CLERK, GOOD).await.text("state"), "signed_in", "{engine:?}");
    }
}
