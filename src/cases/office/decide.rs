//! What follows from a command to an office.
use super::calendar::PublishedYear;
use super::command::OfficeCommand;
use super::event::OfficeEvent;
use super::message::{self, MessageId, MessageText, MessageWords};
use super::naming::{ColumnName, HeaderName};
use super::refusal::OfficeRefusal;
use super::state::OfficeLife;
use crate::cases::case_file::Life;
use crate::cases::declared::{Declaration, DeclarationText};
use crate::cases::facts::Judge;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;

impl Life for OfficeLife {
    const KIND: &'static str = "office";
    type Command = OfficeCommand;
    type Event = OfficeEvent;
    type Refusal = OfficeRefusal;

    fn decide(
        &self,
        command: &Dated<OfficeCommand>,
        _judge: &mut Judge<'_>,
    ) -> Result<Vec<OfficeEvent>, OfficeRefusal> {
        match &command.what {
            OfficeCommand::AddOffice { code, name, committees } => {
                let (code, name, committees) = (code.clone(), name.clone(), committees.clone());
                Ok(vec![OfficeEvent::OfficeAdded { code, name, committees }])
            }
            OfficeCommand::AddCommittee { committee } => {
                if self.committees.contains(committee) {
                    return Err(OfficeRefusal::CommitteeExists(committee.clone()));
                }
                Ok(vec![OfficeEvent::CommitteeAdded { committee: committee.clone() }])
            }
            OfficeCommand::AddDepartment { department } => {
                if self.departments.contains(department) {
                    return Err(OfficeRefusal::DepartmentExists(department.clone()));
                }
                Ok(vec![OfficeEvent::DepartmentAdded { department: department.clone() }])
            }
            OfficeCommand::PlaceOffice { above } => {
                if self.office.as_ref().is_some_and(|(code, _)| code == above) {
                    return Err(OfficeRefusal::AboveItself);
                }
                if self.above.as_ref() == Some(above) {
                    return Ok(vec![]);
                }
                Ok(vec![OfficeEvent::OfficePlaced { above: above.clone() }])
            }
            OfficeCommand::SetTarget { figure, year, amount } => {
                if !(1949..=2999).contains(year) {
                    return Err(OfficeRefusal::NoSuchYear(*year));
                }
                let now = self.targets.get(year).and_then(|targets| targets.get(figure));
                if now == Some(amount) {
                    return Ok(vec![]);
                }
                Ok(vec![OfficeEvent::TargetSet { figure: figure.clone(), year: *year, amount: *amount }])
            }
            OfficeCommand::PublishCalendarYear { year, days } => {
                let published = self.calendar.next(*year, days)?;
                Ok(published
                    .into_iter()
                    .map(|published| OfficeEvent::CalendarYearPublished { published })
                    .collect())
            }
            OfficeCommand::NoteCalendarApplied { edition, moved } => {
                if *edition > self.calendar.calendar().version() {
                    return Err(OfficeRefusal::NoSuchEdition(*edition));
                }
                let news = *edition > self.applied;
                let applied = OfficeEvent::CalendarApplied { edition: *edition, moved: *moved };
                Ok(news.then_some(applied).into_iter().collect())
            }
            OfficeCommand::DeclareKind { declaration } => self.declare(declaration),
            OfficeCommand::SetHeaderAlias { header, column } => self.name(header, column),
            OfficeCommand::RemoveHeaderAlias { header } => {
                if !self.headers.contains_key(header) {
                    return Err(OfficeRefusal::NoHeaderAlias(header.clone()));
                }
                Ok(vec![OfficeEvent::HeaderAliasRemoved { header: header.clone() }])
            }
            OfficeCommand::SetMessageText { message, zh, en } => self.say(message, zh, en),
            OfficeCommand::RestoreMessageText { message } => {
                if !self.messages.contains_key(message) {
                    return Err(OfficeRefusal::StandardWords(message.clone()));
                }
                Ok(vec![OfficeEvent::MessageTextRestored { message: message.clone() }])
            }
        }
    }

    fn admits(&self, step: &Dated<OfficeEvent>) -> Result<(), OfficeRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<OfficeEvent>) {
        self.take(version, step);
    }

    crate::records!(OfficeEvent { OfficeCorrected, OfficeIrregularityFound });

    fn command_of(event: &OfficeEvent) -> Option<OfficeCommand> {
        Some(match event.clone() {
            OfficeEvent::OfficeAdded { code, name, committees } => {
                OfficeCommand::AddOffice { code, name, committees }
            }
            OfficeEvent::CommitteeAdded { committee } => OfficeCommand::AddCommittee { committee },
            OfficeEvent::DepartmentAdded { department } => OfficeCommand::AddDepartment { department },
            OfficeEvent::OfficePlaced { above } => OfficeCommand::PlaceOffice { above },
            OfficeEvent::TargetSet { figure, year, amount } => {
                OfficeCommand::SetTarget { figure, year, amount }
            }
            OfficeEvent::CalendarYearPublished { published: PublishedYear { year, days, .. } } => {
                OfficeCommand::PublishCalendarYear { year, days }
            }
            OfficeEvent::CalendarApplied { edition, moved } => {
                OfficeCommand::NoteCalendarApplied { edition, moved }
            }
            OfficeEvent::KindDeclared { declaration, .. } => OfficeCommand::DeclareKind { declaration },
            OfficeEvent::HeaderAliasSet { header, column } => {
                OfficeCommand::SetHeaderAlias { header, column }
            }
            OfficeEvent::HeaderAliasRemoved { header } => OfficeCommand::RemoveHeaderAlias { header },
            OfficeEvent::MessageTextSet { message, words: MessageWords { zh, en } } => {
                OfficeCommand::SetMessageText { message, zh, en }
            }
            OfficeEvent::MessageTextRestored { message } => OfficeCommand::RestoreMessageText { message },
            OfficeEvent::OfficeCorrected { .. } | OfficeEvent::OfficeIrregularityFound { .. } => return None,
        })
    }
}

impl OfficeLife {
    /// Declaring once more what stands there changes nothing.
    fn declare(&self, text: &DeclarationText) -> Result<Vec<OfficeEvent>, OfficeRefusal> {
        let declaration = Declaration::try_from(text.clone())?;
        let Declaration { id: kind, version, hash, .. } = declaration;
        if self.kinds.version(kind, Some(version)).is_some_and(|known| known.hash == hash) {
            return Ok(vec![]);
        }
        self.kinds.admits(&declaration)?;
        Ok(vec![OfficeEvent::KindDeclared { kind, version, hash, declaration: text.clone() }])
    }

    /// What is said names only values that the message has.
    fn say(
        &self,
        message: &MessageId,
        zh: &MessageText,
        en: &MessageText,
    ) -> Result<Vec<OfficeEvent>, OfficeRefusal> {
        let values = message::values(message.as_str());
        let values = values.ok_or_else(|| OfficeRefusal::NoSuchMessage(message.clone()))?;
        for (language, text) in [("zh-CN", zh), ("en", en)] {
            message::check(text.as_str(), values)
                .map_err(|fault| OfficeRefusal::MessageWords { language, fault })?;
        }
        let words = MessageWords { zh: zh.clone(), en: en.clone() };
        if self.messages.get(message) == Some(&words) {
            return Ok(vec![]);
        }
        Ok(vec![OfficeEvent::MessageTextSet { message: message.clone(), words }])
    }

    /// A header stands for one column. Whether it hides one that every ledger knows is asked where ledgers are known.
    fn name(&self, header: &HeaderName, column: &ColumnName) -> Result<Vec<OfficeEvent>, OfficeRefusal> {
        match self.headers.get(header) {
            Some(known) if known == column => Ok(vec![]),
            Some(known) => {
                Err(OfficeRefusal::HeaderClaimed { header: header.clone(), column: known.clone() })
            }
            None => {
                let (header, column) = (header.clone(), column.clone());
                Ok(vec![OfficeEvent::HeaderAliasSet { header, column }])
            }
        }
    }
}
