//! Who reads what: nobody without signing in, nothing that is hidden, and nothing for another site.
use super::{location, registered};
use crate::app::{House, PASSWORD};
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use anjuan::web::pages::assets;
use serde_json::json;

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in_and_back() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        house.signed_in("li.na", Role::PetitionClerk).await;
        let mut browser = Browser::new(house.app.clone().router());
        let sent = browser.get("/cases?kind=petition").await;
        assert_eq!(
            (sent.status, location(&sent).as_str()),
            (303, "/sign-in?then=%2Fcases%3Fkind%3Dpetition")
        );
        let wrong = [("login", "li.na"), ("password", "wrong-horse-9"), ("then", "/cases?kind=petition")];
        let refused = browser.submit("/sign-in", &wrong).await;
        assert_eq!(refused.status, 422, "{engine:?}");
        assert!(
            refused.page.contains("value=\"li.na\"") && !refused.page.contains("wrong-horse-9"),
            "{engine:?}"
        );
        let right = [("login", "li.na"), ("password", PASSWORD), ("then", "/cases?kind=petition")];
        let entered = browser.submit("/sign-in", &right).await;
        assert_eq!(
            (entered.status, location(&entered).as_str()),
            (303, "/cases?kind=petition"),
            "{engine:?}"
        );
        assert_eq!(browser.get("/cases?kind=petition").await.status, 200, "{engine:?}");
        let left = browser.submit("/sign-out", &[]).await;
        assert_eq!((left.status, browser.session()), (303, None), "{engine:?}");
        assert_eq!(browser.get("/cases").await.status, 303, "{engine:?}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        clerk.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
        let answer = clerk.submit("/register", &super::petition()).await;
        assert_eq!(answer.status, 403, "{engine:?}: {}", answer.page);
        clerk.headers = vec![("sec-fetch-site", "same-origin".to_owned())];
        assert_eq!(clerk.get("cases?total=true").await.body["total"], 0, "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_accused_in_a_case_meets_it_on_no_page() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let number = registered(&mut clerk).await;
        let sought = [("q", "19900009815")];
        assert!(leader.get("/cases?kind=petition").await.page.contains(&number), "{engine:?}");
        assert!(leader.submit("/search", &sought).await.page.contains(&number), "{engine:?}");
        let naming = format!("cases/{number}/access/commands/NameAccused");
        let named = clerk.post(&naming, json!({"user": "chen.tao"})).await;
        assert!(named.status < 300, "{engine:?}: {named:?}");
        assert!(!leader.submit("/search", &sought).await.page.contains(&number), "{engine:?}");
        for path in ["/", "/cases?kind=petition"] {
            assert!(!leader.get(path).await.page.contains(&number), "{engine:?} {path}");
        }
        for path in ["", "/slip", "/steps/UrgePetition", "/access/AssignHandler"] {
            let answer = leader.get(&format!("/cases/{number}{path}")).await;
            let other = leader.get(&format!("/cases/XF1999-0001{path}")).await;
            assert_eq!((answer.status, other.status), (404, 404), "{engine:?} {path}");
        }
    }
}

#[tokio::test]
async fn language_and_light_are_kept_and_assets_never_change_under_their_address() {
    let house = House::on(ENGINES[0], Unsigned::WhileNobodyCan).await;
    let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let switched = clerk.get("/cases?kind=petition&language=en").await;
    assert_eq!((switched.status, location(&switched).as_str()), (303, "/cases?kind=petition"));
    clerk.get("/cases?theme=dark").await;
    let page = clerk.get("/cases").await.page;
    assert!(page.contains("<html lang=\"en\" data-theme=\"dark\">"), "{page}");
    for name in assets::names() {
        let address = assets::address(name);
        let asset = clerk.get(&address).await;
        assert_eq!(asset.status, 200, "{address}");
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable", "{address}");
        assert_eq!(clerk.get(&format!("/assets/{name}")).await.status, 404, "{name}");
    }
}
