//! Prices, hooks and a runner shared by the tests of the pass.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod production;
pub(crate) mod programs;

use std::fmt;
use wasm_metering::{
    ImportSignature, Limits, MAXIMUM_CALL_DEPTH, MEMORY_LIMIT, MeteredModule, ModuleError,
    OperatorCosts, POINTS_EXHAUSTED, POINTS_LEFT, RUNTIME_MODULE, STACK_BUDGET, STACK_LEFT,
    STACK_OVERFLOW, ValueType, meter,
};
use wasmi::{Caller, Config, Engine, Error, Linker, Module, Store, Val};

/// A hook without arguments, one with two and a result.
pub(crate) fn hooks(name: &str) -> Option<ImportSignature<'static>> {
    match name {
        "tick" => Some(ImportSignature { params: &[], results: &[] }),
        "mix" => Some(ImportSignature {
            params: &[ValueType::I32, ValueType::I64],
            results: &[ValueType::I32],
        }),
        _ => None,
    }
}

/// Every operator costs 1, `memory.grow` 100, a local above ten 3; four times `memory.grow` of at
/// most two pages.
pub(crate) fn flat(key: &str) -> Option<u64> {
    Some(match key {
        "MemoryGrow" => 100,
        "LocalAllocate" => 3,
        "LocalsUnmetered" => 10,
        "MaxMemoryGrow" => 4,
        "MaxMemoryGrowDelta" => 2,
        _ => 1,
    })
}

/// Prices that differ from operator to operator.
pub(crate) fn varied(key: &str) -> Option<u64> {
    match key {
        "MemoryGrow" | "LocalAllocate" | "LocalsUnmetered" | "MaxMemoryGrow"
        | "MaxMemoryGrowDelta" => flat(key),
        _ => Some(1 + key.bytes().map(u64::from).sum::<u64>() % 11),
    }
}

/// Prices of which many are zero.
pub(crate) fn sparse(key: &str) -> Option<u64> {
    match key {
        "MemoryGrow" | "LocalAllocate" | "LocalsUnmetered" | "MaxMemoryGrow"
        | "MaxMemoryGrowDelta" => flat(key),
        "Br" | "BrIf" | "BrTable" | "Call" | "CallIndirect" => Some(2),
        _ => varied(key).map(|price| price.saturating_sub(7)),
    }
}

pub(crate) fn metered(
    wasm: &[u8],
    prices: fn(&str) -> Option<u64>,
) -> Result<MeteredModule, ModuleError> {
    let costs = OperatorCosts::from_lookup(prices).unwrap();
    meter(wasm, &costs, &Limits::production(), &hooks)
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    OutOfGas,
    MemoryLimit,
    StackOverflow,
    Trap(String),
}

/// Why the host stopped a run.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) End);

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::error::Error for Stop {}
impl wasmi::errors::HostError for Stop {}

pub(crate) fn stop<T>(end: End) -> Result<T, Error> {
    Err(Error::host(Stop(end)))
}

pub(crate) fn end_of(result: Result<(), Error>) -> End {
    match result {
        Ok(()) => End::Done,
        Err(error) => match error.downcast_ref::<Stop>() {
            Some(stop) => stop.0.clone(),
            None => End::Trap(
                error.as_trap_code().map_or_else(|| error.to_string(), |code| format!("{code:?}")),
            ),
        },
    }
}

/// What can be seen of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) end: End,
    /// Points used at each call of a hook, and at the end of a run that was not stopped.
    pub(crate) used: Vec<u64>,
    /// The start of memory after such a run.
    pub(crate) memory: Vec<u8>,
}

pub(crate) struct Host {
    pub(crate) limit: i64,
    pub(crate) reserve: i64,
    pub(crate) slice: i64,
    pub(crate) used: Vec<u64>,
    pub(crate) refills: u32,
}

pub(crate) fn engine() -> Engine {
    let mut config = Config::default();
    config.set_max_recursion_depth(MAXIMUM_CALL_DEPTH).set_max_stack_height(64 << 20);
    Engine::new(&config)
}

fn points(caller: &Caller<'_, Host>) -> i64 {
    caller.get_export(POINTS_LEFT).unwrap().into_global().unwrap().get(caller).i64().unwrap()
}

fn note(mut caller: Caller<'_, Host>) {
    let left = points(&caller);
    let host = caller.data_mut();
    host.used.push(u64::try_from(host.limit - host.reserve - left).unwrap());
}

/// The hooks of both the pass's modules and production's; `used` tells the points used.
pub(crate) fn define_hooks<T: 'static>(linker: &mut Linker<T>, note: fn(Caller<'_, T>)) {
    linker.func_wrap("env", "tick", note).unwrap();
    let mix = move |caller: Caller<'_, T>, a: i32, b: i64| {
        note(caller);
        a ^ i32::try_from(b & 0xffff).unwrap()
    };
    linker.func_wrap("env", "mix", mix).unwrap();
}

fn refill(mut caller: Caller<'_, Host>) -> Result<(), Error> {
    let mut left = points(&caller);
    let host = caller.data_mut();
    while left <= 0 && host.reserve > 0 {
        let more = host.slice.min(host.reserve);
        host.reserve -= more;
        host.refills += 1;
        left += more;
    }
    if left <= 0 {
        return stop(End::OutOfGas);
    }
    let global = caller.get_export(POINTS_LEFT).unwrap().into_global().unwrap();
    global.set(&mut caller, Val::I64(left)).unwrap();
    Ok(())
}

/// Runs an exported function with a limit, given out in slices.
pub(crate) fn run(module: &MeteredModule, function: &str, limit: i64, slice: i64) -> (Seen, Host) {
    let engine = engine();
    let compiled = Module::new(&engine, &module.wasm[..]).unwrap();
    let first = limit.min(slice);
    let host = Host { limit, reserve: limit - first, slice, used: Vec::new(), refills: 0 };
    let mut store = Store::new(&engine, host);
    let mut linker = Linker::new(&engine);
    define_hooks(&mut linker, note);
    linker.func_wrap(RUNTIME_MODULE, POINTS_EXHAUSTED, refill).unwrap();
    let overflow = || -> Result<(), Error> { stop(End::StackOverflow) };
    linker.func_wrap(RUNTIME_MODULE, STACK_OVERFLOW, overflow).unwrap();
    let memory_limit = || -> Result<(), Error> { stop(End::MemoryLimit) };
    linker.func_wrap(RUNTIME_MODULE, MEMORY_LIMIT, memory_limit).unwrap();
    let instance = linker.instantiate_and_start(&mut store, &compiled).unwrap();
    instance.get_global(&store, POINTS_LEFT).unwrap().set(&mut store, Val::I64(first)).unwrap();
    let stack = instance.get_global(&store, STACK_LEFT).unwrap();
    stack.set(&mut store, Val::I32(i32::try_from(STACK_BUDGET).unwrap())).unwrap();
    let function = instance.get_typed_func::<(), ()>(&store, function).unwrap();
    let end = end_of(function.call(&mut store, ()));
    let mut memory = Vec::new();
    if end == End::Done {
        let left = instance.get_global(&store, POINTS_LEFT).unwrap().get(&store).i64().unwrap();
        let host = store.data_mut();
        host.used.push(u64::try_from(host.limit - host.reserve - left).unwrap());
        assert_eq!(
            stack.get(&store).i32(),
            i32::try_from(STACK_BUDGET).ok(),
            "the stack is given back"
        );
        memory = instance.get_memory(&store, &module.memory_export).unwrap().data(&store)[..256]
            .to_vec();
    }
    let host = store.into_data();
    (Seen { end, used: host.used.clone(), memory }, host)
}
