//! Frames of the journal, and the rules that they set for writes.

use super::{Journal, WriteError};
use crate::{AccountRef, Address, Authority, CallScheme, EvmAddress, Frame};

impl Journal {
    /// Pushes a frame. A frame under a read-only frame is read-only.
    #[inline]
    pub fn push_frame(&mut self, mut frame: Frame) {
        frame.read_only |= self.is_read_only();
        self.frames.push(frame);
    }

    /// Pops the current frame.
    #[inline]
    pub fn pop_frame(&mut self) -> Option<Frame> {
        self.frames.pop()
    }

    /// The current frame; none outside of contracts, where the transaction processor works.
    #[inline]
    #[must_use]
    pub fn frame(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// All live frames, the first of the transaction first.
    #[inline]
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Notes who called the frame that the answer of another shard resumes.
    pub const fn resume(&mut self, caller: Address) {
        self.resumed_caller = Some(caller);
    }

    /// Who gets back what a frame pays to its caller, `below` frames under the current one. That of a callback is
    /// who called the frame whose call it answers
    /// (`mx-chain-vm-go:vmhost/contexts/output.go`, `isBackTransferWithoutExecution`).
    #[must_use]
    pub fn paid_back(&self, below: usize) -> Option<Address> {
        let mut frames = self.frames.iter().rev().skip(below);
        let frame = frames.next()?;
        if frame.scheme != CallScheme::Callback {
            return Some(frame.caller.address);
        }
        frames.next().map(|registrant| registrant.caller.address).or(self.resumed_caller)
    }

    /// Whether the current frame refuses writes.
    #[inline]
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.read_only)
    }

    /// Whether a live frame runs on this account.
    #[must_use]
    pub fn is_live(&self, account: &AccountRef) -> bool {
        self.frames.iter().any(|frame| frame.callee.face == account.face)
    }

    /// Keeps a refusal that an engine's interface cannot return; the frame's exit takes it.
    pub fn latch(&mut self, refusal: WriteError) {
        self.latched.get_or_insert(refusal);
    }

    /// Takes the refusal that was latched since the last time.
    pub const fn take_latched(&mut self) -> Option<WriteError> {
        self.latched.take()
    }

    /// Whether the current frame may write to an account.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`] or [`WriteError::ForeignWrite`].
    #[inline]
    pub fn check_write(&self, face: EvmAddress) -> Result<(), WriteError> {
        match self.frames.last() {
            None => Ok(()),
            Some(frame) if frame.read_only => Err(WriteError::ReadOnly),
            Some(frame) if frame.callee.face == face => Ok(()),
            Some(frame) => match frame.authority {
                Authority::Protocol => Ok(()),
                Authority::OwnAccount => Err(WriteError::ForeignWrite),
            },
        }
    }

    /// Whether the current frame may write at all.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`].
    #[inline]
    pub fn check_writable(&self) -> Result<(), WriteError> {
        if self.is_read_only() { Err(WriteError::ReadOnly) } else { Ok(()) }
    }
}
