//! What a native contract is: an address, a name, and a table of endpoints.

use super::NativeContext;
use crate::error::NativeError;
use core::fmt::Debug;
use vm_core::{Address, Bytes, MetaChainSystemCost};

/// What an endpoint gives: its results in order.
pub type NativeResult = Result<Vec<Bytes>, NativeError>;

/// What may come with a call of an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accepts {
    /// Arguments only.
    #[default]
    Nothing,
    /// Native value.
    Value,
    /// Native value and tokens.
    ValueAndTokens,
}

/// One endpoint of a contract `C`. The system VM checks and charges what a row says before the body
/// runs, so that no body has to.
#[derive(Debug)]
pub struct Endpoint<C: ?Sized> {
    /// The function's name.
    pub name: &'static str,
    /// Whether it writes nothing. Every other endpoint is refused in a read-only frame.
    pub is_pure: bool,
    /// What may come with a call.
    pub accepts: Accepts,
    /// Its cost in MultiversX gas, by the key of the schedule.
    pub gas: fn(&MetaChainSystemCost) -> u64,
    /// The body.
    pub run: fn(&C, &mut NativeContext) -> NativeResult,
    /// What it does, and its arguments.
    pub doc: &'static str,
}

/// A contract written in Rust.
///
/// It holds configuration and no state: whatever it reads or writes is in the context's journal.
pub trait NativeContract: Debug + Send + Sync + Sized + 'static {
    /// Where it lies. Its bytes 8..10 name the system VM.
    fn address(&self) -> Address;

    /// Its name, which is what its account has as code.
    fn name(&self) -> &'static str;

    /// Its endpoints.
    fn endpoints() -> &'static [Endpoint<Self>];
}

/// A row of an endpoint table, without the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) index: usize,
    pub(super) is_pure: bool,
    pub(super) accepts: Accepts,
    pub(super) gas: fn(&MetaChainSystemCost) -> u64,
}

/// A contract of any type, as the registry holds it.
pub(super) trait AnyContract: Debug + Send + Sync {
    fn address(&self) -> Address;
    fn name(&self) -> &'static str;
    fn find(&self, function: &[u8]) -> Option<Row>;
    fn run(&self, row: Row, context: &mut NativeContext) -> Option<NativeResult>;
}

impl<C: NativeContract> AnyContract for C {
    fn address(&self) -> Address {
        NativeContract::address(self)
    }

    fn name(&self) -> &'static str {
        NativeContract::name(self)
    }

    fn find(&self, function: &[u8]) -> Option<Row> {
        let mut rows = C::endpoints().iter().enumerate();
        let (index, row) = rows.find(|(_, row)| row.name.as_bytes() == function)?;
        Some(Row { index, is_pure: row.is_pure, accepts: row.accepts, gas: row.gas })
    }

    fn run(&self, row: Row, context: &mut NativeContext) -> Option<NativeResult> {
        let endpoint = C::endpoints().get(row.index)?;
        Some((endpoint.run)(self, context))
    }
}
