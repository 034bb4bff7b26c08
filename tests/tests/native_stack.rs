//! How much of the thread's stack one engine run inside another takes, and that the limit on nested
//! runs ends far under the 2 MiB of a Rust thread. `DepthLimits::native_runs` rests on these figures.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "an overflow fails the test")]

use std::sync::{Mutex, PoisonError};
use system_vm::{Endpoint, NativeContext, NativeContract, NativeError, endpoints};
use test_kit::{Abi, Contract, MultiversXAbi, TestError, Value, World, args};
use vm_core::{
    AccountRef, Address, Bytes, CallInput, CallRequest, CallScheme, DepthLimits, HaltReason,
    Status, U256, VmType,
};

/// What a thread that Rust starts has.
const THREAD_STACK: usize = 2 << 20;
/// How much of it nested runs may take at most.
const SHARE: usize = THREAD_STACK / 2;

/// Addresses of a local variable, one a live frame of [`Probe`].
static MARKS: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// A native contract that notes where its stack is, and calls on.
#[derive(Clone, Copy, Debug)]
struct Probe;

impl NativeContract for Probe {
    fn address(&self) -> Address {
        let mut bytes = [0; Address::LENGTH];
        bytes[8..10].copy_from_slice(&VmType::SYSTEM.0);
        bytes[29..].copy_from_slice(&[241, 0xff, 0xff]);
        Address(bytes)
    }

    fn name(&self) -> &'static str {
        "probe"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }
}

endpoints! { Probe;
    /// Notes the stack and calls the contract of argument 0, if there is one.
    "descend" (arguments: Bytes Many) write { gas: 1, accepts: Value } => |_, context| descend(context);
}

fn descend(context: &mut NativeContext) -> Result<Vec<Bytes>, NativeError> {
    let here = 0u8;
    let mark = std::ptr::from_ref(&here).addr();
    MARKS.lock().unwrap_or_else(PoisonError::into_inner).push(mark);
    let Some(callee) = context.account_argument(0)? else { return Ok(Vec::new()) };
    let mut arguments = context.arguments().iter().skip(1).cloned();
    let name = arguments.next().unwrap_or_default();
    let input = CallInput::Function { name, arguments: arguments.collect() };
    let gas = context.gas_left();
    let outcome = context.call(request(*context.callee(), callee, input, gas))?;
    match outcome.status {
        Status::Success => Ok(Vec::new()),
        Status::Halt(HaltReason::NativeStackLimit) => {
            Err(NativeError::Halted { reason: HaltReason::NativeStackLimit, message: Bytes::new() })
        }
        Status::Revert | Status::Halt(_) => Err(NativeError::Refused(outcome.message_text())),
    }
}

fn request(caller: AccountRef, callee: AccountRef, input: CallInput, gas: u64) -> CallRequest {
    CallRequest {
        scheme: CallScheme::Call,
        caller,
        callee,
        code: callee,
        value: U256::ZERO,
        tokens: Vec::new(),
        input,
        gas,
        read_only: false,
    }
}

/// A call of a probe which goes on to another probe, `levels` times, through a contract if one is given.
fn chain(probe: &Contract, through: Option<&Contract>, levels: usize) -> Vec<Value> {
    let address = |contract: &Contract| Bytes::copy_from_slice(contract.address().as_slice());
    let mut path: Vec<Bytes> = Vec::new();
    for _ in 0..levels {
        path = match through {
            None => [vec![address(probe), "descend".into()], path].concat(),
            Some(evm) if evm.address().vm_type() == Some(VmType::EVM) => {
                let items = [vec!["descend".into()], path].concat();
                vec![address(evm), Bytes::new(), forward(probe, &cross_vm::encode_items(&items))]
            }
            Some(wasm) => {
                let inner = [vec![address(probe), "descend".into()], path].concat();
                [vec![address(wasm), "forward".into()], inner].concat()
            }
        };
    }
    path.into_iter().map(Value::from).collect()
}

/// Call data of the Solidity forwarder's `forwardStrict(address,uint256,bytes)`.
fn forward(to: &Contract, data: &[u8]) -> Bytes {
    let mut call =
        alloy_primitives::keccak256("forwardStrict(address,uint256,bytes)")[..4].to_vec();
    call.extend([0; 12]);
    call.extend(to.face().as_slice());
    for number in [0, 96, data.len()] {
        call.extend(U256::from(number).to_be_bytes::<32>());
    }
    call.extend(data);
    call.resize((call.len() - 4).next_multiple_of(32) + 4, 0);
    call.into()
}

/// Stack between the first probe and the last, and the number of runs between them.
fn measure(through: Option<&str>, levels: usize) -> Result<(usize, usize), TestError> {
    let abi = r#"{"name":"Probe","constructor":{"inputs":[],"outputs":[]},"endpoints":[
        {"name":"descend","mutability":"mutable","payableInTokens":["*"],
         "inputs":[{"name":"path","type":"variadic<bytes>","multi_arg":true}],"outputs":[]}],
        "types":{}}"#;
    let abi = Abi::MultiversX(MultiversXAbi::parse(abi)?);
    let mut world = World::builder().native(Probe, abi).build()?;
    let owner = world.account("owner", 1_000_000u64);
    let through = match through {
        Some(name @ "Forwarder") => Some(world.deploy_evm(&owner, name, args![])?),
        Some(name) => Some(world.deploy_wasm(&owner, name, args![])?),
        None => None,
    };
    let natives = world.natives().to_vec();
    let probe = natives.iter().find(|it| it.address() == NativeContract::address(&Probe));
    let probe = probe.expect("the probe is registered").clone();
    MARKS.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let path = chain(&probe, through.as_ref(), levels);
    let _ = world.call(&owner, &probe, "descend", path).gas(u64::MAX >> 8).run();
    let marks = MARKS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (first, last) = (marks.first().copied(), marks.last().copied());
    let used = first.unwrap_or_default() - last.unwrap_or_default();
    let runs = (marks.len() - 1) * if through.is_some() { 2 } else { 1 };
    Ok((used, runs))
}

#[test]
fn nested_runs_stay_far_under_a_threads_stack() -> Result<(), TestError> {
    let limit = DepthLimits::default().native_runs;
    for (through, levels) in [(None, limit + 8), (Some("forwarder"), 9), (Some("Forwarder"), 14)] {
        let (used, runs) = measure(through, levels)?;
        assert!(runs > 4, "{through:?}: {runs} runs");
        let per_run = used / runs;
        println!("{through:?}: {runs} runs took {used} bytes, {per_run} each");
        assert!(per_run * limit < SHARE, "{through:?}: {per_run} bytes a run, {limit} runs");
    }
    Ok(())
}
