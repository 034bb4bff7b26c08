//! Reasons of failures across the border: Solidity's `Error(string)`.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use vm_core::Bytes;

/// Selector of `Error(string)`.
const ERROR_SELECTOR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];

/// The revert data that Solidity makes for `revert("message")`. Bytes that are no UTF-8 are replaced.
#[must_use]
pub fn error_string(message: &[u8]) -> Bytes {
    let text = String::from_utf8_lossy(message).into_owned();
    let mut data = ERROR_SELECTOR.to_vec();
    data.extend(DynSolValue::Tuple(vec![DynSolValue::String(text)]).abi_encode_params());
    data.into()
}

/// The message in revert data of the form `Error(string)`.
#[must_use]
pub fn revert_reason(data: &[u8]) -> Option<Bytes> {
    let body = data.strip_prefix(&ERROR_SELECTOR)?;
    let decoded = DynSolType::Tuple(vec![DynSolType::String]).abi_decode_params(body).ok()?;
    let text = decoded.as_tuple()?.first()?.as_str()?.to_owned();
    Some(Bytes::from(text.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_goes_there_and_back() {
        for message in ["", "wrong number of arguments", "ünïcode"] {
            let data = error_string(message.as_bytes());
            assert_eq!(revert_reason(&data), Some(Bytes::from(message.as_bytes())));
        }
        assert_eq!(revert_reason(&[0x08, 0xc3, 0x79, 0xa0, 1]), None);
        assert_eq!(revert_reason(&[]), None);
    }
}
