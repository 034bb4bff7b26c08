//! What must hold for every program.

use super::encode::{Encoder, value};
use super::places::{Kind, Places};
use super::tree::Program;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use runtime::{Destination, ExecuteOptions, Message, Outcome};
use std::collections::BTreeMap;
use vm_core::{Address, ErrorLog, GasUnit, LogRecord, TraceFrame, U256, VmType};

type Checked = Result<(), TestCaseError>;

/// `MultiversX` gas units per EVM unit.
const RATIO: u64 = 20;
/// What an EVM callee gets on top of its gas when value comes along.
const STIPEND: u64 = 2_300;

/// Runs a program in a fresh session and in a used one, and checks all properties.
pub(crate) fn check(places: &Places, program: &Program) -> Result<Outcome, TestCaseError> {
    let outcome = run(places, program, true)?;
    same(&outcome, &run(places, program, false)?)?;
    if !outcome.is_success() || program.is_read_only {
        prop_assert!(outcome.change.accounts.is_empty(), "{:?}", outcome.change);
        // Of what failed nothing is told but the reasons, as production tells them.
        prop_assert!(outcome.logs.iter().all(is_list_of_errors), "{:?}", outcome.logs);
    }
    prop_assert!(outcome.gas.used <= outcome.gas.limit);
    supply_is_constant(places, &outcome)?;
    balances_are_what_the_calls_moved(places, &outcome)?;
    gas_never_grows(&outcome.trace)?;
    read_only_frames_move_nothing(&outcome.trace)?;
    Ok(outcome)
}

fn is_list_of_errors(log: &LogRecord) -> bool {
    matches!(log, LogRecord::Native(entry) if entry.identifier.as_ref() == ErrorLog::IDENTIFIER.as_bytes())
}

/// Runs a program on two engines.
pub(crate) fn compare(one: &Places, other: &Places, program: &Program) -> Checked {
    same(&run(one, program, false)?, &run(other, program, false)?)
}

fn run(places: &Places, program: &Program, fresh_session: bool) -> Result<Outcome, TestCaseError> {
    let message = message(places, program);
    let options = ExecuteOptions { trace: true, fresh_session, ..ExecuteOptions::default() };
    let outcome = places
        .runtime
        .execute(&places.state, &places.block, &message, &options)
        .map_err(|error| TestCaseError::fail(format!("{error}")))?;
    prop_assert_eq!(outcome.gas.limit, message.gas_limit);
    Ok(outcome)
}

fn message(places: &Places, program: &Program) -> Message {
    let encoder = Encoder { places, gas: program.gas };
    let place = places.at(program.root.place);
    let is_evm = matches!(place.kind, Kind::EvmForwarder | Kind::EvmReentrant | Kind::Precompile);
    let input = encoder.input(&program.root, program.is_read_only);
    let value = if program.is_read_only { 0 } else { value(&program.root, &input) };
    Message {
        from: places.sender,
        destination: Destination::Call(place.account.address),
        value: U256::from(value),
        input,
        gas_limit: if is_evm { program.gas } else { program.gas.saturating_mul(RATIO) },
        read_only: program.is_read_only,
        ..Message::default()
    }
}

/// Everything that a node could see, byte for byte.
fn same(one: &Outcome, other: &Outcome) -> Checked {
    prop_assert_eq!(one.status, other.status);
    prop_assert_eq!(one.return_code, other.return_code);
    prop_assert_eq!(&one.message, &other.message);
    prop_assert_eq!(&one.data, &other.data);
    prop_assert_eq!(one.gas, other.gas);
    prop_assert_eq!(&one.change, &other.change);
    prop_assert_eq!(&one.logs, &other.logs);
    prop_assert_eq!(&one.trace, &other.trace);
    Ok(())
}

/// What comes to an account is gone from another.
fn supply_is_constant(places: &Places, outcome: &Outcome) -> Checked {
    let (mut before, mut after) = (U256::ZERO, U256::ZERO);
    for (address, change) in &outcome.change.accounts {
        let old = places.balance(address);
        before += old;
        after += if change.is_deleted { U256::ZERO } else { change.balance.unwrap_or(old) };
    }
    prop_assert_eq!(before, after);
    Ok(())
}

/// Each account's balance differs by exactly the values of the calls that succeeded, with all calls
/// above them.
fn balances_are_what_the_calls_moved(places: &Places, outcome: &Outcome) -> Checked {
    let mut expected = BTreeMap::<Address, U256>::new();
    let trace = &outcome.trace;
    for frame in trace {
        if frame.value.is_zero() || frame.scheme.keeps_context() || !is_kept(trace, frame) {
            continue;
        }
        let mut balance = |address: Address, change: &dyn Fn(U256) -> Option<U256>| {
            let entry = expected.entry(address).or_insert_with(|| places.balance(&address));
            change(*entry).map(|new| *entry = new)
        };
        let paid = balance(frame.caller.address, &|it| it.checked_sub(frame.value));
        let received = balance(frame.callee.address, &|it| it.checked_add(frame.value));
        prop_assert!(paid.is_some() && received.is_some(), "{:?}", frame);
    }
    let changes = &outcome.change.accounts;
    for (address, balance) in &expected {
        let seen = changes.get(address).and_then(|it| it.balance);
        prop_assert_eq!(seen.unwrap_or_else(|| places.balance(address)), *balance);
    }
    for (address, change) in changes {
        let old = places.balance(address);
        let balance = change.balance.unwrap_or(old);
        prop_assert!(balance == old || expected.contains_key(address), "{address}");
    }
    Ok(())
}

fn is_kept(trace: &[TraceFrame], frame: &TraceFrame) -> bool {
    let parent = frame.parent.and_then(|index| trace.get(index));
    frame.status.is_success() && parent.is_none_or(|it| is_kept(trace, it))
}

fn unit(trace: &[TraceFrame], frame: &TraceFrame) -> GasUnit {
    match (frame.vm_type, frame.parent.and_then(|index| trace.get(index))) {
        (Some(VmType::EVM), _) => GasUnit::Ethereum,
        (None, Some(parent)) => unit(trace, parent),
        (Some(_), _) | (None, None) => GasUnit::MultiversX,
    }
}

/// A frame uses at most what it got, gets at most what its parent has, and the children of a frame
/// together use at most what the frame uses.
fn gas_never_grows(trace: &[TraceFrame]) -> Checked {
    let mut used_by_children = vec![0u64; trace.len()];
    for frame in trace {
        prop_assert!(frame.gas_used <= frame.gas, "{:?}", frame);
        let Some(index) = frame.parent else { continue };
        let parent = &trace[index];
        let convert = |amount: u64| match (unit(trace, frame), unit(trace, parent)) {
            (GasUnit::Ethereum, GasUnit::MultiversX) => amount.saturating_mul(RATIO),
            (GasUnit::MultiversX, GasUnit::Ethereum) => amount / RATIO,
            (GasUnit::Ethereum, GasUnit::Ethereum) | (GasUnit::MultiversX, GasUnit::MultiversX) => {
                amount
            }
        };
        let is_paid = unit(trace, parent) == GasUnit::Ethereum && !frame.value.is_zero();
        let stipend = if is_paid { STIPEND } else { 0 };
        prop_assert!(convert(frame.gas) <= parent.gas + stipend, "{:?} in {:?}", frame, parent);
        used_by_children[index] += convert(frame.gas_used);
    }
    for (frame, used) in trace.iter().zip(used_by_children) {
        prop_assert!(used <= frame.gas_used, "children of {:?} use {}", frame, used);
    }
    Ok(())
}

/// Under a read-only frame nothing that succeeds has a value.
fn read_only_frames_move_nothing(trace: &[TraceFrame]) -> Checked {
    let mut is_static = vec![false; trace.len()];
    for (index, frame) in trace.iter().enumerate() {
        is_static[index] = frame.scheme == vm_core::CallScheme::Static
            || frame.parent.is_some_and(|parent| is_static[parent]);
        let moves = !frame.value.is_zero() && !frame.scheme.keeps_context();
        prop_assert!(!(is_static[index] && moves && frame.status.is_success()), "{:?}", frame);
    }
    Ok(())
}
