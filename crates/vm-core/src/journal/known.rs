//! What holds whatever is committed, and is kept across transactions: the forms of addresses, and
//! analysed code.

use crate::{AccountRef, Address, AddressForms, Code};
use alloy_primitives::B256;
use alloy_primitives::map::{FbBuildHasher, HashMap};
use revm_state::Bytecode;
use std::sync::Arc;

/// Analysed EVM code is kept for this many code hashes per session.
const CODES: usize = 1024;

/// Faces of aliased addresses are kept for this many addresses per session.
const HASHED_ADDRESSES: usize = 4096;

/// The chain's forms of addresses, with what is dear to compute.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) forms: Arc<dyn AddressForms>,
    pub(super) codes: AnalysedCodes,
    hashed: HashMap<Address, AccountRef, FbBuildHasher<{ Address::LENGTH }>>,
}

/// EVM code as revm runs it.
#[derive(Debug, Default)]
pub(super) struct AnalysedCodes(HashMap<B256, Bytecode>);

impl Known {
    pub(super) fn new(forms: Arc<dyn AddressForms>) -> Self {
        Self { forms, codes: AnalysedCodes::default(), hashed: HashMap::default() }
    }

    /// The forms of an address by their formula. Cost: a hash for an aliased one, unless it was asked for
    /// not long ago.
    pub(super) fn of_address(&mut self, address: &Address) -> AccountRef {
        if let Some(account) = self.forms.fixed_reference(address) {
            return account;
        }
        if let Some(known) = self.hashed.get(address) {
            return *known;
        }
        if self.hashed.len() >= HASHED_ADDRESSES {
            self.hashed.clear();
        }
        let account = self.forms.of_address(address);
        self.hashed.insert(*address, account);
        account
    }
}

impl AnalysedCodes {
    /// Code, analysed unless it was asked for not long ago.
    pub(super) fn get(&mut self, code: &Code) -> Bytecode {
        if let Some(known) = self.0.get(&code.hash) {
            return known.clone();
        }
        if self.0.len() >= CODES {
            self.0.clear();
        }
        // Before EIP-3541, a contract could have code that looks like a delegation and is none.
        let analysed = Bytecode::new_raw_checked(code.bytes.clone())
            .unwrap_or_else(|_| Bytecode::new_legacy(code.bytes.clone()));
        self.0.insert(code.hash, analysed.clone());
        analysed
    }
}
