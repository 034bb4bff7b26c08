//! The form of Geth's `prestateTracer` (`go-ethereum:eth/tracers/native/prestate.go`), from observed
//! first reads and the state change.

use crate::quantity::is_no_bytes;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vm_core::{
    AccountChange, AccountData, Address, AddressForms, B256, BlockchainHook, Bytes, Code,
    DESIGNATOR, EvmAddress, Fault, StateChange, StateKey, U256, VmType,
};

/// What the EVM sees of an account, or what of it changed. What is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrestateAccount {
    /// Native balance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance: Option<U256>,
    /// Code; the designator for a contract of another VM.
    #[serde(skip_serializing_if = "is_no_bytes")]
    pub code: Bytes,
    /// Nonce.
    #[serde(skip_serializing_if = "is_zero")]
    pub nonce: u64,
    /// Slots.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub storage: BTreeMap<B256, B256>,
    /// Canonical address, where the account is known by an alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<B256>,
}

/// Accounts by the address under which the EVM knows them.
pub type PrestateAccounts = BTreeMap<EvmAddress, PrestateAccount>;

/// What a transaction changed (`diffMode`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PrestateDiff {
    /// Accounts that changed, as they were, with the slots that changed. New contracts are not among them.
    pub pre: PrestateAccounts,
    /// What changed of them. Accounts that are gone are not among them.
    pub post: PrestateAccounts,
}

/// What a transaction found and what it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prestate {
    /// Every account that it read, with every slot that it read or wrote, as they were.
    pub accounts: PrestateAccounts,
    /// What it changed.
    pub diff: PrestateDiff,
}

impl Prestate {
    /// Of a transaction's first reads and its change, over the state before it.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn new(
        reads: &BTreeSet<StateKey>,
        change: &StateChange,
        state: &dyn BlockchainHook,
        forms: &dyn AddressForms,
    ) -> Result<Self, Fault> {
        let view = View { state, forms };
        let accounts = view.accounts(reads, change)?;
        Ok(Self { diff: view.diff(change, &accounts)?, accounts })
    }
}

/// Committed state as the EVM sees it.
struct View<'a> {
    state: &'a dyn BlockchainHook,
    forms: &'a dyn AddressForms,
}

impl View<'_> {
    fn accounts(
        &self,
        reads: &BTreeSet<StateKey>,
        change: &StateChange,
    ) -> Result<PrestateAccounts, Fault> {
        let mut accounts = PrestateAccounts::new();
        for key in reads {
            if let StateKey::Account(address, _) = key {
                let face = self.face(address);
                let account = self.account(face)?;
                if !is_empty(&account) {
                    accounts.insert(face, account);
                }
            }
        }
        // A new contract reads no slots from committed state, but it writes some.
        let written = change
            .accounts
            .iter()
            .flat_map(|(address, change)| change.slots.keys().map(move |slot| (address, slot)));
        let read = reads.iter().filter_map(|key| {
            if let StateKey::Slot(address, slot) = key { Some((address, slot)) } else { None }
        });
        for (address, slot) in read.chain(written) {
            if let Some(account) = accounts.get_mut(&self.face(address)) {
                let value = self.state.slot(address, *slot)?;
                account.storage.insert((*slot).into(), value.into());
            }
        }
        Ok(accounts)
    }

    fn diff(
        &self,
        change: &StateChange,
        accounts: &PrestateAccounts,
    ) -> Result<PrestateDiff, Fault> {
        let mut changes: BTreeMap<EvmAddress, (Address, &AccountChange)> = BTreeMap::new();
        for (address, change) in &change.accounts {
            let face = self.face(address);
            // What was sent to an alias goes to the account that it becomes the alias of.
            if !change.is_deleted || !changes.contains_key(&face) {
                changes.insert(face, (*address, change));
            }
        }
        let mut diff = PrestateDiff::default();
        for (face, (address, change)) in changes {
            let mut pre = self.account(face)?;
            if change.is_deleted {
                // It keeps all that is known of it.
                if let Some(mut known) = accounts.get(&face).cloned() {
                    known.storage.retain(|_, value| !value.is_zero());
                    diff.pre.insert(face, known);
                }
                continue;
            }
            let (mut post, mut is_changed) = changed(&pre, change);
            for (slot, value) in &change.slots {
                let before = self.state.slot(&address, *slot)?;
                is_changed |= before != *value;
                for (side, side_value) in [(&mut pre, before), (&mut post, *value)] {
                    if before != *value && !side_value.is_zero() {
                        side.storage.insert((*slot).into(), side_value.into());
                    }
                }
            }
            if is_changed {
                let is_new_contract = change.clears_slots && is_empty(&pre);
                if !is_new_contract {
                    diff.pre.insert(face, pre);
                }
                let is_aliased = self.forms.of_face(face).address != address;
                post.native = is_aliased.then_some(B256::new(address.0));
                diff.post.insert(face, post);
            }
        }
        Ok(diff)
    }

    fn face(&self, address: &Address) -> EvmAddress {
        self.forms.of_address(address).face
    }

    /// The account that a face meant before the transaction.
    fn account(&self, face: EvmAddress) -> Result<PrestateAccount, Fault> {
        let born = self.forms.of_face(face).address;
        let address = self.state.address_of_alias(face)?.unwrap_or(born);
        let AccountData { balance, nonce, code, .. } =
            self.state.account(&address)?.unwrap_or_default();
        Ok(PrestateAccount {
            balance: Some(balance),
            code: evm_code(&code),
            nonce,
            storage: BTreeMap::new(),
            native: (address != born).then_some(B256::new(address.0)),
        })
    }
}

fn evm_code(code: &Code) -> Bytes {
    match code.vm_type {
        None => Bytes::new(),
        Some(VmType::EVM) => code.bytes.clone(),
        Some(_) => Bytes::from_static(&DESIGNATOR),
    }
}

/// Nothing there, as EIP-161 has it.
fn is_empty(account: &PrestateAccount) -> bool {
    account.nonce == 0
        && account.code.is_empty()
        && account.balance.is_none_or(|balance| balance.is_zero())
}

/// The fields that a change gave other values, and whether there is one: what became empty is left out.
fn changed(pre: &PrestateAccount, change: &AccountChange) -> (PrestateAccount, bool) {
    let balance = change.balance.filter(|it| Some(*it) != pre.balance);
    let nonce = change.nonce.filter(|it| *it != pre.nonce);
    let code = change.code.as_ref().map(evm_code).filter(|it| *it != pre.code);
    let is_changed = balance.is_some() || nonce.is_some() || code.is_some();
    let post = PrestateAccount {
        balance,
        nonce: nonce.unwrap_or_default(),
        code: code.unwrap_or_default(),
        ..PrestateAccount::default()
    };
    (post, is_changed)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}
