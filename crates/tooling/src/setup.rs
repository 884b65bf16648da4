//! What the commands need on the machine: checked first, installed where that is allowed.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// The target that the engine is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

const NODE: u32 = 20;

/// A program that a step of the tests runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// Node.
    Node,
    /// npm.
    Npm,
    /// Chromium.
    Chromium,
    /// Chromium's WebDriver server.
    Chromedriver,
    /// Firefox.
    Firefox,
    /// Firefox's WebDriver server.
    Geckodriver,
    /// WebKitGTK's WebDriver server.
    WebKitDriver,
    /// WebKitGTK's small browser.
    MiniBrowser,
    /// The X server without a screen.
    Xvfb,
    /// nginx.
    Nginx,
    /// cargo-llvm-cov.
    LlvmCov,
}

use Need::{
    Chromedriver, Chromium, Firefox, Geckodriver, LlvmCov, MiniBrowser, Nginx, Node, Npm,
    WebKitDriver, Xvfb,
};

/// Where Debian and others keep programs that are not for the PATH.
const ASIDE: [&str; 3] = ["/usr/lib", "/usr/lib64", "/usr/libexec"];

impl Need {
    /// The names it goes by.
    fn names(self) -> &'static [&'static str] {
        match self {
            Node => &["node", "nodejs"],
            Npm => &["npm"],
            Chromium => &["chromium"],
            Chromedriver => &["chromedriver"],
            Firefox => &["firefox-esr", "firefox"],
            Geckodriver => &["geckodriver"],
            WebKitDriver => &["WebKitWebDriver"],
            MiniBrowser => &["MiniBrowser"],
            Xvfb => &["xvfb-run"],
            Nginx => &["nginx"],
            LlvmCov => &["cargo-llvm-cov"],
        }
    }

    /// Debian's packages that bring it; none for what does not come from Debian.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Node | Geckodriver | LlvmCov => &[],
            // Node's own distributions bring it; Debian's package of Node does not.
            Npm => &["npm"],
            Chromium => &["chromium"],
            Chromedriver => &["chromium-driver"],
            Firefox => &["firefox-esr"],
            WebKitDriver => &["webkit2gtk-driver"],
            MiniBrowser => &["libwebkit2gtk-4.1-0"],
            Xvfb => &["xvfb", "xauth"],
            Nginx => &["nginx"],
        }
    }

    /// The crate that brings it, where cargo installs it.
    fn brought_by(self) -> Option<&'static str> {
        match self {
            Geckodriver => Some("geckodriver"),
            LlvmCov => Some("cargo-llvm-cov"),
            _ => None,
        }
    }

    fn find(self) -> Option<PathBuf> {
        let found = self.names().iter().find_map(|name| process::find(name));
        found.or_else(|| match self {
            MiniBrowser => mini_browser(),
            // Where not everybody's PATH leads.
            Nginx => Some(PathBuf::from("/usr/sbin/nginx")).filter(|file| file.is_file()),
            _ => None,
        })
    }

    /// Where it is, once `meet` has found or brought it.
    pub fn path(self) -> Result<PathBuf> {
        self.find().with_context(|| format!("there is no {} on the PATH", self.names()[0]))
    }
}

/// WebKitGTK's small browser, in its libraries' folder: `/usr/lib/*/webkit2gtk-*/MiniBrowser`, or
/// without the folder for the machine's kind.
fn mini_browser() -> Option<PathBuf> {
    let folders = |folder: PathBuf| {
        let mut folders: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        folders.sort_unstable();
        folders
    };
    let first = ASIDE.iter().flat_map(|folder| folders(folder.into()));
    let all = first.flat_map(|folder| [vec![folder.clone()], folders(folder)].concat());
    all.filter(|folder| folder.file_name().is_some_and(|name| is_webkit(&name.to_string_lossy())))
        .map(|folder| folder.join("MiniBrowser"))
        .find(|file| file.is_file())
}

fn is_webkit(folder: &str) -> bool {
    folder.starts_with("webkit2gtk-") || folder.starts_with("webkitgtk-")
}

/// Adds the WebAssembly target to the toolchain in use.
pub fn wasm_target() -> Result<()> {
    let libraries = process::read(
        Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).args([
            "--print",
            "target-libdir",
            "--target",
            WASM_TARGET,
        ]),
    )?;
    if PathBuf::from(libraries.trim()).is_dir() {
        return Ok(());
    }
    println!("Adding the target {WASM_TARGET} to the Rust toolchain.");
    process::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
        .with_context(|| format!("the Rust toolchain needs the target {WASM_TARGET}"))
}

/// Brings what is missing, or fails with the lines that would.
pub fn meet(needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs
        .iter()
        .copied()
        .filter(|need| if *need == Node { !node_is_new_enough() } else { need.find().is_none() })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if missing.contains(&Node) {
        bail!(
            "Node {NODE} or later is needed and {}; it comes from https://nodejs.org/en/download, \
             or from `apt-get install nodejs` where that is new enough",
            node_version().map_or("there is none".into(), |major| format!("this is {major}")),
        );
    }

    let names: Vec<&str> = missing.iter().map(|need| need.names()[0]).collect();
    let names = names.join(", ");
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages()).copied().collect();
    let debian = process::find("apt-get").is_some();
    if !debian || !is_root() {
        let mut lines = String::new();
        if !packages.is_empty() {
            let packages = packages.join(" ");
            lines.push_str("\n    sudo apt-get update && sudo apt-get install -y ");
            lines.push_str(&format!("--no-install-recommends {packages}"));
        }
        for name in missing.iter().filter_map(|need| need.brought_by()) {
            lines.push_str(&format!("\n    cargo install {name} --locked"));
        }
        let elsewhere = if debian { "" } else { " (on Debian; elsewhere their like)" };
        bail!("missing: {names}. What installs them{elsewhere}:{lines}");
    }

    println!("Installing what is missing: {names}.");
    if !packages.is_empty() {
        process::run(apt().arg("update"))?;
        process::run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))?;
    }
    for name in missing.iter().filter_map(|need| need.brought_by()) {
        process::run(process::cargo().args(["install", name, "--locked"]))?;
    }
    for need in missing {
        need.path().context("it was installed and still cannot be found")?;
    }
    Ok(())
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-o", "Acquire::Retries=3"]);
    apt
}

fn is_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn node_is_new_enough() -> bool {
    node_version().is_some_and(|major| major >= NODE)
}

fn node_version() -> Option<u32> {
    let said = process::read(Command::new(Node.find()?).arg("--version")).ok()?;
    said.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
