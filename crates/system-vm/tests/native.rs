//! The seam of native contracts: what the system VM checks before a body runs, and calls from one.
#![cfg(test)]

mod support;

use support::{ALICE, BOB, Chain, GAS, is_halt, text};
use system_vm::{
    ESDT_ADDRESS, Endpoint, EsdtContract, GenesisAccount, NativeContext, NativeContract,
    NativeError, NativeResult, SystemVm,
};
use vm_core::{
    Address, Bytes, CallInput, CallRequest, CallScheme, CreateRequest, CreateScheme, GasKey,
    HaltReason, LogEntry, ReturnData, TokenTransfer, U256, VirtualMachine, VmType,
};

/// A contract that stores, pays and calls what it is told.
#[derive(Debug)]
struct Caller(Address);

system_vm::endpoints! { Caller;
    /// Counts its calls, and logs.
    "count" (arguments: Bytes Many) write { gas: 100, accepts: ValueAndTokens } => count;
    /// Returns the count.
    "look" () view { gas: 10 } => |_, context| Ok(vec![context.storage(b"count")?]);
    /// Says that it is pure, and writes.
    "lie" () view { gas: 10 } => count;
    /// Calls a function of a contract with half of the gas.
    "forward" (contract: Address, function: Text, arguments: Bytes Many) write {
        gas: 100,
        accepts: Value,
    } => forward;
    /// Pays 3 back.
    "pay" () write { gas: 100, accepts: Value } => pay;
}

fn pay(_: &Caller, context: &mut NativeContext) -> NativeResult {
    let caller = *context.caller();
    context.transfer(&caller, U256::from(3))?;
    Ok(Vec::new())
}

impl NativeContract for Caller {
    fn address(&self) -> Address {
        self.0
    }

    fn name(&self) -> &'static str {
        "caller"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }
}

fn count(_: &Caller, context: &mut NativeContext) -> NativeResult {
    let mut calls = context.storage(b"count")?.to_vec();
    calls.push(1);
    context.set_storage(b"count", Bytes::from(calls))?;
    context.log(LogEntry {
        identifier: Bytes::from_static(b"counted"),
        address: context.callee().address,
        ..LogEntry::default()
    })?;
    Ok(context.arguments().to_vec())
}

fn forward(_: &Caller, context: &mut NativeContext) -> NativeResult {
    let [_, function, arguments @ ..] = context.arguments() else {
        return Err(NativeError::refused("address and function"));
    };
    let input = CallInput::Function { name: function.clone(), arguments: arguments.to_vec() };
    let callee = context.account_argument(0)?.ok_or(NativeError::refused("address"))?;
    let outcome = context.call(CallRequest {
        scheme: CallScheme::Call,
        caller: callee,
        callee,
        code: callee,
        value: context.value(),
        tokens: Vec::new(),
        input,
        gas: context.gas_left() / 2,
        read_only: false,
    })?;
    let items = match outcome.data {
        ReturnData::Items(items) if outcome.status.is_success() => items,
        ReturnData::Items(_) | ReturnData::Blob(_) => vec![outcome.message_text()],
    };
    Ok(items)
}

fn native_address(number: u8) -> Address {
    let mut bytes = ESDT_ADDRESS.0;
    bytes[29] = number;
    Address(bytes)
}

const FIRST: u8 = 0x10;
const SECOND: u8 = 0x11;

fn chain() -> Chain {
    let vm = SystemVm::builder()
        .contract(EsdtContract::default())
        .contract(Caller(native_address(FIRST)))
        .contract(Caller(native_address(SECOND)))
        .build();
    Chain::of(vm, "", |_| {})
}

fn stored(chain: &mut Chain, number: u8) -> usize {
    chain.storage(native_address(number), b"count").len()
}

#[test]
fn every_contract_is_an_account_with_its_name_as_code() {
    let vm = SystemVm::builder().contract(EsdtContract::default()).build();
    let accounts = vm.genesis();
    assert_eq!(accounts.len(), 1);
    let GenesisAccount { address, data, .. } = &accounts[0];
    assert_eq!(*address, ESDT_ADDRESS);
    assert_eq!(data.code.vm_type, Some(VmType::SYSTEM));
    assert_eq!(data.code.bytes, Bytes::from_static(b"esdt"));
}

#[test]
fn the_vm_checks_before_the_body() {
    let mut chain = chain();
    let first = native_address(FIRST);
    let token =
        TokenTransfer { token: Bytes::from_static(b"TOK-123456"), nonce: 0, amount: 1_u8.into() };
    let change = |function: &str, change: &dyn Fn(&mut CallRequest), chain: &mut Chain| {
        let mut request = chain.request(ALICE, first, function, &[]);
        change(&mut request);
        chain.run(request).call
    };
    let read_only = |it: &mut CallRequest| it.read_only = true;
    let outcome = change("count", &read_only, &mut chain);
    assert!(is_halt(&outcome, HaltReason::ReadOnlyViolation));
    // What says that it is pure is held to it by the journal.
    let outcome = change("lie", &read_only, &mut chain);
    assert!(is_halt(&outcome, HaltReason::ReadOnlyViolation));
    let outcome = change("absent", &|_| (), &mut chain);
    assert!(is_halt(&outcome, HaltReason::FunctionNotFound));
    assert_eq!(text(&outcome), "invalid method to call");
    let outcome = change("pay", &|it| it.tokens = vec![token.clone()], &mut chain);
    assert_eq!(text(&outcome), "cannot transfer ESDT to system SCs");
    let outcome = change("look", &|it| it.value = U256::ONE, &mut chain);
    assert_eq!(text(&outcome), "callValue must be 0");
    let outcome = change("count", &|it| it.gas = 99, &mut chain);
    assert!(is_halt(&outcome, HaltReason::OutOfGas));
    let outcome = change("count", &|it| it.scheme = CallScheme::Delegate, &mut chain);
    assert!(is_halt(&outcome, HaltReason::CrossVmDelegate));
    let outcome = change("count", &|it| it.input = CallInput::function("", Vec::new()), &mut chain);
    assert!(is_halt(&outcome, HaltReason::FunctionNotFound));
    assert_eq!(stored(&mut chain, FIRST), 0);

    let outcome = change("count", &|it| it.tokens = vec![token.clone()], &mut chain);
    assert!(outcome.status.is_success());
    assert_eq!(outcome.gas_left, GAS - 100);
    let outcome = change("look", &read_only, &mut chain);
    assert_eq!(outcome.data, ReturnData::Items(vec![Bytes::from_static(&[1])]));
}

#[test]
fn a_contract_pays_out_of_its_account_only() {
    let mut chain = chain();
    chain.refuse((ALICE, native_address(FIRST)), "pay", &[], "insufficient funds");
    let mut request = chain.request(ALICE, native_address(FIRST), "pay", &[]);
    request.value = U256::from(5);
    assert!(chain.run(request).call.status.is_success());
    let account = chain.account(native_address(FIRST));
    assert_eq!(chain.session().journal.balance(&account), Ok(U256::from(2)));
}

#[test]
fn a_contract_calls_through_the_dispatcher() {
    let mut chain = chain();
    let (first, second) = (native_address(FIRST), native_address(SECOND));
    let mut request = chain.request(ALICE, first, "forward", &[&second.0, b"count", b"argument"]);
    request.value = U256::from(4);
    let outcome = chain.run(request).call;
    assert_eq!(outcome.data, ReturnData::Items(vec![Bytes::from_static(b"argument")]));
    // Two endpoints, and the value that the first sends on.
    let schedule = &chain.session().environment.rules.gas_schedule;
    assert_eq!(outcome.gas_left, GAS - 200 - schedule.cost(GasKey::TransferValue));
    assert_eq!((stored(&mut chain, FIRST), stored(&mut chain, SECOND)), (0, 1));
    let account = chain.account(second);
    assert_eq!(chain.session().journal.balance(&account), Ok(U256::from(4)));
    assert!(chain.session().journal.frames().is_empty());

    // Back into itself, through the other.
    let arguments: [&[u8]; 4] = [&second.0, b"forward", &first.0, b"count"];
    chain.expect(ALICE, first, "forward", &arguments);
    assert_eq!(stored(&mut chain, FIRST), 1);

    // A failing callee costs its gas, and undoes its own effects only.
    let outcome = chain.expect(ALICE, first, "forward", &[&second.0, b"absent"]);
    let message = Bytes::from_static(b"invalid method to call");
    assert_eq!(outcome.data, ReturnData::Items(vec![message]));
    assert_eq!(outcome.gas_left, (GAS - 100) / 2);

    let mut request = chain.request(ALICE, first, "forward", &[&second.0, b"count"]);
    request.read_only = true;
    let outcome = chain.run(request).call;
    assert!(is_halt(&outcome, HaltReason::ReadOnlyViolation));
    assert_eq!(stored(&mut chain, SECOND), 1);
}

#[test]
fn contracts_are_not_made_at_run_time() {
    let mut chain = chain();
    let creator = chain.account(BOB);
    let session = chain.session.take().unwrap();
    let vm = SystemVm::builder().build();
    let (_, outcome) = vm.create(
        session,
        CreateRequest {
            vm_type: VmType::SYSTEM,
            creator,
            code: Bytes::from_static(b"esdt"),
            metadata: [0, 0],
            arguments: Vec::new(),
            value: U256::ZERO,
            scheme: CreateScheme::Nonce,
            gas: GAS,
            read_only: false,
            transaction_nonce: None,
        },
    );
    let outcome = outcome.unwrap();
    assert!(is_halt(&outcome.call, HaltReason::ContractInvalid));
    assert_eq!(outcome.address, None);
}
