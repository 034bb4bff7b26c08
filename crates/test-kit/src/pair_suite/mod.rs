//! The pair suite: what has to hold between every ordered pair of virtual machines.
//!
//! A virtual machine mounts the suite by one [`PairSide`]: how its contracts are deployed, how they are
//! asked to call somebody, and how they are called. Every case of [`CASES`] then runs with it as
//! caller and as callee of every other side, and of itself.

mod cases;
mod side;
mod sides;
mod sweep;

pub use side::{Answer, End, Mode, Operation, Outgoing, PairSide, Party, Write, for_form};
pub use sides::{EvmSide, SystemSide, WasmSide};
pub use sweep::{Steps, Sweep};

use crate::{Account, Contract, TestError, TestOutcome, World};
use vm_core::{AccountRef, CallInput};

/// A case of the suite: its name, and the check that panics where something does not hold.
pub type Case = (&'static str, fn(&Pair<'_>) -> Result<(), TestError>);

/// Every case.
// tidy: table: a row a case
pub const CASES: &[Case] = &[
    ("call with value", cases::value::with_value),
    ("call with too much value", cases::value::with_too_much_value),
    ("call with tokens", cases::value::with_tokens),
    ("static read", cases::read_only::read),
    ("static call of each kind of write", cases::read_only::writes),
    ("static call through a third frame", cases::read_only::through_a_third_frame),
    ("revert that the caller reads", cases::failure::revert),
    ("trap", cases::failure::trap),
    ("out of gas", cases::failure::out_of_gas),
    ("failure that is handed on", cases::failure::handed_on),
    ("caller fails after the call", cases::failure::after_the_call),
    ("delegate call", cases::failure::delegate),
    ("missing function", cases::failure::missing_function),
    ("re-entry", cases::reentry::reads_and_writes_again),
    ("failure after re-entry", cases::reentry::failure_undoes_all_levels),
    ("trap after re-entry", cases::reentry::trap_undoes_all_levels),
    ("caught failure after re-entry", cases::reentry::caught_failure_undoes_two_levels),
    ("depth", cases::depth::nested_calls),
    ("deployment by the callee", cases::deploy::by_the_callee),
    ("unused gas comes back", cases::gas::unused_gas_comes_back),
    ("gas limit of a call", cases::gas::limits_are_kept),
];

/// Two sides.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The side that calls.
    pub caller: &'a dyn PairSide,
    /// The side that is called.
    pub callee: &'a dyn PairSide,
}

/// Every ordered pair of some sides.
#[must_use]
pub fn pairs<'a>(sides: &[&'a dyn PairSide]) -> Vec<Pair<'a>> {
    let with =
        |caller: &'a dyn PairSide| sides.iter().map(move |callee| Pair { caller, callee: *callee });
    sides.iter().flat_map(|caller| with(*caller)).collect()
}

impl Pair<'_> {
    /// `evm to wasm`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} to {}", self.caller.name(), self.callee.name())
    }

    /// Whether both sides are the same virtual machine.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.caller.name() == self.callee.name()
    }

    pub(crate) fn stage(&self) -> Result<Stage<'_>, TestError> {
        self.stage_in(World::new())
    }

    /// Deploys both sides into a world.
    pub(crate) fn stage_in(&self, mut world: World) -> Result<Stage<'_>, TestError> {
        let owner = world.account("owner", FUNDS);
        let a = self.caller.deploy(&mut world, &owner, 0)?;
        let b = self.callee.deploy(&mut world, &owner, 1)?;
        Ok(Stage { pair: *self, world, owner, a, b })
    }
}

/// What the owner of both sides has.
pub(crate) const FUNDS: u64 = 1_000_000;

/// A world in which both sides of a pair are deployed.
#[derive(Debug)]
pub(crate) struct Stage<'a> {
    pub(crate) pair: Pair<'a>,
    pub(crate) world: World,
    pub(crate) owner: Account,
    /// The caller's contracts.
    pub(crate) a: Party,
    /// The callee's contracts.
    pub(crate) b: Party,
}

impl Stage<'_> {
    /// Input of an operation of the callee, as the callee takes it.
    pub(crate) fn input(&self, operation: &Operation) -> Result<CallInput, TestError> {
        self.pair.callee.input(&self.world, &self.b, operation)
    }

    /// A call of an operation of the callee's subject.
    pub(crate) fn outgoing(
        &self,
        operation: &Operation,
        mode: Mode,
    ) -> Result<Outgoing, TestError> {
        Ok(Outgoing::new(&self.b.subject, self.input(operation)?, mode))
    }

    /// Has the caller make a call, and tells what the caller makes of it.
    pub(crate) fn make(&mut self, call: &Outgoing) -> Result<(TestOutcome, Answer), TestError> {
        let outcome = self.run(call, None)?;
        let answer = self.pair.caller.answer(&outcome, call.mode, self.pair.callee.form());
        Ok((outcome, answer))
    }

    /// A call with its input in the caller's form.
    pub(crate) fn own_form(&self, call: &Outgoing) -> Outgoing {
        Outgoing { input: for_form(&call.input, self.pair.caller.form()), ..call.clone() }
    }

    /// As [`Stage::make`], with a gas limit for the whole.
    pub(crate) fn run(
        &mut self,
        call: &Outgoing,
        gas: Option<u64>,
    ) -> Result<TestOutcome, TestError> {
        let call = self.own_form(call);
        let (contract, function, arguments) = self.pair.caller.outgoing(&self.a, &call);
        let contract: Contract = contract.clone();
        let run = self.world.call(&self.owner, &contract, function, arguments).value(call.value);
        match gas {
            Some(gas) => run.gas(gas).untraced().run(),
            None => run.run(),
        }
    }

    /// Input by which the callee's side makes a call itself, in the callee's form.
    pub(crate) fn nested(&self, call: &Outgoing) -> Result<CallInput, TestError> {
        let form = self.pair.callee.form();
        let call = Outgoing { input: for_form(&call.input, form), ..call.clone() };
        let (contract, function, arguments) = self.pair.callee.outgoing(&self.b, &call);
        self.world.input(contract, function, &arguments)
    }

    /// The value that the callee's subject keeps.
    pub(crate) fn callee_value(&mut self) -> Result<u64, TestError> {
        self.pair.callee.value(&mut self.world, &self.b)
    }

    /// The value that the caller's subject keeps.
    pub(crate) fn caller_value(&mut self) -> Result<u64, TestError> {
        self.pair.caller.value(&mut self.world, &self.a)
    }

    /// An account as it is committed.
    pub(crate) fn account(&self, of: impl Into<AccountRef>) -> Option<world::WorldAccount> {
        self.world.state().account(&of.into().address).cloned()
    }
}
