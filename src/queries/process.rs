//! The log case by case, for process mining: every step of every case without what is sealed in it, and everybody under a
//! number instead of a name. For whoever may take the log out.
use super::events::leave_out;
use crate::cases::any_file::CaseKind;
use crate::cases::ids::{CaseId, OfficeId, StreamId, UserId};
use crate::cases::occurred::Day;
use crate::cases::user::LoginName;
use crate::commands::OfficeDesk;
use crate::commands::permit::{NotPermitted, Sight};
use crate::database::StorageError;
use crate::event_log::{Actor, Pages, RecordedEvent, people};
use crate::policy::Query;
use crate::projections::case_list::{self, Filter, ListedCase};
use chrono::Datelike;
use std::collections::{BTreeMap, HashMap};

/// Cases that are read together.
const TOGETHER: u32 = 200;
/// What is told of who belongs to a case: who works on it. Who is accused, and who may know what, is no step of work.
const OF_WORK: [&str; 4] = ["HandlerAssigned", "HandlerReleased", "InspectorAppointed", "InspectorReleased"];

/// Which cases are taken out.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these kinds; of every kind if it is empty.
    pub kinds: Vec<CaseKind>,
    /// Opened in this year.
    pub year: Option<i32>,
}

/// A case with all that happened to it.
#[derive(Clone, Debug)]
pub struct CaseTold {
    /// Its place in the list, as it stands.
    pub case: ListedCase,
    /// Its own events, oldest first.
    pub events: Vec<RecordedEvent>,
    /// What is kept beside it: who works on it, its files, what was said about its deadlines.
    pub beside: Vec<RecordedEvent>,
}

/// 化名: everybody under a kind and a number, the same in every export of this office's log. Whoever has no log cannot go
/// back from them to people.
#[derive(Clone, Debug, Default)]
pub struct Pseudonyms {
    office: Option<OfficeId>,
    users: HashMap<UserId, usize>,
    others: BTreeMap<String, usize>,
}

impl Pseudonyms {
    async fn of(desk: &OfficeDesk) -> Result<Self, StorageError> {
        let (db, office) = (desk.store().db(), desk.office());
        let users = people::users(db, office).await?.into_iter().zip(1..).collect();
        let mut others = BTreeMap::new();
        for Actor(actor) in people::actors(db, office).await? {
            if user_of(office, &actor).is_none() {
                let next = others.len() + 1;
                others.entry(actor.to_string()).or_insert(next);
            }
        }
        Ok(Self { office: Some(office), users, others })
    }

    /// Whoever acted.
    #[must_use]
    pub fn actor(&self, actor: &Actor) -> String {
        if let Some(user) = self.office.and_then(|office| user_of(office, &actor.0)) {
            return self.user(user);
        }
        let kind = if actor.0.starts_with("operator:") { "operator" } else { "program" };
        format!("{kind} {}", self.others.get(&*actor.0).copied().unwrap_or_default())
    }

    /// A user.
    #[must_use]
    pub fn user(&self, user: UserId) -> String {
        format!("user {}", self.users.get(&user).copied().unwrap_or_default())
    }
}

fn user_of(office: OfficeId, actor: &str) -> Option<UserId> {
    let login: LoginName = actor.strip_prefix("user:")?.parse().ok()?;
    Some(office.user_stream(&login))
}

/// The cases of an office, some at a time, by the day on which they were opened.
#[derive(Debug)]
pub struct Telling<'a> {
    desk: &'a OfficeDesk,
    sight: Sight,
    wanted: Wanted,
    pseudonyms: Pseudonyms,
    after: Option<(Day, CaseId)>,
    ended: bool,
}

impl<'a> Telling<'a> {
    /// Begins to tell of the wanted cases.
    ///
    /// # Errors
    /// When whoever asks may not take the log out, or the database fails.
    pub async fn of(desk: &'a OfficeDesk, wanted: Wanted) -> Result<Self, NotPermitted> {
        let sight = desk.permit(Query::ExportLog).await?;
        let pseudonyms = Pseudonyms::of(desk).await?;
        Ok(Self { desk, sight, wanted, pseudonyms, after: None, ended: false })
    }

    /// How everybody is called.
    #[must_use]
    pub const fn pseudonyms(&self) -> &Pseudonyms {
        &self.pseudonyms
    }

    /// Some more cases; none after the last one.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<CaseTold>>, NotPermitted> {
        while !self.ended {
            let cases = self.listed().await?;
            if !cases.is_empty() {
                return Ok(Some(self.told(cases).await?));
            }
        }
        Ok(None)
    }

    /// Some more of the wanted cases; perhaps none of those that were looked at.
    async fn listed(&mut self) -> Result<Vec<ListedCase>, StorageError> {
        let kind = if let [only] = self.wanted.kinds[..] { Some(only) } else { None };
        let filter = Filter { kind, after: self.after, limit: Some(TOGETHER), ..Filter::default() };
        let mut cases = case_list::list(self.desk.store().db(), self.desk.office(), &filter).await?;
        self.after = cases.last().map(|case| (case.opened, case.case));
        self.ended = cases.len() < TOGETHER as usize;
        cases.retain(|case| self.wants(case) && self.sight.shows(case.case));
        Ok(cases)
    }

    fn wants(&self, case: &ListedCase) -> bool {
        let Wanted { kinds, year } = &self.wanted;
        (kinds.is_empty() || kinds.contains(&case.kind)) && year.is_none_or(|year| case.opened.year() == year)
    }

    async fn told(&self, cases: Vec<ListedCase>) -> Result<Vec<CaseTold>, StorageError> {
        let office = self.desk.office();
        let mut streams: HashMap<StreamId, usize> = HashMap::new();
        for (at, case) in cases.iter().enumerate() {
            let case = case.case;
            let of = [
                case,
                office.access_stream(case),
                office.reminder_stream(case),
                office.attachment_stream(case),
                office.papers_stream(case),
            ];
            streams.extend(of.map(|stream| (stream, at)));
        }
        let tell = |case| CaseTold { case, events: Vec::new(), beside: Vec::new() };
        let mut told: Vec<_> = cases.into_iter().map(tell).collect();
        let (log, wanted) = (self.desk.store().log(), streams.keys().copied().collect::<Vec<_>>());
        let mut pages = Pages::new(&log, office, &wanted);
        while let Some(mut page) = pages.next().await? {
            leave_out(self.desk, &self.sight, &mut page);
            for event in page {
                let Some(told) = streams.get(&event.stream).and_then(|at| told.get_mut(*at)) else {
                    continue;
                };
                if event.stream == told.case.case {
                    told.events.push(event);
                } else if &*event.stream_kind != "access" || OF_WORK.contains(&&*event.event_type) {
                    told.beside.push(event);
                }
            }
        }
        for case in &mut told {
            case.beside.sort_unstable_by_key(|event| event.position);
        }
        Ok(told)
    }
}
