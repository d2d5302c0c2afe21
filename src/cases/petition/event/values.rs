//! The values that the events of a petition are made of.
use crate::cases::people::Person;
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::{Body, Department};
use serde::{Deserialize, Serialize};

crate::text_newtypes! {
    /// 内容分类, what a petition is about, in the office's own list: 物业管理.
    Category(40),
    /// 自设渠道: a channel that the office has beside those of the law, by the name that it gave it.
    OwnChannel(20),
}

/// 信访形式: how a petition came in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 来信.
    Letter,
    /// 来访: one visit is one batch (批), however many came.
    Visit,
    /// 来电.
    Call,
    /// 网上信访.
    Online,
    /// A channel of the office's own.
    Own(OwnChannel),
}

/// 申诉求决: the way that the law leads a claim (信访工作条例 31).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimPath {
    /// (1) Litigation, before the courts.
    Courts,
    /// (2) Arbitration.
    Arbitration,
    /// (3) Rules of the party and its channels.
    PartyChannels,
    /// (4) An administrative procedure.
    AdministrativeProcedure,
    /// (5) The performance of a legal duty.
    PerformanceOfDuty,
    /// (6) The petition procedure, the only one with the 60 and 30 days.
    PetitionProcedure,
}

/// 依法分类处理: the class under which a petition is handled (信访工作条例 29-31).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PetitionClass {
    /// 建议意见.
    Suggestion,
    /// 检举控告.
    Accusation,
    /// 申诉求决.
    Claim {
        /// The way it goes.
        path: ClaimPath,
    },
}

/// 办理方式: the way the petition clerk proposes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// 受理.
    Accept,
    /// 转送.
    Forward,
    /// 交办.
    Assign,
    /// To be told who is competent.
    Redirect,
    /// 不予受理.
    Decline,
}

/// 矛盾类别: the list on which a dispute stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeCategory {
    /// 区领导联系, 区领导包案.
    DistrictLed,
    /// 四重.
    FourHeavy,
    /// 非重点存量, 一般存量.
    OldStock,
}

/// To whom a petition was forwarded or assigned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A body outside the office.
    Body(Body),
    /// A department of the office.
    Department(Department),
}

/// 信访代表: who speaks for those who came. How many is public, who is sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representatives {
    /// How many.
    pub count: u8,
    /// Who.
    pub people: Personal<Vec<Person>>,
}

impl Representatives {
    /// These people.
    #[must_use]
    pub fn of(people: Vec<Person>) -> Self {
        let count = u8::try_from(people.len()).unwrap_or(u8::MAX);
        Self { count, people: Personal::plain(Subject::REPRESENTATIVES, people) }
    }

    /// The same ones, their names kept as they stand.
    #[must_use]
    pub fn kept(&self) -> Self {
        Self { count: self.counted(), people: Personal::kept() }
    }

    /// How many they are: counted where their names are in the clear, else as was said.
    #[must_use]
    pub fn counted(&self) -> u8 {
        self.people.value().map_or(self.count, |people| u8::try_from(people.len()).unwrap_or(u8::MAX))
    }
}

/// 处理意见: what the written opinion says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// The request is supported.
    Support,
    /// The matter is explained.
    Explanation,
    /// The request is not supported.
    NoSupport,
}

/// What a review or a final review made of the opinion.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// It stands.
    Upheld,
    /// It is changed.
    Changed,
    /// It is revoked, and the matter is to be handled again.
    SentBack,
}

/// 满意度: how the petitioner rates the handling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// 满意.
    Satisfied,
    /// 基本满意.
    MostlySatisfied,
    /// 不满意.
    Dissatisfied,
}

/// How a mediation ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediationOutcome {
    /// The sides agreed.
    Agreed,
    /// They did not.
    NotAgreed,
}

/// 三无: what must not come of a petition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// 民转刑: a civil dispute became a crime.
    CivilToCriminal,
    /// The dispute escalated.
    Escalated,
    /// A death that was not natural.
    UnnaturalDeath,
}
