//! The first reading of one function: validation, limits, and the facts that the second reading
//! writes from.

use crate::error::{LimitKind, ModuleError};
use crate::limits::Limits;
use crate::operators;
use crate::work::Place;
use crate::{OperatorCosts, survey::Totals};
use wasmparser::OperatorsReader;
use wasmparser::ValidatorResources;
use wasmparser::{
    BinaryReader, FuncToValidate, FuncValidator, FuncValidatorAllocations, FunctionBody, Operator,
};

/// What the pass knows of a function before it writes it.
#[derive(Debug)]
pub(crate) struct FunctionFacts<'a> {
    /// The validated body.
    pub(crate) body: FunctionBody<'a>,
    /// Parameters.
    pub(crate) params: u32,
    /// Declared locals.
    pub(crate) locals: u32,
    /// The largest number of operands on the stack.
    pub(crate) operands: u32,
    /// Operators, the last `end` with them.
    pub(crate) operators: u32,
    /// Those of them that move control, before which charges stand.
    pub(crate) control_operators: u32,
    /// For each block, loop and condition in order of appearance: whether a branch names it.
    pub(crate) branched_to: Vec<bool>,
    /// Whether it leaves by `return` or by a branch to its outermost label.
    pub(crate) leaves_early: bool,
    /// The functions that it calls, in the index space of the module.
    pub(crate) calls: Vec<u32>,
    /// The types that it calls indirectly.
    pub(crate) indirect_calls: Vec<u32>,
}

/// A block, loop or condition that has not ended.
struct OpenBlock {
    /// Its place in `branched_to`.
    place: usize,
    is_loop: bool,
}

/// Reads one function.
pub(crate) struct FunctionSurvey<'s, 'a> {
    costs: &'s OperatorCosts,
    limits: &'s Limits,
    totals: &'s mut Totals,
    index: u32,
    facts: FunctionFacts<'a>,
    /// The open blocks; the function itself is not among them.
    open: Vec<OpenBlock>,
    /// How many of them are loops.
    loops: u32,
}

impl<'s, 'a> FunctionSurvey<'s, 'a> {
    /// Validates a function, checks it against the limits and collects what is known of it.
    pub(crate) fn read(
        (costs, limits, totals): (&'s OperatorCosts, &'s Limits, &'s mut Totals),
        function: FuncToValidate<ValidatorResources>,
        body: FunctionBody<'a>,
        allocations: FuncValidatorAllocations,
    ) -> Result<(FunctionFacts<'a>, FuncValidatorAllocations), ModuleError> {
        let index = function.index;
        let range = body.range();
        LimitKind::BodyBytes.check(range.end.saturating_sub(range.start), limits.body_bytes)?;
        let mut validator = function.into_validator(allocations);
        let mut reader = body.get_binary_reader();
        let params = validator.len_locals();
        let facts = FunctionFacts {
            body,
            params,
            locals: 0,
            operands: 0,
            operators: 0,
            control_operators: 0,
            branched_to: Vec::new(),
            leaves_early: false,
            calls: Vec::new(),
            indirect_calls: Vec::new(),
        };
        let mut survey = Self { costs, limits, totals, index, facts, open: Vec::new(), loops: 0 };
        survey.read_locals(&mut validator, &mut reader)?;
        survey.totals.work.function(survey.locals());
        survey.read_operators(&mut validator, reader)?;
        survey.finish(validator)
    }

    fn read_locals(
        &mut self,
        validator: &mut FuncValidator<ValidatorResources>,
        reader: &mut BinaryReader<'a>,
    ) -> Result<(), ModuleError> {
        for _ in 0..reader.read_var_u32()? {
            let offset = reader.original_position();
            let count = reader.read_var_u32()?;
            let kind = reader.read()?;
            LimitKind::LocalsInGroup.check(count, self.limits.locals_in_group)?;
            self.facts.locals = self.facts.locals.saturating_add(count);
            LimitKind::Locals.check(self.facts.locals, self.limits.locals)?;
            validator.define_locals(offset, count, kind)?;
        }
        Ok(())
    }

    fn read_operators(
        &mut self,
        validator: &mut FuncValidator<ValidatorResources>,
        mut reader: BinaryReader<'a>,
    ) -> Result<(), ModuleError> {
        reader.set_features(*validator.features());
        let mut reader = OperatorsReader::new(reader);
        while !reader.eof() {
            let offset = reader.original_position();
            let operator = reader.read()?;
            if self.costs.price(&operator).is_none() {
                let (operator, function) = (operators::name(&operator), self.index);
                return Err(ModuleError::UnsupportedOperator { operator, function, offset });
            }
            validator.op(offset, &operator)?;
            self.facts.operators = self.facts.operators.saturating_add(1);
            if operators::moves_control(&operator) {
                self.facts.control_operators = self.facts.control_operators.saturating_add(1);
            }
            let height = validator.operand_stack_height();
            self.facts.operands = self.facts.operands.max(height);
            self.note(&operator)?;
            let place =
                Place { live: self.locals().saturating_add(height.into()), loops: self.loops };
            self.totals.work.operator(&operator, place);
        }
        let end = reader.get_binary_reader();
        end.finish_expression(&validator.visitor(end.original_position()))?;
        LimitKind::Operands.check(self.facts.operands, self.limits.operands)?;
        LimitKind::FunctionControl
            .check(self.facts.control_operators, self.limits.function_control_operators)?;
        LimitKind::CompileWork.check(self.totals.work.amount(), self.limits.compile_work)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other operators leave no trace here")]
    fn note(&mut self, operator: &Operator<'a>) -> Result<(), ModuleError> {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                let is_loop = matches!(operator, Operator::Loop { .. });
                self.open.push(OpenBlock { place: self.facts.branched_to.len(), is_loop });
                LimitKind::Nesting.check_length(self.open.len(), self.limits.nesting)?;
                self.facts.branched_to.push(false);
                self.loops = self.loops.saturating_add(is_loop.into());
            }
            Operator::End => {
                let ends_loop = self.open.pop().is_some_and(|block| block.is_loop);
                self.loops = self.loops.saturating_sub(ends_loop.into());
            }
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                self.branch(*relative_depth)
            }
            Operator::BrTable { targets } => {
                LimitKind::BranchTargets.check(targets.len(), self.limits.branch_targets)?;
                for target in targets.targets() {
                    self.branch(target?);
                }
                self.branch(targets.default());
            }
            Operator::Return => self.facts.leaves_early = true,
            Operator::Call { function_index } => self.facts.calls.push(*function_index),
            Operator::CallIndirect { type_index, .. } => {
                self.facts.indirect_calls.push(*type_index)
            }
            Operator::RefFunc { function_index } => {
                self.totals.indirect_targets.push(*function_index)
            }
            Operator::MemoryGrow { .. } => {
                self.totals.memory_grows = self.totals.memory_grows.saturating_add(1);
                LimitKind::MemoryGrowOperators
                    .check(self.totals.memory_grows, self.limits.memory_grow_operators)?;
            }
            Operator::TableGrow { .. } => {
                self.totals.grows_tables = true;
                self.totals.changes_tables = true;
            }
            Operator::TableSet { .. } | Operator::TableInit { .. } => {
                self.totals.changes_tables = true
            }
            _ => {}
        }
        Ok(())
    }

    /// Parameters, declared locals and the one that the pass adds for the points.
    fn locals(&self) -> u64 {
        u64::from(self.facts.params).saturating_add(self.facts.locals.into()).saturating_add(1)
    }

    fn branch(&mut self, depth: u32) {
        let depth = usize::try_from(depth).unwrap_or(usize::MAX);
        let target = self.open.len().checked_sub(1).and_then(|last| last.checked_sub(depth));
        match target
            .and_then(|at| self.open.get(at))
            .and_then(|block| self.facts.branched_to.get_mut(block.place))
        {
            Some(branched_to) => *branched_to = true,
            None => self.facts.leaves_early = true,
        }
    }

    fn finish(
        mut self,
        validator: FuncValidator<ValidatorResources>,
    ) -> Result<(FunctionFacts<'a>, FuncValidatorAllocations), ModuleError> {
        for calls in [&mut self.facts.calls, &mut self.facts.indirect_calls] {
            calls.sort_unstable();
            calls.dedup();
        }
        Ok((self.facts, validator.into_allocations()))
    }
}
