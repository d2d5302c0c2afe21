//! An office with people in it, and what they are told when they ask for something.
use crate::committing::lives::{matter, on, register, word};
use crate::support::stores::{Engine, Place, moment, office, source};
use anjuan::cases::access::AccessCommand;
use anjuan::cases::ids::{CaseId, OfficeId, UserId};
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Opinion, PetitionCommand};
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::clock::SetClock;
use anjuan::commands::permit::NotPermitted;
use anjuan::commands::{CommandError, OfficeDesk, Refused, Request, Step};
use anjuan::database::StoreUrl;
use anjuan::event_log::Receipt;
use anjuan::policy::Query;
use std::sync::Arc;

/// The department that has the petitions of these tests.
pub const PETITIONS: &str = "信访办";

/// What somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// It is done, or answered.
    Yes,
    /// The policy says no.
    Denied,
    /// There is no such case.
    NoSuchCase,
    /// The policy lets it through, and the rules of the case stand against it.
    Refused(&'static str),
}

/// What became of a request.
pub fn told(outcome: Result<Receipt, CommandError>) -> Told {
    match outcome {
        Ok(_) => Told::Yes,
        Err(CommandError::Refused(Refused::NotPermitted { .. })) => Told::Denied,
        Err(CommandError::Refused(Refused::NoSuchCase)) => Told::NoSuchCase,
        Err(CommandError::Refused(refused)) => Told::Refused(refused.key()),
        Err(other) => panic!("{other:?}"),
    }
}

/// An office on one engine, its clock, and the operator at its desk.
pub struct Street {
    pub operator: OfficeDesk,
    pub clock: SetClock,
    pub engine: Engine,
    place: Place,
}

impl Street {
    pub async fn open(engine: Engine) -> Self {
        let place = engine.place();
        let (source, clock) = source(1);
        let operator = office(&place, source).await;
        Self { operator, clock, engine, place }
    }

    pub fn office(&self) -> OfficeId {
        self.operator.office()
    }

    /// Where the store is.
    pub fn url(&self) -> StoreUrl {
        self.place.url.clone()
    }

    /// Eight in the morning of a day.
    pub fn is(&self, day: &str) {
        self.clock.set(moment(&format!("{day}T08:00:00+08:00")));
    }

    pub fn user(&self, login: &str) -> UserId {
        user_of(self.office(), login)
    }

    /// The operator takes on somebody who works in a department.
    pub async fn hire(&self, login: &str, department: Option<&str>, roles: &[Role]) -> OfficeDesk {
        hire(&self.operator, login, department, roles).await
    }

    /// The desk of whoever signs in under this name; none if nobody can.
    pub async fn desk(&self, login: &str) -> Option<OfficeDesk> {
        desk(&self.operator, self.office(), login).await
    }

    /// Something is done about a user, by the operator.
    pub async fn about(&self, login: &str, day: &str, command: UserCommand) {
        let request = about(self.user(login), day, command);
        self.operator.execute(request).await.expect("carried out");
    }

    /// The operator says who belongs to a case.
    pub async fn belongs(&self, case: CaseId, command: AccessCommand) {
        self.operator.execute(belonging(&self.operator, case, command)).await.expect("carried out");
    }

    /// The case of a petition, registered by whoever sits at the desk.
    pub async fn petition(&self, by: &OfficeDesk, number: &str) -> CaseId {
        let case = by.store().source().stream_id();
        by.execute(registration(case, number)).await.expect("registered");
        case
    }
}

pub fn user_of(office: OfficeId, login: &str) -> UserId {
    office.user_stream(&word::<LoginName>(login))
}

/// An office takes on somebody.
pub async fn hire(
    operator: &OfficeDesk,
    login: &str,
    department: Option<&str>,
    roles: &[Role],
) -> OfficeDesk {
    let stream = user_of(operator.office(), login);
    let add = UserCommand::AddUser {
        login: word(login),
        name: Personal::plain(Subject::STAFF, word("陈国华")),
        department: department.map(word),
        committee: None,
    };
    operator.execute(about(stream, "2019-01-02", add)).await.expect("added");
    for role in roles {
        let grant = UserCommand::GrantRole { role: *role };
        operator.execute(about(stream, "2019-01-02", grant)).await.expect("granted");
    }
    desk(operator, operator.office(), login).await.expect("a user")
}

/// The desk in an office of whoever signs in at the operator's office.
pub async fn desk(operator: &OfficeDesk, at: OfficeId, login: &str) -> Option<OfficeDesk> {
    let store = operator.store();
    let subject = store.subject(operator.office(), &word(login)).await.expect("an answer")?;
    Some(store.desk_of(Arc::new(subject), at).await.expect("a desk"))
}

/// A command about a user.
pub fn about(user: UserId, day: &str, command: UserCommand) -> Request {
    Request::live(user, on(day, command))
}

pub fn registration(case: CaseId, number: &str) -> Request {
    Request::live(case, on("2019-11-01", register(number)))
}

/// A live command to a petition, today.
pub fn to(case: CaseId, command: PetitionCommand) -> Request {
    Request::live(case, on("2019-11-08", command))
}

pub fn accept() -> PetitionCommand {
    PetitionCommand::AcceptPetition { department: None, simplified: false }
}

pub fn conclude() -> PetitionCommand {
    PetitionCommand::ConcludePetition { outcome: Some(Opinion::Explanation), paper: None }
}

/// A command about who belongs to a case, as whoever sits at the desk sends it.
pub fn belonging(desk: &OfficeDesk, case: CaseId, command: AccessCommand) -> Request {
    let stream = desk.office().access_stream(case);
    let mut request = Request::live(stream, on("2019-11-08", AccessCommand::OpenAccess { case }));
    request.steps.push(Step::new(stream, on("2019-11-08", command)));
    request
}

/// Admits a reader until a day.
pub fn admit(user: UserId, until: Option<&str>) -> AccessCommand {
    AccessCommand::AdmitReader { user, reason: matter("纪委调阅"), until: until.map(word) }
}

/// What somebody is told who asks about a case.
pub async fn asks(desk: &OfficeDesk, query: Query, case: CaseId) -> Told {
    match desk.permit_case(query, case).await {
        Ok(()) => Told::Yes,
        Err(NotPermitted::Denied { .. }) => Told::Denied,
        Err(NotPermitted::NoSuchCase) => Told::NoSuchCase,
        Err(NotPermitted::Storage(error)) => panic!("{error}"),
    }
}

/// What somebody is told who asks for something that is not one case.
pub async fn asks_for(desk: &OfficeDesk, query: Query) -> Told {
    match desk.permit(query).await {
        Ok(_) => Told::Yes,
        Err(NotPermitted::Denied { .. }) => Told::Denied,
        Err(other) => panic!("{other}"),
    }
}

/// Whether lists show the case to somebody.
pub async fn lists(desk: &OfficeDesk, case: CaseId) -> bool {
    desk.permit(Query::ListCases).await.expect("may list").shows(case)
}

/// What somebody is told who sends a request.
pub async fn sends(desk: &OfficeDesk, request: Request) -> Told {
    told(desk.execute(request).await)
}
