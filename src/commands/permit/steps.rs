//! What a step of a request is about, for whoever asks the policy.
use crate::cases::access::AccessCommand;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::case_file::Order;
use crate::cases::erasure::ErasureCommand;
use crate::cases::ids::{CaseId, OfficeId, StreamId, UserId};
use crate::cases::occurred::Dated;
use crate::cases::paper::PaperCommand;
use crate::cases::user::{LoginName, UserCommand};
use crate::commands::{AnyOrder, Request, Step};
use crate::policy::{Action, Kind, Query};

/// The user to whom a step about another gives something, or would by a correction: a deputy gets roles, an heir work.
/// Nobody gives that to oneself.
pub(super) fn given_to(order: &AnyOrder) -> Option<&LoginName> {
    let AnyOrder::User(Dated { what, .. }) = order else { return None };
    let command = match what {
        Order::Step(command) => command,
        Order::Correct { becomes, .. } => &becomes.as_ref()?.what,
    };
    match command {
        UserCommand::AppointDeputy { deputy: login, .. } | UserCommand::HandOverWork { to: login } => {
            Some(login)
        }
        _ => None,
    }
}

/// The case that a step is about; none where it is about the office, a user, or what the request does not say.
pub(super) fn case_of(step: &Step, request: &Request, office: OfficeId) -> Option<CaseId> {
    match &step.order {
        AnyOrder::Office(_)
        | AnyOrder::User(_)
        | AnyOrder::SignIns(_)
        | AnyOrder::Epochs(_)
        | AnyOrder::Reminder(_)
        | AnyOrder::Report(_)
        | AnyOrder::Indicator(_)
        | AnyOrder::Erasure(Dated { what: Order::Correct { .. }, .. }) => None,
        AnyOrder::Petition(_)
        | AnyOrder::FireHazard(_)
        | AnyOrder::IllegalStructure(_)
        | AnyOrder::Inspection(_)
        | AnyOrder::Declared(_) => Some(step.stream),
        AnyOrder::Attachment(_) => {
            let named = step.order.attachment().map(AttachmentCommand::case);
            named.filter(|case| office.attachment_stream(*case) == step.stream)
        }
        AnyOrder::Paper(_) => {
            let named = step.order.paper().map(PaperCommand::case);
            named.filter(|case| office.papers_stream(*case) == step.stream)
        }
        AnyOrder::Erasure(Dated { what: Order::Step(command), .. }) => {
            Some(command.case()).filter(|_| office.erasures_stream() == step.stream)
        }
        AnyOrder::Access(_) => {
            let opened = request.steps.iter().filter_map(|step| opens(&step.order));
            opened.into_iter().find(|case| office.access_stream(*case) == step.stream)
        }
    }
}

fn opens(order: &AnyOrder) -> Option<CaseId> {
    match order {
        AnyOrder::Access(Dated { what: Order::Step(AccessCommand::OpenAccess { case }), .. }) => Some(*case),
        _ => None,
    }
}

/// The user to whom a step gives something.
pub(super) fn about_user(order: &AnyOrder) -> Option<StreamId> {
    match order {
        AnyOrder::Access(Dated {
            what: Order::Step(AccessCommand::AdmitReader { user, .. } | AccessCommand::ClearAccused { user }),
            ..
        }) => Some(*user),
        _ => None,
    }
}

/// The user whom a step lets in, or would if it were taken back.
pub(super) fn lets_in(command: &AccessCommand) -> Option<UserId> {
    match command {
        AccessCommand::AdmitReader { user, .. }
        | AccessCommand::DismissReader { user }
        | AccessCommand::NameAccused { user }
        | AccessCommand::ClearAccused { user } => Some(*user),
        _ => None,
    }
}

/// What the policy calls a step; nothing where nobody may ask for it.
#[must_use]
pub fn action_of(order: &AnyOrder) -> Option<Action> {
    macro_rules! action {
        ($order:expr, $kind:ident) => {
            match &$order.what {
                Order::Step(command) => Action::Command(Kind::$kind, command.name()),
                Order::Correct { .. } => Action::Correct(Kind::$kind),
            }
        };
    }
    Some(match order {
        AnyOrder::Office(order) => action!(order, Office),
        AnyOrder::User(order) => action!(order, User),
        AnyOrder::Access(order) => action!(order, Access),
        AnyOrder::Reminder(order) => action!(order, Reminder),
        // What a report says comes from the figures alone: nobody sends it.
        AnyOrder::Report(_) => Action::Query(Query::PublishReport),
        // A paper is written by the program.
        AnyOrder::Paper(Dated { what: Order::Step(PaperCommand::IssuePaper { .. }), .. }) => {
            Action::Query(Query::IssuePaper)
        }
        AnyOrder::Paper(Dated { what: Order::Step(PaperCommand::VoidPaper { .. }), .. }) => {
            Action::Query(Query::VoidPaper)
        }
        AnyOrder::Erasure(Dated { what: Order::Step(command), .. }) => match command {
            ErasureCommand::AskErasure { .. } => Action::Query(Query::AskErasure),
            ErasureCommand::ApproveErasure { .. } | ErasureCommand::RejectErasure { .. } => {
                Action::Query(Query::DecideErasure)
            }
            // What became of it the program says itself.
            ErasureCommand::RestrictProcessing { .. }
            | ErasureCommand::BeginErasure { .. }
            | ErasureCommand::NoteErased { .. } => return None,
        },
        AnyOrder::Attachment(order) => action!(order, Attachment),
        AnyOrder::Indicator(order) => action!(order, Indicator),
        AnyOrder::Petition(order) => action!(order, Petition),
        AnyOrder::FireHazard(order) => action!(order, FireHazard),
        AnyOrder::IllegalStructure(order) => action!(order, IllegalStructure),
        AnyOrder::Inspection(order) => action!(order, Inspection),
        AnyOrder::Declared(order) => action!(order, Declared),
        // What was seen is taken down; a paper that was issued is not corrected: it is void, and another is issued.
        AnyOrder::SignIns(_)
        | AnyOrder::Epochs(_)
        | AnyOrder::Paper(_)
        | AnyOrder::Erasure(Dated { what: Order::Correct { .. }, .. }) => return None,
    })
}
