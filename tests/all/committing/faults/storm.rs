//! Everything at once: two committers on one log that fails again and again, at random.
use super::counting::{Answer, Ask, Begun, Counters, OFFICE, command, counter};
use super::unreliable::{Odds, Unreliable};
use super::{ENGINES, EventLog, MemoryLog, all_at_once, on_every_log, sql_log, whole_log};
use anjuan::cases::ids::CommandId;
use anjuan::event_log::committer::CommitError;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const WRITERS: u64 = 16;
const EACH: u64 = 6;
const COUNTERS: u32 = 6;
const ODDS: Odds = Odds { fails_before: 15, fails_after: 20, behind: 10, unread: 8 };
/// More often nobody has to send a command again.
const TIMES: usize = 200;

fn any_ask(chance: &mut ChaCha20Rng) -> Ask {
    let mut pick = || counter(u128::from(chance.next_u32() % COUNTERS));
    let (one, other) = (pick(), pick());
    match chance.next_u32() % 4 {
        0 => Ask::Begin(one),
        1 if one != other => Ask::CountBoth(one, other),
        _ => Ask::Count(one),
    }
}

async fn is_done<L: EventLog>(counters: &Counters<L>, id: CommandId) -> bool {
    !counters.log.within().receipts(OFFICE, &[id]).await.expect("receipts").is_empty()
}

/// Sends a command until it is answered for certain. What is said to have failed was not carried out then.
async fn insist<L: EventLog>(counters: &Counters<L>, id: CommandId, ask: &Ask) -> Answer {
    for _ in 0..TIMES {
        let before = is_done(counters, id).await;
        let answer = counters.clone().ask(id, ask.clone()).await;
        let Err(CommitError::Storage(error)) = &answer else { return answer };
        let after = is_done(counters, id).await;
        assert!(after == before || error.to_string().contains("send them again"), "{error}");
    }
    panic!("{id} was never answered");
}

async fn write<L: EventLog>(
    committers: [Counters<L>; 2],
    writer: u64,
    seed: u64,
) -> Vec<(CommandId, Ask, Answer)> {
    let mut chance = ChaCha20Rng::seed_from_u64(seed * WRITERS + writer);
    let mut told = Vec::new();
    for n in 0..EACH {
        let (id, ask) = (command(u128::from((seed * WRITERS + writer) * EACH + n)), any_ask(&mut chance));
        // The same command may come to either server, and to the other when it is sent again.
        let [mut one, mut other] = committers.clone();
        if chance.next_u32() % 2 == 0 {
            std::mem::swap(&mut one, &mut other);
        }
        let answer = insist(&one, id, &ask).await;
        if let (0, Ok(receipt)) = (n % 4, &answer) {
            assert!(insist(&other, id, &ask).await.is_ok_and(|again| again == *receipt));
        }
        told.push((id, ask, answer));
    }
    told
}

on_every_log! {
    async fn in_a_storm_of_failures_every_answer_is_true_and_nothing_is_done_twice(log) {
        let committers = [Counters::on(log.clone()), Counters::on(log.clone())];
        let mut struck = 0;
        for seed in 0..2 {
            log.draw(seed, ODDS);
            let told = all_at_once((0..WRITERS).map(|writer| write(committers.clone(), writer, seed))).await;
            struck += log.heal();
            let record = whole_log(log.within(), OFFICE).await;
            for (id, ask, answer) in told.into_iter().flatten() {
                match answer {
                    Ok(receipt) => {
                        record.bears_out(id, receipt);
                        let counted: Vec<_> = record.of(id).iter().map(|event| event.stream).collect();
                        assert_eq!(counted, ask.streams());
                    }
                    Err(CommitError::Refused(Begun)) => assert!(record.receipt(id).is_none()),
                    Err(error) => panic!("{error}"),
                }
            }
            assert!((0..COUNTERS).all(|n| record.stream(counter(n.into())).iter().all(|event| {
                record.receipt(event.command).is_some()
            })));
        }
        assert!(struck > 10, "only {struck} failures: this was no storm");
    }
}
