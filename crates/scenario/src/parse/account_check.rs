//! Conditions on accounts.

use super::Reader;
use super::account::storage_of_vm;
use super::fields::{self, Known};
use super::problem::Problem;
use crate::json::{Entry, Node};
use crate::model::{AccountCheck, MapCheck, SlotCheck, StorageCheck};

const ACCOUNT_CHECK: Known = Known {
    common: &[
        "comment",
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
    extended: &["vm", "slots", "codeHash", "alias"],
};

impl Reader<'_> {
    pub(super) fn account_check(&self, entry: &Entry) -> Result<AccountCheck, Problem> {
        let fields = self.fields(&entry.value, ACCOUNT_CHECK)?;
        let address = self.account_key(entry)?;
        let vm = fields.optional("vm", |node| self.vm(node))?;
        storage_of_vm(&fields, &address, vm)?;
        let bytes = |name: &str| fields.or_default(name, |node| self.check_bytes(node));
        Ok(AccountCheck {
            line: entry.line,
            address,
            comment: fields.or_default("comment", fields::string)?,
            nonce: fields.or_default("nonce", |node| self.check_number(node))?,
            balance: fields.or_default("balance", |node| self.check_big(node))?,
            username: bytes("username")?,
            storage: fields.or_default("storage", |node| {
                map_check(node, |entry| {
                    Ok(StorageCheck {
                        key: self.expression(&entry.key, entry.line)?,
                        value: self.check_bytes(&entry.value)?,
                    })
                })
            })?,
            code: bytes("code")?,
            code_metadata: bytes("codeMetadata")?,
            owner: bytes("owner")?,
            async_call_data: bytes("asyncCallData")?,
            esdt: fields
                .or_default("esdt", |node| map_check(node, |entry| self.esdt_check(entry)))?,
            developer_rewards: fields
                .or_default("developerRewards", |node| self.check_big(node))?,
            vm,
            slots: fields.or_default("slots", |node| {
                map_check(node, |entry| {
                    let slot = self.expression(&entry.key, entry.line)?;
                    Ok(SlotCheck {
                        slot: self.word(slot, entry.line)?,
                        value: self.check_word(&entry.value)?,
                    })
                })
            })?,
            code_hash: bytes("codeHash")?,
            alias: bytes("alias")?,
        })
    }
}

fn map_check<'n, E>(
    node: &'n Node,
    read: impl FnMut(&'n Entry) -> Result<E, Problem>,
) -> Result<MapCheck<E>, Problem> {
    if node.is_star() {
        return Ok(MapCheck::Any);
    }
    let (entries, more_allowed) = fields::entries_and_more(node, read)?;
    Ok(MapCheck::Entries { entries, more_allowed })
}
