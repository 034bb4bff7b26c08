//! The seam of native contracts, and the virtual machine that runs them.

mod context;
mod contract;
mod endpoint;
mod fuse;
mod system_call;
mod vm;

pub use context::NativeContext;
pub(crate) use context::dispatch;
pub use contract::{ContractTable, NativeContract, NativeResult};
pub use endpoint::{
    Accepts, Argument, Charge, Check, Denial, Endpoint, EndpointRow, Guard, Occurs, Shape,
};
pub use fuse::HostFuse;
pub use system_call::Deployment;
pub use vm::{GenesisAccount, SystemVm, SystemVmBuilder};
