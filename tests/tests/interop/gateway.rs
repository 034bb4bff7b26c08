//! The gateway: calls with value and tokens in the caller's name, their failures, and who may not.

use crate::stage::{OTHER, Stage, TOKEN, Tested, Wish, bytes, payment, stage};
use alloy_primitives::keccak256;
use std::collections::BTreeSet;
use system_vm::{GatewayContract, NativeContract};
use test_kit::{Account, Contract, TestOutcome, Value, args};
use vm_core::{AccountRef, Address, AddressForms, Bytes, CallInput, EvmAddress, HaltReason, U256};

/// The interface that Solidity compiles against has the functions of the table, and no others.
#[test]
fn the_interface_is_the_table() {
    let stage = stage().unwrap();
    let test_kit::Abi::Solidity(abi) = stage.gateway.abi.as_ref() else { panic!("Solidity") };
    let compiled = abi.json().functions.values().flatten().map(|it| it.signature());
    let compiled: BTreeSet<String> = compiled.collect();
    let table = GatewayContract::endpoints().iter().map(|it| it.row.name.to_owned());
    assert_eq!(compiled, table.collect());
}

#[test]
fn a_contract_sees_who_called_the_gateway() -> Tested {
    let mut stage = stage()?;
    let user = stage.user.address();
    let wish = Wish::new(&stage.wasm, "context", &[]).pays(TOKEN, 40).pays(OTHER, 1);
    let (results, tokens, value) = stage.results(&wish)?;
    let [caller, none, transfers, own] = results.as_slice() else { panic!("{results:?}") };
    assert_eq!(caller.as_ref(), user.as_slice());
    assert_eq!((none.as_ref(), transfers.as_ref()), (&[][..], &[2][..]));
    assert_eq!(own.as_ref(), stage.wasm.address().as_slice());
    assert_eq!((tokens, value), (Vec::new(), 0));
    assert_eq!((stage.tokens(&stage.user, TOKEN), stage.tokens(&stage.wasm, TOKEN)), (60, 140));
    assert_eq!((stage.tokens(&stage.user, OTHER), stage.tokens(&stage.wasm, OTHER)), (49, 51));

    // With tokens, the value is one of them.
    let wish = Wish::new(&stage.newer, "transfers", &[]).value(7).pays(TOKEN, 2);
    let expected = [&b"TOK-123456"[..], &[], &[2], b"EGLD", &[], &[7]].map(bytes);
    assert_eq!(stage.results(&wish)?.0, expected);
    assert_eq!(stage.world.balance(&stage.user), U256::from(993));
    assert_eq!(stage.world.balances_seen(&stage.newer)?.agreed(), Some(U256::from(7)));
    assert_eq!(stage.world.balance(&stage.gateway), U256::ZERO);

    // Value alone is the value of the call.
    let (results, ..) = stage.results(&Wish::new(&stage.wasm, "context", &[]).value(9))?;
    assert_eq!(results[1..3], [bytes([9]), Bytes::new()]);
    assert_eq!(stage.world.balances_seen(&stage.wasm)?.agreed(), Some(U256::from(1_009)));
    Ok(())
}

#[test]
fn what_comes_back_is_told() -> Tested {
    let mut stage = stage()?;
    let deposit = Wish::new(&stage.vault, "deposit", &[]).pays(TOKEN, 40).pays(OTHER, 5);
    stage.results(&deposit)?;
    let amount = |number: u8| [number];
    let withdraw = Wish::new(&stage.vault, "withdraw", &[TOKEN.as_bytes(), &[], &amount(30)]);
    let (results, tokens, value) = stage.results(&withdraw)?;
    assert_eq!((results, value), (Vec::new(), 0));
    assert_eq!(tokens, [(TOKEN.to_owned(), 0, 30)]);
    assert_eq!(stage.tokens(&stage.user, TOKEN), 90);

    // What goes to somebody else did not come back.
    let bob = stage.world.account("bob", 0u64);
    let bob_address = bob.address();
    let items = [bob_address.as_slice(), OTHER.as_bytes(), &[], &amount(2)];
    let (_, tokens, _) = stage.results(&Wish::new(&stage.vault, "withdrawTo", &items))?;
    assert_eq!(tokens, []);
    assert_eq!(stage.tokens(&bob, OTHER), 2);
    Ok(())
}

#[test]
fn a_failure_comes_with_its_reason_and_the_rest_of_the_gas() -> Tested {
    let mut stage = stage()?;
    let vault = stage.world.deploy_evm(&stage.alice, "Vault", args![])?;
    let message = |text: &str| {
        let test_kit::Abi::Solidity(abi) = stage.solidity.abi.as_ref() else { panic!() };
        let data = abi.call_data("fail", &args![text], &NoAccounts).unwrap();
        // `fail(string)` takes its reason as `Error(string)` tells it.
        [&keccak256("Error(string)")[..4], &data[4..]].concat()
    };
    let refused =
        [&keccak256("Refused(uint256)")[..4], &U256::from(9).to_be_bytes::<32>()].concat();
    let cases: [(Wish<'_>, Vec<u8>, bool); 5] = [
        (
            Wish::new(&stage.vault, "withdraw", &[TOKEN.as_bytes(), &[], &[1]]).value(0),
            message("deposit is too small"),
            true,
        ),
        (Wish::new(&stage.solidity, "fail(string)", &[b"no"]).value(0), message("no"), false),
        (Wish::new(&vault, "failWithCustom(uint256)", &[&[9]]), refused, false),
        (Wish::new(&stage.native, "fail", &[b"native says no"]), message("native says no"), true),
        (
            Wish::new(&stage.vault, "deposit", &[]).value(5).pays(TOKEN, 101),
            message("insufficient quantity for token: TOK-123456 for token TOK-123456"),
            true,
        ),
    ];
    for (wish, reason, burns) in cases {
        let before = stage.world.state();
        let limit = 2_000_000u64;
        let outcome = stage.ask("tryCall", args![wish.argument(), limit])?;
        outcome.expect_success();
        let (success, data, used): (bool, Bytes, u64) = outcome.returns()?;
        assert!(!success);
        assert_eq!(hex::encode(&data), hex::encode(&reason), "{}", outcome.tree());
        // A Solidity contract that reverts keeps the rest; every other one burns it.
        assert_eq!(used > limit - 100_000, burns, "{used}: {}", outcome.tree());
        assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    }
    Ok(())
}

/// For signatures without addresses.
#[derive(Debug)]
struct NoAccounts;

impl test_kit::Accounts for NoAccounts {
    fn of_address(&self, address: &Address) -> AccountRef {
        account_map::EvmForms::default().of_address(address)
    }

    fn of_face(&self, face: EvmAddress) -> AccountRef {
        account_map::EvmForms::default().of_face(face)
    }
}

#[test]
fn a_solidity_contract_is_called_by_signature_and_by_call_data() -> Tested {
    let mut stage = stage()?;
    let wish = Wish::new(&stage.solidity, "add(uint256)(uint256)", &[&[4]]);
    assert_eq!(stage.results(&wish)?.0, [bytes([7])]);
    let test_kit::Abi::Solidity(abi) = stage.solidity.abi.as_ref() else { panic!("Solidity") };
    let data = abi.call_data("add", &args![5u64], &NoAccounts)?;
    let wish = Wish::new(&stage.solidity, "", &[&data]).value(2).pays(TOKEN, 1);
    stage.call(&wish)?.expect_revert("tokens with arguments need a function");
    let wish = Wish { payments: Vec::new(), ..wish };
    assert_eq!(stage.results(&wish)?.0, [bytes(U256::from(12).to_be_bytes::<32>())]);
    assert_eq!(stage.world.balance(&stage.solidity), U256::from(2));
    Ok(())
}

#[test]
fn anybody_is_paid() -> Tested {
    let mut stage = stage()?;
    // A key that nobody knows, one of the EVM, a contract of each kind.
    let stranger = Address(*b"carol is a key that nobody knows");
    let stranger = stage.world.runtime().forms().of_address(&stranger);
    let key: Account = stage.world.evm_account("key", 0u64);
    for to in [stranger, key.reference, stage.wasm.reference, stage.solidity.reference] {
        let (value, tokens) = (stage.world.balance(to), stage.tokens(to, TOKEN));
        stage.results(&Wish::new(to, "", &[]).value(3))?;
        stage.results(&Wish::new(to, "", &[]).value(2).pays(TOKEN, 5))?;
        assert_eq!(stage.world.balance(to), value + U256::from(5));
        assert_eq!(stage.tokens(to, TOKEN), tokens + 5);
    }
    stage.ask("sendHalf", args![TOKEN, &key])?.expect_success();
    assert_eq!(stage.tokens(&key, TOKEN), 45);

    // Who takes no payment is not paid.
    let before = stage.world.state();
    for wish in [
        Wish::new(&stage.native, "", &[]).value(1),
        Wish::new(&stage.native, "", &[]).pays(TOKEN, 1),
        Wish::new(&stage.gateway, "", &[]).pays(TOKEN, 1),
        Wish::new(&stage.user, "", &[]).pays(TOKEN, 1),
    ] {
        stage.call(&wish)?.expect_failure();
        assert_eq!(stage.world.state(), before);
    }
    Ok(())
}

#[test]
fn what_comes_after_undoes_it() -> Tested {
    let mut stage = stage()?;
    let wish = Wish::new(&stage.newer, "fund", &[]).value(7).pays(TOKEN, 40);
    let before = stage.world.state();
    let outcome = stage.ask("callThenFail", args![wish.argument()])?;
    outcome.expect_error("Undone()", &[]);
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    Ok(())
}

/// Read-only is read-only through the gateway, and nobody speaks for another by delegation.
#[test]
fn static_and_delegate_calls_change_nothing() -> Tested {
    let mut stage = stage()?;
    let before = stage.world.state();
    let (wasm, solidity) = (stage.wasm.clone(), stage.solidity.clone());
    let destination = |of: AccountRef| Value::from(bytes(of.address.as_slice()));
    let none = Vec::<Bytes>::new();
    for function in ["callInStatic", "callInDelegate"] {
        for (to, name) in [(&wasm, "fund"), (&solidity, "empty()"), (&wasm, "balanceOf")] {
            let arguments = args![destination(to.reference), name, none.clone()];
            let outcome = stage.ask(function, arguments)?;
            let (success, _): (bool, Bytes) = outcome.expect_success().returns()?;
            assert!(!success, "{function} of {name}: {}", outcome.tree());
            assert_eq!(stage.world.state(), before);
        }
    }
    let user = bytes(stage.user.address().as_slice());
    let read = args![destination(wasm.reference), "balanceOf", vec![user]];
    let results: Vec<Bytes> = stage.world.query(&stage.user, "read", read)?.single()?;
    assert_eq!(results, [bytes([3, 0xe8])]);
    let write = args![destination(solidity.reference), "store(uint256)", vec![bytes([9])]];
    let outcome = stage.ask("read", write)?;
    outcome.expect_failure();
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    Ok(())
}

#[test]
fn keys_use_the_gateway_as_contracts_do() -> Tested {
    let mut stage = stage()?;
    let key = stage.world.evm_account("key", 1_000u64);
    let senders = [stage.alice.clone(), key];
    for sender in &senders {
        stage.world.set_token_balance(sender, TOKEN, 20u32);
        let balance = stage.world.balance(sender);
        let call = |to: &Contract, function: &str, payments: Vec<Value>| {
            let (to, none) = (bytes(to.address().as_slice()), Vec::<Bytes>::new());
            args![to, Value::List(payments), function, none]
        };
        let arguments = call(&stage.newer, "fund", vec![payment(TOKEN, 6)]);
        let call_with = stage.world.call(sender, &stage.gateway, "call", arguments).value(4u64);
        call_with.run()?.expect_success();
        assert_eq!(stage.tokens(sender, TOKEN), 14);
        assert_eq!(stage.world.balance(sender), balance - U256::from(4));
        let arguments = call(&stage.wasm, "context", Vec::new());
        let outcome = stage.world.call(sender, &stage.gateway, "call", arguments).run()?;
        let values = outcome.expect_success().values()?;
        let Value::List(results) = &values[0] else { panic!("{values:?}") };
        assert_eq!(results[0], Value::from(bytes(sender.address().as_slice())));
    }
    Ok(())
}

#[test]
fn accounts_are_looked_up_in_both_forms() -> Tested {
    let mut stage = stage()?;
    for account in [stage.wasm.reference, stage.user.reference, stage.alice.reference] {
        let address = Value::from(bytes(account.address.as_slice()));
        let found = stage.world.query(&stage.user, "addressOf", args![account.face])?;
        assert_eq!(found.single::<Value>()?, address);
        let found = stage.world.query(&stage.user, "faceOf", vec![address])?;
        assert_eq!(found.single::<EvmAddress>()?, account.face);
    }
    let balance = args![&stage.wasm, OTHER, 0u64];
    assert_eq!(stage.world.query(&stage.user, "tokenBalance", balance)?.single::<u64>()?, 50);
    Ok(())
}

impl Stage {
    /// Calls the gateway with data that no encoder makes.
    fn raw(&mut self, data: Vec<u8>, gas: u64) -> Result<TestOutcome, test_kit::TestError> {
        let input = CallInput::CallData(data.into());
        self.world.call_raw(&self.alice, &self.gateway, input).gas(gas).run()
    }
}

#[test]
fn malformed_call_data_is_refused() -> Tested {
    let mut stage = stage()?;
    let before = stage.world.state();
    let selector = |row: usize| {
        let name = GatewayContract::endpoints()[row].row.name;
        keccak256(name)[..4].to_vec()
    };
    let word = |number: u64| U256::from(number).to_be_bytes::<32>();
    for (data, reason) in [
        (Vec::new(), Some(HaltReason::InvalidCallData)),
        (vec![1], Some(HaltReason::InvalidCallData)),
        (vec![1, 2, 3, 4], Some(HaltReason::FunctionNotFound)),
        (selector(0), None),
        ([selector(0), vec![0xff; 400]].concat(), None),
        ([selector(2), vec![0xff; 32]].concat(), None),
    ] {
        let outcome = stage.raw(data, 100_000_000)?;
        match reason {
            Some(reason) => outcome.expect_halt(reason),
            None => outcome.expect_revert("call data does not fit the function"),
        };
        assert_eq!(stage.world.state(), before);
    }
    // A thousand arguments that are one: each is paid for.
    let mut bomb = selector(0);
    bomb.extend(stage.native.address().0);
    bomb.extend([word(128), word(160), word(192)].concat());
    bomb.extend([word(0), word(0), word(1_000)].concat());
    bomb.extend(word(32_000).repeat(1_000));
    bomb.extend(word(60_000));
    bomb.extend(vec![7; 60_000]);
    let price = 1_000 * 60_000 / 32 * 6 * 20;
    stage.raw(bomb.clone(), price)?.expect_halt(HaltReason::OutOfGas);
    stage.raw(bomb, 2 * price)?.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}
