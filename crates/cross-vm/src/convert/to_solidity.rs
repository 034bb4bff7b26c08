//! MultiversX values into Solidity's.
//!
//! A top-level argument is the value's shortest bytes; inside lists and tuples the nested form holds:
//! fixed width for `uint8..uint64` and their signed kin, booleans, addresses and `bytesN`; a `u32`
//! length before wider numbers, `bytes` and `string`; a `u32` count before a list.

use super::signature::Signature;
use super::{ConversionError, Converted};
use account_map::{ALIAS_RECORD_GAS, reference_for_evm};
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{B256, I256};
use vm_core::{Address, Bytes, CallInput, EvmAddress, Session, U256, WriteError, conversion_gas};

type Converting<T> = Result<Result<T, ConversionError>, WriteError>;

/// Call data for a function of an EVM contract. Alias records are made while `budget` pays for them.
pub(super) fn call_data(
    session: &mut Session,
    (name, arguments): (&[u8], &[Bytes]),
    read_only: bool,
    budget: u64,
) -> Converting<Converted> {
    if name.is_empty() {
        return Ok(match arguments {
            [] => Ok(raw(Bytes::new())),
            [data] => Ok(raw(data.clone())),
            _ => Err(ConversionError::ArgumentCount),
        });
    }
    if let Some(selector) = selector(name) {
        return Ok(words(selector, arguments));
    }
    let Ok(text) = core::str::from_utf8(name) else { return Ok(Err(ConversionError::Function)) };
    if !text.contains('(') {
        return Ok(Err(ConversionError::Function));
    }
    let signature = match Signature::parse(text) {
        Ok(signature) => signature,
        Err(error) => return Ok(Err(error)),
    };
    encode(Converter { session, read_only, budget, cost: 0 }, signature, arguments)
}

fn raw(data: Bytes) -> Converted {
    let cost = conversion_gas(data.len());
    Converted { input: CallInput::CallData(data), returns: None, cost }
}

/// The four bytes named by eight hexadecimal digits.
fn selector(name: &[u8]) -> Option<[u8; 4]> {
    if name.len() != 8 {
        return None;
    }
    let digits = core::str::from_utf8(name).ok()?;
    digits.bytes().all(|it| it.is_ascii_hexdigit()).then_some(())?;
    u32::from_str_radix(digits, 16).ok().map(u32::to_be_bytes)
}

fn words(selector: [u8; 4], arguments: &[Bytes]) -> Result<Converted, ConversionError> {
    let mut data = selector.to_vec();
    for argument in arguments {
        if argument.len().checked_rem(32) != Some(0) {
            return Err(ConversionError::Argument);
        }
        data.extend_from_slice(argument);
    }
    Ok(raw(data.into()))
}

fn encode(
    mut converter: Converter<'_>,
    signature: Signature,
    arguments: &[Bytes],
) -> Converting<Converted> {
    if signature.parameters.len() != arguments.len() {
        return Ok(Err(ConversionError::ArgumentCount));
    }
    let mut values = Vec::with_capacity(arguments.len());
    for (kind, argument) in signature.parameters.iter().zip(arguments) {
        match converter.top_level(kind, argument)? {
            Ok(value) => values.push(value),
            Err(error) => return Ok(Err(error)),
        }
    }
    let mut data = signature.selector.to_vec();
    data.extend(DynSolValue::Tuple(values).abi_encode_params());
    let cost = converter.cost.saturating_add(conversion_gas(data.len()));
    let input = CallInput::CallData(data.into());
    Ok(Ok(Converted { input, returns: signature.returns, cost }))
}

struct Converter<'a> {
    session: &'a mut Session,
    read_only: bool,
    budget: u64,
    cost: u64,
}

impl Converter<'_> {
    fn top_level(&mut self, kind: &DynSolType, bytes: &[u8]) -> Converting<DynSolValue> {
        let value = match kind {
            DynSolType::Bool => boolean(bytes),
            DynSolType::Uint(bits) => unsigned(bytes, *bits),
            DynSolType::Int(bits) => signed(bytes, *bits),
            DynSolType::Address => return self.address(bytes),
            DynSolType::FixedBytes(size) => fixed_bytes(bytes, *size),
            DynSolType::Bytes => Some(DynSolValue::Bytes(bytes.to_vec())),
            DynSolType::String => String::from_utf8(bytes.to_vec()).ok().map(DynSolValue::String),
            DynSolType::Array(inner) => return self.list(inner, bytes),
            DynSolType::FixedArray(..) | DynSolType::Tuple(_) => {
                let mut input = bytes;
                let value = self.nested(kind, &mut input)?;
                return Ok(value.and_then(|it| {
                    if input.is_empty() { Ok(it) } else { Err(ConversionError::Argument) }
                }));
            }
            _ => None,
        };
        Ok(value.ok_or(ConversionError::Argument))
    }

    /// A top-level list: its nested items up to the end.
    fn list(&mut self, inner: &DynSolType, bytes: &[u8]) -> Converting<DynSolValue> {
        let mut input = bytes;
        let mut values = Vec::new();
        while !input.is_empty() {
            match self.nested(inner, &mut input)? {
                Ok(value) => values.push(value),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(DynSolValue::Array(values)))
    }

    fn nested(&mut self, kind: &DynSolType, input: &mut &[u8]) -> Converting<DynSolValue> {
        match kind {
            DynSolType::Array(inner) => {
                let Some(count) = take_length(input) else {
                    return Ok(Err(ConversionError::Argument));
                };
                let items = self.items(inner, count, input)?;
                Ok(items.map(DynSolValue::Array))
            }
            DynSolType::FixedArray(inner, size) => {
                let items = self.items(inner, *size, input)?;
                Ok(items.map(DynSolValue::FixedArray))
            }
            DynSolType::Tuple(kinds) => {
                let mut values = Vec::with_capacity(kinds.len());
                for kind in kinds {
                    match self.nested(kind, input)? {
                        Ok(value) => values.push(value),
                        Err(error) => return Ok(Err(error)),
                    }
                }
                Ok(Ok(DynSolValue::Tuple(values)))
            }
            DynSolType::Bool
            | DynSolType::Int(_)
            | DynSolType::Uint(_)
            | DynSolType::FixedBytes(_)
            | DynSolType::Address
            | DynSolType::Function
            | DynSolType::Bytes
            | DynSolType::String => match take_nested(kind, input) {
                Some(bytes) => self.top_level(kind, bytes),
                None => Ok(Err(ConversionError::Argument)),
            },
        }
    }

    fn items(
        &mut self,
        inner: &DynSolType,
        count: usize,
        input: &mut &[u8],
    ) -> Converting<Vec<DynSolValue>> {
        // Every item takes at least a byte, so a count past the input is refused before any work.
        if count > input.len() {
            return Ok(Err(ConversionError::Argument));
        }
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            match self.nested(inner, input)? {
                Ok(value) => values.push(value),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(values))
    }

    fn address(&mut self, bytes: &[u8]) -> Converting<DynSolValue> {
        if bytes.len() == EvmAddress::len_bytes() {
            return Ok(Ok(DynSolValue::Address(EvmAddress::from_slice(bytes))));
        }
        let Some(address) = Address::from_slice(bytes) else {
            return Ok(Err(ConversionError::Argument));
        };
        let journal = &mut self.session.journal;
        let rest = self.budget.saturating_sub(self.cost);
        if !self.read_only && rest < ALIAS_RECORD_GAS {
            let account = journal.reference(&address);
            if !journal.is_recorded(&account)? {
                return Ok(Err(ConversionError::OutOfGas));
            }
        }
        let (account, cost) = reference_for_evm(journal, &address, !self.read_only)?;
        self.cost = self.cost.saturating_add(cost);
        Ok(Ok(DynSolValue::Address(account.face)))
    }
}

fn boolean(bytes: &[u8]) -> Option<DynSolValue> {
    match bytes {
        [] | [0] => Some(DynSolValue::Bool(false)),
        [1] => Some(DynSolValue::Bool(true)),
        _ => None,
    }
}

fn unsigned(bytes: &[u8], bits: usize) -> Option<DynSolValue> {
    let value = U256::try_from_be_slice(bytes)?;
    (value.bit_len() <= bits).then_some(DynSolValue::Uint(value, bits))
}

fn signed(bytes: &[u8], bits: usize) -> Option<DynSolValue> {
    if bytes.len() > 32 {
        return None;
    }
    let fill = if bytes.first().is_some_and(|it| it & 0x80 != 0) { 0xff } else { 0 };
    let mut word = [fill; 32];
    let start = 32usize.checked_sub(bytes.len())?;
    word.get_mut(start..)?.copy_from_slice(bytes);
    let value = I256::from_be_bytes(word);
    let fits = usize::try_from(value.bits()).is_ok_and(|used| used <= bits);
    fits.then_some(DynSolValue::Int(value, bits))
}

fn fixed_bytes(bytes: &[u8], size: usize) -> Option<DynSolValue> {
    if bytes.len() > size {
        return None;
    }
    let mut word = B256::ZERO;
    word.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(DynSolValue::FixedBytes(word, size))
}

/// Takes the bytes of one nested value that is no list or tuple.
fn take_nested<'a>(kind: &DynSolType, input: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = match kind {
        DynSolType::Bool => 1,
        DynSolType::Uint(bits @ (8 | 16 | 32 | 64))
        | DynSolType::Int(bits @ (8 | 16 | 32 | 64)) => bits.checked_div(8)?,
        DynSolType::Address => Address::LENGTH,
        DynSolType::FixedBytes(size) => *size,
        DynSolType::Int(_)
        | DynSolType::Uint(_)
        | DynSolType::Function
        | DynSolType::Bytes
        | DynSolType::String
        | DynSolType::Array(_)
        | DynSolType::FixedArray(..)
        | DynSolType::Tuple(_) => take_length(input)?,
    };
    take(input, length)
}

fn take_length(input: &mut &[u8]) -> Option<usize> {
    let prefix = take(input, 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(prefix)).ok()
}

fn take<'a>(input: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = input.split_at_checked(length)?;
    *input = rest;
    Some(taken)
}
