//! Writes: every command of every aggregate has its route, and there is one handler for all of them.
mod aim;
mod conditions;

use super::asked::{Named, Sent};
use super::body::{self, Ask, What, forms::To};
use super::naming;
use super::receipt::{self, Target};
use super::references;
use super::refusing::refused;
use crate::cases::access::AccessCommand;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::case_file::Order;
use crate::cases::declared::DeclaredCommand;
use crate::cases::facts::Conduct;
use crate::cases::fire_hazard::HazardCommand;
use crate::cases::ids::{CommandId, Version};
use crate::cases::illegal_structure::StructureCommand;
use crate::cases::indicator::IndicatorCommand;
use crate::cases::inspection::InspectionCommand;
use crate::cases::occurred::{Dated, Occurred};
use crate::cases::office::OfficeCommand;
use crate::cases::petition::PetitionCommand;
use crate::cases::reminder::ReminderCommand;
use crate::cases::user::UserCommand;
use crate::commands::{AnyOrder, OfficeDesk, Request, Step};
use crate::event_log::{Receipt, RequestHash};
use crate::policy::Kind;
use crate::web::here::Here;
use crate::web::problem::Problem;
use aim::{Aim, aim};
use axum::Router;
use axum::response::Response;
use axum::routing::post;
use serde_json::{Map, Value};

pub use aim::no_such_case;
pub(super) use conditions::{command_id, if_match};

/// The collections to which commands are sent, by their name in paths.
pub const COLLECTIONS: [(&str, Kind); 7] = [
    ("petitions", Kind::Petition),
    ("fire-hazards", Kind::FireHazard),
    ("illegal-structures", Kind::IllegalStructure),
    ("inspections", Kind::Inspection),
    ("declared", Kind::Declared),
    ("users", Kind::User),
    ("indicators", Kind::Indicator),
];

/// Where the commands to known streams go.
const KNOWN: [(&str, Kind); 10] = [
    ("/petitions/{name}", Kind::Petition),
    ("/fire-hazards/{name}", Kind::FireHazard),
    ("/illegal-structures/{name}", Kind::IllegalStructure),
    ("/inspections/{name}", Kind::Inspection),
    ("/declared/{name}", Kind::Declared),
    ("/users/{name}", Kind::User),
    ("/indicators/{name}", Kind::Indicator),
    ("/cases/{name}/access", Kind::Access),
    ("/cases/{name}/reminders", Kind::Reminder),
    ("/cases/{name}/files", Kind::Attachment),
];

/// The routes of all commands and corrections.
pub fn routes() -> Router {
    let mut router = Router::new();
    for (collection, kind) in COLLECTIONS {
        let new = move |here: Here, Named(command): Named<String>, sent: Sent| async move {
            carry_out(here.0, kind, None, &Doing::Command(command), sent).await
        };
        router = router.route(&format!("/{collection}/commands/{{command}}"), post(new));
    }
    for (before, kind) in KNOWN {
        let known = move |here: Here, Named((name, command)): Named<(String, String)>, sent: Sent| async move {
            carry_out(here.0, kind, Some(name), &Doing::Command(command), sent).await
        };
        let correct = move |here: Here, Named(name): Named<String>, sent: Sent| async move {
            carry_out(here.0, kind, Some(name), &Doing::Correct, sent).await
        };
        router = router
            .route(&format!("{before}/commands/{{command}}"), post(known))
            .route(&format!("{before}/corrections"), post(correct));
    }
    router
        .route("/office/commands/{command}", post(office))
        .route("/office/corrections", post(correct_office))
}

async fn office(here: Here, Named(command): Named<String>, sent: Sent) -> Result<Response, Problem> {
    carry_out(here.0, Kind::Office, Some(String::new()), &Doing::Command(command), sent).await
}

async fn correct_office(here: Here, sent: Sent) -> Result<Response, Problem> {
    carry_out(here.0, Kind::Office, Some(String::new()), &Doing::Correct, sent).await
}

/// What is done to a stream.
pub enum Doing {
    /// This command.
    Command(String),
    /// The correction of a step.
    Correct,
}

impl Doing {
    fn name(&self) -> &str {
        match self {
            Self::Command(command) => command,
            Self::Correct => "corrections",
        }
    }
}

/// To whom something is done: a stream of this kind, by its name in paths; a new one, if it has none.
pub struct Whom {
    /// The kind.
    pub kind: Kind,
    /// The name.
    pub name: Option<String>,
}

impl Whom {
    const fn to(&self) -> To {
        if self.name.is_some() { To::Known } else { To::New }
    }
}

/// What was carried out.
pub struct Carried {
    /// The command's id.
    pub id: CommandId,
    /// To what it went.
    pub target: Target,
    /// Where it stands.
    pub receipt: Receipt,
}

async fn carry_out(
    desk: OfficeDesk,
    kind: Kind,
    name: Option<String>,
    doing: &Doing,
    Sent { headers, body }: Sent,
) -> Result<Response, Problem> {
    let mut sent = body::object(&headers, &body)?;
    let expected = if_match(&headers)?;
    let given = body::command_id(&mut sent)?;
    let id = command_id(&desk, &headers, given)?;
    let whom = Whom { kind, name };
    let to = whom.to();
    let Carried { id, target, receipt, .. } = carry(&desk, whom, doing, sent, id, expected).await?;
    receipt::response(&desk, kind, id, to, target, receipt).await
}

/// Reads what was sent by its form, and carries it out under this id, if the stream is still at the version that the
/// sender saw.
///
/// # Errors
/// When it does not fit its form, or is refused.
pub async fn carry(
    desk: &OfficeDesk,
    whom: Whom,
    doing: &Doing,
    sent: Map<String, Value>,
    id: CommandId,
    expected: Option<Version>,
) -> Result<Carried, Problem> {
    carry_with(desk, (whom, doing, sent), id, expected, None).await
}

/// The same, with a further command to the same stream that stands or falls with it, if there is one.
///
/// # Errors
/// When either does not fit its form, or is refused.
pub async fn carry_with(
    desk: &OfficeDesk,
    (whom, doing, sent): (Whom, &Doing, Map<String, Value>),
    id: CommandId,
    expected: Option<Version>,
    further: Option<(&str, Map<String, Value>)>,
) -> Result<Carried, Problem> {
    let kind = whom.kind;
    let (aim, mut hash, mut request) = asked(desk, whom, doing, sent, true).await?;
    if let Some((command, sent)) = further {
        let ask = body::command(kind, command, To::Known, sent, command)?;
        hash = hash.with(ask.hash);
        let to = Aim::at(aim.stream, Target::NewCase);
        request.steps.extend(self::request(desk, kind, &to, ask)?.steps);
    }
    // A client that hangs up does not drop the command half-way.
    let carried = {
        let desk = desk.clone();
        let expected = expected.map(|version| (aim.stream, version));
        tokio::spawn(async move { desk.execute_asked(id, hash, expected, request).await })
    };
    let carried = carried.await.map_err(|error| Problem::failed(&error))?;
    let receipt = carried.map_err(|error| refused(error, expected))?;
    Ok(Carried { id, target: aim.target, receipt })
}

/// The request that a command would be, without carrying it out.
///
/// # Errors
/// When what was sent does not fit its form.
pub async fn would_be(
    desk: &OfficeDesk,
    whom: Whom,
    command: &str,
    sent: Map<String, Value>,
) -> Result<Request, Problem> {
    let (_, _, request) = asked(desk, whom, &Doing::Command(command.to_owned()), sent, false).await?;
    Ok(request)
}

async fn asked(
    desk: &OfficeDesk,
    whom: Whom,
    doing: &Doing,
    sent: Map<String, Value>,
    for_good: bool,
) -> Result<(Aim, RequestHash, Request), Problem> {
    let to = whom.to();
    let Whom { kind, name } = whom;
    let target = format!("{}/{}/{}", kind.name(), name.as_deref().unwrap_or_default(), doing.name());
    let mut ask = match doing {
        Doing::Command(command) => body::command(kind, command, to, sent, &target)?,
        Doing::Correct => body::correction(kind, sent, &target)?,
    };
    let hash = ask.hash;
    let aim = aim(desk, kind, name, &mut ask).await?;
    references::keep(desk, kind, aim.stream, &mut ask.what).await?;
    if let Some(fields) = ask.what.fields_mut() {
        references::find(desk, fields).await?;
    }
    if let (Target::User(from), Some(fields)) = (&aim.target, ask.what.fields_mut())
        && for_good
        && fields.is("HandOverWork")
        && let Some(to) = fields.text("to").and_then(|to| to.parse().ok())
    {
        desk.hand_over_work(from, &to).await.map_err(|error| refused(error, None))?;
    }
    if kind == Kind::Office {
        naming::heed(desk, &mut ask).await?;
    }
    let request = request(desk, kind, &aim, ask)?;
    Ok((aim, hash, request))
}

fn request(desk: &OfficeDesk, kind: Kind, aim: &Aim, ask: Ask) -> Result<Request, Problem> {
    let occurred = ask.occurred.unwrap_or_else(|| Occurred::Instant(desk.store().source().now()));
    let opens = matches!(&ask.what, What::Step(fields) if fields.is("OpenAccess"));
    macro_rules! order {
        ($command:ty) => {
            AnyOrder::from(Dated { occurred, what: ask.what.into_order::<$command>()? })
        };
    }
    let order = match kind {
        Kind::Office => order!(OfficeCommand),
        Kind::User => order!(UserCommand),
        Kind::Access => order!(AccessCommand),
        Kind::Reminder => order!(ReminderCommand),
        Kind::Attachment => order!(AttachmentCommand),
        Kind::Indicator => order!(IndicatorCommand),
        Kind::Petition => order!(PetitionCommand),
        Kind::FireHazard => order!(HazardCommand),
        Kind::IllegalStructure => order!(StructureCommand),
        Kind::Inspection => order!(InspectionCommand),
        Kind::Declared => order!(DeclaredCommand),
    };
    let mut steps = Vec::with_capacity(2);
    // Who belongs to a case begins to be kept with the first that is said about it; the policy learns the case from it.
    if let Some(case) = aim.case.filter(|_| !opens) {
        let open = Order::Step(AccessCommand::OpenAccess { case });
        steps.push(Step::new(aim.stream, Dated { occurred, what: open }));
    }
    steps.push(Step { stream: aim.stream, order, numbering: aim.numbering.clone() });
    if let Some(user) = desk.subject().user().filter(|_| aim.secret) {
        let access = desk.office().access_stream(aim.stream);
        let open = AccessCommand::OpenAccess { case: aim.stream };
        for command in [open, AccessCommand::AssignHandler { user }] {
            steps.push(Step::new(access, Dated { occurred, what: command }));
        }
    }
    Ok(Request { conduct: Conduct::Live, steps })
}
