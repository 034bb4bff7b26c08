//! Traces beside an inspector of bare revm: the same instructions with the same stack, memory, gas and
//! refund, and the same frames, logs and self-destructions.

use crate::differential::{FORKS, GAS, bare, init_codes, stage, world};
use crate::programs::{self, ACCOUNTS};
use crate::support::state::TestState;
use crate::support::{born, call, create, creation, face, request, session};
use core::convert::Infallible;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use revm::Inspector;
use revm::context_interface::CreateScheme as EvmCreateScheme;
use revm::context_interface::result::EVMError;
use revm::handler::{FrameResult, MainnetContext, MainnetHandler};
use revm::inspector::InspectorHandler;
use revm::interpreter::interpreter_types::{Jumps, LoopControl, MemoryTr, ReturnData as _};
use revm::interpreter::{CallInputs, CallOutcome, FrameInput, Interpreter};
use revm::primitives::{Address as Face, Log};
use std::sync::{Arc, Mutex};
use vm_core::{
    AccountRef, Bytes, CallInput, CallScheme, CreateScheme, EvmAddress, ReturnData, Session,
    SpecId, Step, StepPlace, TraceEnd, TraceFrame, TraceObserver, TraceStart, Tracer, U256, VmType,
};

type BareContext = MainnetContext<revm::database::CacheDB<revm::database::EmptyDB>>;

/// An instruction, as either side tells of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    pc: usize,
    op: u8,
    gas: u64,
    gas_cost: u64,
    stack: Vec<U256>,
    memory: Vec<u8>,
    return_data: Bytes,
    depth: usize,
    refund: u64,
    is_failure: bool,
}

/// A frame, as either side tells of it. The new contract of a creation that failed has no name.
#[derive(Clone, Debug, Default, PartialEq)]
struct SeenFrame {
    kind: &'static str,
    from: Face,
    to: Face,
    code: Face,
    value: U256,
    gas: u64,
    gas_used: u64,
    input: Bytes,
    output: Bytes,
    is_success: bool,
    logs: usize,
    destroyed: Option<(Face, U256)>,
}

/// Looks at bare revm.
#[derive(Default)]
struct Eye {
    steps: Vec<Seen>,
    frames: Vec<SeenFrame>,
    open: Vec<usize>,
    refunds: Vec<i64>,
    step: Seen,
}

impl Eye {
    fn enter(&mut self, frame: SeenFrame) {
        self.open.push(self.frames.len());
        self.refunds.push(0);
        self.frames.push(frame);
    }

    fn exit(&mut self, result: &FrameResult) {
        let frame = &mut self.frames[self.open.pop().unwrap()];
        self.refunds.pop();
        let inner = result.interpreter_result();
        frame.is_success = inner.is_ok();
        let is_kept = inner.result.is_ok_or_revert();
        frame.gas_used = if is_kept { frame.gas - inner.gas.remaining() } else { frame.gas };
        frame.output = inner.output.clone();
        if let FrameResult::Create(outcome) = result {
            frame.to = outcome.address.filter(|_| inner.is_ok()).unwrap_or_default();
            frame.code = frame.to;
        }
        if !frame.is_success {
            frame.logs = 0;
            frame.destroyed = None;
        }
    }
}

impl Inspector<BareContext> for Eye {
    fn step(&mut self, interpreter: &mut Interpreter, _: &mut BareContext) {
        *self.refunds.last_mut().unwrap() = interpreter.gas.refunded();
        let refund: i64 = self.refunds.iter().sum();
        self.step = Seen {
            pc: interpreter.bytecode.pc(),
            op: interpreter.bytecode.opcode(),
            gas: interpreter.gas.remaining(),
            gas_cost: 0,
            stack: interpreter.stack.data().to_vec(),
            memory: interpreter.memory.slice(0..interpreter.memory.size()).to_vec(),
            return_data: interpreter.return_data.buffer().clone(),
            depth: self.open.len(),
            refund: u64::try_from(refund).unwrap_or_default(),
            is_failure: false,
        };
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, _: &mut BareContext) {
        *self.refunds.last_mut().unwrap() = interpreter.gas.refunded();
        let mut step = core::mem::take(&mut self.step);
        step.gas_cost = step.gas.saturating_sub(interpreter.gas.remaining());
        let end = interpreter.bytecode.action().as_ref().and_then(|it| it.instruction_result());
        step.is_failure = end.is_some_and(|it| !it.is_ok());
        self.steps.push(step);
    }

    fn log(&mut self, _: &mut BareContext, _: Log) {
        let open = *self.open.last().unwrap();
        self.frames[open].logs += 1;
    }

    fn frame_start(
        &mut self,
        context: &mut BareContext,
        input: &mut FrameInput,
    ) -> Option<FrameResult> {
        let frame = match input {
            FrameInput::Call(inputs) => SeenFrame {
                kind: match inputs.scheme {
                    revm::interpreter::CallScheme::Call => "call",
                    revm::interpreter::CallScheme::CallCode => "callcode",
                    revm::interpreter::CallScheme::DelegateCall => "delegate",
                    revm::interpreter::CallScheme::StaticCall => "static",
                },
                from: inputs.caller,
                to: inputs.target_address,
                code: inputs.bytecode_address,
                value: inputs.value.get(),
                gas: inputs.gas_limit,
                input: inputs.input.bytes(context),
                ..SeenFrame::default()
            },
            FrameInput::Create(inputs) => SeenFrame {
                kind: match inputs.scheme() {
                    EvmCreateScheme::Create2 { .. } => "create2",
                    EvmCreateScheme::Create | EvmCreateScheme::Custom { .. } => "create",
                },
                from: inputs.caller(),
                value: inputs.value(),
                gas: inputs.gas_limit(),
                input: inputs.init_code().clone(),
                ..SeenFrame::default()
            },
            FrameInput::Empty => panic!("a frame has an input"),
        };
        self.enter(frame);
        None
    }

    fn call_end(&mut self, _: &mut BareContext, _: &CallInputs, outcome: &mut CallOutcome) {
        // Precompiles log nothing.
        assert!(outcome.precompile_call_logs.is_empty());
    }

    fn frame_end(&mut self, _: &mut BareContext, _: &FrameInput, result: &mut FrameResult) {
        self.exit(result);
    }

    fn selfdestruct(&mut self, _: Face, target: Face, value: U256) {
        let open = *self.open.last().unwrap();
        self.frames[open].destroyed = Some((target, value));
    }
}

/// Looks at ours.
#[derive(Clone, Debug, Default)]
struct OurEye(Arc<Mutex<Vec<Seen>>>);

impl TraceObserver for OurEye {
    fn wants_memory(&self) -> bool {
        true
    }

    fn step(&mut self, step: &Step<'_>, place: StepPlace) {
        let memory = step.memory.unwrap().to_vec();
        assert_eq!(memory.len(), step.memory_size);
        self.0.lock().unwrap().push(Seen {
            pc: step.program_counter,
            op: step.opcode,
            gas: step.gas,
            gas_cost: step.gas_cost,
            stack: step.stack.to_vec(),
            memory,
            return_data: Bytes::copy_from_slice(step.return_data),
            depth: place.depth,
            refund: place.refund,
            is_failure: step.error.is_some(),
        });
    }
}

fn seen(frame: &TraceFrame, frames: &[TraceFrame], index: usize) -> SeenFrame {
    let kind = match (frame.scheme, frame.create) {
        (CallScheme::Create, Some(CreateScheme::Salt(_))) => "create2",
        (CallScheme::Create, _) => "create",
        (CallScheme::Delegate, _) => "delegate",
        (CallScheme::CallCode, _) => "callcode",
        (CallScheme::Static, _) => "static",
        _ => "call",
    };
    let is_success = frame.status.is_success();
    let of_children: usize = frames
        .iter()
        .filter(|it| it.parent == Some(index) && it.status.is_success())
        .map(|it| it.logs.len())
        .sum();
    let is_failed_create = kind.starts_with("create") && !is_success;
    let account = |it: AccountRef| if is_failed_create { Face::ZERO } else { it.face };
    let ReturnData::Blob(data) = &frame.data else { panic!("the EVM gives one block") };
    let CallInput::CallData(input) = &frame.input else { panic!("the EVM takes call data") };
    SeenFrame {
        kind,
        from: frame.caller.face,
        to: account(frame.callee),
        code: account(frame.code),
        value: frame.value,
        gas: frame.gas,
        gas_used: frame.gas_used,
        input: input.clone(),
        output: if frame.deployed.is_empty() { data.clone() } else { frame.deployed.clone() },
        is_success,
        logs: if is_success { frame.logs.len() - of_children } else { 0 },
        destroyed: frame.self_destruct.map(|it| (it.beneficiary, it.value)),
    }
}

/// Opens the root, as the runtime's dispatcher does, which is not here.
fn open_root(session: &mut Session, eye: OurEye, callee: EvmAddress) {
    session.tracer = Some(Box::new(Tracer::observed(Box::new(eye))));
    session.trace_enter(|| TraceStart {
        vm_type: Some(VmType::EVM),
        scheme: CallScheme::Call,
        create: None,
        is_built_in: false,
        caller: born(face(1)),
        callee: born(callee),
        code: born(callee),
        input: CallInput::default(),
        value: U256::ZERO,
        gas: GAS,
    });
}

/// Runs a call, or without an address a creation, on both sides and compares what was seen.
fn compare(state: &TestState, fork: SpecId, to: Option<EvmAddress>, value: u64, data: &[u8]) {
    let (mut evm, init) = bare(state, fork, to, (value, data), Eye::default());
    let mut handler: MainnetHandler<_, EVMError<Infallible>, _> = MainnetHandler::default();
    let result = handler.inspect_run_exec_loop(&mut evm, init).unwrap();
    let theirs = evm.inspector;
    assert!(theirs.open.is_empty());

    let eye = OurEye::default();
    let mut counted = state.clone();
    if to.is_none() {
        counted.accounts.values_mut().for_each(|it| it.nonce = it.nonce.max(1));
    }
    let mut ours = session(&counted, fork);
    open_root(&mut ours, eye.clone(), to.unwrap_or_default());
    let mut ours = match to {
        Some(to) => {
            let mut request = request(to, value, data);
            request.gas = GAS;
            call(ours, request).0
        }
        None => {
            let mut request = creation(data, CreateScheme::Nonce);
            (request.value, request.gas) = (U256::from(value), GAS);
            create(ours, request).0
        }
    };
    let inner = result.interpreter_result();
    ours.trace_exit(|| TraceEnd {
        status: if inner.is_ok() { vm_core::Status::Success } else { vm_core::Status::Revert },
        gas_left: 0,
        data: ReturnData::Blob(Bytes::new()),
        message: Bytes::new(),
    });
    let steps = core::mem::take(&mut *eye.0.lock().unwrap());
    for (our, their) in steps.iter().zip(&theirs.steps) {
        assert_eq!(our, their);
    }
    assert_eq!(steps.len(), theirs.steps.len());
    let frames = ours.tracer.take().unwrap().into_frames();
    let ours: Vec<SeenFrame> =
        frames.iter().enumerate().map(|(index, it)| seen(it, &frames, index)).collect();
    assert_eq!(ours.len(), theirs.frames.len());
    for (index, (our, their)) in ours.into_iter().zip(theirs.frames).enumerate() {
        let mut our = our;
        // Bare revm looks for a transfer, and there is none to the contract itself.
        if their.destroyed.is_none() {
            assert!(our.destroyed.is_none_or(|(to, _)| to == frames[index].callee.face));
            our.destroyed = None;
        }
        if index == 0 {
            // The test opened it.
            our = SeenFrame { logs: our.logs, destroyed: our.destroyed, ..their.clone() };
        }
        assert_eq!(our, their);
    }
}

#[test]
fn handmade_programs_are_traced_as_by_bare_revm() {
    for fork in FORKS {
        for (name, codes) in programs::handmade() {
            println!("{name} on {fork:?}");
            compare(&stage(&codes), fork, Some(ACCOUNTS[0]), 9, &[1; 40]);
        }
        for init in init_codes() {
            println!("{init:?} on {fork:?}");
            compare(&stage(&[]), fork, None, 3, &init);
        }
    }
}

proptest! {
    // A fixed seed, so that a failure can be repeated.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_130),
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_programs_are_traced_as_by_bare_revm(
        programs in proptest::collection::vec(programs::program(), 3),
        fork in proptest::sample::select(&FORKS[..]),
        value in 0_u64..3,
        data in proptest::collection::vec(any::<u8>(), 0..70),
    ) {
        compare(&world(&programs), fork, Some(ACCOUNTS[0]), value, &data);
    }
}
