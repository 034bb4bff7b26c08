//! The instruction table: Ethereum's, with one entry of ours.

use crate::database::DatabaseError;
use crate::engine::EvmContext;
use revm::bytecode::opcode;
use revm::context_interface::ContextError;
use revm::handler::instructions::EthInstructions;
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{
    Instruction, InstructionContext, InstructionExecResult, InstructionResult,
};
use revm::primitives::hardfork::SpecId;
use vm_core::Fault;

/// Gas of `JUMPDEST`, on every fork.
const JUMPDEST_GAS: u16 = 1;

/// The instructions of a fork. `JUMPDEST`, which every loop passes, also polls the interrupt.
pub(crate) fn instructions(fork: SpecId) -> EthInstructions<EthInterpreter, EvmContext> {
    let mut table = EthInstructions::new_mainnet_with_spec(fork);
    table.insert_instruction(opcode::JUMPDEST, Instruction::new(jumpdest), JUMPDEST_GAS);
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
