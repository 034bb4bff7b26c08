//! Counters in a metered module.

use std::ops::Range;
use vm_core::ModuleOrigin;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, Encode, ExportKind, ExportSection, GlobalSection, GlobalType,
    Instruction, Module, RawSection, ValType,
};
use wasmparser::{Operator, Parser, Payload};

/// Operators of a contract that run together: only the first can be jumped to, and only the last moves
/// control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Index of the function among those with a body.
    pub(crate) function: usize,
    /// Offsets of its operators in the contract's code, in order; never empty.
    pub(crate) operators: Vec<u32>,
    /// Where its counter goes: offset in the body of the metered function.
    place: usize,
}

/// The export under which a counter is found.
pub(crate) fn counter_name(block: usize) -> String {
    format!("sovereign_covered_{block}")
}

/// The blocks of a contract. Nothing when the origin does not fit its code.
pub(crate) fn blocks(origin: &ModuleOrigin) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut places = origin.operators.iter();
    for payload in Parser::new(0).parse_all(&origin.original) {
        let Payload::CodeSectionEntry(body) = payload.ok()? else {
            continue;
        };
        let function = origin.operators.len().checked_sub(places.len())?;
        let mut places = places.next()?.iter();
        let mut operators = body.get_operators_reader().ok()?;
        let mut starts = true;
        while !operators.eof() {
            let (operator, offset) = operators.read_with_offset().ok()?;
            let (original, metered) = *places.next()?;
            if u64::from(original) != offset {
                return None;
            }
            // Ends are no work of their own, but where there is nothing else.
            let is_first = blocks.last().is_none_or(|it: &Block| it.function != function);
            if matches!(operator, Operator::End | Operator::Else) && !is_first {
                starts = true;
                continue;
            }
            if starts {
                let place = usize::try_from(metered).ok()?;
                blocks.push(Block { function, operators: Vec::new(), place });
            }
            blocks.last_mut()?.operators.push(original);
            starts = moves_control(&operator);
        }
    }
    Some(blocks)
}

/// Whether what follows may run another number of times. After a call too: it may not return.
const fn moves_control(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrTable { .. }
            | Operator::Return
            | Operator::Unreachable
            | Operator::Call { .. }
            | Operator::CallIndirect { .. }
    )
}

/// The metered module with a counter for each block. Nothing when it cannot be read.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other sections stay as they are")]
pub(crate) fn with_counters(metered: &[u8], blocks: &[Block]) -> Option<Vec<u8>> {
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let mut first_counter = 0;
    let mut bodies = 0..0;
    let mut rest = blocks;
    for payload in Parser::new(0).parse_all(metered) {
        let payload = payload.ok()?;
        match &payload {
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                RoundtripReencoder.parse_global_section(&mut globals, section.clone()).ok()?;
                first_counter = section.count();
                let counter = GlobalType { val_type: ValType::I64, mutable: true, shared: false };
                for _ in blocks {
                    globals.global(counter, &ConstExpr::i64_const(0));
                }
                module.section(&globals);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                RoundtripReencoder.parse_export_section(&mut exports, section.clone()).ok()?;
                for (index, global) in (0..blocks.len()).zip(first_counter..) {
                    exports.export(&counter_name(index), ExportKind::Global, global);
                }
                module.section(&exports);
            }
            Payload::CodeSectionStart { count, .. } => bodies = 0..usize::try_from(*count).ok()?,
            Payload::CodeSectionEntry(body) => {
                let function = bodies.next()?;
                let count = rest.iter().take_while(|it| it.function == function).count();
                let (own, others) = rest.split_at_checked(count)?;
                let counter = blocks.len().checked_sub(rest.len())?;
                let counter = u32::try_from(counter).ok()?.checked_add(first_counter)?;
                code.raw(&counted_body(metered.get(range(body.range())?)?, own, counter)?);
                rest = others;
                if bodies.is_empty() {
                    module.section(&code);
                }
            }
            other => {
                if let Some((id, place)) = other.as_section() {
                    module.section(&RawSection { id, data: metered.get(range(place)?)? });
                }
            }
        }
    }
    rest.is_empty().then(|| module.finish())
}

/// The body of a function with counters, of which the first has this index.
fn counted_body(body: &[u8], blocks: &[Block], first: u32) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut done = 0;
    for (block, counter) in blocks.iter().zip(first..) {
        out.extend_from_slice(body.get(done..block.place)?);
        Instruction::GlobalGet(counter).encode(&mut out);
        Instruction::I64Const(1).encode(&mut out);
        Instruction::I64Add.encode(&mut out);
        Instruction::GlobalSet(counter).encode(&mut out);
        done = block.place;
    }
    out.extend_from_slice(body.get(done..)?);
    Some(out)
}

fn range(range: Range<u64>) -> Option<Range<usize>> {
    Some(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
}
