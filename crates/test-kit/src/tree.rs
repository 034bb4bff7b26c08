//! Call trees with names and decoded arguments.

use crate::world::{Book, StateAccounts};
use crate::{Abi, Value};
use call_tree::{CallTree, bytes_text};
use vm_core::{CallInput, CallScheme, ReturnData, Status, TraceFrame};

pub(crate) fn render(frames: &[TraceFrame], book: &Book, accounts: &StateAccounts) -> String {
    let mut tree = CallTree::new(frames);
    for (address, name) in book.names() {
        tree = tree.with_name(*address, name);
    }
    for (index, frame) in frames.iter().enumerate() {
        if let Some(text) = call(frame, book, accounts) {
            tree = tree.with_call(index, text);
        }
        if let Some(text) = result(frame, book, accounts) {
            tree = tree.with_result(index, text);
        }
    }
    tree.render()
}

fn abi<'a>(frame: &TraceFrame, book: &'a Book) -> Option<&'a Abi> {
    let is_plain = !frame.is_built_in && frame.scheme != CallScheme::Create;
    book.contract(&frame.callee.address).filter(|_| is_plain).map(|it| it.abi.as_ref())
}

/// Function and arguments by the callee's ABI.
fn call(frame: &TraceFrame, book: &Book, accounts: &StateAccounts) -> Option<String> {
    let (name, values) = match (abi(frame, book)?, &frame.input) {
        (Abi::Solidity(abi), CallInput::CallData(data)) => {
            let (signature, values) = abi.decode_call(data, accounts)?;
            let name = signature.split('(').next().unwrap_or_default().to_owned();
            (name, values)
        }
        (Abi::MultiversX(abi), CallInput::Function { name, arguments }) => {
            let name = String::from_utf8(name.to_vec()).ok()?;
            let values = abi.decode(&abi.endpoint(&name).ok()?.inputs, arguments, accounts).ok()?;
            (name, values)
        }
        _ => return None,
    };
    Some(format!("{name}({})", list(&values, book)))
}

/// Results or error by the callee's ABI.
fn result(frame: &TraceFrame, book: &Book, accounts: &StateAccounts) -> Option<String> {
    match (abi(frame, book)?, frame.status, &frame.data, &frame.input) {
        (
            Abi::Solidity(abi),
            Status::Success,
            ReturnData::Blob(data),
            CallInput::CallData(call),
        ) => {
            let selector = *call.first_chunk::<4>()?;
            let function = abi.json().function_by_selector(selector.into())?.signature();
            Some(ok(&abi.results(&function, 0, data, accounts).ok()?, book))
        }
        (Abi::Solidity(abi), Status::Revert, ReturnData::Blob(data), _) => {
            let (signature, values) = abi.decode_error(data, accounts)?;
            let name = signature.split('(').next().unwrap_or_default();
            Some(format!("revert {name}({})", list(&values, book)))
        }
        (
            Abi::MultiversX(abi),
            Status::Success,
            ReturnData::Items(items),
            CallInput::Function { name, .. },
        ) => {
            let endpoint = abi.endpoint(core::str::from_utf8(name).ok()?).ok()?;
            Some(ok(&abi.decode(&endpoint.outputs, items, accounts).ok()?, book))
        }
        _ => None,
    }
}

fn ok(values: &[Value], book: &Book) -> String {
    if values.is_empty() { String::from("ok") } else { format!("ok {}", list(values, book)) }
}

fn list(values: &[Value], book: &Book) -> String {
    let values: Vec<String> = values.iter().map(|it| text(it, book)).collect();
    values.join(", ")
}

fn text(value: &Value, book: &Book) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Bytes(bytes) => bytes_text(bytes),
        Value::Address(address) => {
            book.names().get(address).cloned().unwrap_or_else(|| call_tree::address_text(address))
        }
        Value::Account(account) => text(&Value::Address(account.address), book),
        Value::Face(face) => face.to_string(),
        Value::List(items) => format!("[{}]", list(items, book)),
        Value::Tuple(items) => format!("({})", list(items, book)),
        Value::Option(None) => String::from("none"),
        Value::Option(Some(value)) => text(value, book),
        Value::Variant(name, fields) if fields.is_empty() => name.clone(),
        Value::Variant(name, fields) => format!("{name}({})", list(fields, book)),
    }
}
