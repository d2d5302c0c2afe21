//! Who decides that somebody is erased, when it happens, and what is left then.
use super::{Guarded, approve, ask, readable, told};
use crate::policy::people::hire;
use crate::searching::office::{NAME, PHONE, registration};
use crate::support::stores::{ENGINES, Engine, actor, moment};
use anjuan::cases::any_file::CaseKind;
use anjuan::cases::attachment::{AttachmentCommand, AttachmentKind};
use anjuan::cases::erasure::{ErasureCommand, Ground, Part, Stage};
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::CaseId;
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::paper::PaperKind;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::PetitionCommand;
use anjuan::cases::retention::Retention;
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::commands::{OfficeDesk, Refused, Request, Step};
use anjuan::event_log::committer::CommitError;
use anjuan::files::FileHash;
use anjuan::keys::Drafts;
use anjuan::papers::official::Texts;
use anjuan::papers::{Fonts, Form};
use anjuan::projections::erasures::{Asked, of_case};
use anjuan::proof::verify::{self, Against};
use anjuan::queries::case;
use anjuan::queries::erasures::{self, Wanted};
use anjuan::schedule::carry_out;
use anjuan::web::erasures::in_words;
use anjuan::web::official::{self, Chancery};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;

async fn requests(desk: &OfficeDesk, case: CaseId) -> Vec<Asked> {
    of_case(desk.store().db(), desk.office(), case).await.expect("requests")
}

fn kept_for(years: u32) -> Retention {
    [(CaseKind::Petition, years)].into_iter().collect()
}

/// A petition is accepted and concluded, which closes it on that day.
async fn conclude(guarded: &Guarded, case: CaseId) -> Day {
    let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
    guarded.office.told(case, "2019-03-08", accept).await.expect("accepted");
    let conclude = PetitionCommand::ConcludePetition { outcome: None, paper: None };
    guarded.office.told(case, "2019-04-02", conclude).await.expect("concluded");
    "2019-04-02".parse().expect("a day")
}

/// An open petition with a person in it.
async fn petition(guarded: &Guarded) -> CaseId {
    guarded.office.petition("XF1", &format!("{NAME}反映电梯停运")).await
}

#[tokio::test]
async fn whoever_asks_does_not_decide_and_what_is_not_approved_stays() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        let asked = ask(&one, case, &[Part::Petitioner], Ground::Unlawful).await.expect("asked");
        let refused = approve(&one, case, asked).await.expect_err("the same person");
        let CommitError::Refused(Refused::NotPermitted { action, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert!(action.contains("another person"), "{action}");
        carry_out(&one, &guarded.files, &Retention::default()).await.expect("nothing to do");
        assert!(readable(&one, case, Subject::PETITIONER).await.0.contains(NAME), "{engine:?}");
        told(
            &other,
            ErasureCommand::RejectErasure {
                case,
                asked,
                reason: Some(in_words("依法须予保存".parse().expect("words"))),
            },
        )
        .await
        .expect("rejected");
        carry_out(&one, &guarded.files, &Retention::default()).await.expect("nothing to do");
        assert!(readable(&one, case, Subject::PETITIONER).await.0.contains(NAME), "{engine:?}");
        assert_eq!(requests(&one, case).await[0].stage, Stage::Rejected, "{engine:?}");
    }
}

#[tokio::test]
async fn nobody_asks_the_program_to_begin_or_to_say_that_it_is_done() {
    let guarded = Guarded::on(Engine::Sqlite).await;
    let case = petition(&guarded).await;
    let desk = &guarded.office.desk;
    let asked = ask(desk, case, &[Part::Petitioner], Ground::Unlawful).await.expect("asked");
    approve(&guarded.as_operator("other").await, case, asked).await.expect("approved");
    for command in [
        ErasureCommand::BeginErasure { case, asked, keys: Vec::new() },
        ErasureCommand::NoteErased { case, asked, files: 0 },
        ErasureCommand::RestrictProcessing { case, asked, until: None },
    ] {
        assert!(matches!(told(desk, command).await, Err(CommitError::Refused(_))));
    }
}

#[tokio::test]
async fn of_an_erased_person_nothing_is_read_found_or_drafted_and_the_log_is_as_it_was_signed() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let neighbour = guarded.office.opened("2019-03-02", registration("XF2", "路灯不亮")).await;
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        assert_eq!(guarded.office.found(PHONE).await, ["XF2", "XF1"], "{engine:?}");
        let drafts = Drafts {
            db: one.store().db().clone(),
            keys: one.store().keys().clone(),
            source: one.store().source().clone(),
            office: one.office(),
            user: one.store().source().stream_id(),
            form: "petition".into(),
        };
        drafts.keep(&format!("name=x&phone={PHONE}")).await.expect("kept");
        let asked =
            ask(&one, case, &[Part::Petitioner, Part::Matter], Ground::Unlawful).await.expect("asked");
        approve(&other, case, asked).await.expect("approved");
        let done = carry_out(&one, &guarded.files, &Retention::default()).await.expect("carried out");
        assert_eq!(done.erased, 1, "{engine:?}");
        for subject in [Subject::PETITIONER, Subject::MATTER] {
            let (text, sealed) = readable(&one, case, subject).await;
            assert_eq!((text.as_str(), sealed > 0), ("", true), "{engine:?}");
        }
        assert!(
            readable(&one, neighbour, Subject::PETITIONER).await.0.contains(NAME),
            "{engine:?}: another case"
        );
        assert_eq!(guarded.office.found(PHONE).await, ["XF2"], "{engine:?}");
        assert!(guarded.office.found("电梯停运").await.is_empty(), "{engine:?}");
        assert_eq!(drafts.kept().await.expect("none"), None, "{engine:?}");
        let seen = case::seen(&one, case).await.expect("a case");
        assert!(
            seen.matter.is_none() && seen.parties.iter().all(|party| party.person.is_none()),
            "{engine:?}"
        );
        assert_eq!(requests(&one, case).await[0].stage, Stage::Erased, "{engine:?}");
        let report = verify::office(one.store().db(), one.office(), &Against::default(), |_| ()).await;
        assert_eq!(report.expect("verified").findings.len(), 0, "{engine:?}");
        let ledger = one.store().keys().ledger().expect("a ledger").read().expect("lines");
        assert_eq!(ledger.len(), 2, "{engine:?}: two keys");
    }
}

#[tokio::test]
async fn what_is_told_of_the_person_after_that_has_another_key_also_where_the_case_was_in_memory() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        let asked = ask(&one, case, &[Part::Matter], Ground::Unlawful).await.expect("asked");
        approve(&other, case, asked).await.expect("approved");
        carry_out(&one, &guarded.files, &Retention::default()).await.expect("carried out");
        let note = PetitionCommand::TakeNote {
            note: Personal::plain(Subject::MATTER, "新的记录".parse().expect("a text")),
        };
        guarded.office.told(case, "2019-03-05", note).await.expect("told");
        let (text, sealed) = readable(&one, case, Subject::MATTER).await;
        assert!(text.contains("新的记录") && sealed > 0, "{engine:?}: {text}");
    }
}

/// Why the erasures in a case were asked for and refused, as far as anybody can read it.
async fn words(desk: &OfficeDesk, case: CaseId) -> Vec<String> {
    let page = erasures::page(desk, Wanted::Newest(None, None), 50).await.expect("requests");
    let of_case = page.requested.into_iter().filter(|requested| requested.asked.case == case);
    let said = of_case.flat_map(|requested| [requested.reason, requested.refused_because]);
    said.flatten().map(|words| words.to_string()).collect()
}

#[tokio::test]
async fn what_was_said_of_the_person_in_asking_and_refusing_goes_with_the_case_and_no_other_words_do() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let neighbour = guarded.office.opened("2019-03-02", registration("XF2", "路灯不亮")).await;
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        let ask = async |case: CaseId, part: Part, said: &str| {
            let reason = Some(in_words(said.parse().expect("words")));
            let (parts, ground) = (vec![part], Ground::Unlawful);
            let asking = ErasureCommand::AskErasure { case, parts, ground, reason };
            told(&one, asking).await.expect("asked").version
        };
        let first = ask(case, Part::Petitioner, "本人来电").await;
        let reason = Some(in_words("本人未出示证件".parse().expect("words")));
        told(&other, ErasureCommand::RejectErasure { case, asked: first, reason }).await.expect("refused");
        ask(neighbour, Part::Petitioner, "邻居来信").await;
        ask(case, Part::Party, "待定").await;
        let second = ask(case, Part::Petitioner, &format!("{NAME}来访")).await;
        assert_eq!(words(&one, case).await.len(), 4, "{engine:?}");
        approve(&other, case, second).await.expect("approved");
        carry_out(&one, &guarded.files, &Retention::default()).await.expect("carried out");
        assert_eq!(words(&one, case).await, ["待定"], "{engine:?}: what nobody has decided keeps its words");
        assert_eq!(words(&one, neighbour).await, ["邻居来信"], "{engine:?}: another case");
    }
}

/// A user of the office in this role.
async fn with_role(guarded: &Guarded, login: &str, role: Role) -> OfficeDesk {
    let desk = &guarded.office.desk;
    let login: LoginName = login.parse().expect("a login name");
    let (user, now) = (desk.office().user_stream(&login), desk.store().source().now());
    let name = Personal::plain(Subject::STAFF, "李娜".parse().expect("a name"));
    let add = UserCommand::AddUser { login: login.clone(), name, department: None, committee: None };
    let steps =
        [add, UserCommand::GrantRole { role }].map(|command| Step::new(user, Dated::at(now, command)));
    desk.execute(Request { conduct: Conduct::Live, steps: steps.to_vec() }).await.expect("a user");
    let subject = desk.store().subject(desk.office(), &login).await.expect("asked").expect("a user");
    desk.store().desk_of(Arc::new(subject), desk.office()).await.expect("a desk")
}

#[tokio::test]
async fn while_the_case_must_be_kept_it_is_restricted_to_the_auditor_and_goes_on_the_day_after() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        let clerk = with_role(&guarded, "li.na", Role::PetitionClerk).await;
        let auditor = with_role(&guarded, "sun.li", Role::Auditor).await;
        let sees = clerk.clear(case).await.expect("judged");
        assert!(sees.petitioner && sees.matter, "{engine:?}");
        let parts = [Part::Petitioner, Part::Matter];
        let asked = ask(&clerk, case, &parts, Ground::ConsentWithdrawn).await.expect("asked");
        approve(&other, case, asked).await.expect("approved");
        let done = carry_out(&one, &guarded.files, &kept_for(3)).await.expect("carried out");
        assert_eq!((done.erased, done.restricted), (0, 1), "{engine:?}: the case is open");
        let again = carry_out(&one, &guarded.files, &kept_for(3)).await.expect("nothing new");
        assert_eq!((again.erased, again.restricted), (0, 0), "{engine:?}");
        let sees = clerk.clear(case).await.expect("judged");
        assert!(!sees.petitioner && !sees.matter, "{engine:?}: nobody works with it");
        assert!(auditor.clear(case).await.expect("judged").matter, "{engine:?}");
        let closed = conclude(&guarded, case).await;
        carry_out(&one, &guarded.files, &kept_for(3)).await.expect("restricted until a day");
        let ends = kept_for(3).ends(CaseKind::Petition, closed);
        assert_eq!(requests(&one, case).await[0].until, Some(ends), "{engine:?}");
        assert!(readable(&one, case, Subject::PETITIONER).await.0.contains(NAME), "{engine:?}: kept");
        guarded.clock.set(moment(&format!("{ends}T00:00:01+08:00")));
        let done = carry_out(&one, &guarded.files, &kept_for(3)).await.expect("carried out");
        assert_eq!(done.erased, 1, "{engine:?}");
        assert_eq!(readable(&one, case, Subject::PETITIONER).await.0, "", "{engine:?}");
    }
}

#[tokio::test]
async fn files_that_hang_on_the_case_alone_go_and_those_of_another_case_stay() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let neighbour = guarded.office.opened("2019-03-02", registration("XF2", "路灯不亮")).await;
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        let mut stored = Vec::new();
        for (text, cases) in [("只属于一案", vec![case]), ("两案共有", vec![case, neighbour])] {
            let file = FileHash::of(text.as_bytes());
            let body = stream::iter([Ok::<_, Infallible>(text.as_bytes().to_vec().into())]);
            guarded.files.put(one.office(), file, &actor(), body).await.expect("stored");
            for case in cases {
                let now = one.store().source().now();
                let attach = AttachmentCommand::AttachFile {
                    case,
                    file,
                    what: AttachmentKind::Letter,
                    made: None,
                    place: None,
                    title: None,
                    step: None,
                };
                let request = Request::live(one.office().attachment_stream(case), Dated::at(now, attach));
                one.execute(request).await.expect("attached");
            }
            stored.push(file);
        }
        let asked = ask(&one, case, &[Part::Files], Ground::Unlawful).await.expect("asked");
        approve(&other, case, asked).await.expect("approved");
        carry_out(&one, &guarded.files, &Retention::default()).await.expect("carried out");
        assert!(guarded.files.find(one.office(), stored[0]).await.expect("asked").is_none(), "{engine:?}");
        assert!(guarded.files.find(one.office(), stored[1]).await.expect("asked").is_some(), "{engine:?}");
    }
}

#[tokio::test]
async fn cases_that_are_kept_for_too_long_are_asked_for_once_and_wait_for_a_person() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        conclude(&guarded, case).await;
        let one = guarded.as_operator("scheduler").await;
        let retention = kept_for(1);
        assert_eq!(anjuan::schedule::ask(&one, &retention).await.expect("asked"), 0, "{engine:?}: not yet");
        guarded.clock.set(moment("2021-11-10T08:00:00+08:00"));
        let asked = anjuan::schedule::ask(&one, &retention).await.expect("asked");
        let again = anjuan::schedule::ask(&one, &retention).await.expect("asked");
        assert_eq!((asked, again), (1, 0), "{engine:?}");
        carry_out(&one, &guarded.files, &retention).await.expect("nothing to do");
        assert!(
            readable(&one, case, Subject::PETITIONER).await.0.contains(NAME),
            "{engine:?}: nobody approved it"
        );
        assert_eq!(requests(&one, case).await.len(), 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_papers_of_an_erased_person_are_printed_no_more_and_keep_their_numbers() {
    for engine in ENGINES {
        let guarded = Guarded::on(engine).await;
        let case = petition(&guarded).await;
        let leader = hire(&guarded.office.desk, "wang.fang", None, &[Role::Leader]).await;
        let (texts, fonts) = (Arc::new(Texts::of(None).expect("texts")), Fonts::default());
        let chancery = Chancery { texts, fonts, files: guarded.files.clone() };
        let listed = official::case_of(&leader, &"XF1".parse().expect("a number")).await.expect("the case");
        let paper = official::issue(&leader, &chancery, &listed, (PaperKind::Receipt, None), None).await;
        let number = paper.expect("issued").number.to_string();
        official::print(&leader, &guarded.files, &number, Form::Pdf).await.expect("printed");
        let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
        let asked = ask(&one, case, &[Part::Petitioner], Ground::Unlawful).await.expect("asked");
        approve(&other, case, asked).await.expect("approved");
        carry_out(&one, &guarded.files, &Retention::default()).await.expect("erased");
        for form in [Form::Pdf, Form::Docx] {
            let printed = official::print(&leader, &guarded.files, &number, form).await;
            assert!(printed.is_err(), "{engine:?} {form:?}");
        }
        let papers = official::of_case(&leader, &listed).await.expect("papers").papers;
        assert_eq!(papers.len(), 1, "{engine:?}: that it was issued stays");
    }
}
