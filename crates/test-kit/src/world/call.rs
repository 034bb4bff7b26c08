//! One call: who calls what with which arguments, value, tokens and gas.

use super::{U256Like, World};
use crate::{Abi, Contract, TestError, TestOutcome, Value};
use num_bigint::BigUint;
use runtime::{Destination, Message};
use std::sync::Arc;
use vm_core::{AccountRef, Bytes, CallInput, TokenTransfer, U256};

/// What is called.
#[derive(Clone, Debug)]
enum Target {
    Typed { contract: Contract, function: String, arguments: Vec<Value> },
    Raw { to: AccountRef, input: CallInput },
}

/// A call that is not made yet.
#[derive(Debug)]
#[must_use = "a call does nothing until it is run"]
pub struct Call<'a> {
    world: &'a mut World,
    from: AccountRef,
    target: Target,
    value: U256,
    tokens: Vec<TokenTransfer>,
    gas: Option<u64>,
    read_only: bool,
    is_dry: bool,
    is_traced: bool,
}

impl<'a> Call<'a> {
    pub(super) fn typed(
        world: &'a mut World,
        from: AccountRef,
        contract: &Contract,
        function: &str,
        arguments: Vec<Value>,
    ) -> Self {
        let (contract, function) = (contract.clone(), function.to_owned());
        Self::new(world, from, Target::Typed { contract, function, arguments })
    }

    pub(super) fn raw(
        world: &'a mut World,
        from: AccountRef,
        to: AccountRef,
        input: CallInput,
    ) -> Self {
        Self::new(world, from, Target::Raw { to, input })
    }

    fn new(world: &'a mut World, from: AccountRef, target: Target) -> Self {
        Self {
            world,
            from,
            target,
            value: U256::ZERO,
            tokens: Vec::new(),
            gas: None,
            read_only: false,
            is_dry: false,
            is_traced: true,
        }
    }

    /// Sends native value along.
    pub fn value(mut self, value: impl Into<U256Like>) -> Self {
        self.value = value.into().0;
        self
    }

    /// Sends an amount of a token along, with nonce 0 for a fungible one.
    pub fn tokens(mut self, token: &str, nonce: u64, amount: impl Into<BigUint>) -> Self {
        self.tokens.push(TokenTransfer {
            token: Bytes::copy_from_slice(token.as_bytes()),
            nonce,
            amount: amount.into(),
        });
        self
    }

    /// Sets the gas limit, in the unit of the callee's VM; plenty when it is not set. A call with
    /// tokens starts in a built-in function and counts in `MultiversX` units.
    pub fn gas(mut self, gas: u64) -> Self {
        self.gas = Some(gas);
        self
    }

    /// Refuses writes.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Commits nothing, whatever the outcome.
    pub fn dry(mut self) -> Self {
        self.is_dry = true;
        self
    }

    /// Records no call tree, for calls that are made many times.
    pub fn untraced(mut self) -> Self {
        self.is_traced = false;
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    /// [`TestError::Abi`] when the arguments do not fit; [`TestError::Execution`] when the node is
    /// broken. A contract's failure is an outcome.
    pub fn run(self) -> Result<TestOutcome, TestError> {
        let message = self.message()?;
        let world = self.world;
        let outcome = world.run_message(&message, self.is_traced, !self.is_dry)?;
        let called = match self.target {
            Target::Typed { contract, function, arguments } => {
                Some((Arc::clone(&contract.abi), function, arguments.len()))
            }
            Target::Raw { .. } => None,
        };
        Ok(TestOutcome::new(outcome, called, Arc::clone(&world.book), world.accounts()))
    }

    /// Makes the call, of which the test needs the success.
    ///
    /// # Errors
    /// As [`Call::run`], and [`TestError::Failed`] when the contract fails.
    pub fn succeed(self) -> Result<TestOutcome, TestError> {
        self.run()?.or_failed()
    }

    /// The message as it goes to the runtime.
    ///
    /// # Errors
    /// [`TestError::Abi`] when the arguments do not fit.
    pub fn message(&self) -> Result<Message, TestError> {
        let to = match &self.target {
            Target::Typed { contract, .. } => contract.reference,
            Target::Raw { to, .. } => *to,
        };
        let input = self.input()?;
        let (to, input) = match self.tokens.as_slice() {
            [] => (to, input),
            tokens => token_call(self.from, to, tokens, input),
        };
        let vm_type = match &self.target {
            Target::Typed { contract, .. } => Some(contract.vm_type),
            Target::Raw { to, .. } => to.address.vm_type(),
        };
        let (_, gas) = World::gas_limit(vm_type.filter(|_| self.tokens.is_empty()));
        Ok(Message {
            from: self.from.address,
            destination: Destination::Call(to.address),
            value: self.value,
            input,
            gas_limit: self.gas.unwrap_or(gas),
            read_only: self.read_only,
            ..Message::default()
        })
    }

    fn input(&self) -> Result<CallInput, TestError> {
        let (contract, function, arguments) = match &self.target {
            Target::Typed { contract, function, arguments } => (contract, function, arguments),
            Target::Raw { input, .. } => return Ok(input.clone()),
        };
        self.world.input(contract, function, arguments)
    }
}

impl World {
    /// Input of a function as it goes over the wire, in the form of the contract's own VM.
    ///
    /// # Errors
    /// [`TestError::Abi`] when the function does not exist or the arguments do not fit.
    pub fn input(
        &self,
        contract: &Contract,
        function: &str,
        arguments: &[Value],
    ) -> Result<CallInput, TestError> {
        let accounts = self.accounts();
        Ok(match contract.abi.as_ref() {
            Abi::MultiversX(abi) => {
                let inputs = &abi.endpoint(function)?.inputs;
                CallInput::function(function, abi.encode(inputs, arguments, &accounts)?)
            }
            Abi::Solidity(abi) => {
                CallInput::CallData(abi.call_data(function, arguments, &accounts)?)
            }
        })
    }
}

/// The same call with tokens: a built-in function moves them, and then calls.
fn token_call(
    from: AccountRef,
    to: AccountRef,
    tokens: &[TokenTransfer],
    input: CallInput,
) -> (AccountRef, CallInput) {
    let (function, arguments) = function_form(input);
    let call = core::iter::once(function).chain(arguments).collect::<Vec<_>>();
    let call = if call.iter().all(|it| it.is_empty()) { Vec::new() } else { call };
    if let [TokenTransfer { token, nonce: 0, amount }] = tokens {
        let head = [token.clone(), number(amount)];
        let arguments = head.into_iter().chain(call).collect();
        return (to, CallInput::function("ESDTTransfer", arguments));
    }
    let head =
        [Bytes::copy_from_slice(to.address.as_slice()), number(&BigUint::from(tokens.len()))];
    let transfers = tokens
        .iter()
        .flat_map(|it| [it.token.clone(), number(&BigUint::from(it.nonce)), number(&it.amount)]);
    let arguments = head.into_iter().chain(transfers).chain(call).collect();
    (from, CallInput::function("MultiESDTNFTTransfer", arguments))
}

/// Function and arguments; of call data, the selector as hexadecimal digits and the rest.
fn function_form(input: CallInput) -> (Bytes, Vec<Bytes>) {
    match input {
        CallInput::Function { name, arguments } => (name, arguments),
        CallInput::CallData(data) => match data.split_first_chunk::<4>() {
            Some((selector, rest)) => {
                let name = alloy_primitives::hex::encode(selector);
                let arguments = if rest.is_empty() { Vec::new() } else { vec![data.slice(4..)] };
                (name.into_bytes().into(), arguments)
            }
            None => (Bytes::new(), vec![data]),
        },
    }
}

fn number(number: &BigUint) -> Bytes {
    if *number == BigUint::ZERO { Bytes::new() } else { number.to_bytes_be().into() }
}
