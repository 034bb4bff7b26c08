//! Sessions on several threads: what must be `Send` and `Sync` is, one runtime serves many threads with
//! the results of one, and a session changes its thread in the middle of a transaction.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "threads are what is tested")]

use runtime::{
    BlockContext, ExecuteOptions, Message, MultiversXTransaction, NodeHandler, Outcome, Runtime,
    TransactionProcessor,
};
use std::sync::{Arc, Barrier};
use std::thread;
use test_kit::{Contract, TestError, Value, World, args};
use vm_core::{
    Address, AddressForms, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, Code,
    CreateOutcome, CreateRequest, DataForm, GasUnit, HaltReason, InterruptHandle, Journal, Moved,
    Session, VirtualMachine, VmCall, VmExecutionHandler, VmType,
};
use world::{World as Committed, WorldAccount};

type Tested = Result<(), TestError>;

const THREADS: usize = 4;
const ROUNDS: usize = 25;

const fn is_shared<T: Send + Sync + 'static>() {}
const fn is_moved<T: Send + 'static>() {}

// The compiler proves these.
const _: () = {
    is_shared::<Runtime>();
    is_shared::<NodeHandler>();
    is_shared::<Box<dyn VmExecutionHandler>>();
    is_shared::<Committed>();
    is_shared::<InterruptHandle>();
    is_shared::<Message>();
    is_shared::<MultiversXTransaction>();
    is_moved::<Session>();
    is_moved::<Box<Session>>();
    is_moved::<Journal>();
    is_moved::<Outcome>();
};

struct Chain {
    runtime: Arc<Runtime>,
    state: Arc<Committed>,
    block: BlockContext,
    messages: Vec<Message>,
}

/// Calls of every VM and between each two of them, some of which fail.
fn chain() -> Result<Chain, TestError> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let bob = world.evm_account("bob", 1_000_000u64);
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let counter = world.deploy_wasm(&alice, "reentrant", args![5u64])?;
    let token = world.deploy_evm(&bob, "Token", args![1_000u64])?;
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    let solidity = world.deploy_evm(&bob, "Forwarder", args![])?;
    let native = world.natives()[0].clone();
    let add = || args![&adder, 0u64, "add", vec![Bytes::from_static(&[7])]];
    let supply = "totalSupply()(uint256)";
    let calls: Vec<(&Contract, &str, Vec<Value>, u64)> = vec![
        (&adder, "add", args![7u64], 0),
        (&token, "transfer", args![&adder, 7u64], 0),
        (&token, "transfer", args![&adder, 70_000u64], 0),
        (&solidity, "callFunction", add(), 0),
        (&solidity, "forward", args![&alice, 0u64, Bytes::new()], 9),
        (&forwarder, "forward", args![&token, supply], 0),
        (&forwarder, "forward", args![&counter, "trap"], 0),
        (&forwarder, "fund", args![], 11),
        (&native, "call", args![&token, 0u64, 0u64, supply], 0),
        (&native, "call", args![&adder, 0u64, 0u64, "add", vec![Bytes::from_static(&[7])]], 0),
        (
            &counter,
            "reenter",
            args![1u64, 2u64, &counter, "add", vec![Bytes::from_static(&[3])]],
            0,
        ),
        (&counter, "burn", args![], 0),
    ];
    let mut messages = Vec::new();
    for (contract, function, arguments, value) in calls {
        let from = if contract.vm_type == VmType::EVM { &bob } else { &alice };
        let call = world.call(from, contract, function, arguments).value(value);
        let gas = if contract.vm_type == VmType::EVM { 2_000_000 } else { 40_000_000 };
        messages.push(call.gas(gas).message()?);
    }
    Ok(Chain {
        runtime: Arc::clone(world.runtime()),
        state: Arc::new(Committed::with_state(world.state())),
        block: world.block_mut().clone(),
        messages,
    })
}

impl Chain {
    fn run(&self, message: &dyn TransactionProcessor) -> Outcome {
        let options = ExecuteOptions { trace: true, ..ExecuteOptions::default() };
        self.runtime.execute(&self.state, &self.block, message, &options).unwrap()
    }
}

fn assert_same(one: &Outcome, other: &Outcome) {
    assert_eq!((one.status, &one.message, &one.data), (other.status, &other.message, &other.data));
    assert_eq!((one.gas, &one.change), (other.gas, &other.change));
    assert_eq!((&one.logs, &one.trace), (&other.logs, &other.trace));
}

#[test]
fn one_runtime_on_many_threads_gives_what_it_gives_on_one() -> Tested {
    let chain = chain()?;
    let serial: Vec<Outcome> = chain.messages.iter().map(|it| chain.run(it)).collect();
    let succeeded = serial.iter().filter(|it| it.is_success()).count();
    assert!(succeeded >= 8 && succeeded < serial.len(), "{succeeded} of {}", serial.len());
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        for worker in 0..THREADS {
            let (chain, serial, barrier) = (&chain, &serial, &barrier);
            scope.spawn(move || {
                barrier.wait();
                for round in 0..ROUNDS {
                    for step in 0..serial.len() {
                        let index = (step + worker * 3 + round) % serial.len();
                        assert_same(&chain.run(&chain.messages[index]), &serial[index]);
                    }
                }
            });
        }
    });
    Ok(())
}

/// A VM whose contracts make one call, on another thread: the session and all that engines keep in it
/// go there, while the frames under it wait here.
#[derive(Debug)]
struct Courier;

const COURIER: VmType = VmType([9, 9]);

impl VirtualMachine for Courier {
    fn vm_type(&self) -> VmType {
        COURIER
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::MultiversX
    }

    fn data_form(&self) -> DataForm {
        DataForm::Function
    }

    /// The function is `via`, and the arguments are destination, function and its arguments.
    fn call(&self, mut session: Box<Session>, call: VmCall) -> Moved<CallOutcome> {
        let CallInput::Function { arguments, .. } = call.input else {
            return (session, Ok(CallOutcome::halt(HaltReason::InvalidCallData)));
        };
        let [to, name, arguments @ ..] = arguments.as_slice() else {
            return (session, Ok(CallOutcome::halt(HaltReason::InvalidArguments)));
        };
        let to = session.journal.reference(&Address::from_slice(to).unwrap());
        let request = CallRequest {
            scheme: CallScheme::Call,
            caller: call.callee,
            callee: to,
            code: to,
            value: call.value,
            tokens: Vec::new(),
            input: CallInput::Function { name: name.clone(), arguments: arguments.to_vec() },
            gas: call.gas,
            read_only: call.read_only,
        };
        let here = thread::current().id();
        let worker = move || {
            assert_ne!(thread::current().id(), here);
            let dispatcher = Arc::clone(&session.dispatcher);
            dispatcher.call(session, request)
        };
        thread::spawn(worker).join().unwrap()
    }

    fn create(&self, session: Box<Session>, _request: CreateRequest) -> Moved<CreateOutcome> {
        let call = CallOutcome::halt(HaltReason::ContractInvalid);
        (session, Ok(CreateOutcome { call, address: None }))
    }
}

#[test]
fn a_session_goes_to_another_thread_in_the_middle_of_a_transaction() -> Tested {
    let mut world = World::builder().runtime(|it| it.register(Arc::new(Courier))).build()?;
    let alice = world.account("alice", 1_000_000u64);
    let bob = world.evm_account("bob", 1_000_000u64);
    let mut bytes = [0; Address::LENGTH];
    bytes[8..10].copy_from_slice(&COURIER.0);
    bytes[10..30].fill(7);
    let courier = Address(bytes);
    let mut account = WorldAccount::default();
    account.data.code = Code::new(COURIER, Bytes::from_static(b"courier"));
    world.update(|state| state.insert(courier, account));
    let face = world.runtime().forms().of_address(&courier).face;
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    let solidity = world.deploy_evm(&bob, "Forwarder", args![])?;
    let counter = world.deploy_wasm(&alice, "reentrant", args![5u64])?;

    // WASM, thread, EVM, thread, the first contract again, WASM: every border twice.
    let bytes = |it: &Contract| Bytes::copy_from_slice(it.address().as_slice());
    let name = |it: &'static str| Bytes::from_static(it.as_bytes());
    let last = vec![bytes(&counter), name("add"), Bytes::from_static(&[3])];
    let second = [vec![name("via"), bytes(&forwarder), name("forward")], last].concat();
    let second = cross_vm::encode_items(&second);
    let call = world.call(&bob, &solidity, "forwardStrict", args![face, 0u64, second]).message()?;
    let CallInput::CallData(data) = call.input else { panic!("no call data") };
    let first = vec![bytes(&solidity), Bytes::new(), data];
    let direct = args![&solidity, "", vec![first[2].clone()]];
    let arguments = args![courier, "via", first];
    let outcome = world.call(&alice, &forwarder, "forward", arguments).run()?;
    outcome.expect_success();
    assert_eq!(outcome.raw.trace.len(), 6, "{}", outcome.tree());
    assert_eq!(world.query(&counter, "getValue", args![])?.single::<u64>()?, 8);
    assert_eq!(world.query(&forwarder, "getCalls", args![])?.single::<u64>()?, 2);

    // What comes back through the threads is what comes back without the first of them.
    let shorter = world.call(&alice, &forwarder, "forward", direct).dry().run()?;
    shorter.expect_success();
    assert_eq!(outcome.raw.items().len(), shorter.raw.items().len());

    // A failure behind two threads undoes what the first contracts wrote.
    let before = world.state();
    let trap = vec![bytes(&forwarder), name("forward"), bytes(&counter), name("trap")];
    let outcome = world.call(&alice, &forwarder, "forward", args![courier, "via", trap]).run()?;
    outcome.expect_failure();
    assert!(world.state() == before);
    Ok(())
}

/// A message that goes wrong inside a VM's thread is a fault of the node and not the end of it.
#[derive(Debug)]
struct Broken;

impl VirtualMachine for Broken {
    fn vm_type(&self) -> VmType {
        COURIER
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::MultiversX
    }

    fn data_form(&self) -> DataForm {
        DataForm::Function
    }

    fn call(&self, _session: Box<Session>, _call: VmCall) -> Moved<CallOutcome> {
        panic!("a virtual machine that breaks")
    }

    fn create(&self, session: Box<Session>, _request: CreateRequest) -> Moved<CreateOutcome> {
        (session, Ok(CreateOutcome { call: CallOutcome::default(), address: None }))
    }
}

#[test]
fn a_panic_is_a_fault_and_leaves_nothing() -> Tested {
    let mut world = World::builder().runtime(|it| it.register(Arc::new(Broken))).build()?;
    let alice = world.account("alice", 1_000_000u64);
    let mut bytes = [0; Address::LENGTH];
    bytes[8..10].copy_from_slice(&COURIER.0);
    let broken = Address(bytes);
    let mut account = WorldAccount::default();
    account.data.code = Code::new(COURIER, Bytes::from_static(b"broken"));
    world.update(|state| state.insert(broken, account));
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    let solidity = world.deploy_evm(&alice, "Forwarder", args![])?;
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let before = world.state();
    let face = world.runtime().forms().of_address(&broken).face;
    let data = cross_vm::encode_items(&[Bytes::from_static(b"break")]);
    for (contract, arguments) in
        [(&forwarder, args![broken, "break"]), (&solidity, args![face, 0u64, data])]
    {
        let message = world.call(&alice, contract, "forward", arguments).message()?;
        let state = Arc::new(Committed::with_state(world.state()));
        let block = world.block_mut().clone();
        let error = world.runtime().trace(&state, &block, &message).unwrap_err();
        let fault = runtime::ExecutionError::Fault(vm_core::Fault::Panicked);
        assert_eq!(error, fault);
        assert!(world.state() == before);
        // The thread goes on, and so do its engines.
        let sum = world.call(&alice, &adder, "add", args![1u64]).dry().run()?;
        sum.expect_success();
        let call = args![&adder, 0u64, "add", vec![Bytes::from_static(&[7])]];
        world.call(&alice, &solidity, "callFunction", call).dry().run()?.expect_success();
    }
    assert_eq!(world.query(&forwarder, "getCalls", args![])?.single::<u64>()?, 0);
    Ok(())
}
