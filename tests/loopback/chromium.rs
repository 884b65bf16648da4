//! Chromium, headless, on the page that makes the calls.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::servers::Servers;

/// How long it may take for everything.
const PATIENCE: Duration = Duration::from_secs(120);

const MISSING: &str = "\
Chromium cannot be started. `cargo xtask test --only loopback` finds it and installs it where that \
is allowed; by hand:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium
or name it in the variable CHROMIUM";

/// A Chromium with a profile of its own, both gone in the end.
struct Chromium {
    process: Child,
    profile: PathBuf,
}

/// Has Chromium make every scenario's calls: of each scenario how each call ended.
pub(crate) fn fetch_all(servers: &Servers) -> Vec<Vec<String>> {
    let _chromium = Chromium::start(servers.page());
    let outcomes = servers.outcomes().recv_timeout(PATIENCE);
    let outcomes = outcomes.expect("Chromium's page posts its outcomes within two minutes");
    serde_json::from_value(outcomes).expect("the page posts lists of texts")
}

impl Chromium {
    fn start(page: &str) -> Chromium {
        let program = env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
        let profile = env::temp_dir().join(format!("cors-preflight-{}", std::process::id()));
        fs::create_dir_all(&profile).expect("a folder for the profile");
        let process = Command::new(program)
            .arg("--headless=new")
            .args(include_str!("../chromium-flags.txt").lines())
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(page)
            // What it would leave behind there when it is killed goes with the profile.
            .env("TMPDIR", &profile)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{MISSING}\n({error})"));
        Chromium { process, profile }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_dir_all(&self.profile).ok();
    }
}
