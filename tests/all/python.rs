//! Programs of others that the tests use, from `PyPI`, each in a virtual environment of its own under `target/`.
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package in its version; the version is part of the environment's name, so another one is installed beside.
pub struct Package {
    pub name: &'static str,
    /// What of it, for instance `[server]`.
    pub extras: &'static str,
    pub version: &'static str,
}

impl Package {
    /// The Python of the environment that has the package in it, made by whichever test comes first. Where it cannot be
    /// made there is none, and the test is passed over; where everything is to be checked (`CI` is set), that is a
    /// failure.
    pub fn python(&self) -> Option<PathBuf> {
        match self.installed() {
            Ok(python) => Some(python),
            Err(reason) => {
                let name = self.name;
                assert!(std::env::var_os("CI").is_none(), "{name} cannot be installed: {reason}");
                eprintln!("{name} cannot be installed, so this is not tried: {reason}");
                None
            }
        }
    }

    /// The same of a package so large that nobody should wait for it: only where it was installed already, or where
    /// everything is to be checked.
    pub fn python_if_there(&self) -> Option<PathBuf> {
        if std::env::var_os("CI").is_some() || self.place().join("installed").exists() {
            return self.python();
        }
        eprintln!("{} is not installed, so this is not tried; CI=true installs it", self.name);
        None
    }

    /// The environment that has it, or will.
    fn place(&self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{}", self.name, self.version))
    }

    fn installed(&self) -> Result<PathBuf, String> {
        let Self { name, extras, version } = self;
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        fs::create_dir_all(target).map_err(|error| error.to_string())?;
        let lock = File::create(target.join(format!("{name}.lock"))).map_err(|error| error.to_string())?;
        lock.lock().map_err(|error| error.to_string())?;
        let place = self.place();
        let python = place.join("bin/python3");
        let whole = place.join("installed");
        if !whole.exists() {
            let _ = fs::remove_dir_all(&place);
            run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
            let package = format!("{name}{extras}=={version}");
            let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &package];
            run(Command::new(&python).args(install))?;
            fs::write(&whole, version).map_err(|error| error.to_string())?;
        }
        Ok(python)
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let ran = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if ran.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)))
}
