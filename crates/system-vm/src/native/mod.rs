//! The seam of native contracts, and the virtual machine that runs them.

mod context;
mod contract;
mod vm;

pub use context::NativeContext;
pub use contract::{Accepts, Endpoint, NativeContract, NativeResult};
pub use vm::{SystemVm, SystemVmBuilder};
