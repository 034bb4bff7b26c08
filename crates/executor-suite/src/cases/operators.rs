//! Operators that an engine has taken for others.

use super::{ends, guest};
use crate::SuiteExecutor;
use vm_core::RunEnd;

/// What runs before, so that a register of an interpreter holds something else.
const BEFORE: [&str; 3] = ["", "local.get 0 i32.const 3 i32.add drop", "i32.const 8 i32.load drop"];

/// Conditions, and whether they hold where local 0 is 0 and local 1 is 5.
const CONDITIONS: [(&str, bool); 8] = [
    ("local.get 0", false),
    ("local.get 1", true),
    ("local.get 0 i32.eqz", true),
    ("local.get 1 i32.eqz", false),
    ("local.get 1 i32.const 0 i32.eq", false),
    ("local.get 1 i32.const 0 i32.ne", true),
    ("local.get 1 local.get 0 i32.lt_s", false),
    ("i64.const 0 i64.eqz", true),
];

/// What is chosen when the condition holds, and when not; 11 and 12, by different ways.
const CHOICES: [(&str, &str); 3] = [
    ("i32.const 11", "i32.const 12"),
    ("i32.const 11", "local.get 2"),
    ("local.get 0 i32.const 11 i32.add", "local.get 2"),
];

/// A `select` chooses by its own condition, whatever the engine makes of the comparison before it.
pub fn a_select_looks_at_its_condition(executor: &SuiteExecutor) {
    let (mut body, mut expected) = (String::new(), Vec::new());
    for before in BEFORE {
        for (condition, holds) in CONDITIONS {
            for (first, second) in CHOICES {
                for select in ["select", "select (result i32)"] {
                    let chosen = format!("{before} {first} {second} {condition} {select}");
                    body.push_str(&format!("{chosen} call $add_one drop\n"));
                    expected.push(("add_one", vec![if holds { 11 } else { 12 }]));
                }
            }
        }
    }
    let body = format!(
        r#"(func (export "main") (local i32 i32 i32)
            i32.const 5 local.set 1 i32.const 12 local.set 2 {body})"#
    );
    let context = ends(&mut guest(executor, &["add_one"], &body), "main", RunEnd::Finished);
    assert_eq!(context.calls, expected);
}

/// A store whose value is its own address writes it, at any offset.
pub fn an_address_is_stored_at_itself(executor: &SuiteExecutor) {
    let (mut body, mut expected) = (String::new(), Vec::new());
    for offset in [0, 0xffff, 0x1_0000, 0x1_1000] {
        for (store, load, seen) in [
            ("i32.store8", "i32.load8_u", 0x08),
            ("i32.store16", "i32.load16_u", 0x0708),
            ("i32.store", "i32.load", 0x0708),
        ] {
            body.push_str(&format!(
                "local.get 0 i32.const 0x0708 i32.add local.tee 1 local.get 1 {store} offset={offset}
                i32.const 0x0708 {load} offset={offset} call $add_one drop\n"
            ));
            expected.push(("add_one", vec![seen]));
        }
    }
    let body =
        format!(r#"(memory (export "memory") 2) (func (export "main") (local i32 i32) {body})"#);
    let context = ends(&mut guest(executor, &["add_one"], &body), "main", RunEnd::Finished);
    assert_eq!(context.calls, expected);
}
