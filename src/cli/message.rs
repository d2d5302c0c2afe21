//! `anjuan message list`, `message show ID`, `message set ID --zh TEXT --en TEXT`, `message restore ID`
use super::{Context, DONE, Failure, WRONG_USAGE, output};
use crate::cases::occurred::Dated;
use crate::cases::office::message::{Messages, check, every, filled, values};
use crate::cases::office::{MessageId, MessageText, OfficeCommand};
use crate::commands::{OfficeDesk, Request};
use crate::web::messages::{in_language, standard};
use crate::web::words::{Language, word};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::Write;

#[derive(Args, Debug)]
pub(super) struct MessageArgs {
    #[command(subcommand)]
    command: MessageCommand,
}

#[derive(Subcommand, Debug)]
enum MessageCommand {
    /// List every message, and whether the office says it in its own words.
    List {
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// Show a message in both languages, what can stand in it, and how it reads.
    #[command(after_help = "Example:\n  anjuan message show reminder.soon")]
    Show {
        /// Which message.
        message: MessageId,
    },
    /// Say a message in the office's own words.
    #[command(
        after_help = "Example:\n  anjuan message set reminder.today --zh '{$number}今天到期，请办结' \\\n    \
                            --en '{$number} is due today'"
    )]
    Set {
        /// Which message.
        message: MessageId,
        /// Its words in Chinese.
        #[arg(long, value_name = "TEXT")]
        zh: MessageText,
        /// Its words in English.
        #[arg(long, value_name = "TEXT")]
        en: MessageText,
        /// Show how it would read, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say a message in the standard words again.
    #[command(after_help = "Example:\n  anjuan message restore reminder.today")]
    Restore {
        /// Which message.
        message: MessageId,
    },
}

/// A message, as scripts read it.
#[derive(Serialize)]
struct MessageLine<'l> {
    id: &'static str,
    own: bool,
    zh: &'l str,
    en: &'l str,
    values: &'static [&'static str],
}

pub(super) async fn run(context: &Context, args: MessageArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let mut code = DONE;
    match args.command {
        MessageCommand::List { json } => list(&*own(&desk).await?, json, context.lang)?,
        MessageCommand::Show { message } => code = show(&*own(&desk).await?, &message)?,
        MessageCommand::Set { message, zh, en, dry_run: true } => code = rehearse(&message, [&zh, &en])?,
        MessageCommand::Set { message, zh, en, dry_run: false } => {
            execute(&desk, OfficeCommand::SetMessageText { message: message.clone(), zh, en }).await?;
            code = show(&*own(&desk).await?, &message)?;
        }
        MessageCommand::Restore { message } => {
            execute(&desk, OfficeCommand::RestoreMessageText { message: message.clone() }).await?;
            code = show(&*own(&desk).await?, &message)?;
        }
    }
    store.close().await;
    Ok(code)
}

async fn own(desk: &OfficeDesk) -> Result<std::sync::Arc<Messages>, Failure> {
    Ok(desk.file().await?.unwrap_or_default().messages)
}

async fn execute(desk: &OfficeDesk, command: OfficeCommand) -> Result<(), Failure> {
    let now = desk.store().source().now();
    desk.execute(Request::live(desk.office().stream(), Dated::at(now, command))).await?;
    Ok(())
}

fn words_of<'m>(messages: &'m Messages, id: &str, language: Language) -> (bool, &'m str) {
    let own = messages.iter().find(|(own, _)| own.as_str() == id);
    own.map_or_else(|| (false, standard(language, id)), |(_, words)| (true, in_language(words, language)))
}

fn list(messages: &Messages, json: bool, lang: Language) -> Result<(), Failure> {
    let line = |(id, values)| {
        let (own, zh) = words_of(messages, id, Language::Chinese);
        MessageLine { id, own, zh, en: words_of(messages, id, Language::English).1, values }
    };
    if json {
        return output::json(&every().map(line).collect::<Vec<_>>());
    }
    let mut text = String::new();
    for (id, _) in every() {
        let (own, words) = words_of(messages, id, lang);
        writeln!(text, "{} {id}: {words}", if own { "*" } else { " " })?;
    }
    output::text(&text)
}

/// Tells that there is no such message, and which there are.
fn unknown(message: &MessageId) -> u8 {
    eprintln!("anjuan: there is no message '{message}'; `anjuan message list` names them");
    WRONG_USAGE
}

fn show(messages: &Messages, message: &MessageId) -> Result<u8, Failure> {
    let Some(values) = values(message.as_str()) else { return Ok(unknown(message)) };
    let mut text = String::new();
    for language in Language::ALL {
        let (own, words) = words_of(messages, message.as_str(), language);
        let whose = if own { "own" } else { "standard" };
        writeln!(text, "{} ({whose}): {words}", language.tag())?;
        writeln!(text, "  {}", filled(words, &samples(language, values)))?;
    }
    let names: Vec<_> = values.iter().map(|value| format!("{{${value}}}")).collect();
    writeln!(text, "values: {}", names.join(" "))?;
    output::text(&text)?;
    Ok(DONE)
}

fn rehearse(message: &MessageId, texts: [&MessageText; 2]) -> Result<u8, Failure> {
    let Some(values) = values(message.as_str()) else { return Ok(unknown(message)) };
    let mut text = String::new();
    for (language, words) in Language::ALL.into_iter().zip(texts) {
        check(words.as_str(), values).map_err(|fault| format!("{}: {fault}", language.tag()))?;
        writeln!(text, "{}: {}", language.tag(), filled(words.as_str(), &samples(language, values)))?;
    }
    output::text(&text)?;
    Ok(DONE)
}

fn samples(language: Language, values: &[&'static str]) -> Vec<(&'static str, String)> {
    let sample = |name: &&'static str| {
        let words = word(language, &format!("page.message.sample.{name}")).unwrap_or_default();
        (*name, words.to_owned())
    };
    values.iter().map(sample).collect()
}
