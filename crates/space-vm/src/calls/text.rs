//! Calls in text form: `function@hex@hex` (`mx-chain-vm-common-go:parsers`).

use super::arguments::RawCall;
use alloy_primitives::hex;
use vm_core::Bytes;

/// A call in text form: `function@hex@hex`.
pub(crate) fn call_text(raw: &RawCall) -> Bytes {
    vm_core::call_text(&raw.function, &raw.arguments)
}

/// Function and arguments of `function@hex@hex`.
pub(crate) fn parse_call_text(text: &[u8]) -> Option<(Bytes, Vec<Bytes>)> {
    let mut parts = text.split(|byte| *byte == b'@');
    let function = parts.next().filter(|function| !function.is_empty())?;
    let arguments = parts.map(read_hex).collect::<Option<_>>()?;
    Some((Bytes::copy_from_slice(function), arguments))
}

fn read_hex(digits: &[u8]) -> Option<Bytes> {
    // A prefix is no digit here.
    if digits.contains(&b'x') {
        return None;
    }
    hex::decode(digits).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_read_from_its_text() {
        for (text, expected) in [
            ("add", Some(("add", vec![]))),
            ("add@05", Some(("add", vec![vec![5]]))),
            ("add@@0A0b", Some(("add", vec![vec![], vec![10, 11]]))),
            ("", None),
            ("@05", None),
            ("add@5", None),
            ("add@0x05", None),
            ("add@zz", None),
        ] {
            let expected = expected.map(|(function, arguments)| {
                let arguments = arguments.into_iter().map(Bytes::from).collect();
                (Bytes::from_static(function.as_bytes()), arguments)
            });
            assert_eq!(parse_call_text(text.as_bytes()), expected, "{text}");
        }
    }
}
