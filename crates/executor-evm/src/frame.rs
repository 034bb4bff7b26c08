//! Frames: revm's own, with the journal's frame beside each, and calls that leave the EVM.

use crate::crossing;
use crate::database::DatabaseError;
use crate::engine::{Engine, EvmContext, RunError};
use crate::outcome::{call_result, create_result, no_write};
use crate::trace;
use core::mem;
use revm::context::FrameStack;
use revm::context_interface::ContextError;
use revm::handler::evm::FrameInitResult;
use revm::handler::instructions::EthInstructions;
use revm::handler::{
    EthFrame, EthPrecompiles, EvmTr, FrameInitOrResult, FrameResult, ItemOrResult,
};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{
    CallScheme as EvmScheme, FrameInput, InstructionResult, InterpreterAction, InterpreterResult,
};
use vm_core::{
    AccountRef, Authority, CallScheme, EvmAddress, Fault, Frame, HaltReason, Journal, VmType,
    WriteError,
};

/// How the runtime names one of the EVM's call schemes.
pub(crate) const fn scheme_of(scheme: EvmScheme) -> CallScheme {
    match scheme {
        EvmScheme::Call => CallScheme::Call,
        EvmScheme::CallCode => CallScheme::CallCode,
        EvmScheme::DelegateCall => CallScheme::Delegate,
        EvmScheme::StaticCall => CallScheme::Static,
    }
}

/// Both forms of the account that a face means, from the current frame where it is one of its own.
pub(crate) fn account_of(journal: &mut Journal, face: EvmAddress) -> Result<AccountRef, Fault> {
    match journal.frame() {
        Some(frame) if frame.callee.face == face => Ok(frame.callee),
        Some(frame) if frame.caller.face == face => Ok(frame.caller),
        Some(_) | None => journal.reference_of_face(face),
    }
}

impl Engine {
    /// Makes a frame, or gives the result of a call that needs none.
    #[inline]
    fn make_frame(&mut self, init: FrameInit) -> Result<Option<FrameResult>, RunError> {
        self.session().poll_interrupt().map_err(DatabaseError::from)?;
        let Some(index) = self.evm.frame_stack.index() else {
            return self.make_first(init);
        };
        self.deepest = self.deepest.max(index.saturating_add(2));
        if let Some(result) = self.intercept(&init.frame_input)? {
            return Ok(Some(result));
        }
        let is_traced = self.session().tracer.is_some();
        if is_traced {
            trace::enter(&mut self.evm.ctx, &init.frame_input).map_err(DatabaseError::from)?;
        }
        if let Some(result) = self.init_frame(init)? {
            if is_traced {
                trace::exit(self.session(), &result);
            }
            return Ok(Some(result));
        }
        self.push_frame().map_err(DatabaseError::from)?;
        Ok(None)
    }

    /// Makes the first frame of a run. The dispatcher has pushed the journal's frame of a call.
    fn make_first(&mut self, init: FrameInit) -> Result<Option<FrameResult>, RunError> {
        let is_create = matches!(init.frame_input, FrameInput::Create(_));
        if let Some(result) = self.init_frame(init)? {
            return Ok(Some(result));
        }
        if is_create {
            self.push_frame().map_err(DatabaseError::from)?;
        }
        Ok(None)
    }

    /// Lets revm make a frame. A fault that was latched meanwhile ends the run; a refusal waits for the
    /// exit of the frame that caused it.
    #[inline]
    fn init_frame(&mut self, init: FrameInit) -> Result<Option<FrameResult>, RunError> {
        let result = match self.evm.frame_init(init)? {
            ItemOrResult::Item(_) => None,
            ItemOrResult::Result(result) => Some(result),
        };
        let journal = &mut self.session().journal;
        if let Some(refusal) = journal.take_latched() {
            refusal.halt_reason().map_err(DatabaseError::from)?;
            journal.latch(refusal);
        }
        Ok(result)
    }

    /// The result of a call that makes no frame of the EVM: too deep, or for another VM.
    #[inline]
    fn intercept(&mut self, input: &FrameInput) -> Result<Option<FrameResult>, RunError> {
        let session = self.session();
        let is_too_deep = session.journal.frames().len() > session.environment.config.limits.frames;
        let result = match input {
            FrameInput::Call(inputs) if is_too_deep => {
                let result = call_result(inputs, InstructionResult::CallTooDeep);
                Some(self.refuse(input, result)?)
            }
            FrameInput::Create(inputs) if is_too_deep => {
                let result = create_result(inputs, InstructionResult::CallTooDeep);
                Some(self.refuse(input, result)?)
            }
            FrameInput::Call(inputs) if crossing::leaves(self, inputs) => {
                Some(match crossing::refusal(self, inputs) {
                    Some(result) => self.refuse(input, result)?,
                    None => crossing::cross(self, inputs)?,
                })
            }
            FrameInput::Call(_) | FrameInput::Create(_) | FrameInput::Empty => None,
        };
        Ok(result)
    }

    /// Traces a call that ends before anything takes it.
    #[cold]
    fn refuse(&mut self, input: &FrameInput, result: FrameResult) -> Result<FrameResult, RunError> {
        trace::refused(&mut self.evm.ctx, input, &result).map_err(DatabaseError::from)?;
        Ok(result)
    }

    /// Pushes the journal's frame for the newest frame of the stack.
    #[inline]
    fn push_frame(&mut self) -> Result<(), Fault> {
        let frame = self.evm.frame_stack.get();
        let session = &mut self.evm.ctx.journaled_state.session;
        let journal = &mut session.journal;
        let pushed = match &frame.input {
            FrameInput::Call(inputs) => {
                let callee = account_of(journal, inputs.target_address)?;
                let code = if inputs.bytecode_address == callee.face {
                    callee
                } else {
                    journal.reference_of_face(inputs.bytecode_address)?
                };
                Frame {
                    scheme: scheme_of(inputs.scheme),
                    vm_type: VmType::EVM,
                    caller: account_of(journal, inputs.caller)?,
                    callee,
                    code,
                    value: inputs.value.get(),
                    gas: inputs.gas_limit,
                    read_only: inputs.is_static,
                    authority: Authority::OwnAccount,
                }
            }
            FrameInput::Create(inputs) => {
                let created = frame.data.created_address().unwrap_or_default();
                let callee = journal.reference_of_face(created)?;
                if let Some(tracer) = session.tracer.as_mut() {
                    tracer.set_created(callee);
                }
                Frame {
                    scheme: CallScheme::Create,
                    vm_type: VmType::EVM,
                    caller: account_of(journal, inputs.caller())?,
                    callee,
                    code: callee,
                    value: inputs.value(),
                    gas: inputs.gas_limit(),
                    read_only: false,
                    authority: Authority::OwnAccount,
                }
            }
            FrameInput::Empty => return Err(Fault::Invariant("a frame has an input")),
        };
        journal.push_frame(pushed);
        Ok(())
    }

    /// Pops the journal's frame of a frame that ended, unless the dispatcher pushed it.
    #[inline]
    fn pop_frame(&mut self, is_first: bool, result: &FrameResult) {
        let floor = self.floor;
        let session = self.session();
        if session.journal.frames().len() > floor {
            session.journal.pop_frame();
        }
        if !is_first && session.tracer.is_some() {
            trace::exit(session, result);
        }
    }
}

/// Turns a write that the journal refused into a halt of the frame that tried it.
fn settle(
    context: &mut EvmContext,
    refusal: &mut Option<HaltReason>,
    result: &mut InterpreterResult,
) -> Result<(), RunError> {
    if result.result == InstructionResult::FatalExternalError {
        match mem::replace(&mut context.error, Ok(())) {
            Err(ContextError::Db(DatabaseError(error))) => {
                *refusal = Some(refused(error, result)?);
            }
            Err(custom @ ContextError::Custom(_)) => return Err(custom),
            Ok(()) => return Err(DatabaseError::from(Fault::Invariant("a cause")).into()),
        }
    }
    if let Some(error) = context.journaled_state.session.journal.take_latched() {
        *refusal = Some(refused(error, result)?);
    }
    Ok(())
}

#[cold]
fn refused(error: WriteError, result: &mut InterpreterResult) -> Result<HaltReason, RunError> {
    let reason = error.halt_reason().map_err(DatabaseError::from)?;
    no_write(result);
    Ok(reason)
}

impl EvmTr for Engine {
    type Context = EvmContext;
    type Instructions = EthInstructions<EthInterpreter, EvmContext>;
    type Precompiles = EthPrecompiles;
    type Frame = EthFrame;

    fn all(&self) -> (&EvmContext, &Self::Instructions, &EthPrecompiles, &FrameStack<EthFrame>) {
        self.evm.all()
    }

    fn all_mut(
        &mut self,
    ) -> (&mut EvmContext, &mut Self::Instructions, &mut EthPrecompiles, &mut FrameStack<EthFrame>)
    {
        self.evm.all_mut()
    }

    #[inline]
    fn frame_init(&mut self, init: FrameInit) -> Result<FrameInitResult<'_, EthFrame>, RunError> {
        Ok(match self.make_frame(init)? {
            Some(result) => ItemOrResult::Result(result),
            None => ItemOrResult::Item(self.evm.frame_stack.get()),
        })
    }

    #[inline]
    fn frame_run(&mut self) -> Result<FrameInitOrResult<EthFrame>, RunError> {
        let is_first = self.evm.frame_stack.index() == Some(0);
        let frame = self.evm.frame_stack.get();
        let context = &mut self.evm.ctx;
        let instructions = self.evm.instruction.instruction_table();
        let gas_table = self.evm.instruction.gas_table();
        let tracer = context.journaled_state.session.tracer.as_ref();
        let mut action = if tracer.is_some_and(|it| it.is_observed()) {
            trace::run_stepwise(&mut frame.interpreter, instructions, gas_table, context)
        } else {
            frame.interpreter.run_plain(instructions, gas_table, context)
        };
        if let InterpreterAction::Return(result) = &mut action {
            let mut refusal = None;
            settle(context, &mut refusal, result)?;
            if is_first {
                self.refusal = refusal;
            }
        }
        let next = frame.process_next_action::<_, RunError>(context, action)?;
        if let ItemOrResult::Result(result) = &next {
            frame.set_finished(true);
            self.pop_frame(is_first, result);
        }
        Ok(next)
    }

    #[inline]
    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, RunError> {
        self.evm.frame_return_result(result)
    }
}
