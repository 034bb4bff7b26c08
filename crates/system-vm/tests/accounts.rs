//! Built-in functions that change accounts.
#![cfg(test)]

mod support;

use support::{ALICE, BOB, Chain, GAS, contract, contract_address, text};
use system_vm::{EsdtConfig, ProtocolFunctions};
use vm_core::{AccountData, Address, BuiltInFunctions, Bytes, CallRequest, Release, U256, VmType};

const CONTRACT: Address = contract_address(VmType::SPACE, 0x11);
const EVM_USER: Address = contract_address(VmType::EVM, 0x23);
const SERVICE: &str = "000000000000000005001d7521987a1ab93e82fea710d8bced71a8c44eeebd7c";
const REWARD: u64 = 0x1234;
const INVALID: &str = "invalid arguments to process built-in function";

/// A chain with a contract of Alice's that earned something, and a user of the EVM's range.
fn chain() -> Chain {
    Chain::with(EsdtConfig::default(), "", |state| {
        let mut data = contract(VmType::SPACE, [0, 0]);
        data.native.owner = Some(ALICE);
        data.native.developer_reward = U256::from(REWARD);
        state.accounts.insert(CONTRACT, data);
        state.accounts.insert(EVM_USER, AccountData::default());
    })
}

#[test]
fn users_store_values() {
    let (cost, persist, store) = (100_000, 1_000, 10_000);
    let mut chain = chain();
    for (arguments, cost) in [
        (&[&b"key"[..], b"value", b"k", b"v"][..], cost + 10 * persist + 6 * store),
        (&[b"key", b"value"], cost + 8 * persist),
        (&[b"key", b"longer"], cost + 9 * persist + store),
        (&[b"key", b""], cost + 3 * persist),
    ] {
        let request = chain.request(ALICE, ALICE, "SaveKeyValue", arguments);
        let with = |gas| CallRequest { gas, ..request.clone() };
        let refused = chain.run(with(cost - 1)).call;
        assert_eq!(text(&refused), "not enough gas was sent in the transaction");
        let outcome = chain.run(with(cost)).call;
        assert!(outcome.status.is_success(), "{}", text(&outcome));
        assert_eq!(outcome.gas_left, 0);
        for pair in arguments.chunks(2) {
            assert_eq!(chain.storage(ALICE, pair[0]), pair[1]);
        }
    }
    assert_eq!(chain.storage(ALICE, b"k"), b"v");
    chain.expect(EVM_USER, EVM_USER, "SaveKeyValue", &[b"key", b"value"]);
}

#[test]
fn values_are_refused_with_productions_text() {
    let mut chain = chain();
    let not_permitted = "operation in account not permitted";
    for (own, arguments, message) in [
        ((ALICE, ALICE), &[][..], INVALID.to_owned()),
        ((ALICE, ALICE), &[&b"k"[..]], INVALID.to_owned()),
        ((ALICE, ALICE), &[b"k", b"v", b"k"], INVALID.to_owned()),
        ((ALICE, BOB), &[b"k", b"v"], format!("{not_permitted} not the owner of the account")),
        (
            (CONTRACT, CONTRACT),
            &[b"k", b"v"],
            format!("{not_permitted} key-value builtin function not allowed for smart contracts"),
        ),
        (
            (ALICE, ALICE),
            &[b"k", b"v", b"ELRONDesdtTOK", b"v"],
            format!("{not_permitted} it is not allowed to save under key ELRONDesdtTOK"),
        ),
    ] {
        chain.refuse(own, "SaveKeyValue", arguments, &message);
    }
    assert_eq!(chain.storage(ALICE, b"k"), [0; 0]);
}

#[test]
fn owners_claim_developer_rewards_once() {
    let mut chain = chain();
    let alice = chain.account(ALICE);
    let mut balance = || chain.session().journal.balance(&alice).unwrap();
    let before = balance();
    let not_permitted = "operation in account not permitted";
    chain.refuse((BOB, CONTRACT), "ClaimDeveloperRewards", &[], not_permitted);
    for (reward, topic) in [(REWARD, &[0x12, 0x34][..]), (0, &[])] {
        let outcome = chain.expect(ALICE, CONTRACT, "ClaimDeveloperRewards", &[]);
        assert_eq!(outcome.gas_left, GAS - 5_000_000, "{reward}");
        let topics = vec![Bytes::from_static(topic), Bytes::copy_from_slice(&ALICE.0)];
        assert_eq!(chain.last_log(), (CONTRACT, topics));
        let after = chain.session().journal.balance(&alice).unwrap();
        assert_eq!(after, before + U256::from(REWARD));
    }
}

#[test]
fn owners_give_contracts_away() {
    let mut chain = chain();
    let function = "ChangeOwnerAddress";
    let not_owner = "operation in account not permitted not the owner of the account";
    chain.refuse((ALICE, CONTRACT), function, &[], INVALID);
    let length = "invalid address length";
    chain.refuse((ALICE, CONTRACT), function, &[&[1; 31]], length);
    chain.refuse((BOB, CONTRACT), function, &[&BOB.0], not_owner);
    chain.refuse((ALICE, ALICE), function, &[&BOB.0], not_owner);
    let outcome = chain.expect(ALICE, CONTRACT, function, &[&BOB.0]);
    assert_eq!(outcome.gas_left, GAS - 5_000_000);
    let topics = vec![Bytes::copy_from_slice(&BOB.0)];
    assert_eq!(chain.last_log(), (CONTRACT, topics));
    chain.refuse((ALICE, CONTRACT), function, &[&ALICE.0], not_owner);
    chain.expect(BOB, CONTRACT, function, &[&ALICE.0]);
}

#[test]
fn name_services_change_usernames() {
    let service = Address(hex::decode(SERVICE).unwrap().try_into().unwrap());
    let mut chain = chain();
    let alice = chain.account(ALICE);
    for (function, arguments, old, new) in [
        ("SetUserName", &[&b"first"[..]][..], "", "first"),
        ("SetUserName", &[b"second"], "first", "second"),
        ("DeleteUserName", &[], "second", ""),
    ] {
        chain.refuse((BOB, ALICE), function, arguments, "not a dns address");
        chain.refuse((service, ALICE), function, &[b"a", b"b"], INVALID);
        let outcome = chain.expect(service, ALICE, function, arguments);
        assert_eq!(outcome.gas_left, GAS - 1_000_000);
        let topics = vec![Bytes::copy_from_slice(old.as_bytes())];
        assert_eq!(chain.last_log(), (ALICE, topics));
        let native = chain.session().journal.native(&alice).unwrap();
        assert_eq!(*native.username, *new.as_bytes());
    }
    chain.refuse((service, ALICE), "SetUserName", &[], INVALID);
}

#[test]
fn a_chain_names_its_own_name_services() {
    let mut chain = chain();
    let functions = ProtocolFunctions::with_name_services(vec![CONTRACT]);
    for (caller, message) in [(CONTRACT, ""), (BOB, "not a dns address")] {
        let request = chain.request(caller, ALICE, "SetUserName", &[b"name"]);
        let (session, outcome) = functions.process(chain.session.take().unwrap(), request);
        chain.session = Some(session);
        assert_eq!(text(&outcome.unwrap().call), message);
    }
    assert!(
        functions.contains(b"SetUserName", Release::Genesis)
            && !functions.contains(b"setUserName", Release::Barnard)
    );
}
