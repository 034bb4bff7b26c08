//! MultiversX transactions: nonce, fee, move-balance and data gas, refund, developer reward.
//!
//! Source: `mx-chain-go:process/{transaction/shardProcess,economics/economicsData}.go` and
//! `process/smartContract/processorV2/processV2.go`.

use crate::guarded;
use crate::message::{Destination, Message, Ran, run, unit};
use crate::transaction::{Processed, Refusal, TransactionProcessor, broken, credit};
use crate::{Fees, GasReport, InvalidTransaction};
use alloy_primitives::B256;
use vm_core::{
    AccountRef, Address, BlockInfo, Bytes, CallInput, CallOutcome, CreateScheme, Dispatcher, Fault,
    FeeConfig, GasUnit, Journal, Moved, Session, TransactionInfo, U256, VmType, WriteError,
};

/// A MultiversX transaction, its signature already checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MultiversXTransaction {
    /// Count of the sender's transactions before this one.
    pub nonce: u64,
    /// Native value.
    pub value: U256,
    /// Who sends.
    pub sender: Address,
    /// Who receives; the zero address deploys.
    pub receiver: Address,
    /// Price of a unit of gas.
    pub gas_price: u64,
    /// Largest amount of `MultiversX` gas, moving the balance and the data included.
    pub gas_limit: u64,
    /// Call in text form `function@hex@hex`, deployment `code@vm@metadata@hex`, or free text.
    pub data: Bytes,
    /// Chain for which it was made.
    pub chain_id: String,
    /// The guardian that signed beside the sender, its signature already checked.
    pub guardian: Option<Address>,
    /// Hash of the transaction.
    pub hash: B256,
}

impl TransactionProcessor for MultiversXTransaction {
    fn hash(&self) -> B256 {
        self.hash
    }

    fn info(&self, journal: &mut Journal, _block: &BlockInfo) -> TransactionInfo {
        TransactionInfo {
            origin: journal.forms_of(&self.sender),
            gas_price: self.gas_price,
            evm_gas_price: U256::from(self.gas_price),
            hash: self.hash,
            // A transaction, and no result of one, names itself as the previous one, as in production.
            previous_hash: self.hash,
            original_hash: self.hash,
            guardian: self.guardian.map(Box::new),
            ..TransactionInfo::default()
        }
    }

    fn process(
        &self,
        mut session: Box<Session>,
        dispatcher: &dyn Dispatcher,
    ) -> Moved<Result<Processed, InvalidTransaction>> {
        let (paid, order) = match self.prepare(&mut session) {
            Ok(prepared) => prepared,
            Err(Refusal::Invalid(invalid)) => return (session, Ok(Err(invalid))),
            Err(Refusal::Fault(fault)) => return (session, Err(fault)),
        };
        let (mut session, result) = self.execute(session, dispatcher, &paid, order);
        let ran = match result {
            Ok(ran) => ran,
            Err(fault) => return (session, Err(fault)),
        };
        let settled = self.settle(&mut session, &paid, ran).map_err(broken);
        (session, settled.map(Ok))
    }

    fn with_gas_limit(&self, gas_limit: u64) -> Box<dyn TransactionProcessor> {
        Box::new(Self { gas_limit, ..self.clone() })
    }
}

/// The sender, and what it paid in advance.
struct Paid {
    sender: AccountRef,
    fee: U256,
    /// Gas of moving the balance and the data, and of the guardian's signature.
    move_gas: u64,
    /// Whether value moves to an account without code and nothing is executed.
    is_move: bool,
}

/// What the data of a transaction asks for.
struct Order {
    destination: Destination,
    input: CallInput,
}

impl Order {
    /// Whether value only moves: to an account without code, and for no function.
    fn is_move(&self, session: &mut Session) -> Result<bool, Fault> {
        let Destination::Call(to) = &self.destination else {
            return Ok(false);
        };
        let account = session.journal.reference(to);
        Ok(self.input.is_empty() && session.journal.vm_type(&account)?.is_none())
    }
}

impl MultiversXTransaction {
    /// Checks the transaction, takes the whole fee and counts the nonce.
    fn prepare(&self, session: &mut Session) -> Result<(Paid, Order), Refusal> {
        let config = &session.environment.config;
        let fees = config.fees;
        if self.chain_id != config.chain_id {
            return Err(InvalidTransaction::ChainId.into());
        }
        if self.gas_price < fees.min_gas_price {
            return Err(InvalidTransaction::GasPriceTooLow.into());
        }
        let move_gas = self.move_gas(&fees);
        if self.gas_limit < move_gas {
            let (limit, needed) = (self.gas_limit, move_gas);
            return Err(InvalidTransaction::GasLimitTooLow { limit, needed }.into());
        }
        if self.gas_limit > fees.max_gas_limit {
            return Err(InvalidTransaction::GasLimitTooHigh.into());
        }
        let sender = session.journal.resolve(session.environment.transaction.origin);
        guarded::verify(self, session, &sender, self.gas_limit.saturating_sub(move_gas))?;
        let order = self.parse(session);
        let is_move = order.as_ref().map_or(Ok(false), |it| it.is_move(session))?;
        let journal = &mut session.journal;
        let (account, transaction) = (journal.nonce(&sender)?, self.nonce);
        if transaction < account {
            return Err(InvalidTransaction::NonceTooLow { account, transaction }.into());
        }
        if transaction > account {
            return Err(InvalidTransaction::NonceTooHigh { account, transaction }.into());
        }
        let fee = self.fee(&fees, move_gas, self.gas_limit);
        let balance = journal.balance(&sender)?;
        let after_fee = balance.checked_sub(fee).ok_or(InvalidTransaction::InsufficientFunds)?;
        if after_fee < self.value {
            return Err(InvalidTransaction::InsufficientFunds.into());
        }
        let next = account.checked_add(1).ok_or(InvalidTransaction::InsufficientFunds)?;
        journal.begin(&sender, fee, next).map_err(broken)?;
        let order = order.ok_or(InvalidTransaction::MalformedDeploy)?;
        Ok((Paid { sender, fee, move_gas, is_move }, order))
    }

    fn execute(
        &self,
        mut session: Box<Session>,
        dispatcher: &dyn Dispatcher,
        paid: &Paid,
        order: Order,
    ) -> Moved<Ran> {
        let Order { destination, input } = order;
        let unit = match unit(&mut session, &destination, &input) {
            Ok(unit) => unit,
            Err(fault) => return (session, Err(fault)),
        };
        let ratio = cross_vm::GasRatio::new(session.environment.config.gas_ratio);
        let gas = self.gas_limit.saturating_sub(paid.move_gas);
        let message = Message {
            from: self.sender,
            destination,
            value: self.value,
            input,
            gas_limit: ratio.convert(gas, GasUnit::MultiversX, unit),
            gas_price: self.gas_price,
            nonce: Some(self.nonce),
            hash: self.hash,
            previous_hash: self.hash,
            ..Message::default()
        };
        let (session, result) = run(session, dispatcher, &message, unit);
        let result = result.map(|mut ran| {
            let left = ran.call.gas_left;
            ran.call.gas_left = ratio.give_back(left, unit, GasUnit::MultiversX, gas);
            ran.refunded = ratio.convert(ran.refunded, unit, GasUnit::MultiversX);
            ran
        });
        (session, result)
    }

    /// Where the transaction goes and with what; `None` for a malformed deployment.
    fn parse(&self, session: &Session) -> Option<Order> {
        let mut parts = self.data.split(|byte| *byte == b'@');
        let first = parts.next().unwrap_or_default();
        let arguments: Option<Vec<Bytes>> = parts.map(decode_argument).collect();
        if self.receiver == Address::ZERO && !self.data.is_empty() {
            return deployment(first, arguments?);
        }
        let is_call = self.receiver.is_contract_shaped() || session.is_built_in(first);
        let input = match arguments {
            Some(arguments) if is_call && !first.is_empty() => {
                CallInput::Function { name: Bytes::copy_from_slice(first), arguments }
            }
            // Free text beside a plain transfer.
            Some(_) | None => CallInput::default(),
        };
        Some(Order { destination: Destination::Call(self.receiver), input })
    }

    /// Gives back what was not used, and the owner's part of what was.
    fn settle(
        &self,
        session: &mut Session,
        paid: &Paid,
        ran: Ran,
    ) -> Result<Processed, WriteError> {
        let fees = session.environment.config.fees;
        let available = self.gas_limit.saturating_sub(paid.move_gas);
        let left = if paid.is_move && ran.call.status.is_success() {
            available
        } else if ran.call.status.is_success() {
            accepted_rest(&fees, available, ran.call.gas_left)
        } else {
            0
        };
        let used = self.gas_limit.saturating_sub(left);
        let fee = self.fee(&fees, paid.move_gas, used);
        let refund = paid.fee.saturating_sub(fee);
        if !refund.is_zero() {
            credit(&mut session.journal, &paid.sender, refund)?;
        }
        let built_in = session.root_built_in.map_or(0, |it| it.gas);
        let rewarded = self.fee(&fees, paid.move_gas, used.saturating_sub(built_in));
        let rewarded = rewarded.saturating_sub(self.fee(&fees, paid.move_gas, paid.move_gas));
        let developer = self.reward(session, &ran.call, rewarded, fees.developer_percentage)?;
        let gas = GasReport {
            unit: GasUnit::MultiversX,
            limit: self.gas_limit,
            used,
            refunded: ran.refunded,
        };
        let fees = Fees { paid: fee, developer };
        Ok(Processed { call: ran.call, created: ran.created, gas, fees })
    }

    /// Credits the called contract with its owner's part of the fee. What a built-in function took is
    /// nobody's; the contract after it has the part of the rest.
    fn reward(
        &self,
        session: &mut Session,
        call: &CallOutcome,
        execution: U256,
        percentage: u64,
    ) -> Result<U256, WriteError> {
        let called = session.root_built_in.and_then(|it| it.called).unwrap_or(self.receiver);
        let account = session.journal.reference(&called);
        let is_contract = session.journal.vm_type(&account)? == Some(VmType::SPACE);
        if !call.status.is_success() || !is_contract {
            return Ok(U256::ZERO);
        }
        let reward = execution
            .saturating_mul(U256::from(percentage))
            .checked_div(U256::from(100))
            .unwrap_or_default();
        session.journal.add_developer_reward(&account, reward)?;
        Ok(reward)
    }

    fn move_gas(&self, fees: &FeeConfig) -> u64 {
        let bytes = u64::try_from(self.data.len()).unwrap_or(u64::MAX);
        let guarded = if self.guardian.is_some() { fees.guarded_gas } else { 0 };
        let data = fees.gas_per_data_byte.saturating_mul(bytes);
        fees.move_balance_gas.saturating_add(guarded).saturating_add(data)
    }

    /// Fee for an amount of gas: the whole price up to `move_gas`, the modified price above it.
    fn fee(&self, fees: &FeeConfig, move_gas: u64, gas: u64) -> U256 {
        let price = U256::from(self.gas_price);
        let modified = u128::from(self.gas_price)
            .saturating_mul(u128::from(fees.price_modifier_numerator))
            .checked_div(u128::from(fees.price_modifier_denominator))
            .map_or(price, U256::from);
        let execution = U256::from(gas.saturating_sub(move_gas)).saturating_mul(modified);
        U256::from(gas.min(move_gas)).saturating_mul(price).saturating_add(execution)
    }
}

/// What is given back of the rest: nothing when the limit was too many times what was used. Where
/// nothing was used, all is given back (`mx-chain-go:process/smartContract/processorV2/processV2.go`,
/// `isTooMuchGasProvided`).
fn accepted_rest(fees: &FeeConfig, available: u64, left: u64) -> u64 {
    let used = available.saturating_sub(left);
    let is_too_much = used > 0 && available > used.saturating_mul(fees.max_gas_higher_factor);
    if is_too_much { 0 } else { left }
}

/// `code@vm type@code metadata@arguments`.
fn deployment(code: &[u8], arguments: Vec<Bytes>) -> Option<Order> {
    let mut arguments = arguments.into_iter();
    let vm_type = VmType(arguments.next()?.as_ref().try_into().ok()?);
    let metadata = arguments.next()?.as_ref().try_into().ok()?;
    let destination = Destination::Create {
        vm_type,
        code: hex::decode(code).ok()?.into(),
        metadata,
        scheme: CreateScheme::Nonce,
    };
    Some(Order { destination, input: CallInput::function("init", arguments.collect()) })
}

fn decode_argument(text: &[u8]) -> Option<Bytes> {
    hex::decode(text).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_transaction_names_itself_as_the_previous_one() {
        let hash = B256::repeat_byte(7);
        let transaction = MultiversXTransaction { hash, ..MultiversXTransaction::default() };
        let forms = Arc::new(account_map::EvmForms::default());
        let fork = vm_core::SpecId::default();
        let mut journal = Journal::new(Arc::new(world::World::default()), forms, fork);
        let info = transaction.info(&mut journal, &BlockInfo::default());
        assert_eq!([info.hash, info.previous_hash, info.original_hash], [hash; 3]);
    }

    #[test]
    fn fees_follow_the_price_modifier() {
        let fees = FeeConfig::default();
        let transaction = MultiversXTransaction {
            gas_price: 1_000_000_000,
            gas_limit: 1_150_000,
            data: Bytes::from_static(b"add@05"),
            ..MultiversXTransaction::default()
        };
        let move_gas = transaction.move_gas(&fees);
        assert_eq!(move_gas, 50_000 + 6 * 1_500);
        let fee = transaction.fee(&fees, move_gas, transaction.gas_limit);
        assert_eq!(fee, U256::from(59_000_000_000_000u64 + 1_091_000 * 10_000_000));
    }

    #[test]
    fn a_limit_far_above_the_use_is_not_given_back() {
        let fees = FeeConfig::default();
        for (available, left, accepted) in
            [(100, 0, 0), (100, 90, 90), (100, 91, 0), (100, 50, 50), (100, 100, 100)]
        {
            assert_eq!(accepted_rest(&fees, available, left), accepted, "{available} {left}");
        }
    }
}
