//! Expected values with Solidity types: compared with what a contract returned, one by one.

use std::fmt;

use alloy_dyn_abi::{DynSolType, DynSolValue};

use super::error::ValueError;
use super::solidity::{Source, expect_count};
use super::{Interpreter, describe};

/// One expected value: `*` accepts any.
#[derive(Clone, Debug, PartialEq)]
struct Expectation {
    ty: DynSolType,
    value: Option<DynSolValue>,
    text: String,
}

/// Expected values with their Solidity types.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedList {
    items: Vec<Expectation>,
}

/// One value as it is shown to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedValue {
    /// Solidity type.
    pub ty: String,
    /// The expression written, or the value found.
    pub text: String,
}

/// How ABI-encoded data differs from what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypedMismatch {
    /// The data cannot be decoded as these types.
    #[error("cannot decode {data} as {types}")]
    Undecodable {
        /// The types expected.
        types: String,
        /// The data, shown to people.
        data: String,
    },
    /// A value differs.
    #[error("value {index} ({ty}): want {want}, have {have}")]
    Value {
        /// Index from 0.
        index: usize,
        /// Solidity type.
        ty: String,
        /// The expression written.
        want: String,
        /// The value found.
        have: String,
    },
}

impl TypedList {
    /// Evaluates expected values by their types.
    pub(crate) fn new(
        interpreter: &Interpreter<'_>,
        types: Vec<DynSolType>,
        sources: &[Source<'_>],
        signature: &str,
    ) -> Result<Self, ValueError> {
        expect_count(types.len(), sources.len(), signature)?;
        let items: Result<Vec<Expectation>, ValueError> = types
            .into_iter()
            .zip(sources)
            .map(|(ty, source)| {
                let star = source.as_text() == Some("*");
                let value = if star { None } else { Some(interpreter.typed(&ty, *source)?) };
                Ok(Expectation { ty, value, text: source.source_text() })
            })
            .collect();
        Ok(Self { items: items? })
    }

    /// Number of values.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether no value is expected.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The types and the expressions as written.
    #[must_use]
    pub fn values(&self) -> Vec<TypedValue> {
        self.items
            .iter()
            .map(|item| TypedValue { ty: item.ty.to_string(), text: item.text.clone() })
            .collect()
    }

    /// Compares with the ABI encoding of a list of values (return data, event data, error arguments).
    ///
    /// # Errors
    /// The first difference.
    pub fn check(&self, data: &[u8]) -> Result<(), TypedMismatch> {
        let tuple = DynSolType::Tuple(self.items.iter().map(|item| item.ty.clone()).collect());
        let decoded = if self.items.is_empty() {
            data.is_empty().then(Vec::new)
        } else {
            match tuple.abi_decode_params(data) {
                Ok(DynSolValue::Tuple(values)) => Some(values),
                Ok(_) | Err(_) => None,
            }
        };
        let decoded = decoded.ok_or_else(|| TypedMismatch::Undecodable {
            types: tuple.to_string(),
            data: describe(data, super::Hint::Hex),
        })?;
        for (index, (item, have)) in self.items.iter().zip(decoded).enumerate() {
            if item.value.as_ref().is_some_and(|want| *want != have) {
                return Err(TypedMismatch::Value {
                    index,
                    ty: item.ty.to_string(),
                    want: item.text.clone(),
                    have: Shown(&have).to_string(),
                });
            }
        }
        Ok(())
    }
}

/// Shows a Solidity value.
struct Shown<'a>(&'a DynSolValue);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            DynSolValue::Bool(value) => write!(formatter, "{value}"),
            DynSolValue::Int(value, _) => write!(formatter, "{value}"),
            DynSolValue::Uint(value, _) => write!(formatter, "{value}"),
            DynSolValue::FixedBytes(word, size) => {
                let bytes = word.get(..*size).unwrap_or_default();
                write!(formatter, "0x{}", hex::encode(bytes))
            }
            DynSolValue::Address(address) => write!(formatter, "eth:{address}"),
            DynSolValue::Function(function) => write!(formatter, "{function}"),
            DynSolValue::Bytes(bytes) => write!(formatter, "0x{}", hex::encode(bytes)),
            DynSolValue::String(text) => write!(formatter, "str:{text}"),
            DynSolValue::Array(items) | DynSolValue::FixedArray(items) => {
                show_list(formatter, items, ('[', ']'))
            }
            DynSolValue::Tuple(items) => show_list(formatter, items, ('(', ')')),
        }
    }
}

fn show_list(
    formatter: &mut fmt::Formatter<'_>,
    items: &[DynSolValue],
    (open, close): (char, char),
) -> fmt::Result {
    write!(formatter, "{open}")?;
    for (index, item) in items.iter().enumerate() {
        let separator = if index > 0 { ", " } else { "" };
        write!(formatter, "{separator}{}", Shown(item))?;
    }
    write!(formatter, "{close}")
}
