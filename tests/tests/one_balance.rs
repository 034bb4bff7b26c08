//! One ledger: every VM reads the same native balance at every point of a mixed transaction, and what
//! was sent ahead of a deployment or to an alias before its record is there after it.
#![cfg(test)]

use num_bigint::BigUint;
use test_kit::{Abi, Account, Contract, DeployOptions, TestError, Value, World, args};
use vm_core::{AccountRef, Address, AddressForms, Bytes, CallInput, EvmAddress, U256};

type Tested = Result<(), TestError>;

const TOKEN: &str = "TOK-123456";

/// A contract of each VM that pays and reads balances.
struct Stage {
    world: World,
    alice: Account,
    evm: Contract,
    evm_probe: Contract,
    wasm: Contract,
    native: Contract,
}

fn stage() -> Result<Stage, TestError> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let evm = world.deploy_evm(&alice, "Forwarder", args![])?;
    let named = DeployOptions::default().name("probe");
    let evm_probe = world.deploy_evm_with(&alice, "Forwarder", args![], named)?;
    let wasm = world.deploy_wasm(&alice, "forwarder", args![])?;
    let native = world.natives()[0].clone();
    for payer in [&evm, &wasm, &native] {
        world.update(|state| state.account_mut(&payer.address()).data.balance = U256::from(1_000));
    }
    Ok(Stage { world, alice, evm, evm_probe, wasm, native })
}

/// The bytes that a contract of the blob form sends.
fn blob(input: &CallInput) -> Bytes {
    match test_kit::pair_suite::for_form(input, vm_core::DataForm::Blob) {
        CallInput::CallData(data) => data,
        CallInput::Function { .. } => Bytes::new(),
    }
}

/// Function and arguments that a contract of the function form sends.
fn function(input: &CallInput) -> (Bytes, Vec<Bytes>) {
    match test_kit::pair_suite::for_form(input, vm_core::DataForm::Function) {
        CallInput::Function { name, arguments } => (name, arguments),
        CallInput::CallData(_) => (Bytes::new(), Vec::new()),
    }
}

/// One call of a batch.
type Step = (AccountRef, u64, CallInput);

impl Stage {
    /// Whose balances are watched.
    fn watched(&self) -> [AccountRef; 4] {
        [(&self.evm).into(), (&self.wasm).into(), (&self.native).into(), (&self.alice).into()]
    }

    /// For each watched account a read in each VM.
    fn reads(&self) -> Result<Vec<Step>, TestError> {
        let mut steps = Vec::new();
        for account in self.watched() {
            for probe in [&self.evm_probe, &self.wasm, &self.native] {
                let input = self.world.input(probe, "balanceOf", &args![account])?;
                steps.push((probe.reference, 0, input));
            }
        }
        Ok(steps)
    }

    /// Payments in every direction, with the reads after each.
    fn steps(&self, root: &Contract) -> Result<Vec<Step>, TestError> {
        let pay =
            |payer: &Contract, function, to: AccountRef, amount: u64| -> Result<Step, TestError> {
                let input = self.world.input(payer, function, &args![to, amount])?;
                Ok((payer.reference, 0, input))
            };
        let fund = |to: &Contract, value| -> Result<Step, TestError> {
            let function = if to.vm_type == vm_core::VmType::EVM { "context" } else { "fund" };
            Ok((to.reference, value, self.world.input(to, function, &args![])?))
        };
        let (root, alice) = (root.reference, self.alice.reference);
        let payments = [
            fund(&self.wasm, 10)?,
            fund(&self.native, 20)?,
            fund(&self.evm_probe, 1)?,
            (alice, 30, CallInput::default()),
            pay(&self.wasm, "sendValue", root, 7)?,
            pay(&self.wasm, "sendValue", alice, 3)?,
            pay(&self.native, "pay", root, 5)?,
            pay(&self.native, "pay", self.wasm.reference, 4)?,
            pay(&self.evm_probe, "pay", self.wasm.reference, 1)?,
        ];
        let reads = self.reads()?;
        let mut steps = reads.clone();
        for payment in payments {
            steps.push(payment);
            steps.extend(reads.iter().cloned());
        }
        Ok(steps)
    }
}

/// Goes through the results of a batch: after each payment the reads agree account by account, and
/// the sum of the watched balances changes by what the payment takes out of the watched accounts.
fn check(results: &[U256]) {
    assert_eq!(results.len(), 10 * 12);
    for (point, balances) in results.chunks(12).enumerate() {
        for (account, seen) in balances.chunks(3).enumerate() {
            assert!(
                seen[0] == seen[1] && seen[1] == seen[2],
                "point {point}, account {account}: {seen:?}"
            );
        }
        let sum: U256 =
            balances.iter().step_by(3).fold(U256::ZERO, |sum, it| sum.saturating_add(*it));
        // The probe has one unit from the third payment until the last.
        let away = u64::from((3..9).contains(&point));
        assert_eq!(sum, U256::from(1_003_000u64.saturating_sub(away)), "point {point}");
    }
}

#[test]
fn a_batch_of_the_evm_sees_one_balance() -> Tested {
    let mut stage = stage()?;
    let steps = stage.steps(&stage.evm)?;
    let reads: Vec<bool> = steps.iter().map(|it| is_read(&stage, it)).collect::<Result<_, _>>()?;
    let targets: Vec<AccountRef> = steps.iter().map(|it| it.0).collect();
    let batch: Vec<Value> =
        steps.into_iter().map(|(to, value, input)| (to, value, blob(&input)).into()).collect();
    let (evm, alice) = (stage.evm.clone(), stage.alice.clone());
    let call = stage.world.call(&alice, &evm, "forwardBatch", args![Value::List(batch)]);
    let outcome = call.gas(15_000_000).run()?;
    outcome.expect_success();
    let (successes, results): (Vec<bool>, Vec<Bytes>) = outcome.returns()?;
    assert!(successes.iter().all(|it| *it), "{}", outcome.tree());
    let kept = results.iter().zip(targets).zip(reads).filter(|(_, is_read)| *is_read);
    let numbers: Vec<U256> = kept
        .map(|((data, to), _)| {
            let is_evm = to == stage.evm_probe.reference;
            let number = if is_evm { data.clone() } else { data.slice(4..) };
            U256::try_from_be_slice(&number).unwrap()
        })
        .collect();
    check(&numbers);
    Ok(())
}

#[test]
fn a_batch_of_wasm_sees_one_balance() -> Tested {
    let mut stage = stage()?;
    let steps = stage.steps(&stage.evm)?;
    // The root is the WASM contract this time: it does not pay itself, and cannot call a key.
    let (wasm, alice) = (stage.wasm.reference, stage.alice.reference);
    let mut steps = steps;
    steps.retain(|(to, value, _)| (*to != wasm || *value == 0) && *to != alice);
    let mut batch = Vec::new();
    for (to, value, input) in &steps {
        let (name, arguments) = function(input);
        batch.push(Value::from((*to, *value, name, arguments)));
    }
    let (wasm, alice) = (stage.wasm.clone(), stage.alice.clone());
    let outcome =
        stage.world.call(&alice, &wasm, "forwardBatch", args![Value::List(batch)]).run()?;
    outcome.expect_success();
    let items = outcome.raw.items();
    // Every read gives one item; so does `context` of the probe, which is four words long, and no
    // other payment.
    let numbers: Vec<U256> = items
        .iter()
        .filter(|it| it.len() <= 32)
        .map(|it| U256::try_from_be_slice(it).unwrap())
        .collect();
    for (point, balances) in numbers.chunks(12).enumerate() {
        for seen in balances.chunks(3) {
            assert!(
                seen[0] == seen[1] && seen[1] == seen[2],
                "point {point}: {seen:?}\n{}",
                outcome.tree()
            );
        }
    }
    assert_eq!(numbers.len(), 10 * 12, "{}", outcome.tree());
    Ok(())
}

fn is_read(stage: &Stage, step: &Step) -> Result<bool, TestError> {
    Ok(stage.reads()?.contains(step))
}

/// What was sent to a contract's address before the contract, from every VM, is there after it.
#[test]
fn funds_sent_ahead_of_create2_are_there() -> Tested {
    let mut stage = stage()?;
    let alice = stage.alice.clone();
    let deployer = stage.world.deploy_evm(&alice, "Deployer", args![])?;
    let salt = alloy_primitives::B256::repeat_byte(7);
    let child: EvmAddress = stage.world.query(&deployer, "predict", args![9u64, salt])?.single()?;
    let ahead = stage.world.runtime().forms().of_face(child);

    stage.world.transfer(&alice, ahead, 100u64).run()?.expect_success();
    let (evm, wasm, native) = (stage.evm.clone(), stage.wasm.clone(), stage.native.clone());
    stage.world.call(&alice, &evm, "pay", args![child, 20u64]).run()?.expect_success();
    stage.world.call(&alice, &wasm, "sendValue", args![child, 3u64]).run()?.expect_success();
    stage.world.call(&alice, &native, "pay", args![child, 4u64]).run()?.expect_success();
    stage.world.set_token_balance(&wasm, TOKEN, 50u32);
    let send = args![child, TOKEN, 0u64, 30u64];
    stage.world.call(&alice, &wasm, "sendTokens", send).run()?.expect_success();
    assert_eq!(stage.world.balances_seen(ahead)?.agreed(), Some(U256::from(127)));

    let before = stage.world.state();
    let call = stage.world.call(&alice, &deployer, "create2", args![9u64, salt]).gas(60_000);
    call.run()?.expect_failure();
    assert_eq!(stage.world.state(), before);

    let outcome =
        stage.world.call(&alice, &deployer, "create2", args![9u64, salt]).value(5u64).run()?;
    outcome.expect_success();
    assert_eq!(outcome.single::<EvmAddress>()?, child);
    let (_, abi) = stage.world.artifacts().evm("Child")?;
    let child = stage.world.attach("child", ahead, Abi::Solidity(abi));
    assert_eq!(stage.world.query(&child, "bornWith", args![])?.single::<u64>()?, 132);
    assert_eq!(stage.world.balances_seen(&child)?.agreed(), Some(U256::from(132)));
    assert_eq!(stage.world.token_balance(&child, TOKEN, 0), BigUint::from(30u32));
    Ok(())
}

/// What was sent to an account's alias before anybody knew the account is swept into it when the
/// record is made, by whatever touches it first.
#[test]
fn funds_sent_to_an_alias_are_swept() -> Tested {
    let carol = Address(*b"carol is a key that nobody knows");
    type First = fn(&mut Stage, AccountRef) -> Tested;
    let firsts: [(&str, u64, First); 4] = [
        ("a plain transfer", 1, |stage, carol| {
            let alice = stage.alice.clone();
            stage.world.transfer(&alice, carol, 1u64).run()?.expect_success();
            Ok(())
        }),
        ("a payment of a WASM contract", 2, |stage, carol| {
            let (alice, wasm) = (stage.alice.clone(), stage.wasm.clone());
            let call = stage.world.call(&alice, &wasm, "sendValue", args![carol, 2u64]);
            call.run()?.expect_success();
            Ok(())
        }),
        ("a payment of a native contract", 3, |stage, carol| {
            let (alice, native) = (stage.alice.clone(), stage.native.clone());
            let call = stage.world.call(&alice, &native, "pay", args![carol, 3u64]);
            call.run()?.expect_success();
            Ok(())
        }),
        ("an address in a call to the EVM", 0, |stage, carol| {
            let (alice, wasm, evm) = (stage.alice.clone(), stage.wasm.clone(), stage.evm.clone());
            let address = vec![Bytes::copy_from_slice(carol.address.as_slice())];
            let call = args![&evm, "balanceOf(address)", address];
            stage.world.call(&alice, &wasm, "forward", call).run()?.expect_success();
            Ok(())
        }),
    ];
    for (first, gift, touch) in firsts {
        let mut stage = stage()?;
        let carol = stage.world.runtime().forms().of_address(&carol);
        let (alice, evm, wasm) = (stage.alice.clone(), stage.evm.clone(), stage.wasm.clone());
        let alias = stage.world.runtime().forms().of_face(carol.face);
        stage.world.call(&alice, &evm, "pay", args![carol.face, 50u64]).run()?.expect_success();
        stage.world.set_token_balance(&wasm, TOKEN, 50u32);
        let send = args![carol.face, TOKEN, 0u64, 30u64];
        stage.world.call(&alice, &wasm, "sendTokens", send).run()?.expect_success();
        assert_eq!(stage.world.balance(alias), U256::from(50), "{first}");
        assert_eq!(stage.world.token_balance(alias, TOKEN, 0), BigUint::from(30u32), "{first}");

        touch(&mut stage, carol)?;
        assert_eq!(stage.world.balance(carol), U256::from(50 + gift), "{first}");
        assert_eq!(stage.world.token_balance(carol, TOKEN, 0), BigUint::from(30u32), "{first}");
        assert_eq!(stage.world.balance(alias), U256::ZERO, "{first}");
        assert_eq!(stage.world.token_balance(alias, TOKEN, 0), BigUint::ZERO, "{first}");
        assert_eq!(
            stage.world.balances_seen(carol)?.agreed(),
            Some(U256::from(50 + gift)),
            "{first}"
        );
        // From now on the alias is the account.
        stage.world.call(&alice, &evm, "pay", args![carol.face, 5u64]).run()?.expect_success();
        assert_eq!(stage.world.balance(carol), U256::from(55 + gift), "{first}");
    }
    Ok(())
}

/// Value without a function: a contract's metadata, or its `receive`, says whether it takes it.
#[test]
fn plain_payments_ask_the_contract() -> Tested {
    let mut stage = stage()?;
    let alice = stage.alice.clone();
    let closed = DeployOptions { metadata: [5, 0], ..DeployOptions::default().name("closed") };
    let closed = stage.world.deploy_wasm_with(&alice, "adder", args![0u64], closed)?;
    let by_contract = DeployOptions { metadata: [5, 4], ..DeployOptions::default().name("half") };
    let half = stage.world.deploy_wasm_with(&alice, "adder", args![0u64], by_contract)?;
    let token = stage.world.deploy_evm(&alice, "Token", args![0u64])?;
    let (evm, wasm, native) = (stage.evm.clone(), stage.wasm.clone(), stage.native.clone());
    // Who is paid, and whether a key, an Ethereum contract and a WASM contract can pay it.
    let cases = [
        (&wasm, [true, true, true]),
        (&half, [false, true, true]),
        (&closed, [false, false, false]),
        (&native, [false, false, false]),
        (&evm, [true, true, true]),
        (&token, [false, false, false]),
    ];
    for (to, expected) in cases {
        let fork = stage.world.fork();
        let mut world = core::mem::replace(&mut stage.world, fork);
        let before = world.state();
        let outcomes = [
            world.transfer(&alice, to, 1u64).run()?,
            world.call(&alice, &evm, "pay", args![to, 1u64]).run()?,
            world.call(&alice, &wasm, "sendValue", args![to, 1u64]).run()?,
        ];
        for (outcome, expected) in outcomes.iter().zip(expected) {
            assert_eq!(outcome.is_success(), expected, "{}\n{}", to.name, outcome.tree());
        }
        assert_eq!(expected.contains(&true), world.state() != before, "{}", to.name);
        assert!(world.balances_seen(to)?.agreed().is_some());
    }
    Ok(())
}

/// A sweep in a transaction that fails has not happened.
#[test]
fn a_failed_sweep_leaves_the_alias_as_it_was() -> Tested {
    let mut stage = stage()?;
    let carol = Address(*b"carol is a key that nobody knows");
    let carol = stage.world.runtime().forms().of_address(&carol);
    let (alice, evm, wasm) = (stage.alice.clone(), stage.evm.clone(), stage.wasm.clone());
    stage.world.call(&alice, &evm, "pay", args![carol.face, 50u64]).run()?.expect_success();
    let before = stage.world.state();
    let address = vec![Bytes::copy_from_slice(carol.address.as_slice())];
    let call = args![&evm, "balanceOf(address)", address];
    stage.world.call(&alice, &wasm, "forwardThenFail", call).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}
