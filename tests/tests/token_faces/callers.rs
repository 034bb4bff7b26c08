//! Faces called from every virtual machine, by every scheme, and what the chain's rules say to them.

use super::stage::{Stage, Tested, bytes, face_abi, number, text};
use alloy_primitives::{B256, hex, keccak256};
use num_bigint::BigUint;
use runtime::{Destination, Envelope, EthereumTransaction, FeeCap, Message};
use system_vm::FaceStandard;
use test_kit::{Contract, TestError, Value, args};
use vm_core::{
    AccountRef, AddressForms, Bytes, CallInput, GasUnit, HaltReason, LogRecord, Status, U256,
};

/// What the EVM sees as code of a face.
const DESIGNATOR: &[u8] = &hex!("ef4d5658");

fn fungible(stage: &mut Stage) -> Result<(String, Contract), TestError> {
    let token = stage.issue("FNG")?;
    let face = stage.face(&token, "IErc20Face")?;
    Ok((token, face))
}

#[test]
fn a_solidity_contract_is_paid_and_pays() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let alice = stage.world.evm_account("alice", 1_000u64);
    let bob = stage.world.account("bob", 1_000u64);
    stage.mint(&token, alice.reference, &BigUint::from(100u32))?;
    stage.mint(&token, bob.reference, &BigUint::from(100u32))?;
    let till = stage.world.deploy_evm(&alice, "Till", args![token.as_str()])?;
    let content = |stage: &mut Stage| -> Result<u64, TestError> {
        let content = stage.world.query(&till, "content", args![])?;
        let (amount, size, hash, code): (u64, u64, B256, Bytes) = content.returns()?;
        assert_eq!((size, hash), (4, keccak256(DESIGNATOR)));
        assert_eq!(code.as_ref(), DESIGNATOR);
        Ok(amount)
    };
    assert_eq!(content(&mut stage)?, 0);
    stage.world.call(&alice, &face, "approve", args![&till, 60u64]).succeed()?;
    stage.world.call(&alice, &till, "take", args![60u64]).succeed()?;
    assert_eq!(content(&mut stage)?, 60);

    // A MultiversX user pays it as he pays anybody.
    let pay = CallInput::function("ESDTTransfer", vec![text(&token), Bytes::from_static(&[40])]);
    stage.world.call_raw(&bob, &till, pay).run()?.expect_success();
    assert_eq!(content(&mut stage)?, 100);
    stage.world.call(&alice, &till, "pay", args![&bob, 30u64]).succeed()?;
    assert_eq!(stage.world.token_balance(&bob, &token, 0), BigUint::from(90u32));

    let call = stage.world.call(&alice, &till, "pay", args![&bob, 71u64]).run()?;
    let sender = Value::Face(till.face());
    assert!(!call.is_success());
    let abi = face_abi(&stage.world, "IErc20Face")?;
    let test_kit::Abi::Solidity(abi) = abi else { panic!("a Solidity interface") };
    let expected = abi.json().error("ERC20InsufficientBalance").expect("an error")[0].selector();
    assert_eq!(call.blob()[..4], expected[..], "{sender:?}");
    assert_eq!(content(&mut stage)?, 70);
    Ok(())
}

/// What the issuer may do to a token, and what Solidity is told then.
#[test]
fn the_rules_of_the_ledger_hold() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let alice = stage.world.evm_account("alice", 1_000u64);
    let till = stage.world.deploy_evm(&alice, "Till", args![token.as_str()])?;
    stage.mint(&token, till.reference, &BigUint::from(100u32))?;
    stage.mint(&token, alice.reference, &BigUint::from(100u32))?;
    let id = token.as_bytes();
    let (till_address, issuer) = (till.address(), stage.issuer.address());
    let role = b"ESDTTransferRole";
    for (set, unset, reason) in [
        (
            ("freeze", bytes(&[id, till_address.as_slice()])),
            ("unFreeze", bytes(&[id, till_address.as_slice()])),
            "account is frozen for this esdt token",
        ),
        (("pause", bytes(&[id])), ("unPause", bytes(&[id])), "esdt token is paused"),
        (
            ("setSpecialRole", bytes(&[id, issuer.as_slice(), role])),
            ("unSetSpecialRole", bytes(&[id, issuer.as_slice(), role])),
            "action is not allowed",
        ),
    ] {
        stage.esdt(set.0, set.1)?.expect_success();
        let before = stage.world.state();
        let pay = args![&alice, 1u64];
        stage.world.call(&alice, &till, "pay", pay.clone()).run()?.expect_revert(reason);
        assert_eq!(stage.world.state(), before, "{reason}");
        // Nor in the other direction, nor by way of an allowance.
        let into = args![&till, 1u64];
        stage.world.call(&alice, &face, "transfer", into.clone()).run()?.expect_revert(reason);
        // The refusal can be caught, and what was before it stays.
        let outcome = stage.world.call(&alice, &till, "tryPay", pay.clone()).succeed()?;
        assert!(!outcome.single::<bool>()?);
        outcome.expect_events("Refused", 1);
        stage.esdt(unset.0, unset.1)?.expect_success();
        stage.world.call(&alice, &till, "pay", pay).succeed()?;
    }
    Ok(())
}

#[test]
fn a_wasm_contract_calls_a_face() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let bob = stage.world.account("bob", 1_000u64);
    let wasm = stage.world.deploy_wasm(&bob, "forwarder", args![])?;
    stage.mint(&token, wasm.reference, &BigUint::from(100u32))?;
    let call = |function: &str, arguments: Vec<Bytes>| args![&face, function, arguments];
    let address = |account: AccountRef| Bytes::copy_from_slice(account.address.as_slice());

    let pay = call("transfer(address,uint256)", vec![address(bob.reference), vec![30].into()]);
    stage.world.call(&bob, &wasm, "forward", pay).run()?.expect_success();
    assert_eq!(stage.world.token_balance(&bob, &token, 0), BigUint::from(30u32));
    let read = call("balanceOf(address)(uint256)", vec![address(wasm.reference)]);
    let outcome = stage.world.query(&wasm, "forwardReadOnly", read)?;
    assert_eq!(outcome.raw.items(), vec![Bytes::from_static(&[70])]);

    // Its code runs on no other account.
    let before = stage.world.state();
    let same = call("transfer(address,uint256)", vec![address(bob.reference), vec![1].into()]);
    stage.world.call(&bob, &wasm, "forwardSameContext", same).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);

    // An allowance that a WASM contract gives is one that Solidity uses.
    let till = stage.world.deploy_evm(&bob, "Till", args![token.as_str()])?;
    let allow = call("approve(address,uint256)", vec![address(till.reference), vec![50].into()]);
    stage.world.call(&bob, &wasm, "forward", allow).run()?.expect_success();
    let take = args![&till, "take(uint256)", vec![Bytes::from_static(&[50])]];
    stage.world.call(&bob, &wasm, "forward", take).run()?.expect_success();
    assert_eq!(stage.world.token_balance(&till, &token, 0), BigUint::from(50u32));

    // A contract that takes no payment takes none through the face.
    let options = test_kit::DeployOptions { metadata: [5, 0], ..Default::default() };
    let closed = stage.world.deploy_wasm_with(&bob, "forwarder", args![], options)?;
    let pay = args![&closed, 1u64];
    let outcome = stage.world.call(&bob, &face, "transfer", pay).run()?;
    outcome.expect_revert("sending value to non payable contract");
    Ok(())
}

/// Every function of every standard: no delegation, and no write in a read-only frame.
#[test]
fn schemes_are_refused_by_the_table() -> Tested {
    let mut stage = Stage::new();
    let alice = stage.world.evm_account("alice", 1_000u64);
    let forwarder = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    for (standard, kind) in FaceStandard::ALL.into_iter().zip(["FNG", "NFT", "SFT"]) {
        let token = stage.issue(kind)?;
        let face = stage.face(&token, "IErc20Face")?;
        for row in standard.functions() {
            let data = [&row.selector.to_be_bytes()[..], &[0; 32 * 7]].concat();
            let data = Bytes::from(data);
            for (scheme, arguments) in [
                ("forwardDelegate", args![&face, data.clone()]),
                ("forwardCallcode", args![&face, 0u64, data.clone()]),
                ("forwardStatic", args![&face, data.clone()]),
            ] {
                if scheme == "forwardStatic" && row.is_view {
                    continue;
                }
                let before = stage.world.state();
                let outcome = stage.world.call(&alice, &forwarder, scheme, arguments).succeed()?;
                let (is_success, _): (bool, Bytes) = outcome.returns()?;
                assert!(!is_success, "{scheme} {}", row.signature);
                assert_eq!(stage.world.state(), before, "{scheme} {}", row.signature);
                let frame = outcome.raw.trace.last().expect("a frame");
                let reason = match scheme {
                    "forwardStatic" => HaltReason::ReadOnlyViolation,
                    _ => HaltReason::CrossVmDelegate,
                };
                assert_eq!(frame.status, Status::Halt(reason), "{scheme} {}", row.signature);
            }
        }
    }
    Ok(())
}

#[test]
fn views_work_in_read_only_frames() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let alice = stage.world.evm_account("alice", 1_000u64);
    stage.mint(&token, alice.reference, &BigUint::from(100u32))?;
    let forwarder = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    let CallInput::CallData(data) = stage.world.input(&face, "balanceOf", &args![&alice])? else {
        panic!("call data")
    };
    let outcome = stage.world.query(&forwarder, "forwardStatic", args![&face, data])?;
    let (is_success, result): (bool, Bytes) = outcome.returns()?;
    assert!(is_success);
    assert_eq!(U256::from_be_slice(&result), U256::from(100));
    Ok(())
}

#[test]
fn a_face_takes_no_payment_and_no_other_call() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let alice = stage.world.account("alice", 1_000u64);
    stage.mint(&token, alice.reference, &BigUint::from(100u32))?;
    let before = stage.world.state();
    let pay = |more: &[&[u8]]| {
        let arguments = [&[text(&token), Bytes::from_static(&[1])][..], &bytes(more)].concat();
        CallInput::function("ESDTTransfer", arguments)
    };
    let data = |bytes: &'static [u8]| CallInput::CallData(Bytes::from_static(bytes));
    for (input, value, message) in [
        (CallInput::default(), 1u64, "a token's face takes no payment"),
        (data(&hex!("313ce567")), 1, "a token's face takes no payment"),
        (pay(&[]), 0, "sending value to non payable contract"),
        (pay(&[b"decimals()"]), 0, "a token's face takes no payment"),
        (data(&hex!("313ce5")), 0, ""),
        (data(&hex!("ffffffff")), 0, ""),
        (data(&hex!("6352211e")), 0, ""),
        (data(&hex!("70a08231")), 0, ""),
    ] {
        let outcome = stage.world.call_raw(&alice, &face, input.clone()).value(value).run()?;
        assert_eq!(outcome.status(), Status::Revert, "{input:?}");
        assert_eq!(outcome.message(), message, "{input:?}");
        assert_eq!(stage.world.state(), before, "{input:?}");
    }
    Ok(())
}

/// A token that was never issued has a face with code, and nothing in it.
#[test]
fn the_face_of_no_token_is_empty() -> Tested {
    let mut stage = Stage::new();
    let face = stage.face("NOSUCH-123456", "IErc20Face")?;
    let alice = stage.world.evm_account("alice", 1_000u64);
    let balance: u64 = stage.world.query(&face, "balanceOf", args![&alice])?.single()?;
    assert_eq!(balance, 0);
    let before = stage.world.state();
    let arguments = args![&alice, 1u64];
    let outcome = stage.world.call(&alice, &face, "transfer", arguments).run()?;
    let fields = [Value::Account(alice.reference), 0u64.into(), 1u64.into()];
    outcome.expect_error("ERC20InsufficientBalance(address,uint256,uint256)", &fields);
    for function in ["name", "symbol", "decimals", "DOMAIN_SEPARATOR"] {
        let outcome = stage.world.call(&alice, &face, function, args![]).run()?;
        outcome.expect_revert("no ticker with given name");
    }
    assert_eq!(stage.world.state(), before);
    Ok(())
}

/// The library of `TokenFaces.sol` against the formula.
#[test]
fn solidity_finds_faces() -> Tested {
    let mut stage = Stage::new();
    let alice = stage.world.evm_account("alice", 1_000u64);
    let till = stage.world.deploy_evm(&alice, "Till", args!["TOK-abc123"])?;
    for (identifier, is_one) in [
        ("TOK-abc123", true),
        ("WEGLD-bd4d79", true),
        ("ABCDEFGHIJ-zzzzzz", true),
        ("0Z9-000000", true),
        ("sov1-TOK-abc123", true),
        ("zzzz-ZZZZZZZZZZ-zzzzzz", true),
        ("", false),
        ("TOK", false),
        ("TOK-", false),
        ("-abc123", false),
        ("TO-abc123", false),
        ("ABCDEFGHIJK-abc123", false),
        ("TOK-abc12", false),
        ("TOK-abc1234", false),
        ("tok-abc123", false),
        ("TOK-ABC123", false),
        ("-TOK-abc123", false),
        ("abcde-TOK-abc123", false),
        ("A-TOK-abc123", false),
        ("a-b-TOK-abc123", false),
        ("TOK-abc/23", false),
        ("T:K-abc123", false),
    ] {
        let outcome = stage.world.call(&alice, &till, "faceOf", args![identifier]).run()?;
        let expected = account_map::token_face(identifier.as_bytes());
        assert_eq!(expected.is_some(), is_one, "{identifier}");
        match expected {
            Some(face) => {
                outcome.expect_success();
                assert_eq!(outcome.single::<vm_core::EvmAddress>()?, face, "{identifier}");
            }
            None => assert!(!outcome.is_success(), "{identifier}"),
        }
    }
    Ok(())
}

/// The interfaces of `TokenFaces.sol` have the functions of the tables, and no others.
#[test]
fn interfaces_are_those_of_the_tables() -> Tested {
    let stage = Stage::new();
    let interfaces = ["IErc20Face", "IErc721Face", "IErc1155Face"];
    for (standard, interface) in FaceStandard::ALL.into_iter().zip(interfaces) {
        let test_kit::Abi::Solidity(abi) = face_abi(&stage.world, interface)? else {
            panic!("a Solidity interface")
        };
        let mut expected: Vec<(String, bool)> =
            standard.functions().iter().map(|it| (it.signature.to_owned(), it.is_view)).collect();
        let is_view = |function: &alloy_json_abi::Function| {
            function.state_mutability == alloy_json_abi::StateMutability::View
        };
        let mut declared: Vec<(String, bool)> =
            abi.json().functions().map(|it| (it.signature(), is_view(it))).collect();
        expected.sort();
        declared.sort();
        assert_eq!(declared, expected, "{interface}");
    }
    Ok(())
}

/// Receipts of both worlds have the log; what a MultiversX node gets has not.
#[test]
fn receipts_have_the_log() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let alice = stage.world.evm_account("alice", 1_000_000_000_000u64);
    let bob = stage.world.account("bob", 1_000u64);
    stage.mint(&token, alice.reference, &BigUint::from(100u32))?;
    stage.mint(&token, bob.reference, &BigUint::from(100u32))?;
    let CallInput::CallData(data) = stage.world.input(&face, "transfer", &args![&bob, 30u64])?
    else {
        panic!("call data")
    };
    let ethereum = EthereumTransaction {
        sender: alice.face(),
        nonce: 0,
        chain_id: Some(31_337),
        to: Some(face.face()),
        value: U256::ZERO,
        data,
        gas_limit: 200_000,
        access_list: Vec::new(),
        envelope: Envelope::DynamicFee(FeeCap { price: 1, priority: 0 }),
        hash: B256::ZERO,
    };
    let native = Message {
        from: bob.address(),
        destination: Destination::Call(alice.address()),
        input: CallInput::function(
            "ESDTTransfer",
            vec![text(&token), number(&BigUint::from(30u32))],
        ),
        gas_limit: 1_000_000,
        ..Message::default()
    };
    let topics = |from: AccountRef, to: AccountRef| {
        let transfer = keccak256("Transfer(address,address,uint256)");
        vec![transfer, from.face.into_word(), to.face.into_word()]
    };
    let (alice, bob) = (alice.reference, bob.reference);
    let runtime = stage.world.runtime().clone();
    let block = stage.world.block_mut().clone();
    let transactions: [(&dyn runtime::TransactionProcessor, _); 2] =
        [(&ethereum, topics(alice, bob)), (&native, topics(bob, alice))];
    for (transaction, topics) in transactions {
        let outcome = stage.world.execute(transaction)?;
        assert!(outcome.is_success(), "{outcome:?}");
        let receipt = runtime.receipt(&block, transaction, &outcome, 0);
        let log = receipt.logs.first().expect("a log");
        assert_eq!((log.address, log.topics()), (face.face(), topics.as_slice()));
        assert_eq!(U256::from_be_slice(&log.data.data), U256::from(30));
        assert!(receipt.bloom.contains_log(log) && receipt.logs.len() == 1);
        if outcome.gas.unit == GasUnit::MultiversX {
            // The price of the built-in function, and nothing for the face.
            assert_eq!(outcome.gas.used, 200_000);
        }
    }
    Ok(())
}

/// The order of the logs of one transaction is that of what they tell.
#[test]
fn logs_of_faces_and_contracts_are_in_one_order() -> Tested {
    let mut stage = Stage::new();
    let (token, _) = fungible(&mut stage)?;
    let alice = stage.world.evm_account("alice", 1_000u64);
    let forwarder = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    stage.mint(&token, forwarder.reference, &BigUint::from(100u32))?;
    let pay = vec![text(&token), Bytes::from_static(&[7])];
    let arguments = args![&alice, 0u64, "ESDTTransfer", pay];
    let outcome = stage.world.call(&alice, &forwarder, "callFunction", arguments).succeed()?;
    let kinds: Vec<&str> = outcome
        .raw
        .logs
        .iter()
        .map(|log| match log {
            LogRecord::TokenFace { .. } => "face",
            LogRecord::Native(_) => "native",
            LogRecord::Evm { .. } => "contract",
        })
        .collect();
    assert_eq!(kinds, ["face", "native", "contract"]);
    Ok(())
}

/// Whoever is short of gas at any point leaves nothing behind.
#[test]
fn a_face_charges_before_it_works() -> Tested {
    let mut stage = Stage::new();
    let (token, face) = fungible(&mut stage)?;
    let alice = stage.world.evm_account("alice", 1_000u64);
    let bob = stage.world.evm_account("bob", 1_000u64);
    stage.mint(&token, alice.reference, &BigUint::from(100u32))?;
    for (function, arguments) in [
        ("transfer", args![&bob, 1u64]),
        ("approve", args![&bob, 1u64]),
        ("balanceOf", args![&bob]),
        ("name", args![]),
    ] {
        let probe = stage.world.call(&alice, &face, function, arguments.clone()).dry().run()?;
        let needed = probe.expect_success().gas_used();
        let before = stage.world.state();
        for gas in [0, 1, needed / 3, needed / 2, needed - 1] {
            let call = stage.world.call(&alice, &face, function, arguments.clone()).gas(gas);
            let outcome = call.run()?;
            assert_eq!(outcome.status(), Status::Halt(HaltReason::OutOfGas), "{function} {gas}");
            assert_eq!(stage.world.state(), before, "{function} {gas}");
        }
        let call = stage.world.call(&alice, &face, function, arguments).gas(needed);
        call.dry().run()?.expect_success();
    }
    // The reverse of a refusal: what is left goes back.
    let call = stage.world.call(&alice, &face, "transfer", args![&bob, 101u64]);
    let outcome = call.gas(10_000_000).run()?;
    assert_eq!(outcome.status(), Status::Revert);
    assert!(outcome.gas_used() < 1_000_000, "{}", outcome.gas_used());
    let forms = stage.world.runtime().forms();
    assert_eq!(forms.of_face(face.face()).address, face.address());
    Ok(())
}
