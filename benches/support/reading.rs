//! What is read of a store: pages of the list under every filter and in every order, and what people look at.
use super::milliseconds;
use super::service::{Browser, Service};
use std::time::Duration;

/// Pages that are asked for under each filter in each order.
const PAGES: usize = 10;
/// How often each address is looked at.
const LOOKS: usize = 20;
const FILTERS: [&str; 21] = [
    "",
    "open=true",
    "open=false",
    "overdue=true",
    "kind=fire_hazard",
    "kind=inspection",
    "phase=accepted",
    "phase=suspended",
    "committee=凉州",
    "committee=凉州&open=true",
    "department=信访办&category=物业管理",
    "department=社区服务办",
    "category=环境卫生",
    "category=no_such_category",
    "channel=online",
    "channel=own:没有",
    "due_from=2015-03-01&due_to=2015-03-31",
    "opened_from=2015-03-01&opened_to=2015-03-31",
    "opened_from=2012-01-01&committee=凉州&phase=demolished",
    "number=XF-12",
    "kind=petition&open=true&channel=visit&committee=凉州&opened_to=2012-12-31",
];
const SORTS: [&str; 9] =
    ["opened", "due", "number", "closed", "kind", "category", "committee", "department", "phase"];
/// What petition clerks look at. `{number}` stands for a case.
const CLERK: [&str; 12] = [
    "/",
    "/cases",
    "/cases?sort=-opened",
    "/cases?sort=-closed",
    "/cases?kind=petition&sort=committee",
    "/cases?overdue=true&sort=due",
    "/cases?phase=suspended&sort=-opened",
    "/cases/{number}",
    "/cases/XF-0",
    "/cases/XF-600000",
    "/search?q=环境卫生",
    "/register",
];
/// What leaders look at.
const LEADER: [&str; 6] = [
    "/",
    "/figures",
    "/figures?from=2019-01-01&to=2019-12-31&as_of=2019-12-31",
    "/figures/petitions.registered?from=2015-01-01&to=2015-12-31&as_of=2015-12-31",
    "/figures/lights?from=2019-01-01&to=2019-12-31&as_of=2019-12-31",
    "/approvals",
];
/// What auditors look at.
const AUDITOR: [&str; 6] = [
    "/audit",
    "/audit?late=30",
    "/audit?late=3650",
    "/cases?as_of=2015-06-30",
    "/cases?as_of=2015-06-30&open=true",
    "/cases?as_of=2015-06-30&phase=suspended",
];

/// Pages of 50 from the first one on; how many cases they held.
async fn list(reader: &Browser, asked: &str) -> (Vec<Duration>, usize) {
    let (mut took, mut cases, mut after) = (Vec::new(), 0, String::new());
    for _ in 0..PAGES {
        let address = format!("/cases?{asked}&limit=50{after}");
        let (page, time) = reader.send(&address, None).await.expect("a page");
        took.push(time);
        cases += page["cases"].as_array().map_or(0, Vec::len);
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    (took, cases)
}

/// Every filter in every order, either way round: of each filter the slowest order.
pub async fn lists(of: &str, service: &Service) {
    let reader = service.clerk(0).desk;
    let (mut all, mut slowest) = (Vec::new(), 0.0_f64);
    for filter in FILTERS {
        let mut worst = (0.0, String::new(), 0, 0.0);
        for sort in SORTS.into_iter().flat_map(|sort| [sort.to_owned(), format!("-{sort}")]) {
            let asked = format!("{filter}&sort={sort}");
            let (mut took, cases) = list(&reader, asked.trim_start_matches('&')).await;
            let (p50, p95) = (milliseconds(&mut took, 50), milliseconds(&mut took, 95));
            if p95 > worst.0 {
                worst = (p95, sort, cases, p50);
            }
            all.extend(took);
        }
        let (p95, sort, held, p50) = worst;
        println!("list {of} filter={filter} slowest={sort} held={held} p50_ms={p50:.2} p95_ms={p95:.2}");
        slowest = slowest.max(p95);
    }
    let (p50, p95) = (milliseconds(&mut all, 50), milliseconds(&mut all, 95));
    println!(
        "lists {of} filters={} orders={} pages={} p50_ms={p50:.2} p95_ms={p95:.2} slowest_p95_ms={slowest:.2}",
        FILTERS.len(),
        SORTS.len() * 2,
        all.len()
    );
}

/// What each reader looks at, one line an address.
pub async fn pages(of: &str, service: &Service) {
    let clerk = service.clerk(0);
    let (newest, _) =
        clerk.desk.send("/cases?kind=petition&sort=-opened&limit=1", None).await.expect("a case");
    let number = newest["cases"][0]["number"].as_str().unwrap_or("XF-0").to_owned();
    let readers: [(&Browser, &[&str]); 3] =
        [(&clerk.desk, &CLERK), (service.leader(), &LEADER), (service.auditor(), &AUDITOR)];
    for (reader, address) in
        readers.into_iter().flat_map(|(reader, all)| all.iter().map(move |at| (reader, *at)))
    {
        let path = address.replace("{number}", &number);
        let (mut took, mut size) = (Vec::new(), 0);
        for _ in 0..LOOKS {
            match reader.page(&path).await {
                Ok((bytes, time)) => {
                    took.push(time);
                    size = bytes;
                }
                Err(error) => {
                    println!("page {of} at={address} missing={error}");
                    break;
                }
            }
        }
        let (p50, p95) = (milliseconds(&mut took, 50), milliseconds(&mut took, 95));
        println!("page {of} at={address} looks={} bytes={size} p50_ms={p50:.2} p95_ms={p95:.2}", took.len());
    }
}
