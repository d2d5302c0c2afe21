//! Who asks, through a proxy or past it.
use super::{Answer, Running, client, config};
use anjuan::web::server::Client;
use axum::routing::get;
use axum::{Extension, Router};

fn routes() -> Router {
    let who =
        |Extension(client): Extension<Client>| async move { format!("{} {}", client.address, client.secure) };
    Router::new().route("/who", get(who))
}

async fn who(running: &Running) -> Answer {
    let asked = client().get(running.url("/who")).header("x-forwarded-for", "203.0.113.9");
    Answer::of(asked.header("x-forwarded-proto", "https")).await
}

#[tokio::test]
async fn a_proxy_is_believed_if_it_is_trusted() {
    let mut config = config();
    config.proxy.trusted = ["127.0.0.0/8".parse().expect("a network")].into_iter().collect();
    let running = Running::simple(&config, routes()).await;
    let answer = who(&running).await;
    assert_eq!(answer.body, "203.0.113.9 true");
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000",
        "the client speaks TLS to the proxy"
    );
    running.end().await;
}

#[tokio::test]
async fn nobody_is_believed_who_is_not_trusted() {
    let running = Running::simple(&config(), routes()).await;
    let answer = who(&running).await;
    assert_eq!((answer.body.as_str(), answer.header("strict-transport-security")), ("127.0.0.1 false", ""));
    running.end().await;
}
