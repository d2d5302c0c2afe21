//! The drill: twenty backups taken under load, with erasures between; each is restored and verified, no erased name can be
//! read, and every living one can.
use super::{approve, ask, readable};
use crate::committing::lives::register_next;
use crate::ledgers::program::Program;
use crate::searching::office::{registration, told};
use crate::support::stores::{Engine, actor, moment, office_at, source};
use anjuan::cases::erasure::{Ground, Part};
use anjuan::cases::ids::CaseId;
use anjuan::cases::people::Person;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::PetitionCommand;
use anjuan::cases::retention::Retention;
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::StoreUrl;
use anjuan::event_log::Actor;
use anjuan::schedule::carry_out;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const BACKUPS: usize = 20;
/// The backup after which the office key is made anew.
const TURN: usize = 12;

/// A name that nobody else has.
pub(super) fn name(n: usize) -> String {
    let letters: Vec<char> = "甲乙丙丁戊己庚辛壬癸".chars().collect();
    format!("欧阳{}{}", letters[n / 10 % 10], letters[n % 10])
}

pub(super) async fn register(desk: &OfficeDesk, n: usize) -> CaseId {
    let mut command = registration(&format!("YL{n}"), "反映噪音扰民");
    if let PetitionCommand::RegisterPetition { petitioner, committee, .. } = &mut command {
        let person = Person { name: Some(name(n).parse().expect("a name")), ..Person::default() };
        *petitioner = Personal::plain(Subject::PETITIONER, person);
        *committee = None;
    }
    let case = desk.store().source().stream_id();
    told(desk, case, "2019-03-01", command).await.expect("registered");
    case
}

pub(super) async fn work(desk: OfficeDesk, is_over: Arc<AtomicBool>) {
    while !is_over.load(Ordering::SeqCst) {
        let case = desk.store().source().stream_id();
        desk.execute(register_next(case)).await.expect("registered");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn erase(desk: &OfficeDesk, url: &StoreUrl, case: CaseId) {
    let StoreUrl::Sqlite(path) = url else { panic!("an embedded store") };
    let asked = ask(desk, case, &[Part::Petitioner], Ground::Unlawful).await.expect("asked");
    let other = desk.store().office(None, Actor("operator:other".into())).await.expect("the office");
    approve(&other, case, asked).await.expect("approved");
    let files = crate::backing_up::files_beside(desk, path, source(9).0);
    assert_eq!(carry_out(desk, &files, &Retention::default()).await.expect("carried out").erased, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_backups_under_load_with_erasures_between_bring_nobody_back() {
    let program = Program::on(Engine::Sqlite);
    let url: StoreUrl = program.store().parse().expect("a store");
    let (source, clock) = source(1);
    let desk = office_at(&url, source).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let working = tokio::spawn(work(desk.clone(), Arc::clone(&is_over)));
    let (mut cases, mut erased, mut program) = (Vec::new(), Vec::new(), program);
    for n in 0..BACKUPS {
        for _ in 0..2 {
            cases.push(register(&desk, cases.len()).await);
        }
        program = tokio::task::spawn_blocking(move || {
            program.run(&["backup", "--to", &format!("b{n}")]).is(0);
            program
        })
        .await
        .expect("backed up");
        if n == TURN {
            clock.set(moment("2019-12-01T00:00:30+08:00"));
            desk.store().keys().turn(desk.office(), false).await.expect("turned").expect("a month has begun");
        }
        // After the backup that still has the key.
        erase(&desk, &url, cases[2 * n]).await;
        erased.push(2 * n);
    }
    is_over.store(true, Ordering::SeqCst);
    working.await.expect("worked");
    let program = tokio::task::spawn_blocking(move || {
        program.run(&["backup", "--to", "last"]).is(0);
        for n in 0..BACKUPS {
            let (from, to) = (format!("b{n}"), format!("sqlite:r{n}.sqlite"));
            let restore = ["restore", "--from", &from, "--to", &to];
            if n <= TURN {
                let run = program.run(&restore).is(1);
                run.says(&["--keys"]);
                program.run(&[&restore[..], &["--keys", "last"]].concat()).is(0);
            } else {
                program.run(&restore).is(0);
            }
            program.run_in(&[("ANJUAN_STORE", &to)], &["verify"]).is(0);
        }
        program
    });
    let program = program.await.expect("restored");
    for n in 0..BACKUPS {
        let restored = StoreUrl::Sqlite(program.path(&format!("r{n}.sqlite")));
        let store = Store::open(&restored, crate::support::stores::source(5).0).await.expect("a store");
        let desk = store.office(None, actor()).await.expect("the office");
        for (at, case) in cases[..2 * (n + 1)].iter().enumerate() {
            let (text, sealed) = readable(&desk, *case, Subject::PETITIONER).await;
            if erased.contains(&at) {
                assert_eq!((text.as_str(), sealed > 0), ("", true), "backup {n}, case {at}");
            } else {
                assert!(text.contains(&name(at)), "backup {n}, case {at}: a living name");
            }
        }
        store.close().await;
    }
    desk.store().clone().close().await;
}
