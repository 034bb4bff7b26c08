//! [`VmOutput`] from an outcome: a format for nodes, derived at the end.

use crate::Outcome;
use std::collections::BTreeMap;
use vm_core::{
    AccountChange, Address, BlockchainHook, Bytes, Fault, LogEntry, LogRecord, OutgoingTransfer,
    OutputAccount, OutputTransfer, SLOT_KEY_PREFIX, StorageUpdate, TransferRecord, U256, VmOutput,
};

/// Derives the output that a MultiversX node expects.
pub(crate) fn vm_output(
    hook: &dyn BlockchainHook,
    outcome: Outcome,
    caller: Address,
) -> Result<VmOutput, Fault> {
    let mut output_accounts = BTreeMap::new();
    let mut deleted_accounts = Vec::new();
    for (address, change) in &outcome.change.accounts {
        if change.is_deleted {
            deleted_accounts.push(*address);
        } else {
            output_accounts.insert(*address, output_account(hook, *address, change, caller)?);
        }
    }
    for (to, transfer) in output_transfers(&outcome) {
        let account: &mut OutputAccount = output_accounts.entry(to).or_default();
        account.address = to;
        account.output_transfers.push(transfer);
    }
    Ok(VmOutput {
        return_data: outcome.items(),
        return_code: outcome.return_code,
        return_message: outcome.message,
        gas_remaining: outcome.gas.limit.saturating_sub(outcome.gas.used),
        gas_refund: U256::from(outcome.gas.refunded),
        output_accounts,
        deleted_accounts,
        logs: outcome.logs.into_iter().filter_map(log_entry).collect(),
    })
}

/// All transfers with their receivers, in order: those inside the shard, which have happened, among those that the
/// node has to carry out.
fn output_transfers(outcome: &Outcome) -> Vec<(Address, OutputTransfer)> {
    let mut leaving = outcome.outgoing.iter().peekable();
    let mut staying = outcome.transfers.iter().peekable();
    let mut ordered = Vec::new();
    for index in 1.. {
        let at = ordered.len();
        let next = staying.next_if(|it| it.position <= at || leaving.peek().is_none());
        ordered.push(match (next, leaving.next_if(|_| next.is_none())) {
            (Some(record), _) => (record.to.address, transfer_inside(index, record)),
            (None, Some(transfer)) => (transfer.to, transfer_outside(index, transfer)),
            (None, None) => return ordered,
        });
    }
    ordered
}

fn transfer_inside(index: u32, record: &TransferRecord) -> OutputTransfer {
    OutputTransfer {
        index,
        value: record.value,
        gas_limit: record.gas_limit,
        gas_locked: record.gas_locked,
        async_data: record.async_data.clone(),
        data: record.data.clone(),
        call_type: record.call_type,
        sender_address: record.from.address,
    }
}

fn transfer_outside(index: u32, transfer: &OutgoingTransfer) -> OutputTransfer {
    OutputTransfer {
        index,
        value: transfer.value,
        gas_limit: transfer.gas_limit,
        gas_locked: transfer.gas_locked,
        async_data: transfer.async_data.clone(),
        data: transfer.data.clone(),
        call_type: transfer.call_type,
        sender_address: transfer.from,
    }
}

fn output_account(
    hook: &dyn BlockchainHook,
    address: Address,
    change: &AccountChange,
    caller: Address,
) -> Result<OutputAccount, Fault> {
    let before = hook.account(&address)?.unwrap_or_default();
    let balance = change.balance.unwrap_or(before.balance);
    let code = change.code.as_ref();
    Ok(OutputAccount {
        address,
        nonce: change.nonce.unwrap_or(before.nonce),
        balance,
        balance_increase: balance.saturating_sub(before.balance),
        balance_decrease: before.balance.saturating_sub(balance),
        storage_updates: storage_updates(change),
        code: code.map(|it| it.bytes.clone()),
        code_metadata: change.native.as_ref().map(|it| it.metadata),
        code_deployer_address: code
            .map(|_| change.native.as_ref().and_then(|it| it.owner).unwrap_or(caller)),
        alias: change.alias,
        linked: change.linked,
        output_transfers: Vec::new(),
        gas_used: 0,
    })
}

fn storage_updates(change: &AccountChange) -> BTreeMap<Bytes, StorageUpdate> {
    let slots = change.slots.iter().map(|(slot, value)| {
        let key = [SLOT_KEY_PREFIX, &slot.to_be_bytes::<32>()].concat();
        let data = if value.is_zero() { Vec::new() } else { value.to_be_bytes::<32>().to_vec() };
        (Bytes::from(key), Bytes::from(data))
    });
    let values = change.storage.iter().map(|(key, value)| (key.clone(), value.clone()));
    slots
        .chain(values)
        .map(|(offset, data)| (offset.clone(), StorageUpdate { offset, data, written: true }))
        .collect()
}

/// A log as a MultiversX node knows it. What a token's face says, native logs have said already.
fn log_entry(record: LogRecord) -> Option<LogEntry> {
    match record {
        LogRecord::Native(entry) => Some(entry),
        LogRecord::TokenFace { .. } => None,
        LogRecord::Evm { address, log } => Some(LogEntry {
            identifier: Bytes::new(),
            address,
            topics: log.topics().iter().map(|it| Bytes::copy_from_slice(it.as_slice())).collect(),
            data: vec![log.data.data],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{B256, Log};

    #[test]
    fn a_node_sees_the_logs_of_contracts_and_none_of_faces() {
        let address = Address([6; 32]);
        let topics = vec![B256::repeat_byte(1)];
        let log = Log::new_unchecked(vm_core::EvmAddress::ZERO, topics, Bytes::from_static(&[2]));
        let entry = LogEntry {
            address,
            topics: vec![Bytes::from_static(&[1; 32])],
            data: vec![Bytes::from_static(&[2])],
            ..LogEntry::default()
        };
        let contract = LogRecord::Evm { address, log: log.clone() };
        assert_eq!(log_entry(contract), Some(entry.clone()));
        assert_eq!(log_entry(LogRecord::TokenFace { address, log }), None);
        assert_eq!(log_entry(LogRecord::Native(entry.clone())), Some(entry));
    }
}
