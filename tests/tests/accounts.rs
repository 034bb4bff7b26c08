//! Accounts across virtual machines: the designator that stands for foreign code, precompiles, delegation
//! that stays in its VM, and Ethereum contracts that hold tokens.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

use alloy_primitives::{KECCAK256_EMPTY, hex, keccak256};
use num_bigint::BigUint;
use test_kit::{Account, Contract, TestError, TestOutcome, Value, World, args};
use vm_core::{
    AccountRef, AddressForms, B256, Bytes, CallInput, DESIGNATOR, EvmAddress, HaltReason, Status,
    U256, VmType,
};

type Tested = Result<(), TestError>;

const TOKEN: &str = "TOK-123456";
/// What EIP-2929 takes more for an account that is cold.
const COLD: u64 = 2_500;

struct Stage {
    world: World,
    alice: Account,
    evm: Contract,
    wasm: Contract,
    native: Contract,
}

fn stage() -> Result<Stage, TestError> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let evm = world.deploy_evm(&alice, "Forwarder", args![])?;
    let wasm = world.deploy_wasm(&alice, "forwarder", args![])?;
    let native = world.natives()[0].clone();
    Ok(Stage { world, alice, evm, wasm, native })
}

fn bytes(value: impl AsRef<[u8]>) -> Bytes {
    Bytes::copy_from_slice(value.as_ref())
}

impl Stage {
    /// Call data of a function of a Solidity contract.
    fn data(
        &mut self,
        of: &Contract,
        function: &str,
        arguments: Vec<Value>,
    ) -> Result<Bytes, TestError> {
        match self.world.call(&self.alice, of, function, arguments).message()?.input {
            CallInput::CallData(data) => Ok(data),
            CallInput::Function { name, .. } => panic!("{name} is no Solidity function"),
        }
    }

    /// Calls in a row from the Solidity forwarder, in one transaction.
    fn batch(&mut self, calls: Vec<(EvmAddress, Bytes)>) -> Result<TestOutcome, TestError> {
        let call = |(target, data): (EvmAddress, Bytes)| {
            Value::Tuple(vec![target.into(), 0u64.into(), data.into()])
        };
        let calls = Value::List(calls.into_iter().map(call).collect());
        let evm = self.evm.clone();
        let outcome = self.world.call(&self.alice, &evm, "forwardBatch", vec![calls]).run()?;
        outcome.expect_success();
        Ok(outcome)
    }
}

/// The statuses of all frames with a halt reason, in order.
fn halts(outcome: &TestOutcome) -> Vec<HaltReason> {
    let reason = |frame: &vm_core::TraceFrame| match frame.status {
        Status::Halt(reason) => Some(reason),
        Status::Success | Status::Revert => None,
    };
    outcome.raw.trace.iter().filter_map(reason).collect()
}

#[test]
fn foreign_code_is_a_designator_however_it_is_read() -> Tested {
    let mut stage = stage()?;
    let adder = stage.world.deploy_wasm(&stage.alice, "adder", args![5u64])?;
    let esdt = stage.world.runtime().forms().of_address(&system_vm::ESDT_ADDRESS);
    let (evm, native) = (stage.evm.clone(), stage.native.clone());
    let own = stage.world.code(&evm).bytes.clone();
    let nobody = EvmAddress::repeat_byte(0x77);
    let none = Bytes::new();
    let foreign = bytes(DESIGNATOR);
    assert!(foreign[0] == 0xef && foreign[1] != 1);
    let cases = [
        ("wasm", adder.face(), &foreign, keccak256(&foreign)),
        ("native", native.face(), &foreign, keccak256(&foreign)),
        ("esdt", esdt.face, &foreign, keccak256(&foreign)),
        ("evm", evm.face(), &own, keccak256(&own)),
        ("key", stage.alice.face(), &none, KECCAK256_EMPTY),
        ("nobody", nobody, &none, B256::ZERO),
    ];
    for (name, face, code, hash) in cases {
        let expected = [
            ("codeSize", Value::from(u64::try_from(code.len()).unwrap())),
            ("codeHash", Value::from(bytes(hash))),
            ("codeOf", Value::from(code.clone())),
        ];
        // Each of the three is the first to read, cold, and then the others and itself, warm.
        for first in 0..expected.len() {
            let order = [first, (first + 1) % 3, (first + 2) % 3, first];
            let mut calls = Vec::new();
            for index in order {
                let data = stage.data(&evm, expected[index].0, args![face])?;
                calls.push((evm.face(), data));
            }
            let outcome = stage.batch(calls)?;
            let frames = &outcome.raw.trace[1..];
            assert_eq!(frames.len(), order.len());
            for (frame, index) in frames.iter().zip(order) {
                let (function, value) = &expected[index];
                let abi = evm.abi.as_ref();
                let test_kit::Abi::Solidity(abi) = abi else { panic!("no Solidity ABI") };
                let vm_core::ReturnData::Blob(blob) = &frame.data else { panic!("no blob") };
                let function_abi = &abi.json().functions[*function][0];
                assert_eq!(function_abi.outputs.len(), 1);
                let seen = decode(function, blob);
                assert_eq!(seen, *value, "{function} of {name}");
            }
            // The sender and the contract that asks are warm from the start.
            let is_warm = face == evm.face() || face == stage.alice.face();
            let more = frames[0].gas_used - frames[3].gas_used;
            let reads = if is_warm { 0 } else { COLD };
            assert_eq!(more, reads, "{name}, first {}", expected[first].0);
        }
    }
    Ok(())
}

/// The one result of the forwarder's three views of code.
fn decode(function: &str, blob: &[u8]) -> Value {
    match function {
        "codeSize" => Value::from(U256::from_be_slice(blob)),
        "codeHash" => Value::from(bytes(blob)),
        _ => {
            let length = usize::try_from(U256::from_be_slice(&blob[32..64])).unwrap();
            Value::from(bytes(&blob[64..64 + length]))
        }
    }
}

#[test]
fn no_contract_can_deploy_the_designator() -> Tested {
    let mut stage = stage()?;
    let deployer = stage.world.deploy_evm(&stage.alice, "Deployer", args![])?;
    // PUSH4 code, MSTORE at 0, RETURN of its four bytes.
    for (code, is_made) in [([0xef, b'M', b'V', b'X'], false), ([0xfe, b'M', b'V', b'X'], true)] {
        let init = [&[0x63][..], &code, &hex!("5f526004601cf3")].concat();
        for (function, arguments) in [
            ("createRaw", args![bytes(&init)]),
            ("create2Raw", args![bytes(&init), B256::repeat_byte(3)]),
        ] {
            let outcome = stage.world.call(&stage.alice, &deployer, function, arguments).run()?;
            outcome.expect_success();
            let child: EvmAddress = outcome.single()?;
            assert_eq!(child != EvmAddress::ZERO, is_made, "{function}");
        }
        // As a transaction of its own.
        let message = runtime::Message {
            from: stage.alice.address(),
            destination: runtime::Destination::Create {
                vm_type: VmType::EVM,
                code: init.into(),
                metadata: [0, 0],
                scheme: vm_core::CreateScheme::Salt(U256::from(4)),
            },
            gas_limit: 1_000_000,
            ..runtime::Message::default()
        };
        let outcome = stage.world.execute(&message)?;
        assert_eq!((outcome.is_success(), outcome.created.is_some()), (is_made, is_made));
    }
    Ok(())
}

#[test]
fn a_precompile_answers_every_vm() -> Tested {
    let mut stage = stage()?;
    let (alice, evm, wasm, native) =
        (stage.alice.clone(), stage.evm.clone(), stage.wasm.clone(), stage.native.clone());
    let digest = hex!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    for (number, input, answer) in
        [(2u8, "abc", bytes(digest)), (4, "identity", bytes("identity")), (4, "", Bytes::new())]
    {
        let at = stage.world.runtime().forms().of_face(EvmAddress::with_last_byte(number));
        let data = bytes(input);
        let results: Vec<Bytes> = if answer.is_empty() { vec![] } else { vec![answer.clone()] };

        let outcome = stage.world.call_raw(&alice, at, CallInput::CallData(data.clone())).run()?;
        outcome.expect_success();
        assert_eq!(outcome.blob(), answer);

        let call = args![at.address, "", vec![data.clone()]];
        let outcome = stage.world.call(&alice, &wasm, "forward", call.clone()).run()?;
        outcome.expect_success();
        assert_eq!(outcome.raw.items(), results, "{number} from wasm");
        assert_eq!(outcome.raw.trace[1].vm_type, Some(VmType::EVM));

        let outcome = stage.world.call(&alice, &wasm, "forwardReadOnly", call).run()?;
        outcome.expect_success();
        assert_eq!(outcome.raw.items(), results, "{number} read-only from wasm");

        let call = args![at.address, 0u64, 0u64, "", vec![data.clone()]];
        let outcome = stage.world.call(&alice, &native, "call", call).run()?;
        outcome.expect_success();
        assert_eq!(outcome.raw.items(), results, "{number} from native");

        let call = args![at.face, 0u64, data];
        let outcome = stage.world.call(&alice, &evm, "forward", call).run()?;
        let (success, result): (bool, Bytes) = outcome.returns()?;
        assert!(success && result == answer, "{number} from evm");
    }
    // Without the gas for it the call fails, as any other.
    let at = stage.world.runtime().forms().of_face(EvmAddress::with_last_byte(2));
    let call = args![at.address, 500u64, "", vec![bytes("abc")]];
    stage.world.call(&alice, &wasm, "forwardWithGas", call).run()?.expect_failure();
    Ok(())
}

#[test]
fn delegation_stays_in_its_vm() -> Tested {
    let mut stage = stage()?;
    let (alice, evm, wasm, native) =
        (stage.alice.clone(), stage.evm.clone(), stage.wasm.clone(), stage.native.clone());
    let counter = stage.world.deploy_wasm(&alice, "reentrant", args![5u64])?;
    let solidity = stage.world.deploy_evm(&alice, "Reentrant", args![5u64])?;
    let add = stage.data(&solidity, "add", args![7u64])?;
    let items = cross_vm::encode_items(&[bytes("add"), bytes([7])]);
    let wire = |to: &Contract| match to.vm_type {
        VmType::EVM => ("", vec![add.clone()]),
        _ => ("add", vec![bytes([7])]),
    };
    let from_evm =
        |to: &Contract| if to.vm_type == VmType::EVM { add.clone() } else { items.clone() };
    let targets = [counter.clone(), solidity.clone(), native.clone()];
    for target in &targets {
        let (function, arguments) = wire(target);
        let data = from_evm(target);
        let attempts = [
            (&evm, "forwardDelegate", args![target, data.clone()]),
            (&evm, "forwardCallcode", args![target, 0u64, data]),
            (&wasm, "forwardSameContext", args![target, function, arguments.clone()]),
            (&native, "callDelegate", args![target, 0u64, 0u64, function, arguments]),
        ];
        for (caller, scheme, arguments) in attempts {
            let mut world = stage.world.fork();
            let outcome = world.call(&alice, caller, scheme, arguments).run()?;
            let tree = outcome.tree();
            let own = caller.vm_type == target.vm_type && caller.vm_type != VmType::SYSTEM;
            let crosses = halts(&outcome).contains(&HaltReason::CrossVmDelegate);
            assert_eq!(crosses, !own, "{}", tree);
            if own {
                outcome.expect_success();
                continue;
            }
            // No code ran: there is no frame of the target's VM under the caller's, and nothing of
            // anybody's changed but what the caller itself writes.
            let runs = outcome.raw.trace[1..].iter().any(|it| {
                it.status.is_success() || it.gas == 0 && it.vm_type == Some(target.vm_type)
            });
            assert!(!runs, "{}", tree);
            for account in [&counter, &solidity, &native] {
                let state = |world: &World| world.state().account(&account.address()).cloned();
                if account.address() != caller.address() {
                    assert_eq!(state(&world), state(&stage.world), "{}", tree);
                }
            }
        }
    }
    Ok(())
}

#[test]
fn an_ethereum_contract_holds_and_pays_tokens() -> Tested {
    let mut stage = stage()?;
    let (alice, evm, wasm, native) =
        (stage.alice.clone(), stage.evm.clone(), stage.wasm.clone(), stage.native.clone());
    let bob = stage.world.evm_account("bob", 1_000u64);
    stage.world.set_token_balance(&alice, TOKEN, 100u32);
    let balance = |world: &World, of: &AccountRef| world.token_balance(*of, TOKEN, 0);
    let amount = |number: u32| BigUint::from(number);

    // In: from a key with a call, and from a WASM contract to the 20 bytes.
    let call = stage.world.call(&alice, &evm, "context", args![]).tokens(TOKEN, 0, 40u32);
    call.run()?.expect_success();
    let call = stage.world.call(&alice, &wasm, "fund", args![]).tokens(TOKEN, 0, 20u32);
    call.run()?.expect_success();
    let send = args![evm.face(), TOKEN, 0u64, 5u64];
    stage.world.call(&alice, &wasm, "sendTokens", send).run()?.expect_success();
    assert_eq!(balance(&stage.world, &evm.reference), amount(45));
    // Every VM that can name a token sees it, under either form of the address.
    for holder in [Value::from(evm.address()), Value::from(evm.face())] {
        let seen =
            stage.world.query(&wasm, "tokenBalanceOf", vec![holder, TOKEN.into(), 0u64.into()])?;
        assert_eq!(seen.single::<u64>()?, 45);
    }

    // Out: to a key born in the EVM, to a key with an alias, and to a WASM contract with a call.
    let none = Vec::<Bytes>::new();
    for (to, number, function) in
        [(bob.reference, 10u32, ""), (alice.reference, 4, ""), (wasm.reference, 6, "fund")]
    {
        let before = balance(&stage.world, &to);
        let encode = args![TOKEN, number, function, none.clone()];
        let data: Bytes = stage.world.query(&evm, "encodeTransfer", encode)?.single()?;
        let outcome =
            stage.world.call(&bob, &evm, "forwardStrict", args![to, 0u64, data.clone()]).run()?;
        outcome.expect_success();
        assert_eq!(balance(&stage.world, &to), before + amount(number), "{}", outcome.tree());
        // What fails afterwards never was.
        let before = stage.world.state();
        let call = stage.world.call(&bob, &evm, "forwardThenFail", args![to, 0u64, data]);
        call.run()?.expect_failure();
        assert_eq!(stage.world.state(), before);
    }
    assert_eq!(balance(&stage.world, &evm.reference), amount(25));

    // A key born in the EVM spends its own.
    let call = stage.world.call(&bob, &wasm, "fund", args![]).tokens(TOKEN, 0, 10u32);
    call.run()?.expect_success();
    assert_eq!(balance(&stage.world, &bob.reference), amount(0));
    // More than there is, and a native contract that takes none with this function, are refused.
    let before = stage.world.state();
    for (to, number) in [(alice.reference, 26u32), (native.reference, 1)] {
        let function = if to == native.reference { "store" } else { "" };
        let encode = args![TOKEN, number, function, none.clone()];
        let data: Bytes = stage.world.query(&evm, "encodeTransfer", encode)?.single()?;
        let call = stage.world.call(&bob, &evm, "forwardStrict", args![to, 0u64, data]);
        call.run()?.expect_failure();
        assert_eq!(stage.world.state(), before);
    }
    let total: BigUint = [alice.reference, bob.reference, evm.reference, wasm.reference]
        .iter()
        .map(|it| balance(&stage.world, it))
        .sum();
    assert_eq!(total, amount(100));
    Ok(())
}
