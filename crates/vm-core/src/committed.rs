//! A committed account. One that is no contract is small: what most accounts do not have lies behind a pointer.

use crate::{Address, Bytes, U256, VmType};
use alloy_primitives::{B256, keccak256};
use core::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A committed account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountData {
    /// Transaction count; for EVM contracts, Ethereum's contract nonce.
    pub nonce: u64,
    /// Native balance in units of 10^-18.
    pub balance: U256,
    /// Code, if any.
    pub code: Code,
    /// What only MultiversX knows.
    pub native: Native,
}

/// Code with its hash, shared between everything that reads it: a pointer, and no memory where there is no code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code(Option<Arc<CodeContent>>);

/// What code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeContent {
    /// The VM that runs it; `None` when there is no code.
    pub vm_type: Option<VmType>,
    /// The bytes: a WASM module, EVM bytecode or an EIP-7702 delegation, or the name of a native
    /// contract.
    pub bytes: Bytes,
    /// keccak-256 of the bytes; zero when there is no code.
    pub hash: B256,
}

static NO_CODE: CodeContent = CodeContent { vm_type: None, bytes: Bytes::new(), hash: B256::ZERO };

impl Code {
    /// Code of a VM, hashed.
    #[must_use]
    pub fn new(vm_type: VmType, bytes: Bytes) -> Self {
        let hash = keccak256(&bytes);
        Self::hashed(vm_type, bytes, hash)
    }

    /// Code of a VM, whose hash is known.
    #[must_use]
    pub fn hashed(vm_type: VmType, bytes: Bytes, hash: B256) -> Self {
        Self(Some(Arc::new(CodeContent { vm_type: Some(vm_type), bytes, hash })))
    }

    /// Whether there is no code.
    #[must_use]
    #[inline]
    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl Deref for Code {
    type Target = CodeContent;

    #[inline]
    fn deref(&self) -> &CodeContent {
        self.0.as_deref().unwrap_or(&NO_CODE)
    }
}

/// What an account has beside balance, nonce and code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NativeAccount {
    /// Code metadata of a WASM contract.
    pub metadata: [u8; 2],
    /// Owner of a WASM contract.
    pub owner: Option<Address>,
    /// Username.
    pub username: Bytes,
    /// Developer reward that waits to be claimed.
    pub developer_reward: U256,
}

static NO_FIELDS: NativeAccount = NativeAccount {
    metadata: [0; 2],
    owner: None,
    username: Bytes::new(),
    developer_reward: U256::ZERO,
};

impl NativeAccount {
    /// Fields that say nothing.
    #[must_use]
    pub const fn empty() -> &'static Self {
        &NO_FIELDS
    }
}

/// Native fields in memory of their own, which is taken when one of them is written first.
#[derive(Clone, Debug, Default)]
pub struct Native(Option<Box<NativeAccount>>);

impl Native {
    /// The fields, where memory was taken for them. They may be empty nevertheless.
    #[must_use]
    #[inline]
    pub fn written(&self) -> Option<&NativeAccount> {
        self.0.as_deref()
    }
}

impl Deref for Native {
    type Target = NativeAccount;

    #[inline]
    fn deref(&self) -> &NativeAccount {
        self.written().unwrap_or(NativeAccount::empty())
    }
}

impl DerefMut for Native {
    fn deref_mut(&mut self) -> &mut NativeAccount {
        self.0.get_or_insert_default()
    }
}

/// By the fields: empty ones in memory of their own are those of an account that has none.
impl PartialEq for Native {
    fn eq(&self, other: &Self) -> bool {
        (self.0.is_none() && other.0.is_none()) || **self == **other
    }
}

impl Eq for Native {}

impl From<NativeAccount> for Native {
    fn from(fields: NativeAccount) -> Self {
        Self(Some(Box::new(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_code_and_fields_is_small() {
        assert_eq!(size_of::<AccountData>(), 56);
    }

    #[test]
    fn fields_are_equal_wherever_they_lie() {
        let mut written = Native::default();
        assert_eq!((*written).clone(), NativeAccount::default());
        written.metadata = [5, 0];
        assert_ne!(written, Native::default());
        written.metadata = [0, 0];
        assert!(written.written().is_some());
        assert_eq!(written, Native::default());
    }

    #[test]
    fn no_code_has_no_vm_and_no_bytes() {
        let none = Code::default();
        assert!(none.is_none());
        assert_eq!((none.vm_type, none.bytes.len(), none.hash), (None, 0, B256::ZERO));
        let empty = Code::new(VmType::EVM, Bytes::new());
        assert!(!empty.is_none() && empty != none);
    }
}
