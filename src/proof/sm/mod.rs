//! 国密: beside the tree of SHA-256 a second one over the same leaves, hashed with SM3 (GB/T 32905), and beside the signature
//! of Ed25519 a second one by SM2 (GB/T 32918.2) over the whole text of the checkpoint.
//!
//! ```text
//! anjuan/310110001
//! 4711
//! nND/nri/U0xuHUrYSy0Ht…
//! signed 2019-03-05T09:00:00.000000+08:00
//! sm3 4s3rmsvTaFEIl0Zg…                          the root of the second tree
//!
//! — anjuan/310110001 base64…                     Ed25519
//! — anjuan/310110001 base64…                     SM2 with SM3
//! ```
//!
//! Whoever knows nothing of it passes over the line and over the signature, and checks the first tree as ever. Only a program
//! that was built with the feature `sm` signs and checks the second; another says so.
#[cfg(any(feature = "sm", test))]
mod key;
#[cfg(not(any(feature = "sm", test)))]
mod missing;
#[cfg(any(feature = "sm", test))]
mod tree;

#[cfg(any(feature = "sm", test))]
pub use key::{SmKey, SmPublicKey};
#[cfg(not(any(feature = "sm", test)))]
pub use missing::{Sm3Edge, SmKey, SmPublicKey, after, verify};
#[cfg(any(feature = "sm", test))]
pub use tree::{Sm3Edge, after, verify};

/// What stands before the root of the second tree in a checkpoint.
pub(super) const LINE: &str = "sm3 ";
/// What a program says that was built without it.
pub const NOT_BUILT: &str = "this program was built without the national algorithms (feature sm)";
