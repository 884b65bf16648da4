//! Browsers with profiles of their own, without a window.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
#[cfg(unix)]
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use process_wrap::std::{ChildWrapper, CommandWrap};
use tempfile::TempDir;
use tooling::process::shell;
use tooling::setup::Need;

use crate::browser::{Browser, chromium_alone};

/// Preferences that stop Firefox from contacting servers and from showing its own pages.
const FIREFOX_ALONE: &[(&str, &str)] = &[
    ("app.normandy.enabled", "false"),
    ("app.update.enabled", "false"),
    ("browser.aboutwelcome.enabled", "false"),
    ("browser.safebrowsing.downloads.enabled", "false"),
    ("browser.safebrowsing.malware.enabled", "false"),
    ("browser.safebrowsing.phishing.enabled", "false"),
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("dom.push.enabled", "false"),
    ("extensions.update.enabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
    ("services.settings.server", "\"\""),
    ("toolkit.telemetry.enabled", "false"),
    ("toolkit.telemetry.server", "\"\""),
];

/// Variables that name folders in which a browser leaves files.
const FOLDERS: [&str; 5] = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];

/// How long a browser may take to end before it is killed.
#[cfg(unix)]
const PARTING: Duration = Duration::from_secs(5);

/// A browser that is about to start with an empty profile.
#[derive(Debug)]
pub struct Launch {
    profile: TempDir,
    command: Vec<OsString>,
}

/// A running browser. Dropping it ends the browser and removes its profile.
#[derive(Debug)]
pub struct Running {
    process: Box<dyn ChildWrapper>,
    profile: TempDir,
}

/// Returns the programs that a browser needs to run without a driver. The first one is the browser.
pub fn needs(browser: Browser) -> &'static [Need] {
    match browser {
        Browser::Chromium => &[Need::Chromium],
        Browser::Firefox => &[Need::Firefox],
        Browser::WebKit => &[Need::MiniBrowser, Need::Xvfb],
    }
}

/// Returns the name and the version that a browser prints.
///
/// # Errors
///
/// The browser is missing or fails.
pub fn version(browser: Browser) -> Result<String> {
    let (shell, words) = (shell()?, program(browser)?);
    Ok(shell.cmd(&words[0]).args(&words[1..]).arg("--version").quiet().ignore_stderr().read()?)
}

/// Starts a browser on a page.
///
/// # Errors
///
/// The browser is missing or does not start.
pub fn start(browser: Browser, page: &str) -> Result<Running> {
    Launch::new(browser)?.argument(page).start()
}

/// Returns an empty folder for a profile, in the system's folder for temporary files: Chromium puts
/// sockets into it, whose paths must be short.
///
/// # Errors
///
/// The folder cannot be made.
pub fn profile() -> Result<TempDir> {
    tempfile::Builder::new()
        .prefix("cors-preflight-")
        .tempdir()
        .context("a folder for a browser's profile cannot be made")
}

/// Returns a browser's command. WebKitGTK needs a display.
fn program(browser: Browser) -> Result<Vec<OsString>> {
    let program = needs(browser)[0].path()?.into();
    Ok(match browser {
        Browser::Chromium | Browser::Firefox => vec![program],
        Browser::WebKit => vec![Need::Xvfb.path()?.into(), "-a".into(), program],
    })
}

impl Launch {
    /// Makes a profile for a browser.
    ///
    /// # Errors
    ///
    /// The browser is missing, or the profile cannot be made.
    pub fn new(browser: Browser) -> Result<Self> {
        let profile = profile()?;
        let folder = profile.path().to_owned();
        let mut launch = Self { profile, command: program(browser)? };
        match browser {
            Browser::Chromium => {
                launch = launch.argument("--headless=new");
                for flag in chromium_alone() {
                    launch = launch.argument(flag);
                }
                launch = launch.argument(format!("--user-data-dir={}", folder.display()));
            }
            Browser::Firefox => {
                for argument in ["--headless", "--no-remote", "--profile"] {
                    launch = launch.argument(argument);
                }
                launch = launch.argument(folder);
                for (name, value) in FIREFOX_ALONE {
                    launch = launch.preference(name, value)?;
                }
            }
            Browser::WebKit => {}
        }
        Ok(launch)
    }

    /// Adds an argument to the browser's command line.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.command.push(argument.into());
        self
    }

    /// Adds a preference to Firefox's profile. The value is JavaScript.
    ///
    /// # Errors
    ///
    /// The profile cannot be written.
    pub fn preference(self, name: &str, value: &str) -> Result<Self> {
        let path = self.profile.path().join("user.js");
        let line = format!("user_pref(\"{name}\", {value});\n");
        let file = OpenOptions::new().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(self)
    }

    /// Starts the browser, without its output.
    ///
    /// # Errors
    ///
    /// The browser does not start.
    pub fn start(self) -> Result<Running> {
        self.spawn(Stdio::null)
    }

    /// Starts the browser. Also returns the lines that it prints, until it ends.
    ///
    /// # Errors
    ///
    /// The browser does not start.
    pub fn start_with_output(self) -> Result<(Running, Receiver<String>)> {
        let mut running = self.spawn(Stdio::piped)?;
        running.process.stdin().take();
        let (sender, lines) = channel();
        let stdout = running.process.stdout().take().context("no standard output")?;
        let stderr = running.process.stderr().take().context("no standard error")?;
        let streams: [Box<dyn Read + Send>; 2] = [Box::new(stdout), Box::new(stderr)];
        for stream in streams {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                    sender.send(String::from_utf8_lossy(&line).into_owned()).ok();
                }
            });
        }
        Ok((running, lines))
    }

    /// Starts the browser by a shell's command line, in which `"$0" "$@"` stands for the browser's.
    pub(crate) fn start_in_shell(mut self, script: &str) -> Result<Running> {
        self.command.splice(0..0, ["sh".into(), "-c".into(), script.into()]);
        self.spawn(Stdio::piped)
    }

    /// Starts the browser in a process group, so that it ends together with its child processes.
    fn spawn(self, stream: fn() -> Stdio) -> Result<Running> {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        for variable in FOLDERS {
            command.env(variable, self.profile.path());
        }
        // WebKitGTK's sandbox needs rights that containers lack.
        command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        command.stdin(stream()).stdout(stream()).stderr(stream());
        let mut command = CommandWrap::from(command);
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        let process = command
            .spawn()
            .with_context(|| format!("{} cannot be started", self.command[0].display()))?;
        Ok(Running { process, profile: self.profile })
    }
}

impl Running {
    /// Returns the folder of the profile.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// Returns whether the browser has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(Some(_)) | Err(_))
    }

    pub(crate) fn process(&mut self) -> &mut dyn ChildWrapper {
        &mut *self.process
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        self.terminate();
        self.process.kill().ok();
    }
}

#[cfg(unix)]
impl Running {
    /// Asks the process group to end, and waits for all its processes: Xvfb removes its lock file
    /// after the script that started it has ended.
    fn terminate(&mut self) {
        use nix::sys::signal::{Signal, killpg};

        let Ok(group) = i32::try_from(self.process.id()) else { return };
        let group = nix::unistd::Pid::from_raw(group);
        killpg(group, Signal::SIGTERM).ok();
        let start = Instant::now();
        while start.elapsed() < PARTING && (!self.has_ended() || killpg(group, None).is_ok()) {
            thread::sleep(Duration::from_millis(20));
        }
    }
}
