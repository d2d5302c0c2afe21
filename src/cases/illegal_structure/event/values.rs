//! The values that the events of an illegal structure's case are made of.
use crate::cases::area::Area;
use serde::{Deserialize, Serialize};
use std::fmt;

crate::text_newtypes! {
    /// 区域, a zone of the office by its own name: 复兴岛, 岛外.
    Zone(40),
    /// 结构, what it is built of, by the office's own word: 砖混, 钢结构.
    StructureKind(40),
}

/// The number of a site (处) within its case, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteNo(pub u16);

impl fmt::Display for SiteNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A site as it was claimed, before anybody measured it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClaimedSite {
    /// Its number.
    pub site: SiteNo,
    /// The area it is said to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}

/// A site as it is determined (认定).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Site {
    /// Its number.
    pub site: SiteNo,
    /// 认定面积.
    pub area: Area,
    /// 结构.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<StructureKind>,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$word])* $variant),+ }
    )+};
}

words! {
    /// Since when it stands.
    Stock {
        /// 存量, it stood before.
        Existing,
        /// 新建, newly built.
        New,
    }
    /// How the office learned of a structure.
    ReportSource {
        /// 投诉举报.
        Complaint,
        /// 巡查.
        Patrol,
        /// 12345 市民服务热线.
        Hotline,
        /// 上级交办.
        Assigned,
        /// 部门移送.
        TransferredIn,
        /// 卫片, an aerial or satellite picture.
        Imagery,
        /// 台账, a ledger that does not say how.
        Ledger,
    }
    /// What the body answered to which a structure was transferred.
    TransferResult {
        /// It was demolished.
        Demolished,
        /// A penalty was imposed.
        Penalised,
        /// It is not illegal.
        NotIllegal,
        /// 退回: that body is not competent either, and the case is the office's again.
        Returned,
    }
    /// How an order reaches the party.
    ServiceWay {
        /// 直接送达, into the party's hands.
        Direct,
        /// 留置送达, left where the party lives or builds.
        Left,
        /// 邮寄送达.
        Post,
        /// 公告送达, by the notice to an unknown owner.
        Announcement,
    }
    /// How a party is heard.
    HearingForm {
        /// 陈述申辩.
        Statement,
        /// 听证.
        Hearing,
    }
    /// Who decides to demolish by force.
    ForceDecider {
        /// The district government (上海市拆除违法建筑若干规定 10).
        DistrictGovernment,
        /// The subdistrict itself, which enforces from 2021-08-01.
        Subdistrict,
    }
    /// How a site is demolished.
    Way {
        /// 自行拆除.
        SelfDemolished,
        /// 帮拆, by the office at the party's request.
        Assisted,
        /// 强制拆除.
        Forced,
    }
    /// Why a case rests (行政强制法 39).
    SuspensionReason {
        /// The party cannot comply for now.
        PartyUnable,
        /// A third person has a claim that may be founded.
        ThirdPartyClaim,
        /// The damage could not be made good, and no public interest is harmed by waiting.
        IrreparableDamage,
        /// Something else.
        Other,
    }
    /// Which way a party appeals.
    Appeal {
        /// 行政复议.
        Reconsideration,
        /// 行政诉讼.
        Suit,
    }
    /// How an appeal ends.
    AppealOutcome {
        /// The order stands.
        Upheld,
        /// The order is revoked: without a new one nobody is bound to demolish.
        Revoked,
        /// The appeal was withdrawn or dismissed unheard; the order stands.
        Withdrawn,
    }
    /// Why a case ends without demolition (行政强制法 40).
    TerminationReason {
        /// The party died or ended, and nobody follows.
        PartyGone,
        /// The structure no longer exists for another reason.
        StructureGone,
        /// The order it rests on was revoked.
        OrderRevoked,
        /// It was made lawful.
        Legalised,
        /// Something else.
        Other,
    }
}
