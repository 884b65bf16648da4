//! Every test, in steps.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use demo_server::Demo;
use serde_json::Value;
use testbed::browser::Browser;
use testbed::launch;
use tooling::setup::{self, Need};
use tooling::{process, project};

use crate::{pack, package, wasm_tests};

/// A part of the tests that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Native,
    Loopback,
    Console,
    Chromium,
    Firefox,
    WebKit,
    RealChromium,
    RealFirefox,
    RealWebKit,
    Node,
    Page,
    Observe,
    Consumers,
    Servers,
    Examples,
}

const STEPS: [Step; 15] = [
    Step::Native,
    Step::Loopback,
    Step::Console,
    Step::Chromium,
    Step::Firefox,
    Step::WebKit,
    Step::RealChromium,
    Step::RealFirefox,
    Step::RealWebKit,
    Step::Node,
    Step::Page,
    Step::Observe,
    Step::Consumers,
    Step::Servers,
    Step::Examples,
];

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Loopback => "loopback",
            Self::Console => "console",
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
            Self::RealChromium => "chromium-real",
            Self::RealFirefox => "firefox-real",
            Self::RealWebKit => "webkit-real",
            Self::Node => "node",
            Self::Page => "page",
            Self::Observe => "observe",
            Self::Consumers => "consumers",
            Self::Servers => "servers",
            Self::Examples => "examples",
        }
    }

    fn does(self) -> &'static str {
        match self {
            Self::Native => "the crates' own tests and the examples in their docs",
            Self::Loopback => "whole fetches, the engine's beside Chromium's own",
            Self::Console => "what browsers print, beside what is written and recognised",
            Self::Chromium => "the wasm tests in Chromium",
            Self::Firefox => "the wasm tests in Firefox",
            Self::WebKit => "the wasm tests in WebKitGTK",
            Self::RealChromium => "the rows and random cases, Chromium's fetches beside the engine",
            Self::RealFirefox => "the rows and random cases, Firefox's fetches beside the engine",
            Self::RealWebKit => "the rows and random cases, WebKitGTK's fetches beside the engine",
            Self::Node => "the package, imported in Node, and its fetch()",
            Self::Page => "the page, driven in Chromium",
            Self::Observe => "corsFetch over the fetches of Chromium, Firefox and WebKitGTK",
            Self::Consumers => {
                "the packed package in runtimes, bundlers, test runners and browsers"
            }
            Self::Servers => "other people's servers, corsFetch's outcomes beside Chromium's own",
            Self::Examples => "the examples",
        }
    }

    fn browser(self) -> Option<Browser> {
        match self {
            Self::Chromium | Self::RealChromium => Some(Browser::Chromium),
            Self::Firefox | Self::RealFirefox => Some(Browser::Firefox),
            Self::WebKit | Self::RealWebKit => Some(Browser::WebKit),
            Self::Native
            | Self::Loopback
            | Self::Console
            | Self::Node
            | Self::Page
            | Self::Observe
            | Self::Consumers
            | Self::Servers
            | Self::Examples => None,
        }
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Loopback => &[Need::Chromium],
            Self::Console => &[Need::Chromium, Need::Firefox, Need::MiniBrowser, Need::Xvfb],
            Self::Node => &[Need::Node, Need::Npm],
            Self::Page => &[Need::Node, Need::Chromium, Need::Chromedriver],
            Self::Observe => &[
                Need::Node,
                Need::Chromium,
                Need::Chromedriver,
                Need::Firefox,
                Need::Geckodriver,
                Need::WebKitDriver,
                Need::Xvfb,
            ],
            Self::Consumers => &[
                Need::Node,
                Need::Npm,
                Need::Chromium,
                Need::Chromedriver,
                Need::Firefox,
                Need::Geckodriver,
            ],
            Self::Servers => &[Need::Node, Need::Npm, Need::Chromium, Need::Nginx],
            Self::Examples => &[Need::Node, Need::Npm],
            Self::RealChromium | Self::RealFirefox | Self::RealWebKit => {
                self.browser().map_or(&[], launch::needs)
            }
            _ => self.browser().map_or(&[], wasm_tests::needs),
        }
    }

    /// Whether it compiles the engine to WebAssembly.
    fn takes_wasm(self) -> bool {
        !matches!(
            self,
            Self::Native
                | Self::Loopback
                | Self::Console
                | Self::RealChromium
                | Self::RealFirefox
                | Self::RealWebKit
        )
    }

    fn run(self, runner: &Path) -> Result<()> {
        match self {
            Self::Native => native(),
            Self::Loopback => loopback(),
            Self::Console => console(),
            Self::Node => {
                install(&project::root().join("tests"))?;
                process::run(node("package.test.mjs")?.env_remove("DEMO"))?;
                process::run(&mut node("fetch.test.mjs")?)?;
                process::run(&mut node("faults.test.mjs")?)?;
                process::run(&mut node("matchers.test.mjs")?)
            }
            Self::Page => page(),
            Self::Observe => observe(),
            Self::Consumers => consumers(),
            Self::Servers => servers(),
            Self::Examples => examples(),
            Self::Chromium => wasm_tests::run(Browser::Chromium, runner),
            Self::Firefox => wasm_tests::run(Browser::Firefox, runner),
            Self::WebKit => wasm_tests::run(Browser::WebKit, runner),
            Self::RealChromium => differential::test(Browser::Chromium),
            Self::RealFirefox => differential::test(Browser::Firefox),
            Self::RealWebKit => differential::test(Browser::WebKit),
        }
    }
}

impl FromStr for Step {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = STEPS.map(Self::name).join(", ");
        STEPS
            .into_iter()
            .find(|step| step.name() == name)
            .with_context(|| format!("there is no such step; the steps are {names}"))
    }
}

/// `cargo xtask test`
pub(crate) fn command(only: &[Step]) -> Result<()> {
    let steps: Vec<Step> =
        STEPS.into_iter().filter(|step| only.is_empty() || only.contains(step)).collect();
    let runner = wasm_tests::runner()?;

    println!("==> set-up: {}", steps.iter().map(|step| step.name()).collect::<Vec<_>>().join(", "));
    let start = Instant::now();
    set_up(&steps)?;
    let mut times = vec![("set-up", start.elapsed())];

    for step in steps {
        println!("\n==> {}: {}", step.name(), step.does());
        let start = Instant::now();
        let result = step.run(&runner);
        times.push((step.name(), start.elapsed()));
        if let Err(error) = result {
            summarise(&times, Some(step));
            let again = format!("cargo xtask test --only {}", step.name());
            bail!("{error:#}\nTo repeat just this step: {again}");
        }
    }
    summarise(&times, None);
    Ok(())
}

fn set_up(steps: &[Step]) -> Result<()> {
    let mut needs = Vec::new();
    for need in steps.iter().flat_map(|step| step.needs()) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    setup::meet(&needs)?;
    if steps.iter().any(|step| step.takes_wasm()) {
        setup::wasm_target()?;
    }
    Ok(())
}

fn summarise(times: &[(&str, Duration)], failed: Option<Step>) {
    println!("\n{:<13} {:>8}", "step", "seconds");
    for (name, time) in times {
        let mark = if failed.is_some_and(|step| step.name() == *name) { "  failed" } else { "" };
        println!("{name:<13} {:>8.1}{mark}", time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:<13} {:>8.1}", "together", total.as_secs_f64());
}

/// The crates that this program was just built with.
const PROGRAMS: [&str; 6] =
    ["xtask", "compare", "demo-server", "differential", "testbed", "tooling"];

/// Tests the programs apart from the rest. In one run they would have other features, and the libraries
/// they use would be compiled again.
fn native() -> Result<()> {
    let (mut rest, mut programs) = (cargo_test(), cargo_test());
    rest.arg("--workspace");
    for name in PROGRAMS {
        rest.args(["--exclude", name]);
        programs.args(["--package", name]);
    }
    process::run(&mut rest)?;
    process::run(&mut programs)
}

fn loopback() -> Result<()> {
    process::run(
        cargo_test()
            .args(["--package", "cors-preflight", "--test", "loopback", "--", "--nocapture"])
            .env("CHROMIUM", Need::Chromium.path()?),
    )
}

/// One browser after the other: each may be slow to start.
fn console() -> Result<()> {
    process::run(
        cargo_test()
            .args(["--package", "cors-preflight", "--test", "console", "--"])
            .args(["--nocapture", "--test-threads=1"])
            .env("CHROMIUM", Need::Chromium.path()?)
            .env("FIREFOX", Need::Firefox.path()?)
            .env("MINIBROWSER", Need::MiniBrowser.path()?)
            .env("XVFB", Need::Xvfb.path()?),
    )
}

fn cargo_test() -> Command {
    let mut cargo = process::cargo();
    cargo.current_dir(project::root()).args(["test", "--locked"]);
    cargo
}

fn node(file: &str) -> Result<Command> {
    let mut node = Command::new(Need::Node.path()?);
    node.current_dir(project::root())
        .args(["--test", "--test-reporter=spec"])
        .arg(Path::new("tests").join(file));
    Ok(node)
}

fn page() -> Result<()> {
    package::build()?;
    let runtime = testbed::runtime()?;
    let demo = runtime.block_on(Demo::bind(0, 0, project::root()))?;
    let address = demo.address()?;
    println!("The page is at {address}/, the live server at {}.", demo.live_address()?);
    thread::spawn(move || runtime.block_on(demo.serve()));
    process::run(
        node("page.test.mjs")?
            .env("DEMO", address)
            .env("CHROMEDRIVER", Need::Chromedriver.path()?)
            .env("CHROMIUM", Need::Chromium.path()?),
    )
}

/// In one display: WebKitGTK shows itself.
fn observe() -> Result<()> {
    package::build()?;
    let node = node("observe.test.mjs")?;
    process::run(
        Command::new(Need::Xvfb.path()?)
            .arg("-a")
            .arg(node.get_program())
            .args(node.get_args())
            .current_dir(project::root())
            .env("CHROMEDRIVER", Need::Chromedriver.path()?)
            .env("GECKODRIVER", Need::Geckodriver.path()?)
            .env("FIREFOX", Need::Firefox.path()?)
            .env("WEBKITDRIVER", Need::WebKitDriver.path()?),
    )
}

fn consumers() -> Result<()> {
    let folder = project::root().join("tests/consumers");
    println!("Installing the consumers from npm, some 500 MB.");
    bring(&folder)?;
    install(&folder)?;
    process::run(
        node("consumers/consumers.test.mjs")?
            .env("CHROMEDRIVER", Need::Chromedriver.path()?)
            .env("GECKODRIVER", Need::Geckodriver.path()?)
            .env("FIREFOX", Need::Firefox.path()?)
            .env("CHROMIUM", Need::Chromium.path()?),
    )
}

fn servers() -> Result<()> {
    let folder = project::root().join("tests/servers");
    bring(&folder)?;
    install(&folder)?;
    let axum = built("servers-axum")?;
    process::run(
        node("servers/servers.test.mjs")?
            .env("CHROMIUM", Need::Chromium.path()?)
            .env("NGINX", Need::Nginx.path()?)
            .env("SERVERS_AXUM", axum),
    )
}

/// The clients of fetch() that have an example.
const CLIENTS: [&str; 8] =
    ["apollo", "axios", "ky", "msw", "ofetch", "openapi-fetch", "trpc", "wretch"];

fn examples() -> Result<()> {
    let folder = project::root().join("examples");
    bring(&folder)?;
    install(&folder)?;
    let mut node = Command::new(Need::Node.path()?);
    node.current_dir(&folder).args(["--test", "--test-reporter=spec"]);
    for client in CLIENTS {
        node.arg(format!("clients/{client}.test.mjs"));
    }
    process::run(node.args(["express/cors.test.mjs", "next/next.test.mjs"]))?;
    let vitest = folder.join("node_modules/vitest/vitest.mjs");
    let mut node = Command::new(Need::Node.path()?);
    process::run(node.current_dir(folder.join("vitest")).arg(vitest).arg("run"))?;
    process::run(cargo_test().args(["--package", "example-axum"]))
}

/// Builds and packs the package, and installs the tarball below `folder`.
fn install(folder: &Path) -> Result<()> {
    package::build()?;
    pack::install(&pack::tarball()?, &folder.join("node_modules"))
}

/// Installs exactly the packages in a folder's lock file.
fn bring(folder: &Path) -> Result<()> {
    process::run(Command::new(Need::Npm.path()?).current_dir(folder).args([
        "ci",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
    ]))
}

/// Compiles a program of the workspace; where it is then.
fn built(name: &str) -> Result<PathBuf> {
    let said = process::read(
        process::cargo()
            .current_dir(project::root())
            .args(["build", "--locked", "--package", name])
            .arg("--message-format=json-render-diagnostics")
            .stderr(Stdio::inherit()),
    )?;
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == name);
    programs
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("cargo built {name} and names no program"))
}
