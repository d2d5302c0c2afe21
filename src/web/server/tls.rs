//! The certificate: read from its files, and read again while the program runs.
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the certificate {} with the key {} cannot be used: {source}", chain.display(), key.display())]
pub struct TlsError {
    chain: PathBuf,
    key: PathBuf,
    source: io::Error,
}

/// A certificate and its key. Cheap to clone; all clones change when it is read again.
#[derive(Clone, Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    config: RustlsConfig,
}

impl Certificate {
    /// Reads it. TLS 1.2 and 1.3 are spoken, HTTP/2 and HTTP/1.1.
    ///
    /// # Errors
    /// When a file cannot be read, is no PEM, or the two do not belong together.
    pub async fn read(chain: &Path, key: &Path) -> Result<Self, TlsError> {
        // A second call finds the provider there already, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (chain, key) = (chain.to_owned(), key.to_owned());
        match RustlsConfig::from_pem_file(&chain, &key).await {
            Ok(config) => Ok(Self { chain, key, config }),
            Err(source) => Err(TlsError { chain, key, source }),
        }
    }

    /// Reads the files again, for the connections to come. If they cannot be used the old ones stay.
    ///
    /// # Errors
    /// As [`Certificate::read`].
    pub async fn read_again(&self) -> Result<(), TlsError> {
        let read = self.config.reload_from_pem_file(&self.chain, &self.key).await;
        read.map_err(|source| TlsError { chain: self.chain.clone(), key: self.key.clone(), source })
    }

    pub(super) fn acceptor(self, time: Duration) -> RustlsAcceptor {
        RustlsAcceptor::new(self.config).handshake_timeout(time)
    }
}
