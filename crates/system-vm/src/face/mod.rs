//! Faces of tokens in the EVM: each token answers as ERC-20, ERC-721 or ERC-1155 at a 20-byte address that
//! follows from its identifier (`account_map::token_face`).
//!
//! There is one ledger, ESDT's. A face keeps what Ethereum's standards know and ESDT does not: allowances,
//! approvals, permits, and what follows from movements ([`crate::ledger`] writes it, with the `Transfer`
//! logs). It reads and moves balances there, and every rule of the ledger holds: frozen accounts, paused
//! tokens, limited transfers, contracts that take no payment.
//!
//! The VM of the faces takes call data and counts MultiversX gas. A refusal reverts and gives back what is
//! left of the gas, as a Solidity contract's does; errors are those of ERC-6093.

mod arguments;
mod call;
mod collection;
mod erc1155;
mod erc20;
mod erc721;
mod error;
mod permit;
mod receiver;
mod table;

pub use table::{FaceFunction, FaceStandard};

use crate::abi::encode;
use crate::error::NativeError;
use crate::native::{HostFuse, NativeContext};
use crate::token::token_key;
use account_map::token_of_face;
use arguments::Arguments;
use call::FaceCall;
use error::FaceError;
use vm_core::{
    Bytes, CallInput, CallOutcome, CreateOutcome, CreateRequest, DataForm, GasKey, GasUnit,
    HaltReason, Moved, ReturnData, Session, VirtualMachine, VmCall, VmType,
};

/// The virtual machine that runs the faces of all tokens.
#[derive(Clone, Debug, Default)]
pub struct TokenFaces {
    fuse: Option<HostFuse>,
}

impl TokenFaces {
    /// With what lets a host call fail; for tests.
    #[must_use]
    pub const fn with_fuse(fuse: HostFuse) -> Self {
        Self { fuse: Some(fuse) }
    }
}

impl VirtualMachine for TokenFaces {
    fn vm_type(&self) -> VmType {
        VmType::TOKEN_FACE
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::MultiversX
    }

    fn data_form(&self) -> DataForm {
        DataForm::Blob
    }

    fn call(&self, session: Box<Session>, mut call: VmCall) -> Moved<CallOutcome> {
        let halted = |reason| CallOutcome {
            data: ReturnData::Blob(Bytes::new()),
            ..CallOutcome::halt(reason)
        };
        // The dispatcher refuses it across VMs, and a face calls no face.
        if call.scheme.keeps_context() {
            return (session, Ok(halted(HaltReason::CrossVmDelegate)));
        }
        let CallInput::CallData(data) = core::mem::take(&mut call.input) else {
            return (session, Ok(halted(HaltReason::InvalidCallData)));
        };
        let Some(token) = token_of_face(call.callee.face) else {
            return (session, Ok(halted(HaltReason::ContractNotFound)));
        };
        let is_paid = !call.value.is_zero() || !call.tokens.is_empty();
        let context =
            NativeContext::new(session, call, (Bytes::new(), Vec::new()), self.fuse.clone());
        let mut call = FaceCall {
            context,
            arguments: Arguments(data),
            token: token.into(),
            standard: FaceStandard::Erc20,
        };
        let result = run(&mut call, is_paid);
        let gas_left = call.context.gas_left();
        let (session, ..) = call.context.into_parts();
        let outcome = match result {
            Ok(data) => {
                Ok(CallOutcome { data: ReturnData::Blob(data), ..CallOutcome::success(gas_left) })
            }
            Err(error) => error.into_outcome(gas_left),
        };
        (session, outcome)
    }

    /// Every token has its face; none is made.
    fn create(&self, session: Box<Session>, _request: CreateRequest) -> Moved<CreateOutcome> {
        let outcome =
            CreateOutcome { call: CallOutcome::halt(HaltReason::ContractInvalid), address: None };
        (session, Ok(outcome))
    }
}

/// Finds the function of the token's standard, charges for it, and runs it.
fn run(call: &mut FaceCall, is_paid: bool) -> Result<Bytes, FaceError> {
    if is_paid {
        return Err(NativeError::refused("a token's face takes no payment").into());
    }
    call.charge_key(GasKey::StorageLoad, 1)?;
    call.charge_copy(call.arguments.0.len())?;
    let key = token_key(&call.token);
    call.standard = FaceStandard::of(call.ledger()?.settings(&key)?.kind);
    let Some((selector, _)) = call.arguments.0.split_first_chunk() else {
        return Err(FaceError::Revert(Bytes::new()));
    };
    let selector = u32::from_be_bytes(*selector);
    call.arguments = Arguments(call.arguments.0.slice(4..));
    let row = call.standard.find(selector).ok_or_else(|| FaceError::Revert(Bytes::new()))?;
    if !row.is_view && call.context.is_read_only() {
        return Err(NativeError::halted(HaltReason::ReadOnlyViolation, "").into());
    }
    call.charge_key(GasKey::StorageLoad, row.reads)?;
    let built_in = (row.built_in)(&call.context.environment().rules.gas_schedule.built_in);
    call.context.charge(built_in)?;
    let results = encode(&(row.body)(call)?);
    call.charge_copy(results.len())?;
    Ok(results)
}
