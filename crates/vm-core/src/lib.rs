//! Vocabulary and contracts of the runtime: addresses, frames, outcomes, the journal, and the seams
//! of executors and VMs.
//!
//! - **State**: [`Journal`], the one overlay that every VM of a transaction writes; [`BlockchainHook`],
//!   the committed state below it; [`StateChange`], what a transaction leaves.
//! - **Calls**: [`CallRequest`], [`Frame`], [`CallOutcome`]. A contract's failure is data in an outcome;
//!   [`Fault`] means that the node is broken.
//! - **Seams**: [`Executor`] for WASM engines under `SpaceVM`, [`VirtualMachine`] for whole VMs,
//!   [`Dispatcher`] between VMs, [`VmExecutionHandler`] towards the node.
//! - **Session**: [`Session`], the owned box that moves into an engine and out again.
//!
//! This crate knows no engine and does no input or output.
#![forbid(unsafe_code)]

mod absent;
mod address;
mod asynchronous;
mod call;
mod chain;
mod committed;
mod config;
mod error_log;
mod executor;
mod fault;
mod gas_schedule;
mod handler;
mod interrupt;
mod journal;
mod outcome;
mod session;
mod sorted_map;
mod trace;
mod usage;
mod validator;
mod vm;

pub use address::{AccountRef, Address, AddressForms, EvmAddress, VmType, is_low_face};
pub use alloy_primitives::{B256, Bytes, U256};
pub use asynchronous::{
    Arrival, AsyncArguments, CallName, FrameIdentity, OutgoingTransfer, QueuedCall, RemoteCall,
    SuspendedFrame, call_text,
};
pub use call::{
    Authority, CONVERSION_GAS_PER_WORD, CallInput, CallRequest, CallScheme, CreateRequest,
    CreateScheme, Frame, TokenTransfer, VmCall, conversion_gas,
};
pub use chain::{BlockInfo, BlockchainHook, FaceView, StoredValue};
pub use committed::{AccountData, Code, CodeContent, Native, NativeAccount};
pub use config::{ChainConfig, DepthLimits, EthereumTransactions, FeeConfig, Release, Rules};
pub use error_log::ErrorLog;
pub use executor::{
    CompileError, CompiledModule, Executor, HOOK_MODULE, Hook, HookBinder, HookCall, HookSignature,
    HookTable, HookTrap, Instance, InterruptSource, MEMORY_LIMIT, METERING_MODULE, ModuleOrigin,
    POINTS_EXHAUSTED, POINTS_GLOBAL, Points, Run, RunEnd, STACK_GLOBAL, STACK_OVERFLOW, WasmReturn,
    WasmType, WasmValue,
};
pub use fault::Fault;
pub use gas_schedule::{
    BaseOperationCost, BuiltInCost, DynamicStorageLoad, GasKey, GasSchedule, GasScheduleError,
    GasScheduleVersion, MaxPerTransaction, MetaChainSystemCost, OpcodeCost,
};
pub use handler::{
    CallType, ContractCallInput, ContractCreateInput, OutputAccount, OutputTransfer,
    SLOT_KEY_PREFIX, StorageUpdate, VmExecutionHandler, VmInput, VmOutput,
};
pub use interrupt::InterruptHandle;
pub use journal::{
    AccountChange, AccountField, Checkpoint, DESIGNATOR, Journal, Loaded, LogEntry, LogRecord,
    Recorder, SelfDestructOutcome, SlotStore, StateChange, StateKey, StorageRead, StorageWrite,
    TransferRecord, WriteError,
};
pub use outcome::{CallOutcome, CreateOutcome, HaltReason, ReturnCode, ReturnData, Status};
pub use revm_primitives::hardfork::SpecId;
pub use session::{
    BlockEnvironment, Environment, Resources, RootBuiltIn, Session, TransactionInfo,
};
pub use sorted_map::SortedMap;
pub use trace::{
    SelfDestruct, Step, StepPlace, TraceEnd, TraceFrame, TraceObserver, TraceStart, Tracer,
};
pub use usage::{Usage, UsageExceeded};
pub use validator::{ValidatorList, ValidatorStatus};
pub use vm::{
    BuiltInFunctions, BuiltInOutcome, DataForm, Dispatcher, GasUnit, Moved, VirtualMachine,
};
