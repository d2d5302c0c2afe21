//! Connections to PostgreSQL for questions of one statement. A question goes to the connection with the fewest before
//! it, behind those that wait there already, and costs one message there and one back; a pool that hands connections
//! out asks each for a sign of life before and after.
use super::{Row, SESSION, StorageError, Value, addresses, pipeline};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Statement};

/// Connections at most; each is opened when there is something to ask.
const CONNECTIONS: usize = 8;
/// Statements that a connection keeps prepared at most.
const PREPARED: usize = 512;
/// After how many questions a statement is prepared anew, and after each doubling of them: the server plans it once, and
/// its tables may have been small then.
const PLANNED_ANEW: u32 = 8;

/// What a statement is known by: its text, and the types of its values.
type Known = (Cow<'static, str>, Vec<Type>);

/// The connections.
#[derive(Debug)]
pub struct Readers {
    url: String,
    settings: String,
    lines: [Line; CONNECTIONS],
}

/// A connection that is opened when it is needed, and again when it was lost.
#[derive(Debug, Default)]
struct Line {
    waiting: AtomicUsize,
    connection: tokio::sync::Mutex<Option<Arc<Connection>>>,
}

#[derive(Debug)]
struct Connection {
    client: Client,
    prepared: Mutex<HashMap<Known, Prepared>>,
}

/// A statement that the server knows.
#[derive(Debug)]
struct Prepared {
    statement: Statement,
    asked: u32,
}

impl Prepared {
    /// Counts a question; none when it is to be prepared anew.
    fn once_more(&mut self) -> Option<Statement> {
        self.asked = self.asked.wrapping_add(1);
        let outworn = self.asked >= PLANNED_ANEW && self.asked.is_power_of_two();
        (!outworn).then(|| self.statement.clone())
    }
}

/// One who waits on a line.
struct Waiting<'a>(&'a Line);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Readers {
    /// Connections to the server at `url`, each with these settings.
    pub(super) fn new(url: &str, settings: &[(&str, &str)]) -> Self {
        let settings = SESSION.iter().chain(settings).map(|(name, value)| format!("-c {name}={value} "));
        Self { url: url.to_owned(), settings: settings.collect(), lines: Default::default() }
    }

    /// Asks. A question whose connection is lost is asked once more.
    pub(super) async fn fetch(
        &self,
        sql: Cow<'static, str>,
        values: &[Value],
    ) -> Result<Vec<Row>, StorageError> {
        let line = self.shortest();
        line.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(line);
        let connection = line.connection(self).await?;
        match connection.fetch(sql.clone(), values).await {
            Err(error) if error.is_closed() => Ok(line.connection(self).await?.fetch(sql, values).await?),
            answered => Ok(answered?),
        }
    }

    fn shortest(&self) -> &Line {
        let [first, others @ ..] = &self.lines;
        let waiting = |line: &Line| line.waiting.load(Ordering::Relaxed);
        others.iter().fold(first, |least, line| if waiting(line) < waiting(least) { line } else { least })
    }

    pub(super) async fn close(&self) {
        for line in &self.lines {
            *line.connection.lock().await = None;
        }
    }
}

impl Line {
    async fn connection(&self, readers: &Readers) -> Result<Arc<Connection>, StorageError> {
        let mut held = self.connection.lock().await;
        if let Some(connection) = held.as_ref().filter(|connection| !connection.client.is_closed()) {
            return Ok(Arc::clone(connection));
        }
        let connection = Connection::open(&readers.url, &readers.settings).await?;
        *held = Some(Arc::clone(&connection));
        Ok(connection)
    }
}

impl Connection {
    async fn open(url: &str, settings: &str) -> Result<Arc<Self>, StorageError> {
        let mut config = pipeline::config(url)?;
        let several = config.get_hosts().len() > 1;
        config.application_name("anjuan").options(settings);
        let (client, connection) = config.connect(NoTls).await?;
        let opened = Arc::new(Self { client, prepared: Mutex::default() });
        let watched = several.then(|| Arc::downgrade(&opened));
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => {
                    if let Err(error) = ended {
                        tracing::warn!(%error, "a connection that reads was lost");
                    }
                }
                // Whoever asked on it asks again, at the address that takes writes now.
                () = takes_no_writes(watched) => {}
            }
        });
        Ok(opened)
    }

    async fn fetch(
        &self,
        sql: Cow<'static, str>,
        values: &[Value],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        let statement = self.statement(sql, values).await?;
        let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let rows = self.client.query(&statement, &values).await?;
        Ok(rows.into_iter().map(Row::Answered).collect())
    }

    async fn statement(
        &self,
        sql: Cow<'static, str>,
        values: &[Value],
    ) -> Result<Statement, tokio_postgres::Error> {
        let known = (sql, values.iter().map(type_of).collect());
        let kept = self.kept().get_mut(&known).map(|prepared| (prepared.once_more(), prepared.asked));
        let asked = match kept {
            Some((Some(statement), _)) => return Ok(statement),
            Some((None, asked)) => asked,
            None => 0,
        };
        let statement = self.client.prepare_typed(&known.0, &known.1).await?;
        let mut prepared = self.kept();
        if prepared.len() >= PREPARED {
            prepared.clear();
        }
        prepared.insert(known, Prepared { statement: statement.clone(), asked });
        Ok(statement)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Known, Prepared>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends when the server of this connection takes no writes any more; never, if there is no other.
async fn takes_no_writes(connection: Option<Weak<Connection>>) {
    let Some(connection) = connection else { return std::future::pending().await };
    loop {
        tokio::time::sleep(addresses::EVERY).await;
        let Some(connection) = connection.upgrade() else { return std::future::pending().await };
        if !matches!(addresses::still_writable(&connection.client).await, Ok(true)) {
            return;
        }
    }
}

/// Which type a value is sent as; what is nothing takes the type that the statement wants.
const fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Int(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Bytes(_) => Type::BYTEA,
        Value::Uuid(_) => Type::UUID,
        Value::Day(_) => Type::DATE,
        Value::At(_) => Type::TIMESTAMPTZ,
        Value::Bool(_) => Type::BOOL,
    }
}
