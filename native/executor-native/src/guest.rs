// SPDX-License-Identifier: GPL-3.0-only
//! The runs of contracts on this thread: what their hooks work on, and how they are stopped.
//!
//! The framework's API is a type without a value, so a contract reaches its run through the thread. A run
//! pushes a guest, calls the contract and pops the guest; a hook works on the guest on top. A hook that runs
//! another contract pushes another guest meanwhile. A hook that ends the execution unwinds the contract up to
//! its run, as an engine would drop the frames of WASM.

use crate::statics::Statics;
use core::cell::{Cell, RefCell};
use executor_mock::{Hooks, MockEnd};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::Arc;
use vm_core::{HookCall, InterruptSource, Points, RunEnd};

thread_local! {
    /// The runs of this thread, the innermost last.
    static RUNS: RefCell<Vec<Rc<Guest>>> = const { RefCell::new(Vec::new()) };
}

/// What the hooks of a run work on.
pub(crate) struct Host<C> {
    pub(crate) context: Box<C>,
    pub(crate) points: Points,
    pub(crate) hooks: Arc<Hooks<C>>,
}

impl<C> Host<C> {
    /// Calls a hook on some memory.
    pub(crate) fn call(
        &mut self,
        name: &str,
        arguments: &[u64],
        memory: &mut [u8],
    ) -> Result<u64, MockEnd> {
        let call = HookCall { context: &mut *self.context, memory, points: &mut self.points };
        self.hooks.call(name, call, arguments)
    }
}

/// A host whatever its context is.
trait AnyHost {
    /// Calls a hook as a guest of an engine would: native code counts no operators, so it is here that a run
    /// without points and one that shall stop are noticed.
    fn hook(&mut self, name: &str, arguments: &[u64], memory: &mut [u8]) -> Result<u64, MockEnd>;

    /// Calls a hook without a trace in the points.
    fn look(&mut self, name: &str, arguments: &[u64], memory: &mut [u8]) -> Result<u64, MockEnd>;
}

impl<C: InterruptSource> AnyHost for Host<C> {
    fn hook(&mut self, name: &str, arguments: &[u64], memory: &mut [u8]) -> Result<u64, MockEnd> {
        if self.context.is_interrupted() {
            return Err(MockEnd::Run(RunEnd::Interrupted));
        }
        if !self.points.refill() {
            return Err(MockEnd::Run(RunEnd::OutOfPoints));
        }
        self.call(name, arguments, memory)
    }

    fn look(&mut self, name: &str, arguments: &[u64], memory: &mut [u8]) -> Result<u64, MockEnd> {
        let before = core::mem::replace(&mut self.points, Points::new(u64::MAX));
        let result = self.call(name, arguments, memory);
        self.points = before;
        result
    }
}

/// Where a run stands.
#[derive(Clone, Copy)]
enum State {
    Running,
    /// A hook ended it.
    Stopped(MockEnd),
    /// A hook panicked: the node is broken, and its panic goes to the caller of the run.
    Broken,
}

/// A run of a contract.
struct Guest {
    host: Rc<RefCell<dyn AnyHost>>,
    state: Cell<State>,
    statics: Statics,
}

/// What unwinds a contract whose execution is over.
struct Stop;

impl Guest {
    fn stop(&self, end: MockEnd) -> ! {
        self.state.set(State::Stopped(end));
        resume_unwind(Box::new(Stop))
    }

    /// Calls a hook, or ends the execution.
    fn hook(&self, hook: impl FnOnce(&mut dyn AnyHost) -> Result<u64, MockEnd>) -> u64 {
        // A destructor on the way out: WASM runs none, so it must have no effect.
        if std::thread::panicking() {
            return 0;
        }
        if !matches!(self.state.get(), State::Running) {
            resume_unwind(Box::new(Stop));
        }
        match catch_unwind(AssertUnwindSafe(|| hook(&mut *self.host.borrow_mut()))) {
            Ok(Ok(bits)) => bits,
            Ok(Err(end)) => self.stop(end),
            Err(panic) => {
                self.state.set(State::Broken);
                resume_unwind(panic)
            }
        }
    }
}

/// How a run ended.
pub(crate) enum Ended {
    /// The contract returned, and says whether it has the function.
    Returned(bool),
    /// A hook ended it.
    Stopped(MockEnd),
    /// The contract's own code panicked, and its message was printed.
    Panicked,
}

/// Runs a contract on a host, and gives the host back.
///
/// # Panics
/// With the panic of a hook.
pub(crate) fn run<C>(host: Host<C>, body: impl FnOnce() -> bool) -> (Host<C>, Ended)
where
    C: InterruptSource + 'static,
{
    let host = Rc::new(RefCell::new(host));
    let seen: Rc<RefCell<dyn AnyHost>> = Rc::<RefCell<Host<C>>>::clone(&host);
    let guest = Rc::new(Guest {
        host: seen,
        state: Cell::new(State::Running),
        statics: Statics::default(),
    });
    RUNS.with_borrow_mut(|runs| runs.push(Rc::clone(&guest)));
    let result = catch_unwind(AssertUnwindSafe(body));
    RUNS.with_borrow_mut(|runs| runs.pop());
    let ended = match (guest.state.get(), result) {
        (State::Stopped(end), _) => Ended::Stopped(end),
        (State::Broken, Err(panic)) => resume_unwind(panic),
        (State::Broken, Ok(_)) => Ended::Stopped(MockEnd::Script("a panic of a hook was caught")),
        (State::Running, Ok(found)) => Ended::Returned(found),
        (State::Running, Err(_)) => Ended::Panicked,
    };
    drop(guest);
    #[expect(clippy::expect_used, reason = "guests live on the stack of this thread only")]
    let host = Rc::into_inner(host).expect("the run was the last owner of its host");
    (host.into_inner(), ended)
}

/// Runs a part of a contract, and gives a panic of its own. What ends the execution passes through.
pub(crate) fn catch<R>(part: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    catch_unwind(AssertUnwindSafe(part)).or_else(|panic| {
        if matches!(current().state.get(), State::Running) {
            Err(panic)
        } else {
            resume_unwind(panic)
        }
    })
}

#[expect(clippy::expect_used, reason = "the framework's API has no other way to refuse")]
fn current() -> Rc<Guest> {
    let top = RUNS.with_borrow(|runs| runs.last().cloned());
    top.expect(
        "managed values exist in a run of a contract only, and no contract runs on this thread",
    )
}

/// Calls a hook of the table of the run on top, with arguments in 64-bit cells and some memory that the hook
/// sees as that of its guest. The result is in a cell as well.
///
/// For code that does without the framework. It does not return when the hook ends the execution.
///
/// # Panics
/// When no contract runs on this thread.
pub fn hook(name: &str, arguments: &[u64], memory: &mut [u8]) -> u64 {
    current().hook(|host| host.hook(name, arguments, memory))
}

/// As [`hook`], without using points.
pub(crate) fn look(name: &str, arguments: &[u64], memory: &mut [u8]) -> u64 {
    current().hook(|host| host.look(name, arguments, memory))
}

/// The static variables of the run on top.
pub(crate) fn with_statics<R>(body: impl FnOnce(&Statics) -> R) -> R {
    body(&current().statics)
}

/// The hooks that a part of a contract calls, with their arguments, on a host where each returns one.
#[cfg(test)]
pub(crate) fn record(part: impl FnOnce()) -> Vec<(String, Vec<u64>)> {
    #[derive(Default)]
    struct Recorder(Vec<(String, Vec<u64>)>);

    impl AnyHost for Recorder {
        fn hook(&mut self, name: &str, arguments: &[u64], _: &mut [u8]) -> Result<u64, MockEnd> {
            self.0.push((name.to_owned(), arguments.to_vec()));
            Ok(1)
        }

        fn look(
            &mut self,
            name: &str,
            arguments: &[u64],
            memory: &mut [u8],
        ) -> Result<u64, MockEnd> {
            self.hook(name, arguments, memory)
        }
    }

    let host = Rc::new(RefCell::new(Recorder::default()));
    let seen: Rc<RefCell<dyn AnyHost>> = Rc::<RefCell<Recorder>>::clone(&host);
    let state = Cell::new(State::Running);
    let guest = Rc::new(Guest { host: seen, state, statics: Statics::default() });
    RUNS.with_borrow_mut(|runs| runs.push(guest));
    part();
    RUNS.with_borrow_mut(|runs| runs.pop());
    host.take().0
}
