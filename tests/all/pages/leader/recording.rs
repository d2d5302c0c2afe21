//! What is recorded by a form that used to be recorded by a program alone: inspections, indicators, kinds of cases.
use super::site::{Seen, Site};
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;

/// Sends a page's form as it is drawn, with these fields filled in.
async fn fill_in(site: &Site, browser: &Browser, page: &str, fields: &[(&str, &str)]) -> Seen {
    let drawn = site.visit(browser, page).await;
    assert_eq!(drawn.status, 200, "{page}: {}", drawn.html);
    let id = drawn.hidden("<main", "command_id");
    let all = [&[("command_id", id.as_str())][..], fields].concat();
    site.send(browser, page, &all).await
}

const UNIT: [(&str, &str); 8] = [
    ("unit", "上海定海食品厂"),
    ("address", "军工路338号"),
    ("committee", "共青"),
    ("inspectors.0", "赵玉琴"),
    ("inspectors.1", "钱大伟"),
    ("signature", "signed"),
    ("occurred_day", "2019-11-08"),
    ("occurred_time", "10:30"),
];

#[tokio::test]
async fn an_inspection_is_recorded_with_its_hazards_its_signature_and_the_order_that_was_left_there() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let inspector = site.signed_in("wang.lei", Role::Inspector).await;
        let page = "/register/inspection";
        let missing = fill_in(&site, &inspector, page, &UNIT[..3]).await;
        assert_eq!(missing.status, 422, "{engine:?}");
        for field in ["inspectors-0", "inspectors-1", "signature"] {
            assert!(missing.says(&format!("id=\"f-{field}-wrong\"")), "{engine:?} {field}: {}", missing.html);
        }
        let one =
            [&UNIT[..], &[("hazards.0.level", "major"), ("hazards.0.content", "安全出口上锁")]].concat();
        let more = fill_in(&site, &inspector, page, &[&one[..], &[("another", "1")]].concat()).await;
        assert!(
            more.status == 200 && more.says("name=\"hazards.1.content\"") && more.says("安全出口上锁"),
            "{engine:?}: {}",
            more.html
        );
        let unlevelled = [&one[..], &[("hazards.1.content", "灭火器过期")]].concat();
        let wrong = fill_in(&site, &inspector, page, &unlevelled).await;
        assert_eq!(wrong.status, 422, "{engine:?}");
        assert!(wrong.says("id=\"f-hazards-1-level-wrong\""), "{engine:?}: {}", wrong.html);

        // A row that is left empty is no hazard, and the one after it moves up.
        let all = [
            &one[..],
            &[
                ("hazards.3.level", "general"),
                ("hazards.3.content", "灭火器过期"),
                ("leader", "陈涛"),
                ("opinion", "定安检〔2019〕17号"),
                ("deadline", "2019-11-22"),
            ],
        ];
        let done = fill_in(&site, &inspector, page, &all.concat()).await;
        assert_eq!(done.status, 303, "{engine:?}: {}", done.html);
        let number = "AJ2019-00001";
        let case = site.visit(&inspector, &format!("/cases/{number}")).await;
        for words in ["上海定海食品厂", "定安检〔2019〕17号", "2019-11-22", "Ordered to rectify"]
        {
            assert!(case.says(words), "{engine:?} {words}: {}", case.html);
        }
        let events = site.visit(&inspector, &format!("/api/v1/cases/{number}/history")).await.json();
        let types: Vec<_> = events["events"]
            .as_array()
            .expect("events")
            .iter()
            .map(|event| event["event_type"].clone())
            .collect();
        assert_eq!(types, ["InspectionRecorded", "RectificationOrdered"], "{engine:?}: {events}");
    }
}

#[tokio::test]
async fn an_inspection_that_found_nothing_may_leave_an_opinion_and_is_sent_once() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let inspector = site.signed_in("wang.lei", Role::Inspector).await;
        let page = "/register/inspection";
        let id = site.visit(&inspector, page).await.hidden("<main", "command_id");
        let mut fields =
            [&UNIT[..], &[("opinion", "定安检〔2019〕18号"), ("command_id", id.as_str())]].concat();
        for field in &mut fields {
            if field.0 == "signature" {
                field.1 = "refused";
            }
        }
        for again in ["first", "again"] {
            assert_eq!(site.send(&inspector, page, &fields).await.status, 303, "{engine:?} {again}");
        }
        let cases = site.visit(&inspector, "/api/v1/cases?kind=inspection").await.json();
        assert_eq!(cases["cases"].as_array().map(Vec::len), Some(1), "{engine:?}: {cases}");
        fields
            .iter_mut()
            .filter(|(name, _)| *name == "opinion")
            .for_each(|field| field.1 = "定安检〔2019〕19号");
        let reused = site.send(&inspector, page, &fields).await;
        assert_eq!(reused.status, 422, "{engine:?}: another opinion is another command");
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        assert_eq!(site.visit(&clerk, page).await.status, 403, "{engine:?}");
    }
}

#[tokio::test]
async fn an_indicator_is_told_told_again_and_corrected_by_an_event_of_its_own() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        let page = "/admin/indicators";
        let tell = |value| {
            vec![
                ("command", "RecordIndicator"),
                ("indicator", "police.calls"),
                ("period", "2019"),
                ("told.value", value),
                ("told.exactness", "exact"),
                ("told.unit", "起"),
                ("told.prior", "715"),
                ("told.source", "派出所"),
            ]
        };
        let wrong = fill_in(&site, &system, page, &tell("lots")).await;
        assert!(
            wrong.status == 422 && wrong.says("id=\"RecordIndicator-told-value-wrong\""),
            "{engine:?}: {}",
            wrong.html
        );
        let told = fill_in(&site, &system, page, &tell("684")).await;
        assert_eq!(told.status, 303, "{engine:?}: {}", told.html);
        let one = "/admin/indicators/police.calls@2019";
        let drawn = site.visit(&system, one).await;
        assert!(
            drawn.says("684 起") && drawn.says("715") && drawn.says("派出所"),
            "{engine:?}: {}",
            drawn.html
        );
        assert!(
            drawn.says("value=\"起\""),
            "{engine:?}: a later word begins with what stays: {}",
            drawn.html
        );
        let mut later = tell("700");
        later.extend([("told.as_of", "2019-11-30")]);
        later.iter_mut().filter(|(name, _)| *name == "told.exactness").for_each(|field| field.1 = "at_least");
        assert_eq!(fill_in(&site, &system, one, &later).await.status, 303, "{engine:?}");
        let drawn = site.visit(&system, one).await;
        assert!(drawn.says("At least: 700 起") && drawn.says("684 起"), "{engine:?}: {}", drawn.html);

        let correcting = format!("{one}?correct=1");
        let form = site.visit(&system, &correcting).await;
        assert!(
            form.says("name=\"corrects\" value=\"1\"") && form.says("value=\"684\""),
            "{engine:?}: {}",
            form.html
        );
        let id = form.hidden("<main", "command_id");
        let correct = |why| {
            let own = vec![("corrects", "1"), ("command_id", id.as_str()), ("why", why)];
            [own, tell("648")].concat()
        };
        let unreasoned = site.send(&system, one, &correct("")).await;
        assert!(
            unreasoned.status == 422 && unreasoned.says("href=\"#f-why\""),
            "{engine:?}: {}",
            unreasoned.html
        );
        let corrected = site.send(&system, one, &correct("mistyped")).await;
        assert_eq!(corrected.status, 303, "{engine:?}: {}", corrected.html);
        let drawn = site.visit(&system, one).await;
        assert!(drawn.says("648 起") && !drawn.says("684 起"), "{engine:?}: {}", drawn.html);

        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let drawn = site.visit(&leader, one).await;
        assert!(
            drawn.status == 200 && !drawn.says("?correct="),
            "{engine:?}: a leader tells and corrects nothing"
        );
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        assert_eq!(site.visit(&clerk, page).await.status, 403, "{engine:?}");
    }
}

const OBJECTS: &str = include_str!("../../../../samples/kinds/falling_object.toml");

/// Sends the form of a declaration: pasted, or as a file.
async fn declared(browser: &mut Browser, id: &str, text: &str, file: Option<&str>, button: &str) -> Seen {
    let mut body = String::new();
    let mut part = |name: &str, value: &str| {
        let begins = "--x\r\nContent-Disposition: form-data; name=\"";
        body.push_str(&[begins, name, "\"\r\n\r\n", value, "\r\n"].concat());
    };
    part("command_id", id);
    part("text", text);
    part(button, "1");
    if let Some(file) = file {
        part("file\"; filename=\"a.toml", file);
    }
    body.push_str("--x--\r\n");
    let answer =
        browser.post_bytes("/admin/kinds", "multipart/form-data; boundary=x", body.into_bytes()).await;
    Seen { status: answer.status, html: answer.page }
}

#[tokio::test]
async fn a_kind_is_looked_at_before_it_is_declared_and_what_is_wrong_is_told_by_line_and_column() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let mut system = site.signed_in("wang.wei", Role::SystemAdministrator).await;
        system.cookies.insert("anjuan-language".to_owned(), "en".to_owned());
        let drawn = site.visit(&system, "/admin/kinds").await;
        assert_eq!(drawn.status, 200, "{engine:?}: {}", drawn.html);
        let id = drawn.hidden("<main", "command_id");

        let unread = OBJECTS.replacen("digits = 4", "digits = 4, colour = 1", 1);
        let wrong = declared(&mut system, &id, &unread, None, "check").await;
        assert_eq!(wrong.status, 422, "{engine:?}");
        for words in ["Line 6, column ", "colour", "number = { prefix"] {
            assert!(wrong.says(words), "{engine:?} {words}: {}", wrong.html);
        }
        let unwhole = OBJECTS.replacen("to = \"cleared\"", "to = \"nowhere\"", 1);
        let line = unwhole.lines().position(|line| line.contains("nowhere")).expect("a line") + 1;
        let wrong = declared(&mut system, &id, &unwhole, None, "declare").await;
        assert_eq!(wrong.status, 422, "{engine:?}");
        assert!(wrong.says(&format!("Line {line}, column 1")), "{engine:?}: {}", wrong.html);

        // What was uploaded is shown first, whichever button was pressed.
        let shown = declared(&mut system, &id, "", Some(OBJECTS), "declare").await;
        assert_eq!(shown.status, 200, "{engine:?}: {}", shown.html);
        for words in [
            "Nothing is declared yet",
            "Falling objects",
            "GK2019-0001",
            "Flowerpot、",
            "objects.cleared_rate",
        ] {
            assert!(shown.says(words), "{engine:?} {words}: {}", shown.html);
        }
        assert!(!site.visit(&system, "/admin/kinds").await.says("falling_object"), "{engine:?}");
        let done = declared(&mut system, &id, OBJECTS, None, "declare").await;
        assert_eq!(done.status, 303, "{engine:?}: {}", done.html);
        let one = site.visit(&system, "/admin/kinds?kind=falling_object").await;
        assert!(
            one.says("Falling objects") && !one.says("value=\"1\" class=\"must\""),
            "{engine:?}: {}",
            one.html
        );
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        assert!(
            !site.visit(&leader, "/admin/kinds").await.says("<textarea"),
            "{engine:?}: a leader only looks"
        );
    }
}
