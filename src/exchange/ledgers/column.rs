//! The kinds of ledger and their columns, by the names of the 2019 ledgers and by what other offices call them.
use super::declared::{Book, OwnColumn};
use crate::cases::declared::Kinds;
use serde::{Serialize, Serializer};

/// A kind of ledger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ledger {
    /// 信访登记台账.
    Petitions,
    /// 消防隐患台账.
    FireHazards,
    /// 违法建筑台账.
    IllegalStructures,
    /// 安全生产检查台账.
    Inspections,
    /// The ledger of a declared kind.
    Declared(Book),
}

impl Serialize for Ledger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Petitions => "petitions",
            Self::FireHazards => "fire_hazards",
            Self::IllegalStructures => "illegal_structures",
            Self::Inspections => "inspections",
            Self::Declared(book) => book.id(),
        })
    }
}

impl Ledger {
    /// Every kind that is written in Rust.
    pub const ALL: [Self; 4] =
        [Self::Petitions, Self::FireHazards, Self::IllegalStructures, Self::Inspections];

    /// Those, and those of declared kinds.
    #[must_use]
    pub fn every(kinds: &Kinds) -> Vec<Self> {
        Self::ALL.into_iter().chain(Book::all(kinds).into_iter().map(Self::Declared)).collect()
    }

    /// The name of the ledger in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Petitions => "信访登记台账",
            Self::FireHazards => "消防隐患台账",
            Self::IllegalStructures => "违法建筑台账",
            Self::Inspections => "安全生产检查台账",
            Self::Declared(book) => book.title(),
        }
    }

    /// Columns that the 2019 ledgers do not have, and others may.
    #[must_use]
    pub const fn further(self) -> &'static [Column] {
        match self {
            Self::Petitions => &[Column::OwnDeadline],
            Self::FireHazards | Self::IllegalStructures | Self::Inspections | Self::Declared(_) => &[],
        }
    }

    /// The column that holds the number of the case.
    #[must_use]
    pub fn number(self) -> Column {
        match self {
            Self::Petitions => Column::PetitionNumber,
            Self::FireHazards => Column::HazardNumber,
            Self::IllegalStructures => Column::StructureNumber,
            Self::Inspections => Column::InspectionNumber,
            Self::Declared(book) => book.number(),
        }
    }

    /// Its columns, in the order of the 2019 ledgers.
    #[must_use]
    pub fn columns(self) -> Vec<Column> {
        match self {
            Self::Petitions => PETITIONS.to_vec(),
            Self::FireHazards => FIRE_HAZARDS.to_vec(),
            Self::IllegalStructures => ILLEGAL_STRUCTURES.to_vec(),
            Self::Inspections => INSPECTIONS.to_vec(),
            Self::Declared(book) => book.columns().collect(),
        }
    }

    /// The columns without which a row cannot become a case.
    #[must_use]
    pub fn required(self) -> Vec<Column> {
        match self {
            Self::Petitions => {
                vec![Column::PetitionNumber, Column::RegisteredOn, Column::Channel, Column::Category]
            }
            Self::FireHazards => {
                vec![Column::HazardNumber, Column::FoundOn, Column::Address, Column::HazardKind]
            }
            Self::IllegalStructures => {
                vec![Column::StructureNumber, Column::FoundOn, Column::Address, Column::StructureArea]
            }
            Self::Inspections => vec![
                Column::InspectionNumber,
                Column::InspectedOn,
                Column::Unit,
                Column::Address,
                Column::HazardCount,
            ],
            Self::Declared(book) => book.required(),
        }
    }
}

const PETITIONS: &[Column] = &[
    Column::PetitionNumber,
    Column::RegisteredOn,
    Column::Channel,
    Column::Heads,
    Column::Petitioner,
    Column::Phone,
    Column::IdNumber,
    Column::HomeAddress,
    Column::Committee,
    Column::Category,
    Column::Request,
    Column::FirstTime,
    Column::Route,
    Column::Department,
    Column::AcceptedOn,
    Column::ConcludedOn,
    Column::Satisfaction,
    Column::Dispute,
    Column::SettledOn,
];

const FIRE_HAZARDS: &[Column] = &[
    Column::HazardNumber,
    Column::FoundOn,
    Column::PlaceName,
    Column::PlaceKind,
    Column::Address,
    Column::Committee,
    Column::HazardKind,
    Column::Description,
    Column::Inspectors,
    Column::NoticeNumber,
    Column::Deadline,
    Column::ReinspectedOn,
    Column::ReinspectionResult,
    Column::FixedOn,
];

const ILLEGAL_STRUCTURES: &[Column] = &[
    Column::StructureNumber,
    Column::FoundOn,
    Column::Zone,
    Column::Address,
    Column::Committee,
    Column::StructureKind,
    Column::Construction,
    Column::StructureArea,
    Column::Party,
    Column::FiledOn,
    Column::OrderNumber,
    Column::DemolishedOn,
    Column::DemolishedArea,
    Column::DemolitionKind,
];

const INSPECTIONS: &[Column] = &[
    Column::InspectionNumber,
    Column::InspectedOn,
    Column::Unit,
    Column::Industry,
    Column::Address,
    Column::Committee,
    Column::Inspectors,
    Column::Leader,
    Column::HazardCount,
    Column::Findings,
    Column::OpinionNumber,
    Column::Deadline,
    Column::ReinspectedOn,
    Column::SecondOpinionNumber,
    Column::ReinspectionResult,
];

macro_rules! columns {
    ($($(#[$doc:meta])* $column:ident = $name:literal $(| $alias:literal)*;)+) => {
        /// A column of a ledger.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Column {
            $($(#[$doc])* $column,)+
            /// A column of the ledger of a declared kind.
            Declared(OwnColumn),
        }

        impl Column {
            /// Every column of the ledgers that are written in Rust.
            pub const ALL: &'static [Self] = &[$(Self::$column),+];

            /// Its name, exactly as in the 2019 ledgers.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$column => $name,)+
                    Self::Declared(column) => column.name(),
                }
            }

            /// What other offices call it.
            #[must_use]
            pub fn aliases(self) -> Vec<&'static str> {
                match self {
                    $(Self::$column => vec![$($alias),*],)+
                    Self::Declared(column) => column.aliases(),
                }
            }
        }
    };
}

columns! {
    /// The number of a petition.
    PetitionNumber = "信访编号" | "信访件编号" | "信访件号" | "信访号" | "信访登记编号" | "登记编号" | "编号";
    /// The day on which a petition was registered.
    RegisteredOn = "登记日期" | "登记时间" | "收件日期" | "收件时间" | "信访日期" | "信访时间" | "来访日期";
    /// How a petition came in.
    Channel = "信访形式" | "形式" | "渠道" | "信访渠道" | "信访方式" | "来源渠道";
    /// How many people came.
    Heads = "人次" | "人数" | "信访人数" | "来访人数" | "信访人次" | "来访人次";
    /// Who brings a petition.
    Petitioner = "信访人" | "信访人姓名" | "姓名" | "来访人" | "来信人" | "上访人" | "反映人";
    /// The petitioner's telephone number.
    Phone = "联系电话" | "电话" | "联系方式" | "手机" | "手机号" | "手机号码" | "电话号码" | "联系电话号码";
    /// The petitioner's identity number.
    IdNumber = "证件号码" | "证件号" | "身份证" | "身份证号" | "身份证号码" | "公民身份号码";
    /// Where the petitioner lives.
    HomeAddress = "住址" | "家庭住址" | "居住地址" | "联系地址" | "信访人住址" | "现住址" | "地址";
    /// The residents' committee.
    Committee = "居委会" | "居委" | "所属居委" | "所属居委会" | "居民区" | "居村委" | "所在居委" | "所在居委会";
    /// What a petition is about.
    Category = "内容分类" | "分类" | "类别" | "信访类别" | "问题类别" | "问题分类" | "信访内容分类";
    /// What is asked.
    Request = "主要诉求" | "诉求" | "信访内容" | "内容" | "主要内容" | "信访事项" | "反映内容" | "诉求内容";
    /// Whether the petition is the first about its matter.
    FirstTime = "初次/重复" | "初重" | "初重件" | "初/重" | "初次或重复" | "初信重信" | "是否重复" | "是否初次";
    /// The way in which a petition is handled.
    Route = "办理方式" | "处理方式" | "办理途径" | "处置方式";
    /// Who handles it.
    Department = "承办科室" | "承办部门" | "责任科室" | "责任部门" | "办理科室" | "承办单位" | "办理部门";
    /// The day on which a petition was accepted.
    AcceptedOn = "受理日期" | "受理时间";
    /// The deadline that the paper names itself.
    OwnDeadline = "办理期限" | "办结期限" | "办理时限" | "答复期限";
    /// The day on which a petition was concluded.
    ConcludedOn = "办结日期" | "办结时间" | "答复日期" | "答复时间" | "完结日期";
    /// How content the petitioner was.
    Satisfaction = "满意度" | "满意度评价" | "评价" | "满意情况" | "群众满意度";
    /// The list on which the dispute stands.
    Dispute = "矛盾类别" | "矛盾类型" | "矛盾分类" | "矛盾性质";
    /// The day on which the dispute was settled.
    SettledOn = "化解日期" | "化解时间";
    /// The number of a fire hazard.
    HazardNumber = "隐患编号" | "消防隐患编号" | "火灾隐患编号" | "隐患号" | "编号";
    /// The day on which a hazard or a structure was found.
    FoundOn = "发现日期" | "发现时间" | "检查日期" | "检查时间" | "巡查日期" | "排查日期" | "巡查时间";
    /// The name of the place.
    PlaceName = "场所名称" | "单位名称" | "场所" | "名称" | "检查单位" | "被检查单位" | "场所单位名称";
    /// The kind of place.
    PlaceKind = "场所类型" | "场所类别" | "单位类型" | "单位类别" | "场所性质";
    /// The address of the place.
    Address = "地址" | "场所地址" | "单位地址" | "隐患地址" | "违建地址" | "地点" | "详细地址" | "违建地点"
        | "具体地址" | "坐落" | "坐落地址" | "违法建筑地址";
    /// The kind of hazard.
    HazardKind = "隐患类别" | "隐患类型" | "隐患分类" | "隐患种类";
    /// The hazard in words.
    Description = "隐患描述" | "隐患内容" | "隐患情况" | "存在问题" | "存在隐患" | "主要隐患" | "隐患问题";
    /// Who inspected.
    Inspectors = "检查人" | "检查人员" | "检查员" | "巡查人" | "巡查人员" | "监督检查人员";
    /// The number of the notice to correct.
    NoticeNumber = "整改通知书编号" | "通知书编号" | "整改通知书文号" | "整改通知书号" | "责令整改通知书编号"
        | "责令限期改正通知书编号" | "文书编号" | "通知书文号";
    /// The day by which the hazard is to be fixed.
    Deadline = "整改期限" | "整改时限" | "限期整改日期" | "整改截止日期" | "整改限期" | "限改日期";
    /// The day of the re-inspection.
    ReinspectedOn = "复查日期" | "复查时间" | "复检日期";
    /// What the re-inspection found.
    ReinspectionResult = "复查结果" | "复查情况" | "复查结论" | "复检结果";
    /// The day on which the hazard was fixed.
    FixedOn = "整改完成日期" | "整改完成时间" | "完成日期" | "整改日期" | "销案日期" | "完成整改日期";
    /// The number of an illegal structure.
    StructureNumber = "违建编号" | "违法建筑编号" | "违建号" | "违法搭建编号" | "案件编号" | "编号";
    /// On the island or not.
    Zone = "区域" | "所属区域" | "片区" | "区域划分";
    /// Whether the structure stood before or is new.
    StructureKind = "类型" | "违建类型" | "违建性质" | "存量/新增" | "新增/存量" | "违建类别";
    /// What it is built of.
    Construction = "结构" | "建筑结构" | "结构类型" | "违建结构";
    /// Its area.
    StructureArea = "违法建筑面积(㎡)" | "违建面积" | "面积" | "建筑面积" | "违法面积" | "违法搭建面积";
    /// Whose it is.
    Party = "当事人" | "当事人姓名" | "搭建人" | "违建当事人" | "违法当事人" | "业主";
    /// The day on which the case was filed.
    FiledOn = "立案日期" | "立案时间";
    /// The number of the order to demolish.
    OrderNumber = "责令限期拆除决定书编号" | "限期拆除决定书编号" | "决定书编号" | "拆除决定书编号" | "限拆决定书编号"
        | "决定书文号" | "责令限期拆除决定书文号";
    /// The day of the demolition.
    DemolishedOn = "拆除日期" | "拆除时间" | "拆违日期" | "拆违时间";
    /// The area demolished.
    DemolishedArea = "拆除面积(㎡)" | "拆违面积" | "已拆面积" | "实拆面积" | "已拆除面积";
    /// The number of an inspection of an enterprise.
    InspectionNumber = "检查编号" | "检查记录编号" | "检查号" | "安全检查编号" | "编号";
    /// The day of the inspection.
    InspectedOn = "检查日期" | "检查时间" | "检查日" | "执法检查日期";
    /// The unit that was inspected.
    Unit = "单位名称" | "企业名称" | "被检查单位" | "受检单位" | "检查单位" | "生产经营单位" | "被查单位名称";
    /// The trade of the unit.
    Industry = "行业类别" | "行业" | "所属行业" | "企业类别" | "行业类型" | "行业分类";
    /// The leader who led the inspection.
    Leader = "带队领导" | "带队人" | "带队检查领导" | "领导带队";
    /// How many hazards the inspection found.
    HazardCount = "隐患条数" | "隐患数" | "隐患数量" | "发现隐患数" | "发现隐患条数" | "隐患（条）";
    /// What the inspection found, in words.
    Findings = "隐患内容" | "隐患情况" | "隐患描述" | "存在问题" | "存在隐患" | "主要隐患" | "检查情况" | "问题隐患";
    /// The number of the opinion.
    OpinionNumber = "意见书编号" | "监督检查意见书编号" | "检查意见书编号" | "意见书文号" | "意见书号" | "整改意见书编号";
    /// The number of the opinion of the re-inspection.
    SecondOpinionNumber = "复查意见书编号" | "复查意见书文号" | "复查意见书号" | "整改复查意见书编号";
    /// How it was demolished.
    DemolitionKind = "拆除方式" | "拆违方式" | "拆除形式";
}
