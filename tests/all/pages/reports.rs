//! The page of the report: its numbers lead to their figures, a leader publishes what was seen, and later it is told what
//! differs.
use super::whole::is_whole;
use super::{hidden, location, registered};
use crate::app::House;
use crate::support::stores::ENGINES;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use serde_json::json;

#[tokio::test]
async fn a_leader_reads_the_report_publishes_it_once_and_sees_later_what_differs() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut leader = house.signed_in("wang.fang", Role::Leader).await;
        let mut auditor = house.signed_in("zhao.min", Role::Auditor).await;
        registered(&mut clerk).await;

        let page = leader.get("/reports?year=2019").await;
        assert_eq!(page.status, 200, "{}", page.page);
        let api = leader.get("/api/v1/report?year=2019&as_of=2019-11-10").await;
        assert_eq!(api.body["about"]["year"], 2019, "{engine:?}");
        for section in api.body["sections"].as_array().expect("sections") {
            for paragraph in section["paragraphs"].as_array().expect("paragraphs") {
                for span in paragraph["spans"].as_array().expect("spans") {
                    let Some(number) = span.get("number") else { continue };
                    let (figure, printed) = (&number["figure"], &number["printed"]);
                    let stands = format!(
                        "data-figure=\"{}\">{}</",
                        figure.as_str().expect("an id"),
                        printed.as_str().expect("a text")
                    );
                    assert!(page.page.contains(&stands), "{engine:?}: {stands}");
                }
            }
        }
        assert!(page.page.contains("href=\"/figures/petitions.registered?from=2019-01-01"), "{engine:?}");

        // What is published is what was seen, and a form sent twice is carried out once.
        let form = page.page.split("<form method=\"post\" action=\"/reports\"").nth(1).expect("a form");
        let position = hidden(form, "known_at");
        let fields = [("year", "2019"), ("as_of", "2019-11-10"), ("known_at", position.as_str())];
        for _ in 0..2 {
            let answer = leader.submit("/reports", &fields).await;
            assert_eq!(
                (answer.status, location(&answer).as_str()),
                (303, "/reports#published"),
                "{engine:?}"
            );
        }
        let list = auditor.get("/api/v1/reports").await;
        assert_eq!(list.body["reports"].as_array().map(Vec::len), Some(1), "{engine:?}");
        assert_eq!(list.body["reports"][0]["position"].to_string(), position, "{engine:?}");

        registered(&mut clerk).await;
        let since = auditor.get(&format!("/reports/{position}")).await;
        assert_eq!(since.status, 200, "{}", since.page);
        assert!(since.page.contains("data-figure=\"petitions.registered\""), "{}", since.page);
        assert!(since.page.contains("XF2019-0002"), "{}", since.page);

        // Nobody else publishes, withdraws, or reads what was published.
        for browser in [&mut clerk, &mut auditor] {
            assert_eq!(browser.submit("/reports", &fields).await.status, 403, "{engine:?}");
            let withdrawal = format!("/reports/{position}/withdrawal");
            assert_eq!(browser.submit(&withdrawal, &[]).await.status, 403, "{engine:?}");
        }
        assert_eq!(clerk.get(&format!("/reports/{position}")).await.status, 403, "{engine:?}");
        let page = clerk.get("/reports?year=2019").await;
        assert!(page.status == 200 && !page.page.contains("id=\"published\""), "{}", page.page);

        for path in [
            "/reports?year=2019".to_owned(),
            "/reports?year=2019&part=q3&committee=%E5%85%B1%E9%9D%92&brief=1".to_owned(),
            format!("/reports/{position}"),
        ] {
            is_whole(&mut leader, &path, 200).await;
        }
        is_whole(&mut leader, "/reports?year=12", 400).await;
        is_whole(&mut leader, "/reports/77777", 404).await;

        let withdrawal = format!("/reports/{position}/withdrawal");
        let answer = leader.submit(&withdrawal, &[("position", position.as_str())]).await;
        assert_eq!(answer.status, 303, "{}", answer.page);
        let list = leader.get("/api/v1/reports").await;
        assert_eq!(list.body["reports"][0]["withdrawn"], json!(true), "{engine:?}");

        for (form, kind) in [
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("json", "application/json"),
        ] {
            let file = leader.get(&format!("/reports/download?year=2019&form={form}")).await;
            assert_eq!((file.status, file.header("content-type")), (200, kind), "{engine:?}");
            assert!(file.header("content-disposition").contains(&format!(".{form}\"")), "{engine:?}");
        }
        assert_eq!(leader.get("/reports/download?year=2019&form=stone").await.status, 400, "{engine:?}");
    }
}
