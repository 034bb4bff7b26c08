//! Asynchronous calls to and from other shards, and those of contracts whose virtual machine has no queue.
//!
//! A frame that is left with calls to other shards is suspended: each call leaves as an output transfer,
//! and what their callbacks need is stored on the contract's own account, under a key that no contract
//! can write. When an answer arrives, the call is found there, its callback runs, and the stored form
//! shrinks until nothing of it is left. Ids and bytes are production's
//! (`mx-chain-vm-go:vmhost/contexts/{async,asyncPersistence,asyncRemote,asyncComposability}.go`).

mod answer;
mod callback;
mod codec;
mod queue;
mod stored;
mod suspend;
mod wire;

pub use callback::{Answer, answer_data};
pub(crate) use callback::{is_answer, is_arrival};
pub(crate) use suspend::{keep_waiting, name_call, suspend};
