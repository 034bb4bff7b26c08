//! Typed values: what tests pass to contracts and get back, whichever VM runs them.

use num_bigint::{BigInt, BigUint, Sign};
use thiserror::Error;
use vm_core::{AccountRef, Address, B256, Bytes, EvmAddress, U256};

/// A value of any contract, before its ABI turns it into bytes or after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A number of any width.
    Number(BigInt),
    /// A text: strings, token identifiers.
    Text(String),
    /// Raw bytes.
    Bytes(Bytes),
    /// An account by its canonical address; the EVM gets its face.
    Address(Address),
    /// An account by its face; MultiversX contracts get its canonical address.
    Face(EvmAddress),
    /// An account in both forms; decoded addresses are this.
    Account(AccountRef),
    /// Values of one type.
    List(Vec<Self>),
    /// Values of any types: tuples, structs by the order of their fields, multi-values.
    Tuple(Vec<Self>),
    /// A value that may be absent.
    Option(Option<Box<Self>>),
    /// A variant of an enum, by name, with its fields.
    Variant(String, Vec<Self>),
}

/// A value that does not fit the Rust type that a test asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{value:?} is no {wanted}")]
pub struct ValueError {
    /// What was there.
    pub value: Value,
    /// The Rust type.
    pub wanted: &'static str,
}

/// Rust types that results convert into.
pub trait FromValue: Sized {
    /// Converts a value.
    ///
    /// # Errors
    /// [`ValueError`] when the value is of another kind or does not fit.
    fn from_value(value: Value) -> Result<Self, ValueError>;
}

/// A list of arguments: `args![5u64, "text", &contract]`. Every item is anything that converts into a
/// [`Value`].
#[macro_export]
macro_rules! args {
    ($($argument:expr),* $(,)?) => {
        ::std::vec![$($crate::Value::from($argument)),*]
    };
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Value {
            fn from(number: $kind) -> Self {
                Self::Number(BigInt::from(number))
            }
        }

        impl FromValue for $kind {
            fn from_value(value: Value) -> Result<Self, ValueError> {
                let wanted = stringify!($kind);
                match &value {
                    Value::Number(number) => {
                        Self::try_from(number).map_err(|_| ValueError { value, wanted })
                    }
                    _ => Err(ValueError { value, wanted }),
                }
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, u128, i8, i16, i32, i64, i128, usize);

impl From<BigInt> for Value {
    fn from(number: BigInt) -> Self {
        Self::Number(number)
    }
}

impl From<BigUint> for Value {
    fn from(number: BigUint) -> Self {
        Self::Number(number.into())
    }
}

impl From<U256> for Value {
    fn from(number: U256) -> Self {
        Self::Number(BigInt::from_bytes_be(Sign::Plus, &number.to_be_bytes::<32>()))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Bytes> for Value {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&Bytes> for Value {
    fn from(bytes: &Bytes) -> Self {
        Self::Bytes(bytes.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(Bytes::copy_from_slice(bytes))
    }
}

impl<const LENGTH: usize> From<&[u8; LENGTH]> for Value {
    fn from(bytes: &[u8; LENGTH]) -> Self {
        Self::Bytes(Bytes::copy_from_slice(bytes))
    }
}

impl From<B256> for Value {
    fn from(word: B256) -> Self {
        Self::Bytes(Bytes::copy_from_slice(word.as_slice()))
    }
}

impl From<Address> for Value {
    fn from(address: Address) -> Self {
        Self::Address(address)
    }
}

impl From<&Address> for Value {
    fn from(address: &Address) -> Self {
        Self::Address(*address)
    }
}

impl From<EvmAddress> for Value {
    fn from(face: EvmAddress) -> Self {
        Self::Face(face)
    }
}

impl From<AccountRef> for Value {
    fn from(account: AccountRef) -> Self {
        Self::Account(account)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        Self::Option(value.map(|it| Box::new(it.into())))
    }
}

macro_rules! tuples {
    ($($name:ident),+) => {
        impl<$($name: Into<Value>),+> From<($($name,)+)> for Value {
            #[expect(non_snake_case, reason = "the type parameters name the fields")]
            fn from(($($name,)+): ($($name,)+)) -> Self {
                Self::Tuple(vec![$($name.into()),+])
            }
        }

        impl<$($name: FromValue),+> FromValue for ($($name,)+) {
            fn from_value(value: Value) -> Result<Self, ValueError> {
                let mut items = items(value, "tuple")?.into_iter();
                let mut next = || {
                    let missing = ValueError { value: Value::Tuple(Vec::new()), wanted: "tuple" };
                    items.next().ok_or(missing)
                };
                let tuple = ($($name::from_value(next()?)?,)+);
                match items.next() {
                    Some(value) => Err(ValueError { value, wanted: "end of a tuple" }),
                    None => Ok(tuple),
                }
            }
        }
    };
}

tuples!(A);
tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);

/// The parts of a list, tuple or block of bytes.
fn items(value: Value, wanted: &'static str) -> Result<Vec<Value>, ValueError> {
    match value {
        Value::List(items) | Value::Tuple(items) | Value::Variant(_, items) => Ok(items),
        Value::Bytes(bytes) => Ok(bytes.iter().map(|byte| Value::from(*byte)).collect()),
        value => Err(ValueError { value, wanted }),
    }
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        Ok(value)
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Bool(truth) => Ok(truth),
            value => Err(ValueError { value, wanted: "bool" }),
        }
    }
}

impl FromValue for BigInt {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Number(number) => Ok(number),
            value => Err(ValueError { value, wanted: "BigInt" }),
        }
    }
}

impl FromValue for BigUint {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match &value {
            Value::Number(number) => {
                number.to_biguint().ok_or(ValueError { value, wanted: "BigUint" })
            }
            _ => Err(ValueError { value, wanted: "BigUint" }),
        }
    }
}

impl FromValue for U256 {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        let number = match &value {
            Value::Number(number) => number.to_biguint(),
            _ => None,
        };
        number
            .and_then(|it| Self::try_from_be_slice(&it.to_bytes_be()))
            .ok_or(ValueError { value, wanted: "U256" })
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        let text = match &value {
            Value::Text(text) => Some(text.clone()),
            Value::Bytes(bytes) => Self::from_utf8(bytes.to_vec()).ok(),
            _ => None,
        };
        text.ok_or(ValueError { value, wanted: "String" })
    }
}

impl FromValue for Bytes {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            Value::Text(text) => Ok(text.into_bytes().into()),
            value => Err(ValueError { value, wanted: "Bytes" }),
        }
    }
}

impl FromValue for B256 {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        let word = match &value {
            Value::Bytes(bytes) => Self::try_from(bytes.as_ref()).ok(),
            _ => None,
        };
        word.ok_or(ValueError { value, wanted: "B256" })
    }
}

impl FromValue for AccountRef {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Account(account) => Ok(account),
            value => Err(ValueError { value, wanted: "account" }),
        }
    }
}

impl FromValue for Address {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Account(account) => Ok(account.address),
            Value::Address(address) => Ok(address),
            value => Err(ValueError { value, wanted: "Address" }),
        }
    }
}

impl FromValue for EvmAddress {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Account(account) => Ok(account.face),
            Value::Face(face) => Ok(face),
            value => Err(ValueError { value, wanted: "EvmAddress" }),
        }
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        items(value, "list")?.into_iter().map(T::from_value).collect()
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Option(value) => value.map(|it| T::from_value(*it)).transpose(),
            value => Err(ValueError { value, wanted: "option" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back<T>(value: T)
    where
        T: Clone + core::fmt::Debug + PartialEq + Into<Value> + FromValue,
    {
        assert_eq!(T::from_value(value.clone().into()), Ok(value));
    }

    #[test]
    fn rust_values_go_there_and_back() {
        there_and_back(7u8);
        there_and_back(u64::MAX);
        there_and_back(-5i32);
        there_and_back(U256::MAX);
        there_and_back(BigUint::from(1u8) << 300);
        there_and_back(true);
        there_and_back(String::from("text"));
        there_and_back(Bytes::from_static(b"bytes"));
        there_and_back(vec![vec![1u8, 2], vec![]]);
        there_and_back((1u64, String::from("two"), vec![3u16]));
        there_and_back(Some(5u64));
        there_and_back(None::<u64>);
        there_and_back(B256::repeat_byte(3));
        there_and_back(Address([4; 32]));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(u8::from_value(Value::from(256u64)).is_err());
        assert!(U256::from_value(Value::from(-1i64)).is_err());
        assert!(bool::from_value(Value::from(1u64)).is_err());
        assert!(<(u8, u8)>::from_value(Value::from((1u8,))).is_err());
        assert!(<(u8,)>::from_value(Value::from((1u8, 2u8))).is_err());
    }
}
