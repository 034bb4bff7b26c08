//! The seam of whole virtual machines: what the dispatcher asks of a VM, and a VM of the dispatcher.

use crate::{
    AccountRef, Bytes, CallName, CallOutcome, CallRequest, CreateOutcome, CreateRequest, Fault,
    FrameIdentity, GasSchedule, Release, Session, SuspendedFrame, VmCall, VmType, WriteError,
};
use core::fmt::Debug;

/// A session that went into a run and came out again, with the run's result.
///
/// The session is moved, never borrowed: it comes back after a [`Fault`] too, so that a worker can
/// use it again.
pub type Moved<T> = (Box<Session>, Result<T, Fault>);

/// The unit in which a VM counts gas. Conversion happens at the border of two units only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GasUnit {
    /// MultiversX gas.
    MultiversX,
    /// EVM gas.
    Ethereum,
}

/// The form in which a VM takes input and gives return data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataForm {
    /// A function, its arguments, and a list of results.
    Function,
    /// Call data and return data, each one block of bytes.
    Blob,
}

/// A virtual machine beside the others.
///
/// Duties: (1) hold no state of its own: whatever it reads or writes is in the session's journal;
/// (2) reach other contracts through [`Session::dispatcher`] only; (3) end a frame with an outcome
/// for whatever a contract does, and with a [`Fault`] only when the node is broken; (4) charge
/// before it works; (5) poll [`Session::interrupt`] in every loop that a contract can prolong.
///
/// The dispatcher has pushed the frame, set a checkpoint and moved the value before
/// [`VirtualMachine::call`], and keeps or undoes everything after it.
pub trait VirtualMachine: Debug + Send + Sync {
    /// Type bytes of the contract addresses that the VM owns.
    fn vm_type(&self) -> VmType;

    /// The unit of its gas.
    fn gas_unit(&self) -> GasUnit;

    /// The form of its input and output.
    fn data_form(&self) -> DataForm;

    /// The form of one of its contracts, by the account whose code it is.
    fn data_form_of(&self, code: &AccountRef) -> DataForm {
        let _ = code;
        self.data_form()
    }

    /// Runs a call.
    fn call(&self, session: Box<Session>, call: VmCall) -> Moved<CallOutcome>;

    /// Makes a contract: derives the address, moves the value, runs the constructor and stores the
    /// code. The dispatcher's checkpoint is around all of it; the VM pushes the constructor's frame.
    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome>;

    /// Whether calls of an account without code are the VM's all the same: precompiled contracts. Only accounts with
    /// a low face are asked about ([`is_low_face`](crate::is_low_face)).
    fn is_precompile(&self, session: &Session, account: &AccountRef) -> bool {
        let _ = (session, account);
        false
    }

    /// Replaces the gas schedule; what depends on the old one is dropped.
    fn gas_schedule_change(&self, schedule: &GasSchedule) {
        let _ = schedule;
    }
}

/// What a VM, or a transaction processor, asks for calls: the dispatcher implements it.
pub trait Dispatcher: Debug + Send + Sync {
    /// Runs a call in a checkpoint of its own.
    fn call(&self, session: Box<Session>, request: CallRequest) -> Moved<CallOutcome>;

    /// Makes a contract in a checkpoint of its own.
    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome>;

    /// Sends the calls of a frame to other shards and keeps what their answers need. The current frame is
    /// the one that made them.
    ///
    /// # Errors
    /// [`WriteError`] when the journal refuses a transfer; a fault where no other shard is in reach.
    fn suspend(&self, session: &mut Session, frame: SuspendedFrame) -> Result<(), WriteError> {
        let _ = (session, frame);
        Err(Fault::Invariant("this dispatcher reaches no other shard").into())
    }

    /// What names the newest call of a frame.
    fn name_call(&self, session: &Session, identity: &FrameIdentity) -> CallName {
        let _ = (session, identity);
        CallName::default()
    }

    /// Keeps what the answers of calls need that have left already, under the ids that they have. The identity of
    /// the frame counts them.
    ///
    /// # Errors
    /// As [`Dispatcher::suspend`].
    fn keep_waiting(
        &self,
        session: &mut Session,
        frame: SuspendedFrame,
        ids: &[Bytes],
    ) -> Result<(), WriteError> {
        let _ = (session, frame, ids);
        Err(Fault::Invariant("this dispatcher reaches no other shard").into())
    }

    /// Whether a call with this function name is taken by a built-in function of a release.
    fn is_built_in(&self, function: &[u8], release: Release) -> bool;

    /// The gas unit of a virtual machine; `None` when none is registered for the type.
    fn gas_unit(&self, vm_type: VmType) -> Option<GasUnit>;
}

/// What a built-in function gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltInOutcome {
    /// How it ended; gas in MultiversX units.
    pub call: CallOutcome,
    /// The contract call that the built-in function's arguments ask for after it, with the tokens
    /// that it moved and the gas that it left.
    pub follow_up: Option<CallRequest>,
}

/// The protocol's built-in functions, which run for whatever account they are called at.
pub trait BuiltInFunctions: Debug + Send + Sync {
    /// Whether `name` is a built-in function that is active in a release.
    fn contains(&self, name: &[u8], release: Release) -> bool;

    /// Runs the built-in function named by the request's input; the checkpoint is the dispatcher's,
    /// and the current frame has protocol authority.
    fn process(&self, session: Box<Session>, request: CallRequest) -> Moved<BuiltInOutcome>;
}
