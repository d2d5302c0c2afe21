//! Streams that are kept beside a case, and those whose ids are made from names.
use crate::cases::access::AccessCommand;
use crate::cases::case_file::Order;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::occurred::Dated;
use crate::cases::reminder::ReminderCommand;
use crate::cases::user::UserCommand;
use crate::commands::AnyOrder;

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
        AnyOrder::Reminder(order) => {
            reminded_case(order).is_none_or(|case| stream == office.reminder_stream(case))
        }
        // What is taken down is addressed by this program alone.
        AnyOrder::SignIns(_) => stream.is_named(),
        // Any other first order is refused by the life itself.
        AnyOrder::User(_) | AnyOrder::Access(_) => true,
        AnyOrder::Petition(_) | AnyOrder::FireHazard(_) | AnyOrder::IllegalStructure(_) => !stream.is_named(),
    }
}

/// The case beside which a stream is kept, where the order names it.
pub(super) fn case_of(order: &AnyOrder) -> Option<StreamId> {
    match order {
        AnyOrder::Access(Dated { what: Order::Step(AccessCommand::OpenAccess { case }), .. }) => Some(*case),
        AnyOrder::Reminder(order) => reminded_case(order),
        _ => None,
    }
}

fn reminded_case(order: &Dated<Order<ReminderCommand>>) -> Option<StreamId> {
    match &order.what {
        Order::Step(
            ReminderCommand::RemindOfDeadline { case, .. } | ReminderCommand::EscalateDeadline { case, .. },
        ) => Some(*case),
        Order::Correct { .. } => None,
    }
}
