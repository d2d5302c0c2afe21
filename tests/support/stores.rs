//! A fresh store on each engine, with a clock that is set and randomness that repeats.
use super::postgres::Cluster;
use anjuan::cases::occurred::Moment;
use anjuan::clock::{SeededEntropy, SetClock, Source};
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::StoreUrl;
use anjuan::event_log::Actor;
use tempfile::TempDir;

/// The engines that every promise is kept on.
pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A place for a store, gone when dropped.
pub struct Place {
    pub url: StoreUrl,
    _folder: Option<TempDir>,
}

impl Engine {
    pub fn place(self) -> Place {
        match self {
            Self::Sqlite => {
                let folder = TempDir::new().expect("a folder");
                let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
                Place { url, _folder: Some(folder) }
            }
            Self::Postgres => {
                Place { url: StoreUrl::Postgres(Cluster::shared().fresh_database()), _folder: None }
            }
        }
    }
}

pub fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

/// A clock that stands on the evening after the office's year, and bytes that repeat.
pub fn source(seed: u64) -> (Source, SetClock) {
    let clock = SetClock::at(moment("2019-11-10T08:00:00+08:00"));
    (Source::new(clock.clone(), SeededEntropy::new(seed)), clock)
}

pub fn actor() -> Actor {
    Actor("operator:test".into())
}

/// The committees of the office of 2019.
pub fn office_file() -> serde_json::Value {
    serde_json::from_str(include_str!("../../samples/2019/office.json")).expect("JSON")
}

/// The names of its committees.
pub fn committees() -> Vec<String> {
    let file = office_file();
    let names = file["committees"].as_array().expect("a list").iter();
    names.map(|name| name.as_str().expect("a text").to_owned()).collect()
}

/// A store with the office of 2019 in it.
pub async fn office(place: &Place, source: Source) -> OfficeDesk {
    office_at(&place.url, source).await
}

/// A store at `url` with the office of 2019 in it.
pub async fn office_at(url: &StoreUrl, source: Source) -> OfficeDesk {
    let store = Store::open(url, source).await.expect("a store");
    let file = office_file();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let committees = committees().iter().map(|name| name.parse().expect("a name")).collect();
    let (code, name) = (text(&file["code"]), text(&file["name"]));
    store
        .add_office(code.parse().expect("a code"), name.parse().expect("a name"), committees, actor())
        .await
        .expect("an office")
}
