//! The browsers, and how the wasm tests are run in each.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::setup::{Need, WASM_TARGET};
use crate::{WASM_TEST_RUNNER, process, project};

/// A browser that the tests run in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
    WebKit,
}

/// Every one.
pub(crate) const BROWSERS: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];

/// What keeps Chromium to itself, also as root and in a container.
pub(crate) fn chromium_alone() -> impl Iterator<Item = &'static str> {
    include_str!("../../tests/chromium-flags.txt").lines()
}

impl FromStr for Browser {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = BROWSERS.map(Self::name).join(", ");
        BROWSERS
            .into_iter()
            .find(|browser| browser.name() == name)
            .with_context(|| format!("there is no such browser; the browsers are {names}"))
    }
}

/// Every variable by which the test runner picks a driver.
const DRIVERS: [&str; 4] = ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"];

impl Browser {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What must be on the machine for the wasm tests.
    pub(crate) fn needs(self) -> &'static [Need] {
        match self {
            Self::Chromium => &[Need::Chromium, Need::Chromedriver],
            Self::Firefox => &[Need::Firefox, Need::Geckodriver],
            Self::WebKit => &[Need::WebKitDriver, Need::Xvfb],
        }
    }

    /// The test runner's variable for this browser's driver, and the driver.
    fn driver(self) -> Result<(&'static str, PathBuf)> {
        Ok(match self {
            Self::Chromium => ("CHROMEDRIVER", Need::Chromedriver.path()?),
            Self::Firefox => ("GECKODRIVER", Need::Geckodriver.path()?),
            // WebKitGTK's driver speaks as Safari's does, and starts its browser itself.
            Self::WebKit => ("SAFARIDRIVER", Need::WebKitDriver.path()?),
        })
    }

    /// The session's capabilities; the test runner adds what makes the browser headless.
    fn capabilities(self, profile: &Path) -> Result<Value> {
        Ok(match self {
            Self::Chromium => {
                let mut arguments: Vec<String> = chromium_alone().map(str::to_owned).collect();
                arguments.push(format!("--user-data-dir={}", profile.display()));
                json!({ "goog:chromeOptions": {
                    "binary": Need::Chromium.path()?,
                    "args": arguments,
                }})
            }
            Self::Firefox => json!({ "moz:firefoxOptions": { "binary": Need::Firefox.path()? } }),
            Self::WebKit => json!({}),
        })
    }

    /// Runs the wasm tests in this browser; `runner` is this program.
    pub(crate) fn run_wasm_tests(self, runner: &Path) -> Result<()> {
        let folder = project::scratch()?.join(self.name());
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("{} cannot be emptied", folder.display()))?;
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let capabilities = folder.join("webdriver.json");
        let chosen = self.capabilities(&folder.join("profile"))?;
        fs::write(&capabilities, chosen.to_string())
            .with_context(|| format!("{} cannot be written", capabilities.display()))?;

        let mut command = match self {
            Self::WebKit => {
                let mut xvfb = Command::new(Need::Xvfb.path()?);
                xvfb.arg("-a").arg(process::cargo().get_program());
                xvfb
            }
            Self::Chromium | Self::Firefox => process::cargo(),
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
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
            .env_remove("NO_HEADLESS")
            .env_remove(runner_variable());
        for driver in DRIVERS {
            command.env_remove(driver).env_remove(format!("{driver}_REMOTE"));
        }
        let (variable, driver) = self.driver()?;
        command.env(variable, driver);
        process::run(&mut command)
    }
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
