//! Of illegal structures: ordered, urged, announced.
use super::super::office::{determine, officers, report};
use super::{APPEAL, Life, at, life};
use crate::committing::lives::word;
use anjuan::cases::illegal_structure::{ForceDecider, HearingForm, StructureCommand};
use anjuan::cases::paper::PaperKind;
use anjuan::commands::AnyOrder;

fn structure(case: &'static str, steps: Vec<AnyOrder>, series: &'static str, said: &[&'static str]) -> Life {
    use StructureCommand as C;
    let mut all = vec![
        at("2019-11-01", report(case)),
        at("2019-11-01", C::InvestigateSite { officers: officers() }),
        at("2019-11-04", C::FileCase { officers: officers() }),
        at("2019-11-04", determine()),
        at("2019-11-05", C::OrderDemolition { paper: None, deadline: Some(word("2019-11-20")) }),
    ];
    all.extend(steps);
    let mut life = life(case, all, series, said);
    life.said.push("共青路167号");
    life
}

const SITE: &str = "1．第1处，认定面积40.5平方米，钢结构";

pub(super) fn order_to_demolish() -> Life {
    let said = [
        "责令限期拆除决定书",
        "郭玉琴：",
        SITE,
        "《城乡规划法》第六十四条",
        "《上海市拆除违法建筑若干规定》第八条",
        "2019年11月5日决定责令",
        "2019年11月20日前自行拆除",
    ];
    structure("WJ-01", vec![], "定拆违字", &[&said[..], &APPEAL[..]].concat())
}

/// Announced, served, and urged.
fn urged() -> Vec<AnyOrder> {
    use StructureCommand as C;
    vec![
        at("2019-11-06", C::AnnounceOrder { owner_unknown: false }),
        at("2019-11-07", C::ServeOrder { way: None }),
        at("2019-11-21", C::DemandCompliance { paper: None }),
    ]
}

pub(super) fn urging() -> Life {
    let said = [
        "催告书",
        "郭玉琴：",
        "2019年11月5日作出责令限期拆除决定",
        "《行政强制法》",
        "2019年11月21日予以催告",
        "十日内（指工作日，不含法定节假日）自行拆除",
        "有权进行陈述和申辩",
        "《上海市拆除违法建筑若干规定》第十条",
        "依法强制拆除",
    ];
    structure("WJ-02", urged(), "定拆催字", &said).after(PaperKind::OrderToDemolish)
}

pub(super) fn announcement() -> Life {
    let steps = vec![at("2019-11-06", StructureCommand::AnnounceOrder { owner_unknown: true })];
    let said = [
        "公告",
        "2019年11月5日依法作出责令限期拆除决定",
        SITE,
        "《上海市拆除违法建筑若干规定》第八条的规定，于2019年11月6日予以公告",
        "违法建筑所有人不明，根据《上海市拆除违法建筑若干规定》第九条",
        "2019年11月18日前",
    ];
    structure("WJ-03", steps, "定拆告字", &said).after(PaperKind::OrderToDemolish).unsaid(&["强制拆除"])
}

pub(super) fn announcement_of_force() -> Life {
    use StructureCommand as C;
    let mut steps = urged();
    steps.extend([
        at("2019-11-25", C::HearParty { form: HearingForm::Statement, statement: None }),
        at("2019-12-02", C::DecideForcedDemolition { by: ForceDecider::DistrictGovernment, paper: None }),
        at("2019-12-05", C::AnnounceForcedDemolition {}),
    ]);
    let said = [
        "公告",
        "区政府已于2019年12月2日依法作出强制拆除决定",
        SITE,
        "《行政强制法》第四十四条的规定，于2019年12月5日予以公告",
        "限当事人自公告之日起立即自行拆除",
        "强制拆除不早于2020年5月8日",
    ];
    // That the order was announced is a paper of its own.
    structure("WJ-04", steps, "定拆告字", &said).again().unsaid(&["责令限期拆除决定"])
}
