//! The pages, as a browser gets them: without scripts, on both engines.
mod auditor;
mod citizen;
mod clerk;
mod columns;
mod correcting;
mod erasing;
mod inspecting;
mod journeys;
mod leader;
mod list_then;
mod papers;
mod phone_journey;
mod pictures;
mod reading;
mod reports;
mod watching;
pub mod whole;

use crate::signing_in::browser::{Answer, Browser};

/// What a form needs to register a petition.
fn petition() -> Vec<(&'static str, &'static str)> {
    vec![
        ("channel", "visit"),
        ("committee", "共青"),
        ("matter", "楼道电梯常年失修"),
        ("category", "物业管理"),
        ("petitioner.name", "何家明"),
        ("petitioner.phone", "19900009815"),
        ("heads", "1"),
        ("first_time", "true"),
        ("route", "accept"),
    ]
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

/// Where an answer leads.
pub fn location(answer: &Answer) -> String {
    answer.header("location").to_owned()
}

/// Registers a petition by the form, and says its number.
async fn registered(clerk: &mut Browser) -> String {
    let form = clerk.get("/register").await;
    assert_eq!(form.status, 200, "{}", form.page);
    let id = hidden(&form.page, "command_id");
    let mut fields = petition();
    fields.push(("command_id", &id));
    let answer = clerk.submit("/register", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.page);
    let slip = location(&answer);
    slip.trim_start_matches("/cases/").trim_end_matches("/slip").to_owned()
}
