//! How much a decoder of Solidity's encoding reads: it follows offsets, and offsets may share what
//! they lead to, so that a few kilobytes can decode to gigabytes.

use alloy_dyn_abi::DynSolType;

/// Bytes of a word.
const WORD: usize = 32;

/// Whether values of these types can be decoded from the data without reading any byte twice. What
/// encoders make has no shared parts. Cost: at most one step a word of data.
pub(super) fn is_plain(types: &[DynSolType], data: &[u8]) -> bool {
    Extent { data, rest: data.len() }.values(types, 0).is_some()
}

/// A walk over encoded values that counts what it reads, and makes nothing.
struct Extent<'a> {
    data: &'a [u8],
    /// Bytes that may still be read.
    rest: usize,
}

impl Extent<'_> {
    /// Values beside each other from `base` on, from where their offsets count.
    fn values<'t>(
        &mut self,
        types: impl IntoIterator<Item = &'t DynSolType>,
        base: usize,
    ) -> Option<()> {
        let mut head = base;
        types.into_iter().try_for_each(|kind| self.value(kind, &mut head, base))
    }

    fn value(&mut self, kind: &DynSolType, head: &mut usize, base: usize) -> Option<()> {
        if is_dynamic(kind) {
            let offset = self.number(head)?;
            return self.dynamic(kind, base.checked_add(offset)?);
        }
        match kind {
            DynSolType::FixedArray(inner, size) => {
                (0..*size).try_for_each(|_| self.value(inner, head, base))
            }
            DynSolType::Tuple(inner) => inner.iter().try_for_each(|it| self.value(it, head, base)),
            DynSolType::Bool
            | DynSolType::Int(_)
            | DynSolType::Uint(_)
            | DynSolType::FixedBytes(_)
            | DynSolType::Address
            | DynSolType::Function
            | DynSolType::Bytes
            | DynSolType::String
            | DynSolType::Array(_) => self.take(head, WORD).map(|_| ()),
        }
    }

    fn dynamic(&mut self, kind: &DynSolType, mut start: usize) -> Option<()> {
        match kind {
            DynSolType::Array(inner) => {
                let count = self.number(&mut start)?;
                self.values(core::iter::repeat_n(inner.as_ref(), count), start)
            }
            DynSolType::FixedArray(inner, size) => {
                self.values(core::iter::repeat_n(inner.as_ref(), *size), start)
            }
            DynSolType::Tuple(inner) => self.values(inner, start),
            DynSolType::Bool
            | DynSolType::Int(_)
            | DynSolType::Uint(_)
            | DynSolType::FixedBytes(_)
            | DynSolType::Address
            | DynSolType::Function
            | DynSolType::Bytes
            | DynSolType::String => {
                let length = self.number(&mut start)?;
                self.take(&mut start, length).map(|_| ())
            }
        }
    }

    /// An offset, a length or a count.
    fn number(&mut self, start: &mut usize) -> Option<usize> {
        let (zeros, number) = self.take(start, WORD)?.split_last_chunk()?;
        let is_short = zeros.iter().all(|byte| *byte == 0);
        is_short.then(|| usize::try_from(u32::from_be_bytes(*number)).ok())?
    }

    fn take(&mut self, start: &mut usize, length: usize) -> Option<&[u8]> {
        let end = start.checked_add(length)?;
        let taken = self.data.get(*start..end)?;
        self.rest = self.rest.checked_sub(length)?;
        *start = end;
        Some(taken)
    }
}

fn is_dynamic(kind: &DynSolType) -> bool {
    match kind {
        DynSolType::Bytes | DynSolType::String | DynSolType::Array(_) => true,
        DynSolType::FixedArray(inner, _) => is_dynamic(inner),
        DynSolType::Tuple(inner) => inner.iter().any(is_dynamic),
        DynSolType::Bool
        | DynSolType::Int(_)
        | DynSolType::Uint(_)
        | DynSolType::FixedBytes(_)
        | DynSolType::Address
        | DynSolType::Function => false,
    }
}

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "an overflow or another type fails the test"
)]
mod tests {
    use super::*;
    use alloy_dyn_abi::DynSolValue;
    use vm_core::U256;

    fn types(text: &str) -> Vec<DynSolType> {
        match DynSolType::parse(text).unwrap() {
            DynSolType::Tuple(types) => types,
            other => panic!("{other:?}"),
        }
    }

    /// A value of a type, with lists of three.
    fn example(kind: &DynSolType) -> DynSolValue {
        match kind {
            DynSolType::Bytes => DynSolValue::Bytes(vec![7; 33]),
            DynSolType::String => DynSolValue::String("text".to_owned()),
            DynSolType::Array(inner) => DynSolValue::Array(vec![example(inner); 3]),
            DynSolType::FixedArray(inner, size) => {
                DynSolValue::FixedArray(vec![example(inner); *size])
            }
            DynSolType::Tuple(inner) => DynSolValue::Tuple(inner.iter().map(example).collect()),
            _ => DynSolValue::Uint(U256::from(5), 256),
        }
    }

    #[test]
    fn what_encoders_make_is_plain() {
        for text in [
            "()",
            "(uint256)",
            "(uint256,bytes,string)",
            "(uint256[])",
            "(bytes[],uint256)",
            "(uint256[][])",
            "(uint256[2],(bytes,string[]))",
            "((uint256,bytes)[2][])",
            "((uint256,uint256[3])[])",
        ] {
            let types = types(text);
            let value = DynSolValue::Tuple(types.iter().map(example).collect());
            let data = value.abi_encode_params();
            assert!(is_plain(&types, &data), "{text}");
            let short = data.get(..data.len().saturating_sub(32)).unwrap();
            assert!(data.is_empty() || !is_plain(&types, short), "{text}");
        }
    }

    /// Lists whose items are all one list: each level multiplies what decoding gives.
    fn bomb(levels: usize, width: usize) -> Vec<u8> {
        let word = |number: usize| U256::from(number).to_be_bytes::<32>();
        let mut data = word(32).to_vec();
        for level in 0..levels {
            data.extend(word(width));
            for _ in 0..width {
                data.extend(word(if level + 1 == levels { 9 } else { width * 32 }));
            }
        }
        data
    }

    #[test]
    fn shared_parts_are_refused() {
        let three = types("(uint256[][][])");
        assert!(is_plain(&three, &bomb(3, 1)));
        assert!(!is_plain(&three, &bomb(3, 2)));
        assert!(!is_plain(&three, &bomb(3, 600)));
        assert!(!is_plain(&types("((uint256,uint256)[])"), &[0xff; 4096]));
    }
}
