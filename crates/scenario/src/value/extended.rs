//! The forms of the extended dialect: EVM addresses, words, selectors, calldata, artifacts.

use alloy_primitives::Address;

use super::error::{ValueError, ValueReason};
use super::files::{Artifact, SolidityCode};
use super::number::{number, right_align, sign_extend, unsigned_of_width};
use super::solidity::Source;
use super::{Dialect, Interpreter, address, keccak, solidity, split};

/// Forms that take the whole rest of the text.
const WHOLE: [&str; 3] = ["solc:", "solc.runtime:", "abi:"];

/// Forms that end at the next `|`.
const SINGLE: [&str; 17] = [
    "evm:",
    "eth:",
    "sc.wasm:",
    "sc.evm:",
    "sc.system:",
    "sc.",
    "u128:",
    "u256:",
    "i256:",
    "b32:",
    "left32:",
    "right32:",
    "selector:",
    "topic:",
    "$",
    "create2(",
    "create(",
];

/// Functions, which take expressions between parentheses.
const FUNCTIONS: [&str; 2] = ["alias(", "mapping("];

impl Interpreter<'_> {
    /// The forms that bind before `|`; `None` when the text is none of them.
    pub(super) fn extended_whole(&self, expression: &str) -> Result<Option<Vec<u8>>, ValueError> {
        let Some(prefix) = WHOLE.into_iter().find(|prefix| expression.starts_with(prefix)) else {
            return Ok(None);
        };
        let of = |reason: ValueReason| reason.of(expression);
        if self.dialect == Dialect::Go {
            return Err(of(ValueReason::ExtendedOnly(prefix)));
        }
        let rest = expression.strip_prefix(prefix).unwrap_or_default();
        let value = match prefix {
            "solc:" => self.artifact(rest)?.code(SolidityCode::Creation).map_err(of)?,
            "solc.runtime:" => self.artifact(rest)?.code(SolidityCode::Runtime).map_err(of)?,
            _ => {
                let parts =
                    split::concatenation(rest).ok_or_else(|| of(ValueReason::Unbalanced))?;
                let (signature, arguments) = parts.split_first().unwrap_or((&"", &[]));
                let function = solidity::function(signature)?;
                let arguments: Vec<Source<'_>> =
                    arguments.iter().map(|text| Source::Text(text)).collect();
                self.calldata(&function, &arguments)?
            }
        };
        Ok(Some(value))
    }

    /// The forms that end at `|`; `None` when the text is none of them.
    pub(super) fn extended_single(&self, expression: &str) -> Result<Option<Vec<u8>>, ValueError> {
        let mut forms = SINGLE.into_iter().chain(FUNCTIONS);
        let Some(prefix) = forms.find(|prefix| expression.starts_with(prefix)) else {
            return Ok(None);
        };
        if self.dialect == Dialect::Go {
            return Err(ValueReason::ExtendedOnly(prefix).of(expression));
        }
        let rest = expression.strip_prefix(prefix).unwrap_or_default();
        let value = if prefix.ends_with('(') {
            self.call(prefix, rest, expression)?
        } else {
            self.prefixed(prefix, rest, expression)?
        };
        Ok(Some(value))
    }

    fn prefixed(
        &self,
        prefix: &'static str,
        rest: &str,
        expression: &str,
    ) -> Result<Vec<u8>, ValueError> {
        let of = |reason: ValueReason| reason.of(expression);
        match prefix {
            "evm:" => address::evm_name(rest).map(Vec::from).map_err(of),
            "eth:" => address::ethereum(rest).map(Vec::from).map_err(of),
            "sc.wasm:" => address::contract(rest, [5, 0]).map_err(of),
            "sc.system:" => address::contract(rest, [0, 1]).map_err(of),
            "sc.evm:" => {
                let alias = address::evm_name(rest).map_err(of)?;
                Ok(self.aliases().canonical(&alias).to_vec())
            }
            "u128:" => unsigned_of_width(rest, Some(16)).map_err(of),
            "u256:" => unsigned_of_width(rest, Some(32)).map_err(of),
            "i256:" => number(rest, Some(32)).map_err(of),
            "b32:" => {
                let bytes = self.text(rest)?;
                match bytes.len() {
                    32 => Ok(bytes),
                    actual => Err(of(ValueReason::Length { expected: 32, actual })),
                }
            }
            "left32:" => {
                let mut bytes = self.text(rest)?;
                if bytes.len() > 32 {
                    return Err(of(ValueReason::TooWide { width: 32 }));
                }
                bytes.resize(32, 0);
                Ok(bytes)
            }
            "right32:" => {
                let bytes = self.text(rest)?;
                let negative = rest.starts_with('-');
                let widen = if negative { sign_extend } else { right_align };
                widen(&bytes, 32).map_err(of)
            }
            "selector:" => Ok(solidity::function(rest)?.selector().to_vec()),
            "topic:" => Ok(solidity::event(rest)?.selector().to_vec()),
            "$" => self.names.get(rest).cloned().ok_or_else(|| of(ValueReason::UnknownName)),
            _ => {
                let name = rest.split(':').next().unwrap_or_default();
                Err(of(ValueReason::UnknownVm(name.to_owned())))
            }
        }
    }

    fn call(
        &self,
        prefix: &'static str,
        rest: &str,
        expression: &str,
    ) -> Result<Vec<u8>, ValueError> {
        let of = |reason: ValueReason| reason.of(expression);
        let inner = rest.strip_suffix(')').ok_or_else(|| of(ValueReason::Unbalanced))?;
        let parameters = split::list(inner).ok_or_else(|| of(ValueReason::Unbalanced))?;
        let function = prefix.trim_end_matches('(');
        let wrong_count = |expected: usize| {
            of(ValueReason::ParameterCount { function, expected, actual: parameters.len() })
        };
        match (function, parameters.as_slice()) {
            ("alias", [vm, address]) => {
                let bytes = self.text(address)?;
                self.convert_alias(vm, &bytes).map_err(of)
            }
            ("mapping", [slot, key]) => {
                let slot = right_align(&self.text(slot)?, 32).map_err(of)?;
                let mut hashed = self.mapping_key(key)?;
                hashed.extend(slot);
                Ok(keccak(&hashed))
            }
            ("create", [creator, nonce]) => {
                let creator = Address::from(self.twenty(&self.text(creator)?).map_err(of)?);
                let nonce = right_align(&self.text(nonce)?, 8).map_err(of)?;
                let nonce = nonce.as_array::<8>().copied().map_or(0, u64::from_be_bytes);
                Ok(creator.create(nonce).to_vec())
            }
            ("create2", [creator, salt, code]) => {
                let creator = Address::from(self.twenty(&self.text(creator)?).map_err(of)?);
                let salt = right_align(&self.text(salt)?, 32).map_err(of)?;
                let salt = salt.as_array::<32>().copied().unwrap_or_default();
                Ok(creator.create2_from_code(salt, self.text(code)?).to_vec())
            }
            ("create2", _) => Err(wrong_count(3)),
            _ => Err(wrong_count(2)),
        }
    }

    /// The key of a Solidity mapping: a text is hashed as it is, everything else fills a word.
    fn mapping_key(&self, key: &str) -> Result<Vec<u8>, ValueError> {
        let bytes = self.text(key)?;
        if super::TEXT_PREFIXES.iter().any(|prefix| key.starts_with(prefix)) {
            return Ok(bytes);
        }
        let widen = if key.starts_with('-') { sign_extend } else { right_align };
        widen(&bytes, 32).map_err(|reason| reason.of(key))
    }

    /// One form of an address turned into the other.
    fn convert_alias(&self, vm: &str, bytes: &[u8]) -> Result<Vec<u8>, ValueReason> {
        match vm {
            "evm" => self.twenty(bytes).map(Vec::from),
            "mx" | "wasm" | "system" => self.thirty_two(bytes).map(Vec::from),
            _ => Err(ValueReason::UnknownVm(vm.to_owned())),
        }
    }

    /// The 20-byte form of an address of either form.
    pub(crate) fn twenty(&self, bytes: &[u8]) -> Result<[u8; 20], ValueReason> {
        if let Ok(address) = <[u8; 20]>::try_from(bytes) {
            return Ok(address);
        }
        <&[u8; 32]>::try_from(bytes)
            .map(|address| self.aliases().alias(address))
            .map_err(|_| ValueReason::AddressLength { expected: "20 or 32", actual: bytes.len() })
    }

    /// The canonical form of an address of either form.
    pub(crate) fn thirty_two(&self, bytes: &[u8]) -> Result<[u8; 32], ValueReason> {
        if let Ok(address) = <[u8; 32]>::try_from(bytes) {
            return Ok(address);
        }
        <&[u8; 20]>::try_from(bytes)
            .map(|alias| self.aliases().canonical(alias))
            .map_err(|_| ValueReason::AddressLength { expected: "20 or 32", actual: bytes.len() })
    }

    /// Opens `path` or `path#Contract`.
    pub(crate) fn artifact(&self, location: &str) -> Result<Artifact, ValueError> {
        let of = |reason: ValueReason| reason.of(location);
        let (path, name) = match location.rsplit_once('#') {
            Some((path, name)) => (path, Some(name)),
            None => (location, None),
        };
        let content = self.file(path).map_err(of)?;
        Artifact::parse(path, name, &content).map_err(of)
    }
}
