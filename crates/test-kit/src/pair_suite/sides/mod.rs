//! The three virtual machines of the project as sides of a pair.

mod evm;
mod system;
mod wasm;

pub use evm::EvmSide;
pub use system::SystemSide;
pub use wasm::WasmSide;
