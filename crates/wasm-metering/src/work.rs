//! How long a compiler will be at work on a module, estimated while it is read.
//!
//! Production's compiler writes each operator once, as it reads it, so its time is bounded by the bytes. An optimising
//! compiler is not like that: it keeps every value that is alive in mind wherever paths of control meet, and tries
//! what could be written instead of an operator. So bytes say little: one kilobyte of nested loops over some hundred
//! locals takes as long as a whole contract.
//!
//! The estimate is a sum of weights, each of them an upper bound for what its item was seen to take at worst, in
//! microseconds of one core in this repository's dev profile with Wasmer's Cranelift (`docs/limits.md` has the
//! measurements). It is made of the module alone, so it is the same on every machine and engine, and a limit on it is
//! a rule of the chain.

use crate::operators;
use wasmparser::Operator;

/// A function type: there is a way into the guest for each.
const TYPE: u64 = 150;
/// A parameter of a function type or an imported function.
const PARAMETER: u64 = 25;
/// An imported function.
const IMPORT: u64 = 80;
/// A function, whatever is in it.
const FUNCTION: u64 = 150;
/// An operator that moves control, with the charge that comes before it.
const CONTROL: u64 = 70;
/// An addition: a chain of them with constants is what Cranelift has most ways to write otherwise.
const ADDITION: u64 = 170;
/// An operator that becomes several instructions, or that is written otherwise in some ways.
const LONG: u64 = 40;
/// Any other operator.
const PLAIN: u64 = 10;
/// So many values that may be alive make any operator longer by one.
const ALIVE_PER_UNIT: u64 = 200;
/// What an indirect call has over a direct one.
const INDIRECT: u64 = 100;
/// A target of `br_table`.
const TARGET: u64 = 3;
/// A value that may be alive at an operator that moves control or at a target, once and once more for each loop around
/// that place.
const LIVE: u64 = 1;

/// Where an operator stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// Values that may be alive there.
    pub(crate) live: u64,
    /// The loops around it.
    pub(crate) loops: u32,
}

impl Place {
    const fn weight(self) -> u64 {
        // Widening: const functions know no `From`.
        let around = (self.loops as u64).saturating_add(1);
        self.live.saturating_mul(around).saturating_mul(LIVE)
    }
}

/// The estimate, in units of about a microsecond.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Work(u64);

impl Work {
    pub(crate) const fn amount(self) -> u64 {
        self.0
    }

    pub(crate) fn function_type(&mut self, parameters: usize) {
        self.add(TYPE.saturating_add(times(parameters, PARAMETER)));
    }

    pub(crate) fn import(&mut self, parameters: usize) {
        self.add(IMPORT.saturating_add(times(parameters, PARAMETER)));
    }

    /// A function with so many parameters and locals.
    pub(crate) fn function(&mut self, locals: u64) {
        self.add(FUNCTION.saturating_add(locals.saturating_mul(LIVE)));
    }

    /// An operator at a place.
    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named here is plain")]
    pub(crate) fn operator(&mut self, operator: &Operator<'_>, place: Place) {
        use Operator as O;
        self.add(place.live / ALIVE_PER_UNIT);
        self.add(match operator {
            O::BrTable { targets } => {
                let targets = u64::from(targets.len());
                let each = TARGET.saturating_add(place.weight());
                CONTROL.saturating_add(place.weight()).saturating_add(targets.saturating_mul(each))
            }
            O::CallIndirect { .. } => {
                CONTROL.saturating_add(INDIRECT).saturating_add(place.weight())
            }
            control if operators::moves_control(control) => CONTROL.saturating_add(place.weight()),
            O::I32Add | O::I64Add => ADDITION,
            O::I32Sub | O::I64Sub | O::Select | O::TypedSelect { .. } => LONG,
            O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => LONG,
            O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => LONG,
            O::MemoryGrow { .. } | O::TableGrow { .. } | O::TableInit { .. } => LONG,
            O::TableGet { .. } | O::TableSet { .. } | O::RefFunc { .. } => LONG,
            _ => PLAIN,
        });
    }

    const fn add(&mut self, more: u64) {
        self.0 = self.0.saturating_add(more);
    }
}

fn times(count: usize, weight: u64) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(weight)
}
