//! Reads of the committed state.

use super::World;
use crate::{Abi, AbiError, Contract, Kind, TestError, Value};
use num_bigint::BigUint;
use system_vm::{DigitalToken, TokenKind, instance_key};
use vm_core::{AccountRef, Bytes, Code, U256};
use world::WorldAccount;

impl World {
    fn read<T: Default>(
        &self,
        account: impl Into<AccountRef>,
        view: impl FnOnce(&WorldAccount) -> T,
    ) -> T {
        let address = account.into().address;
        self.state.read(|state| state.account(&address).map(view)).unwrap_or_default()
    }

    /// An account's native balance.
    pub fn balance(&self, account: impl Into<AccountRef>) -> U256 {
        self.read(account, |it| it.data.balance)
    }

    /// An account's nonce.
    pub fn nonce(&self, account: impl Into<AccountRef>) -> u64 {
        self.read(account, |it| it.data.nonce)
    }

    /// An account's code and the VM that runs it.
    pub fn code(&self, account: impl Into<AccountRef>) -> Code {
        self.read(account, |it| it.data.code.clone())
    }

    /// A byte-keyed storage value; empty when there is none.
    pub fn storage(&self, account: impl Into<AccountRef>, key: &[u8]) -> Bytes {
        self.read(account, |it| it.storage.get(key).cloned().unwrap_or_default())
    }

    /// A slot of an Ethereum contract.
    pub fn slot(&self, account: impl Into<AccountRef>, slot: U256) -> U256 {
        self.read(account, |it| it.slots.get(&slot).copied().unwrap_or_default())
    }

    /// An account's balance of a token, with nonce 0 for a fungible one.
    pub fn token_balance(
        &self,
        account: impl Into<AccountRef>,
        token: &str,
        nonce: u64,
    ) -> BigUint {
        let stored = self.storage(account, &instance_key(token.as_bytes(), nonce));
        if stored.is_empty() {
            return BigUint::ZERO;
        }
        DigitalToken::decode(&stored).map(|it| it.value).unwrap_or_default()
    }

    /// Gives an account a balance of a fungible token, out of nothing.
    pub fn set_token_balance(
        &mut self,
        account: impl Into<AccountRef>,
        token: &str,
        amount: impl Into<BigUint>,
    ) {
        let record = DigitalToken {
            kind: TokenKind::FUNGIBLE,
            value: amount.into(),
            ..DigitalToken::default()
        };
        let (address, key) = (account.into().address, instance_key(token.as_bytes(), 0));
        self.state.update(|state| {
            let storage = &mut state.account_mut(&address).storage;
            storage.insert(key.into(), record.encode().into());
        });
    }

    /// A value of a mapper: its key is the mapper's name and the nested form of the arguments, each
    /// with its type; the value is decoded by a type of the ABI.
    ///
    /// # Errors
    /// [`TestError::Abi`] when a type or value does not fit, or the contract has no such ABI.
    pub fn mapper(
        &self,
        contract: &Contract,
        name: &str,
        arguments: &[(&str, Value)],
        kind: &str,
    ) -> Result<Value, TestError> {
        let Abi::MultiversX(abi) = contract.abi.as_ref() else {
            return Err(AbiError::UnknownFunction(name.to_owned()).into());
        };
        let accounts = self.accounts();
        let mut key = name.as_bytes().to_vec();
        for (kind, value) in arguments {
            key.extend_from_slice(&abi.encode_nested(&Kind::parse(kind)?, value, &accounts)?);
        }
        let stored = self.storage(contract, &key);
        Ok(abi.decode_value(&Kind::parse(kind)?, &stored, &accounts)?)
    }
}
