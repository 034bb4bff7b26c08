//! The EVM as one VM among others.

use crate::crossing::is_designator;
use crate::engine::Engine;
use crate::outcome::{created, halted, outcome_of};
use crate::trace;
use account_map::reference_for_evm;
use revm::context_interface::{Cfg, CreateScheme as EvmCreateScheme};
use revm::handler::EthPrecompiles;
use revm::interpreter::{
    CallInput as EvmInput, CallInputs, CallScheme as EvmScheme, CallValue, CreateInputs,
    FrameInput, InstructionResult,
};
use revm::primitives::hardfork::SpecId;
use revm::state::Bytecode;
use vm_core::{
    AccountRef, B256, Bytes, CallInput, CallOutcome, CallScheme, CreateOutcome, CreateRequest,
    CreateScheme, DataForm, EvmAddress, Fault, GasUnit, HaltReason, Loaded, Moved, Session,
    VirtualMachine, VmCall, VmType,
};

/// Ethereum contracts, on revm over the shared journal. The fork is the journal's: Frontier to Osaka.
///
/// It holds nothing. What revm needs to run is pooled by thread and reused from run to run.
#[derive(Clone, Copy, Debug, Default)]
pub struct EvmVm;

impl EvmVm {
    /// Whether a face is a precompile of a fork. Calls to one belong to the EVM, although there is
    /// no code.
    #[must_use]
    pub fn is_precompile(fork: SpecId, face: EvmAddress) -> bool {
        vm_core::is_low_face(&face) && EthPrecompiles::new(fork).contains(&face)
    }
}

impl VirtualMachine for EvmVm {
    fn vm_type(&self) -> VmType {
        VmType::EVM
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::Ethereum
    }

    fn is_precompile(&self, session: &Session, account: &AccountRef) -> bool {
        !account.is_aliased && Self::is_precompile(session.journal.fork(), account.face)
    }

    fn data_form(&self) -> DataForm {
        DataForm::Blob
    }

    fn call(&self, session: Box<Session>, call: VmCall) -> Moved<CallOutcome> {
        let mut engine = Engine::enter(session);
        let result = run_call(&mut engine, call);
        (engine.leave(), result)
    }

    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        let mut engine = Engine::enter(session);
        let result = run_create(&mut engine, &request);
        (engine.leave(), result)
    }
}

fn run_call(engine: &mut Engine, call: VmCall) -> Result<CallOutcome, Fault> {
    warm_start(engine, call.caller.face)?;
    let CallInput::CallData(data) = call.input else {
        return Ok(CallOutcome::halt(HaltReason::InvalidCallData));
    };
    let journal = &mut engine.session().journal;
    if call.callee.face != call.code.face {
        journal.warm_account(call.callee.face, false)?;
    }
    let mut known = code_of(journal.warm_account(call.code.face, false)?);
    if let Some(delegate) = known.1.eip7702_address() {
        known = code_of(journal.warm_account(delegate, false)?);
        if is_designator(&known.1) {
            return Ok(CallOutcome::halt(HaltReason::CrossVmDelegate));
        }
    }
    if !call.scheme.keeps_context() {
        journal.touch(call.callee.face);
    }
    let caller = shown_face(engine.session(), &call.caller);
    let journal = &engine.session().journal;
    let is_static = call.read_only || call.scheme == CallScheme::Static || journal.is_read_only();
    let inputs = CallInputs {
        input: EvmInput::Bytes(data),
        return_memory_offset: 0..0,
        gas_limit: call.gas,
        reservoir: 0,
        bytecode_address: call.code.face,
        known_bytecode: known,
        target_address: call.callee.face,
        caller,
        value: CallValue::Apparent(call.value),
        scheme: evm_scheme(call.scheme),
        is_static,
        charged_new_account_state_gas: false,
    };
    let result = engine.run(FrameInput::Call(Box::new(inputs)))?;
    trace::note(engine.session(), &result);
    Ok(outcome_of(result.into_interpreter_result(), engine.refusal))
}

/// The face under which an account calls: an account with two keys shows that of the key which signed.
fn shown_face(session: &Session, account: &AccountRef) -> EvmAddress {
    let signer = session.environment.transaction.origin.face;
    if session.journal.main_face(signer) == account.face { signer } else { account.face }
}

const fn evm_scheme(scheme: CallScheme) -> EvmScheme {
    match scheme {
        CallScheme::Call
        | CallScheme::Create
        | CallScheme::Async
        | CallScheme::Callback
        | CallScheme::Transfer => EvmScheme::Call,
        CallScheme::Static => EvmScheme::StaticCall,
        CallScheme::Delegate => EvmScheme::DelegateCall,
        CallScheme::CallCode => EvmScheme::CallCode,
    }
}

/// Makes warm what is warm when a transaction enters the EVM (EIP-2929, EIP-3651). Repeating it is
/// cheap and changes nothing.
fn warm_start(engine: &mut Engine, caller: EvmAddress) -> Result<(), Fault> {
    let precompiles = engine.evm.precompiles.precompiles.addresses_set();
    let session = engine.session();
    let origin = session.environment.transaction.origin.face;
    let beneficiary = session.environment.block.beneficiary;
    let journal = &mut session.journal;
    journal.set_precompiles(precompiles);
    if journal.fork().is_enabled_in(SpecId::SHANGHAI) {
        journal.warm_beneficiary(beneficiary);
    }
    journal.warm_account(origin, false)?;
    if caller != origin {
        journal.warm_account(caller, false)?;
    }
    Ok(())
}

/// Code of an account that was loaded, with its hash.
fn code_of(account: Option<Loaded<&revm::state::Account>>) -> (B256, Bytecode) {
    account.map_or_else(Default::default, |it| {
        let info = &it.data.info;
        (info.code_hash, info.code.clone().unwrap_or_default())
    })
}

fn run_create(engine: &mut Engine, request: &CreateRequest) -> Result<CreateOutcome, Fault> {
    let failed = |call| Ok(CreateOutcome { call, address: None });
    let journal = &mut engine.session().journal;
    if request.read_only || journal.is_read_only() {
        return failed(CallOutcome::halt(HaltReason::ReadOnlyViolation));
    }
    // The constructor sees its creator, so that the EVM has to find that again.
    let (creator, record_gas) = match reference_for_evm(journal, &request.creator.address, true) {
        Ok(found) => found,
        Err(error) => return failed(CallOutcome::halt(error.halt_reason()?)),
    };
    warm_start(engine, creator.face)?;
    let init_code = if request.arguments.is_empty() {
        request.code.clone()
    } else {
        Bytes::from([&request.code[..], &request.arguments.concat()].concat())
    };
    let gas = match create_gas(engine, request, init_code.len(), record_gas) {
        Ok(gas) => gas,
        Err(outcome) => return failed(outcome),
    };
    let scheme = match request.scheme {
        CreateScheme::Nonce => EvmCreateScheme::Create,
        CreateScheme::Salt(salt) => EvmCreateScheme::Create2 { salt },
    };
    let face = shown_face(engine.session(), &creator);
    let inputs = CreateInputs::new(face, scheme, request.value, init_code, gas, 0);
    engine.evm.ctx.journaled_state.counted = request.transaction_nonce;
    let result = engine.run(FrameInput::Create(Box::new(inputs)))?;
    trace::note(engine.session(), &result);
    let (call, face) = created(result, engine.refusal);
    let address = match face {
        Some(face) => Some(engine.session().journal.reference_of_face(face)?.address),
        None => None,
    };
    Ok(CreateOutcome { call, address })
}

/// Gas left for the constructor. A transaction pays for its creation before it starts; a contract of
/// another VM pays what CREATE and CREATE2 cost.
fn create_gas(
    engine: &mut Engine,
    request: &CreateRequest,
    length: usize,
    record_gas: u64,
) -> Result<u64, CallOutcome> {
    let config = &engine.evm.ctx.cfg;
    let is_shanghai = config.spec.is_enabled_in(SpecId::SHANGHAI);
    if is_shanghai && length > config.max_initcode_size() {
        let result = InstructionResult::CreateInitCodeSizeLimit;
        return Err(halted(HaltReason::EvmHalt, result));
    }
    let parameters = config.gas_params();
    let mut cost = record_gas;
    if request.transaction_nonce.is_none() {
        cost = cost.saturating_add(match request.scheme {
            CreateScheme::Nonce => parameters.create_cost(),
            CreateScheme::Salt(_) => parameters.create2_cost(length),
        });
        if is_shanghai {
            cost = cost.saturating_add(parameters.initcode_cost(length));
        }
    }
    request.gas.checked_sub(cost).ok_or_else(|| CallOutcome::halt(HaltReason::OutOfGas))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not a low face is taken for no precompile, without a look at their set.
    #[test]
    fn every_precompile_is_a_low_face() {
        for (fork, count) in [
            (SpecId::HOMESTEAD, 4),
            (SpecId::BYZANTIUM, 8),
            (SpecId::ISTANBUL, 9),
            (SpecId::CANCUN, 10),
            (SpecId::PRAGUE, 17),
            (SpecId::OSAKA, 18),
        ] {
            let precompiles = EthPrecompiles::new(fork).precompiles;
            assert!(precompiles.addresses().all(|face| EvmVm::is_precompile(fork, *face)));
            assert_eq!(precompiles.addresses().len(), count, "{fork:?}");
        }
    }
}
