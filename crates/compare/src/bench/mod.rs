//! What everything costs, beside what a user would pick instead.

mod document;
mod measured;
mod native;
mod plot;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use document::Run;
use measured::Platform;
use server::Folders;

use testbed::browser::Browser;
use testbed::launch;
use tooling::setup::Need;
use tooling::{npm, process, project, today};

use crate::peers::PEERS;

/// How many turns everybody has in a contest, unless it is told otherwise.
pub const ROUNDS: usize = 25;

/// How long the contests in a browser may take, and how much longer for each round.
const PATIENCE: Duration = Duration::from_secs(360);
const MORE_PATIENCE: Duration = Duration::from_secs(1);

/// The folders that are built before anything is measured.
#[derive(Debug)]
pub struct Built {
    /// The package as it is published.
    pub pkg: PathBuf,
    /// The module that does nothing, as `empty.js` and `empty_bg.wasm`.
    pub empty: PathBuf,
}

/// What has to be on the machine.
pub const NEEDS: [Need; 3] = [Need::Node, Need::Npm, Need::Chromium];

/// Measures, and writes `docs/performance.md` and its plot.
///
/// # Errors
///
/// There are fewer than 3 rounds, or something cannot be measured.
pub fn run(built: Built, rounds: usize) -> Result<()> {
    let Built { pkg, empty } = built;
    let root = project::root();
    let npm = npm::install(&PEERS)?;
    let folders = Folders {
        bench: root.join("crates/compare/src/bench"),
        pkg,
        empty,
        peers: peers(&npm)?,
        npm,
    };
    let start = Instant::now();
    println!(
        "Measuring, for about five minutes. What else this machine does shows in the figures."
    );
    println!("  natively: cargo bench");
    let native = native::measure()?;
    let (node, chromium) = in_javascript(folders, rounds)?;
    let run = Run { node, chromium, native, versions: versions()?, rounds, date: today() };
    write(&root.join("docs/performance.svg"), &plot::drawn(&document::lines(&run)))?;
    write(&root.join("docs/performance.md"), &document::written(&run))?;
    println!("It took {} seconds.", start.elapsed().as_secs());
    for (aim, is_met) in document::aims(&run) {
        println!("{} {aim}", if is_met { "met:   " } else { "missed:" });
    }
    Ok(())
}

/// Checks a number of rounds.
///
/// # Errors
///
/// There are fewer than 3.
pub fn check(rounds: usize) -> Result<()> {
    if rounds < 3 {
        bail!("--rounds {rounds}: fewer than 3 show no spread");
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    println!("{} is written.", file.display());
    Ok(())
}

/// The folder with what browsers run of peers that are made for Node.
fn peers(npm: &Path) -> Result<PathBuf> {
    let folder = project::scratch()?.join("peers");
    project::empty(&folder)?;
    let mut esbuild = npm::esbuild()?;
    esbuild.current_dir(project::root().join("crates/compare/src/bench")).env("NODE_PATH", npm);
    esbuild.args(["peers.js", "--bundle", "--format=esm", "--log-level=warning"]);
    // Node's module, which a browser has not.
    esbuild.arg("--alias:url=./url.js").arg(format!("--outdir={}", folder.display()));
    process::run(&mut esbuild)?;
    Ok(folder)
}

/// The same contests in Node and in Chromium, one after the other.
fn in_javascript(folders: Folders, rounds: usize) -> Result<(Platform, Platform)> {
    let runtime = testbed::runtime()?;
    let Folders { pkg, empty, npm, peers, .. } = &folders;
    let arguments = [pkg, empty, npm, peers].map(PathBuf::clone);
    let script = folders.bench.join("node.mjs");
    let servers = runtime.block_on(server::start(folders, rounds))?;
    // Both servers answer while the others run.
    let handle = runtime.handle().clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = std::thread::spawn(move || runtime.block_on(stopped).ok());

    let mut node = Command::new(Need::Node.path()?);
    node.arg("--no-warnings").arg(script).args(arguments).arg(&servers.answering);
    let said = process::read(node.arg(rounds.to_string()).stderr(Stdio::inherit()))?;
    let node = serde_json::from_str(&said).context("Node's figures cannot be read")?;

    let mut browser = launch::start(Browser::Chromium, &servers.page)?;
    let mut ended = servers.ended;
    let patience = PATIENCE + MORE_PATIENCE * u32::try_from(rounds)?;
    let start = Instant::now();
    let said = loop {
        match handle
            .block_on(async { tokio::time::timeout(Duration::from_secs(1), &mut ended).await })
        {
            Ok(Ok(Ok(said))) => break said,
            Ok(Ok(Err(why))) => bail!("the contests failed in Chromium: {why}"),
            Ok(Err(_)) => bail!("the server of the contests has ended"),
            Err(_) if browser.has_ended() => bail!("Chromium ended in the middle of the contests"),
            Err(_) if start.elapsed() > patience => {
                bail!("Chromium is not done after {} seconds", patience.as_secs())
            }
            Err(_) => {}
        }
    };
    drop(browser);
    stop.send(()).ok();
    serving.join().ok();
    let chromium = serde_json::from_str(&said).context("Chromium's figures cannot be read")?;
    Ok((node, chromium))
}

/// What everything was measured with.
fn versions() -> Result<Vec<String>> {
    let node = process::read(Command::new(Need::Node.path()?).arg("--version"))?;
    let rustc = process::read(Command::new("rustc").arg("--version"))?;
    let mut versions = vec![
        format!("cors-preflight {}", version_of_the_package()?),
        format!("Node {}", node.trim()),
        launch::version(Browser::Chromium)?,
        rustc.trim().to_owned(),
    ];
    versions.extend(PEERS.iter().map(|(name, version)| format!("{name} {version}")));
    versions.extend(processor());
    Ok(versions)
}

/// What the system calls this machine's processor, where it tells.
fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'))?;
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    Some(format!("{count} × {}", model.1.trim()))
}

fn version_of_the_package() -> Result<String> {
    let file = project::root().join("pkg/package.json");
    let text =
        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let package: serde_json::Value = serde_json::from_str(&text)?;
    Ok(package["version"].as_str().unwrap_or_default().to_owned())
}
