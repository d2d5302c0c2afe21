//! What a declared case can do, and what it refuses.
use super::declarations::{OBJECTS, with};
use crate::cases::access::Confidentiality;
use crate::cases::case_file::Order;
use crate::cases::case_file::VoidReason;
use crate::cases::declared::values::{FieldValue, Told, ToldOfPerson};
use crate::cases::declared::{
    Declaration, DeclaredCommand as Command, DeclaredEvent as Event, DeclaredLife,
    DeclaredRefusal as Refusal, FactColumn, Kinds, Whose,
};
use crate::cases::external_number::ExternalSystem;
use crate::cases::facts::{Conduct, Facts};
use crate::cases::ids::StreamId;
use crate::cases::occurred::Dated;
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::Rule;
use crate::cases::testing::{Story as StoryOf, correction, day, facts, of, when};
use std::sync::Arc;
use uuid::Uuid;

type Story = StoryOf<DeclaredLife>;

/// What is known where these are declared, too.
pub(super) fn knowing(texts: &[&str], conduct: Conduct) -> Facts {
    let mut kinds = Kinds::default();
    for text in texts {
        kinds.insert(Arc::new(text.parse::<Declaration>().expect("a declaration")));
    }
    Facts { kinds: Arc::new(kinds), ..facts(conduct) }
}

fn told(field: &str, value: FieldValue) -> Told {
    Told { field: of(field), value }
}

fn personal(field: &str, text: &str) -> ToldOfPerson {
    ToldOfPerson { field: of(field), text: Personal::plain(Subject::MATTER, of(text)) }
}

pub(super) fn report() -> Command {
    Command::OpenCase {
        kind: of("falling_object"),
        number: of("GK2019-0001"),
        fields: vec![
            told("object", FieldValue::Code(of("flowerpot"))),
            told("address", FieldValue::Place(of("军工路338弄41号"))),
            told("committee", FieldValue::Committee(of("共青"))),
            told("pieces", FieldValue::Number(3)),
        ],
        personal: vec![personal("reporter", "王秀英"), personal("seen", "六楼阳台花盆坠落")],
        version: None,
    }
}

pub(super) fn step(id: &str, fields: Vec<Told>) -> Command {
    Command::TakeStep { step: of(id), fields, personal: Vec::new(), version: None }
}

fn clear() -> Command {
    step("clear", vec![told("measure", FieldValue::Code(of("removed")))])
}

fn live(story: &Story, on: &str, command: Command) -> Result<Vec<Event>, Refusal> {
    story.asked(knowing(&[OBJECTS], Conduct::Live), Dated { occurred: when(on), what: Order::Step(command) })
}

fn then(story: Story, on: &str, command: Command) -> Story {
    let order = Dated { occurred: when(on), what: Order::Step(command) };
    story.after(&knowing(&[OBJECTS], Conduct::Live), &order)
}

fn reported() -> Story {
    then(Story::default(), "2019-03-04", report())
}

#[test]
fn an_event_carries_what_was_decided() {
    let story = reported();
    let Event::StepTaken { kind, version, state, open, due, fields, personal, level, .. } =
        &story.events[0].what
    else {
        panic!("a step");
    };
    assert_eq!(
        (kind.as_str(), version.get(), state.as_str(), *open),
        ("falling_object", 1, "reported", true)
    );
    assert_eq!(*level, Confidentiality::Ordinary);
    let due = due.as_ref().expect("a term");
    assert_eq!((due.rule, due.due), (Rule::OfficeTerm, day("2019-03-11")), "5 working days");
    assert_eq!(fields.len(), 4);
    let whose: Vec<_> = personal.iter().map(|told| told.whose).collect();
    assert_eq!(whose, [Whose::Informant, Whose::Matter]);
    let of_reporter = &personal[0].text;
    assert!(matches!(of_reporter, Personal::Plain { subject, .. } if *subject == Subject::PETITIONER));
}

#[test]
fn steps_follow_where_the_declaration_says_and_end_where_it_says() {
    let story = reported();
    let settle = step("settle", vec![]);
    assert!(matches!(live(&story, "2019-03-05", settle.clone()), Err(Refusal::OutOfOrder { .. })));
    let story = then(story, "2019-03-05", clear());
    assert!(story.life().is_open());
    let story = then(story, "2019-03-06", settle.clone());
    assert!(!story.life().is_open());
    assert_eq!(story.life().closed_before(day("2019-03-07")), Some(day("2019-03-06")));
    assert_eq!(story.life().closed_before(day("2019-03-06")), None, "it was open the day before");
    assert!(matches!(live(&story, "2019-03-07", settle), Err(Refusal::OutOfOrder { .. })));
    assert!(matches!(live(&story, "2019-03-07", report()), Err(Refusal::AlreadyOpened)));
    assert!(matches!(live(&story, "2019-03-07", step("fly", vec![])), Err(Refusal::UnknownStep(_))));
}

#[test]
fn nothing_happens_before_what_it_follows_or_in_a_case_that_is_not_there_or_void() {
    let story = then(reported(), "2019-03-05", clear());
    let settle = step("settle", vec![]);
    assert!(matches!(live(&story, "2019-03-04", settle.clone()), Err(Refusal::BeforeEarlierStep { .. })));
    assert!(matches!(live(&Story::default(), "2019-03-04", settle.clone()), Err(Refusal::NotOpened)));
    let void = Command::VoidCase { reason: VoidReason::InError };
    assert!(matches!(live(&Story::default(), "2019-03-04", void.clone()), Err(Refusal::NotOpened)));
    let story = then(story, "2019-03-06", void);
    assert!(matches!(live(&story, "2019-03-07", settle), Err(Refusal::Voided)));
}

#[test]
fn a_step_tells_its_own_fields_each_once_and_of_its_type() {
    let with = |change: fn(&mut Vec<Told>)| {
        let mut command = report();
        if let Command::OpenCase { fields, .. } = &mut command {
            change(fields);
        }
        live(&Story::default(), "2019-03-04", command).expect_err("refused")
    };
    let object = of("object");
    assert_eq!(with(|fields| drop(fields.remove(0))), Refusal::FieldMissing(of("object")));
    assert_eq!(with(|fields| fields.push(fields[0].clone())), Refusal::FieldTwice(of("object")));
    assert_eq!(with(|fields| fields[0].value = FieldValue::Code(of("vase"))), Refusal::WrongValue(object));
    assert_eq!(
        with(|fields| fields[3].value = FieldValue::Day(day("2019-03-04"))),
        Refusal::WrongValue(of("pieces"))
    );
    assert_eq!(with(|fields| fields[2].value = FieldValue::Committee(of("无此"))), Refusal::UnknownCommittee);
    assert_eq!(
        with(|fields| fields.push(told("measure", FieldValue::Code(of("removed"))))),
        Refusal::UnknownField(of("measure"))
    );
    assert_eq!(
        with(|fields| fields.push(told("seen", FieldValue::Number(1)))),
        Refusal::FieldTwice(of("seen")),
        "what is personal is told once, too"
    );
}

#[test]
fn paper_may_leave_unsaid_what_whoever_acts_has_to_say() {
    let mut command = report();
    if let Command::OpenCase { fields, .. } = &mut command {
        fields.clear();
    }
    let order = Dated { occurred: when("2019-03-04"), what: Order::Step(command) };
    let asked = |conduct| Story::default().asked(knowing(&[OBJECTS], conduct), order.clone());
    assert!(matches!(asked(Conduct::Live), Err(Refusal::FieldMissing(_))));
    assert_eq!(asked(Conduct::Paper).expect("history").len(), 1);
}

#[test]
fn a_clue_is_secret_from_its_first_day_and_due_by_the_day_that_its_paper_names() {
    let receive = |verify_by: &str| Command::OpenCase {
        kind: of("clue"),
        number: of("XS2019-001"),
        fields: vec![
            told("source", FieldValue::Code(of("online"))),
            told("verify_by", FieldValue::Day(day(verify_by))),
        ],
        personal: vec![personal("content", "反映疑似线索")],
        version: None,
    };
    let story = then(Story::default(), "2019-01-18", receive("2019-02-17"));
    assert_eq!(story.life().level, Confidentiality::Secret);
    let due = story.life().steps[0].due.as_ref().map(|due| due.due);
    assert_eq!(due, Some(day("2019-02-17")), "a day that is printed never rolls");
    let early = live(&Story::default(), "2019-01-18", receive("2019-01-17"));
    assert!(matches!(early, Err(Refusal::DeadlineBeforeStep { .. })));
}

#[test]
fn a_case_of_any_declared_kind_is_reassigned_linked_and_known_to_others_by_their_numbers() {
    let number = || Command::RecordExternalNumber { system: ExternalSystem::Hotline, number: of("SH1") };
    let link = || Command::LinkCase { to: StreamId(Uuid::from_u128(7)) };
    let give = |committee: Option<&str>, department: Option<&str>| Command::ReassignCase {
        committee: committee.map(of),
        department: department.map(of),
    };
    let none = Story::default();
    for command in [number(), link(), give(None, Some("平安办"))] {
        assert_eq!(live(&none, "2019-03-04", command.clone()), Err(Refusal::NotOpened));
        let early = live(&reported(), "2019-03-03", command);
        assert!(matches!(early, Err(Refusal::BeforeEarlierStep { .. })), "{early:?}");
    }
    assert_eq!(live(&reported(), "2019-03-05", give(None, None)), Err(Refusal::NothingToReassign));
    assert_eq!(live(&reported(), "2019-03-05", give(Some("无此"), None)), Err(Refusal::UnknownCommittee));
    let story = then(then(reported(), "2019-03-05", number()), "2019-03-05", link());
    let twice = live(&story, "2019-03-06", number());
    assert!(matches!(twice, Err(Refusal::NumberAlreadyRecorded { .. })), "{twice:?}");
    assert_eq!(live(&story, "2019-03-06", link()), Err(Refusal::AlreadyLinked));
    let story = then(story, "2019-03-06", give(Some("复兴岛"), None));
    let life = story.life();
    assert_eq!((life.external_numbers.len(), life.links.len(), life.steps.len()), (1, 1, 1));
    // Whose it is was another's until that day.
    let committee = |end: &str| match life.value_before(FactColumn::Committee, day(end)) {
        Some(FieldValue::Committee(name)) => name.as_str().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!((committee("2019-03-06"), committee("2019-03-07")), ("共青".to_owned(), "复兴岛".to_owned()));
    assert_eq!(life.clocks().len(), 1, "the term of the step goes on");
    let early = live(&story, "2019-03-05", give(Some("共青"), None));
    assert!(matches!(early, Err(Refusal::BeforeEarlierStep { .. })), "{early:?}");
    let void = then(story, "2019-03-08", Command::VoidCase { reason: VoidReason::InError });
    assert_eq!(live(&void, "2019-03-09", number()), Err(Refusal::Voided));
    // They stand beside the line of steps, which goes on from its state.
    let settled = then(then(reported(), "2019-03-05", number()), "2019-03-05", clear());
    assert_eq!(settled.life().last().map(|last| last.state.as_str()), Some("cleared"));
}

/// The second version: another term, one more step.
fn second() -> String {
    let text = with("version = 1", "version = 2").replacen("workdays = 5", "workdays = 10", 1);
    let more = "[[steps]]\nid = \"warn\"\nname = { zh = \"告诫\", en = \"Warned\" }\nfrom = [\"reported\"]\n\
                to = \"reported\"\nroles = [\"handler\"]\n\n[[figures]]";
    text.replacen("[[figures]]", more, 1)
}

#[test]
fn a_case_of_an_old_version_is_read_and_goes_on_by_the_new_one() {
    let story = reported();
    let both = knowing(&[OBJECTS, &second()], Conduct::Live);
    let order = |on: &str, command| Dated { occurred: when(on), what: Order::Step(command) };
    assert!(matches!(live(&story, "2019-03-05", step("warn", vec![])), Err(Refusal::UnknownStep(_))));
    let story = story.after(&both, &order("2019-03-05", step("warn", vec![])));
    let versions: Vec<_> = story.life().steps.iter().map(|step| step.version.get()).collect();
    assert_eq!(versions, [1, 2]);
    // What was decided stays as it was: the old term is not counted again.
    assert_eq!(story.life().steps[0].due.as_ref().map(|due| due.due), Some(day("2019-03-11")));
    // A correction decides the old step again by the old version, and so changes nothing but what it says.
    let mut command = report();
    if let Command::OpenCase { fields, version, .. } = &mut command {
        fields[3].value = FieldValue::Number(4);
        *version = std::num::NonZeroU16::new(1);
    }
    let corrected = story.file.decide(&correction("2019-03-06", 1, Some(("2019-03-04", command))), &both);
    assert_eq!(corrected.expect("a correction").len(), 1);
    // Without any declaration the events are read all the same.
    let mut file = crate::cases::declared::DeclaredCase::default();
    for event in &story.events {
        file.fold(event.clone());
    }
    assert_eq!(file.life(), story.life());
}
