//! The system contracts that a chain has.

use crate::esdt::EsdtContract;
use crate::native::{SystemVm, SystemVmBuilder};

impl SystemVm {
    /// Starts with every system contract of the protocol, in its default configuration; a contract
    /// that is registered again replaces the one that is here.
    #[must_use]
    pub fn protocol() -> SystemVmBuilder {
        Self::builder().contract(EsdtContract::default())
    }
}
