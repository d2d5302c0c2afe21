//! Measures the event stores that others use, under the load anjuan's own store is measured under.
//!
//! One writer is one task that leads its cases through their whole life, one command after the other.
mod arguments;
mod lives;
mod measured;
mod petition;
mod row;
mod tables;

use clap::Parser as _;

use arguments::Arguments;

/// Whatever ends a run early.
type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let pool = tables::connect(&arguments.url, arguments.connections()).await?;
    tables::create_afresh(&pool).await?;
    let measured = lives::lead(&pool, arguments.writers, arguments.lives).await?;
    tables::check_complete(&pool, arguments.cases()).await?;
    println!("peer=postgres-es writers={} {measured}", arguments.writers);
    Ok(())
}
