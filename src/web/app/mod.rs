//! The whole program over HTTP: who is there is found out once, and every route meets the office through that.
mod accounts;
mod disabled;
mod file_gate;
mod here;

pub use accounts::{StoreAccounts, by};
pub use here::Unsigned;

use super::files::FilesState;
use super::official::Chancery;
use super::pages::TrackState;
use super::press::Press;
use super::sign_in::SignInState;
use super::{api, files, pages, sign_in};
use crate::cases::retention::Retention;
use crate::commands::OfficeDesk;
use crate::config::Contact;
use crate::files::FileStore;
use crate::papers::Fonts;
use crate::papers::official::Texts;
use crate::proof::Notary;
use crate::sign_in::SignIn;
use axum::extract::FromRef;
use axum::{Extension, Router, middleware};
use file_gate::OfficeGate;
use std::sync::Arc;

/// What all routes share. Cheap to clone, for every layer of every request does.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

#[derive(Clone, Debug)]
struct Shared {
    sign_in: SignInState,
    files: FilesState,
    home: OfficeDesk,
    unsigned: Unsigned,
    contact: Contact,
    press: Option<Press>,
    notary: Notary,
    papers: Option<(Arc<Texts>, Fonts)>,
    retention: Retention,
}

macro_rules! lends {
    ($($part:ident: $type:ty),+) => {$(
        impl FromRef<App> for $type {
            fn from_ref(app: &App) -> Self {
                app.0.$part.clone()
            }
        }
    )+};
}

lends!(sign_in: SignInState, files: FilesState, home: OfficeDesk, contact: Contact);

impl FromRef<App> for TrackState {
    fn from_ref(app: &App) -> Self {
        let Shared { sign_in, files, home, contact, .. } = &*app.0;
        Self { sign_in: sign_in.clone(), files: files.clone(), home: home.clone(), contact: contact.clone() }
    }
}

impl App {
    /// The program over one store, whose operator meets it at `home`.
    #[must_use]
    pub fn new(home: OfficeDesk, sign_in: SignIn, files: FileStore, unsigned: Unsigned) -> Self {
        let sign_in = SignInState { sign_in: Arc::new(sign_in) };
        let files = FilesState::new(files, OfficeGate);
        Self(Arc::new(Shared {
            sign_in,
            files,
            home,
            unsigned,
            contact: Contact::default(),
            press: None,
            notary: Notary::default(),
            papers: None,
            retention: Retention::default(),
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Shared)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same, with whom citizens call.
    #[must_use]
    pub fn with_contact(self, contact: Contact) -> Self {
        self.with(|app| app.contact = contact)
    }

    /// The same, with reports written and drawn as they are configured.
    #[must_use]
    pub fn with_press(self, press: Press) -> Self {
        self.with(|app| app.press = Some(press))
    }

    /// The same, with somebody who signs the log when a receipt is wanted.
    #[must_use]
    pub fn with_notary(self, notary: Notary) -> Self {
        self.with(|app| app.notary = notary)
    }

    /// The same, with official papers written by these texts.
    #[must_use]
    pub fn with_papers(self, texts: Texts, fonts: Fonts) -> Self {
        self.with(|app| app.papers = Some((Arc::new(texts), fonts)))
    }

    /// The same, with how long cases are kept.
    #[must_use]
    pub fn with_retention(self, retention: Retention) -> Self {
        self.with(|app| app.retention = retention)
    }

    /// What official papers are issued with: the program's own texts, where no others were set up.
    fn chancery(&self) -> Option<Chancery> {
        let papers = self.0.papers.clone();
        let papers = papers.or_else(|| Some((Arc::new(Texts::of(None).ok()?), Fonts::default())));
        papers.map(|(texts, fonts)| Chancery { texts, fonts, files: self.files().clone() })
    }

    /// Signing in.
    #[must_use]
    pub fn sign_in(&self) -> &SignIn {
        &self.0.sign_in.sign_in
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &FileStore {
        self.0.files.store()
    }

    /// Every route, each behind the question who is there.
    pub fn router(self) -> Router {
        let (signing, _) = sign_in::router::<Self>().split_for_parts();
        let (files, _) = files::router::<Self>().split_for_parts();
        let pages = pages::routes::<Self>(&self.0.sign_in);
        let own = Router::new().nest("/api/v1", signing.merge(files)).merge(pages).with_state(self.clone());
        let routes = api::routes().merge(own);
        let routes =
            routes.layer(Extension(self.0.notary.clone())).layer(Extension(self.0.retention.clone()));
        let routes = match &self.0.press {
            Some(press) => routes.layer(Extension(press.clone())),
            None => routes,
        };
        let routes = match self.chancery() {
            Some(chancery) => routes.layer(Extension(chancery)),
            None => routes,
        };
        routes
            .layer(middleware::from_fn_with_state(self.clone(), disabled::signed_out))
            .layer(middleware::from_fn_with_state(self, here::meet))
    }
}
