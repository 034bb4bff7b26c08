//! `setState`: accounts, promised addresses, blocks (`mx-chain-scenario-go:scenario/executor/stepSetState.go`).

use super::execution::Execution;
use super::report::Place;
use super::tokens::write_tokens;
use crate::model::{Account, BlockInfo, SetState, Vm};
use crate::value::{Dialect, Hint, describe};
use alloy_primitives::B256;
use num_bigint::BigUint;
use vm_core::{Address, Bytes, Code, EvmAddress, U256, VmType};
use world::WorldAccount;

/// Code metadata of code that is set without: payable, upgradeable, readable.
pub(super) const DEFAULT_METADATA: [u8; 2] = [5, 6];
/// Length of a block's random seed.
const SEED: usize = 48;

impl Execution<'_> {
    /// Runs a `setState` step.
    pub(super) fn set_state(&mut self, place: &Place, step: &SetState) {
        for account in &step.accounts {
            if let Some(code) = &account.code {
                self.found_code(place, code);
            }
            if let Err(reason) = self.set_account(account) {
                let place = Place { line: account.line, ..place.clone() };
                let field = format!("accounts[{}]", account.address.text);
                self.fail(&place, field, "an account that can be set", reason);
            }
        }
        if let Some(block) = &step.previous_block {
            update_block(&mut self.block.previous, block, &mut self.has_block.0);
        }
        if let Some(block) = &step.current_block {
            update_block(&mut self.block.current, block, &mut self.has_block.1);
        }
        // The reference's mock world has no epoch start of its own.
        self.block.epoch_start = self.block.current.clone();
        self.chain.set_block_nonce(self.block.current.nonce);
        let hashes = step.block_hashes.iter().map(|it| block_hash(&it.value)).collect();
        self.chain.set_block_hashes(hashes);
        for promise in &step.new_addresses {
            let address = Address(promise.address.bytes);
            self.name(&promise.creator);
            self.name(&promise.address);
            if address.is_contract_shaped() {
                let creator = Address(promise.creator.bytes);
                self.chain.promise(creator, promise.creator_nonce.value, address);
            } else {
                let actual = describe(address.as_slice(), Hint::Address);
                self.fail(place, "newAddresses", "the address of a contract", actual);
            }
        }
    }

    fn set_account(&mut self, given: &Account) -> Result<(), String> {
        self.name(&given.address);
        let address = Address(given.address.bytes);
        let code = given.code.as_ref().map_or(&[][..], |it| &it.value);
        self.check_shape(given, address, code)?;
        let existing = self.chain.world.read(|state| state.account(&address).cloned());
        let mut account = match (given.update, existing) {
            (true, Some(account)) => account,
            (true, None) => return Err("there is no account to update".to_owned()),
            (false, _) => WorldAccount::default(),
        };
        fill(&mut account, given, address, code)?;
        if given.async_call_data.is_empty() {
            self.async_data.remove(&address);
        } else {
            self.async_data.insert(address, given.async_call_data.clone().into_bytes());
        }
        if let Some(shard) = &given.shard {
            self.chain.set_shard(address, shard.value);
        }
        self.chain.world.update(|state| state.insert(address, account));
        Ok(())
    }

    /// Code and address must fit: the reference has code at contract addresses and only there. An
    /// account born in the EVM may be a key.
    fn check_shape(&self, given: &Account, address: Address, code: &[u8]) -> Result<(), String> {
        let vm_type = address.vm_type();
        if code.is_empty() {
            let may_be_bare = self.dialect == Dialect::Extended
                && (given.update || vm_type != Some(VmType::SPACE));
            if address.is_contract_shaped() && !may_be_bare {
                return Err("the address of a contract, and no code".to_owned());
            }
        } else if vm_type.is_none() {
            return Err("code, and not the address of a contract".to_owned());
        }
        match (given.vm, vm_type) {
            (Some(vm), Some(vm_type)) if vm_type_of(vm) != vm_type => {
                Err(format!("an address of the VM {vm_type}, and not of the one in `vm`"))
            }
            _ => Ok(()),
        }
    }
}

/// The type of a VM that a scenario names.
pub(super) const fn vm_type_of(vm: Vm) -> VmType {
    match vm {
        Vm::Wasm => VmType::SPACE,
        Vm::Evm => VmType::EVM,
        Vm::System => VmType::SYSTEM,
    }
}

/// The VM of code at an address: `SpaceVM` where the address names none of the three, as old scenarios
/// have it.
fn code_vm(address: Address) -> Option<VmType> {
    address.vm_type().map(|vm_type| match vm_type {
        VmType::EVM | VmType::SYSTEM => vm_type,
        _ => VmType::SPACE,
    })
}

/// Puts what is written into an account.
fn fill(
    account: &mut WorldAccount,
    given: &Account,
    address: Address,
    code: &[u8],
) -> Result<(), String> {
    let data = &mut account.data;
    if let Some(nonce) = &given.nonce {
        data.nonce = nonce.value;
    }
    if let Some(balance) = &given.balance {
        data.balance = amount(&balance.value).ok_or("the balance has more than 256 bits")?;
    }
    if let Some(username) = &given.username {
        data.native.username = Bytes::copy_from_slice(&username.value);
    }
    if let Some(owner) = &given.owner {
        data.native.owner = match owner.value.as_slice() {
            [] => None,
            bytes => Some(Address::from_slice(bytes).ok_or("the owner has not 32 bytes")?),
        };
    }
    if let Some(rewards) = &given.developer_rewards {
        data.native.developer_reward =
            amount(&rewards.value).ok_or("the developer rewards have more than 256 bits")?;
    }
    if let (false, Some(vm_type)) = (code.is_empty(), code_vm(address)) {
        data.code = Code::new(vm_type, Bytes::copy_from_slice(code));
        if vm_type != VmType::EVM {
            data.native.metadata = DEFAULT_METADATA;
        }
    }
    if let Some(metadata) = &given.code_metadata {
        data.native.metadata = <[u8; 2]>::try_from(metadata.value.as_slice()).unwrap_or_default();
    }
    for entry in &given.storage {
        let key = Bytes::copy_from_slice(&entry.key.value);
        if entry.value.value.is_empty() {
            account.storage.remove(&key);
        } else {
            account.storage.insert(key, Bytes::copy_from_slice(&entry.value.value));
        }
    }
    write_tokens(&given.esdt, &mut account.storage);
    for entry in &given.slots {
        let slot = U256::from_be_bytes(entry.slot.value);
        let value = U256::from_be_bytes(entry.value.value);
        if value.is_zero() {
            account.slots.remove(&slot);
        } else {
            account.slots.insert(slot, value);
        }
    }
    Ok(())
}

/// An amount of 256 bits.
pub(super) fn amount(value: &BigUint) -> Option<U256> {
    U256::try_from_be_slice(&value.to_bytes_be())
}

/// Changes what is written of a block; a block that is there has a seed of zeros at least.
fn update_block(block: &mut vm_core::BlockInfo, given: &BlockInfo, is_set: &mut bool) {
    if !*is_set {
        block.random_seed = Bytes::from_static(&[0; SEED]);
        *is_set = true;
    }
    set(&mut block.timestamp_ms, given.timestamp_ms);
    set(&mut block.nonce, given.nonce);
    set(&mut block.round, given.round);
    set(&mut block.epoch, given.epoch.map(|it| u32::try_from(it).unwrap_or(u32::MAX)));
    set(&mut block.random_seed, given.random_seed.map(|it| Bytes::copy_from_slice(&it)));
    set(&mut block.base_fee, given.base_fee.as_ref().and_then(|it| u64::try_from(it).ok()));
    set(&mut block.gas_limit, given.gas_limit);
    if let Some(prevrandao) = given.prevrandao {
        block.prev_randao = Some(B256::from(prevrandao));
    }
    if let Some(coinbase) = &given.coinbase {
        block.beneficiary = coinbase.evm.map(EvmAddress::from).unwrap_or_default();
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// A hash of 32 bytes: a shorter one is padded on its left, a longer one cut on its right.
fn block_hash(bytes: &[u8]) -> B256 {
    let head = bytes.get(..B256::len_bytes()).unwrap_or(bytes);
    B256::left_padding_from(head)
}
