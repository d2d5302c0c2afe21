//! A database that fails in the middle: whatever is told is true, and nothing is done twice.
mod counting;
mod put_back;
mod rounds;
mod storm;
mod unreliable;

use super::all_at_once;
use super::audit::{Record, whole_log};
use crate::support::stores::{ENGINES, Engine, Place};
use anjuan::database::Db;
use anjuan::event_log::committer::CommitError;
use anjuan::event_log::memory::MemoryLog;
use anjuan::event_log::sql::SqlLog;
use anjuan::event_log::{EventLog, Position};
use counting::{Answer, Ask, Begun, Counters, OFFICE, command, counter};
use unreliable::{Fate, Trouble, Unreliable};

const TROUBLES: [Trouble; 2] = [Trouble::Passing, Trouble::Lasting];
/// More than anybody would try.
const FOR_LONG: usize = 1000;

async fn sql_log(engine: Engine) -> (SqlLog, Place) {
    let place = engine.place();
    let db = Db::open(&place.url).await.expect("a database");
    db.migrate().await.expect("tables");
    let log = SqlLog::new(db);
    log.found(OFFICE).await.expect("founded");
    (log, place)
}

/// A test of the same name on every log: in memory, on SQLite, on PostgreSQL.
macro_rules! on_every_log {
    ($($(#[$doc:meta])* async fn $name:ident($log:ident) $body:block)+) => {$(
        $(#[$doc])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            async fn on<L: EventLog>($log: Unreliable<L>) $body
            on(Unreliable::new(MemoryLog::default())).await;
            for engine in ENGINES {
                let (log, _place) = sql_log(engine).await;
                on(Unreliable::new(log)).await;
            }
        }
    )+};
}
use on_every_log;

/// Commands that come at once, on counters of their own, some of which can only be begun once.
async fn many<L: EventLog>(counters: &Counters<L>, first: u128) -> Vec<Answer> {
    let asks = (first..first + 16).map(|n| {
        let ask = if n % 2 == 0 { Ask::Begin(counter(n)) } else { Ask::CountBoth(counter(n), counter(0)) };
        counters.clone().ask(command(n), ask)
    });
    all_at_once(asks).await
}

/// Everybody was answered with a receipt that the log bears out, and each was carried out once.
async fn all_done<L: EventLog>(counters: &Counters<L>, answers: &[Answer], first: u128) -> Record {
    let record = whole_log(counters.log.within(), OFFICE).await;
    for (n, answer) in (first..).zip(answers) {
        record.bears_out(command(n), *answer.as_ref().expect("a receipt"));
        assert_eq!(record.stream(counter(n)).len(), 1);
    }
    record
}

fn failed(answer: &Answer) -> bool {
    matches!(answer, Err(CommitError::Storage(_)))
}

on_every_log! {
    async fn a_commit_that_fails_although_it_is_durable_is_answered_with_its_receipts(log) {
        for (first, trouble) in [100, 200].into_iter().zip(TROUBLES) {
            let counters = Counters::on(log.clone());
            log.appends([Fate::FailsAfter(trouble)]);
            let answers = many(&counters, first).await;
            all_done(&counters, &answers, first).await;
        }
        assert_eq!(log.heal(), 2);
    }

    async fn a_commit_that_fails_while_it_is_under_way_is_answered_with_its_receipt(log) {
        for (first, trouble) in [100, 200].into_iter().zip(TROUBLES) {
            let counters = Counters::on(log.clone());
            log.appends([Fate::FailsMeanwhile(trouble)]);
            let answer = counters.clone().ask(command(first), Ask::Count(counter(first))).await;
            all_done(&counters, &[answer], first).await;
        }
    }

    async fn a_commit_that_fails_and_may_succeed_is_tried_again(log) {
        let counters = Counters::on(log.clone());
        log.appends([Fate::FailsBefore(Trouble::Passing); 3]);
        let answers = many(&counters, 100).await;
        all_done(&counters, &answers, 100).await;
        assert_eq!(log.heal(), 3);
    }

    async fn a_commit_that_fails_for_good_is_reported_and_nothing_of_it_is_in_the_log(log) {
        for first in [100, 200] {
            let counters = Counters::on(log.clone());
            counters.clone().ask(command(first + 99), Ask::Count(counter(0))).await.expect("counted");
            let before = log.within().head(OFFICE).await.expect("a head");
            let lasting = if first == 100 { vec![Trouble::Lasting] } else { vec![Trouble::Passing; FOR_LONG] };
            log.appends(lasting.into_iter().map(Fate::FailsBefore));
            let refused = counters.clone().ask(command(first), Ask::Begin(counter(first))).await;
            assert!(failed(&refused), "{refused:?}");
            assert_eq!(log.within().head(OFFICE).await.expect("a head"), before);
            log.heal();
            let answers = many(&counters, first).await;
            all_done(&counters, &answers, first).await;
        }
    }

    async fn a_log_that_is_behind_is_caught_up_with(log) {
        let counters = Counters::on(log.clone());
        log.appends([Fate::Behind; 9]);
        let answers = many(&counters, 100).await;
        all_done(&counters, &answers, 100).await;
        assert_eq!(log.heal(), 9);
    }

    /// However often it was behind before: that is no failure.
    async fn being_behind_does_not_use_up_the_tries(log) {
        let counters = Counters::on(log.clone());
        log.appends([Fate::Behind; 9]);
        log.appends([Fate::FailsBefore(Trouble::Passing), Fate::FailsAfter(Trouble::Passing)]);
        let answers = many(&counters, 100).await;
        all_done(&counters, &answers, 100).await;
    }

    /// The first question after the failed commit fails as well, and so does everything for a while.
    async fn nobody_is_told_of_a_failure_while_it_is_not_known_what_is_in_the_log(log) {
        for (first, lookups, reads) in [(100, 1, 0), (200, 2, 1), (300, 1, 3), (400, 3, 0)] {
            let counters = Counters::on(log.clone());
            counters.clone().ask(command(first + 99), Ask::Count(counter(0))).await.expect("counted");
            log.lookups(vec![Trouble::Passing; lookups]);
            log.reads(vec![Trouble::Passing; reads]);
            log.appends([Fate::FailsAfter(Trouble::Passing)]);
            let answer = counters.clone().ask(command(first), Ask::Begin(counter(first))).await;
            log.heal();
            all_done(&counters, &[answer], first).await;
        }
    }

    async fn whoever_cannot_be_told_is_told_to_send_the_command_again(log) {
        for (first, trouble) in [100, 200, 300, 400].into_iter().zip([TROUBLES, TROUBLES].concat()) {
            let counters = Counters::on(log.clone());
            counters.clone().ask(command(first + 99), Ask::Count(counter(0))).await.expect("counted");
            log.appends([Fate::FailsAfter(if first < 300 { Trouble::Passing } else { Trouble::Lasting })]);
            log.lookups(vec![trouble; FOR_LONG]);
            let answer = counters.clone().ask(command(first), Ask::Begin(counter(first))).await;
            let told = answer.map_err(|error| error.to_string()).expect_err("nobody can know");
            assert!(told.contains("send them again"), "{told}");
            log.heal();
            let again = counters.clone().ask(command(first), Ask::Begin(counter(first))).await;
            all_done(&counters, &[again], first).await;
        }
    }

    async fn a_question_that_fails_before_anything_was_decided_is_asked_again(log) {
        let counters = Counters::on(log.clone());
        log.reads([Trouble::Passing; 3]);
        let answers = many(&counters, 100).await;
        all_done(&counters, &answers, 100).await;
        assert_eq!(log.heal(), 3);
    }

    /// It is refused as begun, because it was carried out before; who does not see that must not say so.
    async fn a_repeated_command_is_not_refused_when_its_receipt_cannot_be_read(log) {
        let counters = Counters::on(log.clone());
        let begin = |n| counters.clone().ask(command(n), Ask::Begin(counter(1)));
        let first = begin(1).await.expect("begun");
        log.lookups([Trouble::Lasting]);
        assert!(begin(1).await.is_ok_and(|receipt| receipt == first), "it is asked for once more");
        log.lookups([Trouble::Lasting; 2]);
        let unsure = begin(1).await;
        assert!(failed(&unsure), "{unsure:?}");
        assert!(matches!(begin(2).await, Err(CommitError::Refused(Begun))));
        assert_eq!(log.within().head(OFFICE).await.expect("a head"), Position(1));
    }
}
