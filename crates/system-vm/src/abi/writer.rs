//! Writing of encoded values.

use super::{WORD, selector};
use alloy_primitives::B256;
use vm_core::{Bytes, EvmAddress, U256};

/// A value to encode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AbiValue {
    /// A value of one word.
    Word([u8; WORD]),
    /// `bytes` or `string`.
    Bytes(Bytes),
    /// A list.
    List(Vec<Self>),
    /// A tuple.
    Tuple(Vec<Self>),
}

impl AbiValue {
    /// `uint256`.
    pub(crate) const fn number(number: U256) -> Self {
        Self::Word(number.to_be_bytes())
    }

    /// `uint64`.
    pub(crate) fn small_number(number: u64) -> Self {
        Self::number(U256::from(number))
    }

    /// `address`.
    pub(crate) fn face(face: EvmAddress) -> Self {
        Self::Word(face.into_word().0)
    }

    /// A list of words.
    pub(crate) fn words(words: impl IntoIterator<Item = B256>) -> Self {
        Self::List(words.into_iter().map(Self::from).collect())
    }

    fn is_dynamic(&self) -> bool {
        match self {
            Self::Word(_) => false,
            Self::Bytes(_) | Self::List(_) => true,
            Self::Tuple(values) => values.iter().any(Self::is_dynamic),
        }
    }

    /// Bytes of the value where others lie beside it.
    fn head_length(&self) -> usize {
        match self {
            Self::Tuple(values) if !self.is_dynamic() => head_length(values),
            Self::Word(_) | Self::Bytes(_) | Self::List(_) | Self::Tuple(_) => WORD,
        }
    }

    /// What lies where the offset leads, or, for a value of fixed length, the value.
    fn write(&self, data: &mut Vec<u8>) {
        match self {
            Self::Word(word) => data.extend_from_slice(word),
            Self::Bytes(bytes) => {
                data.extend_from_slice(&length_word(bytes.len()));
                data.extend_from_slice(bytes);
                let end = data.len().saturating_add(padding(bytes.len()));
                data.resize(end, 0);
            }
            Self::List(values) => {
                data.extend_from_slice(&length_word(values.len()));
                write_all(values, data);
            }
            Self::Tuple(values) => write_all(values, data),
        }
    }
}

impl From<U256> for AbiValue {
    fn from(number: U256) -> Self {
        Self::number(number)
    }
}

impl From<EvmAddress> for AbiValue {
    fn from(face: EvmAddress) -> Self {
        Self::face(face)
    }
}

impl From<B256> for AbiValue {
    fn from(word: B256) -> Self {
        Self::Word(word.0)
    }
}

impl From<bool> for AbiValue {
    fn from(flag: bool) -> Self {
        Self::small_number(flag.into())
    }
}

impl From<Bytes> for AbiValue {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

/// Encodes the values of a call, or of its results.
pub(crate) fn encode(values: &[AbiValue]) -> Bytes {
    let mut data = Vec::new();
    write_all(values, &mut data);
    data.into()
}

/// A message as Solidity's `Error(string)`.
pub(crate) fn error_string(message: &[u8]) -> Bytes {
    let text = encode(&[AbiValue::Bytes(Bytes::copy_from_slice(message))]);
    [&selector("Error(string)")[..], &text].concat().into()
}

fn write_all(values: &[AbiValue], data: &mut Vec<u8>) {
    let mut tails = Vec::new();
    let head = head_length(values);
    for value in values {
        if value.is_dynamic() {
            data.extend_from_slice(&length_word(head.saturating_add(tails.len())));
            value.write(&mut tails);
        } else {
            value.write(data);
        }
    }
    data.extend_from_slice(&tails);
}

fn head_length(values: &[AbiValue]) -> usize {
    values.iter().map(AbiValue::head_length).fold(0, usize::saturating_add)
}

fn length_word(length: usize) -> [u8; WORD] {
    U256::from(u64::try_from(length).unwrap_or(u64::MAX)).to_be_bytes()
}

const fn padding(length: usize) -> usize {
    length.next_multiple_of(WORD).saturating_sub(length)
}

#[cfg(test)]
mod tests {
    use super::super::AbiReader;
    use super::*;

    fn bytes(text: &'static str) -> AbiValue {
        AbiValue::Bytes(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn an_error_is_soliditys() {
        let expected = alloy_primitives::hex!(
            "08c379a0"
            "0000000000000000000000000000000000000000000000000000000000000020"
            "0000000000000000000000000000000000000000000000000000000000000007"
            "6e6f2077617921000000000000000000000000000000000000000000000000"
            "00"
        );
        assert_eq!(error_string(b"no way!")[..], expected);
    }

    #[test]
    fn what_is_written_is_read() {
        let long = "a text of more bytes than a word has";
        let payment = |token, nonce, amount| {
            let numbers = [AbiValue::small_number(nonce), AbiValue::number(U256::from(amount))];
            AbiValue::Tuple([vec![bytes(token)], numbers.to_vec()].concat())
        };
        let data = encode(&[
            AbiValue::Word([7; 32]),
            AbiValue::List(vec![payment("TOK-123456", 0, 5_u64), payment(long, 9, 0)]),
            bytes(long),
            AbiValue::List(vec![bytes(""), bytes("x")]),
            AbiValue::List(Vec::new()),
            AbiValue::face(EvmAddress::repeat_byte(3)),
        ]);
        let mut reader = AbiReader::new(data.clone());
        assert_eq!(reader.word().unwrap(), [7; 32]);
        let payments =
            reader.list(|it| it.tuple(|it| Ok((it.bytes()?, it.small_number()?, it.number()?))));
        let text = |text: &'static str| Bytes::from_static(text.as_bytes());
        assert_eq!(
            payments.unwrap(),
            [(text("TOK-123456"), 0, U256::from(5)), (text(long), 9, U256::ZERO)]
        );
        assert_eq!(reader.bytes().unwrap(), text(long));
        assert_eq!(reader.list(AbiReader::bytes).unwrap(), [text(""), text("x")]);
        assert!(reader.list(AbiReader::bytes).unwrap().is_empty());
        assert_eq!(reader.face().unwrap(), EvmAddress::repeat_byte(3));

        // No prefix is read as the whole, and none panics.
        for end in 0..data.len() {
            let mut reader = AbiReader::new(data.slice(..end));
            let mut read = || {
                reader.word()?;
                reader.list(|it| it.tuple(|it| Ok((it.bytes()?, it.word()?, it.word()?))))?;
                reader.bytes()?;
                reader.list(AbiReader::bytes)?;
                reader.list(AbiReader::bytes)?;
                reader.face()
            };
            assert!(read().is_err(), "{end}");
        }
    }

    #[test]
    fn a_count_is_bounded_by_the_data() {
        let word = |number: u64| U256::from(number).to_be_bytes::<32>();
        for (count, is_read) in [(1, true), (2, false), (u64::from(u32::MAX), false)] {
            let data = [word(32), word(count), word(0)].concat();
            assert_eq!(AbiReader::new(data.into()).list(AbiReader::word).is_ok(), is_read);
        }
    }
}
