//! The reference page of the system contracts, made from their tables.

use system_vm::{Accepts, Argument, Charge, ContractTable, EndpointRow, Occurs};
use vm_core::DataForm;

const HEAD: &str = "\
# System contracts

Made from the tables of the contracts by `cargo run -p system-vm --example system_contracts > docs/system-contracts.md`;
a test fails when it is stale.

An argument is `name: Shape`; `?` marks one that may be left out, `*` one that comes any number of times. *Text*
and *Bytes* are taken as they are, *Number* is unsigned and big-endian, *Address* has 32 bytes or the 20 of a
face, *Flag* is `true` or `false`. *Takes* says what may come along: nothing, native value, or tokens as well.
*Gas* is charged before the body, by its key in `[MetaChainSystemSCsCost]`; *in the body* means that the cost
depends on what the endpoint finds. A *view* runs in a read-only frame, every other endpoint is refused there. A
delegate call of any endpoint is refused. `contracts/solidity/SystemContracts.sol` has the same endpoints as
typed functions.
";

/// The whole page.
pub(crate) fn render(tables: &[ContractTable]) -> String {
    let mut page = HEAD.to_owned();
    for table in tables {
        let (name, address) = (table.name, table.address);
        page.push_str(&format!("\n## {name}\n\n"));
        page.push_str(&if table.is_template {
            format!("Every account whose code is the address `{address}`, which answers nothing itself.\n\n")
        } else {
            format!("Address `{address}`.\n\n")
        });
        if table.data_form == DataForm::Blob {
            page.push_str("It has Solidity's interface: an endpoint is called by the selector of its signature.\n\n");
        }
        page.push_str("| endpoint | takes | gas | what it does |\n|---|---|---|---|\n");
        for row in &table.rows {
            page.push_str(&line(row, table.data_form));
        }
    }
    page
}

/// A row of the page.
fn line(row: &EndpointRow, form: DataForm) -> String {
    let mut arguments: Vec<String> = row.arguments.iter().map(argument).collect();
    if row.ignores_more {
        arguments.push("...".to_owned());
    }
    let name = match form {
        DataForm::Function => format!("{}({})", row.name, arguments.join(", ")),
        DataForm::Blob => row.name.to_owned(),
    };
    let view = if row.is_pure { ", view" } else { "" };
    let takes = match row.accepts {
        Accepts::Nothing => "nothing",
        Accepts::Value => "value",
        Accepts::ValueAndTokens => "value, tokens",
    };
    let gas = match row.charge {
        Charge::Free => "none".to_owned(),
        Charge::InBody => "in the body".to_owned(),
        Charge::Key { key, .. } => key.to_owned(),
        Charge::Fixed(gas) => gas.to_string(),
    };
    let flag = row.flag.map_or(String::new(), |flag| format!(" Under `{flag}`."));
    let doc = row.doc.trim();
    format!("| `{name}`{view} | {takes} | {gas} | {doc}{flag} |\n")
}

fn argument(argument: &Argument) -> String {
    let mark = match argument.occurs {
        Occurs::Once => "",
        Occurs::Optional => "?",
        Occurs::Many => "*",
    };
    format!("{}: {:?}{mark}", argument.name, argument.shape)
}
