//! The pool of connections to a server, and what becomes of those that the server ended. A server may have several
//! addresses (`postgres://USER@A:5432,B:5433/DB`): whichever of them takes writes is used, and when another one does, that
//! one. `tokio_postgres` knows this by itself; what goes through `sqlx` is led here.
use super::StorageError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Postgres, Transaction};
use std::time::Duration;
use tokio_postgres::{Client, Config, NoTls};

/// How long a server may take to say whether it takes writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is asked whether the server that is used still takes them.
pub(super) const EVERY: Duration = Duration::from_secs(1);
/// A connection that nobody used for so long is asked for a sign of life before it is used.
const IDLE: Duration = Duration::from_secs(1);
/// What a server is asked.
const IS_READ_ONLY: &str = "SHOW transaction_read_only";

/// The addresses that a URL names, each as a URL of its own, in their order.
fn addresses(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let ends = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(ends);
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    let path = without_attributes(path);
    hosts.split(',').map(|host| format!("{scheme}://{user}{host}{path}")).collect()
}

/// Without `target_session_attrs`, which `sqlx` does not know: writes are always meant.
fn without_attributes(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let kept: Vec<_> = query.split('&').filter(|part| !part.starts_with("target_session_attrs=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// Connections to the server at `url`, or to whichever of its addresses takes writes, now and later.
pub(super) async fn pool(
    url: &str,
    pool: PgPoolOptions,
    set_up: impl Fn(PgConnectOptions) -> PgConnectOptions + Send + Sync + 'static,
) -> Result<PgPool, StorageError> {
    let addresses = addresses(url);
    if let [only] = &addresses[..] {
        let options = set_up(only.parse()?);
        // A pool would try for its whole patience, and then tell only that it has run out.
        let trial = async { options.connect().await?.close().await };
        trial.await.map_err(StorageError::Unreachable)?;
        let pool = pool.test_before_acquire(false).before_acquire(|connection, kept| {
            Box::pin(async move {
                if kept.idle_for >= IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        });
        return Ok(pool.connect_with(options).await?);
    }
    let (address, _) = writable(&addresses).await?;
    let options = set_up(address.parse()?);
    let pool = pool
        .after_connect(|connection, _| {
            Box::pin(async move {
                let refused = "the server takes no writes any more; another of its addresses is looked for";
                if takes_writes(connection).await? {
                    Ok(())
                } else {
                    Err(sqlx::Error::Protocol(refused.into()))
                }
            })
        })
        // As good as the ping that it takes the place of.
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(takes_writes(connection)))
        .connect_with(options)
        .await?;
    tokio::spawn(follow(pool.clone(), addresses, address, set_up));
    Ok(pool)
}

/// Begins a transaction. That the server ended an idle connection shows when it is used again; nothing was done on it,
/// and another one takes its place.
pub(super) async fn begin(
    pool: &PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut ended = 0;
    loop {
        match pool.begin_with(statement).await {
            Err(error) if has_ended(&error) && ended < pool.options().get_max_connections() => ended += 1,
            begun => return begun,
        }
    }
}

/// Whether the server ended the connection: there is nobody, or PostgreSQL's class 57P tells why nobody will be.
fn has_ended(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}

async fn takes_writes(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let answer: String = sqlx::query_scalar(IS_READ_ONLY).fetch_one(connection).await?;
    Ok(answer == "off")
}

/// The first address whose server takes writes, and a connection to it.
async fn writable(addresses: &[String]) -> Result<(String, Client), StorageError> {
    let mut refusals = Vec::new();
    for (address, number) in addresses.iter().zip(1..) {
        match tokio::time::timeout(PATIENCE, ask(address)).await {
            Ok(Ok(Some(client))) => return Ok((address.clone(), client)),
            Ok(Ok(None)) => refusals.push(format!("address {number} takes no writes")),
            Ok(Err(error)) => refusals.push(format!("address {number}: {}", reason(&error))),
            Err(_) => refusals.push(format!("address {number} does not answer")),
        }
    }
    Err(StorageError::NoneWritable(refusals.join("; ")))
}

fn reason(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

/// A connection to the address, if its server takes writes.
async fn ask(address: &str) -> Result<Option<Client>, tokio_postgres::Error> {
    let mut config: Config = address.parse()?;
    config.connect_timeout(PATIENCE).application_name("anjuan");
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(if still_writable(&client).await? { Some(client) } else { None })
}

/// Whether the server of this connection takes writes.
pub(super) async fn still_writable(client: &Client) -> Result<bool, tokio_postgres::Error> {
    let row = client.query_one(IS_READ_ONLY, &[]).await?;
    Ok(row.get::<_, &str>(0) == "off")
}

/// Leads the pool to another address when the one it uses takes no writes any more, until the pool is closed.
async fn follow(
    pool: PgPool,
    addresses: Vec<String>,
    mut used: String,
    set_up: impl Fn(PgConnectOptions) -> PgConnectOptions + Send + Sync,
) {
    let mut watching: Option<Client> = None;
    while !pool.is_closed() {
        let still = match &watching {
            Some(client) => tokio::time::timeout(PATIENCE, still_writable(client)).await,
            None => Ok(Ok(false)),
        };
        if !matches!(still, Ok(Ok(true))) {
            watching = None;
            match writable(&addresses).await {
                Ok((address, client)) => {
                    watching = Some(client);
                    if let Ok(options) = address.parse().map(&set_up)
                        && address != used
                    {
                        tracing::warn!(
                            "another address of the database server takes writes now, and is used"
                        );
                        pool.set_connect_options(options);
                        used = address;
                    }
                }
                Err(error) => tracing::error!(%error, "the database cannot be written to"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = pool.close_event() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn a_url_may_name_several_addresses_of_one_server() {
        let url =
            "postgres://me:a@b@one:5432,%2Frun%2Ftwo,[::1]:5433/db?target_session_attrs=read-write&user=x";
        let expected = ["one:5432", "%2Frun%2Ftwo", "[::1]:5433"];
        assert_eq!(addresses(url), expected.map(|host| format!("postgres://me:a@b@{host}/db?user=x")));
        assert_eq!(addresses("postgres:///db?host=/run/one"), ["postgres:///db?host=/run/one"]);
        assert_eq!(addresses("postgres://a/db?target_session_attrs=any"), ["postgres://a/db"]);
    }
}
