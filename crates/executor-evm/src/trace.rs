//! The call tree: frames that the EVM makes itself, and single instructions. The dispatcher traces the
//! other frames; the EVM adds to them what only it knows.

use crate::engine::EvmContext;
use crate::frame::{account_of, scheme_of};
use crate::outcome::{client_error, message_of, status_of};
use revm::bytecode::opcode::OpCode;
use revm::context_interface::CreateScheme as EvmCreateScheme;
use revm::handler::FrameResult;
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_types::{Jumps, LoopControl, MemoryTr, ReturnData as _};
use revm::interpreter::{
    FrameInput, GasTable, InstructionTable, Interpreter, InterpreterAction, InterpreterResult,
};
use vm_core::{
    AccountRef, Bytes, CallInput, CallScheme, CreateScheme, Fault, ReturnData, SelfDestruct,
    Session, Step, TraceEnd, TraceStart, U256, VmType,
};

/// Opens a frame of the call tree.
pub(crate) fn enter(context: &mut EvmContext, input: &FrameInput) -> Result<(), Fault> {
    let start = start_of(context, input, Some(VmType::EVM))?;
    context.journaled_state.session.trace_enter(|| start);
    Ok(())
}

/// Records a call that ended before anything took it.
pub(crate) fn refused(
    context: &mut EvmContext,
    input: &FrameInput,
    result: &FrameResult,
) -> Result<(), Fault> {
    if context.journaled_state.session.tracer.is_some() {
        let start = start_of(context, input, None)?;
        context.journaled_state.session.trace_enter(|| start);
        exit(&mut context.journaled_state.session, result);
    }
    Ok(())
}

fn start_of(
    context: &mut EvmContext,
    input: &FrameInput,
    vm_type: Option<VmType>,
) -> Result<TraceStart, Fault> {
    let journal = &mut context.journaled_state.session.journal;
    Ok(match input {
        FrameInput::Call(inputs) => TraceStart {
            vm_type,
            scheme: scheme_of(inputs.scheme),
            create: None,
            is_built_in: false,
            caller: account_of(journal, inputs.caller)?,
            callee: account_of(journal, inputs.target_address)?,
            code: account_of(journal, inputs.bytecode_address)?,
            input: CallInput::CallData(inputs.input.bytes_local(&context.local)),
            value: inputs.value.get(),
            gas: inputs.gas_limit,
        },
        FrameInput::Create(inputs) => TraceStart {
            vm_type,
            scheme: CallScheme::Create,
            create: Some(match inputs.scheme() {
                EvmCreateScheme::Create2 { salt } => CreateScheme::Salt(salt),
                EvmCreateScheme::Create | EvmCreateScheme::Custom { .. } => CreateScheme::Nonce,
            }),
            is_built_in: false,
            caller: account_of(journal, inputs.caller())?,
            callee: AccountRef::default(),
            code: AccountRef::default(),
            input: CallInput::CallData(inputs.init_code().clone()),
            value: inputs.value(),
            gas: inputs.gas_limit(),
        },
        FrameInput::Empty => return Err(Fault::Invariant("a frame has an input")),
    })
}

/// Closes the open frame of the call tree.
pub(crate) fn exit(session: &mut Session, result: &FrameResult) {
    if session.tracer.is_none() {
        return;
    }
    note(session, result);
    let is_create = matches!(result, FrameResult::Create(_));
    let result = result.interpreter_result();
    let status = status_of(result.result);
    let is_code = is_create && status.is_success();
    session.trace_exit(|| TraceEnd {
        status,
        gas_left: gas_left(result),
        data: ReturnData::Blob(if is_code { Bytes::new() } else { result.output.clone() }),
        message: message_of(result.result),
    });
}

/// What comes back to the caller: all of it from a call that was too deep or could not pay.
const fn gas_left(result: &InterpreterResult) -> u64 {
    if result.result.is_ok_or_revert() { result.gas.remaining() } else { 0 }
}

/// Adds to the open frame of the call tree what only the EVM knows of its end.
pub(crate) fn note(session: &mut Session, result: &FrameResult) {
    let Some(frame) = session.tracer.as_mut().and_then(|it| it.open_frame()) else {
        return;
    };
    let is_create = matches!(result, FrameResult::Create(_));
    let result = result.interpreter_result();
    frame.evm_error = client_error(result.result);
    if is_create && result.is_ok() {
        frame.deployed = result.output.clone();
    }
}

/// Adds the self-destruction of the open frame's contract. The frame's end drops it if that failed.
pub(crate) fn self_destruct(session: &mut Session, self_destruct: SelfDestruct) {
    if let Some(frame) = session.tracer.as_mut().and_then(|it| it.open_frame()) {
        frame.self_destruct = Some(self_destruct);
    }
}

/// Runs the instructions of a frame one by one, and shows each to the observer. Ends as
/// `Interpreter::run_plain` does.
#[cold]
pub(crate) fn run_stepwise(
    interpreter: &mut Interpreter<EthInterpreter>,
    instructions: &InstructionTable<EthInterpreter, EvmContext>,
    gas_table: &GasTable,
    context: &mut EvmContext,
) -> InterpreterAction {
    let tracer = context.journaled_state.session.tracer.as_ref();
    let wants_memory = tracer.is_some_and(|it| it.wants_memory());
    let mut before = Before::default();
    loop {
        before.take(interpreter, wants_memory);
        if let Err(end) = interpreter.step(instructions, gas_table, context)
            && interpreter.bytecode.action().is_none()
        {
            interpreter.halt(end);
        }
        before.show(interpreter, &mut context.journaled_state.session);
        if interpreter.bytecode.is_end() {
            return interpreter.take_next_action();
        }
    }
}

/// What was there before an instruction.
#[derive(Default)]
struct Before {
    program_counter: usize,
    opcode: u8,
    gas: u64,
    refund: i64,
    memory_size: usize,
    memory: Option<Vec<u8>>,
    stack: Vec<U256>,
    return_data: Bytes,
}

impl Before {
    fn take(&mut self, interpreter: &Interpreter<EthInterpreter>, wants_memory: bool) {
        self.program_counter = interpreter.bytecode.pc();
        self.opcode = interpreter.bytecode.opcode();
        self.gas = interpreter.gas.remaining();
        self.refund = interpreter.gas.refunded();
        self.memory_size = interpreter.memory.size();
        self.memory = wants_memory.then(|| interpreter.memory.slice(0..self.memory_size).to_vec());
        self.stack.clear();
        self.stack.extend_from_slice(interpreter.stack.data());
        self.return_data = interpreter.return_data.buffer().clone();
    }

    fn show(&self, interpreter: &mut Interpreter<EthInterpreter>, session: &mut Session) {
        let end = interpreter.bytecode.action().as_ref().and_then(|it| it.instruction_result());
        let step = Step {
            program_counter: self.program_counter,
            opcode: self.opcode,
            name: OpCode::new(self.opcode).map(OpCode::as_str),
            gas: self.gas,
            gas_cost: self.gas.saturating_sub(interpreter.gas.remaining()),
            memory_size: self.memory_size,
            memory: self.memory.as_deref(),
            stack: &self.stack,
            return_data: &self.return_data,
            error: end.and_then(client_error),
        };
        let refund = (self.refund, interpreter.gas.refunded());
        let kept = session.journal.refund();
        if let Some(tracer) = session.tracer.as_mut() {
            tracer.step(&step, refund, kept);
        }
    }
}
