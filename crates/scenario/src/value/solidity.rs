//! Solidity types: signatures, values of expressions by type, calldata, topics.

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Error, Event, EventParam, Function, Param};
use alloy_primitives::{Address, B256, I256, U256};

use super::error::{ValueError, ValueReason};
use super::number::{right_align, sign_extend};
use super::{Interpreter, keccak, split};
use crate::json::{Node, NodeKind};

/// What a typed value is read from: a piece of text, or a JSON value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    /// An expression; arrays are `[a, b]` and tuples `(a, b)`.
    Text(&'a str),
    /// A JSON value; arrays and tuples are lists.
    Node(&'a Node),
}

impl<'a> Source<'a> {
    pub(crate) fn as_text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Node(node) => node.as_text(),
        }
    }

    pub(crate) fn source_text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Node(node) => node.source_text(),
        }
    }
}

/// Reads a function signature, with or without `returns (...)`.
pub(crate) fn function(text: &str) -> Result<Function, ValueError> {
    Function::parse(text).map_err(|error| signature_error(text, &error))
}

/// Reads an event signature; `indexed` marks topics.
pub(crate) fn event(text: &str) -> Result<Event, ValueError> {
    Event::parse(text).map_err(|error| signature_error(text, &error))
}

/// Reads the signature of a custom error.
pub(crate) fn custom_error(text: &str) -> Result<Error, ValueError> {
    Error::parse(text).map_err(|error| signature_error(text, &error))
}

/// Reads the types of `constructor(...)`, or of a bare `(...)`.
pub(crate) fn constructor_types(text: &str) -> Result<Vec<DynSolType>, ValueError> {
    let list = text.trim().strip_prefix("constructor").unwrap_or(text).trim();
    let function =
        Function::parse(&format!("c{list}")).map_err(|error| signature_error(text, &error))?;
    types(&function.inputs, text)
}

/// The types of parameters.
pub(crate) fn types(parameters: &[Param], text: &str) -> Result<Vec<DynSolType>, ValueError> {
    parameters
        .iter()
        .map(|parameter| parameter.resolve().map_err(|error| signature_error(text, &error)))
        .collect()
}

/// The type of an event parameter.
pub(crate) fn event_type(parameter: &EventParam) -> Result<DynSolType, ValueError> {
    parameter.resolve().map_err(|error| signature_error(&parameter.ty, &error))
}

/// A signature that alloy refuses.
pub(crate) fn signature_error(text: &str, error: &dyn std::fmt::Display) -> ValueError {
    // alloy quotes the text and marks the place with a caret on a line of its own.
    let lines = error.to_string();
    let last = lines.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    let reason = match last.find('^') {
        Some(column) if last.trim() == "^" => {
            format!("not understood from character {} on", column.saturating_add(1))
        }
        _ => last.trim().to_owned(),
    };
    ValueReason::Signature(reason).of(text)
}

impl Interpreter<'_> {
    /// The calldata of a Solidity function: selector and typed arguments.
    pub(crate) fn calldata(
        &self,
        function: &Function,
        arguments: &[Source<'_>],
    ) -> Result<Vec<u8>, ValueError> {
        let signature = function.signature();
        let types = types(&function.inputs, &signature)?;
        let mut data = function.selector().to_vec();
        data.extend(self.parameters(&types, arguments, &signature)?);
        Ok(data)
    }

    /// ABI-encodes arguments by their types.
    pub(crate) fn parameters(
        &self,
        types: &[DynSolType],
        arguments: &[Source<'_>],
        signature: &str,
    ) -> Result<Vec<u8>, ValueError> {
        expect_count(types.len(), arguments.len(), signature)?;
        let values: Result<Vec<DynSolValue>, ValueError> =
            types.iter().zip(arguments).map(|(ty, argument)| self.typed(ty, *argument)).collect();
        Ok(DynSolValue::Tuple(values?).abi_encode_params())
    }

    /// The value of an expression as a Solidity type.
    pub(crate) fn typed(
        &self,
        ty: &DynSolType,
        source: Source<'_>,
    ) -> Result<DynSolValue, ValueError> {
        match ty {
            DynSolType::Array(item) => {
                let items = self.items(source, ty, ('[', ']'), |_| Some(item.as_ref()))?;
                Ok(DynSolValue::Array(items))
            }
            DynSolType::FixedArray(item, length) => {
                let items = self.items(source, ty, ('[', ']'), |_| Some(item.as_ref()))?;
                expect_count(*length, items.len(), &source.source_text())?;
                Ok(DynSolValue::FixedArray(items))
            }
            DynSolType::Tuple(members) => {
                let items = self.items(source, ty, ('(', ')'), |index| members.get(index))?;
                expect_count(members.len(), items.len(), &source.source_text())?;
                Ok(DynSolValue::Tuple(items))
            }
            DynSolType::Bool
            | DynSolType::Int(_)
            | DynSolType::Uint(_)
            | DynSolType::FixedBytes(_)
            | DynSolType::Address
            | DynSolType::Function
            | DynSolType::Bytes
            | DynSolType::String => self.leaf(ty, source),
        }
    }

    fn items<'t>(
        &self,
        source: Source<'_>,
        ty: &DynSolType,
        (open, close): (char, char),
        type_of: impl Fn(usize) -> Option<&'t DynSolType>,
    ) -> Result<Vec<DynSolValue>, ValueError> {
        let mismatch = || ValueReason::TypeMismatch(ty.to_string()).of(source.source_text());
        let item = |(index, source): (usize, Source<'_>)| {
            self.typed(type_of(index).ok_or_else(mismatch)?, source)
        };
        if let Source::Node(Node { kind: NodeKind::List(nodes), .. }) = source {
            return nodes.iter().map(Source::Node).enumerate().map(item).collect();
        }
        let text = source.as_text().ok_or_else(mismatch)?.trim();
        let inner = text
            .strip_prefix(open)
            .and_then(|text| text.strip_suffix(close))
            .ok_or_else(mismatch)?;
        let parts = split::list(inner).ok_or_else(|| ValueReason::Unbalanced.of(text))?;
        parts.into_iter().map(Source::Text).enumerate().map(item).collect()
    }

    fn leaf(&self, ty: &DynSolType, source: Source<'_>) -> Result<DynSolValue, ValueError> {
        let bytes = match source {
            Source::Text(text) => self.text(text)?,
            Source::Node(node) => self.tree(node)?,
        };
        let text = source.as_text().unwrap_or_default();
        self.convert(ty, bytes, text).map_err(|reason| reason.of(source.source_text()))
    }

    fn convert(
        &self,
        ty: &DynSolType,
        bytes: Vec<u8>,
        text: &str,
    ) -> Result<DynSolValue, ValueReason> {
        let mismatch = || ValueReason::TypeMismatch(ty.to_string());
        Ok(match ty {
            DynSolType::Bool => match unsigned_word(&bytes).ok_or_else(mismatch)? {
                U256::ZERO => DynSolValue::Bool(false),
                U256::ONE => DynSolValue::Bool(true),
                _ => return Err(mismatch()),
            },
            DynSolType::Uint(bits) => {
                if text.starts_with('-') {
                    return Err(ValueReason::Negative);
                }
                let value = unsigned_word(&bytes).ok_or_else(mismatch)?;
                if value.bit_len() > *bits {
                    return Err(mismatch());
                }
                DynSolValue::Uint(value, *bits)
            }
            DynSolType::Int(bits) => {
                let value = signed_word(&bytes, text).ok_or_else(mismatch)?;
                // The sign bit must fit as well.
                let magnitude =
                    if value.is_negative() { !value.into_raw() } else { value.into_raw() };
                if magnitude.bit_len() >= *bits {
                    return Err(mismatch());
                }
                DynSolValue::Int(value, *bits)
            }
            DynSolType::FixedBytes(size) => {
                if bytes.len() != *size {
                    return Err(ValueReason::Length { expected: *size, actual: bytes.len() });
                }
                DynSolValue::FixedBytes(B256::right_padding_from(&bytes), *size)
            }
            DynSolType::Address => DynSolValue::Address(Address::from(self.twenty(&bytes)?)),
            DynSolType::Function => {
                let actual = bytes.len();
                let bytes = <[u8; 24]>::try_from(bytes)
                    .map_err(|_| ValueReason::Length { expected: 24, actual })?;
                DynSolValue::Function(bytes.into())
            }
            DynSolType::Bytes => DynSolValue::Bytes(bytes),
            DynSolType::String => {
                DynSolValue::String(String::from_utf8(bytes).map_err(|_| mismatch())?)
            }
            DynSolType::Array(_) | DynSolType::FixedArray(..) | DynSolType::Tuple(_) => {
                return Err(mismatch());
            }
        })
    }

    /// The topic of an indexed event parameter: the word of a static value, the hash of a text.
    pub(crate) fn topic(&self, ty: &DynSolType, source: Source<'_>) -> Result<Vec<u8>, ValueError> {
        let value = self.typed(ty, source)?;
        match &value {
            DynSolValue::Bytes(bytes) => Ok(keccak(bytes)),
            DynSolValue::String(text) => Ok(keccak(text.as_bytes())),
            DynSolValue::Array(_) | DynSolValue::FixedArray(_) | DynSolValue::Tuple(_) => {
                Err(ValueReason::IndexedComposite(ty.to_string()).of(source.source_text()))
            }
            DynSolValue::Bool(_)
            | DynSolValue::Int(..)
            | DynSolValue::Uint(..)
            | DynSolValue::FixedBytes(..)
            | DynSolValue::Address(_)
            | DynSolValue::Function(_) => Ok(value.abi_encode()),
        }
    }
}

/// Refuses another number of arguments than the signature has.
pub(crate) fn expect_count(
    expected: usize,
    actual: usize,
    signature: &str,
) -> Result<(), ValueError> {
    if expected == actual {
        Ok(())
    } else {
        Err(ValueReason::ArgumentCount { expected, actual }.of(signature))
    }
}

fn unsigned_word(bytes: &[u8]) -> Option<U256> {
    let significant = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    U256::try_from_be_slice(bytes.get(significant..)?)
}

/// A signed word: two's complement if the expression says so, otherwise a positive number.
///
/// So `255` is positive in spite of its top bit, and of the other forms only 32 bytes given in full are signed.
fn signed_word(bytes: &[u8], text: &str) -> Option<I256> {
    let signed = text.starts_with(['-', '+'])
        || ["i8:", "i16:", "i32:", "i64:", "i256:"].iter().any(|prefix| text.starts_with(prefix));
    let word = if signed { sign_extend(bytes, 32) } else { right_align(bytes, 32) }.ok()?;
    Some(I256::from_raw(U256::try_from_be_slice(&word)?))
}
