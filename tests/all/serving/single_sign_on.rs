//! Single sign-on, set up by the configuration of the program.
use super::configuring::run;
use super::program::Service;
use super::{Answer, plain};
use crate::signing_in::provider::{CLAIM, CLIENT, Provider, SCOPE, SECRET};
use crate::support::stores::{ENGINES, Engine, office, source};
use anjuan::cases::facts::Conduct;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Name;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::clock::Source;
use anjuan::commands::{Request, Step};
use reqwest::redirect::Policy;

async fn provider() -> Provider {
    let source = Source::system().expect("random bytes");
    Provider::open(move || u64::try_from(source.now().utc().timestamp()).expect("after 1970")).await
}

/// The program, in whose office li.na is a clerk.
async fn with_a_clerk(engine: Engine, environment: &[(&str, &str)]) -> Service {
    let place = engine.place();
    let desk = office(&place, source(1).0).await;
    let login: LoginName = "li.na".parse().expect("a login name");
    let name: Name = "李娜".parse().expect("a name");
    let (user, now) = (desk.office().user_stream(&login), desk.store().source().now());
    let name = Personal::plain(Subject::STAFF, name);
    let add = UserCommand::AddUser { login, name, department: None, committee: None };
    let commands = [add, UserCommand::GrantRole { role: Role::PetitionClerk }];
    let steps = commands.into_iter().map(|command| Step::new(user, Dated::at(now, command))).collect();
    desk.execute(Request { conduct: Conduct::Live, steps }).await.expect("added");
    desk.store().clone().close().await;
    Service::at(place, environment)
}

/// The cookie of this name that an answer sets, as a browser sends it.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut cookies = set.filter_map(|cookie| cookie.split(';').next());
    cookies.find(|cookie| cookie.split_once('=').is_some_and(|(known, _)| known == name)).map(str::to_owned)
}

/// A person of the provider comes; what the program answers when the browser is back.
async fn come(service: &Service, provider: &Provider, subject: &str) -> Answer {
    let client = plain().redirect(Policy::none()).build().expect("a client");
    let question =
        client.post(service.url("/api/v1/session/oidc")).header("content-type", "application/json");
    let begun = Answer::of(question.body("{}")).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let location = begun.json()["location"].as_str().expect("an address").to_owned();
    let back = provider.consent(&location, subject);
    let journey = cookie(&begun, "anjuan-sso").expect("a cookie");
    Answer::of(client.get(back).header("cookie", journey)).await
}

#[tokio::test]
async fn whom_the_configured_provider_names_is_signed_in_by_the_program() {
    let provider = provider().await;
    provider.knows("person-7", "li.na");
    let folder = tempfile::TempDir::new().expect("a folder");
    let secret = folder.path().join("secret");
    std::fs::write(&secret, format!("{SECRET}\n")).expect("written");
    let environment = [
        ("ANJUAN_SINGLE_SIGN_ON_ISSUER", provider.issuer()),
        ("ANJUAN_SINGLE_SIGN_ON_CLIENT_ID", CLIENT),
        ("ANJUAN_SINGLE_SIGN_ON_CLIENT_SECRET_FILE", secret.to_str().expect("a path")),
        ("ANJUAN_SINGLE_SIGN_ON_SCOPES", SCOPE),
        ("ANJUAN_SINGLE_SIGN_ON_LOGIN_CLAIM", CLAIM),
    ];
    for engine in ENGINES {
        let service = with_a_clerk(engine, &environment).await;
        for stranger in ["person-8", "person-9"] {
            // One whom the provider gives no name, and one whom it gives a name that nobody has here.
            provider.knows("person-9", "wang.fang");
            come(&service, &provider, stranger).await.is_problem(403, "sign_in.not_bound");
        }
        let back = come(&service, &provider, "person-7").await;
        assert_eq!((back.status, back.header("location")), (303, "/"), "{engine:?}: {back:?}");
        let session = cookie(&back, "anjuan").expect("a session");
        let client = plain().build().expect("a client");
        let there =
            Answer::of(client.get(service.url("/api/v1/session")).header("cookie", session)).await.json();
        assert_eq!(
            (&there["login"], &there["entrance"], &there["state"]),
            (&"li.na".into(), &"single_sign_on".into(), &"signed_in".into()),
            "{engine:?}"
        );
        service.signal("-TERM");
        let (status, said, _) = service.ended().await;
        assert!(status.success() && !said.concat().contains(SECRET), "{engine:?}: {said:#?}");
    }
}

#[tokio::test]
async fn config_check_online_says_whether_the_provider_answers() {
    let provider = provider().await;
    let check = |issuer: String| async move {
        let asked = tokio::task::spawn_blocking(move || {
            let environment = [
                ("ANJUAN_SINGLE_SIGN_ON_ISSUER", issuer.as_str()),
                ("ANJUAN_SINGLE_SIGN_ON_CLIENT_ID", CLIENT),
                ("ANJUAN_SINGLE_SIGN_ON_CLIENT_SECRET", SECRET),
                ("NO_PROXY", "127.0.0.1"),
            ];
            run(&environment, &["config", "check", "--online"])
        });
        asked.await.expect("no panic")
    };
    let issuer = provider.issuer().to_owned();
    let (code, out, said) = check(issuer.clone()).await;
    assert_eq!(code, 0, "{said}");
    assert!(out.contains(&format!("people sign in at {issuer}/authorize")), "{out}");
    assert!(!out.contains(SECRET), "{out}");
    // The provider calls itself by another name than the configuration does.
    let (code, out, said) = check(format!("{issuer}/")).await;
    assert!(code == 1 && out.is_empty() && said.contains("single_sign_on.issuer"), "{out} {said}");
    // A port that was bound and let go: nobody listens there.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port");
    let (code, _, said) = check(format!("http://{gone}")).await;
    assert!(code == 1 && said.contains(&gone.to_string()) && !said.contains(SECRET), "{said}");
}
