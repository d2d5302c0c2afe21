//! The whole program over HTTP, as it is configured.
use super::{Failure, retention};
use crate::commands::{OfficeDesk, Store};
use crate::config::{self, Config, SecondFactor};
use crate::database::StoreUrl;
use crate::files::{FileLimits, FileStore, FilesUrl};
use crate::papers::Fonts;
use crate::papers::official::Texts;
use crate::sign_in::oidc::ProviderSettings;
use crate::sign_in::settings::Required;
use crate::sign_in::{PoolSize, Profile, Settings, SignIn};
use crate::web::app::{App, StoreAccounts, Unsigned};
use crate::web::press::Press;
use chrono::TimeDelta;
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// The program for one store, which browsers find at `found_at` if nothing else is configured.
pub(super) fn app(
    desk: OfficeDesk,
    config: &Config,
    found_at: &str,
    unsigned: Unsigned,
) -> Result<App, Failure> {
    let sign_in = sign_in(desk.store(), config, found_at)?;
    let files = files(desk.store(), config)?;
    let app = App::new(desk, sign_in, files, unsigned).with_contact(config.contact.clone());
    let texts = Texts::of(config.report.templates.as_deref())?;
    let fonts = Fonts { configured: config.report.font.clone() };
    let app = app.with_retention(retention::of(&config.retention)?);
    Ok(app.with_press(Press::of(&config.report)?).with_papers(texts, fonts))
}

/// Signing in to a store.
pub(super) fn sign_in(store: &Store, config: &Config, found_at: &str) -> Result<SignIn, Failure> {
    let session = &config.session;
    let origin = session.origin.as_ref().map_or(found_at, config::Site::url);
    let mut settings = Settings::at(Url::parse(origin)?);
    settings.profile = match session.profile {
        config::Profile::Asvs => Profile::ASVS,
        config::Profile::Dengbao3 => Profile::DENGBAO3,
    };
    let span = |span: Option<config::Span>| span.and_then(|span| TimeDelta::from_std(span.get()).ok());
    settings.profile.idle = span(session.idle).unwrap_or(settings.profile.idle);
    settings.profile.absolute = span(session.absolute).unwrap_or(settings.profile.absolute);
    settings.second_factor = match session.second_factor {
        SecondFactor::All => Required::All,
        SecondFactor::Administrators => Required::Administrators,
        SecondFactor::Nobody => Required::Nobody,
    };
    if let Some(at_once) = session.hashing {
        let at_once = usize::try_from(at_once.get()).unwrap_or(1);
        settings.pool = PoolSize { at_once, waiting: 16 * at_once };
    }
    settings.provider = provider(&config.single_sign_on)?;
    let accounts = Arc::new(StoreAccounts(store.clone()));
    let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
    Ok(SignIn::new(db, keys, source, accounts, settings)?)
}

/// The provider of single sign-on, if there is one.
pub(super) fn provider(config: &config::SingleSignOn) -> Result<Option<ProviderSettings>, Failure> {
    let (Some(issuer), Some(client_id)) = (&config.issuer, &config.client_id) else { return Ok(None) };
    let secret = match (&config.client_secret, &config.client_secret_file) {
        (Some(secret), _) => Some(secret.reveal().to_owned()),
        (None, Some(path)) => {
            let read = std::fs::read_to_string(path);
            let text = read
                .map_err(|error| format!("single_sign_on.client_secret_file: {}: {error}", path.display()))?;
            Some(text.trim_end_matches(['\n', '\r']).to_owned())
        }
        (None, None) => None,
    };
    Ok(Some(ProviderSettings {
        gives_second_factor: config.gives_second_factor,
        scopes: config.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        login_claim: config.login_claim.clone(),
        name_zh: config.name_zh.clone(),
        name_en: config.name_en.clone(),
        ..ProviderSettings::new(issuer.url(), client_id, secret)
    }))
}

/// Where attachments are: as configured, else beside an embedded store, else in the working folder.
pub(super) fn files(store: &Store, config: &Config) -> Result<FileStore, Failure> {
    let place = match &config.files.place {
        Some(place) => place.url().to_owned(),
        None => beside(&config.store.url)?,
    };
    let url: FilesUrl = place.parse()?;
    let limits = FileLimits { bytes: u64::try_from(config.files.size.bytes())?, ..FileLimits::default() };
    let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
    Ok(FileStore::open(&url, std::env::vars(), db, keys, source, limits)?)
}

pub(super) fn beside(store: &StoreUrl) -> Result<String, Failure> {
    let folder = match store {
        StoreUrl::Sqlite(path) => {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".files");
            path.with_file_name(name)
        }
        StoreUrl::Postgres(_) => Path::new("anjuan-files").to_owned(),
    };
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let folder = folder.canonicalize()?;
    let url = Url::from_directory_path(&folder);
    Ok(url.map_err(|()| format!("{} is no folder for files", folder.display()))?.to_string())
}
