//! The forms of commands on a page that has several, each from the command's own description.
use super::super::form::Sent;
use super::super::frame::coded;
use super::super::reader::Reader;
use super::super::steps::{Drawing, Field, Input, Told, Wrong, body, missing, tell};
use crate::cases::ids::CommandId;
use crate::policy::{Action, Kind};
use crate::web::api::body::forms::{self, To};
use crate::web::api::commands::{Carried, Doing, Whom, carry};
use crate::web::problem::Problem;
use std::borrow::Cow;

/// Of what is told with what exactly stands against it: the column that is hidden, the character that is wrong.
const DETAILED: [&str; 4] = ["alias.hides", "alias.known", "office.header_claimed", "office.message_words"];

/// What was sent and not carried out.
pub(super) struct Failing {
    /// The command.
    pub(super) command: String,
    /// What was sent.
    pub(super) sent: Sent,
    /// Why not; none if something is missing.
    pub(super) problem: Option<Problem>,
}

/// A form of a command.
pub(super) struct Form {
    pub(super) command: &'static str,
    pub(super) title: Cow<'static, str>,
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    pub(super) command_id: String,
    pub(super) wrong: Vec<Wrong>,
    pub(super) trouble: Option<String>,
}

/// To what the forms of a page go.
pub(super) struct Whole<'w> {
    pub(super) reader: &'w Reader,
    pub(super) kind: Kind,
    pub(super) to: To,
    pub(super) action: String,
    pub(super) failing: Option<&'w Failing>,
}

impl Whole<'_> {
    /// The form of a command; none for whoever may not send it.
    pub(super) fn form(&self, command: &str, choices: &[(&str, &[String])]) -> Result<Option<Form>, Problem> {
        let Some((command, form)) = forms::command(self.kind, command, self.to) else { return Ok(None) };
        if !self.reader.desk.may(Action::Command(self.kind, command)) {
            return Ok(None);
        }
        let failing = self.failing.filter(|failing| failing.command == command);
        let nothing = Sent::default();
        let sent = failing.map_or(&nothing, |failing| &failing.sent);
        let language = self.reader.language;
        let mut fields = Drawing { language, command, sent }.fields(form);
        for field in &mut fields {
            field.id = format!("{command}-{}", field.name.replace('.', "-"));
            let wanted = choices.iter().find(|(name, _)| *name == field.name);
            match (&mut field.input, wanted) {
                (Input::Choice(known), _) if field.name == "role" => {
                    for (code, words) in known {
                        *words = coded(language, "role", code).into_owned();
                    }
                }
                (input, Some((_, values))) if !values.is_empty() => {
                    *input =
                        Input::Choice(values.iter().map(|value| (value.clone(), value.clone())).collect());
                }
                _ => {}
            }
        }
        let mut form = Form {
            command,
            title: self.reader.t(&format!("command.{command}")),
            action: self.action.clone(),
            fields,
            command_id: match sent.text("command_id") {
                "" => self.reader.desk.store().source().command_id().to_string(),
                given => given.to_owned(),
            },
            wrong: Vec::new(),
            trouble: None,
        };
        if let Some(failing) = failing {
            form.fail(self.reader, failing)?;
        }
        Ok(Some(form))
    }
}

impl Form {
    fn fail(&mut self, reader: &Reader, failing: &Failing) -> Result<(), Problem> {
        let Some(problem) = &failing.problem else {
            self.wrong = missing(&mut self.fields, &reader.t("page.wrong.missing"));
            return Ok(());
        };
        let problem = problem.clone().in_language(reader.language);
        let detail = DETAILED.contains(&problem.code()).then(|| problem.detail().to_owned());
        match (tell(&mut self.fields, problem)?, detail) {
            (Told::Field(mut wrong), Some(detail)) => {
                wrong.why = format!("{} {detail}", wrong.why);
                for field in self.fields.iter_mut().filter(|field| field.id == wrong.id) {
                    field.wrong = Some(wrong.why.clone());
                }
                self.wrong.push(wrong);
            }
            (Told::Field(wrong), None) => self.wrong.push(wrong),
            (Told::Whole(why), _) => self.trouble = Some(why),
        }
        Ok(())
    }
}

/// Carries out the command that a form sent.
pub(super) async fn carry_out(
    reader: &Reader,
    kind: Kind,
    name: Option<String>,
    sent: &Sent,
) -> Result<Result<Carried, Failing>, Problem> {
    let to = if name.is_some() { To::Known } else { To::New };
    let unknown = || Problem::not_found("command.unknown", "there is no such command here");
    let (command, form) = forms::command(kind, sent.text("command"), to).ok_or_else(unknown)?;
    let failing = |problem| Failing { command: command.to_owned(), sent: sent.clone(), problem };
    let drawing = Drawing { language: reader.language, command, sent };
    if drawing.fields(form).iter().any(|field| field.required && field.value.is_empty()) {
        return Ok(Err(failing(None)));
    }
    let no_id = || Problem::bad_request("page.no_form", "the form has no command id; open it again");
    let id = CommandId(sent.text("command_id").parse().map_err(|_| no_id())?);
    let doing = Doing::Command(command.to_owned());
    match carry(&reader.desk, Whom { kind, name }, &doing, body(form, sent), id, None).await {
        Ok(carried) => Ok(Ok(carried)),
        Err(problem) if problem.status().is_client_error() && problem.status() != 403 => {
            Ok(Err(failing(Some(problem))))
        }
        Err(problem) => Err(problem),
    }
}
