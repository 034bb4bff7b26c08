//! What holds after every call, whoever made it.

use crate::chain::{Protocol, RICH};
use crate::support::nodes::amount;
use crate::support::text;
use num_bigint::BigUint;
use std::collections::{BTreeMap, BTreeSet};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, Delegator, ESDT_ADDRESS, FIRST_DELEGATION_ADDRESS, Fund,
    GlobalFund, IssuedToken, TokenRoles, VALIDATOR_ADDRESS, ValidatorRecord, role_key,
};
use vm_core::{Address, Bytes, ReturnData, U256};

/// What the rich accounts have at first.
pub fn first_supply() -> U256 {
    U256::from(10_u128.pow(24)) * U256::from(RICH.len())
}

/// Everything that an account has stored.
pub fn values(protocol: &mut Protocol, address: Address) -> BTreeMap<Bytes, Bytes> {
    let genesis = protocol.vm.genesis().into_iter().find(|it| it.address == address);
    let mut values: BTreeMap<Bytes, Bytes> =
        genesis.map(|it| it.storage.into_iter().collect()).unwrap_or_default();
    let change = protocol.chain.session().journal.state_change().unwrap();
    if let Some(account) = change.accounts.get(&address) {
        values.extend(account.storage.clone());
    }
    values.retain(|_, value| !value.is_empty());
    values
}

/// No unit of the native token comes or goes, but for what an epoch pays.
pub fn check_supply(protocol: &mut Protocol, supply: U256) {
    let sum = accounts(protocol)
        .into_iter()
        .fold(U256::ZERO, |sum, address| sum + protocol.chain.native_balance(address));
    assert_eq!(sum, supply);
}

/// Every account that has anything.
fn accounts(protocol: &mut Protocol) -> BTreeSet<Address> {
    let change = protocol.chain.session().journal.state_change().unwrap();
    change.accounts.keys().copied().chain(RICH).collect()
}

/// The validator contract has what it owes, and what was paid for unjailing.
pub fn check_validators(protocol: &mut Protocol) {
    let values = values(protocol, VALIDATOR_ADDRESS);
    let mut owed = BigUint::ZERO;
    for (key, value) in &values {
        if key.as_ref() == b"unJailFunds" {
            owed += BigUint::from_bytes_be(value);
        }
        if key.len() != Address::LENGTH {
            continue;
        }
        let record = ValidatorRecord::decode(value).unwrap();
        let unstaked: BigUint = record.unstaked.iter().map(|it| &it.value).sum();
        assert_eq!(unstaked, record.total_unstaked);
        assert!(record.unstaked.is_sorted_by_key(|it| it.epoch), "the oldest is first");
        owed += record.total_stake + record.total_unstaked;
    }
    let has = protocol.chain.native_balance(VALIDATOR_ADDRESS);
    assert_eq!(owed.to_string(), has.to_string());
}

/// The delegation contracts that were made.
pub fn pools(protocol: &mut Protocol) -> Vec<Address> {
    let stored = protocol.chain.storage(DELEGATION_MANAGER_ADDRESS, b"delegationContracts");
    let addresses = stored.chunks(2 + Address::LENGTH).map(|item| &item[2..]);
    let addresses = addresses.map(|it| Address::from_slice(it).unwrap());
    addresses.filter(|it| *it != FIRST_DELEGATION_ADDRESS).collect()
}

/// Funds add up to the sums that the contract keeps, and to its stake in the validator contract; every
/// fund is one delegator's, in order; and the contract can pay the rewards that it owes.
pub fn check_pool(protocol: &mut Protocol, pool: Address) {
    let values = values(protocol, pool);
    let of_prefix = |prefix: &'static [u8]| {
        values.iter().filter(move |(key, _)| key.starts_with(prefix) && key.len() < 32)
    };
    let funds: BTreeMap<&Bytes, Fund> =
        of_prefix(b"fund").map(|(key, value)| (key, Fund::decode(value).unwrap())).collect();
    let global = GlobalFund::decode(&values[&b"globalFund"[..]]).unwrap();
    let sum =
        |kind| -> BigUint { funds.values().filter(|it| it.kind == kind).map(|it| &it.value).sum() };
    assert_eq!((sum(0), sum(1)), (global.active.clone(), global.unstaked.clone()));
    assert_eq!(values.get(&b"totalActive"[..]).map_or(&[][..], |it| it), amount_of(&global.active));
    let index = |key: &[u8]| BigUint::from_bytes_be(&key[4..]);
    let last = values.get(&b"lastFund"[..]).map(|it| index(it)).unwrap_or_default();
    assert!(funds.keys().all(|key| index(key) <= last));

    let mut seen = BTreeSet::new();
    let mut owed = BigUint::ZERO;
    let users: Vec<(&Bytes, Delegator)> = values
        .iter()
        .filter(|(key, _)| key.len() == Address::LENGTH)
        .map(|(key, value)| (key, Delegator::decode(value).unwrap()))
        .collect();
    for (address, delegator) in &users {
        let mut of_user = delegator.unstaked_funds.clone();
        let epochs: Vec<u32> = of_user.iter().map(|key| funds[key].epoch).collect();
        assert!(epochs.is_sorted(), "the oldest is first");
        assert!(of_user.iter().all(|key| funds[key].kind == 1));
        if !delegator.active_fund.is_empty() {
            assert_eq!(funds[&delegator.active_fund].kind, 0);
            of_user.push(delegator.active_fund.clone());
        }
        for key in of_user {
            // As in production, what an owner handed over with the contract names its first delegator.
            let is_owner = values.get(&b"owner"[..]) == Some(*address);
            assert!(is_owner || funds[&key].address == **address);
            assert!(seen.insert(key), "one fund, one delegator");
        }
        owed += view(protocol, pool, "getClaimableRewards", &[address.to_vec()]);
    }
    assert_eq!(seen.len(), funds.len(), "no fund is nobody's");
    let count = view(protocol, pool, "getNumUsers", &[]);
    assert_eq!(count, BigUint::from(users.len()));
    let has = protocol.chain.native_balance(pool);
    assert!(owed <= BigUint::from_bytes_be(&has.to_be_bytes::<32>()), "{owed} of {has}");

    let record = protocol.chain.storage(VALIDATOR_ADDRESS, pool.as_slice());
    let record = ValidatorRecord::decode(&record).unwrap();
    assert_eq!((record.total_stake, record.total_unstaked), (global.active, global.unstaked));
}

fn amount_of(number: &BigUint) -> Vec<u8> {
    amount(u128::try_from(number).unwrap())
}

fn view(protocol: &mut Protocol, pool: Address, function: &str, arguments: &[Vec<u8>]) -> BigUint {
    let outcome = protocol.call((RICH[0], pool), function, arguments, 0);
    assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
    match outcome.data {
        ReturnData::Items(items) => BigUint::from_bytes_be(&items[0]),
        ReturnData::Blob(_) => panic!("items"),
    }
}

/// Holders have what was made and not burned, but for what was wiped; and accounts have the roles that the
/// contract lists.
pub fn check_token(protocol: &mut Protocol, token: &[u8]) {
    let stored = protocol.chain.storage(ESDT_ADDRESS, token);
    let issued = IssuedToken::decode(&stored).unwrap();
    let held: BigUint =
        accounts(protocol).into_iter().map(|it| protocol.chain.balance(it, token, 0)).sum();
    if issued.wiped == 0 {
        assert_eq!(held, issued.minted - issued.burned);
    } else {
        assert!(held <= issued.minted - issued.burned);
    }
    for address in RICH {
        let stored = protocol.chain.storage(address, &role_key(token));
        let has = TokenRoles::decode(&stored).unwrap_or_default().0;
        let listed = issued.roles.iter().find(|it| *it.address == *address.as_slice());
        let listed = listed.map(|it| it.roles.clone()).unwrap_or_default();
        let sorted = |roles: Vec<Bytes>| roles.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted(has), sorted(listed));
    }
}
