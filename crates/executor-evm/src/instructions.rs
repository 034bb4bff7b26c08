//! The instruction table: Ethereum's, with two entries of ours.

use crate::database::DatabaseError;
use crate::engine::EvmContext;
use revm::bytecode::opcode;
use revm::context_interface::Cfg;
use revm::context_interface::ContextError;
use revm::handler::instructions::EthInstructions;
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{
    Instruction, InstructionContext, InstructionExecResult, InstructionResult,
};
use revm::primitives::KECCAK_EMPTY;
use revm::primitives::hardfork::SpecId;
use vm_core::{Fault, U256};

/// Gas of `JUMPDEST`, on every fork.
const JUMPDEST_GAS: u16 = 1;

/// Gas of `KECCAK256` before that of its words, on every fork.
const KECCAK256_GAS: u16 = 30;

/// The instructions of a fork. `JUMPDEST`, which every loop passes, also polls the interrupt; `KECCAK256` is faster
/// than revm's.
pub(crate) fn instructions(fork: SpecId) -> EthInstructions<EthInterpreter, EvmContext> {
    let mut table = EthInstructions::new_mainnet_with_spec(fork);
    table.insert_instruction(opcode::JUMPDEST, Instruction::new(jumpdest), JUMPDEST_GAS);
    table.insert_instruction(opcode::KECCAK256, Instruction::new(keccak256), KECCAK256_GAS);
    table
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of an instruction")]
fn jumpdest(context: InstructionContext<'_, EvmContext, EthInterpreter>) -> InstructionExecResult {
    if context.host.journaled_state.session.interrupt.is_raised() {
        return interrupted(context.host);
    }
    Ok(())
}

#[cold]
fn interrupted(host: &mut EvmContext) -> InstructionExecResult {
    host.error = Err(ContextError::Db(DatabaseError::from(Fault::Interrupted)));
    Err(InstructionResult::FatalExternalError)
}

/// As revm's own, with a hash function that takes half of the time, and not even that for what it remembers.
fn keccak256(context: InstructionContext<'_, EvmContext, EthInterpreter>) -> InstructionExecResult {
    let InstructionContext { interpreter, host } = context;
    let number = |number: U256| usize::try_from(number).ok();
    let (offset, length) = (interpreter.stack.peek(0)?, interpreter.stack.peek(1)?);
    let length = number(length).ok_or(InstructionResult::InvalidOperandOOG)?;
    let gas_params = host.cfg.gas_params();
    if !interpreter.gas.record_regular_cost(gas_params.keccak256_cost(length)) {
        return Err(InstructionResult::OutOfGas);
    }
    let hash = if length == 0 {
        KECCAK_EMPTY
    } else {
        let offset = number(offset).ok_or(InstructionResult::InvalidOperandOOG)?;
        interpreter.resize_memory(gas_params, offset, length)?;
        host.chain.hash(&interpreter.memory.slice_len(offset, length))
    };
    // The offset goes, and the hash comes in the place of the length.
    interpreter.stack.pop()?;
    interpreter.stack.set(0, hash.into())
}
