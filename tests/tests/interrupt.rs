//! The interrupt handle stops whatever runs, in any VM and under any other, and leaves nothing of it.
//!
//! Every loop here would run for hours, so that a stop which does not work is a test that never ends.
//! How long a stop takes is no matter of a test, which shares its machine: the executor suite bounds
//! it in points.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]
#![expect(clippy::disallowed_methods, reason = "another thread raises the handle, after a while")]

use runtime::{
    BlockExecutor, Destination, ExecuteOptions, ExecutionError, Message, MultiversXTransaction,
    NodeHandler, Outcome, RuntimeBuilder, TransactionProcessor,
};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use system_vm::{Endpoint, NativeContract, endpoints};
use test_kit::{Contract, TestError, Value, World, args};
use vm_core::{
    Address, Bytes, ContractCallInput, Fault, InterruptHandle, U256, VmExecutionHandler, VmInput,
    VmType,
};
use world::World as Committed;

type Tested = Result<(), TestError>;

/// How long a loop runs before it is stopped.
const WARM_UP: Duration = Duration::from_millis(15);
/// More gas than any loop uses in the time of a test.
const ENDLESS: u64 = 1 << 60;

/// A native contract that never returns.
#[derive(Clone, Copy, Debug)]
struct Spinner;

impl NativeContract for Spinner {
    fn address(&self) -> Address {
        let mut bytes = [0; Address::LENGTH];
        bytes[8..10].copy_from_slice(&VmType::SYSTEM.0);
        bytes[29..].copy_from_slice(&[240, 0xff, 0xff]);
        Address(bytes)
    }

    fn name(&self) -> &'static str {
        "spinner"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }
}

endpoints! { Spinner;
    /// Writes, and charges for ever.
    "spin" () write { gas: 1 } => |_, context| {
        context.set_storage(b"spun", Bytes::from_static(b"yes"))?;
        loop {
            context.charge(1)?;
        }
    };
}

/// A call by its destination and input, in every form in which a caller may need it.
struct Loop {
    name: &'static str,
    to: Contract,
    function: &'static str,
    arguments: Vec<Value>,
    /// Function and arguments as a WASM or native caller gives them.
    wire: (&'static str, Vec<Bytes>),
    /// Call data as a Solidity caller gives it.
    data: Bytes,
}

struct Chain {
    world: World,
    state: Arc<Committed>,
    sender: Address,
    loops: Vec<Loop>,
    /// What calls the loops: by what, and the caller's name.
    callers: Vec<(Contract, &'static str)>,
}

/// Call data of a Solidity function whose arguments are numbers.
fn call_data(signature: &str, numbers: &[u64]) -> Bytes {
    let mut data = alloy_primitives::keccak256(signature)[..4].to_vec();
    numbers.iter().for_each(|it| data.extend(U256::from(*it).to_be_bytes::<32>()));
    data.into()
}

fn items(function: &str) -> Bytes {
    cross_vm::encode_items(&[Bytes::copy_from_slice(function.as_bytes())])
}

impl Chain {
    fn new(engine: impl FnOnce(RuntimeBuilder) -> RuntimeBuilder) -> Result<Self, TestError> {
        let abi = r#"{"name":"Spinner","constructor":{"inputs":[],"outputs":[]},"endpoints":[
            {"name":"spin","mutability":"mutable","inputs":[],"outputs":[]}],"types":{}}"#;
        let abi = test_kit::Abi::MultiversX(test_kit::MultiversXAbi::parse(abi)?);
        let mut world = World::builder().runtime(engine).native(Spinner, abi).build()?;
        let owner = world.account("owner", 1_000_000u64);
        let wasm = world.deploy_wasm(&owner, "reentrant", args![5u64])?;
        let evm = world.deploy_evm(&owner, "Reentrant", args![5u64])?;
        let counting = world.deploy_evm(&owner, "Loop", args![])?;
        let natives = world.natives().to_vec();
        let (native, spinner) = (natives[0].clone(), natives[2].clone());
        let forwarder = world.deploy_wasm(&owner, "forwarder", args![])?;
        let solidity = world.deploy_evm(&owner, "Forwarder", args![])?;
        let raw = |data: &Bytes| ("", vec![data.clone()]);
        let (burn, store) = (call_data("burn()", &[]), call_data("store(uint256)", &[u64::MAX]));
        let hash = call_data("hash(uint256)", &[u64::MAX]);
        let endless = args![u64::MAX];
        let new = |name, to: &Contract, function, arguments, wire, data| Loop {
            name,
            to: to.clone(),
            function,
            arguments,
            wire,
            data,
        };
        let loops = vec![
            new("wasm", &wasm, "burn", args![], ("burn", vec![]), items("burn")),
            new("evm", &evm, "burn", args![], raw(&burn), burn),
            new("evm store", &counting, "store", endless.clone(), raw(&store), store),
            new("evm hash", &counting, "hash", endless, raw(&hash), hash),
            new("native", &spinner, "spin", args![], ("spin", vec![]), items("spin")),
        ];
        let callers = vec![(forwarder, "wasm"), (solidity, "evm"), (native, "native")];
        let state = Arc::new(Committed::with_state(world.state()));
        Ok(Self { world, state, sender: owner.address(), loops, callers })
    }

    /// The loop itself.
    fn direct(&mut self, index: usize) -> Result<Message, TestError> {
        let looping = &self.loops[index];
        let (to, function) = (looping.to.clone(), looping.function);
        let arguments = looping.arguments.clone();
        self.world.call(self.loops[index].to.reference, &to, function, arguments).message()
    }

    /// The loop, called by a contract.
    fn nested(&mut self, caller: usize, index: usize) -> Result<Message, TestError> {
        let looping = &self.loops[index];
        let (contract, kind) = self.callers[caller].clone();
        let (function, wire) = looping.wire.clone();
        let to = &looping.to;
        let (name, arguments) = match kind {
            "evm" => ("forward", args![to, 0u64, looping.data.clone()]),
            "native" => ("call", args![to, 0u64, 0u64, function, wire]),
            _ => ("forward", args![to, function, wire]),
        };
        self.world.call(to.reference, &contract, name, arguments).message()
    }

    /// Runs the message until it is stopped.
    fn stop(&self, message: &Message) {
        let message = Message { gas_limit: ENDLESS, from: self.sender, ..message.clone() };
        let runtime = Arc::clone(self.world.runtime());
        let state = Arc::clone(&self.state);
        let interrupt = InterruptHandle::default();
        let options = ExecuteOptions { interrupt: interrupt.clone(), ..ExecuteOptions::default() };
        let (started, wait) = mpsc::channel();
        let worker = thread::spawn(move || {
            started.send(()).unwrap();
            runtime.execute(&state, &Default::default(), &message, &options)
        });
        wait.recv().unwrap();
        thread::sleep(WARM_UP);
        assert!(!worker.is_finished(), "{:?}", worker.join().unwrap());
        interrupt.interrupt();
        let error = worker.join().unwrap().unwrap_err();
        assert_eq!(error, ExecutionError::Fault(Fault::Interrupted));
    }

    /// What a call through every VM gives now.
    fn probe(&mut self) -> Result<Outcome, TestError> {
        let (native, wasm) = (self.callers[2].0.clone(), self.loops[0].to.clone());
        let read = args![&wasm, 0u64, 0u64, "getValue", Vec::<Bytes>::new()];
        let message = self.world.call(wasm.reference, &native, "call", read).message()?;
        let mut data =
            call_data("reenterFallible(uint256,uint256,address,bytes)", &[1, 2]).to_vec();
        data.extend(self.loops[0].to.face().into_word());
        data.extend(U256::from(0x80).to_be_bytes::<32>());
        let inner = items("getValue");
        data.extend(U256::from(inner.len()).to_be_bytes::<32>());
        data.extend(&inner[..]);
        data.resize(data.len().next_multiple_of(32) + 4, 0);
        let forward = Message {
            destination: Destination::Call(self.callers[0].0.address()),
            input: vm_core::CallInput::function(
                "forward",
                vec![
                    Bytes::copy_from_slice(self.loops[1].to.address().as_slice()),
                    Bytes::new(),
                    data.into(),
                ],
            ),
            ..message.clone()
        };
        let run = |message: &Message| {
            let options = ExecuteOptions { trace: true, ..ExecuteOptions::default() };
            self.world.runtime().execute(&self.state, &Default::default(), message, &options)
        };
        let first = run(&message)?;
        assert!(first.is_success(), "{:?}", first.message);
        assert_eq!(first.items(), vec![Bytes::from_static(&[5])]);
        Ok(run(&forward)?)
    }

    /// Every loop, alone and under every caller.
    fn stop_all(&mut self, only: Option<&str>) -> Tested {
        let before = self.state.state();
        let probe = self.probe()?;
        assert!(probe.is_success(), "{:?}", probe.message);
        for index in 0..self.loops.len() {
            let name = self.loops[index].name;
            if only.is_some_and(|it| it != name) {
                continue;
            }
            let mut cases = vec![("nothing".to_owned(), self.direct(index)?)];
            for caller in 0..self.callers.len() {
                cases.push((self.callers[caller].1.to_owned(), self.nested(caller, index)?));
            }
            for (caller, message) in cases {
                self.stop(&message);
                assert!(self.state.state() == before, "{name} under {caller}");
                // The next call finds everything as if nothing had been stopped.
                let again = self.probe()?;
                assert_eq!(again.gas, probe.gas, "after {name} under {caller}");
                assert_eq!((again.data, again.change), (probe.data.clone(), probe.change.clone()));
                assert_eq!((again.logs, again.trace), (probe.logs.clone(), probe.trace.clone()));
            }
        }
        Ok(())
    }
}

#[test]
fn every_loop_is_stopped_alone_and_under_every_vm() -> Tested {
    Chain::new(|it| it)?.stop_all(None)
}

#[test]
fn the_second_engine_is_stopped_as_well() -> Tested {
    Chain::new(|it| it.wasm_executor(engines::wasmi()))?.stop_all(Some("wasm"))
}

#[test]
fn a_raised_handle_lets_nothing_start_until_it_is_cleared() -> Tested {
    let mut chain = Chain::new(|it| it)?;
    let (wasm, sender) = (chain.loops[0].to.clone(), chain.sender);
    let message = chain.world.call(wasm.reference, &wasm, "add", args![1u64]).message()?;
    let message = Message { from: sender, ..message };
    let options = ExecuteOptions::default();
    let run = || {
        let world = &chain.world;
        world.runtime().execute(&chain.state, &Default::default(), &message, &options)
    };
    options.interrupt.interrupt();
    assert_eq!(run().unwrap_err(), ExecutionError::Fault(Fault::Interrupted));
    options.interrupt.clear();
    assert_eq!(run()?.items(), vec![Bytes::from_static(&[6])]);
    Ok(())
}

#[test]
fn closing_a_handler_stops_what_runs_and_refuses_what_comes() -> Tested {
    let chain = Chain::new(|it| it)?;
    let runtime = chain.world.runtime();
    let handler: Arc<NodeHandler> = Arc::new(runtime.handler(&chain.state, Default::default()));
    let call = |function: &'static str| ContractCallInput {
        vm_input: VmInput {
            caller_address: chain.sender,
            gas_provided: ENDLESS,
            ..VmInput::default()
        },
        recipient_address: chain.loops[0].to.address(),
        function: Bytes::from_static(function.as_bytes()),
        allow_init_function: false,
    };
    let output = handler.run_smart_contract_call(call("getValue")).unwrap();
    assert_eq!(output.return_data, vec![Bytes::from_static(&[5])]);
    let (running, burn) = (Arc::clone(&handler), call("burn"));
    let worker = thread::spawn(move || running.run_smart_contract_call(burn));
    thread::sleep(WARM_UP);
    assert!(!worker.is_finished());
    handler.close();
    assert_eq!(worker.join().unwrap(), Err(Fault::Interrupted));
    assert_eq!(handler.run_smart_contract_call(call("getValue")), Err(Fault::Interrupted));
    Ok(())
}

#[test]
fn a_stopped_block_keeps_the_transactions_before() -> Tested {
    let mut chain = Chain::new(|builder| {
        // Enough gas for a loop of seconds.
        let mut config = runtime::Runtime::builder().build().unwrap().config().as_ref().clone();
        config.fees.max_gas_limit = ENDLESS;
        config.fees.min_gas_price = 0;
        builder.config(config)
    })?;
    let rich = chain.world.account("rich", 1_000u64);
    let state = Arc::new(Committed::with_state(chain.world.state()));
    let transaction = |nonce, receiver, value: u64, data: &'static [u8]| {
        let transaction: Box<dyn TransactionProcessor> = Box::new(MultiversXTransaction {
            nonce,
            value: U256::from(value),
            sender: rich.address(),
            receiver,
            gas_limit: ENDLESS,
            data: Bytes::from_static(data),
            chain_id: "sovereign".to_owned(),
            ..MultiversXTransaction::default()
        });
        transaction
    };
    let other = Address([9; 32]);
    let transactions = vec![
        transaction(0, other, 7, b""),
        transaction(1, chain.loops[0].to.address(), 0, b"burn"),
        transaction(2, other, 7, b""),
    ];
    let options = ExecuteOptions::default();
    let interrupt = options.interrupt.clone();
    let stopper = thread::spawn(move || {
        thread::sleep(WARM_UP * 4);
        interrupt.interrupt();
    });
    let executor = BlockExecutor::new(chain.world.runtime(), &state);
    let result = executor.execute(&Default::default(), &transactions, &options);
    stopper.join().unwrap();
    assert_eq!(result.unwrap_err(), Fault::Interrupted);
    let read = |address: &Address| state.read(|it| it.account(address).map(|it| it.data.clone()));
    assert_eq!(read(&other).map(|it| it.balance), Some(U256::from(7)));
    assert_eq!(read(&rich.address()).map(|it| (it.nonce, it.balance)), Some((1, U256::from(993))));
    Ok(())
}
