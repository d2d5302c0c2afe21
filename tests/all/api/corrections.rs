//! An earlier step was recorded wrongly.
use super::client::Api;
use crate::support::stores::ENGINES;
use serde_json::json;

#[tokio::test]
async fn a_step_is_corrected_and_what_is_personal_in_it_may_be_kept() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        let correct = json!({
            "corrects": 1,
            "becomes": {
                "command": "RegisterPetition", "occurred": "2019-11-03", "number": number, "channel": "letter",
                "heads": 1, "committee": "凉州", "category": "物业管理", "first_time": true,
                "petitioner": {"kept": true}, "matter": {"kept": true},
            },
        });
        api.post(&format!("/petitions/{number}/corrections"), correct).await.with(200);
        let case = api.get(&format!("/cases/{number}")).await.with(200).body;
        assert_eq!(
            (&case["opened"], &case["committee"]),
            (&json!("2019-11-03"), &json!("凉州")),
            "{engine:?}"
        );
        assert_eq!(case["facts"]["channel"], "letter");
        assert_ne!(case["parties"][0]["shown"], "erased", "the petitioner is the one who was registered");
    }
}

#[tokio::test]
async fn a_step_is_taken_back_only_when_that_is_said() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let number = api.registered("2019-11-04").await;
        api.petition(&number, "AcceptPetition", json!({"simplified": false})).await.with(200);
        let path = format!("/petitions/{number}/corrections");
        let silent = api.post(&path, json!({"corrects": 2})).await;
        assert_eq!(silent.problem(422), "body.one_of_two", "{engine:?}");
        let first = api.post(&path, json!({"corrects": 1, "taken_back": true})).await;
        assert_eq!(first.problem(422), "petition.first_step");
        let none = api.post(&path, json!({"corrects": 9, "taken_back": true})).await;
        assert_eq!(none.problem(422), "petition.no_such_step");
        api.post(&path, json!({"corrects": 2, "taken_back": true})).await.with(200);
        assert_eq!(api.get(&format!("/cases/{number}")).await.body["phase"], "registered", "{engine:?}");
    }
}

#[tokio::test]
async fn a_correction_that_fits_no_command_is_told_where_it_is_wrong() {
    let api = Api::on(ENGINES[0]).await;
    let number = api.registered("2019-11-04").await;
    let path = format!("/petitions/{number}/corrections");
    let cases = [
        (json!({"command": "Dance", "occurred": "2019-11-04"}), "/becomes/command", "body.not_one_of"),
        (json!({"command": "ResumePetition"}), "/becomes/occurred", "body.missing_field"),
        (
            json!({"command": "HoldHearing", "occurred": "2019-11-04", "days": 0}),
            "/becomes/days",
            "body.out_of_range",
        ),
    ];
    for (becomes, field, code) in cases {
        let answer = api.post(&path, json!({"corrects": 1, "becomes": becomes})).await;
        assert_eq!((answer.field().to_owned(), answer.problem(422)), (field.to_owned(), code.to_owned()));
    }
}
