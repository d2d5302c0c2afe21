//! Beside the work of the desk stands what waits for one's decision, what came back and what others did since yesterday.
use super::approvals::{asking, done};
use super::site::Site;
use crate::support::stores::{ENGINES, moment, office, source};
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::reminder::{ReminderCommand, Stage};
use anjuan::cases::user::Role;
use anjuan::cases::workdays::Calendar;
use anjuan::commands::Request;
use anjuan::queries::work;
use anjuan::web::api::router;
use serde_json::json;

#[tokio::test]
async fn the_desk_shows_what_others_did_since_yesterday_and_what_waits_for_whoever_decides() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let leader = site.signed_in("chen.tao", Role::Leader).await;
        let nothing = site.visit(&clerk, "/").await;
        assert!(nothing.says("Nobody else changed a case since yesterday"), "{engine:?}: {}", nothing.html);
        let number = asking(&site.desk).await;
        let seen = site.visit(&clerk, "/").await;
        let (beside, changed) = (&seen.between("<aside", "</aside>")[0], "Extension asked for");
        assert!(beside.contains(&number) && beside.contains(changed), "{engine:?}: {beside}");
        assert!(!beside.contains("Waiting for your decision"), "{engine:?}: a clerk decides nothing");
        let seen = site.visit(&leader, "/").await;
        let beside = &seen.between("<aside", "</aside>")[0];
        assert!(beside.contains("Waiting for your decision"), "{engine:?}: {beside}");
        assert!(beside.contains("Extension of a petition"), "{engine:?}: {beside}");

        let own = work::mine(&site.desk).await.expect("work");
        let watched = work::watched(&site.desk, &own).await.expect("cases");
        assert_eq!(watched.len(), 1, "{engine:?}");
        let since = moment("2019-11-01T00:00:00+08:00");
        let changed = work::changed(&site.desk, &watched, since, &[]).await.expect("changes");
        assert_eq!(changed, [], "{engine:?}: what one did oneself is no news");
    }
}

#[tokio::test]
async fn what_a_department_sent_back_is_said_and_whoever_is_accused_is_not_told() {
    for engine in ENGINES {
        let site = Site::on(engine).await;
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let router = router(site.desk.clone());
        let petition = json!({
            "occurred": "2019-11-04", "channel": "letter", "heads": 1, "committee": "共青",
            "category": "物业管理", "first_time": true, "petitioner": {"name": "何家明"}, "matter": "电梯失修",
        });
        let registered = done(&router, "petitions/commands/RegisterPetition", petition).await;
        let number = registered["number"].as_str().expect("a number").to_owned();
        let path = |command: &str| format!("petitions/{number}/commands/{command}");
        let forward = json!({"occurred": "2019-11-05", "to": {"department": "信访办"}});
        done(&router, &path("ForwardPetition"), forward).await;
        let back = json!({"occurred": "2019-11-06", "reason": "不属于本部门职责"});
        done(&router, &path("ReturnForwardedPetition"), back).await;
        let seen = site.visit(&clerk, "/").await;
        let beside = &seen.between("<aside", "</aside>")[0];
        assert!(beside.contains("Returned and reopened"), "{engine:?}: {beside}");
        let naming = format!("cases/{number}/access/commands/NameAccused");
        done(&router, &naming, json!({"user": "li.na"})).await;
        assert!(!site.visit(&clerk, "/").await.says(&number), "{engine:?}: the accused sees nothing of it");
    }
}

#[tokio::test]
async fn what_falls_due_is_told_as_the_office_says_it() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(23);
        let desk = office(&place, source).await;
        // Nobody is told anything on a Sunday.
        clock.set(moment("2019-11-11T10:00:00+08:00"));
        let site = Site::over(desk, Some(place));
        let clerk = site.signed_in("li.na", Role::PetitionClerk).await;
        let number = asking(&site.desk).await;
        let due = site.visit(&clerk, "/api/v1/work-list").await.json();
        let case = anjuan::queries::cases::numbered(&site.desk, &number.parse().expect("a number")).await;
        let case = case.expect("read").expect("a case").case;
        let falls = due["items"][0]["due"].as_str().expect("a day").parse().expect("a day");
        let name = due["items"][0]["clock"].as_str().expect("a clock").parse().expect("a clock");
        // Two working days before, whatever rest lies between.
        let falls: Day = falls;
        let calendar = Calendar::china();
        let before = std::iter::successors(falls.pred_opt(), Day::pred_opt);
        let near = before.filter(|day| calendar.is_workday(*day)).nth(1).expect("a working day");
        clock.set(moment(&format!("{near}T10:00:00+08:00")));
        let clerk = site.signed_in("wang.fang", Role::PetitionClerk).await;
        let user = site.desk.office().user_stream(&"wang.fang".parse().expect("a login name"));
        let tell = ReminderCommand::RemindOfDeadline {
            case,
            clock: name,
            due: falls,
            stage: Stage::Soon,
            to: vec![user],
        };
        let now = site.desk.store().source().now();
        let stream = site.desk.office().reminder_stream(case);
        site.desk.execute(Request::live(stream, Dated::at(now, tell))).await.expect("told");
        let beside = site.visit(&clerk, "/").await;
        assert!(beside.says(&format!(": due on {falls}, ")), "{engine:?}: {}", beside.html);
        let say = OfficeCommand::SetMessageText {
            message: "reminder.soon".parse().expect("an id"),
            zh: "请办{$number}".parse().expect("a text"),
            en: "Hurry: {$day}".parse().expect("a text"),
        };
        site.desk
            .execute(Request::live(site.desk.office().stream(), Dated::at(now, say)))
            .await
            .expect("said");
        let beside = site.visit(&clerk, "/").await;
        assert!(beside.says(&format!("Hurry: {falls}")), "{engine:?}: {}", beside.html);
    }
}
