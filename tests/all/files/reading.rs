//! The files of a case over HTTP, from the upload to whoever may read them.
use super::support::photograph;
use crate::app::{House, petition};
use crate::signing_in::browser::Browser;
use crate::support::stores::ENGINES;
use anjuan::cases::file_hash::FileHash;
use anjuan::cases::user::Role;
use anjuan::web::app::Unsigned;
use serde_json::{Value, json};

async fn statuses(browser: &mut Browser, file: FileHash) -> [u16; 3] {
    let paths = ["", "/about", "/original"].map(|part| format!("files/{file}{part}"));
    let mut statuses = [0; 3];
    for (status, path) in statuses.iter_mut().zip(paths) {
        *status = browser.get(&path).await.status;
    }
    statuses
}

#[tokio::test]
async fn a_photograph_is_sent_attached_listed_read_and_taken_off() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut other = house.signed_in("zhou.jie", Role::PetitionClerk).await;
        let mut handler = house.signed_in("wang.wei", Role::Handler).await;
        let mut leader = house.signed_in("chen.gang", Role::Leader).await;
        let registered = clerk.post("petitions/commands/RegisterPetition", petition()).await;
        let number = registered.text("number").to_owned();
        let (bytes, files) = (photograph(), format!("cases/{number}/files"));
        let file = FileHash::of(&bytes);
        assert_eq!(other.put(&format!("files/{file}"), &bytes).await.status, 201, "{engine:?}");
        assert_eq!(statuses(&mut other, file).await, [200; 3], "{engine:?}: whoever sent it");
        assert_eq!(statuses(&mut leader, file).await, [404; 3], "{engine:?}: it hangs on nothing");

        let attach = json!({
            "file": file.to_string(), "what": "photograph_before", "made": "2019-03-05T09:12:31+08:00",
            "place": {"latitude": 31_284_500, "longitude": 121_512_300}, "title": "电梯轿厢", "step": 1,
        });
        let path = format!("{files}/commands/AttachFile");
        let refused = clerk.post(&path, attach.clone()).await;
        assert_eq!((refused.status, refused.code()), (422, "attachment.not_stored"), "{engine:?}: not hers");
        let done = other.post(&path, attach.clone()).await;
        assert_eq!(
            (done.status, done.body["kind"].as_str()),
            (200, Some("attachment")),
            "{engine:?}: {done:?}"
        );
        assert_eq!(other.post(&path, attach).await.body["version"], 1, "{engine:?}: again");

        let listed = leader.get(&files).await;
        assert_eq!(listed.header("etag"), "\"1\"", "{engine:?}");
        let shown = &listed.body["files"][0];
        let (what, by) = (shown["what"].as_str(), shown["attached_by"].as_str());
        assert_eq!((what, by), (Some("photograph_before"), Some("user:zhou.jie")), "{engine:?}");
        assert_eq!((&shown["title"], &shown["step"]), (&json!("电梯轿厢"), &json!(1)), "{engine:?}");
        assert_eq!(shown["place"]["latitude"], 31_284_500, "{engine:?}: a leader may see the original");
        assert_eq!(shown["stored"]["media_type"], "image/jpeg", "{engine:?}");
        assert_eq!(statuses(&mut leader, file).await, [200; 3], "{engine:?}");
        assert_eq!(statuses(&mut clerk, file).await, [200; 3], "{engine:?}: registered the case");
        assert_eq!(statuses(&mut handler, file).await, [404; 3], "{engine:?}: has no part in it");

        let assign = json!({"user": "wang.wei"});
        let assigned = clerk.post(&format!("cases/{number}/access/commands/AssignHandler"), assign).await;
        assert_eq!(assigned.status, 200, "{engine:?}: {assigned:?}");
        assert_eq!(statuses(&mut handler, file).await, [200, 200, 403], "{engine:?}: not the original");
        let shown = handler.get(&files).await.body["files"][0].clone();
        assert_eq!((&shown["title"], &shown["place"]), (&json!("电梯轿厢"), &Value::Null), "{engine:?}");

        let accused = json!({"user": "wang.wei"});
        let named = clerk.post(&format!("cases/{number}/access/commands/NameAccused"), accused).await;
        assert_eq!(named.status, 200, "{engine:?}: {named:?}");
        assert_eq!(statuses(&mut handler, file).await, [404; 3], "{engine:?}: never learns of it");
        let none = FileHash::of(b"nothing");
        let (hidden, nothing) =
            (handler.get(&format!("files/{file}")).await, handler.get(&format!("files/{none}")).await);
        assert_eq!(hidden.code(), nothing.code(), "{engine:?}");
        assert_eq!(handler.get(&files).await.status, 404, "{engine:?}");

        let detach = json!({"file": file.to_string(), "reason": "拍错了单元"});
        let detached = clerk.post(&format!("{files}/commands/DetachFile"), detach).await;
        assert_eq!(detached.status, 200, "{engine:?}: {detached:?}");
        assert_eq!(leader.get(&files).await.body["files"], json!([]), "{engine:?}");
        assert_eq!(statuses(&mut leader, file).await, [404; 3], "{engine:?}: it was taken off");
        let history = leader.get(&format!("cases/{number}/history")).await;
        let events = history.body["events"].as_array().expect("events").clone();
        let types: Vec<_> = events.iter().map(|event| event["event_type"].clone()).collect();
        assert_eq!(types, ["PetitionRegistered", "FileAttached", "FileDetached"], "{engine:?}");
        let words = history.body.to_string();
        for secret in ["电梯轿厢", "拍错了单元", "31284500"] {
            assert!(!words.contains(secret), "{engine:?}: {secret} is sealed");
        }
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_its_place() {
    let house = House::on(ENGINES[0], Unsigned::WhileNobodyCan).await;
    let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let number =
        clerk.post("petitions/commands/RegisterPetition", petition()).await.text("number").to_owned();
    let path = format!("cases/{number}/files/commands/AttachFile");
    let file = FileHash::of(b"x").to_string();
    for (body, place) in [
        (json!({"file": file[1..], "what": "letter"}), "/file"),
        (json!({"file": file.to_uppercase(), "what": "letter"}), "/file"),
        (json!({"file": file, "what": "poem"}), "/what"),
        (json!({"file": file, "what": "letter", "made": "yesterday"}), "/made"),
        (json!({"file": file, "what": "letter", "step": 0}), "/step"),
        (
            json!({"file": file, "what": "photograph", "place": {"latitude": 90_000_001, "longitude": 0}}),
            "/place/latitude",
        ),
        (json!({"file": file, "what": "letter", "title": ""}), "/title"),
    ] {
        let answer = clerk.post(&path, body.clone()).await;
        assert_eq!((answer.status, answer.body["field"].as_str()), (422, Some(place)), "{body}: {answer:?}");
    }
}
