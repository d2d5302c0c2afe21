//! What there is to know of a case of each kind beside what all kinds share, in codes and numbers.
mod inspections;

use crate::cases::declared::{DeclaredLife, FieldValue};
use crate::cases::fire_hazard::{HazardKind, HazardLife, PlaceKind};
use crate::cases::ids::CaseId;
use crate::cases::illegal_structure::{
    ReportSource, SiteLife, SiteNo, Stock, StructureKind, StructureLife, Zone,
};
use crate::cases::occurred::{Day, Occurred};
use crate::cases::people::Heads;
use crate::cases::petition::{Channel, DisputeCategory, PetitionClass, PetitionLife, Route};
use crate::cases::words::{Address, PlaceName};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::Ref;

/// What is known of a case, by its kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Facts {
    /// Of a petition.
    Petition(PetitionFacts),
    /// Of a fire hazard.
    FireHazard(HazardFacts),
    /// Of an illegal structure.
    IllegalStructure(StructureFacts),
    /// Of an inspection of an enterprise.
    Inspection(InspectionFacts),
    /// Of a case of a declared kind.
    Declared(DeclaredFacts),
}

pub use inspections::{InspectionFacts, SafetyHazardFacts};

impl Facts {
    /// Each by its name.
    #[must_use]
    pub fn by_name(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(facts)) => facts,
            _ => Map::new(),
        }
    }
}

/// What is known of a petition.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct PetitionFacts {
    /// 信访形式: `letter`, `visit`, `call`, `online`.
    #[schema(value_type = String)]
    channel: Channel,
    /// 人次: how many people came.
    #[schema(value_type = u32)]
    heads: Heads,
    /// How many speak for those who came.
    representatives: u8,
    /// 集体访: a visit of five or more.
    collective: bool,
    /// 依法分类处理: its class, where it was classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = class, required = false)]
    class: Option<PetitionClass>,
    /// 初次 if true, 重复 if not.
    first_time: bool,
    /// 办理方式: the way proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    route: Option<Route>,
    /// 矛盾类别: the list on which the dispute stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    dispute: Option<DisputeCategory>,
    /// 中止: since when it stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    suspended: Option<Day>,
    /// The id of the petition with which it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    merged_into: Option<CaseId>,
    /// The ids of the cases to which it is linked.
    #[schema(value_type = Vec<uuid::Uuid>)]
    links: Vec<CaseId>,
}

/// Commands say it in the same form.
fn class() -> Ref {
    Ref::from_schema_name("petition.PetitionClass")
}

/// What is known of a fire hazard.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct HazardFacts {
    /// 隐患类别, once it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    kind_of_hazard: Option<HazardKind>,
    /// 场所: what the place is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    place: Option<PlaceName>,
    /// 场所类别.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    place_kind: Option<PlaceKind>,
    /// 地址.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    address: Option<Address>,
    /// 重大火灾隐患.
    major: bool,
    /// 整改期限: the day by which it is to be rectified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    deadline: Option<Day>,
    /// The day on which it was found rectified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    rectified: Option<Day>,
    /// 责令整改次数: how many orders were given.
    orders: usize,
    /// The ids of the cases to which it is linked.
    #[schema(value_type = Vec<uuid::Uuid>)]
    links: Vec<CaseId>,
}

/// What is known of an illegal structure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct StructureFacts {
    /// 区域.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    zone: Option<Zone>,
    /// 地址.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    address: Option<Address>,
    /// 存量 or 新建.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    stock: Option<Stock>,
    /// 案件来源.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    source: Option<ReportSource>,
    /// 在建: whether it is still being built.
    under_construction: bool,
    /// Its sites, by their numbers.
    sites: Vec<SiteFacts>,
    /// The first day on which it may be demolished by force.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    forced_from: Option<Day>,
    /// 中止: whether it stands still.
    suspended: bool,
    /// Whether an appeal is pending.
    in_litigation: bool,
    /// The ids of the cases to which it is linked.
    #[schema(value_type = Vec<uuid::Uuid>)]
    links: Vec<CaseId>,
}

/// 处: a site of an illegal structure. Areas are in square decimetres (0.01 m²), as commands and events have them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SiteFacts {
    /// Its number in the case.
    #[schema(value_type = u16)]
    site: SiteNo,
    /// 认定: when it was determined.
    #[schema(value_type = String)]
    determined: Occurred,
    /// 认定面积, as it was last measured.
    determined_area: i64,
    /// 结构.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    structure: Option<StructureKind>,
    /// The sum of what has been demolished.
    demolished_area: i64,
    /// What was measured of the demolished area.
    #[serde(skip_serializing_if = "Option::is_none")]
    measured_area: Option<i64>,
    /// The day of its last demolition.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    last_demolition: Option<Day>,
    /// 验收: when its demolition was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    accepted: Option<Occurred>,
}

impl PetitionFacts {
    /// What the life tells; nothing before it was registered.
    pub(super) fn of(life: &PetitionLife) -> Option<Self> {
        let registration = life.registration()?;
        Some(Self {
            channel: registration.channel.clone(),
            heads: registration.heads,
            representatives: registration.representatives,
            collective: registration.is_collective_visit(),
            class: registration.class,
            first_time: registration.first_time,
            route: registration.route,
            dispute: registration.dispute,
            suspended: life.suspended(),
            merged_into: life.merged_into(),
            links: life.links().to_vec(),
        })
    }
}

impl HazardFacts {
    pub(super) fn of(life: &HazardLife) -> Self {
        Self {
            kind_of_hazard: life.kind,
            place: life.place.clone(),
            place_kind: life.place_kind.clone(),
            address: life.address.clone(),
            major: life.is_major(),
            deadline: life.deadline_now().map(|due| due.due),
            rectified: life.rectified_on(),
            orders: life.orders_count(),
            links: life.links.iter().copied().collect(),
        }
    }
}

impl StructureFacts {
    pub(super) fn of(life: &StructureLife) -> Self {
        Self {
            zone: life.zone.clone(),
            address: life.address.clone(),
            stock: life.stock,
            source: life.source,
            under_construction: life.under_construction,
            sites: life.sites.iter().map(|(number, site)| SiteFacts::of(*number, site)).collect(),
            forced_from: life.forced_from().map(|due| due.due),
            suspended: life.is_suspended(),
            in_litigation: life.is_in_litigation(),
            links: life.links.iter().copied().collect(),
        }
    }
}

/// What is known of a case of a declared kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct DeclaredFacts {
    /// The version of the declaration by which its last step was decided.
    declaration: u16,
    /// The fields that its steps told and that are not personal, as they stand now.
    pub fields: Vec<DeclaredField>,
    /// The ids of the cases to which it is linked.
    #[schema(value_type = Vec<uuid::Uuid>)]
    links: Vec<CaseId>,
}

/// A field of a declared case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct DeclaredField {
    /// Its id in the declaration.
    pub field: String,
    /// Its value: a code by its id, an area in square metres.
    pub value: String,
}

impl DeclaredFacts {
    pub(super) fn of(life: &DeclaredLife) -> Self {
        let mut fields: Vec<DeclaredField> = Vec::new();
        for told in life.steps.iter().flat_map(|step| &step.fields) {
            let given = told.column.filter(|_| !life.reassigned.is_empty());
            let given = given.and_then(|column| life.value_before(column, Day::MAX));
            let (name, value) = (told.field.as_str(), told_value(given.unwrap_or(&told.value)));
            match fields.iter_mut().find(|known| known.field == name) {
                Some(known) => known.value = value,
                None => fields.push(DeclaredField { field: name.to_owned(), value }),
            }
        }
        let links = life.links.iter().copied().collect();
        Self { declaration: life.last().map_or(0, |step| step.version.get()), fields, links }
    }
}

fn told_value(value: &FieldValue) -> String {
    match value {
        FieldValue::Code(code) => code.to_string(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Area(area) => area.m2(),
        FieldValue::Day(day) => day.to_string(),
        FieldValue::Committee(name) => name.to_string(),
        FieldValue::Department(name) => name.to_string(),
        FieldValue::Place(place) => place.to_string(),
    }
}

impl SiteFacts {
    fn of(site: SiteNo, life: &SiteLife) -> Self {
        Self {
            site,
            determined: life.determined,
            determined_area: life.determined_area().dm2(),
            structure: life.structure.clone(),
            demolished_area: life.demolished_area().dm2(),
            measured_area: life.measured.map(|(_, area)| area.dm2()),
            last_demolition: life.last_demolition(),
            accepted: life.accepted,
        }
    }
}
