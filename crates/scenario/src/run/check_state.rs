//! `checkState` (`mx-chain-scenario-go:scenario/executor/stepCheckState.go`).

use super::check_result::written;
use super::execution::Execution;
use super::report::Place;
use super::set_state::vm_type_of;
use crate::model::{AccountCheck, CheckState, MapCheck};
use crate::value::{Hint, describe};
use num_bigint::BigUint;
use std::collections::{BTreeMap, BTreeSet};
use vm_core::{Address, AddressForms, U256, VmType};
use world::{WorldAccount, WorldState};

/// Keys of the protocol, which storage checks never compare.
const PROTECTED: &[u8] = b"ELROND";

impl Execution<'_> {
    /// Compares the state with what a step expects.
    pub(super) fn check_state(&mut self, place: &Place, check: &CheckState) {
        let state = self.chain.world.state();
        if !check.more_allowed {
            let listed: BTreeSet<Address> =
                check.accounts.iter().map(|it| Address(it.address.bytes)).collect();
            for address in state.accounts().into_keys() {
                let is_own = self.system.contains(&address)
                    || address == Address::SYSTEM_ACCOUNT
                    || address.vm_type() == Some(VmType::TOKEN_FACE);
                if !is_own && !listed.contains(&address) {
                    let field = format!("accounts[{}]", describe(&address.0, Hint::Address));
                    self.fail(place, field, "no such account", "it exists");
                }
            }
        }
        for expected in &check.accounts {
            let place = Place { line: expected.line, ..place.clone() };
            let address = Address(expected.address.bytes);
            match state.account(&address) {
                Some(account) => self.check_account(&place, expected, address, account, &state),
                None => {
                    let field = format!("accounts[{}]", expected.address.text);
                    self.fail(&place, field, "an account", "there is none");
                }
            }
        }
    }

    fn check_account(
        &mut self,
        place: &Place,
        expected: &AccountCheck,
        address: Address,
        account: &WorldAccount,
        state: &WorldState,
    ) {
        self.check_basics(place, expected, address, account);
        self.check_contract_fields(place, expected, address, account);
        self.check_storage(place, expected, account);
        self.check_slots(place, expected, account);
        let system = state.account(&Address::SYSTEM_ACCOUNT).map(|it| &it.storage);
        self.check_tokens(place, expected, &account.storage, system);
    }

    fn check_basics(
        &mut self,
        place: &Place,
        expected: &AccountCheck,
        address: Address,
        account: &WorldAccount,
    ) {
        let data = &account.data;
        if !expected.nonce.accepts(&data.nonce) {
            let actual = data.nonce.to_string();
            self.account_failure(place, expected, "nonce", written(&expected.nonce, "0"), &actual);
        }
        let waived = self.waived.get(&address).copied().unwrap_or_default();
        let balance = big(data.balance.saturating_sub(waived));
        if !expected.balance.accepts(&balance) {
            let actual = balance.to_string();
            self.account_failure(
                place,
                expected,
                "balance",
                written(&expected.balance, "0"),
                &actual,
            );
        }
        if !expected.username.accepts::<[u8]>(&data.native.username) {
            let actual = describe(&data.native.username, Hint::Text);
            self.account_failure(
                place,
                expected,
                "username",
                written(&expected.username, ""),
                &actual,
            );
        }
        let rewards = big(data.native.developer_reward);
        if !expected.developer_rewards.accepts_if_given(&rewards) {
            let check = &expected.developer_rewards;
            let actual = rewards.to_string();
            self.account_failure(place, expected, "developerRewards", written(check, ""), &actual);
        }
        let pending = self.async_data.get(&address).cloned().unwrap_or_default();
        if !expected.async_call_data.accepts_if_given::<[u8]>(&pending) {
            let check = &expected.async_call_data;
            let actual = describe(&pending, Hint::Text);
            self.account_failure(place, expected, "asyncCallData", written(check, ""), &actual);
        }
    }

    fn check_contract_fields(
        &mut self,
        place: &Place,
        expected: &AccountCheck,
        address: Address,
        account: &WorldAccount,
    ) {
        let data = &account.data;
        if !expected.code.accepts::<[u8]>(&data.code.bytes) {
            let actual = describe(&data.code.bytes, Hint::Code);
            self.account_failure(place, expected, "code", written(&expected.code, ""), &actual);
        }
        let hash = if data.code.is_none() { &[][..] } else { data.code.hash.as_slice() };
        let owner = data.native.owner.map(|it| it.0.to_vec()).unwrap_or_default();
        let alias = self.runtime.forms().of_address(&address).face;
        for (field, check, actual, hint) in [
            ("codeMetadata", &expected.code_metadata, &data.native.metadata[..], Hint::Hex),
            ("owner", &expected.owner, &owner, Hint::Address),
            ("codeHash", &expected.code_hash, hash, Hint::Hex),
            ("alias", &expected.alias, alias.as_slice(), Hint::Address),
        ] {
            if !check.accepts_if_given::<[u8]>(actual) {
                let actual = describe(actual, hint);
                self.account_failure(place, expected, field, written(check, ""), &actual);
            }
        }
        if let Some(vm) = expected.vm {
            let vm_type = vm_type_of(vm);
            if data.code.vm_type != Some(vm_type) {
                let actual = data.code.vm_type.map_or("none".to_owned(), |it| it.to_string());
                let field = format!("accounts[{}].vm", expected.address.text);
                self.fail(place, field, vm_type.to_string(), actual);
            }
        }
    }

    fn check_storage(&mut self, place: &Place, expected: &AccountCheck, account: &WorldAccount) {
        let MapCheck::Entries { entries, more_allowed } = &expected.storage else {
            return;
        };
        let mut unlisted: BTreeMap<&[u8], &[u8]> = account
            .storage
            .iter()
            .map(|(key, value)| (key.as_ref(), value.as_ref()))
            .filter(|(key, _)| !key.starts_with(PROTECTED))
            .collect();
        for entry in entries {
            let key = entry.key.value.as_slice();
            if key.starts_with(PROTECTED) {
                continue;
            }
            let actual = unlisted.remove(key).unwrap_or_default();
            if !entry.value.accepts::<[u8]>(actual) {
                let field = format!("storage[{}]", entry.key.text);
                let actual = describe(actual, Hint::Unknown);
                self.account_failure(place, expected, &field, written(&entry.value, ""), &actual);
            }
        }
        if !more_allowed {
            for (key, value) in unlisted {
                let field = format!("storage[{}]", describe(key, Hint::Unknown));
                let actual = describe(value, Hint::Unknown);
                self.account_failure(place, expected, &field, "\"\"".to_owned(), &actual);
            }
        }
    }

    fn check_slots(&mut self, place: &Place, expected: &AccountCheck, account: &WorldAccount) {
        let MapCheck::Entries { entries, more_allowed } = &expected.slots else {
            return;
        };
        let mut unlisted: BTreeMap<U256, U256> =
            account.slots.iter().map(|(slot, value)| (*slot, *value)).collect();
        for entry in entries {
            let slot = U256::from_be_bytes(entry.slot.value);
            let actual = unlisted.remove(&slot).unwrap_or_default().to_be_bytes::<32>();
            if !entry.value.accepts(&actual) {
                let field = format!("slots[{}]", entry.slot.text);
                let actual = describe(&actual, Hint::Hex);
                self.account_failure(place, expected, &field, written(&entry.value, "0"), &actual);
            }
        }
        if !more_allowed {
            for (slot, value) in unlisted {
                let field = format!("slots[{slot:#x}]");
                let actual = format!("{value:#x}");
                self.account_failure(place, expected, &field, "\"0\"".to_owned(), &actual);
            }
        }
    }

    /// Notes that a field of an account is not as expected.
    fn account_failure(
        &mut self,
        place: &Place,
        expected: &AccountCheck,
        field: &str,
        wanted: String,
        actual: &str,
    ) {
        let field = format!("accounts[{}].{field}", expected.address.text);
        self.fail(place, field, wanted, format!("\"{actual}\""));
    }
}

fn big(value: U256) -> BigUint {
    BigUint::from_bytes_be(&value.to_be_bytes::<32>())
}
