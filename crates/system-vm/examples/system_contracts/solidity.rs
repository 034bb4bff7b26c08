//! Typed Solidity libraries over `CrossVm.sol`, made from the tables.

use system_vm::{Accepts, Argument, ContractTable, EndpointRow, Occurs, Shape};
use vm_core::DataForm;

const HEAD: &str = "\
// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the tables of the contracts, by
// `cargo run -p system-vm --example system_contracts -- solidity > contracts/solidity/SystemContracts.sol`;
// a test fails when it is stale.
pragma solidity ^0.8.30;

import {CrossVm} from \"./CrossVm.sol\";
";

/// The whole file.
pub(crate) fn render(tables: &[ContractTable]) -> String {
    let mut file = HEAD.to_owned();
    // What has Solidity's interface needs no library.
    for table in tables.iter().filter(|it| it.data_form == DataForm::Function) {
        file.push_str(&library(table));
    }
    file
}

fn library(table: &ContractTable) -> String {
    let face: String = table.address.to_string().chars().skip(24).collect();
    let number = face.trim_start_matches('0');
    let mut text = format!(
        "\n/// The system contract `{}`. Every function gives the contract's results in order; `value` is \
         native value.\nlibrary {} {{\n",
        table.name,
        library_name(table.name),
    );
    if !table.is_template {
        text.push_str(&format!(
            "    address internal constant ADDRESS = address(uint160(0x{number}));\n"
        ));
    }
    for row in &table.rows {
        for count in optional_counts(row) {
            text.push_str(&function(row, count, table.is_template));
        }
    }
    text.push_str("}\n");
    text
}

/// `delegation manager` is `DelegationManagerContract`.
fn library_name(name: &str) -> String {
    let mut library = String::new();
    let mut is_first = true;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            is_first = true;
            continue;
        }
        library.push(if is_first { letter.to_ascii_uppercase() } else { letter });
        is_first = false;
    }
    library + "Contract"
}

/// How many of the optional arguments come: there is a function for each number.
fn optional_counts(row: &EndpointRow) -> core::ops::RangeInclusive<usize> {
    0..=row.arguments.iter().filter(|it| it.occurs == Occurs::Optional).count()
}

/// A function; one of a template takes the address of a contract that was made of it.
fn function(row: &EndpointRow, optional_count: usize, is_template: bool) -> String {
    let end_of_optional = row.arguments_min().saturating_add(optional_count);
    let arguments = row.arguments.iter().enumerate();
    let arguments: Vec<&Argument> = arguments
        .filter(|(index, it)| it.occurs != Occurs::Optional || *index < end_of_optional)
        .map(|(_, it)| it)
        .collect();
    let has_value = row.accepts != Accepts::Nothing;
    let address = if is_template { "at" } else { "ADDRESS" };
    let parameters: Vec<String> = is_template
        .then(|| "address at".to_owned())
        .into_iter()
        .chain(has_value.then(|| "uint256 value".to_owned()))
        .chain(arguments.iter().map(|it| parameter(it)))
        .collect();
    let call = if row.is_pure {
        format!("CrossVm.read({address}, \"{}\", items)", row.name)
    } else {
        let value = if has_value { "value" } else { "0" };
        format!("CrossVm.call({address}, {value}, \"{}\", items)", row.name)
    };
    let view = if row.is_pure { " view" } else { "" };
    format!(
        "\n    /// {}\n    function {}({})\n        internal{view}\n        returns (bytes[] memory)\n    {{\n\
         {}        return {call};\n    }}\n",
        row.doc.trim(),
        row.name,
        parameters.join(", "),
        items(&arguments),
    )
}

fn parameter(argument: &Argument) -> String {
    let list = if argument.occurs == Occurs::Many { "[]" } else { "" };
    let place = match argument.shape {
        Shape::Bytes | Shape::Text => " memory",
        Shape::Address | Shape::Number | Shape::Flag if argument.occurs == Occurs::Many => {
            " memory"
        }
        Shape::Address | Shape::Number | Shape::Flag => "",
    };
    let kind = match argument.shape {
        Shape::Bytes => "bytes",
        Shape::Text => "string",
        Shape::Address => "address",
        Shape::Number => "uint256",
        Shape::Flag => "bool",
    };
    format!("{kind}{list}{place} {}", parameter_name(argument.name))
}

/// Words of Solidity, and names that the functions have of their own, that arguments have as names.
const TAKEN: [&str; 10] =
    ["address", "at", "bytes", "contract", "function", "i", "items", "string", "type", "value"];

/// An argument's name as Solidity takes it.
fn parameter_name(name: &str) -> String {
    let end = if TAKEN.contains(&name) { "_" } else { "" };
    format!("{name}{end}")
}

/// The statements that make the list of items.
fn items(arguments: &[&Argument]) -> String {
    let many = arguments.iter().find(|it| it.occurs == Occurs::Many);
    let single = arguments.iter().filter(|it| it.occurs != Occurs::Many);
    let count = single.clone().count();
    let more = many.map_or(String::new(), |it| format!(" + {}.length", parameter_name(it.name)));
    let mut text = format!("        bytes[] memory items = new bytes[]({count}{more});\n");
    for (index, argument) in single.enumerate() {
        text.push_str(&format!(
            "        items[{index}] = {};\n",
            item(argument.shape, &parameter_name(argument.name))
        ));
    }
    if let Some(argument) = many {
        let name = parameter_name(argument.name);
        let one = item(argument.shape, &format!("{name}[i]"));
        text.push_str(&format!(
            "        for (uint256 i = 0; i < {name}.length; i++) items[{count} + i] = {one};\n"
        ));
    }
    text
}

/// An item of the length-prefixed form.
fn item(shape: Shape, name: &str) -> String {
    match shape {
        Shape::Bytes => name.to_owned(),
        Shape::Text => format!("bytes({name})"),
        Shape::Address => format!("abi.encodePacked({name})"),
        Shape::Number => format!("CrossVm.fromNumber({name})"),
        Shape::Flag => format!("bytes({name} ? \"true\" : \"false\")"),
    }
}
