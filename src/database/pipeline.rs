//! One connection to PostgreSQL to which a whole batch goes in one statement, a call of a function that the connection
//! has made for itself: one message there, one back, however many tables, and one transaction.
mod function;
mod rows;

use super::table::{Table, Written};
use super::{Column, StorageError, Turn, Value, is_duplicate};
use rows::Rows;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Statement};

/// How long it may take to connect.
const CONNECTING: Duration = Duration::from_secs(10);
/// After so long without a sign of the server the connection counts as cut, though nobody has said so. A server that is
/// only slow gives signs.
const SILENCE: Duration = Duration::from_secs(30);

/// What happened to a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flight {
    /// It is durable.
    Committed,
    /// The update touched no row; nothing was written.
    NothingToUpdate,
    /// A key was there already; nothing was written.
    AlreadyThere,
}

/// A statement that must touch a row, always the same one.
#[derive(Clone, Copy, Debug)]
pub struct Update<'a> {
    /// The statement.
    pub sql: &'static str,
    /// Its values, and of which type each is.
    pub values: &'a [(Value, Column)],
}

/// A connection that is opened when it is needed, and again when it was lost.
#[derive(Debug)]
pub struct Pipeline {
    url: String,
    connection: Mutex<Option<Connection>>,
}

#[derive(Debug)]
struct Connection {
    client: Arc<Client>,
    function: Option<Function>,
    /// How many functions it has made.
    made: u32,
}

/// What is called, and the tables that it writes to, new rows or others, in the order of its arguments.
#[derive(Clone, Debug)]
struct Function {
    call: Statement,
    takes: Vec<Takes>,
}

/// An argument: rows of a table, and whether they are new.
type Takes = (&'static Table, bool);

fn takes(written: &Written<'_>, (table, are_new): Takes) -> bool {
    std::ptr::eq(written.table, table) && written.are_new == are_new
}

impl Pipeline {
    pub(super) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), connection: Mutex::new(None) }
    }

    /// In one transaction: `update`, then whole rows of tables. Once it is on its way, the next batch may follow it.
    ///
    /// # Errors
    /// When the statement or the connection fails. It may have committed all the same.
    pub async fn write(
        &self,
        update: &Update<'_>,
        written: &[Written<'_>],
        turn: &mut Turn,
    ) -> Result<Flight, StorageError> {
        turn.come().await;
        let mut held = self.connection.lock().await;
        let kept = held.take().filter(|connection| !connection.client.is_closed());
        let mut connection = match kept {
            Some(connection) => connection,
            None => Connection::open(&self.url).await?,
        };
        let Function { call, takes: taken } = connection.function_for(update, written).await?;
        let client = Arc::clone(&connection.client);
        let of = |argument: Takes| written.iter().find(|written| takes(written, argument));
        let rows: Vec<_> =
            taken.iter().map(|argument| Rows(of(*argument).map_or(&[], |written| written.rows))).collect();
        let mut arguments: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(update.values.len() + rows.len());
        for (value, _) in update.values {
            arguments.push(value);
        }
        for rows in &rows {
            arguments.push(rows);
        }
        let mut calling = pin!(client.query_one(&call, &arguments));
        // When it is first looked at the message goes out, and the connection carries out messages in their order.
        let begun = poll_fn(|context| Poll::Ready(calling.as_mut().poll(context))).await;
        *held = Some(connection);
        drop(held);
        turn.pass();
        let answered = match begun {
            Poll::Ready(answered) => answered,
            Poll::Pending => calling.await,
        };
        match answered.map_err(StorageError::from) {
            Ok(row) if row.get(0) => Ok(Flight::Committed),
            Ok(_) => Ok(Flight::NothingToUpdate),
            Err(error) if is_duplicate(&error) => Ok(Flight::AlreadyThere),
            Err(error) => {
                self.give_up(&client).await;
                Err(error)
            }
        }
    }

    /// After an error the state of a connection is not known: the next batch gets a new one.
    async fn give_up(&self, client: &Arc<Client>) {
        let mut held = self.connection.lock().await;
        held.take_if(|connection| Arc::ptr_eq(&connection.client, client));
    }

    pub(super) async fn close(&self) {
        *self.connection.lock().await = None;
    }
}

/// How a connection of our own is made: to the address that takes writes, and not waited for without end.
pub(super) fn config(url: &str) -> Result<Config, StorageError> {
    let mut config: Config = url.parse()?;
    if config.get_hosts().len() > 1 {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    config.connect_timeout(CONNECTING).keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
    Ok(config)
}

impl Connection {
    async fn open(url: &str) -> Result<Self, StorageError> {
        let (client, connection) = config(url)?.connect(NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "the connection that appends was lost");
            }
        });
        client.batch_execute("SET jit = off").await?;
        Ok(Self { client: Arc::new(client), function: None, made: 0 })
    }

    /// A function that knows all of these tables, and those that were written to before.
    async fn function_for(
        &mut self,
        update: &Update<'_>,
        written: &[Written<'_>],
    ) -> Result<Function, StorageError> {
        let mut known = self.function.as_ref().map_or_else(Vec::new, |function| function.takes.clone());
        let before = known.len();
        for some in written.iter().filter(|written| !written.rows.is_empty()) {
            if !known.iter().any(|known| takes(some, *known)) {
                known.push((some.table, some.are_new));
            }
        }
        if let Some(function) = self.function.as_ref().filter(|_| known.len() == before) {
            return Ok(function.clone());
        }
        // As in `Changes::tables`: what is new comes last.
        known.sort_by_key(|(_, are_new)| *are_new);
        self.made += 1;
        let name = format!("append_{}", self.made);
        self.client.batch_execute(&function::definition(&name, update, &known)).await?;
        let call = self.client.prepare(&function::call(&name, update.values.len() + known.len())).await?;
        let function = Function { call, takes: known };
        self.function = Some(function.clone());
        Ok(function)
    }
}
