//! What can go wrong in a test beside its contracts.

use crate::{AbiError, ValueError};
use runtime::{BuildError, ExecutionError};
use std::path::PathBuf;
use thiserror::Error;

/// Why a test's step has no outcome. A contract's failure is no error but in a deployment or query,
/// which have nothing else to give.
#[derive(Debug, Error)]
pub enum TestError {
    /// The runtime could not be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Arguments or results do not fit the ABI.
    #[error(transparent)]
    Abi(#[from] AbiError),
    /// A result does not fit the Rust type.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The transaction is invalid, or the node is broken.
    #[error(transparent)]
    Execution(#[from] ExecutionError),
    /// A file of a contract cannot be read.
    #[error("{path}: {source}")]
    Artifact {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The compiler output of a contract has no ABI or no code.
    #[error("{0} has no ABI or no code")]
    EmptyArtifact(PathBuf),
    /// A deployment or query failed.
    #[error("failed: {message}\n{tree}")]
    Failed {
        /// The contract's message, or the reason.
        message: String,
        /// The call tree.
        tree: String,
    },
    /// A single result was asked for, and there are more or less.
    #[error("one result was asked for, there are {0}")]
    ResultCount(usize),
    /// No contract of this name or address is known.
    #[error("no contract `{0}`")]
    UnknownContract(String),
}
