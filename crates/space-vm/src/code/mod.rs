//! Contract code: validation, the cache of compiled artifacts, and what a worker keeps warm.
//!
//! Code goes through the metering pass, then through the engine, once for each combination of code,
//! operator costs and engine. What comes out is shared by all workers.

mod cache;
mod imports;
mod names;
mod turns;
mod worker;

pub(crate) use cache::{Artifact, ArtifactKey, CodeStore};
pub(crate) use names::{
    CALLBACK, DELETE_CONTRACT, INIT, UPGRADE, UPGRADE_CONTRACT, is_callable_name, is_reserved_name,
};
pub(crate) use worker::{CallKind, Worker};
