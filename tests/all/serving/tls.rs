//! TLS by the program itself.
use super::{Running, config, plain};
use anjuan::config::Config;
use anjuan::web::server::Server;
use axum::Router;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use reqwest::{Certificate, Client, Version};
use std::fs;
use tempfile::TempDir;

/// A new certificate for this machine, written where the configuration says.
fn certify(folder: &TempDir) -> Certificate {
    let CertifiedKey { cert, signing_key }: CertifiedKey<KeyPair> =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    fs::write(folder.path().join("certificate.pem"), cert.pem()).expect("written");
    fs::write(folder.path().join("key.pem"), signing_key.serialize_pem()).expect("written");
    Certificate::from_pem(cert.pem().as_bytes()).expect("a certificate")
}

fn with_tls(folder: &TempDir) -> Config {
    let mut config = config();
    config.tls.certificate = Some(folder.path().join("certificate.pem"));
    config.tls.key = Some(folder.path().join("key.pem"));
    config
}

fn trusting(certificate: Certificate) -> Client {
    plain().tls_certs_only([certificate]).build().expect("a client")
}

#[tokio::test]
async fn a_certificate_makes_it_speak_tls_and_http_2_and_insist_on_it() {
    let folder = TempDir::new().expect("a folder");
    let client = trusting(certify(&folder));
    let running = Running::simple(&with_tls(&folder), Router::new()).await;
    let url = format!("https://localhost:{}/api/v1/health", running.address.port());
    let response = client.get(&url).send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.version()), (200, Version::HTTP_2));
    assert_eq!(response.headers()["strict-transport-security"], "max-age=31536000");
    assert!(
        plain().build().expect("a client").get(running.url("/health")).send().await.is_err(),
        "no plain HTTP"
    );
    running.end().await;
}

#[tokio::test]
async fn a_certificate_is_read_again_and_a_bad_one_changes_nothing() {
    let folder = TempDir::new().expect("a folder");
    let first = certify(&folder);
    let config = with_tls(&folder);
    let server = Server::bind(&config).await.expect("it listens");
    let (address, stopping) = (server.address().expect("one"), server.stopping().clone());
    let certificate = server.certificate().cloned().expect("one");
    let serving = tokio::spawn(server.run(Router::new(), Vec::new()));
    let url = format!("https://localhost:{}/health/live", address.port());
    let works = async |trusted: &Certificate| trusting(trusted.clone()).get(&url).send().await.is_ok();
    assert!(works(&first).await);
    let second = certify(&folder);
    certificate.read_again().await.expect("read");
    assert!(works(&second).await && !works(&first).await);
    fs::write(folder.path().join("key.pem"), "no key").expect("written");
    let refused = certificate.read_again().await.expect_err("no key").to_string();
    assert!(refused.contains("key.pem"), "{refused}");
    assert!(works(&second).await);
    stopping.begin();
    serving.await.expect("no panic").expect("served");
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_told_by_its_files() {
    let folder = TempDir::new().expect("a folder");
    let Err(error) = Server::bind(&with_tls(&folder)).await else { panic!("there is no certificate") };
    assert!(error.to_string().contains("certificate.pem"), "{error}");
}

#[tokio::test]
async fn an_address_that_is_taken_is_told() {
    let mut config = config();
    let taken = Server::bind(&config).await.expect("it listens");
    config.listen.address = taken.address().expect("one");
    let Err(error) = Server::bind(&config).await else { panic!("it is taken") };
    let error = error.to_string();
    assert!(error.contains(&config.listen.address.to_string()) && error.contains("--listen"), "{error}");
}
