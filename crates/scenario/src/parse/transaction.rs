//! Transactions.

use super::Reader;
use super::fields::{self, Fields, Known};
use super::problem::{ParseReason, Problem};
use super::solidity::Solidity;
use crate::json::Node;
use crate::model::{Address, Call, Given, Transaction, TransactionKind, Vm};

const TRANSACTION: Known = Known {
    common: &[
        "nonce",
        "from",
        "to",
        "function",
        "value",
        "egldValue",
        "esdt",
        "esdtValue",
        "arguments",
        "contractCode",
        "codeMetadata",
        "gasLimit",
        "gasPrice",
    ],
    extended: &["vm", "abi", "constructor", "calldata"],
};

impl Reader<'_> {
    /// A transaction, and what it says about Solidity types.
    pub(super) fn transaction(
        &self,
        node: &Node,
        kind: TransactionKind,
    ) -> Result<(Transaction, Solidity), Problem> {
        let fields = self.fields(node, TRANSACTION)?;
        for (name, allowed) in [
            ("from", kind.has_sender()),
            ("value", kind.has_value()),
            ("egldValue", kind.has_value()),
            ("esdt", kind.has_esdt()),
            ("esdtValue", kind.has_esdt()),
            ("gasLimit", kind.has_gas()),
            ("gasPrice", kind.has_gas()),
            ("vm", kind.has_code()),
            ("constructor", kind.has_code()),
            ("calldata", kind.has_function()),
            ("abi", kind.runs_contract()),
        ] {
            if fields.has(name) && !allowed {
                return Err(not_here(&fields, name, kind));
            }
        }
        let code = self.deploy_bytes(&fields, "contractCode", kind)?;
        let code_metadata = self.deploy_bytes(&fields, "codeMetadata", kind)?;
        let to = self.receiver(&fields, kind)?;
        let mut vm = fields.optional("vm", |node| self.vm(node))?;
        if vm.is_none() && code.as_ref().is_some_and(|code| code.text.starts_with("solc:")) {
            vm = Some(Vm::Evm);
        }
        let runs_in_evm = vm == Some(Vm::Evm)
            || to.as_ref().and_then(|to| Vm::of_address(&to.bytes)) == Some(Vm::Evm);
        let code_text = code.as_ref().map(|code| code.text.as_str());
        let (call, solidity) = self.call(&fields, kind, runs_in_evm, code_text)?;
        let transaction = Transaction {
            kind,
            from: if kind.has_sender() {
                Some(fields.required("from", |node| self.address(node))?)
            } else {
                None
            },
            to,
            nonce: fields.optional("nonce", |node| self.number(node))?,
            value: two_names(&fields, "value", "egldValue", |node| self.big(node))?
                .unwrap_or_default(),
            esdt: two_names(&fields, "esdt", "esdtValue", |node| self.esdt_transfers(node))?,
            call,
            code,
            code_metadata,
            gas_limit: fields.or_default("gasLimit", |node| self.number(node))?,
            gas_price: fields.or_default("gasPrice", |node| self.number(node))?,
            vm,
        };
        Ok((transaction, solidity))
    }

    fn receiver(
        &self,
        fields: &Fields<'_>,
        kind: TransactionKind,
    ) -> Result<Option<Address>, Problem> {
        if kind.has_receiver() {
            return fields.required("to", |node| self.address(node)).map(Some);
        }
        match fields.optional("to", fields::text)? {
            None | Some("") => Ok(None),
            Some(_) => Err(not_here(fields, "to", kind)),
        }
    }

    /// Code or its metadata: outside deploys and upgrades it may only be empty.
    fn deploy_bytes(
        &self,
        fields: &Fields<'_>,
        name: &str,
        kind: TransactionKind,
    ) -> Result<Option<Given<Vec<u8>>>, Problem> {
        let bytes = fields.optional(name, |node| self.bytes(node))?;
        match bytes {
            Some(bytes) if !kind.has_code() && !bytes.value.is_empty() => {
                Err(not_here(fields, name, kind))
            }
            bytes => Ok(bytes.filter(|_| kind.has_code())),
        }
    }

    /// The function and its arguments as the reference reads them.
    pub(super) fn plain_call(
        &self,
        fields: &Fields<'_>,
        kind: TransactionKind,
    ) -> Result<Call, Problem> {
        let name = fields.or_default("function", fields::string)?;
        if !name.is_empty() && !kind.has_function() {
            return Err(not_here(fields, "function", kind));
        }
        let arguments =
            fields.or_default("arguments", |node| fields::items(node, |item| self.tree(item)))?;
        if !arguments.is_empty() && kind == TransactionKind::Transfer {
            return Err(not_here(fields, "arguments", kind));
        }
        Ok(Call::Function { name, arguments })
    }
}

fn not_here(fields: &Fields<'_>, name: &str, kind: TransactionKind) -> Problem {
    fields.problem(name, ParseReason::NotAllowed(format!("in a {} step", kind.name())))
}

/// A field with an old and a new name, of which one is written.
fn two_names<T>(
    fields: &Fields<'_>,
    old: &str,
    new: &str,
    read: impl Fn(&Node) -> Result<T, Problem>,
) -> Result<Option<T>, Problem> {
    if fields.has(old) && fields.has(new) {
        return Err(fields.problem(old, ParseReason::NotAllowed(format!("beside `{new}`"))));
    }
    Ok(fields.optional(old, &read)?.or(fields.optional(new, &read)?))
}
