//! The browsers, headless, on the page that makes the calls, and what their consoles say meanwhile.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use cors_preflight::console::Engine;
use serde_json::{Value, json};

use crate::case::{Origins, Page, id};
use crate::devtools::DevTools;
use crate::servers::{INSECURE, Servers};

/// How long it may take for everything.
const PATIENCE: Duration = Duration::from_secs(240);

/// How long Firefox may take to listen.
const START: Duration = Duration::from_secs(60);

/// How late a message may come.
const LATE: Duration = Duration::from_millis(500);

/// What a browser has printed.
pub(crate) struct Consoles {
    lines: Vec<String>,
    /// What Chromium's DevTools list apart from the console.
    issues: Vec<String>,
    /// What scripts were told of what failed.
    told: String,
    cases: usize,
    /// Whether lines between those that the page prints of a case are the case's, or else those that
    /// name it in a URL.
    in_turn: bool,
}

/// A browser with a profile of its own, both gone in the end.
struct Running {
    process: Child,
    profile: PathBuf,
}

impl Consoles {
    /// Has a browser make the calls of all cases that are for it.
    pub(crate) fn of(browser: Engine, servers: &Servers) -> Consoles {
        let profile =
            env::temp_dir().join(format!("cors-preflight-{browser}-{}", std::process::id()));
        fs::create_dir_all(&profile).expect("a folder for the profile");
        let page = servers.origins().of_page(Page::Loopback);
        let mut command = command(browser, &profile, page, &servers.origins().public);
        command.env("TMPDIR", &profile).env("HOME", &profile);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let cases = servers.cases().len();
        let late = "the page is through within four minutes";
        let wait = || servers.done().recv_timeout(PATIENCE).expect(late);
        match browser {
            Engine::Chromium => {
                command.stdin(Stdio::piped()).stdout(Stdio::piped());
                let mut running = Running::start(command, profile);
                let mut tools = DevTools::connect(&mut running.process, servers.origins());
                let mut told = String::new();
                for page in Page::of(browser) {
                    tools.open(*page, servers.origins());
                    let start = Instant::now();
                    told += &loop {
                        tools.listen(LATE);
                        assert!(start.elapsed() < PATIENCE, "{page:?}: {late}");
                        if let Ok(told) = servers.done().try_recv() {
                            break told;
                        }
                    };
                    tools.listen(LATE);
                }
                drop(running);
                let (lines, issues) = tools.shown();
                Consoles { lines, issues, told, cases, in_turn: true }
            }
            Engine::Firefox => {
                let _running = Running::start(command, profile.clone());
                let mut marionette = Marionette::connect(&profile);
                let mut told = String::new();
                for page in Page::of(browser) {
                    marionette.open(*page, servers.origins());
                    told += &(wait() + "\n");
                    thread::sleep(LATE);
                }
                let lines = marionette.console();
                Consoles { lines, issues: Vec::new(), told, cases, in_turn: false }
            }
            _ => {
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                let mut running = Running::start(command, profile);
                let lines = running.lines();
                let told = wait();
                thread::sleep(LATE);
                drop(running);
                let lines = lines.iter().collect();
                Consoles { lines, issues: Vec::new(), told, cases, in_turn: true }
            }
        }
    }

    /// What was printed elsewhere than in the console.
    pub(crate) fn besides(&self) -> String {
        format!("{}\n{}", self.told, self.issues.join("\n"))
    }

    /// What DevTools list of a case, apart from the console.
    pub(crate) fn issues_of(&self, number: usize) -> impl Iterator<Item = &str> {
        let id = id(number);
        self.issues.iter().map(String::as_str).filter(move |issue| issue.contains(&id))
    }

    /// What was printed of each case.
    pub(crate) fn of_each_case(&self) -> impl Iterator<Item = String> {
        (0..self.cases).map(|number| {
            let lines: Vec<&str> = if self.in_turn {
                let of_case =
                    self.lines.iter().skip_while(|line| !line.contains(&format!("<<{number}>>")));
                let own = of_case.skip(1).take_while(|line| !line.contains("<<"));
                own.map(String::as_str).collect()
            } else {
                let id = id(number);
                let own = self.lines.iter().filter(|line| line.contains(&id));
                own.map(String::as_str).collect()
            };
            lines.join("\n")
        })
    }
}

fn command(browser: Engine, profile: &Path, page: &str, public: &str) -> Command {
    let program = |variable: &str, name: &str| env::var_os(variable).unwrap_or_else(|| name.into());
    match browser {
        Engine::Chromium => {
            let mut chromium = DevTools::command(program("CHROMIUM", "chromium"));
            chromium.arg("--headless=new").args(include_str!("../chromium-flags.txt").lines());
            let address = public.trim_start_matches("http://");
            chromium.arg(format!("--ip-address-space-overrides={address}=public"));
            let names = format!("MAP {INSECURE} 127.0.0.1, MAP *.invalid ~NOTFOUND");
            chromium.arg(format!("--host-resolver-rules={names}"));
            chromium.arg(format!("--user-data-dir={}", profile.display()));
            chromium
        }
        Engine::Firefox => {
            let preferences = "user_pref(\"marionette.port\", 0);\n";
            fs::write(profile.join("user.js"), preferences).expect("a profile that can be written");
            let mut firefox = Command::new(program("FIREFOX", "firefox"));
            firefox.args(["--headless", "--no-remote", "--marionette"]);
            firefox.args(["--remote-allow-system-access", "--profile"]).arg(profile);
            firefox
        }
        _ => {
            let mut xvfb = Command::new(program("XVFB", "xvfb-run"));
            xvfb.arg("-a").arg(program("MINIBROWSER", "MiniBrowser"));
            xvfb.args(["--enable-write-console-messages-to-stdout=true", page]);
            // Its sandbox wants rights that a container does not give.
            xvfb.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
            xvfb
        }
    }
}

impl Running {
    fn start(mut command: Command, profile: PathBuf) -> Running {
        apart(&mut command);
        let process = command.spawn().unwrap_or_else(|error| {
            panic!(
                "{command:?} cannot be started: {error}\n`cargo xtask test --only console` finds \
                 the browsers, and installs them where that is allowed"
            )
        });
        Running { process, profile }
    }

    /// What it prints, line by line, until it ends.
    fn lines(&mut self) -> Receiver<String> {
        let (sender, lines) = channel();
        let streams: [Option<Box<dyn Read + Send>>; 2] = [
            self.process.stdout.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
            self.process.stderr.take().map(|stream| Box::new(stream) as Box<dyn Read + Send>),
        ];
        for stream in streams.into_iter().flatten() {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                    sender.send(String::from_utf8_lossy(&line).into_owned()).ok();
                }
            });
        }
        lines
    }
}

/// In a process group of its own, so that it ends together with all that it starts.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_command: &mut Command) {}

impl Drop for Running {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        Command::new("kill").args(["-TERM", "--", &group]).stderr(Stdio::null()).status().ok();
        let start = Instant::now();
        while matches!(self.process.try_wait(), Ok(None))
            && start.elapsed() < Duration::from_secs(5)
        {
            thread::sleep(Duration::from_millis(20));
        }
        Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status().ok();
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_dir_all(&self.profile).ok();
    }
}

/// Firefox's own protocol, as far as it takes to read the browser's console, which it prints nowhere.
struct Marionette {
    stream: BufReader<TcpStream>,
    sent: u32,
}

impl Marionette {
    fn connect(profile: &Path) -> Marionette {
        let start = Instant::now();
        let port = loop {
            let text = fs::read_to_string(profile.join("MarionetteActivePort")).unwrap_or_default();
            if let Ok(port) = text.trim().parse::<u16>() {
                break port;
            }
            assert!(start.elapsed() < START, "Firefox listens within a minute");
            thread::sleep(Duration::from_millis(50));
        };
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("Firefox listens");
        let mut marionette = Marionette { stream: BufReader::new(stream), sent: 0 };
        marionette.receive();
        marionette.send("WebDriver:NewSession", &json!({}));
        marionette
    }

    fn open(&mut self, page: Page, origins: &Origins) {
        if page == Page::Disabled {
            self.run("Services.prefs.setBoolPref('content.cors.disable', true)");
        }
        self.send("Marionette:SetContext", &json!({ "value": "content" }));
        let url = format!("{}/", origins.of_page(page));
        self.send("WebDriver:Navigate", &json!({ "url": url }));
    }

    /// Everything that the browser has logged.
    fn console(&mut self) -> Vec<String> {
        let script = "return Services.console.getMessageArray().map((it) => \
                      it instanceof Ci.nsIScriptError ? it.errorMessage : it.message)";
        serde_json::from_value(self.run(script)).expect("a list of texts")
    }

    /// Runs a script with the browser's own rights.
    fn run(&mut self, script: &str) -> Value {
        self.send("Marionette:SetContext", &json!({ "value": "chrome" }));
        let script = json!({ "script": script, "args": [] });
        self.send("WebDriver:ExecuteScript", &script)["value"].take()
    }

    fn send(&mut self, command: &str, parameters: &Value) -> Value {
        self.sent += 1;
        let text = json!([0, self.sent, command, parameters]).to_string();
        let stream = self.stream.get_mut();
        write!(stream, "{}:{text}", text.len()).expect("Firefox reads");
        let answer = self.receive();
        assert!(answer[2].is_null(), "{command}: {}", answer[2]);
        answer[3].clone()
    }

    /// A length, a colon, and so many bytes of JSON.
    fn receive(&mut self) -> Value {
        let mut length = Vec::new();
        self.stream.read_until(b':', &mut length).expect("Firefox answers");
        let length = String::from_utf8_lossy(&length);
        let length: usize = length.trim_end_matches(':').parse().expect("a length");
        let mut text = vec![0; length];
        self.stream.read_exact(&mut text).expect("Firefox answers");
        serde_json::from_slice(&text).expect("Firefox answers in JSON")
    }
}
