//! The pictures of the README are taken from the demo, in a browser. `UPDATE_PICTURES=1` takes them anew.
use super::journeys::prepare;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const HERE: &str = env!("CARGO_MANIFEST_DIR");
const NAMES: [&str; 6] = ["figures", "figure", "lights", "cases", "case", "inspect"];

/// The demo, which ends with the test.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it, and says where it is served and which link a role has.
fn demo(folder: &Path) -> (Demo, String, impl Fn(&str) -> String + use<>) {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let address = format!("127.0.0.1:{port}");
    // What it says on both ways in the order in which it is said.
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" \"$@\" 2>&1", env!("CARGO_BIN_EXE_anjuan")]);
    command.args(["demo", "--listen", &address, "--dir"]).arg(folder);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("what it says")).lines();
    let demo = Demo(child);
    let mut said = Vec::new();
    for line in lines.by_ref() {
        let line = line.expect("a line");
        let ready = line.starts_with("serving ");
        said.push(line);
        if ready {
            break;
        }
    }
    assert!(said.last().is_some_and(|line| line.starts_with("serving ")), "{said:#?}");
    // Nobody waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    let link = move |role: &str| {
        let at = said.iter().position(|line| line.contains(&format!(", {role} chooses a password")));
        let link = at.and_then(|at| said.get(at + 1)).expect("a link");
        let path = link.find("/links/").expect("a link");
        link[path..].to_owned()
    };
    (demo, format!("http://{address}"), link)
}

#[test]
fn the_pictures_of_the_readme_are_taken_from_the_demo() {
    prepare();
    let scratch = tempfile::TempDir::new().expect("a folder");
    let (_demo, url, link) = demo(&scratch.path().join("demo"));
    let kept = Path::new(HERE).join("tests/journeys/pictures");
    let update = std::env::var_os("UPDATE_PICTURES").is_some();
    let folder = if update { kept.clone() } else { scratch.path().join("pictures") };
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", "pictures.test.mjs"])
        .current_dir(Path::new(HERE).join("tests/journeys"))
        .env("ANJUAN_URL", url)
        .env("ANJUAN_LEADER_LINK", link("leader"))
        .env("ANJUAN_INSPECTOR_LINK", link("inspector"))
        .env("ANJUAN_PICTURES", &folder);
    let run = node.output().expect("node starts; ./scripts/test installs it on Debian");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    let readme = std::fs::read_to_string(Path::new(HERE).join("README.md")).expect("the README");
    for name in NAMES {
        assert!(folder.join(format!("{name}.png")).is_file(), "{name} was not taken");
        let (place, picture) =
            (format!("tests/journeys/pictures/{name}.png"), kept.join(format!("{name}.png")));
        assert!(
            readme.contains(&place) && picture.is_file(),
            "{place} stands in the README; UPDATE_PICTURES=1"
        );
    }
}
