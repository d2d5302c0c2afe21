//! The feed of events, page by page and as a stream.
use super::client::Api;
use crate::support::stores::{ENGINES, office_at, source};
use anjuan::web::api;
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use serde_json::Value;
use tower::ServiceExt;

/// A follower of the stream.
struct Follower {
    stream: BodyDataStream,
    text: String,
}

impl Follower {
    async fn after(router: axum::Router, last: Option<i64>) -> Self {
        let request = Request::get("/api/v1/events").header("accept", "text/event-stream");
        let request = last.into_iter().fold(request, |request, last| request.header("last-event-id", last));
        let response =
            router.oneshot(request.body(Body::empty()).expect("a request")).await.expect("a stream");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { stream: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event: its id, and what it tells.
    async fn next(&mut self) -> (i64, Value) {
        loop {
            if let Some((event, rest)) = self.text.clone().split_once("\n\n") {
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                let (id, told) = (field("id: "), field("data: "));
                rest.clone_into(&mut self.text);
                if let (Some(id), Some(told)) = (id, told) {
                    let told = serde_json::from_str(&told).expect("JSON");
                    return (id.parse().expect("a position"), told);
                }
                continue;
            }
            let some = self.stream.next().await.expect("the stream goes on").expect("bytes");
            self.text += std::str::from_utf8(&some).expect("a text");
        }
    }
}

#[tokio::test]
async fn the_feed_is_read_page_by_page_without_a_gap_to_its_end() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        for _ in 0..5 {
            api.registered("2019-11-04").await;
        }
        let (mut after, mut positions) = (0, Vec::new());
        loop {
            let page = api.get(&format!("/events?after={after}&limit=4")).await.with(200).body;
            let events = page["events"].as_array().expect("events");
            positions.extend(events.iter().map(|event| event["position"].as_i64().expect("a position")));
            after = page["next"].as_i64().expect("a position");
            if page["end"] == true {
                break;
            }
        }
        assert_eq!(positions, (1..=11).collect::<Vec<_>>(), "{engine:?}");
        let last = api.get("/events?after=11").await.with(200).body;
        assert_eq!((last["events"].as_array().map(Vec::len), &last["next"]), (Some(0), &11.into()));
        for wrong in ["after=-1", "limit=0", "limit=1001", "from=1"] {
            assert!(api.get(&format!("/events?{wrong}")).await.problem(400).starts_with("query."), "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_follower_hears_of_what_happens_and_goes_on_where_it_stopped() {
    for engine in ENGINES {
        let api = Api::on(engine).await;
        let mut follower = Follower::after(api.router.clone(), None).await;
        assert_eq!(follower.next().await.1["event_type"], "OfficeAdded", "{engine:?}");
        let (heard, number) = tokio::join!(follower.next(), api.registered("2019-11-04"));
        assert_eq!((heard.0, &heard.1["event_type"]), (2, &"PetitionRegistered".into()));
        assert_eq!(follower.next().await.1["payload"]["NumberAllotted"]["number"], number);
        drop(follower);
        api.registered("2019-11-05").await;
        let mut again = Follower::after(api.router.clone(), Some(3)).await;
        assert_eq!((again.next().await.0, again.next().await.0), (4, 5), "{engine:?}");
        let wrong = api.get_with("/events", &[("last-event-id", "x"), ("accept", "text/event-stream")]).await;
        assert_eq!(wrong.problem(400), "query.position");
    }
}

#[tokio::test]
async fn a_follower_hears_of_what_another_server_wrote() {
    for engine in ENGINES {
        let place = engine.place();
        let ours = office_at(&place.url, source(1).0).await;
        let theirs = office_at(&place.url, source(2).0).await;
        let mut follower = Follower::after(api::router(ours), Some(1)).await;
        let number = crate::committing::lives::register("XF2019-0007");
        let order = crate::committing::lives::on("2019-11-04", number);
        let case = theirs.store().source().stream_id();
        theirs.execute(anjuan::commands::Request::live(case, order)).await.expect("registered");
        let (position, told) = follower.next().await;
        assert_eq!((position, &told["stream"]), (2, &case.to_string().into()), "{engine:?}");
    }
}
