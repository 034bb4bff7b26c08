// SPDX-License-Identifier: GPL-3.0-only
//! Contracts of this repository natively and as WASM: the same results, logs, messages and storage, and the same
//! gas but for the operators; and white-box tests of them.
#![cfg(test)]

mod agree;
mod random;
mod scenarios;
mod whitebox;

use executor_native::NativeExecutor;
use space_vm::SpaceHooks;
use std::path::{Path, PathBuf};

/// Every contract on the framework, by the name of its module.
const CONTRACTS: [&str; 7] = [
    "adder",
    "counter",
    "esdt-vault",
    "forwarder",
    "forwarder-async",
    "forwarder-fallible",
    "reentrant",
];

/// An executor that runs the contracts with these names natively.
fn executor(names: &[&str]) -> NativeExecutor<SpaceHooks> {
    let executor = NativeExecutor::around(engines::wasmer());
    for name in names {
        let folder = root().join("contracts/artifacts");
        let code = native_kit::code_of(&folder, &format!("file:{name}.wasm")).unwrap();
        match *name {
            "adder" => executor.register(&code, &adder::ContractBuilder),
            "counter" => executor.register(&code, &counter::ContractBuilder),
            "esdt-vault" => executor.register(&code, &esdt_vault::ContractBuilder),
            "forwarder" => executor.register(&code, &forwarder::ContractBuilder),
            "forwarder-async" => executor.register(&code, &forwarder_async::ContractBuilder),
            "forwarder-fallible" => executor.register(&code, &forwarder_fallible::ContractBuilder),
            "reentrant" => executor.register(&code, &reentrant::ContractBuilder),
            other => panic!("no contract {other}"),
        }
    }
    executor
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
