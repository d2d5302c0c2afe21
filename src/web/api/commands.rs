//! Writes: every command of every aggregate has its route, and there is one handler for all of them.
use super::asked::{Named, Sent};
use super::body::{self, Ask, What, forms::To};
use super::naming;
use super::receipt::{self, Target};
use super::references;
use super::refusing::refused;
use crate::cases::access::{AccessCommand, Confidentiality};
use crate::cases::any_file::CaseKind;
use crate::cases::attachment::AttachmentCommand;
use crate::cases::case_file::Order;
use crate::cases::declared::{DeclaredCommand, KindId};
use crate::cases::facts::Conduct;
use crate::cases::fire_hazard::HazardCommand;
use crate::cases::ids::{CaseId, CommandId, StreamId, Version};
use crate::cases::illegal_structure::StructureCommand;
use crate::cases::indicator::{IndicatorCommand, IndicatorId, Period};
use crate::cases::inspection::InspectionCommand;
use crate::cases::occurred::{Dated, Occurred};
use crate::cases::office::OfficeCommand;
use crate::cases::petition::PetitionCommand;
use crate::cases::reminder::ReminderCommand;
use crate::cases::user::{LoginName, UserCommand};
use crate::cases::words::CaseNumber;
use crate::commands::{AnyOrder, Numbering, OfficeDesk, Request, Step};
use crate::event_log::{Receipt, RequestHash};
use crate::figures;
use crate::policy::Kind;
use crate::queries::cases;
use crate::web::asking::IDEMPOTENCY_KEY;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Router;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::post;
use chrono::Datelike;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Characters of an idempotency key at most.
const KEY: usize = 255;

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

/// The stream that is meant, and how the answer calls it.
struct Aim {
    stream: StreamId,
    /// Of who belongs to a case: the case.
    case: Option<CaseId>,
    numbering: Numbering,
    target: Target,
    /// A new case that only those see who were admitted.
    secret: bool,
}

impl Aim {
    const fn at(stream: StreamId, target: Target) -> Self {
        Self { stream, case: None, numbering: Numbering::AsGiven, target, secret: false }
    }
}

async fn aim(desk: &OfficeDesk, kind: Kind, name: Option<String>, ask: &mut Ask) -> Result<Aim, Problem> {
    let office = desk.office();
    match (kind, name) {
        (Kind::Office, _) => Ok(Aim::at(office.stream(), Target::Office)),
        (Kind::User, name) => {
            let name = name.or_else(|| Some(ask.what.fields_mut()?.text("login")?.to_owned()));
            let login: LoginName = name.unwrap_or_default().parse().map_err(|_| no_such_user())?;
            Ok(Aim::at(office.user_stream(&login), Target::User(login)))
        }
        (Kind::Indicator, name) => indicator(desk, name.as_deref(), ask),
        (Kind::Declared, None) => new_declared(desk, ask).await,
        (_, None) => Ok(new_case(desk, kind, ask)),
        (_, Some(name)) => known_case(desk, kind, &name, ask).await,
    }
}

/// The indicator that is named in the path, or in what is told of it. What is counted from the cases is nobody's to tell.
fn indicator(desk: &OfficeDesk, name: Option<&str>, ask: &mut Ask) -> Result<Aim, Problem> {
    let told = || {
        let fields = ask.what.fields_mut()?;
        Some((fields.text("indicator")?.parse().ok()?, fields.text("period")?.parse().ok()?))
    };
    let named = name.map_or_else(told, super::indicators::named);
    let (indicator, period): (IndicatorId, Period) =
        named.ok_or_else(super::indicators::no_such_indicator)?;
    if figures::by_id(indicator.as_str()).is_some() {
        let detail =
            format!("'{indicator}' is counted from the cases; give what a source says of it another id");
        return Err(Problem::bad_request("indicator.counted", detail).about("indicator"));
    }
    let stream = desk.office().indicator_stream(&indicator, period);
    Ok(Aim::at(stream, Target::Indicator(indicator, period)))
}

fn no_such_user() -> Problem {
    Problem::not_found("user.no_such_user", "there is no such user")
}

/// There is no such case, or none of which whoever asks may learn: both are told in the same words.
pub fn no_such_case() -> Problem {
    Problem::not_found("case.unknown", "there is no such case")
}

fn new_case(desk: &OfficeDesk, kind: Kind, ask: &mut Ask) -> Aim {
    let source = desk.store().source();
    let day = ask.occurred.map_or_else(|| source.now().day(), Occurred::day);
    let (series, width) = match kind {
        Kind::FireHazard => ("XH", 5),
        Kind::IllegalStructure => ("WJ", 4),
        Kind::Inspection => ("AJ", 5),
        _ => ("XF", 4),
    };
    let mut aim = Aim::at(source.stream_id(), Target::NewCase);
    if let Some(fields) = ask.what.fields_mut()
        && !fields.has("number")
    {
        let prefix = format!("{series}{}-", day.year());
        fields.put("number", &format!("{prefix}0"));
        aim.numbering = Numbering::Next { prefix, width };
    }
    aim
}

/// A new case of a declared kind: its declaration says what its numbers begin with, and how secret it is. Whoever opens
/// one that is secret handles it, or would never see it again.
async fn new_declared(desk: &OfficeDesk, ask: &mut Ask) -> Result<Aim, Problem> {
    let source = desk.store().source();
    let year = ask.occurred.map_or_else(|| source.now().day(), Occurred::day).year();
    let mut aim = Aim::at(source.stream_id(), Target::NewCase);
    let Some(fields) = ask.what.fields_mut() else { return Ok(aim) };
    let kind: Option<KindId> = fields.text("kind").and_then(|kind| kind.parse().ok());
    let kinds = desk.kinds().await?;
    let declaration = kind.and_then(|kind| kinds.kind(kind));
    aim.secret = declaration.is_some_and(|found| found.confidentiality == Confidentiality::Secret);
    if !fields.has("number") {
        // What no declaration has is refused by the case itself.
        let (prefix, width) = match declaration {
            Some(found) => (found.series(year), found.digits),
            None => (format!("NN{year}-"), 4),
        };
        fields.put("number", &format!("{prefix}0"));
        aim.numbering = Numbering::Next { prefix, width };
    }
    Ok(aim)
}

async fn known_case(desk: &OfficeDesk, kind: Kind, name: &str, ask: &mut Ask) -> Result<Aim, Problem> {
    let number: CaseNumber = name.parse().map_err(|_| no_such_case())?;
    let found = cases::numbered(desk, &number).await?.ok_or_else(no_such_case)?;
    let case_kind = match found.kind {
        CaseKind::Petition => Kind::Petition,
        CaseKind::FireHazard => Kind::FireHazard,
        CaseKind::IllegalStructure => Kind::IllegalStructure,
        CaseKind::Inspection => Kind::Inspection,
        CaseKind::Declared(_) => Kind::Declared,
    };
    let case = found.case;
    if matches!(kind, Kind::Reminder | Kind::Attachment) {
        if let Some(fields) = ask.what.fields_mut() {
            fields.put("case", &case.to_string());
        }
        let office = desk.office();
        return Ok(match kind {
            Kind::Attachment => Aim::at(office.attachment_stream(case), Target::Files(number)),
            _ => Aim::at(office.reminder_stream(case), Target::Access(number)),
        });
    }
    if kind == Kind::Access {
        if let Some(fields) = ask.what.fields_mut().filter(|fields| fields.is("OpenAccess")) {
            fields.put("case", &case.to_string());
        }
        let stream = desk.office().access_stream(case);
        return Ok(Aim { case: Some(case), ..Aim::at(stream, Target::Access(number)) });
    }
    if kind != case_kind {
        return Err(no_such_case());
    }
    if let What::Step(fields) = &mut ask.what
        && fields.is("FindHazard")
    {
        fields.put("number", number.as_str());
    }
    Ok(Aim::at(case, Target::Case(number)))
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

/// The version that `If-Match` names; `*` is any.
/// The version at which whoever asks saw what he changes, if he says so.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<Version>, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    // What compresses answers on the way may have made the tag a weak one.
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let version =
        tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    version.map(|version| Some(Version(version))).ok_or_else(|| {
        let detail = "must be one entity tag as a read or a receipt gave it, such as \"7\"";
        Problem::bad_request("header.if_match", detail).about("If-Match")
    })
}

/// The id under which the command is carried out once: the key itself if it is a UUID, else made of it.
pub(super) fn command_id(
    desk: &OfficeDesk,
    headers: &HeaderMap,
    given: Option<CommandId>,
) -> Result<CommandId, Problem> {
    let wrong =
        |detail: &str| Problem::bad_request("header.idempotency_key", detail).about("Idempotency-Key");
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(given.unwrap_or_else(|| desk.store().source().command_id()));
    };
    let key = std::str::from_utf8(key.as_bytes()).unwrap_or_default().trim().trim_matches('"');
    if key.is_empty() || key.chars().count() > KEY {
        return Err(wrong("must be a UUID, or a text of 1 to 255 characters"));
    }
    let id = CommandId(key.parse().unwrap_or_else(|_| {
        let whose = format!("key:{}:{key}", desk.actor().0);
        Uuid::new_v5(&desk.office().0, whose.as_bytes())
    }));
    match given {
        Some(given) if given != id => Err(wrong("is another one than `command_id` in the body")),
        _ => Ok(id),
    }
}
