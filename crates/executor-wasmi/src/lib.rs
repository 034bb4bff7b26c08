//! Runs metered WASM on the wasmi interpreter.
//!
//! The second engine: what the first is compared with, and a tier that needs no compiler. It runs the same
//! modules with the same points and the same ends as any other, some tens of times slower, and is safe Rust
//! throughout. It keeps no artifacts, since a module is translated faster than one could be loaded.
#![forbid(unsafe_code)]

mod detours;
mod ends;
mod executor;
mod hooks;
mod host;
mod instance;
mod module;

pub use executor::{MAXIMUM_FRAMES, VALUE_STACK_BYTES, WasmiExecutor};
