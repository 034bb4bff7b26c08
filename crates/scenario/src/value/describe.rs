//! Bytes written back as expressions, for messages.

use num_bigint::BigUint;

/// What the bytes are likely to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Nothing is known: hexadecimal, with the text or the number it may be.
    Unknown,
    /// An unsigned number.
    Number,
    /// An address of 20 or 32 bytes.
    Address,
    /// A text.
    Text,
    /// Contract code: only its start is shown.
    Code,
    /// Hexadecimal and nothing else.
    Hex,
}

/// Bytes as an expression a person can read.
#[must_use]
pub fn describe(bytes: &[u8], hint: Hint) -> String {
    match hint {
        Hint::Number => BigUint::from_bytes_be(bytes).to_string(),
        Hint::Text => match printable(bytes) {
            Some(text) => format!("str:{text}"),
            None => unknown(bytes),
        },
        Hint::Address => address(bytes),
        Hint::Code => match bytes.get(..10) {
            Some(start) if bytes.len() > 10 => {
                format!("0x{}... ({} bytes)", hex::encode(start), bytes.len())
            }
            _ => hexadecimal(bytes),
        },
        Hint::Hex => hexadecimal(bytes),
        Hint::Unknown => unknown(bytes),
    }
}

/// A list of values as expressions: `["1", "str:a"]`.
#[must_use]
pub fn describe_list(values: &[Vec<u8>], hint: Hint) -> String {
    let values: Vec<String> =
        values.iter().map(|value| format!("\"{}\"", describe(value, hint))).collect();
    format!("[{}]", values.join(", "))
}

fn hexadecimal(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn printable(bytes: &[u8]) -> Option<&str> {
    let visible = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    if visible { std::str::from_utf8(bytes).ok() } else { None }
}

fn unknown(bytes: &[u8]) -> String {
    const LONGEST_NUMBER: usize = 14;
    if bytes.is_empty() {
        return String::new();
    }
    let plain = hexadecimal(bytes);
    match printable(bytes) {
        Some(text) => format!("{plain} (str:{text})"),
        None if bytes.len() <= LONGEST_NUMBER => {
            format!("{plain} ({})", BigUint::from_bytes_be(bytes))
        }
        None => plain,
    }
}

fn address(bytes: &[u8]) -> String {
    if bytes.len() == 20 {
        return match bytes.split_last().and_then(|_| name_of(bytes)) {
            Some(name) => format!("evm:{name}"),
            None => format!("eth:{}", hexadecimal(bytes)),
        };
    }
    if bytes.len() != 32 {
        return unknown(bytes);
    }
    let Some((prefix, [vm_high, vm_low, name @ ..])) = bytes.split_at_checked(8) else {
        return unknown(bytes);
    };
    let vm_type = [*vm_high, *vm_low];
    if prefix.iter().any(|byte| *byte != 0) {
        return named("address:", bytes).unwrap_or_else(|| hexadecimal(bytes));
    }
    if vm_type == [6, 0] {
        let alias = name.get(..20).unwrap_or_default();
        return name_of(alias)
            .map(|name| format!("sc.evm:{name}"))
            .unwrap_or_else(|| format!("{} (eth:{})", hexadecimal(bytes), hexadecimal(alias)));
    }
    let form = match vm_type {
        [5, 0] => "sc:",
        [0, 1] => "sc.system:",
        _ => return hexadecimal(bytes),
    };
    named(form, name).unwrap_or_else(|| hexadecimal(bytes))
}

/// `form` with the name, and the last byte as shard when it is no filler.
fn named(form: &str, bytes: &[u8]) -> Option<String> {
    if let Some(name) = name_of(bytes) {
        return Some(format!("{form}{name}"));
    }
    let (shard, rest) = bytes.split_last()?;
    Some(format!("{form}{}#{shard:02x}", name_of(rest).or_else(|| full(rest))?))
}

/// The name before the filler; the last byte must be filler.
fn name_of(bytes: &[u8]) -> Option<String> {
    let text = printable(bytes)?;
    text.ends_with('_').then(|| text.trim_end_matches('_').to_owned())
}

fn full(bytes: &[u8]) -> Option<String> {
    printable(bytes).map(str::to_owned)
}
