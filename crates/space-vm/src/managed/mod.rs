//! Managed values: what a contract keeps on the host's side and names by handles.
//!
//! Every kind of value has its own handles. A contract may choose any number itself, negative ones
//! too, by writing to it; the framework keeps such fixed handles below zero. Handles never cross a
//! call: each running contract starts with empty stores.

mod big_float;
mod big_int;
mod curve;
mod gas;
mod random;
mod store;
mod transfers;
mod vectors;

pub(crate) use big_float::{BigFloat, power_of_ten};
pub(crate) use big_int::{
    from_signed_bytes, from_unsigned_bytes, shortest_bytes, signed_bytes, unsigned_bytes,
};
pub(crate) use curve::{Curve, Point};
pub(crate) use gas::{charge_big_ints, charge_bits, charge_result};
pub(crate) use random::RandomBytes;
pub(crate) use transfers::{read_transfers, write_transfers};
pub(crate) use vectors::{read_buffers, write_buffers};

use crate::error::HookError;
use crate::table::Handle;
use num_bigint::BigInt;
use std::collections::BTreeMap;
use store::HandleStore;
use vm_core::Bytes;

/// A managed map: keys and values are bytes.
pub(crate) type ManagedMap = BTreeMap<Bytes, Bytes>;

/// The managed values of one running contract.
#[derive(Clone, Debug, Default)]
pub(crate) struct ManagedTypes {
    big_ints: HandleStore<BigInt>,
    big_floats: HandleStore<BigFloat>,
    buffers: HandleStore<Vec<u8>>,
    maps: HandleStore<ManagedMap>,
    curves: HandleStore<Curve>,
    random: Option<RandomBytes>,
}

impl ManagedTypes {
    /// The big integer under a handle.
    ///
    /// # Errors
    /// [`HookError::NoBigInt`].
    pub(crate) fn big_int(&self, handle: Handle) -> Result<&BigInt, HookError> {
        self.big_ints.get(handle).ok_or(HookError::NoBigInt)
    }

    /// The big integer under a handle, made as zero if there is none.
    pub(crate) fn big_int_or_create(&mut self, handle: Handle) -> &mut BigInt {
        self.big_ints.get_or_insert_default(handle)
    }

    /// Puts a big integer under a handle.
    pub(crate) fn set_big_int(&mut self, handle: Handle, value: BigInt) {
        *self.big_ints.get_or_insert_default(handle) = value;
    }

    /// Keeps a big integer under a new handle.
    pub(crate) fn new_big_int(&mut self, value: BigInt) -> Handle {
        self.big_ints.insert_new(value)
    }

    /// The big float under a handle.
    ///
    /// # Errors
    /// [`HookError::NoBigFloat`]; [`HookError::FloatExponent`] for one that was read from bytes with
    /// an exponent that no operation takes.
    pub(crate) fn big_float(&self, handle: Handle) -> Result<&BigFloat, HookError> {
        let value = self.big_floats.get(handle).ok_or(HookError::NoBigFloat)?;
        if !value.has_valid_exponent() {
            return Err(HookError::FloatExponent);
        }
        Ok(value)
    }

    /// The place of a big float under a handle, made as zero if there is none.
    ///
    /// # Errors
    /// [`HookError::FloatExponent`] as for [`Self::big_float`].
    pub(crate) fn big_float_or_create(
        &mut self,
        handle: Handle,
    ) -> Result<&mut BigFloat, HookError> {
        let value = self.big_floats.get_or_insert_default(handle);
        if !value.has_valid_exponent() {
            return Err(HookError::FloatExponent);
        }
        Ok(value)
    }

    /// Keeps a big float under a new handle.
    pub(crate) fn new_big_float(&mut self, value: BigFloat) -> Handle {
        self.big_floats.insert_new(value)
    }

    /// The bytes under a handle.
    ///
    /// # Errors
    /// [`HookError::NoManagedBuffer`].
    pub(crate) fn buffer(&self, handle: Handle) -> Result<&[u8], HookError> {
        self.buffers.get(handle).map(Vec::as_slice).ok_or(HookError::NoManagedBuffer)
    }

    /// The bytes under a handle, to change them in place.
    ///
    /// # Errors
    /// [`HookError::NoManagedBuffer`].
    pub(crate) fn buffer_mut(&mut self, handle: Handle) -> Result<&mut Vec<u8>, HookError> {
        self.buffers.get_mut(handle).ok_or(HookError::NoManagedBuffer)
    }

    /// Puts bytes under a handle.
    pub(crate) fn set_buffer(&mut self, handle: Handle, bytes: impl Into<Vec<u8>>) {
        *self.buffers.get_or_insert_default(handle) = bytes.into();
    }

    /// Keeps bytes under a new handle.
    pub(crate) fn new_buffer(&mut self, bytes: impl Into<Vec<u8>>) -> Handle {
        self.buffers.insert_new(bytes.into())
    }

    /// The map under a handle.
    ///
    /// # Errors
    /// [`HookError::NoManagedMap`].
    pub(crate) fn map(&self, handle: Handle) -> Result<&ManagedMap, HookError> {
        self.maps.get(handle).ok_or(HookError::NoManagedMap)
    }

    /// The map under a handle, to change it in place.
    ///
    /// # Errors
    /// [`HookError::NoManagedMap`].
    pub(crate) fn map_mut(&mut self, handle: Handle) -> Result<&mut ManagedMap, HookError> {
        self.maps.get_mut(handle).ok_or(HookError::NoManagedMap)
    }

    /// Keeps an empty map under a new handle.
    pub(crate) fn new_map(&mut self) -> Handle {
        self.maps.insert_new(ManagedMap::new())
    }

    /// The curve under a handle.
    ///
    /// # Errors
    /// [`HookError::NoCurve`].
    pub(crate) fn curve(&self, handle: Handle) -> Result<Curve, HookError> {
        self.curves.get(handle).copied().ok_or(HookError::NoCurve)
    }

    /// Keeps a curve under a new handle.
    pub(crate) fn new_curve(&mut self, curve: Curve) -> Handle {
        self.curves.insert_new(curve)
    }

    /// Takes the generator that the contract used before, if it did.
    pub(crate) fn take_random(&mut self) -> Option<RandomBytes> {
        self.random.take()
    }

    /// Keeps the generator for the contract's next use.
    pub(crate) fn keep_random(&mut self, random: RandomBytes) {
        self.random = Some(random);
    }
}
