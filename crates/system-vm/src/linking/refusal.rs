//! Why a key is not linked.

use crate::error::NativeError;
use thiserror::Error;

/// Why a key is not linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum LinkRefusal {
    /// An argument has the wrong length.
    #[error("account, key or nonce is malformed")]
    Malformed,
    /// The account is no account of a MultiversX key.
    #[error("only an account of a MultiversX key can be linked")]
    NotAKey,
    /// One of both has code.
    #[error("an account with code cannot be linked")]
    Code,
    /// The account's transactions need a guardian, which the key would go around.
    #[error("a guarded account cannot be linked")]
    Guarded,
    /// The account has a linked key.
    #[error("the account has a linked key already")]
    AccountLinked,
    /// The key's address is one that no key can have here.
    #[error("the address of the key is reserved")]
    Reserved,
    /// The key is linked, or its address is another account's alias.
    #[error("the address of the key is another account's")]
    KeyTaken,
    /// The key has sent transactions, and contracts may know it by its own address.
    #[error("the key has sent transactions")]
    History,
    /// The key takes part in the transaction.
    #[error("the key takes part in this transaction")]
    Live,
    /// The proof has not the account's nonce.
    #[error("the nonce of the proof is wrong")]
    WrongNonce,
    /// The EVM key did not sign the message.
    #[error("the signature of the EVM key is wrong")]
    KeySignature,
    /// The account's key did not sign the message.
    #[error("the signature of the account's key is wrong")]
    AccountSignature,
    /// The key has something that belongs to its address alone.
    #[error("the key has something that cannot move")]
    Unmovable,
}

impl From<LinkRefusal> for NativeError {
    fn from(refusal: LinkRefusal) -> Self {
        Self::refused(refusal.to_string())
    }
}
