//! The time that the package and its alternatives take.

mod document;
mod measured;
mod native;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use document::Run;
use measured::Platform;
use server::Folders;
use testbed::browser::Browser;
use testbed::launch;
use tooling::process::shell;
use tooling::setup::Need;
use tooling::{npm, project, today};
use xshell::cmd;

use crate::peers::PEERS;

/// The default number of turns of each contestant.
pub const ROUNDS: usize = 25;

/// The programs that [`run`] needs.
pub const NEEDS: [Need; 3] = [Need::Node, Need::Npm, Need::Chromium];

/// The programs that [`compare_versions`] needs.
pub const NEEDS_OF_VERSIONS: [Need; 3] = [Need::Node, Need::Chromium, Need::Chromedriver];

/// The time limit for the contests in a browser, and the additional time for each round.
const TIMEOUT: Duration = Duration::from_secs(360);
const TIMEOUT_PER_ROUND: Duration = Duration::from_secs(1);

/// The folders that are built before the measurements.
#[derive(Debug)]
pub struct Built {
    /// The package as it is published.
    pub pkg: PathBuf,
    /// The WebAssembly module that does nothing, as `empty.js` and `empty_bg.wasm`.
    pub empty: PathBuf,
}

/// Measures, and writes `docs/generated/performance.md`.
///
/// # Errors
///
/// There are fewer than 3 rounds, or a measurement fails.
pub fn run(built: Built, rounds: usize) -> Result<()> {
    if rounds < 3 {
        bail!("--rounds: expected at least 3, got {rounds}. Fewer rounds have no spread");
    }
    let Built { pkg, empty } = built;
    let npm = npm::install(&PEERS)?;
    let folders = Folders { bench: folder(), pkg, empty, peers: bundle_peers(&npm)?, npm };
    let start = Instant::now();
    println!("Measuring, for about five minutes. Other work on this machine changes the figures.");
    println!("  native: cargo bench");
    let native = native::measure()?;
    let (node, chromium) = measure_platforms(folders, rounds)?;
    let run = Run { node, chromium, native, versions: versions()?, rounds, date: today() };
    let file = project::root().join("docs/generated/performance.md");
    project::write(&file, document::render(&run)?)?;
    println!("{} is written after {} seconds.", file.display(), start.elapsed().as_secs());
    for (goal, is_met) in document::goals(&run) {
        println!("{} {goal}", if is_met { "met:   " } else { "missed:" });
    }
    Ok(())
}

/// Compares the built package with the one in a folder, and prints the ratios of their times: CPU time in
/// Node, wall-clock time in Chromium.
///
/// # Errors
///
/// A measurement fails.
pub fn compare_versions(before: &Path, rounds: usize) -> Result<()> {
    let (shell, node) = (shell()?, Need::Node.path()?);
    let script = folder().join("versions.mjs");
    let (after, rounds) = (project::root().join("pkg"), rounds.to_string());
    cmd!(shell, "{node} --no-warnings {script} {before} {after} {rounds}")
        .env("CHROMEDRIVER", Need::Chromedriver.path()?)
        .run()?;
    Ok(())
}

/// Returns the folder of the scripts and pages.
fn folder() -> PathBuf {
    project::root().join("crates/compare/src/bench")
}

/// Bundles the peers that are made for Node so that a browser can run them, and returns the folder.
fn bundle_peers(npm: &Path) -> Result<PathBuf> {
    let bundled = project::scratch()?.join("peers");
    project::empty(&bundled)?;
    let shell = shell()?;
    shell.change_dir(folder());
    npm::esbuild(&shell)?
        .env("NODE_PATH", npm)
        .args(["peers.js", "--bundle", "--format=esm", "--log-level=warning"])
        // A browser does not have Node's module `url`.
        .arg("--alias:url=./url.js")
        .arg(format!("--outdir={}", bundled.display()))
        .run()?;
    Ok(bundled)
}

/// Runs the same contests in Node, then in Chromium.
fn measure_platforms(folders: Folders, rounds: usize) -> Result<(Platform, Platform)> {
    let runtime = testbed::runtime()?;
    let Folders { pkg, empty, npm, peers, bench } = &folders;
    let script = bench.join("node.mjs");
    let arguments = [pkg, empty, npm, peers].map(PathBuf::clone);
    let servers = runtime.block_on(server::start(folders, rounds))?;
    // The servers run on a thread while this one waits for Node and Chromium.
    let handle = runtime.handle().clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = thread::spawn(move || runtime.block_on(stopped).ok());

    let (shell, node, server) = (shell()?, Need::Node.path()?, &servers.responding);
    let rounds_argument = rounds.to_string();
    let output =
        cmd!(shell, "{node} --no-warnings {script} {arguments...} {server} {rounds_argument}")
            .read()?;
    let node = serde_json::from_str(&output).context("the results of Node cannot be read")?;

    let mut browser = launch::start(Browser::Chromium, &servers.page)?;
    let mut ended = servers.ended;
    let limit = TIMEOUT + TIMEOUT_PER_ROUND * u32::try_from(rounds)?;
    let start = Instant::now();
    let output = loop {
        match handle
            .block_on(async { tokio::time::timeout(Duration::from_secs(1), &mut ended).await })
        {
            Ok(Ok(Ok(output))) => break output,
            Ok(Ok(Err(why))) => bail!("the contests failed in Chromium: {why}"),
            Ok(Err(_)) => bail!("the server of the contests ended"),
            Err(_) if browser.has_ended() => bail!("Chromium ended during the contests"),
            Err(_) if start.elapsed() > limit => {
                bail!("Chromium did not finish within {} seconds", limit.as_secs())
            }
            Err(_) => {}
        }
    };
    drop(browser);
    stop.send(()).ok();
    serving.join().ok();
    let chromium =
        serde_json::from_str(&output).context("the results of Chromium cannot be read")?;
    Ok((node, chromium))
}

/// Returns the names and versions of everything that is part of a measurement.
fn versions() -> Result<Vec<String>> {
    let (shell, node) = (shell()?, Need::Node.path()?);
    let manifest = project::read(&project::root().join("pkg/package.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest)?;
    let mut versions = vec![
        format!("cors-preflight {}", manifest["version"].as_str().unwrap_or_default()),
        format!("Node {}", cmd!(shell, "{node} --version").quiet().read()?),
        launch::version(Browser::Chromium)?,
        cmd!(shell, "rustc --version").quiet().read()?,
    ];
    versions.extend(PEERS.iter().map(|(name, version)| format!("{name} {version}")));
    versions.extend(processor());
    Ok(versions)
}

/// Returns the number and the model of the processors, if the system has them in `/proc`.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'))?;
    let count = thread::available_parallelism().map_or(1, usize::from);
    Some(format!("{count} × {}", model.1.trim()))
}
