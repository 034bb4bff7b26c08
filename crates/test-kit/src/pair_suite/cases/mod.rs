//! The cases, by what they are about.

pub(super) mod deploy;
pub(super) mod depth;
pub(super) mod failure;
pub(super) mod gas;
pub(super) mod read_only;
pub(super) mod reentry;
pub(super) mod value;
