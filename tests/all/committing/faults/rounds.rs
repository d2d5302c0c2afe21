//! Rounds one behind the other: what the one that lands leaves, and what becomes of the other when it does not.
use super::counting::{Ask, Begun, Counters, OFFICE, command, counter};
use super::unreliable::{Fate, Trouble, Unreliable};
use super::{ENGINES, EventLog, MemoryLog, all_at_once, failed, on_every_log, sql_log, whole_log};
use anjuan::cases::ids::Version;
use anjuan::event_log::Position;
use anjuan::event_log::committer::CommitError;

on_every_log! {
    async fn a_round_decided_behind_one_that_fails_is_decided_again_without_it(log) {
        for (first, trouble) in [(100, Trouble::Passing), (200, Trouble::Lasting)] {
            let counters = Counters::on(log.clone());
            let count = Ask::Count(counter(first));
            let go = log.stop_next_append();
            log.appends([Fate::FailsBefore(trouble)]);
            let one = tokio::spawn(counters.clone().ask(command(first), count.clone()));
            assert_eq!(counters.decided().await, count);
            let two = tokio::spawn(counters.clone().ask(command(first + 1), count.clone()));
            assert_eq!(counters.decided().await, count, "while the first is on its way");
            go.send(()).expect("it waits");
            let (one, two) = (one.await.expect("answered"), two.await.expect("answered"));
            assert_eq!(counters.decided().await, count, "again");
            let record = whole_log(log.within(), OFFICE).await;
            let two = two.expect("a receipt");
            record.bears_out(command(first + 1), two);
            if trouble == Trouble::Passing {
                record.bears_out(command(first), one.expect("a receipt"));
                assert_eq!(two.version, Version(2));
            } else {
                assert!(failed(&one) && record.receipt(command(first)).is_none(), "{one:?}");
                assert_eq!(two.version, Version(1), "the first one left nothing");
            }
        }
    }

    /// It may be on its way to the log already, and the log may end where it begins all the same.
    async fn a_round_behind_one_that_fails_does_not_follow_another_servers_that_ends_there(log) {
        let (counters, elsewhere) = (Counters::on(log.clone()), Counters::on(Unreliable::new(log.within().clone())));
        let count = Ask::Count(counter(1));
        let go = log.stop_next_append();
        log.appends([Fate::FailsBefore(Trouble::Passing)]);
        let mut sent = Vec::new();
        for n in [1, 2] {
            sent.push(tokio::spawn(counters.clone().ask(command(n), count.clone())));
            assert_eq!(counters.decided().await, count);
        }
        elsewhere.ask(command(3), Ask::Count(counter(2))).await.expect("another server is first");
        go.send(()).expect("it waits");
        for sent in sent {
            sent.await.expect("answered").expect("a receipt");
        }
        let record = whole_log(log.within(), OFFICE).await;
        assert_eq!(record.stream(counter(1)).len(), 2);
    }

    async fn a_long_stream_to_which_two_servers_write_in_turn_is_not_read_anew_each_time(log) {
        const LONG: u128 = 300;
        const TURNS: u128 = 20;
        let elsewhere = Unreliable::new(log.within().clone());
        let servers = [Counters::on(log.clone()), Counters::on(elsewhere.clone())];
        for n in 0..LONG {
            servers[0].clone().ask(command(n), Ask::Count(counter(1))).await.expect("a receipt");
        }
        for n in LONG..LONG + 2 * TURNS {
            let server = usize::from(n % 2 == 0);
            let receipt = servers[server].clone().ask(command(n), Ask::Count(counter(1))).await;
            assert_eq!(u128::try_from(receipt.expect("a receipt").version.0), Ok(n + 1));
        }
        let told = [log.told(), elsewhere.told()].map(|told| u128::try_from(told).expect("a few"));
        assert!(told.iter().all(|told| *told <= LONG + 4 * TURNS), "{told:?}");
        assert!(told.iter().all(|told| *told >= LONG), "each read it once: {told:?}");
    }

    async fn a_committer_that_ends_lets_the_round_under_way_land_and_carries_out_what_was_sent(log) {
        let counters = Counters::on(log.clone());
        let go = log.stop_next_append();
        let mut sent = Vec::new();
        for n in 1..=3 {
            sent.push(tokio::spawn(counters.clone().ask(command(n), Ask::Count(counter(n)))));
            counters.decided().await;
        }
        let ending = tokio::spawn(counters.clone().finish());
        go.send(()).expect("it waits");
        ending.await.expect("it ends");
        let record = whole_log(log.within(), OFFICE).await;
        for (n, answer) in (1..).zip(sent) {
            record.bears_out(command(n), answer.await.expect("answered").expect("a receipt"));
        }
        let late = counters.ask(command(9), Ask::Count(counter(9))).await;
        assert!(matches!(late, Err(CommitError::Stopping)), "{late:?}");
    }

    async fn a_fault_in_one_commands_rules_ends_nobody_elses_work(log) {
        let counters = Counters::on(log.clone());
        let asks = (0..16).map(|n| {
            let ask = if n == 7 { Ask::Panic(counter(n)) } else { Ask::Count(counter(n)) };
            counters.clone().ask(command(n), ask)
        });
        let answers = all_at_once(asks).await;
        let record = whole_log(log.within(), OFFICE).await;
        for (n, answer) in (0..).zip(answers) {
            if n == 7 {
                assert!(matches!(answer, Err(CommitError::Faulty)), "{answer:?}");
                assert!(record.receipt(command(n)).is_none() && record.stream(counter(n)).is_empty());
            } else {
                record.bears_out(command(n), answer.expect("a receipt"));
            }
        }
        let later = counters.ask(command(99), Ask::Count(counter(7))).await.expect("the office works on");
        assert_eq!((later.version, later.position), (Version(1), Position(16)));
    }

    async fn a_fault_while_a_round_is_appended_ends_nobodys_work(log) {
        let counters = Counters::on(log.clone());
        log.errs();
        let answers = all_at_once((1..9).map(|n| counters.clone().ask(command(n), Ask::Count(counter(n))))).await;
        let record = whole_log(log.within(), OFFICE).await;
        for (n, answer) in (1..).zip(answers) {
            record.bears_out(command(n), answer.expect("a receipt"));
        }
        let later = counters.ask(command(99), Ask::Count(counter(7))).await.expect("the office works on");
        assert_eq!((later.version, later.position), (Version(2), Position(9)));
    }

    /// Whoever opens a stream is taken at his word; where it is there already, he is refused as if it had been read.
    async fn who_opens_a_stream_that_is_there_already_is_refused_and_nobody_else(log) {
        let elsewhere = Counters::on(log.clone());
        elsewhere.clone().ask(command(1), Ask::Begin(counter(100))).await.expect("begun");
        let counters = Counters::on(log.clone());
        let alone = counters.clone().ask(command(2), Ask::Begin(counter(100))).await;
        assert!(matches!(alone, Err(CommitError::Refused(Begun))), "{alone:?}");
        assert_eq!(log.within().head(OFFICE).await.expect("a head"), Position(1));

        elsewhere.ask(command(3), Ask::Begin(counter(110))).await.expect("begun");
        let counters = Counters::on(log.clone());
        let begin = (101..117).map(|n| counters.clone().ask(command(n), Ask::Begin(counter(n))));
        let answers = all_at_once(begin).await;
        let record = whole_log(log.within(), OFFICE).await;
        for (n, answer) in (101..).zip(answers) {
            if n == 110 {
                assert!(matches!(answer, Err(CommitError::Refused(Begun))), "{answer:?}");
            } else {
                record.bears_out(command(n), answer.expect("a receipt"));
            }
            assert_eq!(record.stream(counter(n)).len(), 1);
        }
    }
}
