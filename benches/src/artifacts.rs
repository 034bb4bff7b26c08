//! The built contracts, from `contracts/artifacts`.

use alloy_dyn_abi::DynSolValue;
use alloy_primitives::keccak256;
use std::path::PathBuf;
use vm_core::Bytes;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../contracts/artifacts").join(name)
}

/// A WASM module.
///
/// # Panics
/// When the artifact is missing.
#[must_use]
pub fn wasm(name: &str) -> Bytes {
    std::fs::read(path(&format!("{name}.wasm"))).expect("a built contract").into()
}

/// A Solidity contract.
#[derive(Clone, Debug)]
pub struct Solidity {
    /// Init code without arguments.
    pub init: Bytes,
    /// Runtime code.
    pub runtime: Bytes,
}

impl Solidity {
    /// Reads a contract.
    ///
    /// # Panics
    /// When the artifact is missing or has another shape.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let text =
            std::fs::read_to_string(path(&format!("{name}.json"))).expect("a built contract");
        let json: serde_json::Value = serde_json::from_str(&text).expect("compiler output");
        let code = |key: &str| {
            let digits = json[key]["object"].as_str().expect("bytecode").trim_start_matches("0x");
            Bytes::from(hex::decode(digits).expect("hexadecimal digits"))
        };
        Self { init: code("bytecode"), runtime: code("deployedBytecode") }
    }

    /// Call data for a function.
    #[must_use]
    pub fn call(signature: &str, arguments: Vec<DynSolValue>) -> Bytes {
        let mut data = keccak256(signature)[..4].to_vec();
        data.extend(DynSolValue::Tuple(arguments).abi_encode_params());
        data.into()
    }

    /// Init code with constructor arguments.
    #[must_use]
    pub fn init_with(&self, arguments: Vec<DynSolValue>) -> Bytes {
        let mut code = self.init.to_vec();
        code.extend(DynSolValue::Tuple(arguments).abi_encode_params());
        code.into()
    }
}
