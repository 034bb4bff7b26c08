//! `cargo xtask ci`: every check, cheapest first; the first failure stops it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Failure, tidy};

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    cargo(root, &["fmt", "--all", "--check"])?;
    println!("== cargo xtask tidy");
    tidy::run(root)?;
    cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    document(root)?;
    deny(root)?;
    cargo(root, &["test"])
}

/// Documentation of everything, private items too, without one warning.
fn document(root: &Path) -> Result<(), Failure> {
    let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items"];
    let mut command = command(root, &arguments);
    command.env("RUSTDOCFLAGS", "-D warnings");
    check(command, &arguments)
}

/// Licences, bans and sources, where `cargo-deny` is installed.
fn deny(root: &Path) -> Result<(), Failure> {
    let mut probe = command(root, &["deny", "--version"]);
    let found = probe.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        cargo(root, &["deny", "check", "bans", "licenses", "sources"])
    } else {
        println!("== left out: cargo deny is not installed, licences and bans are unchecked");
        Ok(())
    }
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<(), Failure> {
    check(command(root, arguments), arguments)
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(arguments);
    command
}

fn check(mut command: Command, arguments: &[&str]) -> Result<(), Failure> {
    let name = format!("cargo {}", arguments.join(" "));
    println!("== {name}");
    let status = command.status();
    match status.map_err(|error| Failure::Start { program: name.clone(), error })? {
        status if status.success() => Ok(()),
        _ => Err(Failure::Step(name)),
    }
}
