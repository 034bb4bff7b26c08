//! Outcomes: how a frame ended, as data. `Err(Fault)` is kept for a broken node.

use crate::{Address, Bytes};

/// How the code of a frame ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The frame's effects are kept.
    #[default]
    Success,
    /// The contract itself gave up: `signalError` or `REVERT`. The effects are undone; an EVM frame
    /// gives its unused gas back.
    Revert,
    /// The frame was stopped; its effects are undone and its gas is burned.
    Halt(HaltReason),
}

impl Status {
    /// Whether the frame's effects are kept.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Success)
    }
}

macro_rules! halt_reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:ident, $text:literal;)*) => {
        /// Why a frame was stopped. The code is consensus, the text is for people.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum HaltReason {
            $($(#[doc = $doc])+ $name,)*
        }

        impl HaltReason {
            /// Every reason, in order; the error catalogue is made from it.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The MultiversX return code that a caller and the node see.
            #[must_use]
            pub const fn return_code(self) -> ReturnCode {
                match self { $(Self::$name => ReturnCode::$code,)* }
            }

            /// The text that production shows for the reason, or ours where production has none.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

halt_reasons! {
    /// The gas of the frame was used up.
    OutOfGas = OutOfGas, "not enough gas";
    /// The guest trapped, or a hook refused its arguments.
    ExecutionFailed = ExecutionFailed, "execution failed";
    /// The callee has no such export.
    FunctionNotFound = FunctionNotFound, "invalid function (not found)";
    /// The function's name is not allowed.
    InvalidFunctionName = FunctionNotFound, "invalid function name";
    /// The function is `init`, which only a deploy may call.
    InitCalledInRun = UserError, "it is not allowed to call init in run";
    /// The function is `callBack`, which only an async result may call.
    CallBackCalledInRun = UserError, "calling callBack function is not allowed";
    /// The export takes parameters or returns results.
    FunctionWrongSignature = FunctionWrongSignature, "wrong signature for function";
    /// The destination has no contract.
    ContractNotFound = ContractNotFound, "contract not found";
    /// The module is refused by validation or the engine.
    ContractInvalid = ContractInvalid, "invalid contract code";
    /// The native balance of the sender does not cover the value.
    OutOfFunds = OutOfFunds, "out of funds";
    /// The frame wrote in a read-only context.
    ReadOnlyViolation = ExecutionFailed, "operation in read only mode";
    /// Frames are nested deeper than the protocol allows.
    CallTooDeep = CallStackOverFlow, "call stack overflow";
    /// More WASM instances are live than production allows, counted through other VMs.
    TooManyInstances = ExecutionFailed, "max instances reached";
    /// Engines are nested deeper than the native stack allows.
    NativeStackLimit = CallStackOverFlow, "native call stack limit";
    /// The deterministic stack height of the guest was reached.
    StackOverflow = ExecutionFailed, "execution failed";
    /// The guest grew its memory past the limits of the schedule.
    MemoryLimit = ExecutionFailed, "memory limit reached";
    /// The contract does not accept a payment.
    NotPayable = UserError, "sending value to non payable contract";
    /// A delegate, callcode or same-context call leaves its VM.
    CrossVmDelegate = ExecutionFailed, "delegate call to another virtual machine";
    /// Call data does not have the form that the destination's VM needs.
    InvalidCallData = UserError, "call data cannot be converted for the other virtual machine";
    /// Several arguments were given where the destination's VM takes one blob.
    InvalidArguments = UserError, "arguments cannot be converted for the other virtual machine";
    /// An account exists at the address of the new contract.
    CreateCollision = ExecutionFailed, "account already exists at the new contract's address";
    /// The owner or code metadata does not allow the upgrade.
    UpgradeNotAllowed = UpgradeFailed, "upgrade not allowed";
    /// The contract may not be re-entered.
    ReentrancyForbidden = ExecutionFailed, "re-entrant call is forbidden";
    /// A built-in function or system contract refused its arguments or caller.
    NativeRefused = UserError, "native function failed";
    /// A protected storage key was written.
    ProtectedKey = ExecutionFailed, "storage key is protected";
    /// A frame wrote to an account that is not its own.
    ForeignWrite = ExecutionFailed, "write to another account";
    /// The EVM halted for a reason of its own: invalid opcode, bad jump, stack, code size, and so on.
    EvmHalt = ExecutionFailed, "evm halt";
}

/// Return codes of a MultiversX virtual machine (`mx-chain-vm-common-go:returnCodes.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ReturnCode {
    /// The execution succeeded.
    Ok = 0,
    /// The function does not exist.
    FunctionNotFound = 1,
    /// The function's signature is wrong.
    FunctionWrongSignature = 2,
    /// The destination has no contract.
    ContractNotFound = 3,
    /// The contract signalled an error.
    UserError = 4,
    /// The gas was used up.
    OutOfGas = 5,
    /// The account exists where a contract was to be made.
    AccountCollision = 6,
    /// The sender has too little.
    OutOfFunds = 7,
    /// Calls are nested too deep.
    CallStackOverFlow = 8,
    /// The contract's code is invalid.
    ContractInvalid = 9,
    /// The execution failed.
    ExecutionFailed = 10,
    /// The upgrade failed.
    UpgradeFailed = 11,
    /// The simulation failed.
    SimulateFailed = 12,
}

impl ReturnCode {
    /// Production's text of the code, which system contracts put in their messages.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::FunctionNotFound => "function not found",
            Self::FunctionWrongSignature => "wrong signature for function",
            Self::ContractNotFound => "contract not found",
            Self::UserError => "user error",
            Self::OutOfGas => "out of gas",
            Self::AccountCollision => "account collision",
            Self::OutOfFunds => "out of funds",
            Self::CallStackOverFlow => "call stack overflow",
            Self::ContractInvalid => "contract invalid",
            Self::ExecutionFailed => "execution failed",
            Self::UpgradeFailed => "unknown error, code: 11",
            Self::SimulateFailed => "unknown error, code: 12",
        }
    }
}

/// Data that a frame gives back, in the form of its own VM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnData {
    /// A list of values: WASM, system contracts and built-in functions.
    Items(Vec<Bytes>),
    /// One block of bytes: the EVM.
    Blob(Bytes),
}

impl Default for ReturnData {
    fn default() -> Self {
        Self::Items(Vec::new())
    }
}

/// What a call gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOutcome {
    /// How it ended.
    pub status: Status,
    /// Return data after a success; revert data after an EVM revert.
    pub data: ReturnData,
    /// The contract's own message after `signalError`, or a native function's; empty otherwise.
    pub message: Bytes,
    /// Unused gas, in the caller's unit once the dispatcher returns it.
    pub gas_left: u64,
    /// EVM refund counter of the frame, in EVM gas; it counts only under an EVM root.
    pub refund: i64,
    /// Whether a built-in function failed by itself, before any contract was called.
    pub is_built_in_failure: bool,
}

impl CallOutcome {
    /// A success without data.
    #[must_use]
    pub fn success(gas_left: u64) -> Self {
        Self { gas_left, ..Self::default() }
    }

    /// A halt: nothing comes back.
    #[must_use]
    pub fn halt(reason: HaltReason) -> Self {
        Self { status: Status::Halt(reason), ..Self::default() }
    }

    /// A revert with the contract's message.
    #[must_use]
    pub fn revert(message: Bytes, gas_left: u64) -> Self {
        Self { status: Status::Revert, message, gas_left, ..Self::default() }
    }

    /// The MultiversX return code.
    #[must_use]
    pub const fn return_code(&self) -> ReturnCode {
        match self.status {
            Status::Success => ReturnCode::Ok,
            Status::Revert => ReturnCode::UserError,
            Status::Halt(reason) => reason.return_code(),
        }
    }

    /// The text for people: the contract's message, or the reason's.
    #[must_use]
    pub fn message_text(&self) -> Bytes {
        match self.status {
            Status::Halt(reason) if self.message.is_empty() => {
                Bytes::from_static(reason.text().as_bytes())
            }
            Status::Success | Status::Revert | Status::Halt(_) => self.message.clone(),
        }
    }
}

/// What making a contract gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateOutcome {
    /// The outcome of the constructor.
    pub call: CallOutcome,
    /// The new contract's address, after a success.
    pub address: Option<Address>,
}
