//! A chain with staking, validator and delegation contracts, and a delegation contract of Alice's.

use super::nodes::{NODE, ONE, Signatures, amount};
use super::{ALICE, Chain, State, text};
use num_bigint::BigUint;
use std::sync::Arc;
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, DelegationContract, DelegationManagerContract, DelegationSettings,
    Delegator, END_OF_EPOCH_ADDRESS, FIRST_DELEGATION_ADDRESS, GlobalFund, StakingConfig,
    StakingContract, SystemVm, ValidatorContract,
};
use vm_core::{AccountData, Address, Bytes, CallOutcome, ReturnData, U256};

/// What a new contract costs its owner.
pub const DEPOSIT: u128 = NODE / 2;
/// Who may change the manager's settings.
pub const CONFIG_OWNER: Address = Address([0xcc; 32]);
/// The first delegation contract.
pub const POOL: Address = {
    let mut address = FIRST_DELEGATION_ADDRESS;
    address.0[28] = 2;
    address
};

/// The chain.
pub struct Pool {
    pub chain: Chain,
}

impl Pool {
    /// A chain in epoch 10, without a delegation contract.
    pub fn none(settings: DelegationSettings, change: impl FnOnce(&mut State)) -> Self {
        let config = StakingConfig::default();
        let settings = DelegationSettings { config_owner: Some(CONFIG_OWNER), ..settings };
        let vm = SystemVm::builder()
            .contract(StakingContract::new(config))
            .contract(ValidatorContract::new(config, Arc::new(Signatures)))
            .contract(DelegationManagerContract::new(config, settings))
            .contract(DelegationContract::new(config, settings, Arc::new(Signatures)))
            .build();
        let mut chain = Chain::of(vm, "", |state| {
            let balance = U256::from(10_u128.pow(24));
            let rich = AccountData { balance, ..AccountData::default() };
            state.accounts.insert(END_OF_EPOCH_ADDRESS, rich);
            change(state);
        });
        chain.set_block(10, 1_000);
        Self { chain }
    }

    /// With a contract of Alice's, without a cap, with a service fee of a tenth.
    pub fn new() -> Self {
        let mut pool = Self::none(DelegationSettings::default(), |_| {});
        pool.create(ALICE, 0, 1_000);
        pool
    }

    pub fn create(&mut self, owner: Address, cap: u128, fee: u64) -> Vec<Bytes> {
        let arguments = [amount(cap), amount(u128::from(fee))];
        let outcome = self.manager(owner, "createNewDelegationContract", &arguments, DEPOSIT);
        assert!(outcome.status.is_success(), "{}", text(&outcome));
        items(outcome)
    }

    pub fn call_at(
        &mut self,
        places: (Address, Address),
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> CallOutcome {
        let request = self.chain.paid_request(places, function, arguments, value);
        self.chain.run(request).call
    }

    /// Calls the manager.
    pub fn manager(
        &mut self,
        caller: Address,
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> CallOutcome {
        self.call_at((caller, DELEGATION_MANAGER_ADDRESS), function, arguments, value)
    }

    /// Calls the first contract.
    pub fn call(
        &mut self,
        caller: Address,
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> CallOutcome {
        self.call_at((caller, POOL), function, arguments, value)
    }

    /// Calls the first contract with what has to succeed, and gives its results.
    pub fn expect(
        &mut self,
        caller: Address,
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> Vec<Bytes> {
        let outcome = self.call(caller, function, arguments, value);
        assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
        items(outcome)
    }

    /// What a view gives as one number.
    pub fn view(&mut self, function: &str, arguments: &[Vec<u8>]) -> BigUint {
        let items = self.expect(ALICE, function, arguments, 0);
        BigUint::from_bytes_be(&items[0])
    }

    /// Pays the rewards of an epoch, which is then over.
    pub fn reward(&mut self, value: u128) {
        self.expect(END_OF_EPOCH_ADDRESS, "updateRewards", &[], value);
    }

    pub fn set_epoch(&mut self, epoch: u32) {
        self.chain.set_block(epoch, 1_000_u64.saturating_mul(u64::from(epoch)));
    }

    pub fn delegator(&mut self, address: Address) -> Option<Delegator> {
        let stored = self.chain.storage(POOL, address.as_slice());
        (!stored.is_empty()).then(|| Delegator::decode(&stored).unwrap())
    }

    pub fn global(&mut self) -> GlobalFund {
        GlobalFund::decode(&self.chain.storage(POOL, b"globalFund")).unwrap()
    }
}

/// Whole tokens.
pub const fn tokens(count: u128) -> u128 {
    count.saturating_mul(ONE)
}

pub fn items(outcome: CallOutcome) -> Vec<Bytes> {
    match outcome.data {
        ReturnData::Items(items) => items,
        ReturnData::Blob(_) => panic!("items"),
    }
}
