//! A Solidity contract's ABI: functions, constructor, events and errors.

use super::{AbiError, Accounts, account};
use crate::Value;
use alloy_dyn_abi::{DynSolType, DynSolValue, EventExt, Specifier};
use alloy_json_abi::{Event, Function, JsonAbi, Param};
use alloy_primitives::{B256, I256, Log, U256};
use num_bigint::{BigInt, Sign};
use vm_core::Bytes;

/// Selector of `Error(string)`.
const ERROR_SELECTOR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
/// Selector of `Panic(uint256)`.
const PANIC_SELECTOR: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];

/// The ABI of an Ethereum contract.
#[derive(Clone, Debug, Default)]
pub struct SolidityAbi {
    json: JsonAbi,
}

impl SolidityAbi {
    /// An ABI that is parsed already.
    #[must_use]
    pub const fn new(json: JsonAbi) -> Self {
        Self { json }
    }

    /// The whole ABI.
    #[must_use]
    pub const fn json(&self) -> &JsonAbi {
        &self.json
    }

    /// A function by its name, or by its signature where the name is overloaded.
    ///
    /// # Errors
    /// [`AbiError::UnknownFunction`] when there is none; [`AbiError::Ambiguous`] when several have the
    /// name and not exactly one takes so many arguments.
    pub fn function(&self, name: &str, count: usize) -> Result<&Function, AbiError> {
        if name.contains('(') {
            let found = self.json.functions().find(|it| it.signature() == name);
            return found.ok_or_else(|| AbiError::UnknownFunction(name.to_owned()));
        }
        let all = self.json.function(name).map(Vec::as_slice).unwrap_or_default();
        match all {
            [] => Err(AbiError::UnknownFunction(name.to_owned())),
            [single] => Ok(single),
            several => {
                let mut fitting = several.iter().filter(|it| it.inputs.len() == count);
                match (fitting.next(), fitting.next()) {
                    (Some(single), None) => Ok(single),
                    _ => Err(AbiError::Ambiguous { name: name.to_owned(), count }),
                }
            }
        }
    }

    /// Call data of a function.
    ///
    /// # Errors
    /// As [`SolidityAbi::function`], and [`AbiError::Mismatch`] when a value does not fit.
    pub fn call_data(
        &self,
        name: &str,
        values: &[Value],
        accounts: &dyn Accounts,
    ) -> Result<Bytes, AbiError> {
        let function = self.function(name, values.len())?;
        let mut data = function.selector().to_vec();
        data.extend(encode(&function.inputs, values, accounts)?);
        Ok(data.into())
    }

    /// Arguments of the constructor, as they follow the init code.
    ///
    /// # Errors
    /// [`AbiError::ArgumentCount`] and [`AbiError::Mismatch`] when the values do not fit.
    pub fn constructor_data(
        &self,
        values: &[Value],
        accounts: &dyn Accounts,
    ) -> Result<Bytes, AbiError> {
        let inputs = self.json.constructor.as_ref().map(|it| it.inputs.as_slice());
        encode(inputs.unwrap_or_default(), values, accounts).map(Bytes::from)
    }

    /// Results of a function.
    ///
    /// # Errors
    /// As [`SolidityAbi::function`], and [`AbiError::Data`] when the bytes do not fit.
    pub fn results(
        &self,
        name: &str,
        count: usize,
        data: &[u8],
        accounts: &dyn Accounts,
    ) -> Result<Vec<Value>, AbiError> {
        decode(&self.function(name, count)?.outputs, data, accounts)
    }

    /// Signature and arguments of call data; `None` for another contract's.
    #[must_use]
    pub fn decode_call(
        &self,
        data: &[u8],
        accounts: &dyn Accounts,
    ) -> Option<(String, Vec<Value>)> {
        let (selector, body) = data.split_first_chunk::<4>()?;
        let function = self.json.function_by_selector((*selector).into())?;
        Some((function.signature(), decode(&function.inputs, body, accounts).ok()?))
    }

    /// Signature and fields of revert data: `Error(string)`, `Panic(uint256)` or an error of the
    /// contract's own.
    #[must_use]
    pub fn decode_error(
        &self,
        data: &[u8],
        accounts: &dyn Accounts,
    ) -> Option<(String, Vec<Value>)> {
        let (selector, body) = data.split_first_chunk::<4>()?;
        let standard = match *selector {
            ERROR_SELECTOR => Some(("Error(string)", DynSolType::String)),
            PANIC_SELECTOR => Some(("Panic(uint256)", DynSolType::Uint(256))),
            _ => None,
        };
        if let Some((signature, kind)) = standard {
            let values = decode_types(&[kind], body, accounts).ok()?;
            return Some((signature.to_owned(), values));
        }
        let error = self.json.errors().find(|it| it.selector() == *selector)?;
        Some((error.signature(), decode(&error.inputs, body, accounts).ok()?))
    }

    /// An event by its signature or, where only one has it, its name.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<&Event> {
        self.json.events().find(|it| it.signature() == name || it.name == name)
    }

    /// Signature and fields of a log, in the order of the event's declaration; `None` for another
    /// contract's. An indexed field of dynamic type is its hash.
    #[must_use]
    pub fn decode_log(&self, log: &Log, accounts: &dyn Accounts) -> Option<(String, Vec<Value>)> {
        let first = log.topics().first()?;
        let event = self.json.events().find(|it| !it.anonymous && it.selector() == *first)?;
        let decoded = event.decode_log_parts(log.topics().iter().copied(), &log.data.data).ok()?;
        let (mut indexed, mut body) = (decoded.indexed.into_iter(), decoded.body.into_iter());
        let values = event.inputs.iter().map(|input| {
            let next = if input.indexed { indexed.next() } else { body.next() };
            next.and_then(|it| value(&it, accounts))
        });
        Some((event.signature(), values.collect::<Option<_>>()?))
    }
}

fn types(parameters: &[Param]) -> Result<Vec<DynSolType>, AbiError> {
    let types = parameters.iter().map(|it| it.resolve().map_err(|_| AbiError::Kind(it.ty.clone())));
    types.collect()
}

fn encode(
    parameters: &[Param],
    values: &[Value],
    accounts: &dyn Accounts,
) -> Result<Vec<u8>, AbiError> {
    if parameters.len() != values.len() {
        return Err(AbiError::ArgumentCount { expected: parameters.len(), given: values.len() });
    }
    let types = types(parameters)?;
    let values = types.iter().zip(values).map(|(kind, value)| sol_value(kind, value, accounts));
    let tuple = DynSolValue::Tuple(values.collect::<Result<_, _>>()?);
    Ok(tuple.abi_encode_params())
}

fn decode(
    parameters: &[Param],
    data: &[u8],
    accounts: &dyn Accounts,
) -> Result<Vec<Value>, AbiError> {
    decode_types(&types(parameters)?, data, accounts)
}

fn decode_types(
    types: &[DynSolType],
    data: &[u8],
    accounts: &dyn Accounts,
) -> Result<Vec<Value>, AbiError> {
    if types.is_empty() {
        return Ok(Vec::new());
    }
    let fail = || AbiError::data(data, types);
    let tuple = DynSolType::Tuple(types.to_vec());
    let decoded = tuple.abi_decode_params(data).map_err(|_| fail())?;
    let items = decoded.as_tuple().ok_or_else(fail)?;
    items.iter().map(|it| value(it, accounts).ok_or_else(fail)).collect()
}

fn sol_value(
    kind: &DynSolType,
    value: &Value,
    accounts: &dyn Accounts,
) -> Result<DynSolValue, AbiError> {
    let mismatch = || AbiError::mismatch(value, kind);
    let list = |inner: &DynSolType| -> Result<Vec<DynSolValue>, AbiError> {
        items(value).ok_or_else(mismatch)?.iter().map(|it| sol_value(inner, it, accounts)).collect()
    };
    Ok(match kind {
        DynSolType::Bool => match value {
            Value::Bool(truth) => DynSolValue::Bool(*truth),
            _ => return Err(mismatch()),
        },
        DynSolType::Uint(bits) => {
            DynSolValue::Uint(unsigned(value, *bits).ok_or_else(mismatch)?, *bits)
        }
        DynSolType::Int(bits) => {
            DynSolValue::Int(signed(value, *bits).ok_or_else(mismatch)?, *bits)
        }
        DynSolType::Address => DynSolValue::Address(match value {
            // As it is: an account with a linked key has two.
            Value::Face(face) => *face,
            _ => account(accounts, value).ok_or_else(mismatch)?.face,
        }),
        DynSolType::FixedBytes(size) => {
            let bytes = bytes(value).filter(|it| it.len() <= *size).ok_or_else(mismatch)?;
            let mut word = B256::ZERO;
            word.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
            DynSolValue::FixedBytes(word, *size)
        }
        DynSolType::Bytes => DynSolValue::Bytes(bytes(value).ok_or_else(mismatch)?),
        DynSolType::String => {
            let text = bytes(value).and_then(|it| String::from_utf8(it).ok());
            DynSolValue::String(text.ok_or_else(mismatch)?)
        }
        DynSolType::Array(inner) => DynSolValue::Array(list(inner)?),
        DynSolType::FixedArray(inner, size) => {
            let values = list(inner)?;
            if values.len() != *size {
                return Err(mismatch());
            }
            DynSolValue::FixedArray(values)
        }
        DynSolType::Tuple(kinds) => {
            let items = items(value).filter(|it| it.len() == kinds.len()).ok_or_else(mismatch)?;
            let values = kinds.iter().zip(items).map(|(kind, it)| sol_value(kind, it, accounts));
            DynSolValue::Tuple(values.collect::<Result<_, _>>()?)
        }
        _ => return Err(mismatch()),
    })
}

fn value(sol: &DynSolValue, accounts: &dyn Accounts) -> Option<Value> {
    let all = |items: &[DynSolValue]| -> Option<Vec<Value>> {
        items.iter().map(|it| value(it, accounts)).collect()
    };
    Some(match sol {
        DynSolValue::Bool(truth) => Value::Bool(*truth),
        DynSolValue::Uint(number, _) => Value::from(*number),
        DynSolValue::Int(number, _) => {
            Value::Number(BigInt::from_signed_bytes_be(&number.to_be_bytes::<32>()))
        }
        DynSolValue::Address(face) => Value::Account(accounts.of_face(*face)),
        DynSolValue::FixedBytes(word, size) => Value::from(word.get(..*size)?),
        DynSolValue::Bytes(bytes) => Value::from(bytes.as_slice()),
        DynSolValue::String(text) => Value::Text(text.clone()),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) => Value::List(all(items)?),
        DynSolValue::Tuple(items) => Value::Tuple(all(items)?),
        _ => return None,
    })
}

fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) | Value::Tuple(items) => Some(items),
        _ => None,
    }
}

fn unsigned(value: &Value, bits: usize) -> Option<U256> {
    let Value::Number(number) = value else { return None };
    let number = U256::try_from_be_slice(&number.to_biguint()?.to_bytes_be())?;
    (number.bit_len() <= bits).then_some(number)
}

fn signed(value: &Value, bits: usize) -> Option<I256> {
    let Value::Number(number) = value else { return None };
    let bytes = number.to_signed_bytes_be();
    if bytes.len().checked_mul(8)? > bits {
        return None;
    }
    let fill = if number.sign() == Sign::Minus { 0xff } else { 0 };
    let mut word = [fill; 32];
    let start = 32usize.checked_sub(bytes.len())?;
    word.get_mut(start..)?.copy_from_slice(&bytes);
    Some(I256::from_be_bytes(word))
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(bytes.to_vec()),
        Value::Text(text) => Some(text.clone().into_bytes()),
        Value::Address(address) => Some(address.0.to_vec()),
        Value::Account(account) => Some(account.address.0.to_vec()),
        Value::Face(face) => Some(face.to_vec()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Unrecorded;
    use super::*;
    use crate::args;
    use vm_core::{Address, EvmAddress};

    fn abi() -> SolidityAbi {
        let items = [
            "function transfer(address to, uint256 value) returns (bool)",
            "function mixed(int8 a, bytes4 b, bytes c, string d, (uint8,bool)[] e, uint16[2] f) \
             returns (int8, bytes4, bytes, string, (uint8,bool)[], uint16[2])",
            "function twice(uint8 a)",
            "function twice(uint8 a, uint8 b)",
            "event Transfer(address indexed from, address indexed to, uint256 value)",
            "error Refused(uint256 code)",
        ];
        SolidityAbi::new(JsonAbi::parse(items).expect("an ABI"))
    }

    #[test]
    fn a_multiversx_account_is_its_face() {
        let alice = Address([7; 32]);
        let data = abi().call_data("transfer", &args![alice, 5u64], &Unrecorded).expect("data");
        assert_eq!(&data[..4], &[0xa9, 0x05, 0x9c, 0xbb]);
        assert_eq!(&data[16..36], Unrecorded.of_address(&alice).face.as_slice());
        let (signature, values) = abi().decode_call(&data, &Unrecorded).expect("its own data");
        assert_eq!(signature, "transfer(address,uint256)");
        assert_eq!(values[1], Value::from(5u64));
    }

    #[test]
    fn every_type_goes_there_and_back() {
        let pairs = vec![(1u8, true), (2, false)];
        let values = args![-3i8, b"abcd", b"more", "text", pairs, vec![9u16, 10]];
        let data = abi().call_data("mixed", &values, &Unrecorded).expect("data");
        let (_, decoded) = abi().decode_call(&data, &Unrecorded).expect("its own data");
        assert_eq!(decoded, values);
        let results = abi().results("mixed", 6, &data[4..], &Unrecorded).expect("results");
        assert_eq!(results, values);
    }

    #[test]
    fn overloads_are_told_apart() {
        let abi = abi();
        assert!(abi.function("twice", 2).is_ok());
        assert!(abi.function("twice(uint8)", 1).is_ok());
        assert!(matches!(abi.function("twice", 3), Err(AbiError::Ambiguous { .. })));
        assert!(matches!(abi.function("thrice", 3), Err(AbiError::UnknownFunction(_))));
    }

    #[test]
    fn logs_and_errors_are_named() {
        let (from, to) = (EvmAddress::repeat_byte(1), EvmAddress::repeat_byte(2));
        let event = abi().event("Transfer").expect("the event").selector();
        let topics = vec![event, from.into_word(), to.into_word()];
        let data = U256::from(9).to_be_bytes::<32>().to_vec();
        let log = Log::new(EvmAddress::ZERO, topics, data.into()).expect("four topics at most");
        let (signature, values) = abi().decode_log(&log, &Unrecorded).expect("a Transfer");
        assert_eq!(signature, "Transfer(address,address,uint256)");
        assert_eq!(values[0], Value::Account(Unrecorded.of_face(from)));
        assert_eq!(values[2], Value::from(9u64));

        let own = abi().json().error("Refused").expect("the error")[0].selector();
        let data = [own.as_slice(), &U256::from(4).to_be_bytes::<32>()].concat();
        let decoded = abi().decode_error(&data, &Unrecorded);
        assert_eq!(decoded, Some(("Refused(uint256)".to_owned(), args![4u64])));
        let panic = [&PANIC_SELECTOR[..], &U256::from(0x12).to_be_bytes::<32>()].concat();
        let decoded = abi().decode_error(&panic, &Unrecorded);
        assert_eq!(decoded, Some(("Panic(uint256)".to_owned(), args![0x12u64])));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for values in
            [args![], args![5u64, 5u64], args!["alice", 5u64], args![Address([1; 32]), -1i64]]
        {
            assert!(abi().call_data("transfer", &values, &Unrecorded).is_err(), "{values:?}");
        }
        let values = args![200u64, b"", b"", "", Value::List(vec![]), vec![1u8, 2]];
        assert!(abi().call_data("mixed", &values, &Unrecorded).is_err());
    }
}
