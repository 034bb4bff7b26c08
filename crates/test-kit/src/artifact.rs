//! Built contracts: WASM modules beside their ABI files, and Solidity compiler output.

use crate::{MultiversXAbi, SolidityAbi, TestError};
use alloy_json_abi::ContractObject;
use std::fs;
use std::path::{Path, PathBuf};
use vm_core::Bytes;

/// A folder of built contracts: `NAME.wasm` with `NAME.abi.json`, and `NAME.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifacts(PathBuf);

impl Artifacts {
    /// A folder of built contracts.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The contracts of this repository.
    #[must_use]
    pub fn of_repository() -> Self {
        Self(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/artifacts"))
    }

    /// A WASM module and its ABI.
    ///
    /// # Errors
    /// [`TestError::Artifact`] and [`TestError::Abi`] when a file cannot be read.
    pub fn wasm(&self, name: &str) -> Result<(Bytes, MultiversXAbi), TestError> {
        let code = read(&self.0.join(format!("{name}.wasm")))?;
        let abi = read(&self.0.join(format!("{name}.abi.json")))?;
        Ok((code.into(), MultiversXAbi::parse(&String::from_utf8_lossy(&abi))?))
    }

    /// Init code of an Ethereum contract and its ABI.
    ///
    /// # Errors
    /// [`TestError::Artifact`], [`TestError::Abi`] and [`TestError::EmptyArtifact`] when the file
    /// cannot be read.
    pub fn evm(&self, name: &str) -> Result<(Bytes, SolidityAbi), TestError> {
        let path = self.0.join(format!("{name}.json"));
        let text = read(&path)?;
        let object: ContractObject =
            serde_json::from_slice(&text).map_err(crate::AbiError::Json)?;
        match (object.bytecode, object.abi) {
            (Some(code), Some(abi)) => Ok((code, SolidityAbi::new(abi))),
            _ => Err(TestError::EmptyArtifact(path)),
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, TestError> {
    fs::read(path).map_err(|source| TestError::Artifact { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contract_of_the_repository_loads() {
        let artifacts = Artifacts::of_repository();
        for name in ["adder", "counter", "esdt-vault", "forwarder", "forwarder-async", "reentrant"]
        {
            let (code, abi) = artifacts.wasm(name).expect(name);
            assert!(code.starts_with(b"\0asm") && !abi.endpoints.is_empty(), "{name}");
        }
        for name in ["Token", "Vault", "Forwarder", "Reentrant", "Deployer", "Child", "Loop"] {
            let (code, abi) = artifacts.evm(name).expect(name);
            assert!(!code.is_empty() && !abi.json().functions.is_empty(), "{name}");
        }
        assert!(matches!(artifacts.evm("Missing"), Err(TestError::Artifact { .. })));
    }
}
