//! One running call of a built-in function.

use super::payable;
use crate::ESDT_ADDRESS;
use crate::error::{NativeError, Refusal};
use crate::ledger::Ledger;
use crate::token::{MAX_AMOUNT_LENGTH, amount_bytes, number_bytes};
use num_bigint::BigUint;
use vm_core::{
    AccountRef, Address, Bytes, CallInput, CallScheme, CallType, Environment, EvmAddress, Frame,
    GasSchedule, Journal, LogEntry, TokenTransfer, TransferRecord, VmType, call_text,
};

/// What the body of a built-in function works on.
#[derive(Debug)]
pub(crate) struct BuiltInCall<'a> {
    pub(crate) journal: &'a mut Journal,
    pub(crate) schedule: &'a GasSchedule,
    pub(crate) function: &'a Bytes,
    pub(crate) arguments: &'a [Bytes],
    pub(crate) caller: AccountRef,
    pub(crate) callee: AccountRef,
    pub(crate) scheme: CallScheme,
    /// Who may change usernames.
    pub(crate) name_services: &'a [Address],
    /// Who may repair metadata.
    pub(crate) metadata_keeper: Option<Address>,
    /// Chain, block and transaction.
    pub(crate) environment: &'a Environment,
    /// Whether the ESDT contract runs it, without a frame between: tokens then come from nowhere.
    pub(crate) is_protocol: bool,
    /// The function's flat cost.
    pub(crate) cost: u64,
    pub(crate) gas_left: u64,
    /// What it returns.
    pub(crate) output: Vec<Bytes>,
    pub(crate) follow_up: Option<FollowUp>,
}

/// The contract call that the arguments after a transfer ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FollowUp {
    pub(crate) destination: AccountRef,
    pub(crate) tokens: Vec<TokenTransfer>,
    pub(crate) input: CallInput,
}

impl BuiltInCall<'_> {
    pub(crate) fn ledger(&mut self) -> Ledger<'_> {
        Ledger(self.journal)
    }

    pub(crate) fn charge(&mut self, gas: u64) -> Result<(), NativeError> {
        self.gas_left = self.gas_left.checked_sub(gas).ok_or(Refusal::NotEnoughGas)?;
        Ok(())
    }

    /// Charges a price for each of a number of bytes.
    pub(crate) fn charge_bytes(&mut self, count: usize, price: u64) -> Result<(), NativeError> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.charge(count.saturating_mul(price))
    }

    /// An argument that the function cannot do without.
    pub(crate) fn argument(&self, index: usize) -> Result<&Bytes, NativeError> {
        self.arguments.get(index).ok_or_else(|| Refusal::InvalidArguments.into())
    }

    /// An amount of at most [`MAX_AMOUNT_LENGTH`] bytes; `what` names it in the refusal.
    pub(crate) fn amount(&self, index: usize, what: &str) -> Result<BigUint, NativeError> {
        let bytes = self.argument(index)?;
        if bytes.len() > MAX_AMOUNT_LENGTH {
            return Err(NativeError::refused(format!(
                "{}: max length for {what} is {MAX_AMOUNT_LENGTH}",
                Refusal::InvalidArguments
            )));
        }
        Ok(BigUint::from_bytes_be(bytes))
    }

    /// The destination of a transfer that is called at the sender itself: a 32-byte address, or the
    /// 20-byte face that Solidity has.
    pub(crate) fn destination(&mut self, index: usize) -> Result<AccountRef, NativeError> {
        if self.caller.address != self.callee.address {
            return Err(Refusal::InvalidReceiver.into());
        }
        let destination = account_of(self.journal, self.arguments.get(index))?
            .ok_or_else(|| invalid("not a valid destination address"))?;
        if destination.address == self.caller.address {
            return Err(invalid("can not transfer to self"));
        }
        Ok(destination)
    }

    /// Refuses when the destination is a contract that takes no tokens without a function;
    /// `function` is the index of the function's name. The contract that called the sender always
    /// takes them back, but for those that a WASM contract sends by calling the function in the place of the hook.
    pub(crate) fn check_payable(
        &mut self,
        destination: &AccountRef,
        function: usize,
    ) -> Result<(), NativeError> {
        let has_function = self.arguments.get(function).is_some_and(|it| !it.is_empty());
        let is_exempt = self.is_protocol
            || has_function
            || self.is_return()
            || self.scheme == CallScheme::Callback;
        let is_by_call = self.scheme != CallScheme::Transfer
            && self.caller.address.vm_type() == Some(VmType::SPACE);
        let takes = if is_by_call { payable::is_payable } else { payable::takes_tokens };
        if is_exempt || takes(self.journal, &self.caller, destination)? {
            return Ok(());
        }
        Err(Refusal::NotPayable.into())
    }

    /// Ends a transfer: writes its log, and asks for the call of the contract at the destination when
    /// the arguments name a function; `function` is the index of its name.
    pub(crate) fn finish_transfer(
        &mut self,
        destination: AccountRef,
        tokens: Vec<TokenTransfer>,
        function: usize,
    ) -> Result<(), NativeError> {
        let mut arguments = self.arguments.iter().skip(function).cloned();
        let name = arguments.next().unwrap_or_default();
        let arguments: Vec<Bytes> = arguments.collect();
        let asks_execution = !name.is_empty();
        self.log_transfer(&destination, &tokens, asks_execution)?;
        let executes = asks_execution && payable::is_contract(self.journal, &destination)?;
        self.record(destination, &tokens, asks_execution, executes);
        if executes {
            self.follow_up = Some(FollowUp {
                destination,
                tokens,
                input: CallInput::Function { name, arguments },
            });
        }
        Ok(())
    }

    /// Keeps a record of a contract's transfer, so that its caller finds what was sent back to it, and outputs list
    /// it. Of a transfer that executes something by the same hook, production's output says nothing
    /// (`mx-chain-vm-go:vmhost/{contexts/output,hostCore/execution}.go`, `TransferESDT`,
    /// `addESDTTransferToVMOutputSCIntraShardCall`).
    fn record(
        &mut self,
        to: AccountRef,
        tokens: &[TokenTransfer],
        asks_execution: bool,
        executes: bool,
    ) {
        let is_of_contract = self.is_protocol || self.caller_frame().is_some();
        if !is_of_contract || (executes && self.scheme == CallScheme::Transfer) {
            return;
        }
        self.journal.record_transfer(TransferRecord {
            data: call_text(self.function, self.arguments),
            asks_execution,
            call_type: self.call_type(),
            ..TransferRecord::of_tokens(self.caller, to, tokens.to_vec())
        });
    }

    /// The kind of call that an output says of a transfer.
    pub(super) const fn call_type(&self) -> CallType {
        match self.scheme {
            CallScheme::Async => CallType::AsynchronousCall,
            CallScheme::Callback => CallType::AsynchronousCallBack,
            CallScheme::Call
            | CallScheme::Transfer
            | CallScheme::Static
            | CallScheme::Delegate
            | CallScheme::CallCode
            | CallScheme::Create => CallType::DirectCall,
        }
    }

    /// The frame of the contract that calls; none for a transaction's own call. A system contract that
    /// calls in its caller's name, as the gateway does, is no caller itself.
    pub(crate) fn caller_frame(&self) -> Option<&Frame> {
        // The newest frame is the built-in function's own.
        let mut frames = self.journal.frames().iter().rev().skip(1);
        let newest = frames.next()?;
        let own = self.caller.address;
        let speaks_for_caller = newest.vm_type == VmType::SYSTEM
            && newest.callee.address != own
            && newest.caller.address == own;
        if speaks_for_caller { frames.next() } else { Some(newest) }
    }

    /// Whether a contract sends back to the contract that called it.
    fn is_back_transfer(&self, destination: &AccountRef) -> bool {
        payable::is_back_transfer(self.journal, &self.caller, destination)
    }

    /// The log of a transfer: every token with nonce and amount, then the destination.
    pub(super) fn log_transfer(
        &mut self,
        destination: &AccountRef,
        tokens: &[TokenTransfer],
        has_function: bool,
    ) -> Result<(), NativeError> {
        let mut topics: Vec<Bytes> = tokens
            .iter()
            .flat_map(|it| [it.token.clone(), number_bytes(it.nonce), amount_bytes(&it.amount)])
            .collect();
        topics.push(Bytes::copy_from_slice(destination.address.as_slice()));
        let kind = self.transfer_kind(destination, has_function);
        let mut data = vec![Bytes::from_static(kind), self.function.clone()];
        data.extend_from_slice(self.arguments);
        self.journal.log(LogEntry {
            identifier: self.function.clone(),
            address: self.caller.address,
            topics,
            data,
        })?;
        Ok(())
    }

    /// What production puts first in a transfer's log data: how a contract made the transfer; empty
    /// for a transaction's own (`mx-chain-vm-go:vmhost/{hostCore/execution,contexts/output}.go`).
    fn transfer_kind(&self, destination: &AccountRef, has_function: bool) -> &'static [u8] {
        if self.is_protocol || self.caller_frame().is_none() {
            return b"";
        }
        match self.scheme {
            CallScheme::Async => b"AsyncCall",
            CallScheme::Callback => b"AsyncCallback",
            CallScheme::Transfer if has_function && destination.address.is_contract_shaped() => {
                b"TransferAndExecute"
            }
            CallScheme::Transfer if self.is_back_transfer(destination) => b"BackTransfer",
            CallScheme::Transfer => b"DirectCall",
            CallScheme::Call
            | CallScheme::Static
            | CallScheme::Delegate
            | CallScheme::CallCode
            | CallScheme::Create => {
                if has_function {
                    b"ExecuteOnDestContext"
                } else if self.is_back_transfer(destination) {
                    b"BackTransfer"
                } else {
                    b"DirectCall"
                }
            }
        }
    }

    /// The log of anything else about a token: token, no nonce, amount, then `rest`.
    pub(crate) fn log_token(
        &mut self,
        address: Address,
        token: Bytes,
        amount: &BigUint,
        rest: &[Bytes],
    ) -> Result<(), NativeError> {
        self.log_instance(address, (token, 0), amount, rest)
    }

    /// The log of anything else about an instance: token, nonce, amount, then `rest`.
    pub(crate) fn log_instance(
        &mut self,
        address: Address,
        (token, nonce): (Bytes, u64),
        amount: &BigUint,
        rest: &[Bytes],
    ) -> Result<(), NativeError> {
        let mut topics = vec![token, number_bytes(nonce), amount_bytes(amount)];
        topics.extend_from_slice(rest);
        self.log(address, topics)
    }

    /// A log that names the function and has topics only.
    pub(crate) fn log(&mut self, address: Address, topics: Vec<Bytes>) -> Result<(), NativeError> {
        self.journal.log(LogEntry {
            identifier: self.function.clone(),
            address,
            topics,
            data: Vec::new(),
        })?;
        Ok(())
    }

    /// Refuses everybody but the ESDT contract.
    pub(crate) fn check_internal(&self) -> Result<(), NativeError> {
        if self.caller.address == ESDT_ADDRESS {
            Ok(())
        } else {
            Err(Refusal::NotEsdtContract.into())
        }
    }
}

/// The account that an address argument means: 32 bytes, or the 20 bytes that Solidity has.
pub(crate) fn account_of(
    journal: &mut Journal,
    argument: Option<&Bytes>,
) -> Result<Option<AccountRef>, NativeError> {
    let bytes = argument.map(AsRef::as_ref).unwrap_or_default();
    if let Some(address) = Address::from_slice(bytes) {
        return Ok(Some(journal.reference(&address)));
    }
    match EvmAddress::try_from(bytes) {
        Ok(face) => Ok(Some(journal.reference_of_face(face)?)),
        Err(_) => Ok(None),
    }
}

/// How many bytes some arguments have.
pub(crate) fn total_length(arguments: &[Bytes]) -> usize {
    let lengths = arguments.iter().map(|it| it.len());
    lengths.fold(0, usize::saturating_add)
}

/// A refusal of the arguments that says what is wrong.
pub(crate) fn invalid(what: &str) -> NativeError {
    NativeError::refused(format!("{}, {what}", Refusal::InvalidArguments))
}
