//! Runs contracts on the MultiversX framework as native Rust under SpaceVM, for debuggers and white-box tests.
//!
//! A [`NativeExecutor`] stands around an engine. Code that was registered with it runs as the Rust that it was
//! built from; all other code runs on the engine. The host above knows nothing of it: accounts hold the real WASM,
//! deployments check it, and a native contract calls contracts of every kind, and is called by them. So its
//! storage, results, logs, errors and messages are those of the WASM. Its gas is not: hooks are charged as usual,
//! operators are not counted.
//!
//! ```text
//! let executor = NativeExecutor::<SpaceHooks>::around(engines::wasmer());
//! executor.register(&wasm, &adder::ContractBuilder);
//! let runtime = Runtime::builder().wasm_executor(Arc::new(executor)).build()?;
//! ```
//!
//! - **API**: [`NativeApi`] is the framework's API over the hook table; a contract's object is
//!   `adder::contract_obj::<NativeApi>()`.
//! - **White-box tests**: [`NativeExecutor::replace`] runs a closure in the place of an endpoint.
//! - **Inspection**: [`buffer_of`] and [`big_int_of`] show managed values, which are handles to a debugger.
//!
//! What differs from WASM: gas; `usize` has 64 bits; a panic has the text of the framework's default handler,
//! `panic occurred`; memory is not limited, endless loops without hooks do not end, and a recursion without end or
//! an access outside of memory ends the process.
//!
//! This crate links the framework and is under GPL-3.0-only; nothing of the runtime links it.
#![forbid(unsafe_code)]

mod api;
mod executor;
mod guest;
mod inspect;
mod instance;
mod replaced;
mod statics;

pub use api::NativeApi;
pub use executor::NativeExecutor;
pub use guest::hook;
pub use inspect::{big_int_of, buffer_of};
pub use replaced::Replaced;
