//! Making contracts: address, transfer, code, constructor.

use crate::code::INIT;
use crate::context::Invocation;
use crate::error::{Failure, HookError};
use crate::run::{NewCode, Plan, replace_code, run};
use crate::trail::Trail;
use crate::vm::{SpaceVm, price, write_transfer_log};
use account_map::space_contract_address;
use std::sync::Arc;
use vm_core::{
    AccountRef, Authority, Bytes, CallInput, CallOutcome, CallScheme, Code, CreateOutcome,
    CreateRequest, Fault, Frame, GasKey, HaltReason, Moved, Session, VmCall, VmType,
};

/// What the error log calls a constructor that a transaction runs.
const LOGGED_INIT: &[u8] = b"_init";

/// Makes a contract.
///
/// Made by a transaction, it pays for the creation and for compiling each byte, and gets its code
/// after the constructor. Made by a WASM contract, whose hook has paid for compiling, it pays as a
/// call does, and has its code while the constructor runs. The creator's nonce grows after a
/// success; a transaction's was counted by the node.
pub(crate) fn create(
    vm: &SpaceVm,
    mut session: Box<Session>,
    request: &CreateRequest,
) -> Moved<CreateOutcome> {
    if request.transaction_nonce.is_some() {
        let creator = request.creator.address;
        session.errors.begin(creator, creator, Bytes::from_static(LOGGED_INIT));
    }
    let prepared = prepare(vm, &mut session, request);
    let (account, creator, plan) = match prepared {
        Ok(prepared) => prepared,
        Err(failure) => {
            note(&mut session, request, &failure);
            return (session, failure.into_outcome().map(refused));
        }
    };
    let (mut session, result) = run(session, plan);
    session.journal.pop_frame();
    let call = match result {
        Ok(call) => call,
        Err(fault) => return (session, Err(fault)),
    };
    if call.status.is_success()
        && let Some(creator) = creator
        && let Err(failure) = count_nonce(&mut session, &creator)
    {
        return (session, failure.into_outcome().map(refused));
    }
    let address = call.status.is_success().then_some(account.address);
    (session, Ok(CreateOutcome { call, address }))
}

/// Notes why no constructor ran. An address that is taken is found before production makes a frame.
fn note(session: &mut Session, request: &CreateRequest, failure: &Failure) {
    let is_taken = matches!(failure, Failure::Halt(HaltReason::CreateCollision, _));
    if request.transaction_nonce.is_some() {
        Trail::constructor().left(session, &failure.text());
    } else if !is_taken {
        Trail::nested(Bytes::from_static(INIT.as_bytes())).left(session, &failure.text());
    }
}

fn refused(call: CallOutcome) -> CreateOutcome {
    CreateOutcome { call, address: None }
}

fn count_nonce(session: &mut Session, creator: &AccountRef) -> Result<(), Failure> {
    let nonce = session.journal.nonce(creator)?;
    let next = nonce.checked_add(1).ok_or(Fault::Invariant("a nonce does not reach 64 bits"))?;
    Ok(session.journal.set_nonce(creator, next)?)
}

/// The new account, the creator whose nonce is to grow, and what is run. The frame of the
/// constructor is pushed when this succeeds.
type Prepared = (AccountRef, Option<AccountRef>, Plan);

fn prepare(
    vm: &SpaceVm,
    session: &mut Session,
    request: &CreateRequest,
) -> Result<Prepared, Failure> {
    let is_indirect = session.journal.frame().is_some_and(|frame| frame.vm_type == VmType::SPACE);
    let nonce = match request.transaction_nonce {
        Some(nonce) => nonce,
        None => session.journal.nonce(&request.creator)?,
    };
    let creator = &request.creator.address;
    let promised = session.journal.hook().new_address(creator, nonce, VmType::SPACE)?;
    let address = promised.unwrap_or_else(|| space_contract_address(creator, nonce, VmType::SPACE));
    let account = session.journal.reference(&address);
    check_free(session, &account)?;
    if is_indirect && request.code.is_empty() {
        // Production looks for the code that it has just put there, and finds no account.
        let text = Failure::no_account_text(address.as_slice());
        return Err(Failure::Halt(HaltReason::ContractNotFound, text));
    }
    let initial_cost = initial_cost(session, request, is_indirect)?;
    let rules = Arc::clone(&session.environment.rules);
    let code = Code::new(VmType::SPACE, request.code.clone());
    let dispatcher = Arc::clone(&session.dispatcher);
    let is_built_in = |name: &str| dispatcher.is_built_in(name.as_bytes(), rules.release);
    let artifact = vm.code.validated(&code, &rules.gas_schedule, rules.release, is_built_in)?;
    session.journal.transfer(&request.creator, &account, request.value)?;
    let new = NewCode { code, metadata: request.metadata, owner: Some(request.creator.address) };
    let invocation = invocation(request, account, is_indirect);
    session.journal.push_frame(frame(&invocation.call));
    let ready = if is_indirect { enter(session, &invocation, &new) } else { Ok(()) };
    if let Err(failure) = ready {
        session.journal.pop_frame();
        return Err(failure);
    }
    let creator = request.transaction_nonce.is_none().then_some(request.creator);
    let new_code = (!is_indirect).then_some(new);
    let plan = Plan { artifact, export: INIT.to_owned(), invocation, initial_cost, new_code };
    Ok((account, creator, plan))
}

/// What the constructor finds when a contract made it: a transfer log, and its own code.
fn enter(session: &mut Session, invocation: &Invocation, new: &NewCode) -> Result<(), Failure> {
    replace_code(session, &invocation.call.callee, new.clone())?;
    write_transfer_log(session, invocation)
}

/// Refuses an address where a contract or a used account is. Funds and tokens sent ahead stay.
fn check_free(session: &mut Session, account: &AccountRef) -> Result<(), Failure> {
    let is_used = session.journal.nonce(account)? != 0;
    if is_used || !session.journal.code(account)?.is_none() {
        let text = HookError::DeployOverAccount.message();
        return Err(Failure::Halt(HaltReason::CreateCollision, text));
    }
    Ok(())
}

fn initial_cost(
    session: &Session,
    request: &CreateRequest,
    is_indirect: bool,
) -> Result<u64, Failure> {
    let schedule = &session.environment.rules.gas_schedule;
    let costs = &schedule.base_operation;
    let (base, per_byte) = if is_indirect {
        (costs.get_code, costs.aot_prepare_per_byte)
    } else {
        (schedule.cost(GasKey::CreateContract), costs.compile_per_byte)
    };
    let cost = price(request.code.len(), base, per_byte);
    if cost > request.gas {
        return Err(HaltReason::OutOfGas.into());
    }
    Ok(cost)
}

/// The call of the constructor. In production, one that a transaction makes has no function name.
fn invocation(request: &CreateRequest, account: AccountRef, is_indirect: bool) -> Invocation {
    let function = if is_indirect { INIT } else { "" };
    Invocation {
        call: VmCall {
            scheme: CallScheme::Create,
            caller: request.creator,
            callee: account,
            code: account,
            value: request.value,
            tokens: Vec::new(),
            input: CallInput::default(),
            gas: request.gas,
            read_only: request.read_only,
            is_root: request.transaction_nonce.is_some(),
        },
        function: Bytes::from_static(function.as_bytes()),
        arguments: request.arguments.clone(),
    }
}

fn frame(call: &VmCall) -> Frame {
    Frame {
        scheme: call.scheme,
        vm_type: VmType::SPACE,
        caller: call.caller,
        callee: call.callee,
        code: call.code,
        value: call.value,
        gas: call.gas,
        read_only: call.read_only,
        authority: Authority::OwnAccount,
    }
}
