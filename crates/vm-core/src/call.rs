//! Calls and frames: what one contract asks of another, and what the dispatcher keeps of it.

use crate::{AccountRef, Bytes, U256, VmType};
use num_bigint::BigUint;

/// EVM gas for converting 32 bytes of input or return data at the border of two forms: what Ethereum
/// charges for hashing them.
pub const CONVERSION_GAS_PER_WORD: u64 = 6;

/// Price of converting this many bytes at the border of two forms, in EVM gas.
#[must_use]
pub fn conversion_gas(length: usize) -> u64 {
    let words = u64::try_from(length.div_ceil(32)).unwrap_or(u64::MAX);
    words.saturating_mul(CONVERSION_GAS_PER_WORD)
}

/// How the callee runs relative to its caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallScheme {
    /// An ordinary synchronous call: `executeOnDestContext`, `CALL`.
    #[default]
    Call,
    /// A call that may not write: `executeReadOnly`, `STATICCALL`.
    Static,
    /// The callee's code on the caller's account: `executeOnSameContext`, `DELEGATECALL`.
    Delegate,
    /// The callee's code on the caller's account with the caller as sender: `CALLCODE`.
    CallCode,
    /// A constructor.
    Create,
    /// A call made after its caller returned: MultiversX async.
    Async,
    /// The return of an async call.
    Callback,
    /// A built-in function that a contract calls to send tokens: `transferESDTExecute`. What the
    /// tokens execute runs as an ordinary call.
    Transfer,
}

impl CallScheme {
    /// Whether the code runs on the caller's own account, which only works inside one VM.
    #[must_use]
    pub const fn keeps_context(self) -> bool {
        matches!(self, Self::Delegate | Self::CallCode)
    }
}

/// Input of a call, in the form that the caller's VM made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallInput {
    /// A function's name and its arguments: MultiversX.
    Function {
        /// The name; empty for a plain transfer.
        name: Bytes,
        /// The arguments.
        arguments: Vec<Bytes>,
    },
    /// Raw call data: the EVM.
    CallData(Bytes),
}

impl CallInput {
    /// A MultiversX function call.
    #[must_use]
    pub fn function(name: &str, arguments: Vec<Bytes>) -> Self {
        Self::Function { name: Bytes::copy_from_slice(name.as_bytes()), arguments }
    }

    /// Whether nothing is asked but the transfer itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Function { name, arguments } => name.is_empty() && arguments.is_empty(),
            Self::CallData(data) => data.is_empty(),
        }
    }
}

impl Default for CallInput {
    fn default() -> Self {
        Self::CallData(Bytes::new())
    }
}

/// Tokens that came with a call and are already in the callee's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTransfer {
    /// Token identifier, for instance `WEGLD-bd4d79`.
    pub token: Bytes,
    /// Nonce of a non-fungible or semi-fungible token; 0 for a fungible one.
    pub nonce: u64,
    /// Amount in the token's smallest unit.
    pub amount: BigUint,
}

/// What a contract, or a transaction, asks the dispatcher for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// How the callee runs.
    pub scheme: CallScheme,
    /// Who calls.
    pub caller: AccountRef,
    /// On whose account the code runs.
    pub callee: AccountRef,
    /// Whose code runs; the callee's own but for [`CallScheme::keeps_context`].
    pub code: AccountRef,
    /// Native value, moved from caller to callee in the frame's checkpoint.
    pub value: U256,
    /// Tokens that were moved just before the call, which the callee may ask for.
    pub tokens: Vec<TokenTransfer>,
    /// Function and arguments, or call data.
    pub input: CallInput,
    /// Gas limit in the unit of the caller's VM; for a transaction, of the callee's.
    pub gas: u64,
    /// Whether the caller's frame, or the call, forbids writes.
    pub read_only: bool,
}

/// How the address of a new contract is derived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreateScheme {
    /// From the creator and its nonce.
    #[default]
    Nonce,
    /// From the creator, a salt and the code's hash (EIP-1014).
    Salt(U256),
}

/// What a contract, or a transaction, asks for a new contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateRequest {
    /// The VM that runs the new contract.
    pub vm_type: VmType,
    /// Who creates; owner of the contract where its VM knows owners.
    pub creator: AccountRef,
    /// Code as the VM takes it: a WASM module, or EVM init code.
    pub code: Bytes,
    /// Two bytes of code metadata, for the VMs that know them.
    pub metadata: [u8; 2],
    /// Arguments of the constructor.
    pub arguments: Vec<Bytes>,
    /// Native value, moved from creator to contract.
    pub value: U256,
    /// How the address is derived.
    pub scheme: CreateScheme,
    /// Gas limit in the unit of the creator's VM; for a transaction, of the new contract's.
    pub gas: u64,
    /// Whether the creator's frame forbids writes.
    pub read_only: bool,
    /// The creator's nonce before the transaction, when the transaction itself creates: the node has
    /// already counted the transaction.
    pub transaction_nonce: Option<u64>,
}

/// What a frame may write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// Its own account only: contracts.
    #[default]
    OwnAccount,
    /// Any account: system contracts and built-in functions.
    Protocol,
}

/// One live frame. Frames lie in the journal, which enforces their rules at every write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// How the frame was entered.
    pub scheme: CallScheme,
    /// The VM that runs it.
    pub vm_type: VmType,
    /// Who called.
    pub caller: AccountRef,
    /// On whose account it runs.
    pub callee: AccountRef,
    /// Whose code it runs.
    pub code: AccountRef,
    /// Native value that came with it.
    pub value: U256,
    /// Gas limit, in the unit of its VM.
    pub gas: u64,
    /// Whether writes are refused. Monotone: a frame under a read-only frame is read-only.
    pub read_only: bool,
    /// What it may write.
    pub authority: Authority,
}

/// A call as the dispatcher hands it to a VM: the frame is pushed, the value is moved, input and gas
/// are in the VM's own form and unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VmCall {
    /// How the callee runs.
    pub scheme: CallScheme,
    /// Who calls.
    pub caller: AccountRef,
    /// On whose account the code runs.
    pub callee: AccountRef,
    /// Whose code runs.
    pub code: AccountRef,
    /// Native value that came with the call; already in the callee's account.
    pub value: U256,
    /// Tokens that came with the call; already in the callee's account.
    pub tokens: Vec<TokenTransfer>,
    /// Input in the form of the VM.
    pub input: CallInput,
    /// Gas limit in the unit of the VM.
    pub gas: u64,
    /// Whether writes are refused.
    pub read_only: bool,
    /// Whether this is the first frame of a transaction.
    pub is_root: bool,
}
