//! An S3-compatible store of the tests' own: moto, from `PyPI`, in a virtual environment of its own under `target/`.
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Which moto; its name is part of the environment's, so another one is installed beside.
const VERSION: &str = "5.2.5";

/// A running moto. It stops when this value goes, or when the process does.
#[derive(Debug)]
pub struct Moto {
    server: Child,
    endpoint: String,
}

impl Moto {
    /// What it takes for credentials.
    pub const CREDENTIALS: [(&str, &str); 2] =
        [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing")];
    /// A bucket that is there.
    pub const BUCKET: &str = "anjuan-files";

    /// Starts one. Where Python is missing there is none, and the test is passed over; where everything is to be checked
    /// (`CI` is set), that is a failure.
    pub fn start() -> Option<Self> {
        let python = match installed() {
            Ok(python) => python,
            Err(reason) => {
                assert!(std::env::var_os("CI").is_none(), "moto cannot be installed: {reason}");
                eprintln!("moto cannot be installed, so S3 is not tried: {reason}");
                return None;
            }
        };
        let mut server = Command::new(python)
            .args(["-c", include_str!("moto/serve.py"), Self::BUCKET])
            .envs(Self::CREDENTIALS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python is there");
        let said = BufReader::new(server.stdout.take().expect("its output"));
        let mut lines = said.lines().map(|line| line.expect("a line"));
        let endpoint = lines.find(|line| line.starts_with("http://")).expect("moto says where it is");
        Some(Self { server, endpoint })
    }

    /// Its address.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.server.stdin.take());
        let _ = self.server.wait();
    }
}

/// The Python of the environment that has moto in it, made by whichever test comes first.
fn installed() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(target).map_err(|error| error.to_string())?;
    let lock = File::create(target.join("moto.lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let place = target.join(format!("moto-{VERSION}"));
    let python = place.join("bin/python3");
    let whole = place.join("installed");
    if !whole.exists() {
        let _ = fs::remove_dir_all(&place);
        run(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
        let package = format!("moto[s3,server]=={VERSION}");
        run(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            &package,
        ]))?;
        fs::write(&whole, VERSION).map_err(|error| error.to_string())?;
    }
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let ran = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if ran.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&ran.stderr)))
}
