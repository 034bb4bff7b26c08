//! Calls between shards: transfers of tokens, and what is done to accounts of another shard
//! (`mx-chain-vm-common-go:builtInFunctions/{esdtTransfer,esdtNFTTransfer,multiESDTNFTTransfer}.go`).
//!
//! The shard of the sender takes the tokens and the price; what leaves says the rest. The shard of the receiver gives
//! the tokens and calls the contract, with the gas that came along, or does what the function is for.

use super::call::FollowUp;
use super::payable::is_system_account;
use super::{BuiltInCall, is_contract};
use crate::error::NativeError;
use vm_core::{
    AccountRef, Bytes, CallInput, CallScheme, CallType, OutgoingTransfer, TokenTransfer, U256,
    call_text,
};

/// A transfer whose tokens are taken, or given.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub(super) tokens: Vec<TokenTransfer>,
    /// Index of the function's name for the contract at the destination.
    pub(super) function: usize,
    /// Whether the function is the one for a fungible token. It hands on all gas of a contract, and its price is
    /// taken once more where it calls one.
    pub(super) is_fungible: bool,
}

impl BuiltInCall<'_> {
    /// Whether an account lies in this shard.
    pub(super) fn is_here(&self, account: &AccountRef) -> Result<bool, NativeError> {
        Ok(self.journal.hook().is_in_shard(&account.address)?)
    }

    /// Whether the account at which it is called lies in another shard. Global settings lie in each.
    pub(crate) fn is_elsewhere(&self) -> Result<bool, NativeError> {
        Ok(!is_system_account(&self.callee.address) && !self.is_here(&self.callee)?)
    }

    /// Whether the sender lies in another shard, where tokens and price were taken.
    pub(super) fn is_arrival(&self) -> Result<bool, NativeError> {
        Ok(!self.is_protocol && !self.is_here(&self.caller)?)
    }

    /// Whether it brings back what another shard did not take.
    pub(super) const fn is_return(&self) -> bool {
        self.environment.transaction.is_return
    }

    /// Ends the half of a transfer that is here: its log, and what goes on with `arguments`. The transaction of a
    /// key that names its receiver goes there itself.
    pub(super) fn leave(
        &mut self,
        destination: &AccountRef,
        moved: &Moved,
        arguments: &[Bytes],
    ) -> Result<(), NativeError> {
        let asks_execution = self.asks_execution(moved);
        self.log_transfer(destination, &moved.tokens, asks_execution)?;
        let is_of_contract = self.caller.address.is_contract_shaped();
        if moved.is_fungible && !is_of_contract && self.caller_frame().is_none() {
            return Ok(());
        }
        let executes = asks_execution && destination.address.is_contract_shaped();
        let is_alone = self.scheme == CallScheme::Async || self.caller_frame().is_none();
        let hands_on_all = moved.is_fungible && is_alone && !self.is_protocol;
        let hands_on = executes || hands_on_all;
        let gas_limit = if hands_on { core::mem::take(&mut self.gas_left) } else { 0 };
        let transfer = OutgoingTransfer {
            gas_limit,
            data: call_text(self.function, arguments),
            ..self.outgoing(destination)
        };
        self.journal.send_out(&self.caller, transfer)?;
        Ok(())
    }

    /// Sends the call to the shard of the account at which it is made, with all gas that is left.
    pub(crate) fn send_on(&mut self, call_type: CallType) -> Result<(), NativeError> {
        let transfer = OutgoingTransfer {
            gas_limit: core::mem::take(&mut self.gas_left),
            data: call_text(self.function, self.arguments),
            call_type,
            ..self.outgoing(&self.callee)
        };
        self.journal.send_out(&self.caller, transfer)?;
        Ok(())
    }

    /// A transfer of nothing from the caller.
    pub(super) fn outgoing(&self, to: &AccountRef) -> OutgoingTransfer {
        let payment = OutgoingTransfer::payment(self.caller.address, to.address, U256::ZERO);
        OutgoingTransfer { call_type: self.call_type(), ..payment }
    }

    /// Ends the half of a transfer that came from elsewhere: its log, and the call that it asks for. An answer always
    /// calls: what follows its payment are return code and results, or nothing for a success.
    pub(super) fn arrive(&mut self, moved: Moved) -> Result<(), NativeError> {
        let destination = self.callee;
        let asks_execution = self.asks_execution(&moved);
        self.log_transfer(&destination, &moved.tokens, asks_execution)?;
        let is_answer = self.scheme == CallScheme::Callback;
        let is_told = asks_execution && (is_answer || !self.is_return());
        let calls = is_told && destination.address.is_contract_shaped();
        if moved.is_fungible {
            self.gas_left = match (calls, is_answer) {
                (true, _) => self.gas_left.saturating_sub(self.cost),
                (false, true) => self.gas_left,
                (false, false) => 0,
            };
        }
        if !(calls || is_answer) || !is_contract(self.journal, &destination)? {
            return Ok(());
        }
        let mut arguments = self.arguments.get(moved.function..).unwrap_or_default().to_vec();
        let name = match (is_answer, arguments.is_empty()) {
            (true, _) => Bytes::new(),
            (false, true) => return Ok(()),
            (false, false) => arguments.remove(0),
        };
        if !calls {
            arguments = vec![Bytes::from_static(&[0])];
        }
        let input = CallInput::Function { name, arguments };
        self.follow_up = Some(FollowUp { destination, tokens: moved.tokens, input });
        Ok(())
    }

    fn asks_execution(&self, moved: &Moved) -> bool {
        self.arguments.get(moved.function).is_some_and(|it| !it.is_empty())
    }
}
