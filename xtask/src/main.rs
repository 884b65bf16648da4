//! The project's commands: `cargo xtask` lists them.

mod coverage;
mod pack;
mod package;
mod published;
mod size;
mod test;
mod wasm_tests;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, Parser, Subcommand};
use compare::{bench, peers};
use tooling::setup;

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Compile the engine to WebAssembly and complete the package in pkg/
    Build,
    /// Build, then make the tarball that is published, each entry in one script
    Pack,
    /// Build, then serve the page and its live server on this machine
    Demo {
        /// The page's port; the live server uses the next one
        #[arg(long, value_name = "N", default_value_t = demo_server::PORT)]
        port: u16,
        /// Do not open the page in a browser
        #[arg(long)]
        no_open: bool,
    },
    /// Run `setup`, then every test, in every browser
    Test {
        /// Run only this step (may be repeated)
        #[arg(long, value_name = "STEP", value_parser = step_names())]
        only: Vec<String>,
    },
    /// Install the programs that the tests need, as root on Debian, or print how to install them
    Setup {
        /// Install only what this step of the tests needs (may be repeated)
        #[arg(long, value_name = "STEP", value_parser = step_names())]
        only: Vec<String>,
    },
    /// Compare random calls, or the tests' own, in real browsers with the engine's predictions
    Browsers(differential::Options),
    /// Write docs/generated/browsers.md and www/differences.data.js: the differences between browsers
    Docs,
    /// Build, then print the package's sizes, also after wasm-opt: raw, gzip and brotli
    Size,
    /// Measure the package and its alternatives, and write docs/generated/performance.md
    Bench {
        /// How many turns each contestant has
        #[arg(long, value_name = "N", default_value_t = bench::ROUNDS)]
        rounds: usize,
        /// Only compare the package with another build of it, in this folder, in Node and in Chromium
        #[arg(long, value_name = "FOLDER")]
        against: Option<PathBuf>,
    },
    /// Compare other npm packages with the tests' rows, and write docs/generated/peers.md
    Peers,
    /// Print which lines of the engine the native tests run; fail below 98 %
    Coverage,
}

fn step_names() -> PossibleValuesParser {
    PossibleValuesParser::new(test::STEPS.map(|step| step.name))
}

/// The name under which `cargo test` starts this program to run wasm tests in a browser.
const WASM_TEST_RUNNER: &str = "wasm-test-runner";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|name| name == WASM_TEST_RUNNER) {
        return wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
            std::env::args_os().skip(1),
        );
    }
    let Some(command) = Arguments::parse().command else {
        return Ok(Arguments::command().print_help()?);
    };
    match command {
        Command::Build => package::command(),
        Command::Pack => pack::command(),
        Command::Demo { port, no_open } => {
            package::build()?;
            demo_server::run(port, !no_open)
        }
        Command::Test { only } => test::command(&only),
        Command::Setup { only } => test::set_up(&only),
        Command::Browsers(options) => differential::command(options),
        Command::Docs => differential::document::write(),
        Command::Size => size::command(),
        Command::Bench { rounds, against: Some(folder) } => {
            setup::require(&bench::NEEDS_OF_VERSIONS)?;
            package::build()?;
            bench::compare_versions(&folder, rounds)
        }
        Command::Bench { rounds, against: None } => {
            setup::require(&bench::NEEDS)?;
            package::build()?;
            let built = bench::Built { pkg: pack::folder()?, empty: package::baseline()? };
            bench::run(built, rounds)
        }
        Command::Peers => {
            setup::require(&peers::NEEDS)?;
            package::build()?;
            peers::run()
        }
        Command::Coverage => coverage::command(),
    }
}
