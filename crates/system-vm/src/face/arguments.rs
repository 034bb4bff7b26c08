//! Arguments of a call of a face, each read by its place.

use crate::abi::AbiReader;
use crate::error::NativeError;
use alloy_primitives::{B256, U256};
use vm_core::{Bytes, EvmAddress};

/// Arguments that do not have the form that the signature asks for. Solidity reverts without data then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

type Read<T> = Result<T, Malformed>;

/// Arguments of a call, behind the selector.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments(pub(super) Bytes);

impl Arguments {
    pub(super) fn word(&self, index: usize) -> Read<B256> {
        self.read(index, |reader| reader.word().map(B256::from))
    }

    pub(super) fn number(&self, index: usize) -> Read<U256> {
        self.read(index, AbiReader::number)
    }

    pub(super) fn address(&self, index: usize) -> Read<EvmAddress> {
        self.read(index, AbiReader::face)
    }

    pub(super) fn flag(&self, index: usize) -> Read<bool> {
        match u8::try_from(self.number(index)?) {
            Ok(0) => Ok(false),
            Ok(1) => Ok(true),
            Ok(_) | Err(_) => Err(Malformed),
        }
    }

    /// Bytes of any length.
    pub(super) fn bytes(&self, index: usize) -> Read<Bytes> {
        self.read(index, AbiReader::bytes)
    }

    /// A list of words; no longer than the call data.
    pub(super) fn words(&self, index: usize) -> Read<Vec<B256>> {
        self.read(index, |reader| reader.list(|it| it.word().map(B256::from)))
    }

    /// A list of addresses; no longer than the call data.
    pub(super) fn addresses(&self, index: usize) -> Read<Vec<EvmAddress>> {
        self.read(index, |reader| reader.list(AbiReader::face))
    }

    fn read<T>(
        &self,
        index: usize,
        read: impl FnOnce(&mut AbiReader) -> Result<T, NativeError>,
    ) -> Read<T> {
        read(&mut AbiReader::at(self.0.clone(), index)).map_err(|_| Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::{AbiValue, encode};

    /// What `abi.encode(1, "abc", [2, 3])` gives.
    #[test]
    fn values_go_there_and_back() {
        let list = vec![B256::from(U256::from(2)), B256::from(U256::from(3))];
        let items = [
            U256::from(1).into(),
            Bytes::from_static(b"abc").into(),
            AbiValue::words(list.clone()),
        ];
        let encoded = encode(&items);
        assert_eq!(encoded.len(), 32 * 8);
        assert_eq!((encoded[63], encoded[95]), (96, 160));
        let arguments = Arguments(encoded);
        assert_eq!(arguments.number(0), Ok(U256::from(1)));
        assert_eq!(arguments.bytes(1), Ok(Bytes::from_static(b"abc")));
        assert_eq!(arguments.words(2), Ok(list));
    }

    #[test]
    fn other_forms_are_malformed() {
        let with = |words: &[U256]| {
            let words: Vec<AbiValue> = words.iter().map(|word| AbiValue::from(*word)).collect();
            Arguments(encode(&words))
        };
        let dirty = with(&[U256::from(1) << 160]);
        assert_eq!(dirty.address(0), Err(Malformed));
        assert_eq!(dirty.address(1), Err(Malformed));
        assert_eq!(with(&[U256::from(2)]).flag(0), Err(Malformed));
        assert_eq!(with(&[U256::from(1)]).flag(0), Ok(true));
        for head in [U256::from(1), U256::from(32), U256::MAX, U256::from(u64::MAX)] {
            assert_eq!(with(&[head]).bytes(0), Err(Malformed), "{head}");
        }
        for length in [U256::from(1), U256::MAX, U256::from(u64::MAX), U256::from(u64::MAX >> 5)] {
            let behind = with(&[U256::from(32), length]);
            assert_eq!(behind.bytes(0), Err(Malformed), "{length}");
            assert_eq!(behind.words(0), Err(Malformed), "{length}");
        }
        assert_eq!(with(&[U256::from(32), U256::ZERO]).bytes(0), Ok(Bytes::new()));
    }
}
