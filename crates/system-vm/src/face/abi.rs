//! Ethereum's contract ABI, as far as faces of tokens and their logs need it: words, bytes, lists of words.

use alloy_primitives::{B256, U256};
use vm_core::{Bytes, EvmAddress};

const WORD: usize = 32;

/// Arguments that do not have the form that the signature asks for. Solidity reverts without data then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

type Read<T> = Result<T, Malformed>;

/// Arguments of a call, behind the selector. Each is read by the place of its word in the head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments(pub(crate) Bytes);

impl Arguments {
    pub(crate) fn word(&self, index: usize) -> Read<B256> {
        word_at(&self.0, index.checked_mul(WORD).ok_or(Malformed)?)
    }

    pub(crate) fn number(&self, index: usize) -> Read<U256> {
        Ok(self.word(index)?.into())
    }

    pub(crate) fn address(&self, index: usize) -> Read<EvmAddress> {
        as_address(self.word(index)?)
    }

    pub(crate) fn flag(&self, index: usize) -> Read<bool> {
        match u8::try_from(self.number(index)?) {
            Ok(0) => Ok(false),
            Ok(1) => Ok(true),
            Ok(_) | Err(_) => Err(Malformed),
        }
    }

    /// Bytes of any length.
    pub(crate) fn bytes(&self, index: usize) -> Read<&[u8]> {
        let (length, start) = self.tail(index)?;
        let end = start.checked_add(length).ok_or(Malformed)?;
        self.0.get(start..end).ok_or(Malformed)
    }

    /// A list of words; no longer than the call data.
    pub(crate) fn words(&self, index: usize) -> Read<Vec<B256>> {
        let (count, start) = self.tail(index)?;
        let length = count.checked_mul(WORD).ok_or(Malformed)?;
        let end = start.checked_add(length).ok_or(Malformed)?;
        let (words, _) = self.0.get(start..end).ok_or(Malformed)?.as_chunks::<WORD>();
        Ok(words.iter().map(B256::from).collect())
    }

    /// Length and first byte of what lies behind the head.
    fn tail(&self, index: usize) -> Read<(usize, usize)> {
        let size = |number: U256| usize::try_from(number).map_err(|_| Malformed);
        let offset = size(self.number(index)?)?;
        let length = size(word_at(&self.0, offset)?.into())?;
        Ok((length, offset.checked_add(WORD).ok_or(Malformed)?))
    }
}

/// The address in a word; its first twelve bytes are zero.
pub(crate) fn as_address(word: B256) -> Read<EvmAddress> {
    let (zeros, address) = word.split_at_checked(12).ok_or(Malformed)?;
    if zeros.iter().any(|byte| *byte != 0) {
        return Err(Malformed);
    }
    Ok(EvmAddress::from_slice(address))
}

fn word_at(data: &[u8], offset: usize) -> Read<B256> {
    let word = data.get(offset..).and_then(|rest| rest.first_chunk());
    word.map(B256::from).ok_or(Malformed)
}

/// A value of a call or a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// A value of one word.
    Word(B256),
    /// Bytes or a text.
    Bytes(Bytes),
    /// A list of words.
    Words(Vec<B256>),
}

impl From<U256> for Item {
    fn from(number: U256) -> Self {
        Self::Word(number.into())
    }
}

impl From<EvmAddress> for Item {
    fn from(address: EvmAddress) -> Self {
        Self::Word(address.into_word())
    }
}

impl From<B256> for Item {
    fn from(word: B256) -> Self {
        Self::Word(word)
    }
}

impl From<bool> for Item {
    fn from(flag: bool) -> Self {
        Self::from(U256::from(flag))
    }
}

impl From<Bytes> for Item {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

/// The bytes of values: a head with a word for each, and behind it what does not fit there.
pub(crate) fn encode(items: &[Item]) -> Vec<u8> {
    let head = items.len().saturating_mul(WORD);
    let (mut heads, mut tails) = (Vec::with_capacity(head), Vec::new());
    for item in items {
        let offset = length_word(head.saturating_add(tails.len()));
        match item {
            Item::Word(word) => heads.extend_from_slice(word.as_slice()),
            Item::Bytes(bytes) => {
                heads.extend_from_slice(&offset);
                tails.extend_from_slice(&length_word(bytes.len()));
                tails.extend_from_slice(bytes);
                let padded = tails.len().next_multiple_of(WORD);
                tails.resize(padded, 0);
            }
            Item::Words(words) => {
                heads.extend_from_slice(&offset);
                tails.extend_from_slice(&length_word(words.len()));
                words.iter().for_each(|word| tails.extend_from_slice(word.as_slice()));
            }
        }
    }
    heads.extend_from_slice(&tails);
    heads
}

fn length_word(length: usize) -> [u8; WORD] {
    U256::from(length).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `abi.encode(1, "abc", [2, 3])` gives.
    #[test]
    fn values_go_there_and_back() {
        let list = vec![B256::from(U256::from(2)), B256::from(U256::from(3))];
        let items =
            [U256::from(1).into(), Bytes::from_static(b"abc").into(), Item::Words(list.clone())];
        let encoded = encode(&items);
        assert_eq!(encoded.len(), 32 * 8);
        assert_eq!((encoded[63], encoded[95]), (96, 160));
        let arguments = Arguments(encoded.into());
        assert_eq!(arguments.number(0), Ok(U256::from(1)));
        assert_eq!(arguments.bytes(1), Ok(&b"abc"[..]));
        assert_eq!(arguments.words(2), Ok(list));
    }

    #[test]
    fn other_forms_are_malformed() {
        let with = |words: &[U256]| {
            let words: Vec<Item> = words.iter().map(|word| Item::from(*word)).collect();
            Arguments(encode(&words).into())
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
        assert_eq!(with(&[U256::from(32), U256::ZERO]).bytes(0), Ok(&[][..]));
    }
}
