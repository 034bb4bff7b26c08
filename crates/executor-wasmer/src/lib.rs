//! Runs metered WASM on Wasmer with Cranelift.
//!
//! - [`WasmerExecutor`] compiles, for the CPU that it runs on. Each module has an engine of its own, because an
//!   engine frees code only as a whole.
//! - A guest runs on a stack of [`GUEST_STACK_BYTES`], its hooks on the stack of the thread.
//! - An instance can be reset to the bytes it had after instantiation, unless its memory or a table has grown.
//!
//! What touches raw memory is in one private module, `raw`, which names the invariants that it rests on.

mod artifact;
mod ends;
mod executor;
mod image;
mod instance;
mod program;
mod raw;
mod settings;

pub use executor::WasmerExecutor;
pub use settings::{Aim, GUEST_STACK_BYTES};
