//! All tests, in steps.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use demo_server::Demo;
use testbed::browser::Browser;
use testbed::launch;
use tooling::process::{cargo, shell};
use tooling::project;
use tooling::setup::{self, Need};
use xshell::cmd;

use crate::{pack, package, published, wasm_tests};

/// A part of the tests that can run without the others.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    about: &'static str,
    /// The programs that the step needs.
    needs: fn() -> &'static [Need],
    /// Whether the step compiles the engine to WebAssembly.
    compiles_wasm: bool,
    /// Runs the step. The argument is the test runner for WebAssembly.
    run: fn(&Path) -> Result<()>,
}

pub(crate) const STEPS: [Step; 16] = [
    Step {
        name: "native",
        about: "the crates' own tests and the examples in their docs",
        needs: || &[],
        compiles_wasm: false,
        run: |_| native(),
    },
    Step {
        name: "crate",
        about: "the engine as a dependency of a program, and what is published of it",
        needs: || &[],
        compiles_wasm: true,
        run: |_| published::test(),
    },
    Step {
        name: "loopback",
        about: "whole fetches, in the engine and in Chromium",
        needs: || &[Need::Chromium],
        compiles_wasm: false,
        run: |_| loopback(),
    },
    Step {
        name: "console",
        about: "the messages that browsers print, and the ones that the engine writes and recognizes",
        needs: || &[Need::Chromium, Need::Firefox, Need::MiniBrowser, Need::Xvfb],
        compiles_wasm: false,
        run: |_| console(),
    },
    Step {
        name: "chromium",
        about: "the tables through the package in Chromium, and the wasm tests",
        needs: || wasm_tests::needs(Browser::Chromium),
        compiles_wasm: true,
        run: |runner| border(Browser::Chromium, runner),
    },
    Step {
        name: "firefox",
        about: "the tables through the package in Firefox, and the wasm tests",
        needs: || wasm_tests::needs(Browser::Firefox),
        compiles_wasm: true,
        run: |runner| border(Browser::Firefox, runner),
    },
    Step {
        name: "webkit",
        about: "the tables through the package in WebKitGTK, and the wasm tests",
        needs: || wasm_tests::needs(Browser::WebKit),
        compiles_wasm: true,
        run: |runner| border(Browser::WebKit, runner),
    },
    Step {
        name: "chromium-real",
        about: "the rows and random cases, in Chromium and in the engine",
        needs: || launch::needs(Browser::Chromium),
        compiles_wasm: false,
        run: |_| differential::test(Browser::Chromium),
    },
    Step {
        name: "firefox-real",
        about: "the rows and random cases, in Firefox and in the engine",
        needs: || launch::needs(Browser::Firefox),
        compiles_wasm: false,
        run: |_| differential::test(Browser::Firefox),
    },
    Step {
        name: "webkit-real",
        about: "the rows and random cases, in WebKitGTK and in the engine",
        needs: || launch::needs(Browser::WebKit),
        compiles_wasm: false,
        run: |_| differential::test(Browser::WebKit),
    },
    Step {
        name: "node",
        about: "the package in Node, and its fetch()",
        needs: || &[Need::Node, Need::Npm],
        compiles_wasm: true,
        run: |_| node(),
    },
    Step {
        name: "page",
        about: "the page, driven in Chromium",
        needs: || &[Need::Node, Need::Chromium, Need::Chromedriver],
        compiles_wasm: true,
        run: |_| page(),
    },
    Step {
        name: "observe",
        about: "corsFetch over the fetch() of Chromium, Firefox and WebKitGTK",
        needs: || {
            &[
                Need::Node,
                Need::Chromium,
                Need::Chromedriver,
                Need::Firefox,
                Need::Geckodriver,
                Need::WebKitDriver,
                Need::Xvfb,
            ]
        },
        compiles_wasm: true,
        run: |_| observe(),
    },
    Step {
        name: "consumers",
        about: "the packed package in runtimes, bundlers, test runners and browsers",
        needs: || {
            &[
                Need::Node,
                Need::Npm,
                Need::Chromium,
                Need::Chromedriver,
                Need::Firefox,
                Need::Geckodriver,
            ]
        },
        compiles_wasm: true,
        run: |_| consumers(),
    },
    Step {
        name: "servers",
        about: "popular servers, called by corsFetch and by Chromium",
        needs: || &[Need::Node, Need::Npm, Need::Chromium, Need::Nginx],
        compiles_wasm: true,
        run: |_| servers(),
    },
    Step {
        name: "examples",
        about: "the examples",
        needs: || &[Need::Node, Need::Npm],
        compiles_wasm: true,
        run: |_| examples(),
    },
];

/// `cargo xtask test`: installs missing programs, then runs the steps called `only`, or all of them.
pub(crate) fn command(only: &[String]) -> Result<()> {
    let runner = wasm_tests::runner()?;
    println!("==> setup");
    let start = Instant::now();
    set_up(only)?;
    let mut times = vec![("setup", start.elapsed())];

    for step in selected(only) {
        println!("\n==> {}: {}", step.name, step.about);
        let start = Instant::now();
        let result = (step.run)(&runner);
        times.push((step.name, start.elapsed()));
        if let Err(error) = result {
            print_times(&times);
            let name = step.name;
            bail!("{name} failed: {error:#}\nTo repeat this step: cargo xtask test --only {name}");
        }
    }
    print_times(&times);
    Ok(())
}

/// `cargo xtask setup`: installs the programs that the steps called `only` need, or all of them.
pub(crate) fn set_up(only: &[String]) -> Result<()> {
    let needs: Vec<Need> = selected(only).flat_map(|step| (step.needs)()).copied().collect();
    setup::require(&needs)?;
    if selected(only).any(|step| step.compiles_wasm) {
        setup::wasm_target()?;
    }
    Ok(())
}

fn selected(only: &[String]) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| only.is_empty() || only.iter().any(|name| name == step.name))
}

fn print_times(times: &[(&str, Duration)]) {
    println!("\n{:<13} {:>8}", "step", "seconds");
    let total = times.iter().map(|(_, time)| *time).sum();
    for (name, time) in times.iter().chain([&("total", total)]) {
        println!("{name:<13} {:>8.1}", time.as_secs_f64());
    }
}

/// The crates that this program was built with.
const PROGRAMS: [&str; 6] =
    ["xtask", "compare", "demo-server", "differential", "testbed", "tooling"];

/// Tests the programs and the other crates in two runs. In one run, the features of their libraries would
/// be unified, and the libraries of this program would be compiled again.
fn native() -> Result<()> {
    let (shell, cargo) = (shell()?, cargo());
    let mut other_crates = cmd!(shell, "{cargo} test --locked --workspace");
    let mut programs = cmd!(shell, "{cargo} test --locked");
    for name in PROGRAMS {
        other_crates = other_crates.args(["--exclude", name]);
        programs = programs.args(["--package", name]);
    }
    other_crates.run()?;
    programs.run()?;
    Ok(())
}

fn loopback() -> Result<()> {
    let (shell, cargo) = (shell()?, cargo());
    cmd!(shell, "{cargo} test --locked --package cors-preflight --test loopback -- --nocapture")
        .run()?;
    Ok(())
}

/// Runs the browsers one after another because each may be slow to start.
fn console() -> Result<()> {
    let (shell, cargo) = (shell()?, cargo());
    cmd!(shell, "{cargo} test --locked --package cors-preflight --test console --")
        .args(["--nocapture", "--test-threads=1"])
        .run()?;
    Ok(())
}

const NODE_TEST: [&str; 2] = ["--test", "--test-reporter=spec"];

fn node() -> Result<()> {
    install(&project::root().join("tests"))?;
    let (shell, node) = (shell()?, Need::Node.path()?);
    cmd!(shell, "{node} {NODE_TEST...} tests/package.test.mjs").env_remove("DEMO").run()?;
    for test in ["fetch", "faults", "matchers"] {
        cmd!(shell, "{node} {NODE_TEST...} tests/{test}.test.mjs").run()?;
    }
    Ok(())
}

fn page() -> Result<()> {
    package::build()?;
    let runtime = testbed::runtime()?;
    let demo = runtime.block_on(Demo::bind(0, 0, project::root()))?;
    let address = demo.address()?;
    println!("The page: {address}/. The live server: {}.", demo.live_address()?);
    thread::spawn(move || runtime.block_on(demo.serve()));
    let (shell, node) = (shell()?, Need::Node.path()?);
    cmd!(shell, "{node} {NODE_TEST...} tests/page.test.mjs")
        .env("DEMO", address)
        .env("CHROMEDRIVER", Need::Chromedriver.path()?)
        .env("CHROMIUM", Need::Chromium.path()?)
        .run()?;
    Ok(())
}

/// Runs the tables through the built package in a browser, and then the tests in Rust.
fn border(browser: Browser, runner: &Path) -> Result<()> {
    package::build()?;
    let (shell, node) = (shell()?, Need::Node.path()?);
    let name = browser.name();
    let test = "tests/border.test.mjs";
    let command = match browser {
        Browser::Chromium => cmd!(shell, "{node} {NODE_TEST...} {test}")
            .env("CHROMIUM", Need::Chromium.path()?)
            .env("CHROMEDRIVER", Need::Chromedriver.path()?),
        Browser::Firefox => cmd!(shell, "{node} {NODE_TEST...} {test}")
            .env("FIREFOX", Need::Firefox.path()?)
            .env("GECKODRIVER", Need::Geckodriver.path()?),
        Browser::WebKit => {
            let xvfb = Need::Xvfb.path()?;
            cmd!(shell, "{xvfb} -a {node} {NODE_TEST...} {test}")
                .env("WEBKITDRIVER", Need::WebKitDriver.path()?)
        }
    };
    command.env("BROWSER", name).run()?;
    wasm_tests::run(browser, runner)
}

/// Runs the browsers on a virtual display because WebKitGTK has no headless mode.
fn observe() -> Result<()> {
    package::build()?;
    let (shell, xvfb, node) = (shell()?, Need::Xvfb.path()?, Need::Node.path()?);
    cmd!(shell, "{xvfb} -a {node} {NODE_TEST...} tests/observe.test.mjs")
        .env("CHROMEDRIVER", Need::Chromedriver.path()?)
        .env("GECKODRIVER", Need::Geckodriver.path()?)
        .env("FIREFOX", Need::Firefox.path()?)
        .env("WEBKITDRIVER", Need::WebKitDriver.path()?)
        .run()?;
    Ok(())
}

fn consumers() -> Result<()> {
    let folder = project::root().join("tests/consumers");
    println!("Installing the consumers from npm, about 500 MB.");
    install_locked(&folder)?;
    install(&folder)?;
    let (shell, node) = (shell()?, Need::Node.path()?);
    cmd!(shell, "{node} {NODE_TEST...} tests/consumers/consumers.test.mjs")
        .env("CHROMEDRIVER", Need::Chromedriver.path()?)
        .env("GECKODRIVER", Need::Geckodriver.path()?)
        .env("FIREFOX", Need::Firefox.path()?)
        .env("CHROMIUM", Need::Chromium.path()?)
        .run()?;
    Ok(())
}

fn servers() -> Result<()> {
    let folder = project::root().join("tests/servers");
    install_locked(&folder)?;
    install(&folder)?;
    let (shell, node) = (shell()?, Need::Node.path()?);
    cmd!(shell, "{node} {NODE_TEST...} tests/servers/servers.test.mjs")
        .env("CHROMIUM", Need::Chromium.path()?)
        .env("NGINX", Need::Nginx.path()?)
        .env("SERVERS_AXUM", build_program("servers-axum")?)
        .run()?;
    Ok(())
}

/// The clients of fetch() that have an example.
const CLIENTS: [&str; 8] =
    ["apollo", "axios", "ky", "msw", "ofetch", "openapi-fetch", "trpc", "wretch"];

fn examples() -> Result<()> {
    let folder = project::root().join("examples");
    install_locked(&folder)?;
    install(&folder)?;
    let (shell, node, cargo) = (shell()?, Need::Node.path()?, cargo());
    {
        let _folder = shell.push_dir(&folder);
        let clients = CLIENTS.map(|name| format!("clients/{name}.test.mjs"));
        cmd!(shell, "{node} {NODE_TEST...} {clients...}")
            .args(["express/cors.test.mjs", "next/next.test.mjs"])
            .run()?;
        let _folder = shell.push_dir("vitest");
        cmd!(shell, "{node} ../node_modules/vitest/vitest.mjs run").run()?;
    }
    cmd!(shell, "{cargo} test --locked --package example-axum").run()?;
    Ok(())
}

/// Builds and packs the package, and installs the tarball below `folder`.
fn install(folder: &Path) -> Result<()> {
    package::build()?;
    pack::install(&pack::tarball()?, &folder.join("node_modules"))
}

/// Installs exactly the packages in a folder's lock file.
fn install_locked(folder: &Path) -> Result<()> {
    let (shell, npm) = (shell()?, Need::Npm.path()?);
    shell.change_dir(folder);
    cmd!(shell, "{npm} ci --prefer-offline --no-audit --no-fund").run()?;
    Ok(())
}

/// Compiles a program of the workspace and returns the executable.
fn build_program(name: &str) -> Result<PathBuf> {
    let artifacts = package::build_artifacts(name, &[])?;
    let mut programs = artifacts.iter().filter(|artifact| artifact["target"]["name"] == name);
    programs
        .find_map(|artifact| artifact["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("cargo built {name} but names no program"))
}
