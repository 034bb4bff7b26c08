// SPDX-License-Identifier: GPL-3.0-only
//! The static variables that the framework keeps in a contract's memory: new in every run.

use crate::api::NativeApi;
use crate::guest::with_statics;
use core::cell::{Cell, RefCell};
use multiversx_sc::api::{
    RawHandle, StaticVarApi, StaticVarApiFlags, StaticVarApiImpl, const_handles,
};
use multiversx_sc::types::LockableStaticBuffer;

/// Bytes that hold an address or a token identifier on their way into a hook. Longer values are written behind
/// what is read, as in WASM.
pub(crate) type Scratch = [u8; 4096];

#[derive(Debug)]
pub(crate) struct Statics {
    buffer: RefCell<LockableStaticBuffer>,
    view_target: Cell<RawHandle>,
    next_handle: Cell<RawHandle>,
    argument_count: Cell<i32>,
    flags: Cell<StaticVarApiFlags>,
    scaling_factors: RefCell<[bool; const_handles::SCALING_FACTOR_LENGTH]>,
    pub(crate) address: RefCell<Scratch>,
    pub(crate) token: RefCell<Scratch>,
}

impl Default for Statics {
    fn default() -> Self {
        Self {
            buffer: RefCell::default(),
            view_target: Cell::new(0),
            next_handle: Cell::new(const_handles::NEW_HANDLE_START_FROM),
            argument_count: Cell::new(0),
            flags: Cell::new(StaticVarApiFlags::NONE),
            scaling_factors: RefCell::new([false; const_handles::SCALING_FACTOR_LENGTH]),
            address: RefCell::new([0; 4096]),
            token: RefCell::new([0; 4096]),
        }
    }
}

impl StaticVarApi for NativeApi {
    type StaticVarApiImpl = Self;

    fn static_var_api_impl() -> Self {
        Self
    }
}

impl StaticVarApiImpl for NativeApi {
    fn with_lockable_static_buffer<R, F: FnOnce(&mut LockableStaticBuffer) -> R>(
        &self,
        body: F,
    ) -> R {
        with_statics(|statics| body(&mut statics.buffer.borrow_mut()))
    }

    fn set_external_view_target_address_handle(&self, handle: RawHandle) {
        with_statics(|statics| statics.view_target.set(handle));
    }

    fn get_external_view_target_address_handle(&self) -> RawHandle {
        with_statics(|statics| statics.view_target.get())
    }

    fn next_handle(&self) -> RawHandle {
        with_statics(|statics| {
            let next = statics.next_handle.get().wrapping_sub(1);
            statics.next_handle.set(next);
            next
        })
    }

    fn set_num_arguments(&self, count: i32) {
        with_statics(|statics| statics.argument_count.set(count));
    }

    fn get_num_arguments(&self) -> i32 {
        with_statics(|statics| statics.argument_count.get())
    }

    fn set_flags(&self, flags: StaticVarApiFlags) {
        with_statics(|statics| statics.flags.set(flags));
    }

    fn get_flags(&self) -> StaticVarApiFlags {
        with_statics(|statics| statics.flags.get())
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "as in WASM, an index outside is a panic of the contract"
    )]
    fn is_scaling_factor_cached(&self, decimals: usize) -> bool {
        with_statics(|statics| statics.scaling_factors.borrow()[decimals])
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "as in WASM, an index outside is a panic of the contract"
    )]
    fn set_scaling_factor_cached(&self, decimals: usize) {
        with_statics(|statics| statics.scaling_factors.borrow_mut()[decimals] = true);
    }
}
