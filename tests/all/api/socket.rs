//! Over a real connection: what a client that hangs up sent is carried out once.
use super::client::{Api, registering};
use crate::support::stores::ENGINES;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn served(api: &Api) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("an address");
    let address = listener.local_addr().expect("an address");
    let router = api.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A request as it stands on the wire.
fn request(key: &str) -> String {
    let body = registering("2019-11-04").to_string();
    format!(
        "POST /api/v1/petitions/commands/RegisterPetition HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/json\r\nidempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn answer(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("an answer");
    text
}

#[tokio::test]
async fn a_client_that_hangs_up_and_sends_again_has_one_effect() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let address = served(&api).await;
        let whole = request("hung-up").len();
        for cut in [whole, whole - 1, whole / 2, 40, 0] {
            let key = format!("hung-up-{cut}");
            let request = request(&key);
            let before = api.position().await;
            {
                let mut stream = TcpStream::connect(address).await.expect("a connection");
                stream.write_all(&request.as_bytes()[..cut.min(request.len())]).await.expect("sent");
            }
            let first = answer(address, &request).await;
            assert!(first.starts_with("HTTP/1.1 201"), "{engine:?} cut at {cut}: {first}");
            let again = answer(address, &request).await;
            let body = |text: &str| text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
            assert_eq!(body(&again), body(&first), "{engine:?} cut at {cut}");
            assert_eq!(
                api.position().await,
                before + 2,
                "{engine:?} cut at {cut}: one petition and its number"
            );
        }
    }
}
