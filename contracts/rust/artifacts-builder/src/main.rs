// SPDX-License-Identifier: GPL-3.0-only
//! Writes what the compiler does not: the ABI of every contract as `<name>.abi.json`, and
//! `<name>.wasm` of every text module.
//!
//!     artifacts-builder ARTIFACTS WAT
use multiversx_sc::contract_base::ContractAbiProvider;
use multiversx_sc_meta_lib::abi_json::{ContractAbiJson, serialize_abi_to_json};
use std::{env, error::Error, fs, path::PathBuf};

/// The ABI without what names the machine that built it.
fn json<Contract: ContractAbiProvider>() -> String {
    let mut json = ContractAbiJson::from(&Contract::abi());
    json.build_info = None;
    serialize_abi_to_json(&json)
}

/// The same for a contract on the earlier framework.
fn earlier_json<Contract: earlier_sc::contract_base::ContractAbiProvider>() -> String {
    let mut json = earlier_sc_meta_lib::abi_json::ContractAbiJson::from(&Contract::abi());
    json.build_info = None;
    earlier_sc_meta_lib::abi_json::serialize_abi_to_json(&json)
}

fn main() -> Result<(), Box<dyn Error>> {
    let folders: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [artifacts, texts] = folders.as_slice() else {
        return Err("two folders are needed: artifacts, and text modules".into());
    };
    let abis = [
        ("adder", json::<adder::AbiProvider>()),
        ("counter", earlier_json::<counter::AbiProvider>()),
        ("erc20", earlier_json::<erc20::AbiProvider>()),
        ("erc20-vault", json::<erc20_vault::AbiProvider>()),
        ("esdt-vault", json::<esdt_vault::AbiProvider>()),
        ("forwarder", json::<forwarder::AbiProvider>()),
        ("forwarder-async", json::<forwarder_async::AbiProvider>()),
        ("forwarder-fallible", json::<forwarder_fallible::AbiProvider>()),
        ("reentrant", json::<reentrant::AbiProvider>()),
    ];
    for (name, json) in abis {
        fs::write(artifacts.join(format!("{name}.abi.json")), json)?;
    }
    for entry in fs::read_dir(texts)? {
        let path = entry?.path();
        let name = path.file_stem().ok_or("a text module without a name")?;
        fs::write(artifacts.join(name).with_extension("wasm"), wat::parse_file(&path)?)?;
    }
    Ok(())
}
