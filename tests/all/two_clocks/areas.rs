//! What sites and areas mean on two clocks, said in examples.
use super::office::Office;
use crate::support::stores::ENGINES;
use anjuan::cases::area::Area;
use anjuan::cases::illegal_structure::{SiteNo, StructureCommand as Command};

const SITES: [&str; 3] = ["structures.found", "structures.demolished_sites", "structures.standing_sites"];

#[tokio::test]
async fn a_case_counts_as_one_site_until_its_sites_are_determined() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.report("2019-03-01").await;
        office.determine(case, "2019-03-10", &[(1, 1_000), (2, 2_000)]).await;
        office.determine(case, "2019-04-10", &[(3, 3_000)]).await;
        for (as_of, found) in [
            ("2019-02-28", "0"),
            ("2019-03-01", "1"),
            ("2019-03-09", "1"),
            ("2019-03-10", "2"),
            ("2019-04-09", "2"),
            ("2019-04-10", "3"),
        ] {
            let values = office.values(SITES, as_of, None).await;
            assert_eq!(values, [found, "0", found], "{engine:?} as of {as_of}");
        }
    }
}

#[tokio::test]
async fn a_partial_demolition_counts_its_area_on_its_day_and_its_site_when_all_of_it_is_gone() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.structure("2019-03-01", &[(1, 10_000)]).await;
        office.demolish(case, "2019-04-10", 1, 4_050).await;
        office.demolish(case, "2019-06-10", 1, 5_950).await;
        let figures = ["structures.demolished_area_m2", "structures.demolished_sites"];
        for (as_of, values) in [
            ("2019-04-09", ["0", "0"]),
            ("2019-04-10", ["40.5", "0"]),
            ("2019-06-09", ["40.5", "0"]),
            ("2019-06-10", ["100", "1"]),
        ] {
            assert_eq!(office.values(figures, as_of, None).await, values, "{engine:?} as of {as_of}");
        }
        let months = office.by("structures.demolished_area_m2", "month").await;
        let told = [("2019-04", "40.5"), ("2019-06", "59.5")];
        assert_eq!(months, told.map(|(month, area)| (month.to_owned(), area.to_owned())), "{engine:?}");
        let months = office.by("structures.demolished_sites", "month").await;
        assert_eq!(months, [("2019-06".to_owned(), "1".to_owned())], "{engine:?}");
    }
}

#[tokio::test]
async fn a_site_accepted_before_all_of_its_area_was_told_as_gone_counts_as_demolished() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.structure("2019-03-01", &[(1, 10_000)]).await;
        office.demolish(case, "2019-04-10", 1, 9_000).await;
        office.paper(case, "2019-04-20", Command::AcceptDemolition { site: SiteNo(1) }).await;
        assert_eq!(office.values(SITES, "2019-04-19", None).await, ["1", "0", "1"], "{engine:?}");
        assert_eq!(office.values(SITES, "2019-04-20", None).await, ["1", "1", "0"], "{engine:?}");
    }
}

#[tokio::test]
async fn a_site_measured_anew_counts_as_demolished_from_the_day_of_the_measurement_on() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.structure("2019-03-01", &[(1, 10_000)]).await;
        office.demolish(case, "2019-04-10", 1, 9_000).await;
        let remeasured = Command::RemeasureSite { site: SiteNo(1), area: Area::from_dm2(9_000) };
        office.paper(case, "2019-05-20", remeasured).await;
        assert_eq!(office.values(SITES, "2019-05-19", None).await, ["1", "0", "1"], "{engine:?}");
        assert_eq!(office.values(SITES, "2019-05-20", None).await, ["1", "1", "0"], "{engine:?}");
        let months = office.by("structures.demolished_sites", "month").await;
        assert_eq!(months, [("2019-04".to_owned(), "1".to_owned())], "{engine:?}: it went in April");
    }
}

#[tokio::test]
async fn what_was_not_illegal_and_is_taken_up_again_counts_on_no_day_between() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.report("2019-03-01").await;
        office.paper(case, "2019-03-10", Command::FindNotIllegal { grounds: None }).await;
        office.paper(case, "2019-03-12", Command::CloseStructure {}).await;
        office.paper(case, "2019-05-01", Command::ReopenStructure { reason: None }).await;
        for (as_of, found) in
            [("2019-03-09", "1"), ("2019-03-10", "0"), ("2019-04-30", "0"), ("2019-05-01", "1")]
        {
            let values = office.values(["structures.found"], as_of, None).await;
            assert_eq!(values, [found], "{engine:?} as of {as_of}");
        }
    }
}
