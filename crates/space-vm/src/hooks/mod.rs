//! The host functions, one family a file; see `table.rs` for how a row reads.

use crate::context::SpaceContext;
use crate::table::{HookFamily, HookRow};
use vm_core::{HookBinder, HookTable};

macro_rules! families {
    ($($(#[doc = $doc:literal])+ $module:ident;)*) => {
        $(mod $module;)*

        /// The whole table, by family, in the order of the reference page.
        pub static FAMILIES: &[HookFamily] = &[$(
            HookFamily { title: concat!($($doc, "\n"),+), rows: $module::ROWS },
        )*];

        /// The table of all hooks, for the engines.
        #[derive(Clone, Copy, Debug)]
        pub struct SpaceHooks;

        impl HookTable for SpaceHooks {
            type Context = SpaceContext;

            fn bind<B: HookBinder<SpaceContext>>(binder: &mut B) {
                $($module::bind(binder);)*
            }
        }
    };
}

families! {
    /// Accounts
    account;
    /// Block and transaction
    block;
    /// Function and arguments
    arguments;
    /// Payments of the call
    call_value;
    /// Results, errors and logs
    output;
    /// Storage
    storage;
    /// Tokens of accounts
    token;
    /// Executions
    call;
    /// Transfers
    transfer;
    /// Asynchronous calls
    asynchronous;
    /// Deploys
    deploy;
    /// Upgrades and deletions
    upgrade;
    /// Arithmetic on big integers
    big_int_arithmetic;
    /// Managed buffers
    managed_buffer;
    /// Managed buffers, numbers and text
    managed_buffer_convert;
    /// Managed maps
    managed_map;
    /// Big integers
    big_int;
    /// Big floats
    big_float;
    /// 64-bit numbers
    small_int;
    /// Hashes
    hash;
    /// Signatures
    signature;
    /// Elliptic curves
    curve;
    /// Points of elliptic curves in bytes
    curve_bytes;
}

pub use signature::verify_bls;

/// The row of a hook; `None` when this host does not have it, and a module that imports it is
/// refused.
///
/// # Cost
/// Looks through all rows.
#[must_use]
pub fn hook(name: &str) -> Option<&'static HookRow> {
    FAMILIES.iter().flat_map(|family| family.rows).find(|row| row.signature.name == name)
}

#[cfg(test)]
pub(crate) mod scripts;
#[cfg(test)]
mod tests;
