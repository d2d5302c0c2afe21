use super::examples::{case, file, place};
use super::*;
use crate::cases::case_file::Refusal;
use crate::cases::ids::{StreamId, Version};
use crate::cases::personal::{Personal, Subject};
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::table::holds;
use crate::cases::testing::{Story, correction, facts, of};
use AttachmentCommand as C;
use AttachmentKind::{Letter, PhotographAfter, PhotographBefore};
use uuid::Uuid;

fn attach(bytes: &str, what: AttachmentKind) -> C {
    let title = Some(Personal::plain(Subject::MATTER, of("三单元楼道堆物")));
    let place = Some(Personal::plain(Subject::MATTER, place()));
    C::AttachFile { case: case(), file: file(bytes), what, made: None, place, title, step: None }
}

fn at_step(bytes: &str, step: i64) -> C {
    let (case, file, step) = (case(), file(bytes), Some(Version(step)));
    C::AttachFile { case, file, what: Letter, made: None, place: None, title: None, step }
}

fn detach(bytes: &str) -> C {
    C::DetachFile { case: case(), file: file(bytes), reason: None }
}

fn of_another_case() -> StreamId {
    StreamId(Uuid::from_u128(7))
}

fn with(bytes: &str) -> Story<AttachmentLife> {
    Story::default().then("2024-03-05", attach(bytes, PhotographBefore))
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    let on = "2024-03-06";
    let follows = vec![
        (Story::default(), on, attach("整改前", PhotographBefore), "FileAttached"),
        (with("整改前"), on, at_step("整改后", 3), "FileAttached"),
        (with("整改前"), on, detach("整改前"), "FileDetached"),
    ];
    let elsewhere = C::DetachFile { case: of_another_case(), file: file("整改前"), reason: None };
    let refused = vec![
        (Story::default(), on, attach("没有上传", Letter), "attachment.not_stored"),
        (Story::default(), on, at_step("来信", 0), "attachment.no_such_event"),
        (Story::default(), on, at_step("来信", 4), "attachment.no_such_event"),
        (with("整改前"), on, detach("来信"), "attachment.not_attached"),
        (with("整改前"), "2024-03-04", detach("整改前"), "attachment.before_attached"),
        (with("整改前"), on, elsewhere, "attachment.another_case"),
        (Story::default(), "2026-12-25", attach("来信", Letter), "attachment.in_the_future"),
    ];
    holds(follows, refused);
}

#[test]
fn what_hangs_on_the_case_is_attached_once_and_what_was_taken_off_is_taken_off_once() {
    let story = with("整改前");
    assert_eq!(story.live("2024-03-06", attach("整改前", PhotographAfter)), Ok(vec![]));
    let off = story.then("2024-03-06", detach("整改前"));
    assert_eq!(off.live("2024-03-07", detach("整改前")), Ok(vec![]));
    assert!(!off.life().has(file("整改前")));
    assert!(off.life().files.contains_key(&file("整改前")), "it is known to have hung there");
    let again = off.then("2024-03-08", attach("整改前", Letter));
    let attached = again.life().files[&file("整改前")];
    assert_eq!((attached.what, attached.version, attached.hangs), (Letter, Version(3), true));
}

#[test]
fn a_wrong_file_is_corrected_to_another_and_the_first_is_told_not_to_hang() {
    let becomes = attach("整改后", PhotographAfter);
    let story = with("整改前").corrected("2024-03-07", 1, Some(("2024-03-05", becomes)));
    let hangs: Vec<_> = ["整改前", "整改后"].map(|bytes| story.life().has(file(bytes))).into();
    assert_eq!(hangs, [false, true]);
    assert_eq!(story.life().files.len(), 2, "the row of the first is to say so");
}

#[test]
fn a_correction_attaches_nothing_that_was_not_sent_and_leaves_nothing_to_take_off() {
    let story = with("整改前").then("2024-03-06", detach("整改前"));
    let facts = || facts(crate::cases::facts::Conduct::Live);
    let unsent = correction("2024-03-07", 1, Some(("2024-03-05", attach("没有上传", Letter))));
    let refusal = story.file.decide(&unsent, &facts()).expect_err("not sent");
    assert_eq!(refusal.key(), "attachment.not_stored");
    let another = correction("2024-03-07", 1, Some(("2024-03-05", attach("来信", Letter))));
    let refusal = story.file.decide(&another, &facts()).expect_err("what was taken off then?");
    assert_eq!(refusal.key(), "attachment.breaks_later_step");
}

#[test]
fn there_is_one_example_of_every_type_of_event_and_none_tells_in_the_clear_what_or_where() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &["三单元楼道堆物", "照片拍错了单元", "31284500", "121512300"]);
}

#[test]
fn no_place_lies_beyond_the_poles_or_the_date_line() {
    assert!(Latitude::try_from(90_000_000).is_ok() && Latitude::try_from(-90_000_001).is_err());
    assert!(Longitude::try_from(-180_000_000).is_ok() && Longitude::try_from(180_000_001).is_err());
    assert!(serde_json::from_str::<GeoPoint>(r#"{"latitude":90000001,"longitude":0}"#).is_err());
    for kind in AttachmentKind::ALL {
        assert_eq!(kind.name().parse(), Ok(kind));
        assert_eq!(serde_json::to_string(&kind).expect("JSON"), format!("\"{}\"", kind.name()));
    }
}
