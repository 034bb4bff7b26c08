//! How native code ends a frame early: refusals with production's texts, halts, faults.

use thiserror::Error;
use vm_core::{Bytes, CallOutcome, Fault, HaltReason, UsageExceeded, WriteError};

/// What native code returns where it stops before its end.
///
/// Whatever it is, the frame's effects are undone and its gas is burned, as production has it for
/// built-in functions and system contracts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NativeError {
    /// The arguments, the caller or the state do not allow the call; the message is production's.
    #[error("refused: {}", String::from_utf8_lossy(.0))]
    Refused(Bytes),
    /// The frame was stopped for a reason that has a code of its own.
    #[error("halted: {}: {}", .reason.text(), String::from_utf8_lossy(.message))]
    Halted {
        /// The reason, which gives the return code.
        reason: HaltReason,
        /// Production's message; empty for the reason's own text.
        message: Bytes,
    },
    /// The node is broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl NativeError {
    /// A refusal with a message of its own.
    #[must_use]
    pub fn refused(message: impl Into<Vec<u8>>) -> Self {
        Self::Refused(Bytes::from(message.into()))
    }

    /// A stop with a code and a message of its own.
    #[must_use]
    pub const fn halted(reason: HaltReason, message: &'static str) -> Self {
        Self::Halted { reason, message: Bytes::from_static(message.as_bytes()) }
    }

    /// The same refusal, naming the token of a list that it is about.
    #[must_use]
    pub fn for_token(self, token: &[u8]) -> Self {
        match self {
            Self::Refused(message) => {
                Self::refused([message.as_ref(), b" for token ", token].concat())
            }
            other @ (Self::Halted { .. } | Self::Fault(_)) => other,
        }
    }

    /// The frame's outcome.
    ///
    /// # Errors
    /// The fault, when the node is broken.
    pub fn into_outcome(self) -> Result<CallOutcome, Fault> {
        match self {
            Self::Refused(message) => Ok(CallOutcome::revert(message, 0)),
            Self::Halted { reason, message } => {
                Ok(CallOutcome { message, ..CallOutcome::halt(reason) })
            }
            Self::Fault(fault) => Err(fault),
        }
    }
}

impl From<WriteError> for NativeError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::OutOfFunds => Refusal::InsufficientFunds.into(),
            WriteError::ReadOnly
            | WriteError::ForeignWrite
            | WriteError::Overflow
            | WriteError::AliasTaken
            | WriteError::Fault(_) => match error.halt_reason() {
                Ok(reason) => Self::Halted { reason, message: Bytes::new() },
                Err(fault) => Self::Fault(fault),
            },
        }
    }
}

impl From<UsageExceeded> for NativeError {
    fn from(exceeded: UsageExceeded) -> Self {
        Self::refused(exceeded.to_string())
    }
}

impl From<Refusal> for NativeError {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal.to_string())
    }
}

/// Refusals that have one fixed text (`mx-chain-vm-common-go:builtInFunctions/errors.go`,
/// `mx-chain-go:vm/errors.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Too few arguments, or arguments of the wrong form, for a built-in function.
    #[error("invalid arguments to process built-in function")]
    InvalidArguments,
    /// Native value came with a call of a built-in function.
    #[error("built in function called with tx value is not allowed")]
    CalledWithValue,
    /// An amount of zero.
    #[error("negative value")]
    NegativeValue,
    /// The gas of the call does not cover the built-in function.
    #[error("not enough gas was sent in the transaction")]
    NotEnoughGas,
    /// The account at which a function is called lies in another shard, and the function does not cross.
    #[error("nil destination SC account")]
    NoDestination,
    /// What is asked for does not leave the shard.
    #[error("the destination is in another shard")]
    OtherShard,
    /// A balance does not cover the amount.
    #[error("insufficient funds")]
    InsufficientFunds,
    /// The built-in function has to be called at another account.
    #[error("invalid receiver address")]
    InvalidReceiver,
    /// The destination is a contract that takes no payment.
    #[error("sending value to non payable contract")]
    NotPayable,
    /// The token is frozen for the account.
    #[error("account is frozen for this esdt token")]
    Frozen,
    /// The token is paused.
    #[error("esdt token is paused")]
    Paused,
    /// The account lacks the role.
    #[error("action is not allowed")]
    ActionNotAllowed,
    /// The stored token has another type than a balance.
    #[error("only fungible tokens have balance transfer")]
    OnlyFungible,
    /// The token has no metadata, so it is no instance of a collection.
    #[error("NFT does not have metadata")]
    NoMetadata,
    /// The quantity is zero, or more than the sender has.
    #[error("invalid NFT quantity")]
    InvalidQuantity,
    /// The sender has none of the token.
    #[error("new NFT data on sender")]
    NoTokenOnSender,
    /// The native token came with a nonce.
    #[error("invalid nonce for esdt")]
    InvalidNonce,
    /// Only the ESDT contract may call the function.
    #[error("destination is not system sc address")]
    NotEsdtContract,
    /// Only the account of global settings may be the destination.
    #[error("only system account is accepted")]
    OnlySystemAccount,
    /// A token has more addresses with the transfer role than production keeps.
    #[error("too many transfer addresses")]
    TooManyTransferAddresses,
    /// A stored token cannot be read.
    #[error("invalid esdt data")]
    MalformedToken,
    /// No token has this identifier.
    #[error("no ticker with given name")]
    NoSuchToken,
    /// The token's name has other characters than letters and digits.
    #[error("token name is not human readable")]
    NameNotReadable,
    /// The ticker is no 3 to 10 capitals and digits.
    #[error("ticker name is not valid")]
    InvalidTicker,
    /// No identifier is free for the ticker.
    #[error("token identifier could not be created")]
    NoIdentifier,
    /// The initial supply is zero where that is not allowed.
    #[error("negative initial supply was provided")]
    InvalidSupply,
    /// A property or role that the token cannot have.
    #[error("invalid argument")]
    InvalidArgument,
    /// A wrong number of arguments for the ESDT contract.
    #[error("invalid number of arguments")]
    InvalidArgumentCount,
    /// An argument came twice.
    #[error("duplicates found in arguments")]
    Duplicates,
    /// Another account has the create role already.
    #[error("NFT create role already exists")]
    CreateRoleExists,
    /// An address that has not the length of one.
    #[error("invalid address length")]
    InvalidAddressLength,
    /// The caller may not change the account.
    #[error("operation in account not permitted")]
    NotPermitted,
    /// Only a name service may change usernames.
    #[error("not a dns address")]
    NotNameService,
    /// The account has a username, and may not change it yet.
    #[error("user name change is disabled")]
    UsernameIsFixed,
    /// The system account has no metadata of an instance that is made or burned.
    #[error("nil esdt data")]
    NoTokenData,
    /// More is burned of an instance than was made.
    #[error("invalid liquidity for ESDT")]
    InvalidLiquidity,
    /// The account has nothing of an instance whose metadata lies there.
    #[error("invalid esdt value provided")]
    InvalidTokenValue,
    /// Only a frozen token can be wiped.
    #[error("cannot wipe because the account is not frozen for this esdt token")]
    NotFrozen,
    /// Two accounts with the create role end in the same byte.
    #[error("invalid address")]
    InvalidAddress,
    /// Call data is not what the function's signature says.
    #[error("call data does not fit the function")]
    MalformedAbi,
}

#[cfg(test)]
mod tests {
    use super::*;
    use vm_core::{ReturnCode, Status};

    #[test]
    fn an_error_becomes_the_outcome_of_its_frame() {
        let check = |error: NativeError, status, code, text: &str| {
            let outcome = error.into_outcome().unwrap();
            assert_eq!(outcome.status, status);
            assert_eq!(outcome.return_code(), code);
            assert_eq!(*outcome.message_text(), *text.as_bytes());
            assert_eq!(outcome.gas_left, 0);
        };
        check(
            NativeError::from(Refusal::Frozen).for_token(b"A-1"),
            Status::Revert,
            ReturnCode::UserError,
            "account is frozen for this esdt token for token A-1",
        );
        check(
            NativeError::halted(HaltReason::OutOfFunds, "callValue must be 0"),
            Status::Halt(HaltReason::OutOfFunds),
            ReturnCode::OutOfFunds,
            "callValue must be 0",
        );
        check(
            WriteError::ReadOnly.into(),
            Status::Halt(HaltReason::ReadOnlyViolation),
            ReturnCode::ExecutionFailed,
            "operation in read only mode",
        );
        let fault = NativeError::from(WriteError::Fault(Fault::State)).for_token(b"A-1");
        assert_eq!(fault.into_outcome(), Err(Fault::State));
    }
}
