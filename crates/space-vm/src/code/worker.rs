//! What one worker keeps between runs: warm instances, and notes between a hook and the call it
//! makes. None of it is state.

use super::ArtifactKey;
use crate::asynchronous::{AsyncState, CallbackNote};
use crate::context::SpaceContext;
use alloy_primitives::B256;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use std::collections::BTreeMap;
use vm_core::{Bytes, Code, FrameIdentity, Instance, Session, VmType};

/// Warm instances kept at once, as in production.
const WARM_INSTANCES: usize = 100;

/// How a call came about, as its transfer log names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// `executeOnDestContext` and what is built on it.
    OnDestination,
    /// `executeOnSameContext`.
    OnSame,
    /// A transfer of native value with an execution.
    TransferAndExecute,
    /// A read-only execution, which writes no log.
    ReadOnly,
    /// A contract made from bytes.
    Deploy,
    /// A contract made from another contract's code.
    DeployFromSource,
    /// An asynchronous call.
    Async,
    /// An asynchronous call that upgrades a contract.
    AsyncUpgrade,
    /// The callback of an asynchronous call.
    Callback,
}

impl CallKind {
    /// The text in the log entry.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::OnDestination | Self::ReadOnly => "ExecuteOnDestContext",
            Self::OnSame => "ExecuteOnSameContext",
            Self::TransferAndExecute => "TransferAndExecute",
            Self::Deploy => "DeploySmartContract",
            Self::DeployFromSource => "DeployFromSource",
            Self::Async => "AsyncCall",
            Self::AsyncUpgrade => "UpgradeFromSource",
            Self::Callback => "AsyncCallback",
        }
    }
}

/// The resources of one worker.
#[derive(Debug, Default)]
pub(crate) struct Worker {
    warm: BTreeMap<ArtifactKey, (u64, Box<dyn Instance<SpaceContext>>)>,
    clock: u64,
    /// The kind of the call that a hook is about to make, and how many frames are live.
    announced: Option<(usize, CallKind)>,
    /// What the callback that is about to run finds.
    callback: Option<CallbackNote>,
    /// The identity of the frame that a hook is about to make, and how many frames are live.
    identity: Option<(usize, FrameIdentity)>,
    /// How many frames are live below one that waits for another shard and has just ended.
    waiting: Option<usize>,
    /// What a library registered for the contract on whose account it ran.
    registered: AsyncState,
    /// Contracts started so far.
    started: u64,
    /// Hashes as MultiversX has them, by our own hash of the code.
    protocol_hashes: BTreeMap<B256, Bytes>,
}

impl Worker {
    /// Works on the worker of a session.
    pub(crate) fn with<T>(session: &mut Session, work: impl FnOnce(&mut Self) -> T) -> T {
        session.resources.with(VmType::SPACE, work)
    }

    /// Takes a warm instance out. While it is out, the same code runs in a fresh one.
    pub(crate) fn take(&mut self, key: &ArtifactKey) -> Option<Box<dyn Instance<SpaceContext>>> {
        self.warm.remove(key).map(|(_, instance)| instance)
    }

    /// Keeps a reset instance.
    pub(crate) fn keep(&mut self, key: ArtifactKey, instance: Box<dyn Instance<SpaceContext>>) {
        if self.warm.len() >= WARM_INSTANCES {
            let oldest = self.warm.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                self.warm.remove(&oldest);
            }
        }
        self.clock = self.clock.saturating_add(1);
        self.warm.insert(key, (self.clock, instance));
    }

    /// Notes the kind of the call that the current frame is about to make.
    pub(crate) fn announce(&mut self, live_frames: usize, kind: CallKind, identity: FrameIdentity) {
        self.announced = Some((live_frames, kind));
        self.identity = Some((live_frames, identity));
    }

    /// Takes the identity that the frame right below gave to the one that starts.
    pub(crate) fn take_identity(&mut self, live_frames: usize) -> Option<FrameIdentity> {
        self.identity.take().filter(|(frames, _)| *frames == live_frames).map(|(_, it)| it)
    }

    /// Notes that the frame over so many live ones waits for another shard.
    pub(crate) const fn wait(&mut self, live_frames: usize) {
        self.waiting = Some(live_frames);
    }

    /// Takes the note of [`Self::wait`], if it is about the frame right over the current one.
    pub(crate) fn take_waiting(&mut self, live_frames: usize) -> bool {
        self.waiting.take() == Some(live_frames)
    }

    /// Takes the note, if it was made by the frame right below.
    pub(crate) fn announced(&mut self, live_frames: usize) -> CallKind {
        match self.announced.take() {
            Some((frames, kind)) if frames == live_frames => kind,
            Some(_) | None => CallKind::OnDestination,
        }
    }

    /// Leaves what a callback finds, right before it runs.
    pub(crate) fn leave(&mut self, note: CallbackNote) {
        self.callback = Some(note);
    }

    /// Takes what was left for the callback that runs now.
    pub(crate) const fn take_note(&mut self) -> Option<CallbackNote> {
        self.callback.take()
    }

    /// Hands registered calls to the contract that ran a library.
    pub(crate) fn hand_over(&mut self, registered: AsyncState) {
        self.registered = registered;
    }

    /// Takes the calls that a library registered.
    pub(crate) fn take_registered(&mut self) -> AsyncState {
        core::mem::take(&mut self.registered)
    }

    /// Hash of code as a MultiversX account has it: `BLAKE2b` of 256 bits. The EVM's code keeps
    /// Ethereum's hash.
    pub(crate) fn protocol_hash(&mut self, code: &Code) -> Bytes {
        if code.vm_type == Some(VmType::EVM) {
            return Bytes::copy_from_slice(code.hash.as_slice());
        }
        if self.protocol_hashes.len() >= WARM_INSTANCES {
            self.protocol_hashes.clear();
        }
        self.protocol_hashes
            .entry(code.hash)
            .or_insert_with(|| {
                let hash = Blake2b::<U32>::digest(&code.bytes);
                Bytes::copy_from_slice(&hash)
            })
            .clone()
    }

    /// Counts a contract that starts.
    pub(crate) const fn count_start(&mut self) {
        self.started = self.started.wrapping_add(1);
    }

    /// Contracts started so far.
    pub(crate) const fn started(&self) -> u64 {
        self.started
    }
}
