//! The lives at whose end each kind of paper is issued, and what it then has to say.
mod structures;

use super::office::{find, officers, order, record, reinspect};
use crate::committing::lives::{matter, on, register, word};
use crate::policy::people::{accept, conclude};
use anjuan::cases::fire_hazard::{HazardCommand, ReinspectionOutcome};
use anjuan::cases::inspection::{HazardNo, HazardResult, InspectionCommand};
use anjuan::cases::occurred::Dated;
use anjuan::cases::paper::PaperKind;
use anjuan::cases::petition::{Destination, PetitionCommand, ReviewOutcome};
use anjuan::commands::AnyOrder;

/// A case up to the step of which a paper tells.
pub struct Life {
    /// The number of the case.
    pub case: &'static str,
    /// The lawful steps before it.
    pub before: Vec<AnyOrder>,
    /// The step itself.
    pub step: AnyOrder,
    /// A paper that is issued first, whose number this one tells.
    pub after: Option<PaperKind>,
    /// The series of its number.
    pub series: &'static str,
    /// What it has to say, beside its number, the case's and the day on which it is issued.
    pub said: Vec<&'static str>,
    /// What it must not say.
    pub unsaid: Vec<&'static str>,
    /// Whether a step before it has such a paper, too.
    pub again: bool,
}

impl Life {
    fn unsaid(self, unsaid: &[&'static str]) -> Self {
        Self { unsaid: unsaid.to_vec(), ..self }
    }

    fn after(self, first: PaperKind) -> Self {
        Self { after: Some(first), ..self }
    }

    fn again(self) -> Self {
        Self { again: true, ..self }
    }
}

/// A command on a day.
fn at<C>(day: &str, command: C) -> AnyOrder
where
    AnyOrder: From<Dated<C>>,
{
    on(day, command).into()
}

fn life(case: &'static str, mut steps: Vec<AnyOrder>, series: &'static str, said: &[&'static str]) -> Life {
    let step = steps.pop().expect("a step");
    Life {
        case,
        before: steps,
        step,
        after: None,
        series,
        said: said.to_vec(),
        unsaid: Vec::new(),
        again: false,
    }
}

/// Every life of a kind: none is left out, for a kind that is not named here does not compile.
pub fn lives(kind: PaperKind) -> Vec<Life> {
    match kind {
        PaperKind::Receipt
        | PaperKind::Acceptance
        | PaperKind::NotAccepted
        | PaperKind::Forwarding
        | PaperKind::Extension
        | PaperKind::Opinion => petitions(kind),
        PaperKind::ReviewOpinion => reviews(),
        PaperKind::FinalReviewOpinion => vec![final_review()],
        PaperKind::OrderToCorrect => vec![ordered(), ordered_after_an_inspection()],
        PaperKind::ReinspectionOpinion => reinspections(),
        PaperKind::Seal => seals(),
        PaperKind::OrderToDemolish => vec![structures::order_to_demolish()],
        PaperKind::Urging => vec![structures::urging()],
        PaperKind::Announcement => vec![structures::announcement(), structures::announcement_of_force()],
        PaperKind::InspectionOpinion => vec![inspected()],
        PaperKind::ProofOfService => vec![served()],
    }
}

fn petition(case: &'static str, steps: Vec<AnyOrder>, series: &'static str, said: &[&'static str]) -> Life {
    let mut all = vec![at("2019-11-01", register(case))];
    all.extend(steps);
    let mut life = life(case, all, series, said);
    life.said.push("何家明：");
    life
}

fn accepted() -> AnyOrder {
    at("2019-11-05", accept())
}

fn petitions(kind: PaperKind) -> Vec<Life> {
    use PetitionCommand as C;
    let declined = C::DeclinePetition { reason: Some(matter("已经仲裁")) };
    let redirected = C::RedirectPetition { to: Some(word("杨浦区人力资源和社会保障局")) };
    let to = || Destination::Department(word("城管中队"));
    let (from, article) = ("2019年11月1日提出", "《信访条例》第二十二条");
    let sent = |case, command, said: &[&'static str]| {
        let mut life = petition(case, vec![at("2019-11-05", command)], "定信转字", said);
        life.said.retain(|said| *said != "何家明：");
        life.said.extend(["城管中队：", "何家明", from, article]);
        life
    };
    let asked = C::RequestExtension {
        days: 30.try_into().expect("days"),
        reason: matter("涉及多个部门，需要现场勘查。"),
    };
    let extended = vec![
        accepted(),
        at("2019-12-20", asked),
        at("2019-12-23", C::ApproveExtension { petitioner_told: Some(true) }),
    ];
    match kind {
        PaperKind::Receipt => {
            let said = ["信访事项登记回执", "2019年11月1日以来信方式", article, "2019年11月18日前", "查询码"];
            vec![petition("XF-01", vec![], "定信登字", &said)]
        }
        PaperKind::Acceptance => {
            let conclude = ["《信访条例》第三十三条", "2020年1月6日前办结"];
            let said = ["信访事项受理告知书", from, article, "2019年11月5日决定予以受理"];
            vec![petition("XF-02", vec![accepted()], "定信受字", &[&said[..], &conclude[..]].concat())]
        }
        PaperKind::NotAccepted => {
            let said = ["信访事项不予受理告知书", from, "因已经仲裁，", article, "2019年11月5日决定不予受理"];
            let to = [
                "信访事项不属本机关受理告知书",
                from,
                article,
                "2019年11月5日告知您：请向杨浦区人力资源和社会保障局提出",
            ];
            vec![
                petition("XF-03", vec![at("2019-11-05", declined)], "定信不受字", &said),
                petition("XF-04", vec![at("2019-11-05", redirected)], "定信不受字", &to),
            ]
        }
        PaperKind::Forwarding => vec![
            sent("XF-05", C::ForwardPetition { to: to() }, &["信访事项转送函", "2019年11月5日将该事项转送"]),
            sent("XF-06", C::AssignPetition { to: to() }, &["信访事项交办函", "2019年11月5日将该事项交由"]),
        ],
        PaperKind::Extension => {
            let said = [
                "信访事项延长办理期限告知书",
                from,
                "理由是：涉及多个部门，需要现场勘查。根据",
                "《信访条例》第三十三条",
                "2019年12月23日批准",
                "延长办理期限30日",
                "办结期限延至2020年2月3日",
            ];
            vec![petition("XF-07", extended, "定信延字", &said)]
        }
        _ => {
            let said = [
                "信访事项处理意见书",
                "反映物业管理问题，请求协调处理",
                "《信访条例》第三十三条",
                "2019年11月7日作出如下处理意见：解释说明",
                "《信访条例》第三十四条",
                "三十日内，书面请求原办理机关的上一级机关复查",
            ];
            vec![petition("XF-08", vec![accepted(), at("2019-11-07", conclude())], "定信处字", &said)]
        }
    }
}

/// Concluded, served, and a review asked for and decided.
fn reviewed(outcome: ReviewOutcome) -> Vec<AnyOrder> {
    use PetitionCommand as C;
    vec![
        accepted(),
        at("2019-11-07", conclude()),
        at("2019-11-08", C::ServeReply {}),
        at("2019-11-15", C::RequestReview {}),
        at("2019-12-02", C::DecideReview { outcome, paper: None }),
    ]
}

fn reviews() -> Vec<Life> {
    let decided = ["信访事项复查意见书", "2019年11月15日提出的复查请求", "《信访条例》第三十四条"];
    let upheld = [
        "2019年12月2日作出复查意见：对原处理意见予以维持",
        "《信访条例》第三十五条",
        "三十日内，向复查机关的上一级机关请求复核",
    ];
    let back = ["2019年12月2日作出复查意见：将原处理意见发回重新办理，由原办理机关重新作出书面处理意见"];
    let review = |case, outcome, said: &[&'static str]| {
        petition(case, reviewed(outcome), "定信复查字", &[&decided[..], said].concat())
    };
    vec![
        review("XF-09", ReviewOutcome::Upheld, &upheld).after(PaperKind::Opinion),
        // What is done again has no further remedy yet.
        review("XF-10", ReviewOutcome::SentBack, &back).unsaid(&["三十日内"]),
    ]
}

fn final_review() -> Life {
    use PetitionCommand as C;
    let mut steps = reviewed(ReviewOutcome::Changed);
    steps.extend([
        at("2019-12-06", C::RequestFinalReview {}),
        at("2019-12-13", C::HoldHearing { days: 2.try_into().expect("days") }),
        at("2019-12-20", C::DecideFinalReview { outcome: ReviewOutcome::Upheld, paper: None }),
    ]);
    let said = [
        "信访事项复核意见书",
        "2019年12月6日提出的复核请求",
        "《信访条例》第三十五条",
        "举行听证",
        "2019年12月20日作出复核意见：对原复查意见予以维持",
        "信访终结性意见",
        "同一事实和理由提出投诉请求的，各级机关不再受理",
    ];
    petition("XF-11", steps, "定信复核字", &said).after(PaperKind::ReviewOpinion)
}

const APPEAL: [&str; 4] =
    ["《行政复议法》", "六十日内申请行政复议", "《行政诉讼法》", "六个月内提起行政诉讼"];

fn hazard(case: &'static str, steps: Vec<AnyOrder>, series: &'static str, said: &[&'static str]) -> Life {
    let mut all = vec![at("2019-11-04", find(case))];
    all.extend(steps);
    let mut life = life(case, all, series, said);
    life.said.extend(["黎平餐饮店：", "杭州路242弄53号"]);
    life
}

fn ordered() -> Life {
    let said = [
        "责令限期改正通知书",
        "2019年11月4日检查",
        "消防设施缺失或损坏。消防设施缺失，影响消防安全",
        "《消防监督检查规定》第十九条",
        "2019年11月5日决定责令",
        "2019年11月15日前改正",
    ];
    let steps = vec![at("2019-11-05", order(None))];
    hazard("XH-01", steps, "定消改字", &[&said[..], &APPEAL[..]].concat())
}

const FOUND: [&str; 2] = ["配电箱未上锁", "灭火器过期"];

fn inspection(case: &'static str, steps: Vec<AnyOrder>, series: &'static str, said: &[&'static str]) -> Life {
    let mut all = vec![at("2019-11-04", record(case, &FOUND))];
    all.extend(steps);
    let mut life = life(case, all, series, said);
    life.said.extend(["长海路印务有限公司：", "长海路1号", "《安全生产法》"]);
    life
}

fn rectify(hazards: &[u16]) -> AnyOrder {
    let hazards = hazards.iter().copied().map(HazardNo).collect();
    let (deadline, inspectors) = (word("2019-11-12"), officers());
    let command = InspectionCommand::OrderRectification { hazards, deadline, opinion: None, inspectors };
    at("2019-11-05", command)
}

fn ordered_after_an_inspection() -> Life {
    let said = [
        "责令限期改正通知书",
        "2019年11月4日检查",
        "1．灭火器过期",
        "2019年11月5日决定责令",
        "2019年11月12日前改正",
    ];
    let said = [&said[..], &APPEAL[..]].concat();
    // The order is of the second hazard alone.
    inspection("AJ-01", vec![rectify(&[2])], "定安改字", &said).unsaid(&["配电箱"])
}

fn look(day: &str, outcome: Option<ReinspectionOutcome>, named: &[(u16, ReinspectionOutcome)]) -> AnyOrder {
    let result = |(no, outcome): &(u16, _)| HazardResult { hazard: HazardNo(*no), outcome: *outcome };
    let (results, inspectors) = (named.iter().map(result).collect(), officers());
    at(day, InspectionCommand::ReinspectHazards { outcome, results, opinion: None, inspectors })
}

fn reinspections() -> Vec<Life> {
    use ReinspectionOutcome::{Failed, Passed};
    const DONE: &str = "责令改正的隐患已整改到位";
    const GO_ON: &str = "未改正的隐患应当继续整改";
    let fire = |case, outcome, said: &[&'static str]| {
        let steps = vec![at("2019-11-05", order(None)), at("2019-11-18", reinspect(outcome))];
        let law = ["复查意见书", "《消防监督检查规定》第二十条", "2019年11月18日对你单位"];
        hazard(case, steps, "定消复字", &[&law[..], said].concat())
    };
    let safety = |case, looks: Vec<AnyOrder>, said: &[&'static str]| {
        let mut steps = vec![rectify(&[])];
        steps.extend(looks);
        inspection(case, steps, "定安复字", &[&["复查意见书"], said].concat())
    };
    let (first, second) = ("第1项隐患（配电箱未上锁）：合格", "第2项隐患（灭火器过期）：");
    vec![
        fire("XH-02", Passed, &["消防设施缺失或损坏：合格", DONE]).after(PaperKind::OrderToCorrect),
        fire("XH-03", Failed, &["消防设施缺失或损坏：不合格", GO_ON]).unsaid(&[DONE]),
        safety(
            "AJ-02",
            vec![look("2019-11-13", Some(Passed), &[(2, Failed)])],
            &["2019年11月13日对你单位", first, "第2项隐患（灭火器过期）：不合格", GO_ON],
        )
        .after(PaperKind::OrderToCorrect)
        .unsaid(&[DONE]),
        // Only one was looked at, so the other is left.
        safety("AJ-03", vec![look("2019-11-13", None, &[(1, Passed)])], &[first, GO_ON])
            .unsaid(&[DONE, second]),
        // The other passes later, and with it all.
        safety(
            "AJ-04",
            vec![look("2019-11-13", None, &[(1, Passed)]), look("2019-11-20", Some(Passed), &[])],
            &["2019年11月20日对你单位", "第2项隐患（灭火器过期）：合格", DONE],
        )
        .again()
        .unsaid(&[first, GO_ON]),
    ]
}

fn seals() -> Vec<Life> {
    use HazardCommand as C;
    let sealed = |emergency| {
        let seal = C::SealPremises { emergency, paper: None, until: Some(word("2019-11-30")) };
        at("2019-11-06", seal)
    };
    let said = [
        "临时查封决定书",
        "消防设施缺失或损坏",
        "《消防监督检查规定》第二十三条",
        "期限自2019年11月6日起至2019年11月30日止",
        "不得擅自拆封",
    ];
    let said = |own: &[&'static str]| [&said[..], own, &APPEAL[..]].concat();
    let decided = at("2019-11-07", C::DecideSeal { paper: None });
    let (at_once, later) = (said(&["2019年11月6日决定"]), said(&["2019年11月7日决定", "因情况紧急"]));
    vec![
        hazard("XH-04", vec![sealed(false)], "定消封字", &at_once).unsaid(&["因情况紧急"]),
        // What was sealed in an emergency has no decision yet.
        hazard("XH-05", vec![sealed(true), decided], "定消封字", &later),
    ]
}

fn served() -> Life {
    let said = ["送达回证", "《责令限期改正通知书》", "黎平餐饮店", "收件人签名"];
    let steps = vec![at("2019-11-04", find("XH-06")), at("2019-11-05", order(None))];
    life("XH-06", steps, "定送证字", &said).after(PaperKind::OrderToCorrect)
}

fn inspected() -> Life {
    let said = [
        "安全生产监督检查意见书",
        "2019年11月4日对你单位",
        "1．配电箱未上锁",
        "2．灭火器过期",
        "书面申请复查",
    ];
    inspection("AJ-05", vec![], "定安检字", &said)
}
