//! The gas sweep: a call killed at every gas value, one after the other.

use super::{Mode, Operation, Outgoing, Pair, Stage};
use crate::{TestError, TestOutcome, World};
use vm_core::{Address, GasUnit, StateChange};

/// Values behind the need that are tried as well.
const BEHIND: u64 = 50;

/// What a sweep found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The smallest value with which the call succeeds.
    pub need: u64,
    /// How many values were tried.
    pub tried: u64,
}

/// How a sweep goes through the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// The first value.
    pub first: u64,
    /// From one value to the next.
    pub step: u64,
    /// The value at which the call has to succeed at last.
    pub last: u64,
}

impl Pair<'_> {
    /// Gives the callee every amount of gas from the first up to its need. Where it fails, nothing of
    /// it is left, the caller goes on, and pays at most what it gave: no gas comes out of nothing.
    ///
    /// # Errors
    /// [`TestError`] when the node breaks.
    ///
    /// # Panics
    /// When something does not hold.
    pub fn sweep_callee(&self, world: World, steps: Steps) -> Result<Sweep, TestError> {
        let mut stage = self.stage_in(world)?;
        let subject = stage.b.subject.address();
        let mut need = None;
        let mut first = None;
        let mut tried = 0u64;
        let mut gas = steps.first;
        while need.is_none_or(|need: u64| gas <= need.saturating_add(BEHIND)) {
            assert!(gas <= steps.last, "{gas} is not enough");
            let call = stage.outgoing(&Operation::Add(3), Mode::Fallible(Some(gas)))?;
            let outcome = stage.try_out(&call, None)?;
            outcome.expect_success();
            let answer = self.caller.answer(&outcome, call.mode, self.callee.form());
            let is_changed = writes(&outcome.raw.change, &subject);
            assert_eq!(is_changed, answer.is_success, "with {gas}");
            assert!(answer.is_success || need.is_none(), "{gas} fails, and less succeeds");
            if answer.is_success {
                need.get_or_insert(gas);
            }
            // What the caller paid for the callee, beside what it pays with the first value.
            let used = outcome.gas_used();
            let base = *first.get_or_insert(used.saturating_sub(gas));
            self.check_burned(used, base, gas, need);
            tried = tried.saturating_add(1);
            gas = gas.saturating_add(steps.step);
        }
        Ok(Sweep { need: need.unwrap_or_default(), tried })
    }

    /// A callee that ran out of gas burned all it was given, and no callee more.
    fn check_burned(&self, used: u64, base: u64, gas: u64, need: Option<u64>) {
        // The caller's own cost differs with the bytes of the answer, and rounding loses less than a
        // unit of the larger gas at each border.
        let slack = match self.caller.unit() {
            GasUnit::MultiversX => 60_000,
            GasUnit::Ethereum => 1_000,
        };
        let most = base.saturating_add(gas).saturating_add(slack);
        assert!(used <= most, "with {gas}: {used} used, {most} at most");
        if need.is_none() {
            let least = base.saturating_add(gas).saturating_sub(slack);
            assert!(used >= least, "with {gas}: {used} used, {least} at least");
        }
    }

    /// Gives the whole transaction every amount of gas from the first up to its need. Where it fails,
    /// it changes nothing.
    ///
    /// # Errors
    /// [`TestError`] when the node breaks.
    ///
    /// # Panics
    /// When something does not hold.
    pub fn sweep_root(&self, world: World, steps: Steps) -> Result<Sweep, TestError> {
        let mut stage = self.stage_in(world)?;
        let mut tried = 0u64;
        let mut gas = steps.first;
        let call = stage.outgoing(&Operation::Add(3), Mode::Strict)?;
        loop {
            assert!(gas <= steps.last, "{gas} is not enough");
            let outcome = stage.try_out(&call, Some(gas))?;
            tried = tried.saturating_add(1);
            assert!(outcome.gas_used() <= gas, "with {gas}: {} used", outcome.gas_used());
            if outcome.is_success() {
                return Ok(Sweep { need: gas, tried });
            }
            assert_eq!(outcome.raw.change, StateChange::default(), "with {gas}");
            gas = gas.saturating_add(steps.step);
        }
    }
}

/// Whether a change has anything of an account.
fn writes(change: &StateChange, address: &Address) -> bool {
    change.accounts.get(address).is_some_and(|it| !it.storage.is_empty() || !it.slots.is_empty())
}

impl Stage<'_> {
    /// Has the caller make a call of which nothing is committed.
    fn try_out(&mut self, call: &Outgoing, gas: Option<u64>) -> Result<TestOutcome, TestError> {
        let call = self.own_form(call);
        let (contract, function, arguments) = self.pair.caller.outgoing(&self.a, &call);
        let run = self.world.call(&self.owner, contract, function, arguments).dry().untraced();
        match gas {
            Some(gas) => run.gas(gas).run(),
            None => run.run(),
        }
    }
}
