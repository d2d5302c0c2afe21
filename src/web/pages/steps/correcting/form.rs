//! The form of a step that is corrected: its command's own, or for a step of a declared kind its declaration's.
use super::super::super::declared::fields as declared;
use super::super::super::form::Sent;
use super::super::super::reader::Reader;
use super::super::fields::{plain, requires};
use super::super::filling::{changed, filled, is_sealed};
use super::{Drawing, EMPTY, Field};
use crate::cases::any_file::CaseKind;
use crate::cases::declared::Declaration;
use crate::cases::declared::declaration::StepRule;
use crate::policy::Kind;
use crate::web::api::body::forms::{self, To};
use crate::web::declared_words::named;
use crate::web::problem::Problem;
use crate::web::words::Language;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A form.
pub(super) enum Form {
    /// As the command is described.
    Plain(&'static Value),
    /// As the declaration has the step, in the version by which it was decided.
    Declared(Arc<Declaration>, Box<StepRule>),
}

impl Form {
    /// The form of a recorded command; none if it has none any more.
    pub(super) async fn of(
        reader: &Reader,
        case: CaseKind,
        kind: Kind,
        (command, fields): (&str, &Map<String, Value>),
    ) -> Result<Option<Self>, Problem> {
        let (CaseKind::Declared(id), "OpenCase" | "TakeStep") = (case, command) else {
            let form = [To::New, To::Known].into_iter().find_map(|to| forms::command(kind, command, to));
            return Ok(form.map(|(_, form)| Self::Plain(form)));
        };
        let version = fields.get("version").and_then(|version| serde_json::from_value(version.clone()).ok());
        let kinds = reader.desk.kinds().await?;
        let Some(declaration) = kinds.version(id, version) else { return Ok(None) };
        let step = match fields.get("step").and_then(Value::as_str) {
            None => Some(declaration.opening()),
            Some(step) => declaration.steps.iter().find(|known| known.id.as_str() == step),
        };
        Ok(step.map(|step| Self::Declared(Arc::clone(declaration), Box::new(step.clone()))))
    }

    /// The texts of the form that says what was recorded.
    pub(super) fn filled(&self, recorded: &Map<String, Value>, language: Language) -> Sent {
        match self {
            Self::Plain(form) => filled(form, recorded, language),
            Self::Declared(..) => declared::filled(recorded),
        }
    }

    pub(super) async fn drawn(
        &self,
        reader: &Reader,
        command: &str,
        sent: &Sent,
    ) -> Result<Vec<Field>, Problem> {
        match self {
            Self::Plain(form) => Ok(Drawing { language: reader.language, command, sent }.fields(form)),
            Self::Declared(declaration, step) => {
                let office = reader.desk.file().await.map_err(|error| Problem::failed(&error))?;
                let committees = office.unwrap_or_default().committees;
                Ok(declared::drawn(declaration, step, &committees, reader.language, sent))
            }
        }
    }

    /// The fields of which something is sealed.
    pub(super) fn sealed(&self, recorded: &Map<String, Value>) -> Vec<String> {
        match self {
            Self::Plain(form) => {
                let own = recorded.iter().filter(|(name, _)| form["properties"].get(*name).is_some());
                own.filter(|(_, value)| is_sealed(value)).map(|(name, _)| name.clone()).collect()
            }
            Self::Declared(..) => declared::sealed(recorded),
        }
    }

    /// Whether the step may leave a field unsaid.
    pub(super) fn is_optional(&self, name: &str) -> bool {
        match self {
            Self::Plain(form) => !requires(form, name),
            Self::Declared(_, step) => step.optional.iter().any(|id| id.as_str() == name),
        }
    }

    /// What a field is called; none if there is no such field.
    pub(super) fn label(&self, reader: &Reader, name: &str) -> Option<String> {
        match self {
            Self::Plain(form) => {
                form["properties"].get(name).map(|_| reader.t(&format!("field.{name}")).into_owned())
            }
            Self::Declared(declaration, _) => {
                let field = declaration.fields.iter().find(|field| field.id.as_str() == name);
                field.map(|field| named(&field.name, reader.language).to_owned())
            }
        }
    }

    /// Whether the number of the case is a field of the form: of a declared kind a field may be called so.
    pub(super) const fn asks_for_the_number(&self) -> bool {
        matches!(self, Self::Plain(_))
    }

    /// Whether its field `number` is the number of the case.
    pub(super) fn has_case_number(&self) -> bool {
        match self {
            Self::Plain(form) => {
                plain(&form["properties"]["number"])
                    == plain(&json!({"$ref": "#/components/schemas/CaseNumber"}))
            }
            Self::Declared(_, step) => step.from.is_empty(),
        }
    }

    /// What the command becomes: what was left as it stood is kept, what is to be emptied is not said.
    pub(super) fn becomes(
        &self,
        sent: &Sent,
        (recorded, filled): (&Map<String, Value>, &Sent),
    ) -> Map<String, Value> {
        let emptied = |name: &str| self.is_optional(name) && sent.all(EMPTY).any(|of| of == name);
        match self {
            Self::Plain(form) => {
                let mut becomes = changed(form, sent, (recorded, filled));
                let sealed = self.sealed(recorded);
                let goes = |name: &String| sealed.contains(name) && emptied(name);
                becomes.retain(|name, value| !goes(name) || *value != json!({"kept": true}));
                becomes
            }
            Self::Declared(declaration, step) => {
                let mut becomes = declared::told(declaration, step, sent);
                declared::kept(&mut becomes, &self.sealed(recorded), sent, emptied);
                let own = ["kind", "step", "version"];
                let own = own.iter().filter_map(|name| Some((*name, recorded.get(*name)?)));
                becomes.extend(own.map(|(name, value)| (name.to_owned(), value.clone())));
                becomes
            }
        }
    }
}
