//! MultiversX bytes into values; the inverse of `encode`.

use super::multiversx::{Definition, MultiversXAbi, Parameter, Variant};
use super::{AbiError, Accounts, Kind};
use crate::Value;
use num_bigint::{BigInt, Sign};
use vm_core::{Address, Bytes};

/// Decodes by the types of one ABI.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoder<'a> {
    pub(super) abi: &'a MultiversXAbi,
    pub(super) accounts: &'a dyn Accounts,
}

impl Decoder<'_> {
    /// The value of one result or argument.
    pub(super) fn top_level(&self, kind: &Kind, bytes: &[u8]) -> Result<Value, AbiError> {
        let fail = || AbiError::data(bytes, kind);
        match kind {
            Kind::BigUint => Ok(unsigned(bytes)),
            Kind::BigInt => Ok(signed(bytes)),
            Kind::Unsigned(width) if bytes.len() <= *width => Ok(unsigned(bytes)),
            Kind::Signed(width) if bytes.len() <= *width => Ok(signed(bytes)),
            Kind::Unsigned(_) | Kind::Signed(_) => Err(fail()),
            Kind::Bool => match bytes {
                [] | [0] => Ok(Value::Bool(false)),
                [1] => Ok(Value::Bool(true)),
                _ => Err(fail()),
            },
            Kind::Bytes => Ok(Value::from(bytes)),
            Kind::Text => Ok(text(bytes)),
            Kind::List(inner) => {
                let mut input = bytes;
                let mut items = Vec::new();
                while !input.is_empty() {
                    items.push(self.nested(inner, &mut input)?);
                }
                Ok(Value::List(items))
            }
            Kind::Option(_) if bytes.is_empty() => Ok(Value::Option(None)),
            Kind::Named(name) => match self.abi.definition(name)? {
                Definition::ExplicitEnum(names) => names
                    .iter()
                    .find(|it| it.as_bytes() == bytes)
                    .map(|it| Value::Variant(it.clone(), Vec::new()))
                    .ok_or_else(fail),
                Definition::Enum(_) if bytes.is_empty() => self.whole(kind, &[0]),
                Definition::Enum(_) | Definition::Struct(_) => self.whole(kind, bytes),
            },
            Kind::Option(_)
            | Kind::Address
            | Kind::FixedBytes(_)
            | Kind::Array(..)
            | Kind::Tuple(_) => self.whole(kind, bytes),
            Kind::Optional(_)
            | Kind::Variadic(_)
            | Kind::CountedVariadic(_)
            | Kind::Multi(_)
            | Kind::Ignore => Err(fail()),
        }
    }

    /// Decodes the nested form of one value that is all of the bytes.
    fn whole(&self, kind: &Kind, bytes: &[u8]) -> Result<Value, AbiError> {
        let mut input = bytes;
        let value = self.nested(kind, &mut input)?;
        if input.is_empty() { Ok(value) } else { Err(AbiError::data(bytes, kind)) }
    }

    /// Takes the nested form of one value off the input.
    pub(super) fn nested(&self, kind: &Kind, input: &mut &[u8]) -> Result<Value, AbiError> {
        match kind {
            Kind::BigUint | Kind::BigInt | Kind::Bytes | Kind::Text => {
                let length = length(kind, input)?;
                self.top_level(kind, take(kind, input, length)?)
            }
            Kind::Unsigned(width) | Kind::Signed(width) => {
                self.top_level(kind, take(kind, input, *width)?)
            }
            Kind::Bool => self.top_level(kind, take(kind, input, 1)?),
            Kind::Address => {
                let bytes = take(kind, input, Address::LENGTH)?;
                let address = Address::from_slice(bytes).unwrap_or_default();
                Ok(Value::Account(self.accounts.of_address(&address)))
            }
            Kind::FixedBytes(length) => {
                Ok(Value::Bytes(Bytes::copy_from_slice(take(kind, input, *length)?)))
            }
            Kind::List(inner) => {
                let count = length(kind, input)?;
                self.many(inner, count, input)
            }
            Kind::Array(count, inner) => self.many(inner, *count, input),
            Kind::Option(inner) => match take(kind, input, 1)? {
                [0] => Ok(Value::Option(None)),
                [1] => Ok(Value::Option(Some(Box::new(self.nested(inner, input)?)))),
                other => Err(AbiError::data(other, kind)),
            },
            Kind::Tuple(kinds) => {
                let items = kinds.iter().map(|kind| self.nested(kind, input));
                Ok(Value::Tuple(items.collect::<Result<_, _>>()?))
            }
            Kind::Named(name) => match self.abi.definition(name)? {
                Definition::Struct(fields) => Ok(Value::Tuple(self.fields(fields, input)?)),
                Definition::Enum(variants) => self.variant(kind, variants, input),
                Definition::ExplicitEnum(_) => {
                    let length = length(kind, input)?;
                    self.top_level(kind, take(kind, input, length)?)
                }
            },
            Kind::Optional(_)
            | Kind::Variadic(_)
            | Kind::CountedVariadic(_)
            | Kind::Multi(_)
            | Kind::Ignore => Err(AbiError::data(input, kind)),
        }
    }

    fn many(&self, kind: &Kind, count: usize, input: &mut &[u8]) -> Result<Value, AbiError> {
        let items = (0..count).map(|_| self.nested(kind, input));
        Ok(Value::List(items.collect::<Result<_, _>>()?))
    }

    fn fields(&self, fields: &[Parameter], input: &mut &[u8]) -> Result<Vec<Value>, AbiError> {
        fields.iter().map(|field| self.nested(&field.kind, input)).collect()
    }

    fn variant(
        &self,
        kind: &Kind,
        variants: &[Variant],
        input: &mut &[u8],
    ) -> Result<Value, AbiError> {
        let discriminant = take(kind, input, 1)?;
        let variant = variants.iter().find(|it| [it.discriminant] == discriminant);
        let variant = variant.ok_or_else(|| AbiError::data(discriminant, kind))?;
        Ok(Value::Variant(variant.name.clone(), self.fields(&variant.fields, input)?))
    }
}

fn unsigned(bytes: &[u8]) -> Value {
    Value::Number(BigInt::from_bytes_be(Sign::Plus, bytes))
}

fn signed(bytes: &[u8]) -> Value {
    Value::Number(BigInt::from_signed_bytes_be(bytes))
}

fn text(bytes: &[u8]) -> Value {
    match core::str::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(_) => Value::from(bytes),
    }
}

fn length(kind: &Kind, input: &mut &[u8]) -> Result<usize, AbiError> {
    let prefix = take(kind, input, 4)?;
    let length = prefix.iter().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte));
    usize::try_from(length).map_err(|_| AbiError::data(prefix, kind))
}

fn take<'a>(kind: &Kind, input: &mut &'a [u8], length: usize) -> Result<&'a [u8], AbiError> {
    let (taken, rest) =
        input.split_at_checked(length).ok_or_else(|| AbiError::data(input, kind))?;
    *input = rest;
    Ok(taken)
}
