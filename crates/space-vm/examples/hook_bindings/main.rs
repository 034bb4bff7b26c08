//! Prints declarations of the hooks for other languages:
//! `cargo run -p space-vm --example hook_bindings -- c > contracts/c/hooks.h`, and with
//! `assemblyscript` `contracts/assemblyscript/hooks.ts`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a file")]

mod bindings;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("c") => print!("{}", bindings::c()),
        Some("assemblyscript") => print!("{}", bindings::assemblyscript()),
        _ => {
            eprintln!("which language: c, or assemblyscript");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
