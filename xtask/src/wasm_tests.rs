//! The wasm tests, run in each browser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use testbed::browser::{Browser, chromium_alone};
use tooling::setup::{Need, WASM_TARGET};
use tooling::{process, project};

use crate::WASM_TEST_RUNNER;

/// Every variable by which the test runner picks a driver.
const DRIVERS: [&str; 4] = ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"];

/// What must be on the machine for the wasm tests.
pub(crate) fn needs(browser: Browser) -> &'static [Need] {
    match browser {
        Browser::Chromium => &[Need::Chromium, Need::Chromedriver],
        Browser::Firefox => &[Need::Firefox, Need::Geckodriver],
        Browser::WebKit => &[Need::WebKitDriver, Need::Xvfb],
    }
}

/// The test runner's variable for this browser's driver, and the driver.
fn driver(browser: Browser) -> Result<(&'static str, PathBuf)> {
    Ok(match browser {
        Browser::Chromium => ("CHROMEDRIVER", Need::Chromedriver.path()?),
        Browser::Firefox => ("GECKODRIVER", Need::Geckodriver.path()?),
        // WebKitGTK's driver speaks as Safari's does, and starts its browser itself.
        Browser::WebKit => ("SAFARIDRIVER", Need::WebKitDriver.path()?),
    })
}

/// The session's capabilities; the test runner adds what makes the browser headless.
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

/// Runs the wasm tests in this browser; `runner` is this program.
pub(crate) fn run(browser: Browser, runner: &Path) -> Result<()> {
    let folder = project::scratch()?.join(browser.name());
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let file = folder.join("webdriver.json");
    let chosen = capabilities(browser, &folder.join("profile"))?;
    fs::write(&file, chosen.to_string())
        .with_context(|| format!("{} cannot be written", file.display()))?;

    let mut command = match browser {
        Browser::WebKit => {
            let mut xvfb = Command::new(Need::Xvfb.path()?);
            xvfb.arg("-a").arg(process::cargo().get_program());
            xvfb
        }
        Browser::Chromium | Browser::Firefox => process::cargo(),
    };
    command
        .current_dir(project::root())
        .args(["test", "--locked", "--package", "cors-preflight-bindings", "--lib"])
        .args(["--target", WASM_TARGET])
        // A list, unlike the variable for it, takes a path with spaces.
        .arg("--config")
        .arg(format!("target.{WASM_TARGET}.runner = {}", json!([runner, WASM_TEST_RUNNER])))
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &file)
        .env_remove("NO_HEADLESS")
        .env_remove(runner_variable());
    for driver in DRIVERS {
        command.env_remove(driver).env_remove(format!("{driver}_REMOTE"));
    }
    let (variable, program) = driver(browser)?;
    command.env(variable, program);
    process::run(&mut command)
}

/// Cargo's variable for a target's runner, which would win over `--config`'s place in a file.
fn runner_variable() -> String {
    let target = WASM_TARGET.to_ascii_uppercase().replace('-', "_");
    format!("CARGO_TARGET_{target}_RUNNER")
}

/// This program's own file, to be asked for before anything could rebuild it.
pub(crate) fn runner() -> Result<PathBuf> {
    env::current_exe().context("this program cannot find its own file")
}
