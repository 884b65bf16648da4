//! The project's commands: `cargo xtask` lists them.

mod ask;
mod bench;
mod browser;
mod browsers;
mod coverage;
mod demo;
mod differences;
mod docs;
mod live;
mod markdown;
mod npm;
mod options;
mod pack;
mod package;
mod peers;
mod process;
mod project;
mod setup;
mod size;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};
use options::Options;

/// A command: its name, what it takes, what it does, and the doing.
struct Command {
    name: &'static str,
    takes: &'static str,
    does: &'static str,
    run: fn(Options) -> Result<()>,
}

const COMMANDS: [Command; 10] = [
    Command {
        name: "build",
        takes: "",
        does: "compile the engine to WebAssembly and complete the package in pkg/",
        run: package::command,
    },
    Command {
        name: "pack",
        takes: "",
        does: "build, then make the tarball that is published, each entry in one script",
        run: pack::command,
    },
    Command {
        name: "demo",
        takes: "[--port N] [--no-open]",
        does: "build, then serve the page and its live server on this machine",
        run: demo::command,
    },
    Command {
        name: "test",
        takes: "[--only STEP]...",
        does: "run every test, in every browser, and install what they need where allowed",
        run: test::command,
    },
    Command {
        name: "browsers",
        takes: "[--browser NAME]... [--rows] [--cases N] [--seed S] [--only REGEX] [--replay FILE] \
                [--record FOLDER] [--keep]",
        does: "have real browsers make random calls, or the tests' own, and report what the engine \
               predicts otherwise",
        run: browsers::command,
    },
    Command {
        name: "docs",
        takes: "",
        does: "write docs/browsers.md and www/differences.js: what browsers do otherwise",
        run: docs::command,
    },
    Command {
        name: "size",
        takes: "",
        does: "build, then print what the package weighs, also after wasm-opt: raw, gzip and brotli",
        run: size::command,
    },
    Command {
        name: "bench",
        takes: "[--rounds N]",
        does: "measure it beside what could be picked instead, and write docs/performance.md",
        run: bench::command,
    },
    Command {
        name: "peers",
        takes: "",
        does: "put the tests' rows to other packages of npm, and write docs/peers.md",
        run: peers::command,
    },
    Command {
        name: "coverage",
        takes: "",
        does: "print which lines of the engine the native tests run; fail below 98 %",
        run: coverage::command,
    },
];

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
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        println!("{}", list());
        return Ok(());
    };
    if name == WASM_TEST_RUNNER {
        return wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
            std::env::args_os().skip(1),
        );
    }
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        println!("{}", list());
        return Ok(());
    }
    let arguments: Vec<String> = arguments.collect();
    let is_help = arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h"));
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(Command { name, takes, does, .. }) if is_help => {
            println!("cargo xtask {name} {takes}\n\n{does}");
            Ok(())
        }
        Some(command) => {
            (command.run)(Options::new(command.name, command.takes, arguments.into_iter()))
        }
        None => bail!("there is no command `{name}`\n\n{}", list()),
    }
}

fn list() -> String {
    let mut text = String::from("The commands:\n");
    for Command { name, takes, does, .. } in &COMMANDS {
        let call = format!("cargo xtask {name} {takes}");
        text.push_str(&format!("\n  {call:<42} {does}", call = call.trim_end()));
    }
    text
}
