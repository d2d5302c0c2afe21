//! The petition desk: registering, the receipt, drafts, steps, and what happens when two act at once.
use super::{hidden, location, petition, registered};
use crate::app::House;
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;

async fn total(browser: &mut Browser) -> i64 {
    browser.get("cases?total=true&limit=1").await.body["total"].as_i64().expect("a total")
}

#[tokio::test]
async fn a_form_that_is_sent_twice_registers_once() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let id = hidden(&clerk.get("/register").await.page, "command_id");
        let mut fields = petition();
        fields.push(("command_id", &id));
        let (first, again) =
            (clerk.submit("/register", &fields).await, clerk.submit("/register", &fields).await);
        assert_eq!((first.status, again.status), (303, 303), "{engine:?}: {} {}", first.page, again.page);
        assert_eq!(location(&first), location(&again), "{engine:?}");
        assert_eq!(total(&mut clerk).await, 1, "{engine:?}");
        let slip = clerk.get(&location(&first)).await;
        assert_eq!(slip.status, 200, "{engine:?}");
        assert!(slip.page.contains("<svg"), "{engine:?}: a picture of the code");
        let code = slip.page.split("class=\"querycode\">").nth(1).and_then(|rest| rest.split('<').next());
        let code = code.expect("a query code").to_owned();
        assert!(slip.page.contains(&format!("/track/{code}")), "{engine:?}: {code}");
        let number = location(&first).replace("/cases/", "").replace("/slip", "");
        assert_eq!(
            slip.page.matches("<svg").count(),
            2,
            "{engine:?}: the way to track it, and what proves it"
        );
        let file = clerk.get(&format!("/cases/{number}/proof")).await.page;
        let proof = anjuan::proof::receipt::ProofOfEvent::read(&file).expect("a receipt");
        assert!(!file.contains("何家明"), "{engine:?}: it names nobody");
        assert!(String::from_utf8_lossy(&proof.leaf).contains(&number), "{engine:?}");
        let case = clerk.get(&format!("cases/{number}")).await.body["case_id"].clone();
        let found = anjuan::web::query_code::case_of(&house.desk, &code.parse().expect("a code")).await;
        assert_eq!(found.expect("read").map(|id| id.to_string()).as_deref(), case.as_str(), "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_beside_its_field_and_nothing_is_lost() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let id = hidden(&clerk.get("/register").await.page, "command_id");
        let mut fields = petition();
        fields.retain(|(name, _)| *name != "category");
        fields.push(("command_id", &id));
        let missing = clerk.submit("/register", &fields).await;
        assert_eq!(missing.status, 422, "{engine:?}");
        assert!(missing.page.contains("href=\"#f-category\""), "{engine:?}: {}", missing.page);
        assert!(missing.page.contains("id=\"f-category-wrong\""), "{engine:?}");
        for kept in ["楼道电梯常年失修", "19900009815", "何家明", id.as_str()] {
            assert!(missing.page.contains(kept), "{engine:?}: {kept} was lost");
        }
        fields.push(("category", "物业管理"));
        fields.push(("petitioner.id_number", "123"));
        let wrong = clerk.submit("/register", &fields).await;
        assert_eq!(wrong.status, 422, "{engine:?}");
        assert!(wrong.page.contains("id=\"f-petitioner-id_number-wrong\""), "{engine:?}: {}", wrong.page);
        assert_eq!(total(&mut clerk).await, 0, "{engine:?}");
    }
}

#[tokio::test]
async fn a_draft_survives_a_closed_window_for_its_writer_alone() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut other = house.signed_in("zhao.min", Role::PetitionClerk).await;
        let kept = clerk.submit("/register/draft", &[("matter", "楼道电梯常年失修"), ("heads", "3")]).await;
        assert_eq!(kept.status, 204, "{engine:?}: {}", kept.page);
        assert!(clerk.get("/register").await.page.contains("楼道电梯常年失修"), "{engine:?}");
        assert!(!other.get("/register").await.page.contains("楼道电梯常年失修"), "{engine:?}");
        let number = registered(&mut clerk).await;
        assert!(number.starts_with("XF"), "{engine:?}");
        assert!(!clerk.get("/register").await.page.contains("楼道电梯常年失修"), "{engine:?}: it was sent");
    }
}

#[tokio::test]
async fn the_check_button_shows_the_same_persons_matters_without_scripts() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let number = registered(&mut clerk).await;
        house.desk.store().search().caught_up_to(house.desk.office()).await.expect("an index");
        let looked_for = clerk.submit("/search", &[("q", "19900009815")]).await;
        assert!(looked_for.page.contains(&number), "{engine:?}: the search has it");
        let asked = [("petitioner.phone", "19900009815"), ("check", "1")];
        let answer = clerk.submit("/register", &asked).await;
        assert_eq!(answer.status, 200, "{engine:?}");
        assert!(answer.page.contains(&number), "{engine:?}: {}", answer.page);
        assert_eq!(total(&mut clerk).await, 1, "{engine:?}: nothing was registered");
    }
}

#[tokio::test]
async fn while_a_petition_is_told_the_days_that_will_apply_and_the_committee_of_the_place_are_proposed() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        registered(&mut clerk).await;
        // 5 August 2019 + 15 days = 20 August; + 60 days = 4 October, which was off until the 8th.
        let told =
            [("occurred_day", "2019-08-05"), ("route", "accept"), ("matter", "再次反映"), ("check", "1")];
        let answer = clerk.submit("/register", &told).await;
        assert!(answer.page.contains("2019-08-20"), "{engine:?}: {}", answer.page);
        assert!(answer.page.contains("2019-10-08"), "{engine:?}: {}", answer.page);
        assert!(!answer.page.contains("data-committee"), "{engine:?}: no place is named");
        let told =
            [("matter", "反映长阳路89弄噪音"), ("route", "not_ours"), ("occurred_day", ""), ("check", "1")];
        let answer = clerk.submit("/register", &told).await;
        assert!(!answer.page.contains("2019-10-08"), "{engine:?}: nothing is concluded");
        assert!(!answer.page.contains("data-committee"), "{engine:?}: the place is not known yet");
        let form = clerk.get("/register").await.page;
        let id = super::hidden(&form, "command_id");
        let mut fields = super::petition();
        fields.retain(|(name, _)| *name != "matter");
        fields.extend([("matter", "长阳路89弄夜间施工"), ("command_id", id.as_str())]);
        assert_eq!(clerk.submit("/register", &fields).await.status, 303, "{engine:?}");
        // Whoever searches makes the index catch up.
        assert!(clerk.get("/search?q=夜间施工").await.page.contains("XF2019"), "{engine:?}");
        let answer = clerk.submit("/register", &told).await;
        assert!(answer.page.contains("data-committee=\"共青\""), "{engine:?}: {}", answer.page);
    }
}

#[tokio::test]
async fn a_step_is_taken_by_its_form_and_a_conflict_shows_both() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut other = house.signed_in("zhao.min", Role::PetitionClerk).await;
        let number = registered(&mut clerk).await;
        let case = clerk.get(&format!("/cases/{number}")).await;
        let accept = format!("/cases/{number}/steps/AcceptPetition");
        assert!(case.page.contains(&format!("href=\"{accept}\"")), "{engine:?}: it is offered");
        let resume = format!("/cases/{number}/steps/ResumePetition");
        assert!(!case.page.contains(&format!("href=\"{resume}\"")), "{engine:?}: it is not");

        let form = clerk.get(&accept).await;
        let (id, version) = (hidden(&form.page, "command_id"), hidden(&form.page, "version"));
        assert_eq!(version, "1", "{engine:?}");
        let decline = format!("/cases/{number}/steps/LinkPetition");
        let second = registered(&mut other).await;
        let theirs = other.get(&decline).await;
        let (their_id, their_version) = (hidden(&theirs.page, "command_id"), hidden(&theirs.page, "version"));
        let link = [("command_id", their_id.as_str()), ("version", &their_version), ("to", second.as_str())];
        let linked = other.submit(&decline, &link).await;
        assert_eq!(linked.status, 303, "{engine:?}: {}", linked.page);

        let fields = |version: &'static str| {
            vec![("version", version), ("department", "信访办"), ("simplified", "false")]
        };
        let mut mine = fields("1");
        mine.push(("command_id", &id));
        let conflict = clerk.submit(&accept, &mine).await;
        assert_eq!(conflict.status, 409, "{engine:?}: {}", conflict.page);
        assert!(conflict.page.contains("value=\"信访办\""), "{engine:?}: what I wrote");
        assert!(
            conflict.page.contains("id=\"e2\"") && conflict.page.contains("zhao.min"),
            "{engine:?}: what is there"
        );
        assert_eq!(hidden(&conflict.page, "version"), "2", "{engine:?}");
        let mut again = fields("2");
        again.push(("command_id", &id));
        let accepted = clerk.submit(&accept, &again).await;
        assert_eq!(
            (accepted.status, location(&accepted)),
            (303, format!("/cases/{number}#e3")),
            "{engine:?}"
        );
        let timeline = clerk.get(&format!("/cases/{number}")).await.page;
        assert!(timeline.contains("id=\"e3\""), "{engine:?}");
    }
}
