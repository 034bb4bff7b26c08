//! The list of a collection's instances that its face has: of those whose owner it remembers.
//!
//! Places run from 1 without gaps. An instance is added at the end, and the last one takes the place of one
//! that is struck out. Nothing is stored of an instance whose place is its nonce: nonces count from 1, too, so
//! that a collection of which nothing was burned stores no list at all.

use super::Ledger;
use crate::error::NativeError;
use crate::token::{FaceKey, low_number, number_bytes};
use vm_core::AccountRef;

impl Ledger<'_> {
    /// How many instances are listed.
    pub(crate) fn listed(&mut self, face: &AccountRef) -> Result<u64, NativeError> {
        Ok(low_number(&self.face_value(face, FaceKey::Supply)?))
    }

    /// The instance at a place, which is at most the number of those that are listed.
    pub(crate) fn listed_at(&mut self, face: &AccountRef, place: u64) -> Result<u64, NativeError> {
        self.place_or(face, FaceKey::At(place), place)
    }

    pub(super) fn enlist(&mut self, face: &AccountRef, nonce: u64) -> Result<(), NativeError> {
        let place = self.listed(face)?.saturating_add(1);
        self.put(face, place, nonce)?;
        self.set_listed(face, place)
    }

    pub(super) fn strike(&mut self, face: &AccountRef, nonce: u64) -> Result<(), NativeError> {
        let last = self.listed(face)?;
        let place = self.place_or(face, FaceKey::Place(nonce), nonce)?;
        let moved = self.listed_at(face, last)?;
        self.forget(face, last, moved)?;
        if moved != nonce {
            self.forget(face, place, nonce)?;
            self.put(face, place, moved)?;
        }
        self.set_listed(face, last.saturating_sub(1))
    }

    fn place_or(
        &mut self,
        face: &AccountRef,
        key: FaceKey,
        absent: u64,
    ) -> Result<u64, NativeError> {
        let stored = self.face_value(face, key)?;
        Ok(if stored.is_empty() { absent } else { low_number(&stored) })
    }

    /// Puts an instance at a place of which nothing is stored.
    fn put(&mut self, face: &AccountRef, place: u64, nonce: u64) -> Result<(), NativeError> {
        self.set_place(face, (place, nonce), |number| number_bytes(number).to_vec())
    }

    /// Deletes what is stored of an instance at a place.
    fn forget(&mut self, face: &AccountRef, place: u64, nonce: u64) -> Result<(), NativeError> {
        self.set_place(face, (place, nonce), |_| Vec::new())
    }

    fn set_place(
        &mut self,
        face: &AccountRef,
        (place, nonce): (u64, u64),
        value: fn(u64) -> Vec<u8>,
    ) -> Result<(), NativeError> {
        if place == nonce {
            return Ok(());
        }
        self.set_face_value(face, FaceKey::At(place), value(nonce))?;
        self.set_face_value(face, FaceKey::Place(nonce), value(place))
    }

    fn set_listed(&mut self, face: &AccountRef, count: u64) -> Result<(), NativeError> {
        self.set_face_value(face, FaceKey::Supply, number_bytes(count).to_vec())
    }
}
