//! The programs that commands need: checked first, and installed if that is allowed.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::process::{self, shell};

/// The target that the engine is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest version of Node that the package supports.
const OLDEST_NODE: u32 = 20;

/// A program that commands run.
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

/// Where distributions keep programs that are not on the `PATH`.
const LIBRARY_FOLDERS: [&str; 3] = ["/usr/lib", "/usr/lib64", "/usr/libexec"];

impl Need {
    /// Returns the names of the executable, the preferred one first.
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

    /// Returns the Debian packages that contain the program.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Node | Geckodriver | LlvmCov => &[],
            // Node's own distributions contain npm. Debian's package of Node does not.
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

    /// Returns the crate that cargo installs for the program.
    fn crate_name(self) -> Option<&'static str> {
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
            // This folder is on root's `PATH` only.
            Nginx => Some(PathBuf::from("/usr/sbin/nginx")).filter(|file| file.is_file()),
            _ => None,
        })
    }

    /// Returns the path of the program.
    ///
    /// # Errors
    ///
    /// The program is missing. [`require`] installs it, or tells how.
    pub fn path(self) -> Result<PathBuf> {
        self.find().with_context(|| format!("there is no {} on the PATH", self.names()[0]))
    }
}

/// Finds WebKitGTK's small browser: `/usr/lib/*/webkit2gtk-*/MiniBrowser`, or the same without the
/// machine's folder.
fn mini_browser() -> Option<PathBuf> {
    let subfolders = |folder: PathBuf| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut subfolders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        subfolders.sort_unstable();
        subfolders
    };
    LIBRARY_FOLDERS
        .iter()
        .flat_map(|folder| subfolders(folder.into()))
        .flat_map(|folder| [vec![folder.clone()], subfolders(folder)].concat())
        .filter(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("webkit2gtk-") || name.starts_with("webkitgtk-")
        })
        .map(|folder| folder.join("MiniBrowser"))
        .find(|file| file.is_file())
}

/// Adds the WebAssembly target to the toolchain in use, unless it is there.
///
/// # Errors
///
/// rustup cannot add the target.
pub fn wasm_target() -> Result<()> {
    let shell = shell()?;
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder =
        cmd!(shell, "{rustc} --print target-libdir --target {WASM_TARGET}").quiet().read()?;
    if PathBuf::from(folder).is_dir() {
        return Ok(());
    }
    println!("Adding the target {WASM_TARGET} to the Rust toolchain.");
    cmd!(shell, "rustup target add {WASM_TARGET}")
        .run()
        .with_context(|| format!("the Rust toolchain needs the target {WASM_TARGET}"))
}

/// Checks that programs are there. Installs the missing ones as root on Debian.
///
/// # Errors
///
/// A program is missing and may not be installed: the error has the lines that install it.
pub fn require(needs: &[Need]) -> Result<()> {
    let is_missing = |need: &Need| match need {
        Node => node_version().is_none_or(|major| major < OLDEST_NODE),
        need => need.find().is_none(),
    };
    let mut missing: Vec<Need> = Vec::new();
    for need in needs.iter().filter(|need| is_missing(need)) {
        if !missing.contains(need) {
            missing.push(*need);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    if missing.contains(&Node) {
        let found = node_version().map_or("no Node".into(), |major| format!("Node {major}"));
        bail!(
            "node: expected version {OLDEST_NODE} or later, got {found}. Install it from \
             https://nodejs.org/en/download, or with `apt-get install nodejs` if that version is new \
             enough"
        );
    }

    let names: Vec<&str> = missing.iter().map(|need| need.names()[0]).collect();
    let names = names.join(", ");
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages()).copied().collect();
    let crates: Vec<&str> = missing.iter().filter_map(|need| need.crate_name()).collect();
    let is_debian = process::find("apt-get").is_some();
    if !is_debian || !is_root() {
        let mut lines = String::new();
        if !packages.is_empty() {
            let packages = packages.join(" ");
            lines.push_str("\n    sudo apt-get update && sudo apt-get install -y ");
            lines.push_str(&format!("--no-install-recommends {packages}"));
        }
        for name in crates {
            lines.push_str(&format!("\n    cargo install {name} --locked"));
        }
        let system = if is_debian { "" } else { " on Debian" };
        bail!("missing: {names}. To install them{system}:{lines}");
    }

    println!("Installing missing programs: {names}.");
    let (shell, cargo) = (shell()?, process::cargo());
    if !packages.is_empty() {
        let retries = ["-q", "-o", "Acquire::Retries=3"];
        cmd!(shell, "apt-get {retries...} update").run()?;
        cmd!(shell, "apt-get {retries...} install -y --no-install-recommends {packages...}")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()?;
    }
    for name in crates {
        cmd!(shell, "{cargo} install {name} --locked").run()?;
    }
    for need in missing {
        need.path().context("the program was installed and still cannot be found")?;
    }
    Ok(())
}

fn is_root() -> bool {
    shell().is_ok_and(|shell| cmd!(shell, "id -u").quiet().read().is_ok_and(|id| id == "0"))
}

/// Returns the major version of the Node that is found.
fn node_version() -> Option<u32> {
    let (shell, node) = (shell().ok()?, Node.find()?);
    let version = cmd!(shell, "{node} --version").quiet().read().ok()?;
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}
