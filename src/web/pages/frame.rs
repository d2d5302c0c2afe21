//! What stands around every page: where one can go, the office, search, language, light, who one is, and the position of
//! the log that the page shows.
use super::reader::{Anybody, said, told};
use super::theme::Theme;
use super::{admin, approvals, assets};
use crate::cases::occurred::Moment;
use crate::commands::OfficeDesk;
use crate::event_log::{EventLog, Position};
use crate::policy::{Action, Capacity, Kind, Query, Who};
use crate::web::problem::Problem;
use crate::web::words::{Language, word};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use std::borrow::Cow;

/// A part of the program, as the navigation has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// None of them.
    Elsewhere,
    /// 工作台.
    Desk,
    /// 案件.
    Cases,
    /// 登记.
    Register,
    /// 检查.
    Inspect,
    /// 图表.
    Figures,
    /// 待批.
    Approvals,
    /// 报告.
    Reports,
    /// 审计.
    Audit,
    /// 管理.
    Admin,
}

/// The navigation: a section, its address, what its words are called, and what one has to be allowed to use it; one of
/// these is enough.
const SECTIONS: [(Section, &str, &str, &[Action]); 9] = [
    (Section::Desk, "/", "page.nav.desk", &[Action::Query(Query::ReadWorkList)]),
    (Section::Cases, "/cases", "page.nav.cases", &[Action::Query(Query::ListCases)]),
    (Section::Register, "/register", "page.nav.register", &[REGISTERS]),
    (Section::Inspect, "/inspect", "page.nav.inspect", &[Action::Command(Kind::FireHazard, "FindHazard")]),
    (Section::Approvals, "/approvals", "page.nav.approvals", approvals::DECIDES),
    (Section::Figures, "/figures", "page.nav.figures", &[Action::Query(Query::ReadFigures)]),
    (Section::Reports, "/reports", "page.nav.reports", &[Action::Query(Query::ReadFigures)]),
    (
        Section::Audit,
        "/audit",
        "page.nav.audit",
        &[Action::Query(Query::FollowEvents), Action::Query(Query::ReadReadings)],
    ),
    (Section::Admin, "/admin", "page.nav.admin", admin::ADMINISTERS),
];

/// A place to go to.
pub struct Place {
    /// Its address.
    pub href: &'static str,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Whether one is there.
    pub here: bool,
}

/// How far the log was read.
pub struct LogPlace {
    /// Its last position.
    pub position: Position,
    /// When that was written.
    pub written: Option<String>,
}

/// Who somebody is.
pub struct Me {
    /// The login name.
    pub name: String,
    /// The roles, in words.
    pub roles: String,
    /// Whether one can sign out.
    pub signed_in: bool,
}

/// What stands around a page.
pub struct Frame {
    /// The reader's language.
    pub language: Language,
    /// The reader's light.
    pub theme: Theme,
    /// What the page is called.
    pub title: String,
    /// The address with what was asked, to which a switch can be added.
    pub switch: String,
    /// The office.
    pub office: Option<String>,
    /// Where one can go.
    pub places: Vec<Place>,
    /// Who one is, if anybody.
    pub me: Option<Me>,
    /// How far the log was read.
    pub log: Option<LogPlace>,
    /// Whether one may search.
    pub searches: bool,
    /// What was looked for.
    pub sought: String,
}

impl Frame {
    /// The frame of a page of this section for this reader.
    pub(super) async fn of(anybody: &Anybody, section: Section, title: String) -> Result<Self, Problem> {
        let language = anybody.language;
        let (path, query) = (anybody.uri.path().to_owned(), anybody.uri.query().unwrap_or_default());
        let switch = if query.is_empty() { format!("{path}?") } else { format!("{path}?{query}&") };
        let desk = anybody.desk.as_ref();
        let allowed =
            |actions: &[Action]| desk.is_some_and(|desk| actions.iter().any(|action| desk.may(*action)));
        let places = SECTIONS.iter().filter(|(_, _, _, actions)| allowed(actions));
        let places = places.map(|(of, href, name, _)| Place {
            href,
            name: said(language, name),
            here: *of == section,
        });
        let (office, log) = match desk {
            Some(desk) => (office(desk).await?, Some(log_place(desk).await?)),
            None => (None, None),
        };
        Ok(Self {
            language,
            theme: anybody.theme,
            title,
            switch,
            office,
            places: places.collect(),
            me: desk.map(|desk| me(desk, language)),
            log,
            searches: allowed(&[Action::Query(Query::SearchCases)]),
            sought: String::new(),
        })
    }

    /// The words under `key`.
    #[must_use]
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        said(self.language, key)
    }

    /// The words under `key`, with a value in them.
    #[must_use]
    pub fn say(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        told(self.language, key, &[(name, value.to_string())])
    }

    /// A code in words, `family` saying what it is a code of; what is no code stands as it is.
    #[must_use]
    pub fn coded<'c>(&self, family: &str, code: &'c str) -> Cow<'c, str> {
        coded(self.language, family, code)
    }

    /// The address of an asset.
    #[must_use]
    #[expect(clippy::unused_self, reason = "a template asks its frame")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The other language: its tag and its own name.
    #[must_use]
    pub const fn other_language(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::Chinese => ("en", "page.language.english"),
            Language::English => ("zh-CN", "page.language.chinese"),
        }
    }

    /// Every light.
    #[must_use]
    #[expect(clippy::unused_self, reason = "a template asks its frame")]
    pub fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }
}

/// A code in words; what is no code stands as it is.
#[must_use]
pub fn coded<'c>(language: Language, family: &str, code: &'c str) -> Cow<'c, str> {
    word(language, &format!("{family}.{code}")).map_or(Cow::Borrowed(code), Cow::Borrowed)
}

async fn office(desk: &OfficeDesk) -> Result<Option<String>, Problem> {
    let file = desk.file().await.map_err(|error| Problem::failed(&error))?;
    Ok(file.and_then(|file| file.office).map(|(_, name)| name.to_string()))
}

async fn log_place(desk: &OfficeDesk) -> Result<LogPlace, Problem> {
    let log = desk.store().log();
    let position = log.head(desk.office()).await?;
    let last = log.read(desk.office(), Position(position.0 - 1), 1).await?;
    Ok(LogPlace { position, written: last.first().map(|event| minute(event.recorded_at)) })
}

/// `2019-11-09 14:02`, in Asia/Shanghai.
#[must_use]
pub fn minute(moment: Moment) -> String {
    format!("{} {}", moment.day(), moment.time().format("%H:%M"))
}

fn me(desk: &OfficeDesk, language: Language) -> Me {
    let subject = desk.subject();
    let name = match &subject.who {
        Who::Operator(name) | Who::Integration(name) => name.to_string(),
        Who::User { login, .. } => login.to_string(),
        Who::Petitioner(_) => String::new(),
    };
    let roles = subject.capacities.iter().map(|capacity| match capacity {
        Capacity::Role(role) => said(language, &format!("role.{}", role.name())),
        Capacity::Operator => said(language, "role.operator"),
        Capacity::Scope(_) => said(language, "role.integration"),
        Capacity::Petitioner => said(language, "actor.petitioner"),
    });
    let roles: Vec<_> = roles.collect();
    Me { name, roles: roles.join(" · "), signed_in: subject.user().is_some() }
}

/// Where somebody begins who has no desk: the first page that one may use.
pub(super) fn beginning(desk: &OfficeDesk) -> &'static str {
    let others = SECTIONS.iter().filter(|(section, ..)| *section != Section::Desk);
    let mut own = others.filter(|(_, _, _, actions)| actions.iter().any(|action| desk.may(*action)));
    own.next().map_or("/cases", |(_, href, _, _)| *href)
}

/// Whether a petition may be registered.
pub(super) const REGISTERS: Action = Action::Command(Kind::Petition, "RegisterPetition");

/// A page as it is sent.
///
/// # Errors
/// When it cannot be drawn.
pub fn drawn(page: &impl Template) -> Result<Response, Problem> {
    drawn_as(StatusCode::OK, page)
}

/// A page as it is sent, with this status.
///
/// # Errors
/// When it cannot be drawn.
pub fn drawn_as(status: StatusCode, page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| Problem::failed(&error))?;
    Ok((status, Html(html)).into_response())
}
