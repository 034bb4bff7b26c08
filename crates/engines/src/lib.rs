//! The engines of this repository over SpaceVM's hooks, as a runtime takes them.
//!
//! An engine is generic over its hook table, and an optimised build compiles its glue to all 277 hooks
//! again in every crate that names the two together. So this crate alone names them, and hands out
//! trait objects: a node, the command and fifty tests share one copy.
//!
//! An engine from elsewhere is given to the builder of the runtime as it is; it has no place here.

#![forbid(unsafe_code)]

use space_vm::{SpaceContext, SpaceHooks};
use std::sync::Arc;
use vm_core::Executor;

/// An engine that runs SpaceVM's contracts.
pub type SpaceExecutor = Arc<dyn Executor<SpaceContext>>;

/// Compiles to machine code with Cranelift: the engine of production runs.
#[must_use]
pub fn wasmer() -> SpaceExecutor {
    Arc::new(executor_wasmer::WasmerExecutor::<SpaceHooks>::new())
}

/// As [`wasmer()`], for code that runs a few times: compiled in less time, to slower code with the same results.
#[must_use]
pub fn wasmer_for_tests() -> SpaceExecutor {
    let aim = executor_wasmer::Aim::FastCompilation;
    Arc::new(executor_wasmer::WasmerExecutor::<SpaceHooks>::with_aim(aim))
}

/// Interprets: the second engine, which has to agree with the first in every result and gas figure.
#[cfg(feature = "wasmi")]
#[must_use]
pub fn wasmi() -> SpaceExecutor {
    Arc::new(executor_wasmi::WasmiExecutor::<SpaceHooks>::new())
}
