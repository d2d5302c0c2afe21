//! The index follows the log: it is always what an index made from nothing is, whoever writes, and whatever fails.
use super::office::{Office, change, index_of, is_as_made_anew, of, outside, registration, told};
use super::pages::many;
use crate::support::stores::{ENGINES, Engine, office, source};
use crate::two_clocks::history::History;
use anjuan::cases::case_file::{Order, VoidReason};
use anjuan::cases::external_number::ExternalSystem;
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::{CaseId, Version};
use anjuan::cases::occurred::{Dated, Day};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::{CommandError, OfficeDesk, Request, Step};
use anjuan::event_log::{EventLog, Position};
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

async fn head(desk: &OfficeDesk) -> Position {
    desk.store().log().head(desk.office()).await.expect("a head")
}

async fn caught_up_to(desk: &OfficeDesk) -> Position {
    desk.store().search().caught_up_to(desk.office()).await.expect("a position")
}

#[tokio::test]
async fn who_has_just_written_finds_his_own_words() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let index = office.desk.store().search();
        for n in 0..5 {
            office.petition(&format!("XF{n}"), "电梯停运").await;
            let written = head(&office.desk).await;
            assert!(caught_up_to(&office.desk).await < written, "{engine:?}");
            assert!(index.reach(office.desk.office(), written).await.expect("reached"), "{engine:?}");
            assert_eq!(caught_up_to(&office.desk).await, written);
        }
        let beyond = Position(head(&office.desk).await.0 + 1);
        assert!(!index.reach(office.desk.office(), beyond).await.expect("looked"), "{engine:?}");
    }
}

/// Waits until the index has come so far by itself.
async fn is_followed(desk: &OfficeDesk, to: Position) {
    for _ in 0..2_000 {
        if caught_up_to(desk).await >= to {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody follows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_keeps_up_with_this_server_and_with_others() {
    for engine in ENGINES {
        let first = Office::on(engine).await;
        let second = office(&first.place, source(2).0).await;
        let follower = first.desk.follow();
        let mine = first.petition("XF1", "电梯").await;
        is_followed(&first.desk, head(&first.desk).await).await;
        let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
        told(&second, mine, "2019-03-05", accept).await.expect("accepted");
        is_followed(&first.desk, head(&first.desk).await).await;
        follower.finish().await;
        let stopped = caught_up_to(&first.desk).await;
        first.petition("XF2", "电梯").await;
        assert_eq!(caught_up_to(&first.desk).await, stopped, "{engine:?}: it has ended");
        is_as_made_anew(&first.desk, &format!("{engine:?}")).await;
    }
}

/// Numbers of other systems, put on cases and taken back; cases void, and not void after all.
async fn number_some(history: &mut History, cases: &[CaseId]) {
    for _ in 0..30 {
        let case = *history.dice.pick(cases);
        let desk = history.dice.pick(&history.desks.clone()).clone();
        let number = outside(ExternalSystem::Hotline, &format!("SH{}", history.dice.below(12)));
        let on = "2019-12-30";
        // Much of this is refused: the number is taken, or the case is void.
        let version = i64::from(history.dice.below(6)) + 1;
        drop(match history.dice.below(4) {
            0 | 1 => told(&desk, case, on, number).await,
            2 => take_back(&desk, case, version).await,
            _ => told(&desk, case, on, PetitionCommand::VoidPetition { reason: VoidReason::InError }).await,
        });
    }
}

async fn take_back(desk: &OfficeDesk, case: CaseId, version: i64) -> Result<Version, CommandError> {
    let order = Order::<PetitionCommand>::Correct { corrects: Version(version), becomes: None, reason: None };
    let step = Step::new(case, Dated::on(of::<Day>("2019-12-31"), order));
    let request = Request { conduct: Conduct::Paper, steps: vec![step] };
    desk.execute(request).await.map(|receipt| receipt.version)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_any_history_the_index_is_what_one_made_from_nothing_is() {
    for (engine, seed) in
        [(Engine::Sqlite, 1), (Engine::Sqlite, 2), (Engine::Sqlite, 3), (Engine::Postgres, 4)]
    {
        let place = engine.place();
        let mut history = History::begin(&place, seed).await;
        for part in 0..3 {
            history.go_on(60).await;
            // Whichever server comes along follows, now and then.
            let desk = history.dice.pick(&history.desks.clone()).clone();
            desk.store().search().catch_up(desk.office()).await.expect("caught up");
            let mut cases = Vec::new();
            for n in 0..4 {
                let case = desk.store().source().stream_id();
                let command = registration(&format!("SH{part}-{n}"), "电梯停运，墙面漏水");
                told(&desk, case, "2019-01-07", command).await.expect("registered");
                cases.push(case);
            }
            number_some(&mut history, &cases).await;
        }
        is_as_made_anew(history.desk(), &format!("{engine:?}, seed {seed}")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_servers_that_follow_at_once_index_everything_and_nothing_twice() {
    for engine in ENGINES {
        let first = Office::on(engine).await;
        let second = office(&first.place, source(2).0).await;
        let third = office(&first.place, source(3).0).await;
        let following = [&first.desk, &second, &third].map(|desk| {
            let desk = desk.clone();
            tokio::spawn(async move {
                for _ in 0..40 {
                    desk.store().search().catch_up(desk.office()).await.expect("caught up");
                    tokio::task::yield_now().await;
                }
            })
        });
        for n in 0..40 {
            let desk = if n % 2 == 0 { &first.desk } else { &second };
            let case = desk.store().source().stream_id();
            told(desk, case, "2019-03-01", registration(&format!("XF{n}"), "电梯停运")).await.expect("told");
        }
        for task in following {
            task.await.expect("no panic");
        }
        assert_eq!(first.found("电梯").await.len(), 40, "{engine:?}");
        is_as_made_anew(&first.desk, &format!("{engine:?}")).await;
    }
}

/// A future that is dropped after so many polls, as if the program had died there.
struct CutOff<F> {
    future: F,
    left: u32,
}

impl<F: Future + Unpin> Future for CutOff<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        Pin::new(&mut self.future).poll(context).map(Some)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_anywhere_on_the_way_leaves_nothing_half_done() {
    for engine in ENGINES {
        // More than one batch of events.
        let (office, _) = many(engine, 150).await;
        let (mut polls, mut done) = (0, false);
        while !done {
            let index = office.desk.store().search().clone();
            let following =
                pin!(async { index.rebuild(office.desk.office(), |_| {}).await.expect("rebuilt") });
            let whole = CutOff { future: following, left: polls }.await;
            done = whole.is_some();
            polls += 10;
            let heads = "SELECT position FROM search_heads WHERE office_id = $1";
            let db = office.desk.store().db();
            let rows = db.fetch(heads, &[office.desk.office().0.into()]).await.expect("rows");
            let at: i64 = rows.first().map_or(0, |row| row.get(0).expect("a number"));
            let cases = "SELECT COUNT(*) FROM search_cases WHERE office_id = $1";
            let rows = db.fetch(cases, &[office.desk.office().0.into()]).await.expect("rows");
            let cases: i64 = rows[0].get(0).expect("a number");
            assert_eq!(cases > 0, at > 1, "{engine:?}: the checkpoint and what it stands for come together");
        }
        assert!(polls > 10, "{engine:?}: none was cut off");
        is_as_made_anew(&office.desk, &format!("{engine:?}")).await;
    }
}

#[tokio::test]
async fn a_batch_that_fails_leaves_the_index_as_it_was_and_is_followed_later() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let desk = &office.desk;
        office.petition("XF1", "电梯停运").await;
        assert_eq!(office.found("电梯").await, ["XF1"]);
        let before = index_of(desk).await;
        let (fail, heal) = match engine {
            Engine::Sqlite => (
                "CREATE TRIGGER full BEFORE INSERT ON search_cases BEGIN SELECT RAISE(ABORT, 'full'); END",
                "DROP TRIGGER full",
            ),
            Engine::Postgres => (
                "ALTER TABLE search_cases ADD CONSTRAINT full_ CHECK (version < 0) NOT VALID",
                "ALTER TABLE search_cases DROP CONSTRAINT full_",
            ),
        };
        change(desk.store().db(), fail).await;
        office.petition("XF2", "电梯停运").await;
        desk.store().search().catch_up(desk.office()).await.expect_err("it fails");
        assert_eq!(index_of(desk).await, before, "{engine:?}");
        change(desk.store().db(), heal).await;
        assert_eq!(office.found("电梯").await, ["XF2", "XF1"], "{engine:?}");
        is_as_made_anew(desk, &format!("{engine:?}")).await;
    }
}

#[tokio::test]
async fn an_index_of_other_terms_is_made_anew_and_one_of_a_newer_program_is_left_alone() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let (desk, index) = (&office.desk, office.desk.store().search());
        office.petition("XF1", "电梯停运").await;
        index.catch_up(desk.office()).await.expect("caught up");
        let right = index_of(desk).await;
        change(desk.store().db(), "UPDATE search_heads SET meaning = 0").await;
        change(desk.store().db(), "UPDATE search_terms SET term = term || '?'").await;
        assert!(office.found("电梯").await == ["XF1"], "{engine:?}");
        assert_eq!(index_of(desk).await, right, "{engine:?}");
        change(desk.store().db(), "UPDATE search_heads SET meaning = 99").await;
        let newer = index_of(desk).await;
        office.petition("XF2", "电梯停运").await;
        assert_eq!(office.found("电梯").await, ["XF1"], "{engine:?}");
        assert_eq!(index_of(desk).await, newer, "{engine:?}");
    }
}

#[tokio::test]
async fn appending_touches_no_table_of_the_index() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        for table in ["search_heads", "search_cases", "search_terms"] {
            change(office.desk.store().db(), &format!("DROP TABLE {table}")).await;
        }
        office.petition("XF1", "电梯停运").await;
    }
}
