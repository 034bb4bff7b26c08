//! Transaction steps (`mx-chain-scenario-go:scenario/executor/stepRunTx.go`).

use super::execution::Execution;
use super::outcome::StepOutcome;
use super::report::{Place, Traced};
use super::set_state::{DEFAULT_METADATA, amount, vm_type_of};
use super::token_move::{TokenMove, received};
use crate::model::{self, Call, Transaction, TransactionKind, TransactionStep, Vm};
use crate::value::{Dialect, Hint, describe};
use alloy_primitives::B256;
use runtime::{
    Destination, ExecuteOptions, ExecutionError, Message, Outcome, TraceRequest,
    TransactionProcessor,
};
use vm_core::{
    Address, Bytes, CallInput, CreateScheme, Fault, ReturnCode, StateChange, U256, VmType,
};
use world::WorldAccount;

/// Where the protocol counts the rewards of a validator.
const REWARD_KEY: &[u8] = b"ELRONDreward";
/// Gas of a query (`math.MaxInt64`).
const QUERY_GAS: u64 = u64::MAX >> 1;
/// A transfer pays for moving the balance at least.
const MOVE_BALANCE_GAS: u64 = 50_000;

/// Why a transaction cannot be made at all: the reference ends the test there.
pub(super) enum Stop {
    Refused(String),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Accounts as they were before a token transfer.
type Undo = Vec<(Address, Option<WorldAccount>)>;

impl Execution<'_> {
    /// Runs a transaction step and checks its expectations.
    pub(super) fn transaction(
        &mut self,
        place: &Place,
        step: &TransactionStep,
    ) -> Result<(), Fault> {
        let transaction = &step.transaction;
        for address in [&transaction.from, &transaction.to].into_iter().flatten() {
            self.name(address);
        }
        if let Some(code) = &transaction.code {
            self.found_code(place, code);
        }
        self.traced = self.is_traced(step);
        self.place = place.clone();
        let outcome = match self.run(place, transaction) {
            Ok(outcome) => StepOutcome { call: call_text(&transaction.call), ..outcome },
            Err(Stop::Fault(fault)) => return Err(fault),
            Err(Stop::Refused(reason)) => {
                self.fail(place, "tx", "a transaction that can be made", reason);
                return Ok(());
            }
        };
        if let Some(expected) = step.expect.as_ref().and_then(|it| it.created.as_ref()) {
            self.name(expected);
        }
        if let Some(created) = outcome.created {
            self.names.entry(created).or_insert_with(|| describe(&created.0, Hint::Address));
        }
        if transaction.kind != TransactionKind::ValidatorReward {
            self.report.record.steps.push(outcome.record(place));
            self.report.places.push(place.clone());
        }
        self.observer.transaction(place, &outcome, &self.names);
        if let Some(expect) = step.expect.as_ref().filter(|_| !self.options.unchecked) {
            self.check_result(place, expect, &outcome);
        }
        Ok(())
    }

    fn run(&mut self, place: &Place, transaction: &Transaction) -> Result<StepOutcome, Stop> {
        let value = amount(&transaction.value.value).ok_or_else(|| too_large("value"))?;
        let Some(from) = &transaction.from else {
            let to = receiver(transaction)?;
            return if transaction.kind == TransactionKind::ValidatorReward {
                self.reward(to, value)
            } else {
                self.query(place, transaction, to)
            };
        };
        let from = Address(from.bytes);
        if let Some(to) = &transaction.to {
            self.chain.enter_shard_of(&Address(to.bytes));
        }
        let (limit, price) = self.gas(transaction);
        let nonce = self.pay_gas(transaction, from, limit, price)?;
        let funds = self.balance(from);
        if funds < value {
            return Ok(StepOutcome::protocol(ReturnCode::OutOfFunds, Some(limit)));
        }
        let message = Message {
            from,
            value,
            gas_limit: limit,
            gas_price: price,
            nonce: Some(nonce),
            hash: self.hash(place),
            ..Message::default()
        };
        match transaction.kind {
            TransactionKind::Deploy => self.deploy(transaction, message, limit),
            TransactionKind::Upgrade => self.upgrade(transaction, message, limit),
            TransactionKind::Transfer => self.transfer(transaction, &message, limit),
            TransactionKind::Call | TransactionKind::Query | TransactionKind::ValidatorReward => {
                self.call(transaction, &message, limit)
            }
        }
    }

    /// Gas limit and price, with the gas floor of the run.
    fn gas(&self, transaction: &Transaction) -> (u64, u64) {
        let (limit, price) = (transaction.gas_limit.value, transaction.gas_price.value);
        let least =
            if transaction.kind == TransactionKind::Transfer { MOVE_BALANCE_GAS } else { 0 };
        match self.options.gas_floor {
            0 => (limit.max(least), price),
            floor => (limit.max(floor).max(least), 0),
        }
    }

    /// Counts the transaction and takes the whole price of its gas; nothing of it comes back.
    fn pay_gas(
        &mut self,
        transaction: &Transaction,
        from: Address,
        limit: u64,
        price: u64,
    ) -> Result<u64, Stop> {
        let asked = U256::from(transaction.gas_limit.value)
            .saturating_mul(U256::from(transaction.gas_price.value));
        if self.options.gas_floor > 0 {
            let waived = self.waived.entry(from).or_default();
            *waived = waived.saturating_add(asked);
        }
        let price =
            U256::from(transaction.gas_limit.value.min(limit)).saturating_mul(U256::from(price));
        let is_extended = self.dialect == Dialect::Extended;
        let written = transaction.nonce.as_ref().filter(|_| is_extended).map(|it| it.value);
        self.chain.world.update(|state| {
            if state.account(&from).is_none() {
                return Err(Stop::Refused(format!("there is no sender {}", text(&from))));
            }
            let data = &mut state.account_mut(&from).data;
            let nonce = data.nonce;
            if written.is_some_and(|it| it != nonce) {
                return Err(Stop::Refused(format!("the sender's nonce is {nonce}")));
            }
            data.nonce = nonce.saturating_add(1);
            data.balance = data
                .balance
                .checked_sub(price)
                .ok_or_else(|| Stop::Refused("the sender cannot pay the gas".to_owned()))?;
            Ok(nonce)
        })
    }

    fn balance(&self, address: Address) -> U256 {
        let world = &self.chain.world;
        world.read(|state| state.account(&address).map(|it| it.data.balance)).unwrap_or_default()
    }

    fn deploy(
        &mut self,
        transaction: &Transaction,
        message: Message,
        limit: u64,
    ) -> Result<StepOutcome, Stop> {
        let vm_type = transaction.vm.map_or(VmType::SPACE, vm_type_of);
        let mut code = transaction.code.as_ref().map_or_else(Vec::new, |it| it.value.clone());
        let input = match &transaction.call {
            Call::Function { .. } => CallInput::function("init", arguments(&transaction.call)),
            Call::Calldata { data, .. } => {
                code.extend_from_slice(data);
                CallInput::default()
            }
        };
        let destination = Destination::Create {
            vm_type,
            code: code.into(),
            metadata: metadata(transaction),
            scheme: CreateScheme::Nonce,
        };
        let outcome = self.execute(&Message { destination, input, ..message })?;
        Ok(self.applied(outcome, Some(limit)))
    }

    /// The reference refuses to run this step; here it is the call that a node makes of it.
    fn upgrade(
        &mut self,
        transaction: &Transaction,
        message: Message,
        limit: u64,
    ) -> Result<StepOutcome, Stop> {
        if self.dialect == Dialect::Go {
            return Err(Stop::Refused("scUpgrade steps need the extended dialect".to_owned()));
        }
        let to = receiver(transaction)?;
        let code = transaction.code.as_ref().map_or_else(Vec::new, |it| it.value.clone());
        let metadata = Bytes::copy_from_slice(&metadata(transaction));
        let mut all = vec![Bytes::from(code), metadata];
        all.extend(arguments(&transaction.call));
        let input = CallInput::function("upgradeContract", all);
        let destination = Destination::Call(to);
        let outcome = self.execute(&Message { destination, input, ..message })?;
        Ok(self.applied(outcome, Some(limit)))
    }

    fn call(
        &mut self,
        transaction: &Transaction,
        message: &Message,
        limit: u64,
    ) -> Result<StepOutcome, Stop> {
        let to = receiver(transaction)?;
        self.check_contract(to)?;
        let tokens = transaction.esdt.as_deref().unwrap_or_default();
        let undo = if tokens.is_empty() {
            Undo::new()
        } else {
            let (function, arguments) = match &transaction.call {
                Call::Function { name, .. } => (name.as_str(), arguments(&transaction.call)),
                // What follows a token transfer is a call in any case.
                Call::Calldata { data, .. } => ("call", vec![Bytes::copy_from_slice(data)]),
            };
            let token_move = TokenMove::new(message.from, to, tokens, function, &arguments, limit);
            match self.move_tokens(&token_move)? {
                Ok((_, undo)) => undo,
                Err(refused) => return self.refused_tokens(refused, limit),
            }
        };
        let message = Message {
            destination: Destination::Call(to),
            input: input(&transaction.call),
            tokens: received(tokens),
            ..message.clone()
        };
        let outcome = self.execute(&message)?;
        if !outcome.is_success() {
            self.restore(undo);
        }
        Ok(self.applied(outcome, Some(limit)))
    }

    /// A token transfer that is refused ends a test of the reference; in the extended dialect it is
    /// the result of the transaction.
    fn refused_tokens(&self, outcome: Outcome, limit: u64) -> Result<StepOutcome, Stop> {
        if self.dialect == Dialect::Extended {
            return Ok(StepOutcome::executed(outcome, Some(limit)));
        }
        let message = String::from_utf8_lossy(&outcome.message).into_owned();
        Err(Stop::Refused(format!("the token transfer failed: {message}")))
    }

    fn transfer(
        &mut self,
        transaction: &Transaction,
        message: &Message,
        limit: u64,
    ) -> Result<StepOutcome, Stop> {
        let to = receiver(transaction)?;
        if let Some(tokens) = &transaction.esdt {
            let token_move = TokenMove::new(message.from, to, tokens, "", &[], limit);
            let outcome = match self.move_tokens(&token_move)? {
                Ok((outcome, _)) => outcome,
                Err(refused) => return self.refused_tokens(refused, limit),
            };
            self.move_value(message.from, to, message.value);
            return Ok(StepOutcome::executed(outcome, Some(limit)));
        }
        if self.vm_of(to) == Some(VmType::EVM) {
            let message = Message { destination: Destination::Call(to), ..message.clone() };
            let outcome = self.execute(&message)?;
            return Ok(self.applied(outcome, Some(limit)));
        }
        self.move_value(message.from, to, message.value);
        Ok(StepOutcome::protocol(ReturnCode::Ok, Some(limit)))
    }

    fn query(
        &mut self,
        place: &Place,
        transaction: &Transaction,
        to: Address,
    ) -> Result<StepOutcome, Stop> {
        self.check_contract(to)?;
        let message = Message {
            from: to,
            destination: Destination::Call(to),
            input: input(&transaction.call),
            gas_limit: QUERY_GAS,
            hash: self.hash(place),
            ..Message::default()
        };
        let mut outcome = self.execute(&message)?;
        // The reference keeps what a query writes.
        if self.dialect == Dialect::Extended {
            outcome.change = StateChange::default();
        }
        Ok(self.applied(outcome, None))
    }

    /// Balance out of nowhere, counted in the storage of who gets it.
    fn reward(&self, to: Address, value: U256) -> Result<StepOutcome, Stop> {
        self.chain.world.update(|state| {
            if state.account(&to).is_none() {
                return Err(Stop::Refused(format!("there is no account {}", text(&to))));
            }
            let account = state.account_mut(&to);
            account.data.balance = account.data.balance.saturating_add(value);
            let before = account.storage.get(REWARD_KEY).map(AsRef::as_ref).unwrap_or_default();
            let before = U256::try_from_be_slice(before).unwrap_or_default();
            let counted = before.saturating_add(value).to_be_bytes_trimmed_vec();
            account.storage.insert(Bytes::from_static(REWARD_KEY), counted.into());
            Ok(())
        })?;
        Ok(StepOutcome::protocol(ReturnCode::Ok, None))
    }

    /// In the reference, calls go to accounts with code only.
    fn check_contract(&self, to: Address) -> Result<(), Stop> {
        let exists = self.chain.world.read(|state| state.account(&to).is_some());
        if self.dialect == Dialect::Extended || self.vm_of(to).is_some() {
            return Ok(());
        }
        let what = if exists { "has no code" } else { "does not exist" };
        Err(Stop::Refused(format!("the receiver {} {what}", text(&to))))
    }

    fn vm_of(&self, address: Address) -> Option<VmType> {
        let world = &self.chain.world;
        world.read(|state| state.account(&address).and_then(|it| it.data.code.vm_type))
    }

    fn move_value(&self, from: Address, to: Address, value: U256) {
        self.chain.world.update(|state| {
            let sender = &mut state.account_mut(&from).data.balance;
            *sender = sender.saturating_sub(value);
            let receiver = &mut state.account_mut(&to).data.balance;
            *receiver = receiver.saturating_add(value);
        });
    }

    /// Moves tokens and commits that; what it changed can be undone.
    fn move_tokens(
        &mut self,
        token_move: &TokenMove,
    ) -> Result<Result<(Outcome, Undo), Outcome>, Stop> {
        let outcome = self.execute(token_move)?;
        if !outcome.is_success() {
            return Ok(Err(outcome));
        }
        let world = &self.chain.world;
        let undo = world.read(|state| {
            let before = |address: &Address| (*address, state.account(address).cloned());
            outcome.change.accounts.keys().map(before).collect()
        });
        world.apply(&outcome.change);
        Ok(Ok((outcome, undo)))
    }

    fn restore(&self, undo: Undo) {
        self.chain.world.update(|state| {
            for (address, account) in undo {
                match account {
                    Some(account) => state.insert(address, account),
                    None => drop(state.remove(&address)),
                }
            }
        });
    }

    fn execute(&mut self, transaction: &dyn TransactionProcessor) -> Result<Outcome, Stop> {
        let options = ExecuteOptions {
            trace: self.traced,
            fresh_session: self.options.fresh_sessions,
            ..ExecuteOptions::default()
        };
        let result = match self.observer.trace_request(&self.runtime) {
            None => self.runtime.execute(&self.chain, &self.block, transaction, &options),
            Some(request) => self.execute_traced(transaction, TraceRequest { options, ..request }),
        };
        result.map_err(|error| match error {
            ExecutionError::Fault(fault) => Stop::Fault(fault),
            ExecutionError::Invalid(invalid) => Stop::Refused(invalid.to_string()),
        })
    }

    /// The call tree is the observer's: the outcome has it where the step asks for it.
    fn execute_traced(
        &mut self,
        transaction: &dyn TransactionProcessor,
        request: TraceRequest,
    ) -> Result<Outcome, ExecutionError> {
        let is_wanted = request.options.trace;
        let trace = self.runtime.trace_with(&self.chain, &self.block, transaction, request)?;
        self.observer.traced(&Traced {
            place: &self.place,
            runtime: &self.runtime,
            block: &self.block,
            trace: &trace,
        });
        let mut outcome = trace.outcome;
        if !is_wanted {
            outcome.trace.clear();
        }
        Ok(outcome)
    }

    /// The hash of a transaction: its id, filled with dots.
    fn hash(&self, place: &Place) -> B256 {
        let id = if self.options.nameless { "" } else { place.id.as_str() };
        let mut bytes = [b'.'; 32];
        for (target, source) in bytes.iter_mut().zip(id.bytes()) {
            *target = source;
        }
        B256::from(bytes)
    }

    /// Commits an outcome.
    fn applied(&mut self, outcome: Outcome, limit: Option<u64>) -> StepOutcome {
        self.chain.world.apply(&outcome.change);
        self.deliver(&outcome);
        StepOutcome::executed(outcome, limit)
    }
}

fn receiver(transaction: &Transaction) -> Result<Address, Stop> {
    let to: Option<&model::Address> = transaction.to.as_ref();
    to.map(|it| Address(it.bytes)).ok_or_else(|| Stop::Refused("there is no receiver".to_owned()))
}

fn too_large(field: &str) -> Stop {
    Stop::Refused(format!("{field} has more than 256 bits"))
}

fn text(address: &Address) -> String {
    describe(address.as_slice(), Hint::Address)
}

/// A call as it is written: `add(5)`.
fn call_text(call: &Call) -> String {
    let (name, arguments) = match call {
        Call::Function { name, arguments } => {
            (name.as_str(), arguments.iter().map(|it| it.text.as_str()).collect::<Vec<_>>())
        }
        Call::Calldata { signature, arguments, .. } => {
            let name = signature.split('(').next().unwrap_or_default();
            (name, arguments.iter().map(String::as_str).collect())
        }
    };
    if name.is_empty() && arguments.is_empty() {
        return String::new();
    }
    format!("{name}({})", arguments.join(", "))
}

fn arguments(call: &Call) -> Vec<Bytes> {
    match call {
        Call::Function { arguments, .. } => {
            arguments.iter().map(|it| Bytes::copy_from_slice(&it.value)).collect()
        }
        Call::Calldata { .. } => Vec::new(),
    }
}

fn input(call: &Call) -> CallInput {
    match call {
        Call::Function { name, .. } => CallInput::function(name, arguments(call)),
        Call::Calldata { data, .. } => CallInput::CallData(Bytes::copy_from_slice(data)),
    }
}

fn metadata(transaction: &Transaction) -> [u8; 2] {
    match &transaction.code_metadata {
        Some(given) => <[u8; 2]>::try_from(given.value.as_slice()).unwrap_or_default(),
        None if transaction.vm == Some(Vm::Evm) => [0; 2],
        None => DEFAULT_METADATA,
    }
}
