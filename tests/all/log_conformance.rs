//! One suite that every log must pass: in memory, on SQLite, on PostgreSQL.
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::ids::{CommandId, OfficeId, StreamId, Version};
use anjuan::cases::occurred::{Moment, Occurred};
use anjuan::database::{Changes, Db, Turn};
use anjuan::event_log::memory::MemoryLog;
use anjuan::event_log::sql::SqlLog;
use anjuan::event_log::tree::Hash;
use anjuan::event_log::{
    Actor, AppendError, Batch, Edge, EventLog, HeldLog, Leaf, Position, Receipt, RecordedEvent, RequestHash,
};
use std::sync::Arc;
use uuid::Uuid;

const OFFICE: OfficeId = OfficeId(Uuid::from_u128(310_110_001));

const NEIGHBOUR: OfficeId = OfficeId(Uuid::from_u128(310_110_002));

fn stream(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(n))
}

fn event(position: i64, of: u128, version: i64) -> RecordedEvent {
    RecordedEvent {
        office: OFFICE,
        position: Position(position),
        stream: stream(of),
        version: Version(version),
        stream_kind: "petition".into(),
        event_type: "PetitionUrged".into(),
        schema_version: 1,
        occurred: if position % 2 == 0 {
            Occurred::Day("2019-03-05".parse().expect("a day"))
        } else {
            Occurred::Instant(Moment::parse("2019-03-05T23:30:00.000001+08:00").expect("a moment"))
        },
        recorded_at: Moment::parse("2019-03-06T09:00:00.123456+08:00").expect("a moment"),
        command: CommandId(Uuid::from_u128(position.unsigned_abs().into())),
        batch: None,
        actor: Actor("operator:test".into()),
        payload: "{\"PetitionUrged\": {\"a\":  1.50,\"汉\":\"字\"}}".into(),
        personal: (position % 3 == 0).then(|| vec![0, 255, 1].into()),
    }
}

fn leaf(event: &RecordedEvent) -> Leaf {
    Leaf::of(event, [u8::try_from(event.position.0 % 256).expect("a byte"); 32])
}

/// The edge of a tree of this size that is no log's.
fn tree(size: i64) -> Edge {
    let mut edge = Edge::default();
    (0..size).for_each(|position| edge.push(Hash::leaf(&position.to_be_bytes())));
    edge
}

/// A batch on top of the log.
async fn next(log: &impl EventLog, events: Vec<RecordedEvent>) -> Batch {
    batch(log.edge(OFFICE).await.expect("an edge"), events)
}

/// Batches each of which stands on the one before it.
fn chain(first: Batch, events: impl IntoIterator<Item = RecordedEvent>) -> Vec<Batch> {
    let mut batches = vec![first];
    for event in events {
        let ahead = batches[batches.len() - 1].edge.clone();
        batches.push(batch(ahead, vec![event]));
    }
    batches
}

fn batch(after: Edge, events: Vec<RecordedEvent>) -> Batch {
    let receipts = events
        .iter()
        .map(|event| {
            let receipt = Receipt { stream: event.stream, version: event.version, position: event.position };
            (event.command, RequestHash([7; 32]), receipt)
        })
        .collect();
    let leaves: Vec<_> = events.iter().map(leaf).collect();
    let mut edge = after.clone();
    for leaf in &leaves {
        edge.push(leaf.hash);
    }
    Batch { office: OFFICE, after, events, leaves, edge, receipts, changes: Changes::default() }
}

async fn conforms(log: impl EventLog) {
    an_empty_log_is_at_zero(&log).await;
    a_batch_is_read_back_byte_for_byte(&log).await;
    a_batch_that_begins_elsewhere_is_behind(&log).await;
    a_batch_that_stands_on_other_events_is_behind_although_they_are_as_many(&log).await;
    a_repeated_command_appends_nothing(&log).await;
    a_taken_version_appends_nothing(&log).await;
    a_held_log_can_be_read(&log).await;
    a_held_log_is_appended_to_by_its_holder_alone(&log).await;
    a_reader_neither_skips_nor_stalls(&log).await;
    streams_are_read_in_their_order_and_no_further_than_asked(&log).await;
    batches_that_follow_closely_are_appended_in_their_order(&log).await;
    what_follows_a_batch_that_fails_appends_nothing(&log).await;
    what_follows_a_batch_that_failed_does_not_follow_another_that_ends_there(&log).await;
    another_offices_batches_come_between_and_are_in_nobodys_way(&log).await;
}

async fn an_empty_log_is_at_zero(log: &impl EventLog) {
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(0));
    assert!(log.read(OFFICE, Position(0), 10).await.expect("events").is_empty());
}

async fn a_batch_is_read_back_byte_for_byte(log: &impl EventLog) {
    let events = vec![event(1, 1, 1), event(2, 2, 1), event(3, 1, 2)];
    let appended = Arc::new(batch(Edge::default(), events.clone()));
    log.append(Arc::clone(&appended)).await.expect("appended");
    assert_eq!(log.read(OFFICE, Position(0), 10).await.expect("events"), events);
    assert_eq!(log.leaves(OFFICE, Position(0), 10).await.expect("leaves"), appended.leaves);
    assert_eq!(log.leaves(OFFICE, Position(1), 1).await.expect("leaves"), appended.leaves[1..2]);
    assert_eq!(log.edge(OFFICE).await.expect("an edge"), appended.edge);
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(3));
    let of_first = log.streams(OFFICE, &[stream(1)], Version(0), 10).await.expect("events");
    assert_eq!(of_first, [events[0].clone(), events[2].clone()]);
    let receipts = log.receipts(OFFICE, &[events[2].command]).await.expect("receipts");
    assert_eq!(receipts[0].2.position, Position(3));
    let other = OfficeId(Uuid::from_u128(9));
    assert!(
        log.read(other, Position(0), 10).await.expect("events").is_empty(),
        "another office's log is its own"
    );
}

async fn a_batch_that_begins_elsewhere_is_behind(log: &impl EventLog) {
    for after in [0, 2, 4] {
        let refused = log.append(Arc::new(batch(tree(after), vec![event(after + 1, 8, 1)]))).await;
        assert!(matches!(refused, Err(AppendError::Behind)), "after {after}: {refused:?}");
    }
}

async fn a_batch_that_stands_on_other_events_is_behind_although_they_are_as_many(log: &impl EventLog) {
    let elsewhere = || batch(tree(3), vec![event(4, 8, 1)]);
    let refused = log.append(Arc::new(elsewhere())).await;
    assert!(matches!(refused, Err(AppendError::Behind)), "{refused:?}");
    let refused = log.hold(OFFICE).await.expect("held").append(&elsewhere()).await;
    assert!(matches!(refused, Err(AppendError::Behind)), "{refused:?}");
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(3));
}

async fn a_repeated_command_appends_nothing(log: &impl EventLog) {
    let mut again = next(log, vec![event(4, 3, 1), event(5, 3, 2)]).await;
    again.receipts[1].0 = event(2, 2, 1).command;
    assert!(matches!(log.append(Arc::new(again)).await, Err(AppendError::Taken)));
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(3));
}

async fn a_taken_version_appends_nothing(log: &impl EventLog) {
    let taken = next(log, vec![event(4, 3, 1), event(5, 1, 2)]).await;
    let refused = log.append(Arc::new(taken)).await;
    assert!(matches!(refused, Err(AppendError::Taken)), "{refused:?}");
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(3));
    assert!(log.streams(OFFICE, &[stream(3)], Version(0), 10).await.expect("events").is_empty());
}

async fn a_held_log_can_be_read(log: &impl EventLog) {
    let held = log.hold(OFFICE).await.expect("held");
    assert_eq!(log.edge(OFFICE).await.expect("an edge"), held.edge().expect("an edge"));
    assert_eq!(log.read(OFFICE, Position(0), 10).await.expect("events").len(), 3);
    assert_eq!(log.streams(OFFICE, &[stream(1)], Version(0), 10).await.expect("events").len(), 2);
    assert_eq!(log.receipts(OFFICE, &[event(1, 1, 1).command]).await.expect("receipts").len(), 1);
}

async fn a_held_log_is_appended_to_by_its_holder_alone(log: &impl EventLog) {
    let held = log.hold(OFFICE).await.expect("held");
    let edge = held.edge().expect("an edge");
    assert_eq!(edge.position(), Position(3));
    let (rival, late) = (log.clone(), batch(edge.clone(), vec![event(4, 9, 1)]));
    let rival = tokio::spawn(async move { rival.append(Arc::new(late)).await });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    held.append(&batch(edge, vec![event(4, 3, 1)])).await.expect("appended");
    assert!(matches!(rival.await.expect("done"), Err(AppendError::Behind)));
    assert_eq!(log.streams(OFFICE, &[stream(3)], Version(0), 10).await.expect("events").len(), 1);
}

/// Appends batches each of which is on its way before the one ahead is durable, the last one sent first.
async fn in_turn(log: &impl EventLog, batches: Vec<Batch>) -> Vec<Result<(), AppendError>> {
    let (mut ahead, mut turns) = (None, Vec::new());
    for batch in batches {
        let (turn, behind) = Turn::behind(ahead);
        turns.push((Arc::new(batch), turn));
        ahead = Some(behind);
    }
    let mut sent = Vec::new();
    for (batch, turn) in turns.into_iter().rev() {
        let log = log.clone();
        sent.push(tokio::spawn(async move { log.append_in_turn(batch, turn).await }));
        tokio::task::yield_now().await;
    }
    let mut done = Vec::new();
    for sent in sent.into_iter().rev() {
        done.push(sent.await.expect("done"));
    }
    done
}

async fn batches_that_follow_closely_are_appended_in_their_order(log: &impl EventLog) {
    let head = log.head(OFFICE).await.expect("a head").0;
    let first = next(log, vec![event(head + 1, 7_000, 1)]).await;
    let batches = chain(first, (2..=9).map(|n| event(head + n, 7_000, n)));
    assert!(in_turn(log, batches).await.iter().all(Result::is_ok));
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(head + 9));
}

async fn what_follows_a_batch_that_fails_appends_nothing(log: &impl EventLog) {
    let head = log.head(OFFICE).await.expect("a head").0;
    let taken = next(log, vec![event(head + 1, 7_000, 1)]).await;
    let behind = (1..4).map(|n| event(head + n + 1, 8_000, n));
    let done = in_turn(log, chain(taken, behind)).await;
    assert!(matches!(done[0], Err(AppendError::Taken)), "{done:?}");
    assert!(done[1..].iter().all(|done| matches!(done, Err(AppendError::Behind))), "{done:?}");
    assert_eq!(log.head(OFFICE).await.expect("a head"), Position(head));
    let again = next(log, vec![event(head + 1, 8_000, 1)]).await;
    log.append(Arc::new(again)).await.expect("the log goes on");
}

/// Also when the one that failed is the last that this server appended, sent once more: what it ends with is in the log.
async fn what_follows_a_batch_that_failed_does_not_follow_another_that_ends_there(log: &impl EventLog) {
    let head = log.head(OFFICE).await.expect("a head").0;
    let ours = event(head + 1, 8_000, 2);
    log.append(Arc::new(next(log, vec![ours.clone()]).await)).await.expect("appended");
    let again = RecordedEvent { command: ours.command, ..event(head + 2, 8_000, 3) };
    let failing = next(log, vec![again]).await;
    let behind = batch(failing.edge.clone(), vec![event(head + 3, 9_000, 1)]);
    let refused = log.append(Arc::new(failing)).await;
    assert!(matches!(refused, Err(AppendError::Taken)), "{refused:?}");
    let theirs = next(log, vec![event(head + 2, 8_000, 3)]).await;
    log.hold(OFFICE).await.expect("held").append(&theirs).await.expect("another server's");
    let refused = log.append(Arc::new(behind)).await;
    assert!(matches!(refused, Err(AppendError::Behind)), "{refused:?}");
    let behind = next(log, vec![event(head + 3, 9_000, 1)]).await;
    log.append(Arc::new(behind)).await.expect("it is the log that it believes to be there");
}

async fn another_offices_batches_come_between_and_are_in_nobodys_way(log: &impl EventLog) {
    let head = log.head(OFFICE).await.expect("a head").0;
    let first = next(log, vec![event(head + 1, 9_500, 1)]).await;
    let second = batch(first.edge.clone(), vec![event(head + 2, 9_500, 2)]);
    log.append(Arc::new(first)).await.expect("appended");
    let theirs = RecordedEvent { office: NEIGHBOUR, ..event(1, 9_600, 1) };
    let theirs = Batch { office: NEIGHBOUR, ..batch(Edge::default(), vec![theirs]) };
    log.append(Arc::new(theirs)).await.expect("appended");
    log.append(Arc::new(second)).await.expect("appended");
}

async fn a_reader_neither_skips_nor_stalls(log: &impl EventLog) {
    let events: Vec<_> = (0..300_u16).map(|n| event(5 + i64::from(n), 100 + u128::from(n), 1)).collect();
    log.append(Arc::new(next(log, events).await)).await.expect("appended");
    let mut seen = Vec::new();
    while let Some(last) = log
        .read(OFFICE, seen.last().copied().unwrap_or(Position(0)), 7)
        .await
        .map(|page| {
            seen.extend(page.iter().map(|event| event.position));
            page.last().map(|event| event.position)
        })
        .expect("events")
    {
        assert_eq!(seen.last(), Some(&last));
    }
    assert_eq!(seen, (1..=304).map(Position).collect::<Vec<_>>());
}

async fn streams_are_read_in_their_order_and_no_further_than_asked(log: &impl EventLog) {
    let events = [(2, 2), (1, 3), (2, 3), (1, 4)];
    let events = (305..).zip(events).map(|(position, (of, version))| event(position, of, version)).collect();
    log.append(Arc::new(next(log, events).await)).await.expect("appended");
    for (after, limit, expected) in [
        (0, 10, &[(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3)][..]),
        (0, 5, &[(1, 1), (1, 2), (1, 3), (1, 4), (2, 1)]),
        (2, 10, &[(1, 3), (1, 4), (2, 3)]),
        (4, 10, &[]),
    ] {
        let page = log.streams(OFFICE, &[stream(2), stream(1)], Version(after), limit).await.expect("events");
        let page: Vec<_> = page.iter().map(|event| (event.stream, event.version)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(of, version)| (stream(*of), Version(*version))).collect();
        assert_eq!(page, expected, "after {after}, at most {limit}");
    }
}

async fn sql_log(engine: Engine) -> (SqlLog, crate::support::stores::Place) {
    let place = engine.place();
    let db = Db::open(&place.url).await.expect("a database");
    db.migrate().await.expect("tables");
    let log = SqlLog::new(db);
    for office in [OFFICE, NEIGHBOUR] {
        log.found(office).await.expect("founded");
    }
    (log, place)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_in_memory_conforms() {
    conforms(MemoryLog::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_on_sqlite_conforms() {
    let (log, _place) = sql_log(Engine::Sqlite).await;
    conforms(log).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_on_postgres_conforms() {
    let (log, _place) = sql_log(Engine::Postgres).await;
    conforms(log).await;
}

#[tokio::test]
async fn events_are_never_updated_deleted_or_replaced() {
    for engine in ENGINES {
        let (log, place) = sql_log(engine).await;
        log.append(Arc::new(next(&log, vec![event(1, 1, 1)]).await)).await.expect("appended");
        let db = Db::open(&place.url).await.expect("a database");
        let mut forbidden = vec!["UPDATE events SET actor = 'me'", "DELETE FROM events"];
        match engine {
            Engine::Postgres => forbidden.push("TRUNCATE events"),
            Engine::Sqlite => forbidden.extend([
                "INSERT OR REPLACE INTO events SELECT * FROM events",
                // At another position, in its place in the stream.
                "CREATE TEMP TABLE copy AS SELECT * FROM events; UPDATE copy SET position = 2; \
                 INSERT OR REPLACE INTO events SELECT * FROM copy",
                // At its position, in another stream.
                "CREATE TEMP TABLE other AS SELECT * FROM events; UPDATE other SET stream_id = x'00'; \
                 INSERT OR REPLACE INTO events SELECT * FROM other",
                // In nobody's place, but where the log has ended.
                "CREATE TEMP TABLE more AS SELECT * FROM events; UPDATE more SET position = 2, version = 2; \
                 INSERT INTO events SELECT * FROM more",
                // Behind a head that moved with its edge, as an older program moves it.
                "CREATE TEMP TABLE late AS SELECT * FROM events; UPDATE late SET position = 2, version = 2; \
                 UPDATE log_heads SET position = 2; INSERT INTO events SELECT * FROM late",
            ]),
        }
        for sql in forbidden {
            let mut tx = db.begin().await.expect("a transaction");
            let error = tx.execute(sql, &[]).await.expect_err(sql);
            assert!(error.to_string().contains("record a correction"), "{sql}: {error}");
        }
        assert_eq!(log.read(OFFICE, Position(0), 9).await.expect("events"), [event(1, 1, 1)]);
    }
}
