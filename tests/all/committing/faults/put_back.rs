//! A log that somebody puts back to an earlier day, as a backup is restored, while a server works on it.
use super::counting::{Ask, Counters, OFFICE, command, counter};
use super::unreliable::Unreliable;
use super::{ENGINES, sql_log, whole_log};
use crate::support::intruder::cut_off_after;
use anjuan::cases::ids::Version;
use anjuan::event_log::Position;

const EARLIER: i64 = 2;

/// Also when another server has written since, so that the log is as long again as it was, or longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_goes_on_from_what_is_left_of_a_log_that_was_put_back() {
    for engine in ENGINES {
        for since in [0_u8, 2, 3] {
            let (log, place) = sql_log(engine).await;
            let counters = Counters::on(Unreliable::new(log.clone()));
            for n in 1..=4 {
                counters.clone().ask(command(n), Ask::Count(counter(1))).await.expect("a receipt");
            }
            cut_off_after(&place, &log, OFFICE, EARLIER).await;
            let elsewhere = Counters::on(Unreliable::new(log.clone()));
            for n in 0..since {
                let ask = Ask::Count(counter(2));
                elsewhere.clone().ask(command(100 + u128::from(n)), ask).await.expect("a receipt");
            }
            let next = counters.ask(command(5), Ask::Count(counter(1))).await.expect("a receipt");
            let expected = (Version(EARLIER + 1), Position(EARLIER + i64::from(since) + 1));
            assert_eq!((next.version, next.position), expected, "{engine:?}, {since} since");
            whole_log(&log, OFFICE).await.bears_out(command(5), next);
        }
    }
}
