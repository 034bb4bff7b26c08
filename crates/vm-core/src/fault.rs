//! Faults: what makes a node stop. A contract can never cause one.

use thiserror::Error;

/// A broken node: nothing of the transaction is kept, and no contract ever sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The committed state could not be read.
    #[error("the committed state could not be read")]
    State,
    /// The interrupt handle stopped the run.
    #[error("the run was interrupted")]
    Interrupted,
    /// A virtual machine panicked; the session it held is gone.
    #[error("a virtual machine panicked")]
    Panicked,
    /// No virtual machine is registered for the type bytes of an account with code.
    #[error("no virtual machine is registered for this kind of contract")]
    NoVirtualMachine,
    /// A WASM engine broke outside of what a guest can cause.
    #[error("the WASM engine failed")]
    Engine,
    /// An account exists without the alias record that every account has.
    #[error("an existing account has no alias record")]
    MissingAlias,
    /// A rule that the runtime keeps by construction was broken.
    #[error("an invariant of the runtime was broken: {0}")]
    Invariant(&'static str),
    /// The chain configuration lacks what an epoch needs.
    #[error("the chain configuration is incomplete: {0}")]
    Configuration(&'static str),
}
