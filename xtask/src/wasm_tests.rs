//! The tests of the WebAssembly border, run in each browser by wasm-bindgen's test runner.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use testbed::browser::{Browser, chromium_alone};
use testbed::launch;
use tooling::process::{cargo, shell};
use tooling::project;
use tooling::setup::{Need, WASM_TARGET};
use xshell::cmd;

use crate::WASM_TEST_RUNNER;

/// The variables from which the test runner picks a driver.
const DRIVERS: [&str; 4] = ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"];

/// Returns the programs that the tests need.
pub(crate) fn needs(browser: Browser) -> &'static [Need] {
    match browser {
        Browser::Chromium => &[Need::Node, Need::Chromium, Need::Chromedriver],
        Browser::Firefox => &[Need::Node, Need::Firefox, Need::Geckodriver],
        Browser::WebKit => &[Need::Node, Need::WebKitDriver, Need::Xvfb],
    }
}

/// Returns the test runner's variable for the driver of a browser, and the driver.
fn driver(browser: Browser) -> Result<(&'static str, PathBuf)> {
    Ok(match browser {
        Browser::Chromium => ("CHROMEDRIVER", Need::Chromedriver.path()?),
        Browser::Firefox => ("GECKODRIVER", Need::Geckodriver.path()?),
        // WebKitGTK's driver uses Safari's protocol and starts its browser.
        Browser::WebKit => ("SAFARIDRIVER", Need::WebKitDriver.path()?),
    })
}

/// Returns the capabilities of a session. The test runner adds the ones for a headless browser.
fn capabilities(browser: Browser, profile: &Path) -> Result<Value> {
    Ok(match browser {
        Browser::Chromium => {
            let mut arguments: Vec<String> = chromium_alone().map(str::to_owned).collect();
            arguments.push(format!("--user-data-dir={}", profile.display()));
            json!({ "goog:chromeOptions": {
                "binary": Need::Chromium.path()?,
                "args": arguments,
            }})
        }
        Browser::Firefox => json!({ "moz:firefoxOptions": { "binary": Need::Firefox.path()? } }),
        Browser::WebKit => json!({}),
    })
}

/// The tests that wasm-bindgen's runner runs: those of the engine's feature `web-sys`.
const TESTS: [&[&str]; 1] = [&["--package", "cors-preflight", "--test", "web_sys"]];

/// Returns the file of this program, which is the test runner. Call this before a build replaces it.
pub(crate) fn runner() -> Result<PathBuf> {
    env::current_exe().context("the path of this program is not known")
}

/// Runs the tests in a browser.
pub(crate) fn run(browser: Browser, runner: &Path) -> Result<()> {
    let folder = launch::profile()?;
    let file = folder.path().join("webdriver.json");
    let capabilities = capabilities(browser, &folder.path().join("profile"))?;
    project::write(&file, capabilities.to_string())?;
    TESTS.iter().try_for_each(|tests| run_tests(browser, runner, &file, tests))
}

/// Runs one set of tests. `file` contains the capabilities of the session.
fn run_tests(browser: Browser, runner: &Path, file: &Path, tests: &[&str]) -> Result<()> {
    let (shell, cargo) = (shell()?, cargo());
    let test = [&["test", "--locked"], tests].concat();
    let mut command = match browser {
        Browser::WebKit => {
            let xvfb = Need::Xvfb.path()?;
            cmd!(shell, "{xvfb} -a {cargo} {test...}")
        }
        Browser::Chromium | Browser::Firefox => cmd!(shell, "{cargo} {test...}"),
    };
    let runner = json!([runner, WASM_TEST_RUNNER]);
    command = command
        .args(["--target", WASM_TARGET])
        // A list, unlike the variable, allows a path with spaces.
        .args(["--config", &format!("target.{WASM_TARGET}.runner = {runner}")])
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file)
        .env_remove("NO_HEADLESS")
        .env_remove(runner_variable());
    for driver in DRIVERS {
        command = command.env_remove(driver).env_remove(format!("{driver}_REMOTE"));
    }
    let (variable, driver) = driver(browser)?;
    command.env(variable, driver).run()?;
    Ok(())
}

/// Returns cargo's variable for the runner of a target, which overrides `--config`.
fn runner_variable() -> String {
    let target = WASM_TARGET.to_ascii_uppercase().replace('-', "_");
    format!("CARGO_TARGET_{target}_RUNNER")
}
