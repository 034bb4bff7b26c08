//! The only unsafe code of the workspace: guest and host meet on raw pointers here.
//!
//! Wasmer's own typed functions look up a store in thread-local storage twice for every hook, and walk the
//! native stack for every trap. Here a host function is a plain function whose first argument is the `Host`
//! of its instance, so a hook costs little more than the change of stacks. Everything rests on four invariants:
//! 1. A [`RawInstance`] owns its `StoreObjects`, its `VMInstance` and its `Host`; none of them moves or is
//!    freed before it is dropped, and nothing outside of this module sees their addresses.
//! 2. A run borrows its `RawInstance` mutably, so at most one guest runs in an instance, on one thread, and
//!    whoever calls the host is that guest. While a host function runs, the guest is suspended: the host
//!    function alone touches the `Host`, the memory and the globals. What it starts on top of its stack runs
//!    in other instances.
//! 3. Compiled code is kept alive by the `Arc<Program>` that the instance holds. It was made by this process,
//!    or loaded from an artifact whose identity and digest fit.
//! 4. No value with a destructor lives in a frame of a host function when it leaves by a trap, which skips
//!    destructors.
#![expect(unsafe_code, reason = "the one module that may hold it; each block says why it is sound")]

mod host;
mod instance;

pub(crate) use host::HostBodies;
pub(crate) use instance::{Binding, RawInstance, load};
