//! The table behind [`Rule::on`](super::Rule::on): each rule's texts, oldest first.

use chrono::NaiveDate;

use super::Length::{Days, Hours, Months, Workdays};
use super::{Length, Rule, RuleInForce, Statute, Term};

const PETITIONS_2005: NaiveDate = day(2005, 5, 1);
const PETITIONS_2005_LAST: NaiveDate = day(2022, 4, 30);
const PETITIONS_2022: NaiveDate = day(2022, 5, 1);
const SIMPLIFIED_2016: NaiveDate = day(2016, 7, 1);
const FIRE_LAW_2009: NaiveDate = day(2009, 5, 1);
const FIRE_RULES_2012: NaiveDate = day(2012, 11, 1);
const PLANNING_2008: NaiveDate = day(2008, 1, 1);
/// The rules are older; from here on their present articles are known to stand beside 行政强制法.
const SHANGHAI_2012: NaiveDate = day(2012, 1, 1);
const COERCION_2012: NaiveDate = day(2012, 1, 1);
const PENALTY_1996: NaiveDate = day(1996, 10, 1);
const PENALTY_2021: NaiveDate = day(2021, 7, 15);
const RECONSIDERATION_1999: NaiveDate = day(1999, 10, 1);
const RECONSIDERATION_2024: NaiveDate = day(2024, 1, 1);
const LITIGATION_1990: NaiveDate = day(1990, 10, 1);
const LITIGATION_2015: NaiveDate = day(2015, 5, 1);
/// An office can set terms of its own for as long as there are offices.
const OFFICE: NaiveDate = day(1949, 10, 1);
const SAFETY_2002: NaiveDate = day(2002, 11, 1);
const SAFETY_2014: NaiveDate = day(2014, 12, 1);
const SAFETY_2021: NaiveDate = day(2021, 9, 1);

/// The texts in which a rule has stood: the first, and those that followed.
#[derive(Clone, Copy)]
pub(super) struct Versions {
    first: Version,
    later: [Option<Version>; 2],
}

#[derive(Clone, Copy)]
struct Version {
    from: NaiveDate,
    last: NaiveDate,
    law: RuleInForce,
}

impl Versions {
    pub(super) fn on(self, day: NaiveDate) -> RuleInForce {
        let known = self.later.into_iter().rev().flatten().find(|version| version.from <= day);
        let nearest = known.unwrap_or(self.first);
        RuleInForce { in_force: (nearest.from..=nearest.last).contains(&day), ..nearest.law }
    }

    /// All its texts have this term, whose last day rolls.
    fn within(self, length: Length) -> Self {
        self.each(|version| version.within(length))
    }

    fn article_unconfirmed(self) -> Self {
        self.each(Version::article_unconfirmed)
    }

    /// The article of the last text is confirmed.
    fn later_confirmed(mut self) -> Self {
        if let Some(last) = self.later.iter_mut().flatten().next_back() {
            last.law.article_confirmed = true;
        }
        self
    }

    fn each(self, change: impl Fn(Version) -> Version) -> Self {
        Self { first: change(self.first), later: self.later.map(|version| version.map(&change)) }
    }
}

impl Version {
    fn of(statute: Statute, article: u16, from: NaiveDate) -> Self {
        let law = RuleInForce {
            statute,
            article,
            term: None,
            in_force: true,
            confirmed: true,
            article_confirmed: true,
        };
        Self { from, last: NaiveDate::MAX, law }
    }

    fn until(self, last: NaiveDate) -> Self {
        Self { last, ..self }
    }

    fn within(self, length: Length) -> Self {
        self.term(Term { length, rolls: true })
    }

    /// A term whose last day does not roll.
    fn exactly(self, length: Length) -> Self {
        self.term(Term { length, rolls: false })
    }

    fn term(mut self, term: Term) -> Self {
        self.law.term = Some(term);
        self
    }

    fn unconfirmed(mut self) -> Self {
        self.law.confirmed = false;
        self.article_unconfirmed()
    }

    fn article_unconfirmed(mut self) -> Self {
        self.law.article_confirmed = false;
        self
    }

    fn only(self) -> Versions {
        Versions { first: self, later: [None; 2] }
    }

    fn then(self, later: Self) -> Versions {
        Versions { first: self, later: [Some(later), None] }
    }
}

pub(super) fn versions(rule: Rule) -> Versions {
    match rule {
        Rule::RegisterPetition => petitions(22, 23),
        Rule::InformPetitioner => petitions(22, 23).within(Days(15)),
        Rule::ReturnForwarded => petitions_2022(23).within(Workdays(5)).only(),
        Rule::ConcludePetition => petitions(33, 34).within(Days(60)),
        Rule::ExtendPetition => petitions(33, 34).within(Days(30)),
        Rule::RequestReview | Rule::DecideReview => petitions(34, 35).within(Days(30)),
        Rule::RequestFinalReview | Rule::DecideFinalReview => petitions(35, 36).within(Days(30)),
        Rule::FinalDecisionBars => petitions(35, 36),
        Rule::SimplifiedAcceptance => simplified(Workdays(3)).unconfirmed().only(),
        Rule::SimplifiedConclusion => simplified(Workdays(10)).article_unconfirmed().only(),
        Rule::RepresentativesAtMostFive => petitions(18, 20).article_unconfirmed(),
        Rule::ClassifiedHandling => petitions_2022(31).only(),
        Rule::ProtectAccuser => petitions_2005(23).unconfirmed().then(petitions_2022(30)),
        Rule::Recusal => petitions(30, 0).article_unconfirmed(),

        Rule::TwoInspectors => fire(14).only(),
        Rule::CheckBlockedExit => fire(18).exactly(Hours(24)).only(),
        Rule::CheckComplaint => fire(18).within(Workdays(3)).only(),
        Rule::OrderCorrectionAtOnce | Rule::CorrectByPrintedDay => fire(19).only(),
        Rule::OrderCorrection => fire(19).within(Workdays(3)).only(),
        Rule::ReinspectHazard => fire(20).within(Workdays(3)).only(),
        Rule::DecideSeal => fire(23).within(Workdays(3)).only(),
        Rule::DecideEmergencySeal => fire(23).exactly(Hours(24)).only(),
        Rule::SealAtMost => fire(22).exactly(Days(30)).unconfirmed().only(),
        Rule::NoBlockedExit => Version::of(Statute::FireLaw, 28, FIRE_LAW_2009).unconfirmed().only(),

        Rule::PlanningBreach => Version::of(Statute::UrbanPlanningLaw, 64, PLANNING_2008).only(),
        Rule::OnSite => shanghai(7).exactly(Hours(24)).only(),
        Rule::OnSiteStillBuilding => shanghai(7).exactly(Hours(2)).only(),
        Rule::InformInformant => shanghai(5).within(Months(1)).only(),
        Rule::DemolitionOrdered => shanghai(8).only(),
        Rule::StructureNotice => shanghai(9).within(Days(10)).only(),
        Rule::DistrictDecidesForce | Rule::AssistOnRequest => shanghai(10).only(),
        Rule::DemolishUnderConstruction => shanghai(11).only(),
        Rule::DemandBeforeForce => coercion(35).article_unconfirmed().only(),
        Rule::PartyHeardBeforeForce => coercion(36).article_unconfirmed().only(),
        Rule::NoDemolitionAtNight | Rule::NoDemolitionOnHoliday | Rule::NoUtilitiesCut => coercion(43).only(),
        Rule::NoForceWhileSuspended => coercion(39).article_unconfirmed().only(),
        Rule::DemolitionAnnounced => coercion(44).only(),
        Rule::DemolitionAfterAppealTerms => appeal_terms_lapsed(),
        Rule::AppealByReconsideration => reconsideration(),
        Rule::AppealBySuit => suit(),
        Rule::TwoOfficers => penalty(37, PENALTY_1996).unconfirmed().then(penalty(42, PENALTY_2021)),
        Rule::PenaltyDecision => penalty(60, PENALTY_2021).within(Days(90)).only(),
        Rule::WholeProcessRecorded => penalty(47, PENALTY_2021).only(),

        Rule::SafetyInspectionRecorded => safety([59, 65, 68]).later_confirmed(),
        Rule::CorrectSafetyHazard => safety([56, 62, 65]),
        Rule::ReinspectSafetyHazard => {
            Version::of(Statute::WorkSafetyLaw, 0, SAFETY_2002).within(Workdays(3)).unconfirmed().only()
        }
        Rule::OfficeTerm => Version::of(Statute::OfficeDeclaration, 0, OFFICE).article_unconfirmed().only(),
    }
}

/// The subdistrict is an organ other than a petition bureau, so the articles of 22-23 / 21-22 are the second ones.
fn petitions(article_2005: u16, article_2022: u16) -> Versions {
    petitions_2005(article_2005).then(petitions_2022(article_2022))
}

fn petitions_2005(article: u16) -> Version {
    Version::of(Statute::PetitionRegulations2005, article, PETITIONS_2005).until(PETITIONS_2005_LAST)
}

fn petitions_2022(article: u16) -> Version {
    Version::of(Statute::PetitionWorkRegulations2022, article, PETITIONS_2022)
}

fn simplified(length: Length) -> Version {
    Version::of(Statute::SimplifiedPetitionMeasures2016, 0, SIMPLIFIED_2016).within(length)
}

fn fire(article: u16) -> Version {
    Version::of(Statute::FireInspectionRules2012, article, FIRE_RULES_2012)
}

fn shanghai(article: u16) -> Version {
    Version::of(Statute::ShanghaiDemolitionRules, article, SHANGHAI_2012)
}

fn coercion(article: u16) -> Version {
    Version::of(Statute::AdministrativeCoercionLaw, article, COERCION_2012)
}

fn penalty(article: u16, from: NaiveDate) -> Version {
    Version::of(Statute::AdministrativePenaltyLaw, article, from)
}

fn appeal_terms_lapsed() -> Versions {
    let since_2015 = Version { from: LITIGATION_2015, ..coercion(44) };
    coercion(44).within(Months(3)).unconfirmed().then(since_2015.within(Months(6)))
}

fn reconsideration() -> Versions {
    let of = |article, from| Version::of(Statute::AdministrativeReconsiderationLaw, article, from);
    of(9, RECONSIDERATION_1999).then(of(20, RECONSIDERATION_2024)).within(Days(60)).article_unconfirmed()
}

fn suit() -> Versions {
    let of = |article, from| Version::of(Statute::AdministrativeLitigationLaw, article, from);
    let since_2015 = of(46, LITIGATION_2015).within(Months(6)).article_unconfirmed();
    of(39, LITIGATION_1990).within(Months(3)).unconfirmed().then(since_2015)
}

/// Three editions of 安全生产法, whose older articles are not confirmed.
fn safety([first, second, third]: [u16; 3]) -> Versions {
    let of = |article, from| Version::of(Statute::WorkSafetyLaw, article, from).article_unconfirmed();
    let later = [Some(of(second, SAFETY_2014)), Some(of(third, SAFETY_2021))];
    Versions { first: of(first, SAFETY_2002), later }
}

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => panic!("only evaluated at compile time, for the constants above"),
    }
}
