//! `/admin/messages`: what the office says in its own words; `/admin/messages/{message}` changes one, shows how it will
//! be read, and goes back to the standard words.
use super::forms::carry_out;
use super::{
    Action, Failing, Form, Frame, IntoResponse, Kind, Path, Problem, Reader, Redirect, Response, Sent,
    StatusCode, Tab, Template, Whole, drawn_as, frame, said, tabs,
};
use crate::cases::office::message::{check, every, filled};
use crate::web::api::body::forms::To;
use crate::web::messages::{Voice, in_language, standard};
use crate::web::pages::frame::coded;
use crate::web::pages::reader::told;
use crate::web::pages::steps::Input;
use crate::web::words::Language;
use std::borrow::Cow;

/// A message in the list.
struct Line {
    id: &'static str,
    name: String,
    words: String,
    own: bool,
}

/// Messages that are said to the same people.
struct Group {
    title: Cow<'static, str>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "admin/messages.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    groups: Vec<Group>,
}

/// A value that can stand in a message.
struct Value {
    name: &'static str,
    meaning: Cow<'static, str>,
    sample: Cow<'static, str>,
}

/// The words of a message in a language.
struct Words {
    tag: &'static str,
    name: Cow<'static, str>,
    standard: &'static str,
    /// How they are read with values, if that was asked for and nothing is wrong with them.
    preview: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/message.html")]
struct One {
    frame: Frame,
    tabs: Vec<Tab>,
    id: &'static str,
    called: String,
    own: bool,
    values: Vec<Value>,
    words: Vec<Words>,
    form: Option<Form>,
    /// The id of the command that goes back to the standard words.
    restores: Option<String>,
}

/// The messages.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    let tabs = tabs(&reader, "messages")?;
    let voice = Voice::of(&reader.desk, reader.language).await.map_err(|error| Problem::failed(&error))?;
    let group = |(name, beginning): (&str, &str)| {
        let lines = every().filter(|(id, _)| id.starts_with(beginning)).map(|(id, _)| Line {
            id,
            name: named(&reader, id),
            words: voice.words(id).to_owned(),
            own: voice.is_own(id),
        });
        Group { title: reader.t(&format!("page.admin.messages.{name}")), lines: lines.collect() }
    };
    let groups = [("reminders", "reminder."), ("citizens", "track.")].map(group).into();
    let page = Page { tabs, groups, frame: frame(&reader, reader.t("page.admin.messages")).await? };
    drawn_as(StatusCode::OK, &page)
}

/// One message.
pub(super) async fn one(reader: Reader, Path(message): Path<String>) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, &One::of(&reader, &message, None, None).await?)
}

/// Changes a message, shows how it will be read, or goes back to the standard words.
pub(super) async fn take(
    reader: Reader,
    Path(message): Path<String>,
    mut sent: Sent,
) -> Result<Response, Problem> {
    tabs(&reader, "messages")?;
    let (id, _) = known(&message)?;
    if sent.has("preview") {
        let page = One::of(&reader, &message, None, Some(&sent)).await?;
        let wrong = page.form.as_ref().is_some_and(|form| !form.wrong.is_empty());
        let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return drawn_as(status, &page);
    }
    sent = sent.with("message", Some(id));
    match carry_out(&reader, Kind::Office, Some(String::new()), &sent).await? {
        Ok(_) => Ok(Redirect::to(&format!("/admin/messages/{id}")).into_response()),
        Err(failing) => {
            let page = One::of(&reader, &message, Some(&failing), None).await?;
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn known(message: &str) -> Result<(&'static str, &'static [&'static str]), Problem> {
    let found = every().find(|(id, _)| *id == message);
    found.ok_or_else(|| Problem::not_found("office.no_such_message", "there is no such message"))
}

impl One {
    async fn of(
        reader: &Reader,
        message: &str,
        failing: Option<&Failing>,
        previewed: Option<&Sent>,
    ) -> Result<Self, Problem> {
        let tabs = tabs(reader, "messages")?;
        let (id, known) = known(message)?;
        let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?.unwrap_or_default();
        let own = office.messages.iter().find(|(of, _)| of.as_str() == id).map(|(_, words)| words);
        let nothing_wrong = previewed.map(|sent| Failing {
            command: "SetMessageText".to_owned(),
            sent: sent.clone(),
            problem: None,
        });
        let action = format!("/admin/messages/{id}");
        let failing = failing.or(nothing_wrong.as_ref());
        let whole = Whole { reader, kind: Kind::Office, to: To::Known, action, failing };
        let mut form = whole.form("SetMessageText", &[])?;
        let mut words = Vec::new();
        for language in Language::ALL {
            let field = code(language);
            let now = own.map_or_else(|| standard(language, id), |own| in_language(own, language));
            let mut preview = None;
            for one in form.iter_mut().flat_map(|form| &mut form.fields).filter(|one| one.name == field) {
                one.label = reader.t(&format!("page.language.{field}")).into_owned();
                if failing.is_none() {
                    now.clone_into(&mut one.value);
                }
                if previewed.is_some() && check(&one.value, known).is_ok() {
                    preview = Some(filled(&one.value, &samples(language, known)));
                }
            }
            let (tag, name) = (language.tag(), reader.t(&format!("page.language.{field}")));
            words.push(Words { tag, name, standard: standard(language, id), preview });
        }
        if let Some(form) = &mut form {
            form.fields.retain(|field| field.name != "message");
            form.wrong.retain(|wrong| form.fields.iter().any(|field| field.id == wrong.id));
            if previewed.is_some() {
                faults(reader, form, known);
            }
        }
        let restores = own.is_some() && reader.desk.may(Action::Command(Kind::Office, "RestoreMessageText"));
        let name = named(reader, id);
        Ok(Self {
            tabs,
            id,
            own: own.is_some(),
            values: known.iter().map(|value| of_value(reader.language, value)).collect(),
            words,
            form,
            restores: restores.then(|| reader.desk.store().source().command_id().to_string()),
            frame: frame(reader, Cow::Owned(name.clone())).await?,
            called: name,
        })
    }
}

/// Says beside each text what is wrong with it, and where.
fn faults(reader: &Reader, form: &mut Form, known: &'static [&'static str]) {
    for field in &mut form.fields {
        let Err(fault) = check(&field.value, known) else { continue };
        let named: Vec<_> = known.iter().map(|value| format!("{{${value}}}")).collect();
        let with = [("at", fault.at().to_string()), ("known", named.join(" "))];
        let why = format!(
            "{} {}",
            reader.t("problem.office.message_words"),
            told(reader.language, "detail.office.message_words", &with)
        );
        field.wrong = Some(why.clone());
        form.wrong.push(super::super::steps::Wrong { id: field.id.clone(), label: field.label.clone(), why });
    }
}

/// What a field of this language is called.
const fn code(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh",
        Language::English => "en",
    }
}

fn of_value(language: Language, name: &'static str) -> Value {
    let meaning = said(language, &format!("page.message.value.{name}"));
    Value { name, meaning, sample: said(language, &format!("page.message.sample.{name}")) }
}

fn samples(language: Language, known: &[&'static str]) -> Vec<(&'static str, String)> {
    let sample =
        |name: &&'static str| (*name, said(language, &format!("page.message.sample.{name}")).into_owned());
    known.iter().map(sample).collect()
}

/// What a message is called: where it is said.
fn named(reader: &Reader, id: &str) -> String {
    if let Some(phase) = id.strip_prefix("track.phase.") {
        let (kind, phase) = phase.split_once('.').unwrap_or((phase, ""));
        let kind_named = coded(reader.language, "kind", kind);
        return format!("{kind_named} · {}", coded(reader.language, &format!("phase.{kind}"), phase));
    }
    reader.t(&format!("page.admin.message.{id}")).into_owned()
}
