//! The composition root, and the API that a node embeds.
//!
//! [`Runtime`] is the one place that names every VM. It executes a transaction on committed state and
//! gives one [`Outcome`]: status, state change, logs, gas and, if asked for, the call tree. What kind
//! of transaction it is, is behind one seam, [`TransactionProcessor`]: a plain [`Message`], or a
//! [`MultiversXTransaction`] or an [`EthereumTransaction`] with nonce, fee and refund.
//! [`BlockExecutor`] runs a list of them, and a [`Worker`] one after another on its thread.
//!
//! ```
//! use runtime::{BlockContext, Destination, ExecuteOptions, Message, Runtime};
//! use std::sync::Arc;
//! use vm_core::{Address, CallInput, U256};
//! use world::{World, WorldAccount};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let runtime = Runtime::builder().build()?;
//! let world = Arc::new(World::with_state(runtime.genesis()));
//! let (alice, bob) = (Address([1; 32]), Address([2; 32]));
//! let mut funds = WorldAccount::default();
//! funds.data.balance = U256::from(1_000);
//! world.update(|state| state.insert(alice, funds));
//!
//! let transfer = Message {
//!     from: alice,
//!     destination: Destination::Call(bob),
//!     value: U256::from(400),
//!     input: CallInput::default(),
//!     gas_limit: 100_000,
//!     ..Message::default()
//! };
//! let outcome =
//!     runtime.execute(&world, &BlockContext::default(), &transfer, &ExecuteOptions::default())?;
//! assert!(outcome.is_success());
//! world.apply(&outcome.change);
//! assert_eq!(world.read(|state| state.account(&bob).map(|it| it.data.balance)), Some(U256::from(400)));
//! # Ok(())
//! # }
//! ```
//!
//! [`Runtime::trace_with`] records a call tree over all VMs, and gives it as Ethereum's tracers do
//! (`docs/tracing.md`). A block that begins an epoch ends the one before it first: [`Runtime::end_epoch`].
//!
//! [`EthereumTransaction::decode`] takes Ethereum's transactions from their bytes, and every executed
//! transaction of a block has an [`EthereumReceipt`]. MultiversX transactions come decoded and with
//! their signatures checked.
//!
//! Absent: relayed transactions.
#![forbid(unsafe_code)]

mod block;
mod builder;
mod delivery;
mod envelope;
mod epoch;
mod ethereum;
mod execution;
mod guarded;
mod handler;
mod merkle;
mod message;
mod multiversx;
mod node_signatures;
mod outcome;
mod output;
mod receipt;
mod trace;
mod transaction;
mod worker;

pub use block::{BlockExecutor, BlockOutcome, Receipt};
pub use builder::{BuildError, RuntimeBuilder};
pub use call_tree::{CallFrame, Eip3155, Eip3155Summary, Prestate};
pub use delivery::Delivery;
pub use envelope::{AccessListItem, Envelope, FeeCap};
pub use epoch::EpochOutcome;
pub use ethereum::{DecodeError, EthereumTransaction};
pub use execution::{BlockContext, ExecuteOptions, Runtime};
pub use executor_evm::Authorization;
pub use handler::NodeHandler;
pub use merkle::{list_root, trie_root};
pub use message::{Destination, Message};
pub use multiversx::MultiversXTransaction;
pub use node_signatures::BlsNodeSignatures;
pub use outcome::{ExecutionError, Fees, GasReport, InvalidTransaction, Outcome};
pub use receipt::{EthereumReceipt, NATIVE_RECEIPT_TYPE, block_bloom, receipts_root};
pub use trace::{CallTracerOptions, Trace, TraceRequest};
pub use transaction::{Processed, TransactionProcessor};
pub use worker::Worker;

/// The guide for nodes, whose example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/embedding.md")]
mod embedding {}
