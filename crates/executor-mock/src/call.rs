//! What a scripted function can do, and how it can end.

use crate::hooks::Hooks;
use vm_core::{Fault, HookCall, HookTrap, InterruptSource, Points, RunEnd};

/// How a scripted function ends when it does not return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MockEnd {
    /// As a guest would.
    Run(RunEnd),
    /// The script itself is wrong, for instance in the name of a hook.
    Script(&'static str),
}

impl From<HookTrap> for MockEnd {
    fn from(HookTrap: HookTrap) -> Self {
        Self::Run(RunEnd::HookTrap)
    }
}

impl From<MockEnd> for Result<RunEnd, Fault> {
    fn from(end: MockEnd) -> Self {
        match end {
            MockEnd::Run(end) => Ok(end),
            MockEnd::Script(wrong) => Err(Fault::Invariant(wrong)),
        }
    }
}

/// What a scripted function works with: the context, the memory and the points of its instance.
#[derive(Debug)]
pub struct MockCall<'a, C> {
    pub(crate) context: &'a mut C,
    pub(crate) memory: &'a mut [u8],
    pub(crate) points: &'a mut Points,
    pub(crate) hooks: &'a Hooks<C>,
}

impl<C: InterruptSource> MockCall<'_, C> {
    /// Calls a hook with its arguments in 64-bit cells, as the low bits of each; the result is in the same form.
    ///
    /// # Errors
    /// When the hook traps, is not in the table, or has another number of parameters.
    pub fn hook(&mut self, name: &str, arguments: &[u64]) -> Result<u64, MockEnd> {
        let call = HookCall {
            context: &mut *self.context,
            memory: &mut *self.memory,
            points: &mut *self.points,
        };
        self.hooks.call(name, call, arguments)
    }

    /// Uses points, as operators would, and checks what is left, as a branch would.
    ///
    /// # Errors
    /// [`RunEnd::OutOfPoints`] when none are left, [`RunEnd::Interrupted`] when the run shall stop.
    pub fn consume(&mut self, points: u64) -> Result<(), MockEnd> {
        self.points.consume(points);
        if self.context.is_interrupted() {
            return Err(MockEnd::Run(RunEnd::Interrupted));
        }
        if self.points.refill() { Ok(()) } else { Err(MockEnd::Run(RunEnd::OutOfPoints)) }
    }
}

impl<C> MockCall<'_, C> {
    /// The context, for what no hook tells.
    pub fn context(&mut self) -> &mut C {
        self.context
    }

    /// The memory: one page of 64 KiB.
    pub fn memory(&mut self) -> &mut [u8] {
        self.memory
    }

    /// The points left.
    #[must_use]
    pub fn points(&self) -> Points {
        *self.points
    }

    /// Copies bytes into memory, and gives their place and length as arguments for a hook.
    ///
    /// # Errors
    /// [`RunEnd::Trap`] when they do not fit.
    pub fn write(&mut self, place: u32, bytes: &[u8]) -> Result<[u64; 2], MockEnd> {
        let trap = MockEnd::Run(RunEnd::Trap);
        let start = usize::try_from(place).map_err(|_| trap)?;
        let range = start..start.saturating_add(bytes.len());
        self.memory.get_mut(range).ok_or(trap)?.copy_from_slice(bytes);
        Ok([u64::from(place), u64::try_from(bytes.len()).map_err(|_| trap)?])
    }

    /// Bytes of memory.
    ///
    /// # Errors
    /// [`RunEnd::Trap`] when the range is not in memory.
    pub fn read(&self, place: u32, length: u32) -> Result<&[u8], MockEnd> {
        let trap = MockEnd::Run(RunEnd::Trap);
        let start = usize::try_from(place).map_err(|_| trap)?;
        let length = usize::try_from(length).map_err(|_| trap)?;
        self.memory.get(start..start.saturating_add(length)).ok_or(trap)
    }
}
