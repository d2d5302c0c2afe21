//! Files on the command line: stored and attached in one go, and listed.
use super::support::photograph;
use crate::ledgers::program::Program;
use crate::policy::people::registration;
use crate::support::stores::{ENGINES, Engine, office_at, source};
use serde_json::json;

/// The program, with a petition in its store.
fn with_petition(engine: Engine) -> Program {
    let program = Program::on(engine);
    let url = program.store().parse().expect("a store");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let desk = office_at(&url, source(1).0).await;
        let case = desk.store().source().stream_id();
        desk.execute(registration(case, "XF-1")).await.expect("registered");
        desk.store().clone().close().await;
    });
    program
}

#[test]
fn files_are_attached_all_or_none_and_listed_as_text_and_as_json() {
    for engine in ENGINES {
        let program = with_petition(engine);
        std::fs::write(program.path("letter.txt"), "电梯常年失修").expect("written");
        std::fs::write(program.path("stairs.jpg"), photograph()).expect("written");
        std::fs::write(program.path("tool.exe"), b"MZ\x90\0\x03\0\0\0").expect("written");
        let run = program.run(&["attach", "XF-1", "letter.txt", "tool.exe"]).is(1);
        run.says(&["tool.exe", "nothing was attached"]);
        assert_eq!(program.run(&["files", "XF-1", "--json"]).is(0).json()["files"], json!([]), "{engine:?}");

        let attach = ["attach", "XF-1", "letter.txt", "stairs.jpg", "--title", "第二次来信", "--json"];
        let done = program.run(&attach).is(0).json();
        let kinds: Vec<_> =
            done["files"].as_array().expect("files").iter().map(|file| &file["what"]).collect();
        assert_eq!(kinds, ["other", "photograph"], "{engine:?}");
        assert_eq!(program.run(&attach).is(0).json()["version"], done["version"], "{engine:?}: again");
        let made =
            ["attach", "XF-1", "letter.txt", "--kind", "letter", "--made", "2019-03-05", "--step", "9"];
        std::fs::write(program.path("letter.txt"), "又一封").expect("written");
        program.run(&made).is(1).says(&["no step 9"]);
        let listed = program.run(&["files", "XF-1", "--json"]).is(0).json();
        assert_eq!(listed["files"][1]["stored"]["media_type"], "image/jpeg", "{engine:?}: {listed}");
        assert_eq!(listed["files"][0]["title"], "第二次来信", "{engine:?}");
        let text = program.run(&["files", "XF-1"]).is(0).stdout;
        assert!(text.contains("photograph image/jpeg") && text.ends_with("2 files on XF-1\n"), "{text}");
        let history = program.run(&["history", "XF-1"]).is(0).stdout;
        assert!(history.contains("attachmentv2 ") && !history.contains("第二次来信"), "{history}");
    }
}

#[test]
fn what_cannot_be_attached_is_told_with_what_to_do() {
    let program = with_petition(Engine::Sqlite);
    std::fs::write(program.path("letter.txt"), "来信").expect("written");
    program.run(&["attach", "XF-2", "letter.txt"]).is(1).says(&["no case XF-2", "anjuan cases"]);
    program.run(&["files", "XF-2"]).is(1).says(&["no case XF-2"]);
    program.run(&["attach", "XF-1", "gone.txt"]).is(1).says(&["gone.txt", "nothing was attached"]);
    program.run(&["attach", "XF-1", "letter.txt", "--kind", "poem"]).is(64).says(&["photograph_before"]);
    program.run(&["attach", "XF-1", "letter.txt", "--made", "gestern"]).is(64).says(&["neither a day"]);
    program.run(&["attach", "XF-1"]).is(64).says(&["FILE"]);
}
