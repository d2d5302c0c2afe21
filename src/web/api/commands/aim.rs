//! The stream that a command is meant for: by its name in the path, or a new one.
use super::super::body::{Ask, What};
use super::super::receipt::Target;
use crate::cases::access::Confidentiality;
use crate::cases::any_file::CaseKind;
use crate::cases::declared::KindId;
use crate::cases::ids::{CaseId, StreamId};
use crate::cases::indicator::{IndicatorId, Period};
use crate::cases::occurred::Occurred;
use crate::cases::user::LoginName;
use crate::cases::words::CaseNumber;
use crate::commands::{Numbering, OfficeDesk};
use crate::figures;
use crate::policy::Kind;
use crate::queries::cases;
use crate::web::problem::Problem;
use chrono::Datelike;

/// The stream that is meant, and how the answer calls it.
pub(super) struct Aim {
    pub(super) stream: StreamId,
    /// Of who belongs to a case: the case.
    pub(super) case: Option<CaseId>,
    pub(super) numbering: Numbering,
    pub(super) target: Target,
    /// A new case that only those see who were admitted.
    pub(super) secret: bool,
}

impl Aim {
    pub(super) const fn at(stream: StreamId, target: Target) -> Self {
        Self { stream, case: None, numbering: Numbering::AsGiven, target, secret: false }
    }
}

/// The stream that a command of this kind goes to.
///
/// # Errors
/// When there is no such case, user or indicator.
pub(super) async fn aim(
    desk: &OfficeDesk,
    kind: Kind,
    name: Option<String>,
    ask: &mut Ask,
) -> Result<Aim, Problem> {
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
    let named = name.map_or_else(told, super::super::indicators::named);
    let (indicator, period): (IndicatorId, Period) =
        named.ok_or_else(super::super::indicators::no_such_indicator)?;
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
