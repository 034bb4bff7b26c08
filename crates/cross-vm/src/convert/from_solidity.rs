//! Solidity's values into MultiversX ones; the inverse of `to_solidity`.

use super::extent::is_plain;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use vm_core::{Bytes, U256};

/// Longest return data that is decoded by type; longer data crosses as one item.
const DECODED_MAX: usize = 1 << 16;

/// Decodes return data by its types, one item a value. Data with shared parts, which would decode to
/// more than it is, crosses as one item, too.
pub(super) fn items(types: &[DynSolType], data: &[u8]) -> Option<Vec<Bytes>> {
    if data.len() > DECODED_MAX || !is_plain(types, data) {
        return None;
    }
    let decoded = DynSolType::Tuple(types.to_vec()).abi_decode_params(data).ok()?;
    decoded.as_tuple()?.iter().map(top_level).collect()
}

fn top_level(value: &DynSolValue) -> Option<Bytes> {
    let bytes = match value {
        DynSolValue::Bool(it) => {
            if *it {
                vec![1]
            } else {
                Vec::new()
            }
        }
        DynSolValue::Uint(it, _) => it.to_be_bytes_trimmed_vec(),
        DynSolValue::Int(it, _) => shortest_signed(&it.to_be_bytes::<32>()).to_vec(),
        DynSolValue::Address(it) => it.to_vec(),
        DynSolValue::FixedBytes(word, size) => word.get(..*size)?.to_vec(),
        DynSolValue::Bytes(it) => it.clone(),
        DynSolValue::String(it) => it.clone().into_bytes(),
        DynSolValue::Array(list) => {
            let mut output = Vec::new();
            list.iter().try_for_each(|it| nested(it, &mut output))?;
            output
        }
        DynSolValue::FixedArray(_) | DynSolValue::Tuple(_) => {
            let mut output = Vec::new();
            nested(value, &mut output)?;
            output
        }
        _ => return None,
    };
    Some(bytes.into())
}

fn nested(value: &DynSolValue, output: &mut Vec<u8>) -> Option<()> {
    match value {
        DynSolValue::Bool(it) => output.push(u8::from(*it)),
        DynSolValue::Uint(it, bits @ (8 | 16 | 32 | 64)) => fixed_width(*it, *bits, output)?,
        DynSolValue::Int(it, bits @ (8 | 16 | 32 | 64)) => {
            fixed_width(it.into_raw(), *bits, output)?
        }
        DynSolValue::Address(_) | DynSolValue::FixedBytes(..) => {
            output.extend_from_slice(&top_level(value)?);
        }
        DynSolValue::Array(list) => {
            output.extend_from_slice(&u32::try_from(list.len()).ok()?.to_be_bytes());
            list.iter().try_for_each(|it| nested(it, output))?;
        }
        DynSolValue::FixedArray(list) | DynSolValue::Tuple(list) => {
            list.iter().try_for_each(|it| nested(it, output))?;
        }
        DynSolValue::Int(..)
        | DynSolValue::Uint(..)
        | DynSolValue::Function(_)
        | DynSolValue::Bytes(_)
        | DynSolValue::String(_) => {
            let bytes = top_level(value)?;
            output.extend_from_slice(&u32::try_from(bytes.len()).ok()?.to_be_bytes());
            output.extend_from_slice(&bytes);
        }
    }
    Some(())
}

fn fixed_width(value: U256, bits: usize, output: &mut Vec<u8>) -> Option<()> {
    let word = value.to_be_bytes::<32>();
    let start = 32usize.checked_sub(bits.checked_div(8)?)?;
    output.extend_from_slice(word.get(start..)?);
    Some(())
}

/// Two's complement without the bytes that only repeat the sign; zero is empty.
fn shortest_signed(word: &[u8; 32]) -> &[u8] {
    let mut rest = &word[..];
    while let [first, after @ ..] = rest {
        let repeats = match after.first() {
            Some(next) => (*first == 0 && next & 0x80 == 0) || (*first == 0xff && next & 0x80 != 0),
            None => *first == 0,
        };
        if !repeats {
            break;
        }
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::I256;

    #[test]
    fn values_take_their_shortest_form() {
        let cases = [
            (DynSolValue::Uint(U256::from(0), 256), vec![]),
            (DynSolValue::Uint(U256::from(0x0102), 256), vec![1, 2]),
            (DynSolValue::Int(I256::MINUS_ONE, 256), vec![0xff]),
            (DynSolValue::Int(I256::unchecked_from(128), 256), vec![0, 128]),
            (DynSolValue::Int(I256::ZERO, 256), vec![]),
            (DynSolValue::Bool(true), vec![1]),
            (
                DynSolValue::Array(vec![
                    DynSolValue::Uint(U256::from(5), 256),
                    DynSolValue::Uint(U256::from(6), 256),
                ]),
                vec![0, 0, 0, 1, 5, 0, 0, 0, 1, 6],
            ),
            (DynSolValue::Array(vec![DynSolValue::Uint(U256::from(5), 16)]), vec![0, 5]),
        ];
        for (value, bytes) in cases {
            assert_eq!(top_level(&value), Some(bytes.into()), "{value:?}");
        }
    }
}
