//! Linking of two keys: one test for each rule, and what may not be linked.

mod allowances;
mod stage;
mod typed;

use crate::stage::{OTHER, TOKEN, Tested, bytes};
use runtime::{EthereumTransaction, InvalidTransaction};
use stage::{Stage, stage, stage_in};
use system_vm::{LINK_ADDRESS, TokenRoles, latest_nonce_key, role_key};
use test_kit::{TestError, World, args};
use vm_core::{Address, AddressForms, B256, Bytes, CallInput, EvmAddress, U256, VmType};

/// (a) A face means one account for good: neither side is linked twice, and no record changes.
#[test]
fn a_link_is_made_once() -> Tested {
    let mut stage = stage();
    stage.link()?;
    let alias = stage.account.face;
    assert_eq!(stage.world.update(|it| it.alias(alias)), Some(stage.account.address));
    let face = stage.key.face;
    assert_eq!(stage.world.update(|it| it.alias(face)), Some(stage.account.address));
    stage.refuses("the account has a linked key already")?;
    // The key with another account.
    stage.secret = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let address = Address(stage.secret.verifying_key().to_bytes());
    stage.account = stage.world.runtime().forms().of_address(&address);
    stage.refuses("the address of the key is another account's")
}

/// (b), (c) Reading makes no record: neither the message nor the views do.
#[test]
fn reading_links_nothing() -> Tested {
    let mut stage = stage();
    let before = stage.world.state();
    stage.message(0)?;
    for function in ["getLinkedKey", "getLinkNonce"] {
        let input = CallInput::function(function, vec![bytes(stage.account.address.0)]);
        let outcome = stage.world.call_raw(&stage.carrier, stage.link, input).run()?;
        assert_eq!(outcome.expect_success().raw.items(), [Bytes::new()]);
    }
    assert_eq!(stage.world.state(), before);
    Ok(())
}

/// (d) One account holds everything: native value, tokens of every kind, roles and nonces.
#[test]
fn everything_moves_in_one_step() -> Tested {
    let mut stage = stage();
    let (key, account) = (stage.key, stage.account);
    stage.world.set_token_balance(key, TOKEN, 40u32);
    stage.world.set_token_balance(account, TOKEN, 2u32);
    stage.world.set_token_balance(key, OTHER, 5u32);
    let roles = |names: &[&str]| TokenRoles(names.iter().map(bytes).collect()).encode();
    let collection = b"COL-abcdef";
    let instance = system_vm::DigitalToken {
        kind: system_vm::TokenKind::SEMI_FUNGIBLE,
        value: 3u8.into(),
        ..system_vm::DigitalToken::default()
    };
    stage.world.update(|state| {
        let storage = &mut state.account_mut(&key.address).storage;
        storage.insert(role_key(collection).into(), roles(&["ESDTRoleNFTCreate"]).into());
        storage.insert(latest_nonce_key(collection).into(), bytes([9]));
        let instance_key = system_vm::instance_key(collection, 9);
        storage.insert(instance_key.into(), instance.encode().into());
        let storage = &mut state.account_mut(&account.address).storage;
        storage.insert(role_key(collection).into(), roles(&["ESDTRoleNFTBurn"]).into());
    });
    stage.link()?;
    let state = stage.world.state();
    assert_eq!(state.account(&key.address), None);
    assert_eq!(stage.world.balance(account), U256::from(130));
    assert_eq!(stage.world.token_balance(account, TOKEN, 0), 42u8.into());
    assert_eq!(stage.world.token_balance(account, OTHER, 0), 5u8.into());
    assert_eq!(stage.world.token_balance(account, "COL-abcdef", 9), 3u8.into());
    let storage = &state.account(&account.address).unwrap().storage;
    let both = roles(&["ESDTRoleNFTBurn", "ESDTRoleNFTCreate"]);
    assert_eq!(storage[role_key(collection).as_slice()], both);
    assert_eq!(storage[latest_nonce_key(collection).as_slice()], bytes([9]));
    assert_eq!(stage.world.balances_seen(account)?.agreed(), Some(U256::from(130)));
    // From now on every name is the account's.
    for (to, expected) in [(key, 131u64), (account, 132)] {
        stage.world.transfer(&stage.carrier, to, 1u64).run()?.expect_success();
        assert_eq!(stage.world.balance(account), U256::from(expected));
    }
    let evm = stage.context()?;
    let seen = stage.world.query(&evm, "balanceOf", args![key.face])?.single::<u64>()?;
    assert_eq!(seen, 132);
    stage.world.update(|it| it.account_mut(&evm.address()).data.balance = U256::from(9));
    stage.world.call(&stage.carrier, &evm, "pay", args![key.face, 4u64]).run()?.expect_success();
    assert_eq!(stage.world.balance(account), U256::from(136));
    assert_eq!(stage.world.state().account(&key.address), None);
    Ok(())
}

/// (e) The proofs are of both keys, for this chain, these accounts and this nonce.
#[test]
fn a_proof_is_good_for_one_link() -> Tested {
    let mut stage = stage();
    let good = stage.proofs(0)?;
    let message = String::from_utf8(stage.message(0)?.to_vec()).unwrap();
    for (part, other) in [
        ("chain: sovereign / 31337", "chain: sovereigm / 31337"),
        ("chain: sovereign / 31337", "chain: sovereign / 1"),
        ("genesis: 00", "genesis: 01"),
        ("account: ", "account: 0"),
        ("key: ", "key: 0"),
        ("nonce: 0", "nonce: 1"),
        ("", " "),
    ] {
        let changed = message.replacen(part, other, 1);
        assert_ne!(changed, message);
        let (of_key, of_account) = stage.signatures(changed.as_bytes());
        let mut proofs = good.clone();
        proofs[3] = of_key;
        stage.refuses_proofs(proofs, "the signature of the EVM key is wrong")?;
        let mut proofs = good.clone();
        proofs[4] = of_account;
        stage.refuses_proofs(proofs, "the signature of the account's key is wrong")?;
    }
    let wrong_nonce = stage.proofs(1)?;
    stage.refuses_proofs(wrong_nonce, "the nonce of the proof is wrong")?;
    for (index, value) in [(0, bytes([1; 31])), (1, bytes([1; 19])), (2, bytes([1; 33]))] {
        let mut proofs = good.clone();
        proofs[index] = value;
        stage.refuses_proofs(proofs, "account, key or nonce is malformed")?;
    }
    for (index, whose) in [(3, "EVM key"), (4, "account's key")] {
        let mut proofs = good.clone();
        proofs[index] = Bytes::new();
        stage.refuses_proofs(proofs, &format!("the signature of the {whose} is wrong"))?;
    }
    // Who revokes makes older proofs worthless, and newer ones good.
    let input = CallInput::function("revokeLinkProofs", Vec::new());
    stage.world.call_raw(stage.account, stage.link, input).run()?.expect_success();
    stage.refuses_proofs(good, "the nonce of the proof is wrong")?;
    let next = stage.proofs(1)?;
    stage.bring(next)?.expect_success();
    Ok(())
}

/// (e) The same proofs on a chain with another id, or another genesis block.
#[test]
fn a_proof_is_for_one_chain() -> Tested {
    let mut here = stage();
    let proofs = here.proofs(0)?;
    let config = here.world.runtime().config().as_ref().clone();
    for change in [
        |it: &mut vm_core::ChainConfig| it.chain_id = "other".to_owned(),
        |it: &mut vm_core::ChainConfig| it.evm_chain_id = 5,
        |it: &mut vm_core::ChainConfig| it.genesis_hash = B256::repeat_byte(1),
    ] {
        let mut config = config.clone();
        change(&mut config);
        let world = World::builder().runtime(|it| it.config(config)).build()?;
        let mut there = stage_in(world);
        there.refuses_proofs(proofs.clone(), "the signature of the EVM key is wrong")?;
        there.link()?;
    }
    here.bring(proofs)?.expect_success();
    Ok(())
}

/// (e), (f) What has code, history or a place of its own is not linked.
#[test]
fn what_cannot_move_is_not_linked() -> Tested {
    type Change = fn(&mut Stage);
    let cases: [(&str, Change); 7] = [
        ("the key has sent transactions", |it| {
            let key = it.key.address;
            it.world.update(|state| state.account_mut(&key).data.nonce = 1);
        }),
        ("an account with code cannot be linked", |it| {
            let key = it.key.address;
            let delegation = [&[0xef, 1, 0][..], &[7; 20]].concat();
            let code = vm_core::Code::new(VmType::EVM, delegation.into());
            it.world.update(|state| state.account_mut(&key).data.code = code);
        }),
        ("a guarded account cannot be linked", |it| {
            let account = it.account.address;
            it.world.update(|state| state.account_mut(&account).data.native.metadata = [8, 0]);
        }),
        ("the key has something that cannot move", |it| {
            let key = it.key.address;
            it.world.update(|state| {
                state.account_mut(&key).storage.insert(bytes("own"), bytes([1]));
            });
        }),
        ("the key has something that cannot move", |it| {
            let key = it.key.address;
            it.world.update(|state| state.account_mut(&key).data.native.username = bytes("name"));
        }),
        ("account is frozen for this esdt token", |it| {
            let record = system_vm::DigitalToken {
                kind: system_vm::TokenKind::FUNGIBLE,
                value: 4u8.into(),
                properties: bytes([1, 0]),
                ..system_vm::DigitalToken::default()
            };
            let (key, at) = (it.key.address, system_vm::token_key(TOKEN.as_bytes()));
            it.world.update(|state| {
                state.account_mut(&key).storage.insert(at.into(), record.encode().into());
            });
        }),
        ("the key has something that cannot move", |it| {
            let nonces = [it.key.address, it.account.address];
            it.world.update(|state| {
                for address in nonces {
                    let storage = &mut state.account_mut(&address).storage;
                    storage.insert(latest_nonce_key(b"COL-abcdef").into(), bytes([2]));
                }
            });
        }),
    ];
    for (reason, change) in cases {
        let mut stage = stage();
        change(&mut stage);
        stage.refuses(reason)?;
    }
    // Contracts, the account of global settings, precompiles and system contracts are no keys.
    let mut stage = stage();
    let good = stage.proofs(0)?;
    let contract = stage.context()?;
    for account in [contract.address(), Address::SYSTEM_ACCOUNT, LINK_ADDRESS] {
        let mut proofs = good.clone();
        proofs[0] = bytes(account.0);
        stage.refuses_proofs(proofs, "only an account of a MultiversX key can be linked")?;
    }
    for face in [EvmAddress::ZERO, EvmAddress::with_last_byte(2), stage.link.face] {
        let mut proofs = good.clone();
        proofs[1] = bytes(face);
        stage.refuses_proofs(proofs, "the address of the key is reserved")?;
    }
    Ok(())
}

/// A key that squats on an alias gets nothing, and an alias is no key's.
#[test]
fn an_alias_is_not_squatted() -> Tested {
    let mut stage = stage();
    let alias = stage.carrier.face();
    let mut proofs = stage.proofs(0)?;
    proofs[1] = bytes(alias);
    stage.refuses_proofs(proofs, "the address of the key is another account's")?;
    // What was sent to the alias of an unknown account is the account's, not a linked one's.
    let unknown = Address(*b"carol is a key that nobody knows");
    let unknown = stage.world.runtime().forms().of_address(&unknown);
    let squatted = stage.world.runtime().forms().of_face(unknown.face);
    stage.world.transfer(&stage.carrier, squatted, 5u64).run()?.expect_success();
    let mut proofs = stage.proofs(0)?;
    proofs[1] = bytes(unknown.face);
    stage.refuses_proofs(proofs, "the signature of the EVM key is wrong")?;
    stage.world.transfer(&stage.carrier, unknown, 1u64).run()?.expect_success();
    assert_eq!(stage.world.balance(unknown), U256::from(6));
    Ok(())
}

/// (g) What the key would have made by CREATE is found where Ethereum has it: it makes it after the link,
/// and funds that were there before are the contract's.
#[test]
fn contracts_of_the_key_lie_where_ethereum_has_them() -> Tested {
    let mut stage = stage();
    stage.link()?;
    let nonce = stage.world.nonce(stage.account);
    let made = stage.key.face.create(nonce);
    let ahead = stage.world.runtime().forms().of_face(made);
    stage.world.transfer(&stage.carrier, ahead, 8u64).run()?.expect_success();
    let (code, _) = stage.world.artifacts().evm("Forwarder")?;
    let creation = EthereumTransaction {
        to: None,
        data: code,
        gas_limit: 5_000_000,
        ..stage.signed_by_key(nonce, made, Bytes::new())
    };
    let outcome = stage.world.execute(&creation)?;
    assert!(outcome.is_success(), "{:?}", outcome.message);
    assert_eq!(outcome.created, Some(ahead.address));
    assert_eq!(stage.world.balance(ahead), U256::from(8));
    Ok(())
}

/// (h) Which account a face means is a read of its own, so that parallel execution sees it.
#[test]
fn a_link_is_an_observed_read() -> Tested {
    use std::sync::{Arc, Mutex};
    #[derive(Debug)]
    struct Reads(Arc<Mutex<Vec<vm_core::StateKey>>>);
    impl vm_core::Recorder for Reads {
        fn read(&mut self, key: vm_core::StateKey) {
            self.0.lock().unwrap().push(key);
        }
    }
    let mut stage = stage();
    stage.link()?;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let message = stage.world.transfer(&stage.carrier, stage.key, 1u64).message()?;
    let state = Arc::new(world::World::with_state(stage.world.state()));
    let block = stage.world.block_mut().clone();
    let reads = Box::new(Reads(Arc::clone(&seen)));
    let outcome = stage.world.runtime().execute_recorded(&state, &block, &message, reads).unwrap();
    assert!(outcome.is_success());
    let seen = seen.lock().unwrap();
    assert!(seen.contains(&vm_core::StateKey::Alias(stage.key.face)), "{seen:?}");
    Ok(())
}

/// Either key acts for the account: the balance and the nonce are one, and each is seen as itself.
#[test]
fn both_keys_act_for_the_account() -> Tested {
    let mut stage = stage();
    let evm = stage.context()?;
    stage.link()?;
    let CallInput::CallData(data) = stage.world.input(&evm, "context", &args![])? else {
        panic!("call data")
    };
    let nonce = stage.world.nonce(stage.account);
    assert_eq!(nonce, 7);
    let transaction = stage.signed_by_key(nonce, evm.face(), data.clone());
    let outcome = stage.world.execute(&transaction)?;
    assert!(outcome.is_success());
    let vm_core::ReturnData::Blob(blob) = &outcome.data else { panic!("blob") };
    assert_eq!(blob[44..64], stage.key.face[..], "the sender");
    assert_eq!(blob[76..96], stage.key.face[..], "the origin");
    assert_eq!(stage.world.nonce(stage.account), 8);
    let refused = stage.world.execute(&transaction).unwrap_err();
    assert!(matches!(
        refused,
        TestError::Execution(runtime::ExecutionError::Invalid(InvalidTransaction::NonceTooLow {
            account: 8,
            transaction: 7
        }))
    ));
    // The account's own key is seen by the account's alias.
    let outcome = stage.world.call(stage.account, &evm, "context", args![]).run()?;
    assert_eq!(outcome.expect_success().blob()[44..64], stage.account.face[..]);
    // A WASM contract sees the account, whichever key signed.
    let wasm = stage.world.deploy_wasm(&stage.carrier, "forwarder", args![])?;
    let items = cross_vm::encode_items(&[bytes("context")]);
    let transaction =
        EthereumTransaction { gas_limit: 2_000_000, ..stage.signed_by_key(8, wasm.face(), items) };
    let outcome = stage.world.execute(&transaction)?;
    assert!(outcome.is_success(), "{:?}", outcome.message);
    let vm_core::ReturnData::Blob(blob) = &outcome.data else { panic!("blob") };
    assert_eq!(blob[4..36], stage.account.address.0);

    // A guardian is not gone around.
    let account = stage.account.address;
    stage.world.update(|state| state.account_mut(&account).data.native.metadata = [8, 0]);
    let transaction = stage.signed_by_key(9, evm.face(), data);
    let refused = stage.world.execute(&transaction).unwrap_err();
    assert!(matches!(
        refused,
        TestError::Execution(runtime::ExecutionError::Invalid(InvalidTransaction::GuardianMissing))
    ));
    Ok(())
}

/// The built-in function does the same, for the account itself.
#[test]
fn the_account_links_by_a_built_in_function() -> Tested {
    let mut stage = stage();
    let proofs = stage.proofs(0)?;
    let input = CallInput::function("LinkAccount", proofs[1..].to_vec());
    let before = stage.world.state();
    stage.world.call_raw(&stage.carrier, stage.account, input.clone()).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);
    stage.world.call_raw(stage.account, stage.account, input).run()?.expect_success();
    assert_eq!(stage.world.balance(stage.account), U256::from(130));
    let face = stage.key.face;
    assert_eq!(stage.world.update(|it| it.alias(face)), Some(stage.account.address));
    let input = CallInput::function("getLinkedKey", vec![bytes(stage.account.address.0)]);
    let outcome = stage.world.call_raw(&stage.carrier, stage.link, input).run()?;
    assert_eq!(outcome.raw.items(), [bytes(face)]);
    Ok(())
}

/// A link that is undone has not happened, and both accounts are as they were.
#[test]
fn a_link_that_is_undone_has_not_happened() -> Tested {
    let mut stage = stage();
    stage.world.set_token_balance(stage.key, TOKEN, 40u32);
    let proofs = stage.proofs(0)?;
    let wasm = stage.world.deploy_wasm(&stage.carrier, "forwarder", args![])?;
    let before = stage.world.state();
    let arguments = args![stage.link, "link", proofs.clone()];
    let outcome = stage.world.call(&stage.carrier, &wasm, "forwardThenFail", arguments).run()?;
    outcome.expect_failure();
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    let arguments = args![stage.link, "link", proofs];
    stage.world.call(&stage.carrier, &wasm, "forward", arguments).run()?.expect_success();
    assert_eq!(stage.world.token_balance(stage.account, TOKEN, 0), 40u8.into());
    Ok(())
}
