//! Browsers, started on a page with a profile of their own and nothing to drive them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::browser::{Browser, chromium_alone};
use tooling::setup::Need;
use tooling::{process, project};

/// What keeps Firefox from asking, telling and fetching on its own.
const FIREFOX_ALONE: &str = r#"user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.safebrowsing.downloads.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("dom.push.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "");
user_pref("toolkit.telemetry.enabled", false);
user_pref("toolkit.telemetry.server", "");
"#;

/// How long a browser may take to end.
const PARTING: Duration = Duration::from_secs(5);

/// A running browser; dropped, it and its profile are gone.
#[derive(Debug)]
pub struct Running {
    process: Child,
    profile: PathBuf,
}

/// What a browser needs on the machine to run by itself.
pub fn needs(browser: Browser) -> &'static [Need] {
    match browser {
        Browser::Chromium => &[Need::Chromium],
        Browser::Firefox => &[Need::Firefox],
        Browser::WebKit => &[Need::MiniBrowser, Need::Xvfb],
    }
}

/// What a browser says of itself.
pub fn version(browser: Browser) -> Result<String> {
    let mut command = program(browser)?;
    Ok(process::read(command.arg("--version"))?.trim().to_owned())
}

/// Starts a browser on a page.
pub fn start(browser: Browser, page: &str) -> Result<Running> {
    // Nobody else's, even where two of these commands run at once.
    let name = format!("{}-{}", browser.name(), std::process::id());
    let profile = project::scratch()?.join(name);
    fs::create_dir_all(&profile)
        .with_context(|| format!("{} cannot be made", profile.display()))?;
    let mut command = command(browser, &profile, page)?;
    // What a browser would leave behind elsewhere goes with the profile.
    for variable in ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
        command.env(variable, &profile);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    apart(&mut command);
    let process = command.spawn().with_context(|| format!("{command:?} cannot be started"))?;
    Ok(Running { process, profile })
}

/// A browser's program, on a display where it cannot do without one.
fn program(browser: Browser) -> Result<Command> {
    let program = needs(browser)[0].path()?;
    Ok(match browser {
        Browser::Chromium | Browser::Firefox => Command::new(program),
        Browser::WebKit => {
            let mut xvfb = Command::new(Need::Xvfb.path()?);
            xvfb.arg("-a").arg(program);
            xvfb
        }
    })
}

fn command(browser: Browser, profile: &Path, page: &str) -> Result<Command> {
    let mut command = program(browser)?;
    match browser {
        Browser::Chromium => {
            command
                .arg("--headless=new")
                .args(chromium_alone())
                .arg(format!("--user-data-dir={}", profile.display()));
        }
        Browser::Firefox => {
            let preferences = profile.join("user.js");
            fs::write(&preferences, FIREFOX_ALONE)
                .with_context(|| format!("{} cannot be written", preferences.display()))?;
            command.args(["--headless", "--no-remote", "--profile"]).arg(profile);
        }
        Browser::WebKit => {}
    }
    command.arg(page);
    Ok(command)
}

/// In a process group of its own, so that it ends together with all that it starts.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_command: &mut Command) {}

impl Running {
    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(Some(_)) | Err(_))
    }

    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.process.id());
        let mut kill = Command::new("kill");
        kill.args([signal, "--", &group]).stderr(Stdio::null());
        kill.status().ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal("-TERM");
        let start = Instant::now();
        while !self.has_ended() && start.elapsed() < PARTING {
            thread::sleep(Duration::from_millis(20));
        }
        self.signal("-KILL");
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_dir_all(&self.profile).ok();
    }
}
