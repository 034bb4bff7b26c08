//! Texts of addresses, bytes, inputs and results.

use vm_core::{Address, CallInput, CallScheme, ReturnData, Status, TraceFrame, VmType};

/// Bytes shown of a value before it is cut.
const SHOWN_MAX: usize = 40;
/// Selector of `Error(string)`.
const ERROR_SELECTOR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];

/// A short form of an address: its 20-byte face for an EVM-born account, else both ends of the
/// 32 bytes.
#[must_use]
pub fn address_text(address: &Address) -> String {
    let [head @ .., _, _] = address.0;
    if address.vm_type() == Some(VmType::EVM) {
        return format!("0x{}", hex(head.get(10..).unwrap_or_default()));
    }
    let (first, last) = (address.0.get(..4), address.0.get(28..));
    format!("0x{}..{}", hex(first.unwrap_or_default()), hex(last.unwrap_or_default()))
}

/// Bytes for people: printable text in quotes, everything else in hexadecimal, long values cut.
#[must_use]
pub fn bytes_text(bytes: &[u8]) -> String {
    let is_text = bytes.len() > 2 && bytes.iter().all(|it| it.is_ascii_graphic() || *it == b' ');
    let shown = bytes.get(..SHOWN_MAX).unwrap_or(bytes);
    let rest = if shown.len() < bytes.len() {
        format!("..({} bytes)", bytes.len())
    } else {
        String::new()
    };
    if is_text {
        format!("\"{}\"{rest}", String::from_utf8_lossy(shown))
    } else {
        format!("0x{}{rest}", hex(shown))
    }
}

/// The text in revert data of the form `Error(string)`.
#[must_use]
pub fn error_string(data: &[u8]) -> Option<String> {
    let body = data.strip_prefix(&ERROR_SELECTOR)?;
    let offset = word(body, 0)?;
    let length = word(body, offset)?;
    let start = offset.checked_add(32)?;
    let text = body.get(start..start.checked_add(length)?)?;
    Some(String::from_utf8_lossy(text).into_owned())
}

/// A word that is a small number.
fn word(data: &[u8], offset: usize) -> Option<usize> {
    let word = data.get(offset..offset.checked_add(32)?)?;
    let (zeros, number) = word.split_last_chunk::<4>()?;
    if zeros.iter().any(|it| *it != 0) {
        return None;
    }
    usize::try_from(u32::from_be_bytes(*number)).ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Four capital letters or fewer for what ran a frame.
pub(crate) const fn kind_text(frame: &TraceFrame) -> &'static str {
    match frame.vm_type {
        None => "PAY",
        Some(VmType::SPACE) => "WASM",
        Some(VmType::EVM) => "EVM",
        Some(VmType::SYSTEM) => "SYS",
        Some(VmType::TOKEN_FACE) => "FACE",
        Some(_) => "VM",
    }
}

/// How a frame was entered, where it is no ordinary call.
pub(crate) const fn scheme_text(scheme: CallScheme) -> &'static str {
    match scheme {
        CallScheme::Call | CallScheme::Transfer => "",
        CallScheme::Static => " [static]",
        CallScheme::Delegate => " [delegate]",
        CallScheme::CallCode => " [callcode]",
        CallScheme::Create => " [create]",
        CallScheme::Async => " [async]",
        CallScheme::Callback => " [callback]",
    }
}

/// Function and arguments as they went over the wire.
pub(crate) fn input_text(input: &CallInput) -> String {
    match input {
        CallInput::Function { name, arguments } => {
            let arguments: Vec<String> = arguments.iter().map(|it| bytes_text(it)).collect();
            format!("{}({})", String::from_utf8_lossy(name), arguments.join(", "))
        }
        CallInput::CallData(data) => match data.split_first_chunk::<4>() {
            Some((selector, [])) => format!("0x{}()", hex(selector)),
            Some((selector, rest)) => format!("0x{}({})", hex(selector), words_text(rest)),
            None if data.is_empty() => String::from("()"),
            None => bytes_text(data),
        },
    }
}

/// Words of call data, zeros in front left out.
fn words_text(data: &[u8]) -> String {
    let word = |word: &[u8]| {
        let zeros = word.iter().take_while(|it| **it == 0).count();
        let digits = hex(word.get(zeros..).unwrap_or_default());
        if digits.is_empty() { String::from("0") } else { format!("0x{digits}") }
    };
    let mut shown: Vec<String> = data.chunks(32).take(6).map(word).collect();
    if data.len() > 6 * 32 {
        shown.push(format!("..({} bytes)", data.len()));
    }
    shown.join(", ")
}

/// How a frame ended, with its data or message.
pub(crate) fn result_text(frame: &TraceFrame) -> String {
    let message = || match &frame.data {
        _ if !frame.message.is_empty() => {
            format!(" \"{}\"", String::from_utf8_lossy(&frame.message))
        }
        ReturnData::Blob(data) => match error_string(data) {
            Some(text) => format!(" \"{text}\""),
            None if data.is_empty() => String::new(),
            None => format!(" {}", bytes_text(data)),
        },
        ReturnData::Items(_) => String::new(),
    };
    match frame.status {
        Status::Success => match &frame.data {
            ReturnData::Items(items) if items.is_empty() => String::from("ok"),
            ReturnData::Items(items) => {
                let items: Vec<String> = items.iter().map(|it| bytes_text(it)).collect();
                format!("ok {}", items.join(", "))
            }
            ReturnData::Blob(data) if data.is_empty() => String::from("ok"),
            ReturnData::Blob(data) => format!("ok {}", words_text(data)),
        },
        Status::Revert => format!("revert{}", message()),
        Status::Halt(reason) if *frame.message == *reason.text().as_bytes() => {
            format!("halt: {}", reason.text())
        }
        Status::Halt(reason) => format!("halt: {}{}", reason.text(), message()),
    }
}
