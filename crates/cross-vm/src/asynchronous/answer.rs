//! The callback of a contract that takes call data: Solidity's.

use alloy_dyn_abi::DynSolValue;
use vm_core::{Bytes, U256};

/// Call data of a callback, `selector(bytes closure, uint256 code, bytes[] results)`: the return code, 0 for
/// success, and the results; after a failure the message, and revert data where there is some.
pub(super) fn callback_data(
    selector: &[u8],
    closure: &[u8],
    code: u64,
    results: Vec<Bytes>,
) -> Bytes {
    let results = results.into_iter().map(|it| DynSolValue::Bytes(it.into())).collect();
    let values = DynSolValue::Tuple(vec![
        DynSolValue::Bytes(closure.to_vec()),
        DynSolValue::Uint(U256::from(code), 256),
        DynSolValue::Array(results),
    ]);
    [selector, &values.abi_encode_params()].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    #[test]
    fn a_callback_is_encoded_as_solidity_has_it() {
        let data = callback_data(&[1, 2, 3, 4], b"c", 4, vec![Bytes::from_static(b"no")]);
        let expected = hex!(
            "01020304"
            "0000000000000000000000000000000000000000000000000000000000000060"
            "0000000000000000000000000000000000000000000000000000000000000004"
            "00000000000000000000000000000000000000000000000000000000000000a0"
            "0000000000000000000000000000000000000000000000000000000000000001"
            "6300000000000000000000000000000000000000000000000000000000000000"
            "0000000000000000000000000000000000000000000000000000000000000001"
            "0000000000000000000000000000000000000000000000000000000000000020"
            "0000000000000000000000000000000000000000000000000000000000000002"
            "6e6f000000000000000000000000000000000000000000000000000000000000"
        );
        assert_eq!(data[..], expected);
    }
}
