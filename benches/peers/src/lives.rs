//! Leads cases through their lives and takes the time of every command.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cqrs_es::persist::GenericQuery;
use postgres_es::{PostgresCqrs, PostgresViewRepository, postgres_cqrs};
use sqlx::PgPool;
use tokio::task::JoinSet;

use crate::Failure;
use crate::measured::Measured;
use crate::petition::{Channel, Command, Petition};
use crate::row::PetitionRow;
use crate::tables::{self, PETITION_ROW};

/// Lives each writer leads before the clock runs, so that connections are open and statements prepared.
pub const WARM_UP_LIVES: u32 = 20;

type Rows = GenericQuery<PostgresViewRepository<PetitionRow, Petition>, PetitionRow, Petition>;

/// Leads `lives` cases for each of the writers, who all write at the same time.
pub async fn lead(pool: &PgPool, writers: u32, lives: u32) -> Result<Measured, Failure> {
    let view_failures = Arc::new(AtomicU64::new(0));
    let cqrs = Arc::new(framework(pool, &view_failures));
    lead_at_once(&cqrs, writers, 0..WARM_UP_LIVES).await?;
    tables::checkpoint(pool).await?;
    let begun = Instant::now();
    let latencies = lead_at_once(&cqrs, writers, WARM_UP_LIVES..WARM_UP_LIVES + lives).await?;
    let took = begun.elapsed();
    match view_failures.load(Ordering::Relaxed) {
        0 => Ok(Measured::new(took, latencies)),
        failures => Err(format!("the view could not be written {failures} times").into()),
    }
}

fn framework(pool: &PgPool, view_failures: &Arc<AtomicU64>) -> PostgresCqrs<Petition> {
    let mut rows = Rows::new(Arc::new(PostgresViewRepository::new(PETITION_ROW, pool.clone())));
    let failures = Arc::clone(view_failures);
    rows.use_error_handler(Box::new(move |error| {
        failures.fetch_add(1, Ordering::Relaxed);
        eprintln!("view: {error}");
    }));
    postgres_cqrs(pool.clone(), vec![Box::new(rows)], ())
}

async fn lead_at_once(
    cqrs: &Arc<PostgresCqrs<Petition>>,
    writers: u32,
    lives: std::ops::Range<u32>,
) -> Result<Vec<Duration>, Failure> {
    let mut tasks = JoinSet::new();
    for writer in 0..writers {
        tasks.spawn(write(Arc::clone(cqrs), writer, lives.clone()));
    }
    let mut latencies = Vec::new();
    while let Some(of_one_writer) = tasks.join_next().await {
        latencies.append(&mut of_one_writer??);
    }
    Ok(latencies)
}

async fn write(
    cqrs: Arc<PostgresCqrs<Petition>>,
    writer: u32,
    lives: std::ops::Range<u32>,
) -> Result<Vec<Duration>, Failure> {
    let mut latencies = Vec::new();
    for life in lives {
        let id = id(life, writer);
        for command in commands(life) {
            let begun = Instant::now();
            cqrs.execute(&id, command).await?;
            latencies.push(begun.elapsed());
        }
    }
    Ok(latencies)
}

/// Ordered by time and shaped as a `UUIDv7`, which is what suits the index best.
fn id(life: u32, writer: u32) -> String {
    format!("{:08x}-{:04x}-7000-8000-{writer:012x}", 0x0198_0000 + (life >> 16), life & 0xffff)
}

fn commands(life: u32) -> [Command; 4] {
    let channel = match life % 4 {
        0 => Channel::Letter,
        1 => Channel::Visit,
        2 => Channel::Hotline,
        _ => Channel::Online,
    };
    let third = if life.is_multiple_of(2) {
        Command::Extend { days: 30 }
    } else {
        Command::Assign { department: 1 + life % 20 }
    };
    [
        Command::Register { channel, committee: 10_000 + life % 300, heads: 1 + life % 12 },
        Command::Accept,
        third,
        Command::Close,
    ]
}
