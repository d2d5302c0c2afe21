//! `anjuan demo`: the office's year of 2019 in a fresh store.
use super::import::{import, summary};
use super::user::link;
use super::{Context, DONE, Failure, figures, indicator, office, output, serve, target};
use crate::cases::facts::Conduct;
use crate::cases::indicator::{Exactness, Period, Told};
use crate::cases::occurred::Dated;
use crate::cases::personal::{Personal, Subject};
use crate::cases::user::{LoginName, Role, UserCommand};
use crate::clock::Source;
use crate::commands::{OfficeDesk, Request, Step, Store};
use crate::config::Config;
use crate::database::StoreUrl;
use crate::exchange::importing::Options;
use crate::figures::Unit;
use crate::sign_in::link::Purpose;
use crate::web::app::Unsigned;
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

const OFFICE: &[u8] = include_bytes!("../../samples/2019/office.json");
const LEDGERS: [(&str, &[u8]); 8] = [
    ("信访登记台账.xlsx", include_bytes!("../../samples/2019/信访登记台账.xlsx")),
    ("消防隐患台账.xlsx", include_bytes!("../../samples/2019/消防隐患台账.xlsx")),
    ("违法建筑台账.xlsx", include_bytes!("../../samples/2019/违法建筑台账.xlsx")),
    ("安全生产检查台账.xlsx", include_bytes!("../../samples/2019/安全生产检查台账.xlsx")),
    ("无证无照和居改非整治台账.xlsx", include_bytes!("../../samples/2019/无证无照和居改非整治台账.xlsx")),
    ("扫黑除恶线索台账.xlsx", include_bytes!("../../samples/2019/扫黑除恶线索台账.xlsx")),
    ("旧区改造征收签约台账.xlsx", include_bytes!("../../samples/2019/旧区改造征收签约台账.xlsx")),
    ("大调研走访台账.xlsx", include_bytes!("../../samples/2019/大调研走访台账.xlsx")),
];
/// What was to be reached in 2019: 拆违任务量 in square metres, homes and firms to be visited.
const TARGETS: [(&str, &str); 3] =
    [(crate::figures::structures::AREA_TARGET, "30000"), ("visits.homes", "31427"), ("visits.firms", "91")];
const STORE: &str = "demo.sqlite";

#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  anjuan demo\n  anjuan demo --no-serve --dir /tmp/anjuan")]
pub(super) struct DemoArgs {
    /// The folder for the store; what an earlier demo left there is removed.
    #[arg(long, default_value = "anjuan-demo")]
    dir: PathBuf,
    /// Stop after the figures.
    #[arg(long)]
    no_serve: bool,
    /// The address to listen on [default: 127.0.0.1:8019].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(context: &Context, args: DemoArgs) -> Result<u8, Failure> {
    start_afresh(&args.dir)?;
    let url = StoreUrl::Sqlite(args.dir.join(STORE));
    eprintln!("a fresh store in {url}");
    let store = Store::open(&url, Source::system().map_err(|error| error.to_string())?).await?;
    let file = args.dir.join("office.json");
    write(&file, OFFICE)?;
    let desk = office::add(&store, office::read(&file)?).await?;
    for (figure, amount) in TARGETS {
        target::set(&desk, figure.parse()?, amount.parse()?, 2019).await?;
    }
    indicators(&desk).await?;
    let options = Options::default();
    for (name, bytes) in LEDGERS {
        let file = args.dir.join(name);
        write(&file, bytes)?;
        let report = import(&desk, &file, &options).await?;
        output::text(&summary(&report, &options)?)?;
    }
    let day = |m, d| chrono::NaiveDate::from_ymd_opt(2019, m, d).unwrap_or_default();
    let period =
        figures::PeriodArgs { from: day(1, 1), to: day(12, 31), as_of: Some(day(11, 9)), known_at: None };
    let view = figures::view(&desk, &period, Vec::new(), context.lang).await?;
    output::text(&format!("\n{}", figures::table(&view, context.lang)?))?;
    eprintln!(
        "\nask more of it with: anjuan --store {url} figures --from 2019-01-01 --to 2019-12-31 --as-of 2019-06-30"
    );
    if !args.no_serve {
        one_user_a_role(&desk, &context.loaded.config).await?;
        serve::serve(desk, &context.loaded.config, Unsigned::Always).await?;
    }
    store.close().await;
    Ok(DONE)
}

/// What the report of 2019 prints of others' counting.
async fn indicators(desk: &OfficeDesk) -> Result<(), Failure> {
    let plain = |value: &str, unit: &str| -> Result<Told, Failure> {
        Ok(Told {
            value: value.parse()?,
            exactness: Exactness::Exact,
            upper: None,
            unit: unit.parse()?,
            name: None,
            as_of: None,
            department: None,
            target: None,
            prior: None,
            rule: None,
            source: None,
        })
    };
    let calls = Told { prior: Some("715".parse()?), ..plain("684", Unit::Incidents.sign())? };
    let campaign =
        Told { as_of: Some("2019-06-30".parse()?), ..plain("52704.5", Unit::SquareMetres.sign())? };
    for (id, told) in [("police.calls", calls), ("campaign.demolished_area", campaign)] {
        indicator::record(desk, id.parse()?, Period::Year(2019), told).await?;
    }
    Ok(())
}

/// One user for each role, each with a link to sign in with. The inspector works for a committee, whose hazards are the
/// day's work.
async fn one_user_a_role(desk: &OfficeDesk, config: &Config) -> Result<(), Failure> {
    let file = desk.file().await?;
    let first = file.and_then(|file| file.committees.first().cloned());
    for role in Role::ALL {
        let login: LoginName = role.name().replace('_', "-").parse()?;
        let (user, now) = (desk.office().user_stream(&login), desk.store().source().now());
        let name = Personal::plain(Subject::STAFF, role.name().parse()?);
        let committee = first.clone().filter(|_| role == Role::Inspector);
        let add = UserCommand::AddUser { login: login.clone(), name, department: None, committee };
        let steps =
            [add, UserCommand::GrantRole { role }].map(|command| Step::new(user, Dated::at(now, command)));
        desk.execute(Request { conduct: Conduct::Live, steps: steps.to_vec() }).await?;
        link(config, desk, &login, Purpose::FirstPassword).await?;
    }
    Ok(())
}

fn start_afresh(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    for store in ["", ".keys", ".master", ".erased"].map(|ending| format!("{STORE}{ending}")) {
        for suffix in ["", "-wal", "-shm"] {
            let file = dir.join(format!("{store}{suffix}"));
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(format!("{}: {error}", file.display()).into());
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(|error| format!("{}: {error}", file.display()).into())
}
