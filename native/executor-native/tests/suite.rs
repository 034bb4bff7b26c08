// SPDX-License-Identifier: GPL-3.0-only
//! The suite of executors, on an engine with the executor around it: what is not registered runs as before.
//!
//! The suite's modules are WASM, so it tells nothing of native contracts: `guests.rs` has its cases for them.
#![cfg(test)]

use executor_native::NativeExecutor;
use executor_suite::SuiteTable;
use executor_wasmer::WasmerExecutor;
use std::sync::Arc;

executor_suite::executor_suite!(NativeExecutor::<SuiteTable>::around(Arc::new(WasmerExecutor::<
    SuiteTable,
>::new())));
