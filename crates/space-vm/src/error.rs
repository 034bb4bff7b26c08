//! Why a hook stops the execution, and what stopped a run.

use alloy_primitives::hex;
use thiserror::Error;
use vm_core::{Bytes, CallOutcome, Fault, HaltReason, WriteError};

/// A refusal of a hook. The text is what production puts into the return message
/// (`mx-chain-vm-go:vmhost/errors.go`); it is for people, and the reason is what counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum HookError {
    /// The gas does not cover what the hook was asked to do.
    #[error("not enough gas")]
    NotEnoughGas,
    /// A nested execution failed, or a check without a text of its own.
    #[error("execution failed")]
    ExecutionFailed,
    /// A nested contract signalled an error.
    #[error("error signalled by smartcontract")]
    SignalError,
    /// An address in guest memory lies outside of it.
    #[error("mem load: bad bounds")]
    LoadBounds,
    /// A length in guest memory is negative.
    #[error("mem load: negative length")]
    LoadNegativeLength,
    /// The start of a write to guest memory lies outside of it.
    #[error("bad bounds (lower)")]
    StoreLowerBounds,
    /// The end of a write to guest memory lies outside of it.
    #[error("bad bounds (upper)")]
    StoreUpperBounds,
    /// A range or a name is not one that the hook takes.
    #[error("bad bounds")]
    BadBounds,
    /// A range starts below the value it is taken from.
    #[error("bad bounds (lower)")]
    BadLowerBounds,
    /// A length is negative.
    #[error("negative length")]
    NegativeLength,
    /// A number of arguments is negative.
    #[error("negative numArguments ({0})")]
    NegativeCount(i32),
    /// The frame is read-only.
    #[error("operation not permitted in read only mode")]
    ReadOnly,
    /// The frame is read-only and the hook writes storage.
    #[error("cannot write on read only mode")]
    WriteReadOnly,
    /// A transfer failed.
    #[error("failed transfer")]
    FailedTransfer,
    /// The sender's balance does not cover the value.
    #[error("failed transfer (insufficient funds)")]
    InsufficientFunds,
    /// The value of a transfer is negative.
    #[error("failed transfer (negative value)")]
    NegativeValue,
    /// The destination does not take payments.
    #[error("sending value to non payable contract")]
    NotPayable,
    /// Native value came with a transfer of tokens.
    #[error("transfer value on esdt call")]
    ValueOnTokenCall,
    /// A constructor was called as a function.
    #[error("invalid function (calling init() directly is forbidden)")]
    InitCalled,
    /// The callback was called as a function.
    #[error("invalid function (calling callBack() directly is forbidden)")]
    CallbackCalled,
    /// The function does not exist.
    #[error("invalid function (not found)")]
    FunctionNotFound,
    /// The callee has no contract.
    #[error("invalid contract code (not found)")]
    ContractNotFound,
    /// The code is refused by validation or the engine.
    #[error("invalid contract code")]
    ContractInvalid,
    /// More contracts are live at once than production allows.
    #[error("execution failed (max instances reached)")]
    TooManyInstances,
    /// Frames or engines are nested too deep.
    #[error("call stack overflow")]
    CallTooDeep,
    /// A storage key of the protocol was written.
    #[error("cannot write to storage under reserved key")]
    ReservedKey,
    /// A protected storage key was written.
    #[error("cannot write to protected key")]
    ProtectedKey,
    /// The function takes no native value.
    #[error("function does not accept EGLD payment")]
    NonPayableNative,
    /// The function takes no tokens.
    #[error("function does not accept ESDT payment")]
    NonPayableTokens,
    /// There is no argument with this index.
    #[error("argument index out of range")]
    ArgumentIndex,
    /// An argument does not fit its type.
    #[error("argument out of range")]
    ArgumentRange,
    /// A stored value does not fit its type.
    #[error("storage value out of range")]
    StorageValueRange,
    /// An argument is not one that the hook takes.
    #[error("invalid argument")]
    InvalidArgument,
    /// There is no token with this index.
    #[error("invalid token index")]
    InvalidTokenIndex,
    /// More than one token came where the hook reads one.
    #[error("too many ESDT transfers")]
    TooManyTransfers,
    /// The bytes are no list of token transfers.
    #[error("invalid managed vector of ESDT transfers")]
    InvalidTransferList,
    /// The bytes are no stored token.
    #[error("nil esdt data")]
    NoTokenData,
    /// The bytes under a token's key are no token.
    #[error("unexpected EOF")]
    BadTokenData,
    /// The bytes are no list of handles.
    #[error("invalid managed vector of managed buffer handles")]
    InvalidHandleList,
    /// The length asked for is not one that a buffer may have.
    #[error("length of buffer is not correct")]
    BufferLength,
    /// A divisor is zero.
    #[error("division by 0")]
    DivisionByZero,
    /// A big integer does not fit 64 bits.
    #[error("big int cannot be represented as int64")]
    BigIntRange,
    /// Bytes do not fit a signed 64-bit integer.
    #[error("bytes cannot be parsed as int64")]
    BytesExceedInt64,
    /// Bytes do not fit an unsigned 64-bit integer.
    #[error("bytes cannot be parsed as uint64")]
    BytesExceedUint64,
    /// A bitwise operand is negative.
    #[error("bitwise operations only allowed on positive integers")]
    BitwiseNegative,
    /// A shift or its operand is negative.
    #[error("bitwise shift operations only allowed on positive integers and by a positive amount")]
    ShiftNegative,
    /// The handle names no big integer.
    #[error("no bigInt under the given handle")]
    NoBigInt,
    /// The handle names no big float.
    #[error("no bigFloat under the given handle")]
    NoBigFloat,
    /// The exponent of a big float is outside of its limits.
    #[error("exponent is either too small or too big")]
    FloatExponent,
    /// A big float would be infinite.
    #[error("infinity operations are not allowed")]
    FloatInfinity,
    /// A decimal exponent is positive.
    #[error("exponent must be negative")]
    FloatPositiveExponent,
    /// Zero was divided by zero.
    #[error("all operands are equal to 0")]
    FloatZeroOperands,
    /// The bytes do not begin as a big float's.
    #[error("precision of the big float must be 53")]
    FloatPrecision,
    /// The bytes are no big float.
    #[error("big float decode error")]
    FloatDecode,
    /// The bytes of a big float end before its mantissa; what production's library says.
    #[error("Float.GobDecode: buffer too small for finite form float")]
    FloatShort,
    /// An operation on big floats that were read with bits missing at the top has no result.
    #[error("this big Float operation is not permitted while doing float.{0}")]
    FloatOperation(&'static str),
    /// The handle names no curve.
    #[error("no elliptic curve under the given handle")]
    NoCurve,
    /// A pair of numbers is no point of the curve.
    #[error("point is not on curve")]
    PointNotOnCurve,
    /// The handle names no buffer.
    #[error("no managed buffer under the given handle")]
    NoManagedBuffer,
    /// The handle names no map.
    #[error("no managed map under the given handle")]
    NoManagedMap,
    /// The account does not exist, or the bytes are no address.
    #[error("account not found")]
    InvalidAccount,
    /// An account lies at the new contract's address.
    #[error("cannot deploy over existing account")]
    DeployOverAccount,
    /// The arguments of an upgrade lack code and metadata.
    #[error("upgrade failed (invalid arguments)")]
    InvalidUpgradeArguments,
    /// The caller or the metadata does not allow the upgrade.
    #[error("upgrade not allowed")]
    UpgradeNotAllowed,
    /// A contract deletes another one, which production's gas check never lets pass.
    #[error("input and output gas does not match")]
    GasMismatch,
    /// A built-in function was used in the wrong place.
    #[error("invalid built in function call")]
    InvalidBuiltInCall,
    /// The public key has the wrong length.
    #[error("invalid public key size")]
    PublicKeySize,
    /// A BLS signature is wrong.
    #[error("bls verify error")]
    BlsVerify,
    /// An ed25519 signature is wrong.
    #[error("ed25519 verify error")]
    Ed25519Verify,
    /// A secp256k1 signature is wrong.
    #[error("secp256k1 verify error")]
    Secp256k1Verify,
    /// A signature is wrong, in the words of production's library for ed25519 and secp256k1.
    #[error("invalid signature")]
    InvalidSignature,
    /// A public key is none, in the words of production's library for ed25519.
    #[error("public key is invalid")]
    InvalidPublicKey,
    /// A signature is wrong, in production's words before it named the scheme.
    #[error("signature is invalid")]
    SignatureIsInvalid,
    /// The journal refused a write to another account.
    #[error("write to another account")]
    ForeignWrite,
    /// The price of a storage read does not fit 64 bits.
    #[error("overflow")]
    StorageLoadCost,
    /// The transaction read more often from the trie than the schedule allows.
    #[error("max calls reached: too many reads from trie")]
    TooManyTrieReads,
    /// The frame may not register asynchronous calls.
    #[error("async call is not allowed at this location")]
    AsyncNotAllowed,
    /// A legacy asynchronous call is not the frame's first, or the frame is a callback.
    #[error("legacy async call invalid")]
    LegacyAsyncInvalid,
    /// The frame, or one below it, is itself an asynchronous call or a callback.
    #[error("multi-level async calls are not allowed yet")]
    AsyncMultiLevel,
    /// A synchronous call goes to another shard.
    #[error("sync execution request is not in the same shard")]
    OtherShard,
    /// The gas of a callback does not start it.
    #[error("callback VMOutput should not be nil")]
    NoCallbackOutput,
    /// A frame that is no callback asked for a closure.
    #[error("no callback for closure, cannot call callback directly")]
    NoClosure,
    /// A callback of all calls of a frame, which production has switched off.
    #[error("context callback disabled")]
    ContextCallbackDisabled,
    /// The name is not one that a function can have.
    #[error("invalid function (invalid name)")]
    InvalidFunctionName,
    /// The text of a call cannot be read.
    #[error("tokenize failed")]
    UnreadableCall,
    /// The hook is kept for addresses that the chain names, and there are none.
    #[error("opcode is not allowed")]
    HookNotAllowed,
}

impl HookError {
    /// What the refusal is for the frame that it ends. Only a shortage of gas has a return code of
    /// its own (`mx-chain-vm-go:vmhost/contexts/runtime.go`, `FailExecution`).
    pub(crate) const fn halt_reason(self) -> HaltReason {
        if matches!(self, Self::NotEnoughGas) {
            HaltReason::OutOfGas
        } else if matches!(self, Self::ReadOnly | Self::WriteReadOnly) {
            HaltReason::ReadOnlyViolation
        } else if matches!(self, Self::ReservedKey | Self::ProtectedKey) {
            HaltReason::ProtectedKey
        } else if matches!(self, Self::ForeignWrite) {
            HaltReason::ForeignWrite
        } else {
            HaltReason::ExecutionFailed
        }
    }

    /// The text as bytes.
    pub(crate) fn message(self) -> Bytes {
        Bytes::from(self.to_string().into_bytes())
    }
}

/// What stopped a run from inside a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The contract signalled an error with this message.
    User(Bytes),
    /// A hook refused.
    Hook(HookError),
    /// The protocol stopped the frame, with a text of its own where there is one.
    Halt(HaltReason, Bytes),
    /// The node is broken.
    Fault(Fault),
}

impl Failure {
    /// There is no account at an address.
    pub(crate) fn no_account(address: &[u8]) -> Self {
        Self::Halt(HaltReason::ExecutionFailed, Self::no_account_text(address))
    }

    /// The text of [`Self::no_account`].
    pub(crate) fn no_account_text(address: &[u8]) -> Bytes {
        let text = HookError::InvalidAccount.to_string();
        Bytes::from(format!("{text}: {}", hex::encode(address)).into_bytes())
    }

    /// The text of the reason. A fault has none.
    pub(crate) fn text(&self) -> Bytes {
        match self {
            Self::User(message) => message.clone(),
            Self::Hook(error) => error.message(),
            Self::Halt(reason, text) if text.is_empty() => {
                Bytes::from_static(reason.text().as_bytes())
            }
            Self::Halt(_, text) => text.clone(),
            Self::Fault(_) => Bytes::new(),
        }
    }

    /// The outcome of the frame that failed: all of its gas is burned.
    ///
    /// # Errors
    /// The fault, when the node is broken.
    pub(crate) fn into_outcome(self) -> Result<CallOutcome, Fault> {
        match self {
            Self::User(message) => Ok(CallOutcome::revert(message, 0)),
            Self::Hook(error) => Ok(CallOutcome {
                message: error.message(),
                ..CallOutcome::halt(error.halt_reason())
            }),
            Self::Halt(reason, message) => Ok(CallOutcome { message, ..CallOutcome::halt(reason) }),
            Self::Fault(fault) => Err(fault),
        }
    }
}

impl From<HookError> for Failure {
    fn from(error: HookError) -> Self {
        Self::Hook(error)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<HaltReason> for Failure {
    fn from(reason: HaltReason) -> Self {
        Self::Halt(reason, Bytes::new())
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ReadOnly => Self::Hook(HookError::ReadOnly),
            WriteError::OutOfFunds | WriteError::Overflow => {
                Self::Hook(HookError::InsufficientFunds)
            }
            WriteError::ForeignWrite => Self::Hook(HookError::ForeignWrite),
            WriteError::AliasTaken => Self::from(HaltReason::CreateCollision),
            WriteError::Fault(fault) => Self::Fault(fault),
        }
    }
}
