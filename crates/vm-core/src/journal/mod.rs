//! The journal: one overlay over read-only committed state, shared by every VM of a transaction.
//!
//! Every effect is an entry of one list. A checkpoint is a position in it; keeping a checkpoint costs
//! nothing, undoing it costs its entries. Accounts lie under their 20-byte face, what the EVM sees of
//! one as revm's own `Account`, because revm borrows it; byte-keyed storage lies beside them.
//!
//! The journal holds the stack of frames and enforces their rules where writes happen: read-only,
//! own account only, or protocol authority.

mod account;
mod alias;
mod amount;
mod change;
mod entry;
mod frame;
mod key;
mod known;
mod link;
mod log;
mod node_ledger;
mod outgoing;
mod overlay;
mod queue;
mod slot;
mod storage;
mod table;
mod transfer;
mod validator;
mod warm;

pub use account::{DESIGNATOR, Loaded};
pub use change::{AccountChange, StateChange};
pub use key::{AccountField, Recorder, StateKey};
pub use log::{LogEntry, LogRecord};
pub use slot::{SelfDestructOutcome, SlotStore};
pub use storage::{StorageRead, StorageWrite};
pub use transfer::TransferRecord;

use crate::{
    Address, AddressForms, BlockchainHook, Bytes, EvmAddress, Fault, Frame, HaltReason,
    OutgoingTransfer, QueuedCall,
};
use alloy_primitives::map::{AddressMap, AddressSet, IndexMap};
use core::ops::BitOr;
use entry::{Entries, JournalEntry};
use known::Known;
use node_ledger::NativeMove;
use revm_primitives::Log;
use revm_primitives::hardfork::SpecId;
use revm_state::TransientStorage;
use std::sync::Arc;
use storage::StorageEntry;
use table::AccountTable;
use thiserror::Error;
use warm::WarmSet;

/// Byte-keyed values of one account, in the order in which they were met: none ever leaves its place.
type StorageMap = IndexMap<Bytes, StorageEntry>;

/// A write that the journal refused, or could not make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The current frame is read-only.
    #[error("write in a read-only frame")]
    ReadOnly,
    /// The current frame may only write its own account.
    #[error("write to an account that is not the frame's own")]
    ForeignWrite,
    /// The account's balance does not cover the amount.
    #[error("the balance is too small")]
    OutOfFunds,
    /// A balance or nonce would pass its largest value.
    #[error("the value would overflow")]
    Overflow,
    /// The alias of the account already belongs to another contract.
    #[error("the account's alias is taken")]
    AliasTaken,
    /// The node is broken.
    #[error(transparent)]
    Fault(Fault),
}

impl From<Fault> for WriteError {
    #[cold]
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl WriteError {
    /// What the refusal is for the frame that tried.
    ///
    /// # Errors
    /// The fault, when the node is broken.
    pub const fn halt_reason(self) -> Result<HaltReason, Fault> {
        match self {
            Self::ReadOnly => Ok(HaltReason::ReadOnlyViolation),
            Self::ForeignWrite => Ok(HaltReason::ForeignWrite),
            Self::OutOfFunds | Self::Overflow => Ok(HaltReason::OutOfFunds),
            Self::AliasTaken => Ok(HaltReason::CreateCollision),
            Self::Fault(fault) => Err(fault),
        }
    }
}

/// A position to which the journal can go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of entries before it.
    pub entries: usize,
    /// Number of EVM logs before it.
    pub evm_logs: usize,
}

/// The journal of one transaction.
#[derive(Debug)]
pub struct Journal {
    hook: Arc<dyn BlockchainHook>,
    known: Known,
    fork: SpecId,
    accounts: AccountTable,
    storage: AddressMap<StorageMap>,
    aliases: AddressMap<Option<Address>>,
    recorded_aliases: Vec<EvmAddress>,
    linked_faces: AddressMap<EvmAddress>,
    links: Vec<EvmAddress>,
    deleted: AddressSet,
    transient: TransientStorage,
    evm_logs: Vec<Log>,
    native_logs: Vec<log::NativeLog>,
    transfers: Vec<TransferRecord>,
    native_moves: Vec<NativeMove>,
    looked_at: AddressMap<usize>,
    outgoing: Vec<OutgoingTransfer>,
    queued: Vec<QueuedCall>,
    frames: Vec<Frame>,
    resumed_caller: Option<Address>,
    entries: Entries,
    warm: WarmSet,
    refund: i64,
    checkpoints: usize,
    latched: Option<WriteError>,
    recorder: Option<Box<dyn Recorder>>,
}

impl Journal {
    /// An empty journal over committed state.
    #[must_use]
    pub fn new(hook: Arc<dyn BlockchainHook>, forms: Arc<dyn AddressForms>, fork: SpecId) -> Self {
        Self {
            hook,
            known: Known::new(forms),
            fork,
            accounts: AccountTable::default(),
            storage: AddressMap::default(),
            aliases: AddressMap::default(),
            recorded_aliases: Vec::new(),
            linked_faces: AddressMap::default(),
            links: Vec::new(),
            deleted: AddressSet::default(),
            transient: TransientStorage::default(),
            evm_logs: Vec::new(),
            native_logs: Vec::new(),
            transfers: Vec::new(),
            native_moves: Vec::new(),
            looked_at: AddressMap::default(),
            outgoing: Vec::new(),
            queued: Vec::new(),
            frames: Vec::new(),
            resumed_caller: None,
            entries: Entries::default(),
            warm: WarmSet::default(),
            refund: 0,
            checkpoints: 0,
            latched: None,
            recorder: None,
        }
    }

    /// Drops every effect and makes the journal ready for another transaction on the same committed state.
    /// Buffers and the caches of analysed code and of hashed addresses stay.
    pub fn restart(&mut self, fork: SpecId) {
        self.fork = fork;
        self.accounts.clear();
        self.aliases.clear();
        self.entries.clear();
        self.warm.clear();
        self.resumed_caller = None;
        self.refund = 0;
        self.checkpoints = 0;
        self.latched = None;
        // A plain transfer leaves nothing of this, and passes by the code that clears it.
        let lengths = [
            self.storage.len(),
            self.recorded_aliases.len(),
            self.linked_faces.len(),
            self.links.len(),
            self.deleted.len(),
            self.transient.len(),
            self.log_count(),
            self.transfers.len(),
            self.native_moves.len(),
            self.looked_at.len(),
            self.outgoing.len(),
            self.queued.len(),
            self.frames.len(),
        ];
        let left = lengths.into_iter().fold(0, BitOr::bitor);
        if self.recorder.is_some() || left != 0 {
            self.drop_effects();
        }
    }

    #[cold]
    fn drop_effects(&mut self) {
        self.storage.clear();
        self.recorded_aliases.clear();
        self.linked_faces.clear();
        self.links.clear();
        self.deleted.clear();
        self.transient.clear();
        self.evm_logs.clear();
        self.native_logs.clear();
        self.transfers.clear();
        self.native_moves.clear();
        self.looked_at.clear();
        self.outgoing.clear();
        self.queued.clear();
        self.frames.clear();
        self.recorder = None;
    }

    /// The committed state under the journal.
    #[must_use]
    pub fn hook(&self) -> &Arc<dyn BlockchainHook> {
        &self.hook
    }

    /// Puts the journal on another committed state, before anything is read of it.
    pub fn set_hook(&mut self, hook: Arc<dyn BlockchainHook>) {
        self.hook = hook;
    }

    /// The address forms of the chain.
    #[must_use]
    pub fn forms(&self) -> &dyn AddressForms {
        self.known.forms.as_ref()
    }

    /// The Ethereum fork whose rules hold.
    #[must_use]
    pub const fn fork(&self) -> SpecId {
        self.fork
    }

    /// Attaches a recorder that sees every first read of committed state.
    pub fn set_recorder(&mut self, recorder: Option<Box<dyn Recorder>>) {
        self.recorder = recorder;
    }

    /// Sets a checkpoint.
    #[inline]
    pub const fn checkpoint(&mut self) -> Checkpoint {
        self.checkpoints = self.checkpoints.saturating_add(1);
        Checkpoint { entries: self.entries.len(), evm_logs: self.evm_logs.len() }
    }

    /// Keeps everything since the newest checkpoint. Cost: constant.
    #[inline]
    pub const fn keep(&mut self) {
        self.checkpoints = self.checkpoints.saturating_sub(1);
    }

    /// Undoes everything since a checkpoint. Cost: the entries since then.
    #[inline]
    pub fn revert(&mut self, checkpoint: Checkpoint) {
        self.checkpoints = self.checkpoints.saturating_sub(1);
        while self.entries.len() > checkpoint.entries {
            if let Some(entry) = self.entries.pop() {
                entry.undo(self);
            }
        }
        self.evm_logs.truncate(checkpoint.evm_logs);
    }

    /// Number of checkpoints that are neither kept nor undone.
    #[must_use]
    pub const fn open_checkpoints(&self) -> usize {
        self.checkpoints
    }

    /// The refund counter that EVM frames under other VMs left, in EVM gas.
    #[must_use]
    pub const fn refund(&self) -> i64 {
        self.refund
    }

    /// Adds to the refund counter.
    pub fn add_refund(&mut self, amount: i64) {
        if amount != 0 {
            self.entries.push(|| JournalEntry::Refund { previous: self.refund });
            self.refund = self.refund.saturating_add(amount);
        }
    }

    /// The keys written since a checkpoint, in order; a key may come more than once.
    pub fn written_keys(&self, since: Checkpoint) -> impl Iterator<Item = StateKey> + '_ {
        self.entries.iter().skip(since.entries).map(|entry| entry.key(self))
    }

    fn observe(&mut self, key: impl FnOnce() -> StateKey) {
        if let Some(recorder) = self.recorder.as_mut() {
            recorder.read(key());
        }
    }

    #[inline]
    fn push(&mut self, entry: impl FnOnce() -> JournalEntry) {
        self.entries.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::absent::Absent;
    use crate::{AccountRef, Authority, CallInput, CallRequest, CallScheme, U256, VmType};

    const FACE: EvmAddress = EvmAddress::repeat_byte(7);

    fn journal() -> Journal {
        Journal::new(Arc::new(Absent), Arc::new(Absent), SpecId::OSAKA)
    }

    fn queued() -> QueuedCall {
        let account = AccountRef::default();
        let request = CallRequest {
            scheme: CallScheme::Call,
            caller: account,
            callee: account,
            code: account,
            value: U256::ZERO,
            tokens: Vec::new(),
            input: CallInput::default(),
            gas: 0,
            read_only: false,
        };
        QueuedCall {
            request,
            destination: Address::ZERO,
            value: U256::ZERO,
            keeper: account,
            callback: Bytes::new(),
            closure: Bytes::new(),
            gas_locked: 0,
        }
    }

    fn frame() -> Frame {
        let account = AccountRef::default();
        Frame {
            scheme: CallScheme::Call,
            vm_type: VmType::EVM,
            caller: account,
            callee: account,
            code: account,
            value: U256::ZERO,
            gas: 0,
            read_only: false,
            authority: Authority::OwnAccount,
        }
    }

    /// What a transaction can leave, each alone.
    const LEFT: &[fn(&mut Journal)] = &[
        |it| it.storage.extend([(FACE, StorageMap::default())]),
        |it| it.aliases.extend([(FACE, None)]),
        |it| it.recorded_aliases.push(FACE),
        |it| it.linked_faces.extend([(FACE, FACE)]),
        |it| it.links.push(FACE),
        |it| it.deleted.extend([FACE]),
        |it| it.transient.extend([(FACE, Default::default())]),
        |it| it.evm_logs.push(Log::default()),
        |it| it.native_logs.push(log::NativeLog::default()),
        |it| {
            let account = AccountRef::default();
            it.transfers.push(TransferRecord::of_tokens(account, account, Vec::new()));
        },
        |it| it.native_moves.push(NativeMove::default()),
        |it| it.looked_at.extend([(FACE, 1)]),
        |it| {
            let payment = OutgoingTransfer::payment(Address::ZERO, Address::ZERO, U256::ONE);
            it.outgoing.push(payment);
        },
        |it| it.queued.push(queued()),
        |it| it.frames.push(frame()),
        |it| it.resumed_caller = Some(Address::ZERO),
        |it| it.entries.push(|| JournalEntry::NativeLog),
        |it| it.warm.set_beneficiary(FACE),
        |it| it.refund = 1,
        |it| it.checkpoints = 1,
        |it| it.latched = Some(WriteError::ReadOnly),
    ];

    #[test]
    fn nothing_is_left_to_the_next_transaction() {
        let fresh = format!("{:?}", journal());
        for (index, leave) in LEFT.iter().enumerate() {
            let mut journal = journal();
            leave(&mut journal);
            assert_ne!(format!("{journal:?}"), fresh, "{index} shows");
            journal.restart(SpecId::OSAKA);
            assert_eq!(format!("{journal:?}"), fresh, "{index} is left");
        }
    }
}
