//! MultiversX transactions: checks, fees, refunds, rewards, deployments, tokens, blocks, estimates.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

use account_map::{create_face, space_contract_address};
use runtime::{
    BlockExecutor, ExecutionError, Fees, InvalidTransaction, Message, MultiversXTransaction,
    Outcome, Receipt, TransactionProcessor,
};
use std::sync::Arc;
use test_kit::{Account, TestError, World, args};
use vm_core::{Address, AddressForms, Bytes, GasUnit, HaltReason, Status, U256, VmType};
use world::World as Committed;

type Tested = Result<(), TestError>;

/// Price of a unit of gas, and what of it counts for execution.
const PRICE: u64 = 1_000_000_000;
const EXECUTION_PRICE: u64 = PRICE / 100;
/// Gas of moving a balance, and of a byte of data.
const MOVE_GAS: u64 = 50_000;
const BYTE_GAS: u64 = 1_500;
/// What every account has at the start.
const FUNDS: u64 = 1_000_000_000_000_000_000;

/// A world with a funded account.
fn world() -> (World, Account) {
    let mut world = World::new();
    let alice = world.account("alice", FUNDS);
    (world, alice)
}

/// A transaction of an account with its next nonce.
fn transaction(
    world: &World,
    from: &Account,
    to: Address,
    gas_limit: u64,
    data: &str,
) -> MultiversXTransaction {
    MultiversXTransaction {
        nonce: world.nonce(from),
        sender: from.address(),
        receiver: to,
        gas_price: PRICE,
        gas_limit,
        data: Bytes::copy_from_slice(data.as_bytes()),
        chain_id: "sovereign".to_owned(),
        ..MultiversXTransaction::default()
    }
}

/// Gas of moving the balance and the data.
fn move_gas(data: &str) -> u64 {
    MOVE_GAS + BYTE_GAS * u64::try_from(data.len()).unwrap()
}

/// Fee of a transaction that used so much gas in all.
fn fee(data: &str, used: u64) -> U256 {
    let moved = move_gas(data);
    U256::from(moved) * U256::from(PRICE) + U256::from(used - moved) * U256::from(EXECUTION_PRICE)
}

/// What a call uses when it is no transaction.
fn bare_use(world: &mut World, message: &Message) -> u64 {
    let state = Arc::new(Committed::with_state(world.state()));
    let block = world.block_mut().clone();
    let outcome = world.runtime().execute(&state, &block, message, &Default::default()).unwrap();
    assert!(outcome.is_success(), "{:?}", outcome.message);
    outcome.gas.used
}

#[test]
fn what_cannot_be_in_a_block_does_nothing() -> Tested {
    let (mut world, alice) = world();
    world.update(|state| state.account_mut(&alice.address()).data.nonce = 5);
    let to = Address([2; 32]);
    let good = MultiversXTransaction {
        value: U256::from(7),
        ..transaction(&world, &alice, to, MOVE_GAS, "")
    };
    let too_much = U256::from(FUNDS) - fee("", MOVE_GAS) + U256::from(1);
    let change = |change: &dyn Fn(&mut MultiversXTransaction)| {
        let mut transaction = good.clone();
        change(&mut transaction);
        transaction
    };
    let cases = [
        (
            change(&|it| it.nonce = 4),
            InvalidTransaction::NonceTooLow { account: 5, transaction: 4 },
        ),
        (
            change(&|it| it.nonce = 6),
            InvalidTransaction::NonceTooHigh { account: 5, transaction: 6 },
        ),
        (change(&|it| it.chain_id = "1".to_owned()), InvalidTransaction::ChainId),
        (change(&|it| it.gas_price = PRICE - 1), InvalidTransaction::GasPriceTooLow),
        (
            change(&|it| it.gas_limit = MOVE_GAS - 1),
            InvalidTransaction::GasLimitTooLow { limit: MOVE_GAS - 1, needed: MOVE_GAS },
        ),
        (
            change(&|it| it.data = Bytes::from_static(b"text")),
            InvalidTransaction::GasLimitTooLow { limit: MOVE_GAS, needed: MOVE_GAS + 4 * BYTE_GAS },
        ),
        (change(&|it| it.gas_limit = 600_000_001), InvalidTransaction::GasLimitTooHigh),
        (change(&|it| it.value = too_much), InvalidTransaction::InsufficientFunds),
        (change(&|it| it.value = U256::MAX), InvalidTransaction::InsufficientFunds),
        (change(&|it| it.gas_price = u64::MAX), InvalidTransaction::InsufficientFunds),
        (
            change(&|it| it.sender = Address([3; 32])),
            InvalidTransaction::NonceTooHigh { account: 0, transaction: 5 },
        ),
        (
            change(&|it| {
                it.receiver = Address::ZERO;
                it.data = Bytes::from_static(b"zz@0500@0000");
                it.gas_limit = 1_000_000;
            }),
            InvalidTransaction::MalformedDeploy,
        ),
    ];
    let before = world.state();
    for (transaction, reason) in cases {
        match world.execute(&transaction) {
            Err(TestError::Execution(ExecutionError::Invalid(seen))) => assert_eq!(seen, reason),
            other => panic!("{reason}: {other:?}"),
        }
        assert!(world.state() == before, "{reason}");
    }
    // To the last unit.
    let all = change(&|it| it.value = too_much - U256::from(1));
    assert!(world.execute(&all)?.is_success());
    assert_eq!(world.balance(&alice), U256::ZERO);
    Ok(())
}

#[test]
fn a_transfer_pays_for_moving_and_for_its_data() -> Tested {
    let (mut world, alice) = world();
    let receiver = world.account("receiver", 0u8);
    let to = receiver.address();
    let mut paid = U256::ZERO;
    // A limit above the need costs nothing, as on the production node: nothing was executed.
    for (number, (limit, data)) in
        [(MOVE_GAS, ""), (MOVE_GAS + 6_000, "text"), (90_000, "a@bc@zz"), (70_000, "")]
            .into_iter()
            .enumerate()
    {
        let transaction = MultiversXTransaction {
            value: U256::from(1_000),
            ..transaction(&world, &alice, to, limit, data)
        };
        let outcome = world.execute(&transaction)?;
        assert!(outcome.is_success());
        let used = move_gas(data);
        assert_eq!(outcome.fees, Fees { paid: fee(data, used), developer: U256::ZERO });
        assert_eq!((outcome.gas.unit, outcome.gas.used), (GasUnit::MultiversX, used));
        paid += outcome.fees.paid + U256::from(1_000);
        let count = u64::try_from(number).unwrap() + 1;
        assert_eq!(world.balance(&alice), U256::from(FUNDS) - paid);
        assert_eq!(world.balance(&receiver), U256::from(1_000 * count));
        assert_eq!(world.nonce(&alice), count);
    }
    Ok(())
}

#[test]
fn a_call_pays_what_it_used_and_rewards_the_contract() -> Tested {
    let (mut world, alice) = world();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let message = world.call(&alice, &adder, "add", args![7u64]).message()?;
    let bare = bare_use(&mut world, &message);
    let (start, data) = (world.balance(&alice), "add@07");
    let used = move_gas(data) + bare;
    let run = |world: &mut World, limit| -> Result<Outcome, TestError> {
        world.execute(&transaction(world, &alice, adder.address(), limit, data))
    };
    let reward = |amount: u64| {
        U256::from(amount) * U256::from(EXECUTION_PRICE) * U256::from(30) / U256::from(100)
    };

    let outcome = run(&mut world, used * 2)?;
    assert!(outcome.is_success());
    assert_eq!(outcome.gas.used, used);
    assert_eq!(outcome.fees, Fees { paid: fee(data, used), developer: reward(bare) });
    assert_eq!(world.balance(&alice), start - fee(data, used));
    let credited = |world: &World| {
        let state = world.state();
        state.account(&adder.address()).map(|it| it.data.native.developer_reward).unwrap()
    };
    assert_eq!(credited(&world), reward(bare));
    assert!(outcome.change.accounts[&adder.address()].code.is_none(), "a reward is no new code");
    assert_eq!(world.query(&adder, "getSum", args![])?.single::<u64>()?, 12);

    // Ten times what is used is still given back; one more is not.
    let (start, limit) = (world.balance(&alice), move_gas(data) + bare * 10);
    let outcome = run(&mut world, limit)?;
    assert_eq!((outcome.gas.used, outcome.fees.paid), (used, fee(data, used)));
    let outcome = run(&mut world, limit + 1)?;
    assert_eq!((outcome.gas.used, outcome.fees.paid), (limit + 1, fee(data, limit + 1)));
    assert_eq!(world.balance(&alice), start - fee(data, used) - fee(data, limit + 1));
    assert_eq!(credited(&world), reward(bare) + reward(bare) + reward(bare * 10 + 1));
    Ok(())
}

#[test]
fn a_failed_call_takes_all_gas_and_keeps_the_value() -> Tested {
    let (mut world, alice) = world();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let counter = world.deploy_evm(&alice, "Reentrant", args![5u64])?;
    let (nonce, limit) = (world.nonce(&alice), 10_000_000);
    let cases = [
        (adder.address(), "add@07@08", 0u64, Status::Revert),
        (adder.address(), "add@07", 3, Status::Halt(HaltReason::ExecutionFailed)),
        (adder.address(), "missing", 3, Status::Halt(HaltReason::FunctionNotFound)),
        (counter.address(), "fail(string)@6162", 0, Status::Revert),
        (counter.address(), "trap()", 0, Status::Halt(HaltReason::EvmHalt)),
        (counter.address(), "burn()", 0, Status::Halt(HaltReason::OutOfGas)),
        (Address([2; 32]), "ESDTTransfer@4142432d313233343536@07", 0, Status::Revert),
    ];
    for (index, (to, data, value, status)) in cases.into_iter().enumerate() {
        let before = world.state();
        let transaction = MultiversXTransaction {
            value: U256::from(value),
            ..transaction(&world, &alice, to, limit, data)
        };
        let outcome = world.execute(&transaction)?;
        assert!(!outcome.is_success(), "{data}");
        if status == Status::Revert || matches!(status, Status::Halt(HaltReason::EvmHalt)) {
            assert_eq!(core::mem::discriminant(&outcome.status), core::mem::discriminant(&status));
        } else if let Status::Halt(HaltReason::FunctionNotFound | HaltReason::OutOfGas) = status {
            assert_eq!(outcome.status, status, "{data}");
        }
        assert_eq!((outcome.gas.used, outcome.fees.paid), (limit, fee(data, limit)), "{data}");
        assert_eq!(outcome.fees.developer, U256::ZERO);
        // Nonce and fee are all that is left of it.
        let mut after = before;
        let account = &mut after.account_mut(&alice.address()).data;
        account.balance -= fee(data, limit);
        account.nonce += 1;
        assert_eq!(account.nonce, nonce + u64::try_from(index).unwrap() + 1);
        assert!(world.state() == after, "{data}");
    }
    Ok(())
}

#[test]
fn a_deployment_has_the_address_of_its_formula() -> Tested {
    let (mut world, alice) = world();
    let (adder, _) = world.artifacts().wasm("adder")?;
    let (token, _) = world.artifacts().evm("Token")?;
    let supply = hex::encode(U256::from(1_000).to_be_bytes::<32>());
    let forms = **world.runtime().forms();
    let face = forms.of_address(&alice.address()).face;
    let adder = (format!("{}@0500@0506@05", hex::encode(&adder)), VmType::SPACE);
    let token = (format!("{}@0600@0000@{supply}", hex::encode(&token)), VmType::EVM);
    for (data, vm_type) in [&adder, &token, &adder, &token] {
        let vm_type = *vm_type;
        let nonce = world.nonce(&alice);
        let formula = match vm_type {
            VmType::EVM => forms.of_face(create_face(face, nonce)).address,
            _ => space_contract_address(&alice.address(), nonce, vm_type),
        };
        let mut transaction = transaction(&world, &alice, Address::ZERO, 0, data);
        let state = Arc::new(Committed::with_state(world.state()));
        let block = world.block_mut().clone();
        let estimate = world.runtime().estimate(&state, &block, &transaction, 100_000_000)?;
        transaction.gas_limit = estimate.0 + 500_000;
        let outcome = world.execute(&transaction)?;
        assert!(outcome.is_success(), "{:?}", outcome.message);
        assert_eq!(outcome.created, Some(formula));
        assert_eq!(outcome.fees.paid, fee(data, outcome.gas.used));
        assert!(outcome.gas.used < transaction.gas_limit, "{}", outcome.gas.used);
        assert_eq!(world.nonce(&alice), nonce + 1);
        let code = world.code(forms.of_address(&formula));
        assert_eq!(code.vm_type, Some(vm_type));
        let contract = world.state().account(&formula).map(|it| it.data.clone()).unwrap();
        if vm_type == VmType::SPACE {
            assert_eq!(
                (contract.native.owner, contract.native.metadata),
                (Some(alice.address()), [5, 6])
            );
        } else {
            assert_eq!(contract.nonce, 1);
        }
    }
    Ok(())
}

#[test]
fn evm_gas_is_twenty_multiversx_units() -> Tested {
    let (mut world, alice) = world();
    let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
    let receiver = Address([2; 32]);
    let message = world.call(&alice, &token, "transfer", args![receiver, 7u64]).message()?;
    let data = format!("transfer(address,uint256)@{}@07", "02".repeat(32));
    // By a signature the address is passed into the EVM, which records its alias for a price.
    let raw = match message.input.clone() {
        vm_core::CallInput::CallData(data) => data,
        other @ vm_core::CallInput::Function { .. } => panic!("{other:?}"),
    };
    let selector = format!(
        "{}@{}@{}",
        hex::encode(&raw[..4]),
        hex::encode(&raw[4..36]),
        hex::encode(&raw[36..])
    );
    let words = u64::try_from(raw.len().div_ceil(32)).unwrap();
    // The call data, and the one word that comes back.
    let conversion = cross_vm::CONVERSION_GAS_PER_WORD * (words + 1);
    for (data, extra) in
        [(selector, conversion), (data, conversion + account_map::ALIAS_RECORD_GAS)]
    {
        let mut fork = world.fork();
        let bare = bare_use(&mut fork, &message) + extra;
        let moved = move_gas(&data);
        // What is no multiple of the ratio is lost to the rounding.
        for (rest, lost) in [(0, 0), (19, 19)] {
            let mut fork = world.fork();
            let limit = moved + bare * 20 * 2 + rest;
            let transaction = transaction(&fork, &alice, token.address(), limit, &data);
            let outcome = fork.execute(&transaction)?;
            assert!(outcome.is_success(), "{data}: {:?}", outcome.message);
            assert_eq!(outcome.gas.used, moved + bare * 20 + lost, "{data}");
            assert_eq!(
                outcome.fees,
                Fees { paid: fee(&data, moved + bare * 20 + lost), developer: U256::ZERO }
            );
            let balance = fork.query(&token, "balanceOf", args![receiver])?.single::<u64>()?;
            assert_eq!(balance, 7, "{data}");
        }
    }
    Ok(())
}

#[test]
fn tokens_go_with_a_transaction() -> Tested {
    let (mut world, alice) = world();
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    world.set_token_balance(&alice, "TOK-123456", 100u32);
    let (token, fund) = (hex::encode("TOK-123456"), hex::encode("fund"));
    let user = world.account("user", 0u8);
    for (to, data) in [
        (user.address(), format!("ESDTTransfer@{token}@1e")),
        (forwarder.address(), format!("ESDTTransfer@{token}@14@{fund}")),
        (
            alice.address(),
            format!(
                "MultiESDTNFTTransfer@{}@01@{token}@@0a@{fund}",
                hex::encode(forwarder.address().as_slice())
            ),
        ),
    ] {
        let outcome = world.execute(&transaction(&world, &alice, to, 20_000_000, &data))?;
        assert!(outcome.is_success(), "{data}: {:?}", outcome.message);
        assert_eq!(outcome.fees.paid, fee(&data, outcome.gas.used), "{data}");
    }
    let balance = |of| world.token_balance(of, "TOK-123456", 0);
    assert_eq!(balance(alice.reference), 40u32.into());
    assert_eq!(balance(user.reference), 30u32.into());
    assert_eq!(balance(forwarder.reference), 30u32.into());
    Ok(())
}

#[test]
fn a_block_runs_in_order_and_applies_each() -> Tested {
    let (mut world, alice) = world();
    let poor = world.account("poor", 0u8);
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let state = Arc::new(Committed::with_state(world.state()));
    let nonce = world.nonce(&alice);
    let limit = 10_000_000;
    let make = |from: &Account, skip, to: Address, value: u64, data| {
        let transaction: Box<dyn TransactionProcessor> = Box::new(MultiversXTransaction {
            nonce: if from.address() == alice.address() { nonce + skip } else { skip },
            value: U256::from(value),
            ..transaction(&world, from, to, limit, data)
        });
        transaction
    };
    let funds = 200_000_000_000_000;
    let transactions = vec![
        make(&poor, 0, alice.address(), 1, ""),
        make(&alice, 0, poor.address(), funds, ""),
        make(&poor, 0, alice.address(), 1, ""),
        make(&alice, 1, adder.address(), 0, "add@07"),
        make(&alice, 2, adder.address(), 0, "add@07@08"),
        make(&alice, 2, adder.address(), 0, "add@07"),
        make(&alice, 3, adder.address(), 0, "add@07"),
    ];
    let executor = BlockExecutor::new(world.runtime(), &state);
    let block = executor.execute(&Default::default(), &transactions, &Default::default());
    let block = block.unwrap();
    let kinds: Vec<Option<bool>> = block
        .receipts
        .iter()
        .map(|receipt| match receipt {
            Receipt::Executed(outcome) => Some(outcome.is_success()),
            Receipt::Refused(_) => None,
        })
        .collect();
    let (done, failed, refused) = (Some(true), Some(false), None);
    assert_eq!(kinds, [refused, done, done, done, failed, refused, done]);
    assert!(matches!(
        block.receipts[5],
        Receipt::Refused(InvalidTransaction::NonceTooLow { account, .. }) if account == nonce + 3
    ));
    let (mut fees, mut developer, mut gas) = (U256::ZERO, U256::ZERO, 0);
    for receipt in &block.receipts {
        if let Receipt::Executed(outcome) = receipt {
            fees += outcome.fees.paid;
            developer += outcome.fees.developer;
            gas += outcome.gas.used;
        }
    }
    assert_eq!((block.fees, block.developer_fees, block.gas_used), (fees, developer, gas));
    let balance = |of: Address| {
        state.read(|it| it.account(&of).map(|it| it.data.balance)).unwrap_or_default()
    };
    let total = balance(alice.address()) + balance(poor.address()) + balance(adder.address());
    assert_eq!(total + block.fees, U256::from(FUNDS));
    let sum = state.read(|it| it.account(&adder.address()).unwrap().storage[&b"sum"[..]].clone());
    assert_eq!(sum.as_ref(), &[19]);
    Ok(())
}

#[test]
fn an_estimate_is_the_smallest_limit_that_succeeds() -> Tested {
    let (mut world, alice) = world();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
    let solidity = world.deploy_evm(&alice, "Forwarder", args![])?;
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    let add = args![&adder, 0u64, "add", vec![Bytes::from_static(&[7])]];
    let supply = args![&token, "totalSupply()(uint256)"];
    let mut candidates: Vec<(Box<dyn TransactionProcessor>, u64)> = vec![
        (Box::new(world.call(&alice, &adder, "add", args![7u64]).message()?), 600_000_000),
        (Box::new(world.call(&alice, &solidity, "callFunction", add).message()?), 30_000_000),
        (Box::new(world.call(&alice, &forwarder, "forward", supply).message()?), 600_000_000),
        (
            Box::new(world.call(&alice, &token, "transfer", args![&adder, 7u64]).message()?),
            30_000_000,
        ),
    ];
    for (to, data) in [
        (adder.address(), "add@07".to_owned()),
        (Address([2; 32]), "text".to_owned()),
        (token.address(), format!("transfer(address,uint256)@{}@07", "02".repeat(32))),
    ] {
        candidates.push((Box::new(transaction(&world, &alice, to, 0, &data)), 600_000_000));
    }
    let state = Arc::new(Committed::with_state(world.state()));
    let block = world.block_mut().clone();
    let before = state.state();
    for (transaction, maximum) in &candidates {
        let runtime = world.runtime();
        let (limit, outcome) = runtime.estimate(&state, &block, transaction.as_ref(), *maximum)?;
        assert!(outcome.is_success() && limit < *maximum, "{limit}");
        let run = |limit| {
            let attempt = transaction.with_gas_limit(limit);
            runtime.execute(&state, &block, attempt.as_ref(), &Default::default())
        };
        assert!(run(limit)?.is_success());
        match run(limit - 1) {
            Ok(outcome) => assert!(!outcome.is_success(), "{transaction:?}"),
            Err(error) => assert!(matches!(error, ExecutionError::Invalid(_))),
        }
    }
    // What never succeeds has no limit, only its failure.
    let failing = transaction(&world, &alice, adder.address(), 0, "add");
    let (limit, outcome) = world.runtime().estimate(&state, &block, &failing, 50_000_000)?;
    assert_eq!((limit, outcome.is_success()), (50_000_000, false));
    assert!(state.state() == before);
    Ok(())
}

#[test]
fn a_query_answers_and_changes_nothing() -> Tested {
    let (mut world, alice) = world();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let state = Arc::new(Committed::with_state(world.state()));
    let block = world.block_mut().clone();
    let before = state.state();
    let message = world.call(&alice, &adder, "add", args![7u64]).message()?;
    let call = transaction(&world, &alice, adder.address(), 10_000_000, "add@07");
    let runtime = world.runtime();
    let transactions: [&dyn TransactionProcessor; 2] = [&message, &call];
    for transaction in transactions {
        let outcome = runtime.query(&state, &block, transaction)?;
        assert!(outcome.is_success());
        assert!(outcome.change.accounts.is_empty());
        assert!(!runtime.trace(&state, &block, transaction)?.change.accounts.is_empty());
        assert!(state.state() == before);
    }
    let sum = world.query(&adder, "getSum", args![])?.single::<u64>()?;
    assert_eq!(sum, 5);
    Ok(())
}
