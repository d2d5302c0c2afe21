//! Files over HTTP.
use super::support::{OFFICE, Shelves, holds, long_text, photograph};
use crate::support::stores::{ENGINES, actor};
use anjuan::files::{FileHash, FileLimits, Which};
use anjuan::web::files::{FilesState, Gate, Permit, Wish, router};
use anjuan::web::problem::Problem;
use anjuan::web::words::Language;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use futures_util::future::BoxFuture;
use object_store::memory::InMemory;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

/// Lets everybody in who shows a badge; originals are for the inspector's.
struct Badges;

impl Gate for Badges {
    fn permit<'a>(&'a self, request: &'a Parts, wish: Wish) -> BoxFuture<'a, Result<Permit, Problem>> {
        let badge = request.headers.get("badge").and_then(|badge| badge.to_str().ok()).unwrap_or_default();
        let may = match wish {
            Wish::Put(_) | Wish::See(_) => !badge.is_empty(),
            Wish::SeeOriginal(_) => badge == "inspector",
        };
        let permit = Permit { office: OFFICE, actor: actor(), language: Language::Chinese };
        let unknown = || Problem::not_found("file.gone", "there is no such file");
        Box::pin(async move { if may { Ok(permit) } else { Err(unknown()) } })
    }
}

fn service(shelves: &Shelves) -> Router {
    let state = FilesState::new(shelves.files.clone(), Badges);
    let (router, _) = router::<FilesState>().with_state(state).split_for_parts();
    Router::new().nest("/api/v1", router)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn is_problem(&self, status: u16, code: &str) {
        let problem = self.json();
        assert_eq!((self.status.as_u16(), problem["code"].as_str()), (status, Some(code)), "{problem}");
        assert_eq!(self.header("content-type"), "application/problem+json");
    }
}

async fn ask(service: &Router, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_vec())).expect("a request");
    let (parts, body) = service.clone().oneshot(request).await.expect("an answer").into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("all of it").to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

const CLERK: (&str, &str) = ("badge", "clerk");
const INSPECTOR: (&str, &str) = ("badge", "inspector");

async fn put(service: &Router, bytes: &[u8]) -> Answer {
    ask(service, Method::PUT, &format!("/files/{}", FileHash::of(bytes)), &[CLERK], bytes).await
}

async fn get(service: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(service, Method::GET, path, headers, b"").await
}

/// What every answer with a file's bytes says, so that nothing in them acts.
fn can_do_no_harm(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_put_twice_is_made_once_and_given_back_as_what_cannot_act() {
    for engine in ENGINES {
        let shelves = Shelves::on(engine).await;
        let service = service(&shelves);
        let text = long_text();
        let path = format!("/files/{}", FileHash::of(&text));
        let first = put(&service, &text).await;
        assert_eq!(first.status, StatusCode::CREATED, "{engine:?}");
        assert_eq!(first.header("location"), format!("/api/v1{path}"));
        let second = put(&service, &text).await;
        assert_eq!((second.status, second.json()), (StatusCode::OK, first.json()), "{engine:?}");
        assert_eq!(get(&service, &format!("{path}/about"), &[CLERK]).await.json(), first.json());
        let given = get(&service, &path, &[CLERK]).await;
        assert!(given.status == StatusCode::OK && given.body == text, "{engine:?}");
        assert_eq!(given.header("content-type"), "text/plain; charset=utf-8");
        assert!(given.header("content-disposition").starts_with("attachment; filename="));
        can_do_no_harm(&given);
        let head = ask(&service, Method::HEAD, &path, &[CLERK], b"").await;
        assert_eq!(head.header("content-length"), text.len().to_string());
        let known = get(&service, &path, &[CLERK, ("if-none-match", given.header("etag"))]).await;
        assert!(known.status == StatusCode::NOT_MODIFIED && known.body.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_is_shown_as_drawn_anew_and_its_original_is_for_those_who_may_see_it() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let service = service(&shelves);
    let bytes = photograph();
    let told = put(&service, &bytes).await.json();
    assert_eq!(
        (told["media_type"].as_str(), told["rendition"]["width"].as_u64()),
        (Some("image/jpeg"), Some(32))
    );
    let path = format!("/files/{}", FileHash::of(&bytes));
    let shown = get(&service, &path, &[CLERK]).await;
    assert!(shown.body != bytes && !holds(&shown.body, b"Exif"));
    assert!(shown.header("content-disposition").starts_with("inline; filename="));
    assert_eq!(shown.header("etag"), format!("\"{}\"", FileHash::of(&shown.body)));
    can_do_no_harm(&shown);
    let original = format!("{path}/original");
    get(&service, &original, &[CLERK]).await.is_problem(404, "file.gone");
    let given = get(&service, &original, &[INSPECTOR]).await;
    assert_eq!(given.body, bytes);
    assert!(given.header("content-disposition").starts_with("attachment; filename="));
    can_do_no_harm(&given);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_range_of_a_file_is_given() {
    let shelves = Shelves::on(ENGINES[0]).await;
    let service = service(&shelves);
    let text = long_text();
    put(&service, &text).await;
    let path = format!("/files/{}", FileHash::of(&text));
    let part = get(&service, &path, &[CLERK, ("range", "bytes=65530-65545")]).await;
    assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &text[65530..65546]));
    assert_eq!(part.header("content-range"), format!("bytes 65530-65545/{}", text.len()));
    assert_eq!(part.header("content-length"), "16");
    can_do_no_harm(&part);
    let range = ("range", "bytes=99999999-");
    let nothing = get(&service, &path, &[CLERK, range]).await;
    nothing.is_problem(416, "file.range");
    assert_eq!(nothing.header("content-range"), format!("bytes */{}", text.len()));
    let changed = get(&service, &path, &[CLERK, ("range", "bytes=0-1"), ("if-range", "\"another\"")]).await;
    assert!(changed.status == StatusCode::OK && changed.body == text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_file_is_told_as_a_problem_with_a_code_of_its_own() {
    let limits =
        FileLimits { bytes: 100_000, bytes_in_memory: 100_000, pixels: 1000, ..FileLimits::default() };
    let shelves = Shelves::over(ENGINES[0], Arc::new(InMemory::new()), limits).await;
    let service = service(&shelves);
    let other = format!("/files/{}", FileHash::of(b"other"));
    ask(&service, Method::PUT, &other, &[CLERK], b"bytes").await.is_problem(422, "file.other_bytes");
    ask(&service, Method::PUT, &other, &[], b"other").await.is_problem(404, "file.gone");
    ask(&service, Method::PUT, "/files/ABC", &[CLERK], b"other").await.is_problem(400, "file.name");
    put(&service, &long_text()).await.is_problem(413, "file.too_large");
    let announced = ("content-length", "100001");
    ask(&service, Method::PUT, &other, &[CLERK, announced], b"").await.is_problem(413, "file.too_large");
    put(&service, b"").await.is_problem(422, "file.empty");
    let active = put(&service, b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>").await;
    active.is_problem(415, "file.type");
    assert!(
        active.json()["detail"].as_str().is_some_and(|detail| detail.contains("jpg, png, webp, pdf, docx"))
    );
    assert_eq!(active.json()["title"], "不接收这种文件");
    put(&service, &photograph()).await.is_problem(422, "file.pixels");
    put(&service, &photograph()[..90]).await.is_problem(422, "file.unsound");
    get(&service, &other, &[CLERK]).await.is_problem(404, "file.gone");
    get(&service, &format!("{other}/about"), &[CLERK]).await.is_problem(404, "file.gone");
    assert!(shelves.objects().await.is_empty() && shelves.keys().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_cut_off_leaves_nothing_and_one_whose_sender_hangs_up_after_the_last_byte_is_stored()
 {
    let shelves = Shelves::on(ENGINES[0]).await;
    let service = service(&shelves);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serving = tokio::spawn(async move { axum::serve(listener, service).await });
    let text = long_text();
    let file = FileHash::of(&text);
    let head = format!(
        "PUT /api/v1/files/{file} HTTP/1.1\r\nhost: a\r\nbadge: clerk\r\ncontent-length: {}\r\n\r\n",
        text.len()
    );
    let mut cut = tokio::net::TcpStream::connect(address).await.expect("connected");
    cut.write_all(head.as_bytes()).await.expect("sent");
    cut.write_all(&text[..text.len() - 1]).await.expect("sent");
    cut.shutdown().await.expect("hung up");
    let mut said = Vec::new();
    let _ = cut.read_to_end(&mut said).await;
    drop(cut);
    until(async || shelves.keys().await.is_empty() && shelves.objects().await.is_empty()).await;
    assert!(shelves.files.find(OFFICE, file).await.expect("asked").is_none());
    let mut hasty = tokio::net::TcpStream::connect(address).await.expect("connected");
    hasty.write_all(head.as_bytes()).await.expect("sent");
    hasty.write_all(&text).await.expect("sent");
    drop(hasty);
    until(async || shelves.files.find(OFFICE, file).await.expect("asked").is_some()).await;
    assert!(shelves.get(file, Which::Shown).await.expect("a file") == text);
    serving.abort();
}

/// Waits until it is so, at most a minute.
async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..6000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to pass");
}

#[tokio::test]
async fn the_routes_of_files_describe_themselves() {
    let api = serde_json::to_value(router::<FilesState>().into_openapi()).expect("JSON");
    let paths = api["paths"].as_object().expect("paths");
    let told: Vec<_> = paths.keys().map(String::as_str).collect();
    assert_eq!(told, ["/files/{sha256}", "/files/{sha256}/about", "/files/{sha256}/original"]);
    let operations = paths["/files/{sha256}"].as_object().expect("operations");
    assert!(operations.contains_key("get") && operations.contains_key("put"));
    assert!(api["components"]["schemas"]["FileView"]["properties"]["sha256"].is_object());
}
