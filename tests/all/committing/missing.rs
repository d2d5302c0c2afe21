//! Rows of a view that somebody took away: a case's next step, which would only change them, writes them whole.
use super::audit::audit;
use super::lives::life;
use super::{fresh, new_case};
use crate::support::stores::ENGINES;

const TABLES: [&str; 4] = ["cases", "petition_facts", "fire_hazard_facts", "site_facts"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_a_view_has_lost_is_there_again_with_the_next_step_of_its_case() {
    for engine in ENGINES {
        let (desk, _place) = fresh(engine).await;
        let lives = (0..3).map(|n| life(n, new_case(&desk)));
        let mut lives: Vec<_> = lives.map(Vec::into_iter).collect();
        for round in 0..5 {
            if (2..4).contains(&round) {
                let mut tx = desk.store().db().begin().await.expect("a transaction");
                for table in TABLES {
                    let sql = format!("DELETE FROM {table} WHERE office_id = $1");
                    tx.execute(sql, &[desk.office().0.into()]).await.expect("deleted");
                }
                tx.commit().await.expect("committed");
            }
            for life in &mut lives {
                if let Some(request) = life.next() {
                    desk.execute(request).await.expect("a step");
                }
            }
        }
        audit(&desk).await;
    }
}
