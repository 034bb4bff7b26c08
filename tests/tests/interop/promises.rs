//! Asynchronous calls of Solidity contracts: after the first frame, with a callback that nobody forges.

use crate::stage::{Stage, TOKEN, Tested, Wish, bytes, stage};
use test_kit::{TestError, TestOutcome, Value, args};
use vm_core::{AccountRef, AddressForms, Bytes, CallInput, CallScheme, U256};

impl Stage {
    fn call_async(&mut self, wish: &Wish<'_>, closure: &str) -> Result<TestOutcome, TestError> {
        let arguments = args![wish.argument(), 400_000u64, 200_000u64, bytes(closure)];
        self.ask("callAsync", arguments)
    }

    fn answers(&mut self) -> Result<u64, TestError> {
        self.world.query(&self.user, "answers", args![])?.single()
    }
}

/// Closure, code, results and value of each answer.
fn answered(outcome: &TestOutcome) -> Vec<(String, u64, Vec<Bytes>, u64)> {
    let text =
        |value: &Value| -> String { test_kit::FromValue::from_value(value.clone()).unwrap() };
    let events = outcome.events("Answered").into_iter();
    events
        .map(|event| {
            let [closure, rest @ ..] = event.values.as_slice() else { panic!("{event:?}") };
            let rest = test_kit::FromValue::from_value(Value::Tuple(rest.to_vec())).unwrap();
            let (code, results, value) = rest;
            (text(closure), code, results, value)
        })
        .collect()
}

#[test]
fn a_call_runs_after_the_first_frame_and_is_answered() -> Tested {
    let mut stage = stage()?;
    let deposit = Wish::new(&stage.newer, "fund", &[]).value(7).pays(TOKEN, 40);
    let outcome = stage.call_async(&deposit, "deposit")?;
    outcome.expect_success();
    assert_eq!(answered(&outcome), [("deposit".to_owned(), 0, vec![], 0)]);
    assert_eq!(stage.tokens(&stage.newer, TOKEN), 40);
    assert_eq!(stage.world.balance(&stage.newer), U256::from(7));
    assert_eq!(stage.world.balance(&stage.gateway), U256::ZERO);
    // The call and its callback come last in the tree: the contract's own frame has ended.
    let frames = &outcome.raw.trace;
    let callback = frames.last().unwrap();
    assert_eq!(callback.scheme, CallScheme::Callback);
    assert_eq!(callback.caller, stage.gateway.reference);
    assert_eq!(callback.parent, Some(0));
    assert_eq!(stage.answers()?, 1);

    let add = Wish::new(&stage.solidity, "add(uint256)(uint256)", &[&[4]]).value(2);
    let outcome = stage.call_async(&add, "add")?;
    assert_eq!(answered(&outcome), [("add".to_owned(), 0, vec![bytes([7])], 0)]);
    let context = Wish::new(&stage.wasm, "context", &[]);
    let outcome = stage.call_async(&context, "")?;
    let [(_, 0, results, 0)] = &answered(&outcome)[..] else { panic!("{}", outcome.tree()) };
    assert_eq!(results[0].as_ref(), stage.user.address().as_slice());
    Ok(())
}

#[test]
fn a_failure_is_an_answer_and_the_value_comes_back() -> Tested {
    let mut stage = stage()?;
    let balance = stage.world.balance(&stage.user);
    let cases = [
        (Wish::new(&stage.solidity, "fail(string)", &[b"no"]), 4, "no"),
        (Wish::new(&stage.vault, "withdraw", &[TOKEN.as_bytes(), &[], &[1]]), 10, ""),
        (Wish::new(&stage.vault, "deposit", &[]).value(5).pays(TOKEN, 101), 4, "insufficient"),
        (Wish::new(&stage.native, "", &[]).value(5), 4, "non payable"),
    ];
    for (wish, code, text) in cases {
        let outcome = stage.call_async(&wish, "x")?;
        outcome.expect_success();
        let [(_, seen, results, value)] = &answered(&outcome)[..] else {
            panic!("{}", outcome.tree())
        };
        let message = String::from_utf8_lossy(&results[0]).into_owned();
        assert!(*seen != 0 && (*seen == code || text.is_empty()), "{seen}: {}", outcome.tree());
        assert!(message.contains(text), "{message}");
        assert_eq!(*value, wish.value, "{}", outcome.tree());
        assert_eq!(stage.world.balance(&stage.user), balance);
        assert_eq!(stage.tokens(&stage.user, TOKEN), 100);
    }
    Ok(())
}

#[test]
fn what_is_undone_registers_nothing() -> Tested {
    let mut stage = stage()?;
    let before = stage.world.state();
    let wish = Wish::new(&stage.vault, "deposit", &[]).value(7);
    let outcome = stage.ask("callAsyncInVain", args![wish.argument(), 400_000u64])?;
    outcome.expect_success();
    assert_eq!(answered(&outcome), []);
    let outcome = stage.ask("callAsyncThenFail", args![wish.argument(), 400_000u64])?;
    outcome.expect_error("Undone()", &[]);
    assert_eq!(stage.world.balance(&stage.vault), U256::ZERO);
    assert_eq!(stage.world.state(), before);
    Ok(())
}

/// The failure of a callback undoes the callback alone, and no callback registers further calls.
#[test]
fn callbacks_fail_for_themselves() -> Tested {
    let mut stage = stage()?;
    for closure in ["fail", "again"] {
        let before = stage.world.balance(&stage.vault);
        let wish = Wish::new(&stage.vault, "deposit", &[]).value(3);
        let outcome = stage.call_async(&wish, closure)?;
        outcome.expect_success();
        assert_eq!(answered(&outcome), [], "{}", outcome.tree());
        assert_eq!(stage.answers()?, 0);
        assert_eq!(stage.world.balance(&stage.vault), before + U256::from(3));
    }
    Ok(())
}

#[test]
fn nobody_forges_an_answer() -> Tested {
    let mut stage = stage()?;
    let before = stage.world.state();
    let arguments = || args![bytes("x"), 0u64, Vec::<Bytes>::new()];
    let outcome = stage.ask("onAnswer", arguments())?;
    outcome.expect_error("NotTheGateway(address)", &[stage.alice.face().into()]);
    // Through the gateway the caller is whoever called it.
    let test_kit::Abi::Solidity(abi) = stage.user.abi.as_ref() else { panic!("Solidity") };
    let data = abi.json().functions["onAnswer"][0].selector();
    let data = [&data[..], &[0; 96]].concat();
    let wish = Wish::new(&stage.user, "", &[&data]);
    stage.call(&wish)?.expect_failure();
    let outcome = stage.call_async(&wish, "x")?;
    outcome.expect_success();
    let [(_, code, ..)] = &answered(&outcome)[..] else { panic!("{}", outcome.tree()) };
    assert_ne!(*code, 0);
    assert_eq!(stage.answers()?, 1);
    // A key has no callback.
    let input = stage.world.input(
        &stage.gateway,
        "callAsync",
        &args![
            bytes(stage.vault.address().as_slice()),
            Value::List(Vec::new()),
            "deposit",
            Vec::<Bytes>::new(),
            (100_000u64, bytes([1, 2, 3, 4]), 100_000u64, Bytes::new()),
        ],
    )?;
    let outcome = stage.world.call_raw(&stage.alice, &stage.gateway, input).run()?;
    outcome.expect_revert("only a Solidity contract has a callback");
    assert_ne!(stage.world.state(), before);
    Ok(())
}

#[test]
fn gas_of_a_call_is_paid_when_it_is_registered() -> Tested {
    let mut stage = stage()?;
    let wish = Wish::new(&stage.vault, "deposit", &[]).value(3);
    let before = stage.world.state();
    let outcome = stage.ask("callAndForget", args![wish.argument(), 100_000_000u64])?;
    outcome.expect_failure();
    assert_eq!(stage.world.state(), before);
    // What is not used comes back.
    let mut used = Vec::new();
    for limit in [500_000u64, 5_000_000] {
        let outcome = stage.ask("callAndForget", args![wish.argument(), limit])?;
        outcome.expect_success();
        used.push(outcome.gas_used());
    }
    assert!(used[0].abs_diff(used[1]) < 100_000 && used[1] < 1_000_000, "{used:?}");
    // Too little for the call: it is not made, and the value is there.
    let balance = stage.world.balance(&stage.user);
    stage.ask("callAndForget", args![wish.argument(), 10u64])?.expect_success();
    assert_eq!(stage.world.balance(&stage.user), balance);
    Ok(())
}

#[test]
fn a_payment_needs_no_contract() -> Tested {
    let mut stage = stage()?;
    let key = stage.world.evm_account("key", 0u64);
    let wish = Wish::new(&key, "", &[]).value(9).pays(TOKEN, 2);
    stage.ask("callAndForget", args![wish.argument(), 100_000u64])?.expect_success();
    assert_eq!((stage.world.balance(&key), stage.tokens(&key, TOKEN)), (U256::from(9), 2));
    let input = CallInput::default();
    stage.world.call_raw(&stage.alice, AccountRef::from(&key), input).run()?.expect_success();
    assert!(stage.world.runtime().forms().of_face(key.face()) == key.reference);
    Ok(())
}
