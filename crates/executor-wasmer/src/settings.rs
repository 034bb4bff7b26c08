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

/// What the compiler aims at. No result of a guest and no gas depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// Fast code, as a node has it.
    #[default]
    FastCode,
    /// To be done soon: tests run most code a few times.
    FastCompilation,
}

/// An engine for one module: it frees its code when it is dropped.
pub(crate) fn engine(target: Target, aim: Aim) -> Engine {
    let mut compiler = Cranelift::new();
    compiler.opt_level(match aim {
        Aim::FastCode => CraneliftOptLevel::Speed,
        Aim::FastCompilation => CraneliftOptLevel::None,
    });
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
pub(crate) fn identity(aim: Aim) -> &'static str {
    static SPEED: OnceLock<String> = OnceLock::new();
    static COMPILATION: OnceLock<String> = OnceLock::new();
    let (identity, level) = match aim {
        Aim::FastCode => (&SPEED, "speed"),
        Aim::FastCompilation => (&COMPILATION, "none"),
    };
    identity.get_or_init(|| {
        let target = Target::default();
        let (version, triple) = (wasmer_compiler::VERSION, target.triple());
        let mut cpu: Vec<_> = target.cpu_features().iter().map(|it| it.to_string()).collect();
        cpu.sort_unstable();
        let cpu = cpu.join("+");
        format!("wasmer-{version}/cranelift-{level}/canonical-nans/{triple}/{cpu}")
    })
}
