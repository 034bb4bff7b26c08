//! How code is compiled, and for what machine.

use std::sync::OnceLock;
use wasmer_compiler::{Engine, Features};
use wasmer_compiler_cranelift::{Cranelift, CraneliftOptLevel};
use wasmer_types::target::Target;

/// The stack of one run of a guest, in bytes: what the metering pass asks for, and some for the way in.
///
/// It is address space, of which a run touches what it uses; wasmer keeps stacks for reuse, one by each thread
/// and those of nested runs in a pool.
pub const GUEST_STACK_BYTES: usize = (40 << 20) + (256 << 10);

/// An engine for one module: it frees its code when it is dropped.
pub(crate) fn engine(target: Target) -> Engine {
    let mut compiler = Cranelift::new();
    compiler.opt_level(CraneliftOptLevel::Speed);
    // No float gets past the metering pass; said here so that no default decides.
    compiler.canonicalize_nans(true);
    Engine::new(Box::new(compiler), target, features())
}

/// What the metering pass accepts, and not more.
fn features() -> Features {
    let mut features = Features::none();
    features.reference_types(true).bulk_memory(true);
    features
}

/// Engine, version, settings and the features of the CPU.
pub(crate) fn identity() -> &'static str {
    static IDENTITY: OnceLock<String> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let target = Target::default();
        let (version, triple) = (wasmer_compiler::VERSION, target.triple());
        let mut cpu: Vec<_> = target.cpu_features().iter().map(|it| it.to_string()).collect();
        cpu.sort_unstable();
        format!("wasmer-{version}/cranelift-speed/canonical-nans/{triple}/{}", cpu.join("+"))
    })
}
