//! What there is to know of an inspection of an enterprise.
use crate::cases::ids::CaseId;
use crate::cases::inspection::{Checklist, HazardNo, Industry, InspectionLife, SafetyHazard, Signature};
use crate::cases::occurred::Day;
use crate::cases::rectification::Level;
use crate::cases::words::{Address, PaperNumber, PlaceName};
use serde::Serialize;
use utoipa::ToSchema;

/// What is known of an inspection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct InspectionFacts {
    /// 单位名称.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    unit: Option<PlaceName>,
    /// 行业类别.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    industry: Option<Industry>,
    /// 地址.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    address: Option<Address>,
    /// 领导带队: whether a leader led it.
    led: bool,
    /// 检查表: how many points were checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<u16>,
    /// How many of them failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<u16>,
    /// Whether the unit's head signed the record, where that is told: `signed` or `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    signature: Option<Signature>,
    /// The hazards that were found, by their numbers.
    hazards: Vec<SafetyHazardFacts>,
    /// 整改期限: the earliest that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    deadline: Option<Day>,
    /// 意见书: the numbers of the documents that were issued.
    #[schema(value_type = Vec<String>)]
    opinions: Vec<PaperNumber>,
    /// 责令整改次数: how many orders were given.
    orders: usize,
    /// The ids of the cases to which it is linked.
    #[schema(value_type = Vec<uuid::Uuid>)]
    links: Vec<CaseId>,
}

/// 条: a hazard that an inspection found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SafetyHazardFacts {
    /// Its number in the case.
    #[schema(value_type = u16)]
    hazard: HazardNo,
    /// `general` or `major`.
    #[schema(value_type = String)]
    level: Level,
    /// 整改期限.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    deadline: Option<Day>,
    /// The day from which it is verified fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    rectified: Option<Day>,
}

impl InspectionFacts {
    pub(in crate::queries) fn of(life: &InspectionLife) -> Self {
        Self {
            unit: life.unit.clone(),
            industry: life.industry.clone(),
            address: life.address.clone(),
            led: life.led,
            checked: life.checklist.map(|Checklist { checked, .. }| checked),
            failed: life.checklist.map(|Checklist { failed, .. }| failed),
            signature: life.signature,
            hazards: life.hazards.iter().map(|(no, hazard)| SafetyHazardFacts::of(*no, hazard)).collect(),
            deadline: life.deadline(),
            opinions: life.opinions.iter().map(|opinion| opinion.number.clone()).collect(),
            orders: life.orders.len(),
            links: life.links.iter().copied().collect(),
        }
    }
}

impl SafetyHazardFacts {
    fn of(no: HazardNo, life: &SafetyHazard) -> Self {
        Self { hazard: no, level: life.level, deadline: life.deadline_now(), rectified: life.rectified_on() }
    }
}
