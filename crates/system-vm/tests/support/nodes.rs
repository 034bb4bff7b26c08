//! A chain with the staking and the validator contract, and owners of nodes.

use super::{Chain, Consensus, State, text};
use num_bigint::BigUint;
use std::sync::{Arc, RwLock};
use system_vm::{
    NodeSignatures, STAKING_ADDRESS, StakedNode, StakingConfig, StakingContract, SystemVm,
    VALIDATOR_ADDRESS, ValidatorContract, ValidatorRecord,
};
use vm_core::{Address, Bytes, CallOutcome, ReturnData, ValidatorList, ValidatorStatus};

/// One whole token.
pub const ONE: u128 = 10_u128.pow(18);
/// What a node costs.
pub const NODE: u128 = 2_500 * ONE;
/// What unjailing costs.
pub const UNJAIL: u128 = 5 * ONE / 2;
/// Blocks until a node may be unbonded.
pub const UNBOND_BLOCKS: u64 = 250;
/// Epochs until tokens may be unbonded.
pub const UNBOND_EPOCHS: u32 = 3;

/// A signature is good when it is the message's first byte and then the key's.
#[derive(Debug)]
pub struct Signatures;

impl NodeSignatures for Signatures {
    fn verify(&self, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
        signature == [message[0], key[0]]
    }
}

/// The chain.
pub struct Nodes {
    pub chain: Chain,
    consensus: Arc<RwLock<Consensus>>,
}

/// The key of a node with a number.
pub fn key(number: u8) -> Vec<u8> {
    vec![number; 96]
}

/// Production's number of an amount.
pub fn amount(value: u128) -> Vec<u8> {
    let value = BigUint::from(value);
    if value == BigUint::ZERO { Vec::new() } else { value.to_bytes_be() }
}

impl Nodes {
    /// A chain where one node has to stay staked, in epoch 10 and block 1000.
    pub fn new() -> Self {
        Self::with(StakingConfig::default(), |_| {})
    }

    pub fn with(config: StakingConfig, change: impl FnOnce(&mut State)) -> Self {
        let vm = SystemVm::builder()
            .contract(StakingContract::new(config))
            .contract(ValidatorContract::new(config, Arc::new(Signatures)))
            .build();
        let mut consensus = Arc::default();
        let mut chain = Chain::of(vm, "", |state| {
            change(state);
            consensus = Arc::clone(&state.consensus);
        });
        chain.set_block(10, 1_000);
        Self { chain, consensus }
    }

    pub fn set_list(&mut self, number: u8, list: ValidatorList) {
        self.set_status(number, ValidatorStatus { list, has_bad_rating: false });
    }

    pub fn set_status(&mut self, number: u8, status: ValidatorStatus) {
        self.consensus.write().unwrap().statuses.insert(key(number), status);
    }

    pub fn set_eligible(&mut self, count: u64) {
        self.consensus.write().unwrap().eligible = Some(count);
    }

    /// Calls the validator contract.
    pub fn call(
        &mut self,
        caller: Address,
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> CallOutcome {
        let request =
            self.chain.paid_request((caller, VALIDATOR_ADDRESS), function, arguments, value);
        self.chain.run(request).call
    }

    /// Calls the validator contract with what has to succeed, and gives its results.
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

    /// Calls the staking contract with what has to succeed, and gives its results.
    pub fn staking(
        &mut self,
        caller: Address,
        function: &str,
        arguments: &[Vec<u8>],
    ) -> Vec<Bytes> {
        let arguments: Vec<&[u8]> = arguments.iter().map(Vec::as_slice).collect();
        items(self.chain.expect(caller, STAKING_ADDRESS, function, &arguments))
    }

    /// Stakes nodes.
    pub fn stake(&mut self, owner: Address, numbers: &[u8], value: u128) -> Vec<Bytes> {
        self.expect(owner, "stake", &stake_arguments(owner, numbers), value)
    }

    pub fn node(&mut self, number: u8) -> Option<StakedNode> {
        let stored = self.chain.storage(STAKING_ADDRESS, &key(number));
        (!stored.is_empty()).then(|| StakedNode::decode(&stored).unwrap())
    }

    pub fn record(&mut self, owner: Address) -> Option<ValidatorRecord> {
        let stored = self.chain.storage(VALIDATOR_ADDRESS, owner.as_slice());
        (!stored.is_empty()).then(|| ValidatorRecord::decode(&stored).unwrap())
    }

    /// Status of a node, as the staking contract tells it.
    pub fn status(&mut self, number: u8) -> String {
        let items = self.staking(super::ALICE, "getBLSKeyStatus", &[key(number)]);
        String::from_utf8(items[0].to_vec()).unwrap()
    }

    /// What the validator contract has is what it owes, and what was paid for unjailing.
    pub fn check_sums(&mut self, owners: &[Address]) {
        let funds = self.chain.storage(VALIDATOR_ADDRESS, b"unJailFunds");
        let mut owed = vec![BigUint::from_bytes_be(&funds)];
        for owner in owners {
            let record = self.record(*owner).unwrap_or_default();
            let unstaked: BigUint = record.unstaked.iter().map(|it| &it.value).sum();
            assert_eq!(unstaked, record.total_unstaked);
            owed.extend([record.total_stake, record.total_unstaked]);
        }
        let owed: BigUint = owed.iter().sum();
        let has = self.chain.native_balance(VALIDATOR_ADDRESS);
        assert_eq!(owed.to_string(), has.to_string());
    }
}

/// Number of nodes, then pairs of key and signature.
pub fn stake_arguments(owner: Address, numbers: &[u8]) -> Vec<Vec<u8>> {
    let count = u8::try_from(numbers.len()).unwrap();
    let pairs = numbers.iter().flat_map(|number| [key(*number), vec![owner.0[0], *number]]);
    core::iter::once(vec![count]).chain(pairs).collect()
}

fn items(outcome: CallOutcome) -> Vec<Bytes> {
    match outcome.data {
        ReturnData::Items(items) => items,
        ReturnData::Blob(_) => panic!("items"),
    }
}
