//! Petitions that the office did not accept, and those that it concluded twice.
use super::books::{PETITION_ENDS, Row, petition};
use super::office::{Office, counts, places};
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::occurred::Dated;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::Request;
use anjuan::exchange::ledgers::Column;

/// A petition that came in, and of which nothing else is told.
fn open(number: &str) -> Row {
    petition(number).without(PETITION_ENDS).without(&[Column::AcceptedOn, Column::Route])
}

fn not_accepted(number: &str, word: &str, column: Column) -> Row {
    open(number).with(Column::Route, word).with(column, "2019-03-08")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_office_did_not_accept_ends_on_the_day_that_the_book_gives() {
    let rows = [
        (not_accepted("XF-1", "不予受理", Column::AcceptedOn), "PetitionDeclined"),
        (not_accepted("XF-2", "不再受理", Column::ConcludedOn), "PetitionDeclined"),
        (not_accepted("XF-3", "告知", Column::AcceptedOn), "PetitionRedirected"),
        (
            not_accepted("XF-4", "告知", Column::AcceptedOn).with(Column::ConcludedOn, "2019-03-08"),
            "PetitionRedirected",
        ),
    ];
    let book: Vec<_> = rows.iter().map(|(row, _)| row.clone()).collect();
    for engine in ENGINES {
        let office = Office::with(engine, &book).await;
        for (row, event) in &rows {
            assert_eq!(office.events(row.number()).await, ["PetitionRegistered", *event], "{engine:?}");
        }
        assert_eq!(counts(&office.import(&book).await), (0, 4, 0), "{engine:?}");
        let figures = office.figures(Some("2019-03-07")).await;
        assert_eq!(figures["figures"]["petitions.open"]["value"], 4, "{engine:?}");
        assert_eq!(office.figure("petitions.open").await, 0, "{engine:?}");
        assert_eq!(office.figure("petitions.closed").await, 0, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_without_acceptance_is_refused_where_the_book_does_not_give_one_day() {
    let two_days =
        not_accepted("XF-2", "不予受理", Column::AcceptedOn).with(Column::ConcludedOn, "2019-03-20");
    let rated = not_accepted("XF-3", "告知", Column::ConcludedOn).with(Column::Satisfaction, "满意");
    let early = open("XF-4").with(Column::Route, "告知").with(Column::AcceptedOn, "2019-02-28");
    let rows = [open("XF-1").with(Column::Route, "不予受理"), two_days, rated, early];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let refused = office.import(&rows).await.refused;
        let wanted = [
            (3, "XF-1", "受理日期", "missing"),
            (4, "XF-2", "办结日期", "not_accepted"),
            (5, "XF-3", "满意度", "rated_before_conclusion"),
            (6, "XF-4", "受理日期", "petition.before_earlier_step"),
        ];
        assert_eq!(places(&refused), wanted, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_may_tell_that_an_open_petition_was_not_accepted_and_then_says_no_other() {
    let told = not_accepted("XF-1", "不予受理", Column::AcceptedOn);
    for engine in ENGINES {
        let office = Office::with(engine, &[open("XF-1")]).await;
        assert_eq!(counts(&office.import(std::slice::from_ref(&told)).await), (1, 0, 0), "{engine:?}");
        assert_eq!(counts(&office.import(std::slice::from_ref(&told)).await), (0, 1, 0), "{engine:?}");
        let changed = [
            (told.clone().with(Column::AcceptedOn, "2019-03-09"), "受理日期"),
            (told.clone().with(Column::Route, "告知"), "办理方式"),
            (petition("XF-1"), "办理方式"),
            (open("XF-1"), "办理方式"),
        ];
        for (row, column) in changed {
            let refused = office.import(&[row]).await.refused;
            assert_eq!(places(&refused), [(3, "XF-1", column, "changed")], "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_accepted_is_corrected_to_what_was_and_the_correction_taken_back() {
    let declined = not_accepted("XF-1", "不予受理", Column::AcceptedOn);
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1")]).await;
        let corrected = office.correct(std::slice::from_ref(&declined)).await;
        assert_eq!(counts(&corrected), (1, 0, 0), "{engine:?} {:?}", corrected.refused);
        assert_eq!(office.figure("petitions.closed").await, 0, "{engine:?}");
        assert_eq!(counts(&office.import(std::slice::from_ref(&declined)).await), (0, 1, 0), "{engine:?}");
        let again = office.correct(&[petition("XF-1")]).await;
        assert_eq!(counts(&again), (1, 0, 0), "{engine:?} {:?}", again.refused);
        assert_eq!(office.figure("petitions.closed").await, 1, "{engine:?}");
        for report in [&again, &corrected] {
            assert_eq!(office.undo(report).await.taken_back, 1, "{engine:?}");
        }
        assert_eq!(counts(&office.import(&[petition("XF-1")]).await), (0, 1, 0), "{engine:?}");
    }
}

/// Reopens the petition on 2019-04-15.
async fn reopen(office: &Office, number: &str) {
    let case = office.history(number).await.expect("a case").case_id;
    let reason = Personal::plain(Subject::MATTER, "另有新情况".parse().expect("a text"));
    let reopened = Dated::at(moment("2019-04-15T09:00:00+08:00"), PetitionCommand::ReopenPetition { reason });
    office.desk.execute(Request::live(case, reopened)).await.expect("reopened");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_conclusion_after_a_reopening_is_a_second_one() {
    let second = petition("XF-1").with(Column::ConcludedOn, "2019-05-06");
    let unrated = second.clone().with(Column::Satisfaction, "");
    let dissatisfied = second.clone().with(Column::Satisfaction, "不满意");
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1")]).await;
        reopen(&office, "XF-1").await;
        // A book may go on showing the first conclusion, or show none.
        for copy in [petition("XF-1"), petition("XF-1").without(PETITION_ENDS)] {
            assert_eq!(counts(&office.import(&[copy]).await), (0, 1, 0), "{engine:?}");
        }
        for copy in [&unrated, &dissatisfied] {
            assert_eq!(counts(&office.import(std::slice::from_ref(copy)).await), (1, 0, 0), "{engine:?}");
            assert_eq!(counts(&office.import(std::slice::from_ref(copy)).await), (0, 1, 0), "{engine:?}");
        }
        let events = office.events("XF-1").await;
        let after = ["PetitionRated", "PetitionReopened", "PetitionConcluded", "PetitionRated"];
        assert_eq!(events[3..], after, "{engine:?}");
        for (as_of, closed) in [("2019-04-14", 1), ("2019-05-05", 0), ("2019-05-06", 1)] {
            let figures = office.figures(Some(as_of)).await;
            assert_eq!(figures["figures"]["petitions.closed"]["value"], closed, "{engine:?} {as_of}");
        }
        let refused = office.import(std::slice::from_ref(&second)).await.refused;
        assert_eq!(places(&refused), [(3, "XF-1", "满意度", "changed")], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_conclusion_after_the_reopening_is_a_second_one() {
    let between = petition("XF-1").with(Column::ConcludedOn, "2019-04-14");
    let later = petition("XF-2").with(Column::ConcludedOn, "2019-05-06");
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1"), petition("XF-2")]).await;
        reopen(&office, "XF-1").await;
        let refused = office.import(&[between.clone(), later.clone()]).await.refused;
        let changed = "changed";
        assert_eq!(places(&refused), [(3, "XF-1", "办结日期", changed), (4, "XF-2", "办结日期", changed)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_conclusion_is_taken_back_without_the_first() {
    let second = petition("XF-1").with(Column::ConcludedOn, "2019-05-06");
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1")]).await;
        reopen(&office, "XF-1").await;
        let report = office.import(std::slice::from_ref(&second)).await;
        assert_eq!(office.figure("petitions.closed").await, 1, "{engine:?}");
        assert_eq!(office.undo(&report).await.taken_back, 1, "{engine:?}");
        assert_eq!(office.figure("petitions.closed").await, 0, "{engine:?}");
        assert_eq!(counts(&office.import(&[petition("XF-1")]).await), (0, 1, 0), "{engine:?}");
    }
}
