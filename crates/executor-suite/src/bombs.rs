//! Modules that are made to be compiled slowly, each up to the limit that stops it.
// tidy: table: modules and what makes them slow

use core::fmt::Write;
use wasm_metering::LimitKind;

/// A family of modules that take longer to compile the larger they are.
#[derive(Clone, Copy, Debug)]
pub struct Bomb {
    /// What there is much of.
    pub name: &'static str,
    /// The size of the largest module that the metering pass lets through.
    pub largest: usize,
    /// What refuses the next one.
    pub limit: LimitKind,
    /// The inside of a module of a size.
    body: fn(usize) -> String,
}

impl Bomb {
    /// The module of a size.
    #[must_use]
    pub fn wasm(&self, size: usize) -> Vec<u8> {
        let body = (self.body)(size);
        let memory = if body.contains("(memory") { "" } else { r#"(memory (export "memory") 1)"# };
        wat::parse_str(format!("(module {memory} {body})")).unwrap()
    }
}

/// The families. A size counts what the name says, or else what the comment says.
pub const BOMBS: [Bomb; 24] = [
    Bomb {
        name: "additions of constants",
        largest: 16_664,
        limit: LimitKind::CompileWork,
        body: |size| straight(1, size, |at, it| *it += &format!("i64.const {} i64.add ", at % 60)),
    },
    Bomb {
        name: "additions of constants in few bits",
        largest: 14_997,
        limit: LimitKind::CompileWork,
        body: |size| {
            straight(1, size, |at, it| {
                let _ = write!(it, "i32.wrap_i64 i32.const {} i32.add i64.extend_i32_u ", at % 60);
            })
        },
    },
    Bomb {
        name: "choices between constants",
        largest: 12_498,
        limit: LimitKind::CompileWork,
        body: |size| {
            straight(1, size, |at, it| {
                let _ = write!(it, "i64.const {} i64.const 7 local.get 3 select i64.add ", at % 60);
            })
        },
    },
    // Sizes: in each of three functions.
    Bomb {
        name: "products in a chain",
        largest: 21_844,
        limit: LimitKind::BodyBytes,
        body: |size| straight(3, size, |_, it| *it += "local.get 0 i64.mul local.get 1 i64.xor "),
    },
    Bomb {
        name: "remainders, which may trap",
        largest: 43_688,
        limit: LimitKind::BodyBytes,
        body: |size| straight(1, size, |_, it| *it += "local.get 0 i64.rem_s "),
    },
    // Sizes: in each of three functions.
    Bomb {
        name: "loads, which may trap",
        largest: 32_766,
        limit: LimitKind::BodyBytes,
        body: |size| straight(3, size, |_, it| *it += "i32.wrap_i64 i64.load "),
    },
    // Sizes: in each of four functions.
    Bomb {
        name: "stores, which may trap",
        largest: 16_382,
        limit: LimitKind::CodeBytes,
        body: |size| {
            straight(4, size, |at, it| {
                let _ =
                    write!(it, "local.get 3 local.get 0 i64.store offset={} ", 128 + at % 8_000);
            })
        },
    },
    // Sizes: operators over four thousand locals, in each of four functions.
    Bomb {
        name: "locals that stay alive",
        largest: 408,
        limit: LimitKind::CompileWork,
        body: |size| alive(3_990, size).repeat(4),
    },
    // Sizes: functions of four thousand operands.
    Bomb {
        name: "operands that pile up",
        largest: 9,
        limit: LimitKind::CompileWork,
        body: |size| repeated(size, |it| operands(4_000, it)),
    },
    // Sizes: functions.
    Bomb {
        name: "declared locals",
        largest: 184,
        limit: LimitKind::CompileWork,
        body: |size| {
            let (longs, shorts) = ("i64 ".repeat(4_000), "i32 ".repeat(4_000));
            repeated(size, |it| *it += &format!("(func (local {longs}) (local {shorts}))"))
        },
    },
    // Sizes: functions of a thousand conditions.
    Bomb {
        name: "conditions beside one another",
        largest: 6,
        limit: LimitKind::CompileWork,
        body: |size| repeated(size, |it| conditions(1_020, 8, it)),
    },
    // Sizes: in one function of two hundred locals.
    Bomb {
        name: "conditions among many locals",
        largest: 1_023,
        limit: LimitKind::FunctionControl,
        body: |size| repeated(3, |it| conditions(size, 190, it)),
    },
    // Sizes: functions.
    Bomb {
        name: "blocks within one another",
        largest: 14,
        limit: LimitKind::CompileWork,
        body: |size| repeated(size, |it| nested(500, it)),
    },
    Bomb {
        name: "loops within one another",
        largest: 512,
        limit: LimitKind::Nesting,
        body: |size| loops(size, 2),
    },
    Bomb {
        name: "loops within one another over ninety locals",
        largest: 144,
        limit: LimitKind::CompileWork,
        body: |size| loops(size, 90),
    },
    // Sizes: functions of five hundred loops.
    Bomb {
        name: "loops beside one another",
        largest: 11,
        limit: LimitKind::CompileWork,
        body: |size| repeated(size, |it| loops_in_a_row(500, 20, it)),
    },
    // Sizes: tables of eight thousand targets.
    Bomb {
        name: "branch tables",
        largest: 64,
        limit: LimitKind::CodeBytes,
        body: |size| tables(size),
    },
    // Sizes: functions of a thousand calls.
    Bomb { name: "calls", largest: 19, limit: LimitKind::CompileWork, body: |size| calls(size) },
    // Sizes: in one function of a thousand locals.
    Bomb {
        name: "calls while many locals stay alive",
        largest: 2_047,
        limit: LimitKind::FunctionControl,
        body: calls_among_locals,
    },
    // Sizes: in each of three functions.
    Bomb {
        name: "indirect calls",
        largest: 5_456,
        limit: LimitKind::CompileWork,
        body: indirect_calls,
    },
    // Sizes: in one function.
    Bomb {
        name: "loops beside one another while many locals stay alive",
        largest: 544,
        limit: LimitKind::CompileWork,
        body: |size| loops_among_locals(size, 1_000),
    },
    Bomb {
        name: "small functions",
        largest: 7_936,
        limit: LimitKind::CompileWork,
        body: |size| {
            repeated(size, |it| {
                *it += "(func (param i64) (result i64)
                    local.get 0 local.get 0 i64.mul call 0 local.get 0 i64.div_s)";
            })
        },
    },
    Bomb { name: "types of functions", largest: 895, limit: LimitKind::CompileWork, body: types },
    // Sizes: of each of segments, globals and exports.
    Bomb {
        name: "segments, globals and exports",
        largest: 1_024,
        limit: LimitKind::Globals,
        body: segments,
    },
];

fn repeated(count: usize, function: impl Fn(&mut String)) -> String {
    let mut text = String::new();
    for _ in 0..count {
        function(&mut text);
    }
    text
}

/// Functions of the same steps over one value on the stack; two `i64` and an `i32` are there to use.
fn straight(functions: usize, steps: usize, step: fn(usize, &mut String)) -> String {
    repeated(functions, |it| {
        *it += "(func (param i64) (result i64) (local i64 i64 i32) local.get 0 ";
        for at in 0..steps {
            step(at, it);
        }
        *it += ")";
    })
}

/// Straight code over locals that are all read again at the end.
fn alive(locals: usize, steps: usize) -> String {
    // The steps are prime to the number of locals: each is read long after it was written.
    among_locals(locals, steps, |at, text| {
        let (to, left, right) = (at % locals, (at * 7 + 1) % locals, (at * 13 + 5) % locals);
        let _ = write!(text, "local.get {left} local.get {right} i64.mul local.set {to} ");
    })
}

/// Operands that pile up, and are folded.
fn operands(count: usize, text: &mut String) {
    *text += "(func (param i64) (result i64) ";
    for _ in 0..count {
        *text += "local.get 0 i32.wrap_i64 i64.load ";
    }
    *text += &"i64.mul ".repeat(count - 1);
    *text += ")";
}

/// Conditions beside one another, over locals that each of them changes.
fn conditions(count: usize, locals: usize, text: &mut String) {
    let declared = "i64 ".repeat(locals);
    let _ = write!(text, "(func (param i64) (local {declared}) ");
    for at in 0..count {
        let (to, from) = (1 + at % locals, 1 + (at * 7) % locals);
        let _ = write!(
            text,
            "local.get {from} i64.eqz if local.get 0 local.get {from} i64.add local.set {to} \
             local.get {to} local.get {from} i64.mul local.set {from} end "
        );
    }
    *text += ")";
}

/// Blocks as deep as they may be, left by branches to every depth.
fn nested(depth: usize, text: &mut String) {
    *text += "(func (param i64) ";
    *text += &"block ".repeat(depth);
    for at in 0..depth {
        let _ = write!(
            text,
            "local.get 0 i64.const {at} i64.add local.tee 0 i64.eqz br_if {} end ",
            (at * 7) % (depth - at)
        );
    }
    *text += ")";
}

/// Loops within one another, over locals that change in each.
fn loops(depth: usize, locals: usize) -> String {
    let declared = "i64 ".repeat(locals);
    let mut text = format!("(func (param i64) (local {declared}) ");
    text += &"loop ".repeat(depth);
    for at in 0..depth {
        let to = 1 + at % locals;
        let _ =
            write!(text, "local.get {to} local.get 0 i64.add local.tee {to} i64.eqz br_if 0 end ");
    }
    text + ")"
}

/// Loops beside one another, over locals that change in each.
fn loops_in_a_row(count: usize, locals: usize, text: &mut String) {
    let declared = "i64 ".repeat(locals);
    let _ = write!(text, "(func (param i64) (local {declared}) ");
    for at in 0..count {
        let to = 1 + at % locals;
        let _ = write!(
            text,
            "loop local.get {to} local.get 0 i64.add local.tee {to} i64.eqz br_if 0 end "
        );
    }
    *text += ")";
}

/// Tables of branches to every block around them, eight in a function.
fn tables(count: usize) -> String {
    let (depth, targets) = (40, 8_000);
    let table = |text: &mut String| {
        *text += &"block ".repeat(depth);
        *text += "local.get 0 br_table ";
        for at in 0..targets {
            let _ = write!(text, "{} ", (at * 7) % depth);
        }
        *text += &"end ".repeat(depth);
    };
    let function = |text: &mut String, tables: usize| {
        *text += "(func (param i32) ";
        *text += &repeated(tables, table);
        *text += ")";
    };
    let mut text = repeated(count / 8, |it| function(it, 8));
    function(&mut text, count % 8);
    text
}

/// Calls with eight arguments.
fn calls(functions: usize) -> String {
    let mut text = "(func $callee (param i64 i64 i64 i64 i64 i64 i64 i64)) ".to_owned();
    let call = "local.get 0 ".repeat(8) + "call $callee ";
    text += &repeated(functions, |it| {
        *it += "(func (param i64) ";
        *it += &call.repeat(1_000);
        *it += ")";
    });
    text
}

/// Calls while a thousand locals stay alive, which all are read again at the end.
fn calls_among_locals(count: usize) -> String {
    let step = |at: usize, text: &mut String| {
        let (to, from) = (1 + at % LIVE, 1 + (at * 7) % LIVE);
        let _ =
            write!(text, "call $callee local.get {to} local.get {from} i64.mul local.set {to} ");
    };
    format!("(func $callee) {}", among_locals(LIVE, count, step))
}

/// Loops beside one another while locals stay alive, which all are read again at the end.
fn loops_among_locals(count: usize, locals: usize) -> String {
    among_locals(locals, count, |_, text| {
        *text += "loop local.get 0 i64.const 1 i64.sub local.tee 0 i64.eqz br_if 0 end ";
    })
}

const LIVE: usize = 1_000;

fn among_locals(locals: usize, steps: usize, step: impl Fn(usize, &mut String)) -> String {
    let declared = "i64 ".repeat(locals);
    let mut text = format!("(func (param i64) (result i64) (local {declared}) ");
    for at in 1..=locals {
        let _ = write!(text, "local.get 0 i64.const {at} i64.mul local.set {at} ");
    }
    for at in 0..steps {
        step(at, &mut text);
    }
    text += "local.get 0 ";
    for at in 1..=locals {
        let _ = write!(text, "local.get {at} i64.xor ");
    }
    text + ")"
}

/// Calls through a table.
fn indirect_calls(count: usize) -> String {
    let mut text = String::from(
        "(table 16 funcref) (type $kind (func (param i64) (result i64))) (elem (i32.const 0) func $callee)
        (func $callee (param i64) (result i64) local.get 0) ",
    );
    text += &repeated(3 * (count / 1_000), |it| indirect_callers(1_000, it));
    text += &repeated(3, |it| indirect_callers(count % 1_000, it));
    text
}

fn indirect_callers(count: usize, text: &mut String) {
    *text += "(func (param i64) (result i64) local.get 0 ";
    *text += &"i32.const 0 call_indirect (type $kind) ".repeat(count);
    *text += ")";
}

/// Different types with as many parameters as there may be.
fn types(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        text += "(type (func (param ";
        for parameter in 0..128 {
            text += if parameter < 16 && at >> parameter & 1 == 1 { "i64 " } else { "i32 " };
        }
        text += ")))";
    }
    text
}

/// Everything outside of code.
fn segments(count: usize) -> String {
    let mut text = String::from("(memory (export \"memory\") 20) (table 16384 funcref) (func $f) ");
    for at in 0..count {
        let _ = write!(text, "(global (mut i64) (i64.const {at})) ");
        let _ = write!(text, "(elem (i32.const {at}) func $f $f $f $f $f $f $f $f) ");
        let _ = write!(text, "(data (i32.const {}) \"{}\") ", at * 100, "d".repeat(400));
        let _ = write!(text, "(export \"{}{at}\" (func $f)) ", "e".repeat(100));
    }
    text
}
