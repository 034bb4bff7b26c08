//! What compiles, and what can be kept.

use super::{Module, compile, ends};
use crate::{SuiteExecutor, metered};
use vm_core::{CompileError, RunEnd};

/// A hook that the table lacks is refused before anything runs.
pub fn unknown_imports_are_refused(executor: &SuiteExecutor) {
    let module = metered(&["nothing", "absent"], r#"(func (export "main"))"#);
    let refused = executor.compile(&module).map(|_| ());
    assert_eq!(refused, Err(CompileError::UnknownImport));
}

/// Bytes that did not come out of the metering pass.
pub fn what_is_no_module_is_refused(executor: &SuiteExecutor) {
    let whole = metered(&[], r#"(func (export "main"))"#);
    let half = whole.get(..whole.len() / 2).unwrap();
    let unmetered = wat::parse_str(r#"(module (memory (export "memory") 1))"#).unwrap();
    for bytes in [&[][..], b"\0asm", b"no module", half, &unmetered] {
        let refused = executor.compile(bytes).map(|_| ());
        assert_eq!(refused, Err(CompileError::Refused), "{bytes:?}");
    }
}

fn sample(executor: &SuiteExecutor) -> Module {
    let body = r#"(data (i32.const 3) "data")
        (func (export "main") (drop (call $add_one (i32.load8_u (i32.const 3)))))
        (func (export "trap") unreachable)"#;
    compile(executor, &["add_one"], body)
}

/// What an artifact gives runs as what it was made from, and can be kept again.
pub fn artifacts_load(executor: &SuiteExecutor) {
    let Some(artifact) = sample(executor).artifact() else {
        return;
    };
    let loaded = executor.load(&artifact).unwrap();
    let again = executor.load(&loaded.artifact().unwrap()).unwrap();
    for module in [loaded, again] {
        let mut guest = module.instantiate().unwrap();
        for _ in 0..2 {
            let context = ends(&mut guest, "main", RunEnd::Finished);
            assert_eq!(context.calls, [("add_one", vec![i64::from(b'd')])]);
            let _ = ends(&mut guest, "trap", RunEnd::Trap);
            assert!(guest.reset());
        }
    }
}

/// No byte of an artifact can be changed or cut off.
pub fn damaged_artifacts_are_refused(executor: &SuiteExecutor) {
    let Some(artifact) = sample(executor).artifact() else {
        return;
    };
    let refused = |bytes: &[u8]| {
        let loaded = executor.load(bytes).map(|_| ());
        assert_eq!(loaded, Err(CompileError::ForeignArtifact), "{} bytes", bytes.len());
    };
    for place in (0..artifact.len()).step_by(artifact.len() / 20 + 1) {
        let mut damaged = artifact.clone();
        if let Some(byte) = damaged.get_mut(place) {
            *byte ^= 0x10;
        }
        refused(&damaged);
        refused(artifact.get(..place).unwrap());
    }
}
