//! What a function owes at each point, and the operators that pay it.

use wasm_encoder::{BlockType, Function, Instruction};

/// The indexes of what the pass adds to a module.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Added {
    /// Imported functions.
    pub(crate) points_exhausted: u32,
    pub(crate) stack_overflow: u32,
    pub(crate) memory_limit: u32,
    /// `(points) -> points`: puts the points into the global, calls `points_exhausted`, and takes
    /// them out again.
    pub(crate) refill: u32,
    /// `(pages) -> pages`: what must hold before `memory.grow`.
    pub(crate) memory_grow_guard: u32,
    /// Globals.
    pub(crate) points_left: u32,
    pub(crate) stack_left: u32,
    pub(crate) memory_grows_left: u32,
}

/// The account of one function while it is written.
///
/// The points are kept in a local between calls, which a compiler puts into a register. In a
/// function with very many charges they stay in the global: the chain of values of the local
/// through all of them would cost an optimising compiler time that grows with the square of their
/// number.
#[derive(Debug)]
pub(crate) struct Charges {
    added: Added,
    /// The local that holds the points.
    local: u32,
    /// The points stay in the global.
    keeps_global: bool,
    /// Prices since the last control-flow operator: not owed before the next one.
    run: u64,
    /// Prices up to the last control-flow operator: owed before anything that can be observed.
    due: u64,
    /// Production has compared the points, and this function has not yet.
    unchecked: bool,
    /// The points stand in the global, and the local is out of date.
    in_global: bool,
}

impl Charges {
    /// The account at the entry of a function, where `run` is the price of its locals.
    pub(crate) const fn new(added: Added, local: u32, run: u64, keeps_global: bool) -> Self {
        Self { added, local, keeps_global, run, due: 0, unchecked: false, in_global: true }
    }

    /// Adds the price of an operator.
    pub(crate) const fn add(&mut self, price: u32) {
        // Widening: const functions know no `From`.
        self.run = self.run.saturating_add(price as u64);
    }

    /// Ends the straight run of operators: production compares here, even when the run is free.
    pub(crate) const fn close_run(&mut self) {
        self.unchecked = true;
        self.due = self.due.saturating_add(self.run);
        self.run = 0;
    }

    /// Starts again where paths of control meet; each of them has paid and left the points at the
    /// same place.
    pub(crate) const fn join(&mut self, unchecked: bool) {
        self.run = 0;
        self.due = 0;
        self.in_global = self.keeps_global;
        self.unchecked = unchecked;
    }

    /// Whether a comparison is still to be made.
    pub(crate) const fn is_unchecked(&self) -> bool {
        self.unchecked
    }

    /// Pays what is due, and compares with zero when asked to.
    pub(crate) fn pay(&mut self, out: &mut Function, check: bool) {
        let checks = check && self.unchecked;
        if self.keeps_global {
            self.put_in_global(out, checks);
        } else {
            self.put_in_local(out, checks);
        }
    }

    /// Pays and compares if anything is open, as before a trap.
    pub(crate) fn settle(&mut self, out: &mut Function) {
        if self.unchecked {
            self.pay(out, true);
        }
    }

    /// Pays, compares, and leaves the points in the global for whoever runs next.
    pub(crate) fn hand_over(&mut self, out: &mut Function) {
        self.put_in_global(out, self.unchecked);
    }

    fn put_in_local(&mut self, out: &mut Function, checks: bool) {
        let changes = self.due > 0 || self.in_global;
        if changes || checks {
            self.load(out);
        }
        match (changes, checks) {
            (true, true) => out.instruction(&Instruction::LocalTee(self.local)),
            (true, false) => out.instruction(&Instruction::LocalSet(self.local)),
            (false, _) => out,
        };
        if checks {
            if_exhausted(out);
            out.instruction(&Instruction::LocalGet(self.local));
            out.instruction(&Instruction::Call(self.added.refill));
            out.instruction(&Instruction::LocalSet(self.local));
            out.instruction(&Instruction::End);
        }
        self.paid(checks);
        self.in_global = false;
    }

    fn put_in_global(&mut self, out: &mut Function, checks: bool) {
        if self.due > 0 || !self.in_global {
            self.load(out);
            if checks {
                out.instruction(&Instruction::LocalTee(self.local));
            }
            out.instruction(&Instruction::GlobalSet(self.added.points_left));
        } else if checks {
            self.load(out);
            out.instruction(&Instruction::LocalSet(self.local));
        }
        if checks {
            self.check_global(out);
        }
        self.paid(checks);
        self.in_global = true;
    }

    const fn paid(&mut self, checked: bool) {
        self.due = 0;
        self.unchecked = self.unchecked && !checked;
    }

    /// The points after what is due, on the stack.
    fn load(&self, out: &mut Function) {
        let points = if self.in_global {
            Instruction::GlobalGet(self.added.points_left)
        } else {
            Instruction::LocalGet(self.local)
        };
        out.instruction(&points);
        if self.due > 0 {
            // A body of 128 KiB at 32-bit prices stays under 2^49.
            out.instruction(&Instruction::I64Const(i64::try_from(self.due).unwrap_or(i64::MAX)));
            out.instruction(&Instruction::I64Sub);
        }
    }

    /// Compares while both the local and the global hold the points; afterwards only the global
    /// does.
    fn check_global(&self, out: &mut Function) {
        out.instruction(&Instruction::LocalGet(self.local));
        if_exhausted(out);
        out.instruction(&Instruction::Call(self.added.points_exhausted));
        out.instruction(&Instruction::End);
    }
}

/// Opens the block that is entered when the points on the stack are used up.
fn if_exhausted(out: &mut Function) {
    out.instruction(&Instruction::I64Const(0));
    out.instruction(&Instruction::I64LeS);
    out.instruction(&Instruction::If(BlockType::Empty));
}
