//! Values into MultiversX bytes: the top-level form of an argument, and the nested form inside it.
//!
//! The top-level form of a number is its shortest bytes, of a text or block its bytes. The nested form
//! has a fixed width where the type has one, and a `u32` length or count before everything else.

use super::multiversx::{Definition, MultiversXAbi, Parameter, Variant};
use super::{AbiError, Accounts, Kind, account};
use crate::Value;
use num_bigint::{BigInt, Sign};

/// Encodes by the types of one ABI.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encoder<'a> {
    pub(super) abi: &'a MultiversXAbi,
    pub(super) accounts: &'a dyn Accounts,
}

impl Encoder<'_> {
    /// The bytes of one argument.
    pub(super) fn top_level(&self, kind: &Kind, value: &Value) -> Result<Vec<u8>, AbiError> {
        match kind {
            Kind::BigUint | Kind::BigInt | Kind::Unsigned(_) | Kind::Signed(_) => {
                let number = number(kind, value)?;
                Ok(shortest(&number, matches!(kind, Kind::BigInt | Kind::Signed(_))))
            }
            Kind::Bool => Ok(if boolean(value)? { vec![1] } else { Vec::new() }),
            Kind::Bytes | Kind::Text => bytes(kind, value),
            Kind::List(inner) => self.all(inner, &items(kind, value)?),
            Kind::Option(inner) => match option(value) {
                None => Ok(Vec::new()),
                Some(value) => {
                    let mut output = vec![1];
                    self.nested(inner, value, &mut output)?;
                    Ok(output)
                }
            },
            Kind::Named(name) => self.top_level_named(name, value),
            Kind::Address | Kind::FixedBytes(_) | Kind::Array(..) | Kind::Tuple(_) => {
                let mut output = Vec::new();
                self.nested(kind, value, &mut output)?;
                Ok(output)
            }
            Kind::Optional(_)
            | Kind::Variadic(_)
            | Kind::CountedVariadic(_)
            | Kind::Multi(_)
            | Kind::Ignore => Err(AbiError::mismatch(value, kind)),
        }
    }

    /// Appends the nested form of a value.
    pub(super) fn nested(
        &self,
        kind: &Kind,
        value: &Value,
        output: &mut Vec<u8>,
    ) -> Result<(), AbiError> {
        match kind {
            Kind::BigUint | Kind::BigInt | Kind::Bytes | Kind::Text => {
                prefixed(&self.top_level(kind, value)?, output);
            }
            Kind::Unsigned(width) | Kind::Signed(width) => {
                fixed_width(&number(kind, value)?, *width, output);
            }
            Kind::Bool => output.push(u8::from(boolean(value)?)),
            Kind::Address => {
                let account = account(self.accounts, value);
                let account = account.ok_or_else(|| AbiError::mismatch(value, kind))?;
                output.extend_from_slice(account.address.as_slice());
            }
            Kind::FixedBytes(length) => output.extend(
                Some(bytes(kind, value)?)
                    .filter(|it| it.len() == *length)
                    .ok_or_else(|| AbiError::mismatch(value, kind))?,
            ),
            Kind::List(inner) => {
                let items = items(kind, value)?;
                output.extend_from_slice(&count(items.len()));
                output.extend(self.all(inner, &items)?);
            }
            Kind::Option(inner) => match option(value) {
                None => output.push(0),
                Some(value) => {
                    output.push(1);
                    self.nested(inner, value, output)?;
                }
            },
            Kind::Array(length, inner) => {
                let items = items(kind, value)?;
                if items.len() != *length {
                    return Err(AbiError::mismatch(value, kind));
                }
                output.extend(self.all(inner, &items)?);
            }
            Kind::Tuple(kinds) => {
                let items = items(kind, value)?;
                if items.len() != kinds.len() {
                    return Err(AbiError::mismatch(value, kind));
                }
                for (kind, item) in kinds.iter().zip(&items) {
                    self.nested(kind, item, output)?;
                }
            }
            Kind::Named(name) => match self.abi.definition(name)? {
                Definition::Struct(fields) => self.fields(fields, &items(kind, value)?, output)?,
                Definition::Enum(variants) => {
                    let (variant, items) = variant(variants, kind, value)?;
                    output.push(variant.discriminant);
                    self.fields(&variant.fields, &items, output)?;
                }
                Definition::ExplicitEnum(_) => prefixed(&self.top_level(kind, value)?, output),
            },
            Kind::Optional(_)
            | Kind::Variadic(_)
            | Kind::CountedVariadic(_)
            | Kind::Multi(_)
            | Kind::Ignore => return Err(AbiError::mismatch(value, kind)),
        }
        Ok(())
    }

    fn top_level_named(&self, name: &str, value: &Value) -> Result<Vec<u8>, AbiError> {
        let kind = Kind::Named(name.to_owned());
        match self.abi.definition(name)? {
            Definition::ExplicitEnum(names) => match value {
                Value::Variant(text, fields) if fields.is_empty() && names.contains(text) => {
                    Ok(text.clone().into_bytes())
                }
                Value::Text(text) if names.contains(text) => Ok(text.clone().into_bytes()),
                _ => Err(AbiError::mismatch(value, kind)),
            },
            Definition::Struct(_) | Definition::Enum(_) => {
                let mut output = Vec::new();
                self.nested(&kind, value, &mut output)?;
                // The top-level form of the first variant without fields is the number zero.
                Ok(if output == [0] { Vec::new() } else { output })
            }
        }
    }

    fn fields(
        &self,
        fields: &[Parameter],
        values: &[Value],
        output: &mut Vec<u8>,
    ) -> Result<(), AbiError> {
        if fields.len() != values.len() {
            return Err(AbiError::ArgumentCount { expected: fields.len(), given: values.len() });
        }
        fields.iter().zip(values).try_for_each(|(field, it)| self.nested(&field.kind, it, output))
    }

    fn all(&self, kind: &Kind, items: &[Value]) -> Result<Vec<u8>, AbiError> {
        let mut output = Vec::new();
        for item in items {
            self.nested(kind, item, &mut output)?;
        }
        Ok(output)
    }
}

/// A number that fits its type.
fn number(kind: &Kind, value: &Value) -> Result<BigInt, AbiError> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::Bool(truth) => BigInt::from(u8::from(*truth)),
        _ => return Err(AbiError::mismatch(value, kind)),
    };
    let bits = |width: &usize| u64::try_from(width.saturating_mul(8)).unwrap_or(u64::MAX);
    let fits = match kind {
        Kind::BigUint => number.sign() != Sign::Minus,
        Kind::Unsigned(width) => number.sign() != Sign::Minus && number.bits() <= bits(width),
        Kind::Signed(width) => number.to_signed_bytes_be().len() <= *width,
        _ => true,
    };
    if fits { Ok(number) } else { Err(AbiError::mismatch(value, kind)) }
}

fn shortest(number: &BigInt, is_signed: bool) -> Vec<u8> {
    match number.sign() {
        Sign::NoSign => Vec::new(),
        _ if is_signed => number.to_signed_bytes_be(),
        Sign::Plus | Sign::Minus => number.to_bytes_be().1,
    }
}

fn fixed_width(number: &BigInt, width: usize, output: &mut Vec<u8>) {
    let is_negative = number.sign() == Sign::Minus;
    let bytes = if is_negative { number.to_signed_bytes_be() } else { number.to_bytes_be().1 };
    let bytes = if number.sign() == Sign::NoSign { Vec::new() } else { bytes };
    let fill = if is_negative { 0xff } else { 0 };
    output.extend(core::iter::repeat_n(fill, width.saturating_sub(bytes.len())));
    output.extend(bytes);
}

fn boolean(value: &Value) -> Result<bool, AbiError> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        _ => Err(AbiError::mismatch(value, Kind::Bool)),
    }
}

fn bytes(kind: &Kind, value: &Value) -> Result<Vec<u8>, AbiError> {
    let mismatch = || AbiError::mismatch(value, kind);
    match value {
        Value::Text(text) => Ok(text.clone().into_bytes()),
        Value::Bytes(bytes) => Ok(bytes.to_vec()),
        Value::Address(address) => Ok(address.0.to_vec()),
        Value::Account(account) => Ok(account.address.0.to_vec()),
        Value::Face(face) => Ok(face.to_vec()),
        Value::Number(number) => Ok(shortest(number, number.sign() == Sign::Minus)),
        Value::List(items) => items
            .iter()
            .map(|item| match item {
                Value::Number(number) => u8::try_from(number).map_err(|_| mismatch()),
                _ => Err(mismatch()),
            })
            .collect(),
        _ => Err(mismatch()),
    }
}

pub(super) fn items(kind: &Kind, value: &Value) -> Result<Vec<Value>, AbiError> {
    match value {
        Value::List(items) | Value::Tuple(items) => Ok(items.clone()),
        Value::Bytes(bytes) => Ok(bytes.iter().map(|byte| Value::from(*byte)).collect()),
        _ => Err(AbiError::mismatch(value, kind)),
    }
}

/// The value inside an option; a plain value counts as present.
pub(super) fn option(value: &Value) -> Option<&Value> {
    match value {
        Value::Option(value) => value.as_deref(),
        value => Some(value),
    }
}

fn variant<'a>(
    variants: &'a [Variant],
    kind: &Kind,
    value: &Value,
) -> Result<(&'a Variant, Vec<Value>), AbiError> {
    let (name, fields) = match value {
        Value::Variant(name, fields) => (name, fields.clone()),
        Value::Text(name) => (name, Vec::new()),
        _ => return Err(AbiError::mismatch(value, kind)),
    };
    let variant = variants.iter().find(|it| it.name == *name);
    variant.map(|it| (it, fields)).ok_or_else(|| AbiError::mismatch(value, kind))
}

fn count(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

fn prefixed(bytes: &[u8], output: &mut Vec<u8>) {
    output.extend_from_slice(&count(bytes.len()));
    output.extend_from_slice(bytes);
}
