//! One running call of a face: its arguments, its gas, and what every body does.

use super::arguments::Arguments;
use super::error::FaceError;
use super::table::FaceStandard;
use crate::ESDT_ADDRESS;
use crate::abi::AbiValue;
use crate::built_in::takes_tokens;
use crate::error::Refusal;
use crate::esdt::IssuedToken;
use crate::ledger::Ledger;
use crate::native::NativeContext;
use crate::token::FaceKey;
use alloy_primitives::{B256, Log};
use num_bigint::BigUint;
use vm_core::{
    AccountRef, Bytes, EvmAddress, GasKey, OutgoingTransfer, TokenTransfer, TransferRecord,
};

/// What a function gives: its results.
pub(super) type FaceResult = Result<Vec<AbiValue>, FaceError>;

/// A call of a face, for the body of a function.
#[derive(Debug)]
pub(super) struct FaceCall {
    pub(super) context: NativeContext,
    pub(super) arguments: Arguments,
    /// Identifier of the token.
    pub(super) token: Bytes,
    pub(super) standard: FaceStandard,
}

impl FaceCall {
    /// Who calls.
    pub(super) const fn sender(&self) -> AccountRef {
        *self.context.caller()
    }

    /// The face's own account.
    pub(super) const fn face(&self) -> AccountRef {
        *self.context.callee()
    }

    /// The ledger, for one reading or writing of it.
    pub(super) fn ledger(&mut self) -> Result<Ledger<'_>, FaceError> {
        self.context.host_call()?;
        Ok(Ledger(self.context.journal()))
    }

    /// What an account has of an instance; nonce 0 for a fungible token.
    pub(super) fn balance(&mut self, owner: &AccountRef, nonce: u64) -> Result<BigUint, FaceError> {
        self.context.host_call()?;
        Ok(crate::token_balance(self.context.journal(), owner, &self.token, nonce)?)
    }

    /// The account under a face.
    pub(super) fn account(&mut self, face: EvmAddress) -> Result<AccountRef, FaceError> {
        self.context.host_call()?;
        Ok(self.context.journal().reference_of_face(face)?)
    }

    /// The face under which this token keeps what is about an account: a linked one is the account's, too.
    pub(super) fn name(&mut self, face: EvmAddress) -> Result<EvmAddress, FaceError> {
        Ok(self.account(face)?.face)
    }

    /// The account that an argument names, by the face under which this token keeps what is about it.
    pub(super) fn named(&mut self, index: usize) -> Result<EvmAddress, FaceError> {
        let face = self.arguments.address(index)?;
        self.name(face)
    }

    pub(super) fn charge_key(&mut self, key: GasKey, count: u64) -> Result<(), FaceError> {
        let price = self.context.environment().rules.gas_schedule.cost(key);
        Ok(self.context.charge(price.saturating_mul(count))?)
    }

    /// Charges for copying bytes.
    pub(super) fn charge_copy(&mut self, length: usize) -> Result<(), FaceError> {
        let price = self.context.environment().rules.gas_schedule.base_operation.data_copy_per_byte;
        Ok(self.context.charge(bytes_price(length, price))?)
    }

    /// A value of the face's own storage.
    pub(super) fn load(&mut self, key: FaceKey) -> Result<Bytes, FaceError> {
        let face = self.face();
        Ok(self.ledger()?.face_value(&face, key)?)
    }

    /// Stores a number in the face's own storage, at the price that a WASM contract pays.
    pub(super) fn store(&mut self, key: FaceKey, value: Vec<u8>) -> Result<(), FaceError> {
        let present = self.load(key)?.len();
        let costs = &self.context.environment().rules.gas_schedule.base_operation;
        let (persist, store) = (costs.persist_per_byte, costs.store_per_byte);
        let growth = value.len().saturating_sub(present);
        self.charge_key(GasKey::StorageStore, 1)?;
        self.context.charge(bytes_price(present.min(value.len()), persist))?;
        self.context.charge(bytes_price(growth, store))?;
        let face = self.face();
        Ok(self.ledger()?.set_face_value(&face, key, value)?)
    }

    /// Writes a log of the face that is not about a movement.
    pub(super) fn log(
        &mut self,
        topics: Vec<B256>,
        data: impl Into<Bytes>,
    ) -> Result<(), FaceError> {
        let data = data.into();
        self.charge_key(GasKey::Log, 1)?;
        self.charge_copy(data.len())?;
        let face = self.face().face;
        self.context.journal().evm_log(Log::new_unchecked(face, topics, data));
        Ok(())
    }

    /// What the ESDT contract knows of the token.
    pub(super) fn issued(&mut self) -> Result<IssuedToken, FaceError> {
        let token = self.token.clone();
        let contract = self.context.journal().reference(&ESDT_ADDRESS);
        let stored = self.ledger()?.read(&contract, &token)?;
        if stored.is_empty() {
            return Err(Refusal::NoSuchToken.into());
        }
        self.charge_copy(stored.len())?;
        Ok(IssuedToken::decode(&stored).map_err(|_| Refusal::MalformedToken)?)
    }

    /// Whether an account lies in another shard.
    pub(super) fn is_elsewhere(&mut self, account: &AccountRef) -> Result<bool, FaceError> {
        Ok(self.context.journal().is_elsewhere(account)?)
    }

    /// Refuses a destination that takes no tokens, as built-in functions do, and one in another shard.
    pub(super) fn check_takes(
        &mut self,
        sender: &AccountRef,
        destination: &AccountRef,
    ) -> Result<(), FaceError> {
        if self.is_elsewhere(destination)? {
            return Err(Refusal::OtherShard.into());
        }
        if takes_tokens(self.context.journal(), sender, destination)? {
            Ok(())
        } else {
            Err(Refusal::NotPayable.into())
        }
    }

    /// Lets something leave the shard.
    pub(super) fn send_out(
        &mut self,
        from: &AccountRef,
        transfer: OutgoingTransfer,
    ) -> Result<(), FaceError> {
        Ok(self.context.journal().send_out(from, transfer)?)
    }

    /// Keeps a record of a transfer, so that a WASM contract finds what was sent back to it.
    pub(super) fn record(
        &mut self,
        from: AccountRef,
        to: AccountRef,
        nonce: u64,
        amount: &BigUint,
    ) {
        if *amount == BigUint::ZERO {
            return;
        }
        let token = TokenTransfer { token: self.token.clone(), nonce, amount: amount.clone() };
        let record = TransferRecord::of_tokens(from, to, vec![token]);
        self.context.journal().record_transfer(record);
    }
}

fn bytes_price(length: usize, price: u64) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX).saturating_mul(price)
}
