//! The second reading of one function: its operators with the charges between them.

use crate::charges::{Added, Charges};
use crate::costs::OperatorCosts;
use crate::error::ModuleError;
use crate::function_survey::FunctionFacts;
use crate::operators::may_trap;
use crate::places::{OperatorPlace, offset};
use crate::writer::Renumber;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, Function, Instruction, ValType};
use wasmparser::Operator;

/// Up to how many control-flow operators a function keeps its points in a local; that is more than
/// in any known contract.
const CONTROL_OPERATORS_IN_LOCAL: u32 = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Function,
    Block,
    Loop,
    If,
}

/// An open block, and how its end is reached.
#[derive(Debug)]
struct OpenBlock {
    kind: BlockKind,
    /// Its start can be reached.
    entered: bool,
    /// Its end can be reached by a branch or past the other arm of a condition.
    joined: bool,
    /// One of the ways to its end has not compared the points.
    unchecked: bool,
    /// The same for the way to the second arm of a condition.
    condition_unchecked: bool,
}

/// Writes one function.
pub(crate) struct FunctionWriter<'w> {
    costs: &'w OperatorCosts,
    added: Added,
    renumber: &'w mut Renumber,
    /// The points of a frame, when this function pays for it.
    frame: Option<u32>,
    charges: Charges,
    out: Function,
    blocks: Vec<OpenBlock>,
    branched_to: std::slice::Iter<'w, bool>,
    reachable: bool,
    /// Where operators went, if it was asked for.
    places: Option<&'w mut Vec<OperatorPlace>>,
    /// The offset of the operator that is written, in the original module.
    original: u32,
}

impl<'w> FunctionWriter<'w> {
    /// Writes a function whose result is `result`.
    pub(crate) fn write(
        (costs, added, renumber): (&'w OperatorCosts, Added, &'w mut Renumber),
        facts: &'w FunctionFacts<'_>,
        result: Option<wasmparser::ValType>,
        frame: Option<u32>,
        places: Option<&'w mut Vec<OperatorPlace>>,
    ) -> Result<Function, ModuleError> {
        let mut groups = Vec::new();
        let mut price_of_locals = 0_u64;
        for group in facts.body.get_locals_reader()? {
            let (count, kind) = group?;
            price_of_locals = price_of_locals.saturating_add(costs.price_of_locals(count));
            groups.push((count, renumber.val_type(kind)?));
        }
        groups.push((1, ValType::I64));
        let points = facts.params.saturating_add(facts.locals);
        let result = result.map(|result| renumber.val_type(result)).transpose()?;
        let mut writer = Self {
            costs,
            added,
            renumber,
            frame,
            charges: Charges::new(
                added,
                points,
                price_of_locals,
                facts.control_operators > CONTROL_OPERATORS_IN_LOCAL,
            ),
            out: Function::new(groups),
            blocks: Vec::new(),
            branched_to: facts.branched_to.iter(),
            reachable: true,
            places,
            original: 0,
        };
        writer.enter(facts.leaves_early, result);
        let mut operators = facts.body.get_operators_reader()?;
        while !operators.eof() {
            let (operator, start) = operators.read_with_offset()?;
            writer.original = offset(start);
            writer.operator(operator)?;
        }
        Ok(writer.out)
    }

    /// Takes the frame from the stack budget. A function that leaves early gets a block around its
    /// body, so that it leaves through one place.
    fn enter(&mut self, leaves_early: bool, result: Option<ValType>) {
        if let Some(frame) = self.frame {
            self.change_stack(&Instruction::I32Sub, frame);
            self.out.instruction(&Instruction::GlobalGet(self.added.stack_left));
            self.out.instruction(&Instruction::I32Const(0));
            self.out.instruction(&Instruction::I32LtS);
            self.out.instruction(&Instruction::If(BlockType::Empty));
            self.out.instruction(&Instruction::Call(self.added.stack_overflow));
            self.out.instruction(&Instruction::Unreachable);
            self.out.instruction(&Instruction::End);
        }
        if leaves_early {
            self.out.instruction(&Instruction::Block(
                result.map_or(BlockType::Empty, BlockType::Result),
            ));
        }
        self.open(BlockKind::Function, leaves_early);
    }

    fn change_stack(&mut self, change: &Instruction<'_>, frame: u32) {
        self.out.instruction(&Instruction::GlobalGet(self.added.stack_left));
        self.out.instruction(&Instruction::I32Const(frame.cast_signed()));
        self.out.instruction(change);
        self.out.instruction(&Instruction::GlobalSet(self.added.stack_left));
    }

    /// Writes an operator after what must be paid before it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other operators move no control")]
    fn operator(&mut self, operator: Operator<'_>) -> Result<(), ModuleError> {
        if self.reachable {
            self.charges.add(self.costs.price(&operator).unwrap_or(0));
        }
        match &operator {
            Operator::Block { .. } => {
                self.close_run();
                self.open_next(BlockKind::Block);
            }
            Operator::Loop { .. } => {
                self.pay(true);
                self.open_next(BlockKind::Loop);
            }
            Operator::If { .. } => {
                self.pay(false);
                self.open_next(BlockKind::If);
            }
            Operator::Else => self.second_arm(),
            Operator::End => return self.end(),
            Operator::Br { relative_depth } => {
                self.branch(std::iter::once(*relative_depth));
                self.stop();
            }
            Operator::BrIf { relative_depth } => self.branch(std::iter::once(*relative_depth)),
            Operator::BrTable { targets } => {
                let depths = targets.targets().collect::<Result<Vec<_>, _>>()?;
                self.branch(depths.into_iter().chain([targets.default()]));
                self.stop();
            }
            Operator::Return => {
                let depth = u32::try_from(self.blocks.len().saturating_sub(1)).unwrap_or(u32::MAX);
                self.branch(std::iter::once(depth));
                self.stop();
                self.note_place();
                self.out.instruction(&Instruction::Br(depth));
                return Ok(());
            }
            Operator::Call { .. } | Operator::CallIndirect { .. } => {
                if self.reachable {
                    self.charges.close_run();
                    self.charges.hand_over(&mut self.out);
                }
            }
            Operator::Unreachable => {
                self.pay(true);
                self.stop();
            }
            other => {
                if self.reachable && may_trap(other) {
                    self.charges.settle(&mut self.out);
                }
                if matches!(other, Operator::MemoryGrow { .. }) {
                    self.out.instruction(&Instruction::Call(self.added.memory_grow_guard));
                }
            }
        }
        let operator = self.renumber.instruction(operator)?;
        self.note_place();
        self.out.instruction(&operator);
        Ok(())
    }

    /// The operator comes right here.
    fn note_place(&mut self) {
        if let Some(places) = &mut self.places {
            let metered = u32::try_from(self.out.byte_len()).unwrap_or(u32::MAX);
            places.push(OperatorPlace { original: self.original, metered });
        }
    }

    fn close_run(&mut self) {
        if self.reachable {
            self.charges.close_run();
        }
    }

    fn pay(&mut self, check: bool) {
        if self.reachable {
            self.charges.close_run();
            self.charges.pay(&mut self.out, check);
        }
    }

    /// Nothing runs from here to the end of the block or its second arm.
    const fn stop(&mut self) {
        self.reachable = false;
        self.charges.join(false);
    }

    fn open_next(&mut self, kind: BlockKind) {
        let joined = self.branched_to.next().copied().unwrap_or(true);
        self.open(kind, joined);
    }

    fn open(&mut self, kind: BlockKind, joined: bool) {
        self.blocks.push(OpenBlock {
            kind,
            entered: self.reachable,
            // The end of a loop is no target: a branch to it goes to its start. That of a condition
            // is reached past it.
            joined: match kind {
                BlockKind::Function | BlockKind::Block => joined,
                BlockKind::Loop => false,
                BlockKind::If => true,
            },
            unchecked: false,
            condition_unchecked: self.charges.is_unchecked(),
        });
    }

    /// Pays before a branch. The start of a loop relies on a comparison before every way to it; the
    /// end of a block takes over what has not been compared.
    fn branch(&mut self, depths: impl Iterator<Item = u32> + Clone) {
        let index = |depth: u32, blocks: &[OpenBlock]| {
            blocks.len().checked_sub(1)?.checked_sub(usize::try_from(depth).ok()?)
        };
        let goes_back = depths.clone().any(|depth| {
            let target = index(depth, &self.blocks).and_then(|index| self.blocks.get(index));
            target.is_none_or(|target| target.kind == BlockKind::Loop)
        });
        self.pay(goes_back);
        let unchecked = self.reachable && self.charges.is_unchecked();
        for depth in depths {
            if let Some(target) =
                index(depth, &self.blocks).and_then(|index| self.blocks.get_mut(index))
            {
                target.unchecked |= unchecked;
            }
        }
    }

    fn second_arm(&mut self) {
        self.pay(false);
        let Some(block) = self.blocks.last_mut() else {
            return;
        };
        block.unchecked |= self.reachable && self.charges.is_unchecked();
        // From here on the way past the condition leads into this arm, and no longer to the end.
        self.reachable = block.entered;
        let unchecked = block.condition_unchecked;
        block.condition_unchecked = false;
        self.charges.join(unchecked);
    }

    fn end(&mut self) -> Result<(), ModuleError> {
        let Some(block) = self.blocks.pop() else {
            return Err(ModuleError::Unwritable);
        };
        if block.kind == BlockKind::Function {
            self.leave(&block);
        } else if block.joined {
            self.pay(false);
            let fell_through = self.reachable && self.charges.is_unchecked();
            self.reachable = block.entered;
            self.charges.join(block.unchecked || block.condition_unchecked || fell_through);
        } else {
            self.close_run();
        }
        self.note_place();
        self.out.instruction(&Instruction::End);
        Ok(())
    }

    /// Leaves the points in the global and gives the frame back.
    fn leave(&mut self, function: &OpenBlock) {
        if function.joined {
            self.pay(false);
            let fell_through = self.reachable && self.charges.is_unchecked();
            self.out.instruction(&Instruction::End);
            self.reachable = true;
            self.charges.join(function.unchecked || fell_through);
        } else {
            self.close_run();
        }
        if self.reachable {
            self.charges.hand_over(&mut self.out);
            if let Some(frame) = self.frame {
                self.change_stack(&Instruction::I32Add, frame);
            }
        }
    }
}
