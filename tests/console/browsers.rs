//! The browsers on the page that makes the calls, and their consoles.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use cors_preflight::console::Engine;
use serde_json::{Value, json};
use testbed::browser::Browser;
use testbed::devtools::DevTools;
use testbed::launch::Launch;
use testbed::marionette::Marionette;

use crate::case::{Origins, Page, id};
use crate::servers::{INSECURE, Servers};

/// How long a page may take for all its calls.
const PATIENCE: Duration = Duration::from_secs(240);

/// How late a message may come.
const LATE: Duration = Duration::from_millis(500);

/// The origin for which the network fails on the secure page.
const OFFLINE: &str = "https://offline.test";

/// The messages of a browser.
pub(crate) struct Consoles {
    lines: Vec<String>,
    /// The issues in Chromium's DevTools.
    issues: Vec<String>,
    /// The errors that the page's script received.
    errors: String,
    cases: usize,
    /// Whether the lines of a case follow the line that the page prints for it. Otherwise they name the
    /// case in a URL.
    in_turn: bool,
}

impl Consoles {
    /// Makes a browser make the calls of all its cases.
    pub(crate) fn of(engine: Engine, servers: &Servers) -> Result<Consoles> {
        match engine {
            Engine::Chromium => of_chromium(servers),
            Engine::Firefox => of_firefox(servers),
            Engine::WebKit => of_webkit(servers),
            other => bail!("{other}: no browser has this engine"),
        }
    }

    /// Returns what the browser printed elsewhere than in the console.
    pub(crate) fn besides(&self) -> String {
        format!("{}\n{}", self.errors, self.issues.join("\n"))
    }

    /// Returns what DevTools list for a case, apart from the console.
    pub(crate) fn issues_of(&self, number: usize) -> impl Iterator<Item = &str> {
        let id = id(number);
        self.issues.iter().map(String::as_str).filter(move |issue| issue.contains(&id))
    }

    /// Returns the console's messages for each case.
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

fn of_chromium(servers: &Servers) -> Result<Consoles> {
    let origins = servers.origins();
    let address = origins.public.trim_start_matches("http://");
    let launch = Launch::new(Browser::Chromium)?
        .argument(format!("--ip-address-space-overrides={address}=public"))
        .argument(format!(
            "--host-resolver-rules=MAP {INSECURE} 127.0.0.1, MAP *.invalid ~NOTFOUND"
        ));
    let (_running, tools) = DevTools::start(launch)?;
    let mut tab = Tab { tools, origins, lines: Vec::new(), issues: Vec::new() };
    for domain in ["Runtime", "Log", "Audits", "Network"] {
        tab.tools.send(&format!("{domain}.enable"), &json!({}))?;
    }
    let mut errors = String::new();
    for page in Page::of(Engine::Chromium) {
        tab.open(*page)?;
        let start = Instant::now();
        errors += &loop {
            tab.listen(LATE)?;
            ensure!(start.elapsed() < PATIENCE, "{page:?}: the page takes over four minutes");
            if let Ok(errors) = servers.done().try_recv() {
                break errors;
            }
        };
        tab.listen(LATE)?;
    }
    let cases = servers.cases().len();
    Ok(Consoles { lines: tab.lines, issues: tab.issues, errors, cases, in_turn: true })
}

fn of_firefox(servers: &Servers) -> Result<Consoles> {
    let (_running, mut firefox) = Marionette::start(Launch::new(Browser::Firefox)?)?;
    let mut errors = String::new();
    for page in Page::of(Engine::Firefox) {
        if *page == Page::Disabled {
            firefox.run("Services.prefs.setBoolPref('content.cors.disable', true)")?;
        }
        firefox.open(&format!("{}/", servers.origins().of_page(*page)))?;
        errors += &(done(servers)? + "\n");
        thread::sleep(LATE);
    }
    // Firefox prints its console nowhere.
    let console = firefox.run(
        "return Services.console.getMessageArray().map((it) => \
         it instanceof Ci.nsIScriptError ? it.errorMessage : it.message)",
    )?;
    let lines = serde_json::from_value(console)?;
    let cases = servers.cases().len();
    Ok(Consoles { lines, issues: Vec::new(), errors, cases, in_turn: false })
}

fn of_webkit(servers: &Servers) -> Result<Consoles> {
    let (running, lines) = Launch::new(Browser::WebKit)?
        .argument("--enable-write-console-messages-to-stdout=true")
        .argument(servers.origins().of_page(Page::Loopback))
        .start_with_output()?;
    let errors = done(servers)?;
    thread::sleep(LATE);
    drop(running);
    let lines = lines.iter().collect();
    let cases = servers.cases().len();
    Ok(Consoles { lines, issues: Vec::new(), errors, cases, in_turn: true })
}

/// Waits until the page has made its calls. Returns the errors that its script received.
fn done(servers: &Servers) -> Result<String> {
    servers.done().recv_timeout(PATIENCE).context("the page takes over four minutes")
}

/// A tab of Chromium.
struct Tab<'a> {
    tools: DevTools,
    origins: &'a Origins,
    lines: Vec<String>,
    issues: Vec<String>,
}

impl Tab<'_> {
    fn open(&mut self, page: Page) -> Result<()> {
        if page == Page::Secure {
            let pattern = |origin: &str| json!({ "urlPattern": format!("{origin}/*") });
            let patterns = [pattern(&self.origins.secure), pattern(OFFLINE)];
            self.tools.send("Fetch.enable", &json!({ "patterns": patterns }))?;
        }
        // The result comes after the requests that `take` has to continue.
        let url = format!("{}/", self.origins.of_page(page));
        self.tools.post("Page.navigate", &json!({ "url": url }))
    }

    /// Takes the events of some time.
    fn listen(&mut self, time: Duration) -> Result<()> {
        let start = Instant::now();
        while let Some(left) = time.checked_sub(start.elapsed()) {
            if let Some(event) = self.tools.event(left) {
                self.take(&event)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, event: &Value) -> Result<()> {
        let parameters = &event["params"];
        match event["method"].as_str() {
            Some("Log.entryAdded") => {
                let text = parameters["entry"]["text"].as_str().unwrap_or_default();
                self.lines.extend(text.lines().map(str::to_owned));
            }
            Some("Runtime.consoleAPICalled") => {
                let text = parameters["args"][0]["value"].as_str().unwrap_or_default();
                self.lines.push(text.to_owned());
            }
            Some("Audits.issueAdded") => {
                self.issues.push(parameters["issue"]["details"].to_string());
            }
            Some("Fetch.requestPaused") => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                let id = &parameters["requestId"];
                if url.starts_with(OFFLINE) {
                    let reason = "InternetDisconnected";
                    let parameters = json!({ "requestId": id, "errorReason": reason });
                    self.tools.post("Fetch.failRequest", &parameters)?;
                } else {
                    // No server has the secure page's origin.
                    let url = url.replacen(&self.origins.secure, &self.origins.page, 1);
                    let parameters = json!({ "requestId": id, "url": url });
                    self.tools.post("Fetch.continueRequest", &parameters)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
