//! How a search behaves when the store is large. Run by hand, for so many cases:
//! `ANJUAN_CASES=100000 cargo test --release --test all size -- --ignored --nocapture`.
use super::office::{Office, registration};
use crate::support::stores::ENGINES;
use anjuan::cases::facts::Conduct;
use anjuan::cases::occurred::{Dated, Day};
use anjuan::clock::Stopwatch;
use anjuan::commands::{Request, Step};
use anjuan::search::{Asked, Sight};

const WHAT: [&str; 8] =
    ["电梯停运", "墙面漏水", "噪音扰民", "占道经营", "垃圾堆放", "路灯不亮", "违规充电", "停车收费"];
const HOW: [&str; 6] =
    ["多次反映未果", "请求尽快处理", "影响居民休息", "存在安全隐患", "物业公司推诿", "要求书面答复"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures, and takes minutes"]
async fn many_cases_are_searched() {
    let cases: usize =
        std::env::var("ANJUAN_CASES").map_or(100_000, |count| count.parse().expect("a number"));
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let mut n = 0;
        while n < cases {
            let mut steps = Vec::new();
            for n in n..n + 500 {
                let (what, how) = (WHAT[n % 8], HOW[n / 8 % 6]);
                let rare = if n % 20_000 == 77 { "锅炉房冒烟" } else { "" };
                let matter = format!("反映{}号楼{what}，{how}{rare}", n % 200);
                let case = office.desk.store().source().stream_id();
                let day: Day = super::office::of("2019-03-01");
                steps.push(Step::new(case, Dated::on(day, registration(&format!("XF2019-{n:06}"), &matter))));
            }
            office.desk.execute(Request { conduct: Conduct::Paper, steps }).await.expect("registered");
            n += 500;
        }
        let index = office.desk.store().search();
        let begun = Stopwatch::start();
        index.catch_up(office.desk.office()).await.expect("caught up");
        eprintln!("{engine:?}: {cases} cases indexed in {:?}", begun.elapsed());
        for question in
            ["锅炉房", "定海港", "电梯 停运", "电梯 漏水", "路灯 85号楼", "XF2019-05", "13917004821 冒烟"]
        {
            let ask = || async {
                let asked = Asked::new(question, Sight::everything()).expect("a question");
                index.find(office.desk.office(), asked).await.expect("an answer")
            };
            let found = ask().await;
            let begun = Stopwatch::start();
            for _ in 0..10 {
                ask().await;
            }
            let each = begun.elapsed() / 10;
            eprintln!(
                "{engine:?}: {question}: {} on the page, more: {}, {each:?}",
                found.hits.len(),
                found.next.is_some()
            );
        }
    }
}
