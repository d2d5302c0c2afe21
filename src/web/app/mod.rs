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

/// What all routes share. Cheap to clone.
#[derive(Clone, Debug, FromRef)]
pub struct App {
    sign_in: SignInState,
    files: FilesState,
    home: OfficeDesk,
    unsigned: Unsigned,
    contact: Contact,
    #[from_ref(skip)]
    press: Option<Press>,
    #[from_ref(skip)]
    notary: Notary,
    #[from_ref(skip)]
    papers: Option<(Arc<Texts>, Fonts)>,
    #[from_ref(skip)]
    retention: Retention,
}

impl FromRef<App> for TrackState {
    fn from_ref(app: &App) -> Self {
        let App { sign_in, files, home, contact, .. } = app.clone();
        Self { sign_in, files, home, contact }
    }
}

impl App {
    /// The program over one store, whose operator meets it at `home`.
    #[must_use]
    pub fn new(home: OfficeDesk, sign_in: SignIn, files: FileStore, unsigned: Unsigned) -> Self {
        let sign_in = SignInState { sign_in: Arc::new(sign_in) };
        let files = FilesState::new(files, OfficeGate);
        Self {
            sign_in,
            files,
            home,
            unsigned,
            contact: Contact::default(),
            press: None,
            notary: Notary::default(),
            papers: None,
            retention: Retention::default(),
        }
    }

    /// The same, with whom citizens call.
    #[must_use]
    pub fn with_contact(self, contact: Contact) -> Self {
        Self { contact, ..self }
    }

    /// The same, with reports written and drawn as they are configured.
    #[must_use]
    pub fn with_press(self, press: Press) -> Self {
        Self { press: Some(press), ..self }
    }

    /// The same, with somebody who signs the log when a receipt is wanted.
    #[must_use]
    pub fn with_notary(self, notary: Notary) -> Self {
        Self { notary, ..self }
    }

    /// The same, with official papers written by these texts.
    #[must_use]
    pub fn with_papers(self, texts: Texts, fonts: Fonts) -> Self {
        Self { papers: Some((Arc::new(texts), fonts)), ..self }
    }

    /// The same, with how long cases are kept.
    #[must_use]
    pub fn with_retention(self, retention: Retention) -> Self {
        Self { retention, ..self }
    }

    /// What official papers are issued with: the program's own texts, where no others were set up.
    fn chancery(&self) -> Option<Chancery> {
        let papers = self.papers.clone();
        let papers = papers.or_else(|| Some((Arc::new(Texts::of(None).ok()?), Fonts::default())));
        papers.map(|(texts, fonts)| Chancery { texts, fonts, files: self.files().clone() })
    }

    /// Signing in.
    #[must_use]
    pub fn sign_in(&self) -> &SignIn {
        &self.sign_in.sign_in
    }

    /// The files.
    #[must_use]
    pub const fn files(&self) -> &FileStore {
        self.files.store()
    }

    /// Every route, each behind the question who is there.
    pub fn router(self) -> Router {
        let (signing, _) = sign_in::router::<Self>().split_for_parts();
        let (files, _) = files::router::<Self>().split_for_parts();
        let pages = pages::routes::<Self>(&self.sign_in);
        let own = Router::new().nest("/api/v1", signing.merge(files)).merge(pages).with_state(self.clone());
        let routes = api::routes().merge(own);
        let routes = routes.layer(Extension(self.notary.clone())).layer(Extension(self.retention.clone()));
        let routes = match &self.press {
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
