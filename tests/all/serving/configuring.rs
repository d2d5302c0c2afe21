//! What a configuration says, and what is said of a bad one.
use super::program::command;
use anjuan::config::{Config, EXAMPLE, Loaded, Origin, Sources};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A file of this text, in a folder that has to be kept.
fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("anjuan.toml");
    fs::write(&path, text).expect("written");
    (folder, path)
}

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, String> {
    let (_folder, path) = file(text);
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sources = Sources { file: Some(path), variables, flags: Vec::new() };
    Loaded::read(&sources).map_err(|error| error.to_string())
}

/// What is said of a file and variables that are refused.
#[track_caller]
fn refused(text: &str, variables: &[(&str, &str)]) -> String {
    read(text, variables).expect_err("it makes no sense")
}

/// Whether a line of the example is a key with a value, which is commented out.
fn is_key(line: &str) -> bool {
    line.starts_with('#') && !line.starts_with("# ") && line.contains(" = ")
}

#[test]
fn the_example_names_every_key_with_its_default() {
    let uncommented = |wanted: fn(&str) -> bool| {
        let lines =
            EXAMPLE.lines().filter(|line| line.starts_with('[') || !line.starts_with('#') || wanted(line));
        lines.map(|line| line.trim_start_matches('#')).collect::<Vec<_>>().join("\n")
    };
    let defaults = uncommented(|line| is_key(line) && !line.ends_with("# for instance"));
    let loaded = read(&defaults, &[]).expect("the defaults");
    assert_eq!(loaded.config, Config::default());
    let all = uncommented(is_key);
    let loaded = read(&all, &[]).expect("the example");
    let unnamed: Vec<_> =
        loaded.settings().into_iter().filter(|setting| setting.origin == Origin::Default).collect();
    assert!(unnamed.is_empty(), "{unnamed:#?}");
    assert_eq!(EXAMPLE.lines().filter(|line| is_key(line)).count(), loaded.settings().len());
}

#[test]
fn a_variable_is_over_the_file_and_a_flag_over_both() {
    let (_folder, path) =
        file("[limits]\nbody = \"1 KiB\"\nrequests = 7\n\n[listen]\naddress = \"127.0.0.1:1\"\n");
    let sources = Sources {
        file: Some(path.clone()),
        variables: [
            ("ANJUAN_LIMITS_BODY", "2 KiB"),
            ("ANJUAN_LISTEN_ADDRESS", "127.0.0.1:2"),
            ("ANJUAN_LANG", "en"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        flags: vec![("--listen", "listen.address", "127.0.0.1:3".to_owned())],
    };
    let loaded = Loaded::read(&sources).expect("it makes sense");
    let of = |key: &str| {
        let setting = loaded.settings().into_iter().find(|setting| setting.key == key).expect("a key");
        (setting.value, setting.origin)
    };
    assert_eq!(of("limits.requests"), ("7".to_owned(), Origin::File { path, line: 3 }));
    assert_eq!(of("limits.body"), ("2 KiB".to_owned(), Origin::Variable("ANJUAN_LIMITS_BODY".to_owned())));
    assert_eq!(of("listen.address"), ("127.0.0.1:3".to_owned(), Origin::Flag("--listen")));
    assert_eq!(of("limits.request_time"), ("30s".to_owned(), Origin::Default));
}

#[test]
fn variables_reach_every_kind_of_value() {
    let variables = [
        ("ANJUAN_OFFICE", "0310110001"),
        ("ANJUAN_STORE", "postgres://me@host/db"),
        ("ANJUAN_LOG", "warn,anjuan=debug"),
        ("ANJUAN_LIMITS_REQUESTS", "9"),
        ("ANJUAN_TELEMETRY_SHARE", "0.25"),
        ("ANJUAN_PROXY_TRUSTED", "10.0.0.0/8, ::1"),
        ("ANJUAN_SESSION_PROFILE", "dengbao3"),
    ];
    let config = read("", &variables).expect("it makes sense").config;
    assert_eq!(config.office.as_deref(), Some("0310110001"), "a code keeps its zeros");
    assert_eq!((config.limits.requests.get(), config.proxy.trusted.len()), (9, 2));
    assert!((f64::from(config.telemetry.share) - 0.25).abs() < f64::EPSILON);
}

#[test]
fn an_unknown_key_is_refused_with_its_place_and_what_may_have_been_meant() {
    let said = refused(
        "office = \"1\"\n\n[limits]\nbodies = \"1 KiB\"\n[limit]\nx = 1\n",
        &[("ANJUAN_LIMITS_BODIES", "1")],
    );
    let lines: Vec<_> = said.lines().collect();
    assert!(
        lines[0].contains("anjuan.toml, line 4: there is no key limits.bodies; did you mean limits.body?"),
        "{said}"
    );
    assert!(lines[1].contains("anjuan.toml, line 6: there is no key limit.x"), "{said}");
    assert!(
        lines[2].contains(
            "ANJUAN_LIMITS_BODIES is no variable of this program; did you mean ANJUAN_LIMITS_BODY?"
        ),
        "{said}"
    );
    assert_eq!(lines.len(), 3, "{said}");
    for spelt in ["limits = { bodies = 1 }", "limits.bodies = 1", "[limits.bodies]\nx = 1", "[limits.bodies]"]
    {
        assert!(refused(spelt, &[]).contains("limits.bodies"), "{spelt}");
    }
    assert!(refused("[nothing]\n", &[]).contains("line 1"));
}

#[test]
fn a_value_that_makes_no_sense_is_refused_with_its_place_and_reason() {
    let cases = [
        ("limits.body = \"much\"", "line 1: limits.body 'much' is no size"),
        ("\nlimits.body = 64", "line 2: limits.body must be a string"),
        ("limits.requests = 0", "line 1: limits.requests must be a nonzero u32"),
        ("limits.request_time = \"0s\"", "line 1: limits.request_time '0s' is not between"),
        ("listen.address = \"here\"", "line 1: listen.address"),
        ("proxy.trusted = [\"10.0.0.0/8\", \"all\"]", "line 1: proxy.trusted"),
        ("proxy.header = \"via\"", "line 1: proxy.header must be one of x-forwarded-for, forwarded"),
        ("log.filter = \"anjuan=loud\"", "line 1: log.filter"),
        ("telemetry.share = 2.0", "line 1: telemetry.share 2 is not between 0 and 1"),
        ("files.place = \"ftp://x\"", "line 1: files.place"),
        ("tls.key = \"key.pem\"", "line 1: tls.key needs tls.certificate"),
        (
            "telemetry.headers = [\"x\"]",
            "line 1: telemetry.headers has one that is not written as Name: value",
        ),
        ("single_sign_on.issuer = \"http://sso.example\"", "line 1: single_sign_on.issuer is no issuer"),
        (
            "single_sign_on.issuer = \"https://sso.example\"",
            "line 1: single_sign_on.issuer needs single_sign_on.client_id",
        ),
        ("single_sign_on.client_id = \"x\"", "line 1: single_sign_on.client_id needs single_sign_on.issuer"),
        ("single_sign_on.scopes = [\"a b\"]", "line 1: single_sign_on.scopes"),
        ("limits = 1", "line 1: there is no key limits"),
        ("limits.body = ", "line 1"),
    ];
    for (text, said) in cases {
        let told = refused(text, &[]);
        assert!(told.contains("anjuan.toml") && told.contains(said), "{text}: {told}");
    }
    let told = refused("", &[("ANJUAN_LIMITS_BODY", "much")]);
    assert!(told.starts_with("ANJUAN_LIMITS_BODY: limits.body 'much' is no size"), "{told}");
}

#[test]
fn a_secret_is_not_repeated_when_it_is_refused_or_shown() {
    let variables = [
        ("ANJUAN_STORE", "postgres://me:hunter2@host/db"),
        ("ANJUAN_TELEMETRY_HEADERS", "Authorization: hunter2"),
        ("ANJUAN_SINGLE_SIGN_ON_CLIENT_SECRET", "hunter2"),
        ("ANJUAN_TELEMETRY_ENDPOINT", "http://127.0.0.1:4318"),
    ];
    let shown = format!("{:?}", read("", &variables).expect("it makes sense").settings());
    assert!(!shown.contains("hunter2") && shown.contains("postgres://…@host/db"), "{shown}");
    for wrong in ["postgress://me:hunter2@host/db", "mysql:hunter2"] {
        let told = refused("", &[("ANJUAN_STORE", wrong)]);
        assert!(told.contains("ANJUAN_STORE") && !told.contains("hunter2"), "{told}");
    }
    let told = refused("single_sign_on.issuer = \"https://me:hunter2@sso.example\"", &[]);
    assert!(!told.contains("hunter2"), "{told}");
    let told = refused("telemetry.endpoint = \"http://me:hunter2@host\"", &[]);
    assert!(!told.contains("hunter2"), "{told}");
}

/// What the program says to these arguments, in a folder of its own.
pub fn run(environment: &[(&str, &str)], arguments: &[&str]) -> (i32, String, String) {
    let folder = TempDir::new().expect("a folder");
    let output =
        command(environment).current_dir(folder.path()).args(arguments).output().expect("the program");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("a code"), text(output.stdout), text(output.stderr))
}

#[test]
fn config_check_says_what_holds_and_from_where() {
    let (_folder, path) = file("[limits]\nbody = \"1 MiB\"\n");
    let path = path.to_str().expect("a path");
    let store = ("ANJUAN_STORE", "postgres://me:hunter2@host/db");
    let (code, said, _) = run(&[store, ("ANJUAN_CONFIG", path)], &["config", "check"]);
    let line = |key: &str| said.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
    assert_eq!(code, 0, "{said}");
    assert!(
        line("limits.body").contains("1 MiB") && line("limits.body").ends_with("anjuan.toml, line 2"),
        "{said}"
    );
    assert!(
        line("store.url").contains("postgres://…@host/db") && line("store.url").ends_with("ANJUAN_STORE"),
        "{said}"
    );
    assert!(line("limits.requests").ends_with("default") && !said.contains("hunter2"), "{said}");
    let (_, said, _) = run(&[], &["config", "check", "--config", path, "--store", "sqlite:x"]);
    assert!(said.lines().any(|line| line.starts_with("store.url") && line.ends_with("--store")), "{said}");
}

#[test]
fn config_check_fails_with_place_and_reason() {
    let (_folder, path) = file("[limits]\nbody = \"1 MiB\"\nbodies = 1\n");
    let (code, out, said) = run(&[], &["--config", path.to_str().expect("a path"), "config", "check"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(said.contains("anjuan.toml, line 3: there is no key limits.bodies"), "{said}");
    let (code, _, said) = run(&[], &["--config", "nowhere.toml", "config", "check"]);
    assert!(code == 1 && said.contains("nowhere.toml"), "{said}");
    let tls = [("ANJUAN_TLS_CERTIFICATE", "none.pem"), ("ANJUAN_TLS_KEY", "key.pem")];
    let (code, _, said) = run(&tls, &["config", "check"]);
    assert!(code == 1 && said.contains("none.pem"), "{said}");
}

#[test]
fn the_example_is_printed_even_where_the_configuration_is_bad() {
    let (code, said, _) = run(&[("ANJUAN_NONSENSE", "1")], &["config", "example"]);
    assert_eq!((code, said.as_str()), (0, EXAMPLE));
    let (code, _, said) = run(&[("ANJUAN_NONSENSE", "1")], &["office", "list"]);
    assert!(code == 1 && said.contains("ANJUAN_NONSENSE"), "{said}");
}

#[test]
fn the_configuration_names_the_store_for_every_command() {
    let (folder, path) = file("");
    let store = folder.path().join("office.sqlite");
    fs::write(&path, format!("store.url = \"sqlite:{}\"", store.display())).expect("written");
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2019/office.json");
    let config = [("ANJUAN_CONFIG", path.to_str().expect("a path"))];
    assert_eq!(run(&config, &["office", "add", "--file", office]).0, 0);
    assert!(store.exists());
    assert_eq!(run(&config, &["office", "list"]).1, "310110001\n");
}
