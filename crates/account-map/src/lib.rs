//! One account, two address forms: the only place where they are converted.
//!
//! | account | canonical address (32 bytes) | face (20 bytes) | way back |
//! |---|---|---|---|
//! | born in the EVM, key or contract `X` | `00*8 . 06 00 . X . shard` | `X` | computed |
//! | system contract `n` | `00*8 . 00 01 . 00*19 . n . ffff` | last 20 bytes | computed |
//! | face of a token | `00*8 . 00 02 . 00*2 . face` | its identifier in 20 bytes ([`token_face()`]) | computed |
//! | anything else: ed25519 users, WASM contracts | as it is | `keccak256(address)[12..]` | alias record |
//!
//! Reading never writes: a face without a record stands for the account born in the EVM there. The
//! record itself is an entry of the journal (`vm_core::Journal::record_alias`), made on an account's
//! first write or when its address is passed into the EVM; it also moves what had been sent to the
//! alias before.
#![forbid(unsafe_code)]

mod create;
mod forms;
mod pass;
mod token_face;

pub use create::{create_face, create2_face, space_contract_address};
pub use forms::{EvmForms, is_system_face};
pub use pass::{ALIAS_RECORD_GAS, reference_for_evm};
pub use token_face::{is_token_face, token_face, token_of_face};
