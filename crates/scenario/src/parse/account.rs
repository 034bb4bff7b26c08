//! Accounts put into the state.

use super::Reader;
use super::fields::{self, Fields, Known};
use super::problem::{ParseReason, Problem};
use crate::json::Entry;
use crate::model::{Account, Address, SlotEntry, StorageEntry, Vm};

const ACCOUNT: Known = Known {
    common: &[
        "comment",
        "update",
        "shard",
        "nonce",
        "balance",
        "esdt",
        "username",
        "storage",
        "code",
        "codeMetadata",
        "owner",
        "asyncCallData",
        "developerRewards",
    ],
    extended: &["vm", "slots"],
};

impl Reader<'_> {
    pub(super) fn account(&self, entry: &Entry) -> Result<Account, Problem> {
        let fields = self.fields(&entry.value, ACCOUNT)?;
        let address = self.account_key(entry)?;
        let vm = fields.optional("vm", |node| self.vm(node))?;
        storage_of_vm(&fields, &address, vm)?;
        Ok(Account {
            line: entry.line,
            comment: fields.or_default("comment", fields::string)?,
            update: fields.or_default("update", fields::flag)?,
            shard: fields.optional("shard", |node| self.number(node))?,
            nonce: fields.optional("nonce", |node| self.number(node))?,
            balance: fields.optional("balance", |node| self.big(node))?,
            username: fields.optional("username", |node| self.bytes(node))?,
            storage: fields.or_default("storage", |node| {
                fields::entries(node, |entry| {
                    Ok(StorageEntry {
                        key: self.expression(&entry.key, entry.line)?,
                        value: self.tree(&entry.value)?,
                    })
                })
            })?,
            code: fields.optional("code", |node| self.bytes(node))?,
            code_metadata: fields.optional("codeMetadata", |node| self.bytes(node))?,
            owner: fields.optional("owner", |node| self.bytes(node))?,
            async_call_data: fields.or_default("asyncCallData", fields::string)?,
            esdt: fields
                .or_default("esdt", |node| fields::entries(node, |entry| self.esdt_token(entry)))?,
            developer_rewards: fields.optional("developerRewards", |node| self.big(node))?,
            slots: fields.or_default("slots", |node| {
                fields::entries(node, |entry| {
                    let slot = self.expression(&entry.key, entry.line)?;
                    let value = self.tree(&entry.value)?;
                    Ok(SlotEntry {
                        slot: self.word(slot, entry.line)?,
                        value: self.word(value, entry.value.line)?,
                    })
                })
            })?,
            vm,
            address,
        })
    }

    /// The address that an account is listed under.
    pub(super) fn account_key(&self, entry: &Entry) -> Result<Address, Problem> {
        if entry.key.is_empty() {
            return Err(Problem::new(entry.line, ParseReason::Missing));
        }
        self.address_text(&entry.key, entry.line)
    }
}

/// Byte keys belong to WASM and system contracts, slots to EVM contracts.
pub(super) fn storage_of_vm(
    fields: &Fields<'_>,
    address: &Address,
    vm: Option<Vm>,
) -> Result<(), Problem> {
    let vm = vm.or_else(|| Vm::of_address(&address.bytes));
    let refused = |name: &str, reason: &str| {
        Err(fields.problem(name, ParseReason::NotAllowed(reason.to_owned())))
    };
    match vm {
        Some(Vm::Wasm | Vm::System) if fields.has("slots") => {
            refused("slots", "in an account outside the EVM: use `storage`")
        }
        Some(Vm::Evm) if fields.has("slots") && fields.has("storage") => {
            refused("storage", "beside `slots`: byte keys of an EVM account are tokens, use `esdt`")
        }
        Some(Vm::Wasm | Vm::System | Vm::Evm) | None => Ok(()),
    }
}
