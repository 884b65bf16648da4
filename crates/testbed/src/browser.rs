//! The browsers that the tests run in.

use std::str::FromStr;

use anyhow::{Context, Result};

/// A browser that the tests run in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Browser {
    /// Chromium.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK.
    WebKit,
}

/// All browsers.
pub const BROWSERS: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];

/// Returns the flags that stop Chromium from contacting servers, and let it run as root and in a
/// container.
pub fn chromium_alone() -> impl Iterator<Item = &'static str> {
    include_str!("../../../tests/lib/chromium-flags.txt").lines()
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

impl Browser {
    /// Returns the name that the commands and the profiles use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
}
