//! Values and conditions of fields.

use num_bigint::{BigInt, BigUint};

use super::Reader;
use super::fields;
use super::problem::{ParseReason, Problem};
use crate::json::{Node, NodeKind};
use crate::model::{Address, Check, Given, ListCheck, Rule, Vm};
use crate::value::Dialect;

impl Reader<'_> {
    /// The bytes of an expression, which must be a string.
    pub(super) fn bytes(&self, node: &Node) -> Result<Given<Vec<u8>>, Problem> {
        self.expression(fields::text(node)?, node.line)
    }

    /// The bytes of an expression at a line.
    pub(super) fn expression(&self, text: &str, line: u32) -> Result<Given<Vec<u8>>, Problem> {
        let value = self.interpreter.text(text).map_err(|error| Problem::new(line, error))?;
        Ok(Given { value, text: text.to_owned() })
    }

    /// The bytes of a string, a list or a map.
    pub(super) fn tree(&self, node: &Node) -> Result<Given<Vec<u8>>, Problem> {
        let value = self.interpreter.tree(node).map_err(|error| Problem::new(node.line, error))?;
        Ok(Given { value, text: node.source_text() })
    }

    /// An unsigned number of any size.
    pub(super) fn big(&self, node: &Node) -> Result<Given<BigUint>, Problem> {
        let Given { value, text } = self.bytes(node)?;
        Ok(Given { value: BigUint::from_bytes_be(&value), text })
    }

    /// An unsigned number of 64 bits.
    pub(super) fn number(&self, node: &Node) -> Result<Given<u64>, Problem> {
        let Given { value, text } = self.big(node)?;
        match u64::try_from(value) {
            Ok(value) => Ok(Given { value, text }),
            Err(_) => Err(Problem::new(node.line, ParseReason::TooLarge { text, limit: u64::MAX })),
        }
    }

    /// A number, or nothing when it is the empty string (fields of a block).
    pub(super) fn number_unless_empty(&self, node: &Node) -> Result<Option<u64>, Problem> {
        let Given { value, text } = self.number(node)?;
        Ok((!text.is_empty()).then_some(value))
    }

    /// A 32-byte word, the value moved to its right end.
    pub(super) fn word(
        &self,
        given: Given<Vec<u8>>,
        line: u32,
    ) -> Result<Given<[u8; 32]>, Problem> {
        let Given { value, text } = given;
        let mut word = [0; 32];
        let start = word.len().checked_sub(value.len());
        match start.and_then(|start| word.get_mut(start..)) {
            Some(target) => target.copy_from_slice(&value),
            None => {
                let (actual, expected) = (value.len(), "at most 32");
                return Err(Problem::new(line, ParseReason::Length { text, actual, expected }));
            }
        }
        Ok(Given { value: word, text })
    }

    /// An address: 32 bytes, or 20 in the extended dialect.
    pub(super) fn address(&self, node: &Node) -> Result<Address, Problem> {
        self.address_text(fields::text(node)?, node.line)
    }

    /// An address at a line.
    pub(super) fn address_text(&self, text: &str, line: u32) -> Result<Address, Problem> {
        let Given { value, text } = self.expression(text, line)?;
        if let Ok(bytes) = <[u8; 32]>::try_from(value.as_slice()) {
            return Ok(Address { bytes, evm: None, text });
        }
        let (expected, evm) = match self.interpreter.dialect() {
            Dialect::Go => ("32", None),
            Dialect::Extended => ("20 or 32", <[u8; 20]>::try_from(value.as_slice()).ok()),
        };
        match evm {
            Some(alias) => {
                let bytes = self.interpreter.aliases().canonical(&alias);
                Ok(Address { bytes, evm: Some(alias), text })
            }
            None => {
                let actual = value.len();
                Err(Problem::new(line, ParseReason::Length { text, actual, expected }))
            }
        }
    }

    /// A VM by name.
    pub(super) fn vm(&self, node: &Node) -> Result<Vm, Problem> {
        match fields::text(node)? {
            "wasm" => Ok(Vm::Wasm),
            "evm" => Ok(Vm::Evm),
            "system" => Ok(Vm::System),
            other => Err(choice(node, other, "wasm, evm or system")),
        }
    }

    /// A condition on bytes.
    pub(super) fn check_bytes(&self, node: &Node) -> Result<Check<Vec<u8>>, Problem> {
        check(node, |node| self.tree(node))
    }

    /// A condition on an unsigned number of any size.
    pub(super) fn check_big(&self, node: &Node) -> Result<Check<BigUint>, Problem> {
        check(node, |node| self.big(node))
    }

    /// A condition on a signed number: the bytes are two's complement.
    pub(super) fn check_signed(&self, node: &Node) -> Result<Check<BigInt>, Problem> {
        check(node, |node| {
            let Given { value, text } = self.bytes(node)?;
            Ok(Given { value: BigInt::from_signed_bytes_be(&value), text })
        })
    }

    /// A condition on a number of 64 bits.
    pub(super) fn check_number(&self, node: &Node) -> Result<Check<u64>, Problem> {
        check(node, |node| self.number(node))
    }

    /// A condition on a 32-byte word.
    pub(super) fn check_word(&self, node: &Node) -> Result<Check<[u8; 32]>, Problem> {
        check(node, |node| self.word(self.tree(node)?, node.line))
    }

    /// A condition on a list. A single value stands for a list of one, and `""` for an empty list.
    pub(super) fn check_list(&self, node: &Node) -> Result<ListCheck, Problem> {
        if node.is_star() {
            return Ok(ListCheck::Any);
        }
        if let NodeKind::List(_) = &node.kind {
            return fields::items(node, |item| self.check_bytes(item)).map(ListCheck::Values);
        }
        let single = self.check_bytes(node)?;
        let empty = node.as_text() == Some("");
        Ok(ListCheck::Values(if empty { Vec::new() } else { vec![single] }))
    }
}

fn check<T>(
    node: &Node,
    read: impl FnOnce(&Node) -> Result<Given<T>, Problem>,
) -> Result<Check<T>, Problem> {
    if node.is_star() {
        return Ok(Check::any());
    }
    let Given { value, text } = read(node)?;
    Ok(Check { rule: Rule::Is(value), text })
}

/// A text outside its choices.
pub(super) fn choice(node: &Node, found: &str, expected: &'static str) -> Problem {
    Problem::new(node.line, ParseReason::Choice { found: found.to_owned(), expected })
}
