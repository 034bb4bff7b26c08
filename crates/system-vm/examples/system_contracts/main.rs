//! Prints what is made from the tables of the system contracts: the reference page, or, with the
//! argument `solidity`, the libraries through which Solidity calls them.
#![expect(clippy::print_stdout, reason = "a command that prints a page")]

mod page;
mod solidity;

fn main() {
    let tables = system_vm::SystemVm::protocol().build().tables();
    match std::env::args().nth(1).as_deref() {
        Some("solidity") => print!("{}", solidity::render(&tables)),
        _ => print!("{}", page::render(&tables)),
    }
}
