//! Which columns the list of cases has, and in which order, is each user's own choice.
use super::registered;
use crate::app::House;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;

/// The columns of a list, in order.
fn columns(page: &str) -> Vec<&str> {
    let head = page.split("<thead>").nth(1).and_then(|rest| rest.split("</thead>").next()).expect("a table");
    let cells = head.split("<th scope=\"col\" class=\"").skip(1);
    cells.filter_map(|cell| cell.split('"').next()).collect()
}

const STANDARD: [&str; 8] =
    ["number", "kind", "category", "committee", "department", "phase", "opened", "due"];

#[tokio::test]
async fn a_user_chooses_columns_and_nobody_elses_list_changes() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        registered(&mut clerk).await;
        assert_eq!(columns(&clerk.get("/cases").await.page), STANDARD, "{engine:?}");
        let form = clerk.get("/cases/columns?kind=petition").await;
        assert!(
            form.page.contains("name=\"place.closed\"") && form.page.contains("value=\"kind=petition\""),
            "{engine:?}: {}",
            form.page
        );
        let choice =
            [("back", "kind=petition"), ("place.due_day", "1"), ("place.number", "2"), ("place.phase", "3")];
        let chosen = clerk.submit("/cases/columns", &choice).await;
        assert_eq!(
            (chosen.status, chosen.header("location")),
            (303, "/cases?kind=petition"),
            "{engine:?}: {}",
            chosen.page
        );
        let list = clerk.get("/cases?kind=petition").await.page;
        assert_eq!(columns(&list), ["due_day", "number", "phase"], "{engine:?}");
        assert!(
            list.contains("<td class=\"due_day\">20") && !list.contains("<td class=\"committee\">"),
            "{engine:?}: {list}"
        );
        assert_eq!(
            columns(&leader.get("/cases?open=true").await.page),
            STANDARD,
            "{engine:?}: hers is as it was"
        );
        let back = clerk.submit("/cases/columns", &[("standard", "1")]).await;
        assert_eq!(back.status, 303, "{engine:?}");
        assert_eq!(columns(&clerk.get("/cases").await.page), STANDARD, "{engine:?}");
    }
}

#[tokio::test]
async fn a_choice_without_the_number_keeps_the_number_and_what_leads_elsewhere_leads_to_the_list() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let chosen = clerk.submit("/cases/columns", &[("place.phase", "1"), ("back", "//example.org")]).await;
        assert_eq!(chosen.status, 303, "{engine:?}");
        assert!(
            chosen.header("location").starts_with("/cases?"),
            "{engine:?}: {}",
            chosen.header("location")
        );
        registered(&mut clerk).await;
        assert_eq!(columns(&clerk.get("/cases").await.page), ["number", "phase"], "{engine:?}");
        super::whole::is_whole(&mut clerk, "/cases/columns", 200).await;
        let mut nobody = crate::signing_in::browser::Browser::new(house.app.clone().router());
        assert_ne!(nobody.get("/cases/columns").await.status, 200, "{engine:?}");
    }
}
