//! The citizen, by the query code alone: what is told and what is not, guessing, photographs, rating, review.
use super::whole::is_whole;
use super::{hidden, location, registered};
use crate::app::House;
use crate::files::support::photograph;
use crate::signing_in::browser::{Answer, Browser};
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::access::AccessCommand;
use anjuan::cases::access::Confidentiality;
use anjuan::cases::case_file::VoidReason;
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::Dated;
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::petition::{Opinion, PetitionCommand};
use anjuan::cases::user::Role;
use anjuan::commands::{Request, Step};
use anjuan::event_log::{EventLog, Position};
use anjuan::queries::cases;
use anjuan::web::app::Unsigned;
use anjuan::web::pages::assets;
use anjuan::web::query_code;

/// The office, a case that a clerk registered, and its query code.
struct Told {
    house: House,
    clerk: Browser,
    nobody: Browser,
    number: String,
    case: CaseId,
    code: String,
}

async fn told(engine: crate::support::stores::Engine) -> Told {
    let house = House::on(engine, Unsigned::WhileNobodyCan).await;
    let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let number = registered(&mut clerk).await;
    let found = cases::numbered(&house.desk, &number.parse().expect("a number")).await.expect("read");
    let case = found.expect("a case").case;
    let code = query_code::of_case(&house.desk, case).await.expect("read").expect("a code").to_string();
    let nobody = Browser::new(house.app.clone().router());
    Told { house, clerk, nobody, number, case, code }
}

impl Told {
    async fn page(&mut self) -> Answer {
        self.nobody.get(&format!("/track/{}", self.code)).await
    }

    /// The office takes a step.
    async fn step(&self, command: PetitionCommand) {
        let now = self.house.desk.store().source().now();
        let request = Request::live(self.case, Dated::at(now, command));
        self.house.desk.execute(request).await.expect("carried out");
    }

    async fn concluded(&self) {
        self.step(PetitionCommand::AcceptPetition { department: None, simplified: false }).await;
        self.step(PetitionCommand::ConcludePetition { outcome: Some(Opinion::Support), paper: None }).await;
        self.step(PetitionCommand::ServeReply {}).await;
    }

    async fn made_secret(&self) {
        let (desk, now) = (&self.house.desk, self.house.desk.store().source().now());
        let access = desk.office().access_stream(self.case);
        let commands = [
            AccessCommand::OpenAccess { case: self.case },
            AccessCommand::SetConfidentiality { level: Confidentiality::Secret },
        ];
        let steps = commands.map(|command| Step::new(access, Dated::at(now, command))).to_vec();
        desk.execute(Request { conduct: Conduct::Live, steps }).await.expect("carried out");
    }

    async fn events(&self) -> usize {
        let log = self.house.desk.store().log();
        log.read(self.house.desk.office(), Position(0), 10_000).await.expect("events").len()
    }

    async fn send_photograph(&mut self, bytes: &[u8]) -> Answer {
        let id = self.house.desk.store().source().command_id().to_string();
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"command_id\"\r\n\r\n{id}\r\n--x\r\nContent-Disposition: \
             form-data; name=\"photograph\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let path = format!("/track/{}/photograph", self.code);
        self.nobody.post_bytes(&path, "multipart/form-data; boundary=x", body).await
    }
}

/// Another letter in place of the last one.
fn wrong(code: &str) -> String {
    let (rest, last) = code.split_at(code.len() - 1);
    format!("{rest}{}", if last == "7" { "8" } else { "7" })
}

#[tokio::test]
async fn a_citizen_reads_what_the_office_says_in_its_own_words_in_either_language() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        told.step(PetitionCommand::AcceptPetition { department: None, simplified: false }).await;
        let office = told.house.desk.office().stream();
        let say = OfficeCommand::SetMessageText {
            message: "track.phase.petition.accepted".parse().expect("an id"),
            zh: "{$office}已受理您的{$number}".parse().expect("a text"),
            en: "{$number} is in good hands".parse().expect("a text"),
        };
        let now = told.house.desk.store().source().now();
        told.house.desk.execute(Request::live(office, Dated::at(now, say))).await.expect("carried out");
        let page = told.page().await.page;
        assert!(page.contains(&format!("街道已受理您的{}", told.number)), "{engine:?}: {page}");
        told.nobody.get("/track?language=en").await;
        let page = told.page().await.page;
        assert!(page.contains(&format!("{} is in good hands", told.number)), "{engine:?}: {page}");
    }
}

#[tokio::test]
async fn whoever_holds_the_code_sees_where_it_stands_and_no_names() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        let typed = told.code.to_lowercase().replace('-', "+");
        let led = told.nobody.get(&format!("/track?code={typed}")).await;
        assert_eq!((led.status, location(&led)), (303, format!("/track/{}", told.code)), "{engine:?}");
        let page = told.page().await;
        assert_eq!(page.status, 200, "{engine:?}: {}", page.page);
        for words in [told.number.as_str(), "已登记", "2019-11-10 收到", "告知您是否受理", "2019-11-25 前"]
        {
            assert!(page.page.contains(words), "{engine:?}: {words} is not on {}", page.page);
        }
        for name in ["何家明", "19900009815", "楼道电梯", "li.na", "共青", "物业管理"] {
            assert!(!page.page.contains(name), "{engine:?}: {name} is on the page");
        }
        let path = format!("/track/{}", told.code);
        is_whole(&mut told.nobody, &path, 200).await;
        is_whole(&mut told.nobody, "/track", 200).await;
        let style = told.nobody.get(&assets::address("track.css")).await;
        assert!(page.page.len() + style.page.len() < 50_000, "{engine:?}");
        assert!(!page.page.contains("<script"), "{engine:?}");

        told.step(PetitionCommand::VoidPetition { reason: VoidReason::InError }).await;
        let void = told.page().await.page;
        // The walk over the page in both languages ended in English.
        assert!(void.contains("void and no longer handled"), "{engine:?}: {void}");
        is_whole(&mut told.nobody, &path, 200).await;
    }
}

#[tokio::test]
async fn a_code_that_nobody_has_and_a_hidden_case_look_the_same() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        told.made_secret().await;
        let events = told.events().await;
        let other = wrong(&told.code);
        let (hidden, none) = (told.page().await, told.nobody.get(&format!("/track/{other}")).await);
        assert_eq!((hidden.status, none.status), (422, 422), "{engine:?}");
        assert_eq!(hidden.page.replace(&told.code, &other), none.page, "{engine:?}");
        for (what, fields) in [("rating", [("rating", "satisfied")]), ("review", [("ask", "RequestReview")])]
        {
            for code in [&told.code, &other] {
                let refused = told.nobody.submit(&format!("/track/{code}/{what}"), &fields).await;
                assert_eq!(refused.status, 422, "{engine:?} {what}");
                assert!(!refused.page.contains(&told.number), "{engine:?} {what}");
            }
        }
        assert_eq!(told.send_photograph(&photograph()).await.status, 422, "{engine:?}");
        assert_eq!(told.events().await, events, "{engine:?}: nothing was done");
    }
}

#[tokio::test]
async fn whoever_guesses_waits_and_others_do_not() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        let path = format!("/track/{}", wrong(&told.code));
        let mut waits = 0;
        for _ in 0..23 {
            let answer = told.nobody.get(&path).await;
            if answer.status == 429 {
                assert!(!answer.header("retry-after").is_empty(), "{engine:?}");
                waits += 1;
            }
        }
        assert!(waits > 0, "{engine:?}");
        assert_eq!(told.page().await.status, 429, "{engine:?}: a right code has to wait, too");
        told.nobody.address = [192, 0, 2, 77].into();
        assert_eq!(told.page().await.status, 200, "{engine:?}: from elsewhere it has not");
        for _ in 0..30 {
            assert_eq!(told.page().await.status, 200, "{engine:?}: a right code is no failure");
        }
        let again = told.house.signed_in("zhao.min", Role::PetitionClerk).await;
        assert!(again.session().is_some(), "{engine:?}: nobody who signs in waits for it");
    }
}

#[tokio::test]
async fn the_outcome_is_rated_once_and_a_review_is_asked_for_in_time() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        let early = told.page().await.page;
        assert!(!early.contains("value=\"satisfied\"") && !early.contains("/review"), "{engine:?}");
        told.concluded().await;
        let page = told.page().await.page;
        assert!(
            page.contains("value=\"dissatisfied\"") && page.contains("2019-12-10 前"),
            "{engine:?}: {page}"
        );
        let (path, id) = (format!("/track/{}", told.code), hidden(&page, "command_id"));
        let rating = format!("{path}/rating");
        let none = told.nobody.submit(&rating, &[("command_id", &id), ("rating", "splendid")]).await;
        assert_eq!(none.status, 422, "{engine:?}");
        let fields = [("command_id", id.as_str()), ("rating", "mostly_satisfied")];
        for _ in 0..2 {
            let rated = told.nobody.submit(&rating, &fields).await;
            assert_eq!(
                (rated.status, location(&rated)),
                (303, format!("{path}?done=rating#done")),
                "{engine:?}"
            );
        }
        assert!(told.page().await.page.contains("您的评价：基本满意"), "{engine:?}");
        let id = told.house.desk.store().source().command_id().to_string();
        let twice = told.nobody.submit(&rating, &[("command_id", &id), ("rating", "satisfied")]).await;
        assert_eq!(twice.status, 422, "{engine:?}: {}", twice.page);

        let id = told.house.desk.store().source().command_id().to_string();
        let ask = [("command_id", id.as_str()), ("ask", "RequestReview")];
        let asked = told.nobody.submit(&format!("{path}/review"), &ask).await;
        assert_eq!(asked.status, 303, "{engine:?}: {}", asked.page);
        let done = told.nobody.get("/track/x").await;
        assert_eq!(done.status, 422, "{engine:?}");
        assert!(told.page().await.page.contains("复查正在进行"), "{engine:?}");
        let history = told.clerk.get(&format!("cases/{}/history", told.number)).await.body;
        let events = history["events"].as_array().expect("events");
        let by = events.iter().filter(|event| event["actor"] == format!("petitioner:{}", told.case).as_str());
        assert_eq!(by.count(), 2, "{engine:?}: a rating and a request");
        let timeline = told.clerk.get(&format!("/cases/{}", told.number)).await.page;
        assert!(timeline.contains("信访人（查询码）"), "{engine:?}");
    }
}

#[tokio::test]
async fn after_its_time_a_review_is_refused_with_the_day() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        told.concluded().await;
        told.house.clock.set(moment("2019-12-11T09:00:00+08:00"));
        let page = told.page().await.page;
        assert!(page.contains("2019-12-10 为止") && !page.contains("/review"), "{engine:?}: {page}");
        let events = told.events().await;
        let id = told.house.desk.store().source().command_id().to_string();
        let ask = [("command_id", id.as_str()), ("ask", "RequestReview")];
        let refused = told.nobody.submit(&format!("/track/{}/review", told.code), &ask).await;
        assert_eq!(refused.status, 422, "{engine:?}");
        assert!(refused.page.contains("role=\"alert\"") && refused.page.contains("2019-12-10"), "{engine:?}");
        assert_eq!(told.events().await, events, "{engine:?}");
    }
}

#[tokio::test]
async fn a_photograph_is_attached_in_the_petitioners_name_and_only_pictures_are_taken() {
    for engine in ENGINES {
        let mut told = told(engine).await;
        let other = told.send_photograph(b"%PDF-1.7 a paper").await;
        assert_eq!(other.status, 422, "{engine:?}: {}", other.page);
        assert_eq!(told.send_photograph(b"").await.status, 422, "{engine:?}");
        let mut large = photograph();
        large.resize((10 << 20) + 1, 0);
        assert_eq!(told.send_photograph(&large).await.status, 422, "{engine:?}");
        let sent = told.send_photograph(&photograph()).await;
        let to = format!("/track/{}?done=photograph#done", told.code);
        assert_eq!((sent.status, location(&sent)), (303, to), "{engine:?}: {}", sent.page);
        assert!(told.page().await.page.contains("已补充 1 张"), "{engine:?}");
        let files = told.clerk.get(&format!("cases/{}/files", told.number)).await.body;
        let files = files["files"].as_array().expect("files").clone();
        assert_eq!((files.len(), &files[0]["what"]), (1, &"photograph".into()), "{engine:?}: {files:?}");
        let hash =
            files[0]["file"].as_str().or_else(|| files[0]["sha256"].as_str()).expect("a hash").to_owned();
        assert_eq!(
            told.clerk.get(&format!("files/{hash}")).await.status,
            200,
            "{engine:?}: the office sees it"
        );
        assert_eq!(
            told.nobody.get(&format!("files/{hash}")).await.status,
            401,
            "{engine:?}: nobody else does"
        );
    }
}
