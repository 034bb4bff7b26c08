//! Reading of encoded values.

use super::{SELECTOR_LENGTH, Selector, WORD};
use crate::error::{NativeError, Refusal};
use vm_core::{Address, Bytes, EvmAddress, U256};

/// A walk over encoded values that lie beside each other.
///
/// What is read shares the data, so that offsets which lead to the same part cost nothing more; a list
/// has at most as many items as the data has words.
#[derive(Clone, Debug)]
pub(crate) struct AbiReader {
    data: Bytes,
    /// From where offsets count.
    base: usize,
    /// The next word.
    head: usize,
}

impl AbiReader {
    /// A reader of the values of a call, behind the selector.
    pub(crate) const fn new(data: Bytes) -> Self {
        Self { data, base: 0, head: 0 }
    }

    /// A reader of the values from one word of the head on.
    pub(crate) const fn at(data: Bytes, index: usize) -> Self {
        Self { data, base: 0, head: index.saturating_mul(WORD) }
    }

    /// A word as it is.
    pub(crate) fn word(&mut self) -> Result<[u8; WORD], NativeError> {
        let rest = self.data.get(self.head..);
        let word = rest.and_then(|it| it.first_chunk()).copied().ok_or(Refusal::MalformedAbi)?;
        self.head = self.head.saturating_add(WORD);
        Ok(word)
    }

    /// `uint256`.
    pub(crate) fn number(&mut self) -> Result<U256, NativeError> {
        Ok(U256::from_be_bytes(self.word()?))
    }

    /// `uint64`.
    pub(crate) fn small_number(&mut self) -> Result<u64, NativeError> {
        u64::try_from(self.number()?).map_err(|_| Refusal::MalformedAbi.into())
    }

    /// `bytes32` that is a canonical address.
    pub(crate) fn canonical(&mut self) -> Result<Address, NativeError> {
        Ok(Address(self.word()?))
    }

    /// `address`.
    pub(crate) fn face(&mut self) -> Result<EvmAddress, NativeError> {
        match self.word()?.split_last_chunk() {
            Some((zeros, face)) if zeros.iter().all(|it| *it == 0) => Ok(EvmAddress::from(*face)),
            Some(_) | None => Err(Refusal::MalformedAbi.into()),
        }
    }

    /// `bytes4`.
    pub(crate) fn selector(&mut self) -> Result<Selector, NativeError> {
        match self.word()?.split_first_chunk::<SELECTOR_LENGTH>() {
            Some((selector, zeros)) if zeros.iter().all(|it| *it == 0) => Ok(*selector),
            Some(_) | None => Err(Refusal::MalformedAbi.into()),
        }
    }

    /// `bytes` or `string`.
    pub(crate) fn bytes(&mut self) -> Result<Bytes, NativeError> {
        let mut tail = self.tail()?;
        let length = tail.length()?;
        let end = tail.head.checked_add(length).filter(|end| *end <= tail.data.len());
        let end = end.ok_or(Refusal::MalformedAbi)?;
        Ok(tail.data.slice(tail.head..end))
    }

    /// A tuple with parts of variable length.
    pub(crate) fn tuple<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, NativeError>,
    ) -> Result<T, NativeError> {
        read(&mut self.tail()?)
    }

    /// A list; every item takes a word at least.
    pub(crate) fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, NativeError>,
    ) -> Result<Vec<T>, NativeError> {
        let mut tail = self.tail()?;
        let count = tail.length()?;
        let words = tail.data.len().saturating_sub(tail.head) / WORD;
        if count > words {
            return Err(Refusal::MalformedAbi.into());
        }
        tail.base = tail.head;
        (0..count).map(|_| read(&mut tail)).collect()
    }

    /// Where an offset leads.
    fn tail(&mut self) -> Result<Self, NativeError> {
        let offset = self.length()?;
        let start = self.base.checked_add(offset).ok_or(Refusal::MalformedAbi)?;
        Ok(Self { data: self.data.clone(), base: start, head: start })
    }

    /// An offset, a length or a count.
    fn length(&mut self) -> Result<usize, NativeError> {
        let number = u32::try_from(self.number()?).map_err(|_| Refusal::MalformedAbi)?;
        usize::try_from(number).map_err(|_| Refusal::MalformedAbi.into())
    }
}
