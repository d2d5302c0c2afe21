//! Where the policy is kept: who a user is today, what a request asks for, and whether it may be.
mod another;
mod declared;
mod files;
mod many;
mod steps;

pub use files::FileSight;
pub use steps::action_of;

use super::desk::OfficeDesk;
use super::refused::Refused;
use super::request::{AnyOrder, Request, Step};
use crate::cases::access::Confidentiality;
use crate::cases::facts::Conduct;
use crate::cases::ids::{CaseId, OfficeId, UserId, Version};
use crate::cases::occurred::Day;
use crate::cases::user::Role;
use crate::database::{Db, StorageError};
use crate::event_log::EventLog;
use crate::event_log::committer::CommitError;
use crate::policy::{
    Action, Capacity, Kind, Place, Query, Question, Relation, Relations, Subject, Verdict, Who, judge,
};
use crate::projections::case_parts::{self, Standing};
use crate::projections::deputies;
use crate::projections::erasures;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use steps::{about_user, case_of, given_to, lets_in};

/// Why something is not answered.
#[derive(Debug, thiserror::Error)]
pub enum NotPermitted {
    /// The policy says no.
    #[error("{who} may not do this: {action}")]
    Denied {
        /// Who asked.
        who: String,
        /// For what.
        action: String,
    },
    /// There is no such case, or none of which whoever asks may learn.
    #[error("there is no such case")]
    NoSuchCase,
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<NotPermitted> for CommitError<Refused> {
    fn from(not: NotPermitted) -> Self {
        match not {
            NotPermitted::Denied { who, action } => Self::Refused(Refused::NotPermitted { who, action }),
            NotPermitted::NoSuchCase => Self::Refused(Refused::NoSuchCase),
            NotPermitted::Storage(error) => error.into(),
        }
    }
}

/// What a reader may see.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// The cases of which the reader must not learn: they are left out of every list, count, page and total.
    pub hidden: Arc<BTreeSet<CaseId>>,
}

impl Sight {
    /// Whether the reader may learn of the case.
    #[must_use]
    pub fn shows(&self, case: CaseId) -> bool {
        !self.hidden.contains(&case)
    }
}

/// Which personal values of one case a reader may see in the clear.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub struct Clear {
    /// What it is about.
    pub matter: bool,
    /// Who brings a petition.
    pub petitioner: bool,
    /// Who reported.
    pub informant: bool,
    /// The party.
    pub party: bool,
    /// Staff by name.
    pub staff: bool,
    /// All of these without being asked why.
    pub at_once: bool,
}

/// Who the user is on `day`: none while disabled. A deputy has the roles of those represented, too, but never a second
/// administration.
///
/// # Errors
/// When the database fails.
pub async fn subject(
    db: &Db,
    office: OfficeId,
    user: UserId,
    day: Day,
) -> Result<Option<Subject>, StorageError> {
    let mut acting = deputies::acting(db, office, user, day).await?.into_iter();
    let Some(user) = acting.next().filter(|first| first.id == user) else { return Ok(None) };
    let mut roles = user.roles.clone();
    for represented in acting {
        let administers = roles.iter().copied().any(Role::is_administration);
        roles.extend(represented.roles.into_iter().filter(|role| !(administers && role.is_administration())));
    }
    Ok(Some(Subject {
        who: Who::User { id: user.id, login: user.login },
        office,
        capacities: roles.into_iter().map(Capacity::Role).collect(),
        department: user.department,
        committee: user.committee,
    }))
}

impl OfficeDesk {
    fn today(&self) -> Day {
        self.store().source().now().day()
    }

    /// Asks the policy about something that is not about one case.
    ///
    /// # Errors
    /// When it says no, or the database fails.
    pub async fn permit(&self, query: Query) -> Result<Sight, NotPermitted> {
        let subject = self.subject();
        self.demand(Action::Query(query), Relations::NONE)?;
        if subject.is_operator() {
            return Ok(Sight::default());
        }
        let (store, office) = (self.store(), self.office());
        let hidden = case_parts::hidden_from(store.db(), office, subject.user(), self.today()).await?;
        Ok(Sight { hidden: Arc::new(hidden) })
    }

    /// Whether the policy permits something that is not about one case, whoever it is done to.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.demand(action, Relations::NONE).is_ok()
    }

    /// Asks the policy about something that is about one user.
    ///
    /// # Errors
    /// When it says no.
    pub fn permit_of_user(&self, query: Query, user: UserId) -> Result<(), NotPermitted> {
        self.demand(Action::Query(query), self.relations_to_user(user))
    }

    /// Asks the policy about something that opens one case.
    ///
    /// # Errors
    /// When it says no, when there is no case of which whoever asks may learn, or when the database fails.
    pub async fn permit_case(&self, query: Query, case: CaseId) -> Result<(), NotPermitted> {
        let mut standings = Standings::default();
        self.demand_of_case(Action::Query(query), case, false, &mut standings).await
    }

    /// Whether the policy permits this in a case.
    ///
    /// # Errors
    /// When there is no case of which whoever asks may learn, or when the database fails.
    pub async fn may_in_case(&self, action: Action, case: CaseId) -> Result<bool, NotPermitted> {
        if self.subject().is_operator() {
            return Ok(self.may(action));
        }
        match self.demand_of_case(action, case, false, &mut Standings::default()).await {
            Ok(()) => Ok(true),
            Err(NotPermitted::Denied { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Which personal values of a case may be seen in the clear.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clear(&self, case: CaseId) -> Result<Clear, StorageError> {
        let mut standings = Standings::default();
        let standing = self.standing(case, &mut standings).await?;
        let relations = self.relations(case, &standing).await?;
        let kept_only = erasures::restricted(self.store().db(), self.office(), case).await?;
        let sees = |query| {
            self.works_with(Some(&kept_only), query)
                && self.judge(Action::Query(query), relations, standing.level).is_yes()
        };
        Ok(Clear {
            matter: sees(Query::SeeMatter),
            petitioner: sees(Query::SeePetitioner),
            informant: sees(Query::SeeInformant),
            party: sees(Query::SeeParty),
            staff: sees(Query::SeeStaff),
            at_once: sees(Query::SeeAtOnce),
        })
    }

    /// How secret a case is.
    pub(super) async fn level_of(&self, case: CaseId) -> Result<Confidentiality, StorageError> {
        Ok(self.standing(case, &mut Standings::default()).await?.level)
    }

    /// Asks the policy about every step of a request.
    pub(super) async fn permit_request(&self, request: &Request) -> Result<(), NotPermitted> {
        let paper = request.conduct == Conduct::Paper;
        if paper {
            self.demand(Action::Query(Query::TellFromPaper), Relations::NONE)?;
        }
        let mut standings = Standings::of(request);
        for step in &request.steps {
            // What the program saw is its own to say, and what it issued stays as it is.
            let Some(action) = action_of(&step.order) else {
                let action = match step.order {
                    AnyOrder::Paper(_) => "paper.Correct",
                    _ => "sign_ins.TakeDown",
                };
                return Err(self.denied_as(action));
            };
            self.demand_another(&step.order).await?;
            match case_of(step, request, self.office()) {
                _ if self.subject().is_operator() && paper => {}
                _ if self.subject().is_operator() => self.demand(action, Relations::NONE)?,
                Some(case) if paper && !matches!(step.order, AnyOrder::Access(_)) => {
                    self.demand_not_accused(case, &mut standings).await?;
                }
                Some(case) => {
                    let oneself = about_user(&step.order).is_some_and(|user| self.is_oneself(user));
                    self.demand_of_case(action, case, oneself, &mut standings).await?;
                    standings.begun.insert(case);
                    self.demand_corrected(step, Some(case), &mut standings).await?;
                    self.demand_declared(&step.order, case, &mut standings).await?;
                }
                // Whose case it is about cannot be told: the request names no case.
                None if matches!(
                    step.order,
                    AnyOrder::Access(_) | AnyOrder::Attachment(_) | AnyOrder::Paper(_)
                ) =>
                {
                    return Err(self.denied(action));
                }
                None => {
                    self.demand(action, self.relations_to_user(step.stream))?;
                    if given_to(&step.order)
                        .is_some_and(|login| self.is_oneself(self.office().user_stream(login)))
                    {
                        return Err(self.denied(action));
                    }
                    self.demand_corrected(step, None, &mut standings).await?;
                }
            }
        }
        Ok(())
    }

    /// Nobody gets by a correction what a command would not give: whoever corrects a step of a user may take that step,
    /// and nobody lets oneself into a case.
    async fn demand_corrected(
        &self,
        step: &Step,
        case: Option<CaseId>,
        standings: &mut Standings,
    ) -> Result<(), NotPermitted> {
        match (&step.order, case) {
            (AnyOrder::User(order), _) => {
                for command in self.corrected_of_user(step.stream, &order.what).await? {
                    let action = Action::Command(Kind::User, command.name());
                    self.demand(action, self.relations_to_user(step.stream))?;
                }
            }
            (AnyOrder::Access(order), Some(case)) => {
                for command in self.corrected_of_access(step.stream, &order.what).await? {
                    if lets_in(&command).is_some_and(|user| self.is_oneself(user)) {
                        let action = Action::Command(Kind::Access, "AdmitReader");
                        self.demand_of_case(action, case, true, standings).await?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn demand_not_accused(&self, case: CaseId, standings: &mut Standings) -> Result<(), NotPermitted> {
        let accused = self.standing(case, standings).await?.accused;
        if accused { Err(NotPermitted::NoSuchCase) } else { Ok(()) }
    }

    async fn demand_of_case(
        &self,
        action: Action,
        case: CaseId,
        oneself: bool,
        standings: &mut Standings,
    ) -> Result<(), NotPermitted> {
        let standing = self.standing(case, standings).await?;
        // What is hidden is told as what is not there, and so what is not there is told before anything else.
        if standing.kind.is_none() && !standings.opened.contains(&case) {
            return Err(NotPermitted::NoSuchCase);
        }
        let hides = |standing: &Standing| {
            let admitted = standing.handles || standing.inspects || standing.admitted;
            standing.accused || (standing.level == Confidentiality::Secret && !admitted)
        };
        let relations = self.relations_at_hand(&standing).with(Relation::Oneself, oneself);
        let mut verdict = self.judge(action, relations, standing.level);
        // Who opened the case is read from the log only where it can still matter; whoever opened it earlier in
        // this request did.
        let opens = standing.kind.is_none() && standings.begun.contains(&case);
        if !verdict.is_yes() && !standing.accused && (opens || self.registered(case, &standing).await?) {
            verdict = self.judge(action, relations.with(Relation::Registered, true), standing.level);
        }
        match verdict {
            Verdict::Permitted(_) => Ok(()),
            _ if hides(&standing) => Err(NotPermitted::NoSuchCase),
            _ => Err(self.denied(action)),
        }
    }

    fn is_oneself(&self, user: UserId) -> bool {
        Some(user) == self.subject().user()
    }

    fn relations_to_user(&self, user: UserId) -> Relations {
        Relations::NONE.with(Relation::Oneself, self.is_oneself(user))
    }

    fn judge(&self, action: Action, relations: Relations, level: Confidentiality) -> Verdict {
        let question = Question { action, place: self.place(), relations, level };
        judge(self.subject().capacities.iter().copied(), &question)
    }

    fn demand(&self, action: Action, relations: Relations) -> Result<(), NotPermitted> {
        let level = Confidentiality::default();
        if self.judge(action, relations, level).is_yes() { Ok(()) } else { Err(self.denied(action)) }
    }

    fn denied(&self, action: Action) -> NotPermitted {
        self.denied_as(&action.to_string())
    }

    fn denied_as(&self, action: &str) -> NotPermitted {
        NotPermitted::Denied { who: self.subject().who.to_string(), action: action.to_owned() }
    }

    async fn standing(&self, case: CaseId, known: &mut Standings) -> Result<Standing, StorageError> {
        if let Some(standing) = known.known.get(&case) {
            return Ok(standing.clone());
        }
        let (db, user) = (self.store().db(), self.subject().user());
        let standing = case_parts::standing(db, self.office(), case, user, self.today()).await?;
        known.known.insert(case, standing.clone());
        Ok(standing)
    }

    /// What whoever acts has to do with a case.
    async fn relations(&self, case: CaseId, standing: &Standing) -> Result<Relations, StorageError> {
        let registered = self.registered(case, standing).await?;
        Ok(self.relations_at_hand(standing).with(Relation::Registered, registered))
    }

    /// The same, without whether it was registered by whoever acts.
    fn relations_at_hand(&self, standing: &Standing) -> Relations {
        let subject = self.subject();
        let own = self.place() == Place::Own;
        let department = match (&subject.department, &subject.committee) {
            (Some(department), _) => standing.department.as_deref() == Some(department.as_str()),
            (None, Some(committee)) => standing.committee.as_deref() == Some(committee.as_str()),
            (None, None) => false,
        };
        Relations::NONE
            .with(Relation::Handles, standing.handles)
            .with(Relation::Inspects, standing.inspects)
            .with(Relation::Admitted, standing.admitted)
            .with(Relation::Accused, standing.accused)
            .with(Relation::Department, own && department)
    }

    /// Whether whoever acts opened the case: its first event says who did.
    async fn registered(&self, case: CaseId, standing: &Standing) -> Result<bool, StorageError> {
        // Whoever holds its query code brought it.
        if let Who::Petitioner(own) = self.subject().who {
            return Ok(own == case);
        }
        let own = self.place() == Place::Own;
        if !own || standing.kind.is_none() || self.subject().user().is_none() {
            return Ok(false);
        }
        let first = self.store().log().streams(self.office(), &[case], Version(0), 1).await?;
        Ok(first.first().is_some_and(|event| event.actor == *self.actor()))
    }
}

/// How whoever acts stands to the cases of one request.
#[derive(Debug, Default)]
struct Standings {
    known: HashMap<CaseId, Standing>,
    /// The cases that the request itself opens.
    opened: BTreeSet<CaseId>,
    /// The cases of which a step of the request was permitted before.
    begun: BTreeSet<CaseId>,
}

impl Standings {
    fn of(request: &Request) -> Self {
        let opening = request.steps.iter().filter(|step| step.order.number().is_some());
        Self { opened: opening.map(|step| step.stream).collect(), ..Self::default() }
    }
}
