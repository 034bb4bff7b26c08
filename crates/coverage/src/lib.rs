//! Coverage of WASM contracts: which of their code ran, as lcov.
//!
//! [`CoverageExecutor`] stands around an engine and is given to a runtime in its place. It adds a counter to
//! every basic block of a metered module, behind the charges, and reads the counters when a run has ended.
//! The counters are exported globals of their own: no price, no hook, no memory and no stack budget knows
//! of them, so gas, results and failures are those of the engine without them.
//!
//! [`Coverage`] is what was counted. [`Coverage::lcov`] writes it by source line where a module carries debug
//! information (DWARF in its custom sections), else by function and offset of the block in the module.
//!
//! Nothing of this is on the path of consensus: a node has no use for the crate, and no artifact that an
//! engine keeps has counters.
#![forbid(unsafe_code)]

mod counts;
mod executor;
mod lcov;
mod lines;
mod names;
mod probes;

pub use counts::Coverage;
pub use executor::CoverageExecutor;
