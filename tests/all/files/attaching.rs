//! What hangs on a case: attached once, by whoever works on it and has sent it; told by the history for ever.
use super::support::{body, photograph};
use crate::committing::audit::audit;
use crate::committing::lives::{life, on, together, word};
use crate::policy::people::{PETITIONS, Street, Told, accept, sends, to};
use crate::support::stores::{ENGINES, Engine, moment, office_at, source};
use anjuan::cases::access::AccessCommand;
use anjuan::cases::attachment::{AttachmentCommand, AttachmentKind};
use anjuan::cases::case_file::Order;
use anjuan::cases::facts::Conduct;
use anjuan::cases::file_hash::FileHash;
use anjuan::cases::ids::{CaseId, Version};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::user::Role;
use anjuan::commands::permit::FileSight::{self, Nothing as N, Original as O, Shown as S};
use anjuan::commands::{OfficeDesk, Request, Step};
use anjuan::files::{FileLimits, FileStore, Put, Swept};
use anjuan::projections::case_files;
use anjuan::web::history_view::HistoryView;
use object_store::memory::InMemory;
use std::sync::Arc;

/// An office with people in it, and its files.
struct Registry {
    street: Street,
    files: FileStore,
}

impl Registry {
    async fn on(engine: Engine) -> Self {
        let street = Street::open(engine).await;
        let store = street.operator.store();
        let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
        let objects = Arc::new(InMemory::new());
        let files = FileStore::over(objects, None, db, keys, source, FileLimits::default());
        Self { street, files }
    }

    async fn put(&self, by: &OfficeDesk, bytes: &[u8]) -> Put {
        let file = FileHash::of(bytes);
        self.files.put(by.office(), file, by.actor(), body(bytes)).await.expect("taken")
    }

    async fn sent(&self, by: &OfficeDesk, text: &str) -> FileHash {
        self.put(by, text.as_bytes()).await.record().sha256
    }

    /// The cases on which the file hangs.
    async fn hangs_on(&self, file: FileHash) -> Vec<CaseId> {
        let desk = &self.street.operator;
        case_files::cases_of(desk.store().db(), desk.office(), file).await.expect("cases")
    }
}

fn attaching(case: CaseId, file: FileHash, step: Option<i64>) -> AttachmentCommand {
    AttachmentCommand::AttachFile {
        case,
        file,
        what: AttachmentKind::Letter,
        made: None,
        place: None,
        title: Some(Personal::plain(Subject::MATTER, word("第二次来信"))),
        step: step.map(Version),
    }
}

fn attach(desk: &OfficeDesk, case: CaseId, file: FileHash) -> Request {
    Request::live(desk.office().attachment_stream(case), on("2019-11-08", attaching(case, file, None)))
}

fn detach(desk: &OfficeDesk, case: CaseId, file: FileHash) -> Request {
    let command = AttachmentCommand::DetachFile { case, file, reason: None };
    Request::live(desk.office().attachment_stream(case), on("2019-11-09", command))
}

#[tokio::test]
async fn a_file_is_attached_once_and_stays_in_the_history_when_it_is_taken_off() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let clerk = registry.street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let case = registry.street.petition(&clerk, "XF-1").await;
        let file = registry.sent(&clerk, "来信").await;
        let first = clerk.execute(attach(&clerk, case, file)).await.expect("attached");
        let second = clerk.execute(attach(&clerk, case, file)).await.expect("is attached");
        assert_eq!((first.version, second.version), (Version(1), Version(1)), "{engine:?}");
        assert_eq!(registry.hangs_on(file).await, [case], "{engine:?}");
        for _ in 0..2 {
            assert_eq!(sends(&clerk, detach(&clerk, case, file)).await, Told::Yes, "{engine:?}");
        }
        assert!(registry.hangs_on(file).await.is_empty(), "{engine:?}");

        let history = HistoryView::of(&clerk, &word("XF-1")).await.expect("may read").expect("a case");
        let told: Vec<_> = history.events.iter().map(|event| (&*event.event_type, event.beside)).collect();
        let beside = Some("attachment");
        let wanted = [("PetitionRegistered", None), ("FileAttached", beside), ("FileDetached", beside)];
        assert_eq!(told, wanted, "{engine:?}");
        assert!(!history.events[1].payload.get().contains("第二次来信"), "{engine:?}: its title is sealed");
        assert_eq!(history.case.version, 1, "{engine:?}: the case itself went nowhere");
        // Every view equals one that is made anew from the log.
        audit(&registry.street.operator).await;
    }
}

#[tokio::test]
async fn files_hang_on_cases_of_every_kind_and_on_nothing_else() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let desk = &registry.street.operator;
        let file = registry.sent(desk, "现场记录").await;
        for n in 0..3 {
            let case = desk.store().source().stream_id();
            desk.execute(life(n, case).remove(0)).await.expect("opened");
            assert_eq!(sends(desk, attach(desk, case, file)).await, Told::Yes, "{engine:?}: {n}");
        }
        assert_eq!(registry.hangs_on(file).await.len(), 3, "{engine:?}");
        let none = desk.store().source().stream_id();
        assert_eq!(sends(desk, attach(desk, none, file)).await, Told::NoSuchCase, "{engine:?}");
        let own = desk.office().stream();
        assert_eq!(sends(desk, attach(desk, own, file)).await, Told::NoSuchCase, "{engine:?}");
    }
}

#[tokio::test]
async fn what_was_not_sent_is_not_attached_and_nobody_comes_to_see_a_file_by_attaching_it() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let street = &registry.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let handler = street.hire("handler", Some(PETITIONS), &[Role::Handler]).await;
        let stranger = street.hire("stranger", None, &[Role::Handler]).await;
        let (one, other) = (street.petition(&clerk, "XF-1").await, street.petition(&clerk, "XF-2").await);
        let user = street.user("stranger");
        street.belongs(other, AccessCommand::AssignHandler { user }).await;
        let unsent = FileHash::of("没有上传".as_bytes());
        let not_stored = Told::Refused("attachment.not_stored");
        assert_eq!(sends(&clerk, attach(&clerk, one, unsent)).await, not_stored, "{engine:?}");

        let file = registry.sent(&clerk, "来信").await;
        assert_eq!(sends(&clerk, attach(&clerk, one, file)).await, Told::Yes, "{engine:?}");
        // The department's handler sees it on the one case, and the stranger may know its name.
        assert_eq!(handler.sight_of(file).await.expect("asked"), FileSight::Shown, "{engine:?}");
        for desk in [&handler, &stranger] {
            let told = sends(desk, attach(desk, other, file)).await;
            assert_eq!(told, not_stored, "{engine:?}: {}", desk.subject().who);
        }
        assert_eq!(stranger.sight_of(file).await.expect("asked"), FileSight::Nothing, "{engine:?}");
        // Whoever has the bytes may.
        assert!(matches!(registry.put(&stranger, "来信".as_bytes()).await, Put::Known(_)), "{engine:?}");
        assert_eq!(sends(&stranger, attach(&stranger, other, file)).await, Told::Yes, "{engine:?}");
        assert_eq!(registry.hangs_on(file).await.len(), 2, "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_works_on_a_case_attaches_and_the_accused_never_does() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let street = &registry.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let case = street.petition(&clerk, "XF-1").await;
        for (at, (role, part, wanted)) in [
            (Role::PetitionClerk, None, Told::Yes),
            (Role::Handler, None, Told::Denied),
            (Role::Handler, Some("handles"), Told::Yes),
            (Role::Inspector, None, Told::Denied),
            (Role::Inspector, Some("inspects"), Told::Yes),
            (Role::Leader, None, Told::Denied),
            (Role::Auditor, None, Told::Denied),
            (Role::SystemAdministrator, None, Told::Denied),
            (Role::PetitionClerk, Some("accused"), Told::NoSuchCase),
            (Role::Inspector, Some("accused"), Told::NoSuchCase),
        ]
        .into_iter()
        .enumerate()
        {
            let login = format!("user{at}");
            let desk = street.hire(&login, None, &[role]).await;
            let user = street.user(&login);
            match part {
                Some("handles") => street.belongs(case, AccessCommand::AssignHandler { user }).await,
                Some("inspects") => street.belongs(case, AccessCommand::AppointInspector { user }).await,
                Some(_) => street.belongs(case, AccessCommand::NameAccused { user }).await,
                None => {}
            }
            let file = registry.sent(&desk, &login).await;
            let told = sends(&desk, attach(&desk, case, file)).await;
            assert_eq!(told, wanted, "{engine:?}: {role} {part:?}");
            let told = sends(&desk, detach(&desk, case, file)).await;
            assert_eq!(told, wanted, "{engine:?}: {role} {part:?}");
        }
    }
}

#[tokio::test]
async fn a_file_is_seen_by_whoever_may_read_a_case_on_which_it_hangs_and_by_whoever_sent_it() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let street = &registry.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let sender = street.hire("sender", None, &[Role::PetitionClerk]).await;
        let colleague = street.hire("colleague", None, &[Role::PetitionClerk]).await;
        let handler = street.hire("handler", Some(PETITIONS), &[Role::Handler]).await;
        let stranger = street.hire("stranger", Some("平安办"), &[Role::Handler]).await;
        let leader = street.hire("leader", None, &[Role::Leader]).await;
        let auditor = street.hire("auditor", None, &[Role::Auditor]).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator]).await;
        let accused = street.hire("accused", None, &[Role::PetitionClerk, Role::Leader]).await;
        let case = street.petition(&clerk, "XF-1").await;
        let file = registry.put(&sender, &photograph()).await.record().sha256;
        let desks = [&clerk, &sender, &colleague, &handler, &stranger, &leader, &auditor, &system, &accused];
        let sights = async || {
            let mut sights = Vec::new();
            for desk in desks {
                sights.push(desk.sight_of(file).await.expect("an answer"));
            }
            sights
        };
        let alone = [N, O, N, N, N, N, N, N, N];
        assert_eq!(sights().await, alone, "{engine:?}: it hangs on nothing");
        street.belongs(case, AccessCommand::NameAccused { user: street.user("accused") }).await;
        assert_eq!(sends(&sender, attach(&sender, case, file)).await, Told::Yes, "{engine:?}");
        assert_eq!(sights().await, [O, O, S, S, N, O, O, N, N], "{engine:?}: clerk registered the case");
        // Whoever sent it and turns out to be accused cannot tell from it that it hangs on a case.
        street.belongs(case, AccessCommand::NameAccused { user: street.user("sender") }).await;
        assert_eq!(sender.sight_of(file).await.expect("an answer"), O, "{engine:?}");
        assert_eq!(sends(&sender, detach(&sender, case, file)).await, Told::NoSuchCase, "{engine:?}");
        assert_eq!(sends(&clerk, detach(&clerk, case, file)).await, Told::Yes, "{engine:?}");
        assert_eq!(sights().await, alone, "{engine:?}: it was taken off");
    }
}

#[tokio::test]
async fn nothing_is_attached_to_a_case_by_way_of_another() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let street = &registry.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let (own, other) = (street.petition(&clerk, "XF-1").await, street.petition(&clerk, "XF-2").await);
        let handler = street.hire("handler", None, &[Role::Handler]).await;
        let user = street.user("handler");
        street.belongs(own, AccessCommand::AssignHandler { user }).await;
        let file = registry.sent(&handler, "来信").await;
        assert_eq!(sends(&handler, attach(&handler, own, file)).await, Told::Yes, "{engine:?}");
        let stream = handler.office().attachment_stream(own);
        let of_other = || attaching(other, file, None);
        let wrong = Request::live(stream, on("2019-11-08", of_other()));
        assert_eq!(sends(&handler, wrong).await, Told::Denied, "{engine:?}");
        let becomes = Some(Box::new(on("2019-11-08", of_other())));
        let order = Order::Correct { corrects: Version(1), becomes, reason: None };
        let told = sends(&handler, Request::live(stream, on("2019-11-08", order))).await;
        assert_eq!(told, Told::Denied, "{engine:?}");
        let becomes = Some(Box::new(on("2019-11-07", attaching(own, file, Some(1)))));
        let order = Order::Correct { corrects: Version(1), becomes, reason: None };
        let told = sends(&handler, Request::live(stream, on("2019-11-08", order))).await;
        assert_eq!(told, Told::Yes, "{engine:?}: the day and the step were wrong");
        audit(&street.operator).await;
    }
}

#[tokio::test]
async fn a_file_belongs_to_a_step_that_the_case_has_and_may_come_with_it() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let clerk = registry.street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let case = registry.street.petition(&clerk, "XF-1").await;
        let file = registry.sent(&clerk, "受理告知书").await;
        let stream = clerk.office().attachment_stream(case);
        let at = |step| Step::new(stream, on("2019-11-08", attaching(case, file, Some(step))));
        let told = sends(&clerk, together(vec![at(2)])).await;
        assert_eq!(told, Told::Refused("attachment.no_such_event"), "{engine:?}");
        let mut both = to(case, accept());
        both.steps.push(at(2));
        assert_eq!(sends(&clerk, both).await, Told::Yes, "{engine:?}: the step is taken in the same request");
    }
}

#[tokio::test]
async fn paper_tells_of_a_file_too() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let street = &registry.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator]).await;
        let case = street.petition(&clerk, "XF-1").await;
        let file = registry.sent(&system, "旧档案").await;
        let paper = |request: Request| Request { conduct: Conduct::Paper, ..request };
        let request = || attach(&system, case, file);
        assert_eq!(sends(&system, request()).await, Told::Denied, "{engine:?}");
        assert_eq!(sends(&system, paper(request())).await, Told::Yes, "{engine:?}");
        street.belongs(case, AccessCommand::NameAccused { user: street.user("system") }).await;
        let told = sends(&system, paper(detach(&system, case, file))).await;
        assert_eq!(told, Told::NoSuchCase, "{engine:?}");
    }
}

#[tokio::test]
async fn a_file_whose_command_never_came_hangs_on_nothing_is_kept_and_is_attached_once_when_it_comes() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let street = &registry.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let leader = street.hire("leader", None, &[Role::Leader]).await;
        let case = street.petition(&clerk, "XF-1").await;
        // The program ends after the file was stored.
        let file = registry.put(&clerk, &photograph()).await.record().sha256;
        assert!(registry.hangs_on(file).await.is_empty(), "{engine:?}");
        assert_eq!(leader.sight_of(file).await.expect("asked"), FileSight::Nothing, "{engine:?}");
        street.clock.set(moment("2019-11-20T08:00:00+08:00"));
        let swept = registry.files.sweep(street.office()).await.expect("swept");
        assert_eq!(swept, Swept::default(), "{engine:?}: it is nobody's remains");
        // The sender sends all of it again, and the command twice under one id.
        assert!(matches!(registry.put(&clerk, &photograph()).await, Put::Known(_)), "{engine:?}");
        let command = clerk.store().source().command_id();
        let send = || clerk.execute_as(command, None, None, attach(&clerk, case, file));
        let (first, again) = (send().await.expect("attached"), send().await.expect("the first receipt"));
        assert_eq!(first, again, "{engine:?}");
        let record = audit(&street.operator).await;
        assert_eq!(record.stream(clerk.office().attachment_stream(case)).len(), 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_attach_the_same_file_attach_it_once() {
    for engine in ENGINES {
        let registry = Registry::on(engine).await;
        let desk = registry.street.operator.clone();
        let other = office_at(&registry.street.url(), source(2).0).await;
        let case = registry.street.petition(&desk, "XF-1").await;
        for n in 0..6 {
            let file = registry.sent(&desk, &format!("照片{n}")).await;
            let at = |desk: &OfficeDesk| {
                let (desk, request) = (desk.clone(), attach(desk, case, file));
                tokio::spawn(async move { desk.execute(request).await })
            };
            let (one, two) = (at(&desk), at(&other));
            let (one, two) = (one.await.expect("an answer"), two.await.expect("an answer"));
            assert_eq!(one.expect("attached").version, Version(n + 1), "{engine:?}");
            assert_eq!(two.expect("attached").version, Version(n + 1), "{engine:?}");
        }
        let record = audit(&desk).await;
        assert_eq!(record.stream(desk.office().attachment_stream(case)).len(), 6, "{engine:?}");
        other.store().clone().close().await;
    }
}
