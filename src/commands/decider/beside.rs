//! Streams that are kept beside a case, and those whose ids are made from names.
use super::Deciding;
use crate::cases::access::AccessCommand;
use crate::cases::any_file::AnyFile;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::case_file::Order;
use crate::cases::erasure::ErasureCommand;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::indicator::IndicatorCommand;
use crate::cases::occurred::Dated;
use crate::cases::paper::{self, Issue, PaperCommand};
use crate::cases::reminder::ReminderCommand;
use crate::cases::series::SeriesEvent;
use crate::cases::user::UserCommand;
use crate::cases::words::CaseNumber;
use crate::commands::AnyOrder;
use crate::commands::refused::Refused;
use std::sync::Arc;

/// Whether a stream of this id can begin with the order: what is named has the id that is made from its name.
pub(super) fn may_begin(office: OfficeId, stream: StreamId, order: &AnyOrder) -> bool {
    match order {
        AnyOrder::Office(_) => stream == office.stream(),
        AnyOrder::User(Dated { what: Order::Step(UserCommand::AddUser { login, .. }), .. }) => {
            stream == office.user_stream(login)
        }
        AnyOrder::Access(Dated { what: Order::Step(AccessCommand::OpenAccess { case }), .. }) => {
            stream == office.access_stream(*case)
        }
        AnyOrder::Reminder(_) => case_of(order).is_none_or(|case| stream == office.reminder_stream(case)),
        AnyOrder::Attachment(_) => case_of(order).is_none_or(|case| stream == office.attachment_stream(case)),
        AnyOrder::Paper(_) => case_of(order).is_none_or(|case| stream == office.papers_stream(case)),
        AnyOrder::Indicator(Dated {
            what: Order::Step(IndicatorCommand::RecordIndicator { indicator, period, .. }),
            ..
        }) => stream == office.indicator_stream(indicator, *period),
        // What is taken down or published is addressed by this program alone.
        AnyOrder::SignIns(_) | AnyOrder::Report(_) => stream.is_named(),
        AnyOrder::Epochs(_) => stream == office.epochs_stream(),
        AnyOrder::Erasure(_) => stream == office.erasures_stream(),
        // Any other first order is refused by the life itself.
        AnyOrder::User(_) | AnyOrder::Access(_) | AnyOrder::Indicator(_) => true,
        AnyOrder::Petition(_)
        | AnyOrder::FireHazard(_)
        | AnyOrder::IllegalStructure(_)
        | AnyOrder::Inspection(_)
        | AnyOrder::Declared(_) => !stream.is_named(),
    }
}

/// The case beside which a stream is kept, where the order names it.
pub(super) fn case_of(order: &AnyOrder) -> Option<StreamId> {
    match order {
        AnyOrder::Access(Dated { what: Order::Step(AccessCommand::OpenAccess { case }), .. })
        | AnyOrder::Reminder(Dated {
            what:
                Order::Step(
                    ReminderCommand::RemindOfDeadline { case, .. }
                    | ReminderCommand::EscalateDeadline { case, .. },
                ),
            ..
        }) => Some(*case),
        AnyOrder::Attachment(_) => order.attachment().map(AttachmentCommand::case),
        AnyOrder::Paper(_) => order.paper().map(PaperCommand::case),
        AnyOrder::Erasure(Dated {
            what: Order::Step(command @ ErasureCommand::AskErasure { .. }), ..
        }) => Some(command.case()),
        _ => None,
    }
}

/// The paper that the order issues, with its number as its series counts it.
pub(super) fn issued(order: &AnyOrder) -> Option<(&Issue, CaseNumber)> {
    let issue = order.issue()?;
    Some((issue, paper::serial(&issue.number)?))
}

impl Deciding<'_> {
    /// A paper gets the next number of its series; the one that the case's step bears already, if it does.
    pub(super) fn allot_to_paper(
        &mut self,
        series: StreamId,
        issue: &Issue,
        number: &CaseNumber,
    ) -> Result<SeriesEvent, Refused> {
        let borne = self.facts.tellings.get(&issue.kind).is_some_and(|told| told.number.is_some());
        let series = self.series(series);
        let allotted =
            if borne { series.allot(number, issue.case) } else { series.allot_next(number, issue.case) };
        Ok(allotted?)
    }

    /// Who belongs to a case, what was said about it and what hangs on it is kept for cases alone.
    pub(super) fn look_at_the_case(&mut self, order: &AnyOrder) -> Result<(), Refused> {
        let Some(case) = case_of(order) else { return Ok(()) };
        let file = self.file(case);
        let is_case = matches!(
            file,
            AnyFile::Petition(_)
                | AnyFile::FireHazard(_)
                | AnyFile::IllegalStructure(_)
                | AnyFile::Inspection(_)
                | AnyFile::Declared(_)
        );
        if !is_case {
            return Err(Refused::NoSuchCase);
        }
        let version = file.case_version();
        let told = matches!(order, AnyOrder::Paper(_)).then(|| Arc::new(paper::tellings(file)));
        self.facts.case_version = version;
        self.facts.tellings = told.unwrap_or_default();
        Ok(())
    }
}
