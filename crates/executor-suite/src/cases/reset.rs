//! Reset: an instance that ran is as good as a new one, or is given up.

use super::ends::EVERY_END;
use super::{Guest, PLENTY, compile, ends, run};
use crate::{SuiteContext, SuiteExecutor};
use vm_core::RunEnd;

const IMPORTS: &[&str] = &["add_one", "subtract", "write", "snapshot"];

/// `dirty` changes all that can be changed, `look` tells all that can be seen.
const STATE: &str = r#"
    (memory (export "memory") 2)
    (data (i32.const 0) "first") (data (i32.const 2) "overlap") (data (i32.const 0x1fffe) "zz")
    (global $hidden (mut i32) (i32.const 11))
    (global $wide (mut i64) (i64.const -12))
    (global $shown (export "shown") (mut i32) (i32.const 13))
    (table 2 2 funcref) (elem (i32.const 0) func $one $two)
    (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
    (func $change
        (global.set $hidden (i32.const 21)) (global.set $wide (i64.const 22)) (global.set $shown (i32.const 23))
        (i32.store (i32.const 0) (i32.const -1)) (i64.store (i32.const 0x1fff8) (i64.const -1))
        (i32.store (i32.const 0x10000) (i32.const 5)) (call $write (i32.const 77) (i32.const 77)))
    (func (export "dirty") call $change)
    (func (export "dirty_trap") call $change unreachable)
    (func (export "look")
        (drop (call $add_one (global.get $hidden))) (drop (call $add_one (global.get $shown)))
        (drop (call $subtract (global.get $wide) (i32.const 0)))
        (drop (call $add_one (call_indirect (result i32) (i32.const 0))))
        (drop (call $add_one (call_indirect (result i32) (i32.const 1))))
        (drop (call $add_one (memory.size)))
        (call $snapshot))"#;

/// The same with a table that the guest changes.
const TABLE: &str = r#"
    (table 2 2 funcref) (elem (i32.const 0) func $one $two)
    (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
    (func (export "dirty") (table.set 0 (i32.const 0) (ref.func $two)))
    (func (export "dirty_trap") (table.set 0 (i32.const 1) (ref.null func)) unreachable)
    (func (export "look")
        (drop (call $add_one (call_indirect (result i32) (i32.const 0))))
        (drop (call $add_one (call_indirect (result i32) (i32.const 1)))))"#;

/// The same with a memory and a table that grow.
const GROWING: &str = r#"
    (memory (export "memory") 1 4) (table 1 4 funcref)
    (func (export "dirty")
        (drop (memory.grow (i32.const 1))) (i32.store (i32.const 0x10000) (i32.const 5))
        (drop (table.grow 0 (ref.null func) (i32.const 1))))
    (func (export "dirty_trap") (drop (memory.grow (i32.const 2))) unreachable)
    (func (export "look")
        (drop (call $add_one (memory.size))) (drop (call $add_one (table.size 0)))
        (call $snapshot))"#;

fn look(guest: &mut Guest) -> Box<SuiteContext> {
    ends(guest, "look", RunEnd::Finished)
}

/// After any runs and a reset, an instance shows what a new one shows. Where nothing grew, it can be reset.
pub fn a_reset_instance_equals_a_new_one(executor: &SuiteExecutor) {
    for (body, must) in [(STATE, true), (TABLE, false), (GROWING, false)] {
        let module = compile(executor, IMPORTS, body);
        let fresh = look(&mut module.instantiate().unwrap());
        for entries in
            [&["dirty"][..], &["dirty_trap"], &["look"], &["dirty", "dirty_trap", "look"]]
        {
            let mut guest = module.instantiate().unwrap();
            for _ in 0..3 {
                for entry in entries {
                    let _ = run(&mut guest, entry, PLENTY);
                }
                if !guest.reset() {
                    assert!(!must, "{entries:?}");
                    break;
                }
                let again = look(&mut guest);
                assert_eq!(again.calls, fresh.calls, "{entries:?}");
                assert!(again.memory == fresh.memory, "memory differs after {entries:?}");
            }
        }
    }
}

/// A reset after any end leaves an instance that runs as a new one, growth counter and stack budget included.
pub fn a_reset_follows_every_end(executor: &SuiteExecutor) {
    let (imports, body, cases) = EVERY_END;
    let mut guest = compile(executor, imports, body).instantiate().unwrap();
    for _ in 0..2 {
        for (entry, end) in cases {
            assert_eq!(run(&mut guest, entry, 10_000_000).end, Ok(*end), "{entry}");
            assert!(guest.reset(), "{entry}");
        }
    }
}

/// Two instances of a module do not see each other.
pub fn instances_share_nothing(executor: &SuiteExecutor) {
    let module = compile(executor, IMPORTS, STATE);
    let (mut one, mut two) = (module.instantiate().unwrap(), module.instantiate().unwrap());
    let fresh = look(&mut two);
    let _ = ends(&mut one, "dirty", RunEnd::Finished);
    let again = look(&mut two);
    assert_eq!(again.calls, fresh.calls);
    assert!(again.memory == fresh.memory);
    assert_ne!(look(&mut one).calls, fresh.calls);
}
