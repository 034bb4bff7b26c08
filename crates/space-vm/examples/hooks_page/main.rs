//! Prints the reference page of the hooks: `cargo run -p space-vm --example hooks_page > docs/hooks.md`.
#![expect(clippy::print_stdout, reason = "a command that prints a page")]

mod page;

fn main() {
    print!("{}", page::render());
}
