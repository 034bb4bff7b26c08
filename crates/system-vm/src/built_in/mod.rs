//! The protocol's built-in functions (`mx-chain-vm-common-go:builtInFunctions/`).

mod account;
mod call;
mod create_role;
mod guard;
mod instance;
mod link;
mod local;
mod metadata;
mod migration;
mod multi_transfer;
mod nft_transfer;
mod payable;
mod repair;
mod settings;
mod shards;
mod table;
mod transfer;
mod username;

pub use table::{BUILT_IN_TABLE, BuiltIn};

pub(crate) use call::{BuiltInCall, account_of};
pub(crate) use payable::{is_contract, takes_tokens};
pub(crate) use table::find as find_built_in;

use crate::error::{NativeError, Refusal};
use vm_core::{
    Address, BuiltInFunctions, BuiltInOutcome, Bytes, CallInput, CallOutcome, CallRequest,
    CallScheme, Fault, HaltReason, Moved, Release, ReturnData, Session,
};

/// The contract that may change usernames where a chain names no other
/// (`mx-chain-go:cmd/node/config/config.toml`, `DNSV2Addresses`).
const NAME_SERVICE: Address = Address(alloy_primitives::hex!(
    "000000000000000005001d7521987a1ab93e82fea710d8bced71a8c44eeebd7c"
));

/// The built-in functions of [`BUILT_IN_TABLE`], as a dispatcher uses them, with production's name
/// service.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProtocolFunctions;

impl ProtocolFunctions {
    /// The same functions, with the contracts that may change usernames.
    #[must_use]
    pub const fn with_name_services(name_services: Vec<Address>) -> ConfiguredFunctions {
        ConfiguredFunctions { name_services, metadata_keeper: None }
    }
}

impl BuiltInFunctions for ProtocolFunctions {
    fn contains(&self, name: &[u8], release: Release) -> bool {
        table::find(name, release).is_some()
    }

    fn process(&self, mut session: Box<Session>, request: CallRequest) -> Moved<BuiltInOutcome> {
        let result = process(&mut session, &request, (&[NAME_SERVICE], None));
        (session, result)
    }
}

/// [`ProtocolFunctions`] with the accounts that a chain appoints.
#[derive(Clone, Debug)]
pub struct ConfiguredFunctions {
    name_services: Vec<Address>,
    metadata_keeper: Option<Address>,
}

impl Default for ConfiguredFunctions {
    /// With production's name service.
    fn default() -> Self {
        ProtocolFunctions::with_name_services(vec![NAME_SERVICE])
    }
}

impl ConfiguredFunctions {
    /// Names the account that may repair metadata by `ESDTAddMetadata` and `ESDTDeleteMetadata`.
    /// Without one nobody may, as on a chain that has nothing to repair.
    #[must_use]
    pub const fn metadata_keeper(mut self, keeper: Address) -> Self {
        self.metadata_keeper = Some(keeper);
        self
    }
}

impl BuiltInFunctions for ConfiguredFunctions {
    fn contains(&self, name: &[u8], release: Release) -> bool {
        ProtocolFunctions.contains(name, release)
    }

    fn process(&self, mut session: Box<Session>, request: CallRequest) -> Moved<BuiltInOutcome> {
        let allowed = (self.name_services.as_slice(), self.metadata_keeper);
        let result = process(&mut session, &request, allowed);
        (session, result)
    }
}

/// Who may change usernames, and who may repair metadata.
type Allowed<'a> = (&'a [Address], Option<Address>);

fn process(
    session: &mut Session,
    request: &CallRequest,
    allowed: Allowed<'_>,
) -> Result<BuiltInOutcome, Fault> {
    session.poll_interrupt()?;
    match run(session, request, allowed) {
        Ok(outcome) => Ok(outcome),
        Err(error) => Ok(BuiltInOutcome { call: error.into_outcome()?, follow_up: None }),
    }
}

fn run(
    session: &mut Session,
    request: &CallRequest,
    (name_services, metadata_keeper): Allowed<'_>,
) -> Result<BuiltInOutcome, NativeError> {
    let CallInput::Function { name, arguments } = &request.input else {
        return Err(NativeError::halted(HaltReason::InvalidCallData, ""));
    };
    let built_in = table::find(name, session.environment.rules.release)
        .ok_or_else(|| NativeError::halted(HaltReason::FunctionNotFound, ""))?;
    if request.read_only || request.scheme == CallScheme::Static || session.journal.is_read_only() {
        return Err(NativeError::halted(HaltReason::ReadOnlyViolation, ""));
    }
    let schedule = &session.environment.rules.gas_schedule;
    let limits = schedule.max_per_transaction.as_ref();
    session.usage.count_built_in(transfers(name, arguments), limits)?;
    if !request.value.is_zero() {
        return Err(Refusal::CalledWithValue.into());
    }
    let mut call = BuiltInCall {
        journal: &mut session.journal,
        schedule,
        function: name,
        arguments,
        caller: request.caller,
        callee: request.callee,
        scheme: request.scheme,
        name_services,
        metadata_keeper,
        environment: &session.environment,
        is_protocol: false,
        cost: (built_in.gas)(&schedule.built_in),
        gas_left: request.gas,
        output: Vec::new(),
        follow_up: None,
    };
    built_in.run(&mut call)?;
    let mut gas_left = call.gas_left;
    let is_transfer = request.scheme == CallScheme::Transfer;
    let scheme = if is_transfer { CallScheme::Call } else { request.scheme };
    let follow_up = call.follow_up.map(|follow_up| CallRequest {
        scheme,
        caller: request.caller,
        callee: follow_up.destination,
        code: follow_up.destination,
        value: vm_core::U256::ZERO,
        tokens: follow_up.tokens,
        input: follow_up.input,
        // The call after it gets all that is left, and gives back what it leaves.
        gas: core::mem::take(&mut gas_left),
        read_only: false,
    });
    Ok(BuiltInOutcome {
        call: CallOutcome {
            data: ReturnData::Items(call.output),
            ..CallOutcome::success(gas_left)
        },
        follow_up,
    })
}

/// How many transfers a call asks for, as production counts them: none where the arguments are too few
/// to be a transfer (`mx-chain-vm-common-go:parsers/esdtTransfer.go`).
fn transfers(name: &[u8], arguments: &[Bytes]) -> u64 {
    match (name, arguments) {
        (b"ESDTTransfer", [_, _, ..]) | (b"ESDTNFTTransfer", [_, _, _, _, ..]) => 1,
        (b"MultiESDTNFTTransfer", [_, count, rest @ ..]) => {
            let count = crate::token::low_number(count);
            let present = u64::try_from(rest.len()).unwrap_or(u64::MAX);
            if count.saturating_mul(3) <= present { count } else { 0 }
        }
        _ => 0,
    }
}
