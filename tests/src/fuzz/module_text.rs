//! Random modules, as text: valid, of every operator that the metering pass accepts, and mostly without sense.
// tidy: table: operators by their types

use super::Random;
use core::fmt::Write;

use Kind::{I32, I64};

/// Nodes of one function, about.
const FUEL: u32 = 70;
/// Functions with bodies.
const FUNCTIONS: usize = 5;
/// Locals of each kind in every function, parameters not counted.
const LOCALS: usize = 3;

/// What a module may import.
pub(super) const IMPORTS: &str = r#"
    (import "env" "nothing" (func $nothing))
    (import "env" "add_one" (func $add_one (param i32) (result i32)))
    (import "env" "subtract" (func $subtract (param i64 i32) (result i64)))
    (import "env" "three" (func $three (param i32 i64 i32)))
    (import "env" "fail" (func $fail))
    (import "env" "consume" (func $consume (param i64)))
    (import "env" "points_left" (func $points_left (result i64)))
    (import "env" "write" (func $write (param i32 i32)))
    (import "env" "snapshot" (func $snapshot))"#;

/// What a module exports again or has whatever its functions are. Entry `look` takes the memory down.
const HEAD: &str = r#"
    (export "look" (func $snapshot))
    (type $none (func)) (type $i32 (func (param i32) (result i32))) (type $i64 (func (param i64 i32) (result i64)))
    (memory (export "memory") 1 4)
    (data (i32.const 40) "\01\02\03\80\ff\7f some text of a module")
    (table 6 9 funcref)
    (elem (i32.const 0) func $f0 $f1 $f2 $f3 $f4)
    (global $global_i32 (mut i32) (i32.const 9))
    (global $global_i64 (mut i64) (i64.const -9))"#;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    I32,
    I64,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            I32 => "i32",
            I64 => "i64",
        }
    }
}

/// Operators that take one value: what they take and give.
const UNARY: [(&str, Kind, Kind); 22] = [
    ("i32.eqz", I32, I32),
    ("i32.clz", I32, I32),
    ("i32.ctz", I32, I32),
    ("i32.popcnt", I32, I32),
    ("i32.extend8_s", I32, I32),
    ("i32.extend16_s", I32, I32),
    ("i32.wrap_i64", I64, I32),
    ("i64.eqz", I64, I32),
    ("i64.clz", I64, I64),
    ("i64.ctz", I64, I64),
    ("i64.popcnt", I64, I64),
    ("i64.extend8_s", I64, I64),
    ("i64.extend16_s", I64, I64),
    ("i64.extend32_s", I64, I64),
    ("i64.extend_i32_s", I32, I64),
    ("i64.extend_i32_u", I32, I64),
    ("call $add_one", I32, I32),
    ("i32.load8_u", I32, I32),
    ("i32.load16_s offset=3", I32, I32),
    ("i64.load offset=65530", I32, I64),
    ("i64.load32_s", I32, I64),
    ("memory.grow", I32, I32),
];

/// Operators that take two values of the kind that their name begins with, and give one of it.
const BINARY: [&str; 15] = [
    "add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "or", "xor", "shl", "shr_s",
    "shr_u", "rotl", "rotr",
];

/// The same, that give an `i32`.
const COMPARISONS: [&str; 10] =
    ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"];

/// Writes of a value to memory.
const STORES: [(&str, Kind); 7] = [
    ("i32.store", I32),
    ("i32.store8 offset=7", I32),
    ("i32.store16", I32),
    ("i64.store offset=65529", I64),
    ("i64.store8", I64),
    ("i64.store16 offset=1", I64),
    ("i64.store32", I64),
];

/// The text of a module whose entries are `main`, `other`, `look`.
pub(super) fn module(random: &mut Random) -> Result<String, core::fmt::Error> {
    let mut text = format!("(module {IMPORTS} {HEAD}");
    for index in 0..FUNCTIONS {
        let (signature, result) = match index {
            1 | 2 => ("(param $p_i32 i32) (result i32)", Some(I32)),
            3 => ("(param $p_i64 i64) (param $p_i32 i32) (result i64)", Some(I64)),
            _ => ("", None),
        };
        let name = match index {
            0 => r#"(export "main")"#,
            4 => r#"(export "other")"#,
            _ => "",
        };
        write!(text, "(func $f{index} {name} {signature}")?;
        for local in 0..LOCALS {
            write!(text, "(local $i32_{local} i32) (local $i64_{local} i64)")?;
        }
        let mut body = Body { random, text, fuel: FUEL, labels: 0 };
        body.statements(6)?;
        if let Some(kind) = result {
            body.value(kind, 4)?;
        }
        text = body.text;
        text.push(')');
    }
    text.push(')');
    Ok(text)
}

/// A function that is being written.
struct Body<'r> {
    random: &'r mut Random,
    text: String,
    fuel: u32,
    /// Open blocks without a result.
    labels: usize,
}

type Written = core::fmt::Result;

impl Body<'_> {
    fn spend(&mut self) -> bool {
        let is_left = self.fuel > 0;
        self.fuel = self.fuel.saturating_sub(1);
        is_left
    }

    /// A value of a kind, as one folded expression.
    fn value(&mut self, kind: Kind, depth: u32) -> Written {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.spend()) else {
            return self.leaf(kind);
        };
        match self.random.below(14) {
            0..=3 => self.binary(kind, depth),
            4..=6 => self.unary(kind, depth),
            7 if kind == I32 => self.comparison(depth),
            7 => self.call("call $subtract", &[I64, I32], depth),
            8 => {
                let local = self.random.below(LOCALS);
                self.call(&format!("local.tee ${}_{local}", kind.name()), &[kind], depth)
            }
            9 => self.call("select", &[kind, kind, I32], depth),
            10 => self.condition(kind, depth),
            11 => self.block(kind, depth),
            12 => match kind {
                I32 => {
                    let callee = self.random.of(&["call $f1", "call $f2"]);
                    self.call(callee, &[I32], depth)
                }
                I64 => self.call("call $f3", &[I64, I32], depth),
            },
            _ => match kind {
                I32 => self.call("call_indirect (type $i32)", &[I32, I32], depth),
                I64 => self.call("call_indirect (type $i64)", &[I64, I32, I32], depth),
            },
        }
    }

    fn leaf(&mut self, kind: Kind) -> Written {
        const EDGES: [i64; 10] = [0, 1, -1, 7, 40, 255, 65_536, 0x7fff_ffff, -0x8000_0000, 65_535];
        let (name, local) = (kind.name(), self.random.below(LOCALS));
        match self.random.below(8) {
            0 | 1 => write!(self.text, "({name}.const {})", self.random.of(&EDGES)),
            2 if kind == I64 => {
                write!(self.text, "(i64.const {})", self.random.any().cast_signed())
            }
            2 => self.text.write_str("(memory.size)"),
            3 => write!(self.text, "(global.get $global_{name})"),
            4 if kind == I64 => self.text.write_str("(call $points_left)"),
            4 => self.text.write_str("(table.size)"),
            _ => write!(self.text, "(local.get ${name}_{local})"),
        }
    }

    /// An operator with its operands.
    fn call(&mut self, operator: &str, operands: &[Kind], depth: u32) -> Written {
        write!(self.text, "({operator} ")?;
        operands.iter().try_for_each(|it| self.value(*it, depth))?;
        self.text.write_str(")")
    }

    fn unary(&mut self, kind: Kind, depth: u32) -> Written {
        let fitting: Vec<_> = UNARY.iter().filter(|(_, _, gives)| *gives == kind).collect();
        match fitting.get(self.random.below(fitting.len())) {
            Some((name, takes, _)) => self.call(name, &[*takes], depth),
            None => self.leaf(kind),
        }
    }

    fn binary(&mut self, kind: Kind, depth: u32) -> Written {
        let operator = self.random.of(&BINARY);
        self.call(&format!("{}.{operator}", kind.name()), &[kind, kind], depth)
    }

    fn comparison(&mut self, depth: u32) -> Written {
        let (kind, operator) = (self.kind(), self.random.of(&COMPARISONS));
        self.call(&format!("{}.{operator}", kind.name()), &[kind, kind], depth)
    }

    fn kind(&mut self) -> Kind {
        if self.random.below(2) == 0 { I32 } else { I64 }
    }

    fn condition(&mut self, kind: Kind, depth: u32) -> Written {
        write!(self.text, "(if (result {}) ", kind.name())?;
        self.value(I32, depth)?;
        for arm in ["(then ", ")(else "] {
            self.text.write_str(arm)?;
            self.value(kind, depth)?;
        }
        self.text.write_str("))")
    }

    /// A block that may be left early with its value.
    fn block(&mut self, kind: Kind, depth: u32) -> Written {
        write!(self.text, "(block (result {}) (br_if 0 ", kind.name())?;
        self.value(kind, depth)?;
        self.value(I32, depth)?;
        self.text.write_str("))")
    }

    fn statements(&mut self, depth: u32) -> Written {
        for _ in 0..=self.random.below(5) {
            self.statement(depth)?;
        }
        Ok(())
    }

    fn statement(&mut self, depth: u32) -> Written {
        let Some(depth) = depth.checked_sub(1).filter(|_| self.spend()) else {
            return self.text.write_str("(nop)");
        };
        let kind = self.kind();
        let (name, local) = (kind.name(), self.random.below(LOCALS));
        match self.random.below(20) {
            0..=3 => self.call(&format!("local.set ${name}_{local}"), &[kind], depth),
            4 => self.call(&format!("global.set $global_{name}"), &[kind], depth),
            5..=7 => {
                let store = STORES.get(self.random.below(STORES.len()));
                let (store, kind) = store.copied().unwrap_or(("i32.store", I32));
                self.call(store, &[I32, kind], depth)
            }
            8 => self.call("drop", &[kind], depth),
            9 | 10 => self.branches("block", depth),
            11 | 12 => self.branches("loop", depth),
            13 => {
                self.text.write_str("(if ")?;
                self.value(I32, depth)?;
                self.text.write_str("(then ")?;
                self.labels = self.labels.saturating_add(1);
                self.statements(depth)?;
                self.labels = self.labels.saturating_sub(1);
                self.text.write_str("))")
            }
            14 => self.call("call $three", &[I32, I64, I32], depth),
            15 => self.call("call $write", &[I32, I32], depth),
            16 => self.table(depth),
            17 => self.text.write_str("(call $nothing)"),
            18 if self.random.below(4) == 0 => {
                let rare = ["unreachable", "call $fail", "call $f4", "call $snapshot"];
                write!(self.text, "({})", self.random.of(&rare))
            }
            18 => self.call("call $consume", &[I64], depth),
            _ => self.text.write_str("(table.set (i32.const 5) (ref.func $f1))"),
        }
    }

    /// A block or loop with branches to what is around it.
    fn branches(&mut self, block: &str, depth: u32) -> Written {
        write!(self.text, "({block} ")?;
        self.labels = self.labels.saturating_add(1);
        self.statements(depth)?;
        let label = self.random.below(self.labels);
        self.call(&format!("br_if {label}"), &[I32], depth)?;
        self.statements(depth)?;
        self.labels = self.labels.saturating_sub(1);
        self.text.write_str(")")
    }

    fn table(&mut self, depth: u32) -> Written {
        self.labels = self.labels.saturating_add(1);
        let labels: Vec<String> =
            (0..4).map(|_| self.random.below(self.labels).to_string()).collect();
        self.text.write_str("(block ")?;
        self.call(&format!("br_table {}", labels.join(" ")), &[I32], depth)?;
        self.labels = self.labels.saturating_sub(1);
        self.text.write_str(")")
    }
}
