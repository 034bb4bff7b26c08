//! A VM that makes a transaction's call from further down: the same caller, callee, value, data and gas.
//!
//! A relay account's address holds the address of the callee. Its VM gives the value back to the sender,
//! pushes a frame on the sender's account, and asks the dispatcher for the call. So everything that the
//! call does and costs is as it was, but the EVM is entered from the frames of another VM.

use vm_core::{
    AccountRef, Address, Authority, CallOutcome, CallRequest, CallScheme, CreateOutcome,
    CreateRequest, DataForm, EvmAddress, Fault, Frame, GasUnit, HaltReason, Moved, Session, U256,
    VirtualMachine, VmCall, VmType, WriteError,
};

const RELAY: VmType = VmType([0xff, 0xfe]);

/// Frames that a relayed call has below it.
pub(crate) const RELAY_FRAMES: usize = 2;

/// The relay account for a callee.
pub(crate) fn relay_to(callee: EvmAddress) -> Address {
    let mut bytes = [0; 32];
    let (_, rest) = bytes.split_at_mut(Address::CONTRACT_ZEROS);
    let (head, rest) = rest.split_at_mut(RELAY.0.len());
    head.copy_from_slice(&RELAY.0);
    let (body, _) = rest.split_at_mut(EvmAddress::len_bytes());
    body.copy_from_slice(callee.as_slice());
    Address(bytes)
}

fn callee_of(relay: &Address) -> Option<EvmAddress> {
    let start = Address::CONTRACT_ZEROS.checked_add(RELAY.0.len())?;
    let end = start.checked_add(EvmAddress::len_bytes())?;
    EvmAddress::try_from(relay.0.get(start..end)?).ok()
}

/// The VM of relay accounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RelayVm;

impl RelayVm {
    /// Type bytes of the relay accounts' addresses.
    pub(crate) const TYPE: VmType = RELAY;
}

impl VirtualMachine for RelayVm {
    fn vm_type(&self) -> VmType {
        RELAY
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::Ethereum
    }

    fn data_form(&self) -> DataForm {
        DataForm::Blob
    }

    fn call(&self, mut session: Box<Session>, call: VmCall) -> Moved<CallOutcome> {
        let request = match prepare(&mut session, call) {
            Ok(request) => request,
            Err(error) => {
                let halted = error.halt_reason().map(CallOutcome::halt);
                return (session, halted);
            }
        };
        let dispatcher = session.dispatcher.clone();
        let (mut session, result) = dispatcher.call(session, request);
        if result.is_ok() {
            session.journal.pop_frame();
        }
        (session, result)
    }

    fn create(&self, session: Box<Session>, _request: CreateRequest) -> Moved<CreateOutcome> {
        let call = CallOutcome::halt(HaltReason::FunctionNotFound);
        (session, Ok(CreateOutcome { call, address: None }))
    }
}

/// Gives the value back, pushes the sender's frame, and makes the request.
fn prepare(session: &mut Session, call: VmCall) -> Result<CallRequest, WriteError> {
    let VmCall { caller, callee: relay, value, input, gas, .. } = call;
    let face =
        callee_of(&relay.address).ok_or(Fault::Invariant("a relay's address names its callee"))?;
    let callee = session.journal.reference_of_face(face)?;
    session.journal.transfer(&relay, &caller, value)?;
    session.journal.push_frame(frame(caller, gas));
    Ok(CallRequest {
        scheme: CallScheme::Call,
        caller,
        callee,
        code: callee,
        value,
        tokens: Vec::new(),
        input,
        gas,
        read_only: false,
    })
}

fn frame(sender: AccountRef, gas: u64) -> Frame {
    Frame {
        scheme: CallScheme::Call,
        vm_type: RELAY,
        caller: sender,
        callee: sender,
        code: sender,
        value: U256::ZERO,
        gas,
        read_only: false,
        authority: Authority::OwnAccount,
    }
}
